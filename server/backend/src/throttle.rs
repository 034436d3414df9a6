//! A brake on sign-in attempts, counted before the password is looked at.
//!
//! Strict is what only its own maker can suffer from: so many attempts from one address, and so many from one address at
//! one name. All attempts at one name together only make each further one slower, for a stranger may make them as well
//! as the person: a limit here would let anybody lock anybody out.
//!
//! Kept per process: with several backends behind one name a guesser gets as many times the limit as there are
//! processes, which the length of the window absorbs.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keys remembered at once. When all are taken the oldest stretch is forgotten, so that an attacker with many
/// addresses cannot fill the memory.
const MAX_KEYS: usize = 10_000;

/// From one address: an office behind one address signs in on a Monday morning.
const PER_ADDRESS: u32 = 60;
/// From one address at one name: enough for a person who mistypes, few enough that a common-password list takes months.
const PER_ADDRESS_AND_NAME: u32 = 10;
/// At one name from everywhere, before it is slowed down: more than the person's own devices need.
const FREE_PER_NAME: u32 = 10;
/// What each attempt beyond those waits longer than the one before it.
const SLOWER: Duration = Duration::from_millis(200);
/// The longest wait: bearable for the person, and well within the time the web role waits for the answer.
const SLOWEST: Duration = Duration::from_secs(3);
const WINDOW: Duration = Duration::from_secs(15 * 60);

pub(crate) struct Throttle {
    addresses: Tally,
    pairs: Tally,
    names: Tally,
}

/// Who tries to sign in as whom.
pub(crate) struct Attempt {
    address: String,
    pair: String,
    name: String,
}

impl Attempt {
    /// `name`: the same for every spelling, and short.
    pub(crate) fn new(from: &str, name: String) -> Self {
        let address = network(from);
        Self {
            pair: format!("{address} {name}"),
            address,
            name,
        }
    }
}

/// The address, or of IPv6 the network of which one subscriber has all addresses.
fn network(from: &str) -> String {
    match from.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let network = address.to_bits() >> 64 << 64;
            format!("{}/64", Ipv6Addr::from_bits(network))
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        // Not an address, but what the web role says of the caller; longer than an address it need not be.
        Err(_) => from.chars().take(64).collect(),
    }
}

impl Throttle {
    pub(crate) fn new() -> Self {
        Self {
            addresses: Tally::new(WINDOW),
            pairs: Tally::new(WINDOW),
            names: Tally::new(WINDOW),
        }
    }

    /// Counts an attempt and says how long it is to wait first, or in how many seconds the next one is allowed.
    pub(crate) fn attempt(&self, attempt: &Attempt, now: Instant) -> Result<Duration, u64> {
        self.addresses.add(&attempt.address, now, PER_ADDRESS)?;
        self.pairs.add(&attempt.pair, now, PER_ADDRESS_AND_NAME)?;
        let tried = self.names.add(&attempt.name, now, u32::MAX)?;
        let more = tried.saturating_sub(FREE_PER_NAME);
        Ok(SLOWER.saturating_mul(more).min(SLOWEST))
    }

    /// It succeeded: the person starts anew from where they are. For others the name stays as slow as it was.
    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        self.pairs.forget(&attempt.pair);
    }
}

/// Attempts by key, in a stretch of time that begins with the first.
struct Tally {
    window: Duration,
    stretches: Mutex<HashMap<String, Stretch>>,
}

struct Stretch {
    began: Instant,
    count: u32,
}

impl Tally {
    fn new(window: Duration) -> Self {
        Self {
            window,
            stretches: Mutex::default(),
        }
    }

    /// Counts one more and says how many that makes, or where there are `most` already, in how many seconds they are
    /// forgotten.
    fn add(&self, key: &str, now: Instant, most: u32) -> Result<u32, u64> {
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
        if stretch.count >= most {
            return Err((self.window - age).as_secs() + 1);
        }
        stretch.count += 1;
        Ok(stretch.count)
    }

    fn forget(&self, key: &str) {
        self.stretches
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(from: &str, name: &str) -> Attempt {
        Attempt::new(from, name.to_owned())
    }

    #[test]
    fn attempts_beyond_the_limit_wait_for_the_window_to_end() {
        let tally = Tally::new(Duration::from_secs(60));
        let start = Instant::now();
        assert_eq!(tally.add("mo", start, 2), Ok(1));
        assert_eq!(tally.add("mo", start, 2), Ok(2));
        assert_eq!(tally.add("mo", start, 2), Err(61));
        assert_eq!(tally.add("jo", start, 2), Ok(1));
        let later = start + Duration::from_secs(60);
        assert_eq!(tally.add("mo", later, 2), Ok(1));
    }

    #[test]
    fn however_many_strangers_guess_a_name_it_is_slow_and_not_locked() {
        let throttle = Throttle::new();
        let now = Instant::now();
        let mut waits = Vec::new();
        for stranger in 0..100 {
            for _ in 0..PER_ADDRESS_AND_NAME {
                let attempt = of(&format!("203.0.113.{stranger}"), "mo");
                waits.push(throttle.attempt(&attempt, now).unwrap());
            }
            let refused = throttle.attempt(&of(&format!("203.0.113.{stranger}"), "mo"), now);
            assert!(refused.is_err(), "its own limit is strict");
        }
        assert!(waits.is_sorted());
        assert!(waits[..10].iter().all(|wait| wait.is_zero()));
        assert_eq!(waits[999], SLOWEST);
        let person = throttle.attempt(&of("198.51.100.7", "mo"), now);
        assert_eq!(person, Ok(SLOWEST));
        let other = throttle.attempt(&of("198.51.100.7", "jo"), now);
        assert_eq!(other, Ok(Duration::ZERO));
    }

    #[test]
    fn a_success_clears_the_count_of_the_person_and_of_nobody_else() {
        let throttle = Throttle::new();
        let now = Instant::now();
        let (here, there) = (of("10.0.0.1", "mo"), of("10.0.0.2", "mo"));
        for _ in 0..PER_ADDRESS_AND_NAME {
            throttle.attempt(&here, now).unwrap();
            throttle.attempt(&there, now).unwrap();
        }
        throttle.succeeded(&here);
        assert!(throttle.attempt(&here, now).unwrap() > Duration::ZERO);
        assert!(throttle.attempt(&there, now).is_err());
    }

    #[test]
    fn one_subscriber_is_one_address() {
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network("::ffff:10.0.0.1"), "10.0.0.1");
        assert_eq!(network("10.0.0.1"), "10.0.0.1");
        assert_eq!(network(&"x".repeat(500)).len(), 64);
    }

    #[test]
    fn many_keys_do_not_grow_the_memory() {
        let tally = Tally::new(Duration::from_secs(60));
        let now = Instant::now();
        for key in 0..MAX_KEYS + 5 {
            assert_eq!(tally.add(&key.to_string(), now, 1), Ok(1));
        }
        assert!(tally.stretches.lock().unwrap().len() <= MAX_KEYS);
    }
}
