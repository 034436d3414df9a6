//! The live engine: pages kept current by patches from an actor that owns the tab's state.
//!
//! An [`App`] is a pure function from small per-tab state and recorded reads to plain maud markup, cut into
//! *regions*. The engine keeps the last tree of each region, renders a region again when something it read
//! has changed or its inputs differ, diffs the two trees and sends the smallest list of operations. Regions with
//! equal inputs under one [`App::Scope`] are rendered and diffed once per process, whoever looks at them.
//!
//! It knows no noun of any application, opens no HTTP connection and runs no SQL.

pub mod browser;
mod cell;
pub mod diff;
pub mod engine;
mod hub;
mod line;
pub mod markup;
mod mounts;
pub mod policy;
pub mod region;
pub mod snapshot;
mod socket;
mod stream;
mod tab;
mod tab_id;
pub mod testing;
mod topics;
pub mod tree;
pub mod view;
pub mod wire;

pub use engine::{Config, Engine, Page};
pub use policy::{Offline, Policy};
pub use region::{Cx, Spec};
pub use view::{App, Attempt, Effect, Event, Mode, Step};
