//! What a step and a click may cost: bytes counted at Chromium's socket, calls counted at the backend.

use api::ids::FileId;
use api::project::Project;
use api::shot::Shot;
use api::worker::Order;
use serde_json::{Value, json};
use tests::cdp::Person;
use tests::pictures;
use tests::roles::{Caller, PASSWORD, Roles};
use tests::{Browser, Page, until};

const SHOTS: usize = 50;
/// For one tab, with the frame header, without compression.
const BYTES_PER_PERCENT: usize = 60;

/// Somebody who signed in at that address.
pub(crate) async fn signed_in(person: &Person, url: &str, name: &str) -> Page {
    let page = person.open(url).await;
    page.fill("#name", name).await;
    page.fill("#password", PASSWORD).await;
    page.press("Enter").await;
    page.live().await;
    page
}

/// A project with so many shots of one picture each.
pub(crate) async fn storyboard(person: &Caller, shots: usize) -> (Project, Vec<Shot>) {
    storyboard_named(person, "Harbor", shots).await
}

pub(crate) async fn storyboard_named(
    person: &Caller,
    name: &str,
    shots: usize,
) -> (Project, Vec<Shot>) {
    let new = json!({ "name": name, "width": 128, "height": 96 });
    let project: Project = person.make("/v1/projects", new).await;
    let (status, file) = person
        .upload(project.id, "red.png", pictures::png(64, 48, [200, 0, 0]))
        .await;
    assert_eq!(status, 201, "{file}");
    let file: FileId = serde_json::from_value(file["id"].clone()).expect("an id");
    let mut made = Vec::new();
    for number in 1..=shots {
        let path = format!("/v1/projects/{}/shots", project.id);
        let shot: Shot = person
            .make(&path, json!({ "name": format!("Shot {number}") }))
            .await;
        let path = format!("/v1/shots/{}/keyframes", shot.id);
        let _: Value = person.make(&path, json!({ "files": [file] })).await;
        made.push(shot);
    }
    (project, made)
}

/// Claims the next job as a worker would.
pub(crate) async fn claim(worker: &Caller) -> Order {
    worker
        .make(
            "/v1/worker/claim",
            json!({ "worker": "test", "generators": ["animatic"], "wait_ms": 5000 }),
        )
        .await
}

pub(crate) async fn report(worker: &Caller, order: &Order, percent: u32) {
    let path = format!("/v1/worker/jobs/{}/progress", order.job);
    let report = json!({
        "lease": order.lease,
        "fraction": f64::from(percent) / 100.0,
        "step": format!("rendering frame {percent} of 100"),
        "eta": f64::from(100 - percent) / 10.0,
        "preview": null,
    });
    let _: Value = worker.make(&path, report).await;
}

/// Reports until both tabs show it: a report too soon after the last one is not told.
async fn reaches(worker: &Caller, order: &Order, percent: u32, tabs: [&Page; 2]) {
    let bar = format!("document.querySelector('.shot-card progress.bar')?.value === {percent}");
    until(&bar, async || {
        report(worker, order, percent).await;
        let shown = [
            tabs[0].ask::<bool>(&bar).await,
            tabs[1].ask::<bool>(&bar).await,
        ];
        (shown == [true, true]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn one_percent_on_a_storyboard_of_fifty_shots_costs_at_most_sixty_bytes_a_tab() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let ann = roles.person("ann").await;
    let (project, shots) = storyboard(&ann, SHOTS).await;
    let _: Value = ann
        .make(&format!("/v1/shots/{}/takes", shots[20].id), json!({}))
        .await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let person = browser.person().await;
    let page = signed_in(&person, &web.url, "ann").await;
    let address = format!("{}/projects/{}", web.url, project.id);
    let begin = page.frames();
    page.go(&address).await;
    page.live().await;
    let other = person.open(&address).await;
    other.live().await;
    page.wait(&format!(
        "document.querySelectorAll('.shot-card').length === {SHOTS}"
    ))
    .await;
    let worker = roles.as_role("worker");
    let order = claim(&worker).await;
    reaches(&worker, &order, 40, [&page, &other]).await;
    // The snapshot that follows a join has nothing to do with progress; everything else from here on counts.
    for (tab, begin) in [(&page, begin), (&other, 0)] {
        until("the snapshot arrives", async || {
            tab.received(begin)
                .iter()
                .any(|frame| frame.text.starts_with("[\"s\""))
                .then_some(())
        })
        .await;
    }
    for percent in 41..=50 {
        let before = [page.frames(), other.frames()];
        reaches(&worker, &order, percent, [&page, &other]).await;
        for (page, before) in [&page, &other].into_iter().zip(before) {
            let frames = page.received(before);
            let bytes: usize = frames.iter().map(|frame| frame.bytes).sum();
            assert!(
                bytes <= BYTES_PER_PERCENT,
                "{percent} %: {bytes} bytes: {frames:#?}"
            );
        }
    }
}

#[tokio::test]
async fn a_click_that_changes_only_the_view_calls_no_backend() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let ann = roles.person("ann").await;
    let (project, shots) = storyboard(&ann, 2).await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let page = signed_in(&browser.person().await, &web.url, "ann").await;
    page.go(&format!(
        "{}/projects/{}/shots/{}",
        web.url, project.id, shots[0].id
    ))
    .await;
    page.live().await;
    page.see(".keyframe-face").await;
    // The first click may still meet reads of the page that was just opened.
    page.click(".keyframe-face").await;
    page.see("select[id^='camera-']").await;
    let before = roles.calls().len();
    for _ in 0..5 {
        page.click(".keyframe-face").await;
        page.see_no("select[id^='camera-']").await;
        page.click(".keyframe-face").await;
        page.see("select[id^='camera-']").await;
    }
    let calls = roles.calls();
    assert_eq!(calls[before..], [""; 0]);
}

#[tokio::test]
async fn a_second_tab_on_the_same_page_reads_nothing_again() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let ann = roles.person("ann").await;
    let (project, _) = storyboard(&ann, 3).await;
    let web = roles.web(&[]).await;
    let browser = Browser::start().await;
    let person = browser.person().await;
    let page = signed_in(&person, &web.url, "ann").await;
    let address = format!("{}/projects/{}", web.url, project.id);
    page.go(&address).await;
    page.live().await;
    page.see(".shot-card").await;
    let reads = || {
        roles
            .calls()
            .into_iter()
            .filter(|call| call.contains("/v1/projects"))
            .count()
    };
    let before = reads();
    let other = person.open(&address).await;
    other.live().await;
    other.see(".shot-card").await;
    assert_eq!(reads(), before);
}
