//! Pauses between attempts: growing, bounded, and random, so that many workers do not return in step.

use std::time::Duration;

/// The first pause is at most this, each next one at most twice the one before.
const FIRST: Duration = Duration::from_millis(200);
/// A backend that came back is noticed within this.
const LONGEST: Duration = Duration::from_secs(5);

pub(super) struct Backoff {
    most: Duration,
}

impl Backoff {
    pub(super) fn new() -> Self {
        Self { most: FIRST }
    }

    /// Whether nothing has failed yet.
    pub(super) fn is_fresh(&self) -> bool {
        self.most == FIRST
    }

    pub(super) fn next_pause(&mut self) -> Duration {
        let most = self.most;
        self.most = (most * 2).min(LONGEST);
        most.mul_f64(rand::random_range(0.5..1.0))
    }
}
