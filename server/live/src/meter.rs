//! Counters and timers of a hub: relaxed atomics, so that counting takes no lock and no allocation.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use timing::Timer;

use crate::diff::Op;
use crate::limits::Limit;
use crate::stats::{Joins, Operations};

/// Upper bounds in seconds of what the process does by itself.
const WORK: [f64; 12] = [
    0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05,
    0.25,
];
/// Upper bounds in seconds of what somebody waits for.
const WAIT: [f64; 14] = [
    0.000_2, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// A moment of the monotonic clock that fits into an atomic: nanoseconds since the first one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u64);

static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

impl Moment {
    pub(crate) fn now() -> Self {
        let nanos = BEGAN.elapsed().as_nanos();
        Self(u64::try_from(nanos).unwrap_or(u64::MAX).max(1))
    }

    pub(crate) fn elapsed(self) -> Duration {
        Duration::from_nanos(Self::now().0.saturating_sub(self.0))
    }
}

/// The moment of what came last, or none.
#[derive(Default)]
pub(crate) struct Since(AtomicU64);

impl Since {
    pub(crate) fn set(&self, at: Moment) {
        self.0.store(at.0, Ordering::Relaxed);
    }

    pub(crate) fn at(&self) -> Option<Moment> {
        let at = self.0.load(Ordering::Relaxed);
        (at > 0).then_some(Moment(at))
    }
}

#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Why a browser joins; see [`Joins`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Page,
    Line,
    Told,
    Reload,
    Moved,
}

pub(crate) struct Meter {
    pub(crate) render: Timer,
    pub(crate) diff: Timer,
    operations: [Counter; 6],
    pub(crate) shared: Counter,
    joined: [Counter; 5],
    limited: [Counter; Limit::ALL.len()],
    held_back: Counter,
    held_back_now: Arc<AtomicUsize>,
    pub(crate) dropped: Counter,
    pub(crate) event: Timer,
    pub(crate) sent: Timer,
    pub(crate) applied: Timer,
    pub(crate) painted: Timer,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self {
            render: Timer::new(&WORK),
            diff: Timer::new(&WORK),
            operations: Default::default(),
            shared: Counter::default(),
            joined: Default::default(),
            limited: Default::default(),
            held_back: Counter::default(),
            held_back_now: Arc::default(),
            dropped: Counter::default(),
            event: Timer::new(&WAIT),
            sent: Timer::new(&WAIT),
            applied: Timer::new(&WAIT),
            painted: Timer::new(&WAIT),
        }
    }

    /// Two trees were compared, with this result.
    pub(crate) fn compared(&self, began: Instant, operations: &[Op]) {
        self.diff.took(began.elapsed());
        let mut of_kind = [0; 6];
        for operation in operations {
            let kind = match operation {
                Op::Set(..) => 0,
                Op::Append(..) => 1,
                Op::Gain(..) => 2,
                Op::Lose(..) => 3,
                Op::Children(..) => 4,
                Op::Root(_) => 5,
            };
            of_kind[kind] += 1;
        }
        for (counter, count) in self.operations.iter().zip(of_kind) {
            if count > 0 {
                counter.add(count);
            }
        }
    }

    pub(crate) fn operations(&self) -> Operations {
        let [set, append, gain, lose, children, root] = self.operations.each_ref();
        Operations {
            set: set.now(),
            append: append.now(),
            gain: gain.now(),
            lose: lose.now(),
            children: children.now(),
            root: root.now(),
        }
    }

    pub(crate) fn joined(&self, cause: Cause) {
        self.joined[cause as usize].add(1);
    }

    pub(crate) fn joins(&self) -> Joins {
        let of = |cause: Cause| self.joined[cause as usize].now();
        Joins {
            page: of(Cause::Page),
            line: of(Cause::Line),
            told: of(Cause::Told),
            reload: of(Cause::Reload),
            moved: of(Cause::Moved),
        }
    }

    /// The limit stopped something.
    pub(crate) fn limited(&self, limit: Limit) {
        self.limited[limit as usize].add(1);
    }

    pub(crate) fn limits(&self, limit: Limit) -> u64 {
        self.limited[limit as usize].now()
    }

    /// A tab is held back until the answer is dropped.
    pub(crate) fn hold_back(&self) -> HeldBack {
        self.held_back.add(1);
        self.held_back_now.fetch_add(1, Ordering::Relaxed);
        HeldBack(Arc::clone(&self.held_back_now))
    }

    pub(crate) fn held_back(&self) -> u64 {
        self.held_back.now()
    }

    pub(crate) fn held_back_now(&self) -> usize {
        self.held_back_now.load(Ordering::Relaxed)
    }
}

pub(crate) struct HeldBack(Arc<AtomicUsize>);

impl Drop for HeldBack {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
