//! `uptake adapters check --format json`.

use super::{Form, Member, always, count, day, intake, list, map, object, or_null, text, truth};
use serde_json::{Value, json};

pub(super) const FORM: Form = Form {
    file: "commands/adapters-check.json",
    of: "uptake adapters check --format json",
    about: "What the sources of a project deliver.",
    schema,
};

fn schema() -> Value {
    object([
        always("project", "the name of the project", text()),
        always("as_of", "the day of the figures", day()),
        always(
            "sources",
            "each source, in the order of the rules",
            list(json!({ "anyOf": [unseen(), seen()] })),
        ),
    ])
}

/// A source of which nothing was seen.
fn unseen() -> Value {
    object([intake::dataset(), adapter(), findings(), fault()])
}

fn seen() -> Value {
    let column = object([
        always("name", "its name", text()),
        always("types", "its types; several if it changes on the way", list(text())),
        always(
            "feeds",
            "the columns of the contract that it feeds, `where` for the mapping's condition",
            list(text()),
        ),
    ]);
    let absent = object([
        always("name", "its name in the source", text()),
        always("feeds", "the columns of the contract that it would feed", list(text())),
        always("optional", "whether a source may lack it", truth()),
    ]);
    let members = [
        intake::dataset(),
        adapter(),
        always("mapping", "the mapping, if the source has one", or_null(text())),
        always("columns", "the columns as they arrive", list(column)),
        always("absent", "columns that would be read and don't arrive", list(absent)),
        always("first", "the day of the first row that is used", or_null(day())),
        always("last", "the day of the last row that is used", or_null(day())),
        always(
            "days_old",
            "how many days the last row is older than the day of the figures; less than zero for a later one",
            json!({ "type": ["integer", "null"] }),
        ),
        always(
            "unlisted",
            "names that the register of a column doesn't list with their rows, by column and name",
            map(map(count())),
        ),
        always("partial", "whether there are more rows than were looked at", truth()),
        always(
            "not_looked_up",
            "why nobody was looked up on the list of entities, or under another name",
            or_null(text()),
        ),
        findings(),
        fault(),
    ];
    object(members.into_iter().chain(intake::members()))
}

fn adapter() -> Member {
    always("adapter", "its adapter", text())
}

fn findings() -> Member {
    always(
        "findings",
        "where its rows breach what the project demands of them",
        list(super::outcome::finding()),
    )
}

fn fault() -> Member {
    let fault = object([
        always("code", "the stable code, as in docs/codes.md", or_null(text())),
        always("message", "what went wrong", text()),
        always("place", "the source in its file, as file:line:column", or_null(text())),
        always("help", "what to do about it", or_null(text())),
    ]);
    always("fault", "why it can't be read", or_null(fault))
}
