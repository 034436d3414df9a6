//! The made-up pages: what a creator would see in the middle of a day.

use maud::{Markup, html};
use studio::components::act::Act;
use studio::components::button::{Button, Kind, button};
use studio::components::dialog::{Dialog, dialog};
use studio::components::dropzone::{Dropzone, dropzone};
use studio::components::empty::{Empty, empty};
use studio::components::field::{self, Field, text_area, text_field};
use studio::components::frame::{Picture, Ratio};
use studio::components::inspector::{facts, inspector, section as inspector_section};
use studio::components::job_row::{JobRow, job_list, job_row};
use studio::components::keyframe_card::{KeyframeCard, keyframe_card};
use studio::components::player::{Player, player, viewer};
use studio::components::project_card::{ProjectCard, project_card, project_grid};
use studio::components::segmented::{Tab, tabs};
use studio::components::select::{Select, select};
use studio::components::shell::{self, page_head, section};
use studio::components::shot_card::{ShotCard, new_shot, shot_card, shot_grid};
use studio::components::slider::{Slider, slider};
use studio::components::stage::Stage;
use studio::components::strip;
use studio::components::take_card::{TakeCard, take_card, take_list};
use studio::components::toast::{Toast, toast, toasts};

fn picture(src: &str) -> Picture<'_> {
    Picture {
        src,
        larger: None,
        alt: "",
    }
}

pub(crate) fn projects(pics: &[String]) -> Markup {
    let rows = [
        ("p1", "Harbor at dawn", "12 shots", "0:48"),
        ("p2", "Dune study", "3 shots", "0:14"),
        (
            "p3",
            "Night train, second draft with the long title",
            "7 shots",
            "0:31.5",
        ),
        ("p4", "Untitled", "No shots", "0:00"),
        ("p5", "Snow", "2 shots", "0:09"),
    ];
    html! {
        (page_head("Projects", &html! {}, &button(&Button { label: "New project", kind: Kind::Primary, icon: Some("plus"), act: Act::Opens("new-project"), key: Some("n"), ..Button::default() })))
        (project_grid(&html! {
            @for (index, (id, name, shots, duration)) in rows.iter().enumerate() {
                @let posters: Vec<Picture<'_>> = pics.iter().cycle().skip(index * 3).take([4, 3, 4, 0, 2][index]).map(|p| picture(p)).collect();
                (project_card(&ProjectCard { id, name, href: "/storyboard.html", posters: &posters, shots, duration, size: "1280 × 720", updated_at: 1_763_928_000_000, ..ProjectCard::default() }))
            }
        }))
    }
}

pub(crate) fn new_project() -> Markup {
    let sizes = [
        ("1280x720", "HD 16:9, 1280 × 720"),
        ("1920x1080", "Full HD 16:9, 1920 × 1080"),
        ("720x1280", "Upright 9:16, 720 × 1280"),
        ("custom", "Other…"),
    ];
    let body = html! {
        (text_field(&Field { id: "name", name: "name", label: "Name", value: "Harbor at dawn", error: Some("Another project has this name."), autofocus: true, ..Field::default() }))
        (select(&Select { id: "size", name: "size", label: "Frame", value: "custom", options: &sizes, ..Select::default() }))
        (field::row(&[
            text_field(&Field { id: "width", name: "width", label: "Width", value: "1280", kind: "number", hint: Some("Even, 64 to 1920"), ..Field::default() }),
            text_field(&Field { id: "height", name: "height", label: "Height", value: "720", kind: "number", ..Field::default() }),
        ]))
    };
    let actions = html! {
        (button(&Button { label: "Cancel", kind: Kind::Quiet, act: Act::Closes, ..Button::default() }))
        (button(&Button { label: "Create", kind: Kind::Primary, act: Act::submit(), ..Button::default() }))
    };
    dialog(
        &Dialog {
            id: "new-project",
            title: "New project",
            ..Dialog::default()
        },
        Some("project.create"),
        &body,
        &actions,
    )
}

pub(crate) fn no_projects() -> Markup {
    empty(
        &Empty {
            icon: "clapperboard",
            title: "Your first film starts here",
            sentence: "A project is one film: bring pictures, say what moves, and watch every take as it is made.",
        },
        &button(&Button {
            label: "New project",
            kind: Kind::Primary,
            icon: Some("plus"),
            ..Button::default()
        }),
        &button(&Button {
            label: "Open the sample",
            ..Button::default()
        }),
    )
}

fn stage(index: usize) -> Stage<'static> {
    match index {
        1 => Stage::Running {
            job: "j",
            percent: Some(41),
            step: "rendering frame 40 of 96",
            left: Some("0:25 left"),
            preview: Some("/pics/blur.jpg"),
        },
        2 => Stage::Queued {
            job: "j",
            position: Some(2),
            wait: Some("+1 waiting"),
        },
        5 => Stage::Failed {
            job: "j",
            why: "A picture could not be read. Replace keyframe 2 and retry.",
        },
        7 => Stage::Running {
            job: "j",
            percent: None,
            step: "loading pictures",
            left: None,
            preview: None,
        },
        8 => Stage::Canceled { job: "j" },
        10 | 11 => Stage::Idle,
        _ => Stage::Done,
    }
}

const NAMES: [&str; 12] = [
    "Establishing",
    "Arrival",
    "The long walk to the end of the pier",
    "Gulls",
    "Nets",
    "Rope and hands",
    "First boat",
    "Engine room",
    "Fog",
    "Lighthouse",
    "Storm",
    "Last light",
];

pub(crate) fn storyboard(pics: &[String], ratio: Ratio) -> Markup {
    let ids: Vec<String> = (0..12).map(|n| format!("s{n}")).collect();
    let meta = html! { span { "12 shots" } span { "0:48" } span { "1280 × 720" } };
    html! {
        (page_head("Harbor at dawn", &meta, &html! {
            (button(&Button { label: "New shot", kind: Kind::Primary, icon: Some("plus"), act: Act::event("shot.add"), ..Button::default() }))
        }))
        (shot_grid(ratio, &html! {
            @for (index, (id, name)) in ids.iter().zip(NAMES).enumerate() {
                (shot_card(&ShotCard {
                    id, number: index as u32 + 1, name, href: "/shot.html", ratio, poster: (index < 11).then(|| picture(&pics[index % 8])),
                    film: matches!(stage(index), Stage::Done).then_some("/pics/film.mp4"), duration: "0:04", keyframes: "4 keyframes", takes: "2 takes", stage: stage(index), ..ShotCard::default()
                }))
            }
        }, &new_shot(ratio, Act::event("shot.add"))))
    }
}

pub(crate) fn undo() -> Markup {
    toasts(&html! {
        (toast(&Toast { id: "t1", words: "Shot 4, Gulls, deleted", undo: true, ..Toast::default() }))
    })
}

pub(crate) fn shot(pics: &[String], running: bool) -> Markup {
    let ratio = Ratio(1280, 720);
    let moves = [
        ("Still", "square"),
        ("Push in", "zoom-in"),
        ("Pan left", "arrow-left"),
        ("Tilt up", "arrow-up"),
        ("Pull out", "zoom-out"),
    ];
    let frames = strip::strip(
        &html! {
            @for (index, ((camera, camera_icon), src)) in moves.iter().zip(pics).enumerate() {
                (keyframe_card(&KeyframeCard { id: camera, number: index as u32 + 1, ratio, picture: picture(src), seconds: "0:02", camera, camera_icon, selected: index == 1, enlarged: false }))
            }
        },
        &strip::add("drop"),
    );
    let base = TakeCard {
        number: 1,
        ratio,
        poster: Some(picture(&pics[0])),
        film: Some("/pics/film.mp4"),
        download: Some("/pics/film.mp4"),
        duration: "0:04",
        stage: Stage::Done,
        created_at: 1_763_928_000_000,
        ..TakeCard::default()
    };
    html! {
        @if running {
            (viewer(ratio, None, &stage(1), &html! {}))
        } @else {
            (player(&Player { id: "film", name: "Take 2", src: "/pics/film.mp4", poster: Some(&pics[0]), ratio, fps: 24 }))
        }
        (dropzone(&Dropzone { id: "drop", upload_url: "/upload", event: "keyframe.add", subject: "s1", max_bytes: 25 * 1024 * 1024, words: "" },
            Some(&section("Keyframes", Some(5), &html! {}, &frames))))
        (section("Takes", Some(5), &html! {}, &take_list("Takes", ratio, &html! {
            (take_card(&TakeCard { id: "t5", number: 5, stage: stage(2), film: None, download: None, poster: None, duration: "", ..base }))
            (take_card(&TakeCard { id: "t4", number: 4, stage: stage(1), film: None, download: None, shown: running, ..base }))
            (take_card(&TakeCard { id: "t3", number: 3, stage: stage(5), film: None, download: None, poster: None, duration: "", ..base }))
            (take_card(&TakeCard { id: "t2", number: 2, chosen: true, shown: !running, ..base }))
            (take_card(&TakeCard { id: "t1", ..base }))
        })))
        (shell::action_bar(&html! { (shell::details_button("Details")) (generate()) }))
    }
}

pub(crate) fn empty_shot() -> Markup {
    let ratio = Ratio(1280, 720);
    html! {
        (viewer(ratio, None, &Stage::Idle, &html! { p { "The first take shows here." } }))
        (section("Keyframes", None, &html! {}, &dropzone(&Dropzone { id: "drop", upload_url: "/upload", event: "keyframe.add", subject: "s1", max_bytes: 25 * 1024 * 1024, words: "Add the first pictures" }, None)))
    }
}

pub(crate) fn details() -> Markup {
    let cameras = [
        ("still", "Still"),
        ("push_in", "Push in"),
        ("pan_left", "Pan left"),
    ];
    inspector(
        "Details",
        &html! {
            (inspector_section("Shot", &html! {}, &html! {
                (text_field(&Field { id: "shot-name", name: "name", label: "Name", value: "Arrival", ..Field::default() }))
                (text_area(&Field { id: "shot-prompt", name: "prompt", label: "Prompt", value: "Slow push over the water, first light, gulls far off", ..Field::default() }, 3))
                (text_area(&Field { id: "shot-note", name: "note", label: "Note", value: "", placeholder: Some("Only for you"), ..Field::default() }, 2))
            }))
            (inspector_section("Keyframe 2", &html! {}, &html! {
                (slider(&Slider { id: "seconds", name: "seconds", label: "Seconds to next", value: 2.0, min: 0.25, max: 12.0, step: 0.25, unit: "s", ..Slider::default() }))
                (select(&Select { id: "camera", name: "camera", label: "Camera", value: "push_in", options: &cameras, ..Select::default() }))
            }))
            (inspector_section("Take 2", &html! {}, &facts(&[("Size", "1280 × 720"), ("Length", "0:04"), ("File", "3.4 MB")])))
        },
        &generate(),
    )
}

fn generate() -> Markup {
    button(&Button {
        label: "Generate",
        kind: Kind::Primary,
        icon: Some("sparkles"),
        act: Act::on("shot.generate", "s1"),
        key: Some("mod+Enter"),
        ..Button::default()
    })
}

pub(crate) fn activity(pics: &[String]) -> Markup {
    html! {
        (page_head("Activity", &html! {}, &html! {}))
        (tabs("Filter", &[
            Tab { label: "All", href: "/activity.html", count: Some(128), current: true },
            Tab { label: "Queued", href: "#q", count: Some(3), current: false },
            Tab { label: "Running", href: "#r", count: Some(2), current: false },
            Tab { label: "Done", href: "#d", count: Some(119), current: false },
            Tab { label: "Failed", href: "#f", count: Some(4), current: false },
        ]))
        (job_list(&html! {
            @for (index, name) in NAMES.iter().enumerate() {
                (job_row(&JobRow { job: "j", project: "Harbor at dawn", shot: name, take: 2, href: "/shot.html", prompt: "Slow push over the water, first light, gulls far off", poster: Some(picture(&pics[index % 8])), stage: match stage(index) { Stage::Idle => Stage::Done, other => other }, created_at: 1_763_928_000_000 }))
            }
        }))
    }
}

pub(crate) fn login() -> Markup {
    html! {
        form method="post" action="/login" {
            (text_field(&Field { id: "user", name: "name", label: "Name", autocomplete: Some("username"), autofocus: true, ..Field::default() }))
            (text_field(&Field { id: "password", name: "password", label: "Password", kind: "password", autocomplete: Some("current-password"), error: Some("Name or password is wrong."), ..Field::default() }))
            (button(&Button { label: "Sign in", kind: Kind::Primary, act: Act::submit(), ..Button::default() }))
        }
    }
}
