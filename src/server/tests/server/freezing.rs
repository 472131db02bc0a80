//! A suspected breach is contained by whoever sees it, is reported once and for all, and shuts out nobody who could end it.

use server::{Reached, Server};
use sync::door::{Admits, Ask, Nonce, Refused, Told, short_name};

use crate::cluster::Cluster;
use crate::people::{Line, Person, refused, token_of};
use crate::places::{At, Folder, Hands, both, options, setup_code};

const HOUSE: [u8; 16] = [0xa1; 16];

async fn founded(server: &Server) -> (Line, Person, [u8; 32]) {
    let line = Line::new(server.router());
    let founder = Person::new(HOUSE, 1);
    let token = token_of(&line.found(&founder, &setup_code(server).await).await);
    (line, founder, token)
}

/// A further device of somebody, on another laptop.
async fn further(line: &Line, token: &[u8; 32], of: &Person) -> (Person, [u8; 32]) {
    let further = of.elsewhere(50, 1);
    let member = of.member;
    let code = line.code(token, 60, Admits::Device { member }).await;
    let token = token_of(&line.join(&further, &code).await);
    (further, token)
}

/// What a device asks with a number for its nonce, reporting it.
fn contain(person: &Person, number: u8) -> Ask {
    let Ask::Contain {
        facility,
        device,
        at,
        nonce,
        signed,
        ..
    } = person.contain(Nonce([number; 32]))
    else {
        panic!();
    };
    let report = vec![number; 30];
    Ask::Contain {
        facility,
        device,
        at,
        report,
        nonce,
        signed,
    }
}

/// The first byte of each report of a device that is told.
async fn reports(line: &Line, token: &[u8; 32], of: &Person) -> Vec<u8> {
    let house = line.house(token).await;
    let device = house.devices.iter().find(|line| line.device == of.device);
    let reports = device.unwrap().reports.iter();
    reports.map(|(_, report)| report[0]).collect()
}

#[tokio::test]
async fn who_was_put_out_reports_and_freezes_nobody() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let (line, founder, token) = founded(&server).await;
        let clerk = Person {
            store: founder.store,
            ..Person::new(HOUSE, 2)
        };
        let add = Ask::AddAccount(clerk.account(false));
        assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
        token_of(&line.log_in(&clerk).await);
        let end = Ask::EndMember {
            member: clerk.member,
            wipe: false,
        };
        assert_eq!(line.ask(Some(&token), &end).await, Told::Done);
        assert_eq!(line.ask(None, &contain(&clerk, 7)).await, Told::Done);
        // Everybody at the laptop they shared goes on.
        let house = line.house(&token).await;
        assert!(house.devices.iter().all(|line| line.frozen.is_none()));
        assert_eq!(reports(&line, &token, &clerk).await, [7]);
        server.close().await;
    }
}

#[tokio::test]
async fn nobody_freezes_the_last_device_that_could_let_go_on() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let (line, founder, token) = founded(&server).await;
        let freeze = |of: &Person| Ask::SetFrozen {
            device: of.device,
            frozen: true,
        };
        let told = line.ask(Some(&token), &freeze(&founder)).await;
        assert_eq!(told, refused(Refused::Last));
        // Somebody who could not let go on anyway.
        let clerk = Person {
            store: founder.store,
            ..Person::new(HOUSE, 2)
        };
        let add = Ask::AddAccount(clerk.account(false));
        assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
        let clerks = token_of(&line.log_in(&clerk).await);
        assert_eq!(line.ask(Some(&clerks), &freeze(&clerk)).await, Told::Done);
        // With another device one of the two may be frozen, and not both.
        let (further, elsewhere) = further(&line, &token, &founder).await;
        assert_eq!(line.ask(Some(&token), &freeze(&founder)).await, Told::Done);
        assert_eq!(
            line.ask(Some(&elsewhere), &freeze(&founder)).await,
            Told::Done
        );
        let told = line.ask(Some(&elsewhere), &freeze(&further)).await;
        assert_eq!(told, refused(Refused::Last));
        let house = line.house(&elsewhere).await;
        let frozen = house.devices.iter().filter(|line| line.frozen.is_some());
        assert_eq!(frozen.count(), 2);
        server.close().await;
    }
}

#[tokio::test]
async fn a_later_report_takes_the_place_of_none() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(options(&hands)).await;
        let (line, founder, token) = founded(&server).await;
        let (further, _) = further(&line, &token, &founder).await;
        for number in [1, 2] {
            assert_eq!(line.ask(None, &contain(&further, number)).await, Told::Done);
            hands.pass(60);
        }
        assert_eq!(reports(&line, &token, &further).await, [1, 2]);
        let thaw = Ask::SetFrozen {
            device: further.device,
            frozen: false,
        };
        assert_eq!(line.ask(Some(&token), &thaw).await, Told::Done);
        // What was asked before freezes nobody again.
        assert_eq!(line.ask(None, &contain(&further, 1)).await, Told::Done);
        token_of(&line.log_in(&further).await);
        // However often it asks, what came first stays, and there is an end to what is kept.
        for number in 3..120 {
            assert_eq!(line.ask(None, &contain(&further, number)).await, Told::Done);
            hands.pass(60);
        }
        let told = reports(&line, &token, &further).await;
        assert_eq!(told, [1, 2, 3, 4, 5, 6]);
        assert!(kept(&at).await < 80, "{}", kept(&at).await);
        assert_eq!(line.ask(Some(&token), &thaw).await, Told::Done);
        let told = reports(&line, &token, &further).await;
        assert_eq!(told, [3, 4, 5, 6]);
        server.close().await;
    }
}

async fn kept(at: &At) -> i64 {
    let sql = "SELECT COUNT(*) FROM contained";
    match at {
        At::File(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
            let (kept,) = sqlx::query_as(sql).fetch_one(&pool).await.unwrap();
            pool.close().await;
            kept
        }
        At::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            let (kept,) = sqlx::query_as(sql).fetch_one(&pool).await.unwrap();
            pool.close().await;
            kept
        }
    }
}

/// Whoever fails at the same address, or in a device's name, does not keep it from being frozen.
#[tokio::test]
async fn a_device_is_heard_whatever_others_do() {
    let folder = Folder::new();
    let at = At::File(folder.file("chartroom.sqlite"));
    let server = at.open(options(&Hands::new())).await;
    let (mut line, founder, token) = founded(&server).await;
    let (further, _) = further(&line, &token, &founder).await;
    let mut posing = further.elsewhere(70, 1);
    posing.device = further.device;
    line.peer = [10, 9, 9, 9];
    for number in 0..200 {
        let told = line.ask(None, &contain(&posing, number)).await;
        assert_eq!(told, refused(Refused::Wrong), "{number}");
    }
    let prelogin = Ask::Prelogin {
        facility: HOUSE,
        name: [3; 32],
    };
    for _ in 0..400 {
        if line.ask(None, &prelogin).await == refused(Refused::TooMany(10)) {
            break;
        }
    }
    for number in 0..=60_u8 {
        let asked = Ask::Code(sync::door::Shown([number; 32]));
        line.ask(None, &asked).await;
    }
    let told = line.ask(None, &prelogin).await;
    assert!(
        matches!(told, Told::Refused(Refused::TooMany(_))),
        "{told:?}"
    );
    assert_eq!(line.ask(None, &contain(&further, 201)).await, Told::Done);
    assert_eq!(reports(&line, &token, &further).await, [201]);
    // Of what it rightly signs there is an end.
    let mut done = 0;
    while line.ask(None, &contain(&further, 210 + done)).await == Told::Done {
        done += 1;
    }
    assert_eq!(done, 9);
    server.close().await;
}

/// Of laptops that are called alike, whoever keeps the server says whose is meant.
#[tokio::test]
async fn a_laptop_of_another_facility_does_not_go_on_with_one() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let (line, founder, _) = founded(&server).await;
        let mut there = Person::new([0xb2; 16], 7);
        there.store = founder.store;
        token_of(&line.found(&there, &setup_code(&server).await).await);
        for person in [&founder, &there] {
            assert_eq!(line.ask(None, &contain(person, 1)).await, Told::Done);
        }
        let (short, door) = (short_name(founder.store).to_lowercase(), server.door());
        let told = door.let_go_on(&short, None).await.unwrap();
        let Reached::Several(facilities) = told else {
            panic!("{told:?}");
        };
        let devices: Vec<u64> = facilities.iter().map(|(_, devices)| *devices).collect();
        assert_eq!(devices, [1, 1]);
        assert_ne!(facilities[0].0, facilities[1].0);
        for person in [&founder, &there] {
            assert_eq!(line.log_in(person).await, refused(Refused::Frozen));
        }
        let told = door.let_go_on(&short, Some("nobody")).await.unwrap();
        assert_eq!(told, Reached::Changed(0));
        // They are listed by the facilities' ids, of which the founder's is the first.
        let told = door
            .let_go_on(&short, Some(&facilities[0].0))
            .await
            .unwrap();
        assert_eq!(told, Reached::Changed(1));
        token_of(&line.log_in(&founder).await);
        assert_eq!(line.log_in(&there).await, refused(Refused::Frozen));
        // Where only one is left, it is clear whose is meant.
        let told = door.let_go_on(&short, None).await.unwrap();
        assert_eq!(told, Reached::Changed(1));
        token_of(&line.log_in(&there).await);
        server.close().await;
    }
}
