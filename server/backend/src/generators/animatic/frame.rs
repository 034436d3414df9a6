//! One frame of film: three planes, 4:2:0, BT.709, limited range.

use anyhow::Context;
use image::RgbImage;
use openh264::formats::YUVSource;
use pictures::resample::{self, Resizer, Source, Target};
use yuv::{YuvPlanarImage, YuvRange, YuvStandardMatrix};

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
        resample::mix(&mut self.y, &over.y, weight);
        resample::mix(&mut self.u, &over.u, weight);
        resample::mix(&mut self.v, &over.v, weight);
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
            let mut to = vec![0; width as usize * height as usize];
            let source = Source {
                pixels: from,
                width: size.0 as u32,
                height: size.1 as u32,
                part: None,
            };
            let target = Target {
                pixels: &mut to,
                width,
                height,
            };
            resample::plane(resizer, source, target)?;
            Ok(to)
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
