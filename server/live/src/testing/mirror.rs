//! What a browser holds: the regions of a page, and what patches do to them.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::diff::{Op, Plan, apply};
use crate::markup::parse_page;
use crate::tree::{Element, Node, from_json};
use crate::view::Event;
use crate::wire::JoinedRegion;

pub(super) struct Mirror {
    regions: HashMap<u32, Element>,
    root: u32,
}

impl Mirror {
    /// The tab's id and its regions.
    pub(super) fn from_html(html: &str) -> (String, Self) {
        let page = parse_page(html).expect("the engine writes certain markup");
        let id = page
            .attr("data-tab")
            .expect("a page names its tab")
            .to_owned();
        let mut mirror = Self {
            regions: HashMap::new(),
            root: 0,
        };
        mirror.root = mirror.split(&page);
        mirror.check();
        (id, mirror)
    }

    /// A page of one region, after a patch of it.
    #[cfg(test)]
    pub(super) fn patched(region: Element, number: u32, patch: &Value) -> Element {
        let mut mirror = Self {
            regions: HashMap::from([(number, region)]),
            root: number,
        };
        mirror.patch(patch);
        mirror.regions.remove(&number).expect("it keeps its number")
    }

    fn split(&mut self, region: &Element) -> u32 {
        let told = region.attr("data-r").and_then(|told| told.split_once(':'));
        let (number, size) = told.expect("a region has a number and a size");
        let number = number.parse().expect("a region has a number");
        let Node::Element(own) = self.without_regions(&Node::Element(region.clone()), true) else {
            unreachable!("an element stays one");
        };
        assert_eq!(own.size().to_string(), size, "both sides count alike");
        self.regions.insert(number, own);
        number
    }

    fn without_regions(&mut self, node: &Node, top: bool) -> Node {
        let Node::Element(element) = node else {
            return node.clone();
        };
        if !top && element.attr("data-r").is_some() {
            self.split(element);
            let id = element.attr("id").expect("a region has an id");
            return Node::Hole(id.into());
        }
        let own = |(name, _): &&(Box<str>, Box<str>)| !matches!(&**name, "data-r" | "data-tab");
        let attrs = element.attrs().iter().filter(own).cloned().collect();
        let children = element.children().iter();
        let children = children
            .map(|child| self.without_regions(child, false))
            .collect();
        Node::Element(Element::new(element.tag(), attrs, children))
    }

    pub(super) fn patch(&mut self, frame: &Value) {
        let items = frame.as_array().expect("a patch is a list");
        if items[0].is_array() {
            for patch in items {
                self.patch_one(patch.as_array().expect("a patch is a list"));
            }
        } else {
            self.patch_one(items);
        }
        self.check();
    }

    fn patch_one(&mut self, items: &[Value]) {
        let mut number = int(&items[0]);
        let mut region = self
            .regions
            .remove(&number)
            .expect("patches name regions of the page");
        let mut ops = Vec::new();
        let mut rest = &items[1..];
        while let Some((first, tail)) = rest.split_first() {
            rest = tail;
            if first.is_u64() {
                let (value, tail) = rest.split_first().expect("a slot has a value");
                rest = tail;
                ops.push(match value.as_str() {
                    Some(text) => Op::Set(int(first), text.into()),
                    None => Op::Append(int(first), text(&value["+"])),
                });
                continue;
            }
            let op = first.as_array().expect("an operation is a list");
            match op[0].as_str() {
                Some("r") => {
                    number = int(&op[1]);
                    let root = items[0].as_u64() == Some(u64::from(self.root));
                    if root {
                        self.root = number;
                    }
                }
                Some("a") => ops.push(Op::Gain(int(&op[1]), pairs(&op[2]))),
                Some("d") => ops.push(Op::Lose(int(&op[1]), op[2..].iter().map(text).collect())),
                Some("c") => ops.push(Op::Children(int(&op[1]), self.plan(&op[2..]))),
                Some("t") => match self.enter(&op[1]) {
                    Node::Element(root) => ops.push(Op::Root(root)),
                    _ => panic!("a root is an element"),
                },
                other => panic!("no such operation: {other:?}"),
            }
        }
        region = apply(&region, &ops);
        self.regions.insert(number, region);
        let reachable = self.reachable();
        self.regions.retain(|number, _| reachable.contains(number));
    }

    fn plan(&mut self, items: &[Value]) -> Vec<Plan> {
        let mut plan = Vec::new();
        let mut items = items.iter();
        while let Some(item) = items.next() {
            plan.push(if item.is_u64() {
                let count = items.next().expect("a run has a length");
                Plan::Keep {
                    from: int(item),
                    count: int(count),
                }
            } else {
                Plan::New(self.enter(item))
            });
        }
        plan
    }

    /// New content, which may hold whole regions.
    fn enter(&mut self, value: &Value) -> Node {
        let Some(items) = value.as_array() else {
            return Node::Text(text(value));
        };
        if items[0].is_u64() {
            let inside = self.enter(&Value::Array(items[1..].to_vec()));
            let Node::Element(element) = inside else {
                panic!("a region is an element");
            };
            let id: Box<str> = element.attr("id").expect("a region has an id").into();
            self.regions.insert(int(&items[0]), element);
            return Node::Hole(id);
        }
        let (attrs, children) = match items.get(1) {
            Some(Value::Object(_)) => (pairs(&items[1]), &items[2..]),
            _ => (Vec::new(), &items[1..]),
        };
        let children = children.iter().map(|child| self.enter(child)).collect();
        Node::Element(Element::new(text(&items[0]), attrs, children))
    }

    fn find(&self, id: &str) -> Option<(u32, &Element)> {
        let found = self.regions.iter().find(|(_, e)| e.attr("id") == Some(id));
        found.map(|(number, element)| (*number, element))
    }

    fn reachable(&self) -> HashSet<u32> {
        let mut found = HashSet::new();
        let mut open = vec![self.root];
        while let Some(number) = open.pop() {
            if !found.insert(number) {
                continue;
            }
            let Some(region) = self.regions.get(&number) else {
                continue;
            };
            let mut holes = Vec::new();
            walk(region, &mut |node| {
                if let Node::Hole(key) = node {
                    holes.push(key.clone());
                }
            });
            open.extend(holes.iter().filter_map(|key| Some(self.find(key)?.0)));
        }
        found
    }

    /// No two elements of the page have the same id.
    fn check(&self) {
        let mut ids = HashSet::new();
        let mut seen = |element: &Element| {
            if let Some(id) = element.attr("id") {
                assert!(ids.insert(id.to_owned()), "two elements have the id `{id}`");
            }
        };
        for region in self.regions.values() {
            seen(region);
            walk(region, &mut |node| {
                if let Node::Element(element) = node {
                    seen(element);
                }
            });
        }
    }

    pub(super) fn rename(&mut self, map: &Value) {
        if map.is_null() {
            return;
        }
        let pairs: Vec<(u32, u32)> = serde_json::from_value(map.clone()).expect("pairs of numbers");
        let moved: Vec<(u32, Element)> = pairs
            .iter()
            .filter_map(|(old, new)| Some((*new, self.regions.remove(old)?)))
            .collect();
        self.regions.extend(moved);
        if let Some((_, new)) = pairs.iter().find(|(old, _)| *old == self.root) {
            self.root = *new;
        }
    }

    pub(super) fn upload(&self, number: u32) -> Value {
        let region = &self.regions[&number];
        serde_json::from_str(&region.canonical()).expect("canonical form is JSON")
    }

    pub(super) fn regions(&self) -> Vec<JoinedRegion> {
        let regions = self.regions.iter();
        regions
            .map(|(number, region)| JoinedRegion {
                number: *number,
                hash: region.wire_hash(),
                id: region.attr("id").expect("a region has an id").to_owned(),
            })
            .collect()
    }

    /// The event that an attribute of the element with this id names, with the element's values.
    pub(super) fn event_of(&self, id: &str, attribute: &str) -> Event {
        let path = self.path_to(id);
        let event = path.last().and_then(|element| event(element, attribute));
        event.unwrap_or_else(|| panic!("no element `{id}` with `{attribute}`"))
    }

    /// The element with this id, last, and those it is in; nothing where there is none.
    pub(super) fn path_to(&self, id: &str) -> Vec<&Element> {
        let mut path = Vec::new();
        self.search(&self.regions[&self.root], id, &mut path);
        path
    }

    fn search<'a>(&'a self, element: &'a Element, id: &str, path: &mut Vec<&'a Element>) -> bool {
        path.push(element);
        let found = element.attr("id") == Some(id)
            || self
                .children(element)
                .into_iter()
                .any(|child| self.search(child, id, path));
        if !found {
            path.pop();
        }
        found
    }

    /// The elements directly in this one, whichever region they are of.
    pub(super) fn children<'a>(&'a self, element: &'a Element) -> Vec<&'a Element> {
        let children = element.children().iter();
        let elements = children.filter_map(|child| match child {
            Node::Element(inner) => Some(inner),
            Node::Hole(key) => self.find(key).map(|(_, region)| region),
            Node::Text(_) => None,
        });
        elements.collect()
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.write_text(self.root, &mut out);
        out
    }

    fn write_text(&self, number: u32, out: &mut String) {
        walk(&self.regions[&number], &mut |node| match node {
            Node::Text(text) => {
                out.push_str(text);
                out.push(' ');
            }
            Node::Hole(key) => {
                if let Some((number, _)) = self.find(key) {
                    self.write_text(number, out);
                }
            }
            Node::Element(_) => {}
        });
    }

    pub(super) fn page(&self) -> String {
        self.whole(&from_json(&self.upload(self.root)).expect("our own form"))
            .to_string()
    }

    fn whole(&self, element: &Element) -> Value {
        let mut items = vec![json!(element.tag())];
        let attrs = element.attrs().iter();
        items.push(attrs.map(|(n, v)| (n.to_string(), json!(&**v))).collect());
        for child in element.children() {
            items.push(match child {
                Node::Text(text) => json!(&**text),
                Node::Element(inner) => self.whole(inner),
                Node::Hole(key) => {
                    let (_, region) = self.find(key).expect("a hole has its region");
                    self.whole(region)
                }
            });
        }
        Value::Array(items)
    }
}

/// The event that an attribute of the element names, with its `data-val-…`.
pub(super) fn event(element: &Element, attribute: &str) -> Option<Event> {
    let mut event = Event::new(element.attr(attribute)?);
    for (name, value) in element.attrs() {
        if let Some(key) = name.strip_prefix("data-val-") {
            event = event.with(key, &**value);
        }
    }
    Some(event)
}

fn walk(element: &Element, visit: &mut dyn FnMut(&Node)) {
    for child in element.children() {
        visit(child);
        if let Node::Element(inner) = child {
            walk(inner, visit);
        }
    }
}

fn int(value: &Value) -> u32 {
    let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
    number.unwrap_or_else(|| panic!("not a number: {value}"))
}

fn text(value: &Value) -> Box<str> {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not text: {value}"))
        .into()
}

fn pairs(value: &Value) -> Vec<(Box<str>, Box<str>)> {
    let map = value.as_object().expect("attributes are an object");
    map.iter()
        .map(|(n, v)| (n.as_str().into(), text(v)))
        .collect()
}
