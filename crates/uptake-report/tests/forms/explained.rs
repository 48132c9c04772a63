//! `uptake explain --format json`.

use super::{Form, always, cell, count, day, list, map, number, object, one_of, or_null, text, truth, version};
use serde_json::{Value, json};

pub(super) const FORM: Form = Form {
    file: "commands/explain.json",
    of: "uptake explain --format json",
    about: "Why the verdicts on somebody in a period are what they are, or how a metric came from the period before.",
    schema,
};

fn schema() -> Value {
    json!({ "anyOf": [person(), metric()], "$defs": { "clause": clause() } })
}

fn place() -> super::Member {
    always("place", "where it is written, as file:line:column", or_null(text()))
}

fn person() -> Value {
    object([
        always("version", "the version of this form", version()),
        always("kind", "what is explained", one_of(&["person"])),
        always("project", "the name of the project", text()),
        always("as_of", "the day of the figures", day()),
        always("person", "who it is", text()),
        always("period", "the first day of the period", day()),
        always("last", "its last day", day()),
        always("label", "its name", text()),
        always("metric", "how the person counts in the metric", or_null(counts())),
        always(
            "rules",
            "the definitions and ladders that were asked for, or that the metric rests on",
            list(rule()),
        ),
        always(
            "measures",
            "the measures that they read, each before what it is made of",
            list(measure()),
        ),
        always("listed", "the columns of the list that they read", map(cell())),
        always(
            "list_rows",
            "the rows of the list that say so, if `--rows` asks for them",
            list(row()),
        ),
    ])
}

fn counts() -> Value {
    object([
        always("name", "the metric's name", text()),
        always("title", "its name for people", text()),
        always(
            "counted",
            "whether the person counts; null if that is unknown",
            or_null(truth()),
        ),
        always("numerator", "what is added to the numerator", or_null(number())),
        always("denominator", "what is added to the denominator", or_null(number())),
        always(
            "reason",
            "why the person doesn't count, if the metric names reasons",
            or_null(text()),
        ),
    ])
}

fn rule() -> Value {
    object([
        always("name", "its name", text()),
        always("about", "what it is, in its author's words", or_null(text())),
        always("answer", "the truth of a definition, or the label of a ladder", cell()),
        place(),
        always(
            "governed_by",
            "the overrides and versions that hold for the person and that it rests on, in words",
            list(text()),
        ),
        always("tree", "its clauses", json!({ "$ref": "#/$defs/clause" })),
        always(
            "flip",
            "the smallest change that turns the verdict, or leads to another label; null where none is told",
            or_null(flip()),
        ),
        always(
            "no_flip",
            "why none is told: a script decides, or it rests on numbers of all people in a way that can't be told from those of one; null where one is told",
            or_null(one_of(&["script", "of-all"])),
        ),
    ])
}

fn clause() -> Value {
    let wanted = object([
        always("relation", "how it compares", text()),
        always("values", "with what", list(cell())),
    ]);
    object([
        always(
            "kind",
            "what it is",
            one_of(&[
                "all",
                "any",
                "not",
                "if",
                "definition",
                "step",
                "ladder",
                "script",
                "comparison",
            ]),
        ),
        always(
            "name",
            "the definition's or the ladder's name, or the step's label",
            or_null(text()),
        ),
        always("condition", "the condition, with constants as values", text()),
        always("holds", "whether it holds; null if that is unknown", or_null(truth())),
        always("decides", "whether the verdict rests on it", truth()),
        always(
            "observed",
            "of a comparison: what was found; null if that is unknown",
            cell(),
        ),
        always("wanted", "of a comparison: what is wanted", or_null(wanted)),
        always("reads", "the columns and measures that it reads itself", map(cell())),
        place(),
        always(
            "parts",
            "what it consists of",
            list(json!({ "$ref": "#/$defs/clause" })),
        ),
    ])
}

fn flip() -> Value {
    let change = object([
        always("name", "the measure or column", text()),
        always("measured", "whether it is measured; else the list says it", truth()),
        always("from", "its value", cell()),
        always("to", "the value that it would have", cell()),
        always(
            "other",
            "whether it may be any text but those that the condition names",
            truth(),
        ),
    ]);
    object([
        always(
            "to",
            "the verdict that it leads to; of a ladder the label, null where none is left",
            json!({ "type": ["boolean", "string", "null"] }),
        ),
        always("found", "whether a change was found", truth()),
        always(
            "proved",
            "whether it is certain that nothing smaller turns the verdict; where none was found, that nothing does",
            truth(),
        ),
        always("changes", "what changes", list(change)),
    ])
}

fn measure() -> Value {
    object([
        always("name", "its name", text()),
        always("about", "what it is, in its author's words", or_null(text())),
        always("value", "its value", cell()),
        always("dataset", "the dataset whose rows it is made of", or_null(text())),
        always(
            "unknown",
            "why it is unknown, as far as its rows tell",
            or_null(one_of(&["no-source", "not-yet", "not-covered", "refused"])),
        ),
        always(
            "rows",
            "how many rows are behind it; null if it is made of other measures",
            or_null(count()),
        ),
        always(
            "undecided",
            "rows of which it isn't known whether they count: they don't",
            count(),
        ),
        always(
            "reads",
            "the measures, definitions and columns that it is made of",
            list(text()),
        ),
        place(),
        always("places", "where its rows are, if `--rows` asks for them", list(row())),
        always(
            "earlier_rows",
            "how many rows of earlier periods are behind what a rule reads of it",
            count(),
        ),
        always(
            "earlier",
            "where these rows are, if `--rows` asks for them",
            list(row()),
        ),
    ])
}

fn row() -> Value {
    object([
        always("dataset", "the dataset", text()),
        always("part", "the part of its source, such as a file", text()),
        always("row", "the number of the row in it, from 1", count()),
        always(
            "line",
            "the line of the file on which it begins, where that is known",
            or_null(count()),
        ),
    ])
}

fn metric() -> Value {
    let end = || {
        object([
            always("period", "the first day of the period", day()),
            always("label", "its name", text()),
            always("numerator", "what is counted or summed", or_null(number())),
            always("denominator", "out of what", or_null(number())),
            always("value", "the metric's value", or_null(number())),
            always(
                "unknown",
                "of how many it isn't known whether or how they count",
                count(),
            ),
        ])
    };
    let step = object([
        always(
            "step",
            "what they did",
            one_of(&[
                "joined",
                "left",
                "included",
                "excluded",
                "gained",
                "lost",
                "changed",
                "became-known",
                "became-unknown",
            ]),
        ),
        always(
            "reason",
            "why they were or are excluded, if the metric names reasons",
            or_null(text()),
        ),
        always("entities", "how many they are", count()),
        always("numerator", "by how much they changed the numerator", or_null(number())),
        always(
            "denominator",
            "by how much they changed the denominator",
            or_null(number()),
        ),
        always("who", "who they are, where names may be shown", list(text())),
    ]);
    object([
        always("version", "the version of this form", version()),
        always("kind", "what is explained", one_of(&["metric"])),
        always("project", "the name of the project", text()),
        always("as_of", "the day of the figures", day()),
        always("metric", "the metric's name", text()),
        always("title", "its name for people", text()),
        always("unit", "the unit of its value", one_of(&["percent", "number"])),
        always("before", "the period before", end()),
        always("after", "the period", end()),
        always(
            "withheld",
            "steps of fewer people than this aren't shown, and there is one; null if all steps are shown",
            or_null(count()),
        ),
        always(
            "steps",
            "what people did: the changes add up to those of the figures",
            list(step),
        ),
        always(
            "changed",
            "the rules that began or ended to hold with the period, in words",
            list(text()),
        ),
    ])
}
