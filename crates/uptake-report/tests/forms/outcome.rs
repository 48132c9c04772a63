//! `outcome.json`, as `uptake run --format json` prints it too.

use super::{
    Form, Member, always, cell, count, day, intake, list, map, maybe, number, object, one_of, or_null, text, truth,
    version,
};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "outputs/outcome.json",
    of: "outcome.json",
    about: "All figures of a run, and what was noticed of data, scripts and checks.",
    schema,
};

fn schema() -> Value {
    object([
        always("version", "the version of this form", version()),
        always("project", "the name of the project", text()),
        always("as_of", "the day of the figures", day()),
        maybe(
            "known_at",
            "the day up to which what the sources tell was known, where not all of it was read",
            day(),
        ),
        always("range", "the reported periods", range()),
        approvals(),
        always(
            "rules",
            "the rules that made the figures, as far as they differ between groups or over time",
            rules(),
        ),
        always("stage", "the stage, if the rules have stages", or_null(stage())),
        always("metrics", "the metrics, in the order of the rules", list(metric())),
        always(
            "checks",
            "the checks that were asked, in the order of the rules",
            list(check()),
        ),
        always(
            "gates",
            "for each stage that requires checks whether it may begin",
            list(object(gate())),
        ),
        always(
            "fix_first",
            "the checks that failed and on which stages or other checks rest, in the order in which to fix them",
            list(object([
                always("check", "the check", text()),
                always("stages", "the stages that require it", list(text())),
                always("checks", "the checks that read its verdict", list(text())),
            ])),
        ),
        always("findings", "what is wrong with sources as a whole", list(finding())),
        always(
            "intake",
            "what happened to the rows of each dataset",
            list(intake::schema()),
        ),
        always("scripts", "how the interpreted scripts went", list(script())),
        always("notes", "what else is worth knowing", list(note())),
        always("entity_column", "the name of the column with the entity", text()),
    ])
}

/// Under which approvals the rules stand.
pub(super) fn approvals() -> Member {
    let void = object([
        always("name", "what its files are called, without their endings", text()),
        always(
            "why",
            "why it doesn't hold",
            one_of(&[
                "changed",
                "statement-missing",
                "signature-missing",
                "rules-changed",
                "other-pack",
                "unknown-key",
                "others-key",
                "not-allowed",
            ]),
        ),
        maybe(
            "files",
            "the files that differ, were added or were removed",
            list(text()),
        ),
        maybe("principals", "whose key it is", list(text())),
        maybe("pack", "the pack that it is for", text()),
        maybe("key", "the fingerprint of the key", text()),
        maybe("principal", "who signed", text()),
    ]);
    let pack = object([
        always("pack", "the pack", text()),
        always("sha256", "the digest of what is signed of it", text()),
        always("required", "how many have to approve it", count()),
        always("approved", "whether so many do, and not its author alone", truth()),
        always("author_alone", "whether nobody but its author approves it", truth()),
        always(
            "approvals",
            "the approvals that hold",
            list(object([
                always("principal", "who approves", text()),
                always("key", "the fingerprint of their key", text()),
            ])),
        ),
        always("void", "the others", list(void)),
    ]);
    maybe(
        "approvals",
        "under which approvals the rules stand, if the project states something of approvals",
        list(pack),
    )
}

/// Overrides and versions of rules.
pub(super) fn rules() -> Value {
    let place = || {
        object([
            always("rule", "section and name", text()),
            always("place", "where it stands, as file:line:column", or_null(text())),
        ])
    };
    let differing = object([
        always("kind", "what it is", one_of(&["override", "version"])),
        always("text", "group, place and first day, in words", text()),
        always(
            "group",
            "whom it is for: values by column; everybody if there are none",
            map(list(text())),
        ),
        always(
            "from",
            "the first day on which it is in force, as stated",
            or_null(day()),
        ),
        always("until", "the first day on which it no longer is", or_null(day())),
        always(
            "since",
            "the first day of the first period that is judged by it",
            or_null(day()),
        ),
        always("in_force", "whether the last reported period is judged by it", truth()),
        always(
            "entities",
            "for how many entities it holds in that period; null where they are too few to be told",
            or_null(count()),
        ),
        always("decides", "whether a definition rests on what it changes", truth()),
        always("changes", "the rules that it changes", list(place())),
    ]);
    object([
        always(
            "base",
            "the rule for everybody that the first metric rests on",
            or_null(place()),
        ),
        always(
            "differing",
            "overrides from the least to the most specific, then versions of rules; others refer to them by their places here, from 0",
            list(differing),
        ),
        always(
            "entries",
            "what registers say otherwise from a day within the judged periods on, by day; others refer to them by their places here, from 0",
            list(object([
                always("text", "entry, field, first day and place, in words", text()),
                always("register", "the register", text()),
                always("entry", "the entry's id", text()),
                always(
                    "field",
                    "the field; null where it is about whether the entry is listed",
                    or_null(text()),
                ),
                always("holds", "whether it holds from then on, or no longer", truth()),
                always("day", "the first day", day()),
                always(
                    "group",
                    "whom it is for: values by column; everybody if there are none",
                    map(list(text())),
                ),
                always(
                    "place",
                    "where the entry is stated, as file:line:column",
                    or_null(text()),
                ),
            ])),
        ),
    ])
}

/// Something wrong with a source as a whole.
pub(super) fn finding() -> Value {
    object([
        always("code", "the stable code", text()),
        always("source", "what the source is called", text()),
        always("message", "in words", text()),
        always(
            "help",
            "what helps: of rows that can't be used why most of them can't, as far as one can tell",
            text(),
        ),
        maybe("place", "where the gate is stated, as file:line:column", text()),
    ])
}

fn range() -> Value {
    object([
        always("unit", "what the periods are", one_of(&["day", "week", "month"])),
        always("first", "the name of the first period", text()),
        always("last", "the name of the last period", text()),
        always("last_starts", "the first day of the last period", day()),
        always("last_ends", "the last day of the last period", day()),
    ])
}

fn stage() -> Value {
    object([
        always("name", "its name", text()),
        always("about", "in words", or_null(text())),
        always(
            "stated",
            "whether the project states it; else it was found by its condition",
            truth(),
        ),
        always("untracked", "metrics that it leaves out", list(text())),
        always("unasked", "checks that it leaves out", list(text())),
    ])
}

fn metric() -> Value {
    object([
        always("name", "its name", text()),
        always("title", "its name for people", text()),
        always("aliases", "other names", list(text())),
        always(
            "unit",
            "`percent` for a share, else `number`",
            one_of(&["percent", "number"]),
        ),
        always("better", "which way is better", one_of(&["higher", "lower"])),
        always("cadence", "how often it is looked at", cadence()),
        always("tracked_by", "who tracks it", list(tracker())),
        always("priority", "how much it matters at this stage", or_null(priority())),
        always("rows", "one per period and value of a cut", list(metric_row())),
        maybe(
            "excluded",
            "who doesn't count, by period and reason; left out if the metric names no reasons",
            list(excluded()),
        ),
        maybe(
            "uncounted",
            "values of the list, such as roles, that keep entities from counting in the last period; left out if there are none",
            list(object([
                always("column", "the column", text()),
                always("value", "the value", text()),
                always(
                    "entities",
                    "how many have it and don't count; null if so few do that the project doesn't show them",
                    or_null(count()),
                ),
                always(
                    "meant",
                    "a value that counts and that it may stand for",
                    or_null(text()),
                ),
            ])),
        ),
        always(
            "trend",
            "the values of the whole up to the last period, oldest first, also from before the reported range",
            list(object([
                always("label", "the name of the period", text()),
                always("value", "the value", or_null(number())),
                maybe(
                    "changed",
                    "which of the differing rules began or ended to hold with it; left out if none",
                    list(count()),
                ),
                maybe(
                    "entries",
                    "which entries of registers are known otherwise from a day of it on; left out if none",
                    list(count()),
                ),
            ])),
        ),
    ])
}

pub(super) fn cadence() -> Value {
    one_of(&["period", "week", "month"])
}

pub(super) fn priority() -> Value {
    one_of(&["low", "medium", "high"])
}

pub(super) fn tracker() -> Value {
    object([
        always("who", "who", text()),
        always("cadence", "how often", or_null(cadence())),
        always(
            "once_stable",
            "how often once the metric no longer moves",
            or_null(cadence()),
        ),
        always("about", "what for", or_null(text())),
    ])
}

/// A metric in a period, whole or for one value of a cut.
pub(super) fn metric_row() -> Value {
    object([
        always("period", "the first day of the period", day()),
        always("label", "the name of the period", text()),
        always("cut", "the column it is cut by; null for the whole", or_null(text())),
        always("cut_value", "the value of that column", or_null(text())),
        always("numerator", "what is counted or summed", or_null(number())),
        always("denominator", "out of what", or_null(number())),
        always(
            "unknown",
            "entities of which it isn't known whether or how they count; they are in neither of the two",
            count(),
        ),
        always(
            "value",
            "the value, in the metric's unit; null where there is no figure",
            or_null(number()),
        ),
        maybe(
            "no_figure",
            "why there is no numerator, denominator or value; left out where they are there, and for a hidden group",
            one_of(&[
                "no entities count",
                "the entities that may count have unknown status",
                "the denominator is 0",
                "a sum doesn't fit into a whole number of 64 bits",
                "a number is beyond the largest float of 64 bits",
            ]),
        ),
        always(
            "low",
            "the lower end of the 95 % interval, for shares",
            or_null(number()),
        ),
        always("high", "its upper end", or_null(number())),
        always("band", "the benchmark's band", or_null(text())),
        maybe(
            "own_rules",
            "which of the differing rules hold for somebody who counts in the group and aren't for everybody; left out if none",
            list(count()),
        ),
        always(
            "suppressed",
            "whether the group is too small to be shown, or would give away one that is",
            truth(),
        ),
    ])
}

fn excluded() -> Value {
    object([
        always("period", "the first day of the period", day()),
        always("label", "the name of the period", text()),
        always("reason", "a label of the metric's ladder of reasons", text()),
        always("entities", "how many; null where it isn't told", or_null(count())),
        always(
            "suppressed",
            "whether they are too few to be told, or would give away others",
            truth(),
        ),
    ])
}

pub(super) fn verdict() -> Member {
    let words = one_of(&["pass", "warn", "fail", "insufficient data"]);
    always(
        "verdict",
        "what was found; of a check, the worst of its groups that have a verdict",
        words,
    )
}

fn check() -> Value {
    object([
        always("name", "its name", text()),
        always("title", "its name for people", text()),
        always("topic", "the word that puts checks together", or_null(text())),
        always("about", "in words", or_null(text())),
        always("source", "the document that asks for it", or_null(text())),
        always(
            "observational",
            "whether it sees what goes together, not what comes of what",
            truth(),
        ),
        verdict(),
        always("first", "the name of the first period that it looks at", text()),
        always("last", "the name of the last one", text()),
        always(
            "changed",
            "changes of the rules that it rests on, between its first period and its last",
            list(object([
                always(
                    "label",
                    "the name of the first period that is judged by the new ones",
                    text(),
                ),
                always("rules", "which of the differing rules", list(count())),
                maybe("entries", "which entries of registers; left out if none", list(count())),
            ])),
        ),
        always(
            "unknown",
            "rows of which it isn't known whether they count; they don't",
            count(),
        ),
        always(
            "by",
            "what its groups are; empty if the whole is the only one",
            list(text()),
        ),
        always("groups", "its groups; one for the whole", list(group())),
        maybe(
            "called",
            "what the rules call its failure; left out if they don't say",
            text(),
        ),
        maybe("why", "why it matters; left out if the rules don't say", text()),
        maybe("fix", "what to fix first; left out if the rules don't say", text()),
    ])
}

/// Whether a stage may begin.
pub(super) fn gate() -> [Member; 5] {
    [
        always("stage", "the stage", text()),
        always("about", "in words", or_null(text())),
        verdict(),
        always(
            "required",
            "the checks that it requires, in the order of the rules",
            list(text()),
        ),
        always("unasked", "those that the project's stage leaves out", list(text())),
    ]
}

fn group() -> Value {
    object([
        maybe(
            "finding",
            "what was found, as the rule says it; left out if it says nothing, or has no failure or warning",
            text(),
        ),
        always("group", "the value of each column that the groups are by", list(text())),
        verdict(),
        always(
            "values",
            "the named values, in the order of the rule",
            list(object([
                always("name", "its name", text()),
                always("value", "a number, a truth or a text; null if it is unknown", cell()),
            ])),
        ),
        always(
            "broken",
            "of a failure or a warning: the conditions that made it so",
            list(broken()),
        ),
        maybe(
            "no_figure",
            "of each named value that is null why it is; left out where none is, and for a hidden group",
            map(text()),
        ),
        always("missing", "why there is no verdict", list(text())),
        always(
            "own_rules",
            "which of the differing rules hold for somebody in the group and aren't for everybody",
            list(count()),
        ),
        always(
            "evidence",
            "the rows that it rests on, if the rule asks for them",
            or_null(evidence()),
        ),
    ])
}

fn broken() -> Value {
    let value = object([
        always("name", "a name or a call in it", text()),
        always("value", "its value; null if it is unknown", cell()),
    ]);
    object([
        always("condition", "the condition, with constants as values", text()),
        always(
            "held",
            "whether it holds; else it is that it doesn't which made the verdict",
            truth(),
        ),
        always("values", "what it reads", list(value)),
        always(
            "by",
            "where it compares numbers: the left one less the right one",
            or_null(number()),
        ),
        always("text", "the same in words", text()),
    ])
}

fn evidence() -> Value {
    let row = object([
        always("entity", "the entity", text()),
        always("period", "the first day of the period", day()),
        always("values", "what is shown, in the order of the columns", list(cell())),
    ]);
    object([
        always("total", "how many there are; not all may be shown", count()),
        always("columns", "what is shown of each", list(text())),
        always("rows", "the first of them", list(row)),
    ])
}

fn script() -> Value {
    let fault = object([
        always("code", "the stable code, as in docs/codes.md", text()),
        always("rows", "on how many rows", count()),
        always("entity", "the entity of the first of them", text()),
        always("period", "the name of its period", text()),
        always("message", "what went wrong there", text()),
        place(),
    ]);
    let printed = object([
        always("entity", "the entity of the row", text()),
        always("period", "the name of its period", text()),
        always("text", "the text", text()),
        place(),
    ]);
    object([
        always("rule", "the rule it stands in", text()),
        always("cause", "what makes it impossible to compute it by columns", text()),
        place(),
        always("rows", "the rows, each an entity in a period, that it ran on", count()),
        always(
            "unknown",
            "those of them that are unknown because something went wrong",
            count(),
        ),
        always("not_tried", "rows that it wasn't tried on; they are unknown", count()),
        always(
            "why_not_tried",
            "why it wasn't: too many rows before them were stopped at a limit, or took too many operations together",
            or_null(one_of(&["stopped", "operations"])),
        ),
        always("faults", "what went wrong, by code", list(fault)),
        always("printed", "the first lines that it printed", list(printed)),
        always("not_kept", "how many lines were printed beyond those", count()),
    ])
}

fn place() -> Member {
    always("place", "where that stands, as file:line:column", or_null(text()))
}

fn note() -> Value {
    object([
        always("code", "the stable code, as in docs/codes.md", text()),
        always("message", "in words", text()),
        maybe("place", "the rule that it is about, as file:line:column", text()),
    ])
}
