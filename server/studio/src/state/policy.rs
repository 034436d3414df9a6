//! What becomes of the creator's acts that had to wait for a server that was away.

use std::time::Duration;

use live::{Event, Offline, Policy};

const HOUR: Duration = Duration::from_secs(3600);

/// Whether a late event is done, passed over, or asked about.
pub(crate) fn of(event: &Event) -> Policy {
    let (subject, verb) = event.name.split_once('.').unwrap_or((&event.name, ""));
    let (offline, max_age) = match (subject, verb) {
        // What was typed is never lost: whether somebody else wrote meanwhile is found out by its version.
        ("edit", _) | (_, "rename") | ("project", "create") => (Offline::Queue, 24 * HOUR),
        // Costs money and a worker's time.
        ("shot", "generate") | ("job", "retry") => (Offline::Ask, HOUR),
        // Only how this tab looks at things, or what it saw a while ago.
        ("toast", _)
        | ("job", "finished")
        | (_, "select" | "show" | "close" | "rename.begin" | "rename.cancel") => {
            (Offline::Drop, HOUR)
        }
        _ => (Offline::Queue, HOUR),
    };
    Policy { offline, max_age }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_is_kept_for_a_day_and_spending_is_asked_about() {
        let offline = |name: &str| of(&Event::new(name)).offline;
        assert_eq!(offline("edit"), Offline::Queue);
        assert_eq!(of(&Event::new("shot.rename")).max_age, 24 * HOUR);
        assert_eq!(offline("shot.generate"), Offline::Ask);
        assert_eq!(offline("job.retry"), Offline::Ask);
        assert_eq!(offline("keyframe.select"), Offline::Drop);
        assert_eq!(offline("toast.dismiss"), Offline::Drop);
        assert_eq!(offline("shot.delete"), Offline::Queue);
        assert_eq!(offline("job.cancel"), Offline::Queue);
    }
}
