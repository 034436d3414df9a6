//! Pictures good and bad, each written by an encoder or damaged on purpose.

use std::io::Write;
use std::process::Command;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
};
use moxcms::ColorProfile;
use tempfile::{NamedTempFile, TempPath};

use super::*;

const RED: [u8; 3] = [230, 20, 20];
const GREEN: [u8; 3] = [20, 200, 20];
const BLUE: [u8; 3] = [20, 20, 230];
const WHITE: [u8; 3] = [240, 240, 240];

/// Red and green above blue and white.
fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (x < width / 2, y < height / 2) {
            (true, true) => RED,
            (false, true) => GREEN,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    })
}

fn on_disk(bytes: &[u8]) -> TempPath {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file.into_temp_path()
}

fn encoded(picture: &RgbImage, format: ImageFormat, exif: Option<Vec<u8>>) -> Vec<u8> {
    fn write(mut encoder: impl ImageEncoder, picture: &RgbImage, exif: Option<Vec<u8>>) {
        if let Some(exif) = exif {
            encoder.set_exif_metadata(exif).unwrap();
        }
        let (width, height) = picture.dimensions();
        encoder
            .write_image(picture, width, height, ExtendedColorType::Rgb8)
            .unwrap();
    }
    let mut bytes = Vec::new();
    match format {
        ImageFormat::Png => write(PngEncoder::new(&mut bytes), picture, exif),
        ImageFormat::WebP => write(WebPEncoder::new_lossless(&mut bytes), picture, exif),
        _ => write(JpegEncoder::new_with_quality(&mut bytes, 95), picture, exif),
    }
    bytes
}

/// A TIFF header with one entry: the orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0\x01\0".to_vec();
    bytes.extend([
        0x12,
        0x01,
        3,
        0,
        1,
        0,
        0,
        0,
        orientation,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    ]);
    bytes
}

#[track_caller]
fn assert_quarters(jpeg: &[u8]) {
    let picture = image::load_from_memory(jpeg).unwrap().into_rgb8();
    let (width, height) = picture.dimensions();
    let at = |x: u32, y: u32| picture.get_pixel(x, y).0;
    assert_near(at(width / 4, height / 4), RED);
    assert_near(at(width * 3 / 4, height / 4), GREEN);
    assert_near(at(width / 4, height * 3 / 4), BLUE);
    assert_near(at(width * 3 / 4, height * 3 / 4), WHITE);
}

#[track_caller]
fn assert_near(found: [u8; 3], wanted: [u8; 3]) {
    let near = found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) <= 8);
    assert!(near, "{found:?} is not {wanted:?}");
}

#[track_caller]
fn refused(bytes: &[u8]) -> PictureError {
    let path = on_disk(bytes);
    let error = inspect(&path).unwrap_err();
    assert!(jpeg(&path, 480, 80).is_err());
    error
}

#[test]
fn the_kind_comes_from_the_content_and_not_from_the_name() {
    for (format, kind) in [
        (ImageFormat::Png, FileKind::Png),
        (ImageFormat::Jpeg, FileKind::Jpeg),
        (ImageFormat::WebP, FileKind::Webp),
    ] {
        let path = on_disk(&encoded(&quarters(64, 40), format, None));
        let wanted = Inspected {
            kind,
            width: 64,
            height: 40,
        };
        assert_eq!(inspect(&path).unwrap(), wanted);
        assert_quarters(&jpeg(&path, 480, 85).unwrap());
    }
}

#[test]
fn all_eight_orientations_come_out_upright_in_every_format() {
    let upright = DynamicImage::from(quarters(64, 40));
    // How the picture is stored, for each orientation that the camera then notes.
    let stored = [
        upright.clone(),
        upright.fliph(),
        upright.rotate180(),
        upright.flipv(),
        upright.rotate90().fliph(),
        upright.rotate270(),
        upright.rotate270().fliph(),
        upright.rotate90(),
    ];
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        for (stored, orientation) in stored.iter().zip(1_u8..) {
            let bytes = encoded(&stored.to_rgb8(), format, Some(exif(orientation)));
            let path = on_disk(&bytes);
            let found = inspect(&path).unwrap();
            assert_eq!((found.width, found.height), (64, 40), "{orientation}");
            assert_quarters(&jpeg(&path, 32, 90).unwrap());
            let mut plan = |width: u32, height: u32| Cut {
                part: resample::Part {
                    left: 0.0,
                    top: 0.0,
                    width: width.into(),
                    height: height.into(),
                },
                to_width: 128,
                to_height: 80,
            };
            let (part, size) = cut(&path, &mut plan).unwrap();
            assert_eq!(size, (64, 40));
            assert_quarters(&encode_jpeg(&part, 95).unwrap());
        }
    }
}

#[test]
fn a_copy_keeps_its_shape_and_is_never_enlarged() {
    let sizes = |side| {
        let path = on_disk(&encoded(&quarters(300, 100), ImageFormat::Png, None));
        let copy = image::load_from_memory(&jpeg(&path, side, 80).unwrap()).unwrap();
        (copy.width(), copy.height())
    };
    assert_eq!(sizes(150), (150, 50));
    assert_eq!(sizes(1600), (300, 100));
    assert_eq!(sizes(2), (2, 1));
}

#[test]
fn what_is_not_a_picture_is_refused() {
    assert!(matches!(refused(b""), PictureError::Empty));
    assert!(matches!(
        refused(b"<html>not a picture</html>"),
        PictureError::NotAPicture
    ));
    assert!(matches!(
        refused(b"GIF89a\x01\0\x01\0\0\0\0;"),
        PictureError::NotAPicture
    ));
    assert!(matches!(refused(b"\xFF\xD8"), PictureError::NotAPicture));
}

#[test]
fn a_picture_that_was_cut_short_is_refused_wherever_it_ends() {
    let noise = RgbImage::from_fn(120, 90, |x, y| {
        let n = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761);
        Rgb([n as u8, (n >> 8) as u8, (n >> 16) as u8])
    });
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let bytes = encoded(&noise, format, None);
        for tenth in [2, 5, 9] {
            let error = refused(&bytes[..bytes.len() * tenth / 10]);
            assert!(
                matches!(error, PictureError::Damaged),
                "{format:?} at {tenth}/10: {error:?}"
            );
        }
    }
}

#[test]
fn a_jpeg_with_a_thumbnail_inside_is_not_whole_because_of_it() {
    let thumbnail = encoded(&quarters(16, 16), ImageFormat::Jpeg, None);
    let mut metadata = exif(1);
    metadata.extend(&thumbnail);
    let bytes = encoded(&quarters(64, 64), ImageFormat::Jpeg, Some(metadata));
    assert!(inspect(&on_disk(&bytes)).is_ok());
    assert!(matches!(
        refused(&bytes[..bytes.len() - 40]),
        PictureError::Damaged
    ));
    // Some phones append a film.
    assert!(inspect(&on_disk(&[bytes, vec![0; 5000]].concat())).is_ok());
}

#[test]
fn a_small_file_that_claims_a_huge_picture_is_refused_before_it_is_decoded() {
    let mut png = encoded(&quarters(8, 8), ImageFormat::Png, None);
    png[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
    let sum = crc(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    assert!(matches!(refused(&png), PictureError::TooLarge));

    let mut jpeg = encoded(&quarters(8, 8), ImageFormat::Jpeg, None);
    let frame = jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x4E, 0x20, 0x4E, 0x20]);
    assert!(matches!(refused(&jpeg), PictureError::TooLarge));

    let mut webp = encoded(&quarters(8, 8), ImageFormat::WebP, None);
    // After the RIFF and chunk headers: a signature, then two sides of 14 bits.
    assert_eq!(webp[20], 0x2F);
    webp[21..24].copy_from_slice(&[0xFE, 0xBF, 0xFF]);
    webp[24] |= 0x0F;
    assert!(matches!(refused(&webp), PictureError::TooLarge));
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 * (sum & 1))
        })
    })
}

#[test]
fn a_file_above_the_upload_limit_is_refused_unread() {
    let file = NamedTempFile::new().unwrap();
    file.as_file()
        .set_len(api::media::MAX_UPLOAD_BYTES + 1)
        .unwrap();
    assert!(matches!(
        inspect(file.path()).unwrap_err(),
        PictureError::TooLarge
    ));
}

#[test]
fn transparency_lies_over_mid_grey() {
    let mut picture = RgbaImage::from_pixel(40, 20, Rgba([255, 0, 0, 0]));
    for x in 20..40 {
        for y in 0..20 {
            picture.put_pixel(x, y, Rgba([255, 255, 255, 255]));
        }
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let path = on_disk(bytes.get_ref());
    let copy = image::load_from_memory(&jpeg(&path, 20, 95).unwrap()).unwrap();
    let copy = copy.into_rgb8();
    assert_near(copy.get_pixel(4, 5).0, [128; 3]);
    assert_near(copy.get_pixel(15, 5).0, [255; 3]);
}

#[test]
fn grey_and_sixteen_bit_pictures_are_taken() {
    for picture in [
        DynamicImage::from(quarters(32, 32)).into_luma8().into(),
        DynamicImage::from(quarters(32, 32))
            .into_luma_alpha16()
            .into(),
        DynamicImage::from(quarters(32, 32)).into_rgba16().into(),
    ] {
        let picture: DynamicImage = picture;
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        let path = on_disk(bytes.get_ref());
        assert!(jpeg(&path, 16, 90).is_ok());
        if picture.color().has_color() {
            assert_quarters(&jpeg(&path, 16, 95).unwrap());
        }
    }
}

#[test]
fn a_wide_gamut_picture_keeps_its_colors_in_srgb() {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    encoder.set_icc_profile(profile).unwrap();
    let picture = RgbImage::from_pixel(16, 16, Rgb([200, 100, 50]));
    encoder
        .write_image(&picture, 16, 16, ExtendedColorType::Rgb8)
        .unwrap();
    let copy = jpeg(&on_disk(&bytes), 16, 95).unwrap();
    let copy = image::load_from_memory(&copy).unwrap().into_rgb8();
    // Computed from the two sets of primaries.
    assert_near(copy.get_pixel(8, 8).0, [214, 97, 32]);
}

#[test]
fn an_animation_gives_its_first_frame() {
    let folder = tempfile::tempdir().unwrap();
    let input =
        "color=red:size=32x32:rate=5:duration=1,fade=out:color=blue:start_frame=1:nb_frames=1";
    for (name, codec, kind) in [
        ("a.png", "apng", FileKind::Png),
        ("a.webp", "libwebp_anim", FileKind::Webp),
    ] {
        let path = folder.path().join(name);
        let format = if codec == "apng" { "apng" } else { "webp" };
        let made = Command::new("ffmpeg")
            .args(["-v", "error", "-f", "lavfi", "-i", input])
            .args(["-c:v", codec, "-f", format])
            .arg(&path)
            .status()
            .unwrap();
        assert!(made.success());
        assert_eq!(inspect(&path).unwrap().kind, kind);
        let copy = image::load_from_memory(&jpeg(&path, 32, 95).unwrap()).unwrap();
        let [red, _, blue] = copy.into_rgb8().get_pixel(16, 16).0;
        assert!(red > 220 && blue < 40, "{name}: {red} {blue}");
    }
}
