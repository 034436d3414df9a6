//! A job's way from the queue through a worker to a take that plays.

use std::time::Duration;

use api::ids::{JobId, TakeId};
use api::job::{Job, JobPage, JobStatus, Queue};
use api::media::FileKind;
use api::problem::Code;
use api::shot::Take;
use api::worker::{Order, ReportAnswer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::ImageFormat;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use super::{Bench, Caller, Reply, film, picture};

/// A worker's call that names its lease.
fn leased(bench: &Bench, method: Method, path: &str, lease: &str) -> RequestBuilder {
    bench.worker().call(method, path).header("Job-Lease", lease)
}

async fn finish(bench: &Bench, job: JobId, lease: &str) -> Reply {
    let poster = picture(ImageFormat::Jpeg, 64, 48);
    let path = format!(
        "/v1/worker/jobs/{job}/finish?seconds=2&poster_bytes={}",
        poster.len()
    );
    let body = [poster, film(300_000)].concat();
    Reply::to(leased(bench, Method::POST, &path, lease).body(body)).await
}

async fn report(bench: &Bench, order: &Order, preview: Option<&[u8]>) -> ReportAnswer {
    let path = format!("/v1/worker/jobs/{}/progress", order.job);
    let preview = preview.map(|bytes| STANDARD.encode(bytes));
    let report = json!({
        "lease": order.lease, "fraction": 0.5, "step": "half", "eta": 1.0, "preview": preview
    });
    bench.worker().post(&path, &report).await.ok()
}

async fn job(viewer: &Caller, id: JobId) -> Job {
    viewer.get(&format!("/v1/jobs/{id}")).await.ok()
}

async fn take(viewer: &Caller, shot: &api::shot::Shot, id: TakeId) -> Take {
    let path = format!("/v1/shots/{}/takes", shot.id);
    let takes: Vec<Take> = viewer.get(&path).await.ok();
    takes.into_iter().find(|take| take.id == id).unwrap()
}

#[tokio::test]
async fn a_finished_job_gives_a_take_that_plays() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let (_, shot, queued) = viewer.film().await;
    assert_eq!(queued.status, JobStatus::Queued);
    let queue: Queue = viewer.get("/v1/queue").await.ok();
    assert_eq!(
        (queue.queued[0].job, queue.queued[0].position),
        (queued.job, 1)
    );

    let order = bench.claim().await;
    assert_eq!(order.job, queued.job);
    let file = order.request.keyframes[0].file;
    let path = format!("/v1/worker/jobs/{}/files/{file}", order.job);
    let fetch = |lease| Reply::to(leased(&bench, Method::GET, &path, lease));
    let bytes = fetch(&order.lease).await;
    assert_eq!(bytes.body, picture(ImageFormat::Png, 64, 48));
    let refused = fetch("another").await;
    assert_eq!(refused.problem().code, Code::Conflict);
    let unnamed = bench.worker().get(&path).await.problem();
    assert_eq!(unnamed.field.as_deref(), Some("job-lease"));

    assert_eq!(finish(&bench, order.job, &order.lease).await.status, 204);
    assert_eq!(finish(&bench, order.job, &order.lease).await.status, 204);
    let made = take(&viewer, &shot, queued.id).await;
    assert_eq!(
        (made.status, made.chosen, made.seconds),
        (JobStatus::Succeeded, true, 2.0)
    );
    let (film_file, poster) = (made.film.unwrap(), made.poster.unwrap());
    assert_eq!(
        (film_file.kind, poster.kind),
        (FileKind::Mp4, FileKind::Jpeg)
    );
    let played = viewer
        .get(&format!("/v1/files/{}/original", film_file.id))
        .await;
    assert_eq!(played.header("content-type"), "video/mp4");
    assert_eq!(played.body, film(300_000));
    let thumb = viewer.get(&format!("/v1/files/{}/thumb", poster.id)).await;
    assert_eq!(thumb.status, 200);
    let none = viewer
        .get(&format!("/v1/files/{}/thumb", film_file.id))
        .await;
    assert_eq!(none.status, 404);
}

#[tokio::test]
async fn a_body_that_is_not_a_poster_and_a_film_changes_nothing() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let (_, shot, queued) = viewer.film().await;
    let order = bench.claim().await;
    let poster = picture(ImageFormat::Jpeg, 64, 48);
    let base = format!("/v1/worker/jobs/{}/finish", order.job);
    let send = |query: &str, body: Vec<u8>| {
        let call = leased(
            &bench,
            Method::POST,
            &format!("{base}?{query}"),
            &order.lease,
        );
        Reply::to(call.body(body))
    };
    let cases = [
        ("seconds=2&poster_bytes=0", film(100), 422),
        ("seconds=0&poster_bytes=10", film(100), 422),
        ("seconds=2&poster_bytes=99999999999", film(100), 413),
        ("seconds=2&poster_bytes=1000", film(100), 422),
        ("seconds=2&poster_bytes=50", film(100), 415),
    ];
    for (query, body, status) in cases {
        let reply = send(query, body).await;
        assert_eq!(reply.problem().status, status, "{query}");
    }
    let query = format!("seconds=2&poster_bytes={}", poster.len());
    let only_poster = send(&query, poster).await;
    assert_eq!(only_poster.problem().status, 415);
    let still = take(&viewer, &shot, queued.id).await;
    assert_eq!(still.status, JobStatus::Running);
}

#[tokio::test]
async fn canceling_stops_the_worker_at_its_next_report() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let (_, _, queued) = viewer.film().await;
    let order = bench.claim().await;
    assert!(!report(&bench, &order, None).await.stop);
    let path = format!("/v1/jobs/{}/cancel", queued.job);
    let canceled: Job = viewer.send(&path).await.ok();
    assert_eq!(canceled.status, JobStatus::Canceled);
    assert!(report(&bench, &order, None).await.stop);
    let late = finish(&bench, order.job, &order.lease).await;
    assert_eq!(late.problem().status, 409);
    assert_eq!(job(&viewer, queued.job).await.status, JobStatus::Canceled);
}

#[tokio::test]
async fn a_failed_job_says_why_and_can_be_retried() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let (project, shot, queued) = viewer.film().await;
    let order = bench.claim().await;
    let failure =
        json!({"lease": order.lease, "message": "The picture is gone.", "retryable": false});
    let path = format!("/v1/worker/jobs/{}/fail", order.job);
    assert_eq!(bench.worker().post(&path, &failure).await.status, 204);
    let failed = job(&viewer, queued.job).await;
    assert_eq!(failed.status, JobStatus::Failed);
    assert_eq!(failed.error.as_deref(), Some("The picture is gone."));

    let path = format!("/v1/jobs/{}/retry", queued.job);
    let again: Take = viewer.send(&path).await.ok();
    assert_eq!(
        (again.shot, again.status, again.number),
        (shot.id, JobStatus::Queued, 2)
    );
    assert_eq!(bench.claim().await.request, order.request);
    let page = format!("/v1/jobs?status=failed&project={}&limit=1", project.id);
    let page: JobPage = viewer.get(&page).await.ok();
    assert_eq!((page.total, page.jobs[0].id), (1, queued.job));
}

#[tokio::test]
async fn a_waiting_claim_is_woken_by_a_new_job() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let shot = viewer.shot(project.id).await;
    viewer.keyframe(project.id, shot.id).await;
    let worker = bench.worker();
    let wish = json!({"worker": "w", "generators": ["animatic"], "wait_ms": 20_000});
    let claim = async { worker.post("/v1/worker/claim", &wish).await };
    let queue = async { viewer.take(shot.id).await };
    let began = std::time::Instant::now();
    let (reply, take) = tokio::join!(claim, queue);
    assert_eq!(reply.ok::<Order>().job, take.job);
    assert!(began.elapsed() < Duration::from_secs(15));
}

#[tokio::test]
async fn a_claim_ends_empty_when_its_time_is_over_or_the_server_stops() {
    let bench = Bench::start().await;
    let wish = json!({"worker": "w", "generators": ["animatic"], "wait_ms": 1});
    let empty = bench.worker().post("/v1/worker/claim", &wish).await;
    assert_eq!(empty.status, 204);
    let worker = bench.worker();
    let long = json!({"worker": "w", "generators": ["animatic"], "wait_ms": 20_000});
    let claim = tokio::spawn(async move { worker.post("/v1/worker/claim", &long).await });
    while !bench.running.state.bus.has_idle_claims() {
        tokio::task::yield_now().await;
    }
    let began = std::time::Instant::now();
    bench.running.stop().await;
    assert_eq!(claim.await.unwrap().status, 204);
    assert!(began.elapsed() < Duration::from_secs(9));
}

#[tokio::test]
async fn previews_are_served_by_hash_to_the_owner_only() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let other = bench.person("Jo").await;
    viewer.film().await;
    let order = bench.claim().await;
    let preview = picture(ImageFormat::Jpeg, 32, 24);
    report(&bench, &order, Some(&preview)).await;
    let hash = bench.running.state.previews.latest(order.job).unwrap();
    let path = format!("/v1/jobs/{}/preview/{hash}", order.job);
    let seen = viewer.get(&path).await;
    assert_eq!(
        (seen.header("content-type"), &seen.body[..]),
        ("image/jpeg", &preview[..])
    );
    assert_eq!(other.get(&path).await.status, 404);
    let old = format!("/v1/jobs/{}/preview/00", order.job);
    assert_eq!(viewer.get(&old).await.status, 404);
}
