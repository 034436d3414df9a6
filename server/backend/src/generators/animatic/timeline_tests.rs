//! The timeline and the easing, without a picture.

use super::*;

#[test]
fn a_film_lasts_the_rounded_sum_of_its_keyframes() {
    assert_eq!(Timeline::new(&[1.0, 1.5]).frames, 60);
    assert_eq!(Timeline::new(&[0.25, 0.33]).frames, 14);
    assert_eq!(Timeline::new(&[0.01]).frames, 1);
    assert_eq!(Timeline::new(&[12.0; 100]).frames, 28_800);
}

#[test]
fn at_a_cut_both_pictures_weigh_the_same_and_both_move() {
    // The cut lies between frames 23 and 24.
    let timeline = Timeline::new(&[1.0, 1.0]);
    let weight = |n| timeline.at(n).over.map(|(_, weight)| weight);
    let (before, after) = (weight(23).unwrap(), weight(24).unwrap());
    assert!((before + after - 1.0).abs() < 1e-9);
    assert!(before < 0.5 && after > 0.5);
    for n in 21..26 {
        let (now, next) = (timeline.at(n), timeline.at(n + 1));
        assert!(next.under.along - now.under.along > 0.02);
        assert!(next.over.unwrap().0.along - now.over.unwrap().0.along > 0.02);
    }
}

#[test]
fn a_dissolve_takes_at_most_its_share_of_the_shorter_neighbor() {
    let dissolved = |seconds: &[f64]| {
        let timeline = Timeline::new(seconds);
        (0..timeline.frames)
            .filter(|n| timeline.at(*n).over.is_some())
            .count()
    };
    assert_eq!(dissolved(&[4.0, 4.0]), 14);
    assert_eq!(dissolved(&[4.0, 0.5]), 4);
    assert_eq!(dissolved(&[4.0]), 0);
}

#[test]
fn every_frame_shows_keyframes_in_order_and_each_moves_forward() {
    for seconds in [
        vec![0.25; 9],
        vec![3.0, 0.25, 12.0, 0.25, 0.5],
        vec![0.3],
        vec![1.01, 2.02, 0.77],
    ] {
        let timeline = Timeline::new(&seconds);
        let mut along = vec![0.0; seconds.len()];
        let mut last = 0;
        for n in 0..timeline.frames {
            let mix = timeline.at(n);
            assert!(mix.under.keyframe == last || mix.under.keyframe == last + 1);
            last = mix.under.keyframe;
            if let Some((over, weight)) = mix.over {
                assert_eq!(over.keyframe, last + 1);
                assert!((0.0..=1.0).contains(&weight));
            }
            for layer in [Some(mix.under), mix.over.map(|(layer, _)| layer)] {
                let Some(layer) = layer else { continue };
                assert!((0.0..=1.0).contains(&layer.along));
                assert!(layer.along >= along[layer.keyframe]);
                along[layer.keyframe] = layer.along;
            }
        }
        assert_eq!(last, seconds.len() - 1);
    }
}

#[test]
fn easing_starts_and_lands_softly_and_covers_the_whole_way() {
    let step = 1e-4;
    for (ramp_in, ramp_out) in [(0.4, 0.4), (0.0, 0.4), (0.4, 0.0), (0.0, 0.0)] {
        assert!(ease(0.0, ramp_in, ramp_out).abs() < 1e-12);
        assert!((ease(1.0, ramp_in, ramp_out) - 1.0).abs() < 1e-12);
        let speed =
            |x: f64| (ease(x + step, ramp_in, ramp_out) - ease(x, ramp_in, ramp_out)) / step;
        assert_eq!(speed(0.0) < 0.01, ramp_in > 0.0);
        assert_eq!(speed(1.0 - step) < 0.01, ramp_out > 0.0);
        for n in 0..999 {
            let x = f64::from(n) / 1000.0;
            assert!(speed(x) >= -1e-9);
            // No jolt: the speed itself changes little from one thousandth of the way to the next.
            assert!((speed(x + 0.001 - step) - speed(x)).abs() < 0.02);
        }
    }
}
