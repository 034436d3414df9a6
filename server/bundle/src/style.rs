//! Style sheets: one that imports the others, as one, without comments and needless space.

use std::fs;
use std::path::Path;

use crate::Error;

/// The style sheet `entry`, a list of `@import "name.css";`, and what they name in one text.
///
/// # Errors
/// Where a sheet cannot be read.
pub fn style(entry: &Path) -> Result<String, Error> {
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|source| Error::Read {
            path: path.to_owned(),
            source,
        })
    };
    let mut all = String::new();
    for line in read(entry)?.lines() {
        let named = line
            .strip_prefix("@import \"")
            .and_then(|rest| rest.strip_suffix("\";"));
        if let Some(name) = named {
            all.push_str(&read(&entry.with_file_name(name))?);
        } else {
            all.push_str(line);
        }
        all.push('\n');
    }
    Ok(minified(&all))
}

/// What stands in quotes is kept as it is. Beside a brace, after a colon and the like space means nothing; before a
/// colon it does (`a :hover`), and around an operator.
pub(crate) fn minified(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut space = false;
    while let Some(next) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, rest)| rest);
            space = true;
        } else if next.is_whitespace() {
            rest = &rest[next.len_utf8()..];
            space = true;
        } else {
            let length = if next == '"' || next == '\'' {
                rest[1..].find(next).map_or(rest.len(), |end| end + 2)
            } else {
                next.len_utf8()
            };
            if next == '}' && out.ends_with(';') {
                out.pop();
            }
            let parted = out.ends_with(['{', '}', ';', ':', ',']) || "{};,".contains(next);
            if space && !parted && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            space = false;
        }
    }
    out
}
