//! Several web processes: one ends, is drained or is replaced by another release, and the tabs go on elsewhere.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::cdp::{Direction, Frame, Person, Traffic};
use tests::line::{Line, State};
use tests::program::example;
use tests::roles::{Caller, Role, Roles};
use tests::servers::{Balance, Haproxy};
use tests::{Browser, Page, Program, until};
use tokio::time::{Duration, Instant};

use crate::budget::{signed_in, storyboard};

pub(crate) const ADD: &str = "button:not([data-resting]) >> Add a shot";
pub(crate) const LOST: &str = "document.documentElement.dataset.connection === 'lost'";
/// What a page shows of a break that a person can see.
pub(crate) const TOLD: &str = "document.querySelector('.banner-connection')?.dataset.state ?? ''";

pub(crate) async fn cards(page: &Page, count: usize) {
    page.wait(&format!(
        "document.querySelectorAll('.shot-card').length === {count}"
    ))
    .await;
}

pub(crate) fn loads(page: &Page) -> usize {
    page.traffic(|traffic| traffic.loads)
}

/// But for the browser's own word on a socket that it tried to open while the line was cut.
fn complaints(page: &Page) -> Vec<String> {
    let mut all = page.complaints();
    all.retain(|complaint| !complaint.contains("WebSocket connection to"));
    all
}

/// Waits until the browser holds a snapshot of all that was done at the page.
async fn sealed(page: &Page) {
    let newest = |traffic: &Traffic, direction: Direction, kind: &str, at: usize| {
        let frames = traffic.frames.iter().filter(|it| it.direction == direction);
        let parsed = frames.filter_map(|it| serde_json::from_str::<Value>(&it.text).ok());
        let numbers = parsed.filter(|it| it[0] == kind).map(|it| it[at].as_u64());
        numbers.max().flatten()
    };
    until("a snapshot holds all that was done", async || {
        page.traffic(|traffic| {
            let done = newest(traffic, Direction::ToServer, "e", 1);
            (newest(traffic, Direction::ToBrowser, "s", 2) >= done).then_some(())
        })
    })
    .await;
}

/// Two web processes over one backend, and somebody signed in at the first through a line that can be cut.
struct Cluster {
    roles: Roles,
    ann: Caller,
    path: String,
    one: Role,
    two: Role,
    line: Line,
    page: Page,
    person: Person,
    _browser: Browser,
}

impl Cluster {
    async fn with(shots: usize) -> Self {
        let roles = Roles::start(None).await;
        roles.account("ann").await;
        let ann = roles.person("ann").await;
        let (project, _) = storyboard(&ann, shots).await;
        let (one, two) = (roles.web(&[]).await, roles.web(&[]).await);
        let line = Line::to(&one.url).await;
        let browser = Browser::start().await;
        let person = browser.person().await;
        let page = signed_in(&person, &line.url, "ann").await;
        let path = format!("/projects/{}", project.id);
        page.go(&format!("{}{path}", line.url)).await;
        page.live().await;
        cards(&page, shots).await;
        Self {
            roles,
            ann,
            path,
            one,
            two,
            line,
            page,
            person,
            _browser: browser,
        }
    }

    /// The name of every shot in the database.
    async fn names(&self) -> Vec<String> {
        let shots: Vec<Value> = self.ann.get(&format!("/v1{}/shots", self.path)).await;
        let name = |shot: &Value| shot["name"].as_str().expect("a name").to_owned();
        shots.iter().map(name).collect()
    }
}

#[tokio::test]
async fn b55_another_process_goes_on_after_a_kill_and_sends_only_what_changed() {
    let mut cluster = Cluster::with(50).await;
    let (page, line) = (&cluster.page, &cluster.line);
    let loaded = loads(page);
    let has_snapshot = |frame: &Frame| frame.text.starts_with("[\"s\"");
    // Mid-event: the backend does not answer, and the process that asked it dies.
    cluster.roles.backend.signal("STOP").await;
    let before = page.frames();
    page.click(ADD).await;
    until("the open command is in a snapshot", async || {
        page.received(before).iter().any(has_snapshot).then_some(())
    })
    .await;
    cluster.one.program.kill().await;
    line.retarget(&cluster.two.url);
    cluster.roles.backend.signal("CONT").await;
    page.live().await;
    cards(page, 51).await;
    page.wait("!document.querySelector('[data-pending]')").await;
    assert_eq!(cluster.names().await.len(), 51);
    page.press("Escape").await;
    page.see_no(".rename input").await;

    // Between events: one name is another when the page comes back.
    let three = cluster.roles.web(&[]).await;
    line.set(State::Cut);
    page.wait(LOST).await;
    cluster.two.program.kill().await;
    let shots: Vec<Value> = cluster.ann.get(&format!("/v1{}/shots", cluster.path)).await;
    let shot = shots[7]["id"].as_str().expect("an id");
    let rename = cluster
        .ann
        .request(reqwest::Method::PATCH, &format!("/v1/shots/{shot}"))
        .json(&json!({ "name": "Renamed", "version": shots[7]["version"] }));
    let (status, answer) = cluster.ann.send(rename).await;
    assert_eq!(status, 200, "{answer}");
    let before = page.frames();
    line.retarget(&three.url);
    line.set(State::Whole);
    page.live().await;
    page.see(".shot-card >> Renamed").await;
    let received = page.received(before);
    let patches = received
        .iter()
        .filter(|frame| !frame.text.starts_with("[\""));
    let bytes: usize = patches.map(|frame| frame.bytes).sum();
    let whole: usize = page.ask("document.documentElement.outerHTML.length").await;
    assert!(
        bytes < 400 && bytes * 100 < whole,
        "{bytes} bytes of patches for one name, where the page has {whole}: {received:?}"
    );
    assert_eq!(loads(page), loaded);
}

#[tokio::test]
async fn b56_a_drained_process_hands_its_tabs_over_one_after_the_other_unseen() {
    let mut cluster = Cluster::with(2).await;
    let balancer = Haproxy::over(&[&cluster.one.url, &cluster.two.url], Balance::Sticky).await;
    let address = format!("{}{}", balancer.url, cluster.path);
    let mut pages = Vec::new();
    for _ in 0..6 {
        let page = cluster.person.open(&address).await;
        page.live().await;
        page.ask::<Value>(
            "(window.told = [], setInterval(() => {
                const state = document.querySelector('.banner-connection')?.dataset.state;
                if (state) told.push(state);
            }, 50), null)",
        )
        .await;
        pages.push(page);
    }
    let opened: Vec<usize> = pages
        .iter()
        .map(|page| page.traffic(|traffic| traffic.opened))
        .collect();
    // The one they are all on: the cookie keeps them together.
    let sessions = balancer.tell("show stat").await;
    let on_first = sessions
        .lines()
        .find(|line| line.starts_with("app,s1,"))
        .and_then(|line| line.split(',').nth(4)?.parse::<u32>().ok())
        .expect("HAProxy counts its sessions");
    let (gone, name) = if on_first >= 6 {
        (&mut cluster.one, "s1")
    } else {
        (&mut cluster.two, "s2")
    };
    // A balancer takes a target out before it is stopped.
    balancer
        .tell(&format!("set server app/{name} state drain"))
        .await;
    let stopped = Instant::now();
    gone.program.signal("TERM").await;
    let moves = pages.iter().zip(opened).map(async |(page, opened)| {
        until("the tab has moved", async || {
            page.traffic(|traffic| traffic.opened > opened)
                .then_some(stopped.elapsed())
        })
        .await
    });
    let mut moved = join_all(moves).await;
    assert_eq!(gone.program.ended().await.code(), Some(0));
    moved.sort_unstable();
    // Six tabs over five seconds; all at once would be within the time of one.
    assert!(moved[5] - moved[0] > Duration::from_secs(2), "{moved:?}");
    for page in &pages {
        page.live().await;
        let told: Vec<String> = page.ask("window.told").await;
        assert_eq!(told, [""; 0]);
        assert_eq!(complaints(page), [""; 0]);
        assert_eq!(loads(page), 1);
    }
    pages[0].click(ADD).await;
    cards(&pages[5], 3).await;
}

struct Desk {
    _program: Program,
    url: String,
}

impl Desk {
    async fn of(release: &str, snapshot_version: &str) -> Self {
        let mut program = Program::start(example("release", &[release, snapshot_version]));
        let line = program.says("The desk is at ").await;
        let url = line.rsplit(' ').next().expect("it says where");
        Self {
            url: url.trim_end_matches('/').to_owned(),
            _program: program,
        }
    }
}

#[tokio::test]
async fn b57_a_new_release_converges_without_a_load_and_keeps_what_is_the_persons() {
    // The same snapshots under another template, then snapshots that the new release cannot read.
    for (version, notes) in [("1", 1), ("2", 0)] {
        let first = Desk::of("first", "1").await;
        let line = Line::to(&first.url).await;
        let browser = Browser::start().await;
        let page = browser.person().await.open(&line.url).await;
        page.live().await;
        page.fill("#note", "Buy film").await;
        page.press("Enter").await;
        page.see("li >> Buy film").await;
        page.click("summary").await;
        page.ask::<Value>("(document.querySelector('#rows').scrollTop = 300, window.field = document.querySelector('#note'), null)")
            .await;
        page.fill("#note", "half a no").await;
        // What no snapshot holds would be sent again, and be there in the new release too.
        sealed(&page).await;
        let second = Desk::of("second", version).await;
        line.set(State::Cut);
        page.wait(LOST).await;
        drop(first);
        line.retarget(&second.url);
        line.set(State::Whole);
        page.live().await;
        page.see("h1 >> The new desk").await;
        page.see("nav a >> Help").await;
        page.see("label >> Your note").await;
        page.wait("document.querySelector('#rows p').textContent === 'Row 1 of 60'")
            .await;
        page.wait(&format!(
            "document.querySelectorAll('li').length === {notes}"
        ))
        .await;
        let kept: (String, bool, bool, bool, f64) = page
            .ask(
                "(f => [f.value, f === document.activeElement, f === window.field,
                    document.querySelector('#more').open, document.querySelector('#rows').scrollTop])(document.querySelector('#note'))",
            )
            .await;
        assert_eq!(kept, ("half a no".to_owned(), true, true, true, 300.0));
        page.press("Enter").await;
        page.see("li >> half a no").await;
        assert_eq!(loads(&page), 1);
        assert_eq!(complaints(&page), [""; 0]);
    }
}

#[tokio::test]
async fn b58_two_tabs_of_a_session_see_each_other_and_signing_out_closes_both() {
    let cluster = Cluster::with(1).await;
    let here = format!("{}{}", cluster.one.url, cluster.path);
    let (one, two) = (
        cluster.person.open(&here).await,
        cluster
            .person
            .open(&format!("{}{}", cluster.two.url, cluster.path))
            .await,
    );
    for tab in [&one, &two] {
        tab.live().await;
    }
    one.click(ADD).await;
    cards(&two, 2).await;
    one.close().await;
    two.click(ADD).await;
    cards(&cluster.page, 3).await;
    let (page, out) = (&cluster.page, "location.pathname === '/login'");
    // The page is gone before it can say what became of the call.
    let signs_out = "fetch('/logout', { method: 'POST' }), null";
    let _ = page.try_ask::<Value>(&format!("({signs_out})")).await;
    page.wait(out).await;
    two.wait(out).await;
}

#[tokio::test]
async fn b60_where_no_websocket_passes_everything_works_over_the_fallback() {
    let cluster = Cluster::with(2).await;
    let balancer = Haproxy::over(&[&cluster.two.url], Balance::NoSockets).await;
    let page = cluster
        .person
        .open(&format!("{}{}", balancer.url, cluster.path))
        .await;
    page.live().await;
    page.click(ADD).await;
    cards(&cluster.page, 3).await;
    page.see(".rename input").await;
    page.keys("By post").await;
    page.press("Enter").await;
    cluster.page.see(".shot-card >> By post").await;
    cluster.page.click(ADD).await;
    cards(&page, 4).await;
    page.click(ADD).await;
    page.see(".rename input").await;
    page.keys("half a na").await;
    // The end of a balancer's patience: every connection breaks.
    balancer.tell("shutdown sessions server app/s1").await;
    cluster.page.press("Escape").await;
    cluster.page.click(ADD).await;
    cards(&page, 6).await;
    page.press("Enter").await;
    cluster.page.see(".shot-card >> half a na").await;
    assert_eq!(cluster.names().await.len(), 6);
    assert_eq!(
        page.traffic(|traffic| (traffic.loads, traffic.opened)),
        (1, 0)
    );
}

#[tokio::test]
async fn a_page_that_cannot_fetch_the_fallback_goes_back_to_sockets() {
    let cluster = Cluster::with(1).await;
    let page = &cluster.page;
    // As after sockets that failed while the server answered.
    let blocked = "(sessionStorage.setItem('live.blocked', `${Date.now()}`), true)";
    assert!(page.ask::<bool>(blocked).await);
    page.without(&["*/stream.js"]).await;
    page.reload().await;
    page.live().await;
    page.click(ADD).await;
    cards(page, 2).await;
}
