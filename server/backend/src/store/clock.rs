//! The time of the store, which tests can turn forward.

use std::time::{SystemTime, UNIX_EPOCH};

#[cfg(test)]
use std::sync::atomic::{AtomicI64, Ordering};

#[derive(Default)]
pub(super) struct Clock {
    #[cfg(test)]
    ahead: AtomicI64,
}

impl Clock {
    /// Milliseconds since the Unix epoch.
    pub(super) fn now(&self) -> i64 {
        // A clock before 1970 is a broken clock; 0 keeps the store working with it.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let now = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        #[cfg(test)]
        let now = now + self.ahead.load(Ordering::Relaxed);
        now
    }

    #[cfg(test)]
    pub(super) fn advance(&self, milliseconds: i64) {
        self.ahead.fetch_add(milliseconds, Ordering::Relaxed);
    }
}
