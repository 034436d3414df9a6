//! The breaker at work: it lets calls through, hears how they ended, and asks the backend whether it is back.
//!
//! While the breaker is open nobody's call is spent on finding out: a probe of our own asks for `/readyz`, so that a
//! process whose pages are only looked at hears of the return as well.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::Error;
use crate::breaker::{Admit, Breaker, End, PROBE_PATIENCE, Turn};
use crate::inner::Inner;
use crate::link::{jitter, unavailable};

/// What is added to each pause by chance, so that the processes of a cluster do not probe in step.
const SPREAD: Duration = Duration::from_millis(250);
/// How long the answer to a suspicion may take. It takes several that did not come to be sure.
const SUSPECT_PATIENCE: Duration = Duration::from_secs(1);
/// What is said of calls that were not made.
const AWAY: &str = "it does not answer, and calls are held back until it does";

pub(crate) struct Guard {
    state: Mutex<State>,
    /// Rung when there is something to find out.
    bell: Notify,
    /// Rung when the backend is back.
    pub(crate) back: Notify,
}

struct State {
    breaker: Breaker,
    /// Something makes it likely that the backend is away: it is asked until one answer decides.
    suspects: bool,
}

impl Guard {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(State {
                breaker: Breaker::new(Instant::now()),
                suspects: false,
            }),
            bell: Notify::new(),
            back: Notify::new(),
        })
    }

    /// Waits until the call may be made. It fails at once while none may, and when its turn comes later than `most`.
    pub(crate) async fn enter(&self, most: Duration) -> Result<(), Error> {
        let admitted = self.lock().breaker.admit(Instant::now());
        match admitted {
            Admit::Go => return Ok(()),
            Admit::Wait(wait) if wait <= most => tokio::time::sleep(wait).await,
            Admit::Wait(_) => return Err(unavailable("too many calls are waiting")),
            Admit::Refuse => return Err(unavailable(AWAY)),
        }
        if self.is_closed() {
            Ok(())
        } else {
            Err(unavailable(AWAY))
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().breaker.is_closed()
    }

    /// How a call ended. Answers with whether that opened it.
    pub(crate) fn ended(&self, end: End) -> bool {
        let mut state = self.lock();
        let turn = state.breaker.ended(Instant::now(), end);
        let opened = turn == Some(Turn::Opened);
        if end == End::Good {
            state.suspects = false;
        }
        // While it is open a good end is a reason to ask at once.
        let ask = opened || end == End::Good && !state.breaker.is_closed();
        drop(state);
        if ask {
            self.bell.notify_one();
        }
        opened
    }

    /// The backend may be away, and no call will show it soon.
    pub(crate) fn suspect(&self) {
        self.lock().suspects = true;
        self.bell.notify_one();
    }

    fn due(&self) -> Option<Instant> {
        let state = self.lock();
        let now = || Instant::now();
        let due = state.breaker.due();
        due.or_else(|| state.suspects.then(now))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Probes whenever there is something to find out, for as long as the client lives.
pub(crate) async fn run(client: Weak<Inner>, guard: Arc<Guard>) {
    loop {
        let Some(due) = guard.due() else {
            guard.bell.notified().await;
            continue;
        };
        let due = tokio::time::Instant::from_std(due) + jitter(SPREAD);
        tokio::select! {
            () = tokio::time::sleep_until(due) => {}
            () = guard.bell.notified() => continue,
        }
        let Some(inner) = client.upgrade() else {
            return;
        };
        inner.probe().await;
    }
}

impl Inner {
    async fn probe(self: &Arc<Self>) {
        let guard = &self.link.guard;
        let (open, may) = {
            let mut state = guard.lock();
            let open = !state.breaker.is_closed();
            (open, state.breaker.probe(Instant::now()))
        };
        if open && !may {
            return;
        }
        if !open {
            let end = self.link.probe(SUSPECT_PATIENCE).await;
            self.link.heard(end, &self.reach, &self.stats);
            return;
        }
        let end = self.link.probe(PROBE_PATIENCE).await;
        if end == End::Bad {
            // Whatever connection it went over, the next one tries another.
            self.link.pool.renew();
        }
        let turn = guard.lock().breaker.probed(Instant::now(), end);
        if turn == Some(Turn::Closed) {
            self.recovered();
        }
    }

    /// The backend is back: what failed meanwhile is read again, spaced out by the breaker.
    fn recovered(self: &Arc<Self>) {
        self.link.pool.renew();
        self.reach.good();
        self.link.guard.back.notify_waiters();
        self.retry_all();
    }

    /// Reads again all that is on screen and failed for a passing reason.
    pub(crate) fn retry_all(self: &Arc<Self>) {
        for entry in self.cache.all() {
            self.retry(&entry);
        }
    }
}
