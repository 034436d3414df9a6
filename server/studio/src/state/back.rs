//! The way back: what Ctrl+Z puts back, newest first.

use api::ids::{KeyframeId, ShotId};
use serde::{Deserialize, Serialize};

use super::command::Thing;
use super::token::{Row, digest};

/// How one act is undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Back {
    /// To the sibling it stood before, or to the end.
    Shot {
        shot: ShotId,
        before: Option<ShotId>,
    },
    Keyframe {
        keyframe: KeyframeId,
        before: Option<KeyframeId>,
    },
    Name {
        row: Row,
        name: String,
        /// Digest of the name it was given: one that somebody gave it since is not written over.
        given: String,
    },
}

/// Who goes back further than this looks for an older state, not for a slip.
const LIMIT: usize = 20;

/// How the newest act is undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undo {
    /// All that one press deleted.
    Restore(Vec<Thing>),
    PutBack(Back),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    list: Vec<Undo>,
}

impl History {
    pub fn push(&mut self, back: Back) {
        self.add(Undo::PutBack(back));
    }

    pub fn push_deleted(&mut self, things: Vec<Thing>) {
        self.add(Undo::Restore(things));
    }

    fn add(&mut self, undo: Undo) {
        if self.list.len() >= LIMIT {
            self.list.remove(0);
        }
        self.list.push(undo);
    }

    /// As [`History::push`] for a name that is saved while it is typed: all of it is one rename.
    pub fn push_typed(&mut self, back: Back) {
        if let (
            Some(Undo::PutBack(Back::Name {
                row: last, given, ..
            })),
            Back::Name {
                row, given: newest, ..
            },
        ) = (self.list.last_mut(), &back)
            && *last == *row
        {
            given.clone_from(newest);
            return;
        }
        self.push(back);
    }

    pub fn pop(&mut self) -> Option<Undo> {
        self.list.pop()
    }

    /// They were brought back by their toast.
    pub fn forget(&mut self, things: &[Thing]) {
        self.list
            .retain(|undo| !matches!(undo, Undo::Restore(deleted) if deleted == things));
    }
}

impl Back {
    /// Whether a name is still the one that this would take back.
    #[must_use]
    pub fn is_given(given: &str, name: &str) -> bool {
        given == digest(name)
    }

    #[must_use]
    pub fn name(row: Row, former: &str, given: &str) -> Self {
        Self::Name {
            row,
            name: former.to_owned(),
            given: digest(given),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_are_remembered() {
        let mut history = History::default();
        let things: Vec<Thing> = (0..LIMIT + 5)
            .map(|_| Thing::Shot(ShotId::fresh()))
            .collect();
        for thing in &things {
            history.push_deleted(vec![*thing]);
        }
        let mut undone = Vec::new();
        while let Some(Undo::Restore(things)) = history.pop() {
            undone.extend(things);
        }
        undone.reverse();
        assert_eq!(undone, things[5..]);
    }

    #[test]
    fn a_name_saved_while_it_is_typed_is_one_rename() {
        let row = Row::Shot(ShotId::fresh());
        let mut history = History::default();
        for (former, given) in [("Shot 1", "H"), ("H", "Har"), ("Har", "Harbor")] {
            history.push_typed(Back::name(row, former, given));
        }
        let back = Back::name(row, "Shot 1", "Harbor");
        assert_eq!(history.pop(), Some(Undo::PutBack(back)));
        assert_eq!(history.pop(), None);
    }
}
