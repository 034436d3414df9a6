//! The frame of every page: head, rail, top bar, work area, what floats.

use maud::{Markup, html};

use super::asset::asset;
use super::brand::wordmark;

/// What stands in `<head>`. `title` is the `<title>` element, a region of its own. The theme is chosen by a small
/// script before the first paint, so that nobody sees the other one flash.
#[must_use]
pub fn head(title: &Markup) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
            meta name="color-scheme" content="dark light";
            (title)
            link rel="icon" type="image/svg+xml" href=(asset("icons/favicon.svg")) data-favicon;
            link rel="stylesheet" href=(asset("css/app.css"));
            script src=(asset("studio/first.js")) {}
            script type="module" src=(asset("studio/main.js")) {}
        }
    }
}

/// The parts of a page in the studio. Each is one element or region.
pub struct Shell<'a> {
    pub rail: &'a Markup,
    pub topbar: &'a Markup,
    /// Banners from the server; the one about the connection stands in its own place.
    pub banners: &'a Markup,
    pub main: &'a Markup,
    pub toasts: &'a Markup,
    pub dialogs: &'a Markup,
}

#[must_use]
pub fn body(s: &Shell<'_>) -> Markup {
    html! {
        body.shell data-signed-out="/login?ended=1&next={url}" {
            a.skip href="#work" { "Skip to the work" }
            (s.rail)
            (s.topbar)
            div.banners { (super::banner::connection()) (s.banners) }
            (s.main)
            (s.toasts)
            (s.dialogs)
        }
    }
}

/// The work area: the pictures, and beside them the inspector where a thing is selected.
#[must_use]
pub fn work(main: &Markup, inspector: Option<&Markup>) -> Markup {
    let class = if inspector.is_some() {
        "work has-inspector"
    } else {
        "work"
    };
    html! {
        main class=(class) id="work" tabindex="-1" {
            div.work-main { (main) }
            @if let Some(inspector) = inspector { (inspector) }
        }
    }
}

/// What can be done here, within reach of the thumb, where the inspector is a sheet: Generate, Details.
#[must_use]
pub fn action_bar(actions: &Markup) -> Markup {
    html! { div.action-bar data-sheet-only { (actions) } }
}

/// Opens the inspector's sheet, in the action bar.
#[must_use]
pub fn details_button(label: &str) -> Markup {
    html! { button.button type="button" data-sheet="inspector" { (super::icon::icon("panel-right")) span.button-label { (label) } } }
}

/// The head of a page: its name, a line about it, what can be done.
#[must_use]
pub fn page_head(title: &str, meta: &Markup, actions: &Markup) -> Markup {
    html! {
        header.page-head {
            div.page-words { h1.page-title { (title) } @if !meta.0.is_empty() { p.page-meta { (meta) } } }
            @if !actions.0.is_empty() { div.page-actions { (actions) } }
        }
    }
}

/// A part of a page under a heading: Takes, Keyframes.
#[must_use]
pub fn section(title: &str, count: Option<u32>, actions: &Markup, body: &Markup) -> Markup {
    html! {
        section.section {
            header.section-head {
                h2.section-title { (title) @if let Some(count) = count { span.section-count { (count) } } }
                (actions)
            }
            (body)
        }
    }
}

/// A page outside the studio: sign in, not found, gone wrong.
#[must_use]
pub fn bare(content: &Markup) -> Markup {
    html! {
        body.bare {
            main.bare-card id="work" { div.bare-brand { (wordmark()) } (content) }
        }
    }
}
