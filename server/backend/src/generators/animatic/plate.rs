//! A plate: one keyframe's picture made ready, from which frames are taken at any sub-pixel place.
//!
//! It is kept in the film's own color (BT.709, limited range), every plane at full size, at about twice the
//! frame's resolution. Each frame is then one filtered resampling of a window; because the plate is finer than the
//! frame, sharpness stays the same wherever the window falls, and slow moves neither jitter nor shimmer.

use std::path::Path as FilePath;

use anyhow::Context;
use api::shot::CameraMove;
use pictures::resample::{self, Part, Resizer, Source, Target};
use pictures::{Cut, PictureError};
use yuv::{BufferStoreMut, YuvConversionMode, YuvPlanarImageMut, YuvRange, YuvStandardMatrix};

use super::camera::{Path, Size, cover};
use super::frame::Frame;

/// Plate pixels per frame pixel at the widest window. Below 1.5 sharpness visibly pulses in slow moves.
const SUPERSAMPLE: f64 = 2.0;
/// Repeated pixels around the plate: chroma samples sit half a frame pixel to the left, which may fall outside.
const PAD: usize = 4;

pub(super) struct Plate {
    path: Path,
    left: f64,
    top: f64,
    /// Plate pixels per picture pixel.
    scale_x: f64,
    scale_y: f64,
    planes: [Plane; 3],
}

/// Why a plate could not be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlateError {
    #[error(transparent)]
    Picture(#[from] PictureError),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl Plate {
    pub(super) fn open(
        file: &FilePath,
        camera: CameraMove,
        frame: (u32, u32),
        seconds: f64,
    ) -> Result<Self, PlateError> {
        let frame = Size {
            width: f64::from(frame.0),
            height: f64::from(frame.1),
        };
        let plan = |width: u32, height: u32| {
            let picture = Size {
                width: f64::from(width),
                height: f64::from(height),
            };
            let path = Path::new(camera, picture, frame, seconds);
            let scale = SUPERSAMPLE * frame.width / cover(picture, frame).width;
            let bounds = path.bounds();
            // Rounding must not push the cut out of the picture.
            let (left, top) = (bounds.left.max(0.0), bounds.top.max(0.0));
            let (right, bottom) = (picture.width - left, picture.height - top);
            let cut = Cut {
                part: Part {
                    left,
                    top,
                    width: bounds.width.min(right),
                    height: bounds.height.min(bottom),
                },
                to_width: (bounds.width * scale).round() as u32,
                to_height: (bounds.height * scale).round() as u32,
            };
            (path, cut)
        };
        let (rgb, (width, height)) = pictures::cut(file, &mut |w, h| plan(w, h).1)?;
        let (path, cut) = plan(width, height);
        Ok(Self {
            path,
            left: cut.part.left,
            top: cut.part.top,
            scale_x: f64::from(cut.to_width) / cut.part.width,
            scale_y: f64::from(cut.to_height) / cut.part.height,
            planes: planes(&rgb)?,
        })
    }

    /// Draws what the camera sees at `along` (0 to 1).
    pub(super) fn draw(
        &self,
        along: f64,
        frame: &mut Frame,
        resizer: &mut Resizer,
    ) -> anyhow::Result<()> {
        let window = self.path.at(along);
        let left = (window.left - self.left) * self.scale_x + PAD as f64;
        let top = (window.top - self.top) * self.scale_y + PAD as f64;
        let (width, height) = (window.width * self.scale_x, window.height * self.scale_y);
        let half_pixel = width / frame.width as f64 / 2.0;
        let (luma, chroma) = ((frame.width, frame.height), frame.chroma_size());
        let targets = [
            (&mut frame.y, luma, left),
            (&mut frame.u, chroma, left - half_pixel),
            (&mut frame.v, chroma, left - half_pixel),
        ];
        for (plane, (target, size, left)) in self.planes.iter().zip(targets) {
            let source = Source {
                pixels: &plane.pixels,
                width: plane.width as u32,
                height: plane.height as u32,
                part: Some(Part {
                    left,
                    top,
                    width,
                    height,
                }),
            };
            let target = Target {
                pixels: target,
                width: size.0 as u32,
                height: size.1 as u32,
            };
            resample::plane(resizer, source, target)?;
        }
        Ok(())
    }
}

/// One plane with its padding.
struct Plane {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Plane {
    fn new(width: usize, height: usize) -> Self {
        let (width, height) = (width + 2 * PAD, height + 2 * PAD);
        Self {
            width,
            height,
            pixels: vec![0; width * height],
        }
    }

    /// Everything from the first pixel that is not padding.
    fn inner(&mut self) -> BufferStoreMut<'_, u8> {
        let start = PAD * self.width + PAD;
        BufferStoreMut::Borrowed(&mut self.pixels[start..])
    }

    fn repeat_edges(&mut self) {
        let (width, height) = (self.width, self.height);
        for row in self.pixels.chunks_exact_mut(width) {
            let (first, last) = (row[PAD], row[width - PAD - 1]);
            row[..PAD].fill(first);
            row[width - PAD..].fill(last);
        }
        for n in 0..PAD {
            let (top, bottom) = (PAD * width, (height - PAD - 1) * width);
            self.pixels.copy_within(top..top + width, n * width);
            self.pixels
                .copy_within(bottom..bottom + width, (height - 1 - n) * width);
        }
    }
}

fn planes(rgb: &image::RgbImage) -> anyhow::Result<[Plane; 3]> {
    let (width, height) = (rgb.width() as usize, rgb.height() as usize);
    let mut planes = [(); 3].map(|()| Plane::new(width, height));
    let [y, u, v] = &mut planes;
    let stride = y.width as u32;
    let mut target = YuvPlanarImageMut {
        y_plane: y.inner(),
        y_stride: stride,
        u_plane: u.inner(),
        u_stride: stride,
        v_plane: v.inner(),
        v_stride: stride,
        width: rgb.width(),
        height: rgb.height(),
    };
    yuv::rgb_to_yuv444(
        &mut target,
        rgb,
        rgb.width() * 3,
        YuvRange::Limited,
        YuvStandardMatrix::Bt709,
        YuvConversionMode::Balanced,
    )
    .context("converting a picture to the film's color")?;
    for plane in &mut planes {
        plane.repeat_edges();
    }
    Ok(planes)
}
