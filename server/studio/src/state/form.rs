//! The form for a new project: what was typed, until the backend took it.

use api::project::NewProject;
use live::Event;
use serde::{Deserialize, Serialize};

use super::command::Fault;

/// Value and words of each frame size that is offered. The last opens two fields of one's own.
pub const SIZES: &[(&str, &str)] = &[
    ("1280x720", "Wide 1280 × 720"),
    ("768x512", "Classic 768 × 512"),
    ("512x768", "Portrait 512 × 768"),
    ("512x512", "Square 512 × 512"),
    ("1080x1920", "Phone 1080 × 1920"),
    (FREE, "Other size…"),
];
pub const FREE: &str = "free";

/// Longer input is cut: the backend takes 120 characters, and the state travels in snapshots.
const INPUT_LIMIT: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProjectForm {
    pub name: String,
    pub size: String,
    pub width: String,
    pub height: String,
    /// The field that is wrong, and the sentence.
    pub error: Option<(String, String)>,
}

impl Default for NewProjectForm {
    fn default() -> Self {
        Self {
            name: String::new(),
            size: SIZES[0].0.to_owned(),
            width: "1280".to_owned(),
            height: "720".to_owned(),
            error: None,
        }
    }
}

impl NewProjectForm {
    /// Takes over what the person has typed so far.
    pub fn read(&mut self, event: &Event) {
        let fields = [
            ("name", &mut self.name),
            ("size", &mut self.size),
            ("width", &mut self.width),
            ("height", &mut self.height),
        ];
        for (key, field) in fields {
            if let Some(value) = event.get(key) {
                *field = value.chars().take(INPUT_LIMIT).collect();
            }
        }
    }

    /// The project it describes, or the field that is wrong. What needs no question is answered here; the rest
    /// (lengths, limits, names already taken) is the backend's to say.
    ///
    /// # Errors
    /// The field's name and a sentence.
    pub fn parse(&self) -> Result<NewProject, (String, String)> {
        let name = self.name.trim();
        if name.is_empty() {
            return Err(("name".to_owned(), "Give the project a name.".to_owned()));
        }
        let (width, height) = match self.size.split_once('x') {
            Some(size) if self.size != FREE => size,
            _ => (self.width.as_str(), self.height.as_str()),
        };
        let width = pixels("width", width)?;
        let height = pixels("height", height)?;
        Ok(NewProject {
            name: name.to_owned(),
            width,
            height,
        })
    }

    /// Puts the backend's refusal beside the field it is about.
    pub fn refuse(&mut self, fault: &Fault) {
        let field = fault.field.as_deref().unwrap_or("name");
        self.error = Some((field.to_owned(), fault.sentence.clone()));
        if matches!(field, "width" | "height") {
            self.size = FREE.to_owned();
        }
    }

    #[must_use]
    pub fn error_of(&self, field: &str) -> Option<&str> {
        let (wrong, sentence) = self.error.as_ref()?;
        (wrong == field).then_some(sentence.as_str())
    }
}

fn pixels(field: &str, text: &str) -> Result<u32, (String, String)> {
    match text.trim().parse::<u32>() {
        Ok(number) if number % 2 == 0 && (64..=1920).contains(&number) => Ok(number),
        _ => Err((
            field.to_owned(),
            "Use an even number from 64 to 1920.".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(size: &str, width: &str, height: &str) -> NewProjectForm {
        NewProjectForm {
            name: " Harbor ".into(),
            size: size.into(),
            width: width.into(),
            height: height.into(),
            error: None,
        }
    }

    #[test]
    fn a_preset_names_its_size() {
        let project = form("768x512", "1", "1").parse().expect("a preset");
        assert_eq!(
            (project.name.as_str(), project.width, project.height),
            ("Harbor", 768, 512)
        );
        for (size, _) in &SIZES[..SIZES.len() - 1] {
            assert!(form(size, "", "").parse().is_ok(), "{size}");
        }
    }

    #[test]
    fn a_free_size_must_be_even_and_in_bounds() {
        assert!(form(FREE, "640", "360").parse().is_ok());
        for (width, height, field) in [
            ("641", "360", "width"),
            ("640", "0", "height"),
            ("x", "2", "width"),
            ("64", "1922", "height"),
        ] {
            assert_eq!(
                form(FREE, width, height).parse().expect_err("refused").0,
                field
            );
        }
    }

    #[test]
    fn a_name_is_needed() {
        let mut form = NewProjectForm::default();
        form.read(&Event::new("project.create").with("name", "   "));
        assert_eq!(form.parse().expect_err("no name").0, "name");
    }
}
