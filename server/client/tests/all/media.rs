//! Bytes on their way through.

use api::ids::{FileId, JobId, ProjectId, UserId};
use api::media::Variant;
use api::problem::Code;
use bytes::Bytes;
use client::{Error, FileRequest, Passed};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::support::{Bench, sample};

fn request(id: FileId) -> FileRequest {
    FileRequest {
        id,
        variant: Variant::Original,
        range: None,
        if_none_match: None,
        if_range: None,
        download: false,
    }
}

async fn body(passed: Passed) -> Vec<u8> {
    let chunks: Vec<Bytes> = passed.body.try_collect().await.unwrap();
    chunks.concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_of_a_film_is_passed_on_with_its_headers() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), FileId::fresh());
    let call = format!("GET /v1/files/{id}/original?download=1");
    let headers = [
        ("content-type", "video/mp4"),
        ("content-range", "bytes 1-3/9"),
        ("etag", "\"x\""),
        ("set-cookie", "a=b"),
    ];
    bench.fake.answer_bytes(&call, 206, &headers, b"bcd");
    let asked = FileRequest {
        range: Some("bytes=1-3".to_owned()),
        if_range: Some("\"x\"".to_owned()),
        download: true,
        ..request(id)
    };
    let passed = bench.client.file(viewer, asked).await.unwrap();
    assert_eq!(passed.status, 206);
    let has = |name: &str, value: &str| {
        passed
            .headers
            .contains(&(name.to_owned(), value.to_owned()))
    };
    assert!(
        has("content-range", "bytes 1-3/9") && has("content-length", "3") && has("etag", "\"x\"")
    );
    assert!(!passed.headers.iter().any(|(name, _)| name == "set-cookie"));
    assert_eq!(body(passed).await, b"bcd");
    let seen = &bench.fake.seen(&call)[0];
    assert_eq!(seen.headers["range"], "bytes=1-3");
    assert_eq!(seen.subject, format!("viewer:{viewer}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_picture_and_a_foreign_one_are_told_apart() {
    let bench = Bench::new().await;
    let (viewer, id) = (UserId::fresh(), FileId::fresh());
    bench.fake.answer_bytes(
        &format!("GET /v1/files/{id}/original"),
        304,
        &[("etag", "\"x\"")],
        b"",
    );
    let asked = FileRequest {
        if_none_match: Some("\"x\"".to_owned()),
        ..request(id)
    };
    assert_eq!(bench.client.file(viewer, asked).await.unwrap().status, 304);
    let foreign = bench.client.file(viewer, request(FileId::fresh())).await;
    assert!(matches!(foreign, Err(Error::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_name_cannot_leave_its_path() {
    let bench = Bench::new().await;
    let (viewer, job) = (UserId::fresh(), JobId::fresh());
    bench.fake.answer_bytes(
        &format!("GET /v1/jobs/{job}/preview/ab12"),
        200,
        &[("content-type", "image/jpeg")],
        b"jpeg",
    );
    let passed = bench.client.preview(viewer, job, "ab12").await.unwrap();
    assert_eq!(body(passed).await, b"jpeg");
    for hash in ["", "../x", "a/b", "a?b"] {
        assert!(matches!(
            bench.client.preview(viewer, job, hash).await,
            Err(Error::NotFound)
        ));
    }
    assert_eq!(bench.fake.total(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_arrives_whole_with_its_name() {
    let bench = Bench::new().await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("POST /v1/projects/{project}/files");
    let made = sample::picture();
    bench.fake.answer_with(&call, 201, &made);
    let chunk = Bytes::from(vec![7_u8; 64 * 1024]);
    // Not `Send`, like a payload of actix.
    let mark = std::rc::Rc::new(());
    let chunks = stream::iter(0..20).map(move |_| {
        let _held = std::rc::Rc::clone(&mark);
        Ok::<_, std::io::Error>(chunk.clone())
    });
    let length = Some(20 * 64 * 1024);
    let file = bench
        .client
        .upload(viewer, project, "a & b.png", length, chunks)
        .await
        .unwrap();
    assert_eq!(file, made);
    let seen = &bench.fake.seen(&call)[0];
    assert_eq!(seen.body.len(), 20 * 64 * 1024);
    assert_eq!(seen.headers["content-length"], "1310720");
    assert_eq!(seen.headers["file-name"], "a%20%26%20b%2Epng");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_off_never_looks_whole() {
    let bench = Bench::new().await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("POST /v1/projects/{project}/files");
    bench.fake.answer_with(&call, 201, &sample::picture());
    let part = || Ok(Bytes::from_static(b"half"));
    let broken = stream::iter([part(), Err(std::io::Error::other("gone"))]);
    let failed = bench
        .client
        .upload(viewer, project, "a.png", None, broken)
        .await;
    assert_eq!(
        failed,
        Err(Error::Cut {
            reason: "gone".to_owned()
        })
    );

    // The browser goes away: its handler, and with it the future, is dropped.
    let endless = stream::iter([part()]).chain(stream::pending());
    let upload = bench.client.upload(viewer, project, "a.png", None, endless);
    let dropped = tokio::time::timeout(std::time::Duration::from_millis(30), upload).await;
    assert!(dropped.is_err());
    bench.quiet().await;
    assert_eq!(bench.fake.count(&call), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_stalls_is_given_up_and_never_looks_whole() {
    let silence = std::time::Duration::from_millis(50);
    let bench = Bench::with(|config| config.upload_silence = silence).await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("POST /v1/projects/{project}/files");
    bench.fake.answer_with(&call, 201, &sample::picture());
    let part = Ok::<_, std::io::Error>(Bytes::from_static(b"half"));
    let halting = stream::iter([part]).chain(stream::pending());
    let upload = bench
        .client
        .upload(viewer, project, "a.png", Some(8), halting);
    let stalled = upload.await.unwrap_err();
    assert_eq!(stalled, Error::Stalled);
    assert!(stalled.sentence().contains("stopped arriving"));
    bench.quiet().await;
    assert_eq!(bench.fake.count(&call), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_upload_says_why() {
    let bench = Bench::new().await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let call = format!("POST /v1/projects/{project}/files");
    let refusal = sample::problem(415, Code::Unsupported);
    bench.fake.answer_with(&call, 415, &refusal);
    let bytes = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"text"))]);
    let refused = bench
        .client
        .upload(viewer, project, "a.png", None, bytes)
        .await;
    assert_eq!(refused, Err(Error::Rejected(Box::new(refusal))));
}
