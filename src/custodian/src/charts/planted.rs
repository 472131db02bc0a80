//! What was planted in the demo hospital: the hospital is made again out of its seed and its last day, for its records do not
//! say what is wrong with them.

use hospital::{Hospital, Made, Plan, Planted, Where};
use store::{Store, Table};

use super::demo::last_day_of;
use crate::custodian::Custodian;
use crate::failure::Told as _;
use crate::protocol::{Failure, PlantedView};
use crate::rows;
use crate::surroundings::Surroundings;

impl<S: Store, W: Surroundings> Custodian<S, W> {
    /// The faults that were planted, by encounter.
    pub(super) async fn planted(&self) -> Result<Vec<PlantedView>, Failure> {
        let demo = self.session()?.facility.demo;
        let row = self.store.read(Table::Meta, rows::DEMO).await.told()?;
        let last_day = row.as_deref().and_then(last_day_of);
        let Some(last_day) = last_day.filter(|_| demo) else {
            return Err(Failure::new(
                "Nothing is planted here.",
                "This facility is not the demo hospital, or its store does not say on which day it ends.",
                "the facility",
                "Open the demo hospital in another browser profile.",
            ));
        };
        let mut views = Vec::new();
        for made in Hospital::new(Plan::demo(last_day)) {
            let planted = match &made {
                Made::Patient(made) => &made.planted,
                Made::Encounter(made) => &made.planted,
            };
            views.extend(planted.iter().map(|planted| self.planted_view(planted)));
        }
        Ok(views)
    }

    fn planted_view(&self, planted: &Planted) -> PlantedView {
        PlantedView {
            encounter: planted.encounter.map(|encounter| encounter.0),
            patient: planted.patient.0,
            name: self.record_name(planted.encounter.unwrap_or(planted.patient)),
            kind: planted.kind.words().to_owned(),
            what: planted.what.clone(),
            place: match &planted.at {
                Where::Words(words) => format!("“{words}”"),
                Where::Metadata => "in the document's signatures and times".to_owned(),
                Where::Absent(kind) => format!("there is no {}", kind.word().replace('_', " ")),
                Where::Record(other) => match self.record_name(*other) {
                    name if name.is_empty() => "beside another record".to_owned(),
                    name => format!("beside {name}"),
                },
            },
        }
    }
}
