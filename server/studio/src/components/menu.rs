//! A menu: a popover of actions that a button opens. The browser owns whether it is open and closes it on a click outside.

use maud::{Markup, html};

use super::act::Act;
use super::button::{Button, Kind, icon_button};
use super::icon::icon;

#[derive(Clone, Copy, Default)]
pub struct Item<'a> {
    pub label: &'a str,
    pub icon: Option<&'a str>,
    pub act: Act<'a>,
    pub danger: bool,
    pub disabled: bool,
    /// Shown at the right; pressing it while the card around has focus does the same.
    pub key: Option<&'a str>,
}

/// A button with three dots and its menu. `id` names the popover and must be the only one on the page.
#[must_use]
pub fn more(id: &str, name: &str, items: &[Item<'_>]) -> Markup {
    html! {
        div.more {
            (icon_button(&Button { label: name, kind: Kind::Quiet, icon: Some("ellipsis"), act: Act::Popover(id), ..Button::default() }))
            (menu(id, &html! { @for one in items { (item(one)) } }))
        }
    }
}

/// The popover alone, with anything in it.
#[must_use]
pub fn menu(id: &str, inner: &Markup) -> Markup {
    html! { div.menu id=(id) popover="auto" data-menu { (inner) } }
}

#[must_use]
pub fn item(item: &Item<'_>) -> Markup {
    let class = if item.danger {
        "menu-item menu-item-danger"
    } else {
        "menu-item"
    };
    let inner = html! {
        @if let Some(name) = item.icon { (icon(name)) }
        span.menu-label { (item.label) }
        @if let Some(key) = item.key { kbd { (key) } }
    };
    if let (Act::Link(href) | Act::Download(href), false) = (item.act, item.disabled) {
        let download = matches!(item.act, Act::Download(_));
        return html! {
            a class=(class) href=(href) download[download] data-nav=[(!download).then_some("")] data-key=[item.key] { (inner) }
        };
    }
    let act = item.act.parts();
    html! {
        button class=(class) type=(act.kind()) form=[act.form] disabled[item.disabled] data-key=[item.key]
            data-on-click=[act.event] data-val-id=[act.id] data-val-value=[act.value]
            data-opens=[act.opens] data-closes[act.closes] data-picks=[act.picks] data-sort-step=[act.step] { (inner) }
    }
}

/// A line between groups of items.
#[must_use]
pub fn separator() -> Markup {
    html! { hr.menu-line; }
}
