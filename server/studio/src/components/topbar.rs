//! The bar over the work: where one is, what runs, who one is.

use maud::{Markup, html};

use super::act::Act;
use super::icon::icon;
use super::menu::{Item, item, menu, separator};
use super::progress::bar;
use super::segmented::{Segment, Segmented, segmented};

/// `crumbs`, `meter` and `account` are one element or region each.
#[must_use]
pub fn topbar(crumbs: &Markup, meter: &Markup, account: &Markup) -> Markup {
    html! { header.topbar { (crumbs) div.topbar-end { (meter) (account) } } }
}

#[derive(Clone, Copy, Default)]
pub struct Meter<'a> {
    pub running: u32,
    pub queued: u32,
    /// Of everything that runs.
    pub percent: Option<u32>,
    pub href: &'a str,
}

/// All running jobs in one small meter that opens Activity; nothing while nothing runs. It also draws the tab's icon.
#[must_use]
pub fn meter(m: &Meter<'_>) -> Markup {
    let busy = m.running + m.queued > 0;
    html! {
        div.meter-place data-hook="meter" data-busy[busy] {
            @if busy {
                a.meter href=(m.href) data-nav aria-label="Running jobs" {
                    (bar("Running jobs", m.percent))
                    @if m.running > 0 { span.meter-words { span.meter-count { (m.running) } span.meter-noun { "running" } } }
                    @if m.queued > 0 { span.meter-words.meter-queued { span.meter-count { (m.queued) } span.meter-noun { "waiting" } } }
                }
            }
        }
    }
}

#[derive(Clone, Copy, Default)]
pub struct Account<'a> {
    pub name: &'a str,
    /// What signs the person out; absent for the local creator, who has no password.
    pub sign_out: Option<Act<'a>>,
}

/// The person, the theme, the keys, and the way out.
#[must_use]
pub fn account(a: &Account<'_>) -> Markup {
    let initial: String = a
        .name
        .chars()
        .take(1)
        .flat_map(char::to_uppercase)
        .collect();
    html! {
        div.account {
            button.avatar type="button" popovertarget="account" aria-label=(format!("Account of {}", a.name)) data-tip="Account" { (initial) }
            (menu("account", &html! {
                p.menu-head { (a.name) }
                (segmented(&Segmented {
                    name: "theme-menu", label: "Theme", value: "system", hook: Some("theme"),
                    segments: &[
                        Segment { value: "dark", label: "Dark", icon: Some("moon") },
                        Segment { value: "light", label: "Light", icon: Some("sun") },
                        Segment { value: "system", label: "Like the system", icon: Some("monitor") },
                    ],
                    ..Segmented::default()
                }))
                (separator())
                (item(&Item { label: "Keys", icon: Some("keyboard"), act: Act::Opens("shortcuts"), key: Some("?"), ..Item::default() }))
                @if let Some(act) = a.sign_out { (item(&Item { label: "Sign out", icon: Some("log-out"), act, ..Item::default() })) }
            }))
        }
    }
}

/// The name of the project with the way to the others.
#[must_use]
pub fn switcher(name: &str, projects: &[(&str, &str)]) -> Markup {
    html! {
        div.more {
            button.crumb type="button" popovertarget="switcher" { span { (name) } (icon("chevrons-up-down")) }
            (menu("switcher", &html! { @for (label, href) in projects { (item(&Item { label, act: Act::Link(href), ..Item::default() })) } }))
        }
    }
}
