//! What can go wrong in the store, by what the caller can do about it.
//!
//! Each variant's text is a sentence for a person; the cause, where there is one, is for the log.

use serde_json::Value;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 404
    #[error("it does not exist or is not yours")]
    NotFound,
    /// 422
    #[error("{sentence}")]
    Invalid {
        field: &'static str,
        sentence: String,
    },
    /// 409; `current` is the row as its `api` type.
    #[error("somebody else has changed it since you opened it")]
    Stale { current: Value },
    /// 409
    #[error("{0}")]
    Conflict(String),
    /// 429: a written limit is reached.
    #[error("{0}")]
    TooMany(String),
    /// 409: the job is canceled, over, or another worker's by now.
    #[error("this worker no longer holds the job")]
    LostLease,
    /// 422
    #[error("this request key was used before with another request")]
    KeyReused,
    /// 507
    #[error("the disk that holds the database is full: make room and try again")]
    DiskFull(#[source] sqlx::Error),
    /// 503
    #[error("the database does not answer: try again in a moment")]
    Unavailable(#[source] sqlx::Error),
    /// The folder or file cannot be written, or opened at all.
    #[error("{sentence}")]
    Unwritable {
        sentence: String,
        source: Option<sqlx::Error>,
    },
    #[error("the database file is damaged: stop Rushes and put back a copy of {place}")]
    Corrupt { place: String, source: sqlx::Error },
    #[error(
        "the database was written by a newer Rushes (its version is {found}, this one knows {known}): run that version"
    )]
    Newer { found: i64, known: i64 },
    /// The `--database` value itself is not usable.
    #[error("{0}")]
    BadAddress(String),
    #[error("something went wrong in the database")]
    Internal(#[source] anyhow::Error),
}
