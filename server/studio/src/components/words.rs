//! Numbers as people read them.

/// The one form in which lengths of time are written: `0:07`, `1:23:45`; parts of a second where there are some and
/// the film is short enough for them to matter: `0:07.5`, `0:02.25`. The player writes the same form (`player.js`).
#[must_use]
pub fn duration(seconds: f64) -> String {
    let hundredths = (seconds.max(0.0) * 100.0).round() as u64;
    let (whole, part) = (hundredths / 100, hundredths % 100);
    let (hours, minutes, secs) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        return format!("{hours}:{minutes:02}:{secs:02}");
    }
    let clock = format!("{minutes}:{secs:02}");
    match (part, part % 10) {
        (0, _) => clock,
        (_, 0) => format!("{clock}.{}", part / 10),
        _ => format!("{clock}.{part:02}"),
    }
}

/// An estimate never claims to be exact: `0:05 left`, `0:40 left`, `3:00 left`, `2:00:00 left`.
#[must_use]
pub fn time_left(seconds: f64) -> String {
    let seconds = seconds.max(1.0).ceil() as u64;
    let step = match seconds {
        0..=9 => 1,
        10..=89 => 5,
        90..=5399 => 60,
        _ => 3600,
    };
    format!("{} left", duration((seconds.div_ceil(step) * step) as f64))
}

/// Whole percent, 0 to 100, never 100 before it is done.
#[must_use]
pub fn percent(fraction: f64) -> u32 {
    if fraction >= 1.0 {
        100
    } else {
        (fraction.max(0.0) * 100.0).min(99.0) as u32
    }
}

/// `812 KB`, `3.4 MB`.
#[must_use]
pub fn bytes(count: u64) -> String {
    if count < 1_000_000 {
        format!("{} KB", count.div_ceil(1000))
    } else {
        format!("{:.1} MB", count as f64 / 1e6)
    }
}

/// `1st`, `2nd`, `13th`.
#[must_use]
pub fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// A step without its count: `rendering` of `rendering frame 12 of 96`.
#[must_use]
pub fn phase(step: &str) -> &str {
    let words = step
        .split(|letter: char| letter.is_ascii_digit())
        .next()
        .unwrap_or(step)
        .trim_end();
    words.strip_suffix(" frame").unwrap_or(words)
}

/// `1 shot`, `3 shots`.
#[must_use]
pub fn count(number: u64, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {one}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_shows_parts_of_a_second_only_where_there_are_some() {
        assert_eq!(duration(7.0), "0:07");
        assert_eq!(duration(7.5), "0:07.5");
        assert_eq!(duration(2.25), "0:02.25");
        assert_eq!(duration(0.05), "0:00.05");
        assert_eq!(duration(59.996), "1:00");
        assert_eq!(duration(3725.0), "1:02:05");
    }

    #[test]
    fn percent_reaches_a_hundred_only_when_done() {
        assert_eq!(percent(0.999), 99);
        assert_eq!(percent(1.0), 100);
        assert_eq!(percent(-1.0), 0);
        assert_eq!(percent(f64::NAN), 0);
    }

    #[test]
    fn a_place_in_the_queue_is_an_ordinal() {
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21, 113].map(ordinal).join(" "),
            "1st 2nd 3rd 4th 11th 12th 21st 113th"
        );
    }

    #[test]
    fn a_phase_does_not_count() {
        assert_eq!(phase("rendering frame 12 of 96"), "rendering");
        assert_eq!(phase("loading pictures"), "loading pictures");
    }

    #[test]
    fn an_estimate_is_rounded_up_and_written_like_every_length_of_time() {
        assert_eq!(time_left(0.2), "0:01 left");
        assert_eq!(time_left(41.0), "0:45 left");
        assert_eq!(time_left(91.0), "2:00 left");
        assert_eq!(time_left(5400.0), "2:00:00 left");
    }
}
