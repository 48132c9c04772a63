//! `manifest.json`.

use super::{Form, always, count, day, list, maybe, object, one_of, or_null, text, truth, version};
use serde_json::Value;

pub(super) const FORM: Form = Form {
    file: "outputs/manifest.json",
    of: "manifest.json",
    about: "What the figures of a run were made from, and all files that it wrote, with their digests.",
    schema,
};

fn schema() -> Value {
    let file = || {
        object([
            always("file", "its name", text()),
            always("bytes", "its size", count()),
            always("sha256", "its digest, as hexadecimal digits", text()),
        ])
    };
    let output = object([
        always("file", "its name", text()),
        always("bytes", "its size", count()),
        always("sha256", "its digest, as hexadecimal digits", text()),
        always(
            "people",
            "whether it tells of single people: as a whole, in rows of evidence, or not at all",
            one_of(&["all", "evidence", "none"]),
        ),
    ]);
    let source = object([
        always("dataset", "the dataset", text()),
        always(
            "part",
            "the part of its source; null where its adapter gives no digests",
            or_null(text()),
        ),
        always("bytes", "its size", or_null(count())),
        always("sha256", "its digest, as hexadecimal digits", or_null(text())),
        maybe(
            "bytes_read",
            "how many of its bytes were read, where not all were: the digest is of these, in the order of their places",
            count(),
        ),
    ]);
    let plugin = object([
        always("dataset", "the dataset", text()),
        always("isolated", "whether it runs in a process of its own", truth()),
        always(
            "read",
            "what an isolated one was granted to read beside its own library",
            list(text()),
        ),
        always("network", "whether it may reach the network", truth()),
        always(
            "environment",
            "the variables that an isolated one was given",
            list(text()),
        ),
        always(
            "confined",
            "whether the system held it to what it was granted",
            one_of(&["yes", "yes, by an older system", "no", "not asked for"]),
        ),
    ]);
    let engine = object([
        always("name", "its name", one_of(&["uptake"])),
        always("version", "its version", text()),
    ]);
    let range = object([
        always("first", "the name of the first period", text()),
        always("last", "the name of the last period", text()),
    ]);
    object([
        always("version", "the version of this form", version()),
        always("engine", "the program", engine),
        always("project", "the name of the project", text()),
        always("as_of", "the day of the figures", day()),
        maybe(
            "known_at",
            "the day up to which what the sources tell was known, where not all of it was read",
            day(),
        ),
        always("range", "the reported periods", range),
        always(
            "findings",
            "what is wrong with sources as a whole",
            list(super::outcome::finding()),
        ),
        always(
            "in_force",
            "the rules that differ between groups or over time",
            super::outcome::rules(),
        ),
        super::outcome::approvals(),
        always("rules", "the rule files and scripts", list(file())),
        always("sources", "what the sources consist of", list(source)),
        maybe(
            "cube",
            "what was counted of everybody in every period, where the project keeps a ledger",
            object([
                always("rows", "how many cells of somebody and a period there are", count()),
                always("sha256", "the digest of all of them", text()),
            ]),
        ),
        always("plugins", "the sources whose adapter is a plugin", list(plugin)),
        always("outputs", "the other files that were written", list(output)),
    ])
}
