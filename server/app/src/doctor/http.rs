//! As much HTTP/1.1 as a measurement needs: a GET, and an answer read to its last byte.

use std::io;

use httparse::{EMPTY_HEADER, Response, Status};
use tokio::io::{AsyncRead, AsyncReadExt};
use url::Url;

const MAX_HEADERS: usize = 100;
const MAX_HEAD: usize = 64 * 1024;
/// Who measures with a longer answer measures the line's width, not its length.
const MAX_BODY: u64 = 64 * 1024 * 1024;
const PIECE: usize = 16 * 1024;
/// What every TLS record that can answer a plain request begins with: an alert.
const TLS_ALERT: u8 = 0x15;

pub(super) fn request(url: &Url) -> String {
    let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nuser-agent: rushes-doctor/{version}\r\naccept: */*\r\n\r\n"
    )
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Whether the connection may be used again.
    pub(super) keeps: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Bytes(u64),
    Chunked,
    UntilClose,
}

struct Head {
    answer: Answer,
    length: Length,
    /// Bytes of the head itself.
    size: usize,
}

/// A stream, and what was read of it too far.
pub(super) struct Reader<S> {
    pub(super) stream: S,
    spare: Vec<u8>,
}

impl<S: AsyncRead + Unpin> Reader<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream,
            spare: Vec::new(),
        }
    }

    /// Reads on; 0 at the end.
    pub(super) async fn more(&mut self) -> io::Result<usize> {
        self.spare.reserve(PIECE);
        self.stream.read_buf(&mut self.spare).await
    }

    pub(super) fn begins_like_tls(&self) -> bool {
        self.spare.first() == Some(&TLS_ALERT)
    }

    /// The answer to the end of its body. The error is a reason, to stand in a sentence.
    pub(super) async fn answer(&mut self) -> Result<Answer, String> {
        loop {
            let head = self.head().await?;
            self.spare.drain(..head.size);
            // An interim answer: the one that counts follows.
            if (100..200).contains(&head.answer.status) {
                continue;
            }
            match head.length {
                Length::Bytes(bytes) => self.skip(bytes).await?,
                Length::Chunked => self.chunks().await?,
                Length::UntilClose => self.rest().await?,
            }
            return Ok(head.answer);
        }
    }

    async fn head(&mut self) -> Result<Head, String> {
        loop {
            if let Some(head) = parse(&self.spare)? {
                return Ok(head);
            }
            if self.spare.len() > MAX_HEAD {
                return Err("its head is too long".to_owned());
            }
            self.need().await?;
        }
    }

    async fn need(&mut self) -> Result<(), String> {
        match self.more().await {
            Ok(0) => Err("it ended in the middle".to_owned()),
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn skip(&mut self, mut bytes: u64) -> Result<(), String> {
        if bytes > MAX_BODY {
            return Err("its body is too long to measure with".to_owned());
        }
        loop {
            let here =
                usize::try_from(bytes).map_or(self.spare.len(), |it| it.min(self.spare.len()));
            self.spare.drain(..here);
            bytes -= here as u64;
            if bytes == 0 {
                return Ok(());
            }
            self.need().await?;
        }
    }

    async fn chunks(&mut self) -> Result<(), String> {
        let mut whole = 0;
        loop {
            let wrong = |_| "a chunk has no length".to_owned();
            let Status::Complete((at, bytes)) =
                httparse::parse_chunk_size(&self.spare).map_err(wrong)?
            else {
                self.need().await?;
                continue;
            };
            self.spare.drain(..at);
            if bytes == 0 {
                return self.trailers().await;
            }
            whole += bytes;
            if whole > MAX_BODY {
                return Err("its body is too long to measure with".to_owned());
            }
            // With the line break behind it.
            self.skip(bytes + 2).await?;
        }
    }

    async fn trailers(&mut self) -> Result<(), String> {
        loop {
            let mut headers = [EMPTY_HEADER; MAX_HEADERS];
            let parsed = httparse::parse_headers(&self.spare, &mut headers);
            if let Status::Complete((size, _)) = parsed.map_err(|error| error.to_string())? {
                self.spare.drain(..size);
                return Ok(());
            }
            if self.spare.len() > MAX_HEAD {
                return Err("its trailers are too long".to_owned());
            }
            self.need().await?;
        }
    }

    async fn rest(&mut self) -> Result<(), String> {
        let mut whole = 0;
        loop {
            whole += self.spare.len() as u64;
            if whole > MAX_BODY {
                return Err("its body is too long to measure with".to_owned());
            }
            self.spare.clear();
            if self.more().await.map_err(|error| error.to_string())? == 0 {
                return Ok(());
            }
        }
    }
}

/// `None` while the head is not whole.
fn parse(bytes: &[u8]) -> Result<Option<Head>, String> {
    let mut headers = [EMPTY_HEADER; MAX_HEADERS];
    let mut response = Response::new(&mut headers);
    let parsed = response.parse(bytes).map_err(|error| error.to_string())?;
    let Status::Complete(size) = parsed else {
        return Ok(None);
    };
    let status = response.code.unwrap_or_default();
    let said = |name: &str| {
        let found = response.headers.iter();
        let mut found = found.filter(|header| header.name.eq_ignore_ascii_case(name));
        found
            .next_back()
            .map(|it| String::from_utf8_lossy(it.value).to_ascii_lowercase())
    };
    let has = |name: &str, word: &str| {
        said(name).is_some_and(|value| value.split(',').any(|it| it.trim() == word))
    };
    let length = if status < 200 || matches!(status, 204 | 304) {
        Length::Bytes(0)
    } else if has("transfer-encoding", "chunked") {
        Length::Chunked
    } else {
        match said("content-length").map(|it| it.trim().parse()) {
            Some(Ok(bytes)) => Length::Bytes(bytes),
            Some(Err(_)) => return Err("its length is no number".to_owned()),
            None => Length::UntilClose,
        }
    };
    let persistent = if response.version == Some(1) {
        !has("connection", "close")
    } else {
        has("connection", "keep-alive")
    };
    let keeps = persistent && length != Length::UntilClose;
    Ok(Some(Head {
        answer: Answer { status, keeps },
        length,
        size,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of those bytes, arriving one by one, and what is left for the next answer.
    async fn read(bytes: &str) -> Result<(u16, bool, usize), String> {
        let (near, mut far) = tokio::io::duplex(1);
        let text = bytes.to_owned();
        let sending = tokio::spawn(async move {
            // The other side may have read enough.
            let _ = tokio::io::AsyncWriteExt::write_all(&mut far, text.as_bytes()).await;
        });
        let mut reader = Reader::new(near);
        let answer = reader.answer().await?;
        let left = if answer.keeps { reader.spare.len() } else { 0 };
        drop(reader);
        sending.await.expect("it does not panic");
        Ok((answer.status, answer.keeps, left))
    }

    #[tokio::test]
    async fn an_answer_is_read_to_its_end_however_that_is_told() {
        let table = [
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n",
                (200, true, 0),
            ),
            ("HTTP/1.1 204 No Content\r\n\r\n", (204, true, 0)),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                (200, true, 0),
            ),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\nx: y\r\n\r\n",
                (200, true, 0),
            ),
            (
                "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nok",
                (200, false, 0),
            ),
            ("HTTP/1.1 503 Busy\r\n\r\nuntil the end", (503, false, 0)),
            (
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
                (200, false, 0),
            ),
            (
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
                (200, true, 0),
            ),
        ];
        for (bytes, expected) in table {
            assert_eq!(read(bytes).await, Ok(expected), "{bytes}");
        }
    }

    #[tokio::test]
    async fn what_is_no_answer_is_refused() {
        for bytes in [
            "SSH-2.0-OpenSSH_9.9\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok",
            "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n",
        ] {
            assert!(read(bytes).await.is_err(), "{bytes}");
        }
    }

    #[test]
    fn the_request_names_the_host_as_the_address_does() {
        let url = Url::parse("http://[::1]:8081/v1?a=b").expect("an address");
        let text = request(&url);
        assert!(
            text.starts_with("GET /v1?a=b HTTP/1.1\r\nhost: [::1]:8081\r\n"),
            "{text}"
        );
    }
}
