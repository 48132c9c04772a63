//! `uptake test --format json`.

use super::{Form, always, count, list, number, object, or_null, text, truth, version};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "commands/test.json",
    of: "uptake test --format json",
    about: "Every suite and case that was tried, and what didn't come out as it has to.",
    schema,
};

pub(super) const WRITTEN: Form = Form {
    file: "commands/test-write.json",
    of: "uptake test write --format json",
    about: "The suite that was written, and the edges that have no case.",
    schema: written,
};

fn written() -> Value {
    let left_out = object([
        always("edge", "the rule, the edge and the side", text()),
        always("why", "why it has no case", text()),
    ]);
    object([
        always("version", "the version of this form", version()),
        always("path", "the file", text()),
        always("cases", "how many cases it has", count()),
        always("left_out", "the edges without a case", list(left_out)),
    ])
}

fn schema() -> Value {
    let place = || always("place", "where it is, as file:line:column", text());
    let unmet = object([
        always("message", "what had to come out and what did, in words", text()),
        always(
            "name",
            "the name of the value, if it is one of several",
            or_null(text()),
        ),
        always("expected", "what had to come out", text()),
        always("found", "what came out", text()),
        place(),
    ]);
    let case = object([
        always("name", "its name", text()),
        place(),
        always("passed", "whether all came out as it has to", truth()),
        always("unmet", "what had to come out and didn't", list(unmet)),
    ]);
    let suite = object([
        always("name", "its name", text()),
        always("path", "its file", text()),
        always(
            "error",
            "what is wrong with the file, if it can't be read",
            or_null(text()),
        ),
        always("cases", "its cases", list(case)),
    ]);
    let value = object([
        always("name", "the column or measure", text()),
        always("value", "its value", text()),
    ]);
    let answer = object([
        always(
            "answer",
            "`true`, `false` or `unknown`; of all but comparisons `true`",
            text(),
        ),
        always("covered", "whether a case has it", truth()),
        always(
            "why",
            "why no case has it: `can't occur`, `nobody in the group`, `not reached` or `no case`",
            or_null(text()),
        ),
        always("values", "values that would give it, if they are known", list(value)),
    ]);
    let branch = object([
        place(),
        always("rule", "the rule", text()),
        always(
            "kind",
            "`comparison`, `rung`, `override`, `version` or `reason`",
            text(),
        ),
        always("text", "the comparison, the label, or what an override changes", text()),
        always("answers", "its answers", list(answer)),
    ]);
    let passed_over = object([
        always(
            "kind",
            "`check`, `table`, `mapping`, or `script`: a rule with one",
            text(),
        ),
        always("rule", "its name", text()),
        place(),
    ]);
    let coverage = object([
        always(
            "share",
            "the share of the possible branches that cases try, from 0 to 1",
            number(),
        ),
        always("covered", "how many branches cases try", count()),
        always(
            "possible",
            "how many branches there are, without those that can't occur",
            count(),
        ),
        always(
            "branches",
            "the branches, in the order of files and places",
            list(branch),
        ),
        always(
            "not_looked_at",
            "the rules whose conditions aren't among the branches, in the order of kinds, files and places",
            list(passed_over),
        ),
    ]);
    object([
        always("version", "the version of this form", version()),
        always(
            "passed",
            "whether every suite has cases and all of them passed",
            truth(),
        ),
        always(
            "stopped",
            "whether a case has failed after which no other was tried, as `--fail-fast` asks",
            truth(),
        ),
        always("suites", "the suites", list(suite)),
        always(
            "coverage",
            "what the cases try of the rules, with `--coverage`",
            or_null(coverage),
        ),
    ])
}
