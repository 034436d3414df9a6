//! The sample project: a small film with pictures that ship with Rushes, so that a newcomer can generate at once.

use std::io::Write;

use api::project::NewProject;
use api::shot::CameraMove;
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use sha2::{Digest, Sha256};

use crate::media::{Media, Received};
use crate::previews::hex;
use crate::problem::{Answer, Refusal};
use crate::store::{NewFile, Sample, SampleKeyframe, SampleShot};

/// `(name, bytes)` of every JPEG in `samples/`, sorted by name; written by the build script.
const PICTURES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/samples.rs"));

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const MOVES: [CameraMove; 4] = [
    CameraMove::PushIn,
    CameraMove::PanRight,
    CameraMove::Still,
    CameraMove::PullOut,
];

struct Scene {
    name: &'static str,
    prompt: &'static str,
    note: &'static str,
}

const SCENES: [Scene; 3] = [
    Scene {
        name: "Before the light",
        prompt: "A quiet harbor before sunrise, mist over still water, boats at their moorings",
        note: "Hold the first frame a little longer.",
    },
    Scene {
        name: "First boat out",
        prompt: "The sun comes up behind the cranes, a small boat leaves the harbor, gulls follow",
        note: "",
    },
    Scene {
        name: "The town wakes",
        prompt: "Warm light climbs the house fronts along the quay, nets are hung up to dry",
        note: "",
    },
];

/// Puts the sample's pictures into the media and says what the project consists of.
pub(crate) async fn prepare(media: &Media) -> Answer<Sample> {
    let mut files = Vec::new();
    for (name, bytes) in pictures()? {
        files.push(keep(media, &name, bytes).await?);
    }
    let per_shot = files.len().div_ceil(SCENES.len());
    let mut groups = files.chunks(per_shot.max(1));
    let shots = SCENES
        .iter()
        .map(|scene| SampleShot {
            name: scene.name.to_owned(),
            prompt: scene.prompt.to_owned(),
            note: scene.note.to_owned(),
            keyframes: keyframes(groups.next().unwrap_or_default()),
        })
        .collect();
    Ok(Sample {
        project: NewProject {
            name: "Harbor at dawn".to_owned(),
            width: WIDTH,
            height: HEIGHT,
        },
        shots,
    })
}

fn keyframes(files: &[NewFile]) -> Vec<SampleKeyframe> {
    files
        .iter()
        .zip(MOVES.iter().cycle())
        .map(|(file, camera)| SampleKeyframe {
            file: file.clone(),
            seconds: 2.0,
            camera: *camera,
        })
        .collect()
}

fn pictures() -> Answer<Vec<(String, Vec<u8>)>> {
    if PICTURES.is_empty() {
        return drawn();
    }
    let shipped = PICTURES.iter();
    Ok(shipped
        .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
        .collect())
}

async fn keep(media: &Media, name: &str, bytes: Vec<u8>) -> Answer<NewFile> {
    let hash = hex(&Sha256::digest(&bytes));
    let length = bytes.len() as u64;
    let folder = media.incoming();
    let written = tokio::task::spawn_blocking(move || {
        let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
        temporary.write_all(&bytes)?;
        Ok::<_, std::io::Error>(temporary.into_temp_path())
    });
    let path = written.await.map_err(Refusal::internal)??;
    let picture = media.sizes.inspect(path.to_path_buf()).await?;
    media
        .keep(Received {
            path,
            hash: hash.clone(),
            bytes: length,
        })
        .await?;
    Ok(NewFile {
        kind: picture.kind,
        width: picture.width,
        height: picture.height,
        bytes: length,
        name: name.to_owned(),
        hash,
    })
}

/// Skies from night to morning, for a build without pictures.
fn drawn() -> Answer<Vec<(String, Vec<u8>)>> {
    const SKIES: [([u8; 3], [u8; 3]); 6] = [
        ([12, 18, 44], [40, 52, 92]),
        ([24, 32, 74], [122, 88, 120]),
        ([48, 60, 112], [214, 128, 108]),
        ([84, 104, 160], [246, 176, 112]),
        ([120, 156, 204], [252, 214, 150]),
        ([146, 190, 230], [250, 240, 214]),
    ];
    let mut pictures = Vec::new();
    for (number, (top, bottom)) in SKIES.iter().enumerate() {
        let sky = RgbImage::from_fn(WIDTH, HEIGHT, |_, y| {
            let mix = |channel: usize| {
                let (from, to) = (u32::from(top[channel]), u32::from(bottom[channel]));
                // A weighted mean of two bytes is a byte.
                u8::try_from((from * (HEIGHT - y) + to * y) / HEIGHT).unwrap_or(u8::MAX)
            };
            Rgb([mix(0), mix(1), mix(2)])
        });
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, 90)
            .encode_image(&sky)
            .map_err(Refusal::internal)?;
        pictures.push((format!("sky-{}.jpg", number + 1), jpeg));
    }
    Ok(pictures)
}
