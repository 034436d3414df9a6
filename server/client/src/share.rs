//! Lists and their members are one value: what a list shows of a row, the row read alone shows too, and the other way
//! round, so that two places of one page cannot disagree and a row lies in memory once.

use std::sync::Arc;

use api::ids::UserId;

use crate::inner::Inner;
use crate::value::Value;
use crate::{Key, WatchKey};

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
}
