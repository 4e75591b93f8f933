//! Medians and quartiles. Owns no unit: a figure is a figure.

/// Where the middle of some figures lies, and how far they scatter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// A quarter of the figures lies below.
    pub low: f64,
    /// Half of the figures lies below.
    pub median: f64,
    /// A quarter of the figures lies above.
    pub high: f64,
}

/// The quartiles of `figures`; `None` if there are none.
#[must_use]
pub fn spread(figures: &[f64]) -> Option<Spread> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    Some(Spread {
        low: quantile(&sorted, 0.25)?,
        median: quantile(&sorted, 0.5)?,
        high: quantile(&sorted, 0.75)?,
    })
}

/// The ratio of `ours` to `peers`, round by round. What disturbs a round slows both, and cancels.
#[must_use]
pub fn ratios(ours: &[f64], peers: &[f64]) -> Vec<f64> {
    ours.iter()
        .zip(peers)
        .map(|(ours, peer)| ours / peer)
        .collect()
}

/// The figure that `share` of the sorted figures lie below, between two of them if need be.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    let part = place - below as f64;
    Some(sorted[below] * (1.0 - part) + sorted[above] * part)
}

#[cfg(test)]
mod tests {
    use super::{Spread, ratios, spread};

    #[test]
    fn an_odd_number_of_figures_has_one_in_the_middle() {
        let spread = spread(&[5.0, 1.0, 4.0, 2.0, 3.0]).unwrap();
        let expected = Spread {
            low: 2.0,
            median: 3.0,
            high: 4.0,
        };
        assert_eq!(spread, expected);
    }

    #[test]
    fn an_even_number_of_figures_has_its_middle_between_two() {
        let spread = spread(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!(spread.median, 2.5);
        assert_eq!((spread.low, spread.high), (1.75, 3.25));
    }

    #[test]
    fn one_figure_is_its_own_spread_and_none_has_no_spread() {
        let one = spread(&[7.0]).unwrap();
        assert_eq!((one.low, one.median, one.high), (7.0, 7.0, 7.0));
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn one_outlier_moves_neither_the_median_nor_the_quartiles_far() {
        let mut figures = vec![10.0; 9];
        figures.push(1e9);
        assert_eq!(spread(&figures).unwrap().median, 10.0);
        assert_eq!(spread(&figures).unwrap().high, 10.0);
    }

    #[test]
    fn a_round_that_slows_both_leaves_their_ratio_alone() {
        let ratios = ratios(&[10.0, 30.0, 10.0], &[20.0, 60.0, 20.0]);
        assert_eq!(ratios, [0.5, 0.5, 0.5]);
    }
}
