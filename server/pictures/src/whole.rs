//! Whether a file reaches its end. Decoders of JPEG and WebP fill what is missing with grey instead of failing.

/// Whether a JPEG has its end-of-image marker, walking from segment to segment: an embedded thumbnail has one
/// too, and some phones append a film after it.
pub(super) fn jpeg(bytes: &[u8]) -> bool {
    // After the start-of-image marker.
    let mut at = 2;
    loop {
        let Some(marker) = marker_from(bytes, &mut at) else {
            return false;
        };
        match marker {
            0xD9 => return true,
            0x01 | 0xD0..=0xD8 => {}
            _ => {
                let Some(length) = bytes.get(at..at + 2) else {
                    return false;
                };
                at += usize::from(u16::from_be_bytes([length[0], length[1]])).max(2);
            }
        }
    }
}

/// The next marker at or after `at`, which then stands behind it. Entropy-coded data writes 0xFF as 0xFF00
/// and may hold restart markers; neither ends it.
fn marker_from(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let start = *at + bytes.get(*at..)?.iter().position(|byte| *byte == 0xFF)?;
        let code = *bytes.get(start + 1)?;
        *at = start + if code == 0xFF { 1 } else { 2 };
        if !matches!(code, 0x00 | 0xFF) {
            return Some(code);
        }
    }
}

/// Whether a WebP file is as long as its RIFF header says.
pub(super) fn webp(bytes: &[u8]) -> bool {
    let Some(length) = bytes.get(4..8) else {
        return false;
    };
    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]);
    bytes.len() as u64 >= u64::from(length) + 8
}
