//! What a person may add, and what happens to what may not be.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use api::media::{FileKind, FileRef, MAX_UPLOAD_BYTES};
use api::problem::Code;
use bytes::Bytes;
use futures_util::stream;
use image::ImageFormat;
use reqwest::Body;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Bench, assertion, picture};
use crate::media::Media;

fn incoming(bench: &Bench) -> usize {
    let folder = bench.folder.path().join("media/incoming");
    std::fs::read_dir(folder).unwrap().count()
}

fn count_files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { count_files(&path) } else { 1 })
        .sum()
}

#[tokio::test]
async fn pictures_of_all_three_kinds_are_known_by_their_content() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    for (format, kind) in [
        (ImageFormat::Png, FileKind::Png),
        (ImageFormat::Jpeg, FileKind::Jpeg),
        (ImageFormat::WebP, FileKind::Webp),
    ] {
        let bytes = picture(format, 70, 50);
        // The name lies about the kind and tries to leave its folder.
        let added = viewer.add(project.id, "..%2F..%2Fsea.exe", bytes.clone());
        let file: FileRef = added.await.created();
        assert_eq!((file.kind, file.width, file.height), (kind, 70, 50));
        assert_eq!(
            (file.bytes, file.name.as_str()),
            (bytes.len() as u64, "sea.exe")
        );
    }
}

#[tokio::test]
async fn the_same_picture_twice_is_stored_once() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let first = viewer.file(project.id).await;
    let second = viewer.file(project.id).await;
    assert_ne!(first.id, second.id);
    assert_eq!(count_files(&bench.folder.path().join("media/files")), 1);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_a_reason_and_leaves_nothing() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let whole = picture(ImageFormat::Png, 200, 200);
    let cases: [(&str, Vec<u8>, Code); 4] = [
        ("empty", Vec::new(), Code::Unsupported),
        ("text", b"<svg onload=alert(1)>".to_vec(), Code::Unsupported),
        (
            "truncated",
            whole[..whole.len() / 2].to_vec(),
            Code::Unsupported,
        ),
        ("100 megapixels", huge_png(10_000, 10_000), Code::TooLarge),
    ];
    for (name, bytes, code) in cases {
        let problem = viewer.add(project.id, "x.png", bytes).await.problem();
        assert_eq!(problem.code, code, "{name}: {}", problem.detail);
    }
    assert_eq!(incoming(&bench), 0);
    assert_eq!(count_files(&bench.folder.path().join("media/files")), 0);
}

/// A PNG whose header promises more than it holds.
fn huge_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = picture(ImageFormat::Png, 8, 8);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            let carry = if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
            (crc >> 1) ^ carry
        })
    })
}

#[tokio::test]
async fn a_file_over_25_mb_is_refused_announced_or_not() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let path = format!("/v1/projects/{}/files", project.id);
    let too_many = usize::try_from(MAX_UPLOAD_BYTES).unwrap() + 1;

    // Announced: the answer comes before any of the body is read.
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: {too_many}\r\n\r\n",
        assertion(&format!("viewer:{}", viewer.user))
    );
    let mut socket = TcpStream::connect(bench.running.addr()).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0_u8; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");

    let chunk = Bytes::from(vec![1_u8; 1024 * 1024]);
    let chunks = stream::iter((0..26).map(move |_| Ok::<_, std::io::Error>(chunk.clone())));
    let reply = viewer.upload(&path, Body::wrap_stream(chunks)).await;
    assert_eq!(reply.problem().code, Code::TooLarge);
    assert_eq!(incoming(&bench), 0);
}

#[tokio::test]
async fn an_upload_cut_off_in_the_middle_leaves_nothing() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let project = viewer.project().await;
    let head = format!(
        "POST /v1/projects/{}/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: 100000\r\n\r\n",
        project.id,
        assertion(&format!("viewer:{}", viewer.user))
    );
    let mut socket = TcpStream::connect(bench.running.addr()).await.unwrap();
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&[1_u8; 5000]).await.unwrap();
    until(|| incoming(&bench) == 1).await;
    drop(socket);
    until(|| incoming(&bench) == 0).await;
}

/// Waits for something outside of this process's control flow to become so.
async fn until(holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "it never became so");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[test]
fn what_a_process_left_half_received_is_removed_when_nobody_can_be_writing_it() {
    let folder = tempfile::tempdir().unwrap();
    let incoming = folder.path().join("incoming");
    std::fs::create_dir_all(&incoming).unwrap();
    let hours_ago = SystemTime::now() - Duration::from_secs(4 * 60 * 60);
    let old = File::create(incoming.join("old")).unwrap();
    old.set_modified(hours_ago).unwrap();
    File::create(incoming.join("new")).unwrap();
    Media::open(folder.path()).unwrap();
    assert!(!incoming.join("old").exists());
    assert!(incoming.join("new").exists());
}
