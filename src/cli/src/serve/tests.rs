//! The server, asked over a real socket.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::*;

/// A folder with the kinds of file a built app has, served until the value is dropped.
struct Served {
    address: SocketAddr,
    dir: PathBuf,
    _runtime: tokio::runtime::Runtime,
}

impl Served {
    fn start(name: &str) -> Self {
        let dir =
            std::env::temp_dir().join(format!("chartroom-serve-{}-{name}", std::process::id()));
        std::fs::create_dir_all(dir.join("packs")).expect("temporary folder");
        let files: [(&str, &[u8]); 8] = [
            ("index.html", b"<!doctype html><title>Chartroom</title>"),
            ("app-0123456789abcdef.js", b"export default 1"),
            ("app-0123456789abcdef.js.br", b"brotli bytes"),
            ("app_bg-0123456789abcdef.wasm", b"\0asm"),
            ("sw.js", b"// service worker"),
            ("manifest.webmanifest", b"{}"),
            ("style-fedcba9876543210.css", b"a{}"),
            ("packs/mce.pack", b"CHRTPACK"),
        ];
        for (file, bytes) in files {
            std::fs::write(dir.join(file), bytes).expect("write");
        }
        std::fs::write(dir.with_extension("secret"), "outside").expect("write");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("runtime");
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("loopback");
        let address = listener.local_addr().expect("address");
        let site = site::site(&dir);
        runtime.spawn(async move { axum::serve(listener, site).await });
        Self {
            address,
            dir,
            _runtime: runtime,
        }
    }

    /// Sends `path` as it stands, unnormalised, and returns the head in lower case and the body.
    fn get(&self, path: &str, headers: &str) -> (String, String) {
        let mut stream = TcpStream::connect(self.address).expect("connect");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"
        )
        .expect("send");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("receive");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        (head.to_lowercase(), body.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
        let _ = std::fs::remove_file(self.dir.with_extension("secret"));
    }
}

fn serving(listen: SocketAddr, app: &Path) -> Serving {
    Serving {
        listen,
        app: Some(app.to_owned()),
        place: options::Place {
            data: Some(app.join("data")),
            postgres: None,
        },
        origin: None,
        quota: None,
        metrics: None,
        tls_cert: None,
        tls_key: None,
        behind_proxy: false,
        demo: false,
        log: options::Form::Off,
    }
}

const NAVIGATION: &str = "Sec-Fetch-Mode: navigate\r\nAccept: text/html\r\n";

#[test]
fn each_kind_of_file_has_its_type_and_its_lifetime() {
    let served = Served::start("types");
    let forever = "immutable";
    let ask_again = "no-cache";
    for (path, content_type, lifetime) in [
        ("/", "text/html", ask_again),
        ("/index.html", "text/html", ask_again),
        ("/sw.js", "text/javascript", ask_again),
        (
            "/manifest.webmanifest",
            "application/manifest+json",
            ask_again,
        ),
        ("/packs/mce.pack", "application/octet-stream", ask_again),
        ("/app-0123456789abcdef.js", "text/javascript", forever),
        ("/app_bg-0123456789abcdef.wasm", "application/wasm", forever),
        ("/style-fedcba9876543210.css", "text/css", forever),
    ] {
        let (head, _) = served.get(path, "");
        assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
        assert!(
            head.contains(&format!("content-type: {content_type}")),
            "{path}: {head}"
        );
        assert!(head.contains(lifetime), "{path}: {head}");
    }
}

#[test]
fn brotli_is_sent_to_those_who_take_it() {
    let served = Served::start("brotli");
    let (head, body) = served.get("/app-0123456789abcdef.js", "Accept-Encoding: gzip, br\r\n");
    assert!(head.contains("content-encoding: br"), "{head}");
    assert!(head.contains("content-type: text/javascript"), "{head}");
    assert!(head.contains("vary: accept-encoding"), "{head}");
    assert_eq!(body, "brotli bytes");
    let (head, body) = served.get("/app-0123456789abcdef.js", "");
    assert!(!head.contains("content-encoding"), "{head}");
    assert_eq!(body, "export default 1");
}

#[test]
fn every_answer_bears_the_security_headers() {
    let served = Served::start("security");
    for path in ["/", "/sw.js", "/missing.js", "/packs/mce.pack"] {
        let (head, _) = served.get(path, "");
        for wanted in [
            "content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval';",
            "cross-origin-opener-policy: same-origin",
            "cross-origin-embedder-policy: require-corp",
            "cross-origin-resource-policy: same-origin",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "permissions-policy: camera=()",
        ] {
            assert!(head.contains(wanted), "{path} lacks {wanted}: {head}");
        }
        assert!(!head.contains("unsafe-inline"), "{path}: {head}");
    }
}

#[test]
fn a_page_address_gives_the_start_page_and_a_missing_file_is_missing() {
    let served = Served::start("fallback");
    let (head, body) = served.get("/stay/codes", NAVIGATION);
    assert!(
        head.starts_with("http/1.1 200") && head.contains("no-cache"),
        "{head}"
    );
    assert!(body.contains("Chartroom"));
    let missing = [
        ("/stay/codes", ""),
        ("/app-ffffffffffffffff.js", NAVIGATION),
        ("/packs/cpt.pack", NAVIGATION),
        ("/packs/cpt.pack", ""),
    ];
    for (path, headers) in missing {
        let (head, _) = served.get(path, headers);
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
        assert!(!head.contains("immutable"), "{path}: {head}");
    }
}

#[test]
fn nothing_outside_the_folder_is_read() {
    let served = Served::start("outside");
    let secret = served.dir.with_extension("secret");
    let name = secret.file_name().expect("name").to_string_lossy();
    for path in [
        format!("/../{name}"),
        format!("/packs/../../{name}"),
        format!("/..%2f{name}"),
        format!("/%2e%2e/{name}"),
        format!("/%2e%2e%5c{name}"),
        format!("/{}", secret.display()),
        format!("//{}", secret.display()),
    ] {
        let (head, body) = served.get(&path, "");
        assert!(!head.starts_with("http/1.1 200"), "{path}: {head}");
        assert!(!body.contains("outside"), "{path}");
    }
}

#[test]
fn without_an_app_the_error_names_the_command() {
    let nowhere = std::env::temp_dir().join("chartroom-no-such-app");
    let problem = run(&serving(DEFAULT_LISTEN, &nowhere)).expect_err("no app there");
    assert!(problem.to_string().contains("cargo xtask run"), "{problem}");
}

#[test]
fn a_taken_address_is_named() {
    let served = Served::start("taken");
    let problem = run(&serving(served.address, &served.dir)).expect_err("address in use");
    assert!(
        problem.to_string().contains(&served.address.to_string()),
        "{problem}"
    );
    assert!(problem.to_string().contains("--listen"), "{problem}");
}

#[test]
fn where_the_system_keeps_a_port_another_on_the_same_address_is_named() {
    let said = |address: &str, kind: std::io::ErrorKind| {
        let failed = ServeError::Listen {
            address: address.parse().expect("an address"),
            flag: "listen",
            source: kind.into(),
        };
        failed.to_string()
    };
    let denied = std::io::ErrorKind::PermissionDenied;
    for (asked, helps) in [
        ("0.0.0.0:443", "--listen 0.0.0.0:8443"),
        ("192.0.2.7:80", "--listen 192.0.2.7:8080"),
        ("[::]:443", "--listen [::]:8443"),
        ("0.0.0.0:1", "--listen 0.0.0.0:1025"),
    ] {
        let said = said(asked, denied);
        assert!(said.ends_with(helps), "{asked}: {said}");
    }
    // Of an address that somebody has, the next port on this machine.
    let said = said("127.0.0.1:8080", std::io::ErrorKind::AddrInUse);
    assert!(said.ends_with("--listen 127.0.0.1:8081"), "{said}");
}

#[test]
fn where_laptops_of_several_facilities_are_called_alike_the_keeper_is_told_how_to_say_whose() {
    let several = ServeError::Several {
        laptop: "ABC123".to_owned(),
        whom: "frozen devices",
        facilities: vec![("0a1b2c".to_owned(), 2), ("ddeeff".to_owned(), 1)],
    };
    assert_eq!(
        several.to_string(),
        "ABC123 is not changed\n  why: laptops of 2 facilities are called so\n    0a1b2c (frozen devices: 2)\n    ddeeff (frozen devices: 1)\n  fix: say whose is meant, for example --facility 0a1b2c"
    );
}
