//! The one error envelope: RFC 9457 problem details, `application/problem+json`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `about:blank#stale_version`: the fragment is `code`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub code: Code,
    /// A sentence a person can act on.
    pub detail: String,
    /// The field that is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
    /// The current value, for `stale_version`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub current: Option<serde_json::Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// 422: a value is not acceptable.
    Invalid,
    /// 401: no or a bad assertion, or a wrong password.
    Unauthenticated,
    /// 403
    Forbidden,
    /// 404: it does not exist, or is not the viewer's.
    NotFound,
    /// 409: edited by somebody else since it was read.
    StaleVersion,
    /// 409: the state it is in does not allow this.
    Conflict,
    /// 408: the body stopped arriving.
    Stalled,
    /// 413
    TooLarge,
    /// 415: the content is not a picture we read.
    Unsupported,
    /// 422: the same Idempotency-Key with another body.
    KeyReused,
    /// 410: it waited too long and was not done, and never will be under its Idempotency-Key.
    Expired,
    /// 429
    TooMany,
    /// 507: the disk is full.
    StorageFull,
    /// 503: try again.
    Unavailable,
    /// 500
    Internal,
}
