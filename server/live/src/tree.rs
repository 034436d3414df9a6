//! Trees of markup: what a region looked like, in the form that both sides can number, hash and compare.
//!
//! Numbering is in document order from 0: an element takes one number, then one for each of its attributes
//! (sorted by name), then its children; a text node takes one; a hole (a region inside a region) takes one,
//! since its content belongs to its own tree.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

pub(crate) use places::Place;

mod places;

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text; never empty, never next to other text.
    Text(Box<str>),
    /// The region with this key stands here.
    Hole(Box<str>),
}

/// An element with its attributes sorted by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    tag: Box<str>,
    attrs: Vec<(Box<str>, Box<str>)>,
    children: Vec<Node>,
    /// How many numbers this subtree takes.
    size: u32,
    /// Of the whole subtree; equal trees have equal hashes within one process.
    hash: u64,
}

impl Element {
    /// Sorts the attributes, merges adjacent text and drops empty text, so that equal trees are equal values.
    #[must_use]
    pub fn new(
        tag: impl Into<Box<str>>,
        mut attrs: Vec<(Box<str>, Box<str>)>,
        children: Vec<Node>,
    ) -> Self {
        attrs.sort_by(|a, b| a.0.cmp(&b.0));
        let mut element = Self {
            tag: tag.into(),
            attrs,
            children: merged(children),
            size: 0,
            hash: 0,
        };
        element.measure();
        element
    }

    /// The tag, in lower case outside SVG and MathML.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Attributes, sorted by name.
    #[must_use]
    pub fn attrs(&self) -> &[(Box<str>, Box<str>)] {
        &self.attrs
    }

    /// The value of an attribute.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<&str> {
        let at = self.attrs.binary_search_by(|(n, _)| (**n).cmp(name)).ok()?;
        Some(&self.attrs[at].1)
    }

    /// Children in document order.
    #[must_use]
    pub fn children(&self) -> &[Node] {
        &self.children
    }

    pub(crate) fn size(&self) -> u32 {
        self.size
    }

    pub(crate) fn subtree_hash(&self) -> u64 {
        self.hash
    }

    pub(crate) fn set_attr(&mut self, name: &str, value: &str) {
        match self.attrs.binary_search_by(|(n, _)| (**n).cmp(name)) {
            Ok(at) => self.attrs[at].1 = value.into(),
            Err(at) => self.attrs.insert(at, (name.into(), value.into())),
        }
        self.measure();
    }

    /// The text inside, without markup.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.collect_text(&mut out);
        out
    }

    fn collect_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.collect_text(out),
                Node::Hole(_) => {}
            }
        }
    }

    /// Whether this element or one inside it has this id.
    pub(crate) fn holds(&self, id: &str) -> bool {
        self.attr("id") == Some(id)
            || self.children().iter().any(|child| match child {
                Node::Element(element) => element.holds(id),
                Node::Text(_) | Node::Hole(_) => false,
            })
    }

    /// The keys of the regions inside.
    pub(crate) fn holes(&self) -> Vec<&str> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(element) = open.pop() {
            for child in &element.children {
                match child {
                    Node::Hole(key) => found.push(&**key),
                    Node::Element(inner) => open.push(inner),
                    Node::Text(_) => {}
                }
            }
        }
        found
    }

    fn measure(&mut self) {
        let mut hasher = DefaultHasher::new();
        self.tag.hash(&mut hasher);
        self.attrs.hash(&mut hasher);
        let mut size = 1 + u32::try_from(self.attrs.len()).unwrap_or(u32::MAX);
        for child in &self.children {
            size = size.saturating_add(child.size());
            child.subtree_hash().hash(&mut hasher);
        }
        self.size = size;
        self.hash = hasher.finish();
    }

    /// The canonical JSON of the tree: what both sides hash and what an upload contains. Holes by key.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        write_json(self, &mut out, &mut |key, out| {
            out.push_str("[\"#\",");
            push_json_string(out, key);
            out.push(']');
        });
        out
    }

    /// HTML that a browser parses to exactly this tree. Regions inside are left out.
    #[must_use]
    pub fn html(&self) -> String {
        let mut out = String::new();
        write_html(self, "", &mut out, &mut |_, _| {});
        out
    }

    /// The hash that both sides can compute: two FNV-1a over the UTF-16 code units of the canonical JSON.
    #[must_use]
    pub fn wire_hash(&self) -> String {
        let (mut a, mut b) = (0x811c_9dc5_u32, 0x811c_9dc5_u32 ^ 0x5bd1_e995);
        for unit in self.canonical().encode_utf16() {
            a = (a ^ u32::from(unit)).wrapping_mul(0x0100_0193);
            b = (b ^ u32::from(unit)).wrapping_mul(0x0100_0193);
        }
        format!("{a:08x}{b:08x}")
    }
}

impl Node {
    pub(crate) fn size(&self) -> u32 {
        match self {
            Self::Element(element) => element.size,
            Self::Text(_) | Self::Hole(_) => 1,
        }
    }

    pub(crate) fn subtree_hash(&self) -> u64 {
        if let Self::Element(element) = self {
            return element.hash;
        }
        let mut hasher = DefaultHasher::new();
        match self {
            Self::Text(text) => (1_u8, text).hash(&mut hasher),
            Self::Hole(key) => (2_u8, key).hash(&mut hasher),
            Self::Element(_) => {}
        }
        hasher.finish()
    }
}

fn merged(children: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::with_capacity(children.len());
    let mut run = String::new();
    let end = |run: &mut String, out: &mut Vec<Node>| {
        if !run.is_empty() {
            out.push(Node::Text(std::mem::take(run).into_boxed_str()));
        }
    };
    for child in children {
        match child {
            Node::Text(text) if run.is_empty() => run = text.into_string(),
            Node::Text(text) => run.push_str(&text),
            other => {
                end(&mut run, &mut out);
                out.push(other);
            }
        }
    }
    end(&mut run, &mut out);
    out
}

/// Writes the JSON form of an element; `hole` writes what stands for a region inside.
pub(crate) fn write_json(
    element: &Element,
    out: &mut String,
    hole: &mut dyn FnMut(&str, &mut String),
) {
    out.push('[');
    write_json_inside(element, out, hole);
    out.push(']');
}

/// The same without the brackets, so that a region's number can stand first.
pub(crate) fn write_json_inside(
    element: &Element,
    out: &mut String,
    hole: &mut dyn FnMut(&str, &mut String),
) {
    push_json_string(out, &element.tag);
    if !element.attrs.is_empty() {
        out.push_str(",{");
        for (i, (name, value)) in element.attrs.iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            push_json_string(out, name);
            out.push(':');
            push_json_string(out, value);
        }
        out.push('}');
    }
    for child in &element.children {
        out.push(',');
        write_json_node(child, out, hole);
    }
}

pub(crate) fn write_json_node(
    node: &Node,
    out: &mut String,
    hole: &mut dyn FnMut(&str, &mut String),
) {
    match node {
        Node::Text(text) => push_json_string(out, text),
        Node::Element(element) => write_json(element, out, hole),
        Node::Hole(key) => hole(key, out),
    }
}

/// Strings as `JSON.stringify` writes them: both escape the same characters in the same way.
pub(crate) fn push_json_string(out: &mut String, text: &str) {
    let quoted = serde_json::to_string(text).expect("a str is always JSON");
    out.push_str(&quoted);
}

/// Reads an uploaded tree, which nobody vouches for.
///
/// Depth is bounded by the JSON reader (128), size by the frame that carried it.
///
/// # Errors
/// A sentence for the log where the value is not a tree.
pub fn from_json(value: &Value) -> Result<Element, String> {
    match node_from_json(value)? {
        Node::Element(element) => Ok(element),
        Node::Text(_) | Node::Hole(_) => Err("a tree begins with an element".to_owned()),
    }
}

fn node_from_json(value: &Value) -> Result<Node, String> {
    if let Some(text) = value.as_str() {
        return Ok(Node::Text(text.into()));
    }
    let items = value.as_array().ok_or("a node is text or a list")?;
    let (first, rest) = items.split_first().ok_or("an element has a tag")?;
    let tag = first.as_str().ok_or("a tag is text")?;
    if tag == "#" {
        let [Value::String(key)] = rest else {
            return Err("a hole has a key and nothing else".to_owned());
        };
        return Ok(Node::Hole(key.as_str().into()));
    }
    let (attrs, children) = match rest.split_first() {
        Some((Value::Object(attrs), children)) => (Some(attrs), children),
        _ => (None, rest),
    };
    let mut pairs = Vec::new();
    for (name, value) in attrs.into_iter().flatten() {
        let value = value.as_str().ok_or("an attribute is text")?;
        pairs.push((name.as_str().into(), value.into()));
    }
    let children: Result<Vec<_>, _> = children.iter().map(node_from_json).collect();
    Ok(Node::Element(Element::new(tag, pairs, children?)))
}

pub(crate) fn is_void(tag: &str) -> bool {
    matches!(
        tag,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Writes HTML that parses to exactly this tree. `extra` stands among the root's attributes and is no part of it.
pub(crate) fn write_html(
    element: &Element,
    extra: &str,
    out: &mut String,
    hole: &mut dyn FnMut(&str, &mut String),
) {
    out.push('<');
    out.push_str(&element.tag);
    for (name, value) in &element.attrs {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        push_escaped(out, value);
        out.push('"');
    }
    out.push_str(extra);
    out.push('>');
    if is_void(&element.tag) {
        return;
    }
    // The parser drops one newline at the start of these, so that one more has to stand there.
    if matches!(&*element.tag, "textarea" | "pre" | "listing")
        && let Some(Node::Text(text)) = element.children.first()
        && text.starts_with('\n')
    {
        out.push('\n');
    }
    for child in &element.children {
        match child {
            Node::Text(text) if matches!(&*element.tag, "script" | "style") => out.push_str(text),
            Node::Text(text) => push_escaped(out, text),
            Node::Element(inner) => write_html(inner, "", out, hole),
            Node::Hole(key) => hole(key, out),
        }
    }
    out.push_str("</");
    out.push_str(&element.tag);
    out.push('>');
}

fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A bare carriage return would be read as a newline.
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
}
