//! The browser's modules, styles, fonts and icons, under an address that holds a hash of all of them.
//!
//! One hash for all, so that modules can import each other by relative paths and a page never mixes two builds.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::{fs, io};

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

use super::Shared;

/// Path below `web/`, and content.
type File = (&'static str, &'static [u8]);
const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/web_files.rs"));

/// The one style sheet begins with these; the others follow by name and depend on no order among themselves.
const STYLES: &[&str] = &["tokens", "base", "layout"];
/// Of a checkout's `web`, what browsers load.
const FOLDERS: &[&str] = &["css", "fonts", "icons", "live", "studio"];
const STYLE_SHEET: &str = "app.css";

pub(super) struct Assets {
    build: String,
    style: Vec<u8>,
    dir: Option<PathBuf>,
}

impl Assets {
    pub(super) fn load(dir: Option<PathBuf>) -> io::Result<Self> {
        let build = match &dir {
            Some(dir) => name_of(&files_in(dir)?),
            None => name_of(FILES),
        };
        let style = match &dir {
            Some(dir) => style_of(&styles_in(dir)?),
            None => embedded_style(),
        };
        Ok(Self { build, style, dir })
    }

    /// Names this set of files.
    pub(super) fn build(&self) -> &str {
        &self.build
    }

    /// The address they stand under.
    pub(super) fn root(&self) -> String {
        format!("/assets/{}", self.build)
    }

    fn find(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        if let Some(dir) = &self.dir {
            return from_disk(dir, path);
        }
        if path == STYLE_SHEET {
            return Some(Cow::Owned(self.style.clone()));
        }
        let (_, content) = FILES.iter().find(|(known, _)| *known == path)?;
        Some(Cow::Borrowed(content))
    }
}

const ADDRESS: &str = "/assets/{build}/{path:.*}";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route(ADDRESS, web::get().to(asset))
        .route(ADDRESS, web::head().to(asset));
}

/// An older build's address gives the newest file, not to be kept: a page that is being replaced loads once more.
async fn asset(shared: web::Data<Shared>, path: web::Path<(String, String)>) -> HttpResponse {
    let (build, path) = path.into_inner();
    let Some(content) = shared.assets.find(&path) else {
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
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, cache))
        .content_type(kind(&path))
        .body(content.into_owned())
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

fn embedded_style() -> Vec<u8> {
    let sheets: Vec<(String, Cow<'static, [u8]>)> = FILES
        .iter()
        .filter_map(|(path, content)| {
            let name = path.strip_prefix("css/")?.strip_suffix(".css")?;
            Some((name.to_owned(), Cow::Borrowed(*content)))
        })
        .collect();
    style_of(&sheets)
}

fn style_of(sheets: &[(String, Cow<'static, [u8]>)]) -> Vec<u8> {
    let place = |name: &str| {
        STYLES
            .iter()
            .position(|known| *known == name)
            .unwrap_or(STYLES.len())
    };
    let mut order: Vec<_> = sheets.iter().collect();
    order.sort_by_key(|(name, _)| (place(name), name.clone()));
    order
        .iter()
        .flat_map(|(_, content)| content.iter().copied().chain([b'\n']))
        .collect()
}

/// A set of files by what is in them.
fn name_of<P: AsRef<str>, C: AsRef<[u8]>>(files: &[(P, C)]) -> String {
    let mut hash = Sha256::new();
    for (path, content) in files {
        hash.update(path.as_ref().as_bytes());
        hash.update((content.as_ref().len() as u64).to_le_bytes());
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

fn styles_in(dir: &Path) -> io::Result<Vec<(String, Cow<'static, [u8]>)>> {
    let mut sheets = Vec::new();
    for entry in fs::read_dir(dir.join("css"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "css") {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            sheets.push((name, Cow::Owned(fs::read(&path)?)));
        }
    }
    Ok(sheets)
}

/// For those who work on the files: each is read when it is asked for.
fn from_disk(dir: &Path, path: &str) -> Option<Cow<'static, [u8]>> {
    if path == STYLE_SHEET {
        return styles_in(dir)
            .ok()
            .map(|sheets| Cow::Owned(style_of(&sheets)));
    }
    let plain = !path
        .split('/')
        .any(|part| part.is_empty() || part.starts_with('.'));
    plain
        .then(|| fs::read(dir.join(path)).ok())
        .flatten()
        .map(Cow::Owned)
}
