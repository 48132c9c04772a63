//! `uptake parity --format json`.

use super::outcome::metric_row;
use super::{Form, Member, always, cell, count, day, list, number, object, one_of, or_null, text, truth};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "commands/parity.json",
    of: "uptake parity --format json",
    about: "What two sets of sources lead to in common, and where the answers differ.",
    schema,
};

fn schema() -> Value {
    object([
        always("identical", "whether nothing differs", truth()),
        always(
            "tolerance",
            "by how much floating-point numbers may differ, as a part of the larger one (of 1, if both are smaller)",
            number(),
        ),
        always("compared", "how much was compared", compared()),
        always("only", "what one side alone has", both(only)),
        always("differing_rows", "rows of an entity and a period that differ", count()),
        always("first", "the first of them, by entity and period", or_null(row())),
        always(
            "first_flip",
            "the first of them in which a definition or a ladder changes",
            or_null(row()),
        ),
        always("columns", "the columns that differ", list(column())),
        always("differing_metric_rows", "how many rows of metrics differ", count()),
        always("metrics", "the first of them", list(metric())),
        always(
            "stage",
            "the stage, where it differs",
            or_null(both(|| or_null(text()))),
        ),
        always(
            "intake",
            "datasets of which other numbers of rows came or were used; that alone makes no difference",
            list(intake()),
        ),
    ])
}

/// The members of both sides.
fn sides(schema: fn() -> Value) -> [Member; 2] {
    [
        always("a", "the first side's", schema()),
        always("b", "the second side's", schema()),
    ]
}

fn both(schema: fn() -> Value) -> Value {
    object(sides(schema))
}

fn compared() -> Value {
    object([
        always("entities", "entities that both have", count()),
        always("periods", "periods that both have", count()),
        always("rows", "rows that both have: one per entity and period", count()),
        always("measures", "measures", count()),
        always("definitions", "definitions", count()),
        always("ladders", "ladders", count()),
        always("metrics", "metrics", count()),
        always(
            "metric_rows",
            "rows of metrics: one per metric, period and value of a cut",
            count(),
        ),
    ])
}

fn only() -> Value {
    object([
        always("entities", "entities", list(text())),
        always("periods", "first days of periods", list(day())),
    ])
}

fn kind() -> Member {
    let kinds = one_of(&["measure", "definition", "ladder", "column"]);
    always("kind", "what it is", kinds)
}

fn row() -> Value {
    let value = [always("column", "the column", text()), kind()];
    object([
        always("entity", "the entity", text()),
        always("period", "the first day of the period", day()),
        always(
            "values",
            "every value that differs",
            list(object(value.into_iter().chain(sides(cell)))),
        ),
    ])
}

fn column() -> Value {
    object([
        always("column", "the column", text()),
        kind(),
        always("rows", "in how many rows", count()),
    ])
}

fn metric() -> Value {
    let members = [
        always("metric", "the metric", text()),
        always("label", "the name of the period", text()),
        always("cut", "the column it is cut by; null for the whole", or_null(text())),
        always("cut_value", "the value of that column", or_null(text())),
    ];
    object(members.into_iter().chain(sides(|| or_null(metric_row()))))
}

fn intake() -> Value {
    object([
        always("dataset", "the dataset", text()),
        always("rows", "rows that came", both(count)),
        always("used", "rows that were used", both(count)),
    ])
}
