//! Jobs as their owner sees them.

use actix_web::{get, post, web};
use api::ids::{JobId, ProjectId};
use api::job::{Job, JobFilter, JobPage, JobStatus, Queue};
use api::shot::Take;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Viewer;
use crate::call::Key;
use crate::problem::Answer;
use crate::state::State;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(read)
        .service(cancel)
        .service(retry)
        .service(queue);
}

/// Newest first, in pages.
#[utoipa::path(tag = "jobs", security(("viewer" = [])),
    params(
        ("status" = Option<JobStatus>, Query),
        ("project" = Option<ProjectId>, Query),
        ("offset" = Option<u32>, Query),
        ("limit" = Option<u32>, Query, description = "50 where absent, 200 at most"),
    ),
    responses((status = 200, body = JobPage)))]
#[get("/v1/jobs")]
async fn list(
    viewer: Viewer,
    state: web::Data<State>,
    filter: web::Query<JobFilter>,
) -> Answer<web::Json<JobPage>> {
    Ok(web::Json(state.store.jobs(viewer.0, &filter).await?))
}

#[utoipa::path(tag = "jobs", security(("viewer" = [])), params(("id" = JobId, Path)),
    responses((status = 200, body = Job)))]
#[get("/v1/jobs/{id}")]
async fn read(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<JobId>,
) -> Answer<web::Json<Job>> {
    Ok(web::Json(state.store.job(viewer.0, *id).await?))
}

/// Cancels it in any state; what is over stays as it is.
#[utoipa::path(tag = "jobs", security(("viewer" = [])), params(("id" = JobId, Path)),
    responses((status = 200, body = Job)))]
#[post("/v1/jobs/{id}/cancel")]
async fn cancel(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<JobId>,
    key: Key,
) -> Answer<web::Json<Job>> {
    Ok(web::Json(
        state.store.cancel_job(viewer.0, *id, key.0).await?,
    ))
}

/// A new take with the same request, frozen as it was.
#[utoipa::path(tag = "jobs", security(("viewer" = [])), params(("id" = JobId, Path)),
    responses((status = 200, body = Take)))]
#[post("/v1/jobs/{id}/retry")]
async fn retry(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<JobId>,
    key: Key,
) -> Answer<web::Json<Take>> {
    Ok(web::Json(
        state.store.retry_job(viewer.0, *id, key.0).await?,
    ))
}

/// What the viewer's jobs wait for.
#[utoipa::path(tag = "jobs", security(("viewer" = [])), responses((status = 200, body = Queue)))]
#[get("/v1/queue")]
async fn queue(viewer: Viewer, state: web::Data<State>) -> Answer<web::Json<Queue>> {
    Ok(web::Json(state.store.queue(viewer.0).await?))
}
