//! Projects.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use api::ids::ProjectId;
use api::project::{EditProject, NewProject, Project};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Viewer;
use crate::call::{Call, Key};
use crate::problem::Answer;
use crate::sample;
use crate::state::State;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(create)
        .service(create_sample)
        .service(read)
        .service(edit)
        .service(remove)
        .service(restore);
}

/// The viewer's projects, the one changed last first.
#[utoipa::path(tag = "projects", security(("viewer" = [])), responses((status = 200, body = Vec<Project>)))]
#[get("/v1/projects")]
async fn list(viewer: Viewer, state: web::Data<State>) -> Answer<web::Json<Vec<Project>>> {
    Ok(web::Json(state.store.projects(viewer.0).await?))
}

#[utoipa::path(tag = "projects", security(("viewer" = [])), request_body = NewProject,
    responses((status = 201, body = Project)))]
#[post("/v1/projects")]
async fn create(
    viewer: Viewer,
    state: web::Data<State>,
    call: Call<NewProject>,
) -> Answer<HttpResponse> {
    let project = state
        .store
        .add_project(viewer.0, &call.body, call.once)
        .await?;
    Ok(HttpResponse::Created().json(project))
}

/// A project with the pictures that ship with Rushes.
#[utoipa::path(tag = "projects", security(("viewer" = [])), responses((status = 201, body = Project)))]
#[post("/v1/projects/sample")]
async fn create_sample(viewer: Viewer, state: web::Data<State>, key: Key) -> Answer<HttpResponse> {
    let sample = sample::prepare(&state.media).await?;
    let project = state.store.add_sample(viewer.0, sample, key.0).await?;
    Ok(HttpResponse::Created().json(project))
}

#[utoipa::path(tag = "projects", security(("viewer" = [])), params(("id" = ProjectId, Path)),
    responses((status = 200, body = Project)))]
#[get("/v1/projects/{id}")]
async fn read(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ProjectId>,
) -> Answer<web::Json<Project>> {
    Ok(web::Json(state.store.project(viewer.0, *id).await?))
}

#[utoipa::path(tag = "projects", security(("viewer" = [])), params(("id" = ProjectId, Path)),
    request_body = EditProject, responses((status = 200, body = Project)))]
#[patch("/v1/projects/{id}")]
async fn edit(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ProjectId>,
    call: Call<EditProject>,
) -> Answer<web::Json<Project>> {
    let Call { body, once } = call;
    let project = state.store.edit_project(viewer.0, *id, &body, once).await?;
    Ok(web::Json(project))
}

/// Deletes it with all that is in it; `restore` brings it back.
#[utoipa::path(tag = "projects", security(("viewer" = [])), params(("id" = ProjectId, Path)),
    responses((status = 204, description = "Deleted")))]
#[delete("/v1/projects/{id}")]
async fn remove(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ProjectId>,
    key: Key,
) -> Answer<HttpResponse> {
    state.store.delete_project(viewer.0, *id, key.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

#[utoipa::path(tag = "projects", security(("viewer" = [])), params(("id" = ProjectId, Path)),
    responses((status = 200, body = Project)))]
#[post("/v1/projects/{id}/restore")]
async fn restore(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ProjectId>,
    key: Key,
) -> Answer<web::Json<Project>> {
    let project = state.store.restore_project(viewer.0, *id, key.0).await?;
    Ok(web::Json(project))
}
