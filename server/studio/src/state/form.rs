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

/// A field's name, and what is wrong with it.
pub type Wrong = (String, String);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProjectForm {
    pub name: String,
    pub size: String,
    pub width: String,
    pub height: String,
    /// The fields that are wrong, each with its sentence.
    pub errors: Vec<Wrong>,
}

impl Default for NewProjectForm {
    fn default() -> Self {
        Self {
            name: String::new(),
            size: SIZES[0].0.to_owned(),
            width: "1280".to_owned(),
            height: "720".to_owned(),
            errors: Vec::new(),
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

    /// The project it describes, or every field that is wrong. What needs no question is answered here; the rest
    /// (lengths, limits, names already taken) is the backend's to say.
    ///
    /// # Errors
    /// Each wrong field's name and a sentence, in their order on the page.
    pub fn parse(&self) -> Result<NewProject, Vec<Wrong>> {
        let name = self.name.trim();
        let (width, height) = match self.size.split_once('x') {
            Some(size) if self.size != FREE => size,
            _ => (self.width.as_str(), self.height.as_str()),
        };
        match (pixels(width), pixels(height)) {
            (Some(width), Some(height)) if !name.is_empty() => Ok(NewProject {
                name: name.to_owned(),
                width,
                height,
            }),
            (width, height) => {
                let wrong = [
                    (name.is_empty(), "name", "Give the project a name."),
                    (width.is_none(), "width", PIXELS),
                    (height.is_none(), "height", PIXELS),
                ];
                let wrong = wrong.into_iter().filter(|(is_wrong, ..)| *is_wrong);
                Err(wrong
                    .map(|(_, field, sentence)| (field.to_owned(), sentence.to_owned()))
                    .collect())
            }
        }
    }

    /// Lets go of what was said about fields that are right now. Nothing is said anew while the person types.
    pub fn mend(&mut self) {
        let wrong = self.parse().err().unwrap_or_default();
        self.errors
            .retain(|(field, _)| wrong.iter().any(|(still, _)| still == field));
    }

    /// Puts the backend's refusal beside the field it is about.
    pub fn refuse(&mut self, fault: &Fault) {
        let field = fault.field.as_deref().unwrap_or("name");
        self.errors = vec![(field.to_owned(), fault.sentence.clone())];
        if matches!(field, "width" | "height") {
            self.size = FREE.to_owned();
        }
    }

    /// The element of the first field that is wrong.
    #[must_use]
    pub fn first_wrong(&self) -> String {
        let field = self.errors.first().map_or("name", |(field, _)| field);
        format!("new-project-{field}")
    }

    #[must_use]
    pub fn error_of(&self, field: &str) -> Option<&str> {
        let wrong = self.errors.iter().find(|(wrong, _)| wrong == field)?;
        Some(wrong.1.as_str())
    }
}

const PIXELS: &str = "Use a whole, even number from 64 to 1920.";

fn pixels(text: &str) -> Option<u32> {
    let number = text.trim().parse::<u32>().ok()?;
    (number % 2 == 0 && (64..=1920).contains(&number)).then_some(number)
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
            errors: Vec::new(),
        }
    }

    fn wrong(form: &NewProjectForm) -> Vec<String> {
        let wrong = form.parse().expect_err("refused");
        wrong.into_iter().map(|(field, _)| field).collect()
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
        for (width, height, fields) in [
            ("641", "360", &["width"][..]),
            ("640", "0", &["height"]),
            ("x", "2", &["width", "height"]),
            ("64", "1922", &["height"]),
            ("1000.5", "", &["width", "height"]),
        ] {
            assert_eq!(wrong(&form(FREE, width, height)), fields);
        }
    }

    #[test]
    fn what_is_mended_is_no_longer_complained_of_and_nothing_new_is() {
        let mut form = form(FREE, "641", "361");
        form.errors = form.parse().expect_err("refused");
        form.width = "640".into();
        form.name = String::new();
        form.mend();
        assert_eq!(form.error_of("width"), None);
        assert_eq!(form.error_of("height"), Some(PIXELS));
        assert_eq!(form.error_of("name"), None);
        assert_eq!(form.first_wrong(), "new-project-height");
    }

    #[test]
    fn a_name_is_needed() {
        let mut form = NewProjectForm::default();
        form.read(&Event::new("project.create").with("name", "   "));
        assert_eq!(wrong(&form), ["name"]);
    }
}
