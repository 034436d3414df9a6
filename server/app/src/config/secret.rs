//! The 32 bytes that all roles share: assertions are signed and snapshots sealed with keys made from them.
//!
//! There may be several, the newest first. The first signs and seals; all are believed. So a secret is changed without
//! anybody noticing: add the new one at the end everywhere, then move it to the front, then drop the old one.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// More than a change of secret needs is a mistake, and each costs a try per forged request.
const MOST: usize = 4;

/// Never printed, neither by `Display` (there is none) nor by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret {
    newest: [u8; 32],
    older: Vec<[u8; 32]>,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Secret {
    /// 64 hex digits, or several of those with commas or white space between, as lines of a file.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let words = text.split(|c: char| c == ',' || c.is_whitespace());
        let secrets = words.filter(|word| !word.is_empty()).map(one);
        let secrets = secrets.collect::<Option<Vec<[u8; 32]>>>()?;
        let (newest, older) = secrets.split_first()?;
        (secrets.len() <= MOST).then(|| Self {
            newest: *newest,
            older: older.to_vec(),
        })
    }

    /// The one to sign and seal with.
    pub(crate) fn newest(&self) -> Vec<u8> {
        self.newest.to_vec()
    }

    /// Those that are believed as well.
    pub(crate) fn older(&self) -> Vec<Vec<u8>> {
        self.older.iter().map(|secret| secret.to_vec()).collect()
    }

    /// The secret in that file, made there on first start.
    ///
    /// It is written under another name and linked into place, which fails if it exists already: two first
    /// starts agree on one secret, and a crash in between leaves no half of one.
    pub(crate) fn load_or_create(path: &Path) -> io::Result<Self> {
        match Self::load(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            loaded => return loaded,
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let draft = path.with_extension(format!("{}.new", std::process::id()));
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        let linked = fs::hard_link(&draft, path);
        fs::remove_file(&draft)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Self::load(path),
        }
    }

    pub(crate) fn load(path: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(path)?;
        Self::parse(&text).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                "it does not hold 64 hex digits, or up to four times that on lines of their own",
            )
        })
    }
}

fn one(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.as_bytes();
    let mut bytes = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_several_secrets_signs_and_the_others_are_believed() {
        let (new, old) = ("ab".repeat(32), "cd".repeat(32));
        for text in [format!("{new},{old}"), format!(" {new}\n{old}\n")] {
            let secret = Secret::parse(&text).expect("two secrets");
            assert_eq!(secret.newest(), [0xab; 32]);
            assert_eq!(secret.older(), [[0xcd; 32]]);
        }
        for bad in [
            String::new(),
            format!("{new},abc"),
            format!("{new},").repeat(5),
        ] {
            assert_eq!(Secret::parse(&bad), None, "{bad}");
        }
    }

    #[test]
    fn a_secret_is_made_once_and_only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret.key");
        let first = Secret::load_or_create(&path).expect("made");
        let again = Secret::load_or_create(&path).expect("loaded");
        assert!(first == again);
        assert_eq!(
            fs::metadata(&path)
                .expect("it is there")
                .permissions()
                .mode()
                & 0o777,
            0o600
        );
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
    }

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::parse(&"ab".repeat(32)).expect("a secret");
        assert_eq!(format!("{secret:?}"), "***");
    }

    #[test]
    fn a_damaged_secret_is_an_error_and_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret.key");
        fs::write(&path, "abc").expect("written");
        assert!(Secret::load_or_create(&path).is_err());
        assert_eq!(fs::read_to_string(&path).expect("read"), "abc");
    }
}
