//! What a tab's browser shows: its own affair, or that of an audience.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use actix::prelude::*;
use bytestring::ByteString;

use super::Tab;
use crate::audience::{Audience, Brought, Member, Reservation, Seat};
use crate::cell::RenderError;
use crate::mounts::{Mounts, Table};
use crate::topics::Marks;
use crate::view::App;

/// What its browser shows.
pub(super) enum Shown<A: App> {
    Nothing,
    Own(Mounts<A>),
    /// What the others of an audience show.
    Shared(Seat<A>),
    /// What others showed when the browser was last told, while it has no line or has just come.
    Reserved(Reservation<A>),
}

impl<A: App> Tab<A> {
    pub(super) fn bring(
        &mut self,
        ctx: &Context<Self>,
        patches: &mut Vec<ByteString>,
    ) -> Result<(), RenderError> {
        match &self.shown {
            Shown::Shared(seat) if !self.state_moved => match seat.bring() {
                Brought::Current => return Ok(()),
                Brought::Failed(error) => return Err(error),
                Brought::Behind => {}
            },
            Shown::Reserved(reservation) if !self.state_moved => {
                let Some(member) = self.member(ctx) else {
                    return Ok(());
                };
                if let Some(seat) = reservation.sit(member) {
                    self.shown = Shown::Shared(seat);
                    return Ok(());
                }
            }
            _ => {}
        }
        self.own(ctx);
        if let (Shown::Own(_), Some(marks)) = (&self.shown, &self.marks) {
            self.pending.extend(marks.take());
        }
        let Shown::Own(mounts) = &mut self.shown else {
            return Ok(());
        };
        if std::mem::take(&mut self.state_moved) {
            let spec = self.hub.app.root(&self.session, &self.state);
            mounts.set_root(&spec, patches)?;
        }
        mounts.bring(std::mem::take(&mut self.pending), patches)
    }

    /// What is shown, as this tab's own from now on.
    pub(super) fn own(&mut self, ctx: &Context<Self>) -> Option<&mut Mounts<A>> {
        self.part();
        let marks = self.marks.get_or_insert_with(|| {
            let tab = ctx.address().recipient();
            Arc::new(Marks::new(tab))
        });
        if let Shown::Reserved(_) = &self.shown
            && let Shown::Reserved(it) = std::mem::replace(&mut self.shown, Shown::Nothing)
        {
            self.shown = Shown::Own(it.leave(marks));
        }
        match &mut self.shown {
            Shown::Own(mounts) => Some(mounts),
            Shown::Nothing | Shown::Shared(_) | Shown::Reserved(_) => None,
        }
    }

    /// Gives up the seat, for the line that it is told on ends.
    pub(super) fn part(&mut self) {
        if let Shown::Shared(_) = &self.shown
            && let Shown::Shared(seat) = std::mem::replace(&mut self.shown, Shown::Nothing)
        {
            self.shown = Shown::Reserved(seat.leave());
        }
    }

    /// What the browser has been sent.
    pub(super) fn table(&self) -> Option<Table<A>> {
        match &self.shown {
            Shown::Nothing => None,
            Shown::Own(mounts) => Some(mounts.table().clone()),
            Shown::Shared(seat) => Some(seat.table()),
            Shown::Reserved(reservation) => Some(reservation.table().clone()),
        }
    }

    /// Once all has been sent, it is what others show as well, if any do.
    pub(super) fn share(&mut self, ctx: &Context<Self>) {
        let (Shown::Own(mounts), Some(member)) = (&self.shown, self.member(ctx)) else {
            return;
        };
        let scope = self.hub.app.scope(&self.session);
        if let Some(seat) = Audience::enter(&self.hub, &scope, mounts, member) {
            self.shown = Shown::Shared(seat);
        }
    }

    /// Who takes a seat: the tab and its line, once that has joined.
    fn member(&self, ctx: &Context<Self>) -> Option<Member<A>> {
        let line = self.line.as_ref().filter(|line| line.join.is_none())?;
        Some(Member {
            tab: ctx.address(),
            to: line.to.clone(),
            window: Arc::clone(&line.window),
        })
    }

    /// The page that is to be shown: as others show it already, or drawn for this tab.
    pub(super) fn draw(&self, marks: &Arc<Marks>) -> Result<Shown<A>, String> {
        let drawn = catch_unwind(AssertUnwindSafe(|| {
            let spec = self.hub.app.root(&self.session, &self.state);
            let scope = self.hub.app.scope(&self.session);
            if let Some(reservation) = Audience::find(&self.hub, &scope, &spec) {
                return Ok(Shown::Reserved(reservation));
            }
            Mounts::open(Arc::clone(&self.hub), scope, Arc::clone(marks), &spec).map(Shown::Own)
        }));
        match drawn {
            Ok(opened) => opened.map_err(|error| error.to_string()),
            Err(_) => Err("the application panicked".to_owned()),
        }
    }

    pub(super) fn finish_page(&mut self, deadline: bool) {
        let html = match &self.shown {
            _ if self.page.is_none() => return,
            Shown::Own(mounts) if deadline || !mounts.table().loading() => {
                mounts.table().html().map(|html| html.of(&self.id))
            }
            Shown::Reserved(reservation) => reservation.html(&self.id),
            _ => return,
        };
        if let Some(page) = self.page.take() {
            // Nobody waits for it any more where this fails.
            let _ = page.send(html);
        }
        // Until its browser comes it need not be told of anything that others are told of.
        let scope = self.hub.app.scope(&self.session);
        if let Shown::Own(mounts) = &self.shown
            && !mounts.table().loading()
            && let Some(reservation) = Audience::reserve(&self.hub, &scope, mounts)
        {
            self.shown = Shown::Reserved(reservation);
        }
    }
}
