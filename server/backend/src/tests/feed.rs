//! The feed: what is told, in which order, and to whom.

use std::time::Duration;

use api::account::SessionGrant;
use api::feed::{Change, FromBackend, Subject, ToBackend, Topic};
use api::ids::UserId;
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{Bench, assertion};

pub(super) struct Feed(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Feed {
    pub(super) async fn open(bench: &Bench) -> Self {
        let url = format!("ws://{}/v1/feed", bench.running.addr());
        let mut request = url.into_client_request().unwrap();
        let bearer = format!("Bearer {}", assertion("web"));
        let headers = request.headers_mut();
        headers.insert("authorization", bearer.parse().unwrap());
        Self(connect_async(request).await.unwrap().0)
    }

    async fn say(&mut self, frame: &ToBackend) {
        let text = serde_json::to_string(frame).unwrap();
        self.0.send(Message::text(text)).await.unwrap();
    }

    async fn watch(&mut self, viewer: UserId, topic: Topic, after: Option<i64>) {
        let frame = ToBackend::Watch {
            viewer,
            topic,
            after,
        };
        self.say(&frame).await;
    }

    /// Watches from now on; answers the number of the last fact.
    pub(super) async fn watch_from_now(&mut self, viewer: UserId, topic: Topic) -> i64 {
        self.watch(viewer, topic, None).await;
        match self.next().await {
            FromBackend::Watching { head, .. } => head,
            other => panic!("{other:?}"),
        }
    }

    async fn next(&mut self) -> FromBackend {
        loop {
            let message = self.0.next().await.unwrap().unwrap();
            if let Message::Text(text) = message {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    async fn next_fact(&mut self) -> api::feed::Fact {
        loop {
            if let FromBackend::Fact(fact) = self.next().await {
                return fact;
            }
        }
    }

    /// Waits for news; a fraction where it was progress.
    pub(super) async fn next_progress_or_fact(&mut self) -> Option<f64> {
        loop {
            match self.next().await {
                FromBackend::Progress { progress, .. } => return Some(progress.fraction),
                FromBackend::Fact(_) => return None,
                _ => (),
            }
        }
    }

    async fn ended(&mut self) -> bool {
        while let Some(Ok(message)) = self.0.next().await {
            if message.is_close() {
                return true;
            }
        }
        true
    }
}

#[tokio::test]
async fn a_change_is_told_to_those_who_watch_its_topic() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let topic = Topic::Project(project.id);
    let mut first = Feed::open(&bench).await;
    let mut second = Feed::open(&bench).await;
    let head = first.watch_from_now(viewer.user, topic).await;
    second.watch_from_now(viewer.user, topic).await;
    let shot = viewer.shot(project.id).await;
    for feed in [&mut first, &mut second] {
        let fact = feed.next_fact().await;
        assert_eq!((fact.topic, fact.number), (topic, head + 1));
        assert_eq!(
            (fact.subject, fact.change),
            (Subject::Shot, Change::Created)
        );
        assert_eq!((fact.id, fact.shot), (shot.id.to_string(), Some(shot.id)));
    }
}

#[tokio::test]
async fn what_was_missed_is_told_again_by_number() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let topic = Topic::Project(project.id);
    let mut feed = Feed::open(&bench).await;
    let head = feed.watch_from_now(viewer.user, topic).await;
    drop(feed);
    for _ in 0..3 {
        viewer.shot(project.id).await;
    }
    let mut feed = Feed::open(&bench).await;
    feed.watch(viewer.user, topic, Some(head)).await;
    for number in 1..=3 {
        assert_eq!(feed.next_fact().await.number, head + number);
    }
    let watching = FromBackend::Watching {
        topic,
        head: head + 3,
    };
    assert_eq!(feed.next().await, watching);
}

#[tokio::test]
async fn a_number_that_was_never_told_is_a_gap() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let topic = Topic::Project(project.id);
    let mut feed = Feed::open(&bench).await;
    let head = feed.watch_from_now(viewer.user, topic).await;
    feed.watch(viewer.user, topic, Some(head + 1000)).await;
    assert_eq!(feed.next().await, FromBackend::Gap { topic, head });
    assert_eq!(feed.next().await, FromBackend::Watching { topic, head });
    viewer.shot(project.id).await;
    assert_eq!(feed.next_fact().await.number, head + 1);
}

#[tokio::test]
async fn somebody_elses_topic_is_refused() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let other = bench.person("Jo").await;
    let project = viewer.project().await;
    let mut feed = Feed::open(&bench).await;
    for topic in [Topic::Project(project.id), Topic::User(viewer.user)] {
        feed.watch(other.user, topic, None).await;
        let answer = feed.next().await;
        assert!(matches!(answer, FromBackend::Refused { topic: t, .. } if t == topic));
    }
}

#[tokio::test]
async fn an_unwatched_topic_is_silent() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let topic = Topic::Project(project.id);
    let mut feed = Feed::open(&bench).await;
    feed.watch_from_now(viewer.user, topic).await;
    feed.say(&ToBackend::Unwatch { topic }).await;
    let own = Topic::User(viewer.user);
    feed.watch_from_now(viewer.user, own).await;
    viewer.shot(project.id).await;
    let second = viewer.send("/v1/projects/sample").await;
    assert_eq!(second.status, 201);
    assert_eq!(feed.next_fact().await.topic, own);
}

#[tokio::test]
async fn progress_reaches_the_project_and_its_owner() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let (project, _, take) = viewer.film().await;
    let order = bench.claim().await;
    let mut feed = Feed::open(&bench).await;
    let topics = [Topic::User(viewer.user), Topic::Project(project.id)];
    for topic in topics {
        feed.watch_from_now(viewer.user, topic).await;
    }
    let path = format!("/v1/worker/jobs/{}/progress", order.job);
    let report = json!({"lease": order.lease, "fraction": 7.0, "step": "frame 1 of 2"});
    assert_eq!(bench.worker().post(&path, &report).await.status, 200);
    let mut heard = Vec::new();
    while heard.len() < 2 {
        if let FromBackend::Progress { topic, progress } = feed.next().await {
            assert_eq!((progress.job, progress.fraction), (take.job, 1.0));
            heard.push(topic);
        }
    }
    assert!(topics.iter().all(|topic| heard.contains(topic)));
}

#[tokio::test]
async fn signing_out_is_told_to_the_persons_pages() {
    let bench = Bench::start().await;
    let grant: SessionGrant = bench.web().send("/v1/sessions/local").await.created();
    let session = grant.session;
    let mut feed = Feed::open(&bench).await;
    feed.watch_from_now(session.user.id, Topic::User(session.user.id))
        .await;
    let path = format!("/v1/sessions/{}", session.id);
    assert_eq!(bench.web().delete(&path).await.status, 204);
    let fact = feed.next_fact().await;
    assert_eq!(
        (fact.subject, fact.change, fact.id),
        (Subject::Session, Change::Deleted, session.id.to_string())
    );
}

#[tokio::test]
async fn those_who_wait_hear_that_the_queue_moved() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let other = bench.person("Jo").await;
    viewer.film().await;
    other.film().await;
    let mut feed = Feed::open(&bench).await;
    let topic = Topic::User(other.user);
    feed.watch_from_now(other.user, topic).await;
    bench.claim().await;
    while feed.next().await != (FromBackend::QueueMoved { topic }) {}
}

#[tokio::test]
async fn a_frame_that_is_not_understood_ends_the_feed() {
    let bench = Bench::start().await;
    let mut feed = Feed::open(&bench).await;
    feed.0.send(Message::text("{\"watch\":1}")).await.unwrap();
    assert!(feed.ended().await);
}

#[tokio::test]
async fn a_stop_ends_the_feed_at_once() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let mut feed = Feed::open(&bench).await;
    feed.watch_from_now(viewer.user, Topic::User(viewer.user))
        .await;
    let began = std::time::Instant::now();
    let (ended, ()) = tokio::join!(feed.ended(), bench.running.stop());
    assert!(ended && began.elapsed() < Duration::from_secs(8));
}

#[tokio::test]
async fn a_watcher_that_does_not_read_is_cut_off() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    for _ in 0..60 {
        viewer.shot(project.id).await;
    }
    let topic = Topic::Project(project.id);
    let mut feed = Feed::open(&bench).await;
    // Each wish is answered with all facts: some 20 KB each, far more than all buffers between the two hold.
    let wish = serde_json::to_string(&ToBackend::Watch {
        viewer: viewer.user,
        topic,
        after: Some(0),
    })
    .unwrap();
    let mut sent = 0;
    while sent < 2000 {
        let message = Message::text(wish.clone());
        let sending = tokio::time::timeout(Duration::from_secs(5), feed.0.send(message));
        match sending.await {
            Ok(Ok(())) => sent += 1,
            _ => break,
        }
    }
    let bus = &bench.running.state.bus;
    while bus.topics().is_empty() {
        tokio::task::yield_now().await;
    }
    while !bus.topics().is_empty() {
        tokio::task::yield_now().await;
    }
    // The other watchers were not held up by it.
    let mut other = Feed::open(&bench).await;
    other.watch_from_now(viewer.user, topic).await;
    viewer.shot(project.id).await;
    assert_eq!(other.next_fact().await.subject, Subject::Shot);
    // What is left in the buffers, then the end: nothing more comes.
    assert!(feed.ended().await);
}

#[tokio::test]
async fn a_change_made_by_another_process_is_told_too() {
    let bench = Bench::start().await;
    let second = bench.another().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let topic = Topic::Project(project.id);
    let mut feed = Feed::open(&second).await;
    feed.watch_from_now(viewer.user, topic).await;
    let shot = viewer.shot(project.id).await;
    assert_eq!(feed.next_fact().await.shot, Some(shot.id));

    viewer.keyframe(project.id, shot.id).await;
    let worker = second.worker();
    let wish = json!({"worker": "w", "generators": ["animatic"], "wait_ms": 20_000});
    let claim = worker.post("/v1/worker/claim", &wish);
    let (claimed, take) = tokio::join!(claim, viewer.take(shot.id));
    assert_eq!(claimed.ok::<api::worker::Order>().job, take.job);
}
