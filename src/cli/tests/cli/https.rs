//! Over HTTPS, with a certificate of an authority that only those trust who were told to.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};

use crate::serving::{self, Folder, Serving};

/// An authority, and a server's certificate and key in a folder.
fn certified(folder: &Folder) -> CertificateDer<'static> {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["records.clinic.internal".to_owned()];
    let server = CertificateParams::new(names).unwrap();
    let server = server.signed_by(&key, &authority).unwrap();
    std::fs::write(folder.path("server.pem"), server.pem()).unwrap();
    std::fs::write(folder.path("server.key"), key.serialize_pem()).unwrap();
    authority.der().clone()
}

fn get(address: &str, config: &Arc<ClientConfig>, path: &str) -> Result<String, std::io::Error> {
    let name = ServerName::try_from("records.clinic.internal").unwrap();
    let mut client = ClientConnection::new(Arc::clone(config), name).unwrap();
    let mut socket = TcpStream::connect(address)?;
    let mut stream = Stream::new(&mut client, &mut socket);
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn trusting(roots: RootCertStore) -> Arc<ClientConfig> {
    let config = ClientConfig::builder().with_root_certificates(roots);
    Arc::new(config.with_no_client_auth())
}

#[test]
fn who_trusts_the_authority_reaches_the_server_and_nobody_in_the_clear() {
    let folder = Folder::new();
    let authority = certified(&folder);
    let (certificate, key) = (folder.path("server.pem"), folder.path("server.key"));
    let data = folder.path("data");
    let serving = Serving::start(
        &folder,
        &[
            "--data",
            &data,
            "--tls-cert",
            &certificate,
            "--tls-key",
            &key,
        ],
    );
    let mut roots = RootCertStore::empty();
    roots.add(authority).unwrap();
    let trusts = trusting(roots);
    let answer = get(&serving.address, &trusts, "/health").unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("up\n"),
        "{answer}"
    );
    let answer = get(&serving.address, &trusts, "/").unwrap();
    assert!(answer.contains("<!doctype html>"), "{answer}");
    // As browsers do: the server says that it speaks HTTP/2, and does.
    let mut newer = ClientConfig::clone(&trusts);
    newer.alpn_protocols = vec![b"h2".to_vec()];
    let name = ServerName::try_from("records.clinic.internal").unwrap();
    let mut client = ClientConnection::new(Arc::new(newer), name).unwrap();
    let mut socket = TcpStream::connect(&serving.address).unwrap();
    let mut stream = Stream::new(&mut client, &mut socket);
    // The preface, and settings that say nothing: answered by the server's settings.
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        .unwrap();
    stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).unwrap();
    let mut frame = [0; 9];
    stream.read_exact(&mut frame).unwrap();
    assert_eq!(frame[3], 4, "{frame:?}");
    // Who does not know the authority says nothing to it, and who speaks in the clear is told nothing.
    let stranger = trusting(RootCertStore::empty());
    assert!(get(&serving.address, &stranger, "/health").is_err());
    let mut clear = TcpStream::connect(&serving.address).unwrap();
    clear
        .write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    drop(clear.read_to_end(&mut answer));
    assert!(!answer.windows(2).any(|two| two == b"up"), "{answer:?}");
}

/// What `chartroom trusted-origin` prints for a clinic makes a certificate as it stands: whoever copies it out of a terminal copies
/// its margin too.
#[cfg(unix)]
#[test]
fn the_printed_steps_make_a_certificate() {
    let (status, steps, _) = serving::run(&["trusted-origin"]);
    assert_eq!(status, Some(0));
    let begins = steps.lines().skip_while(|line| line.trim() != "umask 077");
    let mut lines = Vec::new();
    for line in begins {
        lines.push(line);
        if line.trim().starts_with("openssl verify") {
            break;
        }
    }
    assert!(lines.len() > 10, "{lines:?}");
    let folder = Folder::new();
    let done = std::process::Command::new("sh")
        .arg("-c")
        .arg(lines.join("\n"))
        .current_dir(&folder.0)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        serving::there(&folder, "server.pem"),
        "{}",
        text(&done.stderr)
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(
        text(&done.stdout).contains("server.pem: OK"),
        "{}",
        text(&done.stdout)
    );
}
