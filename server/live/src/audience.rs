//! An audience: the tabs whose browsers show the same page at the same revisions. They have one table of what is shown and
//! one set of marks, so that a change costs each of them a frame handed to its line, and no memory.
//!
//! A tab is in an audience only while there is nothing about it that the others have not. It leaves to be told of a state of
//! its own, to be compared with its browser, when its line ends, or when its browser takes too little; then it goes on
//! from a copy of the table, and enters again when it shows what the others show.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use actix::prelude::*;
use bytestring::ByteString;

use crate::cell::RenderError;
use crate::hub::{Hub, locked};
use crate::mounts::{Mounts, Table};
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
}

impl Window {
    pub(crate) fn is_open(&self) -> bool {
        let acknowledged = self.acknowledged.load(Ordering::Acquire);
        self.sent.load(Ordering::Acquire) - acknowledged < WINDOW
    }

    pub(crate) fn send(&self) {
        self.sent.fetch_add(1, Ordering::AcqRel);
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
    behind: HashMap<u64, Table<A>>,
    next_seat: u64,
    /// The page failed, and each tab ends over it.
    failed: Option<RenderError>,
}

/// A tab and its line.
pub(crate) struct Member<A: App> {
    pub(crate) tab: Addr<Tab<A>>,
    pub(crate) to: Recipient<Out>,
    pub(crate) window: Arc<Window>,
}

/// A tab's place in an audience; given up when dropped.
pub(crate) struct Seat<A: App> {
    audience: Arc<Audience<A>>,
    number: u64,
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
        if !mounts.is_shared() || !mounts.is_shown() {
            return None;
        }
        let audience = hub.audience(mounts.root(), || Self::open(hub, scope, mounts));
        let mut inner = locked(&audience.inner);
        inner.bring(&audience);
        if inner.failed.is_some() || !inner.mounts.equals(mounts) {
            return None;
        }
        let number = inner.next_seat;
        inner.next_seat += 1;
        inner.members.insert(number, member);
        drop(inner);
        Some(Seat { audience, number })
    }

    fn open(hub: &Arc<Hub<A>>, scope: &A::Scope, mounts: &Mounts<A>) -> Arc<Self> {
        Arc::new_cyclic(|audience| {
            let caller = Caller(Weak::clone(audience)).start();
            let marks = Arc::new(Marks::new(caller.recipient()));
            let table = mounts.table();
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
        self.leave_behind();
        let mut patches = Vec::new();
        let mounts = &mut self.mounts;
        let brought = catch_unwind(AssertUnwindSafe(|| mounts.bring(marked, &mut patches)));
        match brought {
            Ok(Ok(())) => self.send(audience, patches),
            Ok(Err(error)) => self.fail(error),
            Err(_) => self.fail(RenderError::new("page", "the application panicked")),
        }
    }

    fn send(&self, audience: &Audience<A>, patches: Vec<ByteString>) {
        let Some(frame) = wire::patches(patches) else {
            return;
        };
        for member in self.members.values() {
            member.window.send();
            member.to.do_send(Out::Frame(frame.clone()));
        }
        audience.hub.count_patches(self.members.len(), &frame);
    }

    /// Those whose browser takes too little keep what they show, and are sent nothing.
    fn leave_behind(&mut self) {
        let full = |member: &Member<A>| !member.window.is_open();
        let members = self.members.iter();
        let full: Vec<u64> = members
            .filter(|(_, member)| full(member))
            .map(|(number, _)| *number)
            .collect();
        for number in full {
            self.members.remove(&number);
            self.behind.insert(number, self.mounts.table());
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

    /// Gives the place up, and goes on with marks of the tab's own.
    pub(crate) fn leave(self, marks: &Arc<Marks>) -> Mounts<A> {
        let audience = &self.audience;
        let table = {
            let mut inner = locked(&audience.inner);
            inner.members.remove(&self.number);
            let behind = inner.behind.remove(&self.number);
            behind.unwrap_or_else(|| inner.mounts.table())
        };
        let (hub, scope) = (Arc::clone(&audience.hub), audience.scope.clone());
        Mounts::go_on(hub, scope, Arc::clone(marks), table)
    }
}

impl<A: App> Drop for Seat<A> {
    fn drop(&mut self) {
        let mut inner = locked(&self.audience.inner);
        inner.members.remove(&self.number);
        inner.behind.remove(&self.number);
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
        inner.bring(&audience);
    }
}
