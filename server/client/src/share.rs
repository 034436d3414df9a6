//! Lists and their members are one value: what a list shows of a row, the row read alone shows too, and the other way
//! round, so that two places of one page cannot disagree and a row lies in memory once.

use std::sync::Arc;

use api::feed::Topic;
use api::ids::UserId;

use crate::cache::Entry;
use crate::inner::Inner;
use crate::relations::Tag;
use crate::value::Value;
use crate::{Key, WatchKey};

/// Whether a list answers for it.
pub(crate) fn is_row(entry: &Arc<Entry>) -> bool {
    matches!(entry.key.key, Key::Shot(_))
}

impl Inner {
    /// A row that was read alone, as the very value that its list shows where that is equal.
    pub(crate) fn shared(&self, viewer: UserId, value: Value) -> Value {
        let list = match &value {
            Value::Project(_) => Key::Projects,
            Value::Shot(it) => Key::Shots(it.project),
            _ => return value,
        };
        let Some(list) = self.cache.existing(&WatchKey { viewer, key: list }) else {
            return value;
        };
        let slot = list.slot();
        let listed = match (&value, &slot.value) {
            (Value::Project(it), Some(Value::Projects(all))) => {
                let mut equal = all.iter().filter(|listed| *listed == it);
                equal.next().map(|it| Value::Project(Arc::clone(it)))
            }
            (Value::Shot(it), Some(Value::Shots(all))) => {
                let mut equal = all.iter().filter(|listed| *listed == it);
                equal.next().map(|it| Value::Shot(Arc::clone(it)))
            }
            _ => None,
        };
        drop(slot);
        listed.unwrap_or(value)
    }

    /// A list that was read at `stamp` is an answer about each of its rows that is known alone.
    pub(crate) fn spread(&self, viewer: UserId, stamp: u64, list: &Value) {
        match list {
            Value::Projects(all) => {
                for it in all.iter() {
                    let row = || Value::Project(Arc::clone(it));
                    self.answer(viewer, Key::Project(it.id), stamp, row);
                }
            }
            Value::Shots(all) => {
                for it in all.iter() {
                    let row = || Value::Shot(Arc::clone(it));
                    self.answer(viewer, Key::Shot(it.id), stamp, row);
                }
            }
            Value::Jobs(page) => {
                for it in &page.jobs {
                    let row = || Value::Job(Arc::new(it.clone()));
                    self.answer(viewer, Key::Job(it.id), stamp, row);
                }
            }
            _ => (),
        }
    }

    fn answer(&self, viewer: UserId, key: Key, stamp: u64, row: impl FnOnce() -> Value) {
        let Some(entry) = self.cache.existing(&WatchKey { viewer, key }) else {
            return;
        };
        let mut slot = entry.slot();
        if slot.value.is_none() && slot.failed.is_none() {
            // Nobody asked for it alone; whoever does begins with the list's value.
            return;
        }
        let row = row();
        let landed = slot.land(stamp, row.clone(), false);
        if slot.value.as_ref() == Some(&row) {
            slot.value = Some(row);
        }
        self.relink(&entry, &mut slot);
        drop(slot);
        if landed.changed {
            self.tell(&entry.key);
        }
    }

    /// Reads again what became old, shots last: one that its list, just being read, answers for needs no call of its own.
    pub(crate) fn refresh_all(self: &Arc<Self>, old: Vec<Arc<Entry>>) {
        let (rows, others): (Vec<_>, Vec<_>) = old.into_iter().partition(is_row);
        for entry in others.iter().chain(&rows) {
            if self.is_read_with_its_list(&entry.key) {
                continue;
            }
            let mut slot = entry.slot();
            self.refresh(entry, &mut slot);
        }
    }

    /// Looks into the list's slot, also from under a row's, and never the other way round.
    pub(crate) fn is_read_with_its_list(&self, key: &WatchKey) -> bool {
        let Key::Shot(shot) = key.key else {
            return false;
        };
        let Some(project) = self.places.project_of(key.viewer, shot) else {
            return false;
        };
        let list = WatchKey {
            viewer: key.viewer,
            key: Key::Shots(project),
        };
        let list = self.cache.existing(&list);
        list.is_some_and(|list| list.slot().flying)
    }

    /// The read of a list ended: what waited for it and was not answered, such as a row that is gone, is read alone.
    pub(crate) fn refresh_rest(self: &Arc<Self>, list: &WatchKey) {
        let Key::Shots(project) = list.key else {
            return;
        };
        for entry in self.cache.tagged(&[Tag::Topic(Topic::Project(project))]) {
            if entry.key.viewer != list.viewer || !matches!(entry.key.key, Key::Shot(_)) {
                continue;
            }
            let mut slot = entry.slot();
            let is_known = slot.value.is_some() || slot.is_absent();
            if is_known && !self.is_current(&entry, &mut slot) {
                self.refresh(&entry, &mut slot);
            }
        }
    }
}
