//! Values that are not acceptable, edits that cross, calls that are sent twice.

use api::problem::Code;
use api::project::Project;
use api::shot::{Shot, Take};
use reqwest::Method;
use serde_json::json;

use super::{Bench, Reply};

#[tokio::test]
async fn a_stale_edit_is_refused_with_the_current_row() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let path = format!("/v1/projects/{}", project.id);
    let edit = json!({"version": project.version, "name": "First"});
    let first: Project = viewer.patch(&path, &edit).await.ok();
    assert_eq!(
        (first.name.as_str(), first.version),
        ("First", project.version + 1)
    );
    let edit = json!({"version": project.version, "name": "Second"});
    let problem = viewer.patch(&path, &edit).await.problem();
    assert_eq!((problem.status, problem.code), (409, Code::StaleVersion));
    let current: Project = serde_json::from_value(problem.current.unwrap()).unwrap();
    assert_eq!(current.name, "First");
}

#[tokio::test]
async fn what_is_not_acceptable_is_named() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let long = "x".repeat(10_000);
    for (name, width, height, field) in [
        ("", 640, 360, "name"),
        (long.as_str(), 640, 360, "name"),
        ("a\u{7}b", 640, 360, "name"),
        ("\u{200b}\u{2800}\u{a0}", 640, 360, "name"),
        ("a\u{202e}b", 640, 360, "name"),
        ("Film", 641, 360, "width"),
        ("Film", 640, 62, "height"),
        ("Film", 640, 1922, "height"),
    ] {
        let new = json!({"name": name, "width": width, "height": height});
        let problem = viewer.post("/v1/projects", &new).await.problem();
        assert_eq!(problem.status, 422);
        assert_eq!(problem.field.as_deref(), Some(field));
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_or_too_large_is_refused() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let broken = viewer.upload("/v1/projects", "{\"name\":").await;
    assert_eq!(broken.problem().code, Code::Invalid);
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(300 * 1024));
    let large = viewer.upload("/v1/projects", large).await;
    assert_eq!(large.problem().code, Code::TooLarge);
    let broken = viewer.get("/v1/jobs?status=sleeping").await;
    assert_eq!(broken.problem().code, Code::Invalid);
}

#[tokio::test]
async fn a_call_sent_twice_with_one_key_happens_once() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let path = format!("/v1/projects/{}/shots", project.id);
    let send = |name: &str, key: &str| {
        let request = viewer.call(Method::POST, &path);
        Reply::to(
            request
                .header("Idempotency-Key", key)
                .json(&json!({"name": name})),
        )
    };
    let first: Shot = send("One", "tab-1-0").await.created();
    let again: Shot = send("One", "tab-1-0").await.created();
    assert_eq!(first, again);
    let shots: Vec<Shot> = viewer.get(&path).await.ok();
    assert_eq!(shots.len(), 1);
    let reused = send("Two", "tab-1-0").await.problem();
    assert_eq!((reused.status, reused.code), (422, Code::KeyReused));
    let too_long = send("Two", &"k".repeat(129)).await.problem();
    assert_eq!(too_long.code, Code::Invalid);
}

#[tokio::test]
async fn a_shot_without_keyframes_is_not_generated() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let shot = viewer.shot(project.id).await;
    let refused = viewer.send(&format!("/v1/shots/{}/takes", shot.id)).await;
    assert_eq!(refused.problem().status, 422);
}

#[tokio::test]
async fn what_is_deleted_comes_back() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let (project, shot, take) = viewer.film().await;
    for path in [
        format!("/v1/takes/{}", take.id),
        format!("/v1/shots/{}", shot.id),
        format!("/v1/projects/{}", project.id),
    ] {
        assert_eq!(viewer.delete(&path).await.status, 204, "{path}");
        assert_eq!(viewer.delete(&path).await.status, 204, "{path} again");
    }
    for path in [
        format!("/v1/projects/{}/restore", project.id),
        format!("/v1/shots/{}/restore", shot.id),
        format!("/v1/takes/{}/restore", take.id),
    ] {
        assert_eq!(viewer.send(&path).await.status, 200, "{path}");
    }
    let takes: Vec<Take> = viewer
        .get(&format!("/v1/shots/{}/takes", shot.id))
        .await
        .ok();
    assert_eq!(takes.len(), 1);
}

#[tokio::test]
async fn the_sample_is_a_project_with_pictures_in_every_shot() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project: Project = viewer.send("/v1/projects/sample").await.created();
    assert_eq!(
        (project.name.as_str(), project.shot_count),
        ("Harbor at dawn", 3)
    );
    let shots: Vec<Shot> = viewer
        .get(&format!("/v1/projects/{}/shots", project.id))
        .await
        .ok();
    assert!(shots.iter().all(|shot| shot.keyframe_count > 0));
    let poster = shots[0].poster.as_ref().unwrap();
    let thumb = viewer.get(&format!("/v1/files/{}/thumb", poster.id)).await;
    assert_eq!(
        (thumb.status.as_u16(), thumb.header("content-type")),
        (200, "image/jpeg")
    );
    let again: Project = viewer.send("/v1/projects/sample").await.created();
    assert_ne!(again.name, project.name);
}
