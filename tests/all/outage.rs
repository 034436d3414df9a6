//! The backend is away for half a minute while people work: pages go on, edits say that they did not go through, and
//! its return is noticed at once, but not by all at once.

use std::time::Duration;

use serde_json::{Value, json};
use tests::cdp::Person;
use tests::metrics::{Numbers, address};
use tests::roles::{Role, Roles};
use tests::wire_tab::{WireTab, sign_in};
use tests::{Browser, Page, until};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::budget::{signed_in, storyboard};

const AWAY: Duration = Duration::from_secs(30);
/// What a person forgives.
const BACK_WITHIN: Duration = Duration::from_secs(2);
/// Tabs at work beside the browser, and how often each changes something.
const TABS: usize = 8;
const PACE: Duration = Duration::from_millis(400);
/// Over which the steady rate is counted.
const STEADY: f64 = 4.0;
const BANNER: &str = "You see what it knew last";
const RENAME: &str = ".rename input";

/// People at work in two projects.
struct Studio {
    roles: Roles,
    web: Role,
    person: Person,
    page: Page,
    path: String,
    numbers: String,
    _browser: Browser,
    _load: JoinSet<()>,
}

impl Studio {
    async fn at_work() -> Self {
        let roles = Roles::start(None).await;
        for name in ["ann", "ben"] {
            roles.account(name).await;
        }
        let (project, _) = storyboard(&roles.person("ann").await, 2).await;
        let (busy, shots) = storyboard(&roles.person("ben").await, 6).await;
        let mut web = roles.web(&["--metrics-listen", "127.0.0.1:0"]).await;
        let numbers = address(&mut web.program).await;
        let browser = Browser::start().await;
        let person = browser.person().await;
        let page = signed_in(&person, &web.url, "ann").await;
        let path = format!("/projects/{}", project.id);
        page.go(&format!("{}{path}", web.url)).await;
        page.live().await;
        page.see(".shot-card").await;

        let cookie = sign_in(&web.url, "ben").await;
        let mut load = JoinSet::new();
        for number in 0..TABS {
            let tab = WireTab::open(&web.url, &format!("/projects/{}", busy.id), &cookie).await;
            let act = |round: usize| {
                let shot = &shots[(number + round) % shots.len()].id;
                let before = &shots[(number + round + 1) % shots.len()].id;
                let moves = json!(["shot.move", [["id", shot], ["before", before]]]);
                (String::new(), moves)
            };
            // More than the test takes: the load ends with it.
            let acts: Vec<(String, Value)> = (0..1000).map(act).collect();
            load.spawn(tab.run(acts, PACE));
        }
        Self {
            roles,
            web,
            person,
            page,
            path,
            numbers,
            _browser: browser,
            _load: load,
        }
    }

    /// When the backend was called, by its log. Its own health is not what people ask for.
    fn calls(&self) -> Vec<OffsetDateTime> {
        let calls = self.roles.calls();
        let calls = calls.iter().filter(|line| !line.contains("/readyz"));
        calls
            .map(|line| {
                let at = line.split(' ').next().unwrap_or_default();
                OffsetDateTime::parse(at, &Rfc3339).expect("a line begins with its time")
            })
            .collect()
    }

    /// Calls a second, once everybody is at work.
    async fn steady(&self) -> f64 {
        let began = OffsetDateTime::now_utc();
        until("the load has run for a while", async || {
            let last = self.calls().last().copied();
            last.filter(|last| (*last - began).as_seconds_f64() > STEADY)
        })
        .await;
        let since = self.calls().into_iter().filter(|at| *at > began);
        since.count() as f64 / (OffsetDateTime::now_utc() - began).as_seconds_f64()
    }

    /// Calls that the web process sent so far, answered or not.
    async fn sent(&self) -> f64 {
        let numbers = Numbers::at(&self.numbers).await;
        numbers.sum("rushes_client_calls_started_total")
    }

    /// What people see and do until the backend has been away for [`AWAY`].
    async fn goes_on(&self, since: Instant) {
        let page = &self.page;
        page.read(BANNER).await;
        // Everything that was known is there, for those who come as well.
        page.see(".shot-card").await;
        let other = self
            .person
            .open(&format!("{}{}", self.web.url, self.path))
            .await;
        other.live().await;
        other.see(".shot-card").await;
        other.read(BANNER).await;
        // An edit says at once that it did not go through, and keeps what was typed.
        page.click(".shot-card:first-child [aria-label^='More about']")
            .await;
        page.click(".menu:popover-open button >> Rename").await;
        page.fill(RENAME, "Harbor at night").await;
        let pressed = Instant::now();
        page.press("Enter").await;
        page.read("Nothing was lost").await;
        assert!(pressed.elapsed() < BACK_WITHIN, "{:?}", pressed.elapsed());
        let kept = format!("document.querySelector({RENAME:?})?.value === 'Harbor at night'");
        page.wait(&kept).await;
        sleep_until(since + AWAY).await;
        page.wait(&kept).await;
        assert!(
            self.page
                .ask::<bool>(&format!("document.body.innerText.includes({BANNER:?})"))
                .await
        );
    }

    /// The banner goes in time, and the edit that was kept can be made now.
    async fn is_back(&self, since: Instant) {
        let page = &self.page;
        page.wait(&format!("!document.body.innerText.includes({BANNER:?})"))
            .await;
        assert!(since.elapsed() < BACK_WITHIN, "{:?}", since.elapsed());
        page.click(RENAME).await;
        page.press("Enter").await;
        page.see(".shot-card >> Harbor at night").await;
        page.see_no(RENAME).await;
        assert_eq!(page.complaints(), [""; 0]);
    }

    /// The second that begins with the first call after `back` holds at most twice as many as one did before, and
    /// `more` that had been sent before it was known that nobody answers.
    fn comes_back_gently(&self, back: OffsetDateTime, steady: f64, more: f64) {
        let calls = self.calls();
        let mut after = calls.iter().filter(|at| **at > back).peekable();
        let first = **after.peek().expect("calls are made again");
        let within = after.filter(|at| **at - first < time::Duration::SECOND);
        let count = within.count();
        assert!(
            steady > 10.0,
            "there was hardly any load: {steady} calls a second"
        );
        assert!(
            count as f64 <= steady * 2.0 + more,
            "{count} calls in the first second and {more} that waited, {steady} a second before"
        );
    }
}

#[tokio::test]
async fn a_backend_that_hangs_for_half_a_minute_is_worked_around_and_comes_back_gently() {
    let studio = Studio::at_work().await;
    let steady = studio.steady().await;
    studio.roles.backend.signal("STOP").await;
    let stopped = studio.sent().await;
    studio.goes_on(Instant::now()).await;
    // What was sent into the void before that was known lies there, and will be answered first.
    let waiting = studio.sent().await - stopped;
    assert!(
        waiting < steady * 6.0,
        "{waiting} calls into the void in {AWAY:?}, {steady} a second before"
    );
    let (back, since) = (OffsetDateTime::now_utc(), Instant::now());
    studio.roles.backend.signal("CONT").await;
    studio.is_back(since).await;
    studio.comes_back_gently(back, steady, waiting);
}

#[tokio::test]
async fn a_backend_that_is_killed_and_started_anew_is_worked_around_and_comes_back_gently() {
    let mut studio = Studio::at_work().await;
    let steady = studio.steady().await;
    studio.roles.backend.kill().await;
    studio.goes_on(Instant::now()).await;
    studio.roles.restart().await;
    // It says where it is when it takes calls.
    let (back, since) = (OffsetDateTime::UNIX_EPOCH, Instant::now());
    studio.is_back(since).await;
    studio.comes_back_gently(back, steady, 0.0);
}
