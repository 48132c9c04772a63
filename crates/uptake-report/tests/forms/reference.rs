//! `uptake docs --format json`.

use super::outcome::{cadence, priority, tracker};
use super::{Form, Member, always, count, day, list, maybe, number, object, one_of, or_null, text, truth, version};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "commands/docs.json",
    of: "uptake docs --format json",
    about: "The reference of packs: what their rules say, as they are written.",
    schema,
};

fn schema() -> Value {
    object([
        always("version", "the version of this form", version()),
        always("project", "the name of the project, if it is one's", or_null(text())),
        always(
            "differing",
            "what differs between groups and over time, and who may change what",
            differing(),
        ),
        always(
            "sources",
            "the sources of a project, with what is stated of their rows",
            list(object([
                always(
                    "name",
                    "the dataset, with the source's name if there are several",
                    text(),
                ),
                always("adapter", "the adapter that reads it", text()),
                always("states", "what is stated of its rows, in words", list(text())),
            ])),
        ),
        always("packs", "the packs", list(pack())),
    ])
}

fn differing() -> Value {
    let place = || always("place", "where that is said, as file:line:column", text());
    let days = || always("days", "when it is in force, in words", text());
    let who = || always("who", "for whom, in words", text());
    let values = || {
        let value = object([
            always("of", "the rule and the key, with dots", text()),
            always("value", "the value, as it is written", text()),
        ]);
        always("values", "what it says", list(value))
    };
    let over = object([
        always("pack", "the pack that it changes", text()),
        who(),
        days(),
        always("owner", "who answers for it", or_null(text())),
        always("source", "where it comes from", or_null(text())),
        about(),
        place(),
        values(),
    ]);
    let lock = object([
        always("of", "the rule or the entry of a register, with dots", text()),
        always("what", "what may not be, in words", text()),
        place(),
    ]);
    let waiver = object([
        name(),
        always("of", "what may be changed", text()),
        who(),
        always("until", "the first day on which it no longer holds", day()),
        always("owner", "who granted it", text()),
        always("reason", "why", text()),
        place(),
    ]);
    object([
        always(
            "groups",
            "columns of the entities from the widest to the narrowest group",
            list(text()),
        ),
        always(
            "overrides",
            "the overrides, from the least to the most specific",
            list(over),
        ),
        always(
            "versions",
            "versions of rules that are in force for some time",
            list(object([days(), place(), values()])),
        ),
        always("locks", "what overrides may not do", list(lock)),
        always("waivers", "the exceptions to that", list(waiver)),
        always(
            "smallest_group",
            "how small a group may be to be shown, if that is stated",
            or_null(count()),
        ),
        always("pseudonyms", "whether names are replaced by pseudonyms", truth()),
    ])
}

fn pack() -> Value {
    object([
        name(),
        about(),
        always("owner", "who answers for it", or_null(text())),
        source(),
        always("needs", "the packs that it builds on", list(text())),
        always("files", "its rule files and scripts", list(text())),
        always(
            "calendar",
            "how time is cut, in words, if the pack says so",
            or_null(text()),
        ),
        always(
            "entities",
            "the dataset that lists whom it measures, or `seen`",
            or_null(text()),
        ),
        always("datasets", "its datasets", list(dataset())),
        always("tables", "its derived tables", list(table())),
        always("registers", "its registers", list(register())),
        always("constants", "its constants", list(constant())),
        always("measures", "its measures", list(measure())),
        always("definitions", "its definitions", list(definition())),
        always("ladders", "its ladders", list(ladder())),
        always("metrics", "its metrics", list(metric())),
        always("benchmarks", "its benchmarks", list(benchmark())),
        always("stages", "its stages", list(stage())),
        always("checks", "its checks", list(check())),
        always("mappings", "its mappings", list(mapping())),
        always("scripts", "its scripts", list(script())),
    ])
}

fn name() -> Member {
    always("name", "its name", text())
}

fn about() -> Member {
    always("about", "what it is, in its author's words", or_null(text()))
}

fn source() -> Member {
    always("source", "where it comes from", or_null(text()))
}

fn title() -> Member {
    always("title", "its name for people", text())
}

fn aliases() -> Member {
    always("aliases", "other names", list(text()))
}

/// A condition or value.
fn written() -> Value {
    object([
        always("text", "as it is written; for a script file its function", text()),
        always("script", "the script file that has it", or_null(text())),
        always("function", "the function in it", or_null(text())),
    ])
}

fn dataset() -> Value {
    object([
        name(),
        about(),
        always("rows", "what its rows are, in words", text()),
        always("key", "the columns of which no two rows share all values", list(text())),
        always("held_by", "who usually has it", or_null(text())),
        always("optional", "whether a project may go without it", truth()),
        always("columns", "its columns", list(column())),
    ])
}

/// What is stated of a column that a source delivers.
fn column() -> Value {
    object([
        name(),
        always("type", "its type", text()),
        about(),
        always("contract", "what else its contract says, in words", list(text())),
    ])
}

fn table() -> Value {
    let column = object([
        name(),
        always("type", "its type", text()),
        about(),
        always(
            "how",
            "how it comes about, if it is looked up in other rows",
            or_null(text()),
        ),
        always(
            "written",
            "the value, if it is made of others of the row",
            or_null(written()),
        ),
    ]);
    object([
        name(),
        about(),
        always("rows", "what its rows are made of, in words", text()),
        always("where", "which of these count", or_null(written())),
        always(
            "now",
            "the day up to which a row may know anything; that of the figures if nothing is stated",
            or_null(written()),
        ),
        always("shown_by", "the columns by which people know a row", list(text())),
        always("columns", "its columns beside those of its rows", list(column)),
    ])
}

fn register() -> Value {
    let entry = object([
        always("id", "its id", text()),
        always("title", "its name for people", or_null(text())),
        about(),
        aliases(),
        always(
            "patterns",
            "the patterns of names that are it, with `*` for any letters",
            list(text()),
        ),
        always(
            "days",
            "the days on which it is listed, in words; always if there are none",
            or_null(text()),
        ),
        always(
            "values",
            "for each field of the register what is known, in words",
            list(or_null(text())),
        ),
    ]);
    object([
        name(),
        about(),
        source(),
        always("fields", "what is known of each entry, by name", list(text())),
        always("entries", "its entries", list(entry)),
    ])
}

fn constant() -> Value {
    object([name(), always("value", "its value", text()), about()])
}

fn measure() -> Value {
    object([
        name(),
        always("type", "its type", text()),
        about(),
        always(
            "how",
            "how it comes about, in words; the condition or value follows",
            text(),
        ),
        always("written", "the condition or value", or_null(written())),
        always("further", "what else it says, in words", list(text())),
    ])
}

fn definition() -> Value {
    object([
        name(),
        about(),
        always("when", "the condition; none where it has versions", or_null(written())),
    ])
}

fn ladder() -> Value {
    let step = object([
        always("label", "what it is called", text()),
        always(
            "when",
            "the condition of a step; without it the step takes the rest",
            or_null(written()),
        ),
        always("from", "where a band starts", or_null(text())),
    ]);
    object([
        name(),
        about(),
        always("of", "the number that its bands cut", or_null(written())),
        always("edge", "which side an edge between bands belongs to", or_null(text())),
        always(
            "steps",
            "its steps from top to bottom, or bands from low to high",
            list(step),
        ),
    ])
}

fn metric() -> Value {
    object([
        name(),
        title(),
        aliases(),
        about(),
        source(),
        always("reports", "what it reports, in words", text()),
        always(
            "excluded_by",
            "the ladder that says why somebody doesn't count",
            or_null(text()),
        ),
        always("by", "the columns that it is cut by", list(text())),
        always(
            "benchmark",
            "what is good, by the name of the benchmark",
            or_null(text()),
        ),
        always("better", "which way is better", one_of(&["higher", "lower"])),
        always("tracked_by", "who tracks it", list(tracker())),
        maybe("read_with", "the metric that it is read together with", text()),
        maybe("read_check", "the check that says what both mean together", text()),
        maybe(
            "moves",
            "the ladder between whose labels people are seen to move",
            text(),
        ),
    ])
}

fn benchmark() -> Value {
    let row = object([
        always("value", "its value of the column", text()),
        always("starts", "where each band starts", list(number())),
    ]);
    object([
        name(),
        about(),
        source(),
        always("by", "the column that its rows are for", or_null(text())),
        always(
            "edge",
            "which band a value on an edge belongs to",
            one_of(&["higher", "lower"]),
        ),
        always("below", "the band below all others", text()),
        always("bands", "the bands, from low to high", list(text())),
        always("rows", "its rows", list(row)),
    ])
}

fn stage() -> Value {
    let track = object([
        always("metric", "the metric", text()),
        always("cadence", "how often", cadence()),
        always("priority", "how much it matters", priority()),
    ]);
    object([
        name(),
        about(),
        always("when", "the condition", or_null(written())),
        always("track", "what is tracked at it", list(track)),
        always("requires", "the checks that must pass before it begins", list(text())),
    ])
}

fn check() -> Value {
    object([
        name(),
        title(),
        always("topic", "the word that puts checks together", or_null(text())),
        about(),
        source(),
        always(
            "observational",
            "whether it sees what goes together, not what comes of what",
            truth(),
        ),
        always(
            "stages",
            "the stages at which it is asked; empty for always",
            list(text()),
        ),
        always(
            "rows",
            "the derived table whose rows it looks at; entities in periods if there is none",
            or_null(text()),
        ),
        always("last", "how many of the last periods it looks at", count()),
        always("of", "which rows it counts", or_null(written())),
        always("by", "the columns that it is cut by", list(text())),
        always("values", "the named values", list(named())),
        always("enough", "what it takes for a verdict", or_null(written())),
        always("fail", "when it fails", or_null(written())),
        always("warn", "when it warns", or_null(written())),
        always("evidence", "the rows that it shows", or_null(evidence())),
        always(
            "finding",
            "what was found, with the names of values in braces",
            or_null(text()),
        ),
        always("why", "why that matters", or_null(text())),
        always("fix", "what to fix first", or_null(text())),
        always("called", "what to call its failure", or_null(text())),
    ])
}

fn evidence() -> Value {
    object([
        always(
            "where",
            "which of those that count; all if nothing is stated",
            or_null(written()),
        ),
        always("show", "what is shown of each", list(text())),
        always("most", "how many of each group at most", count()),
    ])
}

/// A value with its name.
fn named() -> Value {
    object([name(), always("written", "the condition or value", written())])
}

fn mapping() -> Value {
    object([
        name(),
        about(),
        source(),
        always("dataset", "the dataset that it fills", text()),
        always("reads", "how it reads what a source delivers, in words", list(text())),
        always("input", "the columns that a source delivers", list(column())),
        always("where", "which rows it takes", or_null(written())),
        always("columns", "the columns that it fills", list(named())),
    ])
}

fn script() -> Value {
    let function = object([
        name(),
        always("parameters", "what it takes", list(text())),
        always("docs", "the lines after `///` before it", list(text())),
    ]);
    object([
        always("file", "the file", text()),
        always("functions", "its functions", list(function)),
    ])
}
