//! A dialog: one question, in the native `<dialog>`. A sheet is the same along an edge.
//!
//! Two ways to open it. A dialog that is always on the page opens by [`Act::Opens`](super::act::Act::Opens) and asks
//! the server nothing. A dialog that the server renders because of its state has `shown`: it opens as it arrives and
//! sends `on_close` when the person closes it; the server closes it by rendering it no more.

use maud::{Markup, html};

use super::act::Act;
use super::button::{Button, Kind, icon_button};

#[derive(Clone, Copy, Default)]
pub struct Dialog<'a> {
    pub id: &'a str,
    pub title: &'a str,
    /// Opens as it arrives.
    pub shown: bool,
    /// Sent when the person closes it.
    pub on_close: Option<&'a str>,
    /// Wider, for a table or pictures.
    pub wide: bool,
}

/// `body` and `actions` stand in a form that sends `on_submit` where it is given.
#[must_use]
pub fn dialog(d: &Dialog<'_>, on_submit: Option<&str>, body: &Markup, actions: &Markup) -> Markup {
    let class = if d.wide {
        "dialog dialog-wide"
    } else {
        "dialog"
    };
    surface(d, class, on_submit, body, actions)
}

/// At the right edge where there is room, from the bottom on a phone.
#[must_use]
pub fn sheet(d: &Dialog<'_>, body: &Markup) -> Markup {
    surface(d, "dialog sheet", None, body, &html! {})
}

fn surface(
    d: &Dialog<'_>,
    class: &str,
    on_submit: Option<&str>,
    body: &Markup,
    actions: &Markup,
) -> Markup {
    let title = format!("{}-title", d.id);
    let inner = html! {
        div.dialog-body { (body) }
        @if !actions.0.is_empty() { div.dialog-actions { (actions) } }
    };
    html! {
        dialog class=(class) id=(d.id) aria-labelledby=(title) data-hook="dialog" autofocus[on_submit.is_none()] data-shown[d.shown] data-on-close=[d.on_close] {
            header.dialog-head {
                h2.dialog-title id=(title) { (d.title) }
                (icon_button(&Button { label: "Close", kind: Kind::Quiet, icon: Some("x"), act: Act::Closes, ..Button::default() }))
            }
            @if let Some(event) = on_submit {
                // What is wrong is said under each field, in our words; the browser knows of one field and of no even numbers.
                form.dialog-form data-on-submit=(event) novalidate { (inner) }
            } @else {
                div.dialog-form { (inner) }
            }
        }
    }
}
