//! The one integration binary: each file a subject, each test a fact about the real program.

mod config;
mod house;
mod kit;
