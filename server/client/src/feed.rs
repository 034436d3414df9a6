//! The feed's line: one websocket to the backend, made again whenever it breaks.

use std::sync::{Arc, Weak};
use std::time::Duration;

use api::feed::{FromBackend, ToBackend, Topic};
use futures_util::{SinkExt, StreamExt};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::net::TcpStream;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::AUTHORIZATION;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream};

use crate::breaker::End;
use crate::inner::Inner;
use crate::link::jitter;
use crate::relations::{Happening, Tag};
use crate::stats::Cause;
use crate::topics::{Heard, Topics};
use crate::{Key, WatchKey};

/// To connect and be upgraded.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// The longest pause before the next attempt, drawn evenly from zero to it; it doubles from the first to the last. One
/// line per process asks little of a backend that comes back, and two seconds are what a person forgives.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// How often we show that we live, and after which silence the line is given up. A page that is only looked at makes no
/// call that would show that the backend is away, so this decides how soon its banner comes; two pings may be lost.
const PING_EVERY: Duration = Duration::from_secs(2);
const SILENCE: Duration = Duration::from_secs(6);
/// How often topics that nobody needs are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// A fact or a progress word is some hundred bytes.
const MAX_FRAME: usize = 256 * 1024;
/// Attempts that fail before it is worth a line in the log: one may meet the backend while it starts.
const FAILURES_BEFORE_LOG: u32 = 2;

type Line = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Runs until the client is gone.
pub(crate) async fn run(client: Weak<Inner>, topics: Arc<Topics>) {
    let mut failures = 0;
    loop {
        let Some(inner) = client.upgrade() else {
            return;
        };
        let line = connect(&inner).await;
        match line {
            Ok(line) => {
                failures = 0;
                inner.stats.feed_connects.add();
                inner.connected();
                drop(inner);
                let reason = serve(&client, &topics, line).await;
                tracing::warn!(reason, "the feed broke");
                if let Some(inner) = client.upgrade() {
                    inner.link.guard.suspect();
                }
            }
            Err(reason) => {
                failures += 1;
                if failures == FAILURES_BEFORE_LOG {
                    tracing::warn!(reason, "the feed cannot be connected");
                }
                // It may be the feed alone that is refused, so this is not yet a failure of the backend.
                inner.link.guard.suspect();
                drop(inner);
            }
        }
        topics.line_is_down();
        let most = (FIRST_PAUSE * (1 << failures.min(6))).min(LAST_PAUSE);
        let pause = tokio::time::sleep(jitter(most));
        let Some(guard) = client.upgrade().map(|inner| Arc::clone(&inner.link.guard)) else {
            return;
        };
        tokio::select! {
            () = pause => {}
            () = guard.back.notified() => {}
        }
    }
}

async fn connect(inner: &Inner) -> Result<Line, String> {
    let (url, bearer) = inner.link.feed().map_err(|error| error.to_string())?;
    let mut request = url
        .as_str()
        .into_client_request()
        .map_err(|error| error.to_string())?;
    request.headers_mut().insert(AUTHORIZATION, bearer);
    let config = WebSocketConfig::default()
        .max_message_size(Some(MAX_FRAME))
        .max_frame_size(Some(MAX_FRAME));
    let connector = connector(url.scheme())?;
    let attempt = tokio_tungstenite::connect_async_tls_with_config(
        request,
        Some(config),
        true,
        Some(connector),
    );
    match tokio::time::timeout(CONNECT_TIMEOUT, attempt).await {
        Ok(Ok((line, _))) => Ok(line),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("no answer in time".to_owned()),
    }
}

/// How TLS is spoken: by the same library and with the same trust as the calls', which the websocket's own choice is not.
fn connector(scheme: &str) -> Result<Connector, String> {
    if scheme != "wss" {
        return Ok(Connector::Plain);
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(|error| error.to_string())?
        .with_no_client_auth();
    Ok(Connector::Rustls(Arc::new(config)))
}

/// Speaks over one line until it ends; answers with why.
async fn serve(client: &Weak<Inner>, topics: &Arc<Topics>, mut line: Line) -> String {
    let mut ping = tokio::time::interval_at(Instant::now() + PING_EVERY, PING_EVERY);
    let mut sweep = tokio::time::interval(SWEEP_EVERY);
    let mut heard = Instant::now();
    loop {
        tokio::select! {
            message = line.next() => {
                heard = Instant::now();
                let text = match message {
                    Some(Ok(Message::Text(text))) => text,
                    Some(Ok(Message::Close(_))) | None => return "closed".to_owned(),
                    Some(Ok(_)) => continue,
                    Some(Err(error)) => return error.to_string(),
                };
                let Some(inner) = client.upgrade() else {
                    return "the client is gone".to_owned();
                };
                match serde_json::from_str(&text) {
                    Ok(word) => inner.hear(word),
                    // A newer backend may say more than we know. Were it a fact, the next one's number shows the hole.
                    Err(error) => tracing::warn!(%error, "the feed said what we do not know"),
                }
            }
            () = topics.bell.notified() => {
                if let Err(error) = send(&mut line, topics.orders()).await {
                    return error;
                }
            }
            _ = sweep.tick() => {
                if let Err(error) = send(&mut line, topics.orders()).await {
                    return error;
                }
            }
            _ = ping.tick() => {
                if heard.elapsed() > SILENCE {
                    return "silent".to_owned();
                }
                if let Err(error) = line.send(Message::Ping(Bytes::new())).await {
                    return error.to_string();
                }
            }
        }
    }
}

async fn send(line: &mut Line, orders: Vec<ToBackend>) -> Result<(), String> {
    for order in orders {
        let text = serde_json::to_string(&order).map_err(|error| error.to_string())?;
        let sent = line.feed(Message::text(text)).await;
        sent.map_err(|error| error.to_string())?;
    }
    line.flush().await.map_err(|error| error.to_string())
}

impl Inner {
    fn connected(self: &Arc<Self>) {
        self.topics.line_is_up();
        self.link.heard(End::Good, &self.reach, &self.stats);
        // What failed while nothing could be reached does not wait for its own next attempt.
        if self.link.guard.is_closed() {
            self.retry_all();
        }
    }

    pub(crate) fn hear(self: &Arc<Self>, word: FromBackend) {
        match word {
            FromBackend::Watching { topic, head } => {
                if let Some(since) = self.topics.watching(topic, head) {
                    self.unheard(topic, since);
                }
                // Its moves are told once and not kept: those of a time without a line are lost.
                if let Topic::User(viewer) = topic {
                    self.touch(&[Tag::Queue(viewer)], None, Cause::Gap);
                }
            }
            FromBackend::Gap { topic, head } => self.gap(topic, head),
            FromBackend::Refused { topic, reason } => {
                tracing::debug!(?topic, reason, "a topic was refused");
                self.topics.refused(topic);
                // Whoever shows something of it may no longer see it.
                self.begun(topic, u64::MAX);
            }
            FromBackend::Fact(fact) => match self.topics.fact(&fact) {
                Heard::Apply => {
                    if let Some(it) = Happening::of(&fact) {
                        self.happened(&it);
                    }
                }
                Heard::Known => (),
                Heard::Gap => self.gap(fact.topic, fact.number),
            },
            // Progress of a project is told to its owner's topic as well, and that is who may see it.
            FromBackend::Progress { topic, progress } => {
                if let Topic::User(viewer) = topic {
                    let key = Key::Progress(progress.job);
                    if self.progress.set(viewer, progress) {
                        self.tell(&WatchKey { viewer, key });
                    }
                }
            }
            FromBackend::QueueMoved { topic } => {
                if let Topic::User(viewer) = topic {
                    self.touch(&[Tag::Queue(viewer)], None, Cause::Fact);
                }
            }
        }
    }

    fn gap(self: &Arc<Self>, topic: Topic, head: i64) {
        self.stats.feed_gaps.add();
        if let Some(since) = self.topics.gap(topic, head) {
            self.unheard(topic, since);
        }
    }

    /// Whatever was told before `since` may have been told to nobody here.
    fn unheard(self: &Arc<Self>, topic: Topic, since: u64) {
        self.begun(topic, since);
        if let Topic::User(person) = topic {
            self.sessions_may_be_over(person);
        }
    }
}
