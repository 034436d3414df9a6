//! One of several, in a native list.

use maud::{Markup, html};

use super::field::note;
use super::icon::icon;

#[derive(Clone, Copy, Default)]
pub struct Select<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub label: &'a str,
    pub value: &'a str,
    /// Value and words.
    pub options: &'a [(&'a str, &'a str)],
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    pub disabled: bool,
    pub on_change: Option<&'a str>,
    /// The value `id` of that event.
    pub subject: Option<&'a str>,
    /// The label is said but not shown.
    pub bare: bool,
}

#[must_use]
pub fn select(s: &Select<'_>) -> Markup {
    html! {
        div.field {
            label class=(if s.bare { "hidden" } else { "field-label" }) for=(s.id) { (s.label) }
            div.select {
                select.input id=(s.id) name=(s.name) disabled[s.disabled] aria-invalid=[s.error.map(|_| "true")]
                    aria-describedby=[(s.hint.is_some() || s.error.is_some()).then(|| format!("{}-note", s.id))]
                    data-on-change=[s.on_change] data-val-id=[s.subject] {
                    @for (value, words) in s.options {
                        option value=(value) selected[*value == s.value] { (words) }
                    }
                }
                (icon("chevron-down"))
            }
            (note(s.id, s.hint, s.error))
        }
    }
}
