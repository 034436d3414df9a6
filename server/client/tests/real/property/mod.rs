//! After any acts of two people on two processes, with facts late, twice, in another order or lost: once all is quiet,
//! every view shows what a fresh read gives. On SQLite and on Postgres.
//!
//! `PROPTEST_CASES` says how many, both databases together. Cases run beside each other, each lane on a backend and a
//! database of its own, since the queue is one for all people of a backend.

mod cast;
mod play;
mod quiet;
mod script;
mod write;

use client::{
    Client, Error, JobOf, Jobs, Key, Keyframes, ProjectOf, Projects, Query, QueueNow, ShotOf,
    Shots, Takes,
};
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use crate::stage::{Seen, World};
use play::Play;
use script::Script;

/// Most of a case is waiting for answers.
const LANES: u32 = 4;

#[test]
fn every_view_equals_a_fresh_read_once_quiet_on_sqlite() {
    lanes(World::sqlite);
}

#[test]
fn every_view_equals_a_fresh_read_once_quiet_on_postgres() {
    lanes(World::postgres);
}

fn lanes<F: Future<Output = World>>(world: fn() -> F) {
    let cases = Config::default().cases.div_ceil(2 * LANES);
    std::thread::scope(|scope| {
        for _ in 0..LANES {
            scope.spawn(move || lane(world, cases));
        }
    });
}

fn lane<F: Future<Output = World>>(world: fn() -> F, cases: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = { runtime }.worker_threads(2).enable_all().build().unwrap();
    let world = runtime.block_on(world());
    let config = Config {
        cases,
        // Two runs of one script never meet in the same order, so a script that failed may pass while it shrinks.
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let ended = TestRunner::new(config).run(&script::scripts(), |script| {
        let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            runtime.block_on(case(&world, &script));
        }));
        told.map_err(|cause| TestCaseError::fail(words(cause.as_ref())))
    });
    if let Err(TestError::Fail(reason, script)) = ended {
        panic!("{reason}\nafter {script}");
    }
}

async fn case(world: &World, script: &Script) {
    let play = Play::new(world).await;
    play.run(script).await;
    play.quiet().await;
    play.open_pages_are_right().await;
    play.kept_values_are_right().await;
    play.end().await;
}

fn words(cause: &(dyn std::any::Any + Send)) -> String {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}

/// What a read that waits gives.
async fn got(client: &Client, viewer: api::ids::UserId, key: &Key) -> Seen {
    async fn get<Q: Query>(client: &Client, viewer: api::ids::UserId, query: Q) -> Seen
    where
        Q::Value: serde::Serialize,
    {
        match client.get(viewer, query).await {
            Ok(value) => Seen::Value(serde_json::to_value(value.as_ref()).unwrap()),
            Err(Error::NotFound) => Seen::Nothing,
            Err(error) => Seen::Failed(error.to_string()),
        }
    }
    match key.clone() {
        Key::Projects => get(client, viewer, Projects).await,
        Key::Project(id) => get(client, viewer, ProjectOf(id)).await,
        Key::Shots(id) => get(client, viewer, Shots(id)).await,
        Key::Shot(id) => get(client, viewer, ShotOf(id)).await,
        Key::Keyframes(id) => get(client, viewer, Keyframes(id)).await,
        Key::Takes(id) => get(client, viewer, Takes(id)).await,
        Key::Jobs(filter) => get(client, viewer, Jobs(filter)).await,
        Key::Job(id) => get(client, viewer, JobOf(id)).await,
        Key::Queue => get(client, viewer, QueueNow).await,
        Key::Progress(_) | Key::Backend => unreachable!("told, never read"),
    }
}
