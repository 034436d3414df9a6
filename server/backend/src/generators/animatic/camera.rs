//! Camera moves: which part of a picture is seen at a moment. Pure.

use api::shot::CameraMove;

/// A push or pull reaches this zoom at most: beyond it a picture at twice the frame's size would turn soft.
const MOST_ZOOM: f64 = 1.25;
const LEAST_ZOOM: f64 = 1.03;
const ZOOM_PER_SECOND: f64 = 0.06;
/// A pan covers this much of the frame's side per second: film's rule of thumb against strobing is one frame
/// width in seven seconds or more.
const PAN_PER_SECOND: f64 = 0.10;
const LEAST_PAN: f64 = 0.04;
const MOST_PAN: f64 = 0.40;

/// A size in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A part of a picture, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// One keyframe's move over one picture: the windows at its ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Path {
    from: Window,
    to: Window,
}

impl Path {
    /// `seconds` is how long the picture is seen: a longer shot travels farther, at the same pace.
    pub(super) fn new(camera: CameraMove, picture: Size, frame: Size, seconds: f64) -> Self {
        let cover = cover(picture, frame);
        let zoom = (1.0 + ZOOM_PER_SECOND * seconds).clamp(LEAST_ZOOM, MOST_ZOOM);
        let wide = centered(picture, cover);
        let close = centered(picture, shrunk(cover, zoom));
        let travel = (PAN_PER_SECOND * seconds).clamp(LEAST_PAN, MOST_PAN);
        let (from, to) = match camera {
            CameraMove::Still => (wide, wide),
            CameraMove::PushIn => (wide, close),
            CameraMove::PullOut => (close, wide),
            CameraMove::PanLeft => swap(pan(picture, cover, travel)),
            CameraMove::PanRight => pan(picture, cover, travel),
            CameraMove::TiltUp => swap(tilt(picture, cover, travel)),
            CameraMove::TiltDown => tilt(picture, cover, travel),
        };
        Self { from, to }
    }

    /// The window at `along`, 0 to 1. Sizes change by equal factors, so that a zoom keeps its pace, and the
    /// center moves in proportion to the size, so that a zoom heads for one point.
    pub(super) fn at(&self, along: f64) -> Window {
        let (from, to) = (self.from, self.to);
        let width = from.width * (to.width / from.width).powf(along);
        let height = from.height * (to.height / from.height).powf(along);
        let share = if (to.width - from.width).abs() < 1e-9 {
            along
        } else {
            (width - from.width) / (to.width - from.width)
        };
        Window {
            left: from.left + (to.left - from.left) * share,
            top: from.top + (to.top - from.top) * share,
            width,
            height,
        }
    }

    /// All that is seen along the way.
    pub(super) fn bounds(&self) -> Window {
        let (a, b) = (self.from, self.to);
        let (left, top) = (a.left.min(b.left), a.top.min(b.top));
        Window {
            left,
            top,
            width: (a.left + a.width).max(b.left + b.width) - left,
            height: (a.top + a.height).max(b.top + b.height) - top,
        }
    }
}

/// The largest window of the frame's shape inside the picture.
pub(super) fn cover(picture: Size, frame: Size) -> Size {
    let scale = (picture.width / frame.width).min(picture.height / frame.height);
    Size {
        width: frame.width * scale,
        height: frame.height * scale,
    }
}

fn shrunk(size: Size, zoom: f64) -> Size {
    Size {
        width: size.width / zoom,
        height: size.height / zoom,
    }
}

fn centered(picture: Size, window: Size) -> Window {
    Window {
        left: (picture.width - window.width) / 2.0,
        top: (picture.height - window.height) / 2.0,
        width: window.width,
        height: window.height,
    }
}

/// Left to right. What the frame cuts off at the sides is used first; only for what is missing does it zoom in.
fn pan(picture: Size, cover: Size, travel: f64) -> (Window, Window) {
    let zoom = ((1.0 + travel) * cover.width / picture.width).clamp(1.0, MOST_ZOOM);
    let window = centered(picture, shrunk(cover, zoom));
    let half = (travel * window.width).min(picture.width - window.width) / 2.0;
    let at = |left| Window { left, ..window };
    (at(window.left - half), at(window.left + half))
}

/// Top to bottom, like [`pan`].
fn tilt(picture: Size, cover: Size, travel: f64) -> (Window, Window) {
    let zoom = ((1.0 + travel) * cover.height / picture.height).clamp(1.0, MOST_ZOOM);
    let window = centered(picture, shrunk(cover, zoom));
    let half = (travel * window.height).min(picture.height - window.height) / 2.0;
    let at = |top| Window { top, ..window };
    (at(window.top - half), at(window.top + half))
}

fn swap((a, b): (Window, Window)) -> (Window, Window) {
    (b, a)
}

#[cfg(test)]
#[path = "camera_tests.rs"]
mod tests;
