//! Projects: names, sums, edits, undo, the sample.

use api::project::{EditProject, NewProject};
use api::shot::CameraMove;

use super::bed::{Bed, before, picture, project};
use crate::store::{Error, Sample, SampleKeyframe, SampleShot};

both! {
    a_project_carries_its_sums_and_the_pictures_of_its_first_shots
    the_list_has_the_newest_updated_first
    a_name_is_one_persons_once_whatever_its_case
    a_stale_edit_is_refused_with_the_current_project
    an_edit_that_changes_nothing_keeps_the_version
    an_edit_that_changes_nothing_leaves_the_list_of_projects_as_it_is
    frame_sizes_are_even_and_within_bounds
    a_deleted_project_comes_back_as_it_was
    restoring_under_a_taken_name_is_refused
    the_sample_is_made_whole_and_numbered_when_made_again
}

async fn a_project_carries_its_sums_and_the_pictures_of_its_first_shots(bed: Bed) {
    let ada = bed.user("ada").await;
    let empty = bed.project(ada, "Empty").await;
    assert_eq!(
        (empty.shot_count, empty.seconds, empty.posters.len()),
        (0, 0.0, 0)
    );

    let full = bed.project(ada, "Full").await.id;
    let mut expected = Vec::new();
    for number in 0..6 {
        let shot = bed.shot(ada, full, &format!("shot {number}")).await;
        // The second shot has no picture: the card shows those of the others.
        if number != 1 {
            let keyframes = bed.keyframes(ada, &shot, 2).await;
            expected.push(keyframes[0].picture.clone());
        }
    }
    expected.truncate(4);
    let found = bed.store.project(ada, full).await.unwrap();
    assert_eq!((found.shot_count, found.seconds), (6, 20.0));
    assert_eq!(found.posters, expected);
    let listed = bed.store.projects(ada).await.unwrap();
    assert_eq!(listed, [found, empty]);
}

async fn the_list_has_the_newest_updated_first(bed: Bed) {
    let ada = bed.user("ada").await;
    let older = bed.project(ada, "Older").await;
    bed.store.inner.clock.advance(10);
    bed.project(ada, "Newer").await;
    let names = || async {
        let listed = bed.store.projects(ada).await.unwrap();
        listed
            .into_iter()
            .map(|project| project.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["Newer", "Older"]);
    bed.store.inner.clock.advance(10);
    bed.shot(ada, older.id, "A shot is work on its project")
        .await;
    assert_eq!(names().await, ["Older", "Newer"]);
}

async fn a_name_is_one_persons_once_whatever_its_case(bed: Bed) {
    let (ada, ben) = (bed.user("ada").await, bed.user("ben").await);
    bed.project(ada, "Über").await;
    let again = bed.store.add_project(ada, &project(" über "), None).await;
    assert!(
        matches!(again, Err(Error::Invalid { field: "name", .. })),
        "{again:?}"
    );
    let other = bed.project(ada, "Other").await;
    let edit = EditProject {
        version: 1,
        name: Some("ÜBER".to_owned()),
        ..EditProject::default()
    };
    let renamed = bed.store.edit_project(ada, other.id, &edit, None).await;
    assert!(
        matches!(renamed, Err(Error::Invalid { field: "name", .. })),
        "{renamed:?}"
    );
    bed.project(ben, "über").await;
}

async fn a_stale_edit_is_refused_with_the_current_project(bed: Bed) {
    let ada = bed.user("ada").await;
    let id = bed.project(ada, "Dawn").await.id;
    let edit = |name: &str| EditProject {
        version: 1,
        name: Some(name.to_owned()),
        ..EditProject::default()
    };
    let first = bed
        .store
        .edit_project(ada, id, &edit("Dusk"), None)
        .await
        .unwrap();
    assert_eq!(
        (first.version, first.name.as_str(), first.width),
        (2, "Dusk", 1280)
    );
    let Err(Error::Stale { current }) = bed.store.edit_project(ada, id, &edit("Noon"), None).await
    else {
        panic!("the second edit saw version 1");
    };
    assert_eq!(current, serde_json::to_value(&first).unwrap());
    assert_eq!(bed.store.project(ada, id).await.unwrap(), first);
}

async fn an_edit_that_changes_nothing_keeps_the_version(bed: Bed) {
    let ada = bed.user("ada").await;
    let made = bed.project(ada, "Dawn").await;
    let edit = EditProject {
        version: 1,
        width: Some(1280),
        ..EditProject::default()
    };
    let same = bed
        .store
        .edit_project(ada, made.id, &edit, None)
        .await
        .unwrap();
    assert_eq!(same.version, 1);
}

async fn frame_sizes_are_even_and_within_bounds(bed: Bed) {
    let ada = bed.user("ada").await;
    for (width, height, wrong) in [
        (63, 64, "width"),
        (64, 1922, "height"),
        (641, 480, "width"),
        (640, 0, "height"),
    ] {
        let new = NewProject {
            name: "Dawn".to_owned(),
            width,
            height,
        };
        let refused = bed.store.add_project(ada, &new, None).await;
        assert!(
            matches!(refused, Err(Error::Invalid { field, .. }) if field == wrong),
            "{refused:?}"
        );
    }
    let made = bed.project(ada, "Dawn").await;
    let edit = EditProject {
        version: 1,
        height: Some(721),
        ..EditProject::default()
    };
    let refused = bed.store.edit_project(ada, made.id, &edit, None).await;
    assert!(
        matches!(
            refused,
            Err(Error::Invalid {
                field: "height",
                ..
            })
        ),
        "{refused:?}"
    );
}

async fn a_deleted_project_comes_back_as_it_was(bed: Bed) {
    let scene = bed.scene().await;
    let (ada, id) = (scene.owner, scene.project);
    bed.store.delete_project(ada, id, None).await.unwrap();
    bed.store
        .delete_project(ada, id, None)
        .await
        .expect("deleting twice is no error");
    assert!(matches!(
        bed.store.project(ada, id).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        bed.store.shot(ada, scene.shot).await,
        Err(Error::NotFound)
    ));
    assert!(bed.store.projects(ada).await.unwrap().is_empty());
    let back = bed.store.restore_project(ada, id, None).await.unwrap();
    assert_eq!((back.version, back.shot_count, back.seconds), (3, 1, 4.0));
    let again = bed.store.restore_project(ada, id, None).await.unwrap();
    assert_eq!(again.version, 3, "restoring twice changes nothing");
    assert_eq!(bed.shot_names(ada, id).await, ["Harbor"]);
}

async fn restoring_under_a_taken_name_is_refused(bed: Bed) {
    let ada = bed.user("ada").await;
    let old = bed.project(ada, "Dawn").await.id;
    bed.store.delete_project(ada, old, None).await.unwrap();
    let new = bed.project(ada, "dawn").await;
    let refused = bed.store.restore_project(ada, old, None).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let edit = EditProject {
        version: 1,
        name: Some("Dusk".to_owned()),
        ..EditProject::default()
    };
    bed.store
        .edit_project(ada, new.id, &edit, None)
        .await
        .unwrap();
    bed.store
        .restore_project(ada, old, None)
        .await
        .expect("the name is free again");
}

async fn the_sample_is_made_whole_and_numbered_when_made_again(bed: Bed) {
    let ada = bed.user("ada").await;
    let keyframe = |name: &str| SampleKeyframe {
        file: picture(name),
        seconds: 3.0,
        camera: CameraMove::PushIn,
    };
    let sample = Sample {
        project: project("A day at sea"),
        shots: vec![SampleShot {
            name: "Harbor".to_owned(),
            prompt: "morning light".to_owned(),
            note: String::new(),
            keyframes: vec![keyframe("a.png"), keyframe("b.png")],
        }],
    };
    let made = bed
        .store
        .add_sample(ada, sample.clone(), None)
        .await
        .unwrap();
    assert_eq!(
        (made.name.as_str(), made.shot_count, made.seconds),
        ("A day at sea", 1, 6.0)
    );
    assert_eq!(made.posters.len(), 1);
    let again = bed.store.add_sample(ada, sample, None).await.unwrap();
    assert_eq!(again.name, "A day at sea 2");
}

async fn an_edit_that_changes_nothing_leaves_the_list_of_projects_as_it_is(bed: Bed) {
    let scene = bed.scene().await;
    let edited = async || bed.store.projects(scene.owner).await.unwrap()[0].updated_at;
    let (first, second) = (scene.keyframes[0].id, scene.keyframes[1].id);
    bed.store.inner.clock.advance(1000);
    let earlier = edited().await;
    bed.store
        .move_keyframe(scene.owner, first, &before(second), None)
        .await
        .unwrap();
    assert_eq!(edited().await, earlier);
    bed.store
        .move_keyframe(scene.owner, second, &before(first), None)
        .await
        .unwrap();
    assert!(edited().await > earlier);
}
