//! Websocket frames as bytes: just enough to look at the feed while it passes (RFC 6455, section 5.2).

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

pub(super) const TEXT: u8 = 1;
pub(super) const PING: u8 = 9;
pub(super) const PONG: u8 = 10;

pub(super) struct Frame {
    pub(super) kind: u8,
    /// Without its mask.
    pub(super) payload: Vec<u8>,
    /// As it came.
    pub(super) bytes: Vec<u8>,
}

/// An HTTP head, through its empty line. Byte by byte: what follows it are frames.
pub(super) async fn head(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(from.read_u8().await?);
    }
    Ok(head)
}

/// The next frame, `None` where the connection ended. Neither side of the feed sends a word in pieces.
pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Frame>> {
    let mut bytes = vec![0; 2];
    if from.read_exact(&mut bytes).await.is_err() {
        return Ok(None);
    }
    let (kind, masked) = (bytes[0] & 15, bytes[1] & 128 != 0);
    let more = match bytes[1] & 127 {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    extend(from, &mut bytes, more).await?;
    let length = match more {
        0 => usize::from(bytes[1] & 127),
        _ => bytes[2..]
            .iter()
            .fold(0, |length, byte| length << 8 | usize::from(*byte)),
    };
    if masked {
        extend(from, &mut bytes, 4).await?;
    }
    let start = bytes.len();
    extend(from, &mut bytes, length).await?;
    let mut payload = bytes[start..].to_vec();
    if masked {
        for (place, byte) in payload.iter_mut().enumerate() {
            *byte ^= bytes[start - 4 + place % 4];
        }
    }
    Ok(Some(Frame {
        kind,
        payload,
        bytes,
    }))
}

async fn extend(
    from: &mut (impl AsyncRead + Unpin),
    bytes: &mut Vec<u8>,
    more: usize,
) -> io::Result<()> {
    let start = bytes.len();
    bytes.resize(start + more, 0);
    from.read_exact(&mut bytes[start..]).await.map(drop)
}

/// A frame as a server sends it.
pub(super) fn write(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![128 | kind];
    match u8::try_from(payload.len()) {
        Ok(length @ ..126) => bytes.push(length),
        // A gap names one topic; nothing that is made here is longer than this.
        _ => {
            let length = u16::try_from(payload.len()).expect("a short frame");
            bytes.push(126);
            bytes.extend(length.to_be_bytes());
        }
    }
    bytes.extend(payload);
    bytes
}
