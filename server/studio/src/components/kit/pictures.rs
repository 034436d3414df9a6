//! The kit's pictures: cards, strip, viewer. The pictures are drawn here, so that the kit needs no files.

use maud::{Markup, html};

use super::super::act::Act;
use super::super::frame::{Picture, Ratio};
use super::super::keyframe_card::{KeyframeCard, keyframe_card};
use super::super::large_picture::{LargePicture, large_picture};
use super::super::player::{Player, player, viewer};
use super::super::project_card::{ProjectCard, project_card, project_grid};
use super::super::shot_card::{ShotCard, new_shot, shot_card, shot_grid};
use super::super::stage::Stage;
use super::super::strip::{add, strip};
use super::super::take_card::{TakeCard, canceled, take_card, take_list};

/// A drawn picture, as a data address.
pub(super) struct Drawn(String);

impl Drawn {
    pub(super) fn as_picture(&self) -> Picture<'_> {
        Picture {
            src: &self.0,
            larger: None,
            alt: "",
        }
    }
}

/// Sky, sun and hills in one of four moods.
pub(super) fn picture(number: usize) -> Drawn {
    let (high, low, hill) = [
        ("1b2440", "e08f62", "12151f"),
        ("0f3d52", "a9d3d6", "0a2430"),
        ("3c1638", "ee7a80", "1c0b22"),
        ("c4d8e6", "f8edd8", "3f5a5c"),
    ][number % 4];
    Drawn(format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 160 90'%3E%3ClinearGradient id='s' x2='0' y2='1'%3E%3Cstop stop-color='%23{high}'/%3E%3Cstop offset='.7' stop-color='%23{low}'/%3E%3C/linearGradient%3E%3Cpath fill='url(%23s)' d='M0 0h160v90H0z'/%3E%3Ccircle cx='110' cy='42' r='9' fill='%23fff' opacity='.8'/%3E%3Cpath fill='%23{hill}' opacity='.6' d='M0 62q30-22 60-4t60-8 40 4v36H0z'/%3E%3Cpath fill='%23{hill}' d='M0 74q40-18 80 0t80-6v22H0z'/%3E%3C/svg%3E"
    ))
}

const STAGES: [(&str, Stage<'static>); 6] = [
    ("Establishing", Stage::Done),
    (
        "Arrival",
        Stage::Running {
            job: "j",
            percent: Some(41),
            step: "rendering frame 40 of 96",
            left: Some("0:25 left"),
            preview: None,
        },
    ),
    (
        "The long walk to the end of the pier",
        Stage::Queued {
            job: "j",
            position: Some(2),
            wait: Some("+1 waiting"),
        },
    ),
    (
        "Gulls",
        Stage::Failed {
            job: "j",
            why: "A picture could not be read. Replace keyframe 2 and retry.",
        },
    ),
    ("Nets", Stage::Canceled { job: "j" }),
    ("Last light", Stage::Idle),
];

pub(super) fn parts() -> Markup {
    let drawn: Vec<Drawn> = (0..4).map(picture).collect();
    let posters: Vec<Picture<'_>> = drawn.iter().map(Drawn::as_picture).collect();
    html! {
        section.kit-part { h2.section-title { "Project card" } (projects(&posters)) }
        section.kit-part { h2.section-title { "Shot card" } (shots(&posters)) }
        section.kit-part { h2.section-title { "Take card" } (takes(&posters)) }
        section.kit-part { h2.section-title { "Keyframes" } (keyframes(&posters)) }
        section.kit-part { h2.section-title { "Viewer" } div.kit-fields { (viewers(&posters)) } }
    }
}

fn projects(posters: &[Picture<'_>]) -> Markup {
    let base = ProjectCard {
        id: "k1",
        name: "Harbor at dawn",
        href: "#",
        posters,
        shots: "12 shots",
        duration: "0:48",
        size: "1280 × 720",
        updated_at: 1_763_928_000_000,
        ..ProjectCard::default()
    };
    project_grid(&html! {
        (project_card(&base))
        (project_card(&ProjectCard { id: "k2", posters: &posters[..3], renaming: true, ..base }))
        (project_card(&ProjectCard { id: "k3", posters: &[], name: "Untitled", shots: "No shots", duration: "0:00", ..base }))
    })
}

fn shots(posters: &[Picture<'_>]) -> Markup {
    let ids = ["k-a", "k-b", "k-c", "k-d", "k-e", "k-f"];
    shot_grid(
        Ratio::default(),
        &html! {
            @for (index, ((name, stage), id)) in STAGES.iter().zip(ids).enumerate() {
                (shot_card(&ShotCard {
                    id, number: index as u32 + 1, name, href: "#", poster: posters.get(index).copied(),
                    duration: "0:07.5", keyframes: "4 keyframes", takes: "2 takes", stage: *stage,
                    renaming: false, ..ShotCard::default()
                }))
            }
        },
        &new_shot(Ratio::default(), Act::event("shot.add")),
    )
}

fn takes(posters: &[Picture<'_>]) -> Markup {
    let base = TakeCard {
        id: "k-t1",
        number: 4,
        poster: posters.first().copied(),
        film: None,
        duration: "0:07.5",
        created_at: 1_763_928_000_000,
        ..TakeCard::default()
    };
    let list = take_list(
        "Takes",
        Ratio::default(),
        &html! {
            (take_card(&TakeCard { stage: Stage::Done, chosen: true, shown: true, download: Some("#"), ..base }))
            (take_card(&TakeCard { id: "k-t2", stage: Stage::Done, film: Some("about:blank"), download: Some("#"), ..base }))
            (take_card(&TakeCard { id: "k-t3", stage: STAGES[1].1, ..base }))
            (take_card(&TakeCard { id: "k-t4", stage: STAGES[2].1, ..base }))
            (take_card(&TakeCard { id: "k-t5", stage: STAGES[3].1, poster: None, ..base }))
        },
    );
    let given_up = TakeCard {
        id: "k-t6",
        stage: STAGES[4].1,
        ..base
    };
    let given_up = take_list("Canceled takes", Ratio::default(), &take_card(&given_up));
    html! { (list) (canceled(1, Act::event("take.clear"), &given_up)) }
}

fn keyframes(posters: &[Picture<'_>]) -> Markup {
    let moves = [
        ("Still", "image"),
        ("Push in", "zoom-in"),
        ("Pan left", "arrow-left"),
        ("Tilt up", "arrow-up"),
    ];
    strip(
        &html! {
            @for (index, (picture, (camera, camera_icon))) in posters.iter().zip(moves).enumerate() {
                (keyframe_card(&KeyframeCard { id: camera, number: index as u32 + 1, ratio: Ratio::default(), picture: *picture, seconds: "0:02", camera, camera_icon, selected: index == 1, enlarged: index == 1 }))
            }
        },
        &add("kit-drop"),
    )
}

fn viewers(posters: &[Picture<'_>]) -> Markup {
    let still = posters.get(2);
    let large = LargePicture {
        number: 2,
        count: 4,
        src: posters[1].src,
        seconds: "0:02.25",
        camera: "Push in",
        camera_icon: "zoom-in",
        before: Some("a"),
        after: Some("b"),
        back: "Back to take 2",
        ..LargePicture::default()
    };
    html! {
        (large_picture(&large))
        (player(&Player { id: "kit-film", name: "Take 2", src: "about:blank", poster: Some(posters[0].src), ..Player::default() }))
        @for (_, stage) in &STAGES[1..4] { (viewer(Ratio::default(), still, stage, &html! {})) }
        (viewer(Ratio::default(), None, &Stage::Idle, &html! { p { "Add pictures below, then generate the first take." } }))
    }
}
