//! How long things took, counted into buckets: relaxed atomics, so that counting takes no lock and no allocation.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;

/// How long something took, each time since the start.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timing {
    /// Upper bound in seconds, and how many took no longer.
    pub buckets: Vec<(f64, u64)>,
    /// How many there were.
    pub count: u64,
    /// What they took together.
    pub sum: Duration,
}

/// Counts into buckets of fixed bounds.
#[derive(Debug)]
pub struct Timer {
    bounds: &'static [f64],
    buckets: Box<[AtomicU64]>,
    count: AtomicU64,
    nanos: AtomicU64,
}

impl Timer {
    /// With upper bounds in seconds, the smallest first. What takes longer than the last is counted only among all.
    #[must_use]
    pub fn new(bounds: &'static [f64]) -> Self {
        Self {
            bounds,
            buckets: bounds.iter().map(|_| AtomicU64::new(0)).collect(),
            count: AtomicU64::new(0),
            nanos: AtomicU64::new(0),
        }
    }

    pub fn took(&self, time: Duration) {
        let seconds = time.as_secs_f64();
        if let Some(at) = self.bounds.iter().position(|bound| seconds <= *bound) {
            self.buckets[at].fetch_add(1, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    #[must_use]
    pub fn now(&self) -> Timing {
        let mut below = 0;
        let buckets = self.bounds.iter().zip(&self.buckets);
        let buckets = buckets.map(|(bound, bucket)| {
            below += bucket.load(Ordering::Relaxed);
            (*bound, below)
        });
        let buckets = buckets.collect();
        // Read after the buckets, so that no bucket holds more than there are.
        Timing {
            buckets,
            count: self.count.load(Ordering::Relaxed),
            sum: Duration::from_nanos(self.nanos.load(Ordering::Relaxed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_all_that_took_no_longer_than_its_bound() {
        let timer = Timer::new(&[0.001, 0.005, 0.5, 10.0]);
        for ms in [1, 2, 3, 900, 60_000] {
            timer.took(Duration::from_millis(ms));
        }
        let timing = timer.now();
        assert_eq!(
            timing.buckets,
            [(0.001, 1), (0.005, 3), (0.5, 3), (10.0, 4)]
        );
        assert_eq!(timing.count, 5);
        assert_eq!(timing.sum, Duration::from_millis(60_906));
    }
}
