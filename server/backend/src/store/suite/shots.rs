//! Shots: order under concurrent edits, undo, edits, and what a card shows.

use api::ids::{ProjectId, ShotId, UserId};
use api::job::JobStatus;
use api::shot::{EditShot, NewShot, TakeSummary};

use super::bed::{Bed, before, last};
use crate::store::{Error, Store};

both! {
    shots_stand_in_the_order_they_were_added
    a_shot_moves_before_another_or_last
    a_move_to_where_it_stands_changes_nothing
    a_move_before_what_is_gone_is_refused
    deleting_closes_the_gap_and_restoring_reopens_it
    a_restored_shot_goes_last_where_there_are_fewer
    twenty_at_once_leave_the_order_dense
    edits_change_what_they_name_and_nothing_else
    a_stale_edit_is_refused_with_the_current_shot
    moving_a_shot_makes_no_other_stale
    names_and_texts_are_parsed
    a_card_shows_pictures_sums_and_the_latest_take
    a_take_that_runs_is_the_latest_before_those_that_wait
}

async fn three(bed: &Bed) -> (UserId, ProjectId, Vec<ShotId>) {
    let ada = bed.user("ada").await;
    let project = bed.project(ada, "Dawn").await.id;
    let mut shots = Vec::new();
    for name in ["a", "b", "c"] {
        shots.push(bed.shot(ada, project, name).await.id);
    }
    (ada, project, shots)
}

async fn shots_stand_in_the_order_they_were_added(bed: Bed) {
    let (ada, project, _) = three(&bed).await;
    assert_eq!(bed.shot_names(ada, project).await, ["a", "b", "c"]);
}

async fn a_shot_moves_before_another_or_last(bed: Bed) {
    let (ada, project, shots) = three(&bed).await;
    let moved = bed
        .store
        .move_shot(ada, shots[2], &before(shots[0]), None)
        .await
        .unwrap();
    assert_eq!((moved.position, moved.version), (0, 2));
    assert_eq!(bed.shot_names(ada, project).await, ["c", "a", "b"]);
    bed.store
        .move_shot(ada, shots[2], &before(shots[1]), None)
        .await
        .unwrap();
    assert_eq!(bed.shot_names(ada, project).await, ["a", "c", "b"]);
    bed.store
        .move_shot(ada, shots[0], &last(), None)
        .await
        .unwrap();
    assert_eq!(bed.shot_names(ada, project).await, ["c", "b", "a"]);
}

async fn a_move_to_where_it_stands_changes_nothing(bed: Bed) {
    let (ada, project, shots) = three(&bed).await;
    for to in [before(shots[1]), before(shots[2])] {
        let same = bed.store.move_shot(ada, shots[1], &to, None).await.unwrap();
        assert_eq!((same.position, same.version), (1, 1));
    }
    let same = bed
        .store
        .move_shot(ada, shots[2], &last(), None)
        .await
        .unwrap();
    assert_eq!(same.version, 1);
    assert_eq!(bed.shot_names(ada, project).await, ["a", "b", "c"]);
}

async fn a_move_before_what_is_gone_is_refused(bed: Bed) {
    let (ada, project, shots) = three(&bed).await;
    let elsewhere = bed.project(ada, "Dusk").await.id;
    let stranger = bed.shot(ada, elsewhere, "stranger").await.id;
    bed.store.delete_shot(ada, shots[1], None).await.unwrap();
    for gone in [shots[1], stranger, ShotId::fresh()] {
        let refused = bed
            .store
            .move_shot(ada, shots[0], &before(gone), None)
            .await;
        assert!(
            matches!(
                refused,
                Err(Error::Invalid {
                    field: "before",
                    ..
                })
            ),
            "{refused:?}"
        );
    }
    let refused = bed.store.move_shot(ada, shots[1], &last(), None).await;
    assert!(
        matches!(refused, Err(Error::NotFound)),
        "a deleted shot stands nowhere: {refused:?}"
    );
    assert_eq!(bed.shot_names(ada, project).await, ["a", "c"]);
}

async fn deleting_closes_the_gap_and_restoring_reopens_it(bed: Bed) {
    let (ada, project, shots) = three(&bed).await;
    bed.store.delete_shot(ada, shots[1], None).await.unwrap();
    bed.store
        .delete_shot(ada, shots[1], None)
        .await
        .expect("deleting twice is no error");
    assert_eq!(bed.shot_names(ada, project).await, ["a", "c"]);
    let back = bed.store.restore_shot(ada, shots[1], None).await.unwrap();
    assert_eq!((back.position, back.version), (1, 3));
    assert_eq!(bed.shot_names(ada, project).await, ["a", "b", "c"]);
    let again = bed.store.restore_shot(ada, shots[1], None).await.unwrap();
    assert_eq!(again, back);
}

async fn a_restored_shot_goes_last_where_there_are_fewer(bed: Bed) {
    let (ada, project, shots) = three(&bed).await;
    for shot in [shots[2], shots[0], shots[1]] {
        bed.store.delete_shot(ada, shot, None).await.unwrap();
    }
    for shot in [shots[2], shots[1], shots[0]] {
        bed.store.restore_shot(ada, shot, None).await.unwrap();
    }
    assert_eq!(bed.shot_names(ada, project).await, ["a", "b", "c"]);
}

async fn twenty_at_once_leave_the_order_dense(bed: Bed) {
    let (ada, project, shots) = three(&bed).await;
    let mut edits = Vec::new();
    for number in 0..20 {
        let store = bed.store.clone();
        let (one, other) = (shots[number % 3], shots[(number + 1) % 3]);
        edits.push(tokio::spawn(async move {
            edit_somehow(&store, ada, project, number, one, other).await
        }));
    }
    for edit in edits {
        edit.await.unwrap();
    }
    let names = bed.shot_names(ada, project).await;
    assert_eq!(names.len(), 3 + 7, "{names:?}");
}

async fn edit_somehow(
    store: &Store,
    ada: UserId,
    project: ProjectId,
    number: usize,
    one: ShotId,
    other: ShotId,
) {
    match number % 3 {
        0 => {
            let new = NewShot {
                name: format!("new {number}"),
            };
            store.add_shot(ada, project, &new, None).await.unwrap();
        }
        1 => {
            // The sibling may just be deleted by another: then the move is refused, and that is right.
            let _ = store.move_shot(ada, one, &before(other), None).await;
        }
        _ => {
            store.delete_shot(ada, one, None).await.unwrap();
            store.restore_shot(ada, one, None).await.unwrap();
        }
    }
}

async fn edits_change_what_they_name_and_nothing_else(bed: Bed) {
    let (ada, _, shots) = three(&bed).await;
    let edit = EditShot {
        version: 1,
        prompt: Some("fog,\n\tslow".to_owned()),
        ..EditShot::default()
    };
    let edited = bed
        .store
        .edit_shot(ada, shots[0], &edit, None)
        .await
        .unwrap();
    assert_eq!(
        (
            edited.name.as_str(),
            edited.prompt.as_str(),
            edited.note.as_str()
        ),
        ("a", "fog,\n\tslow", "")
    );
    assert_eq!(edited.version, 2);
    let same = EditShot {
        version: 2,
        ..EditShot::default()
    };
    assert_eq!(
        bed.store
            .edit_shot(ada, shots[0], &same, None)
            .await
            .unwrap(),
        edited
    );
}

async fn a_stale_edit_is_refused_with_the_current_shot(bed: Bed) {
    let (ada, _, shots) = three(&bed).await;
    let note = |note: &str| EditShot {
        version: 1,
        note: Some(note.to_owned()),
        ..EditShot::default()
    };
    let (first, second) = (note("one"), note("two"));
    let (one, two) = tokio::join!(
        bed.store.edit_shot(ada, shots[0], &first, None),
        bed.store.edit_shot(ada, shots[0], &second, None),
    );
    assert!(
        one.is_ok() != two.is_ok(),
        "one of two edits of one version wins"
    );
    let Err(Error::Stale { current }) = bed
        .store
        .edit_shot(ada, shots[0], &note("three"), None)
        .await
    else {
        panic!("the third edit saw version 1");
    };
    assert_eq!(current["version"], 2);
}

async fn moving_a_shot_makes_no_other_stale(bed: Bed) {
    let (ada, _, shots) = three(&bed).await;
    bed.store
        .move_shot(ada, shots[2], &before(shots[0]), None)
        .await
        .unwrap();
    let edit = EditShot {
        version: 1,
        note: Some("typed meanwhile".to_owned()),
        ..EditShot::default()
    };
    bed.store
        .edit_shot(ada, shots[0], &edit, None)
        .await
        .expect("only the moved shot changed");
}

async fn names_and_texts_are_parsed(bed: Bed) {
    let (ada, project, shots) = three(&bed).await;
    for name in ["", "  ", "a\nb", "a\u{7}", &"x".repeat(121)] {
        let refused = bed
            .store
            .add_shot(
                ada,
                project,
                &NewShot {
                    name: name.to_owned(),
                },
                None,
            )
            .await;
        assert!(
            matches!(refused, Err(Error::Invalid { field: "name", .. })),
            "{name:?}: {refused:?}"
        );
    }
    assert_eq!(
        bed.shot(ada, project, " ä".repeat(40).as_str())
            .await
            .name
            .chars()
            .count(),
        79
    );
    let edit = EditShot {
        version: 1,
        prompt: Some("x".repeat(4001)),
        ..EditShot::default()
    };
    let refused = bed.store.edit_shot(ada, shots[0], &edit, None).await;
    assert!(
        matches!(
            refused,
            Err(Error::Invalid {
                field: "prompt",
                ..
            })
        ),
        "{refused:?}"
    );
    let nul = EditShot {
        version: 1,
        note: Some("a\0b".to_owned()),
        ..EditShot::default()
    };
    let refused = bed.store.edit_shot(ada, shots[0], &nul, None).await;
    assert!(
        matches!(refused, Err(Error::Invalid { field: "note", .. })),
        "{refused:?}"
    );
    let quotes = "'; DROP TABLE shots; -- “ ” \u{1F3AC} %_\\";
    let edit = EditShot {
        version: 1,
        note: Some(quotes.to_owned()),
        ..EditShot::default()
    };
    assert_eq!(
        bed.store
            .edit_shot(ada, shots[0], &edit, None)
            .await
            .unwrap()
            .note,
        quotes
    );
}

async fn a_card_shows_pictures_sums_and_the_latest_take(bed: Bed) {
    let scene = bed.scene().await;
    let card = || async {
        let one = bed.store.shot(scene.owner, scene.shot).await.unwrap();
        let listed = bed.store.shots(scene.owner, scene.project).await.unwrap();
        assert_eq!(
            listed,
            std::slice::from_ref(&one),
            "the list shows the same as the shot"
        );
        one
    };
    let fresh = card().await;
    assert_eq!(
        (fresh.keyframe_count, fresh.take_count, fresh.seconds),
        (2, 0, 4.0)
    );
    assert_eq!(fresh.poster.as_ref(), Some(&scene.keyframes[0].picture));
    assert_eq!((fresh.film, fresh.latest), (None, None));

    let done = bed.finished_take(&scene).await;
    let waiting = bed.take(&scene).await;
    let shown = card().await;
    assert_eq!(shown.take_count, 2);
    assert_eq!((shown.film, shown.poster), (done.film, done.poster));
    let latest = TakeSummary {
        take: waiting.id,
        job: waiting.job,
        status: JobStatus::Queued,
    };
    assert_eq!(shown.latest, Some(latest));

    bed.store
        .cancel_job(scene.owner, waiting.job, None)
        .await
        .unwrap();
    assert_eq!(card().await.take_count, 1, "a canceled take is none to see");

    bed.store
        .delete_take(scene.owner, done.id, None)
        .await
        .unwrap();
    let without = card().await;
    assert_eq!((without.take_count, without.film), (0, None));
    assert_eq!(without.poster, fresh.poster);
}

async fn a_take_that_runs_is_the_latest_before_those_that_wait(bed: Bed) {
    let scene = bed.scene().await;
    let first = bed.take(&scene).await;
    let second = bed.take(&scene).await;
    let third = bed.take(&scene).await;
    let latest = || async {
        let shot = bed.store.shot(scene.owner, scene.shot).await.unwrap();
        shot.latest.map(|latest| (latest.take, latest.status))
    };
    assert_eq!(latest().await, Some((third.id, JobStatus::Queued)));
    bed.claim().await.expect("the first in the queue");
    assert_eq!(latest().await, Some((first.id, JobStatus::Running)));
    bed.store
        .delete_take(scene.owner, first.id, None)
        .await
        .unwrap();
    assert_eq!(latest().await, Some((third.id, JobStatus::Queued)));
    bed.claim().await.expect("the next in the queue");
    assert_eq!(latest().await, Some((second.id, JobStatus::Running)));
}
