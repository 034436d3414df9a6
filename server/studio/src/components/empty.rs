//! A page with nothing on it yet: one sentence, one action, one sample.

use maud::{Markup, html};

use super::icon::large_icon;

#[derive(Clone, Copy, Default)]
pub struct Empty<'a> {
    pub icon: &'a str,
    pub title: &'a str,
    pub sentence: &'a str,
}

/// `action` is the button; `sample` what can be tried instead, or nothing.
#[must_use]
pub fn empty(e: &Empty<'_>, action: &Markup, sample: &Markup) -> Markup {
    html! {
        section.empty {
            span.empty-icon { (large_icon(e.icon)) }
            h2.empty-title { (e.title) }
            p.empty-sentence { (e.sentence) }
            div.empty-actions { (action) (sample) }
        }
    }
}
