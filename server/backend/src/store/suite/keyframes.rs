//! Keyframes: order, equal pictures, edits, undo.

use api::ids::FileId;
use api::shot::{CameraMove, EditKeyframe, NewKeyframes};

use super::bed::{Bed, before, finished, last};
use crate::store::Error;

both! {
    keyframes_stand_in_the_order_of_their_files
    two_equal_pictures_are_two_keyframes
    a_picture_of_another_project_is_refused
    a_film_is_no_keyframe
    settings_follow_the_keyframe_when_it_moves
    deleting_closes_the_gap_and_restoring_reopens_it
    twenty_at_once_leave_the_order_dense
    edits_are_parsed_and_versioned
    a_deleted_shot_hides_its_keyframes
}

async fn keyframes_stand_in_the_order_of_their_files(bed: Bed) {
    let scene = bed.scene().await;
    let first: Vec<_> = scene.keyframes.iter().map(|keyframe| keyframe.id).collect();
    assert_eq!(bed.keyframe_order(scene.owner, scene.shot).await, first);
    let one = &scene.keyframes[0];
    assert_eq!(
        (one.seconds, one.camera, one.version),
        (2.0, CameraMove::Still, 1)
    );
    assert_eq!(
        (
            one.picture.name.as_str(),
            one.picture.width,
            one.picture.bytes
        ),
        ("0.png", 800, 4096)
    );
    let found = bed.store.keyframe(scene.owner, one.id).await.unwrap();
    assert_eq!(&found, one);
}

async fn two_equal_pictures_are_two_keyframes(bed: Bed) {
    let scene = bed.scene().await;
    let file = scene.keyframes[0].picture.id;
    let new = NewKeyframes {
        files: vec![file, file],
    };
    let added = bed
        .store
        .add_keyframes(scene.owner, scene.shot, &new, None)
        .await
        .unwrap();
    assert_ne!(added[0].id, added[1].id);
    bed.store
        .move_keyframe(scene.owner, added[1].id, &before(added[0].id), None)
        .await
        .unwrap();
    let order = bed.keyframe_order(scene.owner, scene.shot).await;
    assert_eq!(order[2..], [added[1].id, added[0].id]);
}

async fn a_picture_of_another_project_is_refused(bed: Bed) {
    let scene = bed.scene().await;
    let elsewhere = bed.project(scene.owner, "Dusk").await.id;
    let stranger = bed.picture(scene.owner, elsewhere, "stranger.png").await;
    let own = scene.keyframes[0].picture.id;
    for files in [vec![], vec![own, stranger], vec![FileId::fresh()]] {
        let refused = bed
            .store
            .add_keyframes(scene.owner, scene.shot, &NewKeyframes { files }, None)
            .await;
        assert!(
            matches!(refused, Err(Error::Invalid { field: "files", .. })),
            "{refused:?}"
        );
    }
    assert_eq!(
        bed.keyframe_order(scene.owner, scene.shot).await.len(),
        2,
        "nothing of a refused list is added"
    );
}

async fn a_film_is_no_keyframe(bed: Bed) {
    let scene = bed.scene().await;
    let film = bed
        .store
        .add_file(scene.owner, scene.project, finished().film)
        .await
        .unwrap();
    let new = NewKeyframes {
        files: vec![film.id],
    };
    let refused = bed
        .store
        .add_keyframes(scene.owner, scene.shot, &new, None)
        .await;
    assert!(
        matches!(refused, Err(Error::Invalid { field: "files", .. })),
        "{refused:?}"
    );
}

async fn settings_follow_the_keyframe_when_it_moves(bed: Bed) {
    let scene = bed.scene().await;
    let (first, second) = (scene.keyframes[0].id, scene.keyframes[1].id);
    let edit = EditKeyframe {
        version: 1,
        seconds: Some(3.5),
        camera: Some(CameraMove::PanLeft),
    };
    bed.store
        .edit_keyframe(scene.owner, first, &edit, None)
        .await
        .unwrap();
    let moved = bed
        .store
        .move_keyframe(scene.owner, first, &last(), None)
        .await
        .unwrap();
    assert_eq!(
        (moved.position, moved.seconds, moved.camera, moved.version),
        (1, 3.5, CameraMove::PanLeft, 3)
    );
    assert_eq!(
        bed.keyframe_order(scene.owner, scene.shot).await,
        [second, first]
    );
}

async fn deleting_closes_the_gap_and_restoring_reopens_it(bed: Bed) {
    let scene = bed.scene().await;
    let (first, second) = (scene.keyframes[0].id, scene.keyframes[1].id);
    bed.store
        .delete_keyframe(scene.owner, first, None)
        .await
        .unwrap();
    bed.store
        .delete_keyframe(scene.owner, first, None)
        .await
        .expect("deleting twice is no error");
    assert_eq!(bed.keyframe_order(scene.owner, scene.shot).await, [second]);
    assert_eq!(
        bed.store
            .shot(scene.owner, scene.shot)
            .await
            .unwrap()
            .seconds,
        2.0
    );
    let back = bed
        .store
        .restore_keyframe(scene.owner, first, None)
        .await
        .unwrap();
    assert_eq!((back.position, back.version), (0, 3));
    assert_eq!(
        bed.keyframe_order(scene.owner, scene.shot).await,
        [first, second]
    );
}

async fn twenty_at_once_leave_the_order_dense(bed: Bed) {
    let scene = bed.scene().await;
    let file = scene.keyframes[0].picture.id;
    let mut edits = Vec::new();
    for number in 0..20 {
        let (store, owner, shot) = (bed.store.clone(), scene.owner, scene.shot);
        let (one, other) = (
            scene.keyframes[number % 2].id,
            scene.keyframes[(number + 1) % 2].id,
        );
        edits.push(tokio::spawn(async move {
            if number % 2 == 0 {
                let new = NewKeyframes {
                    files: vec![file, file],
                };
                store.add_keyframes(owner, shot, &new, None).await.map(drop)
            } else {
                store
                    .move_keyframe(owner, one, &before(other), None)
                    .await
                    .map(drop)
            }
        }));
    }
    for edit in edits {
        edit.await.unwrap().unwrap();
    }
    assert_eq!(
        bed.keyframe_order(scene.owner, scene.shot).await.len(),
        2 + 20
    );
}

async fn edits_are_parsed_and_versioned(bed: Bed) {
    let scene = bed.scene().await;
    let id = scene.keyframes[0].id;
    for seconds in [0.24, 12.1, -1.0, f64::NAN, f64::INFINITY] {
        let edit = EditKeyframe {
            version: 1,
            seconds: Some(seconds),
            camera: None,
        };
        let refused = bed.store.edit_keyframe(scene.owner, id, &edit, None).await;
        assert!(
            matches!(
                refused,
                Err(Error::Invalid {
                    field: "seconds",
                    ..
                })
            ),
            "{refused:?}"
        );
    }
    let edit = EditKeyframe {
        version: 1,
        seconds: Some(0.25),
        camera: None,
    };
    let edited = bed
        .store
        .edit_keyframe(scene.owner, id, &edit, None)
        .await
        .unwrap();
    assert_eq!((edited.seconds, edited.version), (0.25, 2));
    let Err(Error::Stale { current }) = bed.store.edit_keyframe(scene.owner, id, &edit, None).await
    else {
        panic!("the second edit saw version 1");
    };
    assert_eq!(current, serde_json::to_value(&edited).unwrap());
}

async fn a_deleted_shot_hides_its_keyframes(bed: Bed) {
    let scene = bed.scene().await;
    let id = scene.keyframes[0].id;
    bed.store
        .delete_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    assert!(matches!(
        bed.store.keyframes(scene.owner, scene.shot).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        bed.store.keyframe(scene.owner, id).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        bed.store.delete_keyframe(scene.owner, id, None).await,
        Err(Error::NotFound)
    ));
    bed.store
        .restore_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    assert_eq!(bed.keyframe_order(scene.owner, scene.shot).await.len(), 2);
}
