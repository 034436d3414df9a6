//! Bytes on their way through: uploads to the backend, pictures and films from it. Never whole in memory.

use api::ids::{FileId, JobId, ProjectId, UserId};
use api::media::{FileRef, Variant};
use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::BoxStream;

use crate::{Client, Error};

/// The body of an answer that is passed on.
pub type ByteStream = BoxStream<'static, Result<Bytes, Error>>;

/// Which bytes of which file a browser asks for.
#[derive(Clone, Debug)]
pub struct FileRequest {
    pub id: FileId,
    pub variant: Variant,
    /// The browser's `Range` header.
    pub range: Option<String>,
    /// The browser's `If-None-Match` header.
    pub if_none_match: Option<String>,
    /// The browser's `If-Range` header.
    pub if_range: Option<String>,
    /// Whether the answer shall name the file for saving.
    pub download: bool,
}

/// An answer to pass on as it is: 200, 206, 304 or 416.
pub struct Passed {
    pub status: u16,
    /// Only those that a browser needs, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    pub body: ByteStream,
}

impl Client {
    /// Passes a picture on to the backend as it arrives. `length` is the browser's `Content-Length`, where it gave one.
    /// The stream need not be `Send`: an actix payload will do.
    pub async fn upload<E: std::fmt::Display>(
        &self,
        _viewer: UserId,
        _project: ProjectId,
        _name: &str,
        _length: Option<u64>,
        _body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<FileRef, Error> {
        unimplemented!()
    }

    pub async fn file(&self, _viewer: UserId, _request: FileRequest) -> Result<Passed, Error> {
        unimplemented!()
    }

    /// A preview picture of a running job; `hash` is `Progress::preview`.
    pub async fn preview(
        &self,
        _viewer: UserId,
        _job: JobId,
        _hash: &str,
    ) -> Result<Passed, Error> {
        unimplemented!()
    }
}
