//! The actor behind one browser tab: it owns the view's state and sends patches down whatever line there is.
//!
//! It is a plain actor. The socket is only its line to the browser, which may stall, break and come back; the tab
//! goes on meanwhile, with marks instead of queued messages.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use actix::prelude::*;
use bytestring::ByteString;
use tokio::sync::oneshot;

use crate::audience::Window;
use crate::cell::RenderError;
use crate::hub::Hub;
use crate::line::Weight;
use crate::meter::{HeldBack, Moment};
use crate::pace::Pace;
use crate::snapshot::{RefusedEvent, Snapshot};
use crate::topics::Marks;
use crate::view::{App, Effect};
use crate::wire::{self, Farewell, Frame, Join};

mod commands;
mod late;
mod messages;
mod rejoin;
mod shown;
mod telemetry;

use commands::{Turn, Waiting};
use late::Held;
use shown::Shown;

/// While events flow, a snapshot is sealed at most this often.
const SNAPSHOT_EVERY: Duration = Duration::from_millis(250);

pub(crate) struct Tab<A: App> {
    hub: Arc<Hub<A>>,
    id: String,
    session: A::Session,
    state: A::State,
    url: String,
    marks: Option<Arc<Marks>>,
    shown: Shown<A>,
    pending: HashSet<u32>,
    state_moved: bool,
    line: Option<Line>,
    /// The newest event that was applied.
    event: u64,
    /// Events whose commands are not all answered.
    waiting: BTreeMap<u64, Waiting<A::Command>>,
    /// The commands that were not begun, and the one that they wait for.
    turns: BTreeSet<Turn>,
    begun: Option<(Turn, SpawnHandle)>,
    /// The state is another process's: discarded if it cannot be drawn.
    resumed: bool,
    refused: Vec<RefusedEvent>,
    /// Of the snapshot sealed last.
    serial: u64,
    /// Of the newest snapshot that the browser is known to keep.
    confirmed: u64,
    /// With the events that they come of.
    effects: Vec<(u64, Effect)>,
    page: Option<oneshot::Sender<Result<String, RenderError>>>,
    leave: Option<SpawnHandle>,
    snapshot_due: bool,
    snapshot_planned: bool,
    /// Its browser was told to leave and has not joined since.
    told: bool,
    /// At which its events are applied.
    pace: Pace,
    /// Of the event that is being applied.
    since: Option<Moment>,
}

struct Line {
    number: u64,
    /// What the browser said of itself, until it is answered. Nothing is sent before that.
    join: Option<Box<Join>>,
    /// The answer waits for what the page reads and for the events that followed the join and their commands. The browser's
    /// page is then changed once, to what holds after all of it, and not first to what held before.
    waits: bool,
    /// Events that wait for the commands of earlier ones, in order. They are not taken: another line brings them again.
    held: VecDeque<Held>,
    /// The time is running after which they wait no more for commands.
    patient: bool,
    /// They wait for the tab's pace.
    paced: bool,
    /// What the person was told on this line.
    told: Vec<&'static str>,
    to: Recipient<Out>,
    /// The newest event whose answer was seen before this line. Its focus moved then; the person has gone on since.
    done: u64,
    window: Arc<Window>,
    /// While the window is full.
    held_back: Option<HeldBack>,
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
    /// When it arrived.
    pub(crate) at: Moment,
    pub(crate) weight: Weight,
}

/// The page that this tab shows with others cannot be drawn.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Fail(pub(crate) RenderError);

/// Say goodbye on the line, if there is one, and stop.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub(crate) struct Close(pub(crate) Farewell);

/// Send the browser away, to join again, when this time has passed.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Leave(pub(crate) Duration);

impl<A: App> Tab<A> {
    pub(crate) fn new(hub: Arc<Hub<A>>, id: String, session: A::Session, url: &str) -> Self {
        let state = hub.app.open(&session, url);
        let url = hub.app.url(&state);
        let (rate, burst) = (hub.config.events_per_second, hub.config.event_burst);
        let pace = Pace::with_burst(rate, burst, Instant::now());
        Self {
            hub,
            id,
            session,
            state,
            url,
            marks: None,
            shown: Shown::Nothing,
            pending: HashSet::new(),
            state_moved: false,
            line: None,
            event: 0,
            waiting: BTreeMap::new(),
            turns: BTreeSet::new(),
            begun: None,
            resumed: false,
            refused: Vec::new(),
            serial: 0,
            confirmed: 0,
            effects: Vec::new(),
            page: None,
            leave: None,
            snapshot_due: true,
            snapshot_planned: false,
            told: false,
            pace,
            since: None,
        }
    }

    /// The same tab, going on from a snapshot that another process sealed, or this one before it forgot.
    pub(crate) fn resume(&mut self, snapshot: Snapshot<A::State, A::Command>) {
        self.url = self.hub.app.url(&snapshot.state);
        self.state = snapshot.state;
        self.state_moved = true;
        self.resumed = true;
        self.event = snapshot.event;
        self.serial = snapshot.serial;
        self.confirmed = snapshot.serial;
        self.waiting = commands::waiting(snapshot.open);
        self.refused = snapshot.refused;
        self.snapshot_due = true;
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
        self.say_goodbye(ctx, &Farewell::Reset);
        ctx.stop();
    }

    fn send(&self, frame: ByteString) {
        if let Some(line) = &self.line {
            line.to.do_send(Out::Frame(frame));
        }
    }

    /// Tells the person something, once on a line.
    fn tell(&mut self, sentence: &'static str) {
        if let Some(line) = &mut self.line
            && !line.told.contains(&sentence)
        {
            line.told.push(sentence);
            line.to.do_send(Out::Frame(wire::words(sentence)));
        }
    }

    /// Ends the line; the tab stays for a while, in case its browser comes back.
    fn say_goodbye(&mut self, ctx: &mut Context<Self>, farewell: &Farewell) {
        self.part();
        if let Some(line) = self.line.take() {
            line.to.do_send(Out::Last(wire::farewell(farewell)));
            self.be_alone(ctx);
        }
    }

    fn be_alone(&mut self, ctx: &mut Context<Self>) {
        let alone_since = Some(Instant::now());
        self.hub.note_line(&self.id, &ctx.address(), alone_since);
        self.leave_after(ctx, self.hub.config.linger);
    }

    /// Brings the browser up to date, if it can be reached and is not behind by too much.
    fn flush(&mut self, ctx: &mut Context<Self>) {
        let again = self.take_marks();
        let open = match &self.line {
            Some(line) => line.join.is_some() || line.window.is_open(),
            None => self.page.is_some(),
        };
        self.note_window(open, again);
        if !open {
            return;
        }
        let joining = self.line.as_ref().is_some_and(|line| line.join.is_some());
        let Some(patches) = self.bring_or_fail(ctx) else {
            return;
        };
        if joining {
            // The patches lead to what it will be compared with.
            self.answer_join(ctx);
            return;
        }
        self.send_patches(patches);
        self.share(ctx);
        let url = self.hub.app.url(&self.state);
        if url != self.url {
            self.send(wire::url(&url, false));
            self.url = url;
        }
        if let Some(done) = self.line.as_ref().map(|line| line.done) {
            for (event, Effect::Focus(id)) in std::mem::take(&mut self.effects) {
                if event > done {
                    self.send(wire::focus(&id));
                }
            }
        }
        self.finish_page(false);
    }

    /// The patches that bring the browser up to date; nothing where the view failed over them.
    fn bring_or_fail(&mut self, ctx: &mut Context<Self>) -> Option<Vec<ByteString>> {
        let mut patches = Vec::new();
        let brought = catch_unwind(AssertUnwindSafe(|| self.bring(ctx, &mut patches)));
        let error = match brought {
            Ok(Ok(())) => return Some(patches),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the application panicked".to_owned(),
        };
        self.fail(ctx, &error);
        None
    }

    fn mount(&mut self, ctx: &mut Context<Self>) -> bool {
        if !matches!(self.shown, Shown::Nothing) {
            return true;
        }
        let marks = Arc::new(Marks::new(ctx.address().recipient()));
        let mut opened = self.draw(&marks);
        if let (Err(error), true) = (&opened, self.resumed) {
            // A reload always escapes: what cannot be drawn is not kept.
            tracing::error!(tab.id = %self.id, error, "a snapshot could not be drawn and was discarded");
            let url = self.url.clone();
            self.state = self.hub.app.open(&self.session, &url);
            self.url = self.hub.app.url(&self.state);
            opened = self.draw(&marks);
        }
        self.resumed = false;
        match opened {
            Ok(shown) => {
                self.shown = shown;
                self.marks = Some(marks);
                self.state_moved = false;
                true
            }
            Err(error) => {
                self.fail(ctx, &error);
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
            self.hub.count_patches(1, &frame);
            let since = match &self.shown {
                Shown::Own(mounts) => self.since.or(mounts.since),
                _ => self.since,
            };
            line.window.send(&self.hub, since);
            line.to.do_send(Out::Frame(frame));
        }
    }
}

/// Seconds since the Unix epoch.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
