//! The MP4 that a creator downloads, judged by an independent decoder.

use tests::api::http;
use tests::film::{boxes, color_at, complaints, probe};
use tests::pictures::Pictures;

use crate::studio::{Studio, add_shot};

/// How far a color may be off after encoding and decoding, per channel.
const COLOR_TOLERANCE: u8 = 12;

fn near(found: [u8; 3], wanted: [u8; 3]) -> bool {
    found
        .iter()
        .zip(wanted)
        .all(|(found, wanted)| found.abs_diff(wanted) <= COLOR_TOLERANCE)
}

#[tokio::test]
async fn the_downloaded_film_is_sound_h264_of_the_right_size_length_and_color() {
    let studio = Studio::open().await;
    let page = studio.project("Harbor", 640, 360).await;
    add_shot(&page).await;
    page.click(".shot-card .card-link").await;
    let pictures = Pictures::default();
    let (red, blue) = ([200, 30, 40], [30, 60, 190]);
    page.pick(
        "#pictures-input",
        &[
            &pictures.plain("red.png", red),
            &pictures.plain("blue.png", blue),
        ],
    )
    .await;
    page.wait("document.querySelectorAll('.keyframe img').length === 2")
        .await;
    page.click("#generate:not([disabled])").await;
    page.see(".take-card.is-done").await;
    let href: String = page.ask_of(".take-card a[download]", "e.href").await;

    // The local creator's own cookie, in another program.
    let client = http();
    client
        .get(studio.rushes.page("/"))
        .send()
        .await
        .expect("the first page");
    let answer = client.get(&href).send().await.expect("the film");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "video/mp4");
    let name = answer.headers()["content-disposition"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        name.starts_with("attachment") && name.contains(".mp4"),
        "{name}"
    );
    let bytes = answer.bytes().await.expect("all of it");
    let file = pictures.file("take.mp4", &bytes);

    let names = boxes(&bytes);
    let place = |name: &str| names.iter().position(|found| found == name);
    assert!(
        place("moov") < place("mdat"),
        "it starts before it is all there: {names:?}"
    );
    let stream = probe(&file);
    assert_eq!(
        (stream.codec_name.as_str(), stream.pix_fmt.as_str()),
        ("h264", "yuv420p")
    );
    assert_eq!((stream.width, stream.height), (640, 360));
    assert_eq!(stream.avg_frame_rate, stream.r_frame_rate);
    // Two keyframes of two seconds each, which is what a new one lasts.
    let seconds: f64 = stream.duration.parse().expect("seconds");
    let rate: f64 = stream
        .avg_frame_rate
        .split('/')
        .next()
        .and_then(|rate| rate.parse().ok())
        .expect("frames a second");
    let frames: f64 = stream.nb_read_frames.parse().expect("frames");
    assert!((seconds - 4.0).abs() < 0.001, "{seconds} s");
    assert!(
        (frames - 4.0 * rate).abs() < 0.5,
        "{frames} frames at {rate}"
    );
    assert_eq!(complaints(&file), "");
    let (first, last) = (color_at(&file, 0.0), color_at(&file, 3.9));
    assert!(near(first, red) && near(last, blue), "{first:?} {last:?}");

    // A player asks for pieces of it.
    let piece = client
        .get(&href)
        .header("range", "bytes=4-7")
        .send()
        .await
        .expect("a piece");
    assert_eq!(piece.status(), 206);
    assert_eq!(piece.bytes().await.expect("four bytes").as_ref(), b"ftyp");
}
