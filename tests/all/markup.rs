//! Whatever markup the server takes, Chromium builds the server's tree from it: from the markup and from our HTML of it.

use std::path::Path;

use live::markup::parse;
use serde_json::{Value, json};
use tests::Browser;
use tests::files::Files;
use tests::soup::{Dice, Growing};

/// Texts that the server takes; `--long` sets more by the environment.
const TAKEN: usize = 10_000;
const BATCH: usize = 500;
/// So often a piece is added to one text before the next is begun.
const TRIES: usize = 150;

/// Parses each text in Chromium, as part of a page or as a page, and compares with the server's tree. Answers with the
/// texts of which it makes another one.
const CHECK: &str = r"(async (batch) => {
  const { attach } = await import('/web/live/live.js');
  const { toJson } = await import('/web/live/tree.js');
  const parsed = (html) => {
    if (html.startsWith('<html')) return new DOMParser().parseFromString(`<!DOCTYPE html>${html}`, 'text/html');
    const box = document.createElement('div');
    box.innerHTML = html;
    return box;
  };
  const wrong = [];
  for (const [markup, ours, tree] of batch) {
    // The server reads these as they are, since it writes them as references.
    for (const html of /[\r\0]/.test(markup) ? [ours] : [markup, ours]) {
      const box = parsed(html);
      const all = [...box.childNodes].filter((node) => node.nodeType !== 10 && (node.nodeType !== 3 || node.data.trim()));
      const seen = JSON.stringify(all.length === 1 ? toJson(attach(all[0])) : all.length);
      if (seen !== JSON.stringify(tree)) wrong.push({ html, seen, tree: JSON.stringify(tree) });
    }
  }
  return wrong;
})";

#[tokio::test]
async fn markup_that_the_server_takes_is_the_tree_that_a_browser_builds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lies in the repository");
    let files = Files::serve(root, "script-src 'self'").await;
    let browser = Browser::start().await;
    let page = browser.person().await.blank().await;
    page.go(&format!("{}/tests/browser/engine/frame.html", files.url))
        .await;
    let cases = std::env::var("PROPTEST_CASES").ok();
    let mut left = cases.and_then(|n| n.parse().ok()).unwrap_or(TAKEN);
    let mut dice = Dice::new(1);
    let mut growing = Growing::new(&mut dice);
    let mut tries = 0;
    while left > 0 {
        let mut batch = Vec::new();
        while batch.len() < left.min(BATCH) {
            if tries == TRIES {
                growing = Growing::new(&mut dice);
                tries = 0;
            }
            tries += 1;
            let next = growing.grown(&mut dice);
            let markup = next.text();
            if let Ok(tree) = parse(&markup, &[]) {
                let canonical: Value = serde_json::from_str(&tree.canonical()).expect("it is JSON");
                batch.push(json!([markup, tree.html(), canonical]));
                growing = next;
            }
        }
        left -= batch.len();
        let wrong: Value = page.ask(&format!("{CHECK}({})", Value::from(batch))).await;
        assert_eq!(wrong, json!([]), "with {left} to go");
    }
}
