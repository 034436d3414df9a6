//! The kit's larger places: banners, toasts, empty pages, skeletons, rows.

use maud::{Markup, html};

use super::super::act::Act;
use super::super::badge::Tone;
use super::super::banner::banner;
use super::super::brand::wordmark;
use super::super::breadcrumb::{Crumb, breadcrumb};
use super::super::button::{Button, Kind, button};
use super::super::dropzone::{Dropzone, dropzone};
use super::super::empty::{Empty, empty};
use super::super::frame::Ratio;
use super::super::inspector::facts;
use super::super::job_row::{JobRow, job_list, job_row};
use super::super::skeleton;
use super::super::stage::Stage;
use super::super::toast::{Toast, toast};
use super::super::topbar::{Meter, meter};
use super::pictures::picture;
use super::{columns, part};

pub(super) fn parts() -> Markup {
    let action = button(&Button {
        label: "New project",
        kind: Kind::Primary,
        icon: Some("plus"),
        ..Button::default()
    });
    let sample = button(&Button {
        label: "Open the sample",
        kind: Kind::Quiet,
        ..Button::default()
    });
    html! {
        (part("Wordmark, breadcrumb, meter", &[
            wordmark(),
            breadcrumb(&[Crumb { label: "Projects", href: Some("#") }, Crumb { label: "Harbor at dawn", href: Some("#") }, Crumb { label: "Arrival", href: None }]),
            meter(&Meter { running: 2, queued: 3, percent: Some(41), href: "#" }),
            meter(&Meter { running: 0, queued: 1, percent: None, href: "#" }),
        ]))
        section.kit-part {
            h2.section-title { "Banner" }
            (banner(Tone::Warn, "The studio's backend does not answer. Your work is kept.", &html! {}))
            (banner(Tone::Bad, "The disk is full: new takes will fail.", &html! {}))
            (banner(Tone::Good, "Connected again", &html! {}))
        }
        (part("Toast", &[
            toast(&Toast { id: "1", words: "Shot 3, Arrival, deleted", undo: true, ..Toast::default() }),
            toast(&Toast { id: "2", tone: Tone::Good, words: "Arrival is ready", action: Some(("Show", Act::Link("#"))), undo: false }),
            toast(&Toast { id: "3", tone: Tone::Bad, words: "The name could not be changed: another project has it.", ..Toast::default() }),
        ]))
        section.kit-part {
            h2.section-title { "Empty" }
            (empty(&Empty { icon: "clapperboard", title: "No projects yet", sentence: "A project is one film: add pictures, and watch every take as it is made." }, &action, &sample))
        }
        section.kit-part {
            h2.section-title { "Dropzone" }
            (dropzone(&Dropzone { id: "kit-drop", upload_url: "/nowhere", event: "kit.add", subject: "", max_bytes: 25 * 1024 * 1024, words: "Add the first pictures" }, None))
        }
        section.kit-part { h2.section-title { "Skeleton" } (skeleton::cards(4, Ratio::default())) (skeleton::rows(2)) }
        section.kit-part { h2.section-title { "Job" } (jobs()) }
        (columns("Facts", &[facts(&[("Size", "1280 × 720"), ("Length", "0:07.5"), ("File", "3.4 MB")])]))
    }
}

fn jobs() -> Markup {
    let (one, two) = (picture(1), picture(2));
    let base = JobRow {
        job: "1",
        project: "Harbor at dawn",
        shot: "Arrival",
        take: 2,
        href: "#",
        prompt: "Slow push over the water, first light",
        created_at: 1_763_928_000_000,
        ..JobRow::default()
    };
    job_list(&html! {
        (job_row(&JobRow { poster: Some(one.as_picture()), stage: Stage::Running { job: "1", percent: Some(41), step: "rendering frame 40 of 96", left: Some("25 s left"), preview: None }, ..base }))
        (job_row(&JobRow { poster: Some(two.as_picture()), stage: Stage::Queued { job: "1", position: Some(2), wait: Some("+1 waiting") }, ..base }))
        (job_row(&JobRow { stage: Stage::Failed { job: "1", why: "A picture could not be read. Replace keyframe 2 and retry." }, ..base }))
        (job_row(&JobRow { poster: Some(one.as_picture()), stage: Stage::Done, ..base }))
        (job_row(&JobRow { poster: Some(two.as_picture()), stage: Stage::Canceled { job: "1" }, ..base }))
    })
}
