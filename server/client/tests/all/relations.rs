//! What a fact touches: every view that shows what changed, however far from it.

use api::feed::{Change, FromBackend, Topic};
use api::ids::{JobId, KeyframeId, ShotId};
use api::job::{JobFilter, JobStatus};
use client::{Jobs, Key, Keyframes, Peek, ProgressOf, ProjectOf, Projects, ShotOf, Shots, Takes};

use crate::support::sample;
use crate::support::stage::{Stage, stage};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_keyframe_shows_in_the_strip_the_shot_and_the_grid() {
    let Stage {
        bench,
        viewer,
        project,
        shots,
    } = &stage().await;
    let mut shot = sample::shot(*project, ShotId::fresh(), 1, 0, "One");
    let (one, strip) = (
        format!("GET /v1/shots/{}", shot.id),
        format!("GET /v1/shots/{}/keyframes", shot.id),
    );
    bench.fake.answer(shots, &[&shot]);
    bench.fake.answer(&one, &shot);
    bench.fake.answer(&strip, &[0; 0]);
    let id = shot.id;
    let _watches = [Key::Shots(*project), Key::Shot(id), Key::Keyframes(id)]
        .map(|key| bench.client.watch(*viewer, key));
    bench.client.get(*viewer, Shots(*project)).await.unwrap();
    bench.client.get(*viewer, ShotOf(id)).await.unwrap();
    bench.client.get(*viewer, Keyframes(id)).await.unwrap();

    // The row of the shot stays at its version; only what it sums up changes.
    shot.keyframe_count = 1;
    let keyframe = sample::keyframe(id, KeyframeId::fresh(), 1, 0);
    bench.fake.answer(shots, &[&shot]);
    bench.fake.answer(&one, &shot);
    bench.fake.answer(&strip, &[&keyframe]);
    bench.fake.say(sample::keyframe_fact(
        1,
        Change::Created,
        *project,
        &keyframe,
    ));
    let counts = || {
        let grid = bench.client.peek(*viewer, Shots(*project));
        let single = bench.client.peek(*viewer, ShotOf(id));
        let strip = bench.client.peek(*viewer, Keyframes(id));
        match (grid, single, strip) {
            (Peek::Loaded(grid), Peek::Loaded(single), Peek::Loaded(strip)) => {
                (grid[0].keyframe_count, single.keyframe_count, strip.len())
            }
            _ => (0, 0, 0),
        }
    };
    bench.until(|| counts() == (1, 1, 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renamed_shot_shows_its_name_in_activity() {
    let Stage {
        bench,
        viewer,
        project,
        ..
    } = &stage().await;
    let mut shot = sample::shot(*project, ShotId::fresh(), 2, 0, "New name");
    let take = sample::take(*project, shot.id, JobId::fresh(), 1, JobStatus::Succeeded);
    let mut job = sample::job(&take, 3);
    let call = "GET /v1/jobs?offset=0";
    bench.fake.answer(
        call,
        &api::job::JobPage {
            jobs: vec![job.clone()],
            total: 1,
        },
    );
    let filter = JobFilter::default();
    let _watch = bench.client.watch(*viewer, Key::Jobs(filter.clone()));
    bench
        .client
        .get(*viewer, Jobs(filter.clone()))
        .await
        .unwrap();
    bench
        .until(|| bench.fake.is_watched(Topic::Project(*project)))
        .await;
    bench
        .client
        .get(*viewer, Jobs(filter.clone()))
        .await
        .unwrap();
    job.shot_name = "New name".to_owned();
    shot.version = 3;
    bench.fake.answer(
        call,
        &api::job::JobPage {
            jobs: vec![job],
            total: 1,
        },
    );
    bench.fake.say(sample::shot_fact(1, Change::Updated, &shot));
    let name = || match bench.client.peek(*viewer, Jobs(filter.clone())) {
        Peek::Loaded(page) => page.jobs[0].shot_name.clone(),
        _ => String::new(),
    };
    bench.until(|| name() == "New name").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_told_without_a_call_and_ends_with_its_job() {
    let Stage {
        bench,
        viewer,
        project,
        ..
    } = &stage().await;
    let shot = ShotId::fresh();
    bench.fake.answer(
        &format!("GET /v1/shots/{shot}"),
        &sample::shot(*project, shot, 1, 0, "One"),
    );
    let mut take = sample::take(*project, shot, JobId::fresh(), 1, JobStatus::Running);
    let job = take.job;
    let takes = format!("GET /v1/shots/{shot}/takes");
    bench.fake.answer(&takes, &[&take]);
    let _watches =
        [Key::Takes(shot), Key::Progress(job)].map(|key| bench.client.watch(*viewer, key));
    bench.client.get(*viewer, Takes(shot)).await.unwrap();
    bench
        .until(|| bench.fake.is_watched(Topic::User(*viewer)))
        .await;
    bench.quiet().await;
    let before = bench.fake.total();
    bench.changes();
    let shown = || match bench.client.peek(*viewer, ProgressOf(job)) {
        Peek::Loaded(it) => it.as_ref().as_ref().map(|it| it.fraction),
        _ => None,
    };
    let say = |topic, fraction| {
        let progress = sample::progress(job, fraction);
        bench.fake.say(FromBackend::Progress { topic, progress });
    };
    // Told on both topics, heard once.
    say(Topic::Project(*project), 0.25);
    say(Topic::User(*viewer), 0.25);
    bench.until(|| shown() == Some(0.25)).await;
    assert_eq!(bench.changes().len(), 1);
    assert_eq!(bench.fake.total(), before);

    take.status = JobStatus::Succeeded;
    take.version = 2;
    bench.fake.answer(&takes, &[&take]);
    let done = sample::job(&take, 2);
    bench
        .fake
        .say(sample::job_fact(Topic::Project(*project), 1, &done));
    bench.until(|| shown().is_none()).await;
    // The last word of a worker that had not heard of it.
    say(Topic::User(*viewer), 0.99);
    bench.quiet().await;
    assert_eq!(shown(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_project_is_gone_from_every_view() {
    let Stage {
        bench,
        viewer,
        project,
        shots,
    } = &stage().await;
    let one = format!("GET /v1/projects/{project}");
    bench
        .fake
        .answer("GET /v1/projects", &[sample::project(*project, 1, "Film")]);
    bench
        .fake
        .answer(&one, &sample::project(*project, 1, "Film"));
    bench.fake.answer(shots, &[0; 0]);
    let _watches = [Key::Projects, Key::Project(*project), Key::Shots(*project)]
        .map(|key| bench.client.watch(*viewer, key));
    bench.client.get(*viewer, Shots(*project)).await.unwrap();
    bench
        .client
        .get(*viewer, ProjectOf(*project))
        .await
        .unwrap();
    bench.client.get(*viewer, Projects).await.unwrap();
    bench.quiet().await;

    let gone = sample::problem(404, api::problem::Code::NotFound);
    bench.fake.answer("GET /v1/projects", &[0; 0]);
    bench.fake.answer_with(&one, 404, &gone);
    bench.fake.answer_with(shots, 404, &gone);
    let topic = Topic::User(*viewer);
    bench
        .fake
        .say(sample::project_fact(topic, 1, Change::Deleted, *project, 2));
    let topic = Topic::Project(*project);
    bench
        .fake
        .say(sample::project_fact(topic, 1, Change::Deleted, *project, 2));
    bench
        .until(|| {
            let list = bench.client.peek(*viewer, Projects);
            matches!(
                bench.client.peek(*viewer, ProjectOf(*project)),
                Peek::Failed(_)
            ) && matches!(bench.client.peek(*viewer, Shots(*project)), Peek::Failed(_))
                && matches!(list, Peek::Loaded(all) if all.is_empty())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_shot_moves_up_a_sibling_that_is_open_alone() {
    let Stage {
        bench,
        viewer,
        project,
        ..
    } = &stage().await;
    let mut open = sample::shot(*project, ShotId::fresh(), 1, 1, "Open");
    let call = format!("GET /v1/shots/{}", open.id);
    bench.fake.answer(&call, &open);
    let _watch = bench.client.watch(*viewer, Key::Shot(open.id));
    bench.client.get(*viewer, ShotOf(open.id)).await.unwrap();
    bench.until(|| bench.fake.count(&call) == 2).await;
    bench.quiet().await;
    // Only the deleted shot is told of; the open one keeps its version.
    open.position = 0;
    bench.fake.answer(&call, &open);
    let deleted = sample::shot(*project, ShotId::fresh(), 2, 0, "Deleted");
    bench
        .fake
        .say(sample::shot_fact(1, Change::Deleted, &deleted));
    let position = || match bench.client.peek(*viewer, ShotOf(open.id)) {
        Peek::Loaded(shot) => shot.position,
        _ => 1,
    };
    bench.until(|| position() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_shot_brings_its_jobs_back_and_a_new_one_has_none() {
    let Stage {
        bench,
        viewer,
        project,
        shots,
    } = &stage().await;
    let jobs = "GET /v1/jobs?offset=0";
    let mut page = api::job::JobPage {
        jobs: vec![],
        total: 0,
    };
    bench.fake.answer(jobs, &page);
    bench.fake.answer(shots, &[0; 0]);
    let filter = JobFilter::default();
    let _watches = [Key::Shots(*project), Key::Jobs(filter.clone())]
        .map(|key| bench.client.watch(*viewer, key));
    bench.client.get(*viewer, Shots(*project)).await.unwrap();
    bench
        .client
        .get(*viewer, Jobs(filter.clone()))
        .await
        .unwrap();
    let mut shot = sample::shot(*project, ShotId::fresh(), 1, 0, "One");
    bench.fake.answer(shots, &[&shot]);
    bench.fake.say(sample::shot_fact(1, Change::Created, &shot));
    bench.until(|| bench.fake.count(shots) == 2).await;
    bench.quiet().await;
    assert_eq!(bench.fake.count(jobs), 1);

    let take = sample::take(*project, shot.id, JobId::fresh(), 1, JobStatus::Succeeded);
    page.jobs = vec![sample::job(&take, 2)];
    bench.fake.answer(jobs, &page);
    shot.version = 3;
    bench.fake.say(sample::shot_fact(2, Change::Created, &shot));
    bench
        .until(|| match bench.client.peek(*viewer, Jobs(filter.clone())) {
            Peek::Loaded(page) => page.jobs.len() == 1,
            _ => false,
        })
        .await;
}
