//! Takes of a shot. Asking for one queues its job in the same transaction.

use actix_web::{HttpResponse, delete, get, post, web};
use api::ids::{ShotId, TakeId};
use api::shot::Take;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Viewer;
use crate::call::Key;
use crate::problem::Answer;
use crate::state::State;

/// The built-in generator: it needs nothing installed.
const GENERATOR: &str = "animatic";

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(choose)
        .service(remove)
        .service(restore);
}

/// Newest first.
#[utoipa::path(tag = "takes", security(("viewer" = [])), params(("id" = ShotId, Path)),
    responses((status = 200, body = Vec<Take>)))]
#[get("/v1/shots/{id}/takes")]
async fn list(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ShotId>,
) -> Answer<web::Json<Vec<Take>>> {
    Ok(web::Json(state.store.takes(viewer.0, *id).await?))
}

/// Queues a take of the shot as it is now.
#[utoipa::path(tag = "takes", security(("viewer" = [])), params(("id" = ShotId, Path)),
    responses((status = 201, body = Take)))]
#[post("/v1/shots/{id}/takes")]
async fn create(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ShotId>,
    key: Key,
) -> Answer<HttpResponse> {
    let take = state
        .store
        .add_take(viewer.0, *id, GENERATOR, key.0)
        .await?;
    Ok(HttpResponse::Created().json(take))
}

#[utoipa::path(tag = "takes", security(("viewer" = [])), params(("id" = TakeId, Path)),
    responses((status = 200, body = Take)))]
#[post("/v1/takes/{id}/choose")]
async fn choose(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<TakeId>,
    key: Key,
) -> Answer<web::Json<Take>> {
    Ok(web::Json(
        state.store.choose_take(viewer.0, *id, key.0).await?,
    ))
}

/// Deletes it; the newest other that succeeded takes its place where it was chosen, and its job is canceled where it runs.
#[utoipa::path(tag = "takes", security(("viewer" = [])), params(("id" = TakeId, Path)),
    responses((status = 204, description = "Deleted")))]
#[delete("/v1/takes/{id}")]
async fn remove(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<TakeId>,
    key: Key,
) -> Answer<HttpResponse> {
    state.store.delete_take(viewer.0, *id, key.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[utoipa::path(tag = "takes", security(("viewer" = [])), params(("id" = TakeId, Path)),
    responses((status = 200, body = Take)))]
#[post("/v1/takes/{id}/restore")]
async fn restore(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<TakeId>,
    key: Key,
) -> Answer<web::Json<Take>> {
    Ok(web::Json(
        state.store.restore_take(viewer.0, *id, key.0).await?,
    ))
}
