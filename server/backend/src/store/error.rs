//! What can go wrong in the store, by what the caller can do about it.
//!
//! Each variant's text is a sentence for a person; the cause, where there is one, is for the log.

use serde::Serialize;
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
    /// 410
    #[error("this waited too long and was not done")]
    Expired,
    /// 507
    #[error("the disk that holds the database is full: make room and try again")]
    DiskFull(#[source] sqlx::Error),
    /// 503
    #[error("the database does not answer: try again in a moment")]
    Unavailable(#[source] sqlx::Error),
    /// The file or its folder cannot be opened or written.
    #[error("{sentence}")]
    Unwritable {
        sentence: String,
        source: sqlx::Error,
    },
    #[error(
        "the database is damaged: stop Rushes and put back a copy of its file (without the -wal and -shm files beside it)"
    )]
    Corrupt(#[source] sqlx::Error),
    #[error(
        "the database was written by a newer Rushes (its version is {found}, this one knows {known}): run that Rushes or a newer one"
    )]
    Newer { found: i64, known: i64 },
    /// The address of the database is not usable.
    #[error("{0}")]
    BadAddress(String),
    #[error("something went wrong in the database")]
    Internal(#[source] anyhow::Error),
}

impl Error {
    /// `current`: what the person should have seen.
    pub(super) fn stale(current: &impl Serialize) -> Self {
        match serde_json::to_value(current) {
            Ok(current) => Self::Stale { current },
            Err(error) => Self::Internal(error.into()),
        }
    }
}

const UNWRITABLE: &str =
    "the database cannot be written: check that its file and folder are not read-only";

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::Database(database) => database.code().unwrap_or_default().into_owned(),
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => return Self::Unavailable(error),
            _ => return Self::Internal(error.into()),
        };
        // Postgres names an error by five characters, SQLite by a number of at most four digits
        // whose low byte is the kind.
        if code.len() == 5 {
            from_postgres(&code, error)
        } else {
            from_sqlite(code.parse().unwrap_or(0) & 0xff, error)
        }
    }
}

/// <https://www.sqlite.org/rescode.html>
fn from_sqlite(kind: i32, error: sqlx::Error) -> Error {
    match kind {
        5 | 6 => Error::Unavailable(error),
        8 => unwritable(error),
        10 => Error::Unwritable {
            sentence: "the database file cannot be read or written: check its disk".to_owned(),
            source: error,
        },
        11 | 26 => Error::Corrupt(error),
        13 => Error::DiskFull(error),
        14 => Error::Unwritable {
            sentence: "the database file cannot be opened: check that its folder exists and can be written".to_owned(),
            source: error,
        },
        _ => Error::Internal(error.into()),
    }
}

/// <https://www.postgresql.org/docs/15/errcodes-appendix.html>
fn from_postgres(code: &str, error: sqlx::Error) -> Error {
    match code {
        "53100" => Error::DiskFull(error),
        "25006" => unwritable(error),
        "XX001" | "XX002" => Error::Corrupt(error),
        "28000" | "28P01" => Error::BadAddress(
            "the database refuses the user or the password in its address".to_owned(),
        ),
        "3D000" => Error::BadAddress(
            "the database named in the address does not exist: create it first".to_owned(),
        ),
        // Connection trouble, too little of something, an operator at work, a lock not
        // got in time, a deadlock or a lost race.
        _ if ["08", "40", "53", "55", "57"]
            .iter()
            .any(|class| code.starts_with(class)) =>
        {
            Error::Unavailable(error)
        }
        _ => Error::Internal(error.into()),
    }
}

fn unwritable(source: sqlx::Error) -> Error {
    Error::Unwritable {
        sentence: UNWRITABLE.to_owned(),
        source,
    }
}

/// Whether a unique index refused the row.
pub(super) fn is_taken(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|database| database.is_unique_violation())
}
