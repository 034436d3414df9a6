//! Jobs as their owner sees them: pages, the queue, cancel, retry.

use std::time::Duration;

use api::ids::JobId;
use api::job::{JobFilter, JobStatus, QueuedJob};

use super::bed::{Bed, Scene, finished};
use crate::store::{Error, Once, Waiting};

both! {
    a_row_carries_the_names_around_it
    pages_are_filtered_and_counted
    positions_are_counted_over_everybodys_jobs
    a_job_is_canceled_in_any_state_and_twice
    a_job_given_back_by_a_worker_that_stops_loses_no_attempt
    a_retry_is_a_new_take_of_the_same_request
    a_job_that_is_retried_from_several_tabs_at_once_makes_one_take
    a_job_can_be_retried_again_when_its_retry_is_over
    jobs_of_deleted_shots_are_not_listed
}

async fn a_row_carries_the_names_around_it(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let job = bed.store.job(scene.owner, take.job).await.unwrap();
    assert_eq!(
        (job.project_name.as_str(), job.shot_name.as_str()),
        ("Dawn", "Harbor")
    );
    assert_eq!(
        (job.take, job.take_number, job.status),
        (take.id, 1, JobStatus::Queued)
    );
    assert_eq!(job.poster, take.poster);
    assert_eq!(
        (job.started_at, job.finished_at, job.error.as_ref()),
        (None, None, None)
    );
    let page = bed
        .store
        .jobs(scene.owner, &JobFilter::default())
        .await
        .unwrap();
    assert_eq!((page.jobs.as_slice(), page.total), ([job].as_slice(), 1));
}

async fn pages_are_filtered_and_counted(bed: Bed) {
    let scene = bed.scene().await;
    let mut newest_first = Vec::new();
    for _ in 0..5 {
        newest_first.insert(0, bed.take(&scene).await.job);
    }
    let other = bed.project(scene.owner, "Dusk").await.id;
    let shot = bed.shot(scene.owner, other, "Elsewhere").await;
    bed.keyframes(scene.owner, &shot, 1).await;
    let elsewhere = bed
        .store
        .add_take(scene.owner, shot.id, "animatic", None)
        .await
        .unwrap()
        .job;
    let order = bed.claim().await.unwrap();
    bed.store
        .finish(order.job, &order.lease, finished())
        .await
        .unwrap();

    let page = async |filter: JobFilter| -> (Vec<JobId>, u32) {
        let page = bed.store.jobs(scene.owner, &filter).await.unwrap();
        (page.jobs.iter().map(|job| job.id).collect(), page.total)
    };
    let all = page(JobFilter::default()).await;
    assert_eq!((all.0[0], all.0.len(), all.1), (elsewhere, 6, 6));
    let here = JobFilter {
        project: Some(scene.project),
        ..JobFilter::default()
    };
    assert_eq!(page(here.clone()).await, (newest_first.clone(), 5));
    let done = JobFilter {
        status: Some(JobStatus::Succeeded),
        ..JobFilter::default()
    };
    assert_eq!(page(done).await, (vec![order.job], 1));
    let second = JobFilter {
        offset: 2,
        limit: Some(2),
        ..here
    };
    assert_eq!(page(second).await, (newest_first[2..4].to_vec(), 5));
    let beyond = JobFilter {
        offset: 100,
        limit: Some(9999),
        ..JobFilter::default()
    };
    assert_eq!(page(beyond).await, (vec![], 6));
}

async fn positions_are_counted_over_everybodys_jobs(bed: Bed) {
    let scene = bed.scene().await;
    let ben = bed.user("ben").await;
    let project = bed.project(ben, "Noon").await.id;
    let shot = bed.shot(ben, project, "Street").await;
    let keyframes = bed.keyframes(ben, &shot, 1).await;
    let theirs = Scene {
        owner: ben,
        project,
        shot: shot.id,
        keyframes,
    };

    assert_eq!(bed.store.waiting().await.unwrap(), Waiting::default());
    let first = bed.take(&scene).await.job;
    let second = bed.take(&theirs).await.job;
    let third = bed.take(&scene).await.job;
    let queue = bed.store.queue(scene.owner).await.unwrap();
    let places = [
        QueuedJob {
            job: first,
            position: 1,
        },
        QueuedJob {
            job: third,
            position: 3,
        },
    ];
    assert_eq!(queue.queued, places);
    let mut owners = bed.store.queued_owners().await.unwrap();
    owners.sort();
    assert_eq!(owners, [scene.owner, ben]);
    bed.store.inner.clock.advance(5_000);
    let waiting = bed.store.waiting().await.unwrap();
    assert_eq!(waiting.jobs, 3);
    assert!(waiting.oldest >= Duration::from_secs(5), "{waiting:?}");
    bed.claim().await.unwrap();
    assert_eq!(bed.store.waiting().await.unwrap().jobs, 2);
    let queue = bed.store.queue(scene.owner).await.unwrap();
    assert_eq!(
        (queue.running, queue.queued),
        (
            vec![first],
            vec![QueuedJob {
                job: third,
                position: 2
            }]
        )
    );
    let queue = bed.store.queue(ben).await.unwrap();
    assert_eq!(
        (queue.running, queue.queued),
        (
            vec![],
            vec![QueuedJob {
                job: second,
                position: 1
            }]
        )
    );
}

async fn a_job_is_canceled_in_any_state_and_twice(bed: Bed) {
    let scene = bed.scene().await;
    let queued = bed.take(&scene).await.job;
    for _ in 0..2 {
        let job = bed
            .store
            .cancel_job(scene.owner, queued, None)
            .await
            .unwrap();
        assert_eq!((job.status, job.version), (JobStatus::Canceled, 2));
    }
    assert!(bed.claim().await.is_none());
    let done = bed.finished_take(&scene).await.job;
    let job = bed.store.cancel_job(scene.owner, done, None).await.unwrap();
    assert_eq!(job.status, JobStatus::Succeeded);
    let waiting = bed.take(&scene).await.job;
    let order = bed.claim().await.unwrap();
    bed.store
        .fail(order.job, &order.lease, "for now", true)
        .await
        .unwrap();
    let job = bed
        .store
        .cancel_job(scene.owner, waiting, None)
        .await
        .unwrap();
    assert_eq!(
        job.status,
        JobStatus::Canceled,
        "also in the pause before another attempt"
    );
}

async fn a_job_given_back_by_a_worker_that_stops_loses_no_attempt(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    for _ in 0..5 {
        let order = bed.claim().await.expect("it waits again at once");
        assert_eq!(order.attempt, 1);
        for _ in 0..2 {
            bed.store.give_back(order.job, &order.lease).await.unwrap();
        }
    }
    let job = bed.store.job(scene.owner, take.job).await.unwrap();
    assert_eq!((job.status, job.attempt), (JobStatus::Queued, 0));
}

async fn a_retry_is_a_new_take_of_the_same_request(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let refused = bed.store.retry_job(scene.owner, take.job, None).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let order = bed.claim().await.unwrap();
    bed.store
        .cancel_job(scene.owner, take.job, None)
        .await
        .unwrap();
    bed.store
        .delete_keyframe(scene.owner, scene.keyframes[0].id, None)
        .await
        .unwrap();
    let again = bed
        .store
        .retry_job(scene.owner, take.job, None)
        .await
        .unwrap();
    assert_eq!(
        (again.number, again.status, again.seconds),
        (2, JobStatus::Queued, 4.0)
    );
    assert_eq!(bed.claim().await.unwrap().request, order.request);
}

async fn jobs_of_deleted_shots_are_not_listed(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.finished_take(&scene).await;
    bed.store
        .delete_take(scene.owner, take.id, None)
        .await
        .unwrap();
    bed.store
        .job(scene.owner, take.job)
        .await
        .expect("a job outlives its take");
    bed.store
        .delete_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    let gone = bed.store.job(scene.owner, take.job).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    assert_eq!(
        bed.store
            .jobs(scene.owner, &JobFilter::default())
            .await
            .unwrap()
            .total,
        0
    );
    let refused = bed.store.retry_job(scene.owner, take.job, None).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

async fn a_job_that_is_retried_from_several_tabs_at_once_makes_one_take(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    let store = &bed.store;
    store
        .fail(order.job, &order.lease, "The picture is missing.", false)
        .await
        .unwrap();
    let mut tabs = Vec::new();
    for tab in 0..6 {
        let (store, owner) = (store.clone(), scene.owner);
        let key = Once::new(&format!("tab {tab}").replace(' ', "-"), "POST", "/", b"").unwrap();
        tabs.push(tokio::spawn(async move {
            store.retry_job(owner, take.job, Some(key)).await.unwrap()
        }));
    }
    let mut made = Vec::new();
    for tab in tabs {
        made.push(tab.await.unwrap().id);
    }
    assert!(made.iter().all(|id| *id == made[0]), "{made:?}");
    let takes = store.takes(scene.owner, scene.shot).await.unwrap();
    assert_eq!(takes.len(), 2, "the one that failed and its retry");
    // A tab that was slower by a moment, while the retry has failed already, meant the same.
    let order = bed.claim().await.unwrap();
    store
        .fail(order.job, &order.lease, "The picture is missing.", false)
        .await
        .unwrap();
    let late = store.retry_job(scene.owner, take.job, None).await.unwrap();
    assert_eq!((late.id, late.status), (made[0], JobStatus::Failed));
}

async fn a_job_can_be_retried_again_when_its_retry_is_over(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let store = &bed.store;
    let cancel = async |job| store.cancel_job(scene.owner, job, None).await.unwrap();
    let retry = async || store.retry_job(scene.owner, take.job, None).await.unwrap();
    cancel(take.job).await;
    let first = retry().await;
    store.inner.clock.advance(60_000);
    assert_eq!(retry().await.id, first.id, "it waits still");
    cancel(first.job).await;
    let second = retry().await;
    assert_eq!(second.number, 3);
    // One that was thrown away is no answer to somebody who asks for it anew.
    store
        .delete_take(scene.owner, second.id, None)
        .await
        .unwrap();
    assert_eq!(retry().await.number, 4);
}
