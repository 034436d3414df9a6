//! The dialog for a new project.

use maud::{Markup, html};

use super::Cx;
use crate::components::act::Act;
use crate::components::button::{Button, Kind, button};
use crate::components::dialog::{self as dialogs, Dialog};
use crate::components::field::{Field, row, text_field};
use crate::components::select::{Select, select};
use crate::state::form::{FREE, NewProjectForm, SIZES};

pub(super) fn dialog(form: &NewProjectForm, _cx: &Cx<'_>) -> Markup {
    let name = text_field(&Field {
        id: "new-project-name",
        name: "name",
        label: "Name",
        value: &form.name,
        error: form.error_of("name"),
        on_input: mends(form, "name"),
        placeholder: Some("Harbor at dawn"),
        max_length: Some(120),
        required: true,
        autofocus: true,
        ..Field::default()
    });
    let size = select(&Select {
        id: "new-project-size",
        name: "size",
        label: "Frame size",
        value: &form.size,
        options: SIZES,
        on_change: Some("project.size"),
        ..Select::default()
    });
    let body = html! {
        (name)
        (size)
        @if form.size == FREE { (row(&[pixels(form, "width", "Width", &form.width), pixels(form, "height", "Height", &form.height)])) }
    };
    let actions = html! {
        (button(&Button { label: "Cancel", kind: Kind::Quiet, act: Act::Closes, ..Button::default() }))
        (button(&Button { label: "Create project", kind: Kind::Primary, act: Act::submit(), ..Button::default() }))
    };
    let frame = Dialog {
        id: "new-project",
        title: "New project",
        shown: true,
        on_close: Some("project.close"),
        ..Dialog::default()
    };
    dialogs::dialog(&frame, Some("project.create"), &body, &actions)
}

fn pixels(form: &NewProjectForm, name: &str, label: &str, value: &str) -> Markup {
    text_field(&Field {
        id: &format!("new-project-{name}"),
        name,
        label,
        value,
        kind: "number",
        hint: Some("Even, 64 to 1920"),
        error: form.error_of(name),
        on_input: mends(form, name),
        required: true,
        ..Field::default()
    })
}

/// What is wrong is looked at again while it is mended; before, typing is nobody's business.
fn mends(form: &NewProjectForm, field: &str) -> Option<&'static str> {
    form.error_of(field).map(|_| "project.typed")
}
