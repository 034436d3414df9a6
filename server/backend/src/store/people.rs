//! People and their sessions.

use api::account::{Role, Session, User};
use api::feed::{Change, Subject};
use api::ids::{SessionId, UserId};
use sqlx::any::AnyRow;

use super::error::is_taken;
use super::once::hex;
use super::parse::UserName;
use super::sql::{query, read};
use super::tx::{News, Tx};
use super::{Error, Result, Store, letters};

/// The built-in person of a loopback address.
const LOCAL: &str = "creator";
/// Browsers signed in at once; past it the oldest is signed out, so that the table cannot grow without an end.
const MAX_SESSIONS: i64 = 100;

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
        let name = UserName::parse(name)?;
        let password_hash = password_hash.to_owned();
        self.write(move |tx| Box::pin(add(tx, name, role, Some(password_hash))))
            .await
    }

    /// The built-in person of a loopback address, "creator", made on first use.
    pub async fn local_user(&self) -> Result<User> {
        if let Some(found) = self.credentials(LOCAL).await? {
            return Ok(found.user);
        }
        let name = UserName::parse(LOCAL)?;
        match self
            .write(move |tx| Box::pin(add(tx, name, Role::Creator, None)))
            .await
        {
            // Another request made it in between.
            Err(Error::Invalid { .. }) => {
                let found = self.credentials(LOCAL).await?;
                found.map(|found| found.user).ok_or(Error::NotFound)
            }
            made => made,
        }
    }

    pub async fn user(&self, id: UserId) -> Result<User> {
        let row = query!(
            "SELECT id, name, role, disabled FROM users WHERE id = $1",
            id
        )
        .fetch_optional(&self.inner.readers)
        .await?;
        row.map_or(Err(Error::NotFound), |row| user(&row))
    }

    pub async fn users(&self) -> Result<Vec<User>> {
        let rows = query!("SELECT id, name, role, disabled FROM users ORDER BY name_key")
            .fetch_all(&self.inner.readers)
            .await?;
        rows.iter().map(user).collect()
    }

    pub async fn credentials(&self, name: &str) -> Result<Option<Credentials>> {
        let row = query!(
            "SELECT id, name, role, disabled, password_hash FROM users WHERE name_key = $1",
            key(name)
        )
        .fetch_optional(&self.inner.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Credentials {
            user: user(&row)?,
            password_hash: read(&row, "password_hash")?,
        }))
    }

    /// Also ends the person's sessions.
    pub async fn set_password(&self, name: &str, password_hash: &str) -> Result<User> {
        let (key, password_hash) = (key(name), password_hash.to_owned());
        self.write(move |tx| {
            Box::pin(async move {
                let row = tx
                    .find(query!(
                        "UPDATE users SET password_hash = $2 WHERE name_key = $1 RETURNING id, name, role, disabled",
                        key,
                        password_hash
                    ))
                    .await?;
                let user = user(&row.ok_or(Error::NotFound)?)?;
                end_all(tx, user.id).await?;
                Ok(user)
            })
        })
        .await
    }

    /// Also ends the person's sessions.
    pub async fn disable_user(&self, name: &str) -> Result<User> {
        let key = key(name);
        self.write(move |tx| {
            Box::pin(async move {
                let user = set_disabled(tx, key, true).await?;
                end_all(tx, user.id).await?;
                Ok(user)
            })
        })
        .await
    }

    pub async fn enable_user(&self, name: &str) -> Result<User> {
        let key = key(name);
        self.write(move |tx| Box::pin(set_disabled(tx, key, false)))
            .await
    }

    /// `token_hash`: SHA-256 of the token, which itself is never stored.
    pub async fn add_session(
        &self,
        user: UserId,
        token_hash: [u8; 32],
        expires_at: i64,
    ) -> Result<Session> {
        self.write(move |tx| Box::pin(add_session(tx, user, token_hash, expires_at)))
            .await
    }

    /// `None` where it is unknown, past its time, or its person is disabled.
    pub async fn session(&self, token_hash: [u8; 32]) -> Result<Option<Session>> {
        let row = query!(
            "SELECT s.id AS session_id, s.expires_at, u.id, u.name, u.role, u.disabled \
             FROM sessions s JOIN users u ON u.id = s.user_id \
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.disabled = 0",
            hex(&token_hash),
            self.inner.clock.now()
        )
        .fetch_optional(&self.inner.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Session {
            id: read(&row, "session_id")?,
            user: user(&row)?,
            expires_at: read(&row, "expires_at")?,
        }))
    }

    /// Ending an ended session is no error.
    pub async fn end_session(&self, id: SessionId) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let row = tx
                    .find(query!(
                        "DELETE FROM sessions WHERE id = $1 RETURNING user_id",
                        id
                    ))
                    .await?;
                if let Some(row) = row {
                    tx.tell_user(read(&row, "user_id")?, ended(id));
                }
                Ok(())
            })
        })
        .await
    }
}

/// What makes two spellings of a name the same.
#[must_use]
pub fn key(name: &str) -> String {
    letters::trim(name).to_lowercase()
}

async fn add(
    tx: &mut Tx,
    name: UserName,
    role: Role,
    password_hash: Option<String>,
) -> Result<User> {
    let now = tx.now;
    let inserted = query!(
        "INSERT INTO users (id, name, name_key, role, disabled, password_hash, created_at) \
         VALUES ($1, $2, $3, $4, 0, $5, $6) RETURNING id, name, role, disabled",
        UserId::fresh(),
        name.as_str(),
        key(name.as_str()),
        role,
        password_hash,
        now
    )
    .fetch_one(tx.connection())
    .await;
    match inserted {
        Ok(row) => user(&row),
        Err(error) if is_taken(&error) => Err(Error::Invalid {
            field: "name",
            sentence: format!(
                "there is a user called “{}” already: choose another name",
                name.as_str()
            ),
        }),
        Err(error) => Err(error.into()),
    }
}

async fn set_disabled(tx: &mut Tx, key: String, disabled: bool) -> Result<User> {
    let row = tx
        .find(query!(
            "UPDATE users SET disabled = $2 WHERE name_key = $1 RETURNING id, name, role, disabled",
            key,
            disabled
        ))
        .await?;
    user(&row.ok_or(Error::NotFound)?)
}

async fn add_session(
    tx: &mut Tx,
    owner: UserId,
    token_hash: [u8; 32],
    expires_at: i64,
) -> Result<Session> {
    let now = tx.now;
    let row = tx
        .find(query!(
            "SELECT id, name, role, disabled FROM users WHERE id = $1 AND disabled = 0",
            owner
        ))
        .await?;
    let user = user(&row.ok_or(Error::NotFound)?)?;
    let id = SessionId::fresh();
    tx.run(query!(
        "INSERT INTO sessions (id, user_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        owner,
        hex(&token_hash),
        now,
        expires_at
    ))
    .await?;
    let oldest = tx
        .all(query!(
            "DELETE FROM sessions WHERE user_id = $1 AND id NOT IN \
             (SELECT id FROM sessions WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2) RETURNING id",
            owner,
            MAX_SESSIONS
        ))
        .await?;
    for row in oldest {
        tx.tell_user(owner, ended(read(&row, "id")?));
    }
    Ok(Session {
        id,
        user,
        expires_at,
    })
}

async fn end_all(tx: &mut Tx, user: UserId) -> Result<()> {
    for row in tx
        .all(query!(
            "DELETE FROM sessions WHERE user_id = $1 RETURNING id",
            user
        ))
        .await?
    {
        tx.tell_user(user, ended(read(&row, "id")?));
    }
    Ok(())
}

fn ended(id: SessionId) -> News {
    News {
        change: Change::Deleted,
        subject: Subject::Session,
        id: id.to_string(),
        version: 1,
        project: None,
        shot: None,
        job: None,
    }
}

fn user(row: &AnyRow) -> Result<User> {
    Ok(User {
        id: read(row, "id")?,
        name: read(row, "name")?,
        role: read(row, "role")?,
        disabled: read(row, "disabled")?,
    })
}
