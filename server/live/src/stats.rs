//! What the engine counted and timed since it started, for whoever watches it.

use serde::Serialize;
use timing::Timing;

use crate::limits::Limit;

/// How many there are now, and how many there were since the engine started.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stats {
    /// Tabs alive now, with or without a line.
    pub tabs: usize,
    /// Those of them whose browser has a line.
    pub lines: usize,
    /// Sessions that have a tab.
    pub sessions: usize,
    /// Those tabs that get no patch now, since their browser has not yet acknowledged the 32 before.
    pub held_back_now: usize,
    /// Regions that some tab shows now, each counted once.
    pub regions: usize,
    /// Times that a region was rendered.
    pub renders: u64,
    /// How long that took: the view's function, and the reading of its markup.
    pub render_time: Timing,
    /// Times that two revisions of a region were compared. A patch for a thousand tabs takes one.
    pub diffs: u64,
    /// How long the comparing of two trees took, those that browsers uploaded among them.
    pub diff_time: Timing,
    /// Operations of the patches that were made, each patch counted once however many tabs get it.
    pub operations: Operations,
    /// Times that a tab got a region's newer state from a render and a patch that another tab had caused.
    pub shared: u64,
    /// Patch frames handed to lines.
    pub patches: u64,
    /// Their bytes. A WebSocket adds a header of 2 to each, of 4 to one above 125.
    pub patch_bytes: u64,
    /// Regions that were brought in line from a browser's upload.
    pub heals: usize,
    /// Joins that were taken.
    pub joins: u64,
    /// Those of them that reached their tab, by what made the browser join.
    pub joined: Joins,
    /// Joins that were told to come again later, for there were too many in that second.
    pub joins_put_off: u64,
    /// Times that each limit stopped something.
    pub limited: Vec<(Limit, u64)>,
    /// Times that a tab began to be held back.
    pub held_back: u64,
    /// States of a region that a tab was never sent, for a newer one came while it was held back.
    pub dropped: u64,
    /// From an event's arrival until all that it changed was handed to the line: every event that is applied at once.
    pub event_time: Timing,
    /// From a fact or an event until a frame that shows it was handed to the line: one frame of [`crate::Config::measure_every`].
    pub sent_time: Timing,
    /// The same frames, until their browser had applied them. The way of its report back is part of it.
    pub applied_time: Timing,
    /// The same frames, until their browser had painted them. The way of its report back is part of it.
    pub painted_time: Timing,
}

/// What made browsers join.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Joins {
    /// A page was loaded, and joined for the first time.
    pub page: u64,
    /// The line broke, or the browser's tree no longer fitted, and it came back to its tab here.
    pub line: u64,
    /// It had been told to leave, and came back to its tab here.
    pub told: u64,
    /// The page was loaded again, and goes on with the tab of the one before.
    pub reload: u64,
    /// Its tab was another process's, or is no longer known here: it goes on from what the browser kept.
    pub moved: u64,
}

/// Operations of patches, by kind; see [`crate::diff`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Operations {
    /// A text or an attribute got another value.
    pub set: u64,
    /// One grew at its end.
    pub append: u64,
    /// An element got attributes.
    pub gain: u64,
    /// An element lost attributes.
    pub lose: u64,
    /// An element's children came, went or moved.
    pub children: u64,
    /// A region was replaced as a whole.
    pub root: u64,
}
