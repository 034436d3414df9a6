//! Whether this process lives, and whether it can do its work.

use actix_web::{HttpResponse, get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::problem::Answer;
use crate::state::State;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(healthz).service(readyz);
}

/// The event loop runs. It never asks the database: a slow database must not get the process killed.
#[utoipa::path(tag = "health", responses((status = 200, description = "Alive")))]
#[get("/healthz")]
async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// The database answers.
#[utoipa::path(tag = "health", responses((status = 200, description = "Ready")))]
#[get("/readyz")]
async fn readyz(state: web::Data<State>) -> Answer<HttpResponse> {
    state.store.ping().await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain")
        .body("ready\n"))
}
