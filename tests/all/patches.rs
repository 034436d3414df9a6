//! The server's patches in a real browser: after each, Chromium's DOM is the server's new tree, hash and all.

use std::path::Path;

use live::diff::patch;
use live::tree::{Element, Node};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use tests::files::Files;
use tests::{Browser, Page};

/// Pairs of trees; `--long` sets more by the environment.
const PAIRS: u32 = 2_000;
const BATCH: usize = 250;

fn node() -> impl Strategy<Value = Node> {
    let text = "[ab <&é\u{1F600}\n]{1,4}".prop_map(|text| Node::Text(text.into()));
    text.prop_recursive(4, 48, 6, |inner| {
        let tag = "div|p|li|section|svg|g|circle|tr|td|button|b";
        (tag, attrs(), proptest::collection::vec(inner, 0..6))
            .prop_map(|(tag, attrs, children)| Node::Element(Element::new(tag, attrs, children)))
    })
}

fn attrs() -> impl Strategy<Value = Vec<(Box<str>, Box<str>)>> {
    let name = "id|class|title|data-key|hidden|aria-label|data-x";
    proptest::collection::btree_map(name, "[a-f ]{0,3}", 0..4).prop_map(|map| {
        map.into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect()
    })
}

/// Lists whose items have keys, in two orders, some of them changed: what a page mostly does.
fn list() -> impl Strategy<Value = (Element, Element)> {
    let item = |key: u8, text: String| {
        let attrs = vec![("id".into(), format!("k{key}").into())];
        Node::Element(Element::new("li", attrs, vec![Node::Text(text.into())]))
    };
    let items = || proptest::collection::vec((0..30_u8, "[ab]{1,3}"), 0..20);
    (items(), items()).prop_map(move |(a, b)| {
        let list = |items: Vec<(u8, String)>| {
            let mut seen = std::collections::BTreeSet::new();
            let unique = items.into_iter().filter(|(key, _)| seen.insert(*key));
            let children = unique.map(|(key, text)| item(key, text)).collect();
            Element::new("ul", Vec::new(), children)
        };
        (list(a), list(b))
    })
}

fn pair() -> impl Strategy<Value = (Element, Element)> {
    let children = || proptest::collection::vec(node(), 0..6);
    let trees = (children(), children()).prop_map(|(a, b)| {
        let root = |children| Element::new("div", Vec::new(), children);
        (root(a), root(b))
    });
    prop_oneof![2 => trees, 1 => list()]
}

fn tree_json(tree: &Element) -> Value {
    serde_json::from_str(&tree.canonical()).expect("a tree is JSON")
}

/// What the page does with a batch: builds each first tree by hand, lets the client adopt and patch it, and
/// reads back both the DOM and the client's own tree. Answers with the first pair that differs.
const CHECK: &str = r"(async (batch) => {
  const { attach, apply } = await import('/web/live/live.js');
  const { toJson, hashOf } = await import('/web/live/tree.js');
  const SVG = 'http://www.w3.org/2000/svg';
  const make = (json, ns) => {
    if (typeof json === 'string') return document.createTextNode(json);
    const [tag, ...rest] = json;
    const space = tag === 'svg' ? SVG : ns;
    const dom = document.createElementNS(space, tag);
    for (const item of rest) {
      if (typeof item === 'object' && !Array.isArray(item)) {
        for (const name in item) dom.setAttribute(name, item[name]);
      } else dom.append(make(item, space));
    }
    return dom;
  };
  const read = (dom) => {
    if (dom instanceof Text) return dom.data;
    const names = dom.getAttributeNames().filter((name) => name !== 'data-r').sort();
    const attrs = names.map((name) => [name, dom.getAttribute(name)]);
    return [dom.localName, ...(attrs.length ? [Object.fromEntries(attrs)] : []), ...[...dom.childNodes].map(read)];
  };
  for (const [before, patch, after, hash] of batch) {
    const dom = make(before, 'http://www.w3.org/1999/xhtml');
    dom.setAttribute('data-r', '7');
    document.body.replaceChildren(dom);
    const region = attach(dom);
    const kept = new Map([...dom.children].filter((kid) => kid.id).map((kid) => [kid.tagName + kid.id, kid]));
    const fits = !patch.length || apply(dom, patch);
    const seen = { dom: JSON.stringify(read(dom)), tree: JSON.stringify(toJson(region)), hash: hashOf(region) };
    const want = JSON.stringify(after);
    const same = dom.localName !== 'ul' || [...dom.children].every((kid) => (kept.get(kid.tagName + kid.id) ?? kid) === kid);
    if (!fits || !same || seen.dom !== want || seen.tree !== want || seen.hash !== hash) return { before, patch, after, hash, seen, fits, same };
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
    let strategy = pair();
    let pairs: Vec<Value> = (0..cases)
        .map(|_| {
            let sample = strategy.new_tree(&mut runner).expect("trees can be made");
            let (before, after) = sample.current();
            let patch = patch(&before, &after, 7).unwrap_or_else(|| "[]".to_owned());
            let patch: Value = serde_json::from_str(&patch).expect("patches are JSON");
            json!([
                tree_json(&before),
                patch,
                tree_json(&after),
                after.wire_hash()
            ])
        })
        .collect();
    for batch in pairs.chunks(BATCH) {
        let wrong: Value = page.ask(&format!("{CHECK}({})", Value::from(batch))).await;
        assert_eq!(wrong, Value::Null);
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
