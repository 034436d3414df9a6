//! What is counted and timed of one tab. Ordinary frames carry nothing for it: of every so many patch frames of a line
//! one is measured, and both sides count them.

use std::time::Duration;

use actix::prelude::*;

use super::{FromBrowser, Tab};
use crate::meter::Cause;
use crate::view::App;
use crate::wire::{Frame, Join};

impl<A: App> Tab<A> {
    /// Takes the marks that came since; gives how many of them are of regions that were marked already.
    pub(super) fn take_marks(&mut self) -> usize {
        let Some(marks) = &self.marks else { return 0 };
        let taken = marks.take();
        let all = self.pending.len() + taken.len();
        self.pending.extend(taken);
        all - self.pending.len()
    }

    /// Notes whether the window lets frames through. `again`: regions marked once more while it does not.
    pub(super) fn note_window(&mut self, open: bool, again: usize) {
        let Some(line) = &mut self.line else { return };
        if open {
            line.held_back = None;
            return;
        }
        let meter = &self.hub.meter;
        line.held_back.get_or_insert_with(|| meter.hold_back());
        meter.dropped.add(again as u64);
    }

    /// What made the browser join. `made`: there was no such tab here; `behind`: the browser brought a newer state than ours.
    pub(super) fn count_join(&mut self, join: &Join, made: bool, behind: bool) {
        let told = std::mem::take(&mut self.told);
        let cause = match join {
            _ if join.regions.is_none() => Cause::Page,
            _ if join.loaded.is_some() => Cause::Reload,
            _ if made || behind => Cause::Moved,
            _ if told => Cause::Told,
            _ => Cause::Line,
        };
        self.hub.meter.joined(cause);
    }

    /// Hears a frame; an event that is applied at once is timed.
    pub(super) fn hear_timed(&mut self, ctx: &mut Context<Self>, message: FromBrowser) {
        let (at, before) = (message.at, self.event);
        let is_event = matches!(message.frame, Frame::Event(..) | Frame::Navigate(..));
        self.since = is_event.then_some(at);
        self.hear_frame(ctx, message.frame, message.weight);
        self.since = None;
        if is_event && self.event > before {
            self.hub.meter.event.took(at.elapsed());
        }
    }

    /// The browser says that it painted a frame, so long after it had applied it.
    pub(super) fn painted(&mut self, frame: u64, after: Duration) {
        let Some(line) = &self.line else { return };
        if let Some(since) = line.window.report(frame) {
            let all = since.elapsed();
            self.hub.meter.painted.took(all);
            self.hub.meter.applied.took(all.saturating_sub(after));
        }
    }
}
