//! What comes late: answers that others overtook, topics that stand after a read, pages that nobody kept current. Each of
//! these was found by the property over random acts (`../real/property`), or while reading for it.

use std::time::Duration;

use api::feed::{Change, FromBackend, ToBackend, Topic};
use api::ids::{KeyframeId, ProjectId, ShotId, UserId};
use api::job::Queue;
use api::problem::Code;
use api::shot::{EditShot, NewShot};
use client::{Attempt, Key, Peek, ProjectOf, Projects, QueueNow, ShotOf, Shots, Takes};

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
async fn what_a_write_brought_back_on_screen_is_kept_current() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let shot = sample::shot(ProjectId::fresh(), ShotId::fresh(), 2, 0, "Back");
    let _watch = bench.client.watch(viewer, Key::Shot(shot.id));
    assert!(bench.client.get(viewer, ShotOf(shot.id)).await.is_err());
    let restore = format!("POST /v1/shots/{}/restore", shot.id);
    bench.fake.answer(&restore, &shot);
    let attempt = Attempt::act("k");
    let restored = bench.client.restore_shot(viewer, shot.id, &attempt);
    restored.await.unwrap();
    bench
        .until(|| bench.fake.is_watched(Topic::Project(shot.project)))
        .await;
    // Not only while a read passes by.
    bench.fake.break_line();
    let again = ToBackend::Watch {
        viewer,
        topic: Topic::Project(shot.project),
        after: Some(0),
    };
    bench.until(|| bench.fake.orders().contains(&again)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_kept_current_though_its_shot_was_missing_a_moment_before() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let shot = sample::shot(ProjectId::fresh(), ShotId::fresh(), 2, 0, "Back");
    let one = format!("GET /v1/shots/{}", shot.id);
    // Restored between the two reads; an empty list does not say where it belongs.
    bench
        .fake
        .first(&one, 404, &sample::problem(404, Code::NotFound));
    bench.fake.answer(&one, &shot);
    bench.fake.answer(&format!("{one}/takes"), &[0; 0]);
    let _watch = bench.client.watch(viewer, Key::Takes(shot.id));
    let takes = bench.client.get(viewer, Takes(shot.id)).await.unwrap();
    assert!(takes.is_empty());
    let topic = Topic::User(viewer);
    let restored = sample::project_fact(topic, 1, Change::Created, shot.project, 3);
    bench.fake.say(restored);
    bench
        .until(|| bench.fake.is_watched(Topic::Project(shot.project)))
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

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_during_the_first_read_of_a_list_is_not_missed() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let (one, all) = (format!("GET /v1/projects/{id}"), "GET /v1/projects");
    let mut project = sample::project(id, 1, "Film");
    bench.fake.answer(&one, &project);
    bench.fake.answer(all, &[&project]);
    let _watches = [Key::Project(id), Key::Projects].map(|key| bench.client.watch(viewer, key));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench.fake.hold(all);
    let _loading = bench.client.peek(viewer, Projects);
    bench.until(|| bench.fake.count(all) == 1).await;
    // Nobody knows yet that the list shows this project.
    project.shot_count = 1;
    bench.fake.answer(&one, &project);
    bench.fake.answer(all, &[&project]);
    let shot = sample::shot(id, ShotId::fresh(), 1, 0, "One");
    bench.fake.say(sample::shot_fact(1, Change::Created, &shot));
    bench.until(|| bench.fake.count(&one) == 2).await;
    bench.fake.unhold(all);
    let count = || match bench.client.peek(viewer, Projects) {
        Peek::Loaded(all) => all[0].shot_count,
        _ => 0,
    };
    bench.until(|| count() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_during_the_read_that_finds_nothing_is_not_missed() {
    let bench = Bench::new().await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let shot = sample::shot(project, ShotId::fresh(), 1, 0, "One");
    let (one, takes) = (
        format!("GET /v1/shots/{}", shot.id),
        format!("GET /v1/shots/{}/takes", shot.id),
    );
    let all = "GET /v1/projects";
    bench.fake.answer(all, &[0; 0]);
    let _others = bench.client.watch(viewer, Key::Projects);
    bench.client.get(viewer, Projects).await.unwrap();
    bench.fake.hold(&one);
    let _watch = bench.client.watch(viewer, Key::Takes(shot.id));
    let _loading = bench.client.peek(viewer, Takes(shot.id));
    bench.until(|| bench.fake.count(&one) == 1).await;
    // That there is no such shot is on its way; its project is restored meanwhile.
    bench.fake.answer(&one, &shot);
    bench.fake.answer(&takes, &[0; 0]);
    let topic = Topic::User(viewer);
    let restored = sample::project_fact(topic, 1, Change::Created, project, 3);
    bench.fake.say(restored);
    bench.until(|| bench.fake.count(all) == 2).await;
    bench.fake.unhold(&one);
    let shown = || matches!(bench.client.peek(viewer, Takes(shot.id)), Peek::Loaded(_));
    let rests = || bench.client.stats().reads_begun == bench.client.stats().reads_ended;
    bench.until(|| shown() && rests()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_to_an_edit_does_not_hide_what_was_read_since() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        shots,
        list,
        ..
    } = &grid;
    let mut edited = shots[1].clone();
    (edited.version, edited.name) = (2, "B".to_owned());
    let (patch, one) = (
        format!("PATCH /v1/shots/{}", edited.id),
        format!("GET /v1/shots/{}", edited.id),
    );
    bench.fake.answer(&one, &shots[1]);
    let _watch = bench.client.watch(*viewer, Key::Shot(edited.id));
    bench.client.get(*viewer, ShotOf(edited.id)).await.unwrap();
    bench.fake.answer(&patch, &edited);
    bench.fake.hold(&patch);
    let (client, viewer, id) = (bench.client.clone(), *viewer, edited.id);
    let write = tokio::spawn(async move {
        let edit = EditShot::default();
        client.edit_shot(viewer, id, edit, &Attempt::act("k")).await
    });
    bench.until(|| bench.fake.count(&patch) == 1).await;
    // Done, and told; then somebody adds a keyframe, which leaves the shot's version as it is.
    let mut now = edited.clone();
    now.keyframe_count = 1;
    bench.fake.answer(&one, &now);
    bench.fake.answer(list, &[&shots[0], &now, &shots[2]]);
    bench
        .fake
        .say(sample::shot_fact(1, Change::Updated, &edited));
    let keyframe = sample::keyframe(id, KeyframeId::fresh(), 1, 0);
    let fact = sample::keyframe_fact(2, Change::Created, edited.project, &keyframe);
    bench.fake.say(fact);
    let counts = || {
        let single = bench.client.peek(viewer, ShotOf(id));
        let all = bench.client.peek(viewer, Shots(edited.project));
        match (single, all) {
            (Peek::Loaded(one), Peek::Loaded(all)) => (one.keyframe_count, all[1].keyframe_count),
            _ => (0, 0),
        }
    };
    bench.until(|| counts() == (1, 1)).await;
    bench.fake.unhold(&patch);
    write.await.unwrap().unwrap();
    assert_eq!(counts(), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_to_a_make_does_not_bring_back_what_was_deleted_since() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        project,
        list,
        shots,
        ..
    } = &grid;
    let make = format!("POST /v1/projects/{project}/shots");
    let made = sample::shot(*project, ShotId::fresh(), 1, 3, "d");
    bench.fake.answer_with(&make, 201, &made);
    bench.fake.hold(&make);
    let (client, viewer, project) = (bench.client.clone(), *viewer, *project);
    let write = tokio::spawn(async move {
        let new = NewShot::default();
        client
            .create_shot(viewer, project, new, &Attempt::act("k"))
            .await
    });
    bench.until(|| bench.fake.count(&make) == 1).await;
    // Made, and deleted by somebody else, and both are heard of before the answer comes.
    let mut gone = made.clone();
    gone.version = 2;
    bench.fake.say(sample::shot_fact(1, Change::Created, &made));
    bench.fake.say(sample::shot_fact(2, Change::Deleted, &gone));
    bench.until(|| bench.fake.count(list) == 2).await;
    bench.quiet().await;
    bench.fake.unhold(&make);
    write.await.unwrap().unwrap();
    let names: String = shots.iter().map(|it| it.name.as_str()).collect();
    bench.until(|| grid.names() == names).await;
    bench.quiet().await;
    assert_eq!(grid.names(), names);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_loading_during_a_write_shows_nothing_older_than_it() {
    let bench = Bench::new().await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let before = sample::shot(project, ShotId::fresh(), 1, 0, "before");
    let (list, one) = (
        format!("GET /v1/projects/{project}/shots"),
        format!("/v1/shots/{}", before.id),
    );
    bench.fake.answer(&format!("GET {one}"), &before);
    bench.fake.answer(&list, &[&before]);
    bench.client.get(viewer, ShotOf(before.id)).await.unwrap();
    bench.fake.hold(&list);
    let _watch = bench.client.watch(viewer, Key::Shots(project));
    let _loading = bench.client.peek(viewer, Shots(project));
    bench.until(|| bench.fake.count(&list) == 1).await;
    let mut after = before.clone();
    (after.version, after.name) = (2, "after".to_owned());
    bench.fake.answer(&format!("PATCH {one}"), &after);
    let (edit, attempt) = (EditShot::default(), Attempt::act("k"));
    let write = bench.client.edit_shot(viewer, before.id, edit, &attempt);
    write.await.unwrap();
    // The first answer was made before the write, and arrives after it.
    bench.fake.answer(&list, &[&after]);
    bench.fake.release(&list, 1);
    bench.until(|| bench.fake.count(&list) == 2).await;
    let loading = bench.client.peek(viewer, Shots(project));
    assert!(matches!(loading, Peek::Loading), "{loading:?}");
    bench.fake.unhold(&list);
    bench
        .until(|| match bench.client.peek(viewer, Shots(project)) {
            Peek::Loaded(all) => {
                assert_eq!(all[0].name, "after");
                true
            }
            _ => false,
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_changes_by_others_do_not_pass_for_one_of_ours() {
    let bench = Bench::new().await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let mut shot = sample::shot(project, ShotId::fresh(), 1, 0, "One");
    let list = format!("GET /v1/projects/{project}/shots");
    bench.fake.answer(&list, &[&shot]);
    // Looked at once, and still watched for a while.
    bench.client.get(viewer, Shots(project)).await.unwrap();
    let other = ShotId::fresh();
    for number in 1..=20 {
        let keyframe = sample::keyframe(other, KeyframeId::fresh(), 1, 0);
        let fact = sample::keyframe_fact(number, Change::Created, project, &keyframe);
        bench.fake.say(fact);
    }
    bench.until(|| bench.client.stats().invalidated >= 20).await;
    (shot.version, shot.name) = (2, "Ours".to_owned());
    bench
        .fake
        .answer(&format!("PATCH /v1/shots/{}", shot.id), &shot);
    let (edit, attempt) = (EditShot::default(), Attempt::act("k"));
    let write = bench.client.edit_shot(viewer, shot.id, edit, &attempt);
    write.await.unwrap();
    let seen = bench.client.peek(viewer, Shots(project));
    assert!(matches!(seen, Peek::Loading), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_read_again_after_a_broken_line_since_its_moves_are_told_once() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let call = "GET /v1/queue";
    bench.fake.answer(call, &Queue::default());
    let _watch = bench.client.watch(viewer, Key::Queue);
    bench.client.get(viewer, QueueNow).await.unwrap();
    bench.quiet().await;
    let before = bench.fake.count(call);
    bench.fake.break_line();
    bench.until(|| bench.fake.lines() == 2).await;
    bench.until(|| bench.fake.count(call) == before + 1).await;
}
