//! From a file to pixels, within limits.
//!
//! The size is checked before a pixel is decoded, so that a small file that claims a huge picture (a
//! decompression bomb) costs nothing.

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use api::media::{FileKind, MAX_PICTURE_PIXELS, MAX_UPLOAD_BYTES};
use image::error::LimitErrorKind;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::{PictureError, whole};

/// A side longer than this comes from a crafted file, not from a camera: the largest panoramas stay below.
const MAX_SIDE: u32 = 32_768;
/// The largest picture at four bytes a pixel, with room for a decoder's own rows. Sixteen-bit pictures
/// therefore reach half as many pixels.
const MAX_DECODED_BYTES: u64 = MAX_PICTURE_PIXELS * 4 + 64 * 1024 * 1024;
/// Pictures above this are decoded one at a time, so that many large uploads at once cannot exhaust memory.
const LARGE_BYTES: u64 = 64 * 1024 * 1024;
static LARGE: Mutex<()> = Mutex::new(());

pub(super) struct Decoded {
    pub(super) kind: FileKind,
    pub(super) pixels: DynamicImage,
    pub(super) orientation: Orientation,
    pub(super) profile: Option<Vec<u8>>,
    _turn: Option<MutexGuard<'static, ()>>,
}

impl Decoded {
    pub(super) fn upright_size(&self) -> (u32, u32) {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        if swaps_sides(self.orientation) {
            (height, width)
        } else {
            (width, height)
        }
    }
}

pub(super) fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

pub(super) fn decode(path: &Path) -> Result<Decoded, PictureError> {
    let length = fs::metadata(path).map_err(PictureError::Io)?.len();
    if length == 0 {
        return Err(PictureError::Empty);
    }
    if length > MAX_UPLOAD_BYTES {
        return Err(PictureError::TooLarge);
    }
    decode_bytes(&fs::read(path).map_err(PictureError::Io)?)
}

fn decode_bytes(bytes: &[u8]) -> Result<Decoded, PictureError> {
    let format = image::guess_format(bytes).map_err(|_| PictureError::NotAPicture)?;
    let (kind, whole) = match format {
        ImageFormat::Png => (FileKind::Png, true),
        ImageFormat::Jpeg => (FileKind::Jpeg, whole::jpeg(bytes)),
        ImageFormat::WebP => (FileKind::Webp, whole::webp(bytes)),
        _ => return Err(PictureError::NotAPicture),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;

    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PICTURE_PIXELS
        || decoder.total_bytes() > MAX_DECODED_BYTES
    {
        return Err(PictureError::TooLarge);
    }
    if !whole || width == 0 || height == 0 {
        return Err(PictureError::Damaged);
    }
    let turn = (decoder.total_bytes() > LARGE_BYTES)
        .then(|| LARGE.lock().unwrap_or_else(PoisonError::into_inner));
    // Unreadable metadata does not make a picture unreadable.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let pixels = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    Ok(Decoded {
        kind,
        pixels,
        orientation,
        profile,
        _turn: turn,
    })
}

fn refusal(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(limit) => match limit.kind() {
            LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory => {
                PictureError::TooLarge
            }
            _ => PictureError::Damaged,
        },
        ImageError::Unsupported(_) => PictureError::NotAPicture,
        ImageError::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            PictureError::Io(error)
        }
        _ => PictureError::Damaged,
    }
}
