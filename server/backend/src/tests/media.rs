//! Files as browsers ask for them.

use api::media::FileRef;
use image::ImageFormat;
use reqwest::Method;

use super::{Bench, Caller, Reply, picture};

async fn uploaded(viewer: &Caller, width: u32, height: u32) -> (FileRef, Vec<u8>) {
    let project = viewer.project().await;
    let bytes = picture(ImageFormat::Png, width, height);
    let added = viewer.add(project.id, "H%C3%A4fen.png", bytes.clone());
    (added.await.created(), bytes)
}

async fn with(viewer: &Caller, path: &str, name: &str, value: &str) -> Reply {
    Reply::to(viewer.call(Method::GET, path).header(name, value)).await
}

#[tokio::test]
async fn a_file_is_served_whole_in_part_and_not_again() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let (file, bytes) = uploaded(&viewer, 64, 48).await;
    let path = format!("/v1/files/{}/original", file.id);

    let whole = viewer.get(&path).await;
    assert_eq!((whole.status.as_u16(), &whole.body[..]), (200, &bytes[..]));
    assert_eq!(whole.header("content-type"), "image/png");
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert_eq!(
        whole.header("cache-control"),
        "private, max-age=31536000, immutable"
    );
    assert_eq!(whole.header("content-length"), bytes.len().to_string());
    assert_eq!(whole.header("content-disposition"), "");

    let part = with(&viewer, &path, "range", "bytes=10-19").await;
    assert_eq!(
        (part.status.as_u16(), &part.body[..]),
        (206, &bytes[10..20])
    );
    let range = format!("bytes 10-19/{}", bytes.len());
    assert_eq!(part.header("content-range"), range);

    let beyond = with(&viewer, &path, "range", "bytes=9999999-").await;
    assert_eq!(beyond.status, 416);
    assert_eq!(
        beyond.header("content-range"),
        format!("bytes */{}", bytes.len())
    );

    let tag = whole.header("etag");
    let known = with(&viewer, &path, "if-none-match", tag).await;
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));

    let request = viewer.call(Method::GET, &path);
    let other = request
        .header("range", "bytes=10-19")
        .header("if-range", "\"other\"");
    assert_eq!(Reply::to(other).await.status, 200);
}

#[tokio::test]
async fn a_download_carries_the_name_the_person_gave() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let (file, _) = uploaded(&viewer, 64, 48).await;
    let saved = viewer
        .get(&format!("/v1/files/{}/original?download=1", file.id))
        .await;
    assert_eq!(
        saved.header("content-disposition"),
        "attachment; filename=\"H_fen.png\"; filename*=UTF-8''H%C3%A4fen.png"
    );
}

#[tokio::test]
async fn smaller_sizes_fit_their_side_and_are_made_once() {
    let bench = Bench::start().await;
    let viewer = bench.person("Mo").await;
    let (file, _) = uploaded(&viewer, 2000, 1000).await;
    for (variant, side) in [("thumb", 480), ("large", 1600)] {
        let path = format!("/v1/files/{}/{variant}", file.id);
        let (first, second, third) =
            tokio::join!(viewer.get(&path), viewer.get(&path), viewer.get(&path));
        assert_eq!(first.header("content-type"), "image/jpeg");
        assert_eq!(first.body, second.body);
        assert_eq!(first.body, third.body);
        let small = image::load_from_memory(&first.body).unwrap();
        assert_eq!((small.width(), small.height()), (side, side / 2));
    }
    let sizes = bench.folder.path().join("media/sizes");
    let folders = std::fs::read_dir(sizes).unwrap();
    let made: usize = folders
        .map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count())
        .sum();
    assert_eq!(made, 2);
}
