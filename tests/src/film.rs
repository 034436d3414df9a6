//! An independent look at a film: Debian's ffprobe and ffmpeg.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

/// The video stream of a file, as ffprobe sees it.
#[derive(Debug, Deserialize)]
pub struct Stream {
    pub codec_name: String,
    pub pix_fmt: String,
    pub width: u32,
    pub height: u32,
    /// `24/1`
    pub avg_frame_rate: String,
    pub r_frame_rate: String,
    /// Seconds, as text.
    pub duration: String,
    /// Counted by decoding.
    pub nb_read_frames: String,
}

#[derive(Deserialize)]
struct Probe {
    streams: Vec<Stream>,
}

/// # Panics
/// When the file is not exactly one stream of film.
#[must_use]
pub fn probe(path: &Path) -> Stream {
    let args = [
        "-v",
        "error",
        "-count_frames",
        "-show_streams",
        "-of",
        "json",
    ];
    let output = Command::new("ffprobe")
        .args(args)
        .arg(path)
        .output()
        .expect("ffprobe is there");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && complaints.is_empty(),
        "ffprobe: {complaints}"
    );
    let mut probe: Probe = serde_json::from_slice(&output.stdout).expect("ffprobe writes JSON");
    assert_eq!(probe.streams.len(), 1, "one stream");
    probe.streams.remove(0)
}

/// What the decoder complains about while it decodes every frame; nothing for a sound film.
#[must_use]
pub fn complaints(path: &Path) -> String {
    let args = ["-v", "warning", "-xerror", "-i"];
    let output = Command::new("ffmpeg")
        .args(args)
        .arg(path)
        .args(["-f", "null", "-"])
        .output();
    String::from_utf8_lossy(&output.expect("ffmpeg is there").stderr).into_owned()
}

/// The average color of one frame, `at` seconds in.
#[must_use]
pub fn color_at(path: &Path, at: f64) -> [u8; 3] {
    let at = at.to_string();
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-ss", &at, "-i"])
        .arg(path)
        .args([
            "-frames:v",
            "1",
            "-vf",
            "scale=1:1:flags=area,scale=in_color_matrix=bt709,format=rgb24",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-",
        ])
        .output()
        .expect("ffmpeg is there");
    output.stdout.as_slice().try_into().expect("one pixel")
}

/// The order of a file's top-level boxes; a film that starts before it is all there has `moov` before `mdat`.
#[must_use]
pub fn boxes(film: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = film;
    while let Some((head, _)) = rest.split_first_chunk::<8>() {
        let size = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        names.push(String::from_utf8_lossy(&head[4..]).into_owned());
        // Sizes 0 and 1 mean "to the end" and "written elsewhere"; both end the walk.
        if size < 8 || size > rest.len() {
            break;
        }
        rest = &rest[size..];
    }
    names
}
