//! People and their sessions.

use std::sync::Arc;

use api::account::{Session, SessionGrant, SignIn};
use api::ids::SessionId;

use crate::{Client, Error};

impl Client {
    /// `Rejected` with the sentence to show for a wrong name or password, and for too many attempts.
    pub async fn sign_in(&self, _attempt: SignIn) -> Result<SessionGrant, Error> {
        unimplemented!()
    }

    /// A session of the built-in local creator; `Rejected` or `NotFound` unless the backend runs in local mode.
    pub async fn local_session(&self) -> Result<SessionGrant, Error> {
        unimplemented!()
    }

    /// The session a cookie's token stands for, `None` where it is unknown, over or its person disabled.
    pub async fn session(&self, _token: &str) -> Result<Option<Arc<Session>>, Error> {
        unimplemented!()
    }

    pub async fn sign_out(&self, _session: SessionId) -> Result<(), Error> {
        unimplemented!()
    }

    /// Calls `listener` when a session ended, here or on another process. Told while a key of its person is watched.
    pub fn on_session_end(&self, _listener: impl Fn(SessionId) + Send + Sync + 'static) {
        unimplemented!()
    }
}
