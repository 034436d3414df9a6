//! One log line per call: route, status, duration. Never a prompt, a token or a name, nor anything else of an address.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;

pub(crate) async fn calls(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    let method = request.method().clone();
    let response = next.call(request).await?;
    let route = response.request().match_pattern();
    let route = route.as_deref().unwrap_or("none");
    let status = response.status();
    let duration_ms = began.elapsed().as_secs_f64() * 1000.0;
    let duration_ms = (duration_ms * 10.0).round() / 10.0;

    // Reads and workers' calls come by the hundred; writes by people are worth a line by default.
    let quiet =
        method == Method::GET || route.starts_with("/v1/worker/") || route == "/v1/sessions/lookup";
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                method = %method,
                route,
                status = status.as_u16(),
                duration_ms,
                "call"
            )
        };
    }
    if status.is_server_error() {
        line!(error);
    } else if quiet {
        line!(debug);
    } else {
        line!(info);
    }
    Ok(response)
}
