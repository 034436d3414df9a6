//! Kept connections to the backend, and when to leave them.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use timing::Timer;

use crate::connecting::Connecting;
use crate::link::jitter;

/// Idle connections kept, and for how long: shorter than the keep-alive of backends and balancers (60 s and more), so
/// that it is we who close and no call is lost on a connection that is just being closed.
const MAX_IDLE: usize = 32;
const IDLE_TIMEOUT: Duration = Duration::from_secs(45);
/// How long connections are used. Those that follow look the name up anew, so that backends which were added take their
/// share, and none is kept busy only because it was there first.
const LIFE: Duration = Duration::from_secs(5 * 60);
/// Silence in the middle of an answer.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

pub(crate) struct Pool {
    connect_timeout: Duration,
    connecting: Connecting,
    current: RwLock<Current>,
}

struct Current {
    http: reqwest::Client,
    until: Instant,
}

impl Current {
    /// Some of its life by chance, so that the processes of a cluster do not all connect anew at once.
    fn new(connect_timeout: Duration, connecting: &Connecting) -> Self {
        let http = reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            .connector_layer(connecting.clone())
            .read_timeout(READ_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(MAX_IDLE)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // The backend is ours and near; a proxy of the environment is meant for the world outside.
            .no_proxy()
            .build()
            // Only an unusable TLS backend can fail here, which no input changes.
            .unwrap_or_default();
        let life = LIFE.mul_f64(0.8) + jitter(LIFE.mul_f64(0.4));
        Self {
            http,
            until: Instant::now() + life,
        }
    }
}

impl Pool {
    /// `timer` hears of each connection that is made.
    pub(crate) fn new(connect_timeout: Duration, timer: &Arc<Timer>) -> Self {
        let connecting = Connecting(Arc::clone(timer));
        Self {
            connect_timeout,
            current: RwLock::new(Current::new(connect_timeout, &connecting)),
            connecting,
        }
    }

    /// Leaves all connections to those who use them now; the next call makes a new one.
    pub(crate) fn renew(&self) {
        let fresh = Current::new(self.connect_timeout, &self.connecting);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    pub(crate) fn http(&self) -> reqwest::Client {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        let (http, over) = (current.http.clone(), current.until <= Instant::now());
        drop(current);
        if over {
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            // Another may have been first.
            if current.until <= Instant::now() {
                *current = Current::new(self.connect_timeout, &self.connecting);
            }
        }
        http
    }
}
