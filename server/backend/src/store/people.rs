//! People and their sessions.

use api::account::{Role, Session, User};
use api::ids::{SessionId, UserId};

use super::db::unfinished;
use super::{Result, Store};

/// What is needed to check a password.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub user: User,
    /// The argon2id string; absent for the built-in local person, who has no password.
    pub password_hash: Option<String>,
}

impl Store {
    /// Names are unique whatever their case.
    pub async fn add_user(&self, name: &str, role: Role, password_hash: &str) -> Result<User> {
        let _ = (name, role, password_hash);
        Err(unfinished())
    }

    /// The built-in person of a loopback address, "creator", made on first use.
    pub async fn local_user(&self) -> Result<User> {
        Err(unfinished())
    }

    pub async fn user(&self, id: UserId) -> Result<User> {
        let _ = id;
        Err(unfinished())
    }

    pub async fn users(&self) -> Result<Vec<User>> {
        Err(unfinished())
    }

    pub async fn credentials(&self, name: &str) -> Result<Option<Credentials>> {
        let _ = name;
        Err(unfinished())
    }

    /// Also ends the person's sessions.
    pub async fn set_password(&self, name: &str, password_hash: &str) -> Result<User> {
        let _ = (name, password_hash);
        Err(unfinished())
    }

    /// Also ends the person's sessions.
    pub async fn disable_user(&self, name: &str) -> Result<User> {
        let _ = name;
        Err(unfinished())
    }

    pub async fn enable_user(&self, name: &str) -> Result<User> {
        let _ = name;
        Err(unfinished())
    }

    /// `token_hash`: SHA-256 of the token, which itself is never stored.
    pub async fn add_session(
        &self,
        user: UserId,
        token_hash: [u8; 32],
        expires_at: i64,
    ) -> Result<Session> {
        let _ = (user, token_hash, expires_at);
        Err(unfinished())
    }

    /// `None` where it is unknown, past its time, or its person is disabled.
    pub async fn session(&self, token_hash: [u8; 32]) -> Result<Option<Session>> {
        let _ = token_hash;
        Err(unfinished())
    }

    /// Ending an ended session is no error.
    pub async fn end_session(&self, id: SessionId) -> Result<()> {
        let _ = id;
        Err(unfinished())
    }
}
