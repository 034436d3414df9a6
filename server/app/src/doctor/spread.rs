//! What many measurements say together: the middle one, and where most of them lie.

use std::time::Duration;

/// In milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) median: f64,
    /// A tenth of them is below this.
    pub(super) low: f64,
    /// A tenth of them is above this.
    pub(super) high: f64,
}

impl Spread {
    /// `None` of nothing.
    pub(super) fn of(all: impl IntoIterator<Item = Duration>) -> Option<Self> {
        let all = all.into_iter().map(|it| it.as_secs_f64() * 1000.0);
        let mut all: Vec<f64> = all.collect();
        all.sort_by(f64::total_cmp);
        let last = all.len().checked_sub(1)?;
        // The nearest that was measured; what lies between two of so few is no better known.
        let at = |tenths: usize| all[(last * tenths + 5) / 10];
        Some(Self {
            median: at(5),
            low: at(1),
            high: at(9),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(all: &[u64]) -> Option<(f64, f64, f64)> {
        let spread = Spread::of(all.iter().copied().map(Duration::from_millis));
        spread.map(|it| (it.low, it.median, it.high))
    }

    #[test]
    fn one_stray_measurement_moves_neither_the_middle_nor_the_spread() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some((7.0, 7.0, 7.0)));
        assert_eq!(of(&[3, 1, 2]), Some((1.0, 2.0, 3.0)));
        let mut all: Vec<u64> = (1..=20).collect();
        all.push(9000);
        assert_eq!(of(&all), Some((3.0, 11.0, 19.0)));
    }
}
