//! One connection of the feed: reads what it is asked, writes what its topics have to say, and ends when it stalls.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Session};
use api::feed::{FromBackend, ToBackend};
use futures_util::StreamExt;
use tokio::time::{Instant, interval, timeout};

use super::socket::Socket;
use super::topics::Topics;
use crate::bus::Mailbox;
use crate::state::State;

/// A frame that is not taken for this long: the other side is gone or stuck, and comes back by itself.
const SEND: Duration = Duration::from_secs(if cfg!(test) { 1 } else { 10 });
const CLOSE: Duration = Duration::from_secs(1);
const PING: Duration = Duration::from_secs(20);
/// Two pings without any sign of life.
const SILENCE: Duration = Duration::from_secs(45);

pub(super) async fn run(
    state: web::Data<State>,
    session: Session,
    mut messages: AggregatedMessageStream,
    socket: Option<Socket>,
) {
    let mailbox = Arc::new(Mailbox::default());
    let mut line = Line {
        session,
        topics: Topics::new(state.clone(), Arc::clone(&mailbox)),
    };
    let mut pings = interval(PING);
    let mut heard = Instant::now();
    let reason = loop {
        let step = tokio::select! {
            message = messages.next() => {
                heard = Instant::now();
                match message {
                    Some(Ok(message)) => line.hear(message).await,
                    Some(Err(_)) => ControlFlow::Break(CloseCode::Protocol),
                    None => ControlFlow::Break(CloseCode::Normal),
                }
            }
            marks = mailbox.take() => line.deliver(marks).await,
            _ = pings.tick() => line.ping(heard).await,
            () = state.stopping.cancelled() => ControlFlow::Break(CloseCode::Away),
        };
        if let ControlFlow::Break(reason) = step {
            break reason;
        }
    };
    // A stalled line does not take the close frame either.
    let close = line.session.close(Some(CloseReason::from(reason)));
    let closed = timeout(CLOSE, close).await;
    if let (Err(_) | Ok(Err(_)), Some(socket)) = (closed, socket) {
        socket.cut();
    }
}

struct Line {
    session: Session,
    topics: Topics,
}

type Step = ControlFlow<CloseCode>;

impl Line {
    async fn hear(&mut self, message: AggregatedMessage) -> Step {
        match message {
            AggregatedMessage::Text(text) => match serde_json::from_str(&text) {
                Ok(ToBackend::Watch {
                    viewer,
                    topic,
                    after,
                }) => {
                    let frames = self.topics.watch(viewer, topic, after).await;
                    self.send_read(frames).await
                }
                Ok(ToBackend::Unwatch { topic }) => {
                    self.topics.unwatch(topic);
                    Step::Continue(())
                }
                Err(error) => {
                    tracing::warn!(error = %error, "a frame of the feed was not understood");
                    Step::Break(CloseCode::Unsupported)
                }
            },
            AggregatedMessage::Ping(bytes) => within(self.session.pong(&bytes)).await,
            AggregatedMessage::Pong(_) => Step::Continue(()),
            AggregatedMessage::Binary(_) => Step::Break(CloseCode::Unsupported),
            AggregatedMessage::Close(_) => Step::Break(CloseCode::Normal),
        }
    }

    async fn deliver(&mut self, marks: crate::bus::Marks) -> Step {
        // Progress first: told after the fact that its job ended, it would look as if the job ran again.
        for ((topic, _), progress) in marks.progress {
            self.send(&FromBackend::Progress { topic, progress })
                .await?;
        }
        for topic in marks.facts {
            let frames = self.topics.news(topic).await;
            self.send_read(frames).await?;
        }
        for topic in marks.queue_moved {
            self.send(&FromBackend::QueueMoved { topic }).await?;
        }
        Step::Continue(())
    }

    /// A failed read ends the line: the other side comes back and asks again from where it was.
    async fn send_read(&mut self, frames: crate::store::Result<Vec<FromBackend>>) -> Step {
        match frames {
            Ok(frames) => {
                for frame in &frames {
                    self.send(frame).await?;
                }
                Step::Continue(())
            }
            Err(error) => {
                tracing::warn!(error = %error, "facts could not be read");
                Step::Break(CloseCode::Error)
            }
        }
    }

    async fn send(&mut self, frame: &FromBackend) -> Step {
        match serde_json::to_string(frame) {
            Ok(text) => within(self.session.text(text)).await,
            Err(error) => {
                tracing::error!(error = %error, "a frame could not be written");
                Step::Break(CloseCode::Error)
            }
        }
    }

    async fn ping(&mut self, heard: Instant) -> Step {
        if heard.elapsed() > SILENCE {
            return Step::Break(CloseCode::Away);
        }
        within(self.session.ping(b"")).await
    }
}

async fn within(send: impl Future<Output = Result<(), actix_ws::Closed>>) -> Step {
    match timeout(SEND, send).await {
        Ok(Ok(())) => Step::Continue(()),
        Ok(Err(_)) => Step::Break(CloseCode::Normal),
        Err(_) => {
            tracing::warn!("a watcher of the feed does not read and was cut off");
            Step::Break(CloseCode::Away)
        }
    }
}
