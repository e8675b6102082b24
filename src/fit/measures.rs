//! Measures of the accuracy of predictions.

/// Poisson deviance of one observation, 2·(y·ln(y ÷ μ) − (y − μ)); μ above 0.
#[must_use]
pub fn deviance(taken: f64, expected: f64) -> f64 {
    let expected = expected.max(f64::MIN_POSITIVE);
    let log = if taken > 0.0 { taken * (taken / expected).ln() } else { 0.0 };
    2.0 * (log - (taken - expected))
}

/// Spearman's rank correlation, ties with their mean rank; `None` where one side has no variation.
///
/// ```
/// use pdpe::fit::rank_correlation;
/// assert_eq!(rank_correlation(&[1.0, 2.0, 3.0], &[10.0, 20.0, 90.0]), Some(1.0));
/// assert_eq!(rank_correlation(&[1.0, 1.0], &[1.0, 2.0]), None);
/// ```
#[must_use]
pub fn rank_correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = (ranks(a), ranks(b));
    let mean = f64::midpoint(as_number(a.len()), 1.0);
    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    let scale = (sum(&a, &a) * sum(&b, &b)).sqrt();
    (scale > 0.0).then(|| sum(&a, &b) / scale)
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let equals = |&&next: &&usize| values[next].total_cmp(&values[order[start]]).is_eq();
        let end = start + order[start..].iter().take_while(equals).count();
        for &at in &order[start..end] {
            ranks[at] = f64::midpoint(as_number(start + end), 1.0);
        }
        start = end;
    }
    ranks
}

/// Takings of the choices by a prediction relative to the best choices: Σ over groups of the takings where the
/// prediction is greatest ÷ Σ of the greatest takings. Of equal predictions the first counts. `None` without a group of
/// two or more.
#[must_use]
pub fn pick_over_best<'a>(groups: impl Iterator<Item = &'a [(f64, f64)]>) -> Option<f64> {
    let (mut picked, mut best) = (0.0, 0.0);
    for group in groups.filter(|group| group.len() > 1) {
        let first = group[0];
        picked += group.iter().fold(first, |held, &next| if next.0 > held.0 { next } else { held }).1;
        best += group.iter().map(|&(_, taken)| taken).fold(first.1, f64::max);
    }
    (best > 0.0).then(|| picked / best)
}

#[expect(clippy::cast_precision_loss, reason = "counts of stays are below 2^53")]
pub(super) fn as_number(count: usize) -> f64 {
    count as f64
}
