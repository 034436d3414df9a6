//! Counters: what the client did since its start.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use timing::{Timer, Timing};

/// Upper bounds in seconds: from a call within one machine to the longest deadline.
const BOUNDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// What the client did since its start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Reads answered from memory.
    pub hits: u64,
    /// Reads for which nothing was known.
    pub misses: u64,
    /// Reads that joined a call already under way.
    pub coalesced: u64,
    /// Reads answered with a value that was being read again.
    pub stale: u64,
    /// Values that were read again and found as they were.
    pub revalidated: u64,
    /// Entries that a fact or a write made old.
    pub invalidated: u64,
    /// Reads that set out, and those that ended: as many, when none is under way.
    pub reads_begun: u64,
    pub reads_ended: u64,
    /// Entries that a fact made old.
    pub invalidated_by_fact: u64,
    /// Entries that a write of this process made old.
    pub invalidated_by_write: u64,
    /// Entries that were read again, or will be, for it is not known what was missed.
    pub invalidated_by_gap: u64,
    /// Answers that were overtaken by a fact or a write, and read again.
    pub overtaken: u64,
    /// Calls that were tried again.
    pub retries: u64,
    /// Calls that failed, after all their tries.
    pub failures: u64,
    /// Calls that were refused because the backend is away.
    pub held_back: u64,
    /// Times that the backend was found to be away.
    pub outages: u64,
    /// Whether it is away now.
    pub away: bool,
    /// Times the feed was connected.
    pub feed_connects: u64,
    /// Times it could not be told what was missed.
    pub feed_gaps: u64,
    /// Entries in memory.
    pub entries: u64,
    /// Calls by method and route, such as `GET /v1/projects/{id}`; tries are counted one by one.
    pub calls: BTreeMap<&'static str, u64>,
    /// Those that ended, by route and status; without one where there was no answer.
    pub ended: BTreeMap<(&'static str, Option<u16>), u64>,
    /// How long calls waited for their turn.
    pub waiting: Timing,
    /// How long it took to make connections: look-up, connect and TLS.
    pub connecting: Timing,
    /// From the sending of a call to the head of its answer, the connection included where a new one was made.
    pub answering: Timing,
    /// From there to the answer's end.
    pub receiving: Timing,
}

#[derive(Default)]
pub(crate) struct Stats {
    pub(crate) hits: Counter,
    pub(crate) misses: Counter,
    pub(crate) coalesced: Counter,
    pub(crate) stale: Counter,
    pub(crate) reads_begun: Counter,
    pub(crate) reads_ended: Counter,
    pub(crate) revalidated: Counter,
    pub(crate) invalidated_by_fact: Counter,
    pub(crate) invalidated_by_write: Counter,
    pub(crate) invalidated_by_gap: Counter,
    pub(crate) overtaken: Counter,
    pub(crate) retries: Counter,
    pub(crate) failures: Counter,
    pub(crate) held_back: Counter,
    pub(crate) outages: Counter,
    pub(crate) feed_connects: Counter,
    pub(crate) feed_gaps: Counter,
    pub(crate) times: Times,
    /// Routes are a fixed set of names, and statuses are few, so these do not grow.
    routes: Mutex<Routes>,
}

/// How long the parts of a call took.
pub(crate) struct Times {
    pub(crate) waiting: Timer,
    pub(crate) connecting: Arc<Timer>,
    pub(crate) answering: Timer,
    pub(crate) receiving: Timer,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            waiting: Timer::new(&BOUNDS),
            connecting: Arc::new(Timer::new(&BOUNDS)),
            answering: Timer::new(&BOUNDS),
            receiving: Timer::new(&BOUNDS),
        }
    }
}

#[derive(Default)]
struct Routes {
    calls: BTreeMap<&'static str, u64>,
    ended: BTreeMap<(&'static str, Option<u16>), u64>,
}

/// Why what is known may be old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Fact,
    Write,
    Gap,
}

#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Stats {
    pub(crate) fn call(&self, route: &'static str) {
        *self.routes().calls.entry(route).or_default() += 1;
    }

    /// A call ended with that status, or without an answer.
    pub(crate) fn ended(&self, route: &'static str, status: Option<u16>) {
        *self.routes().ended.entry((route, status)).or_default() += 1;
    }

    pub(crate) fn invalidated(&self, cause: Cause) {
        let counter = match cause {
            Cause::Fact => &self.invalidated_by_fact,
            Cause::Write => &self.invalidated_by_write,
            Cause::Gap => &self.invalidated_by_gap,
        };
        counter.add();
    }

    fn routes(&self) -> std::sync::MutexGuard<'_, Routes> {
        self.routes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is counted here; what is not is left as it is.
    pub(crate) fn snapshot(&self, rest: Snapshot) -> Snapshot {
        let routes = self.routes();
        let (by_fact, by_write) = (
            self.invalidated_by_fact.now(),
            self.invalidated_by_write.now(),
        );
        Snapshot {
            hits: self.hits.now(),
            misses: self.misses.now(),
            coalesced: self.coalesced.now(),
            stale: self.stale.now(),
            // The ended first: one that sets out and ends in between must not look as if none were under way.
            reads_ended: self.reads_ended.now(),
            reads_begun: self.reads_begun.now(),
            revalidated: self.revalidated.now(),
            invalidated: by_fact + by_write,
            invalidated_by_fact: by_fact,
            invalidated_by_write: by_write,
            invalidated_by_gap: self.invalidated_by_gap.now(),
            overtaken: self.overtaken.now(),
            retries: self.retries.now(),
            failures: self.failures.now(),
            held_back: self.held_back.now(),
            outages: self.outages.now(),
            feed_connects: self.feed_connects.now(),
            feed_gaps: self.feed_gaps.now(),
            calls: routes.calls.clone(),
            ended: routes.ended.clone(),
            waiting: self.times.waiting.now(),
            connecting: self.times.connecting.now(),
            answering: self.times.answering.now(),
            receiving: self.times.receiving.now(),
            ..rest
        }
    }
}
