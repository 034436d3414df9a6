//! How often a job's progress is told: at most about ten times a second, however often its worker reports.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use api::ids::JobId;

/// Faster than this nobody sees a difference, and each telling costs every tab that looks at the job a frame.
const INTERVAL: Duration = Duration::from_millis(90);
/// A job not told about for this long starts anew; its mark need not be kept.
const LIFE: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(crate) struct Pace {
    told: Mutex<HashMap<JobId, Instant>>,
}

impl Pace {
    /// Whether the job's progress may be told now.
    pub(crate) fn allows(&self, job: JobId, now: Instant) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let early = told
            .get(&job)
            .is_some_and(|at| now.duration_since(*at) < INTERVAL);
        if !early {
            told.insert(job, now);
        }
        !early
    }

    /// Drops the marks of jobs that ended; called now and then.
    pub(crate) fn sweep(&self, now: Instant) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, at| now.duration_since(*at) < LIFE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_told_about_ten_times_a_second() {
        let pace = Pace::default();
        let (job, start) = (JobId::fresh(), Instant::now());
        let told = (0..1000)
            .filter(|ms| pace.allows(job, start + Duration::from_millis(*ms)))
            .count();
        assert!((10..=12).contains(&told), "{told}");
        assert!(pace.allows(JobId::fresh(), start));
        pace.sweep(start + LIFE * 2);
        assert!(pace.told.lock().unwrap().is_empty());
    }
}
