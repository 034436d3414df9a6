//! The list of keys, opened by `?`.

use maud::{Markup, html};

use super::dialog::{Dialog, dialog};

/// Groups of keys and what they do; keys of one line are separated by spaces.
const KEYS: &[(&str, &[(&str, &str)])] = &[
    (
        "Anywhere",
        &[
            ("?", "This list"),
            ("g p", "Projects"),
            ("g s", "Storyboard"),
            ("g a", "Activity"),
            ("n", "New"),
            ("mod+z", "Undo"),
        ],
    ),
    (
        "In grids and strips",
        &[
            ("← → ↑ ↓", "Move"),
            ("Enter", "Open"),
            ("F2", "Rename"),
            ("Delete", "Delete, with undo"),
            ("Space", "Lift on the handle, then arrows, Space to drop"),
        ],
    ),
    (
        "Keyframes",
        &[
            ("Tab", "To the strip, then to the handle"),
            ("← →", "The one before or after"),
            ("Enter", "Show it large, or put it away"),
            ("Delete", "Remove, with undo"),
            ("Escape", "Back to the take"),
        ],
    ),
    (
        "In the viewer",
        &[
            ("Space", "Play or pause"),
            ("← →", "One frame"),
            ("L", "Loop"),
            ("F", "Full screen"),
        ],
    ),
    (
        "In a shot",
        &[
            ("mod+Enter", "Generate"),
            ("[ ]", "The shot before or after"),
        ],
    ),
    (
        "Play all",
        &[
            ("p", "Play the storyboard"),
            ("Space", "Play or pause"),
            ("← →", "The shot before or after"),
            ("Escape", "Leave"),
        ],
    ),
];

#[must_use]
pub fn shortcuts() -> Markup {
    let body = html! {
        div.keys {
            @for (title, rows) in KEYS {
                section {
                    h3.section-title { (title) }
                    dl {
                        @for (keys, does) in *rows {
                            div { dt { @for key in keys.split(' ') { kbd data-mod[key.starts_with("mod+")] { (cap(key)) } } } dd { (does) } }
                        }
                    }
                }
            }
        }
    };
    dialog(
        &Dialog {
            id: "shortcuts",
            title: "Keys",
            wide: true,
            ..Dialog::default()
        },
        None,
        &body,
        &html! {},
    )
}

/// What is printed on the key. Where Ctrl is Cmd, the hook says so: the server does not know the keyboard.
fn cap(key: &str) -> String {
    match key.strip_prefix("mod+") {
        Some(rest) => format!("Ctrl {}", cap(rest)),
        None if key.len() == 1 => key.to_ascii_uppercase(),
        None => key.to_owned(),
    }
}
