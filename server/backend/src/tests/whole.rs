//! The whole way with a real worker: pictures in, progress told, a film out.

use std::future::pending;

use api::feed::Topic;
use api::job::JobStatus;
use api::media::FileKind;
use api::shot::Take;
use serde_json::json;
use tokio::task::JoinHandle;

use super::feed::Feed;
use super::{Bench, SECRET};
use crate::worker;

fn work(bench: &Bench) -> JoinHandle<Result<(), worker::WorkerError>> {
    let config = worker::Config {
        backend_url: bench.running.url().parse().unwrap(),
        secret: SECRET.to_vec(),
        name: "w".to_owned(),
        scratch: bench.folder.path().join("scratch"),
        slots: 1,
    };
    tokio::spawn(worker::run(config, pending()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_take_whose_picture_is_gone_fails_at_once_and_says_which() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let shot = viewer.shot(project.id).await;
    viewer.keyframe(project.id, shot.id).await;
    std::fs::remove_dir_all(bench.folder.path().join("media/files")).unwrap();
    let topic = Topic::Project(project.id);
    let mut feed = Feed::open(&bench).await;
    feed.watch_from_now(viewer.user, topic).await;
    let working = work(&bench);
    viewer.take(shot.id).await;
    let takes = format!("/v1/shots/{}/takes", shot.id);
    let made = loop {
        feed.next_progress_or_fact().await;
        let take: Take = viewer.get(&takes).await.ok::<Vec<Take>>().remove(0);
        if take.status.is_over() {
            break take;
        }
    };
    working.abort();
    assert_eq!(made.status, JobStatus::Failed);
    let reason = made.error.unwrap();
    assert!(reason.contains("is missing from storage"), "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queued_take_is_rendered_told_about_and_plays() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let shot = viewer.shot(project.id).await;
    for _ in 0..2 {
        let keyframe = viewer.keyframe(project.id, shot.id).await;
        let edit = json!({"version": keyframe.version, "seconds": 0.5, "camera": "pan_left"});
        let path = format!("/v1/keyframes/{}", keyframe.id);
        assert_eq!(viewer.patch(&path, &edit).await.status, 200);
    }
    let mut feed = Feed::open(&bench).await;
    let topic = Topic::Project(project.id);
    feed.watch_from_now(viewer.user, topic).await;
    let working = work(&bench);
    viewer.take(shot.id).await;

    let takes = format!("/v1/shots/{}/takes", shot.id);
    let mut fractions = Vec::new();
    let made = loop {
        fractions.extend(feed.next_progress_or_fact().await);
        let take: Take = viewer.get(&takes).await.ok::<Vec<Take>>().remove(0);
        if take.status.is_over() {
            break take;
        }
    };
    working.abort();
    assert_eq!((made.status, made.error), (JobStatus::Succeeded, None));
    assert!(!fractions.is_empty() && fractions.is_sorted());
    assert!((made.seconds - 1.0).abs() < 0.1, "{}", made.seconds);
    let film = made.film.unwrap();
    assert_eq!(
        (film.kind, film.width, film.height),
        (FileKind::Mp4, 640, 360)
    );
    let path = format!("/v1/files/{}/original", film.id);
    let bytes = viewer.get(&path).await.body;
    assert_eq!(
        (bytes.len() as u64, &bytes[4..8]),
        (film.bytes, &b"ftyp"[..])
    );
}
