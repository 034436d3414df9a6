//! Stored pictures and films. A file never changes once it exists, so its URL can be cached for ever.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::FileId;

/// What a page needs to show a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct FileRef {
    pub id: FileId,
    pub kind: FileKind,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    /// The name the person gave it, cleaned; for downloads and alternative text.
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Png,
    Jpeg,
    Webp,
    Mp4,
}

/// `GET /v1/files/{id}/{variant}`: pictures come in three sizes, films only as `original`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// At most 480 px on the longer side, JPEG.
    Thumb,
    /// At most 1600 px on the longer side, JPEG.
    Large,
    Original,
}

/// The header of an upload that holds the file's name, in UTF-8 and percent-encoded: addresses stand in logs.
pub const FILE_NAME: &str = "file-name";

/// Written limits of an upload.
pub const MAX_UPLOAD_BYTES: u64 = 25 * 1024 * 1024;
pub const MAX_PICTURE_PIXELS: u64 = 80_000_000;
