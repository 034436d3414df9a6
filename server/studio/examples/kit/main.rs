//! Writes the kit and a few made-up pages as HTML files, so that the look can be judged without a server:
//! `cargo run -p studio --example kit -- /tmp/kit`. The pages want `web/` served at `/assets`, and pictures at
//! `/pics/0.jpg` to `/pics/7.jpg`.

mod pages;

use std::path::PathBuf;

use maud::{DOCTYPE, Markup, html};
use studio::components::act::Act;
use studio::components::breadcrumb::{Crumb, breadcrumb};
use studio::components::frame::Ratio;
use studio::components::shell::{self, Shell, page_head, work};
use studio::components::topbar::{Account, Meter, account, meter, topbar};
use studio::components::{kit, rail, shortcuts};

fn main() -> std::io::Result<()> {
    let out = PathBuf::from(
        std::env::args()
            .nth(1)
            .unwrap_or_else(|| "/tmp/kit".to_owned()),
    );
    std::fs::create_dir_all(&out)?;
    let pics: Vec<String> = (0..8).map(|n| format!("/pics/{n}.jpg")).collect();
    let pages = [
        (
            "kit",
            studio(
                "Kit",
                &[],
                &work(
                    &html! { (page_head("Kit", &html! {}, &html! {})) (kit::page()) },
                    None,
                ),
                &html! {},
            ),
        ),
        (
            "projects",
            studio(
                "Projects",
                &[("Projects", None)],
                &work(&pages::projects(&pics), None),
                &pages::new_project(),
            ),
        ),
        (
            "projects-empty",
            studio(
                "Projects",
                &[("Projects", None)],
                &work(&pages::no_projects(), None),
                &html! {},
            ),
        ),
        (
            "storyboard",
            studio(
                "Storyboard",
                HARBOR,
                &work(&pages::storyboard(&pics, Ratio(1280, 720)), None),
                &pages::undo(),
            ),
        ),
        (
            "storyboard-tall",
            studio(
                "Storyboard",
                HARBOR,
                &work(&pages::storyboard(&pics, Ratio(720, 1280)), None),
                &html! {},
            ),
        ),
        (
            "shot",
            studio(
                "Shot",
                ARRIVAL,
                &work(&pages::shot(&pics, false), Some(&pages::details())),
                &html! {},
            ),
        ),
        (
            "shot-running",
            studio(
                "Shot",
                ARRIVAL,
                &work(&pages::shot(&pics, true), Some(&pages::details())),
                &html! {},
            ),
        ),
        (
            "shot-empty",
            studio(
                "Shot",
                ARRIVAL,
                &work(&pages::empty_shot(), Some(&pages::details())),
                &html! {},
            ),
        ),
        (
            "activity",
            studio(
                "Activity",
                &[("Activity", None)],
                &work(&pages::activity(&pics), None),
                &html! {},
            ),
        ),
        ("login", page("Sign in", &shell::bare(&pages::login()))),
    ];
    for (name, markup) in pages {
        std::fs::write(out.join(format!("{name}.html")), markup.into_string())?;
    }
    Ok(())
}

type Way = &'static [(&'static str, Option<&'static str>)];
const HARBOR: Way = &[
    ("Projects", Some("/projects.html")),
    ("Harbor at dawn", None),
];
const ARRIVAL: Way = &[
    ("Projects", Some("/projects.html")),
    ("Harbor at dawn", Some("/storyboard.html")),
    ("Arrival", None),
];

fn page(title: &str, body: &Markup) -> Markup {
    html! { (DOCTYPE) html lang="en" data-connection="live" { (shell::head(&html! { title { (title) " · Rushes" } })) (body) } }
}

fn studio(title: &str, way: &[(&str, Option<&str>)], main: &Markup, floating: &Markup) -> Markup {
    let crumbs: Vec<Crumb<'_>> = way
        .iter()
        .map(|(label, href)| Crumb { label, href: *href })
        .collect();
    let place = |label, icon, href, names: &[&str]| rail::Place {
        label,
        icon,
        href,
        current: names.contains(&title),
        key: None,
        count: 0,
    };
    let rail = rail::rail(
        "/projects.html",
        &[
            place("Projects", "clapperboard", "/projects.html", &["Projects"]),
            place(
                "Storyboard",
                "layout-grid",
                "/storyboard.html",
                &["Storyboard", "Shot"],
            ),
            place("Activity", "activity", "/activity.html", &["Activity"]),
        ],
    );
    let bar = topbar(
        &breadcrumb(&crumbs),
        &meter(&Meter {
            running: 2,
            queued: 3,
            percent: Some(41),
            href: "/activity.html",
        }),
        &account(&Account {
            name: "Ada",
            sign_out: Some(Act::event("session.end")),
        }),
    );
    page(
        title,
        &shell::body(&Shell {
            rail: &rail,
            topbar: &bar,
            banners: &html! {},
            main,
            toasts: floating,
            dialogs: &shortcuts::shortcuts(),
        }),
    )
}
