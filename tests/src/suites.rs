//! The browser client's own suites, run in a real Chromium under a policy that lets no markup be parsed from text.

use std::path::Path;

use serde::Deserialize;

use crate::Browser;
use crate::files::Files;

const POLICY: &str = "script-src 'self'; style-src 'self'; require-trusted-types-for 'script'";

/// What one test found.
#[derive(Debug, Deserialize)]
pub struct Outcome {
    /// `suite::fact`.
    pub name: String,
    pub ok: bool,
    pub error: Option<String>,
    pub skipped: Option<String>,
}

/// Opens the page of the suites with this query and drives it to its end.
pub async fn run(query: &str) -> Vec<Outcome> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let root = root.expect("the crate lies in the repository");
    let files = Files::serve(root, POLICY).await;
    let browser = Browser::start().await;
    let page = browser.person().await.blank().await;
    page.drives().await;
    page.go(&format!(
        "{}/tests/browser/engine/index.html?root={}&{query}",
        files.url,
        root.display()
    ))
    .await;
    // As long as one test after the other ends, nothing hangs.
    let mut ended = 0;
    while !page.ask::<bool>("window.done === true").await {
        page.driving(&format!("window.done || window.results?.length > {ended}"))
            .await;
        ended = page.ask("window.results.length").await;
    }
    page.ask("window.results").await
}
