//! Applying operations to a tree, as a browser does; for the tests and the headless tab.

use super::{Op, Plan};
use crate::tree::{Element, Node};

/// What a browser does with the operations; used by the tests and the headless tab.
#[must_use]
pub fn apply(old: &Element, ops: &[Op]) -> Element {
    let root = ops.iter().find_map(|op| match op {
        Op::Root(root) => Some(root.clone()),
        _ => None,
    });
    root.unwrap_or_else(|| apply_element(old, 0, ops))
}

fn apply_element(old: &Element, number: u32, ops: &[Op]) -> Element {
    let mut attrs: Vec<(Box<str>, Box<str>)> = Vec::new();
    for (slot, (name, value)) in (number + 1..).zip(old.attrs()) {
        attrs.push((name.clone(), applied(slot, value, ops)));
    }
    let mut plan = None;
    for op in ops {
        match op {
            Op::Lose(n, names) if *n == number => attrs.retain(|(name, _)| !names.contains(name)),
            Op::Gain(n, gained) if *n == number => attrs.extend(gained.iter().cloned()),
            Op::Children(n, p) if *n == number => plan = Some(p),
            _ => {}
        }
    }
    let mut next = number + 1 + u32::try_from(old.attrs().len()).unwrap_or(u32::MAX);
    let mut kept = Vec::new();
    for child in old.children() {
        kept.push(match child {
            Node::Element(element) => Node::Element(apply_element(element, next, ops)),
            Node::Text(text) => Node::Text(applied(next, text, ops)),
            Node::Hole(key) => Node::Hole(key.clone()),
        });
        next += child.size();
    }
    let children = match plan {
        None => kept,
        Some(plan) => {
            let mut children = Vec::new();
            for part in plan {
                match part {
                    Plan::Keep { from, count } => {
                        let run = *from as usize..(*from + *count) as usize;
                        children.extend_from_slice(&kept[run]);
                    }
                    Plan::New(node) => children.push(node.clone()),
                }
            }
            children
        }
    };
    Element::new(old.tag(), attrs, children)
}

fn applied(slot: u32, value: &str, ops: &[Op]) -> Box<str> {
    let mut value: Box<str> = value.into();
    for op in ops {
        match op {
            Op::Set(n, new) if *n == slot => value = new.clone(),
            Op::Append(n, grown) if *n == slot => value = format!("{value}{grown}").into(),
            _ => {}
        }
    }
    value
}
