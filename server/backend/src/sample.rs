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

/// A shot, of the pictures whose names begin with `pictures`.
struct Scene {
    pictures: &'static str,
    name: &'static str,
    prompt: &'static str,
    note: &'static str,
}

const SCENES: [Scene; 3] = [
    Scene {
        pictures: "harbor",
        name: "The harbor wakes",
        prompt: "A quiet harbor at sunrise, light spreads over still water, sailing boats leave one by one",
        note: "Hold the last frame a little longer.",
    },
    Scene {
        pictures: "lighthouse",
        name: "Weather comes in",
        prompt: "A lighthouse on a rock, the clear sky darkens, the lamp begins to turn",
        note: "",
    },
    Scene {
        pictures: "night",
        name: "Night over the bay",
        prompt: "Moonlight on the bay, windows of the town light up, lanterns sway on the boats",
        note: "",
    },
];

/// Puts the sample's pictures into the media and says what the project consists of.
pub(crate) async fn prepare(media: &Media) -> Answer<Sample> {
    let mut shots: Vec<SampleShot> = SCENES
        .iter()
        .map(|scene| SampleShot {
            name: scene.name.to_owned(),
            prompt: scene.prompt.to_owned(),
            note: scene.note.to_owned(),
            keyframes: Vec::new(),
        })
        .collect();
    for (name, bytes) in pictures().await? {
        let place = SCENES
            .iter()
            .position(|scene| name.starts_with(scene.pictures));
        let Some(place) = place else { continue };
        let file = keep(media, &name, bytes).await?;
        let keyframes = &mut shots[place].keyframes;
        keyframes.push(SampleKeyframe {
            file,
            seconds: 2.0,
            camera: MOVES[(place + keyframes.len()) % MOVES.len()],
        });
    }
    Ok(Sample {
        project: NewProject {
            name: "Harbor at dawn".to_owned(),
            width: WIDTH,
            height: HEIGHT,
        },
        shots,
    })
}

async fn pictures() -> Answer<Vec<(String, Vec<u8>)>> {
    if PICTURES.is_empty() {
        let drawing = tokio::task::spawn_blocking(drawn).await;
        return drawing.map_err(Refusal::internal)?;
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
        let scene = SCENES[number % SCENES.len()].pictures;
        pictures.push((format!("{scene}-{}.jpg", number + 1), jpeg));
    }
    Ok(pictures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_shot_has_pictures_also_in_a_build_without_any() {
        for pictures in [drawn().unwrap(), pictures().await.unwrap()] {
            for scene in &SCENES {
                let has = |(name, _): &(String, Vec<u8>)| name.starts_with(scene.pictures);
                assert!(pictures.iter().any(has), "{} has none", scene.name);
            }
        }
    }
}
