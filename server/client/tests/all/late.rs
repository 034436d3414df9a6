//! What comes late: answers that others overtook, topics that stand after a read, pages that nobody kept current. Each of
//! these was found by the property over random acts (`../real/property`), or while reading for it.

use std::time::Duration;

use api::feed::{Change, FromBackend, Topic};
use api::ids::{KeyframeId, ProjectId, ShotId, UserId};
use api::job::Queue;
use api::problem::Code;
use api::shot::{EditShot, NewShot};
use client::{Attempt, Key, Peek, ProjectOf, QueueNow, ShotOf, Shots};

use crate::support::stage::{Grid, grid};
use crate::support::{Bench, sample};

fn shown(bench: &Bench, viewer: UserId, id: ProjectId) -> String {
    match bench.client.peek(viewer, ProjectOf(id)) {
        Peek::Loaded(it) => it.name.clone(),
        Peek::Loading => "loading".to_owned(),
        Peek::Failed(error) => error.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shot_that_was_missing_shows_when_it_or_its_project_is_restored() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let project = ProjectId::fresh();
    let shot = sample::shot(project, ShotId::fresh(), 2, 0, "Back");
    let _watch = bench.client.watch(viewer, Key::Shot(shot.id));
    assert!(bench.client.get(viewer, ShotOf(shot.id)).await.is_err());
    // Nobody knows here which project it is of; its person's topic tells what is restored.
    bench
        .fake
        .answer(&format!("GET /v1/shots/{}", shot.id), &shot);
    let topic = Topic::User(viewer);
    let restored = sample::project_fact(topic, 1, Change::Created, project, 3);
    bench.fake.say(restored);
    bench
        .until(|| matches!(bench.client.peek(viewer, ShotOf(shot.id)), Peek::Loaded(_)))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_kept_current_is_read_again_before_it_is_shown() {
    let bench = Bench::with(|config| config.linger = Duration::ZERO).await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer(&call, &sample::project(id, 1, "Old"));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench
        .until(|| !bench.fake.is_watched(Topic::Project(id)))
        .await;
    bench.fake.answer(&call, &sample::project(id, 2, "New"));
    bench.fake.hold(&call);
    // A page is opened: it is watched, then looked at.
    let _watch = bench.client.watch(viewer, Key::Project(id));
    assert_eq!(shown(&bench, viewer, id), "loading");
    bench.changes();
    bench.fake.unhold(&call);
    bench.until(|| shown(&bench, viewer, id) == "New").await;
    assert!(bench.changes().iter().any(|it| it.key == Key::Project(id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_again_is_shown_as_it_was() {
    let bench = Bench::with(|config| config.linger = Duration::ZERO).await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer(&call, &sample::project(id, 1, "Known"));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench
        .until(|| !bench.fake.is_watched(Topic::Project(id)))
        .await;
    bench
        .fake
        .answer_with(&call, 500, &sample::problem(500, Code::Internal));
    let _watch = bench.client.watch(viewer, Key::Project(id));
    bench.until(|| shown(&bench, viewer, id) == "Known").await;
    assert!(bench.changes().iter().any(|it| it.key == Key::Project(id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_older_than_its_topic_is_repeated_though_the_line_broke_meanwhile() {
    let bench = Bench::new().await;
    bench.fake.be_silent();
    let viewer = UserId::fresh();
    let shot = sample::shot(ProjectId::fresh(), ShotId::fresh(), 1, 0, "Old");
    let topic = Topic::Project(shot.project);
    let call = format!("GET /v1/shots/{}", shot.id);
    bench.fake.answer(&call, &shot);
    bench.fake.hold(&call);
    let _watches =
        [Key::Project(shot.project), Key::Shot(shot.id)].map(|key| bench.client.watch(viewer, key));
    let _loading = bench.client.peek(viewer, ShotOf(shot.id));
    bench.until(|| bench.fake.count(&call) == 1).await;
    // Its read is under way, and its project not known yet, when the topic begins to stand.
    let watching = || bench.fake.say(FromBackend::Watching { topic, head: 7 });
    watching();
    bench.quiet().await;
    bench.fake.close_feed(true);
    bench.fake.break_line();
    bench.quiet().await;
    let mut new = shot.clone();
    new.note = "written between the read and the watch".to_owned();
    bench.fake.answer(&call, &new);
    bench.fake.unhold(&call);
    bench.quiet().await;
    bench.fake.close_feed(false);
    bench.until(|| bench.fake.lines() == 2).await;
    watching();
    let note = || match bench.client.peek(viewer, ShotOf(shot.id)) {
        Peek::Loaded(it) => it.note.clone(),
        _ => String::new(),
    };
    bench.until(|| note() == new.note).await;
}
