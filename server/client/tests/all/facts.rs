//! Facts in time: what they touch is read again, once, and never shown older than it is.

use api::feed::{Change, FromBackend, Topic};
use api::ids::{ProjectId, ShotId, UserId};
use api::problem::Code;
use api::shot::Shot;
use client::{Key, Peek, ProjectOf, Projects, ShotOf, Shots};

use crate::support::stage::{Grid, Stage, grid, stage};
use crate::support::{Bench, sample};

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_refreshes_what_is_on_screen_and_nothing_else() {
    let Stage {
        bench,
        viewer,
        project,
        shots,
    } = &stage().await;
    let other = ProjectId::fresh();
    bench.fake.answer("GET /v1/projects", &[0; 0]);
    bench.fake.answer(
        &format!("GET /v1/projects/{other}"),
        &sample::project(other, 1, "Other"),
    );
    let mut shot = sample::shot(*project, ShotId::fresh(), 1, 0, "Old");
    bench.fake.answer(shots, &[&shot]);
    let _watches = [Key::Shots(*project), Key::Project(other), Key::Projects]
        .map(|key| bench.client.watch(*viewer, key));
    bench.client.get(*viewer, Shots(*project)).await.unwrap();
    bench.client.get(*viewer, ProjectOf(other)).await.unwrap();
    bench.client.get(*viewer, Projects).await.unwrap();
    assert_eq!(bench.fake.total(), 3);

    (shot.version, shot.name) = (2, "New".to_owned());
    bench.fake.answer(shots, &[&shot]);
    bench.fake.say(sample::shot_fact(1, Change::Updated, &shot));
    let stage = || match bench.client.peek(*viewer, Shots(*project)) {
        Peek::Loaded(all) => all[0].name.clone(),
        _ => String::new(),
    };
    bench.until(|| stage() == "New").await;
    bench.quiet().await;
    assert_eq!(bench.fake.total(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_during_a_read_makes_it_read_again() {
    let stage = stage().await;
    let Stage {
        bench,
        viewer,
        project,
        shots,
    } = &stage;
    let mut shot = sample::shot(*project, ShotId::fresh(), 1, 0, "Old");
    bench.fake.answer(shots, &[&shot]);
    bench.fake.hold(shots);
    let _watch = bench.client.watch(*viewer, Key::Shots(*project));
    let _loading = bench.client.peek(*viewer, Shots(*project));
    bench.until(|| bench.fake.count(shots) == 1).await;
    // The first answer was made before the change, and arrives after the fact.
    (shot.version, shot.name) = (2, "New".to_owned());
    bench.fake.answer(shots, &[&shot]);
    bench.fake.say(sample::shot_fact(1, Change::Updated, &shot));
    bench.until(|| bench.client.stats().invalidated == 1).await;
    bench.fake.unhold(shots);
    bench.until(|| stage.names() == ["New"]).await;
    bench.quiet().await;
    assert_eq!(bench.fake.count(shots), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_shows_the_change_already_is_not_repeated() {
    let stage = stage().await;
    let Stage {
        bench,
        viewer,
        project,
        shots,
    } = &stage;
    let shot = sample::shot(*project, ShotId::fresh(), 2, 0, "New");
    bench.fake.answer(shots, &[&shot]);
    bench.fake.hold(shots);
    let _watch = bench.client.watch(*viewer, Key::Shots(*project));
    let _loading = bench.client.peek(*viewer, Shots(*project));
    bench.until(|| bench.fake.count(shots) == 1).await;
    bench.fake.say(sample::shot_fact(1, Change::Updated, &shot));
    bench.until(|| bench.client.stats().invalidated == 1).await;
    bench.fake.unhold(shots);
    bench.until(|| stage.names() == ["New"]).await;
    bench.quiet().await;
    assert_eq!(bench.fake.count(shots), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_answer_never_replaces_a_newer_one() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer(&call, &sample::project(id, 5, "New"));
    let _watch = bench.client.watch(viewer, Key::Project(id));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    // A replica that lags behind answers the next read, once.
    bench.fake.first(&call, 200, &sample::project(id, 4, "Old"));
    bench.changes();
    bench.fake.say(FromBackend::Gap {
        topic: Topic::Project(id),
        head: 3,
    });
    bench.until(|| bench.fake.count(&call) == 3).await;
    assert_eq!(
        bench.client.get(viewer, ProjectOf(id)).await.unwrap().name,
        "New"
    );
    assert_eq!(bench.changes(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_was_set_back_is_believed_in_the_end() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer(&call, &sample::project(id, 5, "Lost"));
    let _watch = bench.client.watch(viewer, Key::Project(id));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench
        .fake
        .answer(&call, &sample::project(id, 2, "Restored"));
    bench.fake.say(FromBackend::Gap {
        topic: Topic::Project(id),
        head: 3,
    });
    let name = || match bench.client.peek(viewer, ProjectOf(id)) {
        Peek::Loaded(it) => it.name.clone(),
        _ => String::new(),
    };
    bench.until(|| name() == "Restored").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_told_twice_is_heard_once() {
    let stage = stage().await;
    let Stage {
        bench,
        viewer,
        project,
        shots,
    } = &stage;
    let mut shot = sample::shot(*project, ShotId::fresh(), 1, 0, "Old");
    bench.fake.answer(shots, &[&shot]);
    let _watch = bench.client.watch(*viewer, Key::Shots(*project));
    bench.client.get(*viewer, Shots(*project)).await.unwrap();
    (shot.version, shot.name) = (2, "New".to_owned());
    bench.fake.answer(shots, &[&shot]);
    bench.fake.say(sample::shot_fact(1, Change::Updated, &shot));
    bench.until(|| stage.names() == ["New"]).await;
    shot.version = 9;
    bench.fake.say(sample::shot_fact(1, Change::Updated, &shot));
    bench.quiet().await;
    assert_eq!(bench.fake.count(shots), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_number_refreshes_the_topic() {
    let stage = stage().await;
    let Stage {
        bench,
        viewer,
        project,
        shots,
    } = &stage;
    let shot = sample::shot(*project, ShotId::fresh(), 1, 0, "One");
    bench.fake.answer(shots, &[&shot]);
    let _watch = bench.client.watch(*viewer, Key::Shots(*project));
    bench.client.get(*viewer, Shots(*project)).await.unwrap();
    bench.fake.say(sample::shot_fact(4, Change::Updated, &shot));
    bench.until(|| bench.fake.count(shots) == 2).await;
    assert_eq!(bench.client.stats().feed_gaps, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shot_reads_the_list_and_not_each_card_and_a_deleted_one_is_read_alone() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        project,
        shots,
        list,
        ..
    } = &grid;
    let calls: Vec<String> = shots
        .iter()
        .map(|shot| format!("GET /v1/shots/{}", shot.id))
        .collect();
    for (shot, call) in shots.iter().zip(&calls) {
        bench.fake.answer(call, shot);
    }
    let _watches: Vec<_> = shots
        .iter()
        .map(|shot| bench.client.watch(*viewer, Key::Shot(shot.id)))
        .collect();
    let position = |shot: &Shot| match bench.client.peek(*viewer, ShotOf(shot.id)) {
        Peek::Loaded(it) => Some(it.position),
        Peek::Loading | Peek::Failed(_) => None,
    };
    bench
        .until(|| shots.iter().map(position).eq([0, 1, 2].map(Some)))
        .await;
    bench.quiet().await;
    let before: Vec<usize> = calls.iter().map(|call| bench.fake.count(call)).collect();
    // One is put first: all others stand elsewhere, and nothing else is told of them.
    let first = sample::shot(*project, ShotId::fresh(), 2, 0, "first");
    let mut moved = shots.clone();
    moved.iter_mut().for_each(|it| it.position += 1);
    let all: Vec<&Shot> = [&first].into_iter().chain(&moved).collect();
    bench.fake.answer(list, &all);
    bench
        .fake
        .say(sample::shot_fact(1, Change::Updated, &first));
    bench
        .until(|| shots.iter().map(position).eq([1, 2, 3].map(Some)))
        .await;
    bench.quiet().await;
    let after: Vec<usize> = calls.iter().map(|call| bench.fake.count(call)).collect();
    assert_eq!((after, bench.fake.count(list)), (before, 2));

    // The list has no answer about what it does not show any more.
    bench.fake.answer(list, &[&first, &moved[0], &moved[1]]);
    let gone = sample::problem(404, Code::NotFound);
    bench.fake.answer_with(&calls[2], 404, &gone);
    let mut deleted = moved[2].clone();
    deleted.version = 2;
    bench
        .fake
        .say(sample::shot_fact(2, Change::Deleted, &deleted));
    let is_gone = || {
        matches!(
            bench.client.peek(*viewer, ShotOf(deleted.id)),
            Peek::Failed(_)
        )
    };
    bench.until(is_gone).await;
}
