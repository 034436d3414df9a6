//! Activity: all that is queued, running or finished, in all projects.

use api::ids::JobId;
use api::job::{JobFilter, JobStatus};
use client::{JobOf, Jobs, Projects};
use maud::{Markup, html};

use super::Cx;
use super::document::failed;
use super::pictures::shown;
use super::stage::{Detail, doing};
use crate::components::act::Act;
use crate::components::button::{Button, Kind, button};
use crate::components::empty::{Empty, empty};
use crate::components::job_row::{JobRow, job_list, job_row};
use crate::components::segmented::{Tab, tabs};
use crate::components::select::{Select, select};
use crate::components::shell::{page_head, work};
use crate::components::{skeleton, words};
use crate::data::{Read, read};
use crate::state::asked::Asked;
use crate::state::route::{Filter, Route};

/// Rows of a page: a screen and a half.
const ROWS: u32 = 30;

const STATUSES: &[(&str, Option<JobStatus>)] = &[
    ("All", None),
    ("Queued", Some(JobStatus::Queued)),
    ("Running", Some(JobStatus::Running)),
    ("Done", Some(JobStatus::Succeeded)),
    ("Failed", Some(JobStatus::Failed)),
    ("Canceled", Some(JobStatus::Canceled)),
];

pub(super) fn page(filter: &Filter, cx: &Cx<'_>) -> Markup {
    let wanted = JobFilter {
        status: filter.status,
        project: filter.project,
        offset: filter.page.saturating_mul(ROWS),
        limit: Some(ROWS),
    };
    let (total, list) = match read(cx, Jobs(wanted)) {
        Read::Ready(page) if page.jobs.is_empty() => (page.total, nothing(filter)),
        Read::Ready(page) => {
            let rows = html! { @for job in &page.jobs { (cx.region(format!("job-{}", job.id), job.id, row)) } };
            (
                page.total,
                html! { (job_list(&rows)) (pager(filter, page.total)) },
            )
        }
        Read::Failed(sentence) => return failed("Activity", &sentence),
        Read::Loading | Read::Absent => (0, skeleton::rows(6)),
    };
    let meta = html! { @if total > 0 { (words::count(u64::from(total), "take")) } };
    work(
        &html! { (page_head("Activity", &meta, &projects(filter, cx))) (faces(filter)) (list) },
        None,
    )
}

fn faces(filter: &Filter) -> Markup {
    let hrefs: Vec<String> = STATUSES
        .iter()
        .map(|(_, status)| {
            Filter {
                status: *status,
                page: 0,
                ..filter.clone()
            }
            .url()
        })
        .collect();
    let faces: Vec<Tab<'_>> = STATUSES
        .iter()
        .zip(&hrefs)
        .map(|((label, status), href)| Tab {
            label,
            href,
            count: None,
            current: *status == filter.status,
        })
        .collect();
    tabs("Which takes", &faces)
}

fn projects(filter: &Filter, cx: &Cx<'_>) -> Markup {
    let projects = read(cx, Projects).ready();
    let mut options = vec![(String::new(), "All projects".to_owned())];
    options.extend(
        projects
            .iter()
            .flat_map(|list| list.iter())
            .map(|project| (project.id.to_string(), project.name.clone())),
    );
    let options: Vec<(&str, &str)> = options
        .iter()
        .map(|(id, name)| (id.as_str(), name.as_str()))
        .collect();
    let current = filter.project.map(|id| id.to_string()).unwrap_or_default();
    select(&Select {
        id: "activity-project",
        name: "project",
        label: "Project",
        value: &current,
        options: &options,
        on_change: Some("activity.project"),
        bare: true,
        ..Select::default()
    })
}

fn nothing(filter: &Filter) -> Markup {
    let back = button(&Button {
        label: "Show all",
        kind: Kind::Plain,
        act: Act::Link("/activity"),
        ..Button::default()
    });
    if *filter == Filter::default() {
        let words = Empty {
            icon: "activity",
            title: "Nothing yet",
            sentence: "Every take you generate is listed here, in all projects, while it waits, runs and when it is done.",
        };
        let projects = button(&Button {
            label: "To the projects",
            kind: Kind::Primary,
            act: Act::Link("/"),
            ..Button::default()
        });
        return empty(&words, &projects, &html! {});
    }
    empty(
        &Empty {
            icon: "activity",
            title: "Nothing here",
            sentence: "No take matches this filter.",
        },
        &back,
        &html! {},
    )
}

fn pager(filter: &Filter, total: u32) -> Markup {
    let pages = total.div_ceil(ROWS);
    if pages <= 1 {
        return html! {};
    }
    let newer = Filter {
        page: filter.page.saturating_sub(1),
        ..filter.clone()
    }
    .url();
    let older = Filter {
        page: filter.page + 1,
        ..filter.clone()
    }
    .url();
    html! {
        nav.pager aria-label="Pages of Activity" {
            (button(&Button { label: "Newer", kind: Kind::Quiet, icon: Some("arrow-left"), act: Act::Link(&newer), disabled: filter.page == 0, ..Button::default() }))
            span.pager-place { "Page " (filter.page + 1) " of " (pages) }
            (button(&Button { label: "Older", kind: Kind::Quiet, icon: Some("arrow-right"), act: Act::Link(&older), disabled: filter.page + 1 >= pages, ..Button::default() }))
        }
    }
}

fn row(id: &JobId, cx: &Cx<'_>) -> Markup {
    let Some(job) = read(cx, JobOf(*id)).ready() else {
        return html! { li.skeleton-row { (skeleton::line(true)) } };
    };
    let doing = doing(cx, job.id, job.status, job.error.as_deref(), Detail::Full);
    let poster = job.poster.as_ref().map(shown);
    job_row(&JobRow {
        job: &job.id.to_string(),
        project: &job.project_name,
        shot: &job.shot_name,
        take: job.take_number,
        href: &Asked::number(job.take_number).url(&Route::Shot(job.project, job.shot)),
        prompt: &job.prompt,
        poster: poster.as_ref().map(super::pictures::Shown::silent),
        stage: doing.stage(),
        created_at: job.created_at,
    })
}
