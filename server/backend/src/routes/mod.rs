//! The REST API: one file per resource, each handler beside its route.
//!
//! A handler's arguments say what it needs: who calls ([`crate::assertion`]), the path's id, the body
//! ([`crate::call`]). Ownership is the store's: it takes the viewer with every id.

mod files;
mod health;
mod jobs;
mod keyframes;
mod previews;
mod projects;
mod sessions;
mod shots;
mod takes;
mod uploads;
mod worker;

use utoipa_actix_web::service_config::ServiceConfig;

/// Adds all routes; what is added here is in the OpenAPI document and in the access test.
pub(crate) fn all(config: &mut ServiceConfig<'_>) {
    health::routes(config);
    sessions::routes(config);
    projects::routes(config);
    shots::routes(config);
    keyframes::routes(config);
    takes::routes(config);
    jobs::routes(config);
    previews::routes(config);
    uploads::routes(config);
    files::routes(config);
    worker::routes(config);
    crate::feed::routes(config);
}
