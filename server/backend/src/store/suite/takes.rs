//! Takes: exactly one chosen, numbers, undo.

use api::job::JobStatus;
use api::shot::{EditKeyframe, NewShot};

use super::bed::Bed;
use crate::store::Error;

both! {
    a_take_needs_keyframes
    a_take_is_queued_with_what_the_shot_was_then
    the_first_finished_take_is_chosen_and_stays_so
    only_a_finished_take_can_be_chosen
    deleting_the_chosen_take_chooses_the_newest_other
    undoing_the_delete_of_the_chosen_take_chooses_it_again
    a_choice_in_between_outlasts_the_undo
    deleting_a_running_take_cancels_its_job
    a_number_is_never_used_twice
}

async fn a_take_needs_keyframes(bed: Bed) {
    let ada = bed.user("ada").await;
    let project = bed.project(ada, "Dawn").await.id;
    let shot = bed
        .store
        .add_shot(
            ada,
            project,
            &NewShot {
                name: "Empty".to_owned(),
            },
            None,
        )
        .await
        .unwrap()
        .id;
    let refused = bed.store.add_take(ada, shot, "animatic", None).await;
    assert!(
        matches!(
            refused,
            Err(Error::Invalid {
                field: "keyframes",
                ..
            })
        ),
        "{refused:?}"
    );
    assert!(bed.store.takes(ada, shot).await.unwrap().is_empty());
    assert!(bed.claim().await.is_none());
}

async fn a_take_is_queued_with_what_the_shot_was_then(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    assert_eq!(
        (take.number, take.status, take.chosen, take.seconds),
        (1, JobStatus::Queued, false, 4.0)
    );
    assert_eq!(
        take.poster.as_ref(),
        Some(&scene.keyframes[0].picture),
        "the first picture stands in for the film"
    );
    let edit = EditKeyframe {
        version: 1,
        seconds: Some(9.0),
        camera: None,
    };
    bed.store
        .edit_keyframe(scene.owner, scene.keyframes[0].id, &edit, None)
        .await
        .unwrap();
    bed.store
        .delete_keyframe(scene.owner, scene.keyframes[1].id, None)
        .await
        .unwrap();
    let order = bed.claim().await.unwrap();
    assert_eq!((order.request.width, order.request.height), (1280, 720));
    let seconds: Vec<f64> = order
        .request
        .keyframes
        .iter()
        .map(|keyframe| keyframe.seconds)
        .collect();
    assert_eq!(seconds, [2.0, 2.0]);
    let file = order.request.keyframes[1].file;
    bed.store
        .job_file(order.job, &order.lease, file)
        .await
        .expect("a deleted keyframe's picture is still there");
}

async fn the_first_finished_take_is_chosen_and_stays_so(bed: Bed) {
    let scene = bed.scene().await;
    let first = bed.finished_take(&scene).await;
    assert!(first.chosen);
    assert_eq!((first.status, first.seconds), (JobStatus::Succeeded, 4.0));
    assert_eq!(
        first.film.as_ref().map(|film| film.name.as_str()),
        Some("film.mp4")
    );
    let second = bed.finished_take(&scene).await;
    assert!(!second.chosen);
    assert_eq!(bed.chosen(&scene).await, Some(first.id));
    let chosen = bed
        .store
        .choose_take(scene.owner, second.id, None)
        .await
        .unwrap();
    assert!(chosen.chosen && chosen.version > second.version);
    assert_eq!(bed.chosen(&scene).await, Some(second.id));
    let other = bed.store.take(scene.owner, first.id).await.unwrap();
    assert!(
        other.version > first.version,
        "it is not chosen any more, and says so"
    );
}

async fn only_a_finished_take_can_be_chosen(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let refused = bed.store.choose_take(scene.owner, take.id, None).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let done = {
        let order = bed.claim().await.unwrap();
        bed.store
            .finish(order.job, &order.lease, super::bed::finished())
            .await
            .unwrap();
        take.id
    };
    bed.store
        .delete_take(scene.owner, done, None)
        .await
        .unwrap();
    let refused = bed.store.choose_take(scene.owner, done, None).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

async fn deleting_the_chosen_take_chooses_the_newest_other(bed: Bed) {
    let scene = bed.scene().await;
    let first = bed.finished_take(&scene).await;
    let second = bed.finished_take(&scene).await;
    let third = bed.finished_take(&scene).await;
    bed.take(&scene).await;
    bed.store
        .delete_take(scene.owner, third.id, None)
        .await
        .unwrap();
    bed.store
        .delete_take(scene.owner, first.id, None)
        .await
        .unwrap();
    bed.store
        .delete_take(scene.owner, first.id, None)
        .await
        .expect("deleting twice is no error");
    assert_eq!(
        bed.chosen(&scene).await,
        Some(second.id),
        "deleted and unfinished ones are passed over"
    );
    bed.store
        .delete_take(scene.owner, second.id, None)
        .await
        .unwrap();
    assert_eq!(bed.chosen(&scene).await, None);
}

async fn undoing_the_delete_of_the_chosen_take_chooses_it_again(bed: Bed) {
    let scene = bed.scene().await;
    let first = bed.finished_take(&scene).await;
    let second = bed.finished_take(&scene).await;
    bed.store
        .delete_take(scene.owner, first.id, None)
        .await
        .unwrap();
    assert_eq!(bed.chosen(&scene).await, Some(second.id));
    let back = bed
        .store
        .restore_take(scene.owner, first.id, None)
        .await
        .unwrap();
    assert!(back.chosen);
    assert_eq!(bed.chosen(&scene).await, Some(first.id));
    let again = bed
        .store
        .restore_take(scene.owner, first.id, None)
        .await
        .unwrap();
    assert_eq!(again, back, "restoring twice changes nothing");
}

async fn a_choice_in_between_outlasts_the_undo(bed: Bed) {
    let scene = bed.scene().await;
    let first = bed.finished_take(&scene).await;
    let second = bed.finished_take(&scene).await;
    let third = bed.finished_take(&scene).await;
    bed.store
        .delete_take(scene.owner, first.id, None)
        .await
        .unwrap();
    bed.store
        .choose_take(scene.owner, second.id, None)
        .await
        .unwrap();
    let back = bed
        .store
        .restore_take(scene.owner, first.id, None)
        .await
        .unwrap();
    assert!(!back.chosen);
    assert_eq!(bed.chosen(&scene).await, Some(second.id));
    for take in [second.id, first.id, third.id] {
        bed.store
            .delete_take(scene.owner, take, None)
            .await
            .unwrap();
    }
    bed.store
        .restore_take(scene.owner, third.id, None)
        .await
        .unwrap();
    assert_eq!(
        bed.chosen(&scene).await,
        Some(third.id),
        "the only one is chosen"
    );
}

async fn deleting_a_running_take_cancels_its_job(bed: Bed) {
    let scene = bed.scene().await;
    let take = bed.take(&scene).await;
    let order = bed.claim().await.unwrap();
    bed.store
        .delete_take(scene.owner, take.id, None)
        .await
        .unwrap();
    assert_eq!(
        bed.store.job(scene.owner, take.job).await.unwrap().status,
        JobStatus::Canceled
    );
    let late = bed
        .store
        .finish(order.job, &order.lease, super::bed::finished())
        .await;
    assert!(matches!(late, Err(Error::LostLease)), "{late:?}");
}

async fn a_number_is_never_used_twice(bed: Bed) {
    let scene = bed.scene().await;
    let first = bed.take(&scene).await;
    bed.store
        .delete_take(scene.owner, first.id, None)
        .await
        .unwrap();
    assert_eq!(bed.take(&scene).await.number, 2);
    let retried = bed
        .store
        .retry_job(scene.owner, first.job, None)
        .await
        .unwrap();
    assert_eq!(retried.number, 3);
    let newest_first: Vec<u32> = bed
        .store
        .takes(scene.owner, scene.shot)
        .await
        .unwrap()
        .iter()
        .map(|take| take.number)
        .collect();
    assert_eq!(newest_first, [3, 2]);
}
