//! What was read, owned: nothing in it points into a policy or a source.
//!
//! Events stand in it by what they were added up to (dataset, aggregate, column, meaning of the filter), not by the measure
//! that asked. So a second policy whose measures are all in it is judged without reading anything; what it lacks is an error.

use crate::calendar::Periods;
use crate::coverage::Coverage;
use crate::error::Error;
use crate::intake::{Asked, IntakeReport};
use crate::judge::KeptTables;
use crate::names::{Names, Private, value_kind};
use crate::records::Records;
use crate::reduce::plan::{DatasetPlan, row_measures};
pub use crate::reduce::reader::List;
use crate::reduce::reduced::Reduced;
use crate::reduce::spells::{DoubtsOf, Spells};
use crate::reduce::trace::{Trace, TracedRow};
use crate::reduce::updates::Updates;
use crate::shape::Shape;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;
use uptake_codes::RunCode;
use uptake_rules::hidden;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::project::Gates;

/// All data of a run: entities, spells, and events added up.
pub struct Data {
    /// The day of the figures.
    pub as_of: Date,
    /// How days become periods.
    pub periods: Periods,
    /// What of the policy decided how they were read.
    pub shape: Shape,
    /// The entities' names, by number.
    pub names: Arc<Names>,
    /// The numbers of those who are judged, in the order of their names.
    pub order: Vec<u32>,
    /// The list of entities, if there is one.
    pub list: Option<List>,
    /// Spells by dataset, of those that are delivered.
    pub spells: BTreeMap<String, Spells>,
    /// By dataset of spells and entity: days on which it isn't known whether it has one, since its rows were refused.
    pub(crate) doubts: BTreeMap<String, DoubtsOf>,
    /// What spells say of entities for a while.
    pub updates: Vec<Updates>,
    /// The events of each dataset that was to be read, added up.
    pub events: Vec<Reduced>,
    /// The records that tables read, by dataset.
    pub(crate) records: BTreeMap<String, Records>,
    /// The rows of one entity, if they were noted.
    pub(crate) trace: Option<Trace>,
    /// The derived tables that were made of them, where they are kept for the next rules that they are judged by.
    pub tables: Option<KeptTables>,
    /// Which periods are known of the list and of spells, by dataset.
    pub coverage: BTreeMap<String, Coverage>,
    /// What happened at each dataset's doors: one report per source, in the order in which they are listed.
    pub reports: BTreeMap<String, Vec<IntakeReport>>,
    /// What must hold of each of a dataset's sources, in the same order.
    pub gates: BTreeMap<String, Vec<Gates>>,
    /// The mapping of each of a dataset's sources, if it has one, in the same order.
    pub mappings: BTreeMap<String, Vec<Option<String>>>,
}

/// The values of a traced row, by column; `None` is unknown.
pub type TracedValues = Vec<(String, Option<Private>)>;

impl Data {
    /// The rows of the entity that was to be traced, by dataset, each with its values in the columns that rules read: of those
    /// datasets that came. A value is private as its column is.
    #[must_use]
    pub fn traced(&self, policy: &Policy) -> BTreeMap<String, Vec<TracedValues>> {
        let rows = self.trace.iter().flat_map(|trace| &trace.rows);
        let told = rows.filter_map(|(name, rows)| Some((policy.dataset(name)?, rows)));
        let of = |dataset: &Dataset, row: &TracedRow| {
            let values = row.values.iter();
            let value = |(column, value): &(String, Option<String>)| {
                let kind = value_kind(dataset, column);
                let value = value.as_deref().map(|value| Private::new(kind, value));
                (column.clone(), value)
            };
            values.map(value).collect()
        };
        let all = told.map(|(dataset, rows)| {
            let rows = rows.iter().map(|row| of(dataset, row));
            (dataset.name.text.clone(), rows.collect())
        });
        all.collect()
    }

    /// Data of nothing but these entities, with numbers in this order, for `policy` to be judged on.
    #[must_use]
    pub fn of_entities<'a>(policy: &Policy, as_of: Date, names: impl IntoIterator<Item = &'a str>) -> Self {
        let names = Names::numbered(names.into_iter().map(Into::into).collect());
        Self {
            as_of,
            periods: Periods::new(&policy.calendar),
            shape: Shape::of(policy, &[], &BTreeMap::new()),
            order: (0..u32::try_from(names.len()).unwrap_or(u32::MAX)).collect(),
            names,
            list: None,
            spells: BTreeMap::new(),
            doubts: BTreeMap::new(),
            updates: Vec::new(),
            events: Vec::new(),
            records: BTreeMap::new(),
            trace: None,
            tables: None,
            coverage: BTreeMap::new(),
            reports: BTreeMap::new(),
            gates: BTreeMap::new(),
            mappings: BTreeMap::new(),
        }
    }

    /// The events of a dataset; `None` if it wasn't to be read.
    #[must_use]
    pub fn events(&self, dataset: &str) -> Option<&Reduced> {
        self.events.iter().find(|events| events.plan.dataset == dataset)
    }

    /// The events behind each plan of a policy, once it is sure that all it asks for was added up, and in its way.
    ///
    /// # Errors
    /// `read-otherwise` where something was read in another way than the policy says, `not-in-data` where it asks for
    /// something that wasn't added up. Both name it; nothing of it becomes unknown in silence.
    pub fn serve(&self, policy: &Policy, plans: &[DatasetPlan]) -> Result<Vec<&Reduced>, Error> {
        // What a measure lacks is told first: its dataset may not have been read at all.
        for (measure, rows) in row_measures(policy) {
            let events = self.events(&rows.dataset);
            if events.is_none_or(|events| events.plan.find(rows).is_none()) {
                let message = format!(
                    "the data lacks what `{}` computes from `{}`",
                    hidden::owner(&measure.name.text),
                    rows.dataset
                );
                return Err(lacks(message).at(measure.name.span));
            }
        }
        let read: Vec<&str> = plans.iter().map(|plan| plan.dataset.as_str()).collect();
        if let Some(part) = self.shape.differs(&Shape::of(policy, &read, &self.mappings)) {
            let message = format!("the data was read with a different definition of {part}");
            return Err(Error::new(RunCode::ReadOtherwise, message).help(AGAIN));
        }
        let mut found = Vec::with_capacity(plans.len());
        for wanted in plans {
            let Some(events) = self.events(&wanted.dataset) else {
                return Err(lacks(format!("the data lacks the dataset `{}`", wanted.dataset)));
            };
            self.same_rows(policy, wanted, &events.plan)?;
            found.push(events);
        }
        Ok(found)
    }

    /// Whether the rows that were used are those that would be: a row is set aside for a value that can't be read, and rules
    /// that don't ask for its column would have used it.
    fn same_rows(&self, policy: &Policy, wanted: &DatasetPlan, read: &DatasetPlan) -> Result<(), Error> {
        let (Some(reports), Some(dataset)) = (self.reports.get(&wanted.dataset), policy.dataset(&wanted.dataset))
        else {
            return Ok(());
        };
        let mappings = self.mappings.get(&wanted.dataset).into_iter().flatten();
        for (report, mapping) in reports.iter().zip(mappings) {
            let mapping = mapping.as_ref().and_then(|name| policy.mapping(name));
            let asked = |plan: &DatasetPlan| Asked::of(dataset, mapping, &plan.needed());
            let (wanted, read) = (asked(wanted), asked(read));
            let changed = |column: &&String| wanted.of_name(column) != read.of_name(column);
            if let Some(column) = report.unreadable.iter().find(changed) {
                let message = format!(
                    "rows of `{}` were set aside because of their `{column}`, which these rules don't read",
                    dataset.name.text
                );
                return Err(Error::new(RunCode::ReadOtherwise, message).help(AGAIN));
            }
            // Values decide which row of a key stays, and not all of the same values would be read.
            let names = |asked: &Asked<'_>| asked.dataset_columns().map(str::to_owned).collect::<Vec<_>>();
            if report.by_values > 0 && names(&wanted) != names(&read) {
                let message = format!(
                    "rows of `{}` repeat a key with other values, and these rules read other columns of them",
                    dataset.name.text
                );
                return Err(Error::new(RunCode::ReadOtherwise, message).help(AGAIN));
            }
        }
        Ok(())
    }
}

const AGAIN: &str = "read the data again with these rules";

fn lacks(message: String) -> Error {
    Error::new(RunCode::NotInData, message).help(AGAIN)
}
