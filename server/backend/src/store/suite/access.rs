//! Every method that takes a viewer refuses what is another's, and what is not there, with the same answer.

use api::ids::{FileId, JobId, KeyframeId, ProjectId, ShotId, TakeId, UserId};
use api::job::JobFilter;
use api::project::EditProject;
use api::shot::{EditKeyframe, EditShot, NewKeyframes, NewShot};

use super::bed::{Bed, last, picture};
use crate::store::{Error, Result, Store};

both! {
    another_persons_things_are_not_found
    things_that_are_not_there_are_not_found
    another_persons_things_are_in_no_list
}

struct Ids {
    project: ProjectId,
    shot: ShotId,
    keyframe: KeyframeId,
    take: TakeId,
    job: JobId,
    file: FileId,
}

async fn every_method(store: &Store, viewer: UserId, ids: &Ids) -> Vec<(&'static str, Result<()>)> {
    let Ids {
        project,
        shot,
        keyframe,
        take,
        job,
        file,
    } = *ids;
    let name = || Some("mine now".to_owned());
    let edit_project = EditProject {
        version: 1,
        name: name(),
        ..EditProject::default()
    };
    let edit_shot = EditShot {
        version: 1,
        name: name(),
        ..EditShot::default()
    };
    let edit_keyframe = EditKeyframe {
        version: 1,
        seconds: Some(1.0),
        camera: None,
    };
    let new_shot = NewShot {
        name: "mine".to_owned(),
    };
    let new_keyframes = NewKeyframes { files: vec![file] };
    vec![
        ("project", store.project(viewer, project).await.map(drop)),
        (
            "edit_project",
            store
                .edit_project(viewer, project, &edit_project, None)
                .await
                .map(drop),
        ),
        (
            "delete_project",
            store.delete_project(viewer, project, None).await,
        ),
        (
            "restore_project",
            store.restore_project(viewer, project, None).await.map(drop),
        ),
        (
            "add_file",
            store
                .add_file(viewer, project, picture("a.png"))
                .await
                .map(drop),
        ),
        ("file", store.file(viewer, file).await.map(drop)),
        ("shots", store.shots(viewer, project).await.map(drop)),
        (
            "add_shot",
            store
                .add_shot(viewer, project, &new_shot, None)
                .await
                .map(drop),
        ),
        ("shot", store.shot(viewer, shot).await.map(drop)),
        (
            "edit_shot",
            store
                .edit_shot(viewer, shot, &edit_shot, None)
                .await
                .map(drop),
        ),
        ("delete_shot", store.delete_shot(viewer, shot, None).await),
        (
            "restore_shot",
            store.restore_shot(viewer, shot, None).await.map(drop),
        ),
        (
            "move_shot",
            store.move_shot(viewer, shot, &last(), None).await.map(drop),
        ),
        ("keyframes", store.keyframes(viewer, shot).await.map(drop)),
        (
            "add_keyframes",
            store
                .add_keyframes(viewer, shot, &new_keyframes, None)
                .await
                .map(drop),
        ),
        ("keyframe", store.keyframe(viewer, keyframe).await.map(drop)),
        (
            "edit_keyframe",
            store
                .edit_keyframe(viewer, keyframe, &edit_keyframe, None)
                .await
                .map(drop),
        ),
        (
            "delete_keyframe",
            store.delete_keyframe(viewer, keyframe, None).await,
        ),
        (
            "restore_keyframe",
            store
                .restore_keyframe(viewer, keyframe, None)
                .await
                .map(drop),
        ),
        (
            "move_keyframe",
            store
                .move_keyframe(viewer, keyframe, &last(), None)
                .await
                .map(drop),
        ),
        ("takes", store.takes(viewer, shot).await.map(drop)),
        (
            "add_take",
            store
                .add_take(viewer, shot, "animatic", None)
                .await
                .map(drop),
        ),
        ("take", store.take(viewer, take).await.map(drop)),
        (
            "choose_take",
            store.choose_take(viewer, take, None).await.map(drop),
        ),
        ("delete_take", store.delete_take(viewer, take, None).await),
        (
            "restore_take",
            store.restore_take(viewer, take, None).await.map(drop),
        ),
        ("job", store.job(viewer, job).await.map(drop)),
        (
            "cancel_job",
            store.cancel_job(viewer, job, None).await.map(drop),
        ),
        (
            "retry_job",
            store.retry_job(viewer, job, None).await.map(drop),
        ),
    ]
}

fn assert_not_found(answers: Vec<(&'static str, Result<()>)>) {
    for (method, answer) in answers {
        assert!(
            matches!(answer, Err(Error::NotFound)),
            "{method}: {answer:?}"
        );
    }
}

async fn another_persons_things_are_not_found(bed: Bed) {
    let scene = bed.scene().await;
    let ben = bed.user("ben").await;
    let take = bed.finished_take(&scene).await;
    let keyframe = &scene.keyframes[0];
    let ids = Ids {
        project: scene.project,
        shot: scene.shot,
        keyframe: keyframe.id,
        take: take.id,
        job: take.job,
        file: keyframe.picture.id,
    };
    let before = bed.store.shots(scene.owner, scene.project).await.unwrap();
    assert_not_found(every_method(&bed.store, ben, &ids).await);
    assert_eq!(
        bed.store.shots(scene.owner, scene.project).await.unwrap(),
        before,
        "nothing was touched"
    );

    // The same while it is deleted.
    bed.store
        .delete_take(scene.owner, take.id, None)
        .await
        .unwrap();
    bed.store
        .delete_keyframe(scene.owner, keyframe.id, None)
        .await
        .unwrap();
    bed.store
        .delete_shot(scene.owner, scene.shot, None)
        .await
        .unwrap();
    bed.store
        .delete_project(scene.owner, scene.project, None)
        .await
        .unwrap();
    assert_not_found(every_method(&bed.store, ben, &ids).await);
    bed.store
        .file(scene.owner, ids.file)
        .await
        .expect("undo still finds the picture");
}

async fn things_that_are_not_there_are_not_found(bed: Bed) {
    let ada = bed.user("ada").await;
    let ids = Ids {
        project: ProjectId::fresh(),
        shot: ShotId::fresh(),
        keyframe: KeyframeId::fresh(),
        take: TakeId::fresh(),
        job: JobId::fresh(),
        file: FileId::fresh(),
    };
    assert_not_found(every_method(&bed.store, ada, &ids).await);
}

async fn another_persons_things_are_in_no_list(bed: Bed) {
    let scene = bed.scene().await;
    let ben = bed.user("ben").await;
    bed.take(&scene).await;
    assert!(bed.store.projects(ben).await.unwrap().is_empty());
    let theirs = JobFilter {
        project: Some(scene.project),
        ..JobFilter::default()
    };
    for filter in [JobFilter::default(), theirs] {
        let page = bed.store.jobs(ben, &filter).await.unwrap();
        assert_eq!((page.jobs.len(), page.total), (0, 0));
    }
    assert_eq!(
        bed.store.queue(ben).await.unwrap(),
        api::job::Queue::default()
    );
}
