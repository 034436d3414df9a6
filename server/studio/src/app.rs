//! The studio as an application of the live engine.

use std::sync::Arc;

use api::ids::{SessionId, UserId};
use client::{Client, Watch, WatchKey};
use futures_util::future::BoxFuture;
use live::{App, Attempt, Event, Mode, Policy, Spec};

use crate::state::command::{Command, Outcome};
use crate::state::route::Route;
use crate::state::{State, Step};
use crate::views::document::{self, Viewer};

/// All pages of the studio, over one client.
pub struct Studio {
    pub(crate) client: Client,
}

/// Who is looking, as the web layer found out from the cookie.
#[derive(Clone, Debug)]
pub struct Session {
    pub session: SessionId,
    pub user: UserId,
    pub name: String,
    /// The built-in creator of a loopback studio, who has no password and cannot sign out.
    pub local: bool,
    /// [`SessionId`] as text, as the engine wants it.
    id: String,
}

impl Session {
    #[must_use]
    pub fn new(session: &api::account::Session, local: bool) -> Self {
        Self {
            session: session.id,
            user: session.user.id,
            name: session.user.name.clone(),
            local,
            id: engine_id(session.id),
        }
    }
}

/// The session's name in the engine.
pub(crate) fn engine_id(session: SessionId) -> String {
    session.to_string()
}

impl Studio {
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

impl App for Studio {
    type Session = Session;
    type Scope = UserId;
    type State = State;
    type Command = Command;
    type Outcome = Outcome;
    type Key = WatchKey;
    type Guard = Watch;

    fn session_id<'a>(&self, session: &'a Session) -> &'a str {
        &session.id
    }

    fn scope(&self, session: &Session) -> UserId {
        session.user
    }

    fn open(&self, _session: &Session, url: &str) -> State {
        State::open(url)
    }

    fn navigate(&self, state: &mut State, url: &str) -> Step {
        state.navigate(url)
    }

    fn apply(&self, state: &mut State, event: &Event) -> Step {
        state.apply(event)
    }

    fn answer(&self, state: &mut State, outcome: Outcome) -> Step {
        state.answer(outcome)
    }

    fn url(&self, state: &State) -> String {
        state.url()
    }

    fn status(&self, state: &State) -> u16 {
        if matches!(state.route, Route::Lost(_)) {
            404
        } else {
            200
        }
    }

    fn root(&self, session: &Session, state: &State) -> Spec<Self> {
        document::root(
            Viewer {
                name: session.name.clone(),
                local: session.local,
            },
            state,
        )
    }

    fn perform(
        self: &Arc<Self>,
        session: &Session,
        attempt: Attempt,
        command: Command,
    ) -> BoxFuture<'static, Outcome> {
        let (client, viewer) = (self.client.clone(), session.user);
        Box::pin(async move {
            // Asked before it is changed.
            let back = crate::perform::way_back(&client, viewer, &command);
            let attempt = match attempt.mode {
                Mode::Perform => client::Attempt::act(attempt.key),
                Mode::Confirm => client::Attempt::confirm(attempt.key),
            };
            let result = crate::perform::perform(&client, viewer, &attempt, &command).await;
            Outcome {
                command,
                back,
                result,
            }
        })
    }

    fn policy(&self, event: &Event) -> Policy {
        crate::state::policy::of(event)
    }

    fn watch(self: &Arc<Self>, key: &WatchKey) -> Watch {
        self.client.watch(key.viewer, key.key.clone())
    }
}
