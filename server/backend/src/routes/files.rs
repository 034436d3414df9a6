//! Stored pictures and films, whole, in part, or smaller.

use actix_web::{HttpRequest, HttpResponse, get, web};
use api::ids::FileId;
use api::media::{FileKind, Variant};
use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Viewer;
use crate::media::{Media, Served, serve};
use crate::problem::{Answer, Refusal};
use crate::state::State;
use crate::store::StoredFile;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(bytes);
}

#[derive(Deserialize)]
struct Wish {
    download: Option<u8>,
}

/// A file's bytes. Films come as `original` only.
#[utoipa::path(tag = "files", security(("viewer" = [])),
    params(
        ("id" = FileId, Path),
        ("variant" = Variant, Path),
        ("download" = Option<u8>, Query, description = "1 to save it under its name"),
    ),
    responses(
        (status = 200, body = Vec<u8>, content_type = "image/jpeg"),
        (status = 206, description = "The part that was asked for"),
        (status = 304, description = "Not changed"),
        (status = 416, description = "There is no such part"),
    ))]
#[get("/v1/files/{id}/{variant}")]
async fn bytes(
    viewer: Viewer,
    state: web::Data<State>,
    path: web::Path<(FileId, Variant)>,
    wish: web::Query<Wish>,
    request: HttpRequest,
) -> Answer<HttpResponse> {
    let (id, variant) = path.into_inner();
    let stored = state.store.file(viewer.0, id).await?;
    let mut served = served(&state.media, stored, variant).await?;
    if wish.download != Some(1) {
        served.download = None;
    }
    serve(&request, served).await
}

/// What to send for a variant of a file.
pub(super) async fn served(media: &Media, stored: StoredFile, variant: Variant) -> Answer<Served> {
    let StoredFile { file, hash } = stored;
    let original = media.path(&hash);
    if variant == Variant::Original {
        return Ok(Served {
            path: original,
            content_type: content_type(file.kind),
            tag: hash,
            download: Some(file.name),
        });
    }
    if file.kind == FileKind::Mp4 {
        return Err(Refusal::not_found());
    }
    let side = if variant == Variant::Thumb { "t" } else { "l" };
    Ok(Served {
        path: media.sizes.find(&hash, original, variant).await?,
        content_type: "image/jpeg",
        tag: format!("{hash}-{side}"),
        download: Some(file.name),
    })
}

fn content_type(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Png => "image/png",
        FileKind::Jpeg => "image/jpeg",
        FileKind::Webp => "image/webp",
        FileKind::Mp4 => "video/mp4",
    }
}
