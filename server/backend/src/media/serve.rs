//! Files over HTTP: whole or in part, streamed, cacheable for ever.

use std::io::SeekFrom;
use std::path::PathBuf;

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderName, IF_NONE_MATCH, IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use crate::problem::{Answer, Refusal};

/// One read of the disk: large enough that its cost is small, small enough for many slow readers at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// A file to serve. Its type is the stored one, never guessed from a name or from what the sender claimed.
pub(crate) struct Served {
    pub(crate) path: PathBuf,
    pub(crate) content_type: &'static str,
    /// Without quotes.
    pub(crate) tag: String,
    /// The name to save it under, where it is to be saved.
    pub(crate) download: Option<String>,
}

pub(crate) async fn serve(request: &HttpRequest, served: Served) -> Answer<HttpResponse> {
    let tag = format!("\"{}\"", served.tag);
    let headers = request.headers();
    if text(headers, &IF_NONE_MATCH).is_some_and(|tags| matches_tag(tags, &tag)) {
        let mut response = HttpResponse::NotModified();
        response.insert_header((ETAG, tag));
        response.insert_header((CACHE_CONTROL, FOR_EVER));
        return Ok(response.finish());
    }

    let mut file = match File::open(&served.path).await {
        Ok(file) => file,
        Err(error) => {
            tracing::error!(error = %error, "stored file is missing");
            return Err(Refusal::not_found());
        }
    };
    let length = file.metadata().await?.len();

    // A range that was asked for on the condition of another version does not count.
    let range = text(headers, &RANGE)
        .filter(|_| text(headers, &IF_RANGE).is_none_or(|condition| condition == tag))
        .map_or(Part::Whole, |range| Part::parse(range, length));
    let (status, start, count) = match range {
        Part::Whole => (StatusCode::OK, 0, length),
        Part::Of { start, end } => (StatusCode::PARTIAL_CONTENT, start, end - start + 1),
        Part::Unsatisfiable => {
            return Ok(HttpResponse::RangeNotSatisfiable()
                .insert_header((CONTENT_RANGE, format!("bytes */{length}")))
                .finish());
        }
    };
    if start > 0 {
        file.seek(SeekFrom::Start(start)).await?;
    }

    let mut response = HttpResponse::build(status);
    response
        .insert_header((CONTENT_TYPE, served.content_type))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, FOR_EVER))
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((ETAG, tag));
    if status == StatusCode::PARTIAL_CONTENT {
        let end = start + count - 1;
        response.insert_header((CONTENT_RANGE, format!("bytes {start}-{end}/{length}")));
    }
    if let Some(name) = &served.download {
        response.insert_header((CONTENT_DISPOSITION, attachment(name)));
    }
    let stream = ReaderStream::with_capacity(file.take(count), CHUNK_BYTES);
    Ok(response.body(SizedStream::new(count, stream)))
}

const FOR_EVER: &str = "private, max-age=31536000, immutable";

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn matches_tag(condition: &str, tag: &str) -> bool {
    condition
        .split(',')
        .map(|one| one.trim())
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// Both ends count.
    Of {
        start: u64,
        end: u64,
    },
    Unsatisfiable,
}

impl Part {
    /// One range of bytes. What is not understood, several ranges among it, is answered with the whole, as RFC 9110 allows.
    fn parse(header: &str, length: u64) -> Self {
        let Some((first, last)) = header
            .strip_prefix("bytes=")
            .and_then(|range| range.trim().split_once('-'))
        else {
            return Self::Whole;
        };
        let (first, last) = (first.trim(), last.trim());
        let (start, end) = match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(start), Ok(end)) if start <= end => (start, end.min(length.saturating_sub(1))),
            (Ok(start), _) if last.is_empty() => (start, length.saturating_sub(1)),
            (_, Ok(0)) if first.is_empty() => return Self::Unsatisfiable,
            (_, Ok(count)) if first.is_empty() => {
                (length.saturating_sub(count), length.saturating_sub(1))
            }
            _ => return Self::Whole,
        };
        if start >= length {
            return Self::Unsatisfiable;
        }
        Self::Of { start, end }
    }
}

/// What stands for itself in an address, and so also in a header.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The name twice: in ASCII for old readers, in UTF-8 for all others (RFC 6266).
fn attachment(name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    let encoded = utf8_percent_encode(name, UNRESERVED);
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(header: &str, expected: Part) {
        assert_eq!(Part::parse(header, 100), expected);
    }

    #[test]
    fn one_range_is_served_and_what_is_not_understood_is_the_whole() {
        check("bytes=0-9", Part::Of { start: 0, end: 9 });
        check("bytes=90-", Part::Of { start: 90, end: 99 });
        check("bytes=-5", Part::Of { start: 95, end: 99 });
        check("bytes=-500", Part::Of { start: 0, end: 99 });
        check("bytes=50-5000", Part::Of { start: 50, end: 99 });
        check("bytes=100-", Part::Unsatisfiable);
        check("bytes=-0", Part::Unsatisfiable);
        check("bytes=9-0", Part::Whole);
        check("bytes=0-1,5-6", Part::Whole);
        check("bytes=-", Part::Whole);
        check("lines=0-1", Part::Whole);
    }

    #[test]
    fn nothing_of_an_empty_file_can_be_served_in_part() {
        assert_eq!(Part::parse("bytes=0-", 0), Part::Unsatisfiable);
        assert_eq!(Part::parse("bytes=-1", 0), Part::Unsatisfiable);
    }

    #[test]
    fn a_download_name_keeps_its_letters_and_loses_its_quotes() {
        assert_eq!(
            attachment("Hafen \"früh\".mp4"),
            "attachment; filename=\"Hafen _fr_h_.mp4\"; filename*=UTF-8''Hafen%20%22fr%C3%BCh%22.mp4"
        );
    }
}
