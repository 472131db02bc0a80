//! The worklist by role, its filters and orders, and the next case.

use records::RecordId;
use records::model::Class;
use store::simulated::Device;

use super::super::world::World;
use super::{Keeper, diagnosis, house};
use crate::protocol::{
    CaseName, CasesEvent, CasesRequest, GroupedDraft, Step, Worklist, WorklistQuery, WorklistSort,
};

fn list(keeper: &mut Keeper, query: WorklistQuery) -> Worklist {
    let query = WorklistQuery {
        limit: if query.limit == 0 { 50 } else { query.limit },
        ..query
    };
    match keeper.ask(CasesRequest::Worklist(Box::new(query))) {
        Ok(CasesEvent::Worklist(list)) => *list,
        other => panic!("no list: {other:?}"),
    }
}

fn accounts(list: &Worklist) -> Vec<&str> {
    list.rows.iter().map(|row| row.account.as_str()).collect()
}

fn of(stay: RecordId) -> CaseName {
    CaseName {
        encounter: stay.0,
        case: [0; 16],
    }
}

fn urgent(keeper: &mut Keeper, stay: RecordId, priority: u8) {
    keeper
        .case_view(CasesRequest::Prioritise {
            of: of(stay),
            priority,
            due: "2026-04-01".to_owned(),
            reason: "high charges".to_owned(),
        })
        .expect("set");
}

#[test]
fn the_list_follows_what_happens_to_the_cases() {
    let (device, world) = (Device::new(), World::new(1));
    let mut keeper = house(&device, &world);
    let stays: Vec<RecordId> = (1..=6)
        .map(|number| {
            let class = [Class::Inpatient, Class::Emergency][usize::from(number % 2 == 0)];
            keeper.discharged(number, class)
        })
        .collect();
    let all = list(&mut keeper, WorklistQuery::default());
    assert_eq!(
        accounts(&all),
        ["A001", "A002", "A003", "A004", "A005", "A006"],
        "the oldest discharge first"
    );
    assert_eq!(all.services, ["medicine"], "what can be filtered for");
    assert_eq!(all.counts[0].status, "unassigned");
    assert_eq!(all.counts[0].count, 6);
    urgent(&mut keeper, stays[4], 1);
    urgent(&mut keeper, stays[2], 2);
    let all = list(&mut keeper, WorklistQuery::default());
    assert_eq!(
        accounts(&all),
        ["A005", "A003", "A001", "A002", "A004", "A006"],
        "the urgent ones moved, nothing else"
    );
    let backwards = WorklistQuery {
        sort: WorklistSort::Account,
        descending: true,
        offset: 1,
        limit: 2,
        ..WorklistQuery::default()
    };
    let page = list(&mut keeper, backwards);
    assert_eq!((accounts(&page), page.total), (vec!["A005", "A004"], 6));
    let emergency = WorklistQuery {
        classes: vec!["ED".to_owned()],
        discharged_from: "2026-03-08".to_owned(),
        ..WorklistQuery::default()
    };
    assert_eq!(accounts(&list(&mut keeper, emergency)), ["A004", "A006"]);
    let named = WorklistQuery {
        text: "rowan sample3".to_owned(),
        ..WorklistQuery::default()
    };
    assert_eq!(accounts(&list(&mut keeper, named.clone())), ["A003"]);
    // A name that was corrected is found at once, and the old one no longer.
    keeper.name_patient(3, "Demoname").expect("saved");
    assert_eq!(list(&mut keeper, named).total, 0);
    let renamed = WorklistQuery {
        text: "demoname".to_owned(),
        ..WorklistQuery::default()
    };
    assert_eq!(accounts(&list(&mut keeper, renamed)), ["A003"]);
}

#[test]
fn a_coder_sees_names_and_drgs_of_ones_own_cases_only() {
    let (device, world) = (Device::new(), World::new(2));
    let mut keeper = house(&device, &world);
    let mine = keeper.discharged(1, Class::Inpatient);
    keeper.discharged(2, Class::Inpatient);
    keeper.enter_as("perrin");
    let opened = keeper.take_up(mine);
    let mut draft = opened.draft;
    draft.principal = Some(diagnosis("A419"));
    keeper
        .ask(CasesRequest::Save {
            of: opened.of,
            draft: Box::new(draft),
            grouped: Some(GroupedDraft {
                drg: "872".to_owned(),
                weight_e4: Some(10_299),
                ..GroupedDraft::default()
            }),
        })
        .expect("saved");
    let all = list(&mut keeper, WorklistQuery::default());
    let seen: Vec<_> = all
        .rows
        .iter()
        .map(|row| (row.patient.as_str(), row.drg.as_str(), row.weight.as_str()))
        .collect();
    assert_eq!(seen, [("SAMPLE1, Rowan", "872", "1.0299"), ("", "", "")]);
    assert!(all.rows[0].mine);
    let withheld = all.rows.iter();
    let withheld: Vec<_> = withheld
        .map(|row| (row.name_withheld, row.payment_withheld))
        .collect();
    assert_eq!(withheld, [(false, false), (true, true)], "said, not empty");
    let by_drg = |drg: &str| WorklistQuery {
        drg: drg.to_owned(),
        ..WorklistQuery::default()
    };
    assert_eq!(list(&mut keeper, by_drg("872")).total, 1);
    keeper.enter_as("sorrel");
    assert_eq!(
        list(&mut keeper, by_drg("872")).total,
        0,
        "not to be asked out"
    );
    let named = WorklistQuery {
        text: "sample1".to_owned(),
        ..WorklistQuery::default()
    };
    assert_eq!(list(&mut keeper, named).total, 0);
    let waiting = WorklistQuery {
        statuses: vec!["unassigned".to_owned()],
        ..WorklistQuery::default()
    };
    let free = list(&mut keeper, waiting);
    assert_eq!(accounts(&free), ["A002"]);
    let in_progress = free
        .counts
        .iter()
        .find(|count| count.status == "in_progress");
    assert_eq!(in_progress.map(|count| count.count), Some(1), "for the tab");
}

#[test]
fn the_next_case_is_the_most_urgent_of_ones_own_and_nobodys() {
    let (device, world) = (Device::new(), World::new(3));
    let mut keeper = house(&device, &world);
    let stays: Vec<RecordId> = (1..=4)
        .map(|number| keeper.discharged(number, Class::Inpatient))
        .collect();
    urgent(&mut keeper, stays[2], 1);
    let sorrel = keeper.people().expect("unlocked").people;
    let sorrel = sorrel.iter().find(|person| person.name.ends_with("sorrel"));
    let given = Step::Assign {
        coder: sorrel.map(|person| person.user),
    };
    keeper.take_step(of(stays[0]), given).expect("given");
    let refused = keeper.ask(CasesRequest::LoadNext { after: None });
    assert!(refused.is_err(), "a supervisor codes as a coder");
    keeper.enter_as("perrin");
    let mut next = |after: Option<RecordId>| {
        let after = after.map(|stay| stay.0);
        match keeper.ask(CasesRequest::LoadNext { after }) {
            Ok(CasesEvent::Opened(view)) => Some(view.account),
            Ok(CasesEvent::NothingNext) => None,
            other => panic!("no answer: {other:?}"),
        }
    };
    assert_eq!(next(None).as_deref(), Some("A003"), "the urgent one");
    assert_eq!(next(None).as_deref(), Some("A003"), "until it is done");
    assert_eq!(
        next(Some(stays[2])).as_deref(),
        Some("A002"),
        "then by discharge"
    );
    // Two of one's own remain, the urgent one first; the first stay is another's.
    assert_eq!(next(Some(stays[1])).as_deref(), Some("A003"));
    assert_eq!(next(Some(stays[2])).as_deref(), Some("A002"));
}
