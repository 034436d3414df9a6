//! The two threads of a rendering: one draws frames, the other encodes them.
//!
//! At most [`FRAMES_AHEAD`] frames and two plates exist at once, whatever the length of the film.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use pictures::resample::Resizer;

use super::encode::Encode;
use super::frame::Frame;
use super::plate::{Plate, PlateError};
use super::timeline::{Mix, Timeline};
use crate::generators::{GenerateError, Output, Work, film_path};

/// Drawn frames that may wait for the encoder: one under way, one ready, so that neither thread idles.
const FRAMES_AHEAD: usize = 2;
/// Three and a half previews a second: enough to look alive, little beside the encoding.
const PREVIEW_EVERY: Duration = Duration::from_millis(280);
/// The longer side and quality of the first previews: small ones come early, then the picture grows sharper.
const PREVIEWS: [(u32, u8); 3] = [(120, 60), (240, 70), (480, 80)];
const POSTER_QUALITY: u8 = 88;
/// Frames to time before an estimate has ground.
const FRAMES_BEFORE_ESTIMATE: u32 = 8;

pub(super) fn render(work: &Work) -> Result<Output, GenerateError> {
    let_others_go_first();
    let film = film_path(&work.scratch);
    let (width, height) = (work.request.width, work.request.height);
    let (frames, to_encode) = sync_channel::<Frame>(FRAMES_AHEAD);
    let (encoded, to_draw) = sync_channel::<Frame>(FRAMES_AHEAD + 1);
    for _ in 0..=FRAMES_AHEAD {
        // The channel was made with room for exactly these.
        let _ = encoded.send(Frame::new(width, height));
    }
    let encode = Encode::create(&film, width, height).map_err(encoding_broke)?;
    thread::scope(|scope| {
        let encoding = scope.spawn(|| encode_all(work, encode, to_encode, encoded));
        let drawing = Drawing::new(work).draw_all(&frames, &to_draw);
        // Ends the encoding thread once it has taken what was drawn.
        drop(frames);
        let encoding = encoding
            .join()
            .unwrap_or_else(|_| Err(anyhow::anyhow!("the encoding thread panicked")));
        if work.cancel.is_cancelled() {
            return Err(GenerateError::Canceled);
        }
        let (poster, encode) = match (drawing, encoding) {
            (Err(Halt::Failed(error)), _) => return Err(error),
            (Err(Halt::NobodyEncodes), Ok(_)) => {
                return Err(encoding_broke(anyhow::anyhow!("the encoder stopped early")));
            }
            (_, Err(error)) => return Err(encoding_broke(error)),
            (Ok(poster), Ok(encode)) => (poster, encode),
        };
        Ok(Output {
            film,
            poster,
            seconds: encode.finish().map_err(encoding_broke)?,
        })
    })
}

/// Why drawing ended before the last frame.
enum Halt {
    /// The encoding thread is gone, and knows why.
    NobodyEncodes,
    Failed(GenerateError),
}

impl From<GenerateError> for Halt {
    fn from(error: GenerateError) -> Self {
        Self::Failed(error)
    }
}

/// Returns the encoding that has all frames and is not finished yet.
fn encode_all(
    work: &Work,
    mut encode: Encode,
    to_encode: Receiver<Frame>,
    encoded: SyncSender<Frame>,
) -> anyhow::Result<Encode> {
    while let Ok(frame) = to_encode.recv() {
        if work.cancel.is_cancelled() {
            break;
        }
        encode.push(&frame)?;
        // The drawing thread takes none back after its last frame.
        let _ = encoded.try_send(frame);
    }
    Ok(encode)
}

struct Drawing<'a> {
    work: &'a Work,
    timeline: Timeline,
    /// The plates in use, by keyframe: two in a dissolve, else one.
    plates: Vec<(usize, Plate)>,
    second: Frame,
    resizer: Resizer,
    previews: usize,
    previewed: Instant,
}

impl<'a> Drawing<'a> {
    fn new(work: &'a Work) -> Self {
        let seconds: Vec<f64> = work.request.keyframes.iter().map(|k| k.seconds).collect();
        Self {
            work,
            timeline: Timeline::new(&seconds),
            plates: Vec::new(),
            second: Frame::new(work.request.width, work.request.height),
            resizer: Resizer::new(),
            previews: 0,
            previewed: Instant::now(),
        }
    }

    /// Returns the poster.
    fn draw_all(
        mut self,
        frames: &SyncSender<Frame>,
        to_draw: &Receiver<Frame>,
    ) -> Result<Vec<u8>, Halt> {
        let mut poster = Vec::new();
        let mut began = Instant::now();
        let all = self.timeline.frames;
        for n in 0..all {
            if self.work.cancel.is_cancelled() {
                return Err(GenerateError::Canceled.into());
            }
            let Ok(mut frame) = to_draw.recv() else {
                return Err(Halt::NobodyEncodes);
            };
            self.draw(self.timeline.at(n), &mut frame)?;
            self.preview(&frame).map_err(drawing_broke)?;
            if n == 0 {
                poster = frame
                    .jpeg(u32::MAX, POSTER_QUALITY, &mut self.resizer)
                    .map_err(drawing_broke)?;
                began = Instant::now();
            }
            if frames.send(frame).is_err() {
                return Err(Halt::NobodyEncodes);
            }
            let done = n + 1;
            let eta = (done > FRAMES_BEFORE_ESTIMATE)
                .then(|| began.elapsed().as_secs_f64() / f64::from(done) * f64::from(all - done));
            self.work.progress.report(
                f64::from(done) / f64::from(all),
                format!("rendering frame {done} of {all}"),
                eta,
            );
        }
        Ok(poster)
    }

    fn draw(&mut self, mix: Mix, frame: &mut Frame) -> Result<(), GenerateError> {
        let over = mix.over.map(|(layer, _)| layer.keyframe);
        self.plates
            .retain(|(keyframe, _)| *keyframe == mix.under.keyframe || Some(*keyframe) == over);
        let under = self.plate(mix.under.keyframe)?;
        self.plates[under]
            .1
            .draw(mix.under.along, frame, &mut self.resizer)
            .map_err(drawing_broke)?;
        if let Some((layer, weight)) = mix.over {
            let over = self.plate(layer.keyframe)?;
            self.plates[over]
                .1
                .draw(layer.along, &mut self.second, &mut self.resizer)
                .map_err(drawing_broke)?;
            frame.mix(&self.second, weight);
        }
        Ok(())
    }

    /// The index of that keyframe's plate, which is made when it is first seen.
    fn plate(&mut self, keyframe: usize) -> Result<usize, GenerateError> {
        if let Some(index) = self.plates.iter().position(|(k, _)| *k == keyframe) {
            return Ok(index);
        }
        let request = &self.work.request;
        if self.plates.is_empty() {
            let all = request.keyframes.len();
            let step = format!("reading picture {} of {all}", keyframe + 1);
            self.work.progress.report(0.0, step, None);
        }
        let plate = Plate::open(
            &self.work.pictures[keyframe],
            request.keyframes[keyframe].camera,
            (request.width, request.height),
            self.timeline.spans[keyframe].seconds(),
        )
        .map_err(|error| match error {
            PlateError::Picture(refused) => GenerateError::Failed {
                message: format!("Keyframe {}: {refused}", keyframe + 1),
                retryable: false,
                source: Some(refused.into()),
            },
            PlateError::Other(error) => drawing_broke(error),
        })?;
        self.plates.push((keyframe, plate));
        Ok(self.plates.len() - 1)
    }

    fn preview(&mut self, frame: &Frame) -> anyhow::Result<()> {
        if self.previews > 0 && self.previewed.elapsed() < PREVIEW_EVERY {
            return Ok(());
        }
        let (side, quality) = PREVIEWS[self.previews.min(PREVIEWS.len() - 1)];
        let jpeg = frame
            .jpeg(side, quality, &mut self.resizer)
            .context("making a preview")?;
        self.work.progress.show(jpeg);
        self.previews += 1;
        self.previewed = Instant::now();
        Ok(())
    }
}

fn drawing_broke(error: anyhow::Error) -> GenerateError {
    GenerateError::broke("The animatic could not draw a frame.", error)
}

fn encoding_broke(error: anyhow::Error) -> GenerateError {
    let disk_is_full = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::StorageFull);
    if disk_is_full {
        return GenerateError::broke(
            "The worker's disk is full. Free some space and retry.",
            error,
        );
    }
    GenerateError::broke("The animatic could not write the film.", error)
}

/// Rendering takes whole cores for a long time; pages and API calls of the same machine come first.
/// Elsewhere than on Linux priorities belong to processes, not threads, so nothing is changed there.
fn let_others_go_first() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 10) {
        tracing::debug!(%error, "the rendering thread keeps its priority");
    }
}
