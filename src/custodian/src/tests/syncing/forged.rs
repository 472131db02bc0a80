//! Invitations that somebody else has written or changed: the facility's record is everybody's to write.

use access::audit::Happened;
use futures_executor::block_on;
use hpke::{Deserializable as _, Serializable as _};
use records::EntryId;
use records::model::Invitation;
use sync::door::{Admits, Ask};
use vault::kit::{DoorCode, Speaker};

use super::invited::invited;
use super::leaving::colleague;
use super::together::two;
use super::world::{Laptop, Site, settle};
use crate::Surroundings as _;
use crate::hex::hex;
use crate::protocol::{Joining, Request, SyncRequest};
use crate::tests::world::{OTHER, World};

/// Seals something to a public key, as anybody can.
fn sealed_to(public: [u8; 32], context: &[u8], content: &[u8], world: &World) -> Vec<u8> {
    let mut padded = (content.len() as u32).to_be_bytes().to_vec();
    padded.extend_from_slice(content);
    padded.resize(vault::padded_len(content.len()), 0);
    type Kem = hpke::kem::X25519HkdfSha256;
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&public).expect("a key");
    let sealed = hpke::single_shot_seal_with_rng::<hpke::aead::AesGcm256, hpke::kdf::HkdfSha256, Kem>(
        &hpke::OpModeS::Base,
        &public,
        b"chartroom own 1",
        &padded,
        context,
        &mut world.rng(),
    );
    let (encapped, sealed) = sealed.expect("sealed");
    [encapped.to_bytes().as_slice(), &sealed].concat()
}

/// Writes an invitation into the facility's record, as a build of their own does.
fn write(laptop: &mut Laptop, entry: EntryId, invitation: Invitation) {
    let written = laptop
        .keeper
        .change_facility(Happened::RolesChanged, "", |facility| {
            facility.invitations.insert(entry, invitation);
        });
    block_on(written).expect("written");
}

#[test]
fn a_code_that_a_colleague_sealed_to_the_supervisors_public_key_lets_nobody_in() {
    let (site, world) = (Site::new(), World::new(71));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    // A code that is good at the server; its invitation is the colleague's.
    let code = DoorCode::make(&mut world.rng());
    let session = one.keeper.session().expect("unlocked");
    let (by, public) = (session.user(), session.member.public());
    let inviter = {
        let escrow = one.keeper.founded().expect("founded").escrow;
        let said = (session.member.member(), public, escrow);
        let said = postcard::to_stdvec(&said).expect("written");
        [&said[..], &code.vouch(Speaker::Inviter, &said)].concat()
    };
    one.say_at_door(
        &site,
        Ask::MakeCode {
            hash: code.kept(),
            seconds: 600,
            admits: Admits::Newcomer,
            inviter,
        },
    );
    let entry = EntryId([7; 16]);
    let context = [
        &theirs.keeper.founded().expect("founded").facility.0[..],
        &by.0,
        b"invitation ",
        &entry.0,
    ]
    .concat();
    let content = code.print().to_string();
    let sealed = sealed_to(public.exchange.0, &context, content.as_bytes(), &world);
    let forged = Invitation {
        code: hex(&sealed),
        name: "Testcase, Perrin".to_owned(),
        roles: vec!["coder".to_owned(), "supervisor".to_owned()],
        by,
        ..Invitation::default()
    };
    write(&mut theirs, entry, forged);
    settle(&site, &mut [&mut theirs, &mut one, &mut other]);
    let mut stranger = Laptop::new(&world);
    knock_as_sorrel(&mut stranger, &site, &content);
    settle(&site, &mut [&mut one, &mut other]);
    assert_eq!(holders(&one), 2, "nobody came in");
    let findings = one.view().findings;
    assert!(
        findings.iter().any(|of| of.what.contains("invitation")),
        "{findings:?}"
    );
}

fn knock_as_sorrel(laptop: &mut Laptop, site: &Site, code: &str) {
    let joining = Joining {
        code: code.to_owned(),
        user_name: "sorrel".to_owned(),
        password: OTHER.to_owned(),
    };
    let knock = SyncRequest::Knock(joining);
    laptop.ask(site, Request::Sync(knock)).expect("knocked");
}

/// How many hold the facility's keys.
fn holders(laptop: &Laptop) -> usize {
    let session = laptop.keeper.session().expect("unlocked");
    session.keyring.members().len()
}

#[test]
fn what_a_colleague_changes_of_an_invitation_is_not_given() {
    let (site, world) = (Site::new(), World::new(72));
    let (mut one, mut other) = two(&site, &world);
    let mut theirs = colleague(&site, &world, &mut one);
    let code = invited(&mut one, &site, &["coder"]);
    settle(&site, &mut [&mut one, &mut theirs]);
    let facility = &theirs.keeper.session().expect("unlocked").facility;
    let (entry, genuine) = facility.invitations.iter().next().expect("there");
    let (entry, genuine) = (*entry, genuine.clone());
    let changed = Invitation {
        name: "Testcase, Sorrel".to_owned(),
        unit: "Everywhere".to_owned(),
        roles: vec!["coder".to_owned(), "supervisor".to_owned()],
        ..genuine.clone()
    };
    write(&mut theirs, entry, changed);
    // And another that has it as well.
    let copied = Invitation {
        roles: vec!["supervisor".to_owned()],
        ..genuine
    };
    write(&mut theirs, EntryId([0; 16]), copied);
    settle(&site, &mut [&mut theirs, &mut one, &mut other]);
    let mut newcomer = Laptop::new(&world);
    knock_as_sorrel(&mut newcomer, &site, &code);
    settle(&site, &mut [&mut one, &mut other]);
    let facility = &one.keeper.session().expect("unlocked").facility;
    let of = facility
        .members
        .values()
        .find(|of| of.name == "Testcase, Perrin")
        .expect("let in under the name they were invited by");
    assert_eq!(of.roles, ["coder"]);
    assert_eq!(of.unit, "");
    let user = of.user.0;
    assert!(
        one.keeper.session().expect("unlocked").keyring.members()[&vault::MemberId(user)]
            .left
            .is_none()
    );
    // Nor at the server.
    let token = one.token();
    let house = site.house(token);
    let account = house.accounts.iter().find(|of| of.member == user);
    assert!(!account.expect("there").admits);
}

#[test]
fn a_newcomer_whom_somebody_says_to_be_in_already_is_taken_into_the_record_all_the_same() {
    let (site, world) = (Site::new(), World::new(73));
    let (mut one, _) = two(&site, &world);
    let code = invited(&mut one, &site, &["coder"]);
    let facility = &one.keeper.session().expect("unlocked").facility;
    let (entry, genuine) = facility.invitations.iter().next().expect("there");
    let (entry, genuine) = (*entry, genuine.clone());
    let mut newcomer = Laptop::new(&world);
    knock_as_sorrel(&mut newcomer, &site, &code);
    let token = one.token();
    let member = site.house(token).knocks[0].member;
    let changed = Invitation {
        member: Some(records::UserId(member)),
        ..genuine
    };
    // As it has come from a colleague's laptop.
    write(&mut one, entry, changed);
    settle(&site, &mut [&mut one]);
    let session = one.keeper.session().expect("unlocked");
    assert!(session.facility.members.contains_key(&EntryId(member)));
    let members = session.keyring.members();
    assert!(members.contains_key(&vault::MemberId(member)));
}
