//! One of a few, all in sight: tabs that are links, and a segmented choice that is radio buttons.

use maud::{Markup, html};

use super::icon::icon;

#[derive(Clone, Copy, Default)]
pub struct Tab<'a> {
    pub label: &'a str,
    pub href: &'a str,
    pub count: Option<u32>,
    pub current: bool,
}

/// Links to faces of one page: all, running, failed.
#[must_use]
pub fn tabs(name: &str, tabs: &[Tab<'_>]) -> Markup {
    html! {
        nav.tabs aria-label=(name) {
            @for tab in tabs {
                a.tab href=(tab.href) data-nav="replace" aria-current=[tab.current.then_some("page")] {
                    span { (tab.label) }
                    @if let Some(count) = tab.count { span.tab-count { (count) } }
                }
            }
        }
    }
}

#[derive(Clone, Copy, Default)]
pub struct Segment<'a> {
    pub value: &'a str,
    pub label: &'a str,
    /// With an icon the words become its name and tooltip.
    pub icon: Option<&'a str>,
}

#[derive(Clone, Copy, Default)]
pub struct Segmented<'a> {
    pub name: &'a str,
    pub label: &'a str,
    pub value: &'a str,
    pub segments: &'a [Segment<'a>],
    pub on_change: Option<&'a str>,
    pub subject: Option<&'a str>,
    /// A hook that owns the choice, where the server does not: `theme`.
    pub hook: Option<&'a str>,
}

#[must_use]
pub fn segmented(s: &Segmented<'_>) -> Markup {
    html! {
        fieldset.segmented data-hook=[s.hook] {
            legend.hidden { (s.label) }
            @for segment in s.segments {
                label.segment data-tip=[segment.icon.map(|_| segment.label)] {
                    input type="radio" name=(s.name) value=(segment.value) checked[segment.value == s.value]
                        data-on-change=[s.on_change] data-val-id=[s.subject];
                    @if let Some(name) = segment.icon {
                        (icon(name))
                        span.hidden { (segment.label) }
                    } @else {
                        span { (segment.label) }
                    }
                }
            }
        }
    }
}
