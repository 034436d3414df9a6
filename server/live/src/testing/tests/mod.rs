//! The engine as a page sees it, over a small board of notes that all tabs share.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use maud::{DOCTYPE, Markup, html};
use serde::{Deserialize, Serialize};

use super::TestTab;
use crate::engine::{Config, Engine};
use crate::hub::locked;
use crate::policy::{Offline, Policy};
use crate::region::{Cx, Spec};
use crate::view::{App, Attempt, Event, Mode, Step};

mod audience;
mod limits;
mod lost;
mod order;
mod rejoin;
mod shared;
mod telemetry;
mod typing;

#[derive(Default)]
struct Board {
    notes: Mutex<BTreeMap<u32, String>>,
    renders: Mutex<Vec<u32>>,
    cold: Mutex<bool>,
    attempts: Mutex<Vec<Attempt>>,
    /// The outside does not answer.
    stuck: Mutex<bool>,
    /// The note that cannot be drawn.
    broken: Mutex<Option<u32>>,
    version: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct State {
    page: String,
    chosen: u32,
    clicks: u32,
    said: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Write(u32, String);

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Key {
    List,
    Note(u32),
}

impl App for Board {
    type Session = String;
    type Scope = ();
    type State = State;
    type Command = Write;
    type Outcome = String;
    type Key = Key;
    type Guard = ();

    fn session_id<'a>(&self, session: &'a String) -> &'a str {
        session
    }
    fn scope(&self, _: &String) {}
    fn open(&self, _: &String, url: &str) -> State {
        State {
            page: url.to_owned(),
            ..State::default()
        }
    }
    fn navigate(&self, state: &mut State, url: &str) -> Step<Write> {
        url.clone_into(&mut state.page);
        Step::none()
    }
    fn apply(&self, state: &mut State, event: &Event) -> Step<Write> {
        match event.name.as_str() {
            "choose" => state.chosen = event.parse("note").unwrap_or(0),
            "click" => state.clicks += 1,
            "write" => {
                let note = event.parse("note").unwrap_or(0);
                return Step::command(Write(note, event.get("text").unwrap_or("").to_owned()));
            }
            "panic" => panic!("a fault of the application"),
            "break" => "broken".clone_into(&mut state.said),
            "draft" => state.said = typing::values(event),
            _ => {}
        }
        Step::none()
    }
    fn answer(&self, state: &mut State, outcome: String) -> Step<Write> {
        state.said = outcome;
        if state.said != "wrote 7" {
            return Step::none();
        }
        "/seven".clone_into(&mut state.page);
        Step::none().focus("state")
    }
    fn url(&self, state: &State) -> String {
        state.page.clone()
    }
    fn root(&self, _: &String, state: &State) -> Spec<Self> {
        Spec::new("page", state.clone(), page)
    }
    fn perform(
        self: &Arc<Self>,
        _: &String,
        attempt: Attempt,
        Write(note, text): Write,
    ) -> BoxFuture<'static, String> {
        let board = Arc::clone(self);
        Box::pin(async move {
            let mode = attempt.mode;
            locked(&board.attempts).push(attempt);
            for _ in 0..if text == "slow" { 200 } else { 8 } {
                // The outside takes its time.
                tokio::task::yield_now().await;
            }
            if *locked(&board.stuck) || text == "never" {
                std::future::pending::<()>().await;
            }
            if mode == Mode::Confirm {
                return format!("never wrote {note}");
            }
            locked(&board.notes).insert(note, text);
            format!("wrote {note}")
        })
    }
    fn policy(&self, event: &Event) -> Policy {
        let offline = match event.name.as_str() {
            "choose" => Offline::Drop,
            "write" => Offline::Ask,
            _ => Offline::Queue,
        };
        Policy {
            offline,
            ..Policy::default()
        }
    }
    fn snapshot_version(&self) -> u32 {
        self.version
    }
    fn watch(self: &Arc<Self>, _: &Key) {}
}

fn page(state: &State, cx: &Cx<'_, Board>) -> Markup {
    assert_ne!(state.said, "broken", "a fault of the view");
    cx.record(Key::List);
    let mut notes: Vec<u32> = locked(&cx.app().notes).keys().copied().collect();
    if *locked(&cx.app().cold) {
        cx.loading();
        notes.clear();
    }
    html! {
        (DOCTYPE)
        html lang="en" {
            head { (cx.region("title", state.clicks, title)) }
            body {
                p id="state" { "clicks " (state.clicks) " on " (state.page) " " (state.said) }
                button id="more" data-on-click="click" { "More" }
                form id="write" data-on-submit="write" { input name="text"; }
                ul { @for note in notes { (cx.region(format!("note-{note}"), note, card)) } }
                @if state.chosen > 0 { (cx.region("detail", state.chosen, detail)) }
                @if state.page == "/nested" { (cx.region("nested", (), nested)) }
                @if state.page == "/form" { (typing::form()) }
                @if state.page == "/two" { form { (cx.region("inner", (), inner)) } }
            }
        }
    }
}

fn nested((): &(), _: &Cx<'_, Board>) -> Markup {
    html! { form { fieldset { form { input name="inner"; } } } }
}

fn inner((): &(), _: &Cx<'_, Board>) -> Markup {
    html! { form { input name="inner"; } }
}

fn title(clicks: &u32, _: &Cx<'_, Board>) -> Markup {
    html! { title { (clicks) " clicks" } }
}

fn note_text(note: u32, cx: &Cx<'_, Board>) -> String {
    cx.record(Key::Note(note));
    locked(&cx.app().notes)
        .get(&note)
        .cloned()
        .unwrap_or_default()
}

fn card(note: &u32, cx: &Cx<'_, Board>) -> Markup {
    locked(&cx.app().renders).push(*note);
    assert_ne!(
        *locked(&cx.app().broken),
        Some(*note),
        "a fault of the view"
    );
    html! { li { (note) ": " (note_text(*note, cx)) } }
}

fn detail(note: &u32, cx: &Cx<'_, Board>) -> Markup {
    html! { aside { "detail of " (note) ": " (note_text(*note, cx)) } }
}

fn engine(notes: &[(u32, &str)]) -> (Engine<Board>, Arc<Board>) {
    let board = Arc::new(Board::default());
    for (note, text) in notes {
        locked(&board.notes).insert(*note, (*text).to_owned());
    }
    let engine = Engine::new(Arc::clone(&board), Config::new(b"secret".to_vec(), "test"));
    (engine, board)
}

/// Another process that shares the secret, and whose state is of another version.
fn other_version() -> Engine<Board> {
    let board = Board {
        version: 2,
        ..Board::default()
    };
    Engine::new(Arc::new(board), Config::new(b"secret".to_vec(), "next"))
}

fn put(engine: &Engine<Board>, board: &Board, note: u32, text: &str) {
    let new = locked(&board.notes).insert(note, text.to_owned()).is_none();
    engine.changed(&Key::Note(note));
    if new {
        engine.changed(&Key::List);
    }
}

async fn tab(engine: &Engine<Board>) -> TestTab<Board> {
    TestTab::open(engine, "s".to_owned(), "/board").await
}

#[actix_rt::test]
async fn an_event_changes_only_what_shows_it() {
    let (engine, board) = engine(&[(1, "one"), (2, "two")]);
    let mut tab = tab(&engine).await;
    locked(&board.renders).clear();
    tab.take_patches();
    tab.click("more").await;
    assert!(tab.text().contains("clicks 1 on /board"));
    assert!(tab.text().contains("1 clicks"), "the title follows");
    assert_eq!(*locked(&board.renders), [0_u32; 0], "no note was rendered");
    assert_eq!(tab.take_patches().len(), 1);
}

#[actix_rt::test]
async fn b22_a_form_in_a_form_is_an_error_that_names_the_region() {
    let (engine, _) = engine(&[]);
    let error = async |url: &str| {
        let page = engine.page(&"s".to_owned(), url).await;
        page.expect_err("the view is at fault").to_string()
    };
    let one = error("/nested").await;
    let expected = "region `nested` could not be rendered: `form` cannot hold `form`, \
                    near `<form><fieldset><form><input name=\"inner\">";
    assert!(one.contains(expected), "{one}");
    // Where two regions together make it wrong, the one inside is named.
    let two = error("/two").await;
    let expected = "region `inner` could not be rendered: `form` cannot hold `form`";
    assert!(two.contains(expected), "{two}");
}

#[actix_rt::test]
async fn a_change_reaches_every_tab_that_reads_it_and_is_rendered_once() {
    let (engine, board) = engine(&[(1, "one"), (2, "two")]);
    let mut a = tab(&engine).await;
    let mut b = tab(&engine).await;
    assert_eq!(
        *locked(&board.renders),
        [1, 2],
        "the second tab rendered nothing again"
    );
    a.take_patches();
    b.take_patches();
    put(&engine, &board, 2, "changed");
    a.until_shows("2: changed").await;
    b.until_shows("2: changed").await;
    assert_eq!(*locked(&board.renders), [1, 2, 2]);
    assert_eq!(
        a.take_patches(),
        b.take_patches(),
        "the same bytes for both"
    );
}

#[actix_rt::test]
async fn regions_enter_and_leave_with_the_list() {
    let (engine, board) = engine(&[(1, "one"), (3, "three")]);
    let mut tab = tab(&engine).await;
    put(&engine, &board, 2, "two");
    tab.until_shows("2: two").await;
    put(&engine, &board, 2, "two again");
    tab.until_shows("two again").await;
    locked(&board.notes).remove(&1);
    engine.changed(&Key::List);
    tab.until("the first note is gone", |tab| !tab.text().contains("one"))
        .await;
    let fresh = self::tab(&engine).await;
    assert_eq!(tab.page(), fresh.page());
}

#[actix_rt::test]
async fn a_region_with_other_inputs_is_patched_in_place() {
    let (engine, board) = engine(&[(1, "one"), (2, "two")]);
    let mut tab = tab(&engine).await;
    tab.send(Event::new("choose").with("note", "1")).await;
    tab.take_patches();
    tab.send(Event::new("choose").with("note", "2")).await;
    assert!(tab.text().contains("detail of  2 : two") || tab.text().contains("detail of 2: two"));
    let patches = tab.take_patches().concat();
    assert!(!patches.contains("aside"), "{patches}");
    put(&engine, &board, 2, "changed");
    tab.until("both places follow", |tab| {
        tab.text().matches("changed").count() == 2
    })
    .await;
}

#[actix_rt::test]
async fn a_command_is_performed_and_answered() {
    let (engine, board) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.submit("write", &[("note", "5"), ("text", "hello")])
        .await;
    assert!(tab.text().contains("wrote 5"));
    assert_eq!(locked(&board.notes)[&5], "hello");
    assert_eq!(locked(&board.attempts).len(), 1);
}

#[actix_rt::test]
async fn signing_out_ends_every_tab_of_the_session_and_no_other() {
    let (engine, _) = engine(&[]);
    let mut a = tab(&engine).await;
    let mut b = tab(&engine).await;
    let mut other = TestTab::open(&engine, "other".to_owned(), "/").await;
    engine.close_session("s");
    for tab in [&mut a, &mut b] {
        tab.until("it is told", |tab| tab.farewell() == Some("signed_out"))
            .await;
    }
    other.click("more").await;
    assert_eq!(other.farewell(), None);
}

#[actix_rt::test]
async fn a_fault_in_the_view_ends_that_tab_alone() {
    let (engine, _) = engine(&[]);
    let mut a = tab(&engine).await;
    let mut b = tab(&engine).await;
    a.send_unanswered(Event::new("break"));
    a.until("it is told", |tab| tab.farewell() == Some("reset"))
        .await;
    b.click("more").await;
    assert!(b.text().contains("clicks 1"));
}

#[actix_rt::test]
async fn an_event_over_which_the_application_fails_is_told_and_the_tab_goes_on() {
    let (engine, _) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.click("more").await;
    tab.send(Event::new("panic")).await;
    assert_eq!(tab.refused(), ["failed"]);
    tab.click("more").await;
    assert!(tab.text().contains("clicks 2"));
    assert_eq!(tab.farewell(), None);
}

#[actix_rt::test]
async fn following_a_link_changes_the_address() {
    let (engine, _) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.navigate("/elsewhere").await;
    assert_eq!(tab.url(), "/elsewhere");
    assert!(tab.text().contains("on /elsewhere"));
}
