//! Builds ICD-10-PCS codes: seven places, chosen in any order, by character or by meaning.
//!
//! A procedure code is valid if its values stand together in a row of a table (PCS guideline A9). [`Builder`] knows
//! every code of the pack with its calendar; for what has been [`Chosen`] so far, on a date, it says which values
//! each place can still take and how many codes remain. It never offers a value that leads to no code, so what it
//! finishes is always valid on the date.

mod choices;
mod chosen;
mod reading;
mod tables;

pub use choices::{Choice, Choices, Unfinished};
pub use chosen::{Chosen, NotAValue};
pub use reading::{Reading, Understood};
pub(super) use tables::Arranged;
pub use tables::Builder;

/// Number of places of a procedure code.
pub const PLACES: usize = 7;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Chosen, Unfinished};
    use crate::pcs::PcsPack;
    use crate::pcs::content::{Procedure, write};
    use crate::{Period, TitleSource, Ymd};

    const DAY: Ymd = Ymd(20_250_401);

    /// Six codes of two tables; character 4 of the fourth place means something else in each. One code is new in
    /// April 2026.
    fn pack() -> PcsPack {
        let rows = [
            ("0DTJ0ZZ", "Appendix", "Open", 20_151_001),
            ("0DTJ4ZZ", "Appendix", "Percutaneous Endoscopic", 20_151_001),
            ("0FT40ZZ", "Gallbladder", "Open", 20_151_001),
            (
                "0FT44ZZ",
                "Gallbladder",
                "Percutaneous Endoscopic",
                20_151_001,
            ),
            ("0FT50ZZ", "Hepatic Duct, Right", "Open", 20_260_401),
            ("0GT40ZZ", "Adrenal Glands, Bilateral", "Open", 20_151_001),
        ];
        let procedures: Vec<Procedure> = rows
            .iter()
            .map(|(code, part, approach, first)| Procedure {
                code: (*code).to_owned(),
                title: format!("Resection of {part}, {approach} Approach"),
                title_source: TitleSource::Official,
                periods: vec![Period {
                    first: Ymd(*first),
                    last: Ymd(20_270_331),
                }],
                labels: [
                    "Medical and Surgical",
                    "Some System",
                    "Resection",
                    part,
                    approach,
                    "No Device",
                    "No Qualifier",
                ]
                .map(|label| (label.to_owned(), true)),
            })
            .collect();
        PcsPack::open(&write(&procedures).unwrap()).unwrap()
    }

    #[test]
    fn a_character_chosen_early_is_offered_once_for_each_meaning() {
        let pack = pack();
        let builder = pack.builder();
        let mut chosen = Chosen::new();
        chosen.choose(3, '4').unwrap();
        let choices = builder.choices(DAY, &chosen);
        assert_eq!(choices.codes(), 3);
        let offered: Vec<_> = choices
            .at(3)
            .iter()
            .map(|c| (c.value, c.label, c.codes, c.fits))
            .collect();
        assert_eq!(
            offered,
            [
                ('4', "Adrenal Glands, Bilateral", 1, true),
                ('4', "Gallbladder", 2, true),
                ('J', "Appendix", 2, false),
            ]
        );
        // What was chosen in the middle narrows what stands before it.
        let systems: Vec<_> = choices.at(1).iter().map(|c| (c.value, c.codes)).collect();
        assert_eq!(systems, [('F', 2), ('G', 1)]);
        assert_eq!(choices.axis_name(3), "Body Part");
        assert!(choices.at(7).is_empty());
    }

    #[test]
    fn a_meaning_finds_its_part_whatever_the_character() {
        let pack = pack();
        let builder = pack.builder();
        for (text, code) in [
            ("laparoscopic cholecystectomy", "0FT44ZZ"),
            ("open appendix", "0DTJ0ZZ"),
            ("adrenal", "0GT40ZZ"),
        ] {
            let reading = builder.read(DAY, &Chosen::new(), text);
            assert_eq!(reading.unread, Vec::<String>::new(), "{text}");
            let found = builder.finish(DAY, &reading.chosen).unwrap();
            assert_eq!(found.code(), code, "{text}");
        }
    }

    #[test]
    fn a_code_is_finished_on_its_days_only() {
        let pack = pack();
        let builder = pack.builder();
        let chosen = Chosen::from_prefix("0FT5").unwrap();
        assert_eq!(
            builder.finish(Ymd(20_260_331), &chosen),
            Err(Unfinished::Impossible { loosen: vec![3] })
        );
        assert_eq!(
            builder.finish(Ymd(20_260_401), &chosen).unwrap().code(),
            "0FT50ZZ"
        );
        assert_eq!(
            builder.finish(Ymd(20_270_401), &chosen),
            Err(Unfinished::NoCodesOnDate)
        );
        assert_eq!(
            builder.finish(DAY, &Chosen::from_prefix("0FT4").unwrap()),
            Err(Unfinished::Open {
                codes: 2,
                open: vec![4]
            })
        );
    }
}
