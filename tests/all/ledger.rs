//! The ledger: many tabs, many acts, lines and processes cut at random; at the end each act is in the database exactly
//! once, or its person was told that it is not.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::shot::Shot;
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::line::{Line, State};
use tests::roles::{Caller, Role, Roles};
use tests::wire_tab::{Ledger, WireTab, sign_in};
use tests::{Browser, Page};

use crate::budget::{signed_in, storyboard_named};

struct Size {
    tabs: usize,
    browsers: usize,
    acts: usize,
    cuts: usize,
    /// Between two acts of a tab, so that they go on as long as the cuts.
    pace: Duration,
}

const USUAL: Size = Size {
    tabs: 16,
    browsers: 2,
    acts: 24,
    cuts: 15,
    pace: Duration::from_millis(900),
};
const LONG: Size = Size {
    tabs: 180,
    browsers: 20,
    acts: 60,
    cuts: 100,
    pace: Duration::from_secs(4),
};
/// Tabs of one sign-in; a session has at most 64.
const PER_SESSION: usize = 12;
const FIELD: &str = ".rename input";
const TYPED: &str = "half a name";
const BREAK: Duration = Duration::from_millis(700);

fn size() -> Size {
    if std::env::var_os("RUSHES_TEST_LONG").is_some() {
        LONG
    } else {
        USUAL
    }
}

/// One tab's acts: every other one adds a shot of a name that nobody else uses, the others only change what the tab
/// looks at.
fn acts(tab: &str, count: usize, project: &str, shot: &str) -> Vec<(String, Value)> {
    let act = |number: usize| {
        let name = format!("{tab} {number}");
        let event = if number.is_multiple_of(2) {
            json!(["shot.add", [["id", project], ["value", name]]])
        } else {
            json!(["shot.rename.begin", [["id", shot]]])
        };
        let name = if number.is_multiple_of(2) {
            name
        } else {
            String::new()
        };
        (name, event)
    };
    (0..count).map(act).collect()
}

/// Breaks one thing and mends it: a line, or a web process.
async fn cut(
    kind: u32,
    line: &Line,
    roles: &Roles,
    webs: &mut [Role],
    at: usize,
    lines: &[Line],
    other_build: &str,
) {
    match kind {
        0..4 => {
            line.set(State::Cut);
            tokio::time::sleep(BREAK).await;
            line.set(State::Whole);
        }
        4..6 => {
            line.set(State::Silent);
            tokio::time::sleep(BREAK * 6).await;
            line.set(State::Cut);
            line.set(State::Whole);
        }
        6..8 => {
            webs[at].program.signal("STOP").await;
            tokio::time::sleep(BREAK * 2).await;
            webs[at].program.signal("CONT").await;
        }
        _ => {
            let old = webs[at].url.clone();
            webs[at].program.kill().await;
            // Of one build and of the other by turns.
            let more = ["--web-dir", other_build];
            let more = if kind.is_multiple_of(2) {
                &more[..]
            } else {
                &[]
            };
            webs[at] = roles.web(more).await;
            for line in lines.iter().filter(|line| line.leads_to(&old)) {
                // On another port; some go to the other process.
                let to = if kind.is_multiple_of(2) {
                    at
                } else {
                    (at + 1) % webs.len()
                };
                line.set(State::Cut);
                line.retarget(&webs[to].url);
                line.set(State::Whole);
            }
        }
    }
}

#[tokio::test]
async fn every_act_is_done_once_or_said_not_to_be_whatever_breaks() {
    let Size {
        tabs,
        browsers,
        acts: count,
        cuts,
        pace,
    } = size();
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let ann = roles.person("ann").await;
    // A storyboard for each dozen tabs, so that none grows longer than people's do.
    let mut boards = Vec::new();
    for number in 0..tabs.div_ceil(PER_SESSION) {
        boards.push(Board::make(&ann, &format!("Board {number}")).await);
    }
    let mut webs = [roles.web(&[]).await, roles.web(&[]).await];
    let mut lines = Vec::new();
    for number in 0..=tabs + browsers {
        lines.push(Line::to(&webs[number % 2].url).await);
    }
    let browser = Browser::start().await;
    let mut pages = Vec::new();
    for (line, board) in lines[tabs..].iter().zip(boards.iter().cycle()) {
        let page = signed_in(&browser.person().await, &line.url, "ann").await;
        page.ask::<Value>("localStorage.setItem('liveDebug', '1'), null")
            .await;
        page.go(&format!("{}{}", line.url, board.path)).await;
        page.live().await;
        pages.push((page, board));
    }

    // One only looks on, with half a name in a field that nobody sends.
    let (typist, typed_on) = pages.pop().expect("there is one more");
    let shot = &typed_on.shot;
    let begins = format!("(__live.push('shot.rename.begin', {{ id: {shot:?} }}), null)");
    typist.ask::<Value>(&begins).await;
    typist.see(FIELD).await;
    typist.fill(FIELD, TYPED).await;
    let other = other_build();
    let build = other.path().to_str().expect("its path is text");

    let mut ledgers: Vec<Arc<Mutex<Ledger>>> = Vec::new();
    let mut running = Vec::new();
    let mut cookie = String::new();
    for (number, line) in lines[..tabs].iter().enumerate() {
        if number.is_multiple_of(PER_SESSION) {
            cookie = sign_in(&webs[0].url, "ann").await;
        }
        let board = &boards[number / PER_SESSION];
        let tab = WireTab::open(&line.url, &board.path, &cookie).await;
        ledgers.push(tab.ledger());
        let acts = acts(&format!("tab {number}"), count, &board.project, &board.shot);
        running.push(tokio::spawn(tab.run(acts, pace)));
    }
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    for round in 0..cuts {
        let kind = rng.next_u32() % 10;
        let one = rng.next_u32() as usize % lines.len();
        for (number, (page, board)) in pages.iter().enumerate() {
            if round < count {
                push(page, &format!("page {number} {round}"), board).await;
            }
        }
        cut(
            kind,
            &lines[one],
            &roles,
            &mut webs,
            round % 2,
            &lines,
            build,
        )
        .await;
    }
    for tab in running {
        tab.await.expect("a tab sees its acts through");
    }
    for (page, _) in &pages {
        page.live().await;
        page.wait("document.querySelector('[data-pending]') === null")
            .await;
    }

    let mut rows: BTreeMap<String, usize> = BTreeMap::new();
    let mut shown = Vec::new();
    for board in &boards {
        let shots: Vec<Shot> = ann.get(&format!("/v1{}/shots", board.path)).await;
        shown.push(shots.len());
        for shot in shots {
            *rows.entry(shot.name).or_default() += 1;
        }
    }
    let (mut done, mut refused, mut opened) = (0, 0, 0);
    for ledger in &ledgers {
        let ledger = ledger.lock().expect("nobody panics over a ledger").clone();
        opened += ledger.lines;
        for (number, name) in ledger.asked.iter().filter(|(_, name)| !name.is_empty()) {
            let expected = usize::from(!ledger.refused.contains(number));
            done += expected;
            refused += 1 - expected;
            let found = rows.get(&**name).copied().unwrap_or(0);
            assert_eq!(found, expected, "`{name}` of {ledger:?}");
        }
    }
    for number in 0..pages.len() {
        for round in 0..cuts.min(count) {
            let name = format!("page {number} {round}");
            assert_eq!(rows.get(&*name), Some(&1), "`{name}`");
        }
    }
    // Nothing stale: every page shows what a fresh one shows.
    let looking = pages.iter().map(|(page, _)| page).chain([&typist]);
    for (page, shots) in looking.zip(shown.iter().cycle()) {
        page.wait(&format!(
            "document.querySelectorAll('.shot-card').length === {shots}"
        ))
        .await;
    }
    let typed: String = typist.ask_of(FIELD, "e.value").await;
    assert_eq!(typed, TYPED);
    assert!(
        opened > ledgers.len(),
        "no line was cut while its tab was at work"
    );
    let figures =
        format!("{done} acts done once, {refused} refused, {cuts} cuts, {opened} lines\n");
    let target = tests::screens()
        .parent()
        .map(|target| target.join("ledger.txt"));
    std::fs::write(target.expect("screens lie in target"), figures).expect("it is written");
}

/// The browser's files as another build has them.
fn other_build() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let web = root.expect("the crate lies in the repository").join("web");
    for part in ["css", "fonts", "icons", "live", "studio"] {
        std::fs::create_dir(folder.path().join(part)).expect("the folder is empty");
        for entry in std::fs::read_dir(web.join(part)).expect("it is there") {
            let file = entry.expect("it can be read").path();
            let name = file.file_name().expect("a file has a name");
            std::fs::copy(&file, folder.path().join(part).join(name)).expect("it can be copied");
        }
    }
    let style = folder.path().join("css/tokens.css");
    let text = std::fs::read_to_string(&style).expect("it is text");
    std::fs::write(&style, text + "\n/* Another build. */\n").expect("it can be written");
    folder
}

/// A project and a shot in it.
struct Board {
    path: String,
    project: String,
    shot: String,
}

impl Board {
    async fn make(person: &Caller, name: &str) -> Self {
        let (project, shots) = storyboard_named(person, name, 2).await;
        Self {
            path: format!("/projects/{}", project.id),
            project: project.id.to_string(),
            shot: shots[0].id.to_string(),
        }
    }
}

/// A page's act, as its own controls make it.
async fn push(page: &Page, name: &str, Board { project, shot, .. }: &Board) {
    let script = format!(
        "(__live.push('shot.add', {{ id: {project:?}, value: {name:?} }}), __live.push('shot.rename.begin', {{ id: {shot:?} }}), null)"
    );
    page.ask::<Value>(&script).await;
}
