//! Pictures to upload, good and bad.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use image::{ImageFormat, Rgb, RgbImage};
use tempfile::TempDir;

/// A folder of pictures that lasts as long as the test.
#[derive(Debug)]
pub struct Pictures {
    folder: TempDir,
}

impl Default for Pictures {
    fn default() -> Self {
        Self {
            folder: TempDir::new().expect("a temporary folder"),
        }
    }
}

impl Pictures {
    /// A plain PNG of one color.
    #[must_use]
    pub fn plain(&self, name: &str, color: [u8; 3]) -> PathBuf {
        self.file(name, &png(320, 180, color))
    }

    #[must_use]
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("the folder can be written");
        path
    }
}

#[must_use]
pub fn png(width: u32, height: u32, color: [u8; 3]) -> Vec<u8> {
    encode(
        &RgbImage::from_pixel(width, height, Rgb(color)),
        ImageFormat::Png,
    )
}

#[must_use]
pub fn jpeg(width: u32, height: u32, color: [u8; 3]) -> Vec<u8> {
    encode(
        &RgbImage::from_pixel(width, height, Rgb(color)),
        ImageFormat::Jpeg,
    )
}

/// A picture with detail in it: a still camera move would show no difference between frames of a plain one.
#[must_use]
pub fn stripes(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let dark = (x / 16 + y / 16) % 2 == 0;
        if dark {
            Rgb([30, 40, 60])
        } else {
            Rgb([220, 180, 90])
        }
    });
    encode(&picture, ImageFormat::Png)
}

/// A picture that no compression makes smaller.
#[must_use]
pub fn noise(width: u32, height: u32) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let picture = RgbImage::from_fn(width, height, |_, _| {
        // Xorshift: even enough, and the same on every run.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let [red, green, blue, _] = state.to_le_bytes();
        Rgb([red, green, blue])
    });
    encode(&picture, ImageFormat::Png)
}

fn encode(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, format)
        .expect("a picture in memory can be written");
    bytes.into_inner()
}

/// A PNG that says it is `width` by `height` and holds almost nothing: decoding it fills the memory.
#[must_use]
pub fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(1, 1, [0, 0, 0]);
    // The header chunk: length 4, name 4, width 4, height 4, five more bytes, then its checksum.
    let header = 8 + 4;
    bytes[header + 4..header + 8].copy_from_slice(&width.to_be_bytes());
    bytes[header + 8..header + 12].copy_from_slice(&height.to_be_bytes());
    let checksum = crc32(&bytes[header..header + 17]);
    bytes[header + 17..header + 21].copy_from_slice(&checksum.to_be_bytes());
    bytes
}

/// The checksum of PNG chunks, bit by bit: these are 17 bytes.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let odd = crc & 1 == 1;
            crc >>= 1;
            if odd {
                crc ^= 0xedb8_8320;
            }
        }
    }
    !crc
}
