//! Addresses of pictures and films.

use api::media::{FileKind, FileRef};
use url::form_urlencoded;

use crate::components::frame::Picture;

/// A file's picture at two sizes.
pub(super) struct Shown {
    thumb: String,
    large: Option<(String, u32)>,
    alt: String,
}

/// Sides of the two sizes that the backend keeps.
const THUMB: u32 = 480;
const LARGE: u32 = 1600;

pub(super) fn shown(file: &FileRef) -> Shown {
    let side = file.width.max(file.height);
    let large = (side > THUMB && file.kind != FileKind::Mp4).then(|| {
        let width = if side > LARGE {
            u64::from(file.width) * u64::from(LARGE) / u64::from(side)
        } else {
            u64::from(file.width)
        };
        (
            format!("/media/{}/large", file.id),
            u32::try_from(width).unwrap_or(LARGE),
        )
    });
    Shown {
        thumb: format!("/media/{}/thumb", file.id),
        large,
        alt: file.name.clone(),
    }
}

impl Shown {
    pub(super) fn picture(&self) -> Picture<'_> {
        Picture {
            src: &self.thumb,
            larger: self
                .large
                .as_ref()
                .map(|(src, width)| (src.as_str(), *width)),
            alt: &self.alt,
        }
    }

    /// Where the words beside it say what it is.
    pub(super) fn silent(&self) -> Picture<'_> {
        Picture {
            alt: "",
            ..self.picture()
        }
    }

    /// The larger size alone, for a place that fills the work area.
    pub(super) fn large(&self) -> &str {
        self.large.as_ref().map_or(&self.thumb, |(src, _)| src)
    }
}

pub(super) fn film(file: &FileRef) -> String {
    format!("/media/{}/original", file.id)
}

/// Saves the file under that name.
pub(super) fn download(file: &FileRef, name: &str) -> String {
    let name = form_urlencoded::Serializer::new(String::new())
        .append_pair("name", name)
        .finish();
    format!("/download/{}?{name}", file.id)
}
