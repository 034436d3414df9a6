//! The guard of a watched key.

/// Dropping it ends the watch.
#[must_use]
pub struct Watch {}
