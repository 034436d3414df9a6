//! A thin driver for real Chromium over the DevTools protocol: one websocket, one value per page, real input events.

mod arrivals;
mod browser;
mod connection;
mod input;
mod page;
mod traffic;

pub use browser::{Browser, Person};
pub use page::{Look, Page};
pub use traffic::{Arrival, Direction, Frame, Traffic};
