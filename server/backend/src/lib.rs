//! The backend: REST API, store, media, job queue, worker and generators.
//!
//! [`Backend::start`] runs it on a socket that is already bound, alone or inside another process; either way it is
//! reached over HTTP only, and every call says who makes it. The worker is a client of it like any other.

mod assertion;
mod call;
mod log;
mod openapi;
mod problem;
mod routes;
mod server;
mod state;

mod bus;
mod feed;
mod media;
mod pace;
mod previews;
mod sample;
pub mod store;
mod wake;

pub mod accounts;
mod password;
mod throttle;

pub mod generators;
pub mod worker;

pub use server::{Backend, Config, Running, StartError};
pub use store::Waiting;

#[cfg(test)]
mod tests;
