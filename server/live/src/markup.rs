//! Reads maud's output into a tree, and refuses markup whose tree in a browser would be another one.
//!
//! The HTML parser repairs: it closes a `p` before a `div`, moves text out of a table, adds a `tbody`. A tree
//! that the browser repaired has other numbers than ours. So what would be repaired is an error that names the
//! place, found the first time the view is rendered, and no repair is ever needed.

use std::fmt::Write;

use thiserror::Error;

use crate::tree::{Element, Node, is_void};
use rules::{closes_p, may_hold};

mod rules;
#[cfg(test)]
mod tests;

/// Why markup was refused.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{reason}, near `{near}`")]
pub struct MarkupError {
    reason: String,
    near: String,
}

const HOLE: &str = "live-hole";

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

struct Open {
    tag: Box<str>,
    attrs: Vec<(Box<str>, Box<str>)>,
    children: Vec<Node>,
    foreign: bool,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    holes: &'a [&'a str],
    open: Vec<Open>,
    source: Source,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, holes: &'a [&'a str], source: Source) -> Self {
        Self {
            text,
            at: 0,
            holes,
            open: Vec::new(),
            source,
        }
    }

    fn run(mut self) -> Result<Element, MarkupError> {
        let doctype = "<!DOCTYPE html>";
        if self.rest().starts_with(doctype) {
            self.at += doctype.len();
        }
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
                self.text()?;
                None
            };
            let Some(root) = done else { continue };
            if self.at != self.text.len() {
                return Err(self.error("a region is exactly one element"));
            }
            return Ok(root);
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
        self.at += end + 3;
        Ok(())
    }

    fn name(&mut self) -> Result<Box<str>, MarkupError> {
        let name: Box<str> = self
            .take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '=' | '/' | '<' | '"'))
            .into();
        if name.is_empty() {
            return Err(self.error("a name is missing"));
        }
        Ok(name)
    }

    fn start(&mut self) -> Result<Option<Element>, MarkupError> {
        self.at += 1;
        let tag = self.name()?;
        let mut attrs: Vec<(Box<str>, Box<str>)> = Vec::new();
        loop {
            self.take_while(char::is_whitespace);
            if self.rest().starts_with('>') {
                break;
            }
            let name = self.name()?;
            let value = if self.rest().starts_with("=\"") {
                self.at += 2;
                let raw = self.take_while(|c| c != '"').to_owned();
                self.expect("\"")?;
                self.decode(&raw)?.into_boxed_str()
            } else {
                "".into()
            };
            if attrs.iter().any(|(n, _)| *n == name) {
                return Err(self.error(format!("the attribute `{name}` stands twice")));
            }
            attrs.push((name, value));
        }
        if &*tag == HOLE {
            self.expect("></live-hole>")?;
            let index = attrs.iter().find(|(n, _)| &**n == "n");
            let key = index.and_then(|(_, v)| self.holes.get(v.parse::<usize>().ok()?));
            let Some(key) = key.copied() else {
                return Err(self.error("there is no such region"));
            };
            return self.leaf(Node::Hole(key.into()));
        }
        let foreign = self.is_foreign(&tag);
        if !foreign {
            self.check_html(&tag)?;
        }
        self.check_attrs(&tag, &attrs, foreign)?;
        self.expect(">")?;
        if !foreign && is_void(&tag) {
            return self.leaf(Node::Element(Element::new(tag, attrs, Vec::new())));
        }
        let raw = !foreign && matches!(&*tag, "script" | "style");
        let drops_newline = !foreign && matches!(&*tag, "textarea" | "pre" | "listing");
        self.open.push(Open {
            tag,
            attrs,
            children: Vec::new(),
            foreign,
        });
        if raw {
            self.raw_text()?;
        }
        if drops_newline && self.rest().starts_with('\n') {
            self.at += 1;
        }
        Ok(None)
    }

    fn leaf(&mut self, node: Node) -> Result<Option<Element>, MarkupError> {
        match (self.open.last_mut(), node) {
            (Some(parent), node) => {
                parent.children.push(node);
                Ok(None)
            }
            (None, Node::Element(element)) => Ok(Some(element)),
            (None, _) => Err(self.error("a region begins with an element of its own")),
        }
    }

    fn raw_text(&mut self) -> Result<(), MarkupError> {
        let end = self.rest().find("</").unwrap_or(self.rest().len());
        if end > 0 {
            return Err(self.error("scripts and styles are files, never written into the page"));
        }
        Ok(())
    }

    fn close(&mut self) -> Result<Option<Element>, MarkupError> {
        self.at += 2;
        let tag = self.name()?;
        let Some(open) = self.open.pop_if(|open| open.tag == tag) else {
            return Err(self.error(format!("`{tag}` is closed but not open")));
        };
        self.expect(">")?;
        self.leaf(Node::Element(Element::new(
            open.tag,
            open.attrs,
            open.children,
        )))
    }

    fn text(&mut self) -> Result<(), MarkupError> {
        let raw = self.take_while(|c| c != '<').to_owned();
        let text = self.decode(&raw)?;
        let Some(parent) = self.open.last_mut() else {
            return Err(self.error("text stands outside the region's element"));
        };
        const NO_TEXT: [&str; 10] = [
            "html", "head", "table", "thead", "tbody", "tfoot", "tr", "colgroup", "select",
            "optgroup",
        ];
        if !parent.foreign && NO_TEXT.contains(&&*parent.tag) {
            let reason = format!("`{}` cannot hold text", parent.tag);
            return Err(self.error(reason));
        }
        parent.children.push(Node::Text(text.into_boxed_str()));
        Ok(())
    }

    fn decode(&self, raw: &str) -> Result<String, MarkupError> {
        let mut out = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(amp) = rest.find('&') {
            out.push_str(&rest[..amp]);
            rest = &rest[amp + 1..];
            let Some(end) = rest.find(';') else {
                return Err(self.error("a bare `&`"));
            };
            let name = &rest[..end];
            let decoded = match name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                "nbsp" => Some('\u{a0}'),
                _ => numeric(name),
            };
            let Some(c) = decoded else {
                return Err(self.error(format!("the entity `&{name};` is not known")));
            };
            out.push(c);
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
        // The HTML parser replaces or drops NUL, depending on where it stands.
        Ok(out.replace('\0', "\u{fffd}"))
    }

    fn is_foreign(&self, tag: &str) -> bool {
        let inside = self
            .open
            .last()
            .is_some_and(|open| open.foreign && &*open.tag != "foreignObject");
        inside || matches!(tag, "svg" | "math")
    }

    fn check_html(&self, tag: &str) -> Result<(), MarkupError> {
        if tag.chars().any(|c| c.is_ascii_uppercase()) {
            return Err(self.error(format!("`{tag}` is not in lower case")));
        }
        let parent = self.open.last().map(|open| &*open.tag);
        if let Some(parent) = parent
            && !may_hold(parent, tag)
        {
            return Err(self.error(format!("`{parent}` cannot hold `{tag}`")));
        }
        for open in &self.open {
            let refused = match &*open.tag {
                "p" => closes_p(tag),
                "a" | "button" | "form" | "nobr" => *open.tag == *tag,
                _ => false,
            };
            if refused {
                return Err(self.error(format!("`{}` cannot hold `{tag}`", open.tag)));
            }
        }
        Ok(())
    }

    fn check_attrs(
        &self,
        tag: &str,
        attrs: &[(Box<str>, Box<str>)],
        foreign: bool,
    ) -> Result<(), MarkupError> {
        for (name, value) in attrs {
            if name.starts_with("on") {
                return Err(self.error(format!("`{name}` would be an inline script")));
            }
            if self.source == Source::View && matches!(&**name, "data-r" | "data-tab") {
                return Err(self.error(format!("`{name}` is the engine's own")));
            }
            // Scripts set these before the client adopts the page, so that they cannot be told from ours.
            if self.source == Source::View && tag == "html" && name.starts_with("data-") {
                return Err(self.error(format!("`{name}` on `html` belongs to the browser")));
            }
            if !foreign && name.chars().any(|c| c.is_ascii_uppercase()) {
                return Err(self.error(format!("`{name}` is not in lower case")));
            }
            let url = matches!(
                &**name,
                "href" | "src" | "action" | "formaction" | "xlink:href"
            );
            if url
                && value
                    .trim_start()
                    .to_ascii_lowercase()
                    .starts_with("javascript:")
            {
                return Err(self.error(format!("a script as the `{name}` of `{tag}`")));
            }
        }
        Ok(())
    }
}

fn numeric(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code).filter(|&c| c != '\0')
}
