//! The feed's line: it resumes where it was, and refreshes exactly what is on screen where it cannot.

use std::time::Duration;

use api::feed::{Change, FromBackend, Subject, ToBackend, Topic};
use api::ids::{ProjectId, ShotId, UserId};
use client::{BackendState, Key, Peek, ProjectOf, Reach, Shots};

use crate::support::{Bench, sample};

fn project_answers(bench: &Bench, version: i64, name: &str) -> (ProjectId, String) {
    let id = ProjectId::fresh();
    let call = format!("GET /v1/projects/{id}");
    bench
        .fake
        .answer(&call, &sample::project(id, version, name));
    (id, call)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_line_resumes_after_the_last_fact_without_a_read() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let (id, call) = project_answers(&bench, 1, "Film");
    bench.fake.set_head(Topic::Project(id), 40);
    let _watch = bench.client.watch(viewer, Key::Project(id));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench.fake.answer(&call, &sample::project(id, 2, "Renamed"));
    bench.fake.say(sample::project_fact(
        Topic::Project(id),
        41,
        Change::Updated,
        id,
        2,
    ));
    bench.until(|| bench.fake.count(&call) == 2).await;
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();

    bench.fake.set_head(Topic::Project(id), 41);
    bench.fake.break_line();
    bench.until(|| bench.fake.lines() == 2).await;
    let resumed = ToBackend::Watch {
        viewer,
        topic: Topic::Project(id),
        after: Some(41),
    };
    bench.until(|| bench.fake.orders().contains(&resumed)).await;
    bench.quiet().await;
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    assert_eq!(bench.fake.count(&call), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_missed_while_the_line_was_broken_arrive_before_it_counts_as_standing() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let (id, call) = project_answers(&bench, 1, "Film");
    let _watch = bench.client.watch(viewer, Key::Project(id));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench.fake.answer(&call, &sample::project(id, 2, "Renamed"));
    bench.fake.set_head(Topic::Project(id), 1);
    bench.fake.break_line();
    bench.until(|| bench.fake.lines() == 2).await;
    bench.quiet().await;
    // It said that fact 1 exists, and tells it now.
    bench.fake.say(sample::project_fact(
        Topic::Project(id),
        1,
        Change::Updated,
        id,
        2,
    ));
    let name = || match bench.client.peek(viewer, ProjectOf(id)) {
        Peek::Loaded(it) => it.name.clone(),
        _ => String::new(),
    };
    bench.until(|| name() == "Renamed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_refreshes_only_what_is_on_screen() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let (shown, shown_call) = project_answers(&bench, 1, "Shown");
    let (left, left_call) = project_answers(&bench, 1, "Left");
    let shots = format!("GET /v1/projects/{shown}/shots");
    bench.fake.answer(&shots, &[0; 0]);
    let _watch = bench.client.watch(viewer, Key::Project(shown));
    bench.client.get(viewer, ProjectOf(shown)).await.unwrap();
    bench.client.get(viewer, ProjectOf(left)).await.unwrap();
    bench.client.get(viewer, Shots(shown)).await.unwrap();
    assert_eq!(bench.fake.total(), 3);
    for topic in [Topic::Project(shown), Topic::Project(left)] {
        bench.fake.say(FromBackend::Gap { topic, head: 99 });
    }
    bench.until(|| bench.fake.count(&shown_call) == 2).await;
    bench.quiet().await;
    assert_eq!(bench.fake.total(), 4);
    // The rest when it is looked at.
    bench.client.get(viewer, ProjectOf(left)).await.unwrap();
    bench.client.get(viewer, Shots(shown)).await.unwrap();
    assert_eq!(
        (bench.fake.count(&left_call), bench.fake.count(&shots)),
        (2, 2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_stands_late_has_its_values_read_again() {
    let bench = Bench::new().await;
    bench.fake.be_silent();
    let viewer = UserId::fresh();
    let (id, call) = project_answers(&bench, 1, "Film");
    let _watch = bench.client.watch(viewer, Key::Project(id));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench
        .fake
        .answer(&call, &sample::project(id, 2, "Meanwhile"));
    bench.fake.say(FromBackend::Watching {
        topic: Topic::Project(id),
        head: 5,
    });
    let name = || match bench.client.peek(viewer, ProjectOf(id)) {
        Peek::Loaded(it) => it.name.clone(),
        _ => String::new(),
    };
    bench.until(|| name() == "Meanwhile").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_feed_every_get_asks_and_a_peek_asks_at_most_once_a_second() {
    let bench = Bench::with(|_| ()).await;
    bench.fake.close_feed(true);
    bench.fake.break_line();
    let viewer = UserId::fresh();
    let (id, call) = project_answers(&bench, 1, "Film");
    for count in 1..4 {
        bench.client.get(viewer, ProjectOf(id)).await.unwrap();
        assert_eq!(bench.fake.count(&call), count);
    }
    for _ in 0..100 {
        assert!(matches!(
            bench.client.peek(viewer, ProjectOf(id)),
            Peek::Loaded(_)
        ));
    }
    bench.quiet().await;
    assert_eq!(bench.fake.count(&call), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_topic_does_not_end_the_watch_of_those_who_may() {
    let bench = Bench::new().await;
    let (ada, eve) = (UserId::fresh(), UserId::fresh());
    let (id, call) = project_answers(&bench, 1, "Film");
    let topic = Topic::Project(id);
    bench.fake.refuse(topic);
    let not_found = sample::problem(404, api::problem::Code::NotFound);
    bench.fake.first(&call, 404, &not_found);
    let _eve = bench.client.watch(eve, Key::Project(id));
    assert!(bench.client.get(eve, ProjectOf(id)).await.is_err());
    let _ada = bench.client.watch(ada, Key::Project(id));
    let asked = ToBackend::Watch {
        viewer: ada,
        topic,
        after: None,
    };
    bench.until(|| bench.fake.orders().contains(&asked)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_to_another_is_read_again_before_it_is_shown() {
    let bench = Bench::new().await;
    let (ada, eve) = (UserId::fresh(), UserId::fresh());
    let (id, call) = project_answers(&bench, 1, "Film");
    let topic = Topic::Project(id);
    bench.fake.be_silent();
    let not_found = sample::problem(404, api::problem::Code::NotFound);
    bench.fake.first(&call, 404, &not_found);
    assert!(bench.client.get(eve, ProjectOf(id)).await.is_err());
    let asked = ToBackend::Watch {
        viewer: eve,
        topic,
        after: None,
    };
    bench.until(|| bench.fake.orders().contains(&asked)).await;
    bench.client.get(ada, ProjectOf(id)).await.unwrap();
    // The answer to eve comes when nobody needs the topic any more.
    bench.fake.say(FromBackend::Refused {
        topic,
        reason: "not yours".to_owned(),
    });
    let refused = || {
        bench
            .client
            .explain(ada, &Key::Project(id))
            .contains("Refused")
    };
    bench.until(refused).await;
    assert!(matches!(
        bench.client.peek(ada, ProjectOf(id)),
        Peek::Loading
    ));
    bench.until(|| bench.fake.count(&call) == 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_is_taken_away_takes_the_value_away() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let (id, call) = project_answers(&bench, 1, "Film");
    let _watch = bench.client.watch(viewer, Key::Project(id));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    let topic = Topic::Project(id);
    bench.fake.refuse(topic);
    bench.fake.answer_with(
        &call,
        404,
        &sample::problem(404, api::problem::Code::NotFound),
    );
    bench.fake.say(FromBackend::Refused {
        topic,
        reason: "no more".to_owned(),
    });
    bench
        .until(|| matches!(bench.client.peek(viewer, ProjectOf(id)), Peek::Failed(_)))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_lingers_after_its_last_reader_and_is_then_let_go() {
    let bench = Bench::with(|config| config.linger = Duration::from_millis(300)).await;
    let viewer = UserId::fresh();
    let (id, call) = project_answers(&bench, 1, "Film");
    let topic = Topic::Project(id);
    let watch = bench.client.watch(viewer, Key::Project(id));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    drop(watch);
    // Still vouched for: a change of page costs nothing.
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    assert_eq!(bench.fake.count(&call), 1);
    bench
        .until(|| bench.fake.orders().contains(&ToBackend::Unwatch { topic }))
        .await;
    // Not vouched for any more.
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    assert_eq!(bench.fake.count(&call), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_session_is_told_by_the_feed() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    let (id, _) = project_answers(&bench, 1, "Film");
    let ended = std::sync::Arc::<std::sync::Mutex<Vec<_>>>::default();
    let noted = std::sync::Arc::clone(&ended);
    bench
        .client
        .on_session_end(move |id| noted.lock().unwrap().push(id));
    let session = sample::session(viewer);
    bench.fake.answer("POST /v1/sessions/lookup", &session);
    let known = bench.client.session("token").await.unwrap().unwrap();
    assert_eq!(known.id, session.id);
    // A page that shows a project watches its person too.
    let _watch = bench.client.watch(viewer, Key::Project(id));
    bench
        .until(|| bench.fake.is_watched(Topic::User(viewer)))
        .await;
    bench.quiet().await;
    let fact = |number| {
        FromBackend::Fact(api::feed::Fact {
            topic: Topic::User(viewer),
            number,
            change: Change::Deleted,
            subject: Subject::Session,
            id: session.id.to_string(),
            version: 1,
            project: None,
            shot: None,
            job: None,
        })
    };
    bench.fake.say(fact(1));
    bench.until(|| *ended.lock().unwrap() == [session.id]).await;
    assert_eq!(bench.client.session("token").await.unwrap(), None);
    bench.fake.say(fact(2));
    bench.quiet().await;
    assert_eq!(ended.lock().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_backend_shows_a_banner_and_the_last_known_values_until_it_is_back() {
    let mut bench = Bench::new().await;
    let viewer = UserId::fresh();
    let (id, call) = project_answers(&bench, 1, "Film");
    let shots = format!("GET /v1/projects/{id}/shots");
    let _watches =
        [Key::Project(id), Key::Backend, Key::Shots(id)].map(|key| bench.client.watch(viewer, key));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench.fake.stop().await;
    let reach = |bench: &Bench| match bench.client.peek(viewer, BackendState) {
        Peek::Loaded(it) => *it,
        _ => unreachable!(),
    };
    bench.until(|| reach(&bench) == Reach::Unreachable).await;
    assert!(bench.changes().iter().any(|it| it.key == Key::Backend));
    assert!(matches!(
        bench.client.peek(viewer, ProjectOf(id)),
        Peek::Loaded(_)
    ));
    assert!(bench.client.get(viewer, Shots(id)).await.is_err());

    bench
        .fake
        .answer(&call, &sample::project(id, 2, "Changed meanwhile"));
    bench
        .fake
        .answer(&shots, &[sample::shot(id, ShotId::fresh(), 1, 0, "One")]);
    bench.fake.set_head(Topic::Project(id), 1);
    bench.fake.restart().await;
    bench.until(|| reach(&bench) == Reach::Reachable).await;
    bench.until(|| bench.fake.lines() == 2).await;
    bench.quiet().await;
    bench.fake.say(sample::project_fact(
        Topic::Project(id),
        1,
        Change::Updated,
        id,
        2,
    ));
    bench
        .until(|| {
            matches!(bench.client.peek(viewer, ProjectOf(id)), Peek::Loaded(it) if it.version == 2)
                && matches!(bench.client.peek(viewer, Shots(id)), Peek::Loaded(_))
        })
        .await;
}
