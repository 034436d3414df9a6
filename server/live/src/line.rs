//! A line between a browser and its tab, whatever carries it: what the browser says goes to the tab, which may first
//! have to be found, or made from what the browser kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use actix::prelude::*;
use bytestring::ByteString;

use crate::hub::Hub;
use crate::limits::{Limit, TOO_QUICK};
use crate::meter::Moment;
use crate::tab::{Attach, Detach, FromBrowser, Out, Tab};
use crate::view::App;
use crate::wire::{self, Farewell, Frame, Join};

/// Both sides ping this often: well under a balancer's idle time-out, even at its default of 60 s. The browser's own pings come from
/// a script, which a hidden tab may run only once a minute; it answers ours without one.
pub(crate) const PING_EVERY: Duration = Duration::from_secs(20);
/// A line that is silent through two pings is dead, unless [`crate::Config::silence`] says otherwise.
pub(crate) const SILENCE: Duration = Duration::from_secs(45);
/// How long an opened line may take to say who it is.
pub(crate) const JOIN_WITHIN: Duration = Duration::from_secs(10);

static LINES: AtomicU64 = AtomicU64::new(1);

/// What of a browser waits for its tab, in frames as long as one may be: a page that comes back sends all it kept at once.
const MOST_WAITING: usize = 4;

pub(crate) struct Line<A: App> {
    hub: Arc<Hub<A>>,
    session: A::Session,
    number: u64,
    tab: Option<Addr<Tab<A>>>,
    /// Bytes of frames that its tab has not done with.
    waiting: Arc<AtomicUsize>,
}

/// A frame's share of what may wait, until it is dropped.
#[derive(Default)]
pub(crate) struct Weight {
    waiting: Arc<AtomicUsize>,
    bytes: usize,
}

impl Weight {
    fn of(bytes: usize, waiting: &Arc<AtomicUsize>) -> Self {
        waiting.fetch_add(bytes, Ordering::Relaxed);
        let waiting = Arc::clone(waiting);
        Self { waiting, bytes }
    }
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.waiting.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// What to do about a frame.
pub(crate) enum Reply {
    Nothing,
    Say(ByteString),
    /// Say this and end the line.
    End(Farewell),
}

impl<A: App> Line<A> {
    pub(crate) fn new(hub: Arc<Hub<A>>, session: A::Session) -> Self {
        Self {
            hub,
            session,
            number: LINES.fetch_add(1, Ordering::Relaxed),
            tab: None,
            waiting: Arc::default(),
        }
    }

    /// How often this side pings: twice in the time after which a silent line is dead, at least.
    pub(crate) fn ping_every(&self) -> Duration {
        PING_EVERY.min(self.hub.config.silence / 2)
    }

    /// Whether it is dead, if nothing was heard for so long.
    pub(crate) fn is_dead(&self, silent: Duration) -> bool {
        let dead = silent > self.hub.config.silence;
        if dead {
            self.hub.meter.limited(Limit::Silence);
        }
        dead
    }

    /// What is said of a frame that was too long.
    pub(crate) fn too_long(&self) -> Farewell {
        self.hub.meter.limited(Limit::Frame);
        let most = self.hub.config.frame_bytes / 1024;
        Farewell::Refused(format!(
            "That was too long to be sent: at most {most} KB are taken at once."
        ))
    }

    pub(crate) fn has_joined(&self) -> bool {
        self.tab.is_some()
    }

    /// Takes a frame from the browser. What the tab says goes to `down`.
    pub(crate) fn hear(&mut self, text: &str, down: impl FnOnce() -> Recipient<Out>) -> Reply {
        match (wire::parse(text), &self.tab) {
            (Err(sentence), _) => {
                tracing::info!(error = ?sentence, "a frame was refused");
                Reply::End(Farewell::Refused(sentence))
            }
            (Ok(Frame::Ping), _) => Reply::Say(wire::pong()),
            (Ok(Frame::Join(join)), None) => self.join(join, down()),
            (Ok(frame), Some(tab)) => {
                let message = FromBrowser {
                    line: self.number,
                    frame,
                    at: Moment::now(),
                    weight: Weight::of(text.len(), &self.waiting),
                };
                // A full mailbox means that the browser sends faster than its tab can work; it keeps what is unanswered.
                let most = MOST_WAITING * self.hub.config.frame_bytes;
                if self.waiting.load(Ordering::Relaxed) <= most && tab.try_send(message).is_ok() {
                    return Reply::Nothing;
                }
                self.hub.meter.limited(Limit::Events);
                Reply::End(Farewell::Later(1000, TOO_QUICK))
            }
            (Ok(_), None) => {
                let sentence = "the first frame of a line is a join".to_owned();
                Reply::End(Farewell::Refused(sentence))
            }
        }
    }

    fn join(&mut self, join: Box<Join>, to: Recipient<Out>) -> Reply {
        if join.v != wire::VERSION {
            return Reply::End(Farewell::Reload);
        }
        if let Err(farewell) = self.hub.admit() {
            return Reply::End(farewell);
        }
        if let Some(loaded) = &join.loaded {
            self.hub.end_tab(loaded, &self.session);
        }
        match self.hub.tab_of(&self.session, &join) {
            Ok(tab) => {
                let line = self.number;
                tab.do_send(Attach { line, to, join });
                self.tab = Some(tab);
                Reply::Nothing
            }
            Err(farewell) => Reply::End(farewell),
        }
    }

    /// The line has ended.
    pub(crate) fn leave(&self) {
        if let Some(tab) = &self.tab {
            tab.do_send(Detach { line: self.number });
        }
    }
}
