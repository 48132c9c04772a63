//! `uptake gate --format json`.

use super::outcome::{finding, gate, verdict};
use super::{Form, always, list, object, or_null, text};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "commands/gate.json",
    of: "uptake gate --format json",
    about: "For each stage whether it may begin, and what stands in its way.",
    schema,
};

fn schema() -> Value {
    let [stage, about, own, required, unasked] = gate();
    list(object([
        stage,
        about,
        own,
        required,
        unasked,
        always(
            "checks",
            "the checks that it requires and that were asked",
            list(object([
                always("check", "its name", text()),
                always("title", "its name for people", text()),
                verdict(),
                always("called", "what the rules call its failure", or_null(text())),
                always(
                    "found",
                    "what was found, or what is missing, of each group",
                    list(text()),
                ),
                always("why", "why it matters", or_null(text())),
                always("fix", "what to fix first", or_null(text())),
            ])),
        ),
        always(
            "findings",
            "what is wrong with sources as a whole, so that the verdict can't be relied on; the same of every stage",
            list(finding()),
        ),
        always(
            "values",
            "rows that were set aside, values that contracts don't list, and rows that lack one which they ask for, by source; the same of every stage",
            list(text()),
        ),
        always(
            "overrides",
            "the overrides in force, each with what it changes; the same of every stage",
            list(text()),
        ),
    ]))
}
