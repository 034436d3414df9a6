//! Signing in and out.

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

#[tokio::test]
async fn guessing_is_stopped_for_the_name_though_not_for_others() {
    let bench = Bench::start().await;
    let store = &bench.running.state.store;
    for name in ["Mo", "Jo"] {
        let added = accounts::add(store, name, Role::Creator, "a good password");
        added.await.unwrap();
    }
    for guess in 0..10 {
        let from = format!("10.0.0.{guess}");
        assert_eq!(sign_in(&bench, "Mo", "guess", &from).await.status, 401);
    }
    let stopped = sign_in(&bench, "MO ", "a good password", "10.1.1.1").await;
    assert_eq!(stopped.problem().code, Code::TooMany);
    assert!(stopped.header("retry-after").parse::<u64>().unwrap() > 0);
    let other = sign_in(&bench, "Jo", "a good password", "10.1.1.1").await;
    assert_eq!(other.status, 201);
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
