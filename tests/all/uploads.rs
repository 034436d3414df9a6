//! Uploads over lines that are not what they should be.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use reqwest::Body;
use serde_json::{Value, json};
use tests::api::http;
use tests::pictures;
use tests::roles::{PASSWORD, Roles};
use tests::until::until;

#[tokio::test]
async fn an_upload_that_stalls_is_told_so_soon_and_leaves_nothing() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let new = json!({ "name": "Harbor", "width": 128, "height": 96 });
    let project: Value = roles.person("ann").await.make("/v1/projects", new).await;
    let web = roles.web(&[]).await;
    let client = http();
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("name", "ann"), ("password", PASSWORD), ("next", "/")])
        .finish();
    let signed_in = client
        .post(format!("{}/login", web.url))
        .header("origin", &web.url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let status = signed_in.send().await.expect("it answers").status();
    assert_eq!(status, 303);

    // A picture of which the line carries the first half.
    let whole = pictures::noise(400, 300);
    let half = whole[..whole.len() / 2].to_vec();
    let halting = stream::iter([Ok::<_, std::io::Error>(half)]).chain(stream::pending());
    let project = project["id"].as_str().expect("an id");
    let upload = client
        .post(format!("{}/upload?project={project}", web.url))
        .header("origin", &web.url)
        .header("file-name", "noise.png")
        .header("content-length", whole.len())
        .body(Body::wrap_stream(halting));
    let media = roles.data.path().join("media");
    let received = || std::fs::read_dir(media.join("incoming")).map_or(0, Iterator::count);
    let began = Instant::now();
    let sending = tokio::spawn(upload.send());
    until("the first half arrives", async || {
        (received() == 1).then_some(())
    })
    .await;
    let answer = sending.await.expect("it runs").expect("it answers");
    let waited = began.elapsed();
    assert_eq!(answer.status(), 408);
    let problem: Value =
        serde_json::from_slice(&answer.bytes().await.expect("its body")).expect("JSON");
    assert_eq!(problem["code"], "stalled");
    let sentence = problem["detail"].as_str().expect("a sentence");
    assert!(sentence.contains("stopped arriving"), "{sentence}");
    assert!(waited < Duration::from_secs(30), "{waited:?}");
    until("what had arrived is removed", async || {
        (received() == 0).then_some(())
    })
    .await;
    let kept = std::fs::read_dir(media.join("files")).map_or(0, Iterator::count);
    assert_eq!(kept, 0);
}
