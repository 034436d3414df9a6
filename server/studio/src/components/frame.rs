//! A picture in its frame. The frame keeps its shape before the picture is there, so nothing jumps.

use maud::{Markup, html};

use super::icon::large_icon;

#[derive(Clone, Copy, Default)]
pub struct Picture<'a> {
    pub src: &'a str,
    /// A larger one for screens that can show it, and its width in pixels.
    pub larger: Option<(&'a str, u32)>,
    pub alt: &'a str,
}

/// Width and height of the project's frame, in any unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio(pub u32, pub u32);

impl Default for Ratio {
    fn default() -> Self {
        Self(16, 9)
    }
}

impl Ratio {
    /// The class that tells a grid how wide its columns are.
    #[must_use]
    pub fn class(self) -> &'static str {
        if self.1 > self.0 {
            "is-tall"
        } else if self.0 == self.1 {
            "is-square"
        } else {
            "is-wide"
        }
    }
}

/// A frame with a picture, or without one yet; `over` lies on top of it.
#[must_use]
pub fn frame(ratio: Ratio, picture: Option<&Picture<'_>>, over: &Markup) -> Markup {
    html! {
        div.frame {
            (shape(ratio))
            @if let Some(picture) = picture { (image(picture)) } @else { span.frame-empty { (large_icon("image")) } }
            (over)
        }
    }
}

/// Gives its box the ratio: an empty drawing, because a style attribute is forbidden by the content policy.
#[must_use]
pub fn shape(ratio: Ratio) -> Markup {
    html! { svg.frame-shape viewBox=(format!("0 0 {} {}", ratio.0.max(1), ratio.1.max(1))) aria-hidden="true" {} }
}

#[must_use]
pub fn image(picture: &Picture<'_>) -> Markup {
    let set = picture
        .larger
        .map(|(large, width)| format!("{} 480w, {large} {width}w", picture.src));
    html! {
        img.frame-picture src=(picture.src) srcset=[set.as_ref()] sizes=[set.as_ref().map(|_| "(max-width: 640px) 50vw, 320px")]
            alt=(picture.alt) loading="lazy" decoding="async" draggable="false";
    }
}
