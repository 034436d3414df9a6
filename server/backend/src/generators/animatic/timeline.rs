//! What is on screen at each frame: which keyframe, how far along its move, and how much of the next. Pure.

pub(super) const FRAMES_PER_SECOND: u32 = 24;
/// The usual length of a dissolve, and the share of the shorter neighbor that it may take. Since it reaches half
/// of that into a keyframe, two dissolves never meet, and at most two pictures are ever seen at once.
const DISSOLVE_SECONDS: f64 = 0.6;
const DISSOLVE_SHARE: f64 = 0.4;
/// The share of a move in which the camera gathers or loses speed, where the film begins or ends.
const RAMP: f64 = 0.4;

/// When a keyframe's picture is seen, its dissolves included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    pub(super) from: f64,
    pub(super) to: f64,
    ramp_in: f64,
    ramp_out: f64,
}

impl Span {
    pub(super) fn seconds(&self) -> f64 {
        self.to - self.from
    }

    /// How far along its move the camera is. Through a dissolve it keeps its speed, so that both pictures move;
    /// where there is none it starts and lands softly.
    fn along(&self, time: f64) -> f64 {
        ease(
            ((time - self.from) / self.seconds()).clamp(0.0, 1.0),
            self.ramp_in,
            self.ramp_out,
        )
    }
}

/// One keyframe's picture in a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Layer {
    pub(super) keyframe: usize,
    pub(super) along: f64,
}

/// A frame: one picture, or one over another with `weight` from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mix {
    pub(super) under: Layer,
    pub(super) over: Option<(Layer, f64)>,
}

#[derive(Clone, Debug)]
pub(super) struct Timeline {
    pub(super) spans: Vec<Span>,
    pub(super) frames: u32,
}

impl Timeline {
    /// `seconds` of each keyframe: to the next one, or to the end.
    pub(super) fn new(seconds: &[f64]) -> Self {
        let dissolves: Vec<f64> = seconds
            .windows(2)
            .map(|pair| (pair[0].min(pair[1]) * DISSOLVE_SHARE).min(DISSOLVE_SECONDS))
            .collect();
        let mut cut = 0.0;
        let spans = seconds
            .iter()
            .enumerate()
            .map(|(index, length)| {
                let before = index.checked_sub(1).and_then(|i| dissolves.get(i));
                let after = dissolves.get(index);
                let from = cut - before.map_or(0.0, |d| d / 2.0);
                cut += length;
                Span {
                    from,
                    to: cut + after.map_or(0.0, |d| d / 2.0),
                    ramp_in: if before.is_some() { 0.0 } else { RAMP },
                    ramp_out: if after.is_some() { 0.0 } else { RAMP },
                }
            })
            .collect();
        Self {
            spans,
            frames: ((cut * f64::from(FRAMES_PER_SECOND)).round() as u32).max(1),
        }
    }

    /// Frame `n` shows the middle of the time it stands for.
    pub(super) fn at(&self, n: u32) -> Mix {
        let time = (f64::from(n) + 0.5) / f64::from(FRAMES_PER_SECOND);
        // Rounding may put the last frame's middle past the end of the last span, which then stays.
        let last = self.spans.len() - 1;
        let under = self.spans.iter().position(|span| time < span.to);
        let under = under.unwrap_or(last);
        let layer = |keyframe: usize| Layer {
            keyframe,
            along: self.spans[keyframe].along(time),
        };
        let over = (under < last && time > self.spans[under + 1].from).then(|| {
            let (from, to) = (self.spans[under + 1].from, self.spans[under].to);
            (layer(under + 1), smoothstep((time - from) / (to - from)))
        });
        Mix {
            under: layer(under),
            over,
        }
    }
}

fn smoothstep(x: f64) -> f64 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// The way covered at `x` (both 0 to 1) when speed rises smoothly from nothing over the first `ramp_in`, stays, and
/// falls smoothly over the last `ramp_out`. The speed in a ramp is a smoothstep; this is its integral.
fn ease(x: f64, ramp_in: f64, ramp_out: f64) -> f64 {
    let ramped = |y: f64| y * y * y - y * y * y * y / 2.0;
    let all = 1.0 - ramp_in / 2.0 - ramp_out / 2.0;
    let way = if x < ramp_in {
        ramp_in * ramped(x / ramp_in)
    } else if x > 1.0 - ramp_out {
        all - ramp_out * ramped((1.0 - x) / ramp_out)
    } else {
        x - ramp_in / 2.0
    };
    way / all
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
