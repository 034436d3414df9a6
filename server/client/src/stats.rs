//! Counters.

use std::collections::BTreeMap;

/// What the client did since its start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Reads answered from memory.
    pub hits: u64,
    /// Reads for which nothing was known.
    pub misses: u64,
    /// Reads that joined a call already under way.
    pub coalesced: u64,
    /// Reads answered with a value that was being read again.
    pub stale: u64,
    /// Calls by route and method, such as `GET /v1/projects/{id}`.
    pub calls: BTreeMap<&'static str, u64>,
}
