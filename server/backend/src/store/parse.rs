//! Values from people, parsed once into types that cannot be wrong.
//!
//! The store parses what it is given, so no caller can forget to; a refusal names the field and says what to do.

use super::{Error, Result, letters};

/// Longest prompt or note in characters: far more than a generator reads, little enough for one read of a page.
const MAX_TEXT: usize = 4000;
/// Longest name in characters: what a card can show in two lines.
const MAX_NAME: usize = 120;

fn invalid(field: &'static str, sentence: String) -> Error {
    Error::Invalid { field, sentence }
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident $what:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            pub fn parse(text: &str) -> Result<Self> {
                name(text, $what).map(Self)
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

names! {
    ProjectName "project"
    ShotName "shot"
    /// What a person signs in with.
    UserName "user"
}

fn name(text: &str, what: &str) -> Result<String> {
    let name = letters::trim(text);
    if name.chars().all(letters::is_invisible) {
        return Err(invalid("name", format!("give the {what} a name")));
    }
    if name.chars().any(letters::is_control) {
        return Err(invalid(
            "name",
            "a name cannot hold line breaks or control characters".to_owned(),
        ));
    }
    if name.chars().any(letters::turns) {
        return Err(invalid(
            "name",
            "a name cannot hold hidden marks that turn the direction of text: type it anew"
                .to_owned(),
        ));
    }
    if name.chars().count() > MAX_NAME {
        return Err(invalid(
            "name",
            format!("a name has at most {MAX_NAME} characters"),
        ));
    }
    Ok(name.to_owned())
}

/// A prompt or a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    #[must_use]
    pub fn empty() -> Self {
        Self(String::new())
    }

    /// Line breaks and tabs are part of a text; other control characters are not.
    pub fn parse(field: &'static str, text: &str) -> Result<Self> {
        if text
            .chars()
            .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        {
            return Err(invalid(
                field,
                format!("the {field} cannot hold control characters"),
            ));
        }
        if text.chars().count() > MAX_TEXT {
            return Err(invalid(
                field,
                format!("the {field} has at most {MAX_TEXT} characters"),
            ));
        }
        Ok(Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameSize {
    width: u32,
    height: u32,
}

impl FrameSize {
    /// Even, because H.264 halves the color planes; 64 to 1920, which every encoder and browser takes.
    pub fn parse(width: u32, height: u32) -> Result<Self> {
        for (field, value) in [("width", width), ("height", height)] {
            if !(64..=1920).contains(&value) || value % 2 != 0 {
                return Err(invalid(
                    field,
                    format!("the {field} is an even number from 64 to 1920, not {value}"),
                ));
            }
        }
        Ok(Self { width, height })
    }

    #[must_use]
    pub fn width(self) -> u32 {
        self.width
    }

    #[must_use]
    pub fn height(self) -> u32 {
        self.height
    }
}

/// How long a keyframe lasts until the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seconds(f64);

impl Seconds {
    pub fn parse(seconds: f64) -> Result<Self> {
        if !(0.25..=12.0).contains(&seconds) {
            return Err(invalid(
                "seconds",
                "a keyframe lasts from 0.25 to 12 seconds".to_owned(),
            ));
        }
        Ok(Self(seconds))
    }

    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

/// A file's name as it may be shown and sent in a header: no path, no control characters, nothing that turns it around,
/// not too long, never empty.
#[must_use]
pub fn file_name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| !letters::is_control(*c) && !letters::turns(*c))
        .collect();
    let short: String = letters::trim(&clean).chars().take(MAX_NAME).collect();
    if short.chars().all(|c| c == '.' || letters::is_invisible(c)) {
        "picture".to_owned()
    } else {
        short
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_measured_in_characters() {
        assert_eq!(
            ShotName::parse("  Harbor at dawn ").unwrap().as_str(),
            "Harbor at dawn"
        );
        assert!(ShotName::parse(&"ä".repeat(120)).is_ok());
        for bad in [
            String::new(),
            "\u{a0} ".to_owned(),
            "a\u{9f}b".to_owned(),
            "ä".repeat(121),
        ] {
            assert!(
                matches!(
                    ShotName::parse(&bad),
                    Err(Error::Invalid { field: "name", .. })
                ),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_name_that_nobody_can_see_is_no_name() {
        for nothing in [
            "\u{200b}",
            "\u{a0}\u{2800}",
            "\u{2060}\u{feff}\u{ad}",
            "\u{3164}",
            "\u{200f} \u{200e}\u{61c}",
            "\u{202e}\u{202c}",
            "\u{2068}\u{2069}",
            "\u{200d}\u{fe0f}",
            "\u{e0020}\u{e007f}",
            "\u{7}",
            "\n\u{2028}",
        ] {
            let refused = ShotName::parse(nothing).unwrap_err().to_string();
            assert_eq!(refused, "give the shot a name", "{nothing:?}");
        }
    }

    #[test]
    fn a_name_cannot_turn_the_text_around_it() {
        for turned in ["Har\u{202e}rob", "\u{2067}Harbor", "a\u{202a}b\u{202c}c"] {
            let refused = ProjectName::parse(turned).unwrap_err().to_string();
            assert!(refused.contains("direction of text"), "{refused}");
        }
        let refused = ProjectName::parse("a\u{2028}b").unwrap_err().to_string();
        assert!(refused.contains("line breaks"), "{refused}");
    }

    #[test]
    fn what_belongs_to_the_writing_of_a_name_stays() {
        for (given, kept) in [
            ("\u{feff}Harbor\u{200b} ", "Harbor"),
            ("\u{2800}Dawn\u{a0}", "Dawn"),
            ("👩\u{200d}🚀", "👩\u{200d}🚀"),
            ("❤\u{fe0f}", "❤\u{fe0f}"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("סרט\u{200f}!", "סרט\u{200f}!"),
            (
                "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
                "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            ),
        ] {
            assert_eq!(ShotName::parse(given).unwrap().as_str(), kept, "{given:?}");
        }
    }

    #[test]
    fn texts_keep_their_lines() {
        assert_eq!(
            Text::parse("note", "a\n\tb\r\n ").unwrap().as_str(),
            "a\n\tb\r\n "
        );
        assert!(Text::parse("note", &"\u{1F3AC}".repeat(4000)).is_ok());
        assert!(Text::parse("note", &"x".repeat(4001)).is_err());
        assert!(Text::parse("note", "\u{1b}[31m").is_err());
    }

    #[test]
    fn file_names_are_safe_to_show_and_to_send() {
        for (given, kept) in [
            ("cat.png", "cat.png"),
            ("C:\\pictures\\cat.png", "cat.png"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
            ("  ", "picture"),
            ("folder/", "picture"),
            ("..", "picture"),
            ("\u{200b}\u{2800}", "picture"),
            ("sea\u{202e}gnp.exe", "seagnp.exe"),
        ] {
            assert_eq!(file_name(given), kept, "{given:?}");
        }
        assert_eq!(file_name(&"ä".repeat(500)).chars().count(), 120);
    }
}
