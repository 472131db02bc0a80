//! What the estimate is made from beside the codes: the facility's inputs, kept in this browser, and what of the stay only
//! its payment needs, kept in memory like the stay.

use engine::protocol::{Charged, InputsForm};
use leptos::prelude::*;

use crate::shell::{Shell, keep};
use crate::ui::fiscal_year;

/// Name under which the browser keeps the facility's inputs.
const INPUTS: &str = "chartroom.payment-inputs";

/// Inputs and charges. A copy is only a reference.
#[derive(Clone, Copy)]
pub(crate) struct Payment {
    /// The facility's inputs, a form a fiscal year, the latest year first.
    pub(super) inputs: RwSignal<Vec<InputsForm>>,
    /// What of the stay only its payment needs.
    pub(super) charged: RwSignal<Charged>,
    /// Fiscal year whose form is shown.
    pub(super) year: RwSignal<u16>,
}

impl Payment {
    /// The inputs as they were left; kept again whenever they change.
    pub(super) fn load(shell: Shell) -> Self {
        let payment = Self {
            inputs: RwSignal::new(keep::load(INPUTS).unwrap_or_default()),
            charged: RwSignal::new(Charged::default()),
            year: RwSignal::new(fiscal_year(&crate::ui::today()).unwrap_or_default()),
        };
        Effect::new(move |before: Option<()>| {
            let kept = payment.inputs.with(|inputs| keep::save(INPUTS, inputs));
            if before.is_some() && !kept {
                shell.say("The browser keeps nothing here: the facility's inputs are gone when the page is closed. Write them into a file.");
            }
        });
        payment
    }

    /// Forgets what belonged to the stay that was open.
    pub(super) fn forget_stay(self) {
        self.charged.set(Charged::default());
    }

    /// The form of a year, empty where nothing was entered.
    pub(super) fn form(self, year: u16) -> InputsForm {
        self.inputs.with(|inputs| form_of(inputs, year))
    }

    /// Changes the form of the year that is shown.
    pub(super) fn change(self, make: impl FnOnce(&mut InputsForm)) {
        let mut form = untrack(|| self.form(self.year.get()));
        make(&mut form);
        self.inputs.update(|inputs| put(inputs, form));
    }

    /// Takes over a form, in place of what was entered for its year, and shows it.
    pub(super) fn take_over(self, form: InputsForm) {
        self.year.set(form.fiscal_year);
        self.inputs.update(|inputs| put(inputs, form));
    }
}

fn form_of(inputs: &[InputsForm], year: u16) -> InputsForm {
    let found = inputs.iter().find(|form| form.fiscal_year == year);
    found.cloned().unwrap_or_else(|| InputsForm {
        fiscal_year: year,
        ..InputsForm::default()
    })
}

/// Puts a form in the place of its year; an empty one takes the year away.
fn put(inputs: &mut Vec<InputsForm>, mut form: InputsForm) {
    form.values.retain(|_, text| !text.trim().is_empty());
    inputs.retain(|kept| kept.fiscal_year != form.fiscal_year);
    if !form.values.is_empty() || !form.facility.trim().is_empty() {
        inputs.push(form);
    }
    inputs.sort_by_key(|form| std::cmp::Reverse(form.fiscal_year));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fiscal_year: u16, facility: &str) -> InputsForm {
        InputsForm {
            fiscal_year,
            facility: facility.to_owned(),
            ..InputsForm::default()
        }
    }

    #[test]
    fn a_year_has_one_form_and_an_empty_one_is_not_kept() {
        let mut inputs = Vec::new();
        put(&mut inputs, form(2025, "Made-Up"));
        put(&mut inputs, form(2026, "Made-Up"));
        put(&mut inputs, form(2025, "Made-Up General"));
        let years: Vec<u16> = inputs.iter().map(|form| form.fiscal_year).collect();
        assert_eq!(years, [2026, 2025]);
        assert_eq!(form_of(&inputs, 2025).facility, "Made-Up General");
        assert_eq!(form_of(&inputs, 2027), form(2027, ""));
        let mut blank = form(2026, " ");
        blank
            .values
            .insert("operating.wage_index".to_owned(), " ".to_owned());
        put(&mut inputs, blank);
        assert_eq!(inputs.len(), 1);
    }
}
