//! The feed: one websocket per web process, over which facts and progress arrive (`api::feed`).
//!
//! Nothing is queued for a connection. The bus leaves marks in its mailbox; when the connection gets to it, it reads the
//! facts after the last number it sent and the newest progress. A watcher that reads slowly therefore skips progress,
//! never facts, and one that does not read at all is cut off and resumes elsewhere by number.

mod line;
mod socket;
mod topics;

use actix_web::{HttpRequest, HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Web;
use crate::problem::{Answer, Refusal};
use crate::state::State;

pub(crate) use socket::remember;

/// A frame from a web process names one topic; this is a hundred times that.
const MAX_FRAME_BYTES: usize = 16 * 1024;

pub(crate) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(feed);
}

/// A websocket of JSON text frames: `ToBackend` one way, `FromBackend` the other.
#[utoipa::path(tag = "feed", security(("web" = [])),
    responses((status = 101, description = "The feed stands")))]
#[get("/v1/feed")]
async fn feed(
    _: Web,
    state: web::Data<State>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let (response, session, messages) = actix_ws::handle(&request, payload)
        .map_err(|error| Refusal::invalid("Upgrade", format!("This is a websocket: {error}.")))?;
    let messages = messages
        .max_frame_size(MAX_FRAME_BYTES)
        .aggregate_continuations()
        .max_continuation_size(MAX_FRAME_BYTES);
    let socket = socket::of(&request);
    actix_web::rt::spawn(line::run(state, session, messages, socket));
    Ok(response)
}
