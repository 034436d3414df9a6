//! Accounts as their operator manages them: `rushes user add|disable|reset`.

use api::account::{Role, User};

use crate::password;
use crate::store::{self, Store};

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The text is a sentence for the operator.
    #[error("{0}")]
    Password(String),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Hash(anyhow::Error),
}

/// Adds a person.
///
/// # Errors
/// Where the name is taken or not usable, or the password is too short or too long.
pub async fn add(
    store: &Store,
    name: &str,
    role: Role,
    password: &str,
) -> Result<User, AccountError> {
    let hash = hashed(password).await?;
    Ok(store.add_user(name, role, &hash).await?)
}

/// Gives a person another password and ends their sessions.
///
/// # Errors
/// Where the name is not known, or the password is too short or too long.
pub async fn reset(store: &Store, name: &str, password: &str) -> Result<User, AccountError> {
    let hash = hashed(password).await?;
    Ok(store.set_password(name, &hash).await?)
}

/// Ends a person's sessions and lets them sign in no more.
///
/// # Errors
/// Where the name is not known.
pub async fn disable(store: &Store, name: &str) -> Result<User, AccountError> {
    Ok(store.disable_user(name).await?)
}

async fn hashed(password: &str) -> Result<String, AccountError> {
    if password.chars().count() < password::MIN_PASSWORD_CHARS {
        return Err(AccountError::Password(format!(
            "a password has at least {} characters",
            password::MIN_PASSWORD_CHARS
        )));
    }
    if password.len() > password::MAX_PASSWORD_BYTES {
        return Err(AccountError::Password(format!(
            "a password has at most {} bytes",
            password::MAX_PASSWORD_BYTES
        )));
    }
    let password = password.to_owned();
    let hashing = tokio::task::spawn_blocking(move || password::hash(&password));
    let hash = hashing
        .await
        .map_err(|error| AccountError::Hash(error.into()))?;
    hash.map_err(AccountError::Hash)
}
