//! A counter that orders what happens in this process: reads begin, facts arrive, writes are answered.
//!
//! An answer shows what was true after its read began, so "the read began later than the fact arrived" is all that is
//! needed to know that the answer includes the fact. No wall clock takes part.

use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Default)]
pub(crate) struct Clock(AtomicU64);

impl Clock {
    /// A moment later than every moment given out before.
    pub(crate) fn tick(&self) -> u64 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }
}
