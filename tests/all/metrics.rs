//! The numbers of a real web process are those that a person would expect after what they did.

use serde_json::json;
use tests::api::http;
use tests::metrics::{Numbers, address};
use tests::program::{free_port, run};
use tests::roles::{Role, Roles, SECRET};
use tests::until;
use tests::wire_tab::{WireTab, sign_in};

use crate::budget::storyboard;

const LISTEN: [&str; 2] = ["--metrics-listen", "127.0.0.1:0"];

/// A web process with a project of ann's.
struct Watched {
    roles: Roles,
    web: Role,
    numbers: String,
    page: String,
    cookie: String,
    shot: String,
}

impl Watched {
    async fn start() -> Self {
        let roles = Roles::start(None).await;
        roles.account("ann").await;
        let (project, shots) = storyboard(&roles.person("ann").await, 3).await;
        let mut web = roles.web(&LISTEN).await;
        let numbers = address(&mut web.program).await;
        let cookie = sign_in(&web.url, "ann").await;
        Self {
            roles,
            numbers,
            page: format!("/projects/{}", project.id),
            cookie,
            shot: shots[0].id.to_string(),
            web,
        }
    }

    async fn numbers(&self) -> Numbers {
        Numbers::at(&self.numbers).await
    }

    async fn view(&self) {
        let request = http().get(format!("{}{}", self.web.url, self.page));
        let page = request.header("cookie", &self.cookie).send().await;
        let page = page.expect("the page comes").text().await;
        assert!(page.expect("it is text").contains("Shot 3"));
    }

    /// A number once nothing changes it any more.
    async fn settled(&self, name: &str) -> f64 {
        let mut last = -1.0;
        until("the number settles", async || {
            let now = self.numbers().await.one(name);
            let same = now == last;
            last = now;
            same.then_some(now)
        })
        .await
    }
}

const MISSES: &str = "rushes_client_cache_misses_total";
const HITS: &str = "rushes_client_cache_hits_total";

#[tokio::test]
async fn a_second_view_of_a_page_adds_hits_and_neither_misses_nor_calls() {
    let watched = Watched::start().await;
    let before = watched.numbers().await;
    watched.view().await;
    watched.settled("rushes_client_calls_started_total").await;
    let first = watched.numbers().await;
    assert!(first.one(MISSES) > before.one(MISSES));
    let shots = "rushes_client_calls_total{route=\"GET /v1/projects/{id}/shots\",status=\"200\"}";
    assert_eq!(first.one(shots), 1.0);

    watched.view().await;
    let second = watched.numbers().await;
    assert!(second.one(HITS) > first.one(HITS));
    assert_eq!(second.one(MISSES), first.one(MISSES));
    for family in [
        "rushes_client_calls_total",
        "rushes_client_calls_started_total",
    ] {
        assert_eq!(second.sum(family), first.sum(family), "{family}");
    }
}

#[tokio::test]
async fn calls_are_counted_as_the_backend_counts_them_by_route_and_never_by_path() {
    let watched = Watched::start().await;
    let before = watched.roles.calls().len();
    let begun = watched.numbers().await.sum("rushes_client_calls_total");
    for _ in 0..3 {
        watched.view().await;
    }
    let numbers = watched.numbers().await;
    let told = numbers.sum("rushes_client_calls_total") - begun;
    assert_eq!(told, (watched.roles.calls().len() - before) as f64);
    assert!(told > 0.0);
    for name in numbers.0.keys() {
        let digits = name.bytes().filter(u8::is_ascii_digit).count();
        assert!(digits < 12, "an id stands in `{name}`");
    }
    // Kept connections: far fewer were made than calls.
    let made = numbers.one("rushes_client_call_phase_seconds_count{phase=\"connect\"}");
    let head = numbers.one("rushes_client_call_phase_seconds_count{phase=\"head\"}");
    assert!(
        made >= 1.0 && made < head,
        "{made} connections for {head} calls"
    );
}

#[tokio::test]
async fn tabs_patches_and_the_causes_of_change_are_counted() {
    let watched = Watched::start().await;
    let tab = WireTab::open(&watched.web.url, &watched.page, &watched.cookie).await;
    let act = json!(["shot.rename.begin", [["id", watched.shot]]]);
    let ledger = tab.ledger();
    let working = tokio::spawn(tab.run(vec![(String::new(), act); 1000], tests::program::SOON));
    until("the tab has done something", async || {
        let ledger = ledger.lock().expect("nobody panics over a ledger");
        (!ledger.done.is_empty()).then_some(())
    })
    .await;
    let numbers = watched.numbers().await;
    assert_eq!(numbers.one("rushes_live_lines"), 1.0);
    assert_eq!(numbers.one("rushes_live_joins_total{cause=\"page\"}"), 1.0);
    assert!(numbers.one("rushes_live_regions") > 5.0);
    assert!(numbers.one("rushes_live_renders_total") >= numbers.one("rushes_live_regions"));
    assert!(numbers.one("process_resident_memory_bytes") > 5e6);
    assert!(numbers.one("process_open_fds") > 5.0);
    assert_eq!(numbers.one("rushes_client_breaker_open"), 0.0);
    // Somebody else changes the project: a fact, of which this process is told.
    let by_fact = "rushes_client_cache_invalidations_total{cause=\"fact\"}";
    let before = numbers.one(by_fact);
    let ann = watched.roles.person("ann").await;
    let path = format!("/v1/shots/{}", watched.shot);
    let shot: serde_json::Value = ann.get(&path).await;
    let edit = json!({ "name": "Renamed", "version": shot["version"] });
    let rename = ann.request(reqwest::Method::PATCH, &path).json(&edit);
    let (status, answer) = ann.send(rename).await;
    assert_eq!(status, 200, "{answer}");
    until("the fact is counted", async || {
        (watched.numbers().await.one(by_fact) > before).then_some(())
    })
    .await;
    working.abort();
}

#[tokio::test]
async fn the_numbers_are_on_their_own_address_only() {
    let watched = Watched::start().await;
    let mut request = http().get(format!("{}/metrics", watched.web.url));
    request = request.header("cookie", &watched.cookie);
    let answer = request.send().await.expect("it answers");
    let text = answer.text().await.expect("it is text");
    assert!(!text.contains("rushes_client"), "{text}");
    // Nothing of the pages is there, either.
    let there = watched.numbers.replace("/metrics", &watched.page);
    assert_eq!(
        http().get(there).send().await.expect("it answers").status(),
        404
    );
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_named_with_its_option() {
    let said = run(&["--metrics-listen", "everywhere", "--check-config"]).await;
    assert_eq!(said.code, Some(2));
    assert!(
        said.err
            .contains("--metrics-listen (RUSHES_METRICS_LISTEN)"),
        "{}",
        said.err
    );
    let port = free_port();
    let taken = std::net::TcpListener::bind(("127.0.0.1", port)).expect("it is free");
    let mut command = tests::program::command(&[
        "web",
        "--listen",
        "127.0.0.1:0",
        "--backend-url",
        "http://127.0.0.1:9",
        "--metrics-listen",
        &format!("127.0.0.1:{port}"),
    ]);
    command.env("RUSHES_SECRET", SECRET);
    let said = tests::program::finish(command).await;
    drop(taken);
    assert_eq!(said.code, Some(1));
    assert!(
        said.err.contains("is in use by another program") && said.err.contains("--metrics-listen"),
        "{}",
        said.err
    );
}
