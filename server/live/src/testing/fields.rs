//! What a person types, and the forms it is sent with.

use std::collections::HashMap;

use super::TestTab;
use super::mirror::{Mirror, event};
use crate::tree::Element;
use crate::view::App;

impl<A: App> TestTab<A> {
    /// Types into the field whose `id` this is, in place of what it holds. Where the field, or what it is in, has a
    /// `data-on-input`, that event is sent and answered, as if the pause in typing had passed; and whatever form it is in is
    /// submitted with it.
    ///
    /// # Panics
    /// Where there is no such field.
    pub async fn type_into(&mut self, id: &str, text: &str) {
        let path = self.mirror.path_to(id);
        let field = path
            .last()
            .unwrap_or_else(|| panic!("no field with the id `{id}`"));
        assert!(
            matches!(field.tag(), "input" | "textarea"),
            "`{id}` is a `{}`, which takes no text",
            field.tag()
        );
        self.typed.insert(id.to_owned(), text.to_owned());
        let owner = path.iter().rev().find_map(|element| {
            let event = event(element, "data-on-input")?;
            let values = if element.tag() == "form" {
                values(&self.mirror, element, &self.typed)
            } else {
                let name = field.attr("name").filter(|name| !name.is_empty());
                vec![(name.unwrap_or("value").to_owned(), text.to_owned())]
            };
            Some(
                values
                    .into_iter()
                    .fold(event, |event, (name, value)| event.with(name, value)),
            )
        });
        if let Some(event) = owner {
            self.send(event).await;
        }
    }

    /// Submits the form whose `id` this is, with what its fields hold and then these.
    ///
    /// # Panics
    /// Where there is no such form.
    pub async fn submit(&mut self, id: &str, fields: &[(&str, &str)]) {
        let mut event = self.mirror.event_of(id, "data-on-submit");
        if let Some(form) = self.mirror.path_to(id).last() {
            for (name, value) in values(&self.mirror, form, &self.typed) {
                event = event.with(name, value);
            }
        }
        for (name, value) in fields {
            event = event.with(*name, *value);
        }
        self.send(event).await;
    }
}

/// Names and values of a form's fields, in the order of the page, as a browser would send them.
fn values(
    mirror: &Mirror,
    form: &Element,
    typed: &HashMap<String, String>,
) -> Vec<(String, String)> {
    let mut values = Vec::new();
    for child in mirror.children(form) {
        let name = child.attr("name").filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|_| child.attr("disabled").is_none()) {
            let typed = child.attr("id").and_then(|id| typed.get(id)).cloned();
            let held = typed.or_else(|| held(mirror, child));
            values.extend(held.map(|value| (name.to_owned(), value)));
        }
        values.extend(self::values(mirror, child, typed));
    }
    values
}

/// What the server's markup says that a field holds.
fn held(mirror: &Mirror, field: &Element) -> Option<String> {
    let value = || field.attr("value").map(str::to_owned);
    match field.tag() {
        "textarea" => Some(field.text()),
        "select" => {
            let inside = mirror.children(field).into_iter();
            let options = inside.flat_map(|one| match one.tag() {
                "optgroup" => mirror.children(one),
                _ => vec![one],
            });
            let options: Vec<&Element> = options.collect();
            let chosen = options
                .iter()
                .find(|option| option.attr("selected").is_some());
            let option = chosen.or_else(|| options.first())?;
            let value = option.attr("value").map(str::to_owned);
            Some(value.unwrap_or_else(|| option.text()))
        }
        "input" => match field.attr("type").unwrap_or("text") {
            "submit" | "button" | "reset" | "image" | "file" => None,
            "checkbox" | "radio" if field.attr("checked").is_none() => None,
            "checkbox" | "radio" => value().or_else(|| Some("on".to_owned())),
            _ => Some(value().unwrap_or_default()),
        },
        _ => None,
    }
}
