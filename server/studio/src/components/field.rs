//! Text fields: a label, the field, and under it the hint or what is wrong with it.

use maud::{Markup, html};

#[derive(Clone, Copy, Default)]
pub struct Field<'a> {
    /// The element's id; the label, hint and error hang on it.
    pub id: &'a str,
    pub name: &'a str,
    pub label: &'a str,
    pub value: &'a str,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    pub placeholder: Option<&'a str>,
    /// `text` if empty; `password`, `search`, `number`…
    pub kind: &'a str,
    pub max_length: Option<u32>,
    pub required: bool,
    pub disabled: bool,
    pub autofocus: bool,
    pub autocomplete: Option<&'a str>,
    /// The event sent while typing (after 300 ms of rest), its subject in `subject`.
    pub on_input: Option<&'a str>,
    /// The event sent when the field is left with another text.
    pub on_change: Option<&'a str>,
    /// The value `id` of those events.
    pub subject: Option<&'a str>,
    /// When it changes, the server's text is taken even if the person typed since.
    pub rev: Option<u64>,
}

impl Field<'_> {
    fn described_by(&self) -> Option<String> {
        (self.hint.is_some() || self.error.is_some()).then(|| format!("{}-note", self.id))
    }

    fn wrap(&self, control: &Markup) -> Markup {
        html! {
            div.field {
                label.field-label for=(self.id) { (self.label) }
                (control)
                (note(self.id, self.hint, self.error))
            }
        }
    }
}

/// The line under a control: what is wrong, else the hint, else nothing.
pub(super) fn note(id: &str, hint: Option<&str>, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p.field-error id=(format!("{id}-note")) role="alert" { (error) }
        } @else if let Some(hint) = hint {
            p.field-hint id=(format!("{id}-note")) { (hint) }
        }
    }
}

/// One line of text.
#[must_use]
pub fn text_field(f: &Field<'_>) -> Markup {
    f.wrap(&input(f))
}

/// The field alone, where the place around it already says what it is; the label becomes its name.
#[must_use]
pub fn bare_field(f: &Field<'_>) -> Markup {
    html! {
        div.field {
            label.hidden for=(f.id) { (f.label) }
            (input(f))
            (note(f.id, f.hint, f.error))
        }
    }
}

fn input(f: &Field<'_>) -> Markup {
    html! {
        input.input id=(f.id) name=(f.name) type=(if f.kind.is_empty() { "text" } else { f.kind }) value=(f.value)
            placeholder=[f.placeholder] maxlength=[f.max_length] required[f.required] disabled[f.disabled]
            autofocus[f.autofocus] autocomplete=(f.autocomplete.unwrap_or("off"))
            aria-invalid=[f.error.map(|_| "true")] aria-describedby=[f.described_by()]
            data-on-input=[f.on_input] data-debounce=[f.on_input.map(|_| "300")] data-on-change=[f.on_change]
            data-val-id=[f.subject] data-rev=[f.rev];
    }
}

/// Several lines of text; the field grows with them.
#[must_use]
pub fn text_area(f: &Field<'_>, rows: u32) -> Markup {
    f.wrap(&html! {
        textarea.input.input-area id=(f.id) name=(f.name) rows=(rows)
            placeholder=[f.placeholder] maxlength=[f.max_length] required[f.required] disabled[f.disabled]
            aria-invalid=[f.error.map(|_| "true")] aria-describedby=[f.described_by()]
            data-on-input=[f.on_input] data-debounce=[f.on_input.map(|_| "300")] data-on-change=[f.on_change]
            data-val-id=[f.subject] data-rev=[f.rev] { (f.value) }
    })
}

/// Fields side by side: width and height.
#[must_use]
pub fn row(fields: &[Markup]) -> Markup {
    html! { div.field-row { @for field in fields { (field) } } }
}
