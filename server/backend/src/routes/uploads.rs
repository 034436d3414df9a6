//! Pictures a person adds: streamed to disk, judged by their content, then known to the store.

use actix_web::{HttpRequest, HttpResponse, post, web};
use api::ids::ProjectId;
use api::media::{FILE_NAME, FileRef, MAX_UPLOAD_BYTES, Variant};
use percent_encoding::percent_decode;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Viewer;
use crate::media::{Body, receive};
use crate::problem::Answer;
use crate::state::State;
use crate::store::{NewFile, parse};

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(upload);
}

/// Adds a PNG, JPEG or WebP of 25 MB at most: the body is its bytes.
#[utoipa::path(tag = "files", security(("viewer" = [])),
    params(
        ("id" = ProjectId, Path),
        ("file-name" = Option<String>, Header, description = "in UTF-8, percent-encoded"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = FileRef)))]
#[post("/v1/projects/{id}/files")]
async fn upload(
    viewer: Viewer,
    state: web::Data<State>,
    id: web::Path<ProjectId>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    // Whose project it is comes first: nothing is received for a stranger.
    state.store.project(viewer.0, *id).await?;

    let media = &state.media;
    let received = receive(
        &media.incoming(),
        &request,
        &mut Body::new(payload),
        MAX_UPLOAD_BYTES,
    )
    .await?;
    let (bytes, hash) = (received.bytes, received.hash.clone());
    // The temporary file lives as long as `received`, so it is there while it is looked at.
    let picture = media.sizes.inspect(received.path.to_path_buf()).await?;
    media.keep(received).await?;
    let file = NewFile {
        kind: picture.kind,
        width: picture.width,
        height: picture.height,
        bytes,
        name: parse::file_name(&name(&request)),
        hash: hash.clone(),
    };
    let file = state.store.add_file(viewer.0, *id, file).await?;

    // The person will look at it next; where this fails, the request for the thumbnail says why.
    tokio::spawn(async move {
        let original = state.media.path(&hash);
        let _ = state
            .media
            .sizes
            .find(&hash, original, Variant::Thumb)
            .await;
    });
    Ok(HttpResponse::Created().json(file))
}

/// The name that the sender gives it; nothing where it gives none.
fn name(request: &HttpRequest) -> String {
    let given = request.headers().get(FILE_NAME);
    let given = given.map(|value| percent_decode(value.as_bytes()));
    given.map_or_else(String::new, |name| name.decode_utf8_lossy().into_owned())
}
