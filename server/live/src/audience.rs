//! An audience: the tabs whose browsers show the same page at the same revisions. They have one table of what is shown and
//! one set of marks, so that a change costs each of them a frame handed to its line, and no memory.
//!
//! A tab has a seat only while there is nothing about it that the others have not. It leaves to be told of a state of its
//! own, or when its browser takes too little; then it goes on from the table of that moment, and enters again when it
//! shows what the others show. A tab whose browser has not come yet, or has gone, has a reservation: the table that
//! its browser shows, of which nobody tells it more.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use actix::prelude::*;
use bytestring::ByteString;

use crate::cell::RenderError;
use crate::hub::{Hub, locked};
use crate::meter::{HeldBack, Moment, Since};
use crate::mounts::{Html, Mounts, Table};
use crate::region::Spec;
use crate::tab::{Fail, Out, Tab};
use crate::topics::{Marks, Wake};
use crate::view::App;
use crate::wire;

/// Patch frames that may be under way unacknowledged; past that only marks remain.
const WINDOW: u64 = 32;

/// How many patch frames went down a line, and how many of them its browser has applied.
#[derive(Default)]
pub(crate) struct Window {
    sent: AtomicU64,
    acknowledged: AtomicU64,
    /// The frame that the browser is to report of, and when what it shows came about.
    measured: AtomicU64,
    since: Since,
}

impl Window {
    pub(crate) fn is_open(&self) -> bool {
        let acknowledged = self.acknowledged.load(Ordering::Acquire);
        self.sent.load(Ordering::Acquire) - acknowledged < WINDOW
    }

    /// One more was handed over. If it is one of those that are measured, its report is waited for, in place of the one
    /// before.
    pub(crate) fn send<A: App>(&self, hub: &Hub<A>, since: Option<Moment>) {
        let number = self.sent.fetch_add(1, Ordering::AcqRel) + 1;
        if number.is_multiple_of(hub.config.measure_every.into())
            && let Some(since) = since
        {
            hub.meter.sent.took(since.elapsed());
            self.since.set(since);
            self.measured.store(number, Ordering::Release);
        }
    }

    /// When that came about which a frame shows, where its report is waited for.
    pub(crate) fn report(&self, frame: u64) -> Option<Moment> {
        let waited = |number: u64| (frame > 0 && number == frame).then_some(0);
        let (set, fetch) = (Ordering::AcqRel, Ordering::Acquire);
        self.measured.fetch_update(set, fetch, waited).ok()?;
        self.since.at()
    }

    /// So many in all. Not more than were sent, whatever a browser says, and never fewer than before.
    pub(crate) fn acknowledge(&self, count: u64) {
        let count = count.min(self.sent.load(Ordering::Acquire));
        self.acknowledged.fetch_max(count, Ordering::AcqRel);
    }
}

pub(crate) struct Audience<A: App> {
    hub: Arc<Hub<A>>,
    scope: A::Scope,
    root: u32,
    inner: Mutex<Inner<A>>,
}

struct Inner<A: App> {
    mounts: Mounts<A>,
    marks: Arc<Marks>,
    /// By their seats.
    members: HashMap<u64, Member<A>>,
    /// What those show that took too little.
    behind: HashMap<u64, Behind<A>>,
    next_seat: u64,
    /// The page as it is written for whoever loads it, of the table that it shows.
    html: Option<(Table<A>, Html)>,
    /// The page failed, and each tab ends over it.
    failed: Option<RenderError>,
}

/// A tab and its line.
pub(crate) struct Member<A: App> {
    pub(crate) tab: Addr<Tab<A>>,
    pub(crate) to: Recipient<Out>,
    pub(crate) window: Arc<Window>,
}

struct Behind<A: App> {
    table: Table<A>,
    /// What has changed since.
    marked: HashSet<u32>,
    _held_back: HeldBack,
}

/// A tab's place in an audience; given up when dropped.
pub(crate) struct Seat<A: App> {
    audience: Arc<Audience<A>>,
    number: u64,
}

/// A table that a browser shows whose tab has no line.
pub(crate) struct Reservation<A: App> {
    audience: Arc<Audience<A>>,
    table: Table<A>,
}

/// What became of a tab's page.
pub(crate) enum Brought {
    /// Its browser has been sent all.
    Current,
    /// It has to leave and be brought up to date by itself.
    Behind,
    Failed(RenderError),
}

impl<A: App> Audience<A> {
    /// Enters the audience of the page if the tab shows what it shows; the first that could enters one of its own.
    pub(crate) fn enter(
        hub: &Arc<Hub<A>>,
        scope: &A::Scope,
        mounts: &Mounts<A>,
        member: Member<A>,
    ) -> Option<Seat<A>> {
        let audience = Self::of(hub, scope, mounts)?;
        let number = locked(&audience.inner).admit(&audience, mounts.table(), member)?;
        Some(Seat { audience, number })
    }

    /// For a page that was drawn, where others show it.
    pub(crate) fn reserve(
        hub: &Arc<Hub<A>>,
        scope: &A::Scope,
        mounts: &Mounts<A>,
    ) -> Option<Reservation<A>> {
        let audience = Self::of(hub, scope, mounts)?;
        let table = mounts.table().clone();
        Some(Reservation { audience, table })
    }

    /// For a page that is to be drawn, and has been for others.
    pub(crate) fn find(
        hub: &Arc<Hub<A>>,
        scope: &A::Scope,
        spec: &Spec<A>,
    ) -> Option<Reservation<A>> {
        let audience = hub.known_audience(hub.cell(spec, scope).number)?;
        let mut inner = locked(&audience.inner);
        inner.bring(&audience);
        let table = inner.mounts.table().clone();
        let fails = inner.failed.is_some();
        drop(inner);
        (!fails && !table.loading()).then_some(Reservation { audience, table })
    }

    fn of(hub: &Arc<Hub<A>>, scope: &A::Scope, mounts: &Mounts<A>) -> Option<Arc<Self>> {
        let shared = mounts.is_shared() && mounts.table().is_shown();
        shared.then(|| hub.audience(mounts.root(), || Self::open(hub, scope, mounts)))
    }

    fn open(hub: &Arc<Hub<A>>, scope: &A::Scope, mounts: &Mounts<A>) -> Arc<Self> {
        Arc::new_cyclic(|audience| {
            let caller = Caller(Weak::clone(audience)).start();
            let marks = Arc::new(Marks::new(caller.recipient()));
            let table = mounts.table().clone();
            let (hub, scope) = (Arc::clone(hub), scope.clone());
            Self {
                hub: Arc::clone(&hub),
                scope: scope.clone(),
                root: mounts.root(),
                inner: Mutex::new(Inner {
                    mounts: Mounts::go_on(hub, scope, Arc::clone(&marks), table),
                    marks,
                    members: HashMap::new(),
                    behind: HashMap::new(),
                    next_seat: 0,
                    html: None,
                    failed: None,
                }),
            }
        })
    }
}

impl<A: App> Drop for Audience<A> {
    fn drop(&mut self) {
        self.hub.forget_audience(self.root);
    }
}

impl<A: App> Inner<A> {
    /// Sends all members what has changed.
    fn bring(&mut self, audience: &Audience<A>) {
        let marked = self.marks.take();
        if marked.is_empty() || self.failed.is_some() {
            return;
        }
        self.leave_behind(audience);
        // A copy that nobody needs any more would be made of the table.
        self.html = None;
        for behind in self.behind.values_mut() {
            let again = marked
                .iter()
                .filter(|number| !behind.marked.insert(**number));
            audience.hub.meter.dropped.add(again.count() as u64);
        }
        let mut patches = Vec::new();
        let mounts = &mut self.mounts;
        let brought = catch_unwind(AssertUnwindSafe(|| mounts.bring(marked, &mut patches)));
        match brought {
            Ok(Ok(())) => self.send(audience, patches),
            Ok(Err(error)) => self.fail(error),
            Err(_) => self.fail(RenderError::new("page", "the application panicked")),
        }
    }

    /// A seat for who shows this table, if it is what the others show.
    fn admit(
        &mut self,
        audience: &Audience<A>,
        table: &Table<A>,
        member: Member<A>,
    ) -> Option<u64> {
        self.bring(audience);
        if self.failed.is_some() || !self.mounts.table().equals(table) {
            return None;
        }
        let number = self.next_seat;
        self.next_seat += 1;
        self.members.insert(number, member);
        Some(number)
    }

    fn send(&self, audience: &Audience<A>, patches: Vec<ByteString>) {
        let (hub, regions) = (&audience.hub, patches.len());
        let Some(frame) = wire::patches(patches) else {
            return;
        };
        for member in self.members.values() {
            // Counted first: it may be acknowledged before this goes on.
            member.window.send(hub, self.mounts.since);
            member.to.do_send(Out::Frame(frame.clone()));
        }
        let others = self.members.len().saturating_sub(1);
        hub.meter.shared.add((others * regions) as u64);
        hub.count_patches(self.members.len(), &frame);
    }

    /// Those whose browser takes too little keep what they show, and are sent nothing.
    fn leave_behind(&mut self, audience: &Audience<A>) {
        let full = |member: &Member<A>| !member.window.is_open();
        let members = self.members.iter();
        let full: Vec<u64> = members
            .filter(|(_, member)| full(member))
            .map(|(number, _)| *number)
            .collect();
        for number in full {
            self.members.remove(&number);
            let behind = Behind {
                table: self.mounts.table().clone(),
                marked: HashSet::new(),
                _held_back: audience.hub.meter.hold_back(),
            };
            self.behind.insert(number, behind);
        }
    }

    fn fail(&mut self, error: RenderError) {
        for (_, member) in self.members.drain() {
            member.tab.do_send(Fail(error.clone()));
        }
        self.failed = Some(error);
    }
}

impl<A: App> Seat<A> {
    /// Sends all members what has changed, this tab among them.
    pub(crate) fn bring(&self) -> Brought {
        let mut inner = locked(&self.audience.inner);
        if inner.behind.contains_key(&self.number) {
            return Brought::Behind;
        }
        inner.bring(&self.audience);
        match &inner.failed {
            Some(error) => Brought::Failed(error.clone()),
            None if inner.behind.contains_key(&self.number) => Brought::Behind,
            None => Brought::Current,
        }
    }

    /// Gives the seat up, and keeps what the browser shows.
    pub(crate) fn leave(self) -> Reservation<A> {
        let audience = Arc::clone(&self.audience);
        let mut inner = locked(&audience.inner);
        // Under one lock with the table, so that nothing is sent that the table does not hold.
        inner.members.remove(&self.number);
        let behind = inner.behind.remove(&self.number).map(|it| it.table);
        let table = behind.unwrap_or_else(|| inner.mounts.table().clone());
        drop(inner);
        Reservation { audience, table }
    }

    /// What the browser has been sent.
    pub(crate) fn table(&self) -> Table<A> {
        let inner = locked(&self.audience.inner);
        let behind = inner.behind.get(&self.number).map(|it| &it.table);
        behind.unwrap_or_else(|| inner.mounts.table()).clone()
    }
}

impl<A: App> Drop for Seat<A> {
    fn drop(&mut self) {
        let mut inner = locked(&self.audience.inner);
        inner.members.remove(&self.number);
        inner.behind.remove(&self.number);
    }
}

impl<A: App> Reservation<A> {
    pub(crate) fn table(&self) -> &Table<A> {
        &self.table
    }

    /// The page, written once for all who load it.
    pub(crate) fn html(&self, tab: &str) -> Result<String, RenderError> {
        let mut inner = locked(&self.audience.inner);
        let written = inner.html.as_ref();
        let html = match written.filter(|(table, _)| table.is(&self.table)) {
            Some((_, html)) => html.clone(),
            None => {
                let html = self.table.html()?;
                inner.html = Some((self.table.clone(), html.clone()));
                html
            }
        };
        drop(inner);
        Ok(html.of(tab))
    }

    /// A seat, if the browser shows what the others show.
    pub(crate) fn sit(&self, member: Member<A>) -> Option<Seat<A>> {
        let audience = &self.audience;
        let number = locked(&audience.inner).admit(audience, &self.table, member)?;
        let audience = Arc::clone(audience);
        Some(Seat { audience, number })
    }

    /// Goes on with marks of the tab's own.
    pub(crate) fn leave(self, marks: &Arc<Marks>) -> Mounts<A> {
        let (hub, scope) = (Arc::clone(&self.audience.hub), self.audience.scope.clone());
        Mounts::go_on(hub, scope, Arc::clone(marks), self.table)
    }
}

/// Is woken when a region of the page is marked.
struct Caller<A: App>(Weak<Audience<A>>);

impl<A: App> Actor for Caller<A> {
    type Context = Context<Self>;
}

impl<A: App> Handler<Wake> for Caller<A> {
    type Result = ();

    fn handle(&mut self, _: Wake, ctx: &mut Self::Context) {
        let Some(audience) = self.0.upgrade() else {
            return ctx.stop();
        };
        let mut inner = locked(&audience.inner);
        // The marks stay where nobody is there to see, and there is no other wake until they are taken.
        if !inner.members.is_empty() {
            inner.bring(&audience);
        }
    }
}
