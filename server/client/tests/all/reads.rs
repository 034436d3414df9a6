//! Reading: one call for many, nothing for a view that is known, nothing across viewers.

use api::feed::Topic;
use api::ids::{ProjectId, ShotId, UserId};
use client::{Error, Key, Keyframes, Peek, ProjectOf, Projects, ShotOf, Shots, Takes};

use crate::support::{Bench, sample};

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_readers_make_one_call() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer(&call, &sample::project(id, 1, "Film"));
    bench.fake.hold(&call);
    let threads: Vec<_> = (0..10)
        .map(|_| {
            let client = bench.client.clone();
            std::thread::spawn(move || {
                for _ in 0..100 {
                    assert!(matches!(client.peek(viewer, ProjectOf(id)), Peek::Loading));
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|it| it.join().unwrap());
    let waiting: Vec<_> = (0..100)
        .map(|_| {
            let client = bench.client.clone();
            tokio::spawn(async move { client.get(viewer, ProjectOf(id)).await.unwrap().version })
        })
        .collect();
    // All of the first thousand and some of the others wait for the one call by then.
    bench
        .until(|| bench.fake.count(&call) == 1 && bench.client.stats().coalesced >= 1000)
        .await;
    bench.fake.release(&call, 1);
    for one in waiting {
        assert_eq!(one.await.unwrap(), 1);
    }
    bench.quiet().await;
    assert_eq!(bench.fake.count(&call), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_known_and_watched_costs_no_call() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}/shots");
    let shot = sample::shot(id, ShotId::fresh(), 1, 0, "One");
    bench.fake.answer(&call, &[shot]);
    let _watch = bench.client.watch(viewer, Key::Shots(id));
    bench.client.get(viewer, Shots(id)).await.unwrap();
    for _ in 0..1000 {
        assert!(matches!(
            bench.client.peek(viewer, Shots(id)),
            Peek::Loaded(_)
        ));
        bench.client.get(viewer, Shots(id)).await.unwrap();
    }
    assert_eq!(bench.fake.total(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_is_watched_before_it_is_read() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer(&call, &sample::project(id, 1, "Film"));
    bench.fake.hold(&call);
    let _loading = bench.client.peek(viewer, ProjectOf(id));
    bench.until(|| bench.fake.count(&call) == 1).await;
    assert!(bench.fake.is_watched(Topic::Project(id)));
    bench.fake.unhold(&call);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shot_known_from_its_list_is_not_read_again() {
    let bench = Bench::new().await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let shot = sample::shot(project, ShotId::fresh(), 1, 0, "One");
    bench
        .fake
        .answer(&format!("GET /v1/projects/{project}/shots"), &[&shot]);
    let list = bench.client.get(viewer, Shots(project)).await.unwrap();
    let found = bench.client.get(viewer, ShotOf(shot.id)).await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&list[0], &found));
    assert_eq!(bench.fake.total(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shot_page_opened_by_its_address_finds_its_topic() {
    let bench = Bench::new().await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let shot = sample::shot(project, ShotId::fresh(), 1, 0, "One");
    let id = shot.id;
    bench.fake.answer(&format!("GET /v1/shots/{id}"), &shot);
    bench
        .fake
        .answer(&format!("GET /v1/shots/{id}/keyframes"), &[0; 0]);
    bench
        .fake
        .answer(&format!("GET /v1/shots/{id}/takes"), &[0; 0]);
    let _watches = [Key::Shot(id), Key::Keyframes(id), Key::Takes(id)]
        .map(|key| bench.client.watch(viewer, key));
    let _loading = (
        bench.client.peek(viewer, ShotOf(id)),
        bench.client.peek(viewer, Keyframes(id)),
        bench.client.peek(viewer, Takes(id)),
    );
    bench.client.get(viewer, Keyframes(id)).await.unwrap();
    bench.client.get(viewer, Takes(id)).await.unwrap();
    bench.quiet().await;
    assert!(bench.fake.is_watched(Topic::Project(project)));
    // The shot twice: once to learn its project, once under that project's watch.
    assert_eq!(bench.fake.count(&format!("GET /v1/shots/{id}")), 2);
    assert_eq!(bench.fake.total(), 4);
    let before = bench.fake.total();
    bench.client.get(viewer, ShotOf(id)).await.unwrap();
    bench.client.get(viewer, Takes(id)).await.unwrap();
    assert_eq!(bench.fake.total(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_one_viewer_is_served_to_another() {
    let bench = Bench::new().await;
    let (ada, eve, id) = (UserId::fresh(), UserId::fresh(), ProjectId::fresh());
    let call = format!("GET /v1/projects/{id}");
    bench.fake.answer(&call, &sample::project(id, 1, "Secret"));
    bench.client.get(ada, ProjectOf(id)).await.unwrap();
    bench.fake.answer_with(
        &call,
        404,
        &sample::problem(404, api::problem::Code::NotFound),
    );
    assert!(matches!(
        bench.client.peek(eve, ProjectOf(id)),
        Peek::Loading
    ));
    let refused = bench.client.get(eve, ProjectOf(id)).await;
    assert_eq!(refused, Err(Error::NotFound));
    let subjects: Vec<_> = bench
        .fake
        .seen(&call)
        .into_iter()
        .map(|it| it.subject)
        .collect();
    assert_eq!(subjects, [format!("viewer:{ada}"), format!("viewer:{eve}")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_asked_for_once() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let _watch = bench.client.watch(viewer, Key::Project(id));
    assert_eq!(
        bench.client.get(viewer, ProjectOf(id)).await,
        Err(Error::NotFound)
    );
    assert_eq!(
        bench.client.get(viewer, ProjectOf(id)).await,
        Err(Error::NotFound)
    );
    assert!(matches!(
        bench.client.peek(viewer, ProjectOf(id)),
        Peek::Failed(_)
    ));
    assert_eq!(bench.fake.total(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_hears_of_the_first_answer_and_of_no_repetition() {
    let bench = Bench::new().await;
    let viewer = UserId::fresh();
    bench.fake.answer("GET /v1/projects", &[0; 0]);
    let _loading = bench.client.peek(viewer, Projects);
    bench
        .until(|| matches!(bench.client.peek(viewer, Projects), Peek::Loaded(_)))
        .await;
    // A read has ended when all have been told of it.
    bench.until(|| bench.client.stats().reads_ended == 1).await;
    let changes = bench.changes();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].key, Key::Projects);
    // Read again, the same again.
    bench.fake.say(api::feed::FromBackend::Gap {
        topic: Topic::User(viewer),
        head: 7,
    });
    bench.until(|| bench.client.stats().feed_gaps == 1).await;
    bench.client.get(viewer, Projects).await.unwrap();
    assert_eq!(bench.fake.count("GET /v1/projects"), 2);
    bench.until(|| bench.client.stats().reads_ended == 2).await;
    assert_eq!(bench.changes(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_on_screen_is_kept_when_the_cache_is_full() {
    let bench = Bench::with(|config| config.cache_bytes = 0).await;
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    bench.fake.answer(
        &format!("GET /v1/projects/{id}"),
        &sample::project(id, 1, "Film"),
    );
    let watch = bench.client.watch(viewer, Key::Project(id));
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    bench.client.get(viewer, ProjectOf(id)).await.unwrap();
    assert_eq!(bench.fake.total(), 1);
    drop(watch);
    bench
        .until(|| {
            // Bounds are kept while the cache is used.
            let _other = bench.client.peek(viewer, ProjectOf(ProjectId::fresh()));
            bench.client.stats().entries < 10 && bench.fake.total() > 20
        })
        .await;
}
