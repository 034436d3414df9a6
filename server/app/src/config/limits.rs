//! The limits of a web process: as they are said, checked and shown. docs/limits.md says what each is for.

use std::ops::RangeInclusive;
use std::time::Duration;

use clap::Args;
use studio::web::Limits;

use super::check::Problems;

#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitArgs {
    /// Sessions with an open tab; a page of one more is answered with 503, and those that are here go on.
    #[arg(
        long,
        env = "RUSHES_SESSIONS",
        value_name = "NUMBER",
        default_value = "5000"
    )]
    sessions: String,
    /// Tabs that one session may have open; the next page is refused.
    #[arg(
        long,
        env = "RUSHES_TABS_PER_SESSION",
        value_name = "NUMBER",
        default_value = "64"
    )]
    tabs_per_session: String,
    /// Tabs that may join in a second; the others are told when to come again.
    #[arg(
        long,
        env = "RUSHES_JOINS_PER_SECOND",
        value_name = "NUMBER",
        default_value = "500"
    )]
    joins_per_second: String,
    /// Events of one tab in a second, if they go on; what is more waits its turn.
    #[arg(
        long,
        env = "RUSHES_EVENTS_PER_SECOND",
        value_name = "NUMBER",
        default_value = "50"
    )]
    events_per_second: String,
    /// Events of one tab that are taken at once after a rest: a browser that was offline brings up to 1000.
    #[arg(
        long,
        env = "RUSHES_EVENT_BURST",
        value_name = "NUMBER",
        default_value = "1000"
    )]
    event_burst: String,
    /// Pictures that one person may upload in a minute; the next is refused, with a button to try again.
    #[arg(
        long,
        env = "RUSHES_UPLOADS_PER_MINUTE",
        value_name = "NUMBER",
        default_value = "300"
    )]
    uploads_per_minute: String,
    /// The longest message from a browser; a longer one ends its line, and the page is loaded again.
    #[arg(
        long,
        env = "RUSHES_FRAME_KB",
        value_name = "KB",
        default_value = "1024"
    )]
    frame_kb: String,
    /// The largest state of a tab that its browser keeps for another process; with a larger one the tab cannot move.
    #[arg(
        long,
        env = "RUSHES_SNAPSHOT_KB",
        value_name = "KB",
        default_value = "256"
    )]
    snapshot_kb: String,
    /// How long a browser may say nothing, not even answer a ping, before its line is ended.
    #[arg(
        long,
        env = "RUSHES_SILENCE_SECONDS",
        value_name = "SECONDS",
        default_value = "45"
    )]
    silence_seconds: String,
    /// How long a tab whose line ended waits for its browser to come back.
    #[arg(
        long,
        env = "RUSHES_LINGER_SECONDS",
        value_name = "SECONDS",
        default_value = "120"
    )]
    linger_seconds: String,
}

pub(super) fn limits(args: &LimitArgs, p: &mut Problems) -> Option<Limits> {
    let sessions = whole("sessions", &args.sessions, 1..=1_000_000, p);
    let tabs = whole("tabs-per-session", &args.tabs_per_session, 1..=10_000, p);
    let joins = whole("joins-per-second", &args.joins_per_second, 1..=100_000, p);
    let events = whole("events-per-second", &args.events_per_second, 1..=10_000, p);
    let burst = whole("event-burst", &args.event_burst, 1..=100_000, p);
    let uploads = &args.uploads_per_minute;
    let uploads = whole("uploads-per-minute", uploads, 1..=100_000, p);
    let frame = whole("frame-kb", &args.frame_kb, 512..=16_384, p);
    let snapshot = whole("snapshot-kb", &args.snapshot_kb, 1..=8_192, p);
    let silence = whole("silence-seconds", &args.silence_seconds, 5..=600, p);
    let linger = whole("linger-seconds", &args.linger_seconds, 5..=86_400, p);
    let (frame, snapshot) = (frame?, snapshot?);
    if snapshot * 2 > frame {
        return p.say(format!(
            "--snapshot-kb (RUSHES_SNAPSHOT_KB) must be at most half of --frame-kb (RUSHES_FRAME_KB), in which it comes back sealed, and {snapshot} is more than half of {frame}."
        ));
    }
    Some(Limits {
        frame_bytes: frame as usize * 1024,
        snapshot_bytes: snapshot as usize * 1024,
        events_per_second: events?,
        event_burst: burst?,
        tabs_per_session: tabs? as usize,
        sessions: sessions? as usize,
        joins_per_second: joins?,
        silence: Duration::from_secs(silence?.into()),
        linger: Duration::from_secs(linger?.into()),
        uploads_per_minute: uploads?,
    })
}

/// The number that an option says. Its variable is called like it.
pub(super) fn whole(
    option: &str,
    text: &str,
    range: RangeInclusive<u32>,
    p: &mut Problems,
) -> Option<u32> {
    let number = text.parse().ok().filter(|number| range.contains(number));
    if number.is_some() {
        return number;
    }
    let variable = option.replace('-', "_").to_uppercase();
    let (low, high) = (range.start(), range.end());
    p.say(format!(
        "--{option} (RUSHES_{variable}) must be a whole number from {low} to {high}, and `{text}` is not."
    ))
}

pub(super) fn rows(limits: &Limits) -> [(&'static str, String); 10] {
    let number = |number: usize| number.to_string();
    let seconds = |time: Duration| time.as_secs().to_string();
    [
        ("sessions", number(limits.sessions)),
        ("tabs-per-session", number(limits.tabs_per_session)),
        ("joins-per-second", limits.joins_per_second.to_string()),
        ("events-per-second", limits.events_per_second.to_string()),
        ("event-burst", limits.event_burst.to_string()),
        ("uploads-per-minute", limits.uploads_per_minute.to_string()),
        ("frame-kb", number(limits.frame_bytes / 1024)),
        ("snapshot-kb", number(limits.snapshot_bytes / 1024)),
        ("silence-seconds", seconds(limits.silence)),
        ("linger-seconds", seconds(limits.linger)),
    ]
}
