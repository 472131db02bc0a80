//! The life of a facility at the door, over both databases: found, joined, left, ended.

use server::Server;
use sync::door::{Admits, Ask, Nonce, Proof, Purpose, Refused, Told, chain_to_sign};
use sync::{Item, Origin, Request, Said, Stopped, Stream, Verdict};
use vault::door::ServerPublic;
use vault::{Signature, SigningPublic};

use crate::cluster::Cluster;
use crate::people::{Line, Person, pull, refused, row, token_of};
use crate::places::{Folder, Hands, both, options, setup_code};

const HOUSE: [u8; 16] = [0xa1; 16];

/// A facility with its founder in.
async fn founded(server: &Server) -> (Line, Person, [u8; 32]) {
    let line = Line::new(server.router());
    let founder = Person::new(HOUSE, 1);
    let code = setup_code(server).await;
    let told = line.found(&founder, &code).await;
    (line, founder, token_of(&told))
}

#[tokio::test]
async fn a_facility_lives() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(options(&hands)).await;
        lives(&server, &hands).await;
        server.close().await;
    }
}

async fn lives(server: &Server, hands: &Hands) {
    let line = Line::new(server.router());
    let founder = Person::new(HOUSE, 1);
    let code = setup_code(server).await;
    assert!(!server.has_facility().await.unwrap());
    let nonce = line.nonce_for(&code).await;
    let ask = founder.found(&code, nonce);
    let told = line.ask(None, &ask).await;
    let Told::In {
        token,
        seconds,
        member,
        admits,
        revision,
        ref ways_in,
        server: public,
    } = told
    else {
        panic!("{told:?}");
    };
    assert_eq!((seconds, member), (12 * 3600, founder.member));
    assert!(admits && revision == 1 && ways_in.is_empty());
    // The code and the nonce are used up.
    assert_eq!(line.ask(None, &ask).await, refused(Refused::Wrong));
    let again = Ask::Code(sync::door::Shown(code.shown()));
    assert_eq!(line.ask(None, &again).await, refused(Refused::Wrong));

    // A further device of the founder's, by a code that is good once.
    let further = founder.elsewhere(50, 1);
    assert_eq!(line.log_in(&further).await, refused(Refused::Wrong));
    let member = founder.member;
    let code = line.code(&token, 60, Admits::Device { member }).await;
    let joined = line.join(&further, &code).await;
    let Told::In { ref ways_in, .. } = joined else {
        panic!("{joined:?}");
    };
    assert_eq!(ways_in, &founder.ways_in);
    let further_token = token_of(&joined);
    assert_eq!(line.join(&further, &code).await, refused(Refused::Wrong));

    // Rows go from one to the other, and where the chain ends is signed.
    let origin = Origin {
        device: founder.device,
        sequence: 1,
    };
    let item = Item::new(Stream::LOG, Some(origin), 1, vec![1], b"sealed".to_vec());
    let pushed = line
        .exchange(Some(&token), &Request::Push(vec![item.clone()]))
        .await;
    assert_eq!(pushed.said, Said::Pushed(vec![Verdict::Kept(1)]));
    let pulled = line.exchange(Some(&further_token), &pull()).await;
    let Said::Pulled { items, .. } = pulled.said else {
        panic!("{pulled:?}");
    };
    assert_eq!(items.len(), 1);
    let told = line.ask(Some(&token), &Ask::Chains).await;
    let Told::Chains { shelf, chains } = told else {
        panic!("{told:?}");
    };
    assert_eq!((chains.len(), shelf), (1, pushed.shelf.0));
    let end = &chains[0];
    let digest = chain_to_sign(HOUSE, shelf, end.device, end.sequence, &end.digest);
    let signature = Signature(end.signed.0.clone().try_into().unwrap());
    assert!(ServerPublic(SigningPublic(public)).verifies(&digest, &signature));

    // A newcomer knocks, waits, and is let in.
    let nurse = Person::new(HOUSE, 2);
    let code = line.code(&token, 61, Admits::Newcomer).await;
    assert_eq!(line.log_in(&nurse).await, refused(Refused::Wrong));
    assert_eq!(line.knock(&nurse, &code).await, Told::Done);
    assert_eq!(line.log_in(&nurse).await, refused(Refused::Waiting));
    let house = line.house(&token).await;
    assert_eq!(house.knocks.len(), 1);
    assert_eq!(house.knocks[0].device, nurse.new_device());
    let let_in = Ask::LetIn {
        member: nurse.member,
        admits: false,
        ways_in: b"ways in".to_vec(),
    };
    assert_eq!(line.ask(Some(&token), &let_in).await, Told::Done);
    let nurse_token = token_of(&line.log_in(&nurse).await);
    let house = line.house(&nurse_token).await;
    assert_eq!((house.accounts.len(), house.devices.len()), (2, 3));
    assert!(house.knocks.is_empty());
    for ask in [
        let_in,
        Ask::EndMember {
            member: founder.member,
            wipe: true,
        },
        Ask::AddAccount(nurse.account(true)),
    ] {
        let told = line.ask(Some(&nurse_token), &ask).await;
        assert_eq!(told, refused(Refused::NotAllowed));
    }

    // Key epochs have numbers that nobody else is given.
    let claim = |newest| Ask::ClaimEpoch { newest };
    assert_eq!(line.ask(Some(&token), &claim(1)).await, Told::Epoch(2));
    assert_eq!(
        line.ask(Some(&nurse_token), &claim(1)).await,
        Told::Epoch(3)
    );
    assert_eq!(line.ask(Some(&token), &claim(9)).await, Told::Epoch(10));
    // Nobody uses them up by naming one that is far off.
    let told = line.ask(Some(&nurse_token), &claim(u32::MAX - 1)).await;
    assert_eq!(told, refused(Refused::NotAllowed));
    assert_eq!(line.ask(Some(&token), &claim(10)).await, Told::Epoch(11));

    // Another password: only by who knows how the ways in stand, and every other session ends.
    let second = token_of(&line.log_in(&nurse).await);
    let nonce = line.nonce(&nurse).await;
    let late = nurse.set_password(7, [9; 32], nonce);
    let told = line.ask(Some(&nurse_token), &late).await;
    assert_eq!(told, refused(Refused::Stale { revision: 1 }));
    let nonce = line.nonce(&nurse).await;
    let change = nurse.set_password(1, [9; 32], nonce);
    assert_eq!(line.ask(Some(&nurse_token), &change).await, Told::Done);
    assert_eq!(
        line.ask(Some(&second), &Ask::WaysIn).await,
        refused(Refused::Expired)
    );
    let told = line.ask(Some(&nurse_token), &Ask::WaysIn).await;
    let ways_in = b"new ways in".to_vec();
    assert_eq!(
        told,
        Told::WaysIn {
            revision: 2,
            ways_in
        }
    );
    assert_eq!(line.log_in(&nurse).await, refused(Refused::Wrong));
    let nonce = line.nonce(&nurse).await;
    let by_new = nurse.log_in_by(Proof::Password([9; 32]), nonce);
    assert!(matches!(
        line.ask(None, &by_new).await,
        Told::In { revision: 2, .. }
    ));
    // Without the password, by the key that the recovery kit gave.
    let nonce = line.nonce(&nurse).await;
    let proof = Proof::Signature(nurse.signs(Purpose::Myself, &nonce));
    let by_kit = nurse.log_in_by(proof, nonce);
    assert!(matches!(line.ask(None, &by_kit).await, Told::In { .. }));

    // A device freezes itself, and goes on when somebody says so; what it asked once does nothing again.
    let contain = further.contain(Nonce([3; 32]));
    assert_eq!(line.ask(None, &contain).await, Told::Done);
    assert_eq!(line.ask(None, &contain).await, Told::Done);
    let told = line.ask(Some(&further_token), &Ask::House).await;
    assert_eq!(told, refused(Refused::Frozen));
    let stopped = line.exchange(Some(&further_token), &pull()).await;
    assert_eq!(stopped.said, Said::Stopped(Stopped::Expired));
    assert_eq!(line.log_in(&further).await, refused(Refused::Frozen));
    let house = line.house(&token).await;
    let frozen = house
        .devices
        .iter()
        .find(|line| line.device == further.device);
    let reports = frozen.unwrap().reports.clone();
    assert_eq!(reports, [(1_000, b"sealed report".to_vec())]);
    let thaw = Ask::SetFrozen {
        device: further.device,
        frozen: false,
    };
    assert_eq!(line.ask(Some(&token), &thaw).await, Told::Done);
    assert_eq!(line.ask(None, &contain).await, Told::Done);
    let told = line.ask(Some(&further_token), &Ask::House).await;
    assert_eq!(told, refused(Refused::Expired));
    let further_token = token_of(&line.log_in(&further).await);

    // Somebody taken in on the founder's laptop logs in there, and nowhere else.
    let mut clerk = Person::new(HOUSE, 3);
    let add = Ask::AddAccount(clerk.account(false));
    assert_eq!(line.ask(Some(&token), &add).await, Told::Done);
    assert_eq!(line.ask(Some(&token), &add).await, refused(Refused::Taken));
    assert_eq!(line.log_in(&clerk).await, refused(Refused::Wrong));
    clerk.store = founder.store;
    let clerk_token = token_of(&line.log_in(&clerk).await);
    // Another's device is not one's own.
    let mut thief = clerk.elsewhere(70, 3);
    thief.device = founder.device;
    thief.store = founder.store;
    assert_eq!(line.log_in(&thief).await, refused(Refused::Taken));

    // The last who admits stays so, and nobody ends themself.
    let set = |member, admits| Ask::SetAdmits { member, admits };
    let told = line.ask(Some(&token), &set(founder.member, false)).await;
    assert_eq!(told, refused(Refused::Last));
    let own = Ask::EndMember {
        member: founder.member,
        wipe: false,
    };
    assert_eq!(
        line.ask(Some(&token), &own).await,
        refused(Refused::NotAllowed)
    );

    // A member is ended: at once, everywhere, and with what they keep.
    let end = Ask::EndMember {
        member: nurse.member,
        wipe: true,
    };
    assert_eq!(line.ask(Some(&token), &end).await, Told::Done);
    let ended = refused(Refused::Ended { wipe: true });
    assert_eq!(line.ask(Some(&nurse_token), &Ask::House).await, ended);
    let told = line.exchange(Some(&nurse_token), &pull()).await;
    assert_eq!(told.said, Said::Stopped(Stopped::Revoked { wipe: true }));
    let nonce = line.nonce(&nurse).await;
    let by_new = nurse.log_in_by(Proof::Password([9; 32]), nonce);
    assert_eq!(line.ask(None, &by_new).await, ended);

    // A device that is not their own is not told to remove what it keeps.
    let mut posing = nurse.elsewhere(71, 2);
    posing.store = founder.store;
    let nonce = line.nonce(&posing).await;
    let by_new = posing.log_in_by(Proof::Password([9; 32]), nonce);
    let told = line.ask(None, &by_new).await;
    assert_eq!(told, refused(Refused::Ended { wipe: false }));

    // A laptop is ended, with everybody on it, by somebody on another; not by the last.
    let end_store = |store| Ask::EndStore { store, wipe: true };
    let told = line
        .ask(Some(&further_token), &end_store(founder.store))
        .await;
    assert_eq!(told, Told::Done);
    for token in [&token, &clerk_token] {
        let late = Request::Push(vec![row(b"k", b"late")]);
        let told = line.exchange(Some(token), &late).await;
        assert_eq!(told.said, Said::Stopped(Stopped::Revoked { wipe: true }));
    }
    assert_eq!(line.log_in(&clerk).await, ended);
    let told = line
        .ask(Some(&further_token), &end_store(further.store))
        .await;
    assert_eq!(told, refused(Refused::Last));

    // Out by oneself, and by the clock.
    let other = token_of(&line.log_in(&further).await);
    assert_eq!(line.ask(Some(&other), &Ask::LogOut).await, Told::Done);
    assert_eq!(
        line.ask(Some(&other), &Ask::House).await,
        refused(Refused::Expired)
    );
    hands.pass(12 * 3600 + 1);
    let told = line.ask(Some(&further_token), &Ask::House).await;
    assert_eq!(told, refused(Refused::Expired));
    // What is over is told as such also when the session would be.
    assert_eq!(line.ask(Some(&nurse_token), &Ask::House).await, ended);
}

#[tokio::test]
async fn codes_end_with_time_and_with_who_made_them() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let hands = Hands::new();
        let server = at.open(options(&hands)).await;
        let unused = setup_code(&server).await;
        let (line, founder, token) = founded(&server).await;
        // One that holds as long as there is no facility holds no more; a new one holds for a day.
        let asked = |code: &vault::kit::DoorCode| Ask::Code(sync::door::Shown(code.shown()));
        assert_eq!(
            line.ask(None, &asked(&unused)).await,
            refused(Refused::Wrong)
        );
        let second = setup_code(&server).await;
        assert!(matches!(
            line.ask(None, &asked(&second)).await,
            Told::Code { facility: None, .. }
        ));
        hands.pass(24 * 3600 + 1);
        assert_eq!(
            line.ask(None, &asked(&second)).await,
            refused(Refused::Wrong)
        );
        let token = match line.log_in(&founder).await {
            Told::In { token: fresh, .. } => fresh,
            _ => token,
        };
        let member = founder.member;
        let code = line.code(&token, 1, Admits::Device { member }).await;
        let told = line.ask(None, &asked(&code)).await;
        assert!(
            matches!(
                told,
                Told::Code {
                    facility: Some(HOUSE),
                    ..
                }
            ),
            "{told:?}"
        );
        hands.pass(601);
        assert_eq!(line.ask(None, &asked(&code)).await, refused(Refused::Wrong));
        // A code of a device that was frozen is good no more.
        let code = line.code(&token, 2, Admits::Newcomer).await;
        let further = founder.elsewhere(5, 1);
        let own = line.code(&token, 3, Admits::Device { member }).await;
        assert!(matches!(line.join(&further, &own).await, Told::In { .. }));
        let contain = founder.contain(Nonce([1; 32]));
        assert_eq!(line.ask(None, &contain).await, Told::Done);
        assert_eq!(line.ask(None, &asked(&code)).await, refused(Refused::Wrong));
        server.close().await;
    }
}

#[tokio::test]
async fn a_nonce_is_good_once_for_two_minutes_and_for_every_server() {
    let cluster = Cluster::start();
    let url = cluster.database().await;
    let hands = Hands::new();
    let one = Server::open_postgres(&url, options(&hands)).await.unwrap();
    let other = Server::open_postgres(&url, options(&hands)).await.unwrap();
    let (line, founder, _) = founded(&one).await;
    let elsewhere = Line::new(other.router());
    let nonce = line.nonce(&founder).await;
    let log_in = founder.log_in(nonce);
    assert!(matches!(
        elsewhere.ask(None, &log_in).await,
        Told::In { .. }
    ));
    assert_eq!(line.ask(None, &log_in).await, refused(Refused::Wrong));
    let nonce = line.nonce(&founder).await;
    hands.pass(121);
    let late = founder.log_in(nonce);
    assert_eq!(line.ask(None, &late).await, refused(Refused::Wrong));
    let made_up = founder.log_in(Nonce([5; 32]));
    assert_eq!(line.ask(None, &made_up).await, refused(Refused::Wrong));
    // A signature is for one device and one purpose.
    let nonce = line.nonce(&founder).await;
    let Ask::LogIn {
        facility,
        name,
        proof,
        device,
        nonce,
        ..
    } = founder.log_in(nonce)
    else {
        panic!();
    };
    let other_purpose = Ask::LogIn {
        facility,
        name,
        proof,
        device,
        nonce,
        signed: founder.signs(Purpose::Contain, &nonce),
        here: founder.signs(Purpose::ThisLaptop, &nonce),
    };
    assert_eq!(
        line.ask(None, &other_purpose).await,
        refused(Refused::Wrong)
    );
    one.close().await;
    other.close().await;
}

#[tokio::test]
async fn two_who_claim_an_epoch_at_once_are_given_two() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let (line, _, token) = founded(&server).await;
        let claims = (0..12).map(|_| {
            let line = line.clone();
            tokio::spawn(async move {
                match line.ask(Some(&token), &Ask::ClaimEpoch { newest: 1 }).await {
                    Told::Epoch(epoch) => epoch,
                    other => panic!("{other:?}"),
                }
            })
        });
        let claims: Vec<_> = claims.collect();
        let mut claimed = Vec::new();
        for claim in claims {
            claimed.push(claim.await.unwrap());
        }
        claimed.sort_unstable();
        assert_eq!(claimed, (2..14).collect::<Vec<u32>>());
        server.close().await;
    }
}
