//! The browser client's own suites, in real Chromium, under a policy that lets no markup be parsed from text.

use std::path::Path;

use serde::Deserialize;
use tests::Browser;
use tests::files::Files;

const POLICY: &str = "script-src 'self'; require-trusted-types-for 'script'";

#[derive(Deserialize)]
struct Outcome {
    name: String,
    ok: bool,
    error: Option<String>,
}

#[tokio::test]
async fn every_suite_of_the_browser_client_passes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lies in the repository");
    let files = Files::serve(root, POLICY).await;
    let browser = Browser::start().await;
    let page = browser.person().await.blank().await;
    page.drives().await;
    page.go(&format!("{}/tests/browser/engine/index.html", files.url))
        .await;
    page.driving("window.done === true").await;
    let outcomes: Vec<Outcome> = page.ask("window.results").await;
    let failed: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.ok)
        .map(|outcome| {
            format!(
                "{}: {}",
                outcome.name,
                outcome.error.as_deref().unwrap_or_default()
            )
        })
        .collect();
    assert!(
        failed.is_empty(),
        "{} of {} failed: {failed:#?}",
        failed.len(),
        outcomes.len()
    );
    assert!(outcomes.len() >= 50, "only {} ran", outcomes.len());
}
