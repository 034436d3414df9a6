//! Who calls: a signed, short-lived JWT (HS256) in `Authorization: Bearer`, made for each call.

use serde::{Deserialize, Serialize};

/// Claims of an assertion. `aud` is always [`AUDIENCE`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// `viewer:<user id>`, `web` (may look up sessions and open the feed) or `worker`.
    pub sub: String,
    pub aud: String,
    /// Seconds since the Unix epoch; at most [`LIFETIME_SECONDS`] after `iat`.
    pub exp: u64,
    pub iat: u64,
}

pub const AUDIENCE: &str = "rushes-backend";
/// Long enough for a slow upload to begin and for clocks that differ, short enough to be worth little when leaked.
pub const LIFETIME_SECONDS: u64 = 60;
