//! A backend that is away: the breaker before all calls, and how they come back.

use std::time::{Duration, Instant};

use api::ids::{ProjectId, ShotId, UserId};
use api::problem::Code;
use api::project::EditProject;
use client::{Attempt, BackendState, Error, Key, Peek, ProjectOf, Reach, ShotOf, Watch};

use crate::support::{Bench, sample};

/// What a person forgives.
const BACK_WITHIN: Duration = Duration::from_secs(2);

fn reach(bench: &Bench) -> Reach {
    match bench.client.peek(UserId::fresh(), BackendState) {
        Peek::Loaded(it) => *it,
        _ => unreachable!("it is never loading"),
    }
}

async fn read(bench: &Bench) -> Result<(), Error> {
    let read = bench
        .client
        .get(UserId::fresh(), ProjectOf(ProjectId::fresh()));
    read.await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_backend_is_away_calls_fail_at_once_with_a_sentence_and_reach_nobody() {
    let mut bench = Bench::new().await;
    bench.until(|| bench.fake.lines() == 1).await;
    bench.fake.stop().await;
    bench.until(|| reach(&bench) == Reach::Unreachable).await;
    let begun = Instant::now();
    for number in 0..200 {
        let failed = read(&bench).await.unwrap_err();
        assert!(
            failed.sentence().contains("cannot reach its backend"),
            "{failed}"
        );
        let attempt = Attempt::act(format!("k{number}"));
        let edit = bench.client.edit_project(
            UserId::fresh(),
            ProjectId::fresh(),
            EditProject::default(),
            &attempt,
        );
        assert!(matches!(edit.await, Err(Error::Unavailable { .. })));
    }
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(bench.client.stats().retries, 0);

    bench.fake.restart().await;
    let back = Instant::now();
    bench.until(|| reach(&bench) == Reach::Reachable).await;
    assert!(back.elapsed() < BACK_WITHIN, "{:?}", back.elapsed());
    assert_eq!(
        bench.fake.total(),
        0,
        "nobody's call was spent on finding out"
    );
    assert_eq!(read(&bench).await, Err(Error::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_fails_everything_is_left_alone_until_it_is_well() {
    let bench = Bench::new().await;
    let unwell = sample::problem(503, Code::Unavailable);
    bench.fake.answer_with("GET /readyz", 503, &unwell);
    let id = ProjectId::fresh();
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer_with(&call, 503, &unwell);
    let mut reads = 0;
    while reach(&bench) == Reach::Reachable {
        reads += 1;
        let failed = bench.client.get(UserId::fresh(), ProjectOf(id)).await;
        assert!(matches!(failed, Err(Error::Unavailable { .. })));
    }
    assert!(reads <= 2, "{reads} reads of three tries each");
    let asked = bench.fake.total();
    bench.until(|| bench.fake.probes() >= 2).await;
    assert!(read(&bench).await.is_err());
    assert_eq!(bench.fake.total(), asked);
    assert_eq!(reach(&bench), Reach::Unreachable);

    bench.fake.answer_with("GET /readyz", 200, &"ready");
    let back = Instant::now();
    bench.until(|| reach(&bench) == Reach::Reachable).await;
    assert!(back.elapsed() < BACK_WITHIN, "{:?}", back.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_backend_refuses_for_good_reasons_opens_nothing() {
    let bench = Bench::new().await;
    for (status, code) in [
        (422, Code::Invalid),
        (429, Code::TooMany),
        (507, Code::StorageFull),
    ] {
        let id = ProjectId::fresh();
        let call = format!("GET /v1/projects/{id}");
        bench
            .fake
            .answer_with(&call, status, &sample::problem(status, code));
        for _ in 0..20 {
            let refused = bench.client.get(UserId::fresh(), ProjectOf(id)).await;
            assert!(
                matches!(refused, Err(Error::Rejected(_))),
                "{status}: {refused:?}"
            );
        }
    }
    for _ in 0..20 {
        assert_eq!(read(&bench).await, Err(Error::NotFound));
    }
    assert_eq!(reach(&bench), Reach::Reachable);
    assert_eq!(bench.fake.probes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_screen_comes_back_by_itself_and_not_all_at_once() {
    const PAGES: usize = 60;
    let mut bench = Bench::new().await;
    let viewer = UserId::fresh();
    bench.until(|| bench.fake.lines() == 1).await;
    bench.fake.stop().await;
    bench.until(|| reach(&bench) == Reach::Unreachable).await;
    let shots: Vec<ShotId> = (0..PAGES).map(|_| ShotId::fresh()).collect();
    let _watches: Vec<Watch> = shots
        .iter()
        .map(|id| bench.client.watch(viewer, Key::Shot(*id)))
        .collect();
    for id in &shots {
        let failed = bench.client.get(viewer, ShotOf(*id)).await;
        assert!(matches!(failed, Err(Error::Unavailable { .. })));
    }
    let project = ProjectId::fresh();
    for id in &shots {
        let shot = sample::shot(project, *id, 1, 0, "Shot");
        bench.fake.answer(&format!("GET /v1/shots/{id}"), &shot);
    }
    bench.fake.restart().await;
    bench.until(|| reach(&bench) == Reach::Reachable).await;
    let back = Instant::now();
    let loaded = || {
        let shown = shots
            .iter()
            .filter(|id| matches!(bench.client.peek(viewer, ShotOf(**id)), Peek::Loaded(_)));
        shown.count()
    };
    // This process had made few calls before, so that ten may come in the first second, and twenty more in the next.
    bench.until(|| loaded() >= 10).await;
    assert!(
        back.elapsed() > Duration::from_millis(700),
        "{:?}",
        back.elapsed()
    );
    bench.until(|| loaded() == PAGES).await;
    assert!(
        back.elapsed() > Duration::from_secs(2),
        "{:?}",
        back.elapsed()
    );
    assert_eq!(bench.fake.total(), PAGES);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_believed_while_it_cannot_be_looked_up_and_not_a_moment_longer() {
    const LOOKUP: &str = "POST /v1/sessions/lookup";
    let mut bench = Bench::with(|config| config.session_ttl = Duration::from_millis(1)).await;
    bench.until(|| bench.fake.lines() == 1).await;
    let sessions = ["kept", "ended", "revoked"].map(|_| sample::session(UserId::fresh()));
    for (token, session) in ["kept", "ended", "revoked"].iter().zip(&sessions) {
        bench.fake.answer(LOOKUP, session);
        assert!(bench.client.session(token).await.unwrap().is_some());
    }
    let path = format!("DELETE /v1/sessions/{}", sessions[1].id);
    bench.fake.answer_bytes(&path, 204, &[], b"");
    bench.client.sign_out(sessions[1].id).await.unwrap();
    bench.fake.stop().await;
    bench.until(|| reach(&bench) == Reach::Unreachable).await;

    let known = bench.client.session("kept").await.unwrap();
    assert_eq!(known.as_deref(), Some(&sessions[0]));
    let ended = bench.client.session("ended").await;
    assert!(matches!(ended, Err(Error::Unavailable { .. })), "{ended:?}");
    let stranger = bench.client.session("never seen").await;
    assert!(
        matches!(stranger, Err(Error::Unavailable { .. })),
        "{stranger:?}"
    );

    bench
        .fake
        .answer_with(LOOKUP, 401, &sample::problem(401, Code::Unauthenticated));
    bench.fake.restart().await;
    bench.until(|| reach(&bench) == Reach::Reachable).await;
    assert_eq!(bench.client.session("revoked").await, Ok(None));
    bench.fake.stop().await;
    bench.until(|| reach(&bench) == Reach::Unreachable).await;
    assert!(bench.client.session("revoked").await.is_err());
}
