//! The look, checked: contrast of every pair of colors that meets on the screen, icons that exist, nothing hard-coded.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

const WEB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web");

/// Linear red, green and blue.
type Rgb = [f64; 3];

/// A color from OKLCH, clipped to what a screen shows. <https://bottosson.github.io/posts/oklab/>
fn linear(lightness: f64, chroma: f64, hue: f64) -> Rgb {
    let (a, b) = (
        chroma * hue.to_radians().cos(),
        chroma * hue.to_radians().sin(),
    );
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
    .map(|part| part.clamp(0.0, 1.0))
}

/// WCAG 2.2.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let light = |[r, g, b]: Rgb| 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    let (one, other) = (light(one), light(other));
    one.max(other) / one.min(other)
}

/// Each opaque color of tokens.css, in the light theme and in the dark one.
fn colors() -> HashMap<String, [Rgb; 2]> {
    let css = fs::read_to_string(Path::new(WEB).join("css/tokens.css"))
        .expect("tokens.css stands beside the crate");
    let mut colors = HashMap::new();
    for line in css.lines() {
        let Some((name, value)) = line
            .trim()
            .strip_prefix("--")
            .and_then(|rest| rest.split_once(':'))
        else {
            continue;
        };
        let faces: Vec<Rgb> = value
            .split("oklch(")
            .skip(1)
            .filter_map(|part| part.split_once(')'))
            .filter(|(inside, _)| !inside.contains('/'))
            .map(|(inside, _)| {
                let numbers: Vec<f64> = inside
                    .split_whitespace()
                    .map(|word| word.parse().expect("a number in oklch()"))
                    .collect();
                linear(numbers[0], numbers[1], numbers[2])
            })
            .collect();
        if let [light, dark] = faces[..] {
            colors.insert(name.to_owned(), [light, dark]);
        } else if let [both] = faces[..] {
            colors.insert(name.to_owned(), [both, both]);
        }
    }
    colors
}

/// Pairs of `(foreground, backgrounds)` that miss `least`, with what they reach.
fn misses(least: f64, pairs: &[(&str, &[&str])]) -> Vec<String> {
    let colors = colors();
    let mut misses = Vec::new();
    for (front, backs) in pairs {
        for back in *backs {
            for (theme, index) in [("light", 0), ("dark", 1)] {
                let reached = contrast(colors[*front][index], colors[*back][index]);
                if reached < least {
                    misses.push(format!("{front} on {back}, {theme}: {reached:.2}"));
                }
            }
        }
    }
    misses
}

#[test]
fn words_can_be_read_on_every_ground() {
    let grounds: &[&str] = &["ground", "surface", "raised", "float", "well"];
    let pairs: &[(&str, &[&str])] = &[
        ("text", grounds),
        ("text", &["raised-hover", "accent-wash", "warn-wash"]),
        ("quiet", grounds),
        ("quiet", &["raised-hover", "accent-wash"]),
        ("faint", grounds),
        (
            "accent-text",
            &["ground", "surface", "raised", "float", "accent-wash"],
        ),
        ("accent-ink", &["accent", "accent-hover"]),
        ("bad-ink", &["bad-fill"]),
        (
            "good",
            &["ground", "surface", "raised", "float", "good-wash"],
        ),
        (
            "warn",
            &["ground", "surface", "raised", "float", "warn-wash"],
        ),
        ("bad", &["ground", "surface", "raised", "float", "bad-wash"]),
        ("ground", &["text"]),
    ];
    assert_eq!(misses(4.5, pairs), Vec::<String>::new());
}

#[test]
fn controls_and_focus_stand_out() {
    let grounds: &[&str] = &["ground", "surface", "float"];
    let pairs: &[(&str, &[&str])] = &[
        ("control-line", grounds),
        ("control-line-hover", grounds),
        ("focus", &["ground", "surface", "raised", "float", "well"]),
        ("accent", &["ground", "surface", "float", "raised"]),
        ("text", &["control-line"]),
    ];
    assert_eq!(misses(3.0, pairs), Vec::<String>::new());
}

/// A plate is translucent: over white is its worst case. Browsers mix in gamma-coded sRGB.
#[test]
fn words_on_a_plate_can_be_read_over_any_picture() {
    let code = |part: f64| {
        if part <= 0.003_130_8 {
            part * 12.92
        } else {
            1.055 * part.powf(1.0 / 2.4) - 0.055
        }
    };
    let decode = |part: f64| {
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    let plate = linear(0.13, 0.008, 264.0).map(|part| decode(code(part) * 0.78 + 0.22));
    let colors = colors();
    assert!(contrast(colors["plate-text"][0], plate) >= 4.5);
    assert!(contrast(colors["plate-bad"][0], plate) >= 4.5);
}

fn files(dir: &Path, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)
        .expect("the folder can be listed")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|end| end == ending) {
            found.push((
                path.display().to_string(),
                fs::read_to_string(&path).expect("a source file is text"),
            ));
        }
    }
    found
}

#[test]
fn every_icon_that_is_named_is_in_the_sprite() {
    let sprite = fs::read_to_string(Path::new(WEB).join("icons/sprite.svg"))
        .expect("the sprite stands in web/icons");
    let marks = [
        "icon: Some(\"",
        "icon: \"",
        "icon(\"",
        "icon_name: \"",
        "camera_icon: \"",
    ];
    let mut missing = Vec::new();
    for (path, text) in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "rs") {
        if path.ends_with("looks.rs") {
            continue;
        }
        for mark in marks {
            for name in text
                .split(mark)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                if !sprite.contains(&format!("id=\"{name}\"")) {
                    missing.push(format!("{name} in {path}"));
                }
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn colors_are_named_in_the_tokens_alone() {
    let mut strays = Vec::new();
    for (path, text) in files(&Path::new(WEB).join("css"), "css") {
        if path.ends_with("tokens.css") {
            continue;
        }
        for line in text.lines() {
            if [
                "oklch(", "rgb(", "rgba(", "hsl(", ": #", " white;", " black;",
            ]
            .iter()
            .any(|color| line.contains(color))
            {
                strays.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    assert_eq!(strays, Vec::<String>::new());
}
