//! `/v1/openapi.json`: made from the code, so that it cannot say anything else than the routes do.

use actix_web::{HttpResponse, web};
use api::feed::{FromBackend, ToBackend};
use api::media::Variant;
use api::problem::Problem;
use utoipa::OpenApi;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Type;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, Object, Ref, RefOr, Response, ResponseBuilder};

use crate::problem::MEDIA_TYPE;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rushes backend",
        description = "Projects, shots, keyframes, takes and jobs. Each call carries a short-lived signed assertion \
                       of who calls; each refusal is a problem document (RFC 9457)."
    ),
    components(schemas(ToBackend, FromBackend, Problem, Variant))
)]
struct Api;

/// The document before routes are added.
pub(crate) fn base() -> utoipa::openapi::OpenApi {
    Api::openapi()
}

/// Adds what holds for every route: how callers prove who they are, what a refusal looks like, and a name of its own
/// for each operation, since handlers of different resources share names.
pub(crate) fn complete(mut api: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    let components = api.components.get_or_insert_default();
    for (name, who) in [
        ("viewer", "A person, asserted by the web role."),
        ("web", "The web role itself."),
        ("worker", "A worker."),
    ] {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(who))
            .build();
        components
            .security_schemes
            .insert(name.to_owned(), SecurityScheme::Http(scheme).into());
    }
    for item in api.paths.paths.values_mut() {
        let operations = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            let tag = operation.tags.iter().flatten().next();
            if let (Some(tag), Some(name)) = (tag, &operation.operation_id) {
                operation.operation_id = Some(format!("{tag}_{name}"));
            }
            if is_keyed(method, operation) {
                let parameters = operation.parameters.get_or_insert_default();
                parameters.extend(once().map(RefOr::T));
            }
            let responses = &mut operation.responses.responses;
            responses.insert("default".to_owned(), refusal().into());
            for response in responses.values_mut() {
                if let RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    response.description = "Done".to_owned();
                }
            }
        }
    }
    api
}

/// Whether it is a write of a person that can be sent again; the bytes of an upload cannot.
fn is_keyed(method: &str, operation: &Operation) -> bool {
    let is_persons = operation
        .security
        .iter()
        .flatten()
        .any(|one| serde_json::to_value(one).is_ok_and(|one| one.get("viewer").is_some()));
    let is_bytes = matches!(&operation.request_body,
        Some(RefOr::T(body)) if body.content.contains_key("application/octet-stream"));
    is_persons && method != "get" && !is_bytes
}

/// The headers under which a write happens once.
fn once() -> [Parameter; 2] {
    let header = |name: &str, description: &str| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .description(Some(description))
            .schema(Some(Object::with_type(Type::String)))
            .build()
    };
    [
        header(
            "idempotency-key",
            "all calls with one key are one write, done once at most; each gets the first answer",
        ),
        header(
            "idempotency-replay",
            "confirm: the write under the key is not done, only asked about; one that was not done by then never is (410)",
        ),
    ]
}

fn refusal() -> Response {
    let schema = Ref::from_schema_name("Problem");
    ResponseBuilder::new()
        .description("Refused")
        .content(MEDIA_TYPE, Content::new(Some(schema)))
        .build()
}

/// The route that serves it.
pub(crate) fn service(api: utoipa::openapi::OpenApi) -> actix_web::Resource {
    let document = complete(api).to_json().unwrap_or_default();
    let document = bytes::Bytes::from(document);
    web::resource("/v1/openapi.json").route(web::get().to(move || {
        let document = document.clone();
        async move {
            HttpResponse::Ok()
                .content_type("application/json")
                .body(document)
        }
    }))
}
