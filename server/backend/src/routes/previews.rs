//! Preview pictures of running jobs.

use actix_web::http::header::{CACHE_CONTROL, X_CONTENT_TYPE_OPTIONS};
use actix_web::{HttpResponse, get, web};
use api::ids::JobId;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Viewer;
use crate::problem::{Answer, Refusal};
use crate::state::State;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(preview);
}

/// A preview by its content hash. It is gone soon after the next one, and soon after the job has ended.
#[utoipa::path(tag = "jobs", security(("viewer" = [])),
    params(("id" = JobId, Path), ("hash" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg")))]
#[get("/v1/jobs/{id}/preview/{hash}")]
async fn preview(
    viewer: Viewer,
    state: web::Data<State>,
    path: web::Path<(JobId, String)>,
) -> Answer<HttpResponse> {
    let (job, hash) = path.into_inner();
    state.store.job(viewer.0, job).await?;
    let bytes = state.previews.find(job, &hash);
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, "private, max-age=300, immutable"))
        .body(bytes.ok_or_else(Refusal::not_found)?))
}
