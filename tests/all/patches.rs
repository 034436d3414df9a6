//! The server's patches in a real browser: after each, Chromium's DOM is the server's new tree, hash and all.

use std::path::Path;

use live::diff::patch;
use live::testing::trees;
use live::tree::Element;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use tests::files::Files;
use tests::{Browser, Page};

/// Pairs of trees; `--long` sets more by the environment.
const PAIRS: u32 = 10_000;
const BATCH: usize = 250;
/// So many bytes make a tree of up to some hundred nodes.
const MAX_BYTES: usize = 1_500;

fn tree_json(tree: &Element) -> Value {
    serde_json::from_str(&tree.canonical()).expect("a tree is JSON")
}

/// What the page does with a batch: parses each first tree from its HTML, lets the client adopt and patch it, and
/// compares the DOM and the client's own tree with the second tree, and with what Chromium parses from its HTML. An
/// element that has its key and its parent still must be the same. Answers with the first pair that differs.
const CHECK: &str = r"(async (batch) => {
  const { attach, apply } = await import('/web/live/live.js');
  const { toJson, hashOf } = await import('/web/live/tree.js');
  const policy = trustedTypes.createPolicy('test-page', { createHTML: (text) => text });
  const parsed = (html) => {
    const box = document.createElement('div');
    box.innerHTML = policy.createHTML(html);
    return box;
  };
  const read = (node) => {
    if (node instanceof Text) return node.data;
    const names = node.getAttributeNames().sort();
    const attrs = names.map((name) => [name, node.getAttribute(name)]);
    return [node.localName, ...(names.length ? [Object.fromEntries(attrs)] : []), ...[...node.childNodes].map(read)];
  };
  const differs = (seen, wanted) => JSON.stringify(seen) !== JSON.stringify(wanted) && JSON.stringify(seen);
  const key = (dom) => {
    const strict = dom.getAttribute('data-key');
    const name = strict ?? dom.id;
    return name && `${dom.localName} ${strict === null ? 'id' : 'key'} ${name}`;
  };
  const keyed = (dom) => new Map([...dom.children].filter(key).map((kid) => [key(kid), kid]));
  const fields = (box) => [...box.querySelectorAll('input,textarea')];
  const held = (field) => JSON.stringify([field.type, field.value, field.checked]);
  for (const [before, patch, after, tree, hash] of batch) {
    const box = parsed(before);
    document.body.replaceChildren(box);
    const region = attach(box.firstElementChild);
    const lists = new Map([...box.querySelectorAll('*')].map((dom) => [dom, keyed(dom)]));
    const types = new Map(fields(box).map((field) => [field, field.type]));
    const fits = !patch.length || apply(box.firstElementChild, patch);
    const next = parsed(after);
    let lost = '';
    for (const [dom, old] of lists) {
      for (const [name, kid] of box.contains(dom) ? keyed(dom) : []) if ((old.get(name) ?? kid) !== kid) lost = name;
    }
    // What a field that becomes one of another type makes of its value is the browser's own affair.
    const others = fields(next);
    const field = fields(box).findIndex((field, i) => (types.get(field) ?? field.type) === field.type && held(field) !== held(others[i]));
    const wrong = [
      !fits && 'it does not fit',
      lost && `${lost} is another element`,
      differs(read(box.firstElementChild), tree),
      differs(toJson(region), tree),
      !box.isEqualNode(next) && 'some node is of another kind',
      hashOf(region) !== hash && 'the hash is another',
      field >= 0 && `a field holds ${held(fields(box)[field])} and not ${held(others[field])}`,
    ].filter(Boolean);
    if (wrong.length) return { before, patch, after, wrong };
  }
  return null;
})";

/// A page with the client's modules, and the server and browser that it lives in.
async fn page() -> (Files, Browser, Page) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let root = root.expect("the crate lies in the repository");
    let policy = "script-src 'self'; require-trusted-types-for 'script'";
    let files = Files::serve(root, policy).await;
    let browser = Browser::start().await;
    let page = browser.person().await.blank().await;
    page.go(&format!("{}/tests/browser/engine/frame.html", files.url))
        .await;
    (files, browser, page)
}

#[tokio::test]
async fn a_patch_makes_the_browsers_page_the_servers_new_tree() {
    let (_files, _browser, page) = page().await;
    let cases = std::env::var("PROPTEST_CASES").ok();
    let cases = cases.and_then(|n| n.parse().ok()).unwrap_or(PAIRS);
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = proptest::collection::vec(any::<u8>(), 0..MAX_BYTES);
    let mut left = cases as usize;
    while left > 0 {
        let count = left.min(BATCH);
        left -= count;
        let batch: Vec<Value> = (0..count)
            .map(|_| {
                let sample = strategy.new_tree(&mut runner).expect("bytes can be made");
                let (before, after) = trees::pair(&sample.current());
                let patch = patch(&before, &after, 0).unwrap_or_else(|| "[]".to_owned());
                let patch: Value = serde_json::from_str(&patch).expect("patches are JSON");
                let hash = after.wire_hash();
                json!([before.html(), patch, after.html(), tree_json(&after), hash])
            })
            .collect();
        let wrong: Value = page.ask(&format!("{CHECK}({})", Value::from(batch))).await;
        assert!(
            wrong.is_null(),
            "{:#}\nfrom {}\nto {}\nby {}, with {left} of {cases} to go",
            wrong["wrong"],
            wrong["before"].as_str().unwrap_or_default(),
            wrong["after"].as_str().unwrap_or_default(),
            wrong["patch"],
        );
    }
}

/// What of the page must be the same node after the patch, for markup that gives the server's differ no ids to go by.
const SAME: [(&str, &str, &str); 9] = [
    // 27: insertions and removals among children that have no id.
    (
        "<ul><li>a</li><li>b</li></ul>",
        "<ul><li>x</li><li>a</li><li>b</li></ul>",
        "li:has-text(a), li:has-text(b)",
    ),
    (
        "<ul><li>a</li><li>b</li></ul>",
        "<ul><li>a</li><li>x</li><li>b</li><li>y</li></ul>",
        "li:has-text(a), li:has-text(b)",
    ),
    (
        "<ul><li>a</li><li>b</li><li>c</li></ul>",
        "<ul><li>a</li><li>c</li></ul>",
        "li:has-text(a), li:has-text(c)",
    ),
    (
        "<div>text<b>1</b><i>2</i></div>",
        "<div><p>new</p>text<b>1</b><i>3</i></div>",
        "b, i",
    ),
    // 29: siblings without ids before what is loaded.
    (
        "<div><iframe src=\"/a\"></iframe></div>",
        "<div><p>new</p><iframe src=\"/a\"></iframe></div>",
        "iframe",
    ),
    (
        "<div><p>1</p><video></video><p>2</p></div>",
        "<div><p>0</p><p>1</p><b>x</b><video class=\"y\"></video><p>2</p></div>",
        "video",
    ),
    (
        "<div><p>1</p><iframe src=\"/a\"></iframe></div>",
        "<div><iframe src=\"/a\"></iframe></div>",
        "iframe",
    ),
    // 36: another tag, another id.
    (
        "<div><i>a</i><p>b</p><i>c</i></div>",
        "<div><i>a</i><section>b</section><i>c</i></div>",
        "i",
    ),
    (
        "<div><p id=\"old\"><input><b>x</b></p></div>",
        "<div><p id=\"new\"><input><b>y</b></p></div>",
        "p, input, b",
    ),
];

const KEPT: &str = r"(async (cases) => {
  const { attach, apply } = await import('/web/live/live.js');
  const policy = trustedTypes.createPolicy('kept', { createHTML: (text) => text });
  const lost = [];
  for (const { before, after, patch, html, what } of cases) {
    const find = () => what.split(', ').flatMap((selector) => {
      const [css, text] = selector.split(':has-text');
      return [...document.body.querySelectorAll(css)].filter((dom) => !text || `(${dom.textContent})` === text);
    });
    document.body.innerHTML = policy.createHTML(html);
    const root = document.body.firstChild;
    root.setAttribute('data-r', '7');
    attach(root);
    const [nodes, frames] = [find(), find().map((dom) => dom.contentWindow)];
    if (!nodes.length || !apply(root, patch)) lost.push({ before, after, patch });
    const kept = find();
    const same = kept.length === nodes.length && kept.every((dom, i) => dom === nodes[i] && dom.contentWindow === frames[i]);
    if (!same) lost.push({ before, after, patch });
  }
  return lost;
})";

#[tokio::test]
async fn b27_b29_b36_what_the_servers_differ_pairs_without_ids_stays_the_same_node() {
    let cases: Vec<Value> = SAME
        .iter()
        .map(|(before, after, what)| {
            let tree = |markup: &str| live::markup::parse(markup, &[]).expect("it is accepted");
            let (old, new) = (tree(before), tree(after));
            let patch = patch(&old, &new, 7).expect("they differ");
            let patch: Value = serde_json::from_str(&patch).expect("patches are JSON");
            json!({ "before": before, "after": after, "patch": patch, "html": old.html(), "what": what })
        })
        .collect();
    let (_files, _browser, page) = page().await;
    let lost: Vec<Value> = page.ask(&format!("{KEPT}({})", json!(cases))).await;
    assert!(lost.is_empty(), "{lost:#?}");
}
