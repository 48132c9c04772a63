//! `uptake impact --format json`.

use super::{Form, always, count, day, list, number, object, one_of, or_null, text, truth, version};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "commands/impact.json",
    of: "uptake impact --format json",
    about: "What other rules make of a project's data in a period: in all, edit by edit, and without each exception.",
    schema,
};

const VERDICTS: &[&str] = &["insufficient data", "pass", "warn", "fail"];

fn figure() -> Value {
    object([
        always("numerator", "what is counted or summed", or_null(number())),
        always("denominator", "out of what", or_null(number())),
        always("value", "the value in the metric's unit", or_null(number())),
        always(
            "unknown",
            "of how many it isn't known whether or how they count",
            count(),
        ),
        always("band", "the benchmark's band", or_null(text())),
    ])
}

fn before() -> super::Member {
    always("before", "by the rules before", or_null(figure()))
}

fn after() -> super::Member {
    always("after", "by the rules after", or_null(figure()))
}

fn unit() -> super::Member {
    always("unit", "the unit of its value", one_of(&["percent", "number"]))
}

fn flipped() -> super::Member {
    always(
        "flipped",
        "how many people count otherwise; null where that isn't shown",
        or_null(count()),
    )
}

fn verdict(name: &'static str, about: &str) -> super::Member {
    always(name, about, or_null(one_of(VERDICTS)))
}

fn metric() -> Value {
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
            "why they don't count, or didn't, if the metric names reasons",
            or_null(text()),
        ),
        always("entities", "how many they are", count()),
        always("numerator", "by how much they change the numerator", or_null(number())),
        always(
            "denominator",
            "by how much they change the denominator",
            or_null(number()),
        ),
        always("who", "who they are; nobody where names aren't shown", list(text())),
    ]);
    let group = object([
        always("cut", "the column that groups are by", text()),
        always("value", "its value", text()),
        before(),
        after(),
        always("change", "by how much the value changes", or_null(number())),
        always("suppressed", "whether the group is too small to be shown", truth()),
        flipped(),
    ]);
    object([
        always("name", "its name", text()),
        always("title", "its name for people", text()),
        unit(),
        before(),
        after(),
        always(
            "change",
            "by how much the value changes: percentage points for a share",
            or_null(number()),
        ),
        flipped(),
        always(
            "withheld",
            "the smallest group that is shown, where a step has fewer people and none is told",
            or_null(count()),
        ),
        always("steps", "what people do that changes it", list(step)),
        always("groups", "its groups", list(group)),
    ])
}

fn share() -> Value {
    let delta = object([
        always("name", "the metric", text()),
        unit(),
        always("before", "its value before", or_null(number())),
        always("after", "its value after", or_null(number())),
        always("change", "by how much the value changes", or_null(number())),
        always("numerator", "by how much the numerator changes", or_null(number())),
        always("denominator", "by how much the denominator changes", or_null(number())),
        flipped(),
    ]);
    let turned = object([
        always("title", "the check's name for people", text()),
        verdict("before", "its verdict before; null if it isn't asked"),
        verdict("after", "its verdict after"),
    ]);
    let answered = object([
        always("kind", "what it is", one_of(&["definition", "ladder"])),
        always("name", "its name", text()),
        always(
            "entities",
            "how many are; null where that isn't shown",
            or_null(count()),
        ),
    ]);
    object([
        always("metrics", "the metrics that change", list(delta)),
        always("checks", "the checks that turn", list(turned)),
        always(
            "rules",
            "the definitions and ladders by which somebody is answered otherwise",
            list(answered),
        ),
    ])
}

fn rules() -> Value {
    let moved = object([
        always(
            "from",
            "what they were answered: `yes`, `no` or a label; null if it is unknown or no rung",
            or_null(text()),
        ),
        always("to", "what they are answered now", or_null(text())),
        always("entities", "how many they are", count()),
        always("who", "who they are; nobody where names aren't shown", list(text())),
    ]);
    list(object([
        always("kind", "what it is", one_of(&["definition", "ladder"])),
        always("name", "its name", text()),
        always("moves", "who moves from which answer to which", list(moved)),
        always(
            "withheld",
            "the smallest group that is shown, where fewer people could be told from the numbers and none is told",
            or_null(count()),
        ),
    ]))
}

fn checks() -> Value {
    let group = object([
        always("group", "the values of the columns that groups are by", list(text())),
        always("before", "its verdict before", one_of(VERDICTS)),
        always("after", "its verdict after", one_of(VERDICTS)),
    ]);
    list(object([
        always("name", "its name", text()),
        always("title", "its name for people", text()),
        verdict("before", "its verdict before; null if it isn't asked"),
        verdict("after", "its verdict after"),
        always("groups", "the groups that turn", list(group)),
    ]))
}

fn edits() -> Value {
    list(object([
        always("name", "what is edited, by section and name", text()),
        always(
            "kind",
            "how it differs",
            one_of(&["added", "removed", "changed", "renamed"]),
        ),
        always(
            "was",
            "what the rules before call it, where nothing but its name differs",
            or_null(text()),
        ),
        always("before", "where the rules before have it", or_null(text())),
        always("after", "where the rules after have it", or_null(text())),
        always(
            "with",
            "edits without an effect of their own that it is made together with",
            list(text()),
        ),
        always("alone", "what it does by itself", or_null(share())),
        always("why", "why it can't be made by itself", or_null(text())),
    ]))
}

fn without() -> Value {
    list(object([
        always("kind", "what it is", one_of(&["override", "waiver"])),
        always("name", "a waiver's name, or an override's file", text()),
        always("place", "where it is, as file:line:column", text()),
        always(
            "gone",
            "changes that only the waiver allows, by place: they are gone with it",
            list(text()),
        ),
        always("change", "what changes without it", or_null(share())),
        always("why", "why that can't be told", or_null(text())),
    ]))
}

fn schema() -> Value {
    let stage = object([
        always("before", "by the rules before", or_null(text())),
        always("after", "by the rules after", or_null(text())),
    ]);
    let rest = object([
        always("name", "the metric", text()),
        unit(),
        always("total", "the change of its value by all edits", or_null(number())),
        always(
            "alone",
            "the sum of the changes by each edit by itself",
            or_null(number()),
        ),
        always("rest", "what they do only together", or_null(number())),
        always(
            "by",
            "whether it is known which of them do it, and why not",
            one_of(&["none", "pairs", "too many edits", "no value", "withheld"]),
        ),
        always(
            "pairs",
            "what two of them do together beyond what each does by itself, the most first",
            list(object([
                always("edits", "both, by their names", list(text())),
                always("change", "by how much they change the value", or_null(number())),
            ])),
        ),
        always("more", "what more than two of them do only together", or_null(number())),
    ]);
    let can = || one_of(&["yes", "no", "undecided"]);
    let proved = object([
        always(
            "definitions",
            "how each definition that means something else is to what it was",
            list(object([
                always("name", "the definition", text()),
                always(
                    "relation",
                    "how it is",
                    one_of(&["same", "tighter", "looser", "incomparable", "undecided"]),
                ),
            ])),
        ),
        always(
            "shares",
            "which way each share that means something else can move",
            list(object([
                always("metric", "the metric", text()),
                always("can_rise", "whether any data make it rise", can()),
                always("can_fall", "whether any data make it fall", can()),
            ])),
        ),
    ]);
    object([
        always("version", "the version of this form", version()),
        always("project", "the name of the project", text()),
        always("as_of", "the day of the figures", day()),
        always("period", "the first day of the period", day()),
        always("label", "its name", text()),
        always("base", "the rules before", text()),
        always("head", "the rules after", text()),
        always(
            "read_again",
            "why data were read again, for each time that they were",
            list(text()),
        ),
        always("named", "whether people are named", truth()),
        always("stage", "the stages, where they differ", or_null(stage)),
        always("metrics", "the metrics", list(metric())),
        always(
            "rules",
            "the definitions and ladders by which somebody is answered otherwise",
            rules(),
        ),
        always("checks", "the checks that turn", checks()),
        always("edits", "what each edit does by itself", edits()),
        always(
            "interactions",
            "what edits do only together, for each metric that changes",
            list(rest),
        ),
        always(
            "without",
            "what would be without each override and waiver, if `--without-each` asks for it",
            without(),
        ),
        always("proved", "what can change for any data", proved),
    ])
}
