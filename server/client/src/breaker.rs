//! The circuit breaker: whether calls may be made, from how earlier ones ended. Plain state; the time is passed in.
//!
//! Closed, calls go. It opens after [`ROW`] failures in a row, or when half of many calls failed within [`WINDOW`]
//! seconds. Open, calls are refused at once: who waits for a backend that is away only makes its return harder, and a
//! person learns at once that it is. After a pause one probe may go; half-open, all others are still refused. The probe's
//! good end closes it.
//!
//! Those who were refused come back together, and so do the pages that have to be read again. So after it closed, calls
//! are spaced out: in the first second no more than [`FIRST_SHARE`] times as many as before the outage, twice that in the
//! next, and so on for [`RAMP`].

use std::time::{Duration, Instant};

/// Failures in a row that open it, whatever was before. One call that is refused takes three, the feed's attempts the
/// others, so that a backend that is gone is known within a second or two.
const ROW: u32 = 5;
/// Seconds that are looked back upon, and how many calls in them make half of them failing worth a judgement.
const WINDOW: u64 = 10;
const MANY: u32 = 10;
/// From one probe to the next. Whoever waits for it adds a little by chance, so that many processes do not ask together.
pub(crate) const PAUSE: Duration = Duration::from_millis(500);
/// After which a probe that nobody told the end of is given up.
pub(crate) const PROBE_PATIENCE: Duration = Duration::from_secs(2);
/// How much of the steady rate may come in the first second. Below two, for the probe and the feed come on top.
const FIRST_SHARE: f64 = 1.5;
/// A process that made few calls may make these all the same, a second: it is one page, which no backend notices.
const LEAST: f64 = 10.0;
/// How long calls are spaced out. By then 24 times the steady rate may pass, which is no limit any more.
const RAMP: Duration = Duration::from_secs(5);
/// Seconds kept: the window before the last good answer, and the longest deadline after it.
const KEPT: usize = 48;

#[derive(Debug)]
pub(crate) struct Breaker {
    state: State,
    begun: Instant,
    seconds: [Second; KEPT],
    /// Failures since the last good end.
    row: u32,
    /// The second of the last good end.
    last_good: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Closed { ramp: Option<Ramp> },
    Open { until: Instant },
    HalfOpen { since: Instant },
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Ramp {
    since: Instant,
    /// Calls a second before the outage.
    steady: f64,
    /// The next free place.
    next: Instant,
}

/// How calls ended within one second.
#[derive(Clone, Copy, Debug, Default)]
struct Second {
    number: u64,
    good: u32,
    bad: u32,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admit {
    Go,
    /// Its place is so much later; it need not ask again, but must look whether calls are still made.
    Wait(Duration),
    Refuse,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Good,
    /// No connection, no answer in time, or an answer that says that the backend failed.
    Bad,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    Opened,
    Closed,
}

impl Breaker {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            state: State::Closed { ramp: None },
            begun: now,
            seconds: [Second::default(); KEPT],
            row: 0,
            last_good: None,
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed { .. })
    }

    /// A call is about to be made.
    pub(crate) fn admit(&mut self, now: Instant) -> Admit {
        let State::Closed { ramp } = &mut self.state else {
            return Admit::Refuse;
        };
        let Some(it) = ramp else {
            return Admit::Go;
        };
        let end = it.since + RAMP;
        let place = it.next.max(now);
        if now >= end {
            *ramp = None;
            return Admit::Go;
        }
        if place >= end {
            return Admit::Wait(end - now);
        }
        it.next = place + it.gap(place);
        if place == now {
            Admit::Go
        } else {
            Admit::Wait(place - now)
        }
    }

    /// A call ended.
    pub(crate) fn ended(&mut self, now: Instant, end: End) -> Option<Turn> {
        match &mut self.state {
            State::Closed { .. } => {
                self.count(now, end);
                if end == End::Good || !self.is_too_bad(now) {
                    return None;
                }
                self.state = State::Open { until: now + PAUSE };
                Some(Turn::Opened)
            }
            // An answer to one that was made before: there may be more where it came from.
            State::Open { until } if end == End::Good => {
                *until = now.min(*until);
                None
            }
            State::Open { .. } | State::HalfOpen { .. } => None,
        }
    }

    /// When the next probe may go; `None` while calls are made.
    pub(crate) fn due(&self) -> Option<Instant> {
        match self.state {
            State::Closed { .. } => None,
            State::Open { until } => Some(until),
            State::HalfOpen { since } => Some(since + PROBE_PATIENCE),
        }
    }

    /// Whether a probe may go now. One that may must tell how it [ended](Self::probed).
    pub(crate) fn probe(&mut self, now: Instant) -> bool {
        let may = self.due().is_some_and(|due| due <= now);
        if may {
            self.state = State::HalfOpen { since: now };
        }
        may
    }

    pub(crate) fn probed(&mut self, now: Instant, end: End) -> Option<Turn> {
        let State::HalfOpen { .. } = self.state else {
            return None;
        };
        if end == End::Bad {
            self.state = State::Open { until: now + PAUSE };
            return None;
        }
        let steady = self.steady();
        // What failed before says nothing about what comes now.
        self.row = 0;
        self.seconds = [Second::default(); KEPT];
        self.last_good = None;
        self.begun = now;
        let (since, next) = (now, now);
        self.state = State::Closed {
            ramp: Some(Ramp {
                since,
                steady,
                next,
            }),
        };
        Some(Turn::Closed)
    }

    fn second(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.begun).as_secs()
    }

    fn count(&mut self, now: Instant, end: End) {
        let number = self.second(now);
        let kept = &mut self.seconds[place(number)];
        if kept.number != number {
            *kept = Second {
                number,
                ..Second::default()
            };
        }
        match end {
            End::Good => {
                kept.good += 1;
                self.row = 0;
                self.last_good = self.last_good.max(Some(number));
            }
            End::Bad => {
                kept.bad += 1;
                self.row += 1;
            }
        }
    }

    /// Good and bad ends in the window up to and with that second.
    fn ends(&self, last: u64) -> (u32, u32) {
        let first = last.saturating_sub(WINDOW - 1);
        (first..=last)
            .map(|number| self.seconds[place(number)])
            .zip(first..)
            .filter(|(kept, number)| kept.number == *number)
            .fold((0, 0), |(good, bad), (kept, _)| {
                (good + kept.good, bad + kept.bad)
            })
    }

    fn is_too_bad(&self, now: Instant) -> bool {
        let (good, bad) = self.ends(self.second(now));
        self.row >= ROW || good + bad >= MANY && bad >= good
    }

    /// Calls a second in the window before the last good end: what came later was the outage.
    fn steady(&self) -> f64 {
        let Some(last) = self.last_good else {
            return 0.0;
        };
        let seconds = WINDOW.min(last + 1);
        #[expect(
            clippy::cast_precision_loss,
            reason = "a window has some seconds, and no 2^52 calls fit in it"
        )]
        let seconds = seconds as f64;
        f64::from(self.ends(last).0) / seconds
    }
}

fn place(second: u64) -> usize {
    usize::try_from(second % KEPT as u64).unwrap_or(0)
}

impl Ramp {
    /// From a call at `place` to the next.
    fn gap(&self, place: Instant) -> Duration {
        let seconds = place.saturating_duration_since(self.since).as_secs();
        let doubled = 2_f64.powi(i32::try_from(seconds).unwrap_or(i32::MAX));
        let rate = (self.steady * FIRST_SHARE).max(LEAST) * doubled;
        Duration::from_secs_f64(1.0 / rate)
    }
}

#[cfg(test)]
#[path = "breaker_tests.rs"]
mod tests;
