//! Calls that are sent again: what was done is not done again, and what waited too long is never done.

use api::problem::Code;
use api::project::Project;
use api::shot::Shot;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::access::{Things, routes};
use super::{Bench, Caller, Reply};

/// As a tab sends it first.
fn keyed(request: RequestBuilder, key: &str) -> RequestBuilder {
    request.header("Idempotency-Key", key)
}

/// As a tab asks what became of it.
fn confirming(request: RequestBuilder, key: &str) -> RequestBuilder {
    keyed(request, key).header("Idempotency-Replay", "confirm")
}

#[tokio::test]
async fn a_delete_sent_again_after_its_undo_deletes_nothing() {
    let bench = Bench::start().await;
    let mo = bench.person("Mo").await;
    let things = Things::of(&mo).await;
    for thing in [
        format!("/v1/takes/{}", things.take),
        format!("/v1/keyframes/{}", things.keyframe),
        format!("/v1/shots/{}", things.shot),
        format!("/v1/projects/{}", things.project),
    ] {
        let delete = || Reply::to(keyed(mo.call(Method::DELETE, &thing), &thing));
        assert_eq!(delete().await.status, 204, "{thing}");
        let restored = mo.send(&format!("{thing}/restore")).await;
        let version = restored.ok::<Value>()["version"].clone();
        assert_eq!(delete().await.status, 204, "{thing} again");
        let untouched = mo.send(&format!("{thing}/restore")).await;
        assert_eq!(untouched.value()["version"], version, "{thing} stays");
    }
}

#[tokio::test]
async fn an_edit_sent_again_gets_its_first_answer_and_no_conflict() {
    let bench = Bench::start().await;
    let mo = bench.person("Mo").await;
    let project = mo.project().await;
    let path = format!("/v1/projects/{}", project.id);
    let edit = |name: &str| json!({"version": project.version, "name": name});
    let send = || Reply::to(keyed(mo.call(Method::PATCH, &path), "k").json(&edit("First")));
    let first: Project = send().await.ok();
    let again: Project = send().await.ok();
    assert_eq!(first, again);
    let stale = mo.patch(&path, &edit("Second")).await;
    assert_eq!(stale.problem().code, Code::StaleVersion);
}

async fn names(caller: &Caller, path: &str) -> Vec<String> {
    let shots: Vec<Shot> = caller.get(path).await.ok();
    shots.into_iter().map(|shot| shot.name).collect()
}

#[tokio::test]
async fn who_asks_about_a_write_that_was_done_gets_its_answer() {
    let bench = Bench::start().await;
    let mo = bench.person("Mo").await;
    let path = format!("/v1/projects/{}/shots", mo.project().await.id);
    let post = || mo.call(Method::POST, &path).json(&json!({"name": "One"}));
    let done: Shot = Reply::to(keyed(post(), "k")).await.created();
    let told: Shot = Reply::to(confirming(post(), "k")).await.created();
    assert_eq!(done, told);
    assert_eq!(names(&mo, &path).await, ["One"]);
}

#[tokio::test]
async fn what_was_not_done_by_the_time_it_is_asked_about_is_never_done() {
    let bench = Bench::start().await;
    let mo = bench.person("Mo").await;
    let path = format!("/v1/projects/{}/shots", mo.project().await.id);
    let post = || mo.call(Method::POST, &path).json(&json!({"name": "One"}));
    // The original is still on its way, and arrives after the question; then both are asked again.
    for request in [
        confirming(post(), "k"),
        keyed(post(), "k"),
        confirming(post(), "k"),
    ] {
        let problem = Reply::to(request).await.problem();
        assert_eq!((problem.status, problem.code), (410, Code::Expired));
        assert_eq!(problem.kind, "about:blank#expired");
        assert_eq!(problem.detail, "This waited too long and was not done.");
    }
    assert!(names(&mo, &path).await.is_empty());
    Reply::to(keyed(post(), "k2")).await.created::<Shot>();
}

#[tokio::test]
async fn every_write_of_a_person_can_be_asked_about_without_being_done() {
    let bench = Bench::start().await;
    let mo = bench.person("Mo").await;
    let things = Things::of(&mo).await;
    let before = mo.get("/v1/jobs").await.value();
    let mut walked = 0;
    for route in routes(&bench).await {
        let is_write = route.role.as_deref() == Some("viewer") && route.method != Method::GET;
        // The body of an upload cannot be sent again.
        if !is_write || route.path == "/v1/projects/{id}/files" {
            continue;
        }
        let name = format!("{} {}", route.method, route.path);
        assert!(route.is_keyed, "{name} is described so");
        let refused = Reply::to(confirming(route.request(&mo, &things), &walked.to_string()));
        assert_eq!(refused.await.problem().code, Code::Expired, "{name}");
        walked += 1;
    }
    assert!(walked > 15, "only {walked} routes");
    let projects: Vec<Project> = mo.get("/v1/projects").await.ok();
    assert_eq!(projects.len(), 1);
    assert_eq!(mo.get("/v1/jobs").await.value(), before);
}

#[tokio::test]
async fn a_question_that_names_no_write_or_is_not_understood_is_refused() {
    let bench = Bench::start().await;
    let mo = bench.person("Mo").await;
    let path = format!("/v1/projects/{}/shots", mo.project().await.id);
    let post = || mo.call(Method::POST, &path).json(&json!({"name": "One"}));
    for request in [
        post().header("Idempotency-Replay", "confirm"),
        keyed(post(), "k").header("Idempotency-Replay", "perhaps"),
    ] {
        let problem = Reply::to(request).await.problem();
        let field = problem.field.as_deref();
        assert_eq!(
            (problem.code, field),
            (Code::Invalid, Some("Idempotency-Replay"))
        );
    }
    assert!(names(&mo, &path).await.is_empty());
}
