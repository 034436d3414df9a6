//! What should not be sent, and the sentence that each gets.

use std::path::Path;

use api::media::MAX_UPLOAD_BYTES;
use api::project::Project;
use serde_json::{Value, json};
use tests::cdp::Direction;
use tests::pictures::{self, Pictures};
use tests::program::{Program, command};
use tests::roles::{Caller, Roles};
use uuid::Uuid;

use crate::studio::{Studio, add_shot, words};

/// Refused with that status and code, in a sentence.
#[track_caller]
fn refused((status, body): (u16, Value), wanted: u16, code: &str, what: &str) {
    assert_eq!(
        (status, body["code"].as_str()),
        (wanted, Some(code)),
        "{what}: {body}"
    );
    let sentence = body["detail"].as_str().unwrap_or_default();
    assert!(
        sentence.len() > 10 && sentence.contains(' '),
        "{what}: {body}"
    );
}

async fn ann() -> (Roles, Caller, Project) {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let ann = roles.person("ann").await;
    let project = ann
        .make(
            "/v1/projects",
            json!({ "name": "Harbor", "width": 128, "height": 96 }),
        )
        .await;
    (roles, ann, project)
}

#[tokio::test]
async fn files_that_are_no_pictures_are_refused_and_nothing_is_kept() {
    let (roles, ann, project) = ann().await;
    let good = pictures::png(64, 64, [1, 2, 3]);
    let table: [(&str, Vec<u8>, u16, &str); 7] = [
        (
            "text called a picture",
            b"this is no picture at all".to_vec(),
            415,
            "unsupported",
        ),
        (
            "a film",
            [&b"\0\0\0\x18ftypmp42"[..], &[0; 64]].concat(),
            415,
            "unsupported",
        ),
        (
            "cut off",
            good[..good.len() / 2].to_vec(),
            415,
            "unsupported",
        ),
        ("nothing", Vec::new(), 415, "unsupported"),
        (
            "a hundred megapixels",
            pictures::bomb(10_000, 10_000),
            413,
            "too_large",
        ),
        ("a bomb", pictures::bomb(60_000, 60_000), 413, "too_large"),
        ("26 MB", vec![0; 26 * 1024 * 1024], 413, "too_large"),
    ];
    for (what, bytes, status, code) in table {
        refused(
            ann.upload(project.id, "picture.png", bytes).await,
            status,
            code,
            what,
        );
    }
    let media = roles.data.path().join("media");
    assert_eq!(files(&media), 0, "something was kept");
    let (status, _) = ann.upload(project.id, "picture.png", good).await;
    assert_eq!(status, 201);
    assert!(files(&media) > 0);
}

fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            if entry.path().is_dir() {
                files(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

#[tokio::test]
async fn names_and_sizes_that_make_no_sense_are_refused() {
    let (_roles, ann, project) = ann().await;
    let new = |name: &str, width: i64, height: i64| json!({ "name": name, "width": width, "height": height });
    let table = [
        ("no name", new("", 128, 96)),
        ("10,000 characters", new(&"x".repeat(10_000), 128, 96)),
        ("control characters alone", new("\u{0}\u{7}\u{1b}", 128, 96)),
        ("an odd width", new("Harbor", 127, 96)),
        ("an odd height", new("Harbor", 128, 95)),
        ("too small", new("Harbor", 2, 96)),
        ("too large", new("Harbor", 128, 20_000)),
    ];
    for (what, body) in table {
        refused(ann.post("/v1/projects", &body).await, 422, "invalid", what);
    }
    for (what, body) in [
        ("a negative width", new("Harbor", -2, 96)),
        ("no object", json!([1])),
        ("a missing field", json!({ "name": "x" })),
    ] {
        let (status, body) = ann.post("/v1/projects", &body).await;
        assert!(
            (400..500).contains(&status) && body["detail"].is_string(),
            "{what}: {status} {body}"
        );
    }
    // What is harmless about a name is kept.
    let shot: Value = ann
        .make(
            &format!("/v1/projects/{}/shots", project.id),
            json!({ "name": "  Dämmerung 🎬 " }),
        )
        .await;
    assert_eq!(shot["name"], "Dämmerung 🎬");
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_a_shot_without_pictures_is_not_generated() {
    let (_roles, ann, project) = ann().await;
    let id = Uuid::now_v7();
    for path in [
        format!("/v1/shots/{id}/takes"),
        format!("/v1/takes/{id}/choose"),
        format!("/v1/jobs/{id}/cancel"),
        "/v1/shots/not-an-id/takes".to_owned(),
    ] {
        refused(ann.post(&path, &json!({})).await, 404, "not_found", &path);
    }
    let shot: Value = ann
        .make(
            &format!("/v1/projects/{}/shots", project.id),
            json!({ "name": "Shot 1" }),
        )
        .await;
    let takes = format!("/v1/shots/{}/takes", shot["id"].as_str().expect("an id"));
    refused(
        ann.post(&takes, &json!({})).await,
        422,
        "invalid",
        "no keyframes",
    );
    assert_eq!(ann.get::<Vec<Value>>(&takes).await, [Value::Null; 0]);
}

#[tokio::test]
async fn a_bad_file_says_so_beside_its_name_and_the_good_ones_go_on() {
    let studio = Studio::open().await;
    let page = studio.project("Harbor", 128, 96).await;
    add_shot(&page).await;
    page.click(".shot-card .card-link").await;
    let pictures = Pictures::default();
    let good = pictures.plain("good.png", [9, 99, 199]);
    let text = pictures.file("letter.png", b"this is no picture at all");
    let huge = pictures.file(
        "huge.png",
        &vec![0; usize::try_from(MAX_UPLOAD_BYTES).expect("it fits") + 1],
    );
    page.pick("#pictures-input", &[&text, &good, &huge]).await;
    page.see(".keyframe img").await;
    for name in ["letter.png", "huge.png"] {
        page.see(&format!("[data-uploads] li >> {name}")).await;
    }
    page.wait("document.querySelectorAll('.keyframe').length === 1")
        .await;
}

#[tokio::test]
async fn what_is_no_number_of_seconds_is_answered_beside_its_field() {
    let studio = Studio::open().await;
    let page = studio.sample().await;
    page.click(".shot-card .card-link").await;
    page.click(".keyframe-face[aria-label='Keyframe 1']").await;
    let said = ".slider .field-error";
    for typed in ["NaN", "abc", "1e999", "-Infinity", "-0", "", "99"] {
        // A number field keeps letters out; what reaches the server may come from elsewhere.
        page.ask_of::<Option<()>>(
            ".slider-number input",
            &format!(
                "(e.type = 'text', e.value = {typed:?}, e.dispatchEvent(new Event('change', {{ bubbles: true }})), null)"
            ),
        )
        .await;
        page.see(said).await;
        let sentence = words(&page, said).await.remove(0);
        assert!(
            sentence.contains("0.25 to 12") && sentence.contains("seconds"),
            "{typed:?}: {sentence}"
        );
        // Another number is taken, and the sentence goes.
        page.ask_of::<Option<()>>(
            ".slider-number input",
            &format!(
                "(e.value = {}, e.dispatchEvent(new Event('change', {{ bubbles: true }})), null)",
                1 + typed.len()
            ),
        )
        .await;
        page.see_no(said).await;
    }
    page.see(".keyframe:first-child .keyframe-seconds >> 0:03")
        .await;
}

#[tokio::test]
async fn every_size_that_is_wrong_is_marked_until_it_is_mended() {
    let studio = Studio::open().await;
    let page = studio.tab("/").await;
    page.click("#project-new").await;
    page.fill("#new-project-name", "Harbor").await;
    page.select("#new-project-size", "free").await;
    page.fill("#new-project-width", "1000.5").await;
    page.fill("#new-project-height", "99999").await;
    page.press("Enter").await;
    page.see("#new-project-width[aria-invalid]").await;
    page.see("#new-project-height[aria-invalid]").await;
    let sentence = "Use a whole, even number from 64 to 1920.";
    assert_eq!(
        words(&page, "#new-project .field-error").await,
        [sentence; 2]
    );
    // The first of them is where the person goes on.
    page.wait("document.activeElement.id === 'new-project-width'")
        .await;
    page.fill("#new-project-width", "1000").await;
    page.see("#new-project-width:not([aria-invalid])").await;
    page.see("#new-project-height[aria-invalid]").await;
    page.fill("#new-project-height", "98").await;
    page.see_no("#new-project .field-error").await;
    page.press("Enter").await;
    page.see("button >> Add a shot").await;
    page.read("1000 × 98").await;
}

#[tokio::test]
async fn a_malformed_frame_ends_its_line_and_not_the_tab() {
    let studio = Studio::open().await;
    let page = studio.project("Harbor", 128, 96).await;
    let opened = page.traffic(|traffic| traffic.opened);
    // A line of one's own, beside the page's.
    for frame in [
        "'not json'",
        "'[]'",
        "'[\"j\"]'",
        "'[\"j\",{\"v\":99}]'",
        "'[\"e\",1,\"x\",[]]'",
        "'x'.repeat(300000)",
        "new Uint8Array([1,2,3])",
    ] {
        let ended: bool = page
            .ask(&format!(
                "new Promise((done) => {{
                    const line = new WebSocket(location.origin.replace('http', 'ws') + '/live');
                    line.onopen = () => line.send({frame});
                    line.onclose = () => done(true);
                    setTimeout(() => done(false), 20000);
                }})"
            ))
            .await;
        assert!(ended, "{frame}");
    }
    page.live().await;
    add_shot(&page).await;
    let sent = page.traffic(|traffic| {
        traffic
            .frames
            .iter()
            .filter(|frame| frame.direction == Direction::ToServer)
            .count()
    });
    assert!(sent > 0 && page.traffic(|traffic| traffic.loads) == 1 && opened == 1);
}

#[tokio::test]
async fn a_full_disk_is_told_and_loses_nothing() {
    // A file system of two megabytes: enough for an empty database, not for a picture of four.
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().to_str().expect("text");
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs", path])
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        // Only root may mount; there the limit of a file's size stands in for the disk's.
        return small_files(path).await;
    }
    let unmount = Unmount(path.to_owned());
    let mut web = Program::start(command(&["--listen", "127.0.0.1:0", "--data-dir", path]));
    full(&mut web).await;
    drop(web);
    drop(unmount);
}

struct Unmount(String);

impl Drop for Unmount {
    fn drop(&mut self) {
        // Lazily: the process may still be going.
        let _ = std::process::Command::new("umount")
            .args(["-l", &self.0])
            .status();
    }
}

async fn small_files(data: &str) {
    let binary = tests::program::binary();
    let mut limited = tokio::process::Command::new("sh");
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$@\"", "sh"])
        .arg(binary);
    limited.args(["--listen", "127.0.0.1:0", "--data-dir", data]);
    limited
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .kill_on_drop(true);
    full(&mut Program::start(limited)).await;
}

/// Fills the disk with pictures until it is full, and asks whether all is still there.
async fn full(program: &mut Program) {
    let line = program.says("Rushes is at ").await;
    let url = line.rsplit(' ').next().expect("an address").to_owned();
    let browser = tests::Browser::start().await;
    let page = browser.person().await.open(&url).await;
    page.live().await;
    page.click("#project-new").await;
    page.fill("#new-project-name", "Harbor").await;
    page.press("Enter").await;
    page.click("button >> Add a shot").await;
    page.see(".rename input").await;
    page.press("Enter").await;
    page.click(".shot-card .card-link").await;
    let pictures = Pictures::default();
    let noise = pictures.file("noise.png", &pictures::noise(1400, 1000));
    page.pick("#pictures-input", &[&noise]).await;
    page.read("disk").await;
    page.reload().await;
    page.live().await;
    page.see("#generate[disabled]").await;
    page.wait("document.querySelectorAll('.keyframe').length === 0")
        .await;
}
