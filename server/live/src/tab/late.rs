//! Events: applied once each, in order, unless they waited for too long.

use actix::prelude::*;

use super::Tab;
use super::commands::Change;
use crate::policy::{GRACE, Refused};
use crate::view::{App, Event, Mode};
use crate::wire::{self, Late};

impl<A: App> Tab<A> {
    /// Whether the event is new. Sent again after a break, but applied before it, it is answered at once.
    fn takes(&mut self, number: u64) -> bool {
        if number <= self.event {
            if !self.waiting.contains_key(&number) {
                self.send(wire::answered(number));
            }
            return false;
        }
        self.event = number;
        self.snapshot_due = true;
        true
    }

    pub(super) fn event(&mut self, ctx: &mut Context<Self>, number: u64, event: Event, late: Late) {
        if !self.takes(number) {
            return;
        }
        let refused = self.refuses(&event, &late);
        let mode = match refused {
            // Nobody can have done what was never sent.
            Some(why) if !late.again => return self.refuse(ctx, number, why),
            Some(_) => Mode::Confirm,
            None => Mode::Perform,
        };
        let how = Change {
            event: number,
            mode,
            refused,
        };
        self.change(ctx, how, |app, state| app.apply(state, &event));
    }

    pub(super) fn navigate(&mut self, ctx: &mut Context<Self>, number: u64, url: &str) {
        if !self.takes(number) {
            return;
        }
        let how = Change {
            event: number,
            mode: Mode::Perform,
            refused: None,
        };
        self.change(ctx, how, |app, state| app.navigate(state, url));
    }

    fn refuses(&self, event: &Event, late: &Late) -> Option<Refused> {
        let waited = late.waited();
        let refused = self.hub.app.policy(event).refuses(waited);
        refused.or_else(|| {
            let mounts = self.mounts.as_ref()?;
            let target = late.t.as_deref()?;
            // While something is loading nobody can say what the page will hold.
            let gone = waited > GRACE && !mounts.loading() && !mounts.holds(target);
            gone.then_some(Refused::Gone)
        })
    }
}
