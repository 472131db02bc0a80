//! What the keeper of a server does: starting and ending it, codes, backups, logs, metrics.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use sync::{Item, Request, Said, Stream, Verdict};
use vault::kit::DoorCode;

use crate::serving::{Folder, HOUSE, Member, Serving, exchange, run, there};

fn row(key: u8) -> Request {
    let bytes = b"CANARY sealed row".to_vec();
    Request::Push(vec![Item::new(Stream::LOG, None, 1, vec![key], bytes)])
}

fn get(address: &str, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let head =
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_server_ends_when_it_is_told_to_and_lets_nobody_wait() {
    let folder = Folder::new();
    let data = folder.path("data");
    let mut serving = Serving::start(&folder, &["--data", &data]);
    let code = serving.code();
    let member = Member::new();
    let token = member.found(&serving.address, &code);
    let digits: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
    // Somebody listens for hints.
    let mut ear = TcpStream::connect(&serving.address).unwrap();
    let head = format!(
        "GET /api/hints HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {digits}\r\n\r\n"
    );
    ear.write_all(head.as_bytes()).unwrap();
    let mut first = [0; 2_048];
    assert!(ear.read(&mut first).unwrap() > 0);
    // Somebody sends a request slowly, and is answered all the same.
    let body = row(1).to_bytes();
    let mut slow = TcpStream::connect(&serving.address).unwrap();
    let head = format!(
        "POST /api/exchange HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {digits}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    slow.write_all(head.as_bytes()).unwrap();
    slow.write_all(&body[..10]).unwrap();
    thread::sleep(Duration::from_millis(200));
    let began = Instant::now();
    serving.terminate();
    thread::sleep(Duration::from_millis(300));
    slow.write_all(&body[10..]).unwrap();
    let mut answer = Vec::new();
    slow.read_to_end(&mut answer).unwrap();
    assert!(
        answer.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    let mut rest = Vec::new();
    ear.read_to_end(&mut rest).unwrap();
    let status = serving.process.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
    // The log was put into the file.
    assert!(there(&folder, "data/chartroom.sqlite"));
    assert!(!there(&folder, "data/chartroom.sqlite-wal"));

    // What happened is written down, and nothing that was sent.
    let log = serving.log();
    assert!(log.lines().count() >= 5, "{log}");
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["fields"]["message"].is_string(), "{line}");
    }
    assert!(log.contains("\"route\":\"/api/exchange\"") && log.contains("\"outcome\":\"done\""));
    let house: String = HOUSE.iter().map(|byte| format!("{byte:02x}")).collect();
    for secret in ["CANARY", &digits, &house, &code.print()] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn codes_backups_and_restoring() {
    let folder = Folder::new();
    let (data, backup) = (folder.path("data"), folder.path("backup"));
    let mut serving = Serving::start(&folder, &["--data", &data, "--quota", "1G"]);
    let code = serving.code();
    let member = Member::new();
    let token = member.found(&serving.address, &code);
    exchange(&serving.address, &token, &row(1)).unwrap();
    // A further code, while it serves.
    let (status, printed, errors) = run(&["serve-code", "--data", &data]);
    assert_eq!(status, Some(0), "{errors}");
    assert!(DoorCode::parse(printed.trim()).is_ok(), "{printed}");
    let (status, printed, errors) = run(&["backup", "--data", &data, &backup]);
    assert_eq!(status, Some(0), "{errors}");
    assert!(
        printed.contains("1 facilities with 1 sealed rows"),
        "{printed}"
    );
    exchange(&serving.address, &token, &row(2)).unwrap();
    let (status, _, errors) = run(&["backup", "--data", &data, &backup]);
    assert_eq!(status, Some(2));
    assert!(errors.contains("fix:"), "{errors}");
    // Not into what is in use.
    let (status, _, errors) = run(&["restore", "--data", &data, &backup]);
    assert_eq!(status, Some(2));
    assert!(errors.contains("fix:"), "{errors}");
    drop(serving);
    let elsewhere = folder.path("elsewhere");
    let (status, printed, errors) = run(&["restore", "--data", &elsewhere, &backup]);
    assert_eq!(status, Some(0), "{errors}");
    // What was put out since the backup is in again, and whoever restores is told since when.
    assert!(printed.contains("The backup was made on 2"), "{printed}");
    assert!(printed.contains("put out or frozen since"), "{printed}");
    let serving = Serving::start(&folder, &["--data", &elsewhere]);
    let token = member.log_in(&serving.address);
    let pushed = exchange(&serving.address, &token, &row(1)).unwrap();
    assert_eq!(pushed.said, Said::Pushed(vec![Verdict::Known]));
    let pushed = exchange(&serving.address, &token, &row(2)).unwrap();
    assert_eq!(pushed.said, Said::Pushed(vec![Verdict::Kept(2)]));
    #[cfg(unix)]
    for file in [
        "backup",
        "data/chartroom.sqlite",
        "elsewhere/chartroom.sqlite",
    ] {
        let file = folder.0.join(file);
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

#[test]
fn pages_records_and_metrics_have_their_places() {
    let folder = Folder::new();
    let data = folder.path("data");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let metrics = port.local_addr().unwrap().to_string();
    drop(port);
    let serving = Serving::start(&folder, &["--data", &data, "--metrics", &metrics]);
    let page = "Sec-Fetch-Mode: navigate\r\n";
    let cases = [
        ("/", "", "200", "no-cache"),
        ("/health", "", "200", "no-store"),
        ("/ready", "", "200", "no-store"),
        ("/api/nothing", page, "404", "no-store"),
        ("/api/door", page, "405", ""),
        ("/metrics", "", "200", "chartroom_request_seconds"),
        ("/metrics", "X-Forwarded-For: 1.2.3.4\r\n", "404", ""),
        ("/charts", page, "200", "<!doctype html>"),
    ];
    for (path, headers, status, holds) in cases {
        let answer = get(&serving.address, path, headers);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{path}: {answer}"
        );
        assert!(answer.contains(holds), "{path}: {answer}");
        assert!(answer.contains("default-src 'none'"), "{path}: {answer}");
        assert!(
            !answer.to_lowercase().contains("access-control"),
            "{path}: {answer}"
        );
    }
    let answer = get(&metrics, "/metrics", "");
    assert!(
        answer.contains("endpoint=\"/health\",outcome=\"done\""),
        "{answer}"
    );
    assert!(get(&metrics, "/health", "").starts_with("HTTP/1.1 404"));
}

#[test]
fn what_is_wrong_is_said_with_what_helps() {
    let folder = Folder::new();
    let app = folder.path("app");
    let none = folder.path("none");
    let file = folder.path("app/index.html");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--app", &app];
    let cases: [(&[&str], &str); 6] = [
        (&["--data", &file], "--data DIR"),
        (&["--tls-cert", &file, "--tls-key", &file], "trusted-origin"),
        (&["--tls-cert", &none], "--tls-key"),
        (&["--quota", "much"], "8G"),
        (
            &["--postgres", "postgres://127.0.0.1:1/x"],
            "lets this server in",
        ),
        (
            &["--postgres", "postgres://192.0.2.7/x"],
            "sslmode=verify-full",
        ),
    ];
    for (more, helps) in cases {
        let arguments: Vec<_> = serve.iter().chain(more).copied().collect();
        let (status, _, errors) = run(&arguments);
        assert_eq!(status, Some(2), "{more:?}: {errors}");
        assert!(errors.contains(helps), "{more:?}: {errors}");
        assert!(!errors.contains("panicked"), "{errors}");
    }
    let (status, steps, _) = run(&["trusted-origin"]);
    assert_eq!(status, Some(0));
    for step in [
        "openssl req -x509",
        "reverse_proxy",
        "proxy_buffering off",
        "ChromeOS",
        "certutil",
        "--origin https://records.example.org",
    ] {
        assert!(steps.contains(step), "{step}");
    }
}

#[test]
fn who_starts_a_server_hears_why_no_passkeys_are_offered() {
    let cases = [
        (None, "not known which address"),
        (Some("http://127.0.0.1:8080"), "the address is a number"),
        (Some("http://records.example.org"), "only over HTTPS"),
        (Some("records.example.org"), "none such as https://"),
    ];
    for (origin, says) in cases {
        let folder = Folder::new();
        let data = folder.path("data");
        let named = origin.map(|origin| ["--origin", origin]);
        let mut arguments = vec!["--data", &data];
        arguments.extend(named.iter().flatten());
        let mut serving = Serving::start(&folder, &arguments);
        serving.code();
        let line = serving.line();
        assert!(line.starts_with("No passkeys are offered"), "{line}");
        assert!(line.contains(says), "{line}");
    }
    let folder = Folder::new();
    let data = folder.path("data");
    let named = "https://records.example.org";
    let mut serving = Serving::start(&folder, &["--data", &data, "--origin", named]);
    serving.code();
    serving.terminate();
    assert_eq!(serving.line(), "");
    // Where nobody has any, nothing is removed, and that is said.
    let (status, said, _) = run(&["forget-passkeys", "--data", &data, "ABC123"]);
    assert_eq!(status, Some(0));
    assert!(said.contains("Nobody on a laptop called ABC123"), "{said}");
}
