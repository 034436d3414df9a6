//! The test kit: the real program, a real browser and the real servers around them, on free ports.
//!
//! Everything started here listens on 127.0.0.1, keeps its files in a temporary folder, and is ended when its value
//! goes. A helper that cannot do its work panics with what it saw, so that a test reads as a story.

pub mod api;
pub mod cdp;
pub mod contract;
pub mod crowd;
pub mod far;
pub mod files;
pub mod film;
pub mod line;
pub mod metrics;
pub mod pictures;
pub mod program;
pub mod roles;
pub mod servers;
pub mod soup;
pub mod suites;
pub mod until;
pub mod wire_tab;

pub use cdp::{Browser, Page};
pub use program::{Program, Rushes};
pub use until::until;

/// Where pictures of pages are kept for people to look at.
#[must_use]
pub fn screens() -> std::path::PathBuf {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("the crate lies in the repository")
        .join("target/screens")
}
