//! The line: a thin actix-web-actors adapter between a websocket and the [`Tab`] that it belongs to.
//!
//! Its context is polled inside the response body, so a browser that stops reading freezes this actor and nothing
//! else. It holds no state of the view. actix-web-actors is deprecated upstream; only this file knows it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actix::prelude::*;
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws;

use crate::hub::{Hub, TabEntry, locked};
use crate::tab::{Attach, Detach, FromBrowser, Out, Tab, now};
use crate::view::App;
use crate::wire::{self, Farewell, Frame, Join};

/// Both sides ping this often: well under a balancer's idle time-out, even at its default of 60 s. The browser's own pings come from
/// a script, which a hidden tab may run only once a minute; it answers ours without one.
const PING_EVERY: Duration = Duration::from_secs(20);
/// A line that is silent through two pings is dead.
const SILENCE: Duration = Duration::from_secs(45);
/// How long an opened socket may take to say who it is.
const JOIN_WITHIN: Duration = Duration::from_secs(10);

static LINES: AtomicU64 = AtomicU64::new(1);

pub(crate) struct Socket<A: App> {
    hub: Arc<Hub<A>>,
    session: A::Session,
    number: u64,
    tab: Option<Addr<Tab<A>>>,
    heard: Instant,
}

pub(crate) fn start<A: App>(
    hub: Arc<Hub<A>>,
    session: A::Session,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, actix_web::Error> {
    let socket = Socket {
        hub,
        session,
        number: LINES.fetch_add(1, Ordering::Relaxed),
        tab: None,
        heard: Instant::now(),
    };
    ws::WsResponseBuilder::new(socket, request, payload)
        .frame_size(wire::MAX_FRAME_UP)
        .start()
}

type Context<A> = ws::WebsocketContext<Socket<A>>;

impl<A: App> Socket<A> {
    fn refuse(&self, ctx: &mut Context<A>, farewell: &Farewell) {
        ctx.text(wire::farewell(farewell));
        ctx.close(Some(ws::CloseCode::Policy.into()));
        ctx.stop();
    }

    fn text(&mut self, ctx: &mut Context<A>, text: &str) {
        match (wire::parse(text), &self.tab) {
            (Err(sentence), _) => {
                tracing::info!(error = %sentence, "a frame was refused");
                self.refuse(ctx, &Farewell::Refused(sentence));
            }
            (Ok(Frame::Ping), _) => ctx.text(wire::pong()),
            (Ok(Frame::Join(join)), None) => self.join(ctx, join),
            (Ok(frame), Some(tab)) => {
                let line = self.number;
                // A full mailbox means that the browser sends faster than its tab can work; it keeps what is unanswered.
                if tab.try_send(FromBrowser { line, frame }).is_err() {
                    self.refuse(ctx, &Farewell::Rejoin(1000));
                }
            }
            (Ok(_), None) => {
                let sentence = "the first frame of a line is a join".to_owned();
                self.refuse(ctx, &Farewell::Refused(sentence));
            }
        }
    }

    fn join(&mut self, ctx: &mut Context<A>, join: Box<Join>) {
        if join.v != wire::VERSION {
            return self.refuse(ctx, &Farewell::Reload);
        }
        let Some(tab) = self.find(&join).or_else(|| self.revive(&join)) else {
            // A page that another process rendered says what it shows when it is asked to come again.
            let comes_back = join.regions.is_some();
            let farewell = if comes_back {
                Farewell::Reload
            } else {
                Farewell::Rejoin(0)
            };
            return self.refuse(ctx, &farewell);
        };
        tab.do_send(Attach {
            line: self.number,
            to: ctx.address().recipient(),
            join,
        });
        self.tab = Some(tab);
    }

    /// The tab that rendered the page, if it is this process and still there.
    fn find(&self, join: &Join) -> Option<Addr<Tab<A>>> {
        let session = self.hub.app.session_id(&self.session);
        let tabs = locked(&self.hub.tabs);
        let entry = tabs.get(&join.tab)?;
        (entry.session == session && entry.tab.connected()).then(|| entry.tab.clone())
    }

    /// A tab made from what the browser kept.
    fn revive(&self, join: &Join) -> Option<Addr<Tab<A>>> {
        // Without knowing what the browser shows there is nothing to patch.
        join.regions.as_ref()?;
        let session = self.hub.app.session_id(&self.session).to_owned();
        if join.tab.is_empty() || join.tab.len() > 64 {
            return None;
        }
        if self.hub.make_room(&session).is_err() {
            return None;
        }
        let hub = Arc::clone(&self.hub);
        let opened = join.s.as_deref().and_then(|snapshot| {
            hub.seal
                .open::<A::State>(&session, &join.tab, snapshot, now())
        });
        let id = join.tab.clone();
        let who = self.session.clone();
        let tab = match opened {
            Some((state, event)) => Tab::with_state(hub, id.clone(), who, state, event),
            None => Tab::new(hub, id.clone(), who, &join.url),
        };
        let tab = tab.start();
        let entry = TabEntry {
            session,
            tab: tab.clone(),
            alone_since: None,
        };
        let mut tabs = locked(&self.hub.tabs);
        // Another session's living tab is never replaced: its id alone proves nothing.
        if let Some(other) = tabs.get(&id)
            && other.tab.connected()
        {
            return None;
        }
        tabs.insert(id, entry);
        Some(tab)
    }
}

impl<A: App> Actor for Socket<A> {
    type Context = Context<A>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.run_later(JOIN_WITHIN, |socket, ctx| {
            if socket.tab.is_none() {
                ctx.stop();
            }
        });
        ctx.run_interval(PING_EVERY, |socket, ctx| {
            if socket.heard.elapsed() > SILENCE {
                ctx.stop();
            }
            ctx.ping(b"");
        });
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        if let Some(tab) = &self.tab {
            tab.do_send(Detach { line: self.number });
        }
    }
}

impl<A: App> Handler<Out> for Socket<A> {
    type Result = ();

    fn handle(&mut self, out: Out, ctx: &mut Self::Context) {
        match out {
            Out::Frame(frame) => ctx.text(frame),
            Out::Last(frame) => {
                ctx.text(frame);
                ctx.close(Some(ws::CloseCode::Restart.into()));
                ctx.stop();
            }
        }
    }
}

impl<A: App> StreamHandler<Result<ws::Message, ws::ProtocolError>> for Socket<A> {
    fn handle(&mut self, message: Result<ws::Message, ws::ProtocolError>, ctx: &mut Self::Context) {
        self.heard = Instant::now();
        match message {
            Ok(ws::Message::Text(text)) => self.text(ctx, &text),
            Ok(ws::Message::Ping(bytes)) => ctx.pong(&bytes),
            Ok(ws::Message::Pong(_) | ws::Message::Nop) => {}
            Ok(ws::Message::Close(_)) => {
                ctx.close(None);
                ctx.stop();
            }
            Ok(_) => {
                let sentence = "frames are text of at most one megabyte".to_owned();
                self.refuse(ctx, &Farewell::Refused(sentence));
            }
            Err(error) => {
                tracing::info!(%error, "a line broke");
                let sentence = "frames are text of at most one megabyte".to_owned();
                self.refuse(ctx, &Farewell::Refused(sentence));
            }
        }
    }
}
