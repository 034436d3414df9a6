//! What can go wrong with a call, named for what the caller can do about it.

use api::problem::{Code, Problem};
use bytes::Bytes;
use reqwest::StatusCode;

use crate::link::Answer;

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The person can do something about it: the problem's `detail` says what, its `field` where.
    #[error("refused: {}", .0.detail)]
    Rejected(Box<Problem>),
    /// Edited by somebody else since it was read. `current` is the value as it is now.
    #[error("edited meanwhile: {}", .problem.detail)]
    Stale {
        problem: Box<Problem>,
        current: Option<serde_json::Value>,
    },
    /// It was not done, and will not be under this key: it was asked about before it arrived.
    #[error("expired: {}", .0.detail)]
    Expired(Box<Problem>),
    /// It does not exist, or is not the viewer's.
    #[error("not found")]
    NotFound,
    /// The person has to sign in (again).
    #[error("signed out")]
    SignedOut,
    /// The backend could not be reached or did not answer in time. Asking again later may help.
    #[error("backend unavailable: {reason}")]
    Unavailable { reason: String },
    /// The backend failed, or answered what cannot be read. Asking again will not help.
    #[error("backend failed: {reason}")]
    Broken { reason: String },
    /// The body that was to be passed on ended early or could not be read.
    #[error("upload cut off: {reason}")]
    Cut { reason: String },
    /// Nothing more of the body that was to be passed on arrived.
    #[error("upload stopped arriving")]
    Stalled,
}

impl Error {
    /// Whether the backend has spoken: asking again will give the same until something changes.
    pub(crate) fn is_final(&self) -> bool {
        match self {
            Self::Rejected(problem) => problem.code != Code::TooMany,
            Self::Stale { .. } | Self::Expired(_) | Self::NotFound | Self::SignedOut => true,
            Self::Unavailable { .. } | Self::Broken { .. } | Self::Cut { .. } | Self::Stalled => {
                false
            }
        }
    }

    /// A sentence for the person, without internals.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Rejected(problem) | Self::Expired(problem) | Self::Stale { problem, .. }
                if !problem.detail.is_empty() =>
            {
                problem.detail.clone()
            }
            Self::Rejected(_) => "This could not be done.".to_owned(),
            Self::Stale { .. } => {
                "Somebody else edited this meanwhile. Look at the current value and try again."
                    .to_owned()
            }
            Self::Expired(_) => "This waited too long and was not done.".to_owned(),
            Self::NotFound => "This does not exist any more.".to_owned(),
            Self::SignedOut => "Please sign in again.".to_owned(),
            Self::Unavailable { .. } => {
                "Rushes cannot reach its backend right now. Nothing was lost; try again in a moment."
                    .to_owned()
            }
            Self::Broken { .. } => {
                "Something went wrong on our side. The details are in the log.".to_owned()
            }
            Self::Cut { .. } => "The upload was cut off. Please try again.".to_owned(),
            Self::Stalled => {
                "The upload stopped arriving. Check your connection and try again.".to_owned()
            }
        }
    }
}

/// The body of a good answer; of any other, what the caller can do about it.
pub(crate) fn judge(answer: Answer) -> Result<Bytes, Error> {
    if answer.status.is_success() {
        return Ok(answer.body);
    }
    Err(refusal(answer.status, &answer.body))
}

/// What an answer other than a good one means.
pub(crate) fn refusal(status: StatusCode, body: &[u8]) -> Error {
    let Ok(mut problem) = serde_json::from_slice::<Box<Problem>>(body) else {
        // Not the backend's own words: a balancer's page, or another server at this address.
        return match status.as_u16() {
            401 => Error::SignedOut,
            404 => Error::NotFound,
            _ => Error::Broken {
                reason: format!("answered {status} without a problem"),
            },
        };
    };
    match problem.code {
        Code::Unauthenticated => Error::SignedOut,
        Code::NotFound => Error::NotFound,
        Code::StaleVersion => Error::Stale {
            current: problem.current.take(),
            problem,
        },
        Code::Expired => Error::Expired(problem),
        Code::Unavailable => Error::Unavailable {
            reason: problem.detail,
        },
        Code::Internal => Error::Broken {
            reason: problem.detail,
        },
        Code::Invalid
        | Code::Forbidden
        | Code::Conflict
        | Code::Stalled
        | Code::TooLarge
        | Code::Unsupported
        | Code::KeyReused
        | Code::TooMany
        | Code::StorageFull => Error::Rejected(problem),
    }
}

/// A refusal's own words, whatever its code.
pub(crate) fn rejected(body: &[u8]) -> Option<Error> {
    serde_json::from_slice(body).map(Error::Rejected).ok()
}
