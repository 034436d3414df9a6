//! What may be too much, and how many sessions have a seat in the process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde::Serialize;

use crate::hub::locked;

/// What may be too much. Each has a field of [`crate::Config`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Limit {
    /// A frame was too long; its line ended.
    Frame,
    /// An event came too soon after others of its tab, and waited; or so many waited that the line ended.
    Events,
    /// A tab was refused: its session has as many as it may.
    Tabs,
    /// A page or a tab was refused: as many sessions are here as may be.
    Sessions,
    /// A join was put off: too many came in that second.
    Joins,
    /// A line ended, since its browser had said nothing for so long.
    Silence,
    /// A tab's state was too large for a snapshot, and cannot go on in another process.
    Snapshot,
}

impl Limit {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Frame,
        Self::Events,
        Self::Tabs,
        Self::Sessions,
        Self::Joins,
        Self::Silence,
        Self::Snapshot,
    ];

    /// As a label.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Events => "events",
            Self::Tabs => "tabs",
            Self::Sessions => "sessions",
            Self::Joins => "joins",
            Self::Silence => "silence",
            Self::Snapshot => "snapshot",
        }
    }
}

/// What a person is told whose events wait.
pub(crate) const QUICK: &str = "That was a lot at once. It is done one after the other.";
/// What a person is told whose events are too many even to wait.
pub(crate) const TOO_QUICK: &str =
    "That was too much at once. What you did is kept, and goes on in a moment.";
/// What a person is told whose tab is too large to be kept.
pub(crate) const TOO_LARGE: &str = "This tab holds too much to be kept when the connection breaks. Finish or clear what you are writing.";
/// What a person is told for whose tab there is no room.
pub(crate) const FULL: &str =
    "Too many people are here at the moment. This page goes on as soon as there is room.";

/// Sessions that have a tab, and how many each.
#[derive(Default)]
pub(crate) struct Sessions(Arc<Mutex<HashMap<String, usize>>>);

/// A tab's share in its session's place.
pub(crate) struct SessionSeat {
    sessions: Arc<Mutex<HashMap<String, usize>>>,
    session: String,
}

impl Sessions {
    /// One more tab of the session; nothing where it would be one session more than `most`.
    pub(crate) fn seat(&self, session: &str, most: usize) -> Option<SessionSeat> {
        let mut sessions = locked(&self.0);
        if sessions.len() >= most && !sessions.contains_key(session) {
            return None;
        }
        *sessions.entry(session.to_owned()).or_default() += 1;
        Some(SessionSeat {
            sessions: Arc::clone(&self.0),
            session: session.to_owned(),
        })
    }

    pub(crate) fn count(&self) -> usize {
        locked(&self.0).len()
    }
}

impl Drop for SessionSeat {
    fn drop(&mut self) {
        let mut sessions = locked(&self.sessions);
        if let Some(tabs) = sessions.get_mut(&self.session) {
            *tabs -= 1;
            if *tabs == 0 {
                sessions.remove(&self.session);
            }
        }
    }
}
