//! Tokens: what a control in the page says about the value it shows.
//!
//! Markup carries one as the value `id` of its edit event, so that a save names the row, the field, the version and a
//! digest of what the person saw. It comes back from the browser and is parsed as what it is: untrusted.

use std::fmt;
use std::str::FromStr;

use api::ids::{KeyframeId, ProjectId, ShotId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Row {
    Project(ProjectId),
    Shot(ShotId),
    Keyframe(KeyframeId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Field {
    Name,
    Prompt,
    Note,
    Seconds,
    Camera,
}

impl Field {
    /// Its key in the row's JSON, and its word in a token.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Prompt => "prompt",
            Self::Note => "note",
            Self::Seconds => "seconds",
            Self::Camera => "camera",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        use Field::{Camera, Name, Note, Prompt, Seconds};
        [Name, Prompt, Note, Seconds, Camera]
            .into_iter()
            .find(|field| field.word() == word)
    }

    /// Its value in a row, as text.
    pub(super) fn of(self, row: &Value) -> String {
        match row.get(self.word()) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.as_f64().unwrap_or_default().to_string(),
            _ => String::new(),
        }
    }
}

/// What a control says about the value it shows: `shot.prompt:<id>:<version>:<digest>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub row: Row,
    pub field: Field,
    pub version: i64,
    pub was: String,
}

impl Token {
    #[must_use]
    pub fn new(row: Row, field: Field, version: i64, shown: &str) -> Self {
        Self {
            row,
            field,
            version,
            was: digest(shown),
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, id) = match self.row {
            Row::Project(id) => ("project", id.0),
            Row::Shot(id) => ("shot", id.0),
            Row::Keyframe(id) => ("keyframe", id.0),
        };
        write!(
            f,
            "{kind}.{}:{id}:{}:{}",
            self.field.word(),
            self.version,
            self.was
        )
    }
}

impl FromStr for Token {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<&str> = text.split(':').collect();
        let [name, id, version, was] = parts.as_slice() else {
            return Err(());
        };
        let (kind, field) = name.split_once('.').ok_or(())?;
        let row = match kind {
            "project" => Row::Project(id.parse().map_err(drop)?),
            "shot" => Row::Shot(id.parse().map_err(drop)?),
            "keyframe" => Row::Keyframe(id.parse().map_err(drop)?),
            _ => return Err(()),
        };
        if was.len() != 8 {
            return Err(());
        }
        let field = Field::parse(field).ok_or(())?;
        Ok(Self {
            row,
            field,
            version: version.parse().map_err(drop)?,
            was: (*was).to_owned(),
        })
    }
}

/// FNV-1a, 32 bits: short enough for markup. A collision only hides that a value was changed to its twin.
pub(super) fn digest(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("{hash:08x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_as_it_was() {
        let token = Token::new(
            Row::Shot(ShotId::fresh()),
            Field::Prompt,
            12,
            "harbor: at dawn",
        );
        assert_eq!(token.to_string().parse(), Ok(token));
    }

    #[test]
    fn nonsense_is_no_token() {
        let id = ShotId::fresh();
        for text in [
            "",
            "shot",
            "shot.name:x:1:00000000",
            "cat.name:x:1:00000000",
            &format!("shot.size:{id}:1:00000000"),
        ] {
            assert_eq!(text.parse::<Token>(), Err(()), "{text}");
        }
        assert_eq!(format!("shot.name:{id}:1:0").parse::<Token>(), Err(()));
    }
}
