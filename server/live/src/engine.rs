//! The engine: what a web layer holds. It opens pages, takes sockets, and is told what changed.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use actix::prelude::*;
use actix_web::{HttpRequest, HttpResponse, web};
use tokio::sync::oneshot;

use crate::cell::RenderError;
use crate::hub::{Hub, TabEntry, locked};
use crate::limits::Limit;
use crate::line::SILENCE;
use crate::snapshot;
use crate::socket;
use crate::stats::Stats;
use crate::stream;
use crate::tab::{Close, FirstPage, Leave, Tab};
use crate::view::App;
use crate::wire::{self, Farewell};

/// What an engine needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Shared by all processes that may take over each other's tabs.
    pub secret: Vec<u8>,
    /// Secrets that were used before: what was sealed under them still opens.
    pub old_secrets: Vec<Vec<u8>>,
    /// Names this build; told to browsers at join.
    pub build: String,
    /// How long the first page waits for its reads.
    pub first_render: Duration,
    /// How long a page may take to open its socket before its tab is forgotten.
    pub first_join: Duration,
    /// How long a tab without a line waits for the browser to come back.
    pub linger: Duration,
    /// How long a browser may say nothing, not even answer a ping, before its line is ended.
    pub silence: Duration,
    /// Tabs one session may have open; the next page is refused.
    pub tabs_per_session: usize,
    /// Sessions that may have a tab here; a page of one more is refused, and those that are here go on.
    pub sessions: usize,
    /// Events of one tab that are applied in a second, if they go on; those beyond it wait.
    pub events_per_second: u32,
    /// Events of one tab that are applied at once after a rest.
    pub event_burst: u32,
    /// Bytes of one frame from a browser; a longer one ends its line.
    pub frame_bytes: usize,
    /// Bytes of a tab's state that are sealed for its browser to keep; a larger one is lost with its process.
    pub snapshot_bytes: usize,
    /// Tabs that may join in a second. After a restart all browsers come at once; the rest are told when to come again.
    pub joins_per_second: u32,
    /// One patch frame of so many is measured until it is painted; 0 for none.
    pub measure_every: u32,
}

impl Config {
    /// Defaults for everything but the secret.
    #[must_use]
    pub fn new(secret: Vec<u8>, build: impl Into<String>) -> Self {
        Self {
            secret,
            old_secrets: Vec::new(),
            build: build.into(),
            first_render: Duration::from_secs(2),
            first_join: Duration::from_secs(30),
            linger: Duration::from_secs(120),
            silence: SILENCE,
            tabs_per_session: 64,
            sessions: 5_000,
            events_per_second: 50,
            // As many as a browser keeps while it is offline.
            event_burst: 1_000,
            frame_bytes: wire::MAX_FRAME_UP,
            snapshot_bytes: snapshot::MAX_BYTES,
            joins_per_second: 500,
            measure_every: 64,
        }
    }

    /// The newest first.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &[u8]> {
        let old = self.old_secrets.iter();
        std::iter::once(&*self.secret).chain(old.map(|secret| &**secret))
    }
}

/// A rendered page.
#[derive(Debug)]
pub struct Page {
    /// HTTP status.
    pub status: u16,
    /// The whole document.
    pub html: String,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The view failed.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The session has as many tabs as it may.
    #[error("{0} tabs are open in this browser; close some and load the page again")]
    TooManyTabs(usize),
    /// As many sessions are here as may be.
    #[error("{0} sessions are open here; try again later")]
    TooManySessions(usize),
    /// The tab ended before it answered.
    #[error("the page's tab ended early")]
    Gone,
}

/// A cheap handle.
pub struct Engine<A: App> {
    hub: Arc<Hub<A>>,
}

impl<A: App> Clone for Engine<A> {
    fn clone(&self) -> Self {
        Self {
            hub: Arc::clone(&self.hub),
        }
    }
}

impl<A: App> Engine<A> {
    /// One per process.
    #[must_use]
    pub fn new(app: Arc<A>, config: Config) -> Self {
        Self {
            hub: Arc::new(Hub::new(app, config)),
        }
    }

    /// Something that was read under this key may be different now. From any thread.
    pub fn changed(&self, key: &A::Key) {
        self.hub.changed(key);
    }

    /// Whether one more session may have a tab here; if not, that is counted. Asked before a session is made for somebody who has
    /// none.
    #[must_use]
    pub fn has_room(&self) -> bool {
        let room = self.hub.sessions.count() < self.hub.config.sessions;
        if !room {
            self.hub.meter.limited(Limit::Sessions);
        }
        room
    }

    /// Renders the page at `url` and keeps its tab for the socket that will follow.
    ///
    /// # Errors
    /// Where the view fails, the session has too many tabs, or too many sessions are here.
    pub async fn page(&self, session: &A::Session, url: &str) -> Result<Page, PageError> {
        let session_id = self.hub.app.session_id(session).to_owned();
        let id = self.hub.ids.make(&session_id);
        let tab = Tab::new(Arc::clone(&self.hub), id.clone(), session.clone(), url);
        let status = tab.status();
        self.hub
            .make_room(&session_id)
            .map_err(PageError::TooManyTabs)?;
        let seat = self.hub.seat(&session_id);
        let seat = seat.ok_or(PageError::TooManySessions(self.hub.config.sessions))?;
        let tab = tab.start();
        let entry = TabEntry {
            session: session_id,
            tab: tab.clone(),
            alone_since: Some(Instant::now()),
            _seat: seat,
        };
        locked(&self.hub.tabs).insert(id, entry);
        let (send, receive) = oneshot::channel();
        tab.do_send(FirstPage(send));
        let html = receive.await.map_err(|_| PageError::Gone)??;
        Ok(Page { status, html })
    }

    /// Takes a websocket. The caller has checked its Origin and its session.
    ///
    /// # Errors
    /// Where the request is no websocket handshake.
    pub fn socket(
        &self,
        session: A::Session,
        request: &HttpRequest,
        payload: web::Payload,
    ) -> Result<HttpResponse, actix_web::Error> {
        socket::start(Arc::clone(&self.hub), session, request, payload)
    }

    /// Opens a fallback line; `join` is the body of the request, whose Origin and session the caller has checked. The answer
    /// streams server-sent events until the tab, or the browser, ends it.
    #[must_use]
    pub fn stream(&self, session: A::Session, request: &HttpRequest, join: String) -> HttpResponse {
        stream::start(&self.hub, session, request, join)
    }

    /// Takes what a browser posts for its fallback line: frames, one a line of the body. False where the session has no such line
    /// (any more).
    #[must_use]
    pub fn post(&self, session: &A::Session, line: &str, frames: String) -> bool {
        stream::up(&self.hub, session, line, frames)
    }

    /// Ends all tabs of a session: it was signed out.
    pub fn close_session(&self, session_id: &str) {
        for tab in self.tabs(|entry| entry.session == session_id) {
            tab.do_send(Close(Farewell::SignedOut));
        }
    }

    /// Tells every browser to join again, here or elsewhere, one after the other over the time of `within`. Each is served until
    /// its turn, so that nobody sees a break.
    pub fn drain(&self, within: Duration) {
        let tabs = self.tabs(|entry| entry.alone_since.is_none());
        let all = u32::try_from(tabs.len()).unwrap_or(u32::MAX);
        for (turn, tab) in (0..all).zip(tabs) {
            tab.do_send(Leave(within.mul_f64(f64::from(turn) / f64::from(all))));
        }
    }

    /// Counters.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let hub = &self.hub;
        let (tabs, lines) = {
            let tabs = locked(&hub.tabs);
            let joined = tabs.values().filter(|entry| entry.alone_since.is_none());
            (tabs.len(), joined.count())
        };
        let meter = &hub.meter;
        Stats {
            tabs,
            lines,
            sessions: hub.sessions.count(),
            held_back_now: meter.held_back_now(),
            regions: hub.regions(),
            renders: hub.renders.load(Ordering::Relaxed),
            render_time: meter.render.now(),
            diffs: hub.diffs.load(Ordering::Relaxed),
            diff_time: meter.diff.now(),
            operations: meter.operations(),
            shared: meter.shared.now(),
            patches: hub.patches.load(Ordering::Relaxed),
            patch_bytes: hub.patch_bytes.load(Ordering::Relaxed),
            heals: hub.heals.load(Ordering::Relaxed),
            joins: hub.joins.load(Ordering::Relaxed),
            joined: meter.joins(),
            joins_put_off: hub.joins_put_off.load(Ordering::Relaxed),
            limited: Limit::ALL.map(|limit| (limit, meter.limits(limit))).into(),
            held_back: meter.held_back(),
            dropped: meter.dropped.now(),
            event_time: meter.event.now(),
            sent_time: meter.sent.now(),
            applied_time: meter.applied.now(),
            painted_time: meter.painted.now(),
        }
    }

    pub(crate) fn hub(&self) -> &Arc<Hub<A>> {
        &self.hub
    }

    fn tabs(&self, keep: impl Fn(&TabEntry<A>) -> bool) -> Vec<Addr<Tab<A>>> {
        let tabs = locked(&self.hub.tabs);
        let kept = tabs.values().filter(|entry| keep(entry));
        kept.map(|entry| entry.tab.clone()).collect()
    }
}
