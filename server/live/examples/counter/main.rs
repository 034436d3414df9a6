//! A counter that everybody sees: the smallest useful application of the engine.
//!
//! `cargo run -p live --example counter`

use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use actix_web::http::header;
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer, error, web};
use futures_util::future::BoxFuture;
use live::{Attempt, Config, Cx, Engine, Event, Spec, Step};
use maud::{DOCTYPE, Markup, html};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The application: data that all tabs share, and the engine, to tell it of changes.
#[derive(Default)]
struct Counter {
    count: AtomicU64,
    engine: OnceLock<Engine<Counter>>,
}

/// What one tab looks at: here, how much a press of its button adds.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct State {
    step: u64,
}

/// What regions read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Count,
}

/// What an event asks of the world outside the tab.
#[derive(Clone, Serialize, Deserialize)]
enum Command {
    Add(u64),
}

impl live::App for Counter {
    /// Who is signed in, where somebody is.
    type Session = ();
    /// Sessions that may see the same regions; here all.
    type Scope = ();
    type State = State;
    type Command = Command;
    /// What a command tells the tab that gave it.
    type Outcome = ();
    type Key = Key;
    /// What is held while a key is read, as a subscription.
    type Guard = ();

    fn session_id<'a>(&self, _: &'a ()) -> &'a str {
        "everybody"
    }
    fn scope(&self, _: &()) {}

    // The address holds what a reload should keep.
    fn open(&self, _: &(), url: &str) -> State {
        let step = url.strip_prefix("/?step=").and_then(|n| n.parse().ok());
        State {
            step: step.unwrap_or(1),
        }
    }
    fn url(&self, state: &State) -> String {
        format!("/?step={}", state.step)
    }
    fn navigate(&self, state: &mut State, url: &str) -> Step<Command> {
        *state = self.open(&(), url);
        Step::none()
    }

    // A person did something. This is pure: it changes the state and names commands. What came with the event came from
    // a browser, so it is checked.
    fn apply(&self, state: &mut State, event: &Event) -> Step<Command> {
        match event.name.as_str() {
            "add" => Step::command(Command::Add(state.step)),
            "step" => {
                state.step = event.parse("by").unwrap_or(1);
                Step::none()
            }
            _ => Step::none(),
        }
    }

    // The command is performed outside, and whoever changes data says what has changed.
    fn perform(self: &Arc<Self>, _: &(), _: Attempt, command: Command) -> BoxFuture<'static, ()> {
        let counter = Arc::clone(self);
        Box::pin(async move {
            let Command::Add(step) = command;
            counter.count.fetch_add(step, Ordering::Relaxed);
            if let Some(engine) = counter.engine.get() {
                engine.changed(&Key::Count);
            }
        })
    }
    fn answer(&self, _: &mut State, (): ()) -> Step<Command> {
        Step::none()
    }
    fn watch(self: &Arc<Self>, _: &Key) {}

    // The page is a region; its inputs are the state, or the part of it that it shows.
    fn root(&self, _: &(), state: &State) -> Spec<Self> {
        Spec::new("page", state.clone(), page)
    }
}

/// Rendered again when the state is another. It holds a region and does not render that again with itself.
fn page(state: &State, cx: &Cx<'_, Counter>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "Counter" }
                link rel="icon" href="data:,";
                script type="module" src="/main.js" {}
            }
            body {
                (cx.region("count", (), count))
                button id="add" data-on-click="add" { "Add " (state.step) }
                @for by in [1, 10, 100] {
                    button id=(format!("by-{by}")) data-on-click="step" data-val-by=(by) { "By " (by) }
                }
            }
        }
    }
}

/// Rendered again when the count has changed: once, however many tabs show it, and all are sent the same few bytes.
fn count(_: &(), cx: &Cx<'_, Counter>) -> Markup {
    // Recorded before it is read, so that no change is missed.
    cx.record(Key::Count);
    let count = cx.app().count.load(Ordering::Relaxed);
    html! { h1 { "The count is " (count) } }
}

// The web around it: a page, its socket, and the modules that the browser loads.

async fn show(
    engine: web::Data<Engine<Counter>>,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    let url = request.uri().to_string();
    let page = engine.page(&(), &url).await;
    let page = page.map_err(error::ErrorServiceUnavailable)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(page.html))
}

async fn socket(
    engine: web::Data<Engine<Counter>>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    // A page of any site can open a socket to here; only ours may speak for who is signed in.
    let text = |name| request.headers().get(name)?.to_str().ok();
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
    if origin.map(|(_, host)| host) != text(header::HOST) {
        return Err(error::ErrorForbidden("this socket is for our own page\n"));
    }
    engine.socket((), &request, payload)
}

async fn module(name: web::Path<String>) -> Result<HttpResponse, Error> {
    let text = match name.as_str() {
        "main.js" => "import { start } from './live.js';\nawait start();\n",
        name => {
            live::browser::module(name).ok_or_else(|| error::ErrorNotFound("no such file\n"))?
        }
    };
    Ok(HttpResponse::Ok()
        .content_type("text/javascript; charset=utf-8")
        .body(text))
}

fn engine() -> Engine<Counter> {
    let counter = Arc::new(Counter::default());
    // It seals what a tab comes back with. Processes that take over each other's tabs share one.
    let secret = Uuid::new_v4().as_bytes().to_vec();
    let engine = Engine::new(Arc::clone(&counter), Config::new(secret, "counter"));
    counter.engine.get_or_init(|| engine.clone());
    engine
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let engine = web::Data::new(engine());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(engine.clone())
            .route("/", web::get().to(show))
            .route("/live", web::get().to(socket))
            .route("/{module}", web::get().to(module))
    })
    // Ends the line of a browser that stops reading.
    .on_connect(live::remember_connection)
    .shutdown_timeout(1)
    .bind("127.0.0.1:0")?;
    for address in server.addrs() {
        writeln!(io::stdout(), "The counter is at http://{address}/")?;
    }
    server.run().await
}

#[cfg(test)]
mod tests {
    use live::testing::TestTab;

    use super::engine;

    #[actix_rt::test]
    async fn everybody_sees_what_anybody_adds() {
        let engine = engine();
        let mut near = TestTab::open(&engine, (), "/").await;
        let mut far = TestTab::open(&engine, (), "/").await;
        near.click("by-10").await;
        near.click("add").await;
        far.click("add").await;
        near.until_shows("The count is 11").await;
        far.until_shows("The count is 11").await;
    }

    #[actix_rt::test]
    async fn the_address_keeps_the_step() {
        let engine = engine();
        let mut tab = TestTab::open(&engine, (), "/").await;
        tab.click("by-100").await;
        assert_eq!(tab.url(), "/?step=100");
        let reloaded = TestTab::open(&engine, (), tab.url()).await;
        assert!(reloaded.text().contains("Add 100"));
    }
}
