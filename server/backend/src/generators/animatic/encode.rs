//! H.264: frames in, a film file out.

use std::path::Path;

use anyhow::Context;
use openh264::encoder::{
    Complexity, Encoder, EncoderConfig, FrameRate, FrameType, IntraFramePeriod, QpRange,
    RateControlMode, VuiConfig,
};
use openh264::{OpenH264API, Timestamp};

use super::frame::Frame;
use super::timeline::FRAMES_PER_SECOND;
use crate::generators::mp4::{Film, Format};

/// A player can begin at every second second.
const FRAMES_PER_GROUP: u32 = 2 * FRAMES_PER_SECOND;

pub(super) struct Encode {
    encoder: Encoder,
    film: Film,
    frames: u64,
}

impl Encode {
    pub(super) fn create(path: &Path, width: u32, height: u32) -> anyhow::Result<Self> {
        let config = EncoderConfig::new()
            .max_frame_rate(FrameRate::from_hz(FRAMES_PER_SECOND as f32))
            .rate_control_mode(RateControlMode::Bufferbased)
            .qp(QpRange::new(20, 20))
            // A dropped frame would be a hole in a film of constant rate.
            .skip_frames(false)
            .complexity(Complexity::Medium)
            .scene_change_detect(false)
            .background_detection(false)
            .adaptive_quantization(true)
            .intra_frame_period(IntraFramePeriod::from_num_frames(FRAMES_PER_GROUP))
            // More threads would split each frame into slices and starve the pages of this process.
            .num_threads(1)
            .vui(VuiConfig::bt709());
        let side = |px: u32| u16::try_from(px).context("the frame is too large");
        let format = Format {
            width: side(width)?,
            height: side(height)?,
            frames_per_second: FRAMES_PER_SECOND,
        };
        Ok(Self {
            encoder: Encoder::with_api_config(OpenH264API::from_source(), config)
                .context("starting the encoder")?,
            film: Film::create(path, format).context("creating the film file")?,
            frames: 0,
        })
    }

    pub(super) fn push(&mut self, frame: &Frame) -> anyhow::Result<()> {
        let time = self.frames * 1000 / u64::from(FRAMES_PER_SECOND);
        let stream = self
            .encoder
            .encode_at(frame, Timestamp::from_millis(time))
            .context("encoding a frame")?;
        anyhow::ensure!(
            matches!(
                stream.frame_type(),
                FrameType::IDR | FrameType::I | FrameType::P
            ),
            "the encoder gave no picture"
        );
        let layers: Vec<_> = (0..stream.num_layers())
            .filter_map(|n| stream.layer(n))
            .collect();
        let units = layers
            .iter()
            .flat_map(|layer| (0..layer.nal_count()).filter_map(|n| layer.nal_unit(n)))
            .map(without_start_code);
        self.film.push(units).context("writing the film")?;
        self.frames += 1;
        Ok(())
    }

    /// Returns the film's seconds.
    pub(super) fn finish(self) -> anyhow::Result<f64> {
        self.film.finish().context("writing the film")
    }
}

fn without_start_code(unit: &[u8]) -> &[u8] {
    let unit = unit.strip_prefix(&[0, 0, 0, 1]).unwrap_or(unit);
    unit.strip_prefix(&[0, 0, 1]).unwrap_or(unit)
}
