//! The backend's nouns: plain serde types, shared by the backend and its client.
//!
//! Shapes only. What a value means to the store is decided in `backend`; how it is cached, in `client`;
//! how it looks, in `studio`. Times are milliseconds since the Unix epoch; seconds of film are `f64`.

pub mod account;
pub mod assertion;
pub mod feed;
pub mod ids;
pub mod job;
pub mod media;
pub mod problem;
pub mod project;
pub mod shot;
pub mod worker;
