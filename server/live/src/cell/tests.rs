//! A region may only be what a browser leaves where it stands.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use maud::{Markup, html};
use serde::Serialize;

use crate::{App, Attempt, Config, Cx, Engine, Event, Spec, Step};

/// Draws the page that its address names.
struct Pages;

impl App for Pages {
    type Session = ();
    type Scope = ();
    type State = String;
    type Command = ();
    type Outcome = ();
    type Key = ();
    type Guard = ();

    fn session_id<'a>(&self, _: &'a ()) -> &'a str {
        "s"
    }
    fn scope(&self, _: &()) {}
    fn open(&self, _: &(), url: &str) -> String {
        url.to_owned()
    }
    fn navigate(&self, _: &mut String, _: &str) -> Step<()> {
        Step::none()
    }
    fn apply(&self, _: &mut String, _: &Event) -> Step<()> {
        Step::none()
    }
    fn answer(&self, _: &mut String, (): ()) -> Step<()> {
        Step::none()
    }
    fn url(&self, state: &String) -> String {
        state.clone()
    }
    fn root(&self, _: &(), state: &String) -> Spec<Self> {
        Spec::new("page", Name(state.clone()), page)
    }
    fn perform(self: &Arc<Self>, _: &(), _: Attempt, _: ()) -> BoxFuture<'static, ()> {
        Box::pin(async {})
    }
    fn watch(self: &Arc<Self>, _: &()) {}
}

#[derive(Serialize)]
struct Name(String);

fn page(Name(name): &Name, cx: &Cx<'_, Pages>) -> Markup {
    let body = match name.as_str() {
        "/row" => html! { table { tbody { (cx.region("r", (), row)) } } },
        "/loose-row" => html! { div { (cx.region("r", (), row)) } },
        "/gradient" => html! { svg { (cx.region("r", (), gradient)) } },
        "/loose-gradient" => html! { p { (cx.region("r", (), gradient)) } },
        "/nested" => html! { form { div { (cx.region("r", (), group)) } } },
        "/twice" => {
            let region = cx.region("r", (), row);
            html! { table { tbody { (region) (region) } } }
        }
        _ => {
            cx.region("r", (), row);
            html! {}
        }
    };
    html! { html { head {} body { (body) } } }
}

fn row(_: &(), _: &Cx<'_, Pages>) -> Markup {
    html! { tr { td { "x" } } }
}

fn gradient(_: &(), _: &Cx<'_, Pages>) -> Markup {
    html! { linearGradient gradientUnits="userSpaceOnUse" {} }
}

fn group(_: &(), cx: &Cx<'_, Pages>) -> Markup {
    html! { section { (cx.region("inner", (), form)) } }
}

fn form(_: &(), _: &Cx<'_, Pages>) -> Markup {
    html! { form {} }
}

#[actix_rt::test]
async fn a_region_is_held_against_the_place_where_it_stands() {
    let engine = Engine::new(Arc::new(Pages), Config::new(b"secret".to_vec(), "test"));
    for (url, complaint) in [
        ("/row", ""),
        ("/loose-row", "`div` cannot hold `tr`"),
        ("/gradient", ""),
        ("/loose-gradient", "`linearGradient` is not in lower case"),
        ("/nested", "`form` cannot hold `form`"),
        ("/twice", "its region `r` stands in it twice"),
        ("/nowhere", ""),
    ] {
        match engine.page(&(), url).await {
            Ok(_) => assert_eq!(complaint, "", "{url} was taken"),
            Err(error) => {
                let error = error.to_string();
                let is_known = !complaint.is_empty() && error.contains(complaint);
                assert!(is_known, "{url}: {error}");
            }
        }
    }
}
