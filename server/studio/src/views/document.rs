//! The whole document: head, rail, top bar, work area and what floats over it.

use live::Spec;
use maud::{Markup, html};
use serde::Serialize;

use super::{Cx, activity, chrome, inspector, new_project, projects, settings, shot, storyboard};
use crate::app::Studio;
use crate::components::act::Act;
use crate::components::button::{Button, Kind, button};
use crate::components::empty::{Empty, empty, empty_page};
use crate::components::kit;
use crate::components::shell::{self, Shell, page_head, work};
use crate::components::shortcuts::shortcuts;
use crate::state::State;
use crate::state::route::Route;

/// The person, as far as a page shows them.
#[derive(Clone, Serialize)]
pub(crate) struct Viewer {
    pub(crate) name: String,
    pub(crate) local: bool,
}

#[derive(Serialize)]
struct Document {
    viewer: Viewer,
    state: State,
}

pub(crate) fn root(viewer: Viewer, state: &State) -> Spec<Studio> {
    Spec::new(
        "document",
        Document {
            viewer,
            state: state.clone(),
        },
        document,
    )
}

fn document(document: &Document, cx: &Cx<'_>) -> Markup {
    let Document { viewer, state } = document;
    let route = &state.route;
    let title = cx.region("title", route.clone(), chrome::title);
    let rail = cx.region("rail", route.clone(), chrome::rail);
    let topbar = cx.region("topbar", (route.clone(), viewer.clone()), chrome::topbar);
    let banners = cx.region("backend", (), chrome::backend);
    let main = page(viewer, state, cx);
    let toasts = cx.region("toasts", state.toasts.list.clone(), chrome::toasts);
    let dialogs = html! {
        (shortcuts())
        (cx.region("finished", (), chrome::finished))
        @if let Some(form) = &state.new_project { (cx.region("new-project", form.clone(), new_project::dialog)) }
        @if !viewer.local { form.hidden id="logout" method="post" action="/logout" {} }
    };
    html! {
        html lang="en" {
            (shell::head(&title))
            (shell::body(&Shell { rail: &rail, topbar: &topbar, banners: &banners, main: &main, toasts: &toasts, dialogs: &dialogs }))
        }
    }
}

/// The work area. Its region is named anew with each page, so that a page begins fresh.
fn page(viewer: &Viewer, state: &State, cx: &Cx<'_>) -> Markup {
    match &state.route {
        Route::Projects => cx.region("work", projects::Page::of(state), projects::page),
        Route::Storyboard(id) => {
            cx.region("work", storyboard::Page::of(*id, state), storyboard::page)
        }
        Route::Shot(project, id) => {
            let input = shot::Page {
                project: *project,
                shot: *id,
                take: state.take,
                made: state.made,
                enlarged: state.enlarged,
                inspector: inspector::Input::of(*project, *id, state),
            };
            cx.region("work", input, shot::page)
        }
        Route::Activity(filter) => cx.region("work", filter.clone(), activity::page),
        Route::Settings => cx.region("work", viewer.clone(), settings::page),
        Route::Kit => cx.region("work", (), |(), _| {
            work(
                &html! { (page_head("Kit", &html! {}, &html! {})) (kit::page()) },
                None,
            )
        }),
        Route::Lost(_) => cx.region("work", (), |(), _| {
            lost("There is nothing at this address.")
        }),
    }
}

/// A page for what is not there, or not the viewer's: nobody learns which.
pub(super) fn lost(sentence: &str) -> Markup {
    lost_in("All projects", "/", sentence, &html! {})
}

/// The same with the way to where it would have been; `more` is what else can be done.
pub(super) fn lost_in(label: &str, url: &str, sentence: &str, more: &Markup) -> Markup {
    let back = button(&Button {
        label,
        kind: Kind::Primary,
        icon: Some("arrow-left"),
        act: Act::Link(url),
        ..Button::default()
    });
    let content = Empty {
        icon: "circle-help",
        title: "Not found",
        sentence,
    };
    work(&empty_page(&content, &back, more), None)
}

/// A page whose reads failed: the sentence, and the way to try again.
pub(super) fn failed(title: &str, sentence: &str) -> Markup {
    let content = html! {
        (page_head(title, &html! {}, &html! {}))
        (empty(&Empty { icon: "triangle-alert", title: "This could not be read", sentence }, &html! {}, &html! {}))
    };
    work(&content, None)
}
