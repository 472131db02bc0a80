//! Writes what happens to standard error. Only this program's own events are written: a library's may say what it was given.

use std::io;

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

use super::options::Form;

/// Begins writing. A second time in one process changes nothing.
pub(super) fn begin(form: Form) {
    let own = || {
        Targets::new()
            .with_target("server", Level::INFO)
            .with_target("chartroom", Level::INFO)
    };
    let registry = tracing_subscriber::registry();
    let begun = match form {
        Form::Off => return,
        Form::Text => {
            let lines = fmt::layer().with_writer(io::stderr).with_ansi(false);
            registry.with(lines.with_filter(own())).try_init()
        }
        Form::Json => {
            let lines = fmt::layer().json().with_writer(io::stderr);
            registry.with(lines.with_filter(own())).try_init()
        }
    };
    drop(begun);
}
