//! What was measured, as tables.

use serde_json::Value;

/// What has to be known to read the figures.
pub(super) const WHAT_DIFFERS: &str = "\
Devices are in memory everywhere; servers write to the disk: Chartroom's and PostgreSQL wait for it before they say that something
is kept, LevelDB under pouchdb-server and Automerge's files do not. Chartroom's devices encrypt, pad, sign and check every operation,
write an entry of the audit trail for each and exchange it too, and every operation travels; of PouchDB's documents only the latest
revision does. Neither PouchDB nor Automerge encrypts, signs, or asks who one is. Chartroom's devices are optimised without
link-time optimisation. All share this machine's cores with what measures them; PostgreSQL's own memory is not counted.
× is how many times as much as Chartroom on SQLite.";

const NAMES: [&str; 4] = [
    "Chartroom, SQLite",
    "Chartroom, PostgreSQL",
    "PouchDB",
    "Automerge",
];

type Read = fn(&Value) -> Option<f64>;

/// A line of the table: what, in which unit, and where it stands in what was measured.
const ROWS: [(&str, &str, Read); 14] = [
    ("made up on the device", "s", |all| {
        number(&all["made_seconds"]).or(number(&all["made"]["seconds"]))
    }),
    ("all of it to the server", "s", |all| {
        number(&all["all_up"]["seconds"])
    }),
    ("first sync of a fresh device", "s", |all| {
        number(&all["all_down"]["seconds"])
    }),
    ("KB a case, to the server", "KB", |all| {
        a_case(all, "all_up", "up")
    }),
    ("KB a case, to the device", "KB", |all| {
        a_case(all, "all_down", "down")
    }),
    ("changes pushed", "s", |all| {
        number(&all["changes_up"]["seconds"])
    }),
    ("changes pulled", "s", |all| {
        number(&all["changes_down"]["seconds"])
    }),
    ("MB pushed", "MB", |all| {
        Some(number(&all["changes_up"]["up"])? / 1e6)
    }),
    ("MB pulled", "MB", |all| {
        Some(number(&all["changes_down"]["down"])? / 1e6)
    }),
    ("an edit seen elsewhere, p50", "ms", |all| {
        number(&all["edit_seen"]["p50_ms"])
    }),
    ("an edit seen elsewhere, p95", "ms", |all| {
        number(&all["edit_seen"]["p95_ms"])
    }),
    ("KB an edit, both ways", "KB", |all| {
        let of = &all["edit_seen"];
        let bytes = number(&of["up"])? + number(&of["down"])?;
        Some(bytes / number(&of["times"])? / 1e3)
    }),
    ("the server's memory, most", "MB", |all| {
        megabytes_of_all(all, "server_memory_most")
    }),
    ("on the server's disk", "MB", |all| {
        megabytes_of_all(all, "on_disk")
    }),
];

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

fn a_case(all: &Value, phase: &str, way: &str) -> Option<f64> {
    Some(number(&all[phase][way])? / number(&all["encounters"])? / 1e3)
}

/// What the server came to, where it had all to do.
fn megabytes_of_all(all: &Value, what: &str) -> Option<f64> {
    let through = all["edit_seen"].is_object();
    through
        .then(|| number(&all[what]))
        .flatten()
        .map(|bytes| bytes / 1e6)
}

/// One size, side by side.
pub(super) fn table(columns: &[Value]) -> String {
    let Some(ours) = columns.first() else {
        return String::new();
    };
    let mut out = format!(
        "{} encounters, {} operations; {} changes; load of the machine {}\n{:32}",
        ours["encounters"],
        ours["operations"],
        ours["changes"],
        ours["load_of_the_machine"].as_str().unwrap_or_default(),
        ""
    );
    for name in NAMES.iter().take(columns.len()) {
        out += &format!("{name:>24}");
    }
    out.push('\n');
    for (what, unit, read) in ROWS {
        out += &format!("{what:32}");
        for (place, column) in columns.iter().enumerate() {
            let shown = match (read(column), read(ours)) {
                (None, _) => missing(column),
                (Some(value), _) if place == 0 => format!("{} {unit}", short(value)),
                (Some(value), Some(ours)) if ours > 0.0 => {
                    format!("{} {unit} {:>6}×", short(value), short(value / ours))
                }
                (Some(value), _) => format!("{} {unit}", short(value)),
            };
            out += &format!("{shown:>24}");
        }
        out.push('\n');
    }
    out
}

/// Why there is no figure.
fn missing(column: &Value) -> String {
    if column["given_up_after"].is_number() {
        format!(
            "given up at {:.0} s",
            number(&column["given_up_after"]).unwrap_or_default()
        )
    } else if column["ended_early"] == true {
        "broke off".to_owned()
    } else {
        "–".to_owned()
    }
}

/// How everything grows with the number of encounters.
pub(super) fn curve(sizes: &[Vec<Value>]) -> String {
    let mut out = String::new();
    for (place, name) in NAMES.iter().enumerate() {
        let along = |unit: &str, read: Read| -> String {
            let said: Vec<String> = sizes
                .iter()
                .filter_map(|row| row.get(place))
                .map(|of| {
                    read(of).map_or_else(|| missing(of), |value| format!("{}{unit}", short(value)))
                })
                .collect();
            said.join(" → ")
        };
        out += &format!(
            "{name:24} encounters {}; to the server {}; to a fresh device {}; the server's memory {}\n",
            along("", |all| number(&all["encounters"])),
            along(" s", |all| number(&all["all_up"]["seconds"])),
            along(" s", |all| number(&all["all_down"]["seconds"])),
            along(" MB", |all| megabytes_of_all(all, "server_memory_most")),
        );
    }
    out
}

/// The clinic's day.
pub(super) fn day(day: &Value) -> String {
    let of = |name: &str| number(&day[name]).unwrap_or(f64::NAN);
    format!(
        "A clinic's day over 2G (300 ms, 50 kbit/s, every 20th chunk hangs 1–3 s or is cut): {} encounters, {} changes of codes, {} \
         changes of the main site\n  through after {} s, of which the line was full for {} s and rested {} s; {} KB up, {} KB down \
         for {} KB of work\n  {} requests, of which {} were lost; {} connections, {} cut, {} chunks hung\n",
        day["encounters"],
        day["changes"],
        day["elsewhere"],
        short(of("seconds")),
        short(of("line_seconds")),
        short(of("rested_seconds")),
        short(of("up") / 1e3),
        short(of("down") / 1e3),
        short(of("day_bytes") / 1e3),
        day["requests"],
        day["lost"],
        day["connections"],
        day["cuts"],
        day["stalls"],
    )
}

/// The server under many devices.
pub(super) fn loads(database: &str, loads: &[Value]) -> String {
    let mut out = format!(
        "{database:10} {:>8} {:>8} {:>12} {:>30} {:>30} {:>6} {:>10}\n",
        "devices",
        "at once",
        "operations/s",
        "push p50 / p95 / p99 ms",
        "pull p50 / p95 / p99 ms",
        "busy",
        "memory MB"
    );
    for load in loads {
        let spread = |of: &Value| {
            let at = |name: &str| number(&of[name]).map_or_else(|| "–".to_owned(), short);
            format!("{} / {} / {}", at("p50_ms"), at("p95_ms"), at("p99_ms"))
        };
        out += &format!(
            "{:10} {:>8} {:>8} {:>12} {:>30} {:>30} {:>6} {:>10}\n",
            "",
            load["devices"].to_string(),
            load["batch"].to_string(),
            short(number(&load["operations_a_second"]).unwrap_or(f64::NAN)),
            spread(&load["push"]),
            spread(&load["pull"]),
            load["busy"].to_string(),
            short(number(&load["server_memory_most"]).unwrap_or(f64::NAN) / 1e6),
        );
    }
    out
}

/// The server's memory over time.
pub(super) fn soak(database: &str, soak: &Value) -> String {
    let memory = soak["memory"].as_array().map_or(&[][..], Vec::as_slice);
    let at = |value: Option<&Value>| value.and_then(number).unwrap_or(f64::NAN) / 1e6;
    format!(
        "{database}: {} devices, {} minutes, {} operations; memory {} MB at first, {} at half, {} at last, {} at most; in the second \
         half it grows {} MB an hour",
        soak["devices"],
        soak["minutes"],
        soak["operations"],
        short(at(memory.first())),
        short(at(memory.get(memory.len() / 2))),
        short(at(memory.last())),
        short(at(Some(&soak["memory_most"]))),
        short(at(Some(&soak["bytes_an_hour"]))),
    )
}

/// Three figures are enough.
fn short(number: f64) -> String {
    match number.abs() {
        size if size >= 100.0 => format!("{number:.0}"),
        size if size >= 10.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}
