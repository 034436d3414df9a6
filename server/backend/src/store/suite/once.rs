//! Exactly-once writes.

use api::shot::NewShot;

use super::bed::{Bed, project};
use crate::store::{Error, Once};

both! {
    the_same_request_again_gets_the_same_answer
    the_same_key_with_another_request_is_refused
    ten_at_once_with_one_key_do_it_once
    a_refused_request_may_be_sent_again
    keys_belong_to_their_viewer
    an_answer_outlives_every_snapshot_and_is_then_forgotten
    a_crash_before_the_commit_forgets_effect_and_answer_together
    a_question_about_what_was_done_gets_its_answer_and_does_nothing
    a_question_about_what_was_not_done_ends_it_for_its_viewer_alone
    a_question_about_another_request_is_refused
    of_an_original_and_a_question_that_race_one_wins
    a_question_waits_for_the_original_that_is_under_way
    a_delete_that_comes_again_after_its_undo_deletes_nothing
}

fn once(key: &str, body: &str) -> Option<Once> {
    Some(Once::new(key, "POST", "/v1/projects", body.as_bytes()).unwrap())
}

fn asking(key: &str, body: &str) -> Option<Once> {
    once(key, body).map(Once::confirming)
}

async fn the_same_request_again_gets_the_same_answer(bed: Bed) {
    let ada = bed.user("ada").await;
    let first = bed
        .store
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await
        .unwrap();
    bed.shot(ada, first.id, "The project goes on changing")
        .await;
    let again = bed
        .store
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await
        .unwrap();
    assert_eq!(again, first);
    assert_eq!(bed.store.projects(ada).await.unwrap().len(), 1);
    let reopened = crate::store::Store::open(&bed.address).await.unwrap();
    let after_restart = reopened
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await
        .unwrap();
    assert_eq!(after_restart, first);
}

async fn the_same_key_with_another_request_is_refused(bed: Bed) {
    let ada = bed.user("ada").await;
    bed.store
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await
        .unwrap();
    let other = bed
        .store
        .add_project(ada, &project("Dusk"), once("k", "b"))
        .await;
    assert!(matches!(other, Err(Error::KeyReused)), "{other:?}");
    let elsewhere = Once::new("k", "POST", "/v1/projects/sample", b"a").unwrap();
    let other = bed
        .store
        .add_project(ada, &project("Dusk"), Some(elsewhere))
        .await;
    assert!(matches!(other, Err(Error::KeyReused)), "{other:?}");
    for bad in ["", " ", "ä", &"k".repeat(129)] {
        assert!(Once::new(bad, "POST", "/", b"").is_err(), "{bad:?}");
    }
}

async fn ten_at_once_with_one_key_do_it_once(bed: Bed) {
    let ada = bed.user("ada").await;
    let id = bed.project(ada, "Dawn").await.id;
    let mut calls = Vec::new();
    for _ in 0..10 {
        let store = bed.store.clone();
        calls.push(tokio::spawn(async move {
            store
                .add_shot(
                    ada,
                    id,
                    &NewShot {
                        name: "once".to_owned(),
                    },
                    once("k", "shot"),
                )
                .await
                .unwrap()
        }));
    }
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    assert!(answers.iter().all(|answer| answer == &answers[0]));
    assert_eq!(bed.shot_names(ada, id).await, ["once"]);
}

async fn a_refused_request_may_be_sent_again(bed: Bed) {
    let ada = bed.user("ada").await;
    let old = bed.project(ada, "Dawn").await;
    bed.store
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await
        .unwrap_err();
    bed.store.delete_project(ada, old.id, None).await.unwrap();
    bed.store
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await
        .expect("the name is free by now");
}

async fn keys_belong_to_their_viewer(bed: Bed) {
    let (ada, ben) = (bed.user("ada").await, bed.user("ben").await);
    let one = bed
        .store
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await
        .unwrap();
    let two = bed
        .store
        .add_project(ben, &project("Dawn"), once("k", "a"))
        .await
        .unwrap();
    assert_ne!(one.id, two.id);
}

async fn an_answer_outlives_every_snapshot_and_is_then_forgotten(bed: Bed) {
    let ada = bed.user("ada").await;
    let id = bed.project(ada, "Dawn").await.id;
    let add = || async {
        bed.store
            .add_shot(
                ada,
                id,
                &NewShot {
                    name: "shot".to_owned(),
                },
                once("k", "a"),
            )
            .await
            .unwrap()
    };
    add().await;
    bed.store
        .inner
        .clock
        .advance(8 * 24 * 60 * 60 * 1000 - 1000);
    bed.store.sweep().await.unwrap();
    add().await;
    assert_eq!(bed.shot_names(ada, id).await.len(), 1);
    bed.store.inner.clock.advance(2000);
    add().await;
    assert_eq!(
        bed.shot_names(ada, id).await.len(),
        2,
        "also before the next sweep"
    );
}

async fn a_crash_before_the_commit_forgets_effect_and_answer_together(bed: Bed) {
    let ada = bed.user("ada").await;
    // A transaction that ends without a commit, after all of its work, is what a killed process leaves.
    let crashed: Result<(), Error> = bed
        .store
        .write_once(ada, once("k", "a"), move |tx| {
            Box::pin(async move {
                tx.run(crate::store::sql::query!(
                    "UPDATE users SET name = 'half' WHERE id = $1",
                    ada
                ))
                .await?;
                panic!("killed");
            })
        })
        .await;
    assert!(matches!(crashed, Err(Error::Internal(_))), "{crashed:?}");
    assert_eq!(bed.store.user(ada).await.unwrap().name, "ada");
    bed.store
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await
        .expect("the key was not used up");
}

async fn a_question_about_what_was_done_gets_its_answer_and_does_nothing(bed: Bed) {
    let ada = bed.user("ada").await;
    let dawn = project("Dawn");
    let add = |once| bed.store.add_project(ada, &dawn, once);
    let done = add(once("k", "a")).await.unwrap();
    let told = add(asking("k", "a")).await.unwrap();
    assert_eq!(told, done);
    assert_eq!(bed.store.projects(ada).await.unwrap().len(), 1);
}

async fn a_question_about_what_was_not_done_ends_it_for_its_viewer_alone(bed: Bed) {
    let (ada, ben) = (bed.user("ada").await, bed.user("ben").await);
    for request in [asking("k", "a"), once("k", "a"), asking("k", "a")] {
        let refused = bed.store.add_project(ada, &project("Dawn"), request).await;
        assert!(matches!(refused, Err(Error::Expired)), "{refused:?}");
    }
    assert!(bed.store.projects(ada).await.unwrap().is_empty());
    let reopened = crate::store::Store::open(&bed.address).await.unwrap();
    let after_restart = reopened
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await;
    assert!(matches!(after_restart, Err(Error::Expired)));
    bed.store
        .add_project(ben, &project("Dawn"), once("k", "a"))
        .await
        .expect("another person's key is another key");
}

async fn a_question_about_another_request_is_refused(bed: Bed) {
    let ada = bed.user("ada").await;
    bed.store
        .add_project(ada, &project("Dawn"), once("k", "a"))
        .await
        .unwrap();
    let other = bed
        .store
        .add_project(ada, &project("Dusk"), asking("k", "b"))
        .await;
    assert!(matches!(other, Err(Error::KeyReused)), "{other:?}");
}

async fn of_an_original_and_a_question_that_race_one_wins(bed: Bed) {
    let ada = bed.user("ada").await;
    let id = bed.project(ada, "Dawn").await.id;
    let shot = |name: &str| NewShot {
        name: name.to_owned(),
    };
    let mut done = Vec::new();
    for round in 0..20 {
        let name = format!("shot {round}");
        let send = |once: Option<Once>| {
            let (store, shot) = (bed.store.clone(), shot(&name));
            tokio::spawn(async move { store.add_shot(ada, id, &shot, once).await })
        };
        let key = format!("k{round}");
        let calls = [
            send(once(&key, "a")),
            send(asking(&key, "a")),
            send(once(&key, "a")),
            send(asking(&key, "a")),
        ];
        let mut answers = Vec::new();
        for call in calls {
            answers.push(call.await.unwrap());
        }
        let made = answers.iter().filter(|answer| answer.is_ok()).count();
        // A question that came first has ended it for all; an original that came first is everybody's answer.
        assert!(made == 0 || made == 4, "round {round}: {answers:?}");
        for answer in answers {
            assert!(matches!(answer, Ok(_) | Err(Error::Expired)), "{answer:?}");
        }
        if made > 0 {
            done.push(name);
        }
    }
    assert_eq!(bed.shot_names(ada, id).await, done);
}

async fn a_question_waits_for_the_original_that_is_under_way(bed: Bed) {
    let ada = bed.user("ada").await;
    let (inside, began) = tokio::sync::oneshot::channel();
    let (go_on, told) = tokio::sync::oneshot::channel::<()>();
    let store = bed.store.clone();
    let original = tokio::spawn(async move {
        store
            .write_once(ada, once("k", "a"), move |_| {
                Box::pin(async move {
                    inside.send(()).unwrap();
                    told.await.unwrap();
                    Ok(7_i64)
                })
            })
            .await
    });
    began.await.unwrap();
    let store = bed.store.clone();
    let question = tokio::spawn(async move {
        store
            .write_once::<i64, _>(ada, asking("k", "a"), |_| {
                Box::pin(async { unreachable!("a question does nothing") })
            })
            .await
    });
    go_on.send(()).unwrap();
    assert_eq!(original.await.unwrap().unwrap(), 7);
    assert_eq!(question.await.unwrap().unwrap(), 7);
}

async fn a_delete_that_comes_again_after_its_undo_deletes_nothing(bed: Bed) {
    let scene = bed.scene().await;
    let (ada, keyframe) = (scene.owner, scene.keyframes[0].id);
    let take = bed.take(&scene).await.id;
    let store = &bed.store;
    for _ in 0..2 {
        store.delete_take(ada, take, once("t", "")).await.unwrap();
        store.restore_take(ada, take, None).await.unwrap();
        let once = |key| once(key, "");
        store
            .delete_keyframe(ada, keyframe, once("k"))
            .await
            .unwrap();
        store.restore_keyframe(ada, keyframe, None).await.unwrap();
        store.delete_shot(ada, scene.shot, once("s")).await.unwrap();
        store.restore_shot(ada, scene.shot, None).await.unwrap();
        store
            .delete_project(ada, scene.project, once("p"))
            .await
            .unwrap();
        store
            .restore_project(ada, scene.project, None)
            .await
            .unwrap();
    }
    let version = store.shot(ada, scene.shot).await.unwrap().version;
    assert_eq!(version, 3, "deleted and brought back once");
}
