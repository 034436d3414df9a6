//! Counters: what the client did since its start.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the client did since its start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Reads answered from memory.
    pub hits: u64,
    /// Reads for which nothing was known.
    pub misses: u64,
    /// Reads that joined a call already under way.
    pub coalesced: u64,
    /// Reads answered with a value that was being read again.
    pub stale: u64,
    /// Entries that a fact or a write made old.
    pub invalidated: u64,
    /// Reads that set out, and those that ended: as many, when none is under way.
    pub reads_begun: u64,
    pub reads_ended: u64,
    /// Answers that were overtaken by a fact or a write, and read again.
    pub overtaken: u64,
    /// Calls that were tried again.
    pub retries: u64,
    /// Times the feed was connected.
    pub feed_connects: u64,
    /// Times it could not be told what was missed.
    pub feed_gaps: u64,
    /// Entries in memory.
    pub entries: u64,
    /// Calls by method and route, such as `GET /v1/projects/{id}`; tries are counted one by one.
    pub calls: BTreeMap<&'static str, u64>,
}

#[derive(Default)]
pub(crate) struct Stats {
    pub(crate) hits: Counter,
    pub(crate) misses: Counter,
    pub(crate) coalesced: Counter,
    pub(crate) stale: Counter,
    pub(crate) invalidated: Counter,
    pub(crate) reads_begun: Counter,
    pub(crate) reads_ended: Counter,
    pub(crate) overtaken: Counter,
    pub(crate) retries: Counter,
    pub(crate) feed_connects: Counter,
    pub(crate) feed_gaps: Counter,
    /// Routes are a fixed set of names, so this does not grow.
    calls: Mutex<BTreeMap<&'static str, u64>>,
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
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        *calls.entry(route).or_default() += 1;
    }

    pub(crate) fn snapshot(&self, entries: u64) -> Snapshot {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        Snapshot {
            hits: self.hits.now(),
            misses: self.misses.now(),
            coalesced: self.coalesced.now(),
            stale: self.stale.now(),
            invalidated: self.invalidated.now(),
            // The ended first: one that sets out and ends in between must not look as if none were under way.
            reads_ended: self.reads_ended.now(),
            reads_begun: self.reads_begun.now(),
            overtaken: self.overtaken.now(),
            retries: self.retries.now(),
            feed_connects: self.feed_connects.now(),
            feed_gaps: self.feed_gaps.now(),
            entries,
            calls: calls.clone(),
        }
    }
}
