//! When nothing is under way any more, and what must hold then.

use std::time::{Duration, Instant};

use api::feed::Topic;
use client::{BackendState, Key, Peek, Reach};

use super::play::{Play, Process};
use super::script::Who;
use crate::stage::{Seen, path};

/// For everything that was set off to end; a case that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(10);
/// For a client to read what lies before it.
const ANSWER: Duration = Duration::from_millis(200);
const PACE: Duration = Duration::from_millis(1);
/// Moves of the queue are told at most five times a second, so its last may come this much later than all else.
const QUEUE: Duration = Duration::from_secs(2);

impl Play<'_> {
    /// Waits until every fact there is was told and heard, every read that it set off has ended, and no client holds
    /// calls back any more after lines that were cut.
    pub(super) async fn quiet(&self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let before = self.processes.each_ref().map(Process::pulse);
            if self.all_are_reached() && self.all_is_told().await && self.all_is_heard().await {
                let after = self.processes.each_ref().map(Process::pulse);
                if before == after && after.iter().all(|pulse| pulse.begun == pulse.ended) {
                    return;
                }
            }
            assert!(
                Instant::now() < deadline,
                "it never comes to rest: {before:?}"
            );
            tokio::time::sleep(PACE).await;
        }
    }

    fn all_are_reached(&self) -> bool {
        self.processes.iter().all(|process| {
            let reach = process.client.peek(self.casts[0].user, BackendState);
            matches!(reach, Peek::Loaded(reach) if *reach == Reach::Reachable)
        })
    }

    async fn all_is_told(&self) -> bool {
        for (number, process) in self.processes.iter().enumerate() {
            let Some(topics) = process.relay.told() else {
                return false;
            };
            // A line that is new is asked for everything at once, a moment later.
            let is_told = |topic| topics.iter().any(|(told, _)| *told == topic);
            let lacks = |(who, _, _): &(Who, Key, _)| {
                who.process == number && !is_told(Topic::User(self.user(*who)))
            };
            if self.open.lock().unwrap().iter().any(lacks) {
                return false;
            }
            for (topic, told) in topics {
                if self.world.store.head(topic).await.unwrap() > told {
                    return false;
                }
            }
        }
        true
    }

    /// Each client has read past all that was passed on to it.
    async fn all_is_heard(&self) -> bool {
        for process in &self.processes {
            let (ping, sent) = (process.relay.ping(), Instant::now());
            while process.relay.ponged() < ping {
                // A line that just ended does not answer.
                if process.relay.told().is_none() || sent.elapsed() > ANSWER {
                    return false;
                }
                tokio::time::sleep(PACE).await;
            }
        }
        true
    }

    /// Every open page shows what a fresh read gives, and shows it without asking.
    pub(super) async fn open_pages_are_right(&self) {
        let open: Vec<(Who, Key)> = {
            let open = self.open.lock().unwrap();
            open.iter()
                .map(|(who, key, _)| (*who, key.clone()))
                .collect()
        };
        for (who, key) in open {
            let fresh = self.fresh(who, &key).await;
            let since = Instant::now();
            loop {
                let client = &self.processes[who.process].client;
                let why = client.explain(self.user(who), &key);
                let asked = self.processes[who.process].asked();
                let seen = self.peek(who, &key);
                let asks = self.processes[who.process].asked() != asked;
                if seen == fresh && !asks {
                    break;
                }
                // A read that met a line that was cut, or an outage, is tried again by itself; what was known is shown
                // until then.
                let failed =
                    matches!(seen, Seen::Failed(_)) || why.contains("failed Some(Unavailable");
                let late = key == Key::Queue || failed;
                assert!(
                    late && since.elapsed() < QUEUE,
                    "{who:?} {key:?} asks: {asks}, {why}, shows {seen:?} where there is {fresh:?}"
                );
                tokio::time::sleep(PACE).await;
            }
        }
    }

    /// Whatever else was looked at is shown as it is, or read again before it is shown.
    pub(super) async fn kept_values_are_right(&self) {
        self.open.lock().unwrap().clear();
        let looked = self.looked.lock().unwrap().clone();
        for (who, key) in looked {
            let fresh = self.fresh(who, &key).await;
            let own = self
                .wrote
                .lock()
                .unwrap()
                .contains(&(who.process, key.clone()));
            let client = &self.processes[who.process].client;
            let why = client.explain(self.user(who), &key);
            let mut seen = self.peek(who, &key);
            let since = Instant::now();
            while key == Key::Queue && matches!(&seen, Seen::Value(_)) && seen != fresh {
                assert!(
                    since.elapsed() < QUEUE,
                    "{who:?} sees {seen:?}, not {fresh:?}"
                );
                tokio::time::sleep(PACE).await;
                seen = self.peek(who, &key);
            }
            if !own && !matches!(seen, Seen::Loading | Seen::Failed(_)) {
                assert_eq!(seen, fresh, "{who:?} {key:?} at a look: {why}");
            }
            assert_eq!(self.get(who, &key).await, fresh, "{who:?} {key:?}");
        }
    }

    async fn fresh(&self, who: Who, key: &Key) -> Seen {
        self.world
            .rest
            .read(self.user(who), &path(key))
            .await
            .into()
    }
}

/// Stays the same while nothing happens.
#[derive(Debug, PartialEq)]
struct Pulse {
    traffic: u64,
    begun: u64,
    ended: u64,
    calls: u64,
}

impl Process {
    fn pulse(&self) -> Pulse {
        let stats = self.client.stats();
        Pulse {
            traffic: self.relay.traffic(),
            begun: stats.reads_begun,
            ended: stats.reads_ended,
            calls: stats.calls.values().sum(),
        }
    }

    /// Looks that found nothing, or nothing that the feed vouched for.
    fn asked(&self) -> u64 {
        let stats = self.client.stats();
        stats.stale + stats.misses
    }
}
