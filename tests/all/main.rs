//! The one integration binary: each file a subject, each test a fact about the real program.

mod config;
mod engine;
mod house;
mod kit;
mod patches;
mod story;
mod studio;
