//! Connections that say nothing do not use up the files that the server may open.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod serving;

use std::net::TcpStream;
use std::process::Command;

use serving::{Folder, Serving};
use sync::door::{Ask, Told};

#[test]
fn a_low_limit_of_open_files_is_raised() {
    let folder = Folder::new();
    let mut shell = Command::new("sh");
    let limited = "ulimit -Sn 80; exec \"$0\" \"$@\"";
    shell.args(["-c", limited, env!("CARGO_BIN_EXE_chartroom")]);
    let data = folder.path("data");
    let serving = Serving::start_by(shell, &folder, &["--data", &data]);
    let idle: Vec<_> = (0..120)
        .map(|_| TcpStream::connect(&serving.address).unwrap())
        .collect();
    let house = serving::ask(&serving.address, None, &Ask::House);
    assert!(matches!(house, Told::Refused(_)), "{house:?}");
    drop(idle);
}
