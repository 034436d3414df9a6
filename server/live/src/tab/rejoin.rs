//! Coming back: the join's answer, trees that a browser uploads, snapshots.

use actix::prelude::*;

use super::{SNAPSHOT_EVERY, Tab, now};
use crate::tree;
use crate::view::App;
use crate::wire::{self, Farewell};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    ForReads,
    NoLonger,
}

impl<A: App> Tab<A> {
    /// Answers the join, once the reads are there that the browser's page may show already: a page that comes back to a
    /// process that knows nothing yet must not fall back to skeletons.
    pub(super) fn answer_join(&mut self, ctx: &mut Context<Self>, wait: Wait) {
        let (Some(line), Some(mounts)) = (&mut self.line, &mut self.mounts) else {
            return;
        };
        if line.join.is_none() || (wait == Wait::ForReads && mounts.loading()) {
            return;
        }
        let Some(join) = line.join.take() else { return };
        let resync = join.regions.as_ref().map(|shown| mounts.resync(shown));
        let resync = resync.unwrap_or_default();
        let build = &self.hub.config.build;
        self.send(wire::joined(self.event, build, &resync.map, &resync.want));
        self.snapshot_due = true;
        if join.url != self.url && join.regions.is_some() {
            self.send(wire::url(&self.url, true));
        }
        self.flush(ctx);
        self.plan_snapshot(ctx);
    }

    pub(super) fn heal(&mut self, ctx: &mut Context<Self>, region: u32, tree: &serde_json::Value) {
        let Some(mounts) = &mut self.mounts else {
            return;
        };
        let shown = match tree::from_json(tree) {
            Ok(shown) => shown,
            Err(error) => {
                tracing::warn!(tab.id = %self.id, error, "an uploaded tree was refused");
                return self.say_goodbye(&Farewell::Reload);
            }
        };
        self.hub
            .heals
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut patches = Vec::new();
        match mounts.heal(region, &shown, &mut patches) {
            Ok(true) => {}
            // The region changed its name while the upload was under way.
            Ok(false) => return self.say_goodbye(&Farewell::Rejoin(0)),
            Err(error) => return self.fail(ctx, &error.to_string()),
        }
        self.send_patches(patches);
        self.flush(ctx);
    }

    /// A snapshot holds nothing half done, so that events after it can be applied again without doubling any.
    pub(super) fn plan_snapshot(&mut self, ctx: &mut Context<Self>) {
        if self.snapshot_planned || !self.snapshot_due || self.line.is_none() {
            return;
        }
        self.snapshot_planned = true;
        ctx.run_later(SNAPSHOT_EVERY, |tab, _| {
            tab.snapshot_planned = false;
            if !tab.waiting.is_empty() || tab.line.is_none() {
                return;
            }
            let session = tab.hub.app.session_id(&tab.session);
            let sealed = tab
                .hub
                .seal
                .seal(session, &tab.id, &tab.state, tab.event, now());
            match sealed {
                Some(sealed) => tab.send(wire::snapshot(&sealed, tab.event)),
                None => tracing::warn!(tab.id = %tab.id, "the state is too large for a snapshot"),
            }
            tab.snapshot_due = false;
        });
    }
}
