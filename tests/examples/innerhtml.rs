//! Writes `tests/browser/engine/innerhtml.md`: which behaviors break when a region is written with `innerHTML` instead
//! of being patched. `cargo run -p tests --example innerhtml`

use std::fmt::Write;
use std::path::Path;

use tests::suites::run;

const HEAD: &str = "# What breaks with `innerHTML`

The baseline: the suites of the browser client where a region is written again through `innerHTML` instead of being patched (`?patching=innerHTML`, a
switch of the test page alone). Written by `cargo run -p tests --example innerhtml`; run it again when tests of behaviors come or go.

";

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let outcomes = run("patching=innerHTML").await;
    let failed: Vec<_> = outcomes.iter().filter(|outcome| !outcome.ok).collect();
    let mut text = HEAD.to_owned();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{} of {} tests fail:\n", failed.len(), outcomes.len());
    for outcome in failed {
        let _ = writeln!(text, "- `{}`", outcome.name);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::write(folder.join("browser/engine/innerhtml.md"), text)
}
