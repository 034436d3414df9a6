//! A rate, kept as a virtual schedule (the generic cell rate algorithm of ITU-T I.371): something is taken if its place in
//! the schedule is not later than the tolerance from now.

use std::time::{Duration, Instant};

pub(crate) struct Pace {
    pub(crate) interval: Duration,
    tolerance: Duration,
    next: Instant,
}

impl Pace {
    /// `tolerance`: as much as the rate allows in this time is taken at the same moment.
    pub(crate) fn new(per_second: u32, tolerance: Duration, now: Instant) -> Self {
        Self {
            interval: Duration::from_secs(1) / per_second.max(1),
            tolerance,
            next: now,
        }
    }

    /// The same, where `burst` are taken at the same moment.
    pub(crate) fn with_burst(per_second: u32, burst: u32, now: Instant) -> Self {
        let mut pace = Self::new(per_second, Duration::ZERO, now);
        pace.tolerance = pace.interval.saturating_mul(burst.max(1) - 1);
        pace
    }

    /// Takes one more, or says after what time it would be taken.
    pub(crate) fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let place = self.next.max(now);
        let early = place.saturating_duration_since(now + self.tolerance);
        if !early.is_zero() {
            return Err(early);
        }
        self.next = place + self.interval;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_taken_at_once_and_the_rest_at_the_rate() {
        let now = Instant::now();
        let mut pace = Pace::with_burst(10, 3, now);
        for _ in 0..3 {
            assert_eq!(pace.take(now), Ok(()));
        }
        let wait = Duration::from_millis(100);
        assert_eq!(pace.take(now), Err(wait));
        assert_eq!(pace.take(now + wait), Ok(()));
        assert_eq!(pace.take(now + wait), Err(wait));
        // After a rest the burst is there again, and no more than that.
        let later = now + Duration::from_secs(60);
        let taken = (0..10).filter(|_| pace.take(later).is_ok()).count();
        assert_eq!(taken, 3);
    }
}
