//! A page of which there are two releases, for tests of what becomes of open tabs when one follows the other.
//!
//! `release <first|second> <snapshot version>`: the second release draws the same state by another template. Snapshots
//! of another version are not opened.

use std::io::{self, Write};
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer, error, web};
use futures_util::future::BoxFuture;
use live::{Attempt, Config, Cx, Engine, Event, Spec, Step};
use maud::{DOCTYPE, Markup, html};
use serde::{Deserialize, Serialize};

struct Desk {
    second: bool,
    snapshot_version: u32,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct State {
    notes: Vec<String>,
}

impl live::App for Desk {
    type Session = ();
    type Scope = ();
    type State = State;
    type Command = ();
    type Outcome = ();
    type Key = ();
    type Guard = ();

    fn session_id<'a>(&self, _: &'a ()) -> &'a str {
        "everybody"
    }
    fn scope(&self, _: &()) {}
    fn open(&self, _: &(), _: &str) -> State {
        State { notes: Vec::new() }
    }
    fn url(&self, _: &State) -> String {
        "/".to_owned()
    }
    fn navigate(&self, _: &mut State, _: &str) -> Step<()> {
        Step::none()
    }
    fn apply(&self, state: &mut State, event: &Event) -> Step<()> {
        if let Some(note) = event.get("note").filter(|_| event.name == "note.add") {
            state.notes.push(note.to_owned());
        }
        Step::none()
    }
    fn perform(self: &Arc<Self>, _: &(), _: Attempt, (): ()) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
    fn answer(&self, _: &mut State, (): ()) -> Step<()> {
        Step::none()
    }
    fn watch(self: &Arc<Self>, (): &()) {}
    fn root(&self, _: &(), state: &State) -> Spec<Self> {
        Spec::new("page", state.clone(), page)
    }
    fn snapshot_version(&self) -> u32 {
        self.snapshot_version
    }
}

fn page(state: &State, cx: &Cx<'_, Desk>) -> Markup {
    let second = cx.app().second;
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Desk" }
                link rel="icon" href="data:,";
                script type="module" src="/main.js" {}
            }
            body {
                @if second {
                    nav { a href="/" { "Home" } " " a href="/?help" { "Help" } }
                }
                h1 { @if second { "The new desk" } @else { "The desk" } }
                details id="more" { summary { "More" } p { "Much more." } }
                div id="rows" style="height: 100px; overflow: auto" tabindex="0" {
                    @for row in 1..=60 { p { "Row " (row) @if second { " of 60" } } }
                }
                (cx.region("notes", state.notes.clone(), notes))
            }
        }
    }
}

fn notes(notes: &Vec<String>, cx: &Cx<'_, Desk>) -> Markup {
    let second = cx.app().second;
    html! {
        section id="notes" {
            @if second { h2 { "Notes" } }
            ul { @for note in notes { li { (note) } } }
            form data-on-submit="note.add" {
                label for="note" { @if second { "Your note" } @else { "Note" } }
                input id="note" name="note" value="";
                button { "Add" }
            }
        }
    }
}

async fn show(engine: web::Data<Engine<Desk>>) -> Result<HttpResponse, Error> {
    let page = engine.page(&(), "/").await;
    let page = page.map_err(error::ErrorServiceUnavailable)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(page.html))
}

async fn socket(
    engine: web::Data<Engine<Desk>>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    engine.socket((), &request, payload)
}

async fn module(name: web::Path<String>) -> Result<HttpResponse, Error> {
    let text = match name.as_str() {
        "main.js" => "import { start } from './live.js';\nawait start();\n",
        name => live::browser::module(name).ok_or_else(|| error::ErrorNotFound("no such file"))?,
    };
    Ok(HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .body(text))
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1);
    let second = args.next().as_deref() == Some("second");
    let version = args.next().and_then(|version| version.parse().ok());
    let desk = Desk {
        second,
        snapshot_version: version.unwrap_or(1),
    };
    let build = if second { "second" } else { "first" };
    let config = Config::new(b"both releases know it".to_vec(), build);
    let engine = web::Data::new(Engine::new(Arc::new(desk), config));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(engine.clone())
            .route("/", web::get().to(show))
            .route("/live", web::get().to(socket))
            .route("/{module}", web::get().to(module))
    })
    .shutdown_timeout(1)
    .bind("127.0.0.1:0")?;
    for address in server.addrs() {
        writeln!(io::stdout(), "The desk is at http://{address}/")?;
    }
    server.run().await
}
