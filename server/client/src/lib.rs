//! The one way to the backend: a cheap handle, a cache, single flight and the feed.
//!
//! A page calls [`Client::peek`], which never waits: it answers from memory and, where it must, starts one call that
//! all readers share. Facts arriving over the feed mark what they touch; what is on screen ([`Client::watch`]) is read
//! again at once, and [`Client::on_change`] tells who must paint again. The cache is keyed by viewer as well as by
//! entity: nothing that one person may see is ever served to another from memory.

mod attempt;
mod config;
mod error;
mod key;
mod media;
mod people;
mod query;
mod stats;
mod watch;
mod writes;

mod assertion;
mod breaker;
mod cache;
mod call;
mod clock;
mod connecting;
mod edits;
mod feed;
mod flight;
mod guard;
mod inner;
mod link;
mod noun;
mod places;
mod pool;
mod progress;
mod reach;
mod relations;
mod share;
mod slot;
mod topics;
mod value;
mod written;

use std::sync::Arc;

use api::ids::UserId;

use crate::inner::{Inner, Known};

pub use attempt::Attempt;
pub use config::{Config, Secret};
pub use error::Error;
pub use key::{Key, WatchKey};
pub use media::{ByteStream, FileRequest, Passed};
pub use query::{
    BackendState, JobOf, Jobs, Keyframes, Peek, ProgressOf, ProjectOf, Projects, Query, QueueNow,
    Reach, ShotOf, Shots, Takes,
};
pub use stats::Snapshot;
pub use watch::Watch;

/// A cheap handle; all clones share one cache, one pool and one feed.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

impl Client {
    /// Starts the feed. Must be called inside a tokio runtime, on which all calls then run, whichever thread asks.
    #[must_use]
    pub fn start(config: Config) -> Self {
        Self {
            inner: Inner::start(&config),
        }
    }

    /// Calls `listener` whenever what a `peek` would return for a key may have changed. It is called from any thread,
    /// must be quick and must not wait. Several may be set; none can be taken back.
    pub fn on_change(&self, listener: impl Fn(&WatchKey) + Send + Sync + 'static) {
        self.inner.listeners.add(listener);
    }

    /// What is known now. Never waits; a miss or a value that may be old starts one call, whose answer is told to
    /// `on_change`.
    #[must_use]
    pub fn peek<Q: Query>(&self, viewer: UserId, query: Q) -> Peek<Q::Value> {
        let key = query.key();
        match self.inner.peek(WatchKey { viewer, key }) {
            Known::Loaded(value) => Q::pick(value).map_or(Peek::Loading, Peek::Loaded),
            Known::Loading => Peek::Loading,
            Known::Failed(error) => Peek::Failed(error),
        }
    }

    /// The value as of now: from memory where the feed vouches for it, else from the backend.
    pub async fn get<Q: Query>(&self, viewer: UserId, query: Q) -> Result<Arc<Q::Value>, Error> {
        self.inner.get(viewer, query).await
    }

    /// Keeps a key current for as long as the guard lives, and some seconds longer.
    pub fn watch(&self, viewer: UserId, key: Key) -> Watch {
        Watch::new(&self.inner, viewer, key)
    }

    /// Why a key counts as current or does not: for a test that failed.
    #[doc(hidden)]
    #[must_use]
    pub fn explain(&self, viewer: UserId, key: &Key) -> String {
        let key = key.clone();
        self.inner.explain(&WatchKey { viewer, key })
    }

    /// As if the feed had said it: for benches, which measure what a fact costs without its way here.
    #[doc(hidden)]
    pub fn hear(&self, word: api::feed::FromBackend) {
        self.inner.hear(word);
    }

    /// Ends the feed, for a process that stops: that its backend goes away after this is no fault to log.
    pub fn stop(&self) {
        self.inner.stop();
    }

    /// The counters as they are now.
    #[must_use]
    pub fn stats(&self) -> Snapshot {
        self.inner.stats.snapshot(Snapshot {
            entries: self.inner.cache.len(),
            away: !self.inner.link.guard.is_closed(),
            ..Snapshot::default()
        })
    }
}
