//! What the process itself takes, as the kernel tells it.

use std::fs;

/// Nothing where the kernel does not tell.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Process {
    pub(super) resident_bytes: Option<u64>,
    pub(super) open_fds: Option<u64>,
    pub(super) threads: Option<u64>,
}

pub(super) fn now() -> Process {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let open = fs::read_dir("/proc/self/fd").ok();
    Process {
        // In kB, which are 1024 bytes there.
        resident_bytes: field(&status, "VmRSS:").map(|it| it * 1024),
        // One of them is the folder that is being read.
        open_fds: open.map(|all| (all.count() as u64).saturating_sub(1)),
        threads: field(&status, "Threads:"),
    }
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        let status = "VmRSSx:\t1 kB\nVmRSS:\t   20480 kB\nThreads:\t7\n";
        assert_eq!(field(status, "VmRSS:"), Some(20480));
        assert_eq!(field(status, "Threads:"), Some(7));
        assert_eq!(field(status, "VmSwap:"), None);
    }
}
