//! Events: applied once each, in order, unless they waited for too long.
//!
//! What a person does next often rests on what came of the thing before: the field that a click opened, the page that a
//! new project led to. Sent again to a process that still works on the thing before, the next one waits for it.

use std::time::{Duration, Instant};

use actix::prelude::*;

use super::Tab;
use super::commands::Change;
use crate::limits::{Limit, QUICK, TOO_QUICK};
use crate::line::Weight;
use crate::policy::{GRACE, Refused};
use crate::view::{App, Event, Mode};
use crate::wire::{self, Farewell, Late};

/// Commands take as long as the world outside takes; past this, what waits for one goes on all the same.
pub(super) const HELD_WITHIN: Duration = Duration::from_secs(5);
/// As many as a browser keeps.
const MAX_HELD: usize = 1000;
/// Within what time a browser comes again that sent more than that.
const TOO_QUICK_WITHIN_MS: u64 = 3_000;

/// Something that a person did, until it is applied.
pub(super) struct Held {
    number: u64,
    did: Did,
    late: Late,
    _weight: Weight,
}

pub(super) enum Did {
    Event(Event),
    Navigate(String),
}

impl Held {
    pub(super) fn new(number: u64, did: Did, late: Late, weight: Weight) -> Self {
        Self {
            number,
            did,
            late,
            _weight: weight,
        }
    }
}

impl<A: App> Tab<A> {
    /// Applies what a person did: now, or when what it rests on is answered and its tab's pace allows it.
    pub(super) fn hear(&mut self, ctx: &mut Context<Self>, held: Held) {
        if held.number <= self.event {
            return self.apply(ctx, held);
        }
        let Some(line) = &mut self.line else { return };
        line.held.push_back(held);
        self.release(ctx, false);
        let held = |tab: &Self| tab.line.as_ref().map_or(0, |line| line.held.len());
        if held(self) > MAX_HELD {
            self.release(ctx, true);
        }
        if self.line.as_ref().is_some_and(|line| line.paced) {
            self.hub.meter.limited(Limit::Events);
            self.tell(QUICK);
        }
        if held(self) > MAX_HELD {
            self.say_goodbye(ctx, &Farewell::Later(TOO_QUICK_WITHIN_MS, TOO_QUICK));
        }
    }

    /// Applies what was held and rests on nothing any more, or all of it, as far as the tab's pace allows.
    pub(super) fn release(&mut self, ctx: &mut Context<Self>, all: bool) {
        while let Some(held) = self.line.as_ref().and_then(|line| line.held.front()) {
            if !all && self.has_open(held.late.after) {
                return self.wait_for_commands(ctx);
            }
            if held.number > self.event
                && let Err(wait) = self.pace.take(Instant::now())
            {
                return self.wait_for_pace(ctx, wait);
            }
            let held = self.line.as_mut().and_then(|line| line.held.pop_front());
            let Some(held) = held else { return };
            self.apply(ctx, held);
        }
    }

    fn wait_for_commands(&mut self, ctx: &mut Context<Self>) {
        let Some(line) = self.line.as_mut().filter(|line| !line.patient) else {
            return;
        };
        line.patient = true;
        let number = line.number;
        ctx.run_later(HELD_WITHIN, move |tab, ctx| {
            if let Some(line) = tab.line.as_mut().filter(|line| line.number == number) {
                line.patient = false;
                tab.release(ctx, true);
            }
        });
    }

    fn wait_for_pace(&mut self, ctx: &mut Context<Self>, wait: Duration) {
        let Some(line) = self.line.as_mut().filter(|line| !line.paced) else {
            return;
        };
        line.paced = true;
        let number = line.number;
        ctx.run_later(wait, move |tab, ctx| {
            if let Some(line) = tab.line.as_mut().filter(|line| line.number == number) {
                line.paced = false;
                tab.release(ctx, false);
            }
        });
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
