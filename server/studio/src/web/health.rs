//! Health: whether this process lives and whether it wants traffic. Never asks the backend: a backend that is away
//! must not take every web process out of the balancer.

use std::sync::atomic::Ordering;

use actix_web::{HttpResponse, web};

use super::Shared;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(healthz))
        .route("/healthz", web::head().to(healthz))
        .route("/readyz", web::get().to(readyz))
        .route("/readyz", web::head().to(readyz));
}

async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

async fn readyz(shared: web::Data<Shared>) -> HttpResponse {
    if shared.draining.load(Ordering::Relaxed) {
        return HttpResponse::ServiceUnavailable()
            .content_type("text/plain")
            .body("draining\n");
    }
    HttpResponse::Ok()
        .content_type("text/plain")
        .body("ready\n")
}
