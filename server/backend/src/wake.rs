//! What runs beside the routes: wakes watchers after a commit, rescues jobs of silent workers, sweeps what is past its time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use actix_web::web;
use api::feed::{Fact, Subject, Topic};
use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval};

use crate::bus::{Bus, Word};
use crate::media;
use crate::state::State;
use crate::store::Store;

/// How soon a commit of another process is seen. Writers in this process wake their watchers at once.
const POLL: Duration = Duration::from_secs(1);
/// Topics looked at per poll, in turn, so that many watchers do not become a load of their own.
const TOPICS_PER_POLL: usize = 200;
const RESCUE: Duration = Duration::from_secs(1);
const SWEEP: Duration = Duration::from_secs(120);
/// Orphans are rare and take nothing but room, and looking for them reads every folder of the media.
const SWEEP_ORPHANS: Duration = Duration::from_secs(6 * 60 * 60);
/// Moves of the queue told at most five times a second: a bulk cancel is one move to those who look.
const QUEUE_PACE: Duration = Duration::from_millis(200);

/// After each commit: the topics' watchers, idle claims, and those whose jobs wait.
pub(crate) fn on_commit(store: &Store, bus: &Arc<Bus>, queue_moved: &Arc<Notify>) {
    let (bus, queue_moved) = (Arc::clone(bus), Arc::clone(queue_moved));
    store.on_commit(move |facts: &[Fact]| {
        let topics: HashSet<Topic> = facts.iter().map(|fact| fact.topic).collect();
        for topic in topics {
            bus.tell(topic, Word::Facts);
        }
        if facts.iter().any(|fact| fact.subject == Subject::Job) {
            bus.job_queued();
            queue_moved.notify_one();
        }
    });
}

/// Starts the loops; they end when the state says that the server stops.
pub(crate) fn start(state: &web::Data<State>) -> Vec<tokio::task::JoinHandle<()>> {
    vec![
        tokio::spawn(until_stop(state.clone(), poll)),
        tokio::spawn(until_stop(state.clone(), rescue)),
        tokio::spawn(until_stop(state.clone(), sweep)),
        tokio::spawn(until_stop(state.clone(), sweep_orphans)),
        tokio::spawn(until_stop(state.clone(), tell_queue)),
    ]
}

async fn until_stop<F: Future<Output = ()>>(
    state: web::Data<State>,
    work: impl FnOnce(web::Data<State>) -> F,
) {
    let stopping = state.stopping.clone();
    tokio::select! {
        () = stopping.cancelled() => (),
        () = work(state) => (),
    }
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

async fn poll(state: web::Data<State>) {
    let mut ticks = every(POLL);
    let mut heads: HashMap<Topic, i64> = HashMap::new();
    let mut turn = 0;
    loop {
        ticks.tick().await;
        let topics = state.bus.topics();
        let watched: HashSet<&Topic> = topics.iter().collect();
        heads.retain(|topic, _| watched.contains(topic));
        let start = if turn < topics.len() { turn } else { 0 };
        let batch = topics.iter().skip(start).take(TOPICS_PER_POLL);
        turn = start + TOPICS_PER_POLL;
        for topic in batch {
            match state.store.head(*topic).await {
                Ok(head) => {
                    if heads.insert(*topic, head) != Some(head) {
                        state.bus.tell(*topic, Word::Facts);
                    }
                }
                Err(error) => {
                    tracing::warn!(error = %error, "heads could not be read");
                    break;
                }
            }
        }
    }
}

async fn rescue(state: web::Data<State>) {
    let mut ticks = every(RESCUE);
    loop {
        ticks.tick().await;
        match state.store.rescue().await {
            Ok(0) => (),
            Ok(count) => tracing::warn!(jobs = count, "rescued jobs of silent workers"),
            Err(error) => tracing::warn!(error = %error, "silent jobs could not be rescued"),
        }
        state.previews.sweep(Instant::now());
        state.pace.sweep(Instant::now());
    }
}

async fn sweep(state: web::Data<State>) {
    let mut ticks = every(SWEEP);
    loop {
        ticks.tick().await;
        if let Err(error) = state.store.sweep().await {
            tracing::warn!(error = %error, "old rows could not be deleted");
        }
        let state = state.clone();
        let swept = tokio::task::spawn_blocking(move || state.media.sweep(SystemTime::now())).await;
        if let Ok(Err(error)) = swept {
            tracing::warn!(error = %error, "half received files could not be removed");
        }
    }
}

async fn sweep_orphans(state: web::Data<State>) {
    let mut ticks = every(SWEEP_ORPHANS);
    loop {
        ticks.tick().await;
        match media::sweep_orphans(&state.media, &state.store, SystemTime::now()).await {
            Ok(0) => (),
            Ok(count) => tracing::info!(files = count, "removed files that no row knows"),
            Err(error) => tracing::warn!(error = %error, "orphaned files could not be removed"),
        }
    }
}

async fn tell_queue(state: web::Data<State>) {
    loop {
        state.queue_moved.notified().await;
        match state.store.queued_owners().await {
            Ok(owners) => {
                for owner in owners {
                    state.bus.tell(Topic::User(owner), Word::QueueMoved);
                }
            }
            Err(error) => tracing::warn!(error = %error, "the queue's owners could not be read"),
        }
        tokio::time::sleep(QUEUE_PACE).await;
    }
}
