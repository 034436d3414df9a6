//! The browser's scripts, styles, fonts and icons, under an address that holds a hash of all of them.
//!
//! One hash for all, so that scripts can import each other by relative paths and a page never mixes two builds. The
//! binary carries them joined, minified and compressed; of a checkout they are served as they are written.

use std::path::{Path, PathBuf};
use std::{fs, io};

use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, Encoding, Header, Preference, Quality,
};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::Shared;

struct File {
    /// Below `web/`.
    path: &'static str,
    plain: &'static [u8],
    /// The same compressed; empty where that is no use.
    gzip: &'static [u8],
    brotli: &'static [u8],
}

const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/web_files.rs"));

/// Of a checkout's `web`, what browsers load.
const FOLDERS: &[&str] = &["css", "fonts", "icons", "live", "studio"];

pub(super) struct Assets {
    build: String,
    dir: Option<PathBuf>,
}

impl Assets {
    pub(super) fn load(dir: Option<PathBuf>) -> io::Result<Self> {
        let build = match &dir {
            Some(dir) => name_of(
                files_in(dir)?
                    .iter()
                    .map(|(path, content)| (&**path, &**content)),
            ),
            None => name_of(FILES.iter().map(|file| (file.path, file.plain))),
        };
        Ok(Self { build, dir })
    }

    /// Names this set of files.
    pub(super) fn build(&self) -> &str {
        &self.build
    }

    /// The address they stand under.
    pub(super) fn root(&self) -> String {
        format!("/assets/{}", self.build)
    }

    /// A file in the best encoding that the browser takes.
    fn find(&self, path: &str, request: &HttpRequest) -> Option<(Bytes, ContentEncoding)> {
        if let Some(dir) = &self.dir {
            return from_disk(dir, path).map(|content| (content.into(), ContentEncoding::Identity));
        }
        let file = FILES.iter().find(|file| file.path == path)?;
        let packed = [
            (file.brotli, ContentEncoding::Brotli),
            (file.gzip, ContentEncoding::Gzip),
        ];
        let best = packed
            .into_iter()
            .find(|(content, encoding)| !content.is_empty() && takes(request, *encoding));
        let (content, encoding) = best.unwrap_or((file.plain, ContentEncoding::Identity));
        Some((Bytes::from_static(content), encoding))
    }
}

/// Whether the browser names this encoding and does not refuse it.
fn takes(request: &HttpRequest, wanted: ContentEncoding) -> bool {
    let wanted = Preference::Specific(Encoding::Known(wanted));
    let accepted = AcceptEncoding::parse(request).ok();
    accepted.is_some_and(|accepted| {
        accepted
            .iter()
            .any(|one| one.item == wanted && one.quality > Quality::ZERO)
    })
}

const ADDRESS: &str = "/assets/{build}/{path:.*}";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route(ADDRESS, web::get().to(asset))
        .route(ADDRESS, web::head().to(asset));
}

/// An older build's address gives the newest file, not to be kept: a page that is being replaced loads once more.
async fn asset(
    shared: web::Data<Shared>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
) -> HttpResponse {
    let (build, path) = path.into_inner();
    let Some((content, encoding)) = shared.assets.find(&path, &request) else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("there is no such file\n");
    };
    let keep = build == shared.assets.build && shared.assets.dir.is_none();
    let cache = if keep {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "accept-encoding"))
        .content_type(kind(&path));
    if encoding != ContentEncoding::Identity {
        answer.insert_header(encoding);
    }
    answer.body(content)
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// A set of files by what is in them.
fn name_of<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hash = Sha256::new();
    for (path, content) in files {
        hash.update(path.as_bytes());
        hash.update((content.len() as u64).to_le_bytes());
        hash.update(content);
    }
    let hash = hash.finalize();
    hash.iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What is served of a folder, by path.
fn files_in(dir: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = FOLDERS.iter().map(|name| dir.join(name)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap_or(&path);
                files.push((name.to_string_lossy().into_owned(), fs::read(&path)?));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// For those who work on the files: each is read when it is asked for.
fn from_disk(dir: &Path, path: &str) -> Option<Vec<u8>> {
    let plain = !path
        .split('/')
        .any(|part| part.is_empty() || part.starts_with('.'));
    plain.then(|| fs::read(dir.join(path)).ok()).flatten()
}
