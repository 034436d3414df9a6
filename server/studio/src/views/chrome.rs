//! What stands around every page: title, rail, top bar, meter, toasts.

use api::ids::ProjectId;
use api::job::{JobFilter, JobStatus, Queue};
use client::{BackendState, Jobs, ProgressOf, ProjectOf, Projects, QueueNow, Reach, ShotOf};
use maud::{Markup, html};

use super::Cx;
use super::document::Viewer;
use crate::components::act::Act;
use crate::components::badge::Tone;
use crate::components::banner::banner;
use crate::components::breadcrumb::{Crumb, breadcrumb};
use crate::components::rail::{self as rails, Place};
use crate::components::toast::{self as toasting, Toast};
use crate::components::topbar::{self as bars, Account, Meter};
use crate::components::words;
use crate::data::{Read, read};
use crate::state::route::{Filter, Route, status_word};
use crate::state::toast as state;

pub(super) fn title(route: &Route, cx: &Cx<'_>) -> Markup {
    let words = place(route, cx);
    html! { title { @if let Some(words) = words { (words) " · Rushes" } @else { "Rushes" } } }
}

/// The name of the page, as it is known now.
fn place(route: &Route, cx: &Cx<'_>) -> Option<String> {
    match route {
        Route::Projects => Some("Projects".to_owned()),
        Route::Storyboard(id) => Some(read(cx, ProjectOf(*id)).ready()?.name.clone()),
        Route::Shot(_, id) => Some(read(cx, ShotOf(*id)).ready()?.name.clone()),
        Route::Activity(_) => Some("Activity".to_owned()),
        Route::Settings => Some("Settings".to_owned()),
        Route::Kit => Some("Kit".to_owned()),
        Route::Lost(_) => Some("Not found".to_owned()),
    }
}

pub(super) fn rail(route: &Route, cx: &Cx<'_>) -> Markup {
    // A project that is gone has no storyboard to go to.
    let storyboard = route
        .project()
        .filter(|project| !matches!(read(cx, ProjectOf(*project)), Read::Absent))
        .map(|project| Route::Storyboard(project).url());
    let mut places = vec![Place {
        label: "Projects",
        icon: "folder",
        href: "/",
        current: *route == Route::Projects,
        key: Some("g p"),
        count: 0,
    }];
    if let Some(href) = &storyboard {
        places.push(Place {
            label: "Storyboard",
            icon: "layout-grid",
            href,
            current: true,
            key: Some("g s"),
            count: 0,
        });
    }
    places.push(Place {
        label: "Activity",
        icon: "activity",
        href: "/activity",
        current: matches!(route, Route::Activity(_)),
        key: Some("g a"),
        count: 0,
    });
    places.push(Place {
        label: "Settings",
        icon: "settings",
        href: "/settings",
        current: *route == Route::Settings,
        key: Some("g ,"),
        count: 0,
    });
    rails::rail("/", &places)
}

pub(super) fn topbar((route, viewer): &(Route, Viewer), cx: &Cx<'_>) -> Markup {
    let crumbs = cx.region("crumbs", route.clone(), crumbs);
    let meter = cx.region("meter", (), meter);
    let account = bars::account(&Account {
        name: &viewer.name,
        sign_out: (!viewer.local).then_some(Act::Submit {
            form: Some("logout"),
        }),
    });
    bars::topbar(&crumbs, &meter, &account)
}

fn crumbs(route: &Route, cx: &Cx<'_>) -> Markup {
    let here = place(route, cx);
    match route {
        Route::Storyboard(project) => {
            let name = here.map(|here| switcher(*project, &here, cx));
            with_project(name.as_ref())
        }
        Route::Shot(project, _) => {
            let Some(project) = read(cx, ProjectOf(*project)).ready() else {
                return with_project(None);
            };
            let href = Route::Storyboard(project.id).url();
            let mut crumbs = vec![
                Crumb {
                    label: "Projects",
                    href: Some("/"),
                },
                Crumb {
                    label: &project.name,
                    href: Some(&href),
                },
            ];
            crumbs.extend(here.as_ref().map(|here| Crumb {
                label: here,
                href: None,
            }));
            breadcrumb(&crumbs)
        }
        _ => breadcrumb(&[Crumb {
            label: &here.unwrap_or_default(),
            href: None,
        }]),
    }
}

/// The way to all projects, and the name of this one as far as it is known.
fn with_project(switcher: Option<&Markup>) -> Markup {
    html! {
        nav.crumbs aria-label="Where you are" {
            ol {
                li { a.crumb href="/" data-nav { "Projects" } }
                @if let Some(switcher) = switcher { li { (crate::components::icon::icon("chevron-right")) (switcher) } }
            }
        }
    }
}

/// More projects than this are looked up on the Projects page.
const SWITCHER_LIMIT: usize = 12;

fn switcher(current: ProjectId, name: &str, cx: &Cx<'_>) -> Markup {
    let projects = read(cx, Projects).ready();
    let others: Vec<(String, String)> = projects
        .iter()
        .flat_map(|list| list.iter())
        .filter(|project| project.id != current)
        .take(SWITCHER_LIMIT)
        .map(|project| (project.name.clone(), Route::Storyboard(project.id).url()))
        .chain([("All projects".to_owned(), "/".to_owned())])
        .collect();
    let items: Vec<(&str, &str)> = others
        .iter()
        .map(|(name, href)| (name.as_str(), href.as_str()))
        .collect();
    bars::switcher(name, &items)
}

/// Of all that runs. Beyond this many the mean would not move for one step of one job anyway.
const METER_JOBS: usize = 16;

fn meter(_: &(), cx: &Cx<'_>) -> Markup {
    let queue = read(cx, QueueNow).ready();
    let (running, queued) = queue
        .as_ref()
        .map_or((0, 0), |queue| (queue.running.len(), queue.queued.len()));
    let percent = queue
        .as_ref()
        .filter(|_| running > 0)
        .and_then(|queue| mean(queue, cx));
    bars::meter(&Meter {
        running: u32::try_from(running).unwrap_or(u32::MAX),
        queued: u32::try_from(queued).unwrap_or(u32::MAX),
        percent,
        href: "/activity",
    })
}

fn mean(queue: &Queue, cx: &Cx<'_>) -> Option<u32> {
    let mut sum = 0.0;
    let mut known = 0_u32;
    for job in queue.running.iter().take(METER_JOBS) {
        if let Some(Some(progress)) = read(cx, ProgressOf(*job))
            .ready()
            .map(|progress| (*progress).clone())
        {
            sum += progress.fraction;
            known += 1;
        }
    }
    (known > 0).then(|| words::percent(sum / f64::from(known)))
}

/// How many jobs are looked at for the one that ended last.
const FINISHED_JOBS: u32 = 20;

/// The job that ended last, for the hook that says so in a toast when it changes.
pub(super) fn finished(_: &(), cx: &Cx<'_>) -> Markup {
    let filter = JobFilter {
        limit: Some(FINISHED_JOBS),
        ..JobFilter::default()
    };
    let page = read(cx, Jobs(filter)).ready();
    let over = page
        .iter()
        .flat_map(|page| page.jobs.iter())
        .filter(|job| matches!(job.status, JobStatus::Succeeded | JobStatus::Failed));
    let latest = over.max_by_key(|job| job.finished_at);
    html! {
        span hidden data-hook="finished" data-job=[latest.map(|job| job.id)] data-status=[latest.map(|job| status_word(job.status))]
            data-take=[latest.map(|job| job.take_number)] data-name=[latest.map(|job| &job.shot_name)] data-shot=[latest.map(|job| job.shot)] data-project=[latest.map(|job| job.project)] {}
    }
}

pub(super) fn backend(_: &(), cx: &Cx<'_>) -> Markup {
    let away = read(cx, BackendState)
        .ready()
        .is_some_and(|reach| *reach == Reach::Unreachable);
    html! {
        div {
            @if away { (banner(Tone::Warn, "Rushes cannot reach its backend. You see what it knew last; changes have to wait a moment.", &html! {})) }
        }
    }
}

pub(super) fn toasts(list: &Vec<state::Toast>, cx: &Cx<'_>) -> Markup {
    toasting::toasts(
        &html! { @for toast in list { (cx.region(format!("toast-{}", toast.id), toast.clone(), toast_line)) } },
    )
}

fn toast_line(toast: &state::Toast, _cx: &Cx<'_>) -> Markup {
    let id = toast.id.to_string();
    let action = match (&toast.link, &toast.again) {
        (Some(url), _) => Some(("Show", Act::Link(url))),
        (None, Some(_)) => Some(("Try again", Act::on("toast.again", &id))),
        (None, None) => None,
    };
    toasting::toast(&Toast {
        id: &id,
        tone: match toast.tone {
            state::Tone::Plain => Tone::Neutral,
            state::Tone::Good => Tone::Good,
            state::Tone::Bad => Tone::Bad,
        },
        words: &toast.text,
        undo: !toast.undo.is_empty(),
        action,
    })
}

/// Activity, of one project.
pub(super) fn activity_of(project: ProjectId) -> String {
    Filter {
        project: Some(project),
        ..Filter::default()
    }
    .url()
}
