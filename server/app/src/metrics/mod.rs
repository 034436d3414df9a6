//! The numbers of a role: those of a web process for Prometheus, on an address of their own, and those of each for
//! CloudWatch ([`emf`]).
//!
//! The former are never served where the pages are: a balancer sends the whole of its port to the pages' listener, so that a
//! path there would be open to everybody whom no rule of the balancer's stops. Nothing leads to a port of its own but
//! what the network allows, and a scrape takes no thread from the pages.

pub(crate) mod emf;
mod live_page;
mod page;
mod process;
mod text;

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::Context;
use client::Client;
use studio::web::Counters;

/// The format that every scraper reads.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Where the numbers come from.
struct Sources {
    client: Client,
    web: Box<dyn Fn() -> Counters + Send + Sync>,
}

pub(crate) struct Running {
    handle: ServerHandle,
}

/// Serves `/metrics` until it is stopped.
pub(crate) fn start(
    listener: TcpListener,
    client: Client,
    web: impl Fn() -> Counters + Send + Sync + 'static,
) -> anyhow::Result<Running> {
    let address = listener.local_addr()?;
    let web = Box::new(web);
    let sources = web::Data::from(Arc::new(Sources { client, web }));
    let factory = move || {
        App::new()
            .app_data(sources.clone())
            .route("/metrics", web::get().to(metrics))
    };
    let server = HttpServer::new(factory)
        .listen(listener)
        .context("the numbers cannot be served")?
        .workers(1)
        .disable_signals()
        .run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    tracing::info!(%address, "metrics are served");
    Ok(Running { handle })
}

impl Running {
    pub(crate) async fn stop(self) {
        self.handle.stop(false).await;
    }
}

async fn metrics(sources: web::Data<Sources>) -> HttpResponse {
    let client = sources.client.stats();
    let web = (sources.web)();
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, FORMAT))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(page::page(&client, &web, &process::now()))
}
