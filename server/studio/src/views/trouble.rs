//! An edit that did not succeed, said beside its field.

use maud::{Markup, html};

use crate::components::act::Act;
use crate::components::button::{Button, button};
use crate::state::draft::Draft;

/// What the control shows: the person's own value while it is in trouble, else the stored one.
pub(super) fn value<'a>(draft: &'a Draft, stored: &'a str) -> &'a str {
    draft
        .trouble
        .as_ref()
        .map_or(stored, |trouble| &trouble.value)
}

/// The sentence under the control.
pub(super) fn sentence(draft: &Draft) -> Option<&str> {
    draft
        .trouble
        .as_ref()
        .map(|trouble| trouble.sentence.as_str())
}

/// The sentence under a name that is edited in its place, where there is no room for two buttons.
pub(super) fn name_sentence(draft: &Draft) -> Option<String> {
    let trouble = draft.trouble.as_ref()?;
    Some(match &trouble.theirs {
        Some(theirs) => {
            format!("Somebody renamed it to “{theirs}” meanwhile. Press Enter to keep yours.")
        }
        None => trouble.sentence.clone(),
    })
}

/// Under a field in trouble: the other's value and the choice, or the way to try again.
pub(super) fn choice(draft: &Draft, token: &str) -> Markup {
    let Some(trouble) = draft.trouble.as_ref().filter(|trouble| !trouble.refused) else {
        return html! {};
    };
    let (words, mine) = match &trouble.theirs {
        Some(theirs) if theirs.is_empty() => ("It is empty now.".to_owned(), "Keep mine"),
        Some(theirs) => (format!("It says now: “{}”", shortened(theirs)), "Keep mine"),
        None => (
            "Your text is kept here until it is saved.".to_owned(),
            "Try again",
        ),
    };
    html! {
        div.trouble role="group" aria-label="What to keep" {
            p.field-hint { (words) }
            div.page-actions {
                @if trouble.theirs.is_some() {
                    (button(&Button { label: "Use theirs", act: Act::on("edit.theirs", token), ..Button::default() }))
                }
                (button(&Button { label: mine, act: Act::on("edit.mine", token), ..Button::default() }))
            }
        }
    }
}

const THEIRS_LIMIT: usize = 300;

fn shortened(text: &str) -> String {
    if text.chars().count() <= THEIRS_LIMIT {
        return text.to_owned();
    }
    text.chars().take(THEIRS_LIMIT - 1).chain(['…']).collect()
}
