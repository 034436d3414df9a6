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
