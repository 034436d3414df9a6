//! What becomes of an event that had to wait, because the browser could not reach the server when it was made.
//!
//! Blind replay is dangerous: a click on "Generate" that is an hour old may not be meant any more.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A wait below this is the network's, not the person's: the event counts as having come at once.
pub const GRACE: Duration = Duration::from_secs(5);

/// How an event bears waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What happens when it had to wait.
    pub offline: Offline,
    /// Past this age it is never applied; the person is told.
    pub max_age: Duration,
}

/// What happens to an event that had to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offline {
    /// It is applied.
    Queue,
    /// It is not applied, and nothing is said: opening a menu, hovering.
    Drop,
    /// The person is asked whether it is still meant.
    Ask,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            offline: Offline::Queue,
            max_age: Duration::from_secs(15 * 60),
        }
    }
}

impl Policy {
    /// What to say instead of applying an event that waited so long; nothing where it is to be applied.
    #[must_use]
    pub fn refuses(&self, waited: Duration) -> Option<Refused> {
        if waited <= GRACE {
            return None;
        }
        match self.offline {
            Offline::Drop => Some(Refused::Dropped),
            _ if waited > self.max_age => Some(Refused::Expired),
            Offline::Ask => Some(Refused::Ask),
            Offline::Queue => None,
        }
    }
}

/// Why an event was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refused {
    /// It was too old.
    Expired,
    /// It was of the kind that is not worth doing late.
    Dropped,
    /// The person shall say whether it is still meant.
    Ask,
    /// What it was done to is not on the page any more.
    Gone,
    /// The application failed over it.
    Failed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_speaks_only_of_events_that_waited() {
        let of = |offline, seconds| {
            let max_age = Duration::from_secs(60);
            Policy { offline, max_age }.refuses(Duration::from_secs(seconds))
        };
        for offline in [Offline::Queue, Offline::Drop, Offline::Ask] {
            assert_eq!(of(offline, 5), None);
        }
        assert_eq!(of(Offline::Queue, 60), None);
        assert_eq!(of(Offline::Queue, 61), Some(Refused::Expired));
        assert_eq!(of(Offline::Drop, 6), Some(Refused::Dropped));
        assert_eq!(of(Offline::Drop, 61), Some(Refused::Dropped));
        assert_eq!(of(Offline::Ask, 6), Some(Refused::Ask));
        assert_eq!(of(Offline::Ask, 61), Some(Refused::Expired));
    }
}
