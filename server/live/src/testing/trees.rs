//! Trees such as pages have, made from bytes: lists with keys, text, attributes, drawings, formulas, tables, forms.
//!
//! The same bytes make the same trees, and fewer bytes make smaller ones, so that a property that fails shrinks and a
//! fuzzer steers by what its bytes reach. Every tree is one that a browser builds from its own HTML.

use std::collections::HashSet;

use crate::tree::{Element, Node};
use vocabulary::{Model, PHRASING, TEXTS, attributes_of, model, value_of};

mod vocabulary;

/// A tree and what might become of it: mostly the same tree with changes, now and then quite another.
#[must_use]
pub fn pair(bytes: &[u8]) -> (Element, Element) {
    Source::new(bytes, false).pair()
}

/// The same with regions inside and with keys that stand twice, which only the server's side can compare.
#[must_use]
pub fn pair_with_regions(bytes: &[u8]) -> (Element, Element) {
    Source::new(bytes, true).pair()
}

/// A list of children gets at most so many at once.
const MANY: usize = 6;
/// A page is seldom deeper in one region.
const DEPTH: usize = 6;

struct Source<'a> {
    bytes: std::slice::Iter<'a, u8>,
    named: u32,
    regions: bool,
}

/// What the elements around forbid.
#[derive(Clone, Copy, Default)]
struct Around {
    phrasing: bool,
    link: bool,
    button: bool,
    form: bool,
}

impl Around {
    fn within(mut self, tag: &str) -> Self {
        self.phrasing |= matches!(model(tag), Model::Phrasing);
        self.link |= tag == "a";
        self.button |= tag == "button";
        self.form |= tag == "form";
        self
    }

    fn allows(self, tag: &str) -> bool {
        match tag {
            "a" => !self.link,
            "button" => !self.button,
            "form" => !self.form,
            _ => true,
        }
    }
}

impl<'a> Source<'a> {
    fn new(bytes: &'a [u8], regions: bool) -> Self {
        Self {
            bytes: bytes.iter(),
            named: 0,
            regions,
        }
    }

    /// One of `n`; the first when there are no bytes left, so that every walk ends.
    fn pick(&mut self, n: usize) -> usize {
        let byte = self.bytes.next().copied().unwrap_or(0);
        usize::from(byte) % n.max(1)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.pick(n) + 1 == n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.pick(all.len())]
    }

    fn name(&mut self) -> String {
        self.named += 1;
        format!("n{}", self.named)
    }

    fn pair(&mut self) -> (Element, Element) {
        let another = self.one_in(4);
        let around = Around::default();
        let before = self.element("div", around, DEPTH);
        let after = if another {
            // With the same names, in other places.
            self.named = 0;
            self.element("div", around, DEPTH)
        } else if self.one_in(24) {
            self.element("section", around, DEPTH)
        } else {
            self.changed(&before, around, DEPTH)
        };
        (before, after)
    }

    fn element(&mut self, tag: &str, around: Around, depth: usize) -> Element {
        let attrs = self.attributes(tag);
        let children = self.children(tag, around, depth);
        Element::new(tag, attrs, self.unique(children))
    }

    fn attributes(&mut self, tag: &str) -> Vec<(Box<str>, Box<str>)> {
        let mut attrs = Vec::new();
        match self.pick(6) {
            1 if self.regions => attrs.push(("id".into(), format!("n{}", self.pick(5)).into())),
            1 | 2 => attrs.push(("id".into(), self.name().into())),
            3 => attrs.push(("data-key".into(), format!("k{}", self.pick(12)).into())),
            _ => {}
        }
        for &name in attributes_of(tag) {
            if self.one_in(5) {
                attrs.push((name.into(), self.value(name)));
            }
        }
        attrs
    }

    fn value(&mut self, name: &str) -> Box<str> {
        match value_of(name) {
            [] => self.text().into(),
            all => self.of(all).into(),
        }
    }

    fn text(&mut self) -> String {
        let mut text = self.of(TEXTS).to_owned();
        if self.one_in(4) {
            text.push_str(self.of(TEXTS));
        }
        text
    }

    fn children(&mut self, tag: &str, around: Around, depth: usize) -> Vec<Node> {
        let around = around.within(tag);
        if depth == 0 {
            return Vec::new();
        }
        let only = match model(tag) {
            Model::Empty => return Vec::new(),
            Model::Text if self.one_in(4) => return Vec::new(),
            Model::Text => return vec![Node::Text(self.text().into())],
            Model::Only(tags) => Some(tags),
            Model::Phrasing | Model::Flow => None,
        };
        let mut children = Vec::new();
        for _ in 0..self.pick(MANY) {
            children.push(match only {
                Some(_) if self.one_in(12) => Node::Text("\n  ".into()),
                Some(tags) => {
                    let tag = self.of(tags);
                    Node::Element(self.element(tag, around, depth - 1))
                }
                None => self.content(around, depth),
            });
        }
        children
    }

    fn content(&mut self, around: Around, depth: usize) -> Node {
        if self.pick(3) == 0 {
            return Node::Text(self.text().into());
        }
        if self.regions && self.one_in(6) {
            return Node::Hole(self.name().into());
        }
        let tags = if around.phrasing {
            PHRASING
        } else {
            vocabulary::FLOW
        };
        let tag = self.of(tags);
        let tag = if around.allows(tag) { tag } else { "b" };
        Node::Element(self.element(tag, around, depth - 1))
    }

    /// The element after a change: most of it stays.
    fn changed(&mut self, old: &Element, around: Around, depth: usize) -> Element {
        let mut attrs = old.attrs().to_vec();
        let is_key = |name: &str| matches!(name, "id" | "data-key");
        if self.one_in(4) {
            let keeps_key = self.pick(4) > 0;
            let mut keeps = |name: &str| {
                if is_key(name) {
                    keeps_key
                } else {
                    self.pick(3) > 0
                }
            };
            attrs.retain(|(name, _)| keeps(name));
            for (name, value) in self.attributes(old.tag()) {
                let is_there = attrs.iter().any(|(other, _)| *other == name);
                let is_kept = keeps_key && is_key(&name);
                if !is_there && !is_kept {
                    attrs.push((name, value));
                }
            }
        }
        for (name, value) in &mut attrs {
            if !is_key(name) && self.one_in(6) {
                *value = self.value(name);
            }
        }
        let children = self.changed_children(old, around, depth);
        Element::new(old.tag(), attrs, self.unique(children))
    }

    fn changed_children(&mut self, old: &Element, around: Around, depth: usize) -> Vec<Node> {
        let mut children = old.children().to_vec();
        let model = model(old.tag());
        if matches!(model, Model::Only(_) | Model::Phrasing | Model::Flow) {
            children.retain(|_| !self.one_in(7));
            match self.pick(5) {
                1 => children.reverse(),
                2 => {
                    for last in (1..children.len()).rev() {
                        children.swap(last, self.pick(last + 1));
                    }
                }
                3 if !children.is_empty() => {
                    let by = self.pick(children.len());
                    children.rotate_left(by);
                }
                _ => {}
            }
            if self.one_in(3) {
                let at = self.pick(children.len() + 1);
                children.splice(at..at, self.children(old.tag(), around, depth));
            }
        }
        let around = around.within(old.tag());
        let change = |child: Node| match child {
            Node::Text(text) => Node::Text(self.changed_text(&text).into()),
            Node::Element(element) => {
                Node::Element(self.changed(&element, around, depth.saturating_sub(1)))
            }
            Node::Hole(key) => Node::Hole(key),
        };
        children.into_iter().map(change).collect()
    }

    fn changed_text(&mut self, old: &str) -> String {
        // Only white space may stand where tags stand alone.
        if old.trim_ascii().is_empty() {
            return old.to_owned();
        }
        match self.pick(6) {
            1 => format!("{old}{}", self.text()),
            2 => self.text(),
            3 => format!("{}{old}", self.of(TEXTS)),
            _ => old.to_owned(),
        }
    }

    /// No two siblings have one key.
    fn unique(&self, mut children: Vec<Node>) -> Vec<Node> {
        let mut seen = HashSet::new();
        children.retain(|child| match child {
            Node::Element(element) if !self.regions => element
                .attr("data-key")
                .is_none_or(|key| seen.insert(key.to_owned())),
            _ => true,
        });
        children
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{diff, markup};

    proptest! {
        #![proptest_config(crate::testing::cases())]

        #[test]
        fn every_tree_is_what_its_html_is_read_as(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
            let (before, after) = pair(&bytes);
            prop_assert_eq!(markup::parse(&before.html(), &[]), Ok(before));
            prop_assert_eq!(markup::parse(&after.html(), &[]), Ok(after));
        }
    }

    #[test]
    fn they_have_all_that_pages_have() {
        let mut seen = HashSet::new();
        let mut dice = 1_u64;
        for _ in 0..2_000 {
            let bytes: Vec<u8> = std::iter::repeat_with(|| {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (dice >> 56) as u8
            })
            .take(1_000)
            .collect();
            let (before, after) = pair_with_regions(&bytes);
            note(&before, &mut seen);
            let patch = diff::encode(&diff::diff(&before, &after), 7, None, &mut |_, _| {});
            let patch = patch.unwrap_or_default();
            for (op, name) in [
                ("[\"a\",", "gain"),
                ("[\"d\",", "lose"),
                ("[\"c\",", "children"),
                ("[\"t\",", "root"),
                ("{\"+\":", "append"),
            ] {
                if patch.contains(op) {
                    seen.insert(name.to_owned());
                }
            }
        }
        let tags = vocabulary::FLOW.iter().chain(vocabulary::PHRASING).copied();
        let inner = [
            "li",
            "dt",
            "dd",
            "tbody",
            "thead",
            "caption",
            "tr",
            "td",
            "th",
            "option",
            "optgroup",
            "g",
            "circle",
            "use",
            "text",
            "linearGradient",
            "stop",
            "foreignObject",
            "mi",
            "mfrac",
        ];
        let kinds = [
            "id", "data-key", "region", "gain", "lose", "children", "root", "append",
        ];
        for wanted in tags.chain(inner).chain(kinds) {
            assert!(seen.contains(wanted), "never saw {wanted}");
        }
    }

    fn note(element: &Element, seen: &mut HashSet<String>) {
        seen.insert(element.tag().to_owned());
        seen.extend(element.attrs().iter().map(|(name, _)| name.to_string()));
        for child in element.children() {
            match child {
                Node::Element(inner) => note(inner, seen),
                Node::Hole(_) => drop(seen.insert("region".to_owned())),
                Node::Text(_) => {}
            }
        }
    }
}
