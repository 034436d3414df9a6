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
    an_answer_is_forgotten_after_a_day
    a_crash_before_the_commit_forgets_effect_and_answer_together
}

fn once(key: &str, body: &str) -> Option<Once> {
    Some(Once::new(key, "POST", "/v1/projects", body.as_bytes()).unwrap())
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
    bed.store.delete_project(ada, old.id).await.unwrap();
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

async fn an_answer_is_forgotten_after_a_day(bed: Bed) {
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
    bed.store.inner.clock.advance(24 * 60 * 60 * 1000 - 1000);
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
