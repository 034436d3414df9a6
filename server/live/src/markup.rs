//! Reads maud's output into a tree, and refuses markup whose tree in a browser would be another one.
//!
//! The HTML parser repairs: it closes a `p` before a `div`, moves text out of a table, adds a `tbody`. A tree
//! that the browser repaired has other numbers than ours. So what would be repaired is an error that names the
//! place, found the first time the view is rendered, and no repair is ever needed.

use std::fmt::Write;

use thiserror::Error;

use crate::tree::{Element, Node, is_void};

mod check;
mod document;
mod foreign;
mod rules;
#[cfg(test)]
mod tests;
mod text;

/// Why markup was refused.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{reason}, near `{near}`")]
pub struct MarkupError {
    reason: String,
    near: String,
}

const HOLE: &str = "live-hole";
/// An uploaded tree is JSON, which is read to a depth of 128; a browser flattens a page below 512.
const MAX_DEPTH: usize = 100;

/// What stands in the markup for the region with this index among the children.
pub(crate) fn placeholder(index: usize) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(out, "<{HOLE} n=\"{index}\"></{HOLE}>");
    out
}

/// Parses one root element; `holes` are the keys of the child regions by index.
///
/// # Errors
/// Where the browser's tree would not be certain to equal ours.
pub fn parse(markup: &str, holes: &[&str]) -> Result<Element, MarkupError> {
    Parser::new(markup, holes, Source::View).run()
}

/// Parses an element that will stand in others, whose tags come from the outermost.
///
/// # Errors
/// As [`parse`], and where it cannot stand there.
pub(crate) fn parse_in(
    around: &[Box<str>],
    markup: &str,
    holes: &[&str],
) -> Result<Element, MarkupError> {
    let mut parser = Parser::new(markup, holes, Source::View);
    for tag in around {
        let space = parser.space_of(tag);
        parser.push(tag.clone(), Attrs::new(), space);
    }
    parser.outer = around.len();
    parser.run()
}

/// Parses a page as the engine wrote it, for the headless tab.
///
/// # Errors
/// As [`parse`].
pub(crate) fn parse_page(html: &str) -> Result<Element, MarkupError> {
    Parser::new(html, &[], Source::Engine).run()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    View,
    Engine,
}

/// What becomes of a newline with which a text begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Newline {
    Keep,
    Drop,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    Html,
    Svg,
    Math,
}

type Attrs = Vec<(Box<str>, Box<str>)>;

struct Open {
    tag: Box<str>,
    attrs: Attrs,
    children: Vec<Node>,
    space: Space,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    holes: &'a [&'a str],
    open: Vec<Open>,
    /// So many of them are not ours: the elements that the root will stand in.
    outer: usize,
    source: Source,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, holes: &'a [&'a str], source: Source) -> Self {
        Self {
            text,
            at: 0,
            holes,
            open: Vec::new(),
            outer: 0,
            source,
        }
    }

    fn run(mut self) -> Result<Element, MarkupError> {
        let doctype = "<!doctype html>";
        let begins = self.rest().get(..doctype.len());
        if begins.is_some_and(|begins| begins.eq_ignore_ascii_case(doctype)) {
            self.at += doctype.len();
        }
        self.skip_space();
        loop {
            let done = if self.rest().starts_with("</") {
                self.close()?
            } else if self.rest().starts_with("<!--") {
                self.comment()?;
                None
            } else if self.rest().starts_with('<') {
                self.start()?
            } else if self.at == self.text.len() {
                return Err(self.error("an element is not closed"));
            } else {
                self.text(Newline::Keep)?;
                None
            };
            let Some(root) = done else { continue };
            let after = self.take_while(|c| c.is_ascii_whitespace()).to_owned();
            if self.at != self.text.len() {
                return Err(self.error("a region is exactly one element"));
            }
            return Ok(document::ended(root, &after));
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn error(&self, reason: impl Into<String>) -> MarkupError {
        let from = self.text[..self.at].char_indices().rev().nth(30);
        let from = from.map_or(0, |(i, _)| i);
        let near: String = self.text[from..].chars().take(80).collect();
        MarkupError {
            reason: reason.into(),
            near,
        }
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &str {
        let rest = &self.text[self.at..];
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn expect(&mut self, token: &str) -> Result<(), MarkupError> {
        if !self.rest().starts_with(token) {
            return Err(self.error(format!("expected `{token}`")));
        }
        self.at += token.len();
        Ok(())
    }

    fn comment(&mut self) -> Result<(), MarkupError> {
        let Some(end) = self.rest().find("-->") else {
            return Err(self.error("a comment is not closed"));
        };
        let is_text = |open: &Open| rules::holds_raw_text(&open.tag);
        if self.parent().is_some_and(|open| is_text(open)) {
            return Err(self.error("a comment would be text here"));
        }
        if self.rest()[..end].contains("--!>") {
            return Err(self.error("a comment ends with `-->`"));
        }
        self.at += end + 3;
        Ok(())
    }

    fn name(&mut self) -> Result<Box<str>, MarkupError> {
        let name: Box<str> = self
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
            .into();
        let begins = name.chars().next();
        if !begins.is_some_and(|c| c.is_ascii_alphabetic() || c == '_') {
            return Err(self.error("a name is missing"));
        }
        Ok(name)
    }

    fn skip_space(&mut self) {
        self.take_while(|c| c.is_ascii_whitespace());
    }

    fn start(&mut self) -> Result<Option<Element>, MarkupError> {
        self.at += 1;
        let tag = self.name()?;
        if self.open.len() - self.outer >= MAX_DEPTH {
            return Err(self.error(format!("elements are nested deeper than {MAX_DEPTH}")));
        }
        let attrs = self.attributes()?;
        if &*tag == HOLE {
            self.expect("></live-hole>")?;
            let index = attrs.iter().find(|(n, _)| &**n == "n");
            let key = index.and_then(|(_, v)| self.holes.get(v.parse::<usize>().ok()?));
            let Some(key) = key.copied() else {
                return Err(self.error("there is no such region"));
            };
            return self.leaf(Node::Hole(key.into()));
        }
        let space = self.space_of(&tag);
        match space {
            Space::Html => self.check_html(&tag)?,
            Space::Svg | Space::Math => self.check_foreign(&tag, space)?,
        }
        self.check_attrs(&tag, &attrs, space)?;
        let is_void = space == Space::Html && is_void(&tag);
        let closes_itself = self.rest().starts_with("/>");
        if closes_itself {
            if space == Space::Html && !is_void {
                return Err(self.error(format!("`{tag}` does not close itself with `/>`")));
            }
            self.at += 1;
        }
        self.expect(">")?;
        if is_void || closes_itself {
            return self.leaf(Node::Element(Element::new(tag, attrs, Vec::new())));
        }
        // The parser drops one newline at the start of these, however it is written.
        let drops = space == Space::Html && matches!(&*tag, "textarea" | "pre" | "listing");
        self.push(tag, attrs, space);
        if drops && !self.rest().starts_with('<') {
            self.text(Newline::Drop)?;
        }
        Ok(None)
    }

    fn push(&mut self, tag: Box<str>, attrs: Attrs, space: Space) {
        self.open.push(Open {
            tag,
            attrs,
            children: Vec::new(),
            space,
        });
    }

    /// The element that is open and ours.
    fn parent(&mut self) -> Option<&mut Open> {
        self.open[self.outer..].last_mut()
    }

    fn attributes(&mut self) -> Result<Attrs, MarkupError> {
        let mut attrs = Attrs::new();
        loop {
            self.skip_space();
            if self.rest().is_empty() || self.rest().starts_with(['>', '/']) {
                return Ok(attrs);
            }
            let name = self.name()?;
            let value = self.value()?.into_boxed_str();
            if attrs.iter().any(|(n, _)| *n == name) {
                return Err(self.error(format!("the attribute `{name}` stands twice")));
            }
            attrs.push((name, value));
        }
    }

    fn value(&mut self) -> Result<String, MarkupError> {
        if !self.rest().starts_with('=') {
            return Ok(String::new());
        }
        self.at += 1;
        let quote = self.rest().chars().next();
        let raw = match quote.filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => {
                self.at += 1;
                let raw = self.take_while(|c| c != quote).to_owned();
                self.expect(&quote.to_string())?;
                raw
            }
            None => {
                let ends = |c: char| c.is_ascii_whitespace() || c == '>';
                let raw = self.take_while(|c| !ends(c)).to_owned();
                if raw.is_empty() || raw.contains(['"', '\'', '<', '=', '`']) {
                    return Err(self.error("a value stands in quotes"));
                }
                raw
            }
        };
        text::decode(&raw).map_err(|reason| self.error(reason))
    }

    fn leaf(&mut self, node: Node) -> Result<Option<Element>, MarkupError> {
        match (self.parent(), node) {
            (Some(parent), node) => {
                parent.children.push(node);
                Ok(None)
            }
            (None, Node::Element(element)) => Ok(Some(element)),
            (None, _) => Err(self.error("a region begins with an element of its own")),
        }
    }

    fn close(&mut self) -> Result<Option<Element>, MarkupError> {
        self.at += 2;
        let tag = self.name()?;
        let is_open = self.parent().is_some_and(|open| open.tag == tag);
        let Some(open) = self.open.pop_if(|_| is_open) else {
            return Err(self.error(format!("`{tag}` is closed but not open")));
        };
        self.skip_space();
        self.expect(">")?;
        if &*open.tag == "html" && !document::is_whole(&open.children) {
            return Err(self.error("`html` holds a `head` and a `body`"));
        }
        self.leaf(Node::Element(Element::new(
            open.tag,
            open.attrs,
            open.children,
        )))
    }

    fn text(&mut self, newline: Newline) -> Result<(), MarkupError> {
        let raw = self.take_while(|c| c != '<').to_owned();
        let text = text::decode(&raw).map_err(|reason| self.error(reason))?;
        let Some(parent) = self.parent() else {
            return Err(self.error("text stands outside the region's element"));
        };
        let is_blank = text.bytes().all(|c| c.is_ascii_whitespace());
        if is_blank && &*parent.tag == "html" {
            document::space(&mut parent.children, &text);
            return Ok(());
        }
        let refused = match rules::holds_no_text(&parent.tag) {
            // Scripts and styles are files, never written into the page, and drawings have both.
            _ if matches!(&*parent.tag, "script" | "style") => true,
            Some(keeps_blank) => parent.space == Space::Html && !(keeps_blank && is_blank),
            None => false,
        };
        if refused {
            let reason = format!("`{}` cannot hold text", parent.tag);
            return Err(self.error(reason));
        }
        let text = match text.strip_prefix('\n') {
            Some(rest) if newline == Newline::Drop => rest,
            _ => &text,
        };
        parent.children.push(Node::Text(text.into()));
        Ok(())
    }

    fn space_of(&self, tag: &str) -> Space {
        let around = self.open.last();
        let around = around.filter(|open| &*open.tag != "foreignObject");
        match (around.map_or(Space::Html, |open| open.space), tag) {
            (Space::Html, "svg") => Space::Svg,
            (Space::Html, "math") => Space::Math,
            (space, _) => space,
        }
    }
}
