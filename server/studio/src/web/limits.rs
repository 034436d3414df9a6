//! How much of a web process one person, and all of them together, may ask for.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use api::ids::UserId;

/// What is more than this is refused, put off or ended, and the person is told why.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one frame from a browser.
    pub frame_bytes: usize,
    /// Bytes of a tab's state that its browser is given to keep.
    pub snapshot_bytes: usize,
    /// Events of one tab in a second, if they go on.
    pub events_per_second: u32,
    /// Events of one tab at once, after a rest.
    pub event_burst: u32,
    /// Tabs with a browser in one session.
    pub tabs_per_session: usize,
    /// Sessions that have a tab.
    pub sessions: usize,
    /// Tabs that join in a second.
    pub joins_per_second: u32,
    /// How long a browser may say nothing.
    pub silence: Duration,
    /// How long a tab waits for its browser to come back.
    pub linger: Duration,
    /// Pictures of one person in a minute, if they go on; a minute's worth is taken at once.
    pub uploads_per_minute: u32,
}

impl Limits {
    pub(super) fn engine(&self, config: live::Config) -> live::Config {
        live::Config {
            frame_bytes: self.frame_bytes,
            snapshot_bytes: self.snapshot_bytes,
            events_per_second: self.events_per_second,
            event_burst: self.event_burst,
            tabs_per_session: self.tabs_per_session,
            sessions: self.sessions,
            joins_per_second: self.joins_per_second,
            silence: self.silence,
            linger: self.linger,
            ..config
        }
    }
}

const MINUTE: Duration = Duration::from_secs(60);
/// People who have not uploaded for a minute are forgotten when more than these are known.
const KNOWN: usize = 1_000;

/// How often each person may upload, as a virtual schedule: an upload is taken if its place in it is at most a minute ahead.
pub(super) struct UploadRate {
    interval: Duration,
    schedule: Mutex<HashMap<UserId, Instant>>,
    refused: AtomicU64,
}

impl UploadRate {
    pub(super) fn new(per_minute: u32) -> Self {
        Self {
            interval: MINUTE / per_minute.max(1),
            schedule: Mutex::default(),
            refused: AtomicU64::new(0),
        }
    }

    /// Takes one more, or says after what time it would be taken.
    pub(super) fn take(&self, user: UserId, now: Instant) -> Result<(), Duration> {
        let mut schedule = self.schedule.lock().unwrap_or_else(PoisonError::into_inner);
        if schedule.len() > KNOWN {
            schedule.retain(|_, next| *next > now);
        }
        let place = schedule.get(&user).map_or(now, |next| now.max(*next));
        let after = place + self.interval;
        let early = after.saturating_duration_since(now + MINUTE);
        if !early.is_zero() {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(early);
        }
        schedule.insert(user, after);
        Ok(())
    }

    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minutes_worth_is_taken_at_once_and_then_one_after_the_other() {
        let rate = UploadRate::new(3);
        let (ann, ben, now) = (UserId::fresh(), UserId::fresh(), Instant::now());
        for _ in 0..3 {
            assert_eq!(rate.take(ann, now), Ok(()));
        }
        let wait = Duration::from_secs(20);
        assert_eq!(rate.take(ann, now), Err(wait));
        assert_eq!(rate.take(ben, now), Ok(()), "nobody waits for another");
        assert_eq!(rate.take(ann, now + wait), Ok(()));
        assert_eq!(rate.take(ann, now + wait), Err(wait));
        assert_eq!(rate.refused(), 2);
    }

    #[test]
    fn who_has_not_uploaded_for_long_is_forgotten() {
        let (rate, now) = (UploadRate::new(60), Instant::now());
        for _ in 0..=KNOWN {
            rate.take(UserId::fresh(), now).expect("the first");
        }
        let later = now + MINUTE;
        rate.take(UserId::fresh(), later).expect("the first");
        assert_eq!(rate.schedule.lock().expect("nobody panics").len(), 1);
    }
}
