//! Whether the backend can be reached, for a banner: what the breaker made of how calls ended.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use api::ids::UserId;

use crate::Reach;

pub(crate) struct ReachState {
    good: AtomicBool,
    /// Who shows a banner, and in how many places.
    watchers: Mutex<HashMap<UserId, usize>>,
    changed: Box<dyn Fn(UserId) + Send + Sync>,
}

impl ReachState {
    /// `changed` is told for each watcher.
    pub(crate) fn new(changed: impl Fn(UserId) + Send + Sync + 'static) -> Self {
        Self {
            good: AtomicBool::new(true),
            watchers: Mutex::default(),
            changed: Box::new(changed),
        }
    }

    pub(crate) fn now(&self) -> Reach {
        if self.good.load(Ordering::SeqCst) {
            Reach::Reachable
        } else {
            Reach::Unreachable
        }
    }

    pub(crate) fn good(&self) {
        // Read first: this is called with every answer, and a plain read is not contended.
        if !self.good.load(Ordering::Relaxed) && !self.good.swap(true, Ordering::SeqCst) {
            tracing::info!("the backend can be reached again");
            self.tell();
        }
    }

    pub(crate) fn bad(&self) {
        if self.good.swap(false, Ordering::SeqCst) {
            tracing::warn!("the backend cannot be reached");
            self.tell();
        }
    }

    pub(crate) fn watch(&self, viewer: UserId) {
        *self.lock().entry(viewer).or_default() += 1;
    }

    pub(crate) fn unwatch(&self, viewer: UserId) {
        let mut watchers = self.lock();
        if let Some(count) = watchers.get_mut(&viewer) {
            *count -= 1;
            if *count == 0 {
                watchers.remove(&viewer);
            }
        }
    }

    fn tell(&self) {
        let viewers: Vec<UserId> = self.lock().keys().copied().collect();
        viewers.into_iter().for_each(&self.changed);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<UserId, usize>> {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
