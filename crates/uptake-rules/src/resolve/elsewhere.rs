//! Names that mean something elsewhere: what to write here instead.

use crate::expr::Scope;
use crate::policy::Policy;
use crate::policy::dataset::{Dataset, DatasetKind};

/// What files call the columns of a dataset.
pub(super) fn headings(dataset: &Dataset, scope: &mut Scope) {
    for column in &dataset.columns {
        let name = &column.name.text;
        for heading in &column.headings {
            let help = format!("files call it `{heading}`, rules call it `{name}`: write `{name}`");
            scope.add_elsewhere(as_name(heading), help);
        }
    }
}

/// A heading as somebody would write it as a name.
pub(super) fn as_name(heading: &str) -> String {
    heading.to_lowercase().replace([' ', '-'], "_")
}

/// What isn't known of an entity in a period: datasets, and what their rows say. A measure makes a number of it.
pub(super) fn of_entities(policy: &Policy, scope: &mut Scope) {
    if let Some(dataset) = policy.entity_dataset() {
        headings(dataset, scope);
    }
    let events = || {
        policy
            .datasets
            .iter()
            .filter(|dataset| dataset.kind == DatasetKind::Events)
    };
    for dataset in events() {
        let of = &dataset.name.text;
        let help = format!(
            "`{of}` is a dataset: under `measures`, count its rows with `count: {of}`, and name the measure here"
        );
        scope.add_elsewhere(of.to_lowercase(), help);
    }
    for dataset in events() {
        let of = &dataset.name.text;
        for column in &dataset.columns {
            let name = &column.name.text;
            let help = format!(
                "it is known of each row of `{of}`: under `measures`, count rows with `count: {of}` and `where: …`, and name the measure here"
            );
            scope.add_elsewhere(name.to_lowercase(), help);
        }
    }
}
