//! Whoever comes in to the demonstration finds work there.

use custodian::protocol::{CasesEvent, CasesRequest, Joining};
use server::Options;

use super::*;

/// The code that is printed for a person.
fn code_in(said: &str, guest: &Guest) -> String {
    let mut lines = said.lines();
    let line = lines.find(|line| line.trim_start().starts_with(guest.name));
    let line = line.expect("a line of theirs");
    line.split_whitespace().last().expect("a code").to_owned()
}

#[tokio::test]
async fn a_coder_comes_in_from_a_device_of_their_own_and_loads_a_case() {
    let folder = std::env::temp_dir().join(format!("chartroom-demo-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let file = folder.join("chartroom.sqlite");
    let server = Server::open_sqlite(&file, Options::default());
    let server = server.await.expect("a server");
    let said = fill(&server, &mut |_| {}).await.expect("it is filled");
    let coder = &GUESTS[1];
    let mut theirs = Device::new(Here(server.router())).await.expect("a device");
    let joining = Joining {
        code: code_in(&said, coder),
        user_name: coder.user_name.to_owned(),
        password: coder.password.to_owned(),
    };
    let joined = theirs.ask(Request::Sync(SyncRequest::Join(joining))).await;
    let Event::Opened(opened) = joined.expect("in") else {
        panic!("they are told who they are");
    };
    assert_eq!(
        (opened.person.as_str(), opened.roles.as_slice()),
        (coder.name, &["coder".to_owned()][..])
    );
    theirs.settle(ROUNDS).await.expect("all has come");
    let next = CasesRequest::LoadNext { after: None };
    let next = theirs.ask(Request::Cases(next)).await.expect("answered");
    assert!(
        matches!(next, Event::Cases(CasesEvent::Opened(_))),
        "{next:?}"
    );
    server.close().await;
    drop(std::fs::remove_dir_all(&folder));
}
