//! The web around the wall: its page, its socket, its files, and the addresses by which it is driven and measured.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::{ErrorBadRequest, ErrorForbidden, ErrorInternalServerError, ErrorNotFound};
use actix_web::http::header;
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::{Error, HttpRequest, HttpResponse, Route, rt, web};
use live::Engine;
use serde_json::json;
use tokio::task::JoinHandle;
use tokio::time::interval;

use crate::page::Wall;
use crate::store::Store;

/// Faster than any tab can be shown it, and slow enough for a clock.
const RATES: RangeInclusive<u32> = 1..=10_000;
/// An hour: what drives the wall for longer has been forgotten.
const SECONDS: RangeInclusive<u32> = 1..=3_600;

pub(crate) struct Shared {
    engine: Engine<Wall>,
    store: Arc<Store>,
    ticks: AtomicU64,
    driver: Mutex<Option<JoinHandle<()>>>,
}

impl Shared {
    pub(crate) fn new(engine: Engine<Wall>, store: Arc<Store>) -> Self {
        Self {
            engine,
            store,
            ticks: AtomicU64::new(0),
            driver: Mutex::default(),
        }
    }

    fn tick(&self, card: u32) -> Option<u8> {
        let card = self.store.tick(card)?;
        self.ticks.fetch_add(1, Ordering::Relaxed);
        Some(card.percent)
    }
}

type Wanted = web::Data<Shared>;

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    let driven = |path, route: Route| web::resource(path).route(route.wrap(from_fn(same_site)));
    config
        .service(driven("/tick", web::post().to(tick)))
        .service(driven("/ticks", web::post().to(ticks)))
        .route("/stats", web::get().to(stats))
        .route("/live", web::get().to(socket))
        .route("/", web::get().to(page))
        .service(
            web::scope("")
                .wrap(Compress::default())
                .route("/{name}", web::get().to(file)),
        );
}

async fn page(wall: Wanted) -> Result<HttpResponse, Error> {
    let page = wall.engine.page(&(), "/").await;
    let page = page.map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        // The page names a tab that is this load's alone.
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(page.html))
}

async fn socket(
    wall: Wanted,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, Error> {
    if !is_same_site(&request) {
        return Err(ErrorForbidden("this socket is for the wall's own page\n"));
    }
    wall.engine.socket((), &request, payload)
}

/// The page's script is its own; all that it imports is the engine's.
const MAIN: &str = "import { start } from './live.js';\nawait start();\n";

async fn file(name: web::Path<String>) -> Result<HttpResponse, Error> {
    let (kind, text) = match name.as_str() {
        "main.js" => ("text/javascript; charset=utf-8", MAIN),
        "wall.css" => ("text/css; charset=utf-8", include_str!("wall.css")),
        "picture.svg" => ("image/svg+xml", include_str!("picture.svg")),
        name => match live::browser::module(name) {
            Some(text) => ("text/javascript; charset=utf-8", text),
            None => return Err(ErrorNotFound("there is no such file\n")),
        },
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "max-age=60"))
        .body(text))
}

/// Browsers say where a request comes from; what says nothing is no browser, and acts for nobody but itself.
fn is_same_site(request: &HttpRequest) -> bool {
    let text = |name| request.headers().get(name)?.to_str().ok();
    let Some(origin) = text(header::ORIGIN) else {
        return true;
    };
    let origin = origin.split_once("://").map(|(_, host)| host);
    origin.is_some() && origin == text(header::HOST)
}

async fn same_site(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if !is_same_site(request.request()) {
        return Err(ErrorForbidden("this request came from another site\n"));
    }
    next.call(request).await
}

async fn tick(wall: Wanted, request: HttpRequest) -> Result<HttpResponse, Error> {
    let asked = Asked::of(&request)?;
    let card = asked.number("card", 0..=wall.store.len() - 1)?;
    let percent = wall
        .tick(card)
        .ok_or_else(|| ErrorNotFound("there is no such card\n"))?;
    Ok(HttpResponse::Ok().json(json!({ "card": card, "percent": percent })))
}

/// Starts to tick, in place of what was started before.
async fn ticks(wall: Wanted, request: HttpRequest) -> Result<HttpResponse, Error> {
    let asked = Asked::of(&request)?;
    let rate = asked.number("rate", RATES)?;
    let seconds = asked.number("seconds", SECONDS)?;
    let count = u64::from(rate) * u64::from(seconds);
    let driven = wall.clone();
    let driver = rt::spawn(async move {
        // Late ticks are made up for, so that there are as many as were asked for.
        let mut pace = interval(Duration::from_secs(1) / rate);
        for card in (0..driven.store.len()).cycle().zip(0..count) {
            pace.tick().await;
            driven.tick(card.0);
        }
    });
    let mut place = wall.driver.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(before) = place.replace(driver) {
        before.abort();
    }
    Ok(HttpResponse::Accepted().json(json!({ "rate": rate, "seconds": seconds, "ticks": count })))
}

async fn stats(wall: Wanted) -> HttpResponse {
    let engine = wall.engine.stats();
    let driver = wall.driver.lock().unwrap_or_else(PoisonError::into_inner);
    HttpResponse::Ok().json(json!({
        "cards": wall.store.len(),
        "ticks": wall.ticks.load(Ordering::Relaxed),
        "ticking": driver.as_ref().is_some_and(|driver| !driver.is_finished()),
        "tabs": engine.tabs,
        "lines": engine.lines,
        "regions": engine.regions,
        "renders": engine.renders,
        "patches": engine.patches,
        "bytes": engine.patch_bytes,
        "heals": engine.heals,
        "shared": engine.shared,
        "heldBack": engine.held_back,
        "dropped": engine.dropped,
        "sent": engine.sent_time.count,
        "painted": engine.painted_time.count,
        "joins": engine.joins,
        "joinsPutOff": engine.joins_put_off,
    }))
}

/// The parameters of an address.
struct Asked(HashMap<String, String>);

impl Asked {
    fn of(request: &HttpRequest) -> Result<Self, Error> {
        web::Query::<HashMap<String, String>>::from_query(request.query_string())
            .map(|query| Self(query.into_inner()))
            .map_err(|_| ErrorBadRequest("the parameters cannot be read\n"))
    }

    fn number(&self, name: &str, range: RangeInclusive<u32>) -> Result<u32, Error> {
        let (low, high) = (range.start(), range.end());
        let wanted = format!("`{name}` is a whole number from {low} to {high}");
        let Some(text) = self.0.get(name) else {
            return Err(ErrorBadRequest(format!("{wanted}, and it is missing\n")));
        };
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| ErrorBadRequest(format!("{wanted}, and not `{text}`\n")))
    }
}
