//! The lines of pages: the websocket, and the fallback over server-sent events and POST.

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use api::problem::Code;

use super::session::session;
use super::{LIVE, Shared, body, error, gate};
use crate::app::Session;

const FOREIGN: &str = "This request came from another site and was refused.";

/// A body of the fallback line is a join with its snapshot and the hashes of its regions, or frames of a burst of typing: as long
/// as a frame may be.
pub(super) fn routes(config: &mut web::ServiceConfig, frame_bytes: usize) {
    config
        .app_data(web::PayloadConfig::new(frame_bytes))
        .route(LIVE, web::to(socket))
        .route(&format!("{LIVE}/stream"), web::post().to(stream))
        .route(&format!("{LIVE}/stream/{{line}}"), web::post().to(post));
}

/// The socket of a page that was loaded, or one that comes back.
async fn socket(
    shared: web::Data<Shared>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, actix_web::Error> {
    let upgrade = request.headers().get(header::UPGRADE);
    let is_handshake = upgrade.is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"));
    if *request.method() != Method::GET || !is_handshake {
        return Ok(error::not_found());
    }
    if !request.headers().contains_key(header::ORIGIN) || !gate::comes_from_here(&shared, &request)
    {
        gate::audit(&request, FOREIGN);
        return Ok(error::plain(StatusCode::FORBIDDEN, FOREIGN));
    }
    match viewer(&shared, &request).await {
        Ok(viewer) => shared.engine.socket(viewer, &request, payload),
        Err(refusal) => Ok(refusal),
    }
}

/// Opens the fallback line; the body is the join.
async fn stream(
    shared: web::Data<Shared>,
    request: HttpRequest,
    join: web::Payload,
) -> HttpResponse {
    let viewer = match viewer(&shared, &request).await {
        Ok(viewer) => viewer,
        Err(refusal) => return refusal,
    };
    match body::read(&request, join).await {
        Ok(join) => shared.engine.stream(viewer, &request, join),
        Err(refusal) => refusal.problem(),
    }
}

/// Takes frames for an open fallback line.
async fn post(
    shared: web::Data<Shared>,
    request: HttpRequest,
    line: web::Path<String>,
    frames: web::Payload,
) -> HttpResponse {
    let viewer = match viewer(&shared, &request).await {
        Ok(viewer) => viewer,
        Err(refusal) => return refusal,
    };
    let frames = match body::read(&request, frames).await {
        Ok(frames) => frames,
        Err(refusal) => return refusal.problem(),
    };
    if shared.engine.post(&viewer, &line, frames) {
        return HttpResponse::NoContent().finish();
    }
    error::problem(
        StatusCode::GONE,
        Code::NotFound,
        "This page's line has ended; it opens another by itself.",
    )
}

async fn viewer(shared: &Shared, request: &HttpRequest) -> Result<Session, HttpResponse> {
    match session(shared, request).await {
        Ok(Some(viewer)) => Ok(viewer),
        Ok(None) => Err(error::problem(
            StatusCode::UNAUTHORIZED,
            Code::Unauthenticated,
            "Please sign in again.",
        )),
        Err(fault) => Err(error::client_problem(&fault)),
    }
}
