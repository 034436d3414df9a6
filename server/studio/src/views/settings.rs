//! Settings: the look, the person, the keys.

use maud::{Markup, html};

use super::Cx;
use super::document::Viewer;
use crate::components::act::Act;
use crate::components::button::{Button, button};
use crate::components::inspector::facts;
use crate::components::segmented::{Segment, Segmented, segmented};
use crate::components::shell::{page_head, section, work};

pub(super) fn page(viewer: &Viewer, _cx: &Cx<'_>) -> Markup {
    let theme = segmented(&Segmented {
        name: "theme",
        label: "Theme",
        value: "system",
        hook: Some("theme"),
        segments: &[
            Segment {
                value: "dark",
                label: "Dark",
                icon: None,
            },
            Segment {
                value: "light",
                label: "Light",
                icon: None,
            },
            Segment {
                value: "system",
                label: "Like the system",
                icon: None,
            },
        ],
        ..Segmented::default()
    });
    let person = if viewer.local {
        html! {
            (facts(&[("Name", &viewer.name)]))
            p.field-hint { "This studio runs on your own machine and opens without a password. Nobody else can reach it." }
        }
    } else {
        html! {
            (facts(&[("Name", &viewer.name)]))
            (button(&Button { label: "Sign out", icon: Some("log-out"), act: Act::Submit { form: Some("logout") }, ..Button::default() }))
        }
    };
    let keys = html! {
        p.field-hint { "Everything can be done from the keyboard." }
        (button(&Button { label: "Show the keys", icon: Some("keyboard"), act: Act::Opens("shortcuts"), ..Button::default() }))
    };
    let content = html! {
        (page_head("Settings", &html! {}, &html! {}))
        div.settings {
            (section("Theme", None, &html! {}, &theme))
            (section("Account", None, &html! {}, &person))
            (section("Keys", None, &html! {}, &keys))
        }
    };
    work(&content, None)
}
