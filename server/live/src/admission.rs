//! Admission: how many tabs may join in a second. After a restart, or the end of a neighbor, all of its browsers come at
//! once; those beyond the rate are told when to come again, so that the process stays quick for those it has.
//!
//! See [`Pace`] for how the rate is kept.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::hub::locked;
use crate::pace::Pace;

/// Joins that come at the same moment are all taken as long as they are no more than this time's worth.
const TOLERANCE: Duration = Duration::from_millis(100);
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

pub(crate) struct Admission {
    schedule: Mutex<Schedule>,
}

struct Schedule {
    pace: Pace,
    /// Those who were sent away and have not been taken since, as far as one can tell.
    away: u32,
}

impl Admission {
    pub(crate) fn new(per_second: u32, now: Instant) -> Self {
        Self {
            schedule: Mutex::new(Schedule {
                pace: Pace::new(per_second, TOLERANCE, now),
                away: 0,
            }),
        }
    }

    /// Takes one more, or says within what time it may come again: at a random moment of it, so that they come as they can be
    /// taken.
    pub(crate) fn take(&self, now: Instant) -> Result<(), Duration> {
        let mut schedule = locked(&self.schedule);
        if schedule.pace.take(now).is_err() {
            schedule.away = schedule.away.saturating_add(1);
            let all = schedule.pace.interval.saturating_mul(schedule.away);
            return Err(all.clamp(SHORTEST_WAIT, LONGEST_WAIT));
        }
        schedule.away = schedule.away.saturating_sub(1);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    use super::*;

    /// When each of a crowd is taken that comes at once and then at some moment of the time it is told.
    fn taken(per_second: u32, crowd: usize) -> Vec<Duration> {
        let began = Instant::now();
        let admission = Admission::new(per_second, began);
        let mut coming: BinaryHeap<_> = (0..crowd).map(|_| Reverse(Duration::ZERO)).collect();
        let mut taken = Vec::new();
        let mut chance = 0.5;
        while let Some(Reverse(at)) = coming.pop() {
            match admission.take(began + at) {
                Ok(()) => taken.push(at),
                Err(within) => {
                    // Multiples of the golden ratio are spread as evenly as random numbers, and the same in every run.
                    chance = (chance + 0.618_034) % 1.0;
                    coming.push(Reverse(at + within.mul_f64(chance)));
                }
            }
        }
        taken
    }

    #[test]
    fn no_second_takes_more_than_the_rate_and_the_tolerance() {
        let taken = taken(100, 1000);
        assert_eq!(taken.len(), 1000);
        for (number, first) in taken.iter().enumerate() {
            let until = *first + Duration::from_secs(1);
            let in_a_second = taken[number..].iter().filter(|at| **at < until).count();
            assert!(in_a_second <= 111, "{in_a_second} from {first:?}");
        }
    }

    #[test]
    fn a_crowd_is_in_soon_after_the_rate_allows() {
        let last = taken(100, 1000).into_iter().max();
        let last = last.expect("a thousand");
        assert!(last < Duration::from_secs(30), "{last:?}");
    }

    #[test]
    fn who_comes_alone_is_always_taken() {
        let now = Instant::now();
        let admission = Admission::new(1, now);
        for second in 0..100 {
            assert_eq!(admission.take(now + Duration::from_secs(second)), Ok(()));
        }
    }
}
