//! The pages, along the left edge; along the lower edge on a phone.

use maud::{Markup, html};

use super::brand::mark;
use super::icon::large_icon;

#[derive(Clone, Copy, Default)]
pub struct Place<'a> {
    pub label: &'a str,
    pub icon: &'a str,
    pub href: &'a str,
    pub current: bool,
    /// `"g s"`: the keys that go there.
    pub key: Option<&'a str>,
    /// How many things wait there for the person; 0 shows nothing.
    pub count: u32,
}

#[must_use]
pub fn rail(home: &str, places: &[Place<'_>]) -> Markup {
    html! {
        nav.rail aria-label="Pages" {
            a.rail-home href=(home) data-nav aria-label="Rushes, all projects" { (mark()) }
            ul.rail-places {
                @for place in places {
                    li {
                        a.rail-place href=(place.href) data-nav aria-current=[place.current.then_some("page")] data-key=[place.key] {
                            (large_icon(place.icon))
                            span.rail-label { (place.label) }
                            @if place.count > 0 { span.rail-count { (place.count) } }
                        }
                    }
                }
            }
        }
    }
}
