//! Typing into fields and submitting the forms they are in.

use maud::{Markup, html};

use super::{engine, tab};
use crate::testing::TestTab;
use crate::view::Event;

pub(super) fn form() -> Markup {
    html! {
        form id="edit" data-on-submit="draft" data-on-input="draft" data-val-note="7" {
            input id="heading" name="title" value="old";
            p { textarea id="about" name="about" { "as it was" } }
            select name="kind" {
                option value="a" { "A" }
                optgroup label="others" { option selected { "B" } }
            }
            input type="checkbox" name="off";
            input type="checkbox" name="on" checked;
            input name="shut" value="x" disabled;
            button name="go" value="1" { "Go" }
        }
        input id="alone" data-on-input="draft" data-val-row="3";
        input id="deaf" name="deaf";
    }
}

pub(super) fn values(event: &Event) -> String {
    let pairs = event
        .values
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("&")
}

async fn open() -> TestTab<super::Board> {
    let (engine, _) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.navigate("/form").await;
    tab
}

#[actix_rt::test]
async fn what_is_typed_is_sent_with_its_form_as_a_browser_sends_it() {
    let mut tab = open().await;
    tab.type_into("heading", "new & bold").await;
    let sent = "note=7&title=new & bold&about=as it was&kind=B&on=on";
    assert!(tab.text().contains(sent), "{}", tab.text());
    tab.type_into("about", "").await;
    tab.submit("edit", &[("extra", "1")]).await;
    let sent = "note=7&title=new & bold&about=&kind=B&on=on&extra=1";
    assert!(tab.text().contains(sent), "{}", tab.text());
}

#[actix_rt::test]
async fn a_field_alone_sends_itself_and_one_that_nobody_listens_to_nothing() {
    let mut tab = open().await;
    tab.type_into("alone", "x").await;
    assert!(tab.text().contains("row=3&value=x"), "{}", tab.text());
    tab.type_into("deaf", "y").await;
    assert!(tab.text().contains("row=3&value=x"), "{}", tab.text());
}

#[actix_rt::test]
#[should_panic = "`more` is a `button`, which takes no text"]
async fn typing_into_what_is_no_field_fails_the_test() {
    let (engine, _) = engine(&[]);
    let mut tab = tab(&engine).await;
    tab.type_into("more", "text").await;
}
