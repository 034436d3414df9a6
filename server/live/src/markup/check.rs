//! What is refused: elements and attributes that a browser would put elsewhere, write otherwise, or run.

use super::{MarkupError, Parser, Source, Space, foreign, rules};
use crate::tree::is_void;

impl Parser<'_> {
    pub(super) fn check_foreign(&self, tag: &str, space: Space) -> Result<(), MarkupError> {
        let known = match space {
            Space::Svg => foreign::svg_tag(tag),
            Space::Html | Space::Math => None,
        };
        let is_lower = !tag.bytes().any(|c| c.is_ascii_uppercase());
        if !known.map_or(is_lower, |known| known == tag) {
            return Err(self.error(format!("a browser writes `{tag}` in another case")));
        }
        // What is written without an end, or with one newline more, is so by its name alone.
        if is_void(tag) || tag == "textarea" {
            return Err(self.error(format!("`{tag}` belongs to HTML")));
        }
        let Some(parent) = self.open.last() else {
            return Ok(());
        };
        let is_root = parent.space == Space::Html || &*parent.tag == "foreignObject";
        let is_other = match space {
            Space::Svg => tag == "math",
            Space::Html | Space::Math => tag == "svg",
        };
        if is_root {
            return self.check_html(tag);
        }
        if is_other || foreign::breaks_out(tag) || foreign::holds_text_only(&parent.tag) {
            let reason = format!("`{}` cannot hold `{tag}`", parent.tag);
            return Err(self.error(reason));
        }
        Ok(())
    }

    pub(super) fn check_html(&self, tag: &str) -> Result<(), MarkupError> {
        if tag.chars().any(|c| c.is_ascii_uppercase()) {
            return Err(self.error(format!("`{tag}` is not in lower case")));
        }
        let parent = self.open.last().map(|open| &*open.tag);
        if let Some(parent) = parent
            && !rules::may_hold(parent, tag)
        {
            return Err(self.error(format!("`{parent}` cannot hold `{tag}`")));
        }
        for open in &self.open {
            if rules::is_closed_by(&open.tag, tag) {
                return Err(self.error(format!("`{}` cannot hold `{tag}`", open.tag)));
            }
        }
        for open in self.open.iter().rev() {
            if rules::closes_item(&open.tag, tag) {
                return Err(self.error(format!("`{}` cannot hold `{tag}`", open.tag)));
            }
            if rules::bounds_items(&open.tag) {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn check_attrs(
        &self,
        tag: &str,
        attrs: &[(Box<str>, Box<str>)],
        space: Space,
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
            let known = match space {
                Space::Html => None,
                Space::Svg => foreign::svg_attribute(name),
                Space::Math => {
                    (name.eq_ignore_ascii_case("definitionURL")).then_some("definitionURL")
                }
            };
            let is_lower = !name.bytes().any(|c| c.is_ascii_uppercase());
            if !known.map_or(is_lower, |known| known == &**name) {
                return Err(self.error(format!("a browser writes `{name}` in another case")));
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
