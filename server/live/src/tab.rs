//! The actor behind one browser tab: it owns the view's state and sends patches down whatever line there is.
//!
//! It is a plain actor. The socket is only its line to the browser, which may stall, break and come back; the tab
//! goes on meanwhile, with marks instead of queued messages.

use std::collections::{BTreeMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix::prelude::*;
use bytestring::ByteString;
use tokio::sync::oneshot;

use crate::cell::RenderError;
use crate::hub::Hub;
use crate::mounts::Mounts;
use crate::topics::Marks;
use crate::view::{App, Effect, Step};
use crate::wire::{self, Farewell, Frame, Join};

mod messages;
mod rejoin;

use rejoin::Wait;

/// Patch frames that may be under way unacknowledged; past that only marks remain.
const WINDOW: u64 = 32;
/// While events flow, a snapshot is sealed at most this often.
const SNAPSHOT_EVERY: Duration = Duration::from_millis(250);

pub(crate) struct Tab<A: App> {
    hub: Arc<Hub<A>>,
    id: String,
    session: A::Session,
    state: A::State,
    url: String,
    marks: Option<Arc<Marks>>,
    mounts: Option<Mounts<A>>,
    pending: HashSet<u32>,
    state_moved: bool,
    line: Option<Line>,
    /// The newest event that was applied.
    event: u64,
    /// Events whose commands are not all answered.
    waiting: BTreeMap<u64, Waiting>,
    effects: Vec<Effect>,
    page: Option<oneshot::Sender<Result<String, RenderError>>>,
    leave: Option<SpawnHandle>,
    snapshot_due: bool,
    snapshot_planned: bool,
}

#[derive(Default)]
struct Waiting {
    outstanding: usize,
    next_index: usize,
}

struct Line {
    number: u64,
    /// What the browser said of itself, until it is answered. Nothing is sent before that.
    join: Option<Box<Join>>,
    to: Recipient<Out>,
    sent: u64,
    acked: u64,
}

/// What goes down the line.
#[derive(Message, Debug)]
#[rtype(result = "()")]
pub(crate) enum Out {
    Frame(ByteString),
    /// The last frame, after which the line ends.
    Last(ByteString),
}

/// Render the first page; answered once its reads are there or the deadline has passed.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct FirstPage(pub(crate) oneshot::Sender<Result<String, RenderError>>);

/// A line was opened for this tab.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Attach {
    pub(crate) line: u64,
    pub(crate) to: Recipient<Out>,
    pub(crate) join: Box<Join>,
}

#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Detach {
    pub(crate) line: u64,
}

#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct FromBrowser {
    pub(crate) line: u64,
    pub(crate) frame: Frame,
}

/// Say goodbye on the line, if there is one, and stop.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub(crate) struct Close(pub(crate) Farewell);

impl<A: App> Tab<A> {
    pub(crate) fn new(hub: Arc<Hub<A>>, id: String, session: A::Session, url: &str) -> Self {
        let state = hub.app.open(&session, url);
        Self::with_state(hub, id, session, state, 0)
    }

    /// A tab that comes back from a snapshot, with the number of the last event in it.
    pub(crate) fn with_state(
        hub: Arc<Hub<A>>,
        id: String,
        session: A::Session,
        state: A::State,
        event: u64,
    ) -> Self {
        let url = hub.app.url(&state);
        Self {
            hub,
            id,
            session,
            state,
            url,
            marks: None,
            mounts: None,
            pending: HashSet::new(),
            state_moved: false,
            line: None,
            event,
            waiting: BTreeMap::new(),
            effects: Vec::new(),
            page: None,
            leave: None,
            snapshot_due: true,
            snapshot_planned: false,
        }
    }

    pub(crate) fn status(&self) -> u16 {
        self.hub.app.status(&self.state)
    }

    /// Whatever fails in the application ends this tab alone, and the browser joins again.
    fn fail(&mut self, ctx: &mut Context<Self>, error: &str) {
        tracing::error!(tab.id = %self.id, error, "a tab failed");
        if let Some(page) = self.page.take() {
            // Nobody waits for it any more where this fails.
            let _ = page.send(Err(RenderError::new("page", error)));
        }
        self.say_goodbye(&Farewell::Reload);
        ctx.stop();
    }

    fn send(&self, frame: ByteString) {
        if let Some(line) = &self.line {
            line.to.do_send(Out::Frame(frame));
        }
    }

    fn say_goodbye(&mut self, farewell: &Farewell) {
        if let Some(line) = self.line.take() {
            line.to.do_send(Out::Last(wire::farewell(farewell)));
        }
    }

    /// Changes the state, performs the commands that follow and shows the result.
    fn change(
        &mut self,
        ctx: &mut Context<Self>,
        event: u64,
        change: impl FnOnce(&A, &mut A::State) -> Step<A::Command>,
    ) {
        let app = Arc::clone(&self.hub.app);
        let mut state = self.state.clone();
        let Ok(step) = catch_unwind(AssertUnwindSafe(|| change(&app, &mut state))) else {
            self.fail(ctx, "the application panicked");
            return;
        };
        if state != self.state {
            self.state = state;
            self.state_moved = true;
            self.snapshot_due = true;
        }
        self.effects.extend(step.effects);
        for command in step.commands {
            self.perform(ctx, event, command);
        }
        self.flush(ctx);
        if !self.waiting.contains_key(&event) && event > 0 {
            self.send(wire::answered(event));
        }
        self.plan_snapshot(ctx);
    }

    fn perform(&mut self, ctx: &mut Context<Self>, event: u64, command: A::Command) {
        let waiting = self.waiting.entry(event).or_default();
        let key = format!("{}-{event}-{}", self.id, waiting.next_index);
        waiting.outstanding += 1;
        waiting.next_index += 1;
        let outcome = self.hub.app.perform(&self.session, key, command);
        let answered = outcome.into_actor(self).map(move |outcome, tab, ctx| {
            if let Some(waiting) = tab.waiting.get_mut(&event) {
                waiting.outstanding -= 1;
                // Its index must survive until the answer's own commands have drawn theirs.
                let last = waiting.outstanding == 0;
                tab.change_after(ctx, event, outcome, last);
            }
        });
        ctx.spawn(answered);
    }

    fn change_after(
        &mut self,
        ctx: &mut Context<Self>,
        event: u64,
        outcome: A::Outcome,
        last: bool,
    ) {
        self.change(ctx, event, |app, state| app.answer(state, outcome));
        let over = last && self.waiting.get(&event).is_some_and(|w| w.outstanding == 0);
        if over {
            self.waiting.remove(&event);
            self.send(wire::answered(event));
            self.plan_snapshot(ctx);
        }
    }

    /// Brings the browser up to date, if it can be reached and is not behind by too much.
    fn flush(&mut self, ctx: &mut Context<Self>) {
        if let Some(marks) = &self.marks {
            self.pending.extend(marks.take());
        }
        let open = match &self.line {
            Some(line) => line.join.is_some() || line.sent - line.acked < WINDOW,
            None => self.page.is_some(),
        };
        if !open {
            return;
        }
        let joining = self.line.as_ref().is_some_and(|line| line.join.is_some());
        let mut patches = Vec::new();
        let brought = catch_unwind(AssertUnwindSafe(|| self.bring(&mut patches)));
        match brought {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return self.fail(ctx, &error.to_string()),
            Err(_) => return self.fail(ctx, "the application panicked"),
        }
        if joining {
            // The patches lead to what it will be compared with.
            self.answer_join(ctx, Wait::ForReads);
            return;
        }
        self.send_patches(patches);
        let url = self.hub.app.url(&self.state);
        if url != self.url {
            self.send(wire::url(&url, false));
            self.url = url;
        }
        if self.line.is_some() {
            for effect in std::mem::take(&mut self.effects) {
                let Effect::Focus(id) = effect;
                self.send(wire::focus(&id));
            }
        }
        self.finish_page(false);
    }

    fn bring(&mut self, patches: &mut Vec<ByteString>) -> Result<(), RenderError> {
        let Some(mounts) = &mut self.mounts else {
            return Ok(());
        };
        if std::mem::take(&mut self.state_moved) {
            let spec = self.hub.app.root(&self.session, &self.state);
            mounts.set_root(&spec, patches)?;
        }
        mounts.bring(std::mem::take(&mut self.pending), patches)
    }

    fn finish_page(&mut self, deadline: bool) {
        let Some(mounts) = &self.mounts else { return };
        if self.page.is_some()
            && (deadline || !mounts.loading())
            && let Some(page) = self.page.take()
        {
            // Nobody waits for it any more where this fails.
            let _ = page.send(Ok(mounts.html(&self.id)));
        }
    }

    fn mount(&mut self, ctx: &mut Context<Self>) -> bool {
        if self.mounts.is_some() {
            return true;
        }
        let marks = Arc::new(Marks::new(ctx.address().recipient()));
        let opened = catch_unwind(AssertUnwindSafe(|| {
            let spec = self.hub.app.root(&self.session, &self.state);
            let scope = self.hub.app.scope(&self.session);
            Mounts::open(Arc::clone(&self.hub), scope, Arc::clone(&marks), &spec)
        }));
        match opened {
            Ok(Ok(mounts)) => {
                self.mounts = Some(mounts);
                self.marks = Some(marks);
                true
            }
            Ok(Err(error)) => {
                self.fail(ctx, &error.to_string());
                false
            }
            Err(_) => {
                self.fail(ctx, "the application panicked");
                false
            }
        }
    }

    fn leave_after(&mut self, ctx: &mut Context<Self>, pause: Duration) {
        if let Some(planned) = self.leave.take() {
            ctx.cancel_future(planned);
        }
        self.leave = Some(ctx.run_later(pause, |tab, ctx| {
            if tab.line.is_none() {
                ctx.stop();
            }
        }));
    }

    fn is_line(&self, number: u64) -> bool {
        self.line.as_ref().is_some_and(|line| line.number == number)
    }

    fn send_patches(&mut self, patches: Vec<ByteString>) {
        if let Some(frame) = wire::patches(patches)
            && let Some(line) = &mut self.line
        {
            line.sent += 1;
            line.to.do_send(Out::Frame(frame));
        }
    }
}

/// Seconds since the Unix epoch.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
