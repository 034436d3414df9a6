//! Where the files of `web/` are served.
//!
//! The web layer says it once, at start, because the address holds a hash of the build.

use std::sync::OnceLock;

static ROOT: OnceLock<String> = OnceLock::new();

/// Says under which address the files stand, without a slash at the end. Only the first call counts.
pub fn mount(root: String) {
    // A second mount can only come from a second server in one test process, with the same files.
    let _ = ROOT.set(root);
}

/// The address of a file in `web/`: `asset("icons/sprite.svg")`.
#[must_use]
pub fn asset(path: &str) -> String {
    let root = ROOT.get().map_or("/assets", String::as_str);
    format!("{root}/{path}")
}
