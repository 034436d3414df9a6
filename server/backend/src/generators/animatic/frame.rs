//! One frame of film: three planes, 4:2:0, BT.709, limited range.

use anyhow::Context;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;
use openh264::formats::YUVSource;
use yuv::{YuvPlanarImage, YuvRange, YuvStandardMatrix};

use crate::pictures;

#[derive(Clone)]
pub(super) struct Frame {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) y: Vec<u8>,
    pub(super) u: Vec<u8>,
    pub(super) v: Vec<u8>,
}

impl Frame {
    /// Both sides are even.
    pub(super) fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self {
            width,
            height,
            y: vec![16; width * height],
            u: vec![128; width * height / 4],
            v: vec![128; width * height / 4],
        }
    }

    pub(super) fn chroma_size(&self) -> (usize, usize) {
        (self.width / 2, self.height / 2)
    }

    /// Lays `over` on this frame with `weight` from 0 to 1.
    pub(super) fn mix(&mut self, over: &Self, weight: f64) {
        let weight = (weight * 256.0).round() as u16;
        mix(&mut self.y, &over.y, weight);
        mix(&mut self.u, &over.u, weight);
        mix(&mut self.v, &over.v, weight);
    }

    /// A JPEG of this frame, at most `max_side` px on its longer side.
    pub(super) fn jpeg(
        &self,
        max_side: u32,
        quality: u8,
        resizer: &mut Resizer,
    ) -> anyhow::Result<Vec<u8>> {
        let scale = (f64::from(max_side) / self.width.max(self.height) as f64).min(1.0);
        let side = |px: usize| ((px as f64 * scale).round() as u32).max(1);
        let (width, height) = (side(self.width), side(self.height));
        let mut plane = |from: &[u8], size: (usize, usize)| -> anyhow::Result<Vec<u8>> {
            let from = ImageRef::new(size.0 as u32, size.1 as u32, from, PixelType::U8)?;
            let mut to = Image::new(width, height, PixelType::U8);
            let options =
                ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
            resizer.resize(&from, &mut to, &options)?;
            Ok(to.into_vec())
        };
        let (y, u, v) = (
            plane(&self.y, (self.width, self.height))?,
            plane(&self.u, self.chroma_size())?,
            plane(&self.v, self.chroma_size())?,
        );
        let planes = YuvPlanarImage {
            y_plane: &y,
            y_stride: width,
            u_plane: &u,
            u_stride: width,
            v_plane: &v,
            v_stride: width,
            width,
            height,
        };
        let mut rgb = RgbImage::new(width, height);
        yuv::yuv444_to_rgb(
            &planes,
            &mut rgb,
            width * 3,
            YuvRange::Limited,
            YuvStandardMatrix::Bt709,
        )
        .context("converting a frame to a picture")?;
        Ok(pictures::encode_jpeg(&rgb, quality)?)
    }
}

fn mix(under: &mut [u8], over: &[u8], weight: u16) {
    for (a, b) in under.iter_mut().zip(over) {
        *a = ((u16::from(*a) * (256 - weight) + u16::from(*b) * weight + 128) >> 8) as u8;
    }
}

impl YUVSource for Frame {
    fn dimensions(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    fn strides(&self) -> (usize, usize, usize) {
        (self.width, self.width / 2, self.width / 2)
    }

    fn y(&self) -> &[u8] {
        &self.y
    }

    fn u(&self) -> &[u8] {
        &self.u
    }

    fn v(&self) -> &[u8] {
        &self.v
    }
}
