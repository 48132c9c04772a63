//! Where tools are put to work.

use super::faults::Fault;
use super::simulation::Simulation;
use super::sink::{Field, Sink};
use super::tables::Table;
use std::io;

/// A use case: name, class, whether it is live in a healthy organisation, uses per CSM in a quarter, where the hours went.
const USE_CASES: [(&str, &str, bool, i64, &str); 7] = [
    (
        "answers to common questions",
        "repetitive_conversation",
        true,
        60,
        "customers",
    ),
    ("meeting minutes", "repetitive_conversation", true, 40, "customers"),
    ("account research", "data_retrieval", true, 35, "customers"),
    ("analysis of use", "analysis", true, 20, "internal_work"),
    ("check-ins by tools", "relationship", false, 70, "more_accounts"),
    (
        "alerts on health scores",
        "score_monitoring",
        false,
        90,
        "more_accounts",
    ),
    (
        "mails to quiet accounts",
        "outreach_volume",
        false,
        120,
        "more_accounts",
    ),
];

pub(super) fn write(simulation: &Simulation, sink: &mut dyn Sink) -> io::Result<()> {
    let people = i64::try_from(simulation.people.people).unwrap_or_default();
    for (name, class, healthy, uses, went_to) in USE_CASES {
        let live = healthy || simulation.has(Fault::ForbiddenUseCases);
        let uses = if live { uses * people } else { 0 };
        let row = [
            Field::Text(name),
            Field::Text(class),
            Field::Text(if live { "live" } else { "planned" }),
            Field::Int(uses),
            Field::tenths(uses as f64 * 0.2),
            Field::text(live.then_some(went_to)),
        ];
        sink.row(Table::UseCases, &row)?;
    }
    Ok(())
}
