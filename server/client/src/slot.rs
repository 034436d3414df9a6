//! What is known of one key: plain state and the rules by which answers, writes and facts change it. No calls, no
//! clock but the one that is handed in.
//!
//! A change leaves a [`Mark`]. An answer whose read began after the mark includes the change; so does one that shows
//! the changed row in that version or a later one. Either takes the mark away; while one is left, the value is old.

use std::sync::Arc;
use std::time::Instant;

use api::feed::Topic;

use crate::Error;
use crate::relations::{Find, Tag};
use crate::topics::Hold;
use crate::value::{Row, Value};

/// Marks kept one by one; beyond it they become one that only a later read takes away.
const MAX_MARKS: usize = 16;

#[derive(Default)]
pub(crate) struct Slot {
    pub(crate) value: Option<Value>,
    /// Why there is no newer value, or none at all.
    pub(crate) failed: Option<Arc<Error>>,
    /// When the value's read began.
    pub(crate) stamp: u64,
    pub(crate) marks: Vec<Mark>,
    /// Rows that writes of ours put into a list, exactly as they are now, since it was last read.
    patches: Vec<Row>,
    pub(crate) flying: bool,
    /// Nobody kept it current, so that it may be long out of date: not to be shown before it is read again.
    pub(crate) doubted: bool,
    /// A write of ours left it as it is, and nothing was read since.
    pub(crate) written: bool,
    /// Failures in a row.
    pub(crate) failures: u32,
    /// When the last answer or failure arrived.
    pub(crate) landed: Option<Instant>,
    /// What it depends on; `None` while that is not known.
    pub(crate) topics: Option<Vec<Topic>>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) holds: Vec<Hold>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) at: u64,
    /// What a value has to show to include the change; `None`: only a later read does.
    pub(crate) row: Option<Row>,
    /// The value includes the change already; answers of earlier reads would lose it.
    pub(crate) patched: bool,
    /// The value is old until it is read again.
    pub(crate) old: bool,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Landed {
    /// What a reader sees is another thing than before.
    pub(crate) changed: bool,
    /// Something happened meanwhile that the answer does not include.
    pub(crate) overtaken: bool,
}

impl Slot {
    /// Whether no change is known that the value does not include.
    pub(crate) fn is_clean(&self) -> bool {
        !self.marks.iter().any(|mark| mark.old)
    }

    /// Whether all that made it old were writes of ours, which it shows.
    pub(crate) fn shows_all(&self) -> bool {
        !self.marks.iter().any(|mark| mark.old && !mark.patched)
    }

    /// Whether it was read in vain, for a reason that may pass.
    pub(crate) fn is_failing(&self) -> bool {
        self.failed.as_ref().is_some_and(|error| !error.is_final())
    }

    /// Whether it is known for certain that there is no value for this viewer.
    pub(crate) fn is_absent(&self) -> bool {
        self.value.is_none() && self.failed.as_ref().is_some_and(|error| error.is_final())
    }

    pub(crate) fn find(&self) -> Find<'_> {
        match &self.value {
            Some(value) => Find::Found(value),
            None if self.is_absent() => Find::Missing,
            None => Find::Unknown,
        }
    }

    /// A change was heard of. Answers with whether the value is old thereby.
    pub(crate) fn mark(&mut self, at: u64, row: Option<Row>) -> bool {
        if let (Some(value), Some(row)) = (&self.value, row)
            && includes(value, &self.patches, row)
        {
            return false;
        }
        self.push(Mark {
            at,
            row,
            patched: false,
            old: true,
        });
        true
    }

    /// A write of ours: `patch` changes the value into what it is now. `exact` where nothing else about it can have
    /// changed, so that it need not be read again.
    pub(crate) fn patch(&mut self, at: u64, row: Option<Row>, value: Value, exact: bool) -> bool {
        let changed = std::mem::take(&mut self.doubted) || self.value.as_ref() != Some(&value);
        self.value = Some(value);
        self.failed = None;
        if let Some(row) = row {
            self.patches.retain(|it| it.id != row.id);
            self.patches.push(row);
            // Its own fact came before its answer.
            self.marks.retain(|mark| mark.row != Some(row));
        }
        let exact = exact && self.patches.len() <= MAX_MARKS;
        if self.flying || !exact {
            self.push(Mark {
                at,
                row,
                patched: true,
                old: !exact,
            });
        }
        changed
    }

    /// A single value as a write of ours left it; the write began at `start` and was answered at `at`.
    pub(crate) fn put(&mut self, start: u64, at: u64, value: Value) -> bool {
        let (known, row) = (self.value.as_ref().and_then(Value::row), value.row());
        if let (Some(known), Some(row)) = (known, row)
            && (known.version > row.version || known == row && self.stamp > start)
        {
            // Read since the write began, it shows what the write did, and what others did after it.
            return false;
        }
        let changed = std::mem::take(&mut self.doubted) || self.value.as_ref() != Some(&value);
        // The writes of one row are in the order of its versions, so what the other write knew, this one knows too.
        self.stamp = self.stamp.max(start);
        let included = |mark: &Mark| mark.row.is_some_and(|row| includes(&value, &[], row));
        self.marks.retain(|mark| mark.at > start && !included(mark));
        self.value = Some(value);
        self.written = true;
        self.failed = None;
        self.landed = Some(Instant::now());
        if self.flying {
            self.push(Mark {
                at,
                row,
                patched: true,
                old: false,
            });
        }
        changed
    }

    /// What a write of ours took away.
    pub(crate) fn forget(&mut self, at: u64) -> bool {
        let changed = self.value.take().is_some() || self.failed.take().is_some();
        self.push(Mark {
            at,
            row: None,
            patched: true,
            old: true,
        });
        changed
    }

    fn push(&mut self, mark: Mark) {
        self.marks.push(mark);
        if self.marks.len() > MAX_MARKS {
            // One of each kind: what others changed must not pass for what the value shows already.
            let kinds = [true, false].into_iter();
            let has = |patched: &bool| self.marks.iter().any(|it| it.patched == *patched);
            let all = |patched| Mark {
                at: mark.at,
                row: None,
                patched,
                old: true,
            };
            self.marks = kinds.filter(has).map(all).collect();
        }
    }

    /// A write of ours while the first read is under way: its answer must not show what was before the write.
    pub(crate) fn outrun(&mut self, at: u64, row: Option<Row>) {
        self.push(Mark {
            at,
            row,
            patched: true,
            old: true,
        });
    }

    /// An answer to a read that began at `stamp`. `force` takes it whatever its version says.
    pub(crate) fn land(&mut self, stamp: u64, value: Value, force: bool) -> Landed {
        let known = self.value.as_ref().and_then(Value::row);
        let older = match (known, value.row()) {
            (Some(known), Some(new)) => new.version < known.version,
            _ => false,
        };
        if stamp < self.stamp || older && !force {
            return Landed {
                changed: false,
                overtaken: true,
            };
        }
        let left = |mark: &Mark| {
            let included = mark.row.is_some_and(|row| includes(&value, &[], row));
            mark.at > stamp && !included
        };
        let marks: Vec<Mark> = self.marks.iter().copied().filter(left).collect();
        if marks.iter().any(|mark| mark.patched) {
            return Landed {
                changed: false,
                overtaken: true,
            };
        }
        self.marks = marks;
        self.patches.clear();
        self.stamp = stamp;
        self.failures = 0;
        self.landed = Some(Instant::now());
        let is_new =
            self.failed.is_some() && self.value.is_none() || self.value.as_ref() != Some(&value);
        let changed = std::mem::take(&mut self.doubted) || is_new;
        self.failed = None;
        self.written = false;
        if is_new {
            self.value = Some(value);
        }
        Landed {
            changed,
            overtaken: !self.marks.is_empty(),
        }
    }

    /// A read that began at `stamp` failed. A final refusal takes the value away: a right may have been revoked.
    pub(crate) fn fail(&mut self, stamp: u64, error: Error) -> Landed {
        self.landed = Some(Instant::now());
        let is_final = error.is_final();
        let overtaken = is_final && self.marks.iter().any(|mark| mark.at > stamp);
        if is_final
            && self
                .marks
                .iter()
                .any(|mark| mark.patched && mark.at > stamp)
        {
            return Landed {
                changed: false,
                overtaken: true,
            };
        }
        let had = self.value.is_some();
        if is_final {
            self.value = None;
            self.stamp = stamp;
            self.marks.retain(|mark| mark.at > stamp);
            self.patches.clear();
        } else {
            self.failures = self.failures.saturating_add(1);
        }
        let same = self.failed.as_deref() == Some(&error);
        self.failed = Some(Arc::new(error));
        Landed {
            changed: std::mem::take(&mut self.doubted)
                || had != self.value.is_some()
                || self.value.is_none() && !same,
            overtaken,
        }
    }
}

/// Whether a value shows a row in that version or a later one, and with it all that was written together with it. A
/// row that was only put into a list vouches for no other version: what else that version wrote, the list lacks.
fn includes(value: &Value, patches: &[Row], row: Row) -> bool {
    if let Some(known) = value.row() {
        return known.id == row.id && known.version >= row.version;
    }
    if let Some(patch) = patches.iter().find(|patch| patch.id == row.id) {
        return patch.version == row.version;
    }
    value
        .member(row.id)
        .is_some_and(|version| version >= row.version)
}
