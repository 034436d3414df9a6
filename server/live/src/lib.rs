//! The live engine: views, regions, diffs and the actor behind each browser tab.
