//! The hub: what all tabs of the process share. Regions by identity and number, topics, tabs, keys.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use actix::prelude::*;

use crate::admission::Admission;
use crate::audience::Audience;
use crate::cell::RegionCell;
use crate::engine::Config;
use crate::limits::{FULL, Limit, SessionSeat, Sessions};
use crate::meter::{Meter, Moment};
use crate::region::Spec;
use crate::snapshot::{Refusal, Seal, Snapshot};
use crate::stream::Stream;
use crate::tab::{Close, Tab, now};
use crate::tab_id::TabIds;
use crate::topics::Topics;
use crate::view::App;
use crate::wire::{Farewell, Join};

/// Tabs that ended and whose newest snapshot is remembered, so that an older one is not taken again. A process sees no more in
/// the days that a snapshot lives, or forgets the oldest.
const RETIRED: usize = 16 * 1024;
/// Within what time a tab comes again for which there was no room.
const FULL_WITHIN_MS: u64 = 15_000;

pub(crate) struct Hub<A: App> {
    pub(crate) app: Arc<A>,
    pub(crate) config: Config,
    pub(crate) seal: Seal,
    pub(crate) ids: TabIds,
    pub(crate) topics: Topics<A::Key>,
    pub(crate) sessions: Sessions,
    pub(crate) tabs: Mutex<HashMap<String, TabEntry<A>>>,
    pub(crate) streams: Mutex<HashMap<String, StreamEntry<A>>>,
    pub(crate) meter: Meter,
    pub(crate) heals: AtomicUsize,
    pub(crate) joins: AtomicU64,
    pub(crate) joins_put_off: AtomicU64,
    admission: Admission,
    retired: Mutex<Retired>,
    pub(crate) renders: AtomicU64,
    pub(crate) diffs: AtomicU64,
    pub(crate) patches: AtomicU64,
    pub(crate) patch_bytes: AtomicU64,
    cells: Mutex<Cells<A>>,
    /// By the number of their page's region.
    audiences: Mutex<HashMap<u32, Weak<Audience<A>>>>,
    next_number: AtomicU32,
}

pub(crate) struct TabEntry<A: App> {
    pub(crate) session: String,
    pub(crate) tab: Addr<Tab<A>>,
    /// When its browser left it, or never came.
    pub(crate) alone_since: Option<Instant>,
    pub(crate) _seat: SessionSeat,
}

/// A stream that a browser reads, for what the browser posts.
pub(crate) struct StreamEntry<A: App> {
    pub(crate) session: String,
    pub(crate) stream: Addr<Stream<A>>,
}

/// The newest snapshot that was confirmed for each tab that ended, oldest end first.
#[derive(Default)]
struct Retired {
    serials: HashMap<String, u64>,
    order: VecDeque<String>,
}

struct Cells<A: App> {
    by_identity: HashMap<(A::Scope, String), Weak<RegionCell<A>>>,
    by_number: HashMap<u32, Weak<RegionCell<A>>>,
}

impl<A: App> Hub<A> {
    pub(crate) fn new(app: Arc<A>, config: Config) -> Self {
        let seal = Seal::new(config.secrets(), app.snapshot_version());
        let seal = seal.up_to(config.snapshot_bytes);
        let ids = TabIds::new(config.secrets());
        let admission = Admission::new(config.joins_per_second, Instant::now());
        Self {
            app,
            config,
            seal,
            ids,
            topics: Topics::new(),
            sessions: Sessions::default(),
            tabs: Mutex::default(),
            streams: Mutex::default(),
            meter: Meter::new(),
            heals: AtomicUsize::new(0),
            joins: AtomicU64::new(0),
            joins_put_off: AtomicU64::new(0),
            admission,
            retired: Mutex::default(),
            renders: AtomicU64::new(0),
            diffs: AtomicU64::new(0),
            patches: AtomicU64::new(0),
            patch_bytes: AtomicU64::new(0),
            cells: Mutex::new(Cells {
                by_identity: HashMap::new(),
                by_number: HashMap::new(),
            }),
            audiences: Mutex::default(),
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

    /// Regions that somebody shows.
    pub(crate) fn regions(&self) -> usize {
        locked(&self.cells).by_number.len()
    }

    /// A patch frame goes down so many lines.
    pub(crate) fn count_patches(&self, lines: usize, frame: &str) {
        self.patches.fetch_add(lines as u64, Ordering::Relaxed);
        let bytes = lines * frame.len();
        self.patch_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// The audience of the page that this region is.
    pub(crate) fn audience(
        &self,
        root: u32,
        open: impl FnOnce() -> Arc<Audience<A>>,
    ) -> Arc<Audience<A>> {
        let mut audiences = locked(&self.audiences);
        if let Some(audience) = audiences.get(&root).and_then(Weak::upgrade) {
            return audience;
        }
        let audience = open();
        audiences.insert(root, Arc::downgrade(&audience));
        audience
    }

    pub(crate) fn known_audience(&self, root: u32) -> Option<Arc<Audience<A>>> {
        locked(&self.audiences).get(&root).and_then(Weak::upgrade)
    }

    /// Called when the last member has left.
    pub(crate) fn forget_audience(&self, root: u32) {
        let mut audiences = locked(&self.audiences);
        // Another of the same page may have opened since.
        if audiences
            .get(&root)
            .is_some_and(|weak| weak.strong_count() == 0)
        {
            audiences.remove(&root);
        }
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
        let now = Moment::now();
        for number in self.topics.readers(key) {
            let cell = locked(&self.cells)
                .by_number
                .get(&number)
                .and_then(Weak::upgrade);
            if let Some(cell) = cell {
                cell.mark(now);
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
        // Nobody has as many where not all together have: the rest looks at every tab there is.
        if tabs.len() < self.config.tabs_per_session {
            return Ok(());
        }
        let ours = || tabs.values().filter(|entry| entry.session == session);
        let open = ours().count();
        if open < self.config.tabs_per_session {
            return Ok(());
        }
        let alone = ours().filter(|entry| entry.alone_since.is_some());
        let Some(oldest) = alone.min_by_key(|entry| entry.alone_since) else {
            self.meter.limited(Limit::Tabs);
            return Err(open);
        };
        let oldest = oldest.tab.clone();
        drop(tabs);
        self.forget_addr(&oldest);
        oldest.do_send(Close(Farewell::Ended));
        Ok(())
    }

    /// A place for one more tab of the session; nothing where too many sessions are here.
    pub(crate) fn seat(&self, session: &str) -> Option<SessionSeat> {
        let seat = self.sessions.seat(session, self.config.sessions);
        if seat.is_none() {
            self.meter.limited(Limit::Sessions);
        }
        seat
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

    /// Whether one more may join now.
    ///
    /// # Errors
    /// When the browser is to come again.
    pub(crate) fn admit(&self) -> Result<(), Farewell> {
        match self.admission.take(Instant::now()) {
            Ok(()) => {
                self.joins.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
            Err(within) => {
                self.joins_put_off.fetch_add(1, Ordering::Relaxed);
                self.meter.limited(Limit::Joins);
                let within = u64::try_from(within.as_millis()).unwrap_or(u64::MAX);
                Err(Farewell::Rejoin(within))
            }
        }
    }

    /// The tab that a joining browser means: the one that lives here, or one made from what the browser kept.
    ///
    /// # Errors
    /// What the browser is to do instead.
    pub(crate) fn tab_of(
        self: &Arc<Self>,
        session: &A::Session,
        join: &Join,
    ) -> Result<Addr<Tab<A>>, Farewell> {
        let session_id = self.app.session_id(session);
        if !self.ids.is_of(session_id, &join.tab) {
            // As a stranger wrote it: cut short, and quoted so that it can forge no line of the log.
            let told: String = join.tab.chars().take(64).collect();
            tracing::warn!(tab.id = ?told, "a join names a tab of another session or a forged one");
            return Err(Farewell::Reset);
        }
        if let Some(entry) = locked(&self.tabs).get(&join.tab)
            && entry.tab.connected()
        {
            return Ok(entry.tab.clone());
        }
        if join.regions.is_none() {
            // A page that another process rendered says what it shows when it is asked to come again.
            return Err(Farewell::Rejoin(0));
        }
        if self.make_room(session_id).is_err() {
            return Err(Farewell::Reset);
        }
        let full = Farewell::Later(FULL_WITHIN_MS, FULL);
        let seat = self.seat(session_id).ok_or(full)?;
        let (id, hub) = (join.tab.clone(), Arc::clone(self));
        let mut tab = Tab::new(hub, id.clone(), session.clone(), &join.url);
        if let Some(snapshot) = self.open(session_id, join) {
            tab.resume(snapshot);
        }
        let tab = tab.start();
        let mut tabs = locked(&self.tabs);
        // Two lines of one tab may join at once.
        if let Some(entry) = tabs.get(&id)
            && entry.tab.connected()
        {
            tab.do_send(Close(Farewell::Ended));
            return Ok(entry.tab.clone());
        }
        let entry = TabEntry {
            session: session_id.to_owned(),
            tab: tab.clone(),
            alone_since: None,
            _seat: seat,
        };
        tabs.insert(id, entry);
        Ok(tab)
    }

    /// The snapshot that a browser brings, if there is one and it is good. One that is not is named in the log.
    pub(crate) fn open(
        &self,
        session: &str,
        join: &Join,
    ) -> Option<Snapshot<A::State, A::Command>> {
        let sealed = join.s.as_deref()?;
        let opened = self
            .seal
            .open::<A::State, A::Command>(session, &join.tab, sealed, now());
        let newest = locked(&self.retired).serials.get(&join.tab).copied();
        let opened = match opened {
            Ok(snapshot) if newest.is_some_and(|newest| newest > snapshot.serial) => {
                Err(Refusal::Replayed)
            }
            opened => opened,
        };
        opened
            .inspect_err(|refusal| {
                tracing::warn!(tab.id = %join.tab, reason = %refusal, "a snapshot was refused");
            })
            .ok()
    }

    /// A tab has ended; the browser keeps its snapshot of this serial, or a newer one.
    pub(crate) fn retire(&self, id: &str, confirmed: u64) {
        let mut retired = locked(&self.retired);
        // A tab that was begun anew under the same id has confirmed less, and makes nothing older good again.
        match retired.serials.get_mut(id) {
            Some(newest) => *newest = confirmed.max(*newest),
            None => {
                retired.serials.insert(id.to_owned(), confirmed);
                retired.order.push_back(id.to_owned());
            }
        }
        while retired.order.len() > RETIRED
            && let Some(oldest) = retired.order.pop_front()
        {
            retired.serials.remove(&oldest);
        }
    }

    /// Ends a tab of the session: the browser goes on with another in its page.
    pub(crate) fn end_tab(&self, id: &str, session: &A::Session) {
        let session = self.app.session_id(session);
        let tabs = locked(&self.tabs);
        let entry = tabs.get(id).filter(|entry| entry.session == session);
        if let Some(entry) = entry {
            entry.tab.do_send(Close(Farewell::Ended));
        }
    }
}

/// A lock whose holder panicked guards plain data that stays usable.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
