//! Files that no row knows: what a process that was killed between the two leaves behind.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::Bench;

/// A stored file, and how long ago it was written.
fn put(bench: &Bench, letter: &str, hours: u64) -> PathBuf {
    let path = bench.running.state.media.path(&letter.repeat(64));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, b"content").unwrap();
    age(&path, hours);
    path
}

fn age(path: &Path, hours: u64) {
    let then = SystemTime::now() - Duration::from_secs(hours * 60 * 60);
    File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(then)
        .unwrap();
}

/// The stored files and what was made of them.
fn stored(bench: &Bench) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["media/files", "media/sizes"] {
        let folder = fs::read_dir(bench.folder.path().join(folder)).unwrap();
        let entries = folder.map(|entry| entry.unwrap().path());
        // Beside the shards lie, for a moment, files that are being written or that try whether it can be written to.
        for shard in entries.filter(|path| path.is_dir()) {
            for file in fs::read_dir(shard).unwrap() {
                found.push(file.unwrap().path());
            }
        }
    }
    found
}

async fn until(holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "it never became so");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_file_that_no_row_knows_is_removed_at_the_next_start() {
    let bench = Bench::start().await;
    let mo = bench.person("Mo").await;
    let file = mo.file(mo.project().await.id).await;
    let thumb = mo.get(&format!("/v1/files/{}/thumb", file.id)).await;
    assert_eq!(thumb.status, 200);
    let known = stored(&bench);
    assert_eq!(known.len(), 2, "the picture and its thumb");
    for path in &known {
        age(path, 48);
    }
    let orphan = put(&bench, "a", 2);
    let size = bench
        .folder
        .path()
        .join(format!("media/sizes/aa/{}-480.jpg", "a".repeat(64)));
    fs::create_dir_all(size.parent().unwrap()).unwrap();
    fs::write(&size, b"smaller").unwrap();
    // Written a moment ago: its row may be on its way.
    let fresh = put(&bench, "b", 0);

    let again = bench.another().await;
    until(|| !orphan.exists()).await;
    until(|| !size.exists()).await;
    assert!(fresh.exists());
    assert!(known.iter().all(|path| path.exists()));
    let whole = mo.get(&format!("/v1/files/{}/original", file.id)).await;
    assert_eq!(whole.status, 200);
    again.running.stop().await;
}

#[tokio::test]
async fn content_that_is_sent_again_is_as_if_just_written() {
    let bench = Bench::start().await;
    let mo = bench.person("Mo").await;
    let project = mo.project().await.id;
    mo.file(project).await;
    let original = |bench| -> PathBuf {
        let is_original = |path: &PathBuf| path.extension().is_none();
        stored(bench).into_iter().find(is_original).unwrap()
    };
    let path = original(&bench);
    age(&path, 48);
    mo.file(project).await;
    let touched = fs::metadata(&path).unwrap().modified().unwrap();
    assert!(touched.elapsed().unwrap() < Duration::from_secs(60));
}

#[tokio::test]
async fn the_files_of_another_database_are_left_alone() {
    let bench = Bench::start().await;
    let orphan = put(&bench, "a", 0);
    let state = &bench.running.state;
    let owner = bench.folder.path().join("media/owner");
    let (mine, another) = (
        owner.join(state.store.installation().await.unwrap()),
        owner.join("another"),
    );
    until(|| mine.exists()).await;
    fs::rename(&mine, &another).unwrap();
    let later = SystemTime::now() + Duration::from_secs(2 * 60 * 60);
    let sweep = || crate::media::sweep_orphans(&state.media, &state.store, later);
    assert_eq!(sweep().await.unwrap(), 0);
    assert!(orphan.exists());
    fs::rename(&another, &mine).unwrap();
    assert_eq!(sweep().await.unwrap(), 1);
    assert!(!orphan.exists());
}
