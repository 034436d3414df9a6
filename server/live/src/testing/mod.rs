//! A tab without a browser: mounts a page, sends events, applies patches as a browser would, drops and rejoins.
//!
//! It goes through the real [`Engine`], actor and wire; only the socket and the DOM are missing. A page with two
//! elements of one id fails the test that shows it.

mod fields;
mod mirror;
#[cfg(test)]
mod tests;
pub mod trees;

use std::collections::HashMap;
use std::time::Duration;

use actix::prelude::*;
use tokio::sync::mpsc;

use crate::engine::Engine;
use crate::hub::locked;
use crate::line::Weight;
use crate::meter::Moment;
use crate::tab::{Attach, Close, Detach, FromBrowser, Out, Tab};
use crate::view::{App, Event};
use crate::wire::{Farewell, Frame, Join, Late};
use mirror::Mirror;

/// How long a test waits for what it expects before it fails.
const PATIENCE: Duration = Duration::from_secs(10);

/// A tab without a browser.
pub struct TestTab<A: App> {
    engine: Engine<A>,
    session: A::Session,
    id: String,
    url: String,
    tab: Addr<Tab<A>>,
    line: u64,
    frames: mpsc::UnboundedReceiver<String>,
    mirror: Mirror,
    event: u64,
    answered: u64,
    /// Sealed, with its serial.
    snapshot: Option<(String, u64)>,
    snapshot_event: Option<u64>,
    refused: Vec<String>,
    /// Events that no snapshot contains; sent again with the next join.
    kept: Vec<Kept>,
    /// What was typed into fields, by their ids.
    typed: HashMap<String, String>,
    seen: Vec<String>,
    farewell: Option<String>,
}

struct Kept {
    number: u64,
    event: Event,
    /// The newest event that was answered when it was sent.
    after: u64,
}

struct Wire(mpsc::UnboundedSender<String>);

impl Actor for Wire {
    type Context = actix::Context<Self>;
}

impl Handler<Out> for Wire {
    type Result = ();

    fn handle(&mut self, out: Out, _: &mut Self::Context) {
        let (Out::Frame(frame) | Out::Last(frame)) = out;
        // The test may have dropped its end.
        let _ = self.0.send(frame.to_string());
    }
}

impl<A: App> TestTab<A> {
    /// Loads the page at `url` and joins it.
    ///
    /// # Panics
    /// Where the page fails, or is not what a browser would build.
    pub async fn open(engine: &Engine<A>, session: A::Session, url: &str) -> Self {
        let page = engine.page(&session, url).await.expect("the page renders");
        let (id, mirror) = Mirror::from_html(&page.html);
        let tab = locked(&engine.hub().tabs)[&id].tab.clone();
        let (_, frames) = mpsc::unbounded_channel();
        let mut opened = Self {
            engine: engine.clone(),
            session,
            id,
            url: url.to_owned(),
            tab,
            line: 0,
            frames,
            mirror,
            event: 0,
            answered: 0,
            snapshot: None,
            snapshot_event: None,
            refused: Vec::new(),
            kept: Vec::new(),
            typed: HashMap::new(),
            seen: Vec::new(),
            farewell: None,
        };
        opened.attach(None).await;
        opened
    }

    async fn attach(&mut self, regions: Option<Vec<crate::wire::JoinedRegion>>) {
        let (send, frames) = mpsc::unbounded_channel();
        self.frames = frames;
        self.farewell = None;
        self.line += 1;
        let comes_back = regions.is_some();
        let join = self.join(regions);
        self.tab.do_send(Attach {
            line: self.line,
            to: Wire(send).start().recipient(),
            join: Box::new(join),
        });
        for it in self.kept.iter().filter(|_| comes_back) {
            let late = Late::new(Duration::ZERO, None, true).after(it.after);
            self.say(Frame::Event(it.number, it.event.clone(), late));
        }
        self.until("the join is answered", |tab| {
            tab.seen
                .last()
                .is_some_and(|frame| frame.starts_with("[\"j\""))
        })
        .await;
    }

    fn join(&self, regions: Option<Vec<crate::wire::JoinedRegion>>) -> Join {
        let (s, serial) = self.snapshot.clone().unzip();
        Join {
            v: crate::wire::VERSION,
            tab: self.id.clone(),
            url: self.url.clone(),
            s,
            serial: serial.unwrap_or(0),
            regions,
            loaded: None,
            last: self.kept.last().map_or(0, |it| it.number),
            done: self.answered,
        }
    }

    fn say(&self, frame: Frame) {
        self.tab.do_send(FromBrowser {
            line: self.line,
            frame,
            at: Moment::now(),
            weight: Weight::default(),
        });
    }

    /// Sends an event and waits until it and its commands are answered.
    pub async fn send(&mut self, event: Event) {
        self.send_unanswered(event);
        let number = self.event;
        self.until("the event is answered", move |tab| tab.answered >= number)
            .await;
    }

    /// Sends an event and does not wait.
    pub fn send_unanswered(&mut self, event: Event) {
        self.event += 1;
        self.keep(&event);
        self.say(Frame::Event(self.event, event, Late::default()));
    }

    /// Sends an event that waited for the server, and waits until it is answered. `again`: it was sent on an earlier line, which
    /// may have broken before or after the server took it.
    pub async fn send_late(&mut self, event: Event, waited: Duration, again: bool) {
        self.send_with(event, Late::new(waited, None, again)).await;
    }

    /// Sends an event that waited for the server and was done to the element with this id.
    pub async fn send_late_on(&mut self, event: Event, waited: Duration, id: &str) {
        self.send_with(event, Late::new(waited, Some(id), false))
            .await;
    }

    async fn send_with(&mut self, event: Event, late: Late) {
        self.event += 1;
        let number = self.event;
        self.keep(&event);
        self.say(Frame::Event(number, event, late));
        self.until("the event is answered", move |tab| tab.answered >= number)
            .await;
    }

    fn keep(&mut self, event: &Event) {
        self.kept.push(Kept {
            number: self.event,
            event: event.clone(),
            after: self.answered,
        });
    }

    /// Tells the server which frames were applied and which snapshot is kept.
    pub fn acknowledge(&self) {
        let serial = self.snapshot.as_ref().map_or(0, |(_, serial)| *serial);
        let patches = self.seen.iter().filter(|frame| !frame.starts_with("[\""));
        self.say(Frame::Ack(patches.count() as u64, serial));
    }

    /// Ends the tab where it lives, as its process would that forgets it; what the browser keeps stays.
    ///
    /// # Panics
    /// Where it does not end in time.
    pub async fn end_there(&mut self) {
        self.tab.do_send(Close(Farewell::Ended));
        let ended = async {
            while self.tab.connected() {
                tokio::task::yield_now().await;
            }
        };
        let ended = tokio::time::timeout(PATIENCE, ended).await;
        ended.expect("the tab ends");
    }

    /// Clicks the one element whose `id` this is, as its `data-on-click` says.
    ///
    /// # Panics
    /// Where there is no such element, or nothing happens on a click.
    pub async fn click(&mut self, id: &str) {
        let event = self.mirror.event_of(id, "data-on-click");
        self.send(event).await;
    }

    /// Follows a link.
    pub async fn navigate(&mut self, url: &str) {
        self.event += 1;
        let number = self.event;
        self.say(Frame::Navigate(number, url.to_owned(), Late::default()));
        self.until("the page is there", move |tab| tab.answered >= number)
            .await;
    }

    /// Waits until the page shows this text somewhere.
    pub async fn until_shows(&mut self, text: &str) {
        self.until(text, |tab| tab.text().contains(text)).await;
    }

    /// Waits until `done` holds, applying what arrives.
    ///
    /// # Panics
    /// Where it does not come true in time.
    pub async fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        while !done(self) {
            let next = tokio::time::timeout(PATIENCE, self.frames.recv()).await;
            let Ok(Some(frame)) = next else {
                panic!(
                    "never came: {what}; {:?} the page shows: {}",
                    self.farewell,
                    self.text()
                );
            };
            self.take(frame).await;
        }
    }

    async fn take(&mut self, frame: String) {
        let value: serde_json::Value = serde_json::from_str(&frame).expect("frames are JSON");
        match value[0].as_str() {
            None => self.mirror.patch(&value),
            Some("j") => self.joined(&value[1]),
            Some("e") => {
                self.answered = self.answered.max(value[1].as_u64().unwrap_or(0));
                self.refused.extend(value[2].as_str().map(str::to_owned));
            }
            Some("u") => self.url = value[1].as_str().unwrap_or_default().to_owned(),
            Some("s") => {
                let sealed = value[1].as_str().expect("a snapshot is text");
                let serial = value[3].as_u64().expect("a snapshot has a serial");
                self.snapshot = Some((sealed.to_owned(), serial));
                self.snapshot_event = value[2].as_u64();
                self.kept.retain(|it| Some(it.number) > value[2].as_u64());
            }
            Some("x") => self.farewell = value[1].as_str().map(str::to_owned),
            Some(_) => {}
        }
        self.seen.push(frame);
    }

    fn joined(&mut self, join: &serde_json::Value) {
        self.mirror.rename(&join["map"]);
        for refused in join["refused"].as_array().into_iter().flatten() {
            self.refused.extend(refused[1].as_str().map(str::to_owned));
        }
        for number in join["want"].as_array().into_iter().flatten() {
            let number = number.as_u64().and_then(|n| u32::try_from(n).ok());
            let number = number.expect("regions have numbers");
            let tree = self.mirror.upload(number);
            self.say(Frame::Tree(number, tree));
        }
    }

    /// Breaks the line; the tab lives on.
    pub fn cut(&mut self) {
        self.tab.do_send(Detach { line: self.line });
    }

    /// Comes back to the same process.
    pub async fn rejoin(&mut self) {
        let regions = self.mirror.regions();
        self.attach(Some(regions)).await;
    }

    /// Comes back to another process that shares only the secret.
    pub async fn rejoin_at(&mut self, engine: &Engine<A>) {
        let join = self.join(Some(self.mirror.regions()));
        let found = engine.hub().tab_of(&self.session, &join);
        self.tab = found.unwrap_or_else(|farewell| panic!("the join was refused: {farewell:?}"));
        self.engine = engine.clone();
        self.rejoin().await;
    }

    /// The engine whose tab this is.
    #[must_use]
    pub fn engine(&self) -> &Engine<A> {
        &self.engine
    }

    /// All text of the page, in document order.
    #[must_use]
    pub fn text(&self) -> String {
        self.mirror.text()
    }

    /// The page as canonical JSON, regions in place.
    #[must_use]
    pub fn page(&self) -> String {
        self.mirror.page()
    }

    /// The address that the browser shows.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether the browser was given a snapshot.
    #[must_use]
    pub fn has_snapshot(&self) -> bool {
        self.snapshot.is_some()
    }

    /// The newest event in the snapshot that the browser was given last.
    #[must_use]
    pub fn snapshot_event(&self) -> Option<u64> {
        self.snapshot_event
    }

    /// Why the server ended the line, if it did.
    #[must_use]
    pub fn farewell(&self) -> Option<&str> {
        self.farewell.as_deref()
    }

    /// Why events were not applied, in order: `expired`, `dropped`, `ask`, `gone`, `failed`.
    #[must_use]
    pub fn refused(&self) -> &[String] {
        &self.refused
    }

    /// Patch frames since the last call.
    pub fn take_patches(&mut self) -> Vec<String> {
        let frames = std::mem::take(&mut self.seen).into_iter();
        frames.filter(|frame| !frame.starts_with("[\"")).collect()
    }
}

/// How often a property is tried: as `PROPTEST_CASES` says, else as often as the gate has time for.
#[cfg(test)]
pub(crate) fn cases() -> proptest::test_runner::Config {
    let config = proptest::test_runner::Config::default();
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => config,
        None => proptest::test_runner::Config {
            cases: 10_000,
            ..config
        },
    }
}

/// What a browser makes of a region by a patch as it goes over the wire.
#[cfg(test)]
pub(crate) fn patched(
    region: crate::tree::Element,
    number: u32,
    patch: &str,
) -> crate::tree::Element {
    let patch = serde_json::from_str(patch).expect("a patch is JSON");
    Mirror::patched(region, number, &patch)
}
