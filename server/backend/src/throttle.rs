//! A brake on sign-in attempts: so many per key in a stretch of time, counted before the password is looked at.
//!
//! Kept per process: with several backends behind one name a guesser gets as many times the limit as there are
//! processes, which the length of the window absorbs.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keys remembered at once. When all are taken the oldest stretch is forgotten, so that an attacker with many
/// addresses cannot fill the memory.
const MAX_KEYS: usize = 10_000;

pub(crate) struct Throttle {
    attempts: u32,
    window: Duration,
    stretches: Mutex<HashMap<String, Stretch>>,
}

struct Stretch {
    began: Instant,
    count: u32,
}

impl Throttle {
    pub(crate) fn new(attempts: u32, window: Duration) -> Self {
        Self {
            attempts,
            window,
            stretches: Mutex::default(),
        }
    }

    /// Counts an attempt, or says in how many seconds the next is allowed.
    pub(crate) fn attempt(&self, key: &str, now: Instant) -> Result<(), u64> {
        let mut stretches = self
            .stretches
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if stretches.len() >= MAX_KEYS && !stretches.contains_key(key) {
            stretches.retain(|_, stretch| now.duration_since(stretch.began) < self.window);
            let oldest = stretches
                .iter()
                .min_by_key(|(_, stretch)| stretch.began)
                .map(|(key, _)| key.clone());
            if let Some(oldest) = oldest.filter(|_| stretches.len() >= MAX_KEYS) {
                stretches.remove(&oldest);
            }
        }
        let stretch = stretches.entry(key.to_owned()).or_insert(Stretch {
            began: now,
            count: 0,
        });
        let age = now.duration_since(stretch.began);
        if age >= self.window {
            *stretch = Stretch {
                began: now,
                count: 0,
            };
        }
        if stretch.count >= self.attempts {
            return Err((self.window - age).as_secs() + 1);
        }
        stretch.count += 1;
        Ok(())
    }

    /// The attempt succeeded: the key starts anew.
    pub(crate) fn forget(&self, key: &str) {
        self.stretches
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_beyond_the_limit_wait_for_the_window_to_end() {
        let throttle = Throttle::new(2, Duration::from_secs(60));
        let start = Instant::now();
        assert_eq!(throttle.attempt("mo", start), Ok(()));
        assert_eq!(throttle.attempt("mo", start), Ok(()));
        assert_eq!(throttle.attempt("mo", start), Err(61));
        assert_eq!(throttle.attempt("jo", start), Ok(()));
        let later = start + Duration::from_secs(60);
        assert_eq!(throttle.attempt("mo", later), Ok(()));
    }

    #[test]
    fn a_success_clears_the_count() {
        let throttle = Throttle::new(1, Duration::from_secs(60));
        let now = Instant::now();
        assert_eq!(throttle.attempt("mo", now), Ok(()));
        throttle.forget("mo");
        assert_eq!(throttle.attempt("mo", now), Ok(()));
    }

    #[test]
    fn many_keys_do_not_grow_the_memory() {
        let throttle = Throttle::new(1, Duration::from_secs(60));
        let now = Instant::now();
        for key in 0..MAX_KEYS + 5 {
            assert_eq!(throttle.attempt(&key.to_string(), now), Ok(()));
        }
        assert!(throttle.stretches.lock().unwrap().len() <= MAX_KEYS);
    }
}
