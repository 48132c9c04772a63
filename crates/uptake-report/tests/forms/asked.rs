//! `uptake adapters check --plan --format json`.

use super::{Form, always, count, list, object, or_null, text, truth};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "commands/adapters-check-plan.json",
    of: "uptake adapters check --plan --format json",
    about: "What engines would be asked for sources with `reduce: pushdown`.",
    schema,
};

fn schema() -> Value {
    let query = object([
        always("brings", "what travels in answer", text()),
        always("sql", "the query", text()),
        always(
            "rows",
            "how many rows travel in answer, where that is known before; those of entities that aren't on the list travel, too",
            or_null(count()),
        ),
    ]);
    list(object([
        always("source", "what the source is called", text()),
        always("dialect", "which SQL the engine speaks", text()),
        always("rows", "how many rows the engine has", count()),
        always("queries", "what it would be asked, in this order", list(query)),
        always(
            "estimates",
            "what it expects of the queries that add up and that read, in its own words; none where it doesn't tell",
            list(text()),
        ),
        always(
            "texts_withheld",
            "whether the texts of queries and the estimates are withheld, because the project hides names",
            truth(),
        ),
    ]))
}
