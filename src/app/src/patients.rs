//! Patients: found before they are created, and put together where they were created twice.

use leptos::prelude::*;

use crate::records::{Behind, Keeper};
use crate::shell::Route;

/// The patient on screen. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Patients {
    keeper: Keeper,
    /// The patient on screen.
    patient: RwSignal<Option<[u8; 16]>>,
}

impl Patients {
    /// No patient open.
    pub(crate) fn new(keeper: Keeper) -> Self {
        Self {
            keeper,
            patient: RwSignal::new(None),
        }
    }

    /// Shows a patient.
    pub(crate) fn open(self, patient: [u8; 16]) {
        self.patient.set(Some(patient));
        Route::Patients.go();
    }
}

/// The workplace.
#[component]
pub(crate) fn PatientsPage() -> impl IntoView {
    view! { <div class="page" data-test="patients"><Behind><h1>"Patients"</h1></Behind></div> }
}
