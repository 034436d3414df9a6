//! What a call is refused with: the one error envelope, RFC 9457 problem details.
//!
//! Every route returns [`Refusal`] on failure, and so do the extractors, so that a caller parses one shape. The person
//! gets a fixed sentence; the chain behind an unexpected failure goes to the log, once, where it becomes a `Refusal`.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use api::problem::{Code, Problem};

use crate::store;

pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// A refused call. Boxed, since it travels in every `Result` and is rare.
#[derive(Debug)]
pub(crate) struct Refusal {
    problem: Box<Problem>,
    /// Seconds after which another try makes sense.
    retry_after: Option<u64>,
}

pub(crate) type Answer<T> = Result<T, Refusal>;

impl Refusal {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        let (status, title, fragment) = describe(code);
        Self {
            problem: Box::new(Problem {
                kind: format!("about:blank#{fragment}"),
                title: title.to_owned(),
                status: status.as_u16(),
                code,
                detail: detail.into(),
                field: None,
                current: None,
            }),
            retry_after: None,
        }
    }

    pub(crate) fn invalid(field: &str, detail: impl Into<String>) -> Self {
        let mut refusal = Self::new(Code::Invalid, detail);
        refusal.problem.field = Some(field.to_owned());
        refusal
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            Code::Unauthenticated,
            "This call carries no valid assertion of who is calling.",
        )
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(Code::Forbidden, "This caller may not do that.")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(
            Code::NotFound,
            "It does not exist any more, or it is not yours.",
        )
    }

    pub(crate) fn stale(current: serde_json::Value) -> Self {
        let mut refusal = Self::new(
            Code::StaleVersion,
            "This was changed in the meantime. Look at the current state and try again.",
        );
        refusal.problem.current = Some(current);
        refusal
    }

    pub(crate) fn too_large(limit_bytes: u64) -> Self {
        let limit = if limit_bytes >= 1024 * 1024 {
            format!("{} MB", limit_bytes / (1024 * 1024))
        } else {
            format!("{} KB", limit_bytes / 1024)
        };
        Self::new(Code::TooLarge, format!("This is larger than {limit}."))
    }

    pub(crate) fn storage_full() -> Self {
        Self::new(
            Code::StorageFull,
            "The disk of this server is full. Make room on it, then try again.",
        )
    }

    pub(crate) fn busy(seconds: u64) -> Self {
        let mut refusal = Self::new(
            Code::Unavailable,
            "The server cannot answer right now. Try again in a moment.",
        );
        refusal.retry_after = Some(seconds);
        refusal
    }

    pub(crate) fn too_many(seconds: u64) -> Self {
        let mut refusal = Self::new(
            Code::TooMany,
            format!(
                "Too many attempts. Wait {} and try again.",
                in_words(seconds)
            ),
        );
        refusal.retry_after = Some(seconds);
        refusal
    }

    /// An unexpected failure: the log gets the chain, the person a fixed sentence.
    pub(crate) fn internal(error: impl fmt::Display) -> Self {
        tracing::error!(error = %error, "call failed");
        Self::new(
            Code::Internal,
            "Something went wrong on the server. It has been written to its log.",
        )
    }

    /// Where reading or writing a file failed: a full disk is the operator's to mend and is named.
    pub(crate) fn file(error: &std::io::Error) -> Self {
        match error.kind() {
            // A file that may grow no further is a disk that is full, as far as a person is concerned.
            std::io::ErrorKind::StorageFull
            | std::io::ErrorKind::QuotaExceeded
            | std::io::ErrorKind::FileTooLarge => {
                tracing::error!(error = %error, "storage is full");
                Self::storage_full()
            }
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
                tracing::error!(error = %error, "media folder is not writable");
                Self::new(
                    Code::StorageFull,
                    "The data folder of this server cannot be written to. Its operator has to allow it.",
                )
            }
            _ => Self::internal(error),
        }
    }
}

fn describe(code: Code) -> (StatusCode, &'static str, &'static str) {
    match code {
        Code::Invalid => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Not acceptable",
            "invalid",
        ),
        Code::Unauthenticated => (StatusCode::UNAUTHORIZED, "Not signed in", "unauthenticated"),
        Code::Forbidden => (StatusCode::FORBIDDEN, "Not allowed", "forbidden"),
        Code::NotFound => (StatusCode::NOT_FOUND, "Not found", "not_found"),
        Code::StaleVersion => (
            StatusCode::CONFLICT,
            "Changed in the meantime",
            "stale_version",
        ),
        Code::Conflict => (StatusCode::CONFLICT, "Not possible now", "conflict"),
        Code::Stalled => (StatusCode::REQUEST_TIMEOUT, "Stopped arriving", "stalled"),
        Code::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Too large", "too_large"),
        Code::Unsupported => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Not readable",
            "unsupported",
        ),
        Code::KeyReused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Key used before",
            "key_reused",
        ),
        Code::Expired => (StatusCode::GONE, "Too late", "expired"),
        Code::TooMany => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too many attempts",
            "too_many",
        ),
        Code::StorageFull => (
            StatusCode::INSUFFICIENT_STORAGE,
            "Storage is full",
            "storage_full",
        ),
        Code::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Not available",
            "unavailable",
        ),
        Code::Internal => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "Server error",
            "internal",
        ),
    }
}

fn in_words(seconds: u64) -> String {
    match seconds {
        0 | 1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.problem.status, self.problem.detail)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        describe(self.problem.code).0
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response
            .content_type(MEDIA_TYPE)
            .insert_header((CACHE_CONTROL, "no-store"));
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        response.body(serde_json::to_vec(&self.problem).unwrap_or_default())
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        Self::file(&error)
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        let said = sentence(&error.to_string());
        match error {
            store::Error::NotFound => Self::not_found(),
            store::Error::Invalid { field, .. } => Self::invalid(field, said),
            store::Error::Stale { current } => Self::stale(current),
            store::Error::Conflict(_) | store::Error::LostLease => Self::new(Code::Conflict, said),
            store::Error::TooMany(_) => Self::new(Code::TooMany, said),
            store::Error::KeyReused => Self::new(Code::KeyReused, said),
            store::Error::Expired => Self::new(Code::Expired, said),
            store::Error::DiskFull(cause) => {
                tracing::error!(error = %cause, "the database's disk is full");
                Self::new(Code::StorageFull, said)
            }
            store::Error::Unavailable(cause) => {
                tracing::warn!(error = %cause, "the database does not answer");
                Self::busy(1)
            }
            other => {
                tracing::error!(error = %chain(&other), "the store failed");
                Self::new(Code::Internal, said)
            }
        }
    }
}

/// Every cause, outermost first.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// A message as a person reads it: our errors begin in lower case and end without a full stop.
pub(crate) fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let stop = if message.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_sentence() {
        assert_eq!(sentence("give the shot a name"), "Give the shot a name.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn a_problem_names_its_code_in_its_type() {
        let refusal = Refusal::invalid("width", "Too wide.");
        assert_eq!(
            serde_json::to_value(&refusal.problem).unwrap(),
            serde_json::json!({
                "type": "about:blank#invalid",
                "title": "Not acceptable",
                "status": 422,
                "code": "invalid",
                "detail": "Too wide.",
                "field": "width"
            })
        );
    }

    #[test]
    fn a_full_disk_is_named() {
        let refusal = Refusal::file(&std::io::ErrorKind::StorageFull.into());
        assert_eq!(refusal.status_code(), StatusCode::INSUFFICIENT_STORAGE);
    }
}
