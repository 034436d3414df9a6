//! Whole films, looked at by an independent decoder (ffprobe and ffmpeg).

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use api::ids::FileId;
use api::shot::CameraMove;
use api::worker::{Request, RequestKeyframe};
use image::{Rgb, RgbImage};
use serde_json::Value;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::generators::Progress;

const RED: Rgb<u8> = Rgb([200, 30, 40]);
const BLUE: Rgb<u8> = Rgb([30, 60, 180]);

struct Set {
    folder: TempDir,
    keyframes: Vec<RequestKeyframe>,
    pictures: Vec<std::path::PathBuf>,
    progress: Progress,
    cancel: CancellationToken,
}

impl Set {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keyframes: Vec::new(),
            pictures: Vec::new(),
            progress: Progress::default(),
            cancel: CancellationToken::new(),
        }
    }

    fn with(mut self, picture: &RgbImage, camera: CameraMove, seconds: f64) -> Self {
        let path = self
            .folder
            .path()
            .join(format!("{}.png", self.pictures.len()));
        picture.save(&path).unwrap();
        self.pictures.push(path);
        self.keyframes.push(RequestKeyframe {
            file: FileId::fresh(),
            seconds,
            camera,
        });
        self
    }

    fn plain(self, color: Rgb<u8>, seconds: f64) -> Self {
        self.with(
            &RgbImage::from_pixel(200, 150, color),
            CameraMove::PushIn,
            seconds,
        )
    }

    fn work(&self, width: u32, height: u32) -> Work {
        Work {
            request: Request {
                generator: "animatic".to_owned(),
                width,
                height,
                prompt: String::new(),
                keyframes: self.keyframes.clone(),
            },
            pictures: self.pictures.clone(),
            scratch: self.folder.path().to_owned(),
            progress: self.progress.clone(),
            cancel: self.cancel.clone(),
        }
    }

    async fn film(&self, width: u32, height: u32) -> Output {
        Animatic.generate(self.work(width, height)).await.unwrap()
    }
}

fn probe(film: &Path, entries: &str) -> Value {
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-count_frames",
            "-of",
            "json",
            "-show_entries",
            entries,
        ])
        .arg(film)
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Every frame scaled to one pixel.
fn colors(film: &Path) -> Vec<[u8; 3]> {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(film)
        .args([
            "-vf",
            "format=rgb24,scale=1:1:flags=area",
            "-f",
            "rawvideo",
            "-",
        ])
        .output()
        .unwrap();
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout.as_chunks::<3>().0.to_vec()
}

fn is_near(found: [u8; 3], wanted: Rgb<u8>) -> bool {
    found.iter().zip(wanted.0).all(|(a, b)| a.abs_diff(b) <= 4)
}

#[tokio::test]
async fn a_film_has_exact_frames_right_colors_and_its_header_first() {
    let set = Set::new().plain(RED, 1.0).plain(BLUE, 1.5);
    let output = set.film(320, 180).await;
    assert_eq!(output.seconds, 2.5);

    let found = probe(&output.film, "stream:format=duration");
    let stream = &found["streams"][0];
    for (key, wanted) in [
        ("codec_name", "h264"),
        ("codec_tag_string", "avc1"),
        ("pix_fmt", "yuv420p"),
        ("color_range", "tv"),
        ("color_space", "bt709"),
        ("color_transfer", "bt709"),
        ("color_primaries", "bt709"),
        ("r_frame_rate", "24/1"),
        ("avg_frame_rate", "24/1"),
        ("nb_read_frames", "60"),
        ("nb_frames", "60"),
        ("start_time", "0.000000"),
        ("duration", "2.500000"),
        ("sample_aspect_ratio", "1:1"),
    ] {
        assert_eq!(stream[key], wanted, "{key}");
    }
    assert_eq!(
        (&stream["width"], &stream["height"]),
        (&320.into(), &180.into())
    );
    assert_eq!(found["format"]["duration"], "2.500000");

    let bytes = std::fs::read(&output.film).unwrap();
    let at = |name: &[u8]| bytes.windows(4).position(|w| w == name).unwrap();
    assert!(at(b"ftyp") < at(b"moov") && at(b"moov") < at(b"mdat"));

    let colors = colors(&output.film);
    assert!(
        colors[..19].iter().all(|color| is_near(*color, RED)),
        "{colors:?}"
    );
    assert!(
        colors[29..].iter().all(|color| is_near(*color, BLUE)),
        "{colors:?}"
    );
    let [red, _, blue] = colors[24];
    assert!((80..150).contains(&red) && (80..150).contains(&blue));
    assert!(
        colors[19..29]
            .windows(2)
            .all(|pair| pair[1][0] <= pair[0][0])
    );

    let poster = image::load_from_memory(&output.poster).unwrap().into_rgb8();
    assert_eq!(poster.dimensions(), (320, 180));
    assert!(is_near(poster.get_pixel(160, 90).0, RED));
}

#[tokio::test]
async fn a_player_can_begin_every_two_seconds_at_any_frame_size() {
    for (width, height) in [(64, 64), (90, 160), (1920, 66)] {
        let set = Set::new().plain(RED, 3.0).plain(BLUE, 2.02);
        let output = set.film(width, height).await;
        let found = probe(
            &output.film,
            "frame=key_frame:stream=width,height,nb_read_frames",
        );
        let frames = found["frames"].as_array().unwrap();
        assert_eq!(frames.len(), 120);
        for (n, frame) in frames.iter().enumerate() {
            assert_eq!(frame["key_frame"], i32::from(n % 48 == 0), "frame {n}");
        }
        assert_eq!(found["streams"][0]["width"], width);
        assert_eq!(found["streams"][0]["height"], height);
    }
}

#[tokio::test]
async fn a_pan_moves_by_less_than_a_pixel_at_a_time_and_evenly() {
    // A bright bar on a dark ground, whose center is measured in each frame.
    let bar = RgbImage::from_fn(640, 360, |x, _| {
        Rgb([if (300..340).contains(&x) { 230 } else { 20 }; 3])
    });
    let set = Set::new().with(&bar, CameraMove::PanRight, 12.0);
    let output = set.film(320, 180).await;
    let raw = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&output.film)
        .args([
            "-vf",
            "extractplanes=y,scale=320:1:flags=area",
            "-f",
            "rawvideo",
            "-",
        ])
        .output()
        .unwrap();
    let centers: Vec<f64> = raw
        .stdout
        .chunks_exact(320)
        .map(|row| {
            let weights = || row.iter().map(|y| f64::from(y.saturating_sub(33)));
            let moment: f64 = weights().enumerate().map(|(x, w)| x as f64 * w).sum();
            moment / weights().sum::<f64>()
        })
        .collect();
    assert_eq!(centers.len(), 288);
    let steps: Vec<f64> = centers.windows(2).map(|pair| pair[0] - pair[1]).collect();
    // In the middle of the move the speed is constant.
    let steady = &steps[120..168];
    let mean = steady.iter().sum::<f64>() / steady.len() as f64;
    assert!((0.1..1.0).contains(&mean), "{mean}");
    let worst = steady
        .iter()
        .map(|step| (step - mean).abs())
        .fold(0.0, f64::max);
    assert!(
        worst < 0.06,
        "{worst} px beside a mean of {mean}: {steady:?}"
    );
    assert!(steps[0].abs() < 0.02);
}

#[tokio::test]
async fn progress_goes_up_to_the_end_and_begins_with_a_small_preview() {
    let set = Set::new().plain(RED, 2.0).plain(BLUE, 1.0);
    let making = set.film(1280, 720);
    tokio::pin!(making);
    let (mut fraction, mut previews, mut had_estimate) = (0.0, Vec::new(), false);
    // As often as a worker looks.
    let mut looks = tokio::time::interval(Duration::from_millis(100));
    loop {
        tokio::select! {
            _ = &mut making => break,
            _ = looks.tick() => {}
        }
        let standing = set.progress.take();
        assert!(standing.fraction >= fraction);
        fraction = standing.fraction;
        had_estimate |= standing.eta.is_some_and(|eta| (0.0..600.0).contains(&eta));
        previews.extend(standing.preview);
    }
    let end = set.progress.take();
    assert_eq!(
        (end.fraction, end.step.as_str()),
        (1.0, "rendering frame 72 of 72")
    );
    assert!(had_estimate);
    let sides: Vec<u32> = previews
        .iter()
        .map(|jpeg| image::load_from_memory(jpeg).unwrap().width())
        .collect();
    assert_eq!(sides[0], 120);
    assert!(sides.is_sorted() && sides.iter().all(|side| *side <= 480));
}

#[tokio::test]
async fn a_cancel_stops_within_a_few_frames_and_leaves_no_film() {
    let set = Set::new().plain(RED, 12.0).plain(BLUE, 12.0);
    let making = tokio::spawn(Animatic.generate(set.work(1280, 720)));
    while set.progress.take().fraction == 0.0 {
        tokio::task::yield_now().await;
    }
    let asked = Instant::now();
    set.cancel.cancel();
    let ended = making.await.unwrap();
    let taken = asked.elapsed();
    assert!(matches!(ended, Err(GenerateError::Canceled)));
    assert!(taken < Duration::from_millis(500), "{taken:?}");
    assert!(!crate::generators::film_path(set.folder.path()).exists());
}

#[tokio::test]
async fn a_bad_request_is_refused_in_a_sentence() {
    let refusal = async |set: &Set, width, height| {
        let GenerateError::Failed {
            message, retryable, ..
        } = Animatic
            .generate(set.work(width, height))
            .await
            .unwrap_err()
        else {
            panic!("canceled")
        };
        assert!(!retryable);
        message
    };
    let set = Set::new();
    assert!(refusal(&set, 320, 180).await.contains("no keyframes"));
    let set = set.plain(RED, 1.0);
    assert!(refusal(&set, 321, 180).await.contains("321 x 180"));
    assert!(
        refusal(&set, 320, 2000)
            .await
            .contains("even sides from 64 to 1920")
    );
    std::fs::write(&set.pictures[0], b"no picture").unwrap();
    let said = refusal(&set, 320, 180).await;
    assert!(
        said.starts_with("Keyframe 1: This is not a picture"),
        "{said}"
    );
    let set = Set::new().plain(RED, f64::NAN);
    assert!(refusal(&set, 320, 180).await.contains("duration"));
}

#[tokio::test]
async fn a_long_film_takes_no_more_memory_than_a_short_one() {
    let film = async |keyframes: usize| {
        let mut set = Set::new();
        for n in 0..keyframes {
            set = set.plain(if n % 2 == 0 { RED } else { BLUE }, 12.0);
        }
        let output = set.film(64, 64).await;
        assert_eq!(output.seconds, 12.0 * keyframes as f64);
        peak_memory_kb()
    };
    let short = film(2).await;
    let long = film(50).await;
    assert!(long < short + 6 * 1024, "{short} kB, then {long} kB");
}

/// The most this process ever held; each test is a process of its own.
fn peak_memory_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
