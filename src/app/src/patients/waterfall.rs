//! The evidence for and against one person, as a table whose last column draws each weight where the sum stands by then.

use custodian::protocol::{WaterfallView, WeightView};
use leptos::prelude::*;

/// From where to where the sum goes by each step, in thousandths of a bit; the weight before anything is compared first.
fn spans(of: &WaterfallView) -> Vec<(i64, i64)> {
    let mut sum = of.prior_millibits;
    let mut spans = vec![(0, sum)];
    for step in &of.steps {
        spans.push((sum, sum + step.millibits));
        sum += step.millibits;
    }
    spans
}

/// What is drawn: the least and the greatest sum, nought among them.
fn reach(spans: &[(i64, i64)]) -> (i64, i64) {
    let ends = spans.iter().flat_map(|(from, to)| [*from, *to]);
    let (least, greatest) = ends.fold((0, 0), |(least, greatest), end| {
        (least.min(end), greatest.max(end))
    });
    (least, greatest.max(least + 1))
}

/// Where a sum stands between the ends, in hundredths of the width.
fn percent(sum: i64, (least, greatest): (i64, i64)) -> f64 {
    (sum - least) as f64 * 100.0 / (greatest - least) as f64
}

/// The table.
#[component]
pub(super) fn Waterfall(
    /// The evidence.
    of: WaterfallView,
    /// Whose value is on the left.
    left: &'static str,
    /// Whose value is on the right.
    right: &'static str,
) -> impl IntoView {
    let spans = spans(&of);
    let reach = reach(&spans);
    let nought = percent(0, reach);
    let bars: Vec<_> = spans.iter().map(|span| bar(*span, reach, nought)).collect();
    let mut bars = bars.into_iter();
    let first = bars.next();
    let sum = bar((0, of.total_millibits), reach, nought);
    let rows: Vec<_> = of.steps.into_iter().zip(bars).map(row).collect();
    let likely = (!of.probability.is_empty())
        .then(|| format!("{} if the weights hold for these records", of.probability));
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label="Evidence">
            <table class="plain-table waterfall" data-test="waterfall">
                <caption class="out-of-sight">"What speaks for one person, and what against"</caption>
                <thead><tr>
                    <th scope="col">"Compared"</th><th scope="col">{left}</th><th scope="col">{right}</th>
                    <th scope="col">"How it agrees"</th><th scope="col" class="num">"Weight"</th>
                    <th scope="col"><span class="out-of-sight">"Sum so far, drawn"</span></th>
                </tr></thead>
                <tbody>
                    <tr class="quiet"><th scope="row">"Before anything is compared"</th><td></td><td></td><td>"one record among all of them"</td><td class="num nowrap">{of.prior}</td><td>{first}</td></tr>
                    {rows}
                </tbody>
                <tfoot><tr>
                    <th scope="row">"Sum"</th><td colspan="2">{of.band}</td><td>{likely}</td><td class="num nowrap strong">{of.total}</td><td>{sum}</td>
                </tr></tfoot>
            </table>
        </div>
    }
}

fn row((step, bar): (WeightView, impl IntoView)) -> impl IntoView {
    let blank = |value: String| {
        if value.is_empty() {
            "–".to_owned()
        } else {
            value
        }
    };
    view! {
        <tr data-test="evidence"><th scope="row">{step.field}</th><td>{blank(step.left)}</td><td>{blank(step.right)}</td><td>{step.words}</td><td class="num nowrap">{step.weight}</td><td>{bar}</td></tr>
    }
}

/// A step's bar: to the right for, hatched to the left against; the sign stands beside it.
fn bar((from, to): (i64, i64), reach: (i64, i64), nought: f64) -> impl IntoView + use<> {
    let (low, high) = (percent(from.min(to), reach), percent(from.max(to), reach));
    view! {
        <span class="fall" aria-hidden="true">
            <span class="fall-nought" style:left=format!("{nought:.2}%")></span>
            <span class="fall-step" class:against=move || { to < from } style:left=format!("{low:.2}%") style:width=format!("{:.2}%", high - low)></span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::{WaterfallView, WeightView, percent, reach, spans};

    fn step(millibits: i64) -> WeightView {
        WeightView {
            field: String::new(),
            words: String::new(),
            left: String::new(),
            right: String::new(),
            weight: String::new(),
            millibits,
        }
    }

    #[test]
    fn each_bar_begins_where_the_one_before_ended_and_the_last_ends_at_the_sum() {
        let of = WaterfallView {
            prior_millibits: -16_000,
            steps: vec![step(12_000), step(9_000), step(-3_000)],
            total_millibits: 2_000,
            ..WaterfallView::default()
        };
        let spans = spans(&of);
        assert_eq!(
            spans,
            [
                (0, -16_000),
                (-16_000, -4_000),
                (-4_000, 5_000),
                (5_000, 2_000)
            ]
        );
        assert_eq!(spans[3].1, of.total_millibits);
        let reach = reach(&spans);
        assert_eq!(reach, (-16_000, 5_000));
        assert_eq!(percent(-16_000, reach).round(), 0.0);
        assert_eq!(percent(5_000, reach).round(), 100.0);
    }

    #[test]
    fn where_nothing_weighs_there_is_still_a_width_to_draw_in() {
        let reach = reach(&spans(&WaterfallView::default()));
        assert!(percent(0, reach).is_finite());
    }
}
