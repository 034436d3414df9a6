//! What a change costs before it goes on the wire: drawing, reading the markup, comparing two trees, hashing, and what a
//! snapshot costs. Each at a card, and at pages of 50, 500 and 5,000 of them.
//!
//! `cargo bench -p live`; the floor is a copy of the same markup. What it costs to tell a thousand tabs is measured from
//! outside, beside a server without pages (`tests/examples/load`).

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use live::diff::{diff, patch};
use live::markup::parse;
use live::snapshot::{Seal, Snapshot};
use live::tree::Element;
use live::wire;
use maud::{Markup, html};

const PAGES: [u32; 3] = [50, 500, 5_000];

fn card(number: u32, percent: u8) -> Markup {
    html! {
        article id={ "c" (number) } {
            img src="/picture.svg" alt="" width="160" height="90";
            h2 { "Card " (number) }
            p { "Under way" }
            progress max="100" value=(percent) aria-label="Progress" {}
            b { (percent) "%" }
            button data-on-click="like" data-val-card=(number) { "Like " (percent) }
            button data-on-click="restart" data-val-card=(number) { "Start over" }
        }
    }
}

/// A page in one piece, of which the card in the middle stands at `percent`.
fn page(cards: u32, percent: u8) -> String {
    let of = |number| if number == cards / 2 { percent } else { 41 };
    let page = html! { main { @for number in 0..cards { (card(number, of(number))) } } };
    page.into_string()
}

fn tree(markup: &str) -> Element {
    parse(markup, &[]).expect("a browser reads it so")
}

fn one_card(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("card");
    let (before, after) = (card(7, 41).into_string(), card(7, 42).into_string());
    group.bench_function("floor: copy", |bencher| {
        bencher.iter(|| black_box(before.as_str()).to_owned());
    });
    group.bench_function("draw", |bencher| {
        bencher.iter(|| card(black_box(7), black_box(42)).into_string());
    });
    group.bench_function("parse", |bencher| {
        bencher.iter(|| tree(black_box(&after)));
    });
    let (before, after) = (tree(&before), tree(&after));
    group.bench_function("diff", |bencher| {
        bencher.iter(|| diff(black_box(&before), black_box(&after)));
    });
    group.bench_function("patch", |bencher| {
        bencher.iter(|| patch(black_box(&before), black_box(&after), 7));
    });
    group.bench_function("hash", |bencher| {
        bencher.iter(|| black_box(&after).wire_hash())
    });
    group.finish();
}

fn pages(criterion: &mut Criterion) {
    for cards in PAGES {
        let mut group = criterion.benchmark_group("page in one region");
        let (before, after) = (page(cards, 41), page(cards, 42));
        group.throughput(Throughput::Bytes(after.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("floor: copy", cards),
            &after,
            |bencher, text| {
                bencher.iter(|| black_box(text).clone());
            },
        );
        group.bench_with_input(BenchmarkId::new("draw", cards), &cards, |bencher, cards| {
            bencher.iter(|| page(black_box(*cards), 42));
        });
        group.bench_with_input(BenchmarkId::new("parse", cards), &after, |bencher, text| {
            bencher.iter(|| tree(black_box(text)));
        });
        let trees = (tree(&before), tree(&after));
        group.bench_with_input(BenchmarkId::new("diff", cards), &trees, |bencher, trees| {
            bencher.iter(|| diff(black_box(&trees.0), black_box(&trees.1)));
        });
        group.finish();
    }
}

fn frames(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frame");
    let frames = [
        ("acknowledgement", r#"["a",1234,7]"#),
        ("click", r#"["e",3,"shot.add",[["id","7"]]]"#),
        (
            "late click",
            r#"["e",3,"shot.add",[["id","7"]],{"w":9000,"t":"card","again":true,"after":2}]"#,
        ),
    ];
    for (name, frame) in frames {
        group.bench_function(name, |bencher| {
            bencher.iter(|| wire::parse(black_box(frame)))
        });
    }
    group.finish();
}

fn snapshots(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("snapshot");
    let seal = Seal::new([&b"a secret"[..]], 1);
    for bytes in [200, 2_000, 20_000] {
        let snapshot = Snapshot::<String, String> {
            state: "x".repeat(bytes),
            event: 7,
            serial: 3,
            open: Vec::new(),
            refused: Vec::new(),
        };
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_with_input(BenchmarkId::new("seal", bytes), &snapshot, |bencher, it| {
            bencher.iter(|| seal.seal("session", "tab", black_box(it), 1_000));
        });
        let sealed = seal
            .seal("session", "tab", &snapshot, 1_000)
            .expect("it fits");
        group.bench_with_input(
            BenchmarkId::new("open", bytes),
            &sealed,
            |bencher, sealed| {
                bencher.iter(|| {
                    seal.open::<String, String>("session", "tab", black_box(sealed), 1_001)
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, one_card, pages, frames, snapshots);
criterion_main!(benches);
