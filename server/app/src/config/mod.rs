//! The configuration: said as text ([`args`]), parsed into values that cannot be wrong ([`plan`], [`check`]), shown without secrets ([`print`]).

pub(crate) mod args;
mod check;
mod limits;
mod network;
mod plan;
pub(crate) mod print;
mod report;
pub(crate) mod secret;
pub(crate) mod settings;
#[cfg(test)]
mod tests;

pub(crate) use check::{Problems, is_internal};
pub(crate) use plan::plan;
pub(crate) use report::Report;
pub(crate) use secret::Secret;
pub(crate) use settings::{
    Database, Front, LogFormat, Logs, Mode, Plan, Process, Storage, UserWork, Workshop,
};
