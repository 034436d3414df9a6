//! A slim line over the work: something about the whole studio.

use maud::{Markup, html};

use super::badge::Tone;
use super::icon::icon;

/// The line about the connection. It is always there and hidden; the hook `connection` shows it, because the server
/// cannot say that it is not heard.
#[must_use]
pub fn connection() -> Markup {
    html! {
        div.banner.banner-connection role="status" data-hook="connection" {
            span.banner-lost { (icon("wifi-off")) "Reconnecting… your work is kept" }
            span.banner-back { (icon("check")) "Connected again" }
            span.banner-refused {}
        }
    }
}

/// Something the server has to say: the backend is away, a disk is full.
#[must_use]
pub fn banner(tone: Tone, words: &str, action: &Markup) -> Markup {
    let class = match tone {
        Tone::Bad => "banner banner-bad",
        Tone::Warn => "banner banner-warn",
        Tone::Good => "banner banner-good",
        Tone::Neutral | Tone::Accent => "banner",
    };
    html! {
        div class=(class) role="status" {
            (icon(if tone == Tone::Good { "check" } else { "triangle-alert" }))
            span { (words) }
            (action)
        }
    }
}
