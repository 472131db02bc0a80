//! Connections that say nothing do not use up the files that the server may open.

use std::net::TcpStream;
use std::process::Command;

use sync::door::{Ask, Told};

use crate::serving::{self, Folder, Serving};

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
