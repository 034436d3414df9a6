//! The backend: REST API, store, media, job queue, worker and generators.

pub mod store;
