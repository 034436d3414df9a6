//! People and their sessions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{SessionId, UserId};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Creator,
    Admin,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    pub id: UserId,
    pub name: String,
    pub role: Role,
    pub disabled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    pub id: SessionId,
    pub user: User,
    pub expires_at: i64,
}

/// `POST /v1/sessions`, called by the web role for a person who is not known yet.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SignIn {
    pub name: String,
    pub password: String,
    /// The address the attempt came from, for throttling.
    pub from: String,
}

/// The one time a session's token is told. The store keeps only its SHA-256.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionGrant {
    pub token: String,
    pub session: Session,
}

/// `POST /v1/sessions/lookup`: which session a cookie stands for.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct SessionLookup {
    pub token: String,
}
