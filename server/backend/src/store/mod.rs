//! The store: everything that must survive a crash, on SQLite or Postgres, behind one set of SQL.
//!
//! All methods are on [`Store`], a cheap handle; each file here adds those of its noun. What the rest of the
//! backend can rely on:
//!
//! - Whoever asks is an argument (`viewer`), and it is part of the query: a foreign id is [`Error::NotFound`].
//! - A write is one transaction. It runs to its end even if the caller's future is dropped, so a person who closes
//!   the browser mid-request leaves no half-told change. Its facts are rows of the same transaction; after the
//!   commit they are handed to the listener given to [`Store::on_commit`], which wakes the bus.
//! - A write that takes `once` happens exactly once per key ([`Once`]): the repeat answers with what the first
//!   answered, also after a crash, because the answer is a row of the same transaction.

mod clock;
mod db;
mod enqueue;
mod error;
mod facts;
mod files;
mod jobs;
mod keyframes;
mod leases;
mod letters;
mod migrate;
mod once;
mod order;
pub mod parse;
mod people;
mod projects;
mod rescue;
mod sample;
mod shots;
mod sql;
mod status;
mod takes;
mod tx;

#[cfg(test)]
mod suite;

pub use db::Store;
pub use error::Error;
pub use facts::Facts;
pub use files::{NewFile, StoredFile};
pub use jobs::Waiting;
pub use leases::{Beat, Finished};
pub use once::Once;
pub use people::{Credentials, key as name_key};
pub use sample::{Sample, SampleKeyframe, SampleShot};

/// What every method of the store answers with.
pub type Result<T> = std::result::Result<T, Error>;
