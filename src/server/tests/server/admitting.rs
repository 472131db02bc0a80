//! What those do who let in others: send away, freeze, let go on, take over from each other.

use sync::door::{Admits, Ask, EPOCHS_AHEAD, Nonce, Refused, Told};
use sync::{Said, Stopped};

use crate::cluster::Cluster;
use crate::people::{Person, pull, refused, token_of};
use crate::places::{Folder, Hands, both, founded, options};

const HOUSE: [u8; 16] = [0xa1; 16];

#[tokio::test]
async fn those_who_let_in_others_look_after_the_house() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let (line, founder, token) = founded(&server, HOUSE).await;

        // Somebody knocks and is sent away; whoever has their name or device already is told so, and the code stays good.
        let newcomer = Person::new(HOUSE, 2);
        let code = line.code(&token, 10, Admits::Newcomer).await;
        let mut namesake = Person::new(HOUSE, 3);
        namesake.name = founder.name;
        assert_eq!(line.knock(&namesake, &code).await, refused(Refused::Taken));
        let mut posing = Person::new(HOUSE, 4);
        posing.device = founder.device;
        assert_eq!(line.knock(&posing, &code).await, refused(Refused::Taken));
        assert_eq!(line.knock(&newcomer, &code).await, Told::Done);
        let knocks = line.house(&token).await.knocks;
        assert_eq!((knocks.len(), knocks[0].code), (1, code.kept()));
        let away = Ask::SendAway {
            member: newcomer.member,
        };
        assert_eq!(line.ask(Some(&token), &away).await, Told::Done);
        assert_eq!(
            line.ask(Some(&token), &away).await,
            refused(Refused::Unknown)
        );
        assert_eq!(line.log_in(&newcomer).await, refused(Refused::Wrong));

        // Let in with the right to let in others, they can take over.
        let code = line.code(&token, 11, Admits::Newcomer).await;
        assert_eq!(line.knock(&newcomer, &code).await, Told::Done);
        let let_in = Ask::LetIn {
            member: newcomer.member,
            admits: true,
            ways_in: b"ways in".to_vec(),
        };
        assert_eq!(line.ask(Some(&token), &let_in).await, Told::Done);
        let second = token_of(&line.log_in(&newcomer).await);
        let own = Ask::SetAdmits {
            member: founder.member,
            admits: false,
        };
        let invitation = line.code(&token, 12, Admits::Newcomer).await;
        assert_eq!(line.ask(Some(&token), &own).await, Told::Done);
        let told = line.ask(Some(&token), &let_in).await;
        assert_eq!(told, refused(Refused::NotAllowed));
        // What they had invited others by is good no more.
        let ask = Ask::Code(sync::door::Shown(invitation.shown()));
        assert_eq!(line.ask(None, &ask).await, refused(Refused::Wrong));

        // A device is frozen by what its holder reads out, and goes on when it is found.
        let freeze = |frozen| Ask::SetFrozen {
            device: founder.device,
            frozen,
        };
        assert_eq!(line.ask(Some(&second), &freeze(true)).await, Told::Done);
        assert_eq!(line.ask(Some(&second), &freeze(true)).await, Told::Done);
        let told = line.ask(Some(&token), &Ask::WaysIn).await;
        assert_eq!(told, refused(Refused::Frozen));
        let answer = line.exchange(Some(&token), &pull()).await;
        assert_eq!(answer.said, Said::Stopped(Stopped::Expired));
        assert_eq!(line.log_in(&founder).await, refused(Refused::Frozen));
        // On its laptop nobody else comes in either.
        let mut neighbour = Person::new(HOUSE, 5);
        neighbour.store = founder.store;
        let add = Ask::AddAccount(neighbour.account(false));
        assert_eq!(line.ask(Some(&second), &add).await, Told::Done);
        assert_eq!(line.log_in(&neighbour).await, refused(Refused::Frozen));
        assert_eq!(line.ask(Some(&second), &freeze(false)).await, Told::Done);
        assert!(matches!(
            line.log_in(&founder).await,
            Told::In { admits: false, .. }
        ));
        assert!(matches!(line.log_in(&neighbour).await, Told::In { .. }));

        // Ended, a member's name may be another's; what an ended device still says of itself does no harm.
        let end = Ask::EndMember {
            member: founder.member,
            wipe: false,
        };
        assert_eq!(line.ask(Some(&second), &end).await, Told::Done);
        let contain = founder.contain(Nonce([8; 32]));
        assert_eq!(line.ask(None, &contain).await, Told::Done);
        let add = Ask::AddAccount(namesake.account(false));
        assert_eq!(line.ask(Some(&second), &add).await, Told::Done);
        let house = line.house(&second).await;
        let ended = house.accounts.iter().filter(|line| line.ended.is_some());
        assert_eq!((house.accounts.len(), ended.count()), (4, 1));
        server.close().await;
    }
}

#[tokio::test]
async fn numbers_of_key_epochs_stay_near_what_those_who_let_in_others_have() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let (line, _, token) = founded(&server, HOUSE).await;
        let newcomer = Person::new(HOUSE, 2);
        let code = line.code(&token, 10, Admits::Newcomer).await;
        assert_eq!(line.knock(&newcomer, &code).await, Told::Done);
        let let_in = Ask::LetIn {
            member: newcomer.member,
            admits: false,
            ways_in: b"ways in".to_vec(),
        };
        assert_eq!(line.ask(Some(&token), &let_in).await, Told::Done);
        let theirs = token_of(&line.log_in(&newcomer).await);
        let claim = |newest| Ask::ClaimEpoch { newest };
        let given = |told| match told {
            Told::Epoch(number) => number,
            other => panic!("{other:?}"),
        };

        // Whoever does not let in others gets numbers up to that, however they ask, and then no more.
        let mut last = 0;
        for newest in [EPOCHS_AHEAD - 2, 1, 2_000, u32::MAX, EPOCHS_AHEAD] {
            match line.ask(Some(&theirs), &claim(newest)).await {
                Told::Epoch(number) => {
                    assert!(number > last && number <= 1 + EPOCHS_AHEAD, "{number}");
                    last = number;
                }
                told => assert_eq!(told, refused(Refused::NotAllowed)),
            }
        }
        assert_eq!(last, 1 + EPOCHS_AHEAD);
        // Whoever does, gets one that nobody else was given and that is near what they have; and others can go on from that.
        for newest in [1, 1 + EPOCHS_AHEAD, 5_000, 1_000_000] {
            let number = given(line.ask(Some(&token), &claim(newest)).await);
            assert!(number > last.max(newest), "{number}");
            assert!(number <= newest + 2 * EPOCHS_AHEAD, "{number}");
            last = number;
            if newest > 1 {
                let told = line.ask(Some(&theirs), &claim(newest)).await;
                assert_eq!(told, Told::Epoch(number + 1));
                last = number + 1;
            }
        }
        // Numbers that were given again and again and never begun do not lead away.
        for _ in 0..3 * EPOCHS_AHEAD {
            let number = given(line.ask(Some(&token), &claim(1_000_001)).await);
            let near = 1_000_002..=1_000_001 + 2 * EPOCHS_AHEAD;
            assert!(near.contains(&number), "{number}");
        }
        server.close().await;
    }
}
