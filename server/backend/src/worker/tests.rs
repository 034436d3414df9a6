//! The worker against the real backend, over HTTP.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use api::ids::{JobId, ProjectId};
use api::job::{Job, JobStatus};
use api::project::Project;
use api::shot::{Keyframe, Shot, Take};
use serde_json::json;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::*;
use crate::tests::{Bench, Caller};
use crate::{Backend, Config as BackendConfig};

const SECRET: [u8; 32] = [7; 32];
/// Far longer than anything here takes; only a fault waits for it.
const AT_MOST: Duration = Duration::from_secs(60);

struct Running {
    ended: JoinHandle<Result<(), WorkerError>>,
    shutdown: oneshot::Sender<()>,
}

impl Running {
    fn start(url: &str, scratch: &Path) -> Self {
        let config = Config {
            backend_url: url.parse().unwrap(),
            secret: SECRET.to_vec(),
            name: "test".to_owned(),
            scratch: scratch.to_owned(),
            slots: 1,
        };
        let (shutdown, asked) = oneshot::channel::<()>();
        let ended = tokio::spawn(run(config, async {
            let _ = asked.await;
        }));
        Self { ended, shutdown }
    }

    async fn stop(self) {
        let _ = self.shutdown.send(());
        self.ended.await.unwrap().unwrap();
    }
}

fn scratch(bench: &Bench) -> PathBuf {
    bench.folder.path().join("scratch")
}

fn left_in(scratch: &Path) -> Vec<String> {
    std::fs::read_dir(scratch)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "lock")
        .collect()
}

/// A queued take of `keyframes` pictures that last `seconds` each.
async fn queued(
    viewer: &Caller,
    project: ProjectId,
    keyframes: usize,
    seconds: f64,
) -> (Shot, Take) {
    let shot = viewer.shot(project).await;
    for _ in 0..keyframes {
        let keyframe = viewer.keyframe(project, shot.id).await;
        let edit = json!({"version": keyframe.version, "seconds": seconds, "camera": "push_in"});
        let path = format!("/v1/keyframes/{}", keyframe.id);
        let _: Keyframe = viewer.patch(&path, &edit).await.ok();
    }
    let take = viewer.take(shot.id).await;
    (shot, take)
}

async fn until(viewer: &Caller, job: JobId, wanted: JobStatus) -> Job {
    let look = async {
        let mut looks = tokio::time::interval(Duration::from_millis(10));
        loop {
            looks.tick().await;
            let job: Job = viewer.get(&format!("/v1/jobs/{job}")).await.ok();
            if job.status == wanted {
                return job;
            }
            assert!(!job.status.is_over(), "{job:?}");
        }
    };
    tokio::time::timeout(AT_MOST, look).await.unwrap()
}

async fn the_take(viewer: &Caller, shot: &Shot) -> Take {
    let takes: Vec<Take> = viewer
        .get(&format!("/v1/shots/{}/takes", shot.id))
        .await
        .ok();
    takes.into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queued_take_becomes_a_film_that_plays() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let worker = Running::start(&bench.running.url(), &scratch(&bench));
    let project = viewer.project().await;
    let (shot, take) = queued(&viewer, project.id, 2, 0.5).await;
    until(&viewer, take.job, JobStatus::Succeeded).await;

    let take = the_take(&viewer, &shot).await;
    assert_eq!(take.seconds, 1.0);
    let (film, poster) = (take.film.unwrap(), take.poster.unwrap());
    assert_eq!((film.width, film.height), (640, 360));
    assert_eq!((poster.width, poster.height), (640, 360));
    let bytes = viewer
        .get(&format!("/v1/files/{}/original", film.id))
        .await
        .body;
    let path = bench.folder.path().join("got.mp4");
    std::fs::write(&path, &bytes).unwrap();
    let probe = Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-of", "csv=p=0"])
        .args(["-show_entries", "stream=nb_read_frames,duration"])
        .arg(&path)
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&probe.stdout).trim(), "1.000000,24");

    worker.stop().await;
    assert!(left_in(&scratch(&bench)).is_empty());
    bench.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_frees_the_worker_within_a_second() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let new = json!({"name": "Long", "width": 1280, "height": 720});
    let project: Project = viewer.post("/v1/projects", &new).await.created();
    let (_, long) = queued(&viewer, project.id, 5, 12.0).await;
    let (_, next) = queued(&viewer, project.id, 1, 0.25).await;
    let worker = Running::start(&bench.running.url(), &scratch(&bench));
    until(&viewer, long.job, JobStatus::Running).await;
    let canceled = Instant::now();
    let _: Job = viewer
        .send(&format!("/v1/jobs/{}/cancel", long.job))
        .await
        .ok();
    until(&viewer, next.job, JobStatus::Running).await;
    let taken = canceled.elapsed();
    assert!(taken < Duration::from_secs(1), "{taken:?}");
    until(&viewer, next.job, JobStatus::Succeeded).await;
    worker.stop().await;
    bench.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_worker_gives_its_job_back() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let (_, take) = queued(&viewer, project.id, 5, 12.0).await;
    let worker = Running::start(&bench.running.url(), &scratch(&bench));
    until(&viewer, take.job, JobStatus::Running).await;
    let asked = Instant::now();
    worker.stop().await;
    assert!(asked.elapsed() < Duration::from_secs(3));
    let job: Job = viewer.get(&format!("/v1/jobs/{}", take.job)).await.ok();
    assert_eq!(job.status, JobStatus::Queued);
    assert!(left_in(&scratch(&bench)).is_empty());
    bench.running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backend_that_comes_back_gets_its_film() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let (shot, take) = queued(&viewer, project.id, 1, 12.0).await;
    let worker = Running::start(&bench.running.url(), &scratch(&bench));
    until(&viewer, take.job, JobStatus::Running).await;

    let Bench {
        running, folder, ..
    } = bench;
    let addr = running.addr();
    running.stop().await;
    let again = Backend::start(BackendConfig {
        listener: TcpListener::bind(addr).unwrap(),
        database: format!("sqlite:{}", folder.path().join("rushes.db").display()),
        media: folder.path().join("media"),
        secret: SECRET.to_vec(),
        old_secrets: Vec::new(),
        local: true,
    })
    .await
    .unwrap();
    let job = until(&viewer, take.job, JobStatus::Succeeded).await;
    assert_eq!(job.attempt, 1);
    assert_eq!(the_take(&viewer, &shot).await.seconds, 12.0);
    worker.stop().await;
    again.stop().await;
}

#[tokio::test]
async fn leftovers_are_deleted_at_the_start_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("job-1234/deep")).unwrap();
    std::fs::write(folder.path().join("job-1234/deep/film.mp4"), b"half").unwrap();
    std::fs::write(folder.path().join("notes.txt"), b"mine").unwrap();
    let worker = Running::start("http://127.0.0.1:9", folder.path());
    worker.stop().await;
    assert_eq!(left_in(folder.path()), ["notes.txt"]);
}

#[tokio::test]
async fn a_second_worker_is_refused_the_same_scratch_folder() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Scratch::open(folder.path()).unwrap();
    let second = Running::start("http://127.0.0.1:9", folder.path());
    let refused = second.ended.await.unwrap().unwrap_err();
    assert!(matches!(refused, WorkerError::ScratchInUse { .. }));
}
