//! Counts and times of what was answered, as text that Prometheus reads. By endpoint and outcome, and by nothing that says
//! whose it was.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::time::Duration;

/// Upper ends of the spans that times are counted in, in seconds.
const SPANS: [f64; 10] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

#[derive(Debug, Default)]
struct Series {
    spans: [u64; SPANS.len()],
    count: u64,
    seconds: f64,
    received: u64,
}

/// What was counted since the server started.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    series: Mutex<BTreeMap<(&'static str, &'static str), Series>>,
}

/// What is at this moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Now {
    pub(crate) answering: usize,
    pub(crate) receiving: usize,
    pub(crate) listening: usize,
}

impl Metrics {
    pub(crate) fn count(
        &self,
        endpoint: &'static str,
        outcome: &'static str,
        took: Duration,
        received: u64,
    ) {
        let mut series = self.series.lock().unwrap_or_else(|e| e.into_inner());
        let series = series.entry((endpoint, outcome)).or_default();
        let seconds = took.as_secs_f64();
        series.count += 1;
        series.seconds += seconds;
        series.received += received;
        for (count, end) in series.spans.iter_mut().zip(SPANS) {
            *count += u64::from(seconds <= end);
        }
    }

    pub(crate) fn text(&self, now: Now) -> String {
        let series = self.series.lock().unwrap_or_else(|e| e.into_inner());
        let mut text = String::new();
        // Writing into a string does not fail.
        let _ = write(&mut text, &series, now);
        text
    }
}

fn write(
    text: &mut String,
    series: &BTreeMap<(&'static str, &'static str), Series>,
    now: Now,
) -> std::fmt::Result {
    writeln!(
        text,
        "# HELP chartroom_request_seconds How long answers took."
    )?;
    writeln!(text, "# TYPE chartroom_request_seconds histogram")?;
    for ((endpoint, outcome), series) in series {
        let labels = format!("endpoint=\"{endpoint}\",outcome=\"{outcome}\"");
        for (count, end) in series.spans.iter().zip(SPANS) {
            writeln!(
                text,
                "chartroom_request_seconds_bucket{{{labels},le=\"{end}\"}} {count}"
            )?;
        }
        let Series { count, seconds, .. } = series;
        writeln!(
            text,
            "chartroom_request_seconds_bucket{{{labels},le=\"+Inf\"}} {count}"
        )?;
        writeln!(text, "chartroom_request_seconds_sum{{{labels}}} {seconds}")?;
        writeln!(text, "chartroom_request_seconds_count{{{labels}}} {count}")?;
    }
    writeln!(
        text,
        "# HELP chartroom_received_bytes_total Bytes of bodies that came."
    )?;
    writeln!(text, "# TYPE chartroom_received_bytes_total counter")?;
    for ((endpoint, outcome), series) in series {
        let received = series.received;
        writeln!(
            text,
            "chartroom_received_bytes_total{{endpoint=\"{endpoint}\",outcome=\"{outcome}\"}} {received}"
        )?;
    }
    writeln!(
        text,
        "# HELP chartroom_answering Requests that are being answered."
    )?;
    writeln!(text, "# TYPE chartroom_answering gauge")?;
    writeln!(text, "chartroom_answering {}", now.answering)?;
    writeln!(
        text,
        "# HELP chartroom_receiving Bodies that are coming, of those who have a session."
    )?;
    writeln!(text, "# TYPE chartroom_receiving gauge")?;
    writeln!(text, "chartroom_receiving {}", now.receiving)?;
    writeln!(
        text,
        "# HELP chartroom_listening Devices that wait for hints."
    )?;
    writeln!(text, "# TYPE chartroom_listening gauge")?;
    writeln!(text, "chartroom_listening {}", now.listening)
}
