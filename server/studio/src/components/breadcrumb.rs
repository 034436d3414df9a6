//! Where one is: the way back, and the place itself last.

use maud::{Markup, html};

use super::icon::icon;

#[derive(Clone, Copy, Default)]
pub struct Crumb<'a> {
    pub label: &'a str,
    /// Absent for the place itself.
    pub href: Option<&'a str>,
}

/// A page at the top has no way back: there the bar shows the name of the house.
#[must_use]
pub fn breadcrumb(crumbs: &[Crumb<'_>]) -> Markup {
    if crumbs.len() < 2 {
        return html! { nav.crumbs aria-label="Where you are" { span.crumbs-name aria-hidden="true" { "Rushes" } } };
    }
    html! {
        nav.crumbs aria-label="Where you are" {
            ol {
                @for (index, crumb) in crumbs.iter().enumerate() {
                    li {
                        @if index > 0 { (icon("chevron-right")) }
                        @if let Some(href) = crumb.href {
                            a.crumb href=(href) data-nav { (crumb.label) }
                        } @else {
                            span.crumb aria-current="page" { (crumb.label) }
                        }
                    }
                }
            }
        }
    }
}
