//! Preview pictures of running jobs: small, in memory, gone soon after the job ended.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use api::ids::JobId;
use bytes::Bytes;
use sha2::{Digest, Sha256};

/// A preview is a picture of some 20 KB; one this large is a mistake of the worker.
pub(crate) const MAX_PREVIEW_BYTES: usize = 256 * 1024;
/// All previews together. Room for 128 of the largest, more jobs than one process serves.
const MAX_TOTAL_BYTES: usize = 32 * 1024 * 1024;
/// A picture is asked for within moments of its being told; a job that reports nothing new for this long has ended
/// or keeps its last picture on the screens that already have it.
const LIFE: Duration = Duration::from_secs(120);

#[derive(Default)]
pub(crate) struct Previews {
    jobs: Mutex<HashMap<JobId, Entry>>,
}

/// The newest picture of a job, and the one before it: a browser may still be asking for that one.
struct Entry {
    latest: Picture,
    previous: Option<Picture>,
    at: Instant,
}

struct Picture {
    hash: String,
    bytes: Bytes,
}

impl Entry {
    fn size(&self) -> usize {
        self.latest.bytes.len() + self.previous.as_ref().map_or(0, |p| p.bytes.len())
    }
}

impl Previews {
    /// Keeps a JPEG and answers its content hash; `None` where it is too large or not a JPEG.
    pub(crate) fn keep(&self, job: JobId, bytes: Bytes, now: Instant) -> Option<String> {
        if bytes.len() > MAX_PREVIEW_BYTES || !bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            return None;
        }
        let hash = hex(&Sha256::digest(&bytes)[..16]);
        let mut jobs = self.locked();
        jobs.retain(|_, entry| now.duration_since(entry.at) < LIFE);
        let before = jobs.remove(&job);
        let latest = Picture {
            hash: hash.clone(),
            bytes,
        };
        let previous = before.map(|entry| entry.latest);
        let entry = Entry {
            latest,
            previous: previous.filter(|picture| picture.hash != hash),
            at: now,
        };
        let mut total: usize = jobs.values().map(Entry::size).sum::<usize>() + entry.size();
        while total > MAX_TOTAL_BYTES {
            let Some(oldest) = jobs.iter().min_by_key(|(_, e)| e.at).map(|(job, _)| *job) else {
                break;
            };
            total -= jobs.remove(&oldest).map_or(0, |entry| entry.size());
        }
        jobs.insert(job, entry);
        Some(hash)
    }

    pub(crate) fn find(&self, job: JobId, hash: &str) -> Option<Bytes> {
        let jobs = self.locked();
        let entry = jobs.get(&job)?;
        [Some(&entry.latest), entry.previous.as_ref()]
            .into_iter()
            .flatten()
            .find(|picture| picture.hash == hash)
            .map(|picture| picture.bytes.clone())
    }

    /// The hash of the job's newest picture.
    pub(crate) fn latest(&self, job: JobId) -> Option<String> {
        self.locked()
            .get(&job)
            .map(|entry| entry.latest.hash.clone())
    }

    /// Drops what has outlived its use; called now and then.
    pub(crate) fn sweep(&self, now: Instant) {
        self.locked()
            .retain(|_, entry| now.duration_since(entry.at) < LIFE);
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<JobId, Entry>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(fill: u8, len: usize) -> Bytes {
        let mut bytes = vec![fill; len];
        bytes[..3].copy_from_slice(&[0xff, 0xd8, 0xff]);
        Bytes::from(bytes)
    }

    #[test]
    fn the_latest_two_pictures_of_a_job_are_found_by_hash() {
        let previews = Previews::default();
        let (job, now) = (JobId::fresh(), Instant::now());
        let hashes: Vec<_> = (1..=3)
            .map(|fill| previews.keep(job, picture(fill, 100), now).unwrap())
            .collect();
        assert_eq!(previews.find(job, &hashes[0]), None);
        assert_eq!(previews.find(job, &hashes[1]), Some(picture(2, 100)));
        assert_eq!(previews.find(job, &hashes[2]), Some(picture(3, 100)));
        assert_eq!(previews.find(JobId::fresh(), &hashes[2]), None);
    }

    #[test]
    fn pictures_are_forgotten_some_time_after_the_last_one() {
        let previews = Previews::default();
        let (job, now) = (JobId::fresh(), Instant::now());
        let hash = previews.keep(job, picture(1, 100), now).unwrap();
        previews.sweep(now + LIFE / 2);
        assert!(previews.find(job, &hash).is_some());
        previews.sweep(now + LIFE);
        assert!(previews.find(job, &hash).is_none());
    }

    #[test]
    fn what_is_too_large_or_not_a_jpeg_is_not_kept() {
        let previews = Previews::default();
        let (job, now) = (JobId::fresh(), Instant::now());
        assert_eq!(previews.keep(job, Bytes::from_static(b"<svg/>"), now), None);
        assert_eq!(
            previews.keep(job, picture(1, MAX_PREVIEW_BYTES + 1), now),
            None
        );
    }

    #[test]
    fn the_memory_of_all_pictures_is_bounded() {
        let previews = Previews::default();
        let now = Instant::now();
        for step in 0..200 {
            let at = now + Duration::from_millis(step);
            previews.keep(JobId::fresh(), picture(1, MAX_PREVIEW_BYTES), at);
        }
        let total: usize = previews.locked().values().map(Entry::size).sum();
        assert!(total <= MAX_TOTAL_BYTES);
    }
}
