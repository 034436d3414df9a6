//! A place for pictures: drop them, paste them, pick them. The hook `dropzone` uploads and shows a row per file.

use maud::{Markup, html};

use super::icon::icon;

#[derive(Clone, Copy, Default)]
pub struct Dropzone<'a> {
    /// Must be the only one on the page; [`Act::Picks`](super::act::Act::Picks) opens its picker.
    pub id: &'a str,
    /// Where each file is posted as raw bytes, its name in the header `file-name`; the answer is JSON with an `id`.
    pub upload_url: &'a str,
    /// Sent once with all ids, as values `file`, in the order the files were dropped.
    pub event: &'a str,
    /// The value `id` of that event.
    pub subject: &'a str,
    pub max_bytes: u64,
    pub words: &'a str,
}

/// A dropzone around `inner`: files may be dropped anywhere on it. With nothing inside it draws its own invitation.
#[must_use]
pub fn dropzone(d: &Dropzone<'_>, inner: Option<&Markup>) -> Markup {
    let input = format!("{}-input", d.id);
    html! {
        section.dropzone id=(d.id) data-hook="dropzone" data-upload-url=(d.upload_url) data-upload-event=(d.event)
            data-val-id=(d.subject) data-max-bytes=(d.max_bytes) data-accept="image/png image/jpeg image/webp" {
            @if let Some(inner) = inner { (inner) }
            label class=(if inner.is_some() { "hidden" } else { "dropzone-invite" }) for=(input) {
                (icon("image-plus"))
                span.dropzone-words { (d.words) }
                span.field-hint { "PNG, JPEG or WebP up to " (d.max_bytes / (1024 * 1024)) " MB each. Drop, paste or choose." }
            }
            input.hidden id=(input) type="file" multiple accept="image/png,image/jpeg,image/webp" tabindex=[inner.map(|_| "-1")];
            ul.uploads data-uploads aria-label="Uploads" {}
            div.dropzone-veil aria-hidden="true" { (icon("image-plus")) span { "Drop to add" } }
        }
    }
}
