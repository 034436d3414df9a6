//! The engine under load, beside a floor: what a tick costs for a thousand tabs, and what a server with no page at all
//! would have cost on the same machine in the same minutes.
//!
//! `cargo build --release -p live --example wall`, then
//! `cargo run --release -p tests --example load -- --wall target/release/examples/wall --floor PATH --tabs 1000`
//!
//! The floor is any program that listens on 127.0.0.1:7711, takes sockets at `/ws` and sends `sz` bytes to all of them
//! on `GET /blast?n=1&sz=30`. Runs alternate; figures wander with the machine, so each is given as the median of its runs
//! and as a ratio to the floor's.

mod idle;
mod server;
mod tabs;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use serde_json::{Value, json};
use server::{Kind, Server};
use tabs::Tabs;
use tokio::task::LocalSet;

/// For what was just joined to come to rest.
const REST: Duration = Duration::from_secs(1);
/// Ticks that find caches cold and are not counted.
const WARM_UP: usize = 20;
/// Ticks under way at once at the most, when as many as possible are made.
const WINDOW: usize = 8;

/// The engine under load, beside a floor.
#[derive(Parser)]
struct Args {
    /// The example `wall`, built for release
    #[arg(long)]
    wall: PathBuf,
    /// A server without pages that every figure is held against
    #[arg(long)]
    floor: Option<PathBuf>,
    #[arg(long, default_value_t = 1_000, value_parser = at_least_one)]
    tabs: usize,
    /// How many cards the page has; several to measure one after the other
    #[arg(long, value_delimiter = ',', default_value = "50,500")]
    cards: Vec<u32>,
    #[arg(long, default_value_t = 5, value_parser = at_least_one)]
    runs: usize,
    /// Ticks a second while the time to the last tab is taken
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// Ticks that are made as fast as they get through
    #[arg(long, default_value_t = 300, value_parser = at_least_one)]
    burst: usize,
    /// How many of the tabs read 1 KB a second. The figures are then those of the others, and each run is made once without
    /// the slow ones and once with them
    #[arg(long, default_value_t = 0)]
    slow: usize,
    /// Instead of ticks: so many minutes in which nothing happens, and what the tabs cost in each
    #[arg(long, value_parser = at_least_one)]
    idle: Option<usize>,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "it is a whole number from 1".to_owned())
}

/// One line of the table.
struct Case {
    name: String,
    kind: Kind,
    /// Tabs that read as fast as they can.
    quick: usize,
    slow: usize,
}

/// A figure's name and value, of one run.
type Figures = BTreeMap<&'static str, f64>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let args = Args::parse();
    let cases = cases(&args)?;
    if let Some(minutes) = args.idle {
        for Case { name, kind, .. } in &cases {
            let idle = idle::run(name, kind, args.tabs, minutes);
            LocalSet::new().run_until(idle).await?;
        }
        return Ok(());
    }
    let mut runs: BTreeMap<String, Vec<Figures>> = BTreeMap::new();
    for _ in 0..args.runs {
        for case in &cases {
            let figures = LocalSet::new().run_until(run(case, &args)).await?;
            say(&json!({ "of": case.name, "figures": figures }))?;
            runs.entry(case.name.clone()).or_default().push(figures);
        }
    }
    let middle: BTreeMap<&String, Figures> = runs
        .iter()
        .map(|(name, runs)| (name, medians(runs)))
        .collect();
    let floor = runs.get("floor").map(|runs| medians(runs));
    for (name, figures) in middle {
        let ratios = floor.as_ref().map(|floor| ratios(&figures, floor));
        say(&json!({ "of": name, "median": figures, "to the floor": ratios }))?;
    }
    Ok(())
}

/// The floor, then each wall; with slow tabs, each of them without and with those.
fn cases(args: &Args) -> io::Result<Vec<Case>> {
    let quick = args.tabs.checked_sub(args.slow).filter(|quick| *quick > 0);
    let quick = quick.ok_or_else(|| io::Error::other("`--slow` leaves no tab to be measured"))?;
    let floor = args
        .floor
        .clone()
        .map(|it| ("floor".to_owned(), Kind::Floor(it)));
    let walls = args.cards.iter().map(|cards| {
        let kind = Kind::Wall(args.wall.clone(), *cards);
        (format!("wall of {cards}"), kind)
    });
    let mut cases = Vec::new();
    for (name, kind) in floor.into_iter().chain(walls) {
        let case = |name, slow| Case {
            name,
            kind: kind.clone(),
            quick,
            slow,
        };
        cases.push(case(name.clone(), 0));
        if args.slow > 0 && matches!(kind, Kind::Wall(..)) {
            cases.push(case(format!("{name}, {} slow", args.slow), args.slow));
        }
    }
    Ok(cases)
}

async fn run(case: &Case, args: &Args) -> io::Result<Figures> {
    let mut server = Server::start(&case.kind).await?;
    let mut figures = Figures::new();
    // What the first page brings into being is everybody's.
    let _first = server.place(1).await;
    tokio::time::sleep(REST).await;
    let (memory, cpu) = (server.memory()?, server.cpu()?);
    let count = case.quick + case.slow;
    let mut place = server.place(count).await;
    place.slow = case.slow;
    let loaded = server.cpu()?;
    let tabs = Tabs::join(&place, count).await?;
    let all = count as f64;
    figures.insert("ms of CPU a page", (loaded - cpu) * 1e3 / all);
    figures.insert("ms of CPU a join", (server.cpu()? - loaded) * 1e3 / all);
    figures.insert("joins a second", all / tabs.joined_in);
    figures.insert("bytes a join", tabs.board.bytes() as f64 / all);
    tokio::time::sleep(REST).await;
    let rested = server.memory()?;
    figures.insert("KB a tab", (rested - memory) / all);
    for tick in 1..=WARM_UP {
        server.tick().await?;
        tabs.board.until(|board| board.done() >= tick).await;
    }
    paced(&mut server, &tabs, args, &mut figures).await?;
    if case.slow > 0 {
        let more = (server.memory()? - rested) / case.slow as f64;
        figures.insert("KB more a slow tab", more);
    }
    burst(&mut server, &tabs, args, &mut figures).await?;
    drop(tabs);
    server.stop().await?;
    Ok(figures)
}

/// Ticks as they come from people and workers: so many a second.
async fn paced(
    server: &mut Server,
    tabs: &Tabs,
    args: &Args,
    figures: &mut Figures,
) -> io::Result<()> {
    let first = tabs.board.done();
    let count = (args.rate * args.seconds) as usize;
    let (bytes, cpu) = (tabs.board.bytes(), server.cpu()?);
    let mut pace = tokio::time::interval(Duration::from_secs(1) / args.rate);
    let mut told = Vec::new();
    for _ in 0..count {
        pace.tick().await;
        told.push(Instant::now());
        server.tick().await?;
    }
    tabs.board
        .until(|board| board.done() >= first + count)
        .await;
    let updates = (count * tabs.quick) as f64;
    figures.insert(
        "bytes a tick",
        (tabs.board.bytes() - bytes) as f64 / updates,
    );
    figures.insert("us of CPU a tick", (server.cpu()? - cpu) * 1e6 / updates);
    let arrivals = told.iter().enumerate();
    let mut late: Vec<f64> = arrivals
        .filter_map(|(tick, told)| {
            Some((tabs.board.arrival(first + tick)? - *told).as_secs_f64() * 1e3)
        })
        .collect();
    late.sort_by(f64::total_cmp);
    figures.insert("ms to the last tab, p50", late[late.len() / 2]);
    figures.insert("ms to the last tab, p99", late[late.len() * 99 / 100]);
    Ok(())
}

/// As many ticks as get through, with at most [`WINDOW`] under way.
async fn burst(
    server: &mut Server,
    tabs: &Tabs,
    args: &Args,
    figures: &mut Figures,
) -> io::Result<()> {
    let first = tabs.board.done();
    let began = Instant::now();
    for tick in 0..args.burst {
        tabs.board
            .until(|board| board.done() + WINDOW > first + tick)
            .await;
        server.tick().await?;
    }
    tabs.board
        .until(|board| board.done() >= first + args.burst)
        .await;
    let updates = (args.burst * tabs.quick) as f64;
    figures.insert("updates a second", updates / began.elapsed().as_secs_f64());
    Ok(())
}

fn medians(runs: &[Figures]) -> Figures {
    let names = runs.iter().flat_map(BTreeMap::keys).copied();
    let median = |name| {
        let mut values: Vec<f64> = runs
            .iter()
            .filter_map(|run| run.get(name).copied())
            .collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    names.map(|name| (name, median(name))).collect()
}

fn ratios(figures: &Figures, floor: &Figures) -> Figures {
    let ratio = |(name, value): (&&'static str, &f64)| {
        let of = floor.get(name).filter(|of| **of > 0.0)?;
        Some((*name, value / of))
    };
    figures.iter().filter_map(ratio).collect()
}

fn say(line: &Value) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
