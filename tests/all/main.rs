//! The one integration binary: each file a subject, each test a fact about the real program.

mod accounts;
mod bad_input;
mod budget;
mod config;
mod contract;
mod counter;
mod crash;
mod desk;
mod engine;
mod film;
mod house;
mod kit;
mod ledger;
mod looks;
mod markup;
mod operations;
mod patches;
mod roles;
mod sessions;
mod soak;
mod story;
mod studio;
mod uploads;
mod wall;
