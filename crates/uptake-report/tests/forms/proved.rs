//! `uptake prove --format json`.

use super::{Form, always, cell, count, list, map, object, one_of, or_null, text, version};
use serde_json::{Value, json};

pub(super) const FORM: Form = Form {
    file: "commands/prove.json",
    of: "uptake prove --format json",
    about: "What rules can and can't do, whatever the data are.",
    schema,
};

pub(super) const SAME: Form = Form {
    file: "commands/prove-same.json",
    of: "uptake prove same --format json",
    about: "Which definitions of several packs say the same.",
    schema: same,
};

fn case() -> Value {
    let rows = object([
        always(
            "who",
            "whose they are: 0 is whom the case is about, others have numbers from 1 on",
            count(),
        ),
        always("dataset", "the dataset", text()),
        always(
            "days",
            "for each row its day: 0 is the first day of the judged period, earlier ones are negative",
            list(json!({ "type": "integer" })),
        ),
        always("values", "what the rows have, by column", map(cell())),
    ]);
    object([
        always(
            "values",
            "what is counted and what columns have, by name; null is unknown, any other column makes no difference",
            map(cell()),
        ),
        always(
            "answers",
            "what the conditions answer there; null is unknown",
            map(json!({ "type": ["boolean", "null"] })),
        ),
        always(
            "rows",
            "rows that make it so, but for the entity's own columns and days",
            list(rows),
        ),
        always(
            "periods",
            "how many periods are on record, the judged one included: 1 where nothing rests on several",
            count(),
        ),
        always(
            "others",
            "the columns of other people, by number from 1 on, where something rests on all of them",
            list(map(cell())),
        ),
        always(
            "gaps",
            "datasets of which nobody has a row in an earlier period, so that nothing is known of it",
            list(object([
                always("dataset", "the dataset", text()),
                always("before", "how many periods before the judged one", count()),
            ])),
        ),
    ])
}

fn schema() -> Value {
    let answer = object([
        always("question", "what was asked, as a sentence that may be true", text()),
        always("verdict", "whether it is so", one_of(&["yes", "no", "undecided"])),
        always("place", "where the rule is, as file:line:column", or_null(text())),
        always("case", "what shows it", or_null(case())),
        always("why", "why it is undecided", or_null(text())),
        always("facts", "what about the data was used", list(text())),
    ]);
    let effect = object([
        always("definition", "the definition", text()),
        always("for", "for whom the override is", text()),
        always("from", "the first day on which it is in force", or_null(text())),
        always("until", "the first day on which it no longer is", or_null(text())),
        always("place", "where the override is, as file:line:column", text()),
        always(
            "relation",
            "how the definition is to the pack's, for them",
            one_of(&["same", "tighter", "looser", "incomparable", "undecided"]),
        ),
        always("more", "somebody for whom it holds and didn't", or_null(case())),
        always("less", "somebody for whom it held and doesn't", or_null(case())),
        always("why", "why it is undecided", or_null(text())),
        always("facts", "what about the data was used", list(text())),
    ]);
    object([
        always("version", "the version of this form", version()),
        always("answers", "the answers", list(answer)),
        always("overrides", "what each override does to each definition", list(effect)),
    ])
}

fn same() -> Value {
    object([
        always("version", "the version of this form", version()),
        always("definitions", "how many definitions there are", count()),
        always("pairs", "how many pairs were compared", count()),
        always(
            "same",
            "definitions that always answer the same, as pack.definition",
            list(list(text())),
        ),
        always("undecided", "pairs of which it can't be told", list(list(text()))),
    ])
}
