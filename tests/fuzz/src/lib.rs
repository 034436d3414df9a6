//! What the engine reads from browsers and views, and what must hold whatever it is.
//!
//! Each function takes the bytes of one input and panics where the engine does not keep its word. A fuzzer calls them
//! for as long as it is given (`tests/fuzz/run`), the tests once for each input that was kept (`corpus/`).

use std::str;

use live::diff::{self, apply};
use live::snapshot::{Seal, Snapshot};
use live::testing::trees;
use live::tree::{self, Element};
use live::wire::{self, Frame, Join, Late};
use live::{Event, markup};
use serde_json::{Value, json};

/// A target's name and what it does with an input.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 5] = [
    ("wire", wire),
    ("snapshot", snapshot),
    ("tree", tree),
    ("markup", markup),
    ("diff", diff),
];

/// A frame from a browser: it is refused with a sentence, or keeps the wire's limits and says the same when written
/// again.
pub fn wire(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    match wire::parse(text) {
        Err(sentence) => assert!(!sentence.is_empty()),
        Ok(frame) => {
            match &frame {
                Frame::Event(_, event, _) => {
                    assert!(event.name.len() <= 64 && event.values.len() <= 512);
                }
                // Numbers that no tree holds are read with the last bit uncertain.
                Frame::Tree(_, tree) if tree::from_json(tree).is_err() => return,
                _ => {}
            }
            let again = wire::parse(&written(&frame).to_string());
            assert_eq!(again.as_ref(), Ok(&frame));
        }
    }
}

fn said_of(late: &Late) -> Value {
    let waited = u64::try_from(late.waited().as_millis()).unwrap_or(u64::MAX);
    json!({ "w": waited, "t": late.t, "again": late.again, "after": late.after })
}

fn written(frame: &Frame) -> Value {
    match frame {
        Frame::Ping => json!(["p"]),
        Frame::Drawn(frame, after) => json!(["d", frame, after]),
        Frame::Ack(count, serial) => json!(["a", count, serial]),
        Frame::Navigate(number, url, late) => json!(["n", number, url, said_of(late)]),
        Frame::Event(number, Event { name, values }, late) => {
            json!(["e", number, name, values, said_of(late)])
        }
        Frame::Tree(region, tree) => json!(["t", region, tree]),
        Frame::Join(join) => {
            let Join { v, tab, url, .. } = &**join;
            let regions = join.regions.as_ref().map(|regions| {
                let shown = regions.iter();
                let shown = shown.map(|region| json!([region.number, region.hash, region.id]));
                shown.collect::<Vec<_>>()
            });
            json!(["j", {
                "v": v, "tab": tab, "url": url, "s": join.s, "serial": join.serial,
                "regions": regions, "loaded": join.loaded
            }])
        }
    }
}

/// A snapshot: what we sealed opens for its tab and in time, and nothing else opens at all.
pub fn snapshot(data: &[u8]) {
    const NOW: u64 = 1_000_000;
    let seal = Seal::new([&b"a secret"[..]], 1);
    if let Ok(text) = str::from_utf8(data) {
        let opened = seal.open::<Value, Value>("session", "tab", text, NOW);
        assert!(opened.is_err(), "nobody sealed this");
    }
    let Some((&[how, at, with], rest)) = data.split_first_chunk() else {
        return;
    };
    let state = String::from_utf8_lossy(rest).into_owned();
    let event = u64::from(at) << 32 | u64::from(with);
    let snapshot = Snapshot::<String, Value> {
        state: state.clone(),
        event,
        serial: u64::from(how),
        open: Vec::new(),
        refused: Vec::new(),
    };
    let Some(sealed) = seal.seal("session", "tab", &snapshot, NOW) else {
        assert!(rest.len() > 1024, "a small state is sealed");
        return;
    };
    let opened = |session: &str, tab: &str, text: &str, now| {
        seal.open::<String, Value>(session, tab, text, now).ok()
    };
    let fresh = opened("session", "tab", &sealed, NOW + u64::from(with));
    assert_eq!(fresh, Some(snapshot));
    assert_eq!(
        opened("session", &state, &sealed, NOW),
        fresh.filter(|_| state == "tab")
    );
    assert_eq!(
        opened(&state, "tab", &sealed, NOW).is_some(),
        state == "session"
    );
    assert_eq!(opened("session", "tab", &sealed, NOW + 7 * 24 * 3600), None);
    let mut forged = sealed.clone().into_bytes();
    let at = usize::from(at) * forged.len() / 256;
    match how % 4 {
        0 => forged[at] = with,
        1 => forged.truncate(at),
        2 => forged.insert(at, with),
        _ => drop(forged.remove(at)),
    }
    if let Ok(forged) = str::from_utf8(&forged) {
        let opened = opened("session", "tab", forged, NOW);
        assert_eq!(
            opened.is_some(),
            forged == sealed,
            "one that was changed opened"
        );
    }
}

/// A tree that a browser uploads: it is refused, or it is written and read as the same, and a patch leads from it to the
/// page that the server has.
pub fn tree(data: &[u8]) {
    let Some(uploaded) = json_tree(data) else {
        return;
    };
    assert_eq!(
        json_tree(uploaded.canonical().as_bytes()).as_ref(),
        Some(&uploaded)
    );
    assert_eq!(uploaded.wire_hash().len(), 16);
    // The server's page has something of it, wherever the bytes say so.
    let (ours, _) = trees::pair(data);
    becomes(&uploaded, &ours);
    becomes(&ours, &uploaded);
}

fn json_tree(data: &[u8]) -> Option<Element> {
    tree::from_json(&serde_json::from_slice(data).ok()?).ok()
}

/// The markup of a view: it is refused with its place, or it is read as the same tree from the engine's own HTML.
pub fn markup(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    match markup::parse(text, &["one", "two"]) {
        Err(error) => assert!(!error.to_string().is_empty()),
        // A region's own HTML would stand where it is left out here.
        Ok(tree) if tree.canonical().contains("[\"#\",") => {}
        Ok(tree) => {
            assert_eq!(markup::parse(&tree.html(), &[]).as_ref(), Ok(&tree));
            let upload = serde_json::from_str(&tree.canonical()).expect("it is JSON");
            assert_eq!(tree::from_json(&upload).as_ref(), Ok(&tree));
        }
    }
}

/// Two trees: the operations between them make one the other, on the wire as well, and there are none between equals.
pub fn diff(data: &[u8]) {
    let (a, b) = trees::pair_with_regions(data);
    becomes(&a, &b);
    becomes(&b, &a);
    let (a, b) = trees::pair(data);
    if let Some(patch) = diff::patch(&a, &b, 7) {
        let patch: Value = serde_json::from_str(&patch).expect("a patch is JSON");
        assert_eq!(patch[0], 7);
        // A wrong patch is longer than the page, and no page would be sent so.
        assert!(patch.to_string().len() <= 2 * (a.canonical().len() + b.canonical().len()));
    }
}

fn becomes(a: &Element, b: &Element) {
    let operations = diff::diff(a, b);
    assert_eq!(operations.is_empty(), a == b);
    assert_eq!(&apply(a, &operations), b);
}
