//! A name being changed where it stands. Enter keeps it, Escape leaves it as it was.

use maud::{Markup, html};

#[derive(Clone, Copy, Default)]
pub struct Rename<'a> {
    /// The noun in the event: `shot` sends `shot.rename` with id and name.
    pub subject: &'a str,
    pub id: &'a str,
    pub name: &'a str,
    pub error: Option<&'a str>,
    /// Sent as `id` with the new name, where it says more than `id`: the version that was seen.
    pub edit: &'a str,
}

#[must_use]
pub fn rename(r: &Rename<'_>) -> Markup {
    let note = format!("rename-{}-note", r.id);
    html! {
        form.rename data-on-submit=(format!("{}.rename", r.subject)) data-val-id=(if r.edit.is_empty() { r.id } else { r.edit }) data-hook="rename" {
            input.input id=(format!("rename-{}", r.id)) name="name" value=(r.name) aria-label="Name" maxlength="120" required autocomplete="off" autofocus
                aria-invalid=[r.error.map(|_| "true")] aria-describedby=[r.error.map(|_| &note)]
                data-on-keydown=(format!("{}.rename.cancel", r.subject)) data-keys="Escape" data-val-id=(r.id);
            @if let Some(error) = r.error { p.field-error id=(note) role="alert" { (error) } }
        }
    }
}
