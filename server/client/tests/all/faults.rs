//! Faults of the line: late, refused, dropped, unreadable.

use std::time::Duration;

use api::ids::{ProjectId, UserId};
use api::problem::Code;
use api::project::{EditProject, NewProject};
use client::{Attempt, Error, Peek, ProjectOf};

use crate::support::{Bench, sample};

fn unavailable() -> api::problem::Problem {
    sample::problem(503, Code::Unavailable)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_met_503_is_tried_again() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.first(&call, 503, &unavailable());
    bench.fake.first(&call, 502, &"a balancer's page");
    bench.fake.answer(&call, &sample::project(id, 1, "Film"));
    assert_eq!(
        bench.client.get(viewer, ProjectOf(id)).await.unwrap().name,
        "Film"
    );
    assert_eq!(bench.fake.count(&call), 3);
    assert_eq!(bench.client.stats().retries, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn retries_have_a_budget() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    // Saved up are twenty; each of these reads would take two.
    for _ in 0..30 {
        let id = ProjectId::fresh();
        bench
            .fake
            .answer_with(&format!("GET /v1/projects/{id}"), 503, &unavailable());
        let failed = bench.client.get(viewer, ProjectOf(id)).await;
        assert!(matches!(failed, Err(Error::Unavailable { .. })));
    }
    assert!(
        bench.fake.total() <= 30 + 25,
        "{} calls",
        bench.fake.total()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_with_a_key_is_sent_again_under_the_same_key() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let made = sample::project(ProjectId::fresh(), 1, "Film");
    bench.fake.first("POST /v1/projects", 503, &unavailable());
    bench.fake.answer_with("POST /v1/projects", 201, &made);
    let new = NewProject {
        name: "Film".to_owned(),
        width: 64,
        height: 64,
    };
    let answer = bench
        .client
        .create_project(viewer, new, &Attempt::act("key-1"))
        .await
        .unwrap();
    assert_eq!(answer, made);
    let keys: Vec<_> = bench
        .fake
        .seen("POST /v1/projects")
        .into_iter()
        .map(|it| it.key)
        .collect();
    assert_eq!(keys, [Some("key-1".to_owned()), Some("key-1".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_may_have_arrived_is_sent_again_under_its_key() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("PATCH /v1/projects/{id}");
    bench.fake.first(&call, 503, &unavailable());
    bench.fake.answer(&call, &sample::project(id, 2, "Film"));
    let edited = bench
        .client
        .edit_project(viewer, id, EditProject::default(), &Attempt::act("k"))
        .await;
    assert_eq!(edited.unwrap().version, 2);
    let seen = bench.fake.seen(&call);
    let keys: Vec<_> = seen.iter().map(|it| it.key.as_deref()).collect();
    assert_eq!(keys, [Some("k"), Some("k")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_about_a_write_says_that_it_is_one_and_is_told_when_it_came_too_late() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("DELETE /v1/projects/{id}");
    bench.fake.first(&call, 503, &unavailable());
    bench
        .fake
        .answer_with(&call, 410, &sample::problem(410, Code::Expired));
    let (act, confirm) = (Attempt::act("k"), Attempt::confirm("k"));
    for attempt in [&confirm, &act] {
        let expired = bench.client.delete_project(viewer, id, attempt).await;
        let Err(error @ Error::Expired(_)) = expired else {
            panic!("{expired:?}");
        };
        assert_eq!(error.sentence(), "A sentence for the person.");
    }
    let seen = bench.fake.seen(&call);
    let asked: Vec<_> = seen
        .iter()
        .map(|it| it.headers.get("idempotency-replay").map(String::as_str))
        .collect();
    assert_eq!(asked, [Some("confirm"), Some("confirm"), None]);
    assert!(seen.iter().all(|it| it.key.as_deref() == Some("k")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_never_comes_ends_at_the_deadline() {
    let bench = Bench::with(|config| config.call_timeout = Duration::from_millis(50)).await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.hold(&call);
    let begun = std::time::Instant::now();
    let failed = bench.client.get(viewer, ProjectOf(id)).await;
    assert!(matches!(failed, Err(Error::Unavailable { .. })));
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert!(matches!(
        bench.client.peek(viewer, ProjectOf(id)),
        Peek::Failed(_)
    ));
    bench.fake.unhold(&call);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_cannot_be_read_is_not_asked_for_in_a_loop() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer(&call, &"not a project");
    assert!(matches!(
        bench.client.get(viewer, ProjectOf(id)).await,
        Err(Error::Broken { .. })
    ));
    for _ in 0..100 {
        assert!(matches!(
            bench.client.peek(viewer, ProjectOf(id)),
            Peek::Failed(_)
        ));
    }
    bench.quiet().await;
    assert_eq!(bench.fake.count(&call), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_is_kept_while_the_backend_fails_and_replaced_when_it_recovers() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer(&call, &sample::project(id, 1, "Old"));
    let _watch = bench.client.watch(viewer, client::Key::Project(id));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench
        .fake
        .answer_with(&call, 500, &sample::problem(500, Code::Internal));
    let topic = api::feed::Topic::Project(id);
    bench
        .fake
        .say(api::feed::FromBackend::Gap { topic, head: 9 });
    bench.until(|| bench.fake.count(&call) == 2).await;
    let name = || match bench.client.peek(viewer, ProjectOf(id)) {
        Peek::Loaded(it) => it.name.clone(),
        _ => String::new(),
    };
    bench.quiet().await;
    assert_eq!(name(), "Old");
    bench.fake.answer(&call, &sample::project(id, 2, "New"));
    bench.until(|| name() == "New").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_what_the_person_can_do() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("PATCH /v1/projects/{id}");
    let mut problem = sample::problem(409, Code::StaleVersion);
    problem.current = Some(serde_json::to_value(sample::project(id, 7, "Theirs")).unwrap());
    bench.fake.answer_with(&call, 409, &problem);
    let attempt = Attempt::act("k");
    let edit = || {
        bench
            .client
            .edit_project(viewer, id, EditProject::default(), &attempt)
    };
    let Err(Error::Stale { current, .. }) = edit().await else {
        panic!("not stale");
    };
    let current: api::project::Project = serde_json::from_value(current.unwrap()).unwrap();
    assert_eq!(current.name, "Theirs");

    bench
        .fake
        .answer_with(&call, 422, &sample::problem(422, Code::Invalid));
    let refused = edit().await.unwrap_err();
    assert_eq!(refused.sentence(), "A sentence for the person.");
    bench
        .fake
        .answer_with(&call, 401, &sample::problem(401, Code::Unauthenticated));
    assert_eq!(edit().await, Err(Error::SignedOut));
    bench
        .fake
        .answer_with(&call, 404, &sample::problem(404, Code::NotFound));
    assert_eq!(edit().await, Err(Error::NotFound));
}
