//! Read your own writes, what stands around shots: projects, keyframes, takes and jobs.

use api::ids::{JobId, KeyframeId, ProjectId, UserId};
use api::job::{JobFilter, JobPage, JobStatus};
use api::project::NewProject;
use api::shot::EditKeyframe;
use client::{Attempt, Jobs, Key, Keyframes, Peek, ProjectOf, Projects, Shots, Takes};

use crate::support::stage::{Grid, grid};
use crate::support::{Bench, sample};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_project_stands_first_in_the_list() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let old = sample::project(ProjectId::fresh(), 1, "Old");
    bench.fake.answer("GET /v1/projects", &[&old]);
    let _watch = bench.client.watch(viewer, Key::Projects);
    bench.client.get(viewer, Projects).await.unwrap();
    bench.quiet().await;
    let made = sample::project(ProjectId::fresh(), 1, "New");
    bench.fake.answer_with("POST /v1/projects", 201, &made);
    let new = NewProject {
        name: "New".to_owned(),
        width: 64,
        height: 64,
    };
    let before = bench.fake.total();
    bench
        .client
        .create_project(viewer, new, &Attempt::act("k"))
        .await
        .unwrap();
    let Peek::Loaded(all) = bench.client.peek(viewer, Projects) else {
        panic!("the list is gone");
    };
    assert_eq!(
        all.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
        ["New", "Old"]
    );
    // Its page opens without a read of the project.
    let opened = bench.client.peek(viewer, ProjectOf(made.id));
    assert!(matches!(opened, Peek::Loaded(it) if it.name == "New"));
    assert_eq!(bench.fake.total(), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_keyframe_refreshes_the_sums_and_not_the_strip() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        shots,
        list,
        ..
    } = &grid;
    let shot = shots[0].id;
    let strip = format!("GET /v1/shots/{shot}/keyframes");
    let keyframes = [0, 1].map(|position| sample::keyframe(shot, KeyframeId::fresh(), 1, position));
    bench.fake.answer(&strip, &keyframes);
    let _watch = bench.client.watch(*viewer, Key::Keyframes(shot));
    bench.client.get(*viewer, Keyframes(shot)).await.unwrap();
    let mut edited = keyframes[1].clone();
    (edited.version, edited.seconds) = (2, 7.5);
    bench
        .fake
        .answer(&format!("PATCH /v1/keyframes/{}", edited.id), &edited);
    let edit = EditKeyframe {
        version: 1,
        seconds: Some(7.5),
        camera: None,
    };
    bench
        .client
        .edit_keyframe(*viewer, edited.id, edit, &Attempt::act("k"))
        .await
        .unwrap();
    let shown = bench.client.peek(*viewer, Keyframes(shot));
    assert!(matches!(shown, Peek::Loaded(all) if all[1].seconds == 7.5 && all.len() == 2));
    bench.until(|| bench.fake.count(list) == 2).await;
    bench.quiet().await;
    assert_eq!(bench.fake.count(&strip), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_take_is_shown_at_once_in_the_shot_and_the_grid() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        project,
        shots,
        list,
        ..
    } = &grid;
    let shot = shots[0].id;
    let takes = format!("GET /v1/shots/{shot}/takes");
    bench.fake.answer(&takes, &[0; 0]);
    let filter = JobFilter::default();
    bench.fake.answer(
        "GET /v1/jobs?offset=0",
        &JobPage {
            jobs: vec![],
            total: 0,
        },
    );
    let _watches =
        [Key::Takes(shot), Key::Jobs(filter.clone())].map(|key| bench.client.watch(*viewer, key));
    bench.client.get(*viewer, Takes(shot)).await.unwrap();
    bench.client.get(*viewer, Jobs(filter)).await.unwrap();
    bench.quiet().await;
    let take = sample::take(*project, shot, JobId::fresh(), 1, JobStatus::Queued);
    bench
        .fake
        .answer_with(&format!("POST /v1/shots/{shot}/takes"), 201, &take);
    bench.fake.hold(list);
    bench.fake.hold(&takes);
    bench
        .client
        .generate(*viewer, shot, &Attempt::act("k"))
        .await
        .unwrap();
    let Peek::Loaded(all) = bench.client.peek(*viewer, Shots(*project)) else {
        panic!("the grid is gone");
    };
    assert_eq!(all[0].latest.as_ref().unwrap().status, JobStatus::Queued);
    let shown = bench.client.peek(*viewer, Takes(shot));
    assert!(matches!(shown, Peek::Loaded(all) if all.len() == 1));
    bench
        .until(|| bench.fake.count("GET /v1/jobs?offset=0") >= 2)
        .await;

    // Canceled, before anything was read again.
    let mut canceled = sample::job(&take, 2);
    canceled.status = JobStatus::Canceled;
    bench
        .fake
        .answer(&format!("POST /v1/jobs/{}/cancel", take.job), &canceled);
    bench
        .client
        .cancel_job(*viewer, take.job, &Attempt::act("k2"))
        .await
        .unwrap();
    let shown = bench.client.peek(*viewer, Takes(shot));
    assert!(matches!(shown, Peek::Loaded(all) if all[0].status == JobStatus::Canceled));
    bench.fake.unhold(list);
    bench.fake.unhold(&takes);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chosen_take_is_the_only_one() {
    let grid = grid().await;
    let Grid {
        bench,
        viewer,
        project,
        shots,
        ..
    } = &grid;
    let shot = shots[0].id;
    let calls = format!("GET /v1/shots/{shot}/takes");
    let mut first = sample::take(*project, shot, JobId::fresh(), 1, JobStatus::Succeeded);
    first.chosen = true;
    let mut second = sample::take(*project, shot, JobId::fresh(), 2, JobStatus::Succeeded);
    bench.fake.answer(&calls, &[&second, &first]);
    let _watch = bench.client.watch(*viewer, Key::Takes(shot));
    bench.client.get(*viewer, Takes(shot)).await.unwrap();
    (second.chosen, second.version) = (true, 2);
    bench
        .fake
        .answer(&format!("POST /v1/takes/{}/choose", second.id), &second);
    bench.fake.hold(&calls);
    bench
        .client
        .choose_take(*viewer, second.id, &Attempt::act("k"))
        .await
        .unwrap();
    let shown = bench.client.peek(*viewer, Takes(shot));
    assert!(matches!(shown, Peek::Loaded(all) if all[0].chosen && !all[1].chosen));
    bench.fake.unhold(&calls);
}
