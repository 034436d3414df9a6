//! Cutting and scaling: from decoded pixels to upright, opaque sRGB.

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage, RgbaImage};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::PictureError;
use super::decode::{Decoded, swaps_sides};
use super::resample::{self, Part, Source, Target};

/// What shows through a transparent picture: neither side of the page's light and dark themes.
const BEHIND: u32 = 128;

/// A part of the upright picture, in its pixels, and the size it is scaled to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    pub part: Part,
    pub to_width: u32,
    pub to_height: u32,
}

impl Decoded {
    /// The whole picture at this upright size. It is turned after scaling, when there is less to turn.
    pub(super) fn whole(self, width: u32, height: u32) -> Result<RgbImage, PictureError> {
        let (to_width, to_height) = if swaps_sides(self.orientation) {
            (height, width)
        } else {
            (width, height)
        };
        let scaled = scale(self.pixels, None, to_width, to_height)?;
        let mut scaled = DynamicImage::from(scaled);
        scaled.apply_orientation(self.orientation);
        Ok(to_srgb(scaled.into_rgb8(), self.profile.as_deref()))
    }

    pub(super) fn part(mut self, cut: Cut) -> Result<RgbImage, PictureError> {
        if self.orientation != Orientation::NoTransforms {
            self.pixels.apply_orientation(self.orientation);
        }
        let scaled = scale(self.pixels, Some(cut.part), cut.to_width, cut.to_height)?;
        Ok(to_srgb(scaled, self.profile.as_deref()))
    }
}

/// Eight bits a channel and opaque, whatever it was.
fn scale(
    from: DynamicImage,
    part: Option<Part>,
    width: u32,
    height: u32,
) -> Result<RgbImage, PictureError> {
    let damaged = |_| PictureError::Damaged;
    let (from_width, from_height) = (from.width(), from.height());
    let source = |pixels| Source {
        pixels,
        width: from_width,
        height: from_height,
        part,
    };
    let target = |pixels| Target {
        pixels,
        width,
        height,
    };
    if from.color().has_alpha() {
        let mut to = RgbaImage::new(width, height);
        resample::rgba(source(from.into_rgba8().as_raw()), target(&mut to)).map_err(damaged)?;
        return Ok(opaque(&to));
    }
    let mut to = RgbImage::new(width, height);
    resample::rgb(source(from.into_rgb8().as_raw()), target(&mut to)).map_err(damaged)?;
    Ok(to)
}

fn opaque(picture: &RgbaImage) -> RgbImage {
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
