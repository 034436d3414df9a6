//! Keyframes of a shot.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use api::ids::{KeyframeId, ShotId};
use api::shot::{EditKeyframe, Keyframe, Move, NewKeyframes};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Viewer;
use crate::call::{Call, Key};
use crate::problem::Answer;
use crate::state::State;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(edit)
        .service(remove)
        .service(restore)
        .service(reorder);
}

/// In order.
#[utoipa::path(tag = "keyframes", security(("viewer" = [])), params(("id" = ShotId, Path)),
    responses((status = 200, body = Vec<Keyframe>)))]
#[get("/v1/shots/{id}/keyframes")]
async fn list(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ShotId>,
) -> Answer<web::Json<Vec<Keyframe>>> {
    Ok(web::Json(state.store.keyframes(viewer.0, *id).await?))
}

/// Adds one keyframe per file, in their order, at the end.
#[utoipa::path(tag = "keyframes", security(("viewer" = [])), params(("id" = ShotId, Path)),
    request_body = NewKeyframes, responses((status = 201, body = Vec<Keyframe>)))]
#[post("/v1/shots/{id}/keyframes")]
async fn create(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ShotId>,
    call: Call<NewKeyframes>,
) -> Answer<HttpResponse> {
    let Call { body, once } = call;
    let keyframes = state
        .store
        .add_keyframes(viewer.0, *id, &body, once)
        .await?;
    Ok(HttpResponse::Created().json(keyframes))
}

#[utoipa::path(tag = "keyframes", security(("viewer" = [])), params(("id" = KeyframeId, Path)),
    request_body = EditKeyframe, responses((status = 200, body = Keyframe)))]
#[patch("/v1/keyframes/{id}")]
async fn edit(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<KeyframeId>,
    call: Call<EditKeyframe>,
) -> Answer<web::Json<Keyframe>> {
    let Call { body, once } = call;
    let keyframe = state
        .store
        .edit_keyframe(viewer.0, *id, &body, once)
        .await?;
    Ok(web::Json(keyframe))
}

#[utoipa::path(tag = "keyframes", security(("viewer" = [])), params(("id" = KeyframeId, Path)),
    responses((status = 204, description = "Deleted")))]
#[delete("/v1/keyframes/{id}")]
async fn remove(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<KeyframeId>,
    key: Key,
) -> Answer<HttpResponse> {
    state.store.delete_keyframe(viewer.0, *id, key.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[utoipa::path(tag = "keyframes", security(("viewer" = [])), params(("id" = KeyframeId, Path)),
    responses((status = 200, body = Keyframe)))]
#[post("/v1/keyframes/{id}/restore")]
async fn restore(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<KeyframeId>,
    key: Key,
) -> Answer<web::Json<Keyframe>> {
    let keyframe = state.store.restore_keyframe(viewer.0, *id, key.0).await?;
    Ok(web::Json(keyframe))
}

/// Puts it before another keyframe of its shot, or last.
#[utoipa::path(tag = "keyframes", security(("viewer" = [])), params(("id" = KeyframeId, Path)),
    request_body = Move<KeyframeId>, responses((status = 200, body = Keyframe)))]
#[post("/v1/keyframes/{id}/move")]
async fn reorder(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<KeyframeId>,
    call: Call<Move<KeyframeId>>,
) -> Answer<web::Json<Keyframe>> {
    let Call { body, once } = call;
    let keyframe = state
        .store
        .move_keyframe(viewer.0, *id, &body, once)
        .await?;
    Ok(web::Json(keyframe))
}
