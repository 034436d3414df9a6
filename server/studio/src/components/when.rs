//! A moment, in the one form that moments have: `3 Oct, 14:05`. The server writes it in UTC, because a render must not
//! depend on a clock; the hook `when` puts it into the person's own time, and says `Today`.

use maud::{Markup, html};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// `milliseconds` since 1970.
#[must_use]
pub fn when(milliseconds: i64) -> Markup {
    let moment = OffsetDateTime::from_unix_timestamp(milliseconds.div_euclid(1000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let iso = moment.format(&Rfc3339).unwrap_or_default();
    let plain = format!(
        "{} {}, {:02}:{:02}",
        moment.day(),
        &moment.month().to_string()[..3],
        moment.hour(),
        moment.minute()
    );
    html! { time.when datetime=(iso) data-hook="when" { (plain) } }
}
