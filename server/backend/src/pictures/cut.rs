//! Cutting and scaling: from decoded pixels to upright, opaque sRGB.

use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::PictureError;
use super::decode::{Decoded, swaps_sides};

/// What shows through a transparent picture: neither side of the page's light and dark themes.
const BEHIND: u32 = 128;

/// A part of the upright picture, in its pixels, and the size it is scaled to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cut {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) to_width: u32,
    pub(crate) to_height: u32,
}

impl Decoded {
    /// The whole picture at this upright size. It is turned after scaling, when there is less to turn.
    pub(super) fn whole(self, width: u32, height: u32) -> Result<RgbImage, PictureError> {
        let (to_width, to_height) = if swaps_sides(self.orientation) {
            (height, width)
        } else {
            (width, height)
        };
        let mut scaled = scale(&self.pixels, None, to_width, to_height)?;
        scaled.apply_orientation(self.orientation);
        Ok(to_srgb(opaque(scaled), self.profile.as_deref()))
    }

    pub(super) fn part(mut self, cut: Cut) -> Result<RgbImage, PictureError> {
        if self.orientation != Orientation::NoTransforms {
            self.pixels.apply_orientation(self.orientation);
        }
        let scaled = scale(&self.pixels, Some(cut), cut.to_width, cut.to_height)?;
        Ok(to_srgb(opaque(scaled), self.profile.as_deref()))
    }
}

fn scale(
    from: &DynamicImage,
    cut: Option<Cut>,
    width: u32,
    height: u32,
) -> Result<DynamicImage, PictureError> {
    let mut options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    if let Some(cut) = cut {
        options = options.crop(cut.left, cut.top, cut.width, cut.height);
    }
    let mut to = DynamicImage::new(width, height, from.color());
    Resizer::new()
        .resize(from, &mut to, &options)
        .map_err(|_| PictureError::Damaged)?;
    Ok(to)
}

fn opaque(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let (width, height) = picture.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let alpha = u32::from(alpha);
        let over =
            |value: u8| ((u32::from(value) * alpha + BEHIND * (255 - alpha) + 127) / 255) as u8;
        image::Rgb([over(red), over(green), over(blue)])
    })
}

/// Converts from the picture's color profile, so that a phone's wide-gamut picture keeps its colors in a film
/// that is tagged BT.709. A profile that cannot be read, or is not for RGB, is ignored.
fn to_srgb(picture: RgbImage, profile: Option<&[u8]>) -> RgbImage {
    let Some(profile) = profile.and_then(|bytes| ColorProfile::new_from_slice(bytes).ok()) else {
        return picture;
    };
    if profile.color_space != DataColorSpace::Rgb {
        return picture;
    }
    let Ok(transform) = profile.create_transform_8bit(
        Layout::Rgb,
        &ColorProfile::new_srgb(),
        Layout::Rgb,
        TransformOptions::default(),
    ) else {
        return picture;
    };
    let mut converted = RgbImage::new(picture.width(), picture.height());
    match transform.transform(&picture, &mut converted) {
        Ok(()) => converted,
        Err(_) => picture,
    }
}
