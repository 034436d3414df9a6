//! On or off, at once.

use maud::{Markup, html};

#[derive(Clone, Copy, Default)]
pub struct Switch<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub label: &'a str,
    pub hint: Option<&'a str>,
    pub on: bool,
    pub disabled: bool,
    pub on_change: Option<&'a str>,
    pub subject: Option<&'a str>,
}

#[must_use]
pub fn switch(s: &Switch<'_>) -> Markup {
    html! {
        label.switch for=(s.id) {
            span.switch-words {
                span.switch-label { (s.label) }
                @if let Some(hint) = s.hint { span.field-hint { (hint) } }
            }
            input.switch-input id=(s.id) name=(s.name) type="checkbox" role="switch" checked[s.on] disabled[s.disabled]
                data-on-change=[s.on_change] data-val-id=[s.subject];
        }
    }
}
