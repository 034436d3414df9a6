//! Shots of a project.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use api::ids::{ProjectId, ShotId};
use api::shot::{EditShot, Move, NewShot, Shot};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Viewer;
use crate::call::{Call, Key};
use crate::problem::Answer;
use crate::state::State;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(read)
        .service(edit)
        .service(remove)
        .service(restore)
        .service(reorder);
}

/// In order.
#[utoipa::path(tag = "shots", security(("viewer" = [])), params(("id" = ProjectId, Path)),
    responses((status = 200, body = Vec<Shot>)))]
#[get("/v1/projects/{id}/shots")]
async fn list(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ProjectId>,
) -> Answer<web::Json<Vec<Shot>>> {
    Ok(web::Json(state.store.shots(viewer.0, *id).await?))
}

/// Adds a shot at the end.
#[utoipa::path(tag = "shots", security(("viewer" = [])), params(("id" = ProjectId, Path)),
    request_body = NewShot, responses((status = 201, body = Shot)))]
#[post("/v1/projects/{id}/shots")]
async fn create(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ProjectId>,
    call: Call<NewShot>,
) -> Answer<HttpResponse> {
    let Call { body, once } = call;
    let shot = state.store.add_shot(viewer.0, *id, &body, once).await?;
    Ok(HttpResponse::Created().json(shot))
}

#[utoipa::path(tag = "shots", security(("viewer" = [])), params(("id" = ShotId, Path)),
    responses((status = 200, body = Shot)))]
#[get("/v1/shots/{id}")]
async fn read(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ShotId>,
) -> Answer<web::Json<Shot>> {
    Ok(web::Json(state.store.shot(viewer.0, *id).await?))
}

#[utoipa::path(tag = "shots", security(("viewer" = [])), params(("id" = ShotId, Path)),
    request_body = EditShot, responses((status = 200, body = Shot)))]
#[patch("/v1/shots/{id}")]
async fn edit(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ShotId>,
    call: Call<EditShot>,
) -> Answer<web::Json<Shot>> {
    let Call { body, once } = call;
    let shot = state.store.edit_shot(viewer.0, *id, &body, once).await?;
    Ok(web::Json(shot))
}

#[utoipa::path(tag = "shots", security(("viewer" = [])), params(("id" = ShotId, Path)),
    responses((status = 204, description = "Deleted")))]
#[delete("/v1/shots/{id}")]
async fn remove(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ShotId>,
    key: Key,
) -> Answer<HttpResponse> {
    state.store.delete_shot(viewer.0, *id, key.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[utoipa::path(tag = "shots", security(("viewer" = [])), params(("id" = ShotId, Path)),
    responses((status = 200, body = Shot)))]
#[post("/v1/shots/{id}/restore")]
async fn restore(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ShotId>,
    key: Key,
) -> Answer<web::Json<Shot>> {
    let shot = state.store.restore_shot(viewer.0, *id, key.0).await?;
    Ok(web::Json(shot))
}

/// Puts it before another shot of its project, or last.
#[utoipa::path(tag = "shots", security(("viewer" = [])), params(("id" = ShotId, Path)),
    request_body = Move<ShotId>, responses((status = 200, body = Shot)))]
#[post("/v1/shots/{id}/move")]
async fn reorder(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ShotId>,
    call: Call<Move<ShotId>>,
) -> Answer<web::Json<Shot>> {
    let Call { body, once } = call;
    let shot = state.store.move_shot(viewer.0, *id, &body, once).await?;
    Ok(web::Json(shot))
}
