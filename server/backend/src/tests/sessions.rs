//! Signing in and out.

use std::time::{Duration, Instant};

use api::account::{Role, Session, SessionGrant};
use api::problem::Code;
use serde_json::json;

use super::{Bench, Reply};
use crate::accounts;

async fn sign_in(bench: &Bench, name: &str, password: &str, from: &str) -> Reply {
    let sign_in = json!({"name": name, "password": password, "from": from});
    bench.web().post("/v1/sessions", &sign_in).await
}

#[tokio::test]
async fn a_session_lasts_from_sign_in_to_sign_out() {
    let bench = Bench::start().await;
    let store = &bench.running.state.store;
    let user = accounts::add(store, "Mo", Role::Creator, "a good password");
    let user = user.await.unwrap();
    let grant: SessionGrant = sign_in(&bench, "mo", "a good password", "::1")
        .await
        .created();
    assert_eq!(grant.session.user.id, user.id);
    let look_up = json!({"token": grant.token});
    let found = bench.web().post("/v1/sessions/lookup", &look_up).await;
    assert_eq!(found.ok::<Session>(), grant.session);
    let path = format!("/v1/sessions/{}", grant.session.id);
    assert_eq!(bench.web().delete(&path).await.status, 204);
    let gone = bench.web().post("/v1/sessions/lookup", &look_up).await;
    assert_eq!(gone.problem().code, Code::Unauthenticated);
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let bench = Bench::start().await;
    let store = &bench.running.state.store;
    let added = accounts::add(store, "Mo", Role::Creator, "a good password");
    added.await.unwrap();
    let wrong = sign_in(&bench, "Mo", "another password", "::1").await;
    let unknown = sign_in(&bench, "Jo", "a good password", "::1").await;
    assert_eq!(wrong.problem().status, 401);
    assert_eq!(wrong.body, unknown.body);
}

async fn people(bench: &Bench, names: [&str; 2]) {
    let store = &bench.running.state.store;
    for name in names {
        let added = accounts::add(store, name, Role::Creator, "a good password");
        added.await.unwrap();
    }
}

#[tokio::test]
async fn guessing_one_name_from_one_address_is_stopped_there_and_nowhere_else() {
    let bench = Bench::start().await;
    people(&bench, ["Mo", "Jo"]).await;
    for _ in 0..10 {
        assert_eq!(sign_in(&bench, "Mo", "guess", "10.0.0.1").await.status, 401);
    }
    let stopped = sign_in(&bench, "MO ", "a good password", "10.0.0.1").await;
    assert_eq!(stopped.problem().code, Code::TooMany);
    assert!(stopped.header("retry-after").parse::<u64>().unwrap() > 0);
    for (name, from) in [("Mo", "10.0.0.2"), ("Jo", "10.0.0.1")] {
        let other = sign_in(&bench, name, "a good password", from).await;
        assert_eq!(other.status, 201, "{name} from {from}");
    }
}

#[tokio::test]
async fn strangers_cannot_lock_a_person_out_only_slow_them_down() {
    let bench = Bench::start().await;
    people(&bench, ["Mo", "Jo"]).await;
    // Five strangers guess the one name as often as each of them may.
    let guesses = (0..50).map(|guess| {
        let from = format!("203.0.113.{}", guess % 5);
        let bench = &bench;
        async move { sign_in(bench, "Mo", "guess", &from).await.status }
    });
    let answers = futures_util::future::join_all(guesses).await;
    assert!(answers.iter().all(|status| *status == 401), "{answers:?}");
    let began = Instant::now();
    let person = sign_in(&bench, "Mo", "a good password", "198.51.100.7").await;
    assert_eq!(person.status, 201);
    let waited = began.elapsed();
    assert!(waited > Duration::from_millis(500), "{waited:?}");
    let other = sign_in(&bench, "Jo", "a good password", "198.51.100.7").await;
    assert_eq!(other.status, 201);
}

#[tokio::test]
async fn an_address_that_tries_many_names_is_stopped_for_all() {
    let bench = Bench::start().await;
    people(&bench, ["Mo", "Jo"]).await;
    for number in 0..60 {
        // Whoever has a network of IPv6 has all of its addresses.
        let from = format!("2001:db8:1:2::{number:x}");
        let refused = sign_in(&bench, &format!("name {number}"), "guess", &from).await;
        assert_eq!(refused.status, 401);
    }
    let stopped = sign_in(&bench, "Mo", "a good password", "2001:db8:1:2:ffff::1").await;
    assert_eq!(stopped.problem().code, Code::TooMany);
    let elsewhere = sign_in(&bench, "Mo", "a good password", "2001:db8:1:3::1").await;
    assert_eq!(elsewhere.status, 201);
}

#[tokio::test]
async fn a_disabled_person_is_out_at_once() {
    let bench = Bench::start().await;
    let store = &bench.running.state.store;
    let added = accounts::add(store, "Mo", Role::Creator, "a good password");
    added.await.unwrap();
    let grant: SessionGrant = sign_in(&bench, "Mo", "a good password", "::1")
        .await
        .created();
    accounts::disable(store, "Mo").await.unwrap();
    let look_up = json!({"token": grant.token});
    let gone = bench.web().post("/v1/sessions/lookup", &look_up).await;
    assert_eq!(gone.status, 401);
    let again = sign_in(&bench, "Mo", "a good password", "::1").await;
    assert_eq!(again.status, 401);
}

#[tokio::test]
async fn the_built_in_person_needs_no_password_where_that_is_allowed() {
    let bench = Bench::start().await;
    let grant: SessionGrant = bench.web().send("/v1/sessions/local").await.created();
    assert_eq!(grant.session.user.name, "creator");
    let again: SessionGrant = bench.web().send("/v1/sessions/local").await.created();
    assert_eq!(again.session.user.id, grant.session.user.id);
    assert_ne!(again.token, grant.token);
    let refused = sign_in(&bench, "creator", "", "::1").await;
    assert_eq!(refused.status, 401);
}

#[tokio::test]
async fn a_short_password_is_refused() {
    let bench = Bench::start().await;
    let store = &bench.running.state.store;
    let refused = accounts::add(store, "Mo", Role::Creator, "short").await;
    assert!(refused.is_err());
}
