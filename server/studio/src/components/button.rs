//! Buttons: with words, or with an icon and a tooltip. A link that acts like a button is one too.

use maud::{Markup, html};

use super::act::Act;
use super::icon::icon;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The one thing to do here; at most one in a place.
    Primary,
    #[default]
    Plain,
    /// Without a face until it is touched.
    Quiet,
    Danger,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

#[derive(Clone, Copy, Default)]
pub struct Button<'a> {
    pub label: &'a str,
    pub kind: Kind,
    pub icon: Option<&'a str>,
    pub act: Act<'a>,
    pub disabled: bool,
    /// Something it began is still under way.
    pub pending: bool,
    /// It makes something new each time: pressed twice in one go, it is meant once.
    pub once: bool,
    /// The key that does the same: `"n"`, `"g s"`, `"mod+Enter"`.
    pub key: Option<&'a str>,
    /// The element's id, where focus may be sent to it.
    pub id: Option<&'a str>,
}

#[must_use]
pub fn button(b: &Button<'_>) -> Markup {
    let inner = html! {
        @if let Some(name) = b.icon { (icon(name)) }
        span.button-label { (b.label) }
    };
    control(b, b.kind.class(), None, &inner)
}

/// A square button with an icon alone. `label` is its name and its tooltip.
#[must_use]
pub fn icon_button(b: &Button<'_>) -> Markup {
    let class = match b.kind {
        Kind::Primary => "button button-icon button-primary",
        Kind::Plain => "button button-icon",
        Kind::Quiet => "button button-icon button-quiet",
        Kind::Danger => "button button-icon button-danger",
    };
    control(
        b,
        class,
        Some(b.label),
        &icon(b.icon.unwrap_or("circle-question-mark")),
    )
}

fn control(b: &Button<'_>, class: &str, name: Option<&str>, inner: &Markup) -> Markup {
    if let (Act::Link(href) | Act::Download(href), false) = (b.act, b.disabled) {
        let download = matches!(b.act, Act::Download(_));
        return html! {
            a class=(class) id=[b.id] href=(href) download[download] data-nav=[(!download).then_some("")]
                aria-label=[name] data-tip=[name] data-key=[b.key] { (inner) }
        };
    }
    let act = b.act.parts();
    html! {
        button class=(class) id=[b.id] type=(act.kind()) form=[act.form] disabled[b.disabled]
            aria-busy=[b.pending.then_some("true")] aria-label=[name] data-tip=[name] data-key=[b.key] data-once[b.once]
            data-on-click=[act.event] data-val-id=[act.id] data-val-value=[act.value]
            popovertarget=[act.popover] data-opens=[act.opens] data-closes[act.closes] data-picks=[act.picks] { (inner) }
    }
}
