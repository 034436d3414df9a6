//! What is told of the engine, and of the limits around it.

use live::Stats;
use studio::web::Counters;

use super::text::{Text, labels};

pub(super) fn add(text: &mut Text, web: &Counters) {
    let it = &web.engine;
    let gauges = [
        (
            "tabs",
            "Tabs that are alive, with or without a line.",
            it.tabs,
        ),
        ("lines", "Tabs whose browser has a line.", it.lines),
        ("sessions", "Sessions that have a tab.", it.sessions),
        (
            "tabs_held_back",
            "Tabs that get no patch now, for their browser has not acknowledged the 32 before.",
            it.held_back_now,
        ),
        ("regions", "Regions that some tab shows.", it.regions),
    ];
    for (name, help, value) in gauges {
        text.gauge(&format!("rushes_live_{name}"), help, value as u64);
    }
    let counters = [
        ("renders", "Regions that were rendered.", it.renders),
        (
            "diffs",
            "Comparisons of two revisions of a region.",
            it.diffs,
        ),
        (
            "shared",
            "Times that a tab got a region's newer state from a render and a patch that another tab had caused.",
            it.shared,
        ),
        ("patches", "Patch frames handed to lines.", it.patches),
        (
            "patch_bytes",
            "Bytes of patch frames, without their headers.",
            it.patch_bytes,
        ),
        (
            "heals",
            "Regions brought in line from what a browser uploaded.",
            it.heals as u64,
        ),
        (
            "joins_put_off",
            "Joins that were told to come again later.",
            it.joins_put_off,
        ),
        (
            "held_back",
            "Times that a tab began to be held back.",
            it.held_back,
        ),
        (
            "dropped",
            "States of a region that a tab was never sent, for a newer one came while it was held back.",
            it.dropped,
        ),
    ];
    for (name, help, value) in counters {
        text.counter(&format!("rushes_live_{name}_total"), help, value);
    }
    let by = |label: &'static str| move |(kind, count)| (labels(&[(label, kind)]), count);
    let joins = [
        ("page", it.joined.page),
        ("line", it.joined.line),
        ("told", it.joined.told),
        ("reload", it.joined.reload),
        ("moved", it.joined.moved),
    ];
    text.counters(
        "rushes_live_joins_total",
        "Joins by what made the browser join: `page` is a first one; it comes back since its `line` broke, it was `told` to leave, its page was loaded again (`reload`), or its tab was another process's or no longer known (`moved`).",
        joins.into_iter().map(by("cause")),
    );
    let operations = [
        ("set", it.operations.set),
        ("append", it.operations.append),
        ("gain", it.operations.gain),
        ("lose", it.operations.lose),
        ("children", it.operations.children),
        ("root", it.operations.root),
    ];
    text.counters(
        "rushes_live_operations_total",
        "Operations of the patches that were made, each patch once however many tabs got it; `root` replaces a region as a whole.",
        operations.into_iter().map(by("kind")),
    );
    times(text, it);
    let limits = it
        .limited
        .iter()
        .map(|(limit, count)| (limit.name(), *count));
    text.counters(
        "rushes_refused_total",
        "Times that a limit held: what was beyond it was refused, put off or ended.",
        limits
            .chain([("uploads", web.uploads_refused)])
            .map(by("limit")),
    );
}

fn times(text: &mut Text, it: &Stats) {
    text.histogram(
        "rushes_live_render_seconds",
        "How long regions took to draw and to read.",
        &it.render_time,
    );
    text.histogram(
        "rushes_live_diff_seconds",
        "How long it took to compare two trees.",
        &it.diff_time,
    );
    text.histogram(
        "rushes_live_event_seconds",
        "From an event's arrival until what it changed was handed to the line: every event that is applied at once.",
        &it.event_time,
    );
    text.histograms(
        "rushes_live_seen_seconds",
        "From a fact or an event until a frame that shows it was `sent`, `applied` by the browser and `painted`: one frame of 64 per tab. The last two hold the way of the browser's report.",
        "to",
        [
            ("sent", &it.sent_time),
            ("applied", &it.applied_time),
            ("painted", &it.painted_time),
        ],
    );
}
