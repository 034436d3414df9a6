//! A wall of cards that many tabs watch: the page that the engine's figures are taken on.
//!
//! `cargo run --release -p live --example wall -- --listen 127.0.0.1:8090 --cards 50`
//!
//! - `GET /`: the page
//! - `POST /tick?card=7`: that card, one percent on, for all; cards are counted from 0, and after 100 comes 0
//! - `POST /ticks?rate=10&seconds=30`: so many such ticks a second, on one card after the other; returns at once
//! - `GET /stats`: what the engine and the wall count, in JSON
//!
//! The page is a page like any other: `store.rs` holds the cards and knows nothing of the engine, `page.rs` draws them
//! with plain maud, `http.rs` is the web around them. What goes over the wire is the engine's own affair.

mod http;
mod page;
mod store;

use std::io;
use std::sync::Arc;

use actix_web::{App, HttpServer, web};
use clap::Parser;
use live::{Config, Engine};

use crate::page::{Key, Wall};
use crate::store::Store;

/// A wall of cards that many tabs watch.
#[derive(Parser)]
struct Args {
    /// Where to listen; with port 0 on any free one
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: String,
    /// How many cards the page has
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    cards: u32,
    /// Where every card begins
    #[arg(long, default_value_t = 41, value_parser = clap::value_parser!(u8).range(0..=100))]
    percent: u8,
    /// Tabs that may join in a second; absent: as many as come
    #[arg(long, default_value_t = u32::MAX, hide_default_value = true, value_parser = clap::value_parser!(u32).range(1..))]
    joins_per_second: u32,
    /// Threads that serve; absent: one per core
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let args = Args::parse();
    let store = Arc::new(Store::new(args.cards, args.percent));
    let config = Config {
        // Whoever measures opens thousands of tabs without a cookie between them.
        tabs_per_session: usize::MAX,
        joins_per_second: args.joins_per_second,
        ..Config::new(b"what everybody sees needs no secret".to_vec(), "wall")
    };
    let engine = Engine::new(Arc::new(Wall::new(Arc::clone(&store))), config);
    let told = engine.clone();
    store.on_change(move |card| told.changed(&Key::Card(card)));

    let wall = web::Data::new(http::Shared::new(engine, store));
    let mut server =
        HttpServer::new(move || App::new().app_data(wall.clone()).configure(http::routes))
            .on_connect(live::remember_connection)
            .backlog(8192)
            // Open sockets would hold up the end for half a minute; their browsers come back by themselves.
            .shutdown_timeout(1)
            .bind(&args.listen)?;
    if let Some(workers) = args.workers {
        server = server.workers(workers.into());
    }
    for address in server.addrs() {
        say(&format!(
            "The wall of {} cards is at http://{address}/",
            args.cards
        ));
    }
    server.run().await
}

#[expect(clippy::print_stdout, reason = "a program tells where it listens")]
fn say(line: &str) {
    println!("{line}");
}
