//! A slider with its number beside it: drag for the feeling, type for the value.
//!
//! Both inputs carry the same event. The hook `slider` keeps the two alike while one is moved and fills the track.

use maud::{Markup, html};

use super::field::note;

#[derive(Clone, Copy, Default)]
pub struct Slider<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub label: &'a str,
    pub value: f64,
    pub min: f64,
    pub max: f64,
    pub step: f64,
    /// Behind the number: `s`, `%`.
    pub unit: &'a str,
    pub hint: Option<&'a str>,
    pub error: Option<&'a str>,
    pub disabled: bool,
    /// Sent when the value was set, with `id` and the field's own name and value.
    pub on_change: Option<&'a str>,
    pub subject: Option<&'a str>,
}

#[must_use]
pub fn slider(s: &Slider<'_>) -> Markup {
    html! {
        div.field.slider data-hook="slider" {
            label.field-label for=(s.id) { (s.label) }
            div.slider-row {
                input.slider-range id=(s.id) type="range" name=(s.name) min=(s.min) max=(s.max) step=(s.step) value=(s.value)
                    disabled[s.disabled] aria-describedby=[s.hint.or(s.error).map(|_| format!("{}-note", s.id))]
                    data-on-change=[s.on_change] data-val-id=[s.subject];
                span.slider-number {
                    input.input type="number" name=(s.name) min=(s.min) max=(s.max) step=(s.step) value=(s.value)
                        disabled[s.disabled] aria-label=(s.label) data-on-change=[s.on_change] data-val-id=[s.subject];
                    @if !s.unit.is_empty() { span.slider-unit { (s.unit) } }
                }
            }
            (note(s.id, s.hint, s.error))
        }
    }
}
