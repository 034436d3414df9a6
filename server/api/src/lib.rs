//! The backend's nouns: plain serde types, shared by the backend and its client.
//!
//! Shapes only. What a value means to the store is decided in `backend`; how it is cached, in `client`;
//! how it looks, in `studio`. Times are milliseconds since the Unix epoch; seconds of film are `f64`.

pub mod ids;
pub mod account;
pub mod project;
pub mod shot;
pub mod media;
pub mod job;
pub mod worker;
pub mod feed;
pub mod problem;
pub mod assertion;
