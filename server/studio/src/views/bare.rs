//! Pages outside the engine: sign-in and errors. Plain HTML that needs no script.

use maud::{DOCTYPE, Markup, html};

use crate::components::act::Act;
use crate::components::asset::asset;
use crate::components::button::{Button, Kind, button};
use crate::components::field::{Field, text_field};
use crate::components::shell;

/// How soon a page that waits for the backend loads itself again.
pub(crate) const RETRY_SECONDS: u32 = 5;

/// What may help a person before whom a page did not come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Only another page.
    Elsewhere,
    /// The same address another time.
    Again,
    /// The same, which the page does by itself.
    AgainSoon,
}

/// One sentence and a way on.
pub(crate) fn message(title: &str, sentence: &str, way: Way) -> Markup {
    let soon = way == Way::AgainSoon;
    let home = if way == Way::Elsewhere {
        Kind::Primary
    } else {
        Kind::Plain
    };
    // An empty address is the one that was asked for.
    let again = Act::Link("");
    let content = html! {
        h1.page-title { (title) }
        p { (sentence) }
        @if soon { p.field-hint { "This page tries again by itself every " (RETRY_SECONDS) " seconds." } }
        div.bare-actions {
            @if way != Way::Elsewhere { (button(&Button { label: "Try again", kind: Kind::Primary, act: again, ..Button::default() })) }
            (button(&Button { label: "To the projects", kind: home, act: Act::Link("/"), ..Button::default() }))
        }
    };
    document(title, soon, &content)
}

/// The form for a name and a password.
pub(crate) fn login(name: &str, next: &str, error: Option<&str>) -> Markup {
    sign_in(None, name, next, error)
}

/// The form for somebody whose session ended while a page was open.
pub(crate) fn login_again(next: &str) -> Markup {
    sign_in(
        Some("You were signed out. Sign in to go on where you were."),
        "",
        next,
        None,
    )
}

fn sign_in(notice: Option<&str>, name: &str, next: &str, error: Option<&str>) -> Markup {
    let fields = html! {
        (text_field(&Field { id: "name", name: "name", label: "Name", value: name, required: true, autofocus: name.is_empty(), autocomplete: Some("username"), max_length: Some(120), ..Field::default() }))
        (text_field(&Field { id: "password", name: "password", label: "Password", kind: "password", error, required: true, autofocus: !name.is_empty(), autocomplete: Some("current-password"), max_length: Some(1000), ..Field::default() }))
    };
    let content = html! {
        h1.page-title { "Sign in" }
        @if let Some(notice) = notice { p role="status" { (notice) } }
        form.bare-form method="post" action="/login" {
            input type="hidden" name="next" value=(next);
            (fields)
            (button(&Button { label: "Sign in", kind: Kind::Primary, act: Act::submit(), ..Button::default() }))
        }
    };
    document("Sign in", false, &content)
}

/// Without the engine's script: there is no tab behind it to talk to.
fn document(title: &str, retry: bool, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="dark light";
                @if retry { meta http-equiv="refresh" content=(RETRY_SECONDS); }
                title { (title) " · Rushes" }
                link rel="icon" type="image/svg+xml" href=(asset("icons/favicon.svg"));
                link rel="stylesheet" href=(asset("css/app.css"));
                script src=(asset("studio/first.js")) {}
            }
            (shell::bare(content))
        }
    }
}
