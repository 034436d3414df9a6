//! What a tab's browser shows: its own affair, or that of an audience.

use std::sync::Arc;

use actix::prelude::*;
use bytestring::ByteString;

use super::Tab;
use crate::audience::{Audience, Brought, Member, Seat};
use crate::cell::RenderError;
use crate::mounts::Mounts;
use crate::view::App;

/// What its browser shows.
pub(super) enum Shown<A: App> {
    Nothing,
    Own(Mounts<A>),
    /// What the others of an audience show.
    Shared(Seat<A>),
}

impl<A: App> Tab<A> {
    pub(super) fn bring(&mut self, patches: &mut Vec<ByteString>) -> Result<(), RenderError> {
        if let (Shown::Shared(seat), false) = (&self.shown, self.state_moved) {
            match seat.bring() {
                Brought::Current => return Ok(()),
                Brought::Failed(error) => return Err(error),
                Brought::Behind => {}
            }
        }
        self.own();
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
    pub(super) fn own(&mut self) -> Option<&mut Mounts<A>> {
        if let (Shown::Shared(_), Some(marks)) = (&self.shown, &self.marks)
            && let Shown::Shared(seat) = std::mem::replace(&mut self.shown, Shown::Nothing)
        {
            self.shown = Shown::Own(seat.leave(marks));
        }
        match &mut self.shown {
            Shown::Own(mounts) => Some(mounts),
            Shown::Nothing | Shown::Shared(_) => None,
        }
    }

    /// Once all has been sent, it is what others show as well, if any do.
    pub(super) fn share(&mut self, ctx: &mut Context<Self>) {
        let (Shown::Own(mounts), Some(line)) = (&self.shown, &self.line) else {
            return;
        };
        let member = Member {
            tab: ctx.address(),
            to: line.to.clone(),
            window: Arc::clone(&line.window),
        };
        let scope = self.hub.app.scope(&self.session);
        if let Some(seat) = Audience::enter(&self.hub, &scope, mounts, member) {
            self.shown = Shown::Shared(seat);
        }
    }
}
