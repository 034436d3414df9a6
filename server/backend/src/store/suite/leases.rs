//! Workers: claims, heartbeats, finishes, failures, rescues.

use std::collections::HashSet;
use std::sync::Arc;

use api::job::JobStatus;
use tokio::sync::Barrier;

use super::bed::{Bed, finished, no_job};
use crate::store::{Beat, Error};

both! {
    jobs_are_claimed_in_the_order_they_were_queued
    a_worker_gets_only_what_it_can_do
    eight_claimers_of_fifty_jobs_double_none
    a_claim_carries_the_frozen_request
    a_heartbeat_keeps_the_lease
    a_canceled_job_stops_its_worker_and_nobody_elses
    a_silent_worker_loses_the_job_and_cannot_finish_it
    a_worker_known_to_be_gone_loses_its_jobs_at_once_and_they_keep_their_places
    a_job_is_given_up_after_three_silent_workers
    a_retryable_failure_is_tried_three_times_after_a_pause
    a_final_failure_says_why
    what_was_said_once_may_be_said_again
    a_finish_and_a_cancel_at_once_leave_one_of_them
}

async fn jobs_are_claimed_in_the_order_they_were_queued(bed: Bed) {
    let scene = bed.scene().await;
    let mut queued = Vec::new();
    for _ in 0..3 {
        queued.push(bed.take(&scene).await.job);
    }
    bed.store
        .cancel_job(scene.owner, queued[1], None)
        .await
        .unwrap();
    let first = bed.claim().await.unwrap();
    let second = bed.claim().await.unwrap();
    assert_eq!(
        [first.job, second.job],
        [queued[0], queued[2]],
        "a canceled job does not hold up the rest"
    );
    assert_ne!(first.lease, second.lease);
    assert!(bed.claim().await.is_none());
}

async fn a_worker_gets_only_what_it_can_do(bed: Bed) {
    let scene = bed.scene().await;
    bed.store
        .add_take(scene.owner, scene.shot, "comfyui", None)
        .await
        .unwrap();
    assert!(bed.claim().await.is_none());
    assert!(bed.store.claim(&[], "worker").await.unwrap().is_none());
    let many: Vec<String> = (0..9).map(|number| format!("generator {number}")).collect();
    let refused = bed.store.claim(&many, "worker").await;
    assert!(
        matches!(
            refused,
            Err(Error::Invalid {
                field: "generators",
                ..
            })
        ),
        "{refused:?}"
    );
    let both = ["animatic".to_owned(), "comfyui".to_owned()];
    assert!(bed.store.claim(&both, "worker").await.unwrap().is_some());
}

async fn eight_claimers_of_fifty_jobs_double_none(bed: Bed) {
    let scene = bed.scene().await;
    for _ in 0..50 {
        bed.take(&scene).await;
    }
    let start = Arc::new(Barrier::new(8));
    let mut claimers = Vec::new();
    for number in 0..8 {
        let (store, start) = (bed.store.clone(), Arc::clone(&start));
        claimers.push(tokio::spawn(async move {
            let mut mine = Vec::new();
            start.wait().await;
            while let Some(order) = store
                .claim(&["animatic".to_owned()], &format!("{number}"))
                .await
                .unwrap()
            {
                store
                    .finish(order.job, &order.lease, finished())
                    .await
                    .unwrap();
                mine.push(order.job);
            }
            mine
        }));
    }
    let mut all = Vec::new();
    for claimer in claimers {
        all.extend(claimer.await.unwrap());
    }
    // Where Postgres passes over a row that another just took, a claimer may go home early: the last one never does.
    while let Some(order) = bed.claim().await {
        all.push(order.job);
    }
    assert_eq!(all.len(), 50);
    assert_eq!(
        all.iter().collect::<HashSet<_>>().len(),
        50,
        "no job was claimed twice"
    );
}

async fn a_claim_carries_the_frozen_request(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    assert_eq!(
        (order.job, order.attempt, order.lease_ms),
        (take.job, 1, 15_000)
    );
    assert_eq!(order.request.generator, "animatic");
    let files: Vec<_> = order
        .request
        .keyframes
        .iter()
        .map(|keyframe| keyframe.file)
        .collect();
    let pictures: Vec<_> = scene
        .keyframes
        .iter()
        .map(|keyframe| keyframe.picture.id)
        .collect();
    assert_eq!(files, pictures);
    let job = bed.store.job(scene.owner, order.job).await.unwrap();
    assert_eq!((job.status, job.attempt), (JobStatus::Running, 1));
    assert!(job.started_at.is_some());
}

async fn a_heartbeat_keeps_the_lease(bed: Bed) {
    let scene = bed.scene().await;
    bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    for _ in 0..6 {
        bed.store.inner.clock.advance(4_000);
        let beat = bed.store.heartbeat(order.job, &order.lease).await.unwrap();
        assert_eq!(
            beat,
            Beat::Go {
                owner: scene.owner,
                project: scene.project
            }
        );
        assert_eq!(bed.store.rescue().await.unwrap(), 0);
    }
    assert_eq!(
        bed.store
            .heartbeat(order.job, "another lease")
            .await
            .unwrap(),
        Beat::Stop
    );
    assert_eq!(
        bed.store.heartbeat(no_job(), &order.lease).await.unwrap(),
        Beat::Stop
    );
    bed.store
        .finish(order.job, &order.lease, finished())
        .await
        .unwrap();
    assert_eq!(
        bed.store.heartbeat(order.job, &order.lease).await.unwrap(),
        Beat::Stop
    );
}

async fn a_canceled_job_stops_its_worker_and_nobody_elses(bed: Bed) {
    let scene = bed.scene().await;
    bed.take(&scene).await;
    bed.take(&scene).await;
    let (one, two) = (bed.claim().await.unwrap(), bed.claim().await.unwrap());
    let canceled = bed
        .store
        .cancel_job(scene.owner, one.job, None)
        .await
        .unwrap();
    assert_eq!(canceled.status, JobStatus::Canceled);
    assert!(canceled.finished_at.is_some());
    assert_eq!(
        bed.store.heartbeat(one.job, &one.lease).await.unwrap(),
        Beat::Stop
    );
    assert!(matches!(
        bed.store.heartbeat(two.job, &two.lease).await.unwrap(),
        Beat::Go { .. }
    ));
    let late = bed.store.finish(one.job, &one.lease, finished()).await;
    assert!(matches!(late, Err(Error::LostLease)), "{late:?}");
    let late = bed.store.fail(one.job, &one.lease, "too late", false).await;
    assert!(matches!(late, Err(Error::LostLease)), "{late:?}");
    bed.store
        .finish(two.job, &two.lease, finished())
        .await
        .unwrap();
}

async fn a_silent_worker_loses_the_job_and_cannot_finish_it(bed: Bed) {
    let scene = bed.scene().await;
    bed.take(&scene).await;
    let silent = bed.claim().await.unwrap();
    bed.store.inner.clock.advance(15_001);
    assert_eq!(bed.store.rescue().await.unwrap(), 1);
    assert_eq!(bed.store.rescue().await.unwrap(), 0);
    assert_eq!(
        bed.store.job(scene.owner, silent.job).await.unwrap().status,
        JobStatus::Queued
    );
    bed.store.inner.clock.advance(2_001);
    let second = bed.claim().await.unwrap();
    assert_eq!((second.job, second.attempt), (silent.job, 2));
    assert_ne!(second.lease, silent.lease);
    assert_eq!(
        bed.store
            .heartbeat(silent.job, &silent.lease)
            .await
            .unwrap(),
        Beat::Stop
    );
    let late = bed
        .store
        .finish(silent.job, &silent.lease, finished())
        .await;
    assert!(matches!(late, Err(Error::LostLease)), "{late:?}");
    bed.store
        .finish(second.job, &second.lease, finished())
        .await
        .unwrap();
    assert_eq!(
        bed.store.job(scene.owner, second.job).await.unwrap().status,
        JobStatus::Succeeded
    );
}

async fn a_job_is_given_up_after_three_silent_workers(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    for attempt in 1..=3 {
        let order = bed.claim().await.unwrap();
        assert_eq!(order.attempt, attempt);
        bed.store.inner.clock.advance(15_001);
        assert_eq!(bed.store.rescue().await.unwrap(), 1);
        bed.store.inner.clock.advance(10_000);
    }
    assert!(bed.claim().await.is_none());
    let job = bed.store.job(scene.owner, take.job).await.unwrap();
    assert_eq!(job.status, JobStatus::Failed);
    assert_eq!(
        job.error.as_deref(),
        Some("The worker stopped answering, three times. Try again.")
    );
    assert_eq!(
        bed.store.take(scene.owner, take.id).await.unwrap().error,
        job.error
    );
}

async fn a_retryable_failure_is_tried_three_times_after_a_pause(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    for attempt in 1..=3 {
        let order = bed.claim().await.unwrap();
        assert_eq!(order.attempt, attempt);
        bed.store
            .fail(
                order.job,
                &order.lease,
                "the picture could not be fetched",
                true,
            )
            .await
            .unwrap();
        assert!(bed.claim().await.is_none(), "not at once");
        bed.store.inner.clock.advance(4_001);
    }
    let job = bed.store.job(scene.owner, take.job).await.unwrap();
    assert_eq!((job.status, job.attempt), (JobStatus::Failed, 3));
    assert_eq!(
        job.error.as_deref(),
        Some("the picture could not be fetched")
    );
}

async fn a_final_failure_says_why(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    let long = format!("line one\nline two {}", "x".repeat(1000));
    bed.store
        .fail(order.job, &order.lease, &long, false)
        .await
        .unwrap();
    let take = bed.store.take(scene.owner, take.id).await.unwrap();
    assert_eq!(take.status, JobStatus::Failed);
    let error = take.error.unwrap();
    assert!(
        error.starts_with("line oneline two") && error.len() == 500,
        "{error}"
    );
    let retried = bed
        .store
        .retry_job(scene.owner, order.job, None)
        .await
        .unwrap();
    assert_eq!((retried.status, retried.number), (JobStatus::Queued, 2));
    assert_eq!(bed.claim().await.unwrap().request, order.request);
}

async fn what_was_said_once_may_be_said_again(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.finished_take(&scene).await;
    let lost = bed
        .store
        .finish(take.job, "another lease", finished())
        .await;
    assert!(matches!(lost, Err(Error::LostLease)), "{lost:?}");

    bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    for _ in 0..2 {
        bed.store
            .finish(order.job, &order.lease, finished())
            .await
            .expect("its answer may have been lost");
    }
    let contrary = bed
        .store
        .fail(order.job, &order.lease, "after all", false)
        .await;
    assert!(matches!(contrary, Err(Error::LostLease)), "{contrary:?}");

    bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    for _ in 0..2 {
        bed.store
            .fail(order.job, &order.lease, "no", false)
            .await
            .expect("its answer may have been lost");
    }
    let unknown = bed.store.finish(no_job(), &order.lease, finished()).await;
    assert!(matches!(unknown, Err(Error::LostLease)), "{unknown:?}");
}

async fn a_finish_and_a_cancel_at_once_leave_one_of_them(bed: Bed) {
    let scene = bed.scene().await;
    for _ in 0..10 {
        let take = bed.take(&scene).await;
        let order = bed.claim().await.unwrap();
        let (finish, cancel, delete) = tokio::join!(
            bed.store.finish(order.job, &order.lease, finished()),
            bed.store.cancel_job(scene.owner, order.job, None),
            bed.store.delete_take(scene.owner, take.id, None),
        );
        delete.unwrap();
        let job = cancel.unwrap();
        match finish {
            Ok(()) => assert_eq!(job.status, JobStatus::Succeeded),
            Err(error) => assert!(matches!(error, Error::LostLease), "{error:?}"),
        }
        let end = bed.store.job(scene.owner, order.job).await.unwrap();
        assert!(end.status.is_over());
        assert_eq!(
            bed.chosen(&scene).await,
            None,
            "a deleted take is never chosen"
        );
    }
}

async fn a_worker_known_to_be_gone_loses_its_jobs_at_once_and_they_keep_their_places(bed: Bed) {
    let scene = bed.scene().await;
    bed.take(&scene).await;
    let first = bed.claim().await.unwrap();
    bed.take(&scene).await;
    assert_eq!(bed.store.reclaim("somebody else").await.unwrap(), 0);
    assert_eq!(bed.store.reclaim("worker").await.unwrap(), 1);
    assert_eq!(bed.store.reclaim("worker").await.unwrap(), 0);
    let again = bed.claim().await.unwrap();
    assert_eq!((again.job, again.attempt), (first.job, 2));
    let late = bed.store.finish(first.job, &first.lease, finished()).await;
    assert!(matches!(late, Err(Error::LostLease)), "{late:?}");
    // What ends its process each time is not tried for ever.
    bed.store.reclaim("worker").await.unwrap();
    assert_eq!(bed.claim().await.unwrap().attempt, 3);
    bed.store.reclaim("worker").await.unwrap();
    let job = bed.store.job(scene.owner, first.job).await.unwrap();
    assert_eq!(job.status, JobStatus::Failed);
}
