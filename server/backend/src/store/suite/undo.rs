//! Jobs whose take, shot or project was deleted, and brought back: what waited or ran is not lost to a slip.

use api::ids::JobId;
use api::job::JobStatus;

use super::bed::{Bed, Scene, finished};
use crate::store::Error;

both! {
    jobs_of_a_deleted_shot_are_queued_again_by_its_undo
    jobs_of_a_deleted_project_are_queued_again_by_its_undo
    the_job_of_a_deleted_take_is_queued_again_by_its_undo
    a_worker_that_was_told_to_stop_cannot_finish_what_was_queued_again
    what_was_canceled_or_deleted_by_itself_stays_so
    what_was_retried_meanwhile_is_not_queued_again
    an_undo_queues_no_more_than_may_wait
}

async fn status(bed: &Bed, scene: &Scene, job: JobId) -> JobStatus {
    bed.store.job(scene.owner, job).await.unwrap().status
}

async fn jobs_of_a_deleted_shot_are_queued_again_by_its_undo(bed: Bed) {
    let scene = bed.scene().await;
    let (running, waiting) = (bed.take(&scene).await, bed.take(&scene).await);
    let order = bed.claim().await.unwrap();
    let store = &bed.store;
    store
        .delete_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    assert!(bed.claim().await.is_none(), "what is deleted does not run");
    store
        .restore_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    for job in [running.job, waiting.job] {
        let job = store.job(scene.owner, job).await.unwrap();
        assert_eq!(
            (job.status, job.started_at, job.finished_at),
            (JobStatus::Queued, None, None)
        );
    }
    let queue = store.queue(scene.owner).await.unwrap();
    let places: Vec<JobId> = queue.queued.iter().map(|queued| queued.job).collect();
    assert_eq!(places, [running.job, waiting.job], "in their old places");
    let again = bed.claim().await.unwrap();
    assert_eq!(
        (again.job, again.attempt, again.request),
        (order.job, 1, order.request),
        "the deletion costs it no attempt"
    );
}

async fn jobs_of_a_deleted_project_are_queued_again_by_its_undo(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let store = &bed.store;
    store
        .delete_project(scene.owner, scene.project, None)
        .await
        .unwrap();
    assert!(bed.claim().await.is_none());
    store
        .restore_project(scene.owner, scene.project, None)
        .await
        .unwrap();
    assert_eq!(bed.claim().await.unwrap().job, take.job);
}

async fn the_job_of_a_deleted_take_is_queued_again_by_its_undo(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let store = &bed.store;
    store.delete_take(scene.owner, take.id, None).await.unwrap();
    assert_eq!(status(&bed, &scene, take.job).await, JobStatus::Canceled);
    let back = store
        .restore_take(scene.owner, take.id, None)
        .await
        .unwrap();
    assert_eq!((back.id, back.status), (take.id, JobStatus::Queued));
    let order = bed.claim().await.unwrap();
    store
        .finish(order.job, &order.lease, finished())
        .await
        .unwrap();
    assert_eq!(bed.chosen(&scene).await, Some(take.id));
}

async fn a_worker_that_was_told_to_stop_cannot_finish_what_was_queued_again(bed: Bed) {
    let scene = bed.scene().await;
    bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    let store = &bed.store;
    store
        .delete_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    store
        .restore_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    let beat = store.heartbeat(order.job, &order.lease).await.unwrap();
    assert_eq!(beat, crate::store::Beat::Stop);
    let late = store.finish(order.job, &order.lease, finished()).await;
    assert!(matches!(late, Err(Error::LostLease)), "{late:?}");
    assert_ne!(bed.claim().await.unwrap().lease, order.lease);
}

async fn what_was_canceled_or_deleted_by_itself_stays_so(bed: Bed) {
    let scene = bed.scene().await;
    let done = bed.finished_take(&scene).await.job;
    let (canceled, deleted) = (bed.take(&scene).await, bed.take(&scene).await);
    let store = &bed.store;
    store
        .cancel_job(scene.owner, canceled.job, None)
        .await
        .unwrap();
    store
        .delete_take(scene.owner, deleted.id, None)
        .await
        .unwrap();
    store
        .delete_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    store
        .restore_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    for job in [canceled.job, deleted.job] {
        assert_eq!(status(&bed, &scene, job).await, JobStatus::Canceled);
    }
    assert_eq!(status(&bed, &scene, done).await, JobStatus::Succeeded);
    assert!(bed.claim().await.is_none());
    store
        .restore_take(scene.owner, deleted.id, None)
        .await
        .unwrap();
    assert_eq!(bed.claim().await.unwrap().job, deleted.job);
}

async fn what_was_retried_meanwhile_is_not_queued_again(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let store = &bed.store;
    store.delete_take(scene.owner, take.id, None).await.unwrap();
    let retried = store.retry_job(scene.owner, take.job, None).await.unwrap();
    let back = store
        .restore_take(scene.owner, take.id, None)
        .await
        .unwrap();
    assert_eq!(back.status, JobStatus::Canceled);
    assert_eq!(bed.claim().await.unwrap().job, retried.job);
    assert!(bed.claim().await.is_none());
}

async fn an_undo_queues_no_more_than_may_wait(bed: Bed) {
    let scene = bed.scene().await;
    let (first, second) = (bed.take(&scene).await, bed.take(&scene).await);
    let store = &bed.store;
    store
        .delete_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    let other = bed.shot(scene.owner, scene.project, "Street").await;
    bed.keyframes(scene.owner, &other, 1).await;
    loop {
        match store
            .add_take(scene.owner, other.id, "animatic", None)
            .await
        {
            Ok(_) => {}
            Err(Error::TooMany(_)) => break,
            Err(error) => panic!("{error:?}"),
        }
    }
    let queue = store.queue(scene.owner).await.unwrap();
    let (last, most) = (queue.queued.last().unwrap().job, queue.queued.len());
    store.cancel_job(scene.owner, last, None).await.unwrap();
    store
        .restore_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    assert_eq!(status(&bed, &scene, first.job).await, JobStatus::Queued);
    assert_eq!(status(&bed, &scene, second.job).await, JobStatus::Canceled);
    let queue = store.queue(scene.owner).await.unwrap();
    assert_eq!(queue.queued.len(), most);
}
