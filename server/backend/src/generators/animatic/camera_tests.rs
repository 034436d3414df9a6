//! Camera moves, without a picture.

use super::*;

const MOVES: [CameraMove; 7] = [
    CameraMove::Still,
    CameraMove::PushIn,
    CameraMove::PullOut,
    CameraMove::PanLeft,
    CameraMove::PanRight,
    CameraMove::TiltUp,
    CameraMove::TiltDown,
];
const HD: Size = Size {
    width: 1280.0,
    height: 720.0,
};

fn size(width: f64, height: f64) -> Size {
    Size { width, height }
}

#[test]
fn every_window_keeps_the_frames_shape_and_lies_inside_the_picture() {
    let frames = [HD, size(1080.0, 1920.0), size(64.0, 64.0)];
    let pictures = [HD, size(4000.0, 500.0), size(500.0, 4000.0), size(1.0, 1.0)];
    for (frame, picture) in frames.iter().flat_map(|f| pictures.map(|p| (*f, p))) {
        for camera in MOVES {
            for seconds in [0.25, 3.0, 12.0] {
                let path = Path::new(camera, picture, frame, seconds);
                for n in 0..=20 {
                    let window = path.at(f64::from(n) / 20.0);
                    let shape = window.width / window.height / (frame.width / frame.height);
                    assert!((shape - 1.0).abs() < 1e-9);
                    assert!(window.left > -1e-6 && window.top > -1e-6);
                    assert!(window.left + window.width < picture.width + 1e-6);
                    assert!(window.top + window.height < picture.height + 1e-6);
                    let all = path.bounds();
                    assert!(window.left >= all.left - 1e-6 && window.top >= all.top - 1e-6);
                    assert!(window.left + window.width <= all.left + all.width + 1e-6);
                }
            }
        }
    }
}

#[test]
fn a_still_shows_all_that_the_frame_can_hold() {
    let path = Path::new(CameraMove::Still, size(2000.0, 2000.0), HD, 3.0);
    let window = path.at(0.5);
    assert_eq!((window.width, window.height), (2000.0, 1125.0));
    assert_eq!((window.left, window.top), (0.0, 437.5));
    assert_eq!(path.at(0.0), path.at(1.0));
}

#[test]
fn each_move_goes_where_its_name_says() {
    let ends = |camera| {
        let path = Path::new(camera, size(1920.0, 1280.0), HD, 3.0);
        (path.at(0.0), path.at(1.0))
    };
    let (from, to) = ends(CameraMove::PushIn);
    assert!(to.width < from.width && to.left > from.left && to.top > from.top);
    let (from, to) = ends(CameraMove::PullOut);
    assert!(to.width > from.width);
    let (from, to) = ends(CameraMove::PanLeft);
    assert!(to.left < from.left && (to.top - from.top).abs() < 1e-9);
    let (from, to) = ends(CameraMove::PanRight);
    assert!(to.left > from.left);
    let (from, to) = ends(CameraMove::TiltUp);
    assert!(to.top < from.top && (to.left - from.left).abs() < 1e-9);
    let (from, to) = ends(CameraMove::TiltDown);
    assert!(to.top > from.top);
}

#[test]
fn a_pan_over_a_wide_picture_needs_no_zoom() {
    let path = Path::new(CameraMove::PanRight, size(3000.0, 720.0), HD, 3.0);
    assert_eq!(path.at(0.0).height, 720.0);
    let travel = path.at(1.0).left - path.at(0.0).left;
    assert!((travel - 0.3 * 1280.0).abs() < 1e-6);
}

#[test]
fn a_zoom_heads_for_the_middle_all_the_way() {
    let path = Path::new(CameraMove::PushIn, size(1500.0, 900.0), HD, 4.0);
    for n in 0..=10 {
        let window = path.at(f64::from(n) / 10.0);
        assert!((window.left + window.width / 2.0 - 750.0).abs() < 1e-6);
        assert!((window.top + window.height / 2.0 - 450.0).abs() < 1e-6);
    }
}
