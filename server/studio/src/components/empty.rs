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
    let title = html! { h2.empty-title { (e.title) } };
    under(&title, e, action, sample)
}

/// The same where it is all that the page has: its title is the page's.
#[must_use]
pub fn empty_page(e: &Empty<'_>, action: &Markup, sample: &Markup) -> Markup {
    let title = html! { h1.empty-title { (e.title) } };
    under(&title, e, action, sample)
}

fn under(title: &Markup, e: &Empty<'_>, action: &Markup, sample: &Markup) -> Markup {
    html! {
        section.empty {
            span.empty-icon { (large_icon(e.icon)) }
            (title)
            p.empty-sentence { (e.sentence) }
            div.empty-actions { (action) (sample) }
        }
    }
}
