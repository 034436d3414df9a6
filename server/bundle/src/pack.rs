//! Compression, as small as it gets: it is done once per build.

use std::io::Write;

/// The window that every browser has.
const WINDOW: i32 = 22;

/// `content` for `Content-Encoding: gzip`.
///
/// # Panics
/// Never: memory can always be written to.
#[must_use]
pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(content).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

/// `content` for `Content-Encoding: br`.
///
/// # Panics
/// Never: memory can always be written to.
#[must_use]
pub fn brotli(content: &[u8]) -> Vec<u8> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: WINDOW,
        size_hint: content.len(),
        mode: brotli::enc::backward_references::BrotliEncoderMode::BROTLI_MODE_TEXT,
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut packed, &params).expect("memory takes it");
    packed
}
