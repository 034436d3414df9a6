//! The one place that resizes pixels.
//!
//! The resizing crate is generic: each call with new types costs seconds of every build, so all callers go through
//! these functions.

pub use fast_image_resize::Resizer;
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{InnerPixel, U8, U8x3, U8x4};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions};

/// A part of a picture, in its pixels; fractions of a pixel count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub pixels: &'a [u8],
    pub width: u32,
    pub height: u32,
    /// All of it, where absent.
    pub part: Option<Part>,
}

#[derive(Debug)]
pub struct Target<'a> {
    pub pixels: &'a mut [u8],
    pub width: u32,
    pub height: u32,
}

/// One channel, for frames of a film: a filter that is sharp without ringing. The resizer keeps its buffers.
///
/// # Errors
/// Where sizes and buffers do not agree, or the part is outside of the source.
pub fn plane(resizer: &mut Resizer, source: Source<'_>, target: Target<'_>) -> anyhow::Result<()> {
    resize::<U8>(resizer, source, target, FilterType::CatmullRom)
}

/// Red, green and blue, for copies of pictures: the sharpest filter.
pub(super) fn rgb(source: Source<'_>, target: Target<'_>) -> anyhow::Result<()> {
    resize::<U8x3>(&mut Resizer::new(), source, target, FilterType::Lanczos3)
}

/// The same with alpha, so that the color of what is transparent does not bleed into what is not.
pub(super) fn rgba(source: Source<'_>, target: Target<'_>) -> anyhow::Result<()> {
    resize::<U8x4>(&mut Resizer::new(), source, target, FilterType::Lanczos3)
}

/// Lays `over` on `under` with `weight` of 256.
pub fn mix(under: &mut [u8], over: &[u8], weight: u16) {
    for (a, b) in under.iter_mut().zip(over) {
        *a = ((u16::from(*a) * (256 - weight) + u16::from(*b) * weight + 128) >> 8) as u8;
    }
}

fn resize<P: PixelTrait + InnerPixel>(
    resizer: &mut Resizer,
    source: Source<'_>,
    target: Target<'_>,
    filter: FilterType,
) -> anyhow::Result<()> {
    let from = TypedImageRef::<P>::from_buffer(source.width, source.height, source.pixels)?;
    let mut to = TypedImage::<P>::from_buffer(target.width, target.height, target.pixels)?;
    let mut options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    if let Some(part) = source.part {
        options = options.crop(part.left, part.top, part.width, part.height);
    }
    Ok(resizer.resize_typed(&from, &mut to, &options)?)
}
