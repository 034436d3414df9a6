//! Where entries live: found by key, found by what they show, kept while there is room.
//!
//! The index knows every live entry, whoever keeps it alive: the cache by its bounds, a watch while it is on screen, a
//! call while it is under way. So a key has one entry at most, and nothing on screen is ever evicted.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use moka::sync::Cache as Kept;
use tokio::sync::watch;

use crate::relations::{Find, Tag, shown};
use crate::slot::Slot;
use crate::{Config, WatchKey};

/// What an entry weighs without its value: keys, tags, topics.
const ENTRY_BYTES: u32 = 1024;

pub(crate) struct Cache {
    kept: Kept<WatchKey, Arc<Entry>>,
    index: Arc<Index>,
    ids: AtomicU64,
}

pub(crate) struct Entry {
    id: u64,
    pub(crate) key: WatchKey,
    slot: Mutex<Slot>,
    /// Guards that keep it on screen.
    pub(crate) watchers: AtomicUsize,
    /// Counts answers and failures, for those who wait for one.
    pub(crate) landings: watch::Sender<u64>,
    weight: AtomicU32,
    index: Weak<Index>,
}

#[derive(Default)]
struct Index {
    maps: Mutex<Maps>,
}

#[derive(Default)]
struct Maps {
    by_key: HashMap<WatchKey, Weak<Entry>>,
    by_tag: HashMap<Tag, HashMap<u64, Weak<Entry>>>,
}

impl Index {
    fn lock(&self) -> MutexGuard<'_, Maps> {
        self.maps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let Some(index) = self.index.upgrade() else {
            return;
        };
        let slot = self.slot.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut maps = index.lock();
        for tag in &slot.tags {
            maps.unlink(tag, self.id);
        }
        // The key may have a new entry already.
        let mine = maps
            .by_key
            .get(&self.key)
            .is_some_and(|it| it.strong_count() == 0);
        if mine {
            maps.by_key.remove(&self.key);
        }
    }
}

impl Maps {
    fn unlink(&mut self, tag: &Tag, id: u64) {
        if let Some(entries) = self.by_tag.get_mut(tag) {
            entries.remove(&id);
            if entries.is_empty() {
                self.by_tag.remove(tag);
            }
        }
    }
}

impl Entry {
    pub(crate) fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_watched(&self) -> bool {
        self.watchers.load(Ordering::SeqCst) > 0
    }
}

impl Cache {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            kept: Kept::builder()
                .max_capacity(config.cache_bytes)
                .time_to_idle(config.cache_idle)
                .weigher(|_, entry: &Arc<Entry>| entry.weight.load(Ordering::Relaxed))
                .build(),
            index: Arc::default(),
            ids: AtomicU64::new(0),
        }
    }

    /// The key's entry, made if there is none.
    pub(crate) fn entry(&self, key: &WatchKey) -> Arc<Entry> {
        if let Some(entry) = self.kept.get(key) {
            return entry;
        }
        let mut maps = self.index.lock();
        let alive = maps.by_key.get(key).and_then(Weak::upgrade);
        let entry = alive.unwrap_or_else(|| {
            let entry = Arc::new(self.fresh(key));
            maps.by_key.insert(key.clone(), Arc::downgrade(&entry));
            for tag in &entry.slot().tags {
                let entries = maps.by_tag.entry(*tag).or_default();
                entries.insert(entry.id, Arc::downgrade(&entry));
            }
            entry
        });
        drop(maps);
        self.kept.insert(key.clone(), Arc::clone(&entry));
        entry
    }

    fn fresh(&self, key: &WatchKey) -> Entry {
        let mut slot = Slot::default();
        slot.tags = shown(key.viewer, &key.key, Find::Unknown);
        Entry {
            id: self.ids.fetch_add(1, Ordering::Relaxed),
            key: key.clone(),
            slot: Mutex::new(slot),
            watchers: AtomicUsize::new(0),
            landings: watch::Sender::new(0),
            weight: AtomicU32::new(ENTRY_BYTES),
            index: Arc::downgrade(&self.index),
        }
    }

    /// The key's entry, if there is one.
    pub(crate) fn existing(&self, key: &WatchKey) -> Option<Arc<Entry>> {
        let maps = self.index.lock();
        maps.by_key.get(key).and_then(Weak::upgrade)
    }

    /// All entries that show any of the tags, each once.
    pub(crate) fn tagged(&self, tags: &[Tag]) -> Vec<Arc<Entry>> {
        let maps = self.index.lock();
        let linked = tags.iter().filter_map(|tag| maps.by_tag.get(tag));
        let found: HashMap<u64, Weak<Entry>> = linked
            .flatten()
            .map(|(id, entry)| (*id, Weak::clone(entry)))
            .collect();
        // Not before the lock is released: the last handle of an entry must not be dropped under it.
        drop(maps);
        found.values().filter_map(Weak::upgrade).collect()
    }

    /// All that are alive. Slow: for what happens rarely.
    pub(crate) fn all(&self) -> Vec<Arc<Entry>> {
        let found: Vec<Weak<Entry>> = self.index.lock().by_key.values().cloned().collect();
        found.iter().filter_map(Weak::upgrade).collect()
    }

    /// Links an entry with what its value shows now.
    pub(crate) fn retag(&self, entry: &Arc<Entry>, slot: &mut Slot, tags: Vec<Tag>) {
        if slot.tags == tags {
            return;
        }
        let mut maps = self.index.lock();
        for tag in &slot.tags {
            maps.unlink(tag, entry.id);
        }
        for tag in &tags {
            let entries = maps.by_tag.entry(*tag).or_default();
            entries.insert(entry.id, Arc::downgrade(entry));
        }
        drop(maps);
        slot.tags = tags;
    }

    /// Tells the bounds what an entry's value weighs: its length as JSON, twice over for the room it takes as structs.
    pub(crate) fn weigh(&self, entry: &Arc<Entry>, json: usize) {
        let weight = u32::try_from(json * 2).unwrap_or(u32::MAX);
        let weight = weight.saturating_add(ENTRY_BYTES);
        if entry.weight.swap(weight, Ordering::Relaxed) != weight {
            self.kept.insert(entry.key.clone(), Arc::clone(entry));
        }
    }

    pub(crate) fn len(&self) -> u64 {
        self.index.lock().by_key.len() as u64
    }
}
