//! The breaker as a table of what happens when, and as properties of whatever may happen.

use proptest::prelude::*;

use super::*;

/// What happens to it; with the time passed in there is nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Call,
    Good,
    Bad,
    Probe,
    ProbeGood,
    ProbeBad,
}

/// What it answers, and what it is then.
fn does(breaker: &mut Breaker, now: Instant, step: Step) -> String {
    let answer = match step {
        Step::Call => match breaker.admit(now) {
            Admit::Go => "go".to_owned(),
            Admit::Wait(wait) => format!("wait {}", wait.as_millis()),
            Admit::Refuse => "refuse".to_owned(),
        },
        Step::Good => turn(breaker.ended(now, End::Good)).to_owned(),
        Step::Bad => turn(breaker.ended(now, End::Bad)).to_owned(),
        Step::Probe => if breaker.probe(now) { "go" } else { "not yet" }.to_owned(),
        Step::ProbeGood => turn(breaker.probed(now, End::Good)).to_owned(),
        Step::ProbeBad => turn(breaker.probed(now, End::Bad)).to_owned(),
    };
    let state = match breaker.state {
        State::Closed { .. } => "closed",
        State::Open { .. } => "open",
        State::HalfOpen { .. } => "half-open",
    };
    format!("{answer}, {state}")
}

fn turn(turn: Option<Turn>) -> &'static str {
    match turn {
        None => "noted",
        Some(Turn::Opened) => "opens",
        Some(Turn::Closed) => "closes",
    }
}

/// Lines of `<ms> <step> [x <times>]: <answer>`; the answer is that of the last time.
#[track_caller]
fn check(table: &str) {
    let begun = Instant::now();
    let mut breaker = Breaker::new(begun);
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (what, expected) = line.split_once(": ").expect("a colon");
        let words: Vec<&str> = what.split(' ').collect();
        let at = begun + Duration::from_millis(words[0].parse().expect("milliseconds"));
        let step = match words[1] {
            "call" => Step::Call,
            "good" => Step::Good,
            "bad" => Step::Bad,
            "probe" => Step::Probe,
            "probe-good" => Step::ProbeGood,
            "probe-bad" => Step::ProbeBad,
            other => panic!("{other}"),
        };
        let times = words
            .get(3)
            .map_or(1, |times| times.parse().expect("a number"));
        let mut answer = String::new();
        for _ in 0..times {
            answer = does(&mut breaker, at, step);
        }
        assert_eq!(answer, expected, "{line}");
    }
}

#[test]
fn five_failures_in_a_row_open_it_and_calls_are_refused_at_once() {
    check(
        "0 call: go, closed
         100 bad x 4: noted, closed
         200 good: noted, closed
         300 bad x 4: noted, closed
         400 bad: opens, open
         401 call: refuse, open",
    );
}

#[test]
fn half_of_many_opens_it_and_what_is_longer_ago_does_not_count() {
    check(
        "0 good x 3: noted, closed
         0 bad x 4: noted, closed
         0 good: noted, closed
         11000 bad x 3: noted, closed
         11000 good x 3: noted, closed
         11500 bad x 3: noted, closed
         11600 good: noted, closed
         11700 bad: opens, open",
    );
}

#[test]
fn few_failures_among_many_good_ends_leave_it_closed() {
    check(
        "0 good x 100: noted, closed
         500 bad x 4: noted, closed
         600 good x 10: noted, closed
         700 bad x 4: noted, closed
         800 call: go, closed",
    );
}

#[test]
fn one_probe_goes_after_the_pause_and_its_good_end_closes_it() {
    check(
        "0 bad x 5: opens, open
         499 probe: not yet, open
         500 probe: go, half-open
         501 probe: not yet, half-open
         502 call: refuse, half-open
         600 probe-bad: noted, open
         1099 probe: not yet, open
         1100 probe: go, half-open
         1200 probe-good: closes, closed
         1200 call: go, closed",
    );
}

#[test]
fn a_probe_whose_end_nobody_told_is_followed_by_another() {
    check(
        "0 bad x 5: opens, open
         500 probe: go, half-open
         2499 probe: not yet, half-open
         2500 probe: go, half-open
         2600 probe-good: closes, closed",
    );
}

#[test]
fn a_good_end_while_it_is_open_lets_the_probe_go_at_once() {
    check(
        "0 bad x 5: opens, open
         10 good: noted, open
         10 probe: go, half-open",
    );
}

#[test]
fn what_failed_before_it_closed_does_not_open_it_again() {
    check(
        "0 bad x 5: opens, open
         500 probe: go, half-open
         600 probe-good: closes, closed
         700 bad x 4: noted, closed
         700 bad: opens, open",
    );
}

#[test]
fn after_it_closed_calls_are_spaced_out_at_a_rate_that_doubles_each_second_and_then_go() {
    check(
        // Twenty a second before, so thirty in the first second after.
        "0 good x 20: noted, closed
         1000 good x 20: noted, closed
         1500 bad x 5: opens, open
         30000 probe: go, half-open
         30000 probe-good: closes, closed
         30000 call: go, closed
         30000 call: wait 33, closed
         30000 call x 28: wait 966, closed
         30000 call: wait 999, closed
         30000 call: wait 1033, closed
         30000 call: wait 1049, closed
         34990 call: go, closed
         34990 call x 100: wait 10, closed
         35000 call x 100: go, closed",
    );
}

fn steps() -> impl Strategy<Value = Vec<(u64, Step)>> {
    let step = prop_oneof![
        4 => Just(Step::Call),
        3 => Just(Step::Good),
        3 => Just(Step::Bad),
        2 => Just(Step::Probe),
        1 => Just(Step::ProbeGood),
        1 => Just(Step::ProbeBad),
    ];
    // Bursts, and pauses longer than every window.
    let wait = prop_oneof![4 => 0..50_u64, 2 => 0..3000_u64, 1 => 0..60_000_u64];
    prop::collection::vec((wait, step), 0..300)
}

proptest! {
    #[test]
    fn whatever_happens_it_refuses_while_open_probes_one_by_one_and_comes_back(steps in steps()) {
        // Its seconds are counted from when it was made, or last closed.
        let mut begun = Instant::now();
        let mut now = begun;
        let mut breaker = Breaker::new(now);
        let mut row = 0;
        let mut ends = Vec::new();
        let mut probing: Option<Instant> = None;
        for (wait, step) in steps {
            now += Duration::from_millis(wait);
            let was_closed = breaker.is_closed();
            match step {
                Step::Call => {
                    let refused = breaker.admit(now) == Admit::Refuse;
                    prop_assert_eq!(refused, !was_closed);
                }
                Step::Good | Step::Bad => {
                    let end = if step == Step::Good { End::Good } else { End::Bad };
                    let turned = breaker.ended(now, end);
                    if was_closed {
                        row = if end == End::Good { 0 } else { row + 1 };
                        ends.push((now, end));
                    }
                    if turned == Some(Turn::Opened) {
                        let second = |at: Instant| (at - begun).as_secs();
                        let recent = ends.iter().filter(|(at, _)| second(*at) + WINDOW > second(now));
                        let (bad, all) = recent.fold((0, 0), |(bad, all), (_, end)| (bad + u32::from(*end == End::Bad), all + 1));
                        prop_assert!(row >= ROW || all >= MANY && bad * 2 >= all, "{} of {}", bad, all);
                        probing = None;
                    } else {
                        prop_assert_eq!(breaker.is_closed(), was_closed);
                        prop_assert!(!was_closed || row < ROW);
                    }
                }
                Step::Probe => {
                    if breaker.probe(now) {
                        prop_assert!(!was_closed);
                        prop_assert!(probing.is_none_or(|since| now >= since + PROBE_PATIENCE));
                        probing = Some(now);
                    }
                }
                Step::ProbeGood | Step::ProbeBad => {
                    let end = if step == Step::ProbeGood { End::Good } else { End::Bad };
                    let turned = breaker.probed(now, end);
                    prop_assert_eq!(turned.is_some(), probing.is_some() && end == End::Good);
                    probing = None;
                    if turned.is_some() {
                        row = 0;
                        ends.clear();
                        begun = now;
                    }
                }
            }
        }
        // From here on the backend is well. Whoever probes when a probe is due is let in again within the patience for a
        // probe that was lost, and the pause.
        let well = now;
        while let Some(due) = breaker.due() {
            now = due.max(now);
            prop_assert!(breaker.probe(now));
            breaker.probed(now, End::Good);
        }
        prop_assert!(now - well <= PROBE_PATIENCE.max(PAUSE));
        prop_assert!(breaker.admit(now) != Admit::Refuse);
    }

    #[test]
    fn in_the_first_second_at_most_one_and_a_half_times_the_steady_rate_is_let_through(
        rate in 1..200_u32, seconds in 1..30_u64, callers in 1..2000_usize,
    ) {
        let mut now = Instant::now();
        let mut breaker = Breaker::new(now);
        for _ in 0..seconds {
            for _ in 0..rate {
                breaker.ended(now, End::Good);
            }
            now += Duration::from_secs(1);
        }
        while breaker.is_closed() {
            breaker.ended(now, End::Bad);
        }
        now += Duration::from_secs(40);
        prop_assert!(breaker.probe(now));
        breaker.probed(now, End::Good);
        // All come at once, which is the worst they can do.
        let places: Vec<Duration> = (0..callers).map(|_| match breaker.admit(now) {
            Admit::Go => Duration::ZERO,
            Admit::Wait(wait) => wait,
            Admit::Refuse => unreachable!("it is closed"),
        }).collect();
        let first = places.iter().filter(|place| **place < Duration::from_secs(1)).count();
        let most = (f64::from(rate) * FIRST_SHARE).max(LEAST);
        prop_assert!(first as f64 <= most + 1.0, "{} of {}", first, most);
        prop_assert!(places.iter().all(|place| *place <= RAMP));
    }
}
