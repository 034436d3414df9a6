//! People and their sessions.

use api::account::Role;
use api::feed::{Change, Subject, Topic};

use super::bed::Bed;
use crate::store::{Error, Facts};

both! {
    names_are_unique_whatever_their_case
    the_local_user_is_made_once
    a_session_is_found_by_its_token_until_it_ends
    a_disabled_user_loses_all_sessions
    a_new_password_ends_all_sessions
    the_oldest_of_too_many_sessions_ends
}

const FUTURE: i64 = i64::MAX;

async fn names_are_unique_whatever_their_case(bed: Bed) {
    let ada = bed
        .store
        .add_user(" Ada ", Role::Admin, "hash")
        .await
        .unwrap();
    assert_eq!(
        (ada.name.as_str(), ada.role, ada.disabled),
        ("Ada", Role::Admin, false)
    );
    let again = bed.store.add_user("ADA", Role::Creator, "hash").await;
    assert!(
        matches!(again, Err(Error::Invalid { field: "name", .. })),
        "{again:?}"
    );
    let found = bed.store.credentials("ada").await.unwrap().unwrap();
    assert_eq!(
        (found.user, found.password_hash.as_deref()),
        (ada.clone(), Some("hash"))
    );
    assert!(bed.store.credentials("ben").await.unwrap().is_none());
    assert_eq!(bed.store.users().await.unwrap(), [ada]);
}

async fn the_local_user_is_made_once(bed: Bed) {
    let mut calls = Vec::new();
    for _ in 0..4 {
        let store = bed.store.clone();
        calls.push(tokio::spawn(
            async move { store.local_user().await.unwrap() },
        ));
    }
    for call in calls {
        assert_eq!(call.await.unwrap().name, "creator");
    }
    assert_eq!(bed.store.users().await.unwrap().len(), 1);
    assert_eq!(
        bed.store
            .credentials("creator")
            .await
            .unwrap()
            .unwrap()
            .password_hash,
        None
    );
}

async fn a_session_is_found_by_its_token_until_it_ends(bed: Bed) {
    let ada = bed.user("ada").await;
    let expires_at = bed.store.inner.clock.now() + 60_000;
    let made = bed
        .store
        .add_session(ada, [1; 32], expires_at)
        .await
        .unwrap();
    assert_eq!(
        bed.store.session([1; 32]).await.unwrap(),
        Some(made.clone())
    );
    assert_eq!(bed.store.session([2; 32]).await.unwrap(), None);
    let second = bed
        .store
        .add_session(ada, [2; 32], expires_at)
        .await
        .unwrap();
    bed.store.end_session(made.id).await.unwrap();
    bed.store
        .end_session(made.id)
        .await
        .expect("ending twice is no error");
    assert_eq!(bed.store.session([1; 32]).await.unwrap(), None);
    let Facts::Some(facts) = bed
        .store
        .facts_after(Topic::User(ada), 0, 10)
        .await
        .unwrap()
    else {
        panic!("nothing is old");
    };
    let told: Vec<_> = facts
        .iter()
        .map(|fact| (fact.change, fact.subject, fact.id.clone()))
        .collect();
    assert_eq!(
        told,
        [(Change::Deleted, Subject::Session, made.id.to_string())]
    );
    assert_eq!(bed.store.session([2; 32]).await.unwrap(), Some(second));
    bed.store.inner.clock.advance(60_000);
    assert_eq!(bed.store.session([2; 32]).await.unwrap(), None);
    bed.store.sweep().await.unwrap();
}

async fn a_disabled_user_loses_all_sessions(bed: Bed) {
    let ada = bed.user("ada").await;
    bed.store.add_session(ada, [1; 32], FUTURE).await.unwrap();
    assert!(bed.store.disable_user("ADA").await.unwrap().disabled);
    assert_eq!(bed.store.session([1; 32]).await.unwrap(), None);
    let refused = bed.store.add_session(ada, [2; 32], FUTURE).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    assert!(!bed.store.enable_user("ada").await.unwrap().disabled);
    assert_eq!(bed.store.session([1; 32]).await.unwrap(), None);
    assert!(matches!(
        bed.store.disable_user("nobody").await,
        Err(Error::NotFound)
    ));
}

async fn a_new_password_ends_all_sessions(bed: Bed) {
    let ada = bed.user("ada").await;
    bed.store.add_session(ada, [1; 32], FUTURE).await.unwrap();
    bed.store.set_password("ada", "new").await.unwrap();
    assert_eq!(bed.store.session([1; 32]).await.unwrap(), None);
    assert_eq!(
        bed.store
            .credentials("ada")
            .await
            .unwrap()
            .unwrap()
            .password_hash
            .as_deref(),
        Some("new")
    );
}

async fn the_oldest_of_too_many_sessions_ends(bed: Bed) {
    let ada = bed.user("ada").await;
    for number in 0..101 {
        bed.store
            .add_session(ada, [number; 32], FUTURE)
            .await
            .unwrap();
    }
    assert_eq!(bed.store.session([0; 32]).await.unwrap(), None);
    assert!(bed.store.session([1; 32]).await.unwrap().is_some());
    assert!(bed.store.session([100; 32]).await.unwrap().is_some());
}
