//! The wire: every frame that passes between the browser and the server, and nothing else knows its letters.
//!
//! Text frames of JSON. A frame to the browser whose first item is a number or a list is a patch (see
//! [`crate::diff`]); every other frame begins with a letter. The browser's side is `web/live/line.js`.

use std::time::Duration;

use bytestring::ByteString;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::policy::Refused;
use crate::view::Event;

/// Spoken by both sides; told at join.
pub const VERSION: u32 = 2;
/// A frame from the browser, unless [`crate::Config::frame_bytes`] says otherwise: a form with long texts, or the uploaded tree of a large region.
pub const MAX_FRAME_UP: usize = 1024 * 1024;
/// Values in one event: a form of that many fields is a mistake.
const MAX_VALUES: usize = 512;
const MAX_NAME: usize = 64;

/// A frame from the browser.
#[derive(Debug, PartialEq)]
pub enum Frame {
    /// The first frame of every line.
    Join(Box<Join>),
    /// A person did something.
    Event(u64, Event, Late),
    /// A person followed a link, or went back or forward.
    Navigate(u64, String, Late),
    /// So many patch frames were applied on this line, and the newest snapshot kept is the one of this serial.
    Ack(u64, u64),
    /// The patch frame of this number was painted, so many milliseconds after it was applied.
    Drawn(u64, u64),
    /// The browser's tree of a region, as asked for.
    Tree(u32, Value),
    /// The line is alive.
    Ping,
}

/// What a browser says of an event that it could not send when it was made, or sends again.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct Late {
    /// Milliseconds since the person did it.
    #[serde(default)]
    w: u64,
    /// The id of what it was done to.
    #[serde(default)]
    pub t: Option<String>,
    /// It was sent on another line before, which may have broken before or after the server took it.
    #[serde(default)]
    pub again: bool,
    /// The newest event that was answered when the person did it: they saw what it had led to.
    #[serde(default)]
    pub after: u64,
}

impl Late {
    /// How long ago the person did it.
    #[must_use]
    pub fn waited(&self) -> Duration {
        Duration::from_millis(self.w)
    }

    /// As a test says it.
    pub(crate) fn new(waited: Duration, target: Option<&str>, again: bool) -> Self {
        Self {
            w: u64::try_from(waited.as_millis()).unwrap_or(u64::MAX),
            t: target.map(str::to_owned),
            again,
            after: 0,
        }
    }

    /// As a test says it.
    pub(crate) fn after(self, after: u64) -> Self {
        Self { after, ..self }
    }
}

/// What a browser says when its line opens.
#[derive(Debug, Default, Deserialize, PartialEq)]
pub struct Join {
    /// Its [`VERSION`].
    pub v: u32,
    /// From `data-tab` of the page.
    pub tab: String,
    /// Path and query it shows.
    pub url: String,
    /// The latest snapshot it was given.
    #[serde(default)]
    pub s: Option<String>,
    /// Of that snapshot.
    #[serde(default)]
    pub serial: u64,
    /// What it shows, when it comes back.
    #[serde(default)]
    pub regions: Option<Vec<JoinedRegion>>,
    /// The tab of the page that was loaded, where the one before it goes on in that page instead.
    #[serde(default)]
    pub loaded: Option<String>,
    /// The newest of the events that follow the join at once; 0 where none does.
    #[serde(default)]
    pub last: u64,
    /// The newest event whose answer it has seen, and so all that came of it.
    #[serde(default)]
    pub done: u64,
}

/// `[number, hash, id]`
#[derive(Debug, Deserialize, PartialEq)]
#[serde(from = "(u32, String, String)")]
pub struct JoinedRegion {
    /// As the browser knows it.
    pub number: u32,
    /// Of its reference tree.
    pub hash: String,
    /// The region's key.
    pub id: String,
}

impl From<(u32, String, String)> for JoinedRegion {
    fn from((number, hash, id): (u32, String, String)) -> Self {
        Self { number, hash, id }
    }
}

/// Why the line is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// The session is over.
    SignedOut,
    /// Nobody was there any more, and its room was needed.
    Ended,
    /// Load the page again: this one cannot be brought up to date.
    Reload,
    /// Load the page again and forget this tab: nothing can be made of what it holds.
    Reset,
    /// This process is going away: join again, anywhere, after a random part of so many milliseconds.
    Rejoin(u64),
    /// The same, for a reason that the person is told.
    Later(u64, &'static str),
    /// The browser did what is not allowed, in a sentence.
    Refused(String),
}

/// Reads a frame.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub fn parse(text: &str) -> Result<Frame, String> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("the frame is not JSON: {error}"))?;
    let Value::Array(mut items) = value else {
        return Err("a frame is a list".to_owned());
    };
    let letter = items.first().and_then(Value::as_str).unwrap_or_default();
    let number = |at: usize| {
        let found = items.get(at).and_then(Value::as_u64);
        found.ok_or_else(|| format!("item {at} of a frame of kind `{letter}` is a number"))
    };
    let text = |at: usize| {
        let found = items.get(at).and_then(Value::as_str);
        found.ok_or_else(|| format!("item {at} of a frame of kind `{letter}` is text"))
    };
    let late = |at: usize| {
        let late = items.get(at).cloned().unwrap_or_else(|| json!({}));
        serde_json::from_value::<Late>(late)
            .map_err(|_| "what is said of a late event is not understood".to_owned())
    };
    match letter {
        "p" => Ok(Frame::Ping),
        "a" => Ok(Frame::Ack(number(1)?, number(2).unwrap_or(0))),
        "d" => Ok(Frame::Drawn(number(1)?, number(2)?)),
        "n" => Ok(Frame::Navigate(number(1)?, text(2)?.to_owned(), late(3)?)),
        "e" => {
            let name = text(2)?;
            if name.len() > MAX_NAME {
                return Err(format!("an event's name has at most {MAX_NAME} bytes"));
            }
            let values = items.get(3).cloned().unwrap_or_else(|| json!([]));
            let values: Vec<(String, String)> = serde_json::from_value(values)
                .map_err(|_| "an event's values are pairs of texts".to_owned())?;
            if values.len() > MAX_VALUES {
                return Err(format!("an event has at most {MAX_VALUES} values"));
            }
            let name = name.to_owned();
            Ok(Frame::Event(number(1)?, Event { name, values }, late(4)?))
        }
        "t" => {
            let region = u32::try_from(number(1)?).map_err(|_| "no such region".to_owned())?;
            let tree = items.get_mut(2).map(Value::take);
            Ok(Frame::Tree(region, tree.ok_or("a tree is missing")?))
        }
        "j" => {
            let join = items.get_mut(1).map(Value::take).unwrap_or_default();
            let join = serde_json::from_value(join)
                // What stands in it is not repeated: it may be anything.
                .map_err(|_| "the join is not understood".to_owned())?;
            Ok(Frame::Join(Box::new(join)))
        }
        other => {
            let told: String = other.chars().take(16).collect();
            Err(format!("a frame of kind `{told}` is not known"))
        }
    }
}

/// Several patches as one frame.
pub(crate) fn patches(mut parts: Vec<ByteString>) -> Option<ByteString> {
    if parts.len() <= 1 {
        return parts.pop();
    }
    let mut out = String::with_capacity(parts.iter().map(|p| p.len() + 1).sum::<usize>() + 1);
    for (i, part) in parts.iter().enumerate() {
        out.push(if i == 0 { '[' } else { ',' });
        out.push_str(part);
    }
    out.push(']');
    Some(out.into())
}

/// The answer to a join.
#[derive(Default)]
pub(crate) struct Joined<'a> {
    /// The newest event that was applied.
    pub(crate) event: u64,
    pub(crate) build: &'a str,
    /// One patch frame of so many is to be reported of, when it was painted; 0 for none.
    pub(crate) measure: u32,
    /// Region numbers of the browser and ours, where they differ.
    pub(crate) map: &'a [(u32, u32)],
    /// Regions (our numbers) whose tree it shall upload.
    pub(crate) want: &'a [u32],
    /// Events up to `event` whose commands are not all answered.
    pub(crate) open: &'a [u64],
    /// Events up to `event` that were not applied, as far as the browser may not know.
    pub(crate) refused: Vec<(u64, Refused)>,
}

pub(crate) fn joined(joined: &Joined<'_>) -> ByteString {
    let mut answer = Map::new();
    answer.insert("n".to_owned(), joined.event.into());
    answer.insert("b".to_owned(), joined.build.into());
    if joined.measure > 0 {
        answer.insert("each".to_owned(), joined.measure.into());
    }
    let mut list = |name: &str, is_empty: bool, list: Value| {
        if !is_empty {
            answer.insert(name.to_owned(), list);
        }
    };
    list("map", joined.map.is_empty(), json!(joined.map));
    list("want", joined.want.is_empty(), json!(joined.want));
    list("open", joined.open.is_empty(), json!(joined.open));
    list("refused", joined.refused.is_empty(), json!(joined.refused));
    json!(["j", answer]).to_string().into()
}

pub(crate) fn answered(event: u64) -> ByteString {
    format!("[\"e\",{event}]").into()
}

pub(crate) fn refused(event: u64, why: Refused) -> ByteString {
    json!(["e", event, why]).to_string().into()
}

pub(crate) fn url(url: &str, replace: bool) -> ByteString {
    json!(["u", url, u8::from(replace)]).to_string().into()
}

pub(crate) fn snapshot(sealed: &str, event: u64, serial: u64) -> ByteString {
    json!(["s", sealed, event, serial]).to_string().into()
}

pub(crate) fn focus(id: &str) -> ByteString {
    json!(["f", id]).to_string().into()
}

/// A sentence for the person.
pub(crate) fn words(sentence: &str) -> ByteString {
    json!(["w", sentence]).to_string().into()
}

/// The first frame of a fallback line: where the browser posts its own.
pub(crate) fn stream(line: &str) -> ByteString {
    json!(["l", line]).to_string().into()
}

pub(crate) fn pong() -> ByteString {
    ByteString::from_static("[\"p\"]")
}

pub(crate) fn farewell(farewell: &Farewell) -> ByteString {
    let frame = match farewell {
        Farewell::SignedOut => json!(["x", "signed_out"]),
        Farewell::Ended => json!(["x", "rejoin", 0]),
        Farewell::Reload => json!(["x", "reload"]),
        Farewell::Reset => json!(["x", "reset"]),
        Farewell::Rejoin(within_ms) => json!(["x", "rejoin", within_ms]),
        Farewell::Later(within_ms, why) => json!(["x", "rejoin", within_ms, why]),
        Farewell::Refused(sentence) => json!(["x", format!("refused:{sentence}")]),
    };
    frame.to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_as_written_and_others_are_refused_with_a_sentence() {
        assert_eq!(parse(r#"["p"]"#), Ok(Frame::Ping));
        assert_eq!(parse(r#"["a",9]"#), Ok(Frame::Ack(9, 0)));
        assert_eq!(parse(r#"["a",9,2]"#), Ok(Frame::Ack(9, 2)));
        assert_eq!(parse(r#"["d",64,17]"#), Ok(Frame::Drawn(64, 17)));
        let event = Event::new("shot.add").with("id", "7");
        assert_eq!(
            parse(r#"["e",3,"shot.add",[["id","7"]]]"#),
            Ok(Frame::Event(3, event.clone(), Late::default()))
        );
        let late = Late::new(Duration::from_secs(9), Some("card"), true).after(2);
        assert_eq!(
            parse(
                r#"["e",3,"shot.add",[["id","7"]],{"w":9000,"t":"card","again":true,"after":2}]"#
            ),
            Ok(Frame::Event(3, event, late.clone()))
        );
        assert_eq!(
            parse(r#"["n",4,"/a",{"w":9000,"t":"card","again":true,"after":2}]"#),
            Ok(Frame::Navigate(4, "/a".to_owned(), late))
        );
        let join = parse(
            r#"["j",{"v":1,"tab":"t","url":"/","n":0,"seen":0,"s":null,"regions":[[7,"ab","x"]]}]"#,
        );
        let Ok(Frame::Join(join)) = join else {
            panic!("{join:?}")
        };
        assert_eq!(join.regions.map(|r| r[0].id.clone()), Some("x".to_owned()));
        for bad in [
            "",
            "{}",
            "[]",
            "[1]",
            r#"["e"]"#,
            r#"["e","x","y"]"#,
            r#"["e",1,"x",[["a"]]]"#,
            r#"["e",1,"x",[],{"w":-1}]"#,
            r#"["a",-1]"#,
            r#"["d",64]"#,
            r#"["d",64,-1]"#,
            r#"["t",99999999999,[]]"#,
            r#"["j",{}]"#,
            r#"["zz"]"#,
            "\u{0}",
        ] {
            assert!(parse(bad).is_err(), "{bad} was taken");
        }
    }
}
