//! Signing in and out, and looking sessions up.

use api::account::{SessionGrant, SignIn};
use api::feed::{FromBackend, Topic};
use api::ids::UserId;
use api::problem::Code;
use client::{Error, Key};

use crate::support::{Bench, sample};

const LOOKUP: &str = "POST /v1/sessions/lookup";

fn attempt() -> SignIn {
    SignIn {
        name: "ada".to_owned(),
        password: "secret".to_owned(),
        from: "127.0.0.1".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_is_known_without_a_look_up_until_it_is_signed_out() {
    let bench = Bench::new().await;
    let session = sample::session(UserId::fresh());
    let grant = SessionGrant {
        token: "t".to_owned(),
        session: session.clone(),
    };
    bench.fake.answer_with("POST /v1/sessions", 201, &grant);
    bench.fake.answer_bytes(
        &format!("DELETE /v1/sessions/{}", session.id),
        204,
        &[],
        b"",
    );
    let granted = bench.client.sign_in(attempt()).await.unwrap();
    assert_eq!(granted.token, "t");
    let known = bench.client.session("t").await.unwrap().unwrap();
    assert_eq!(*known, session);
    assert_eq!(bench.fake.seen("POST /v1/sessions")[0].subject, "web");

    let (send, receive) = std::sync::mpsc::channel();
    bench
        .client
        .on_session_end(move |id| send.send(id).unwrap());
    bench.client.sign_out(session.id).await.unwrap();
    assert_eq!(receive.recv().unwrap(), session.id);
    assert_eq!(bench.client.session("t").await.unwrap(), None);
    assert_eq!(bench.fake.count(LOOKUP), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_gets_the_backends_sentence_and_no_second_attempt() {
    let bench = Bench::new().await;
    let wrong = sample::problem(401, Code::Unauthenticated);
    bench.fake.answer_with("POST /v1/sessions", 401, &wrong);
    let Err(error) = bench.client.sign_in(attempt()).await else {
        panic!("signed in");
    };
    assert_eq!(error, Error::Rejected(Box::new(wrong)));
    bench.fake.answer_with(
        "POST /v1/sessions",
        503,
        &sample::problem(503, Code::Unavailable),
    );
    assert!(matches!(
        bench.client.sign_in(attempt()).await,
        Err(Error::Unavailable { .. })
    ));
    assert_eq!(bench.fake.count("POST /v1/sessions"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_with_one_cookie_make_one_look_up() {
    let bench = Bench::new().await;
    let session = sample::session(UserId::fresh());
    bench.fake.answer(LOOKUP, &session);
    let asked = (0..100).map(|_| bench.client.session("t"));
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.unwrap().unwrap().id, session.id);
    }
    assert_eq!(bench.fake.count(LOOKUP), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_or_expired_session_is_none() {
    let bench = Bench::new().await;
    bench
        .fake
        .answer_with(LOOKUP, 401, &sample::problem(401, Code::Unauthenticated));
    assert_eq!(bench.client.session("unknown").await.unwrap(), None);
    let mut session = sample::session(UserId::fresh());
    session.expires_at = 1;
    bench.fake.answer(LOOKUP, &session);
    assert_eq!(bench.client.session("expired").await.unwrap(), None);
    bench
        .fake
        .answer_with(LOOKUP, 503, &sample::problem(503, Code::Unavailable));
    let failed = bench.client.session("unlucky").await;
    assert!(matches!(failed, Err(Error::Unavailable { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_whose_end_was_told_to_nobody_is_over_with_the_gap() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let (session, topic) = (sample::session(viewer), Topic::User(viewer));
    bench.fake.answer(LOOKUP, &session);
    assert!(bench.client.session("t").await.unwrap().is_some());
    let (send, receive) = std::sync::mpsc::channel();
    bench
        .client
        .on_session_end(move |id| send.send(id).unwrap());
    let _watch = bench.client.watch(viewer, Key::Queue);
    bench.until(|| bench.fake.is_watched(topic)).await;
    bench.quiet().await;
    // Over, and its fact is among those that cannot be told any more.
    bench
        .fake
        .answer_with(LOOKUP, 401, &sample::problem(401, Code::Unauthenticated));
    bench.fake.say(FromBackend::Gap { topic, head: 9 });
    bench.until(|| receive.try_recv() == Ok(session.id)).await;
    assert_eq!(bench.client.session("t").await.unwrap(), None);
}
