//! The client against the real backend: real store, real HTTP, real feed.

mod stage;

mod faults;
mod property;
mod share;
