//! Commands: what an event asks of the world outside, performed under a key of its own until it is answered.
//!
//! A command's key is tab, event and index, so that whoever resumes the tab performs the same command under the same
//! key, and the other side does it once.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use actix::prelude::*;

use super::late::HELD_WITHIN;
use super::{Tab, now};
use crate::policy::Refused;
use crate::snapshot::{OpenCommand, RefusedEvent};
use crate::view::{App, Attempt, Mode, Step};
use crate::wire;

/// A command that a snapshot brought back is only confirmed if it was first performed longer ago than this: the person has
/// given up on it by then.
const RESUME_SECONDS: u64 = 10 * 60;

/// Events without effect that are told again after a break: as many as a browser keeps.
const MAX_REFUSED: usize = 1000;

/// A command by its event and index.
pub(super) type Turn = (u64, usize);

/// The commands of one event that are not answered.
pub(super) struct Waiting<C> {
    open: BTreeMap<usize, Open<C>>,
    /// The next command's. Never one that was answered: its key stands for that command for ever.
    next_index: usize,
}

struct Open<C> {
    command: C,
    since: u64,
    mode: Mode,
}

/// What is waited for, as a snapshot brought it.
pub(super) fn waiting<C>(open: Vec<OpenCommand<C>>) -> BTreeMap<u64, Waiting<C>> {
    let mut waiting: BTreeMap<u64, Waiting<C>> = BTreeMap::new();
    let late = now().saturating_sub(RESUME_SECONDS);
    for command in open {
        let of_event = waiting.entry(command.event).or_insert(Waiting {
            open: BTreeMap::new(),
            next_index: command.next,
        });
        let confirm = command.confirm || command.since < late;
        let open = Open {
            command: command.command,
            since: command.since,
            mode: if confirm {
                Mode::Confirm
            } else {
                Mode::Perform
            },
        };
        of_event.open.insert(command.index, open);
    }
    waiting
}

/// What an event or an answer is to change, and how.
#[derive(Clone, Copy)]
pub(super) struct Change {
    pub(super) event: u64,
    pub(super) mode: Mode,
    /// Said instead where nothing can be confirmed: the event had no commands.
    pub(super) refused: Option<Refused>,
}

impl<A: App> Tab<A> {
    /// What a snapshot holds of the commands that are not answered.
    pub(super) fn open_commands(&self) -> Vec<OpenCommand<A::Command>> {
        let events = self.waiting.iter();
        let open = events.flat_map(|(event, waiting)| {
            let open = waiting.open.iter();
            open.map(|(index, open)| OpenCommand {
                event: *event,
                index: *index,
                next: waiting.next_index,
                since: open.since,
                confirm: open.mode == Mode::Confirm,
                command: open.command.clone(),
            })
        });
        open.collect()
    }

    /// Performs again what a snapshot says was not answered.
    pub(super) fn perform_open(&mut self, ctx: &mut Context<Self>) {
        let open = self.waiting.iter().flat_map(|(event, waiting)| {
            let indices = waiting.open.keys();
            indices.map(|index| (*event, *index))
        });
        self.turns.extend(open);
        self.begin(ctx);
    }

    /// Changes the state, performs the commands that follow and shows the result.
    pub(super) fn change(
        &mut self,
        ctx: &mut Context<Self>,
        how: Change,
        change: impl FnOnce(&A, &mut A::State) -> Step<A::Command>,
    ) {
        let app = Arc::clone(&self.hub.app);
        let mut state = self.state.clone();
        let changed = catch_unwind(AssertUnwindSafe(|| change(&app, &mut state)));
        let Ok(step) = changed else {
            // The state is as it was before, and the event is over: sent again it would only fail again.
            tracing::error!(tab.id = %self.id, event = how.event, "the application panicked over an event");
            return self.refuse(ctx, how.event, Refused::Failed);
        };
        if let (Some(refused), true) = (how.refused, step.commands.is_empty()) {
            return self.refuse(ctx, how.event, refused);
        }
        if state != self.state {
            self.state = state;
            self.state_moved = true;
            self.snapshot_due = true;
        }
        let effects = step.effects.into_iter();
        self.effects
            .extend(effects.map(|effect| (how.event, effect)));
        for command in step.commands {
            self.perform(ctx, how, command);
        }
        self.flush(ctx);
        if !self.waiting.contains_key(&how.event) && how.event > 0 {
            self.send(wire::answered(how.event));
        }
        self.plan_snapshot(ctx);
    }

    /// An event is over without having had an effect; the browser tells the person.
    pub(super) fn refuse(&mut self, ctx: &mut Context<Self>, event: u64, why: Refused) {
        self.refused.push(RefusedEvent {
            event,
            why,
            serial: self.serial + 1,
        });
        if self.refused.len() > MAX_REFUSED {
            self.refused.remove(0);
        }
        self.send(wire::refused(event, why));
        self.plan_snapshot(ctx);
    }

    fn perform(&mut self, ctx: &mut Context<Self>, how: Change, command: A::Command) {
        let waiting = self.waiting.entry(how.event).or_insert(Waiting {
            open: BTreeMap::new(),
            next_index: 0,
        });
        let index = waiting.next_index;
        waiting.next_index += 1;
        let open = Open {
            command,
            since: now(),
            mode: how.mode,
        };
        waiting.open.insert(index, open);
        self.turns.insert((how.event, index));
        self.begin(ctx);
    }

    /// Performs the next command, if none is under way: of two that change the same thing, the later one must win.
    fn begin(&mut self, ctx: &mut Context<Self>) {
        while self.begun.is_none()
            && let Some(turn) = self.turns.pop_first()
        {
            let (event, index) = turn;
            let waiting = self.waiting.get(&event);
            let Some(open) = waiting.and_then(|waiting| waiting.open.get(&index)) else {
                continue;
            };
            let key = format!("{}-{event}-{index}", self.id);
            let attempt = Attempt {
                key,
                mode: open.mode,
            };
            let command = open.command.clone();
            let outcome = self.hub.app.perform(&self.session, attempt, command);
            let answered = outcome
                .into_actor(self)
                .map(move |outcome, tab, ctx| tab.answered(ctx, event, index, outcome));
            ctx.spawn(answered);
            let patience = ctx.run_later(HELD_WITHIN, move |tab, ctx| tab.go_on(ctx, turn));
            self.begun = Some((turn, patience));
        }
    }

    /// Nothing waits for that command any more.
    fn go_on(&mut self, ctx: &mut Context<Self>, turn: Turn) {
        if let Some((_, patience)) = self.begun.take_if(|(begun, _)| *begun == turn) {
            ctx.cancel_future(patience);
            self.begin(ctx);
        }
    }

    fn answered(&mut self, ctx: &mut Context<Self>, event: u64, index: usize, outcome: A::Outcome) {
        self.take_answer(ctx, event, index, outcome);
        // After the commands that followed from it, which come first.
        self.go_on(ctx, (event, index));
    }

    fn take_answer(
        &mut self,
        ctx: &mut Context<Self>,
        event: u64,
        index: usize,
        outcome: A::Outcome,
    ) {
        // A tab that went on from a newer snapshot meanwhile does not wait for this any more.
        let Some(waiting) = self.waiting.get_mut(&event) else {
            return;
        };
        let Some(open) = waiting.open.remove(&index) else {
            return;
        };
        self.snapshot_due = true;
        let how = Change {
            event,
            mode: open.mode,
            refused: None,
        };
        // The indices must survive until the answer's own commands have drawn theirs.
        self.change(ctx, how, |app, state| app.answer(state, outcome));
        let over = self.waiting.get(&event).is_some_and(|w| w.open.is_empty());
        if over {
            self.waiting.remove(&event);
            self.send(wire::answered(event));
            self.plan_snapshot(ctx);
            self.release(ctx, false);
        }
    }
}
