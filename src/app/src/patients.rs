//! Patients: found before they are created, verified, and put together where they were created twice; the numbers and folders
//! that go with them.

mod asking;
mod candidates;
mod decide;
mod fields;
mod figures;
mod find;
mod folders;
mod form;
mod merged;
mod new_record;
mod new_stay;
mod numbers;
mod overlay;
mod page;
mod pair;
mod past;
mod queue;
mod ruling;
mod search;
mod status;
mod stays;
mod waterfall;
mod workplace;

use custodian::protocol::{
    Failure, Identified, PairView, PatientForm, PatientPage, PatientsEvent, PatientsRequest,
    QueueView, SearchView,
};
use leptos::prelude::*;

use crate::records::Keeper;
use crate::shell::Route;

pub(crate) use Tab as PatientsTab;
pub(crate) use workplace::PatientsPage;

/// Which part of the workplace is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// Search before create.
    Search,
    /// The patient on screen.
    Patient,
    /// Pairs that may be one person.
    Pairs,
    /// Blocks of unit numbers.
    Numbers,
    /// Folders by terminal digits, and how good the index is.
    Folders,
}

/// What a search is for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Purpose {
    /// Somebody is at the desk.
    #[default]
    Arrival,
    /// Encounters in another patient's record belong to somebody: out of whose record, which, and why.
    Split {
        from: [u8; 16],
        name: String,
        encounters: Vec<[u8; 16]>,
        reason: String,
    },
}

/// The patient on screen, and what has been begun at the desk. A copy is only a reference; locking ends all of it.
#[derive(Clone, Copy)]
pub(crate) struct Patients {
    keeper: Keeper,
    tab: RwSignal<Tab>,
    /// The patient on screen.
    page: RwSignal<Option<PatientPage>>,
    /// Who is to be opened: shown while it is on its way, or refused.
    asked: RwSignal<Option<[u8; 16]>>,
    /// Why they were not opened.
    refused: RwSignal<Option<Failure>>,
    /// Lines that are not in the index yet.
    left: RwSignal<u64>,
    /// Who is searched for, as typed.
    form: RwSignal<PatientForm>,
    /// What a search could go by so far.
    identified: RwSignal<Identified>,
    /// How the search stands.
    searched: RwSignal<Option<SearchView>>,
    /// What was typed when it was searched.
    searched_form: RwSignal<PatientForm>,
    purpose: RwSignal<Purpose>,
    queue: RwSignal<Option<QueueView>>,
    pair: RwSignal<Option<PairView>>,
    /// Which pair is to be shown, and why it was not.
    pair_asked: RwSignal<Option<([u8; 16], [u8; 16])>>,
    pair_refused: RwSignal<Option<Failure>>,
    /// Records not compared yet; nothing before it was begun.
    uncompared: RwSignal<Option<u64>>,
    comparing: RwSignal<bool>,
}

impl Patients {
    /// No patient open.
    pub(crate) fn new(keeper: Keeper) -> Self {
        let patients = Self {
            keeper,
            tab: RwSignal::new(Tab::Search),
            page: RwSignal::new(None),
            asked: RwSignal::new(None),
            refused: RwSignal::new(None),
            left: RwSignal::new(0),
            form: RwSignal::new(search::blank()),
            identified: RwSignal::new(Identified::default()),
            searched: RwSignal::new(None),
            searched_form: RwSignal::new(PatientForm::default()),
            purpose: RwSignal::new(Purpose::Arrival),
            queue: RwSignal::new(None),
            pair: RwSignal::new(None),
            pair_asked: RwSignal::new(None),
            pair_refused: RwSignal::new(None),
            uncompared: RwSignal::new(None),
            comparing: RwSignal::new(false),
        };
        Effect::new(move |_| {
            if keeper.opened.with(Option::is_some) {
                patients.prepare();
            }
        });
        patients
    }

    /// Shows a patient.
    pub(crate) fn open(self, patient: [u8; 16]) {
        self.tab.set(Tab::Patient);
        Route::Patients.go();
        self.open_for(patient, String::new());
    }

    /// As [`Self::open`], with the reason that was asked for.
    fn open_for(self, patient: [u8; 16], reason: String) {
        self.page.set(None);
        self.refused.set(None);
        self.asked.set(Some(patient));
        self.ask(PatientsRequest::Open { patient, reason }, move |answer| {
            // Somebody else was asked for meanwhile.
            if self.asked.get_untracked() == Some(patient) {
                self.answered(answer);
            }
        });
    }

    /// Reads the patient on screen anew, after something of theirs was written elsewhere.
    fn refresh(self, patient: [u8; 16], reason: String) {
        self.ask(PatientsRequest::Open { patient, reason }, move |answer| {
            self.answered(answer)
        });
    }

    /// Takes in the page of a patient that was opened, changed or made; shows it.
    fn answered(self, answer: Result<PatientsEvent, Failure>) {
        match answer {
            Ok(PatientsEvent::Page(page)) => self.show(*page),
            Ok(_) => {}
            Err(failure) => self.refused.set(Some(failure)),
        }
    }

    /// Shows a page that has just been told.
    fn show(self, page: PatientPage) {
        self.refused.set(None);
        self.asked.set(Some(page.row.patient));
        self.page.set(Some(page));
        self.to(Tab::Patient);
        crate::ui::focus_soon("patient-name");
    }

    /// Goes to the workplace, to a part of it; a search begins with the first field.
    pub(crate) fn go(self, tab: Tab) {
        Route::Patients.go();
        self.to(tab);
        if tab == Tab::Search {
            crate::ui::focus_soon("search-family");
        }
    }

    /// Shows a part of the workplace.
    fn to(self, tab: Tab) {
        if self.tab.get_untracked() != tab {
            self.tab.set(tab);
        }
    }
}
