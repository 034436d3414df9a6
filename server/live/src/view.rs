//! What an application gives the engine: pure state changes, pure rendering, and a way to perform commands.

use std::fmt;
use std::hash::Hash;
use std::str::FromStr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::policy::Policy;
use crate::region::Spec;

/// One application: every page of it, as seen by one tab.
///
/// `apply`, `navigate`, `answer`, `url` and `root` are pure: no clock, no random, no call. What takes time
/// is a [`App::Command`], performed outside and answered by an [`App::Outcome`].
pub trait App: Send + Sync + Sized + 'static {
    /// Who is looking, as the web layer authenticated them.
    type Session: Clone + Send + Sync + Unpin + 'static;
    /// Sessions of equal scope may share rendered regions: everything a region may show to one, it may show to all.
    type Scope: Clone + Eq + Hash + fmt::Debug + Send + Sync + Unpin + 'static;
    /// What this tab looks at: route, selection, filters, drafts. Small, and never backend data.
    type State: Clone + PartialEq + Serialize + DeserializeOwned + Send + Unpin + 'static;
    /// An effect on the world outside, asked for by an event.
    type Command: Clone + Serialize + DeserializeOwned + Send + 'static;
    /// What became of a command.
    type Outcome: Send + 'static;
    /// Names what a region reads.
    type Key: Clone + Eq + Hash + fmt::Debug + Send + Sync + Unpin + 'static;
    /// Held for as long as some region reads the key.
    type Guard: Send + 'static;

    /// Tabs with the same session id are closed together.
    fn session_id<'a>(&self, session: &'a Self::Session) -> &'a str;
    /// Whose eyes these are.
    fn scope(&self, session: &Self::Session) -> Self::Scope;
    /// State of a page opened at `url` (path and query).
    fn open(&self, session: &Self::Session, url: &str) -> Self::State;
    /// A link was followed, or the person went back or forward.
    fn navigate(&self, state: &mut Self::State, url: &str) -> Step<Self::Command>;
    /// A person did something.
    fn apply(&self, state: &mut Self::State, event: &Event) -> Step<Self::Command>;
    /// A command was performed.
    fn answer(&self, state: &mut Self::State, outcome: Self::Outcome) -> Step<Self::Command>;
    /// The address that shows this state again; pushed to the browser when it changes.
    fn url(&self, state: &Self::State) -> String;
    /// The HTTP status of the first page.
    fn status(&self, _state: &Self::State) -> u16 {
        200
    }
    /// The whole document: a region whose markup is `<html>`.
    fn root(&self, session: &Self::Session, state: &Self::State) -> Spec<Self>;
    /// Performs a command, or finds out what became of it: see [`Attempt`]. A tab's commands are performed one after the other, in
    /// the order of their events; what takes longer than 5 s holds the next one up no more.
    fn perform(
        self: &Arc<Self>,
        session: &Self::Session,
        attempt: Attempt,
        command: Self::Command,
    ) -> BoxFuture<'static, Self::Outcome>;
    /// How an event bears waiting for a server that is away.
    fn policy(&self, _event: &Event) -> Policy {
        Policy::default()
    }
    /// Counted up whenever the state's shape or meaning changes, so that no release opens another's snapshots wrongly.
    fn snapshot_version(&self) -> u32 {
        1
    }
    /// Called before a region reads `key` for the first time.
    fn watch(self: &Arc<Self>, key: &Self::Key) -> Self::Guard;
}

/// One attempt at a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The same whenever the same command is performed again; whoever performs it does it once per key.
    pub key: String,
    /// Whether it may still be done.
    pub mode: Mode,
}

/// Whether a command may still be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Do it, unless it was done under this key before: then its outcome is that of the first time.
    Perform,
    /// It is too late to do it. If it was done under this key before, its outcome is that of the first time; if not, its outcome
    /// is a failure, and it must not be done under this key later either.
    Confirm,
}

/// What an event leads to besides the new state.
#[derive(Debug)]
pub struct Step<C> {
    /// Performed outside, in this order, at the same time.
    pub commands: Vec<C>,
    /// Done once by the browser.
    pub effects: Vec<Effect>,
}

/// Something the browser does once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Give focus to the element with this id.
    Focus(String),
}

impl<C> Step<C> {
    /// Nothing but the new state.
    #[must_use]
    pub fn none() -> Self {
        Self {
            commands: Vec::new(),
            effects: Vec::new(),
        }
    }

    /// One command.
    #[must_use]
    pub fn command(command: C) -> Self {
        Self::none().and(command)
    }

    /// One more command.
    #[must_use]
    pub fn and(mut self, command: C) -> Self {
        self.commands.push(command);
        self
    }

    /// Moves the focus to the element with this id once the patches are applied.
    #[must_use]
    pub fn focus(mut self, id: impl Into<String>) -> Self {
        self.effects.push(Effect::Focus(id.into()));
        self
    }
}

/// Something a person did: the name from the markup and the values that came with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event {
    /// As written in `data-on-…`.
    pub name: String,
    /// `data-val-…` values and form fields, in document order; untrusted.
    pub values: Vec<(String, String)>,
}

impl Event {
    /// An event without values.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            values: Vec::new(),
        }
    }

    /// The same event with one more value.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.push((key.into(), value.into()));
        self
    }

    /// The last value of that name, as a form field overrides what its element carries.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.values.iter().rev().find(|(k, _)| k == key);
        found.map(|(_, v)| v.as_str())
    }

    /// The value of that name, if it parses.
    #[must_use]
    pub fn parse<T: FromStr>(&self, key: &str) -> Option<T> {
        self.get(key)?.parse().ok()
    }

    /// All values of that name.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.values
            .iter()
            .filter(move |(k, _)| k == key)
            .map(|(_, v)| v.as_str())
    }
}
