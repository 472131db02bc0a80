//! A laptop is who holds its key, not who knows what it is called.

use server::Server;
use sync::door::{Admits, Ask, Refused, SHORT_NAME, Told, short_name};

use crate::cluster::Cluster;
use crate::people::{Line, Person, refused, token_of};
use crate::places::{At, Folder, Hands, both, options, setup_code};

const HOUSE: [u8; 16] = [0xa1; 16];

/// The founder at one laptop, and a further device of theirs at another.
struct House {
    line: Line,
    founder: Person,
    token: [u8; 32],
    further: Person,
    elsewhere: [u8; 32],
}

async fn founded(server: &Server) -> House {
    let line = Line::new(server.router());
    let founder = Person::new(HOUSE, 1);
    let token = token_of(&line.found(&founder, &setup_code(server).await).await);
    let further = founder.elsewhere(50, 1);
    let member = founder.member;
    let code = line.code(&token, 60, Admits::Device { member }).await;
    let elsewhere = token_of(&line.join(&further, &code).await);
    House {
        line,
        founder,
        token,
        further,
        elsewhere,
    }
}

impl House {
    async fn adds(&self, person: &Person) {
        let add = Ask::AddAccount(person.account(false));
        assert_eq!(self.line.ask(Some(&self.token), &add).await, Told::Done);
    }

    async fn does(&self, ask: &Ask) {
        assert_eq!(self.line.ask(Some(&self.elsewhere), ask).await, Told::Done);
    }
}

#[tokio::test]
async fn who_only_names_a_laptop_is_not_on_it() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let house = founded(&server).await;
        let (line, founder) = (&house.line, &house.founder);
        let mut clerk = Person::new(HOUSE, 3);
        house.adds(&clerk).await;
        clerk.store = founder.store;
        // With their password, and what the laptop is called; from a machine of their own.
        clerk.really_at = Some([9; 16]);
        assert_eq!(line.log_in(&clerk).await, refused(Refused::Wrong));
        // With the laptop's key named as theirs, which they can't sign with.
        let nonce = line.nonce(&clerk).await;
        let Ask::LogIn {
            facility,
            name,
            proof,
            mut device,
            nonce,
            signed,
            here,
        } = clerk.log_in(nonce)
        else {
            panic!();
        };
        device.laptop = founder.new_device().laptop;
        let posing = Ask::LogIn {
            facility,
            name,
            proof,
            device,
            nonce,
            signed,
            here,
        };
        assert_eq!(line.ask(None, &posing).await, refused(Refused::Wrong));
        // A code lets in a device, and makes no laptop of it that it is not.
        let member = clerk.member;
        let code = line.code(&house.token, 61, Admits::Device { member }).await;
        assert_eq!(line.join(&clerk, &code).await, refused(Refused::Wrong));
        let mut newcomer = Person::new(HOUSE, 4);
        newcomer.store = founder.store;
        newcomer.really_at = Some([9; 16]);
        let invitation = line.code(&house.token, 62, Admits::Newcomer).await;
        let told = line.knock(&newcomer, &invitation).await;
        assert_eq!(told, refused(Refused::Wrong));
        // At the laptop itself they come in, as before without a code.
        clerk.really_at = None;
        let clerks = token_of(&line.log_in(&clerk).await);
        // Of laptops that they are not on they are told no more than what is read out.
        let told = line.house(&clerks).await;
        let stores: Vec<_> = told.devices.iter().map(|line| line.store).collect();
        assert!(stores.contains(&founder.store));
        assert!(!stores.contains(&house.further.store));
        let short = short_name(house.further.store);
        let theirs = stores.iter().find(|store| short_name(**store) == short);
        assert!(theirs.unwrap()[SHORT_NAME..].iter().all(|byte| *byte == 0));
        let told = line.house(&house.token).await;
        let full = |store| told.devices.iter().any(|line| line.store == store);
        assert!(full(founder.store) && full(house.further.store));
        server.close().await;
    }
}

#[tokio::test]
async fn a_laptop_that_was_put_out_stays_out_and_others_go_on_when_somebody_leaves() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let house = founded(&server).await;
        let (line, founder) = (&house.line, &house.founder);
        let mut people = [3, 4, 5].map(|seed| Person::new(HOUSE, seed));
        for person in &mut people {
            house.adds(person).await;
            person.store = founder.store;
        }
        let [leaves, comes, late] = people;
        token_of(&line.log_in(&leaves).await);
        let end = Ask::EndMember {
            member: leaves.member,
            wipe: false,
        };
        house.does(&end).await;
        // Somebody has left who was on the laptop: the next is let in there all the same.
        token_of(&line.log_in(&comes).await);

        // It is put out: nobody comes in on it, whatever they hold.
        let knocks = Person {
            store: founder.store,
            ..Person::new(HOUSE, 6)
        };
        let invitation = line.code(&house.elsewhere, 70, Admits::Newcomer).await;
        assert_eq!(line.knock(&knocks, &invitation).await, Told::Done);
        let again = line.code(&house.elsewhere, 71, Admits::Newcomer).await;
        let end = |wipe| Ask::EndStore {
            store: founder.store,
            wipe,
        };
        house.does(&end(false)).await;
        let ended = |wipe| refused(Refused::Ended { wipe });
        assert_eq!(line.log_in(&comes).await, ended(false));
        assert_eq!(line.log_in(&late).await, refused(Refused::Wrong));
        let member = late.member;
        let code = line
            .code(&house.elsewhere, 72, Admits::Device { member })
            .await;
        assert_eq!(line.join(&late, &code).await, ended(false));
        house.does(&end(true)).await;
        assert_eq!(line.join(&late, &code).await, ended(true));
        let newcomer = Person {
            store: founder.store,
            ..Person::new(HOUSE, 7)
        };
        assert_eq!(line.knock(&newcomer, &again).await, ended(true));
        // Nor does a member who still knocks from it, and whoever admits is told nothing of their own laptop by that.
        let let_in = Ask::LetIn {
            member: knocks.member,
            admits: false,
            ways_in: b"ways in".to_vec(),
        };
        let told = line.ask(Some(&house.elsewhere), &let_in).await;
        assert_eq!(told, refused(Refused::Taken));
        // The code was not used up: on another laptop it is good.
        let moved = Person {
            store: [0x77; 16],
            ..late
        };
        token_of(&line.join(&moved, &code).await);
        server.close().await;
    }
}

#[tokio::test]
async fn a_frozen_laptop_takes_nobody() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let house = founded(&server).await;
        let (line, founder) = (&house.line, &house.founder);
        let on_it = |seed| Person {
            store: founder.store,
            ..Person::new(HOUSE, seed)
        };
        let (clerk, waits, newcomer) = (on_it(3), on_it(4), on_it(5));
        house.adds(&clerk).await;
        let invitation = line.code(&house.elsewhere, 70, Admits::Newcomer).await;
        assert_eq!(line.knock(&waits, &invitation).await, Told::Done);
        let contain = founder.contain(sync::door::Nonce([3; 32]));
        assert_eq!(line.ask(None, &contain).await, Told::Done);
        let frozen = refused(Refused::Frozen);
        assert_eq!(line.log_in(&clerk).await, frozen);
        let member = clerk.member;
        let code = line
            .code(&house.elsewhere, 71, Admits::Device { member })
            .await;
        assert_eq!(line.join(&clerk, &code).await, frozen);
        let invitation = line.code(&house.elsewhere, 72, Admits::Newcomer).await;
        assert_eq!(line.knock(&newcomer, &invitation).await, frozen);
        let let_in = Ask::LetIn {
            member: waits.member,
            admits: false,
            ways_in: b"ways in".to_vec(),
        };
        let told = line.ask(Some(&house.elsewhere), &let_in).await;
        assert_eq!(told, frozen);
        // Let go on, all of them are taken.
        house
            .does(&Ask::SetFrozen {
                device: founder.device,
                frozen: false,
            })
            .await;
        token_of(&line.join(&clerk, &code).await);
        assert_eq!(line.knock(&newcomer, &invitation).await, Told::Done);
        house.does(&let_in).await;
        server.close().await;
    }
}

/// A laptop of before laptops had keys is known by the first key that a device shows which was on it then.
#[tokio::test]
async fn a_laptop_of_before_gets_to_be_known() {
    let (folder, cluster) = (Folder::new(), Cluster::start());
    for at in both(&folder, &cluster).await {
        let server = at.open(options(&Hands::new())).await;
        let house = founded(&server).await;
        let (line, founder) = (&house.line, &house.founder);
        let clerk = Person {
            store: founder.store,
            ..Person::new(HOUSE, 3)
        };
        house.adds(&clerk).await;
        forget_keys(&at).await;
        assert_eq!(line.log_in(&clerk).await, refused(Refused::Wrong));
        token_of(&line.log_in(founder).await);
        token_of(&line.log_in(&clerk).await);
        server.close().await;
    }
}

async fn forget_keys(at: &At) {
    let sql = "UPDATE laptops SET public = NULL";
    match at {
        At::File(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
            sqlx::query(sql).execute(&pool).await.unwrap();
            pool.close().await;
        }
        At::Postgres(url) => {
            let pool = sqlx::PgPool::connect(url).await.unwrap();
            sqlx::query(sql).execute(&pool).await.unwrap();
            pool.close().await;
        }
    }
}
