//! Coming back: the join's answer, trees that a browser uploads, snapshots.

use actix::prelude::*;

use super::shown::Shown;
use super::{SNAPSHOT_EVERY, Tab, now};
use crate::limits::{Limit, TOO_LARGE};
use crate::mounts::Resync;
use crate::snapshot::Snapshot;
use crate::tree;
use crate::view::App;
use crate::wire::{self, Farewell, Join, JoinedRegion};

impl<A: App> Tab<A> {
    /// The join is answered now, or when what it waits for is there, and in time in any case: commands take as long as the
    /// world outside takes.
    pub(super) fn plan_answer(&mut self, ctx: &mut Context<Self>) {
        let number = self.line.as_ref().map(|line| line.number);
        ctx.run_later(self.hub.config.first_render, move |tab, ctx| {
            if let Some(line) = tab.line.as_mut().filter(|line| Some(line.number) == number) {
                line.waits = false;
                tab.answer_join(ctx);
            }
        });
        self.answer_join(ctx);
    }

    /// Answers the join if nothing is to be waited for.
    pub(super) fn answer_join(&mut self, ctx: &mut Context<Self>) {
        let join = self.line.as_ref().and_then(|line| line.join.as_ref());
        let Some(last) = join.map(|join| join.last) else {
            return;
        };
        let events = self.event < last || self.has_open(last);
        let Some(table) = self.table() else { return };
        let loading = table.loading();
        let Some(line) = &mut self.line else { return };
        if line.waits && (events || loading) {
            return;
        }
        let Some(join) = line.join.take() else { return };
        let resync = match &join.regions {
            Some(shown) => self.resync(ctx, shown),
            None => Resync::default(),
        };
        let open: Vec<u64> = self.waiting.keys().copied().collect();
        self.send(wire::joined(&wire::Joined {
            event: self.event,
            build: &self.hub.config.build,
            measure: self.hub.config.measure_every,
            map: &resync.map,
            want: &resync.want,
            open: &open,
            refused: self.refused.iter().map(|e| (e.event, e.why)).collect(),
        }));
        self.snapshot_due = true;
        if join.regions.is_some() {
            // As it is after all that was waited for: an address on the way there is no step for the browser's history.
            self.url = self.hub.app.url(&self.state);
            if join.url != self.url {
                self.send(wire::url(&self.url, true));
            }
        }
        self.flush(ctx);
        self.plan_snapshot(ctx);
    }

    /// What a browser shows that comes back, against what it should.
    fn resync(&mut self, ctx: &Context<Self>, shown: &[JoinedRegion]) -> Resync {
        if let Shown::Reserved(reservation) = &self.shown {
            let (resync, changes) = reservation.table().compare(shown);
            if changes.is_empty() {
                return resync;
            }
        }
        let mounts = self.own(ctx);
        mounts.map_or_else(Resync::default, |mounts| mounts.resync(shown))
    }

    pub(super) fn heal(&mut self, ctx: &mut Context<Self>, region: u32, tree: &serde_json::Value) {
        // What went along whole with the region around it is uploaded all the same, and needs nothing.
        let asks = self.table().and_then(|table| table.asks(region));
        if asks == Some(false) || self.own(ctx).is_none() {
            return;
        }
        let shown = match tree::from_json(tree) {
            Ok(shown) => shown,
            Err(error) => {
                tracing::warn!(tab.id = %self.id, error, "an uploaded tree was refused");
                return self.say_goodbye(ctx, &Farewell::Reload);
            }
        };
        self.hub
            .heals
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut patches = Vec::new();
        let Some(mounts) = self.own(ctx) else { return };
        match mounts.heal(region, &shown, &mut patches) {
            Ok(true) => {}
            // The region changed its name while the upload was under way.
            Ok(false) => {
                // What was mounted before the line broke would lead to the same again.
                self.shown = Shown::Nothing;
                return self.say_goodbye(ctx, &Farewell::Rejoin(0));
            }
            Err(error) => return self.fail(ctx, &error.to_string()),
        }
        self.send_patches(patches);
        self.flush(ctx);
    }

    /// The browser may bring a newer snapshot than ours, where another process had this tab meanwhile. False if the tab
    /// failed over it.
    pub(super) fn catch_up(&mut self, ctx: &mut Context<Self>, join: &Join) -> bool {
        if join.serial <= self.serial {
            return true;
        }
        let session = self.hub.app.session_id(&self.session);
        let Some(snapshot) = self.hub.open(session, join) else {
            return true;
        };
        if snapshot.serial <= self.serial {
            return true;
        }
        self.resume(snapshot);
        self.perform_open(ctx);
        // The browser is compared with this state; what it showed here once does not matter.
        self.bring_or_fail(ctx).is_some()
    }

    pub(super) fn plan_snapshot(&mut self, ctx: &mut Context<Self>) {
        if self.snapshot_planned || !self.snapshot_due || self.line.is_none() {
            return;
        }
        self.snapshot_planned = true;
        ctx.run_later(SNAPSHOT_EVERY, |tab, _| {
            tab.snapshot_planned = false;
            tab.send_snapshot();
        });
    }

    pub(super) fn send_snapshot(&mut self) {
        let joined = self.line.as_ref().is_some_and(|line| line.join.is_none());
        if !joined || !self.snapshot_due {
            return;
        }
        let snapshot = Snapshot {
            state: self.state.clone(),
            event: self.event,
            serial: self.serial + 1,
            open: self.open_commands(),
            refused: self.refused.clone(),
        };
        let session = self.hub.app.session_id(&self.session);
        let Some(sealed) = self.hub.seal.seal(session, &self.id, &snapshot, now()) else {
            tracing::warn!(tab.id = %self.id, "the state is too large for a snapshot");
            // With fewer open commands it may fit.
            self.snapshot_due = !snapshot.open.is_empty();
            self.hub.meter.limited(Limit::Snapshot);
            self.tell(TOO_LARGE);
            return;
        };
        self.snapshot_due = false;
        self.serial = snapshot.serial;
        self.send(wire::snapshot(&sealed, self.event, self.serial));
    }
}
