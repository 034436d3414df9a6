//! What a browser makes of the white space around `head` and `body`, which is to be had where pages are written by hand.

use crate::tree::{Element, Node};

/// White space right inside `html`: lost before the `head`, kept after it, and taken into the `body` after that.
pub(super) fn space(children: &mut Vec<Node>, text: &str) {
    match children.last_mut() {
        None => {}
        Some(Node::Element(body)) if body.tag() == "body" => append(body, text),
        Some(_) => children.push(Node::Text(text.into())),
    }
}

/// The same for what stands after `html`.
pub(super) fn ended(root: Element, after: &str) -> Element {
    if root.tag() != "html" || after.is_empty() {
        return root;
    }
    let mut children = root.children().to_vec();
    space(&mut children, after);
    Element::new(root.tag(), root.attrs().to_vec(), children)
}

fn append(body: &mut Element, text: &str) {
    let mut children = body.children().to_vec();
    children.push(Node::Text(text.into()));
    *body = Element::new(body.tag(), body.attrs().to_vec(), children);
}

/// Whether a browser has nothing to add: it makes the `head` and the `body` that are missing.
pub(super) fn is_whole(children: &[Node]) -> bool {
    let is = |node: &Node, tag: &str| match node {
        Node::Element(element) => element.tag() == tag,
        Node::Hole(_) => true,
        Node::Text(_) => false,
    };
    match children {
        [head, body] | [head, Node::Text(_), body] => is(head, "head") && is(body, "body"),
        _ => false,
    }
}
