//! The hub: what all tabs of the process share. Regions by identity and number, topics, tabs, keys.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use actix::prelude::*;

use crate::cell::RegionCell;
use crate::engine::Config;
use crate::region::Spec;
use crate::snapshot::Seal;
use crate::tab::{Close, Tab};
use crate::topics::Topics;
use crate::view::App;
use crate::wire::Farewell;

pub(crate) struct Hub<A: App> {
    pub(crate) app: Arc<A>,
    pub(crate) config: Config,
    pub(crate) seal: Seal,
    pub(crate) topics: Topics<A::Key>,
    pub(crate) tabs: Mutex<HashMap<String, TabEntry<A>>>,
    pub(crate) heals: AtomicUsize,
    cells: Mutex<Cells<A>>,
    next_number: AtomicU32,
}

pub(crate) struct TabEntry<A: App> {
    pub(crate) session: String,
    pub(crate) tab: Addr<Tab<A>>,
    /// When its browser left it, or never came.
    pub(crate) alone_since: Option<Instant>,
}

struct Cells<A: App> {
    by_identity: HashMap<(A::Scope, String), Weak<RegionCell<A>>>,
    by_number: HashMap<u32, Weak<RegionCell<A>>>,
}

impl<A: App> Hub<A> {
    pub(crate) fn new(app: Arc<A>, config: Config) -> Self {
        let seal = Seal::new(&config.secret, config.build.clone());
        Self {
            app,
            config,
            seal,
            topics: Topics::new(),
            tabs: Mutex::default(),
            heals: AtomicUsize::new(0),
            cells: Mutex::new(Cells {
                by_identity: HashMap::new(),
                by_number: HashMap::new(),
            }),
            next_number: AtomicU32::new(1),
        }
    }

    /// The region of this spec: the one that other tabs of the scope already show, or a new one.
    pub(crate) fn cell(self: &Arc<Self>, spec: &Spec<A>, scope: &A::Scope) -> Arc<RegionCell<A>> {
        let identity = (scope.clone(), spec.identity.clone());
        let mut cells = locked(&self.cells);
        if let Some(cell) = cells.by_identity.get(&identity).and_then(Weak::upgrade) {
            return cell;
        }
        let number = self.next_number.fetch_add(1, Ordering::Relaxed);
        let cell = Arc::new(RegionCell::new(
            Arc::downgrade(self),
            number,
            scope.clone(),
            spec.clone(),
        ));
        cells.by_identity.insert(identity, Arc::downgrade(&cell));
        cells.by_number.insert(number, Arc::downgrade(&cell));
        cell
    }

    /// Called when the last holder lets go of a region.
    pub(crate) fn forget_cell(&self, number: u32, scope: &A::Scope, identity: &str) {
        let mut cells = locked(&self.cells);
        cells.by_number.remove(&number);
        let identity = (scope.clone(), identity.to_owned());
        // Another region of the same identity may have been born since.
        let gone = cells
            .by_identity
            .get(&identity)
            .is_some_and(|weak| weak.strong_count() == 0);
        if gone {
            cells.by_identity.remove(&identity);
        }
    }

    /// Marks the regions that read `key`.
    pub(crate) fn changed(&self, key: &A::Key) {
        for number in self.topics.readers(key) {
            let cell = locked(&self.cells)
                .by_number
                .get(&number)
                .and_then(Weak::upgrade);
            if let Some(cell) = cell {
                cell.mark();
            }
        }
    }

    /// Makes room for one more tab of the session: of those whose browser has gone the longest alone ends. A person who reloads
    /// leaves one behind each time.
    ///
    /// # Errors
    /// How many tabs are really open, where that is too many.
    pub(crate) fn make_room(&self, session: &str) -> Result<(), usize> {
        let tabs = locked(&self.tabs);
        let ours = || tabs.values().filter(|entry| entry.session == session);
        let open = ours().count();
        if open < self.config.tabs_per_session {
            return Ok(());
        }
        let alone = ours().filter(|entry| entry.alone_since.is_some());
        let Some(oldest) = alone.min_by_key(|entry| entry.alone_since) else {
            return Err(open);
        };
        let oldest = oldest.tab.clone();
        drop(tabs);
        self.forget_addr(&oldest);
        oldest.do_send(Close(Farewell::Ended));
        Ok(())
    }

    /// Notes that a tab's browser came or went.
    pub(crate) fn note_line(&self, id: &str, tab: &Addr<Tab<A>>, alone_since: Option<Instant>) {
        if let Some(entry) = locked(&self.tabs).get_mut(id)
            && entry.tab == *tab
        {
            entry.alone_since = alone_since;
        }
    }

    fn forget_addr(&self, tab: &Addr<Tab<A>>) {
        locked(&self.tabs).retain(|_, entry| entry.tab != *tab);
    }

    pub(crate) fn forget_tab(&self, id: &str, tab: &Addr<Tab<A>>) {
        let mut tabs = locked(&self.tabs);
        if tabs.get(id).is_some_and(|entry| entry.tab == *tab) {
            tabs.remove(id);
        }
    }
}

/// A lock whose holder panicked guards plain data that stays usable.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
