//! The fallback line, for browsers whose websocket is blocked on the way: frames down as server-sent events in the
//! answer to a POST, frames up as POSTs of their own. The same frames and the same tab as over a websocket.
//!
//! The browser reads the stream with `fetch`, so that its join travels in a body; an `EventSource` could only put it in
//! the URL.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use actix::prelude::*;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::hub::{Hub, StreamEntry, locked};
use crate::line::{JOIN_WITHIN, Line, Reply, SILENCE};
use crate::tab::Out;
use crate::unread::{UNREAD_WITHIN, end_within};
use crate::view::App;
use crate::wire::{self, Farewell};

/// Frames that wait for a browser to read. A tab sends at most 32 patches ahead; the rest are answers to what the
/// browser itself sends. A browser that is behind by more has stopped reading, and comes back when it reads again.
const AHEAD: usize = 256;
/// The same in bytes: one more frame goes where no more than these wait.
const AHEAD_BYTES: usize = 4 * 1024 * 1024;

pub(crate) struct Stream<A: App> {
    hub: Arc<Hub<A>>,
    id: String,
    line: Line<A>,
    heard: Instant,
    down: mpsc::Sender<Bytes>,
    /// Bytes in it.
    ahead: Arc<AtomicUsize>,
}

/// Frames that the browser posted, one a line.
#[derive(Message)]
#[rtype(result = "()")]
pub(crate) struct Up(String);

/// Opens a stream. `body` is the join.
pub(crate) fn start<A: App>(
    hub: &Arc<Hub<A>>,
    session: A::Session,
    request: &HttpRequest,
    body: String,
) -> HttpResponse {
    end_within(request, UNREAD_WITHIN);
    let (down, waiting) = mpsc::channel::<Bytes>(AHEAD);
    let ahead = Arc::new(AtomicUsize::new(0));
    let id = Uuid::new_v4().simple().to_string();
    let session_id = hub.app.session_id(&session).to_owned();
    let stream = Stream {
        hub: Arc::clone(hub),
        id: id.clone(),
        line: Line::new(Arc::clone(hub), session),
        heard: Instant::now(),
        down,
        ahead: Arc::clone(&ahead),
    };
    let stream = stream.start();
    let entry = StreamEntry {
        session: session_id,
        stream: stream.clone(),
    };
    locked(&hub.streams).insert(id, entry);
    stream.do_send(Up(body));
    let frames = stream::unfold((waiting, ahead), |(mut waiting, ahead)| async {
        let next = waiting.recv().await?;
        ahead.fetch_sub(next.len(), Ordering::Relaxed);
        Some((Ok::<_, actix_web::Error>(next), (waiting, ahead)))
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        // A proxy or a compressor that waits for more would hold frames back.
        .insert_header((header::CACHE_CONTROL, "no-store, no-transform"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(frames)
}

/// Takes frames for an open stream of the session; false where there is none, so that the browser opens another.
pub(crate) fn up<A: App>(hub: &Arc<Hub<A>>, session: &A::Session, id: &str, body: String) -> bool {
    let session = hub.app.session_id(session);
    let streams = locked(&hub.streams);
    let entry = streams.get(id).filter(|entry| entry.session == session);
    entry.is_some_and(|entry| entry.stream.try_send(Up(body)).is_ok())
}

impl<A: App> Stream<A> {
    fn say(&self, ctx: &mut Context<Self>, frame: &str) {
        // Frames are JSON and hold no line break.
        self.push(ctx, format!("data: {frame}\n\n").into());
    }

    fn push(&self, ctx: &mut Context<Self>, event: Bytes) {
        let before = self.ahead.fetch_add(event.len(), Ordering::Relaxed);
        if before > AHEAD_BYTES || self.down.try_send(event).is_err() {
            ctx.stop();
        }
    }

    fn end(&self, ctx: &mut Context<Self>, farewell: &Farewell) {
        self.say(ctx, &wire::farewell(farewell));
        ctx.stop();
    }
}

impl<A: App> Actor for Stream<A> {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.say(ctx, &wire::stream(&self.id));
        ctx.run_later(JOIN_WITHIN, |stream, ctx| {
            if !stream.line.has_joined() {
                ctx.stop();
            }
        });
        ctx.run_interval(self.line.ping_every(), |stream, ctx| {
            // Nothing answers a comment, so the browser's own pings must do; a hidden tab sends them once a minute.
            let silent = stream.heard.elapsed();
            if silent > SILENCE * 2 && stream.line.is_dead(silent / 2) {
                ctx.stop();
            }
            stream.push(ctx, Bytes::from_static(b":\n\n"));
        });
        let down = self.down.clone();
        let closed = async move { down.closed().await };
        ctx.spawn(closed.into_actor(self).map(|(), _, ctx| ctx.stop()));
    }

    fn stopped(&mut self, _: &mut Self::Context) {
        self.line.leave();
        locked(&self.hub.streams).remove(&self.id);
    }
}

impl<A: App> Handler<Out> for Stream<A> {
    type Result = ();

    fn handle(&mut self, out: Out, ctx: &mut Self::Context) {
        match out {
            Out::Frame(frame) => self.say(ctx, &frame),
            Out::Last(frame) => {
                self.say(ctx, &frame);
                ctx.stop();
            }
        }
    }
}

impl<A: App> Handler<Up> for Stream<A> {
    type Result = ();

    fn handle(&mut self, Up(frames): Up, ctx: &mut Self::Context) {
        self.heard = Instant::now();
        for frame in frames.lines() {
            match self.line.hear(frame, || ctx.address().recipient()) {
                Reply::Nothing => {}
                Reply::Say(frame) => self.say(ctx, &frame),
                Reply::End(farewell) => return self.end(ctx, &farewell),
            }
        }
    }
}
