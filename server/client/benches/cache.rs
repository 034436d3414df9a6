//! What the cache costs: a cached read, one call for a thousand readers, a fact among up to a million entries, and the
//! memory of an entry. Each beside a floor that is taken in the same run.
//!
//! `cargo bench -p client`. The backend is the scripted one of the tests, on loopback; the table is in ARCHITECTURE.md.

#[path = "../tests/all/support/mod.rs"]
#[allow(dead_code, reason = "a bench needs little of what tests do")]
mod support;

use std::collections::HashMap;
use std::hint::black_box;
use std::io::Write;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use api::feed::{Change, Topic};
use api::ids::{JobId, ProjectId, UserId};
use api::project::Project;
use client::{Key, Peek, ProjectOf, WatchKey};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use futures_util::future::join_all;
use tokio::runtime::Runtime;

use support::{Bench, sample};

const READERS: usize = 1000;
const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
/// Entries with a value each, read over HTTP one by one.
const WEIGHED: usize = 20_000;

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.enable_all().build().expect("a runtime")
}

/// Room for all that is put in.
fn bench(runtime: &Runtime) -> Bench {
    runtime.block_on(Bench::with(|config| config.cache_bytes = 1 << 40))
}

fn call(id: ProjectId) -> String {
    format!("GET /v1/projects/{id}")
}

/// A project that is on screen and known.
fn cached_read(criterion: &mut Criterion) {
    let runtime = runtime();
    let bench = bench(&runtime);
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    let project = sample::project(id, 1, "Film");
    bench.fake.answer(&call(id), &project);
    let _inside = runtime.enter();
    let _watch = bench.client.watch(viewer, Key::Project(id));
    let read = bench.client.get(viewer, ProjectOf(id));
    runtime.block_on(read).expect("it is answered");
    runtime.block_on(bench.quiet());
    let before = bench.client.stats();

    let mut group = criterion.benchmark_group("read");
    group.bench_function("cached", |bencher| {
        bencher.iter(|| {
            let Peek::Loaded(it) = bench
                .client
                .peek(black_box(viewer), ProjectOf(black_box(id)))
            else {
                panic!("it is not known");
            };
            it
        });
    });
    let key = Key::Project(id);
    let floor: RwLock<HashMap<WatchKey, Arc<Project>>> = RwLock::new(HashMap::from([(
        WatchKey { viewer, key },
        Arc::new(project),
    )]));
    group.bench_function("floor: RwLock<HashMap<_, Arc<_>>>", |bencher| {
        bencher.iter(|| {
            let key = WatchKey {
                viewer: black_box(viewer),
                key: Key::Project(black_box(id)),
            };
            floor
                .read()
                .expect("nobody panics")
                .get(&key)
                .map(Arc::clone)
        });
    });
    group.finish();
    let after = bench.client.stats();
    assert_eq!(after.calls, before.calls, "a cached read makes no call");
}

/// A thousand tasks ask at once for what nobody knows yet.
fn single_flight(criterion: &mut Criterion) {
    let runtime = runtime();
    let bench = bench(&runtime);
    let viewer = UserId::fresh();
    let answered = || {
        let id = ProjectId::fresh();
        let call = call(id);
        bench.fake.answer(&call, &sample::project(id, 1, "Film"));
        (id, call)
    };
    let read_by = |readers: usize| {
        let (id, call) = answered();
        let began = Instant::now();
        runtime.block_on(async {
            let read = |_| {
                let client = bench.client.clone();
                tokio::spawn(async move { client.get(viewer, ProjectOf(id)).await })
            };
            for read in join_all((0..readers).map(read)).await {
                black_box(read.expect("it ends").expect("it is answered"));
            }
        });
        let took = began.elapsed();
        assert_eq!(bench.fake.count(&call), 1, "one call for all");
        took
    };
    let mut group = criterion.benchmark_group("single flight");
    group.sample_size(20);
    for readers in [READERS, 1] {
        group.bench_function(BenchmarkId::new("readers", readers), |bencher| {
            bencher.iter_custom(|times| (0..times).map(|_| read_by(readers)).sum::<Duration>());
        });
    }
    group.finish();
}

/// A fact about one project, among so many entries of other things.
fn invalidation(criterion: &mut Criterion) {
    let runtime = runtime();
    let bench = bench(&runtime);
    let _inside = runtime.enter();
    let (viewer, id) = (UserId::fresh(), ProjectId::fresh());
    bench
        .fake
        .answer(&call(id), &sample::project(id, 1, "Film"));
    let topic = Topic::User(viewer);
    // Keeps the topic watched and the project's entry off the screen, so that no read is counted.
    let _hold = bench.client.watch(viewer, Key::Progress(JobId::fresh()));
    runtime.block_on(bench.until(|| bench.fake.is_watched(topic)));
    let read = bench.client.get(viewer, ProjectOf(id));
    runtime.block_on(read).expect("it is answered");
    runtime.block_on(bench.quiet());

    let mut group = criterion.benchmark_group("invalidation");
    let mut number = 0;
    for size in SIZES {
        while bench.client.stats().entries < size as u64 {
            // Made and linked as any entry is; a value would only take memory.
            drop(bench.client.watch(viewer, Key::Project(ProjectId::fresh())));
        }
        let (before, heard) = (bench.client.stats().invalidated, number);
        group.bench_function(BenchmarkId::new("entries", size), |bencher| {
            bencher.iter(|| {
                number += 1;
                let change = Change::Updated;
                let fact = sample::project_fact(topic, number, change, id, number + 1);
                bench.client.hear(fact);
            });
        });
        let invalidated = bench.client.stats().invalidated;
        assert!(number == heard || invalidated > before, "it is made old");
    }
    group.finish();
}

/// Bytes in memory, as Linux counts them.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    let pages = statm
        .split(' ')
        .nth(1)
        .and_then(|it| it.parse::<usize>().ok());
    pages.expect("a count of pages") * 4096
}

fn memory(_: &mut Criterion) {
    let runtime = runtime();
    let bench = bench(&runtime);
    bench.fake.be_forgetful();
    let _inside = runtime.enter();
    let viewer = UserId::fresh();
    let ids: Vec<ProjectId> = (0..WEIGHED).map(|_| ProjectId::fresh()).collect();
    for id in &ids {
        bench
            .fake
            .answer(&call(*id), &sample::project(*id, 1, "Film"));
    }
    // Once beforehand, so that what the calls themselves need is there already.
    let read_all = |viewer| {
        runtime.block_on(async {
            for id in &ids {
                let read = bench.client.get(viewer, ProjectOf(*id)).await;
                black_box(read.expect("it is answered"));
            }
        });
    };
    read_all(viewer);
    let before = resident();
    read_all(UserId::fresh());
    let with_value = resident().saturating_sub(before);
    let before = resident();
    for _ in 0..SIZES[3] {
        drop(bench.client.watch(viewer, Key::Project(ProjectId::fresh())));
    }
    let without = resident().saturating_sub(before);
    let before = resident();
    let floor: HashMap<WatchKey, Arc<Project>> = ids
        .iter()
        .map(|id| {
            let key = Key::Project(*id);
            (
                WatchKey { viewer, key },
                Arc::new(sample::project(*id, 1, "Film")),
            )
        })
        .collect();
    let plain = resident().saturating_sub(before);
    let mut out = std::io::stdout();
    let said = writeln!(
        out,
        "memory/entry of a project             {} bytes\n\
         memory/entry without a value          {} bytes\n\
         memory/floor: HashMap<_, Arc<Project>> {} bytes",
        with_value / WEIGHED,
        without / SIZES[3],
        plain / floor.len(),
    );
    said.expect("somebody reads it");
}

// The memory first: what the others let go of would be taken again unseen.
criterion_group!(benches, memory, cached_read, single_flight, invalidation);
criterion_main!(benches);
