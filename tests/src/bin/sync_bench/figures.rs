//! Times, and what is said of many of them.

use std::time::Duration;

use serde_json::{Value, json};

/// Median, tails and number of times, in milliseconds.
pub(crate) fn spread(mut times: Vec<Duration>) -> Value {
    times.sort_unstable();
    let at = |share: f64| -> Value {
        let last = times.len().saturating_sub(1);
        let place = (last as f64 * share).round() as usize;
        match times.get(place) {
            Some(time) => (time.as_secs_f64() * 1e3).into(),
            None => Value::Null,
        }
    };
    json!({ "p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99), "times": times.len() })
}

/// By how much `y` grows with each `x`, by least squares; nothing where there is no line to lay.
pub(crate) fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len() as f64;
    let (x, y) = points
        .iter()
        .fold((0.0, 0.0), |(x, y), point| (x + point.0, y + point.1));
    let (x, y) = (x / count, y / count);
    let over: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    let rises: f64 = points
        .iter()
        .map(|point| (point.0 - x) * (point.1 - y))
        .sum();
    (over > 0.0).then(|| rises / over)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{slope, spread};

    #[test]
    fn of_many_times_the_middle_and_the_tails_are_said() {
        let times = (1..=101).rev().map(Duration::from_millis).collect();
        let said = spread(times);
        assert_eq!(said["p50_ms"], 51.0);
        assert_eq!(said["p95_ms"], 96.0);
        assert_eq!(said["p99_ms"], 100.0);
        assert!(spread(Vec::new())["p50_ms"].is_null());
    }

    #[test]
    fn a_line_is_laid_through_points() {
        let points = [(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)];
        assert_eq!(slope(&points), Some(2.0));
        assert_eq!(slope(&points[..1]), None);
        assert_eq!(slope(&[]), None);
    }
}
