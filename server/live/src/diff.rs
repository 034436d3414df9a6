//! The diff of two trees of one region, as the operations that go on the wire.
//!
//! In plain words. Two elements with the same tag are compared in place: attributes by name, children by a
//! matching. If both child lists line up (same length, each pair of the same kind) the pairs are compared one by
//! one and nothing moves. Otherwise children are matched first by key (a hole's key, `data-key`, `id`), then the
//! rest between two keyed neighbors by equal content wherever it stands, then by tag in order. The children's new order is
//! sent as one plan of runs of old children and new nodes; what the plan does not name is removed. Which nodes
//! the browser really moves is its own choice, since only it knows what is focused or playing.

use std::collections::{HashMap, VecDeque};

use crate::tree::{Element, Node};

pub use apply::apply;
pub(crate) use encode::{encode, encode_region};

mod apply;
mod encode;

/// One operation; numbers are those of the tree before the patch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// Text or attribute value.
    Set(u32, Box<str>),
    /// The value grew at its end.
    Append(u32, Box<str>),
    /// Attributes the element did not have.
    Gain(u32, Vec<(Box<str>, Box<str>)>),
    /// Attributes the element has no more.
    Lose(u32, Vec<Box<str>>),
    /// The element's children, in their new order.
    Children(u32, Vec<Plan>),
    /// The root is another element.
    Root(Element),
}

/// A part of a child list in its new order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// A run of old children, by index.
    Keep {
        /// The first one's index among the old children.
        from: u32,
        /// How many.
        count: u32,
    },
    /// A new node.
    New(Node),
}

/// What turns `old` into `new`. Nothing where they are equal.
#[must_use]
pub fn diff(old: &Element, new: &Element) -> Vec<Op> {
    let mut ops = Vec::new();
    if old.tag() != new.tag() {
        ops.push(Op::Root(new.clone()));
    } else {
        element(old, new, 0, &mut ops);
    }
    ops
}

/// The patch of region `number` that turns `old` into `new`, as it goes on the wire; both hold no region inside.
#[must_use]
pub fn patch(old: &Element, new: &Element, number: u32) -> Option<String> {
    encode(&diff(old, new), number, None, &mut |_, _| {})
}

fn element(old: &Element, new: &Element, number: u32, ops: &mut Vec<Op>) {
    if old.subtree_hash() == new.subtree_hash() && old == new {
        return;
    }
    attributes(old, new, number, ops);
    children(old, new, number, ops);
}

fn attributes(old: &Element, new: &Element, number: u32, ops: &mut Vec<Op>) {
    let mut lost = Vec::new();
    for (slot, (name, before)) in (number + 1..).zip(old.attrs()) {
        match new.attr(name) {
            Some(after) => set(slot, before, after, ops),
            None => lost.push(name.clone()),
        }
    }
    let gained = new.attrs().iter().filter(|(n, _)| old.attr(n).is_none());
    let gained: Vec<_> = gained.cloned().collect();
    if !lost.is_empty() {
        ops.push(Op::Lose(number, lost));
    }
    if !gained.is_empty() {
        ops.push(Op::Gain(number, gained));
    }
}

/// Below this length `{"+":"…"}` saves nothing.
const APPEND_FROM: usize = 8;

fn set(slot: u32, before: &str, after: &str, ops: &mut Vec<Op>) {
    if before == after {
        return;
    }
    match after.strip_prefix(before) {
        Some(grown) if before.len() > APPEND_FROM => ops.push(Op::Append(slot, grown.into())),
        _ => ops.push(Op::Set(slot, after.into())),
    }
}

fn children(old: &Element, new: &Element, number: u32, ops: &mut Vec<Op>) {
    let first = number + 1 + u32::try_from(old.attrs().len()).unwrap_or(u32::MAX);
    let mut starts = Vec::with_capacity(old.children().len());
    let mut next = first;
    for child in old.children() {
        starts.push(next);
        next += child.size();
    }
    let (a, b) = (old.children(), new.children());
    let aligned = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_kind(a, b));
    if aligned {
        for ((start, a), b) in starts.iter().zip(a).zip(b) {
            pair(a, b, *start, ops);
        }
        return;
    }
    let matched = matching(a, b);
    let mut plan = Vec::new();
    for (node, from) in b.iter().zip(&matched) {
        let Some(from) = *from else {
            plan.push(Plan::New(node.clone()));
            continue;
        };
        pair(&a[from], node, starts[from], ops);
        let from = u32::try_from(from).unwrap_or(u32::MAX);
        match plan.last_mut() {
            Some(Plan::Keep { from: f, count }) if *f + *count == from => *count += 1,
            _ => plan.push(Plan::Keep { from, count: 1 }),
        }
    }
    let unmoved = a.len() == b.len() && matches!(plan[..], [Plan::Keep { from: 0, .. }]);
    if !unmoved {
        ops.push(Op::Children(number, plan));
    }
}

fn pair(old: &Node, new: &Node, number: u32, ops: &mut Vec<Op>) {
    match (old, new) {
        (Node::Element(old), Node::Element(new)) => element(old, new, number, ops),
        (Node::Text(old), Node::Text(new)) => set(number, old, new, ops),
        _ => {}
    }
}

/// What identifies a node among its siblings. A strict key is never given to another node.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Key<'a> {
    Hole(&'a str),
    Strict(&'a str),
    Id(&'a str),
}

fn key(node: &Node) -> Option<Key<'_>> {
    match node {
        Node::Hole(key) => Some(Key::Hole(key)),
        Node::Text(_) => None,
        Node::Element(element) => match element.attr("data-key") {
            Some(key) => Some(Key::Strict(key)),
            None => element.attr("id").map(Key::Id),
        },
    }
}

/// Whether the two may stand for one node when they stand at the same place.
fn same_kind(a: &Node, b: &Node) -> bool {
    let same_key = key(a) == key(b);
    match (a, b) {
        (Node::Text(_), Node::Text(_)) => true,
        (Node::Element(a), Node::Element(b)) => same_key && a.tag() == b.tag(),
        (Node::Hole(_), Node::Hole(_)) => same_key,
        _ => false,
    }
}

/// For each new child, the index of the old child that becomes it.
fn matching(a: &[Node], b: &[Node]) -> Vec<Option<usize>> {
    let mut by_key: HashMap<Key<'_>, usize> = HashMap::new();
    for (i, node) in a.iter().enumerate() {
        if let Some(key) = key(node) {
            by_key.entry(key).or_insert(i);
        }
    }
    let mut matched = vec![None; b.len()];
    let mut taken = vec![false; a.len()];
    for (slot, node) in matched.iter_mut().zip(b) {
        let Some(from) = key(node).and_then(|key| by_key.get(&key).copied()) else {
            continue;
        };
        if !taken[from] && same_kind(&a[from], node) {
            taken[from] = true;
            *slot = Some(from);
        }
    }
    // The gaps between keyed neighbors: the rest of the new children there against the rest of the old ones there.
    let mut gap_start = 0;
    let mut old_from = 0;
    for at in 0..=b.len() {
        let anchor = if at == b.len() {
            Some(a.len())
        } else {
            matched[at]
        };
        let Some(old_to) = anchor else { continue };
        if old_from <= old_to {
            let free: Vec<usize> = (old_from..old_to).filter(|&i| !taken[i]).collect();
            gap(a, b, gap_start..at, &free, &mut matched, &mut taken);
        }
        gap_start = at + 1;
        old_from = old_to + 1;
    }
    matched
}

fn gap(
    a: &[Node],
    b: &[Node],
    new: std::ops::Range<usize>,
    free: &[usize],
    matched: &mut [Option<usize>],
    taken: &mut [bool],
) {
    if free.is_empty() || new.is_empty() {
        return;
    }
    // Equal content at the front and at the back first: an insertion or removal in between then touches nothing else.
    let equal = |i: usize, j: usize| a[i].subtree_hash() == b[j].subtree_hash() && a[i] == b[j];
    let mut free = free;
    let mut new = new;
    while let (Some((&i, rest)), false) = (free.split_first(), new.is_empty()) {
        if !equal(i, new.start) {
            break;
        }
        matched[new.start] = Some(i);
        taken[i] = true;
        free = rest;
        new.start += 1;
    }
    while let (Some((&i, rest)), false) = (free.split_last(), new.is_empty()) {
        if !equal(i, new.end - 1) {
            break;
        }
        matched[new.end - 1] = Some(i);
        taken[i] = true;
        free = rest;
        new.end -= 1;
    }
    // Then equal content wherever it stands; what is left is paired between those of them that kept their order.
    let mut places: HashMap<u64, VecDeque<usize>> = HashMap::new();
    for &i in free {
        places.entry(a[i].subtree_hash()).or_default().push_back(i);
    }
    let mut pairs = Vec::new();
    for j in new.clone() {
        let place = places.get_mut(&b[j].subtree_hash());
        if let Some(i) = place.and_then(VecDeque::pop_front)
            && a[i] == b[j]
        {
            matched[j] = Some(i);
            taken[i] = true;
            pairs.push((j, i));
        }
    }
    // Each is looked at once, since a browser may upload a hundred thousand nodes.
    let ends = (new.end, free.last().map_or(0, |i| i + 1));
    let mut free = free.iter().copied().peekable();
    let mut j = new.start;
    for (to_j, to_i) in rising(&pairs).into_iter().chain([ends]) {
        let mut old = Vec::new();
        while let Some(i) = free.next_if(|&i| i < to_i) {
            old.extend((!taken[i]).then_some(i));
        }
        let new: Vec<usize> = (j..to_j).filter(|&j| matched[j].is_none()).collect();
        in_order(a, b, &new, &old, matched, taken);
        j = to_j + 1;
    }
}

/// Pairs the next of the same kind, or a node whose id alone changed.
fn in_order(
    a: &[Node],
    b: &[Node],
    new: &[usize],
    old: &[usize],
    matched: &mut [Option<usize>],
    taken: &mut [bool],
) {
    let mut by_kind: HashMap<Kind<'_>, Vec<usize>> = HashMap::new();
    for (place, &i) in old.iter().enumerate() {
        if let Some(kind) = kind(&a[i]) {
            by_kind.entry(kind).or_default().push(place);
        }
    }
    let alone = old.len() == 1 && new.len() == 1;
    let mut from = 0;
    for &j in new {
        let places = kind(&b[j]).and_then(|kind| by_kind.get(&kind));
        let next = places.and_then(|places| {
            let ahead = places.partition_point(|&place| place < from);
            places.get(ahead).copied()
        });
        let found = next.or_else(|| (alone && id_changed(&a[old[0]], &b[j])).then_some(0));
        if let Some(place) = found {
            matched[j] = Some(old[place]);
            taken[old[place]] = true;
            from = place + 1;
        }
    }
}

/// What a node without a key is known by: its tag, or that it is text.
#[derive(PartialEq, Eq, Hash)]
enum Kind<'a> {
    Text,
    Element(&'a str),
}

fn kind(node: &Node) -> Option<Kind<'_>> {
    match node {
        Node::Text(_) => Some(Kind::Text),
        Node::Element(element) if key(node).is_none() => Some(Kind::Element(element.tag())),
        Node::Element(_) | Node::Hole(_) => None,
    }
}

/// The longest part of these pairs, which rise on the left, that rises on the right too.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length, the pair with the least right side that ends a run so long; and who comes before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; pairs.len()];
    for (at, &(_, right)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|&end| pairs[end].1 < right);
        before[at] = length.checked_sub(1).map(|shorter| ends[shorter]);
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run: Vec<(usize, usize)> = Vec::new();
    let mut at = ends.last().copied();
    while let Some(pair) = at {
        run.push(pairs[pair]);
        at = before[pair];
    }
    run.reverse();
    run
}

fn id_changed(a: &Node, b: &Node) -> bool {
    match (a, b) {
        (Node::Element(x), Node::Element(y)) => {
            let strict = |k: Option<Key<'_>>| matches!(k, Some(Key::Strict(_)));
            x.tag() == y.tag() && !strict(key(a)) && !strict(key(b))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
