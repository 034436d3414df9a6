//! Who reads what: a change of a key marks the regions that read it, and wakes each tab that shows one, once.
//!
//! Nothing queues here. A mark is a bit in a set, so that a tab that sleeps through a thousand changes wakes to
//! one set of regions and renders the newest state of each.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use actix::prelude::*;

use crate::hub::{Hub, locked};
use crate::view::App;

/// Which regions read a key.
pub(crate) struct Topics<K> {
    readers: Mutex<HashMap<K, HashSet<u32>>>,
}

impl<K: Clone + Eq + Hash> Topics<K> {
    pub(crate) fn new() -> Self {
        Self {
            readers: Mutex::default(),
        }
    }

    pub(crate) fn readers(&self, key: &K) -> Vec<u32> {
        let readers = locked(&self.readers);
        let found = readers.get(key);
        found
            .map(|set| set.iter().copied().collect())
            .unwrap_or_default()
    }

    fn join(&self, key: &K, region: u32) {
        locked(&self.readers)
            .entry(key.clone())
            .or_default()
            .insert(region);
    }

    fn leave(&self, key: &K, region: u32) {
        let mut readers = locked(&self.readers);
        if let Some(set) = readers.get_mut(key) {
            set.remove(&region);
            if set.is_empty() {
                readers.remove(key);
            }
        }
    }
}

/// One region's reading of one key; ends when dropped.
pub(crate) struct Subscription<A: App> {
    hub: Arc<Hub<A>>,
    region: u32,
    key: A::Key,
    _guard: Mutex<A::Guard>,
}

impl<A: App> Subscription<A> {
    pub(crate) fn new(hub: &Arc<Hub<A>>, region: u32, key: &A::Key) -> Arc<Self> {
        hub.topics.join(key, region);
        Arc::new(Self {
            hub: Arc::clone(hub),
            region,
            key: key.clone(),
            _guard: Mutex::new(hub.app.watch(key)),
        })
    }
}

impl<A: App> Drop for Subscription<A> {
    fn drop(&mut self) {
        self.hub.topics.leave(&self.key, self.region);
    }
}

/// Tells a tab that some of its regions are marked.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Wake;

/// The marked regions of one tab.
pub(crate) struct Marks {
    regions: Mutex<HashSet<u32>>,
    woken: AtomicBool,
    tab: Recipient<Wake>,
}

impl Marks {
    pub(crate) fn new(tab: Recipient<Wake>) -> Self {
        Self {
            regions: Mutex::default(),
            woken: AtomicBool::new(false),
            tab,
        }
    }

    /// Marks a region; at most one wake is under way, so that the mailbox cannot fill.
    pub(crate) fn add(&self, region: u32) {
        locked(&self.regions).insert(region);
        if !self.woken.swap(true, Ordering::AcqRel) {
            self.tab.do_send(Wake);
        }
    }

    pub(crate) fn take(&self) -> HashSet<u32> {
        self.woken.store(false, Ordering::Release);
        std::mem::take(&mut *locked(&self.regions))
    }
}
