//! Pictures: what an upload really is, smaller upright JPEG copies of it, and the loops over pixels.
//!
//! A crate of its own so that these loops are optimized in development builds too, where the rest is not: nothing
//! here is generic over what a caller passes, since generic code is compiled with its caller.
//!
//! Every function here blocks, some for a second: callers use `spawn_blocking`. A file is judged by its
//! content, never by its name, and is decoded fully before it is believed.

mod cut;
mod decode;
pub mod resample;
mod whole;

use std::io;
use std::path::Path;

use api::media::FileKind;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

pub use cut::Cut;

/// What a picture turned out to be. The size is the one a person sees, after EXIF orientation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inspected {
    pub kind: FileKind,
    pub width: u32,
    pub height: u32,
}

/// Why a file is refused. The text is a sentence for the person.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("The file is empty. Choose a PNG, JPEG or WebP picture.")]
    Empty,
    #[error("This is not a picture Rushes can read. Choose a PNG, JPEG or WebP picture.")]
    NotAPicture,
    #[error("The picture is damaged or was cut short. Export or copy it again.")]
    Damaged,
    #[error("The picture is too large. Rushes takes pictures of up to 80 megapixels and 25 MB.")]
    TooLarge,
    #[error("The picture could not be read from disk.")]
    Io(#[source] io::Error),
}

/// Says what the file at `path` is, having decoded all of it.
///
/// # Errors
/// [`PictureError`], each with a sentence for the person.
pub fn inspect(path: &Path) -> Result<Inspected, PictureError> {
    let decoded = decode::decode(path)?;
    let (width, height) = decoded.upright_size();
    Ok(Inspected {
        kind: decoded.kind,
        width,
        height,
    })
}

/// An upright sRGB JPEG of the picture, at most `max_side` px on its longer side and never enlarged.
///
/// Transparency is laid over mid grey. A color profile is converted to sRGB, so the copy needs none.
///
/// # Errors
/// [`PictureError`], each with a sentence for the person.
pub fn jpeg(path: &Path, max_side: u32, quality: u8) -> Result<Vec<u8>, PictureError> {
    let decoded = decode::decode(path)?;
    let (width, height) = decoded.upright_size();
    let (to_width, to_height) = fit(width, height, max_side);
    encode_jpeg(&decoded.whole(to_width, to_height)?, quality)
}

/// A part of the picture as upright sRGB, cut and scaled as `plan` says when told the upright size; and that size.
///
/// # Errors
/// [`PictureError`], each with a sentence for the person.
pub fn cut(
    path: &Path,
    plan: &mut dyn FnMut(u32, u32) -> Cut,
) -> Result<(RgbImage, (u32, u32)), PictureError> {
    let decoded = decode::decode(path)?;
    let (width, height) = decoded.upright_size();
    Ok((decoded.part(plan(width, height))?, (width, height)))
}

/// # Errors
/// Where the picture has no pixels.
pub fn encode_jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .map_err(|_| PictureError::Damaged)?;
    Ok(bytes)
}

fn fit(width: u32, height: u32, max_side: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= max_side {
        return (width, height);
    }
    let scale = f64::from(max_side) / f64::from(longer);
    let side = |px: u32| ((f64::from(px) * scale).round() as u32).max(1);
    (side(width), side(height))
}

#[cfg(test)]
mod tests;
