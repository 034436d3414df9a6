//! Events: applied once each, in order, unless they waited for too long.
//!
//! What a person does next often rests on what came of the thing before: the field that a click opened, the page that a
//! new project led to. Sent again to a process that still works on the thing before, the next one waits for it.

use std::time::Duration;

use actix::prelude::*;

use super::Tab;
use super::commands::Change;
use crate::policy::{GRACE, Refused};
use crate::view::{App, Event, Mode};
use crate::wire::{self, Late};

/// Commands take as long as the world outside takes; past this, what follows them is applied all the same.
const HELD_WITHIN: Duration = Duration::from_secs(5);
/// As many as a browser keeps.
const MAX_HELD: usize = 1000;

/// Something that a person did, until it is applied.
pub(super) struct Held {
    number: u64,
    did: Did,
    late: Late,
}

pub(super) enum Did {
    Event(Event),
    Navigate(String),
}

impl Held {
    pub(super) fn new(number: u64, did: Did, late: Late) -> Self {
        Self { number, did, late }
    }
}

impl<A: App> Tab<A> {
    /// Applies what a person did, now or when what it rests on is answered.
    pub(super) fn hear(&mut self, ctx: &mut Context<Self>, held: Held) {
        let rests = self.has_open(held.late.after);
        let Some(line) = &mut self.line else { return };
        if held.number <= self.event || (line.held.is_empty() && !rests) {
            return self.apply(ctx, held);
        }
        line.held.push_back(held);
        if line.held.len() > MAX_HELD {
            self.release(ctx, true);
        } else if line.held.len() == 1 {
            let number = line.number;
            ctx.run_later(HELD_WITHIN, move |tab, ctx| {
                if tab.is_line(number) {
                    tab.release(ctx, true);
                }
            });
        }
    }

    /// Applies what was held and rests on nothing any more, or all of it.
    pub(super) fn release(&mut self, ctx: &mut Context<Self>, all: bool) {
        while let Some(held) = self.line.as_ref().and_then(|line| line.held.front()) {
            if !all && self.has_open(held.late.after) {
                return;
            }
            let held = self.line.as_mut().and_then(|line| line.held.pop_front());
            let Some(held) = held else { return };
            self.apply(ctx, held);
        }
    }

    /// Whether a command of an event up to that one is not answered.
    pub(super) fn has_open(&self, event: u64) -> bool {
        self.waiting.range(..=event).next().is_some()
    }

    fn apply(&mut self, ctx: &mut Context<Self>, held: Held) {
        match held.did {
            Did::Event(event) => self.event(ctx, held.number, event, held.late),
            Did::Navigate(url) => self.navigate(ctx, held.number, &url),
        }
    }

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

    fn event(&mut self, ctx: &mut Context<Self>, number: u64, event: Event, late: Late) {
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

    fn navigate(&mut self, ctx: &mut Context<Self>, number: u64, url: &str) {
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
        let target = late.t.as_deref().filter(|_| waited > GRACE);
        if let (None, Some(target)) = (refused, target) {
            let shown = self.table()?;
            // While something is loading nobody can say what the page will hold.
            let gone = !shown.loading() && !shown.holds(target);
            return gone.then_some(Refused::Gone);
        }
        refused
    }
}
