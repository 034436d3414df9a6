//! Something happened: said for a moment, with the way back.

use maud::{Markup, html};

use super::act::Act;
use super::badge::Tone;
use super::button::{Button, Kind, button, icon_button};
use super::icon::icon;

#[derive(Clone, Copy, Default)]
pub struct Toast<'a> {
    /// Sent with `toast.dismiss` and with `undo`.
    pub id: &'a str,
    pub tone: Tone,
    pub words: &'a str,
    /// Offers Undo; Ctrl or Cmd with Z does the same.
    pub undo: bool,
    /// Another way on: "Show".
    pub action: Option<(&'a str, Act<'a>)>,
}

/// The place where toasts stand, newest last.
#[must_use]
pub fn toasts(list: &Markup) -> Markup {
    html! { ol.toasts role="status" aria-live="polite" { (list) } }
}

#[must_use]
pub fn toast(t: &Toast<'_>) -> Markup {
    let (class, mark) = match t.tone {
        Tone::Good => ("toast toast-good", Some("circle-check")),
        Tone::Warn => ("toast toast-warn", Some("triangle-alert")),
        Tone::Bad => ("toast toast-bad", Some("circle-alert")),
        Tone::Neutral | Tone::Accent => ("toast", None),
    };
    html! {
        li class=(class) data-hook="toast" data-toast=(t.id) {
            @if let Some(mark) = mark { (icon(mark)) }
            span.toast-words { (t.words) }
            @if let Some((label, act)) = t.action { (button(&Button { label, kind: Kind::Quiet, act, ..Button::default() })) }
            @if t.undo { (button(&Button { label: "Undo", kind: Kind::Quiet, icon: Some("undo-2"), act: Act::on("undo", t.id), ..Button::default() })) }
            (icon_button(&Button { label: "Dismiss", kind: Kind::Quiet, icon: Some("x"), act: Act::on("toast.dismiss", t.id), ..Button::default() }))
        }
    }
}
