//! Where tools are put to work.

use super::faults::Fault;
use super::simulation::Simulation;
use super::sink::{Field, Sink};
use super::tables::Table;
use std::io;

/// A use case: name, class, the fault that makes it live, uses for each person, where the hours went.
type UseCase = (&'static str, &'static str, Option<Fault>, i64, &'static str);

const USE_CASES: [UseCase; 7] = [
    (
        "answers to common questions",
        "repetitive_conversation",
        None,
        60,
        "customers",
    ),
    ("meeting minutes", "repetitive_conversation", None, 40, "customers"),
    ("account research", "data_retrieval", None, 35, "customers"),
    ("analysis of use", "analysis", None, 20, "internal_work"),
    (
        "check-ins by tools",
        "relationship",
        Some(Fault::UseCasesAllowed),
        30,
        "more_accounts",
    ),
    (
        "alerts on health scores",
        "score_monitoring",
        Some(Fault::WhereAiWorks),
        90,
        "more_accounts",
    ),
    (
        "mails to quiet accounts",
        "outreach_volume",
        Some(Fault::WhereAiWorks),
        120,
        "more_accounts",
    ),
];

pub(super) fn write(simulation: &Simulation, sink: &mut dyn Sink) -> io::Result<()> {
    let people = i64::try_from(simulation.people.people).unwrap_or_default();
    for (name, class, fault, uses, went_to) in USE_CASES {
        if fault.is_some_and(|fault| !simulation.has(fault)) {
            continue;
        }
        let uses = uses * people;
        let row = [
            Field::Text(name),
            Field::Text(class),
            Field::Text("live"),
            Field::Int(uses),
            Field::tenths(uses as f64 * 0.2),
            Field::Text(went_to),
        ];
        sink.row(Table::UseCases, &row)?;
    }
    Ok(())
}
