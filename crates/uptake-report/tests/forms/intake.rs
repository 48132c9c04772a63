//! What happened to the rows of a dataset.

use super::{Member, always, count, day, list, map, maybe, object, or_null, text, truth};
use serde_json::{Value, json};
use uptake_codes::RowCode;

/// Of a run.
pub(super) fn schema() -> Value {
    let unlisted = object([
        always("register", "the register", text()),
        always("column", "the column with the name", text()),
        always("name", "the name, as it is most often written", text()),
        always("rows", "how many rows have it", count()),
    ]);
    let names = maybe(
        "unlisted",
        "names that no register lists; left out if there are none",
        list(unlisted),
    );
    object([dataset(), names].into_iter().chain(members()))
}

pub(super) fn dataset() -> Member {
    always("dataset", "the dataset", text())
}

/// All members but the dataset and the names that no register lists.
pub(super) fn members() -> Vec<Member> {
    let reasons = RowCode::ALL
        .iter()
        .map(|code| maybe(code.as_str(), code.about(), count()));
    let mut covers = or_null(list(day()));
    if let Some(covers) = covers.as_object_mut() {
        covers.insert("minItems".to_owned(), json!(2));
        covers.insert("maxItems".to_owned(), json!(2));
    }
    vec![
        maybe(
            "source",
            "the source's name or number; left out if the dataset has no list of sources",
            text(),
        ),
        always("documents", "objects or lines that came", count()),
        always(
            "documents_without_rows",
            "documents of which no row came, because their lists are empty",
            count(),
        ),
        always(
            "rows",
            "rows that came of the documents: used, left out, without an event or set aside",
            count(),
        ),
        maybe(
            "lists",
            "rows by the list that they come from; left out if the mapping doesn't state several",
            map(count()),
        ),
        always(
            "nothing_read",
            "rows that have nothing of what the mapping reads",
            count(),
        ),
        always("used", "rows that are used", count()),
        always("left_out", "rows that the mapping leaves out on purpose", count()),
        always("without_event", "rows that stand for no event", count()),
        maybe(
            "not_yet",
            "objects or lines among those that came which weren't known yet on the day that was asked for, and aren't read; left out if there is none",
            count(),
        ),
        maybe(
            "later",
            "records that aren't known yet on the day of the figures; left out if there is none",
            count(),
        ),
        maybe(
            "undated",
            "values of records that are never known, because the day since when they are isn't, by column; left out if there is none",
            map(count()),
        ),
        maybe(
            "dangling",
            "records that refer to others which aren't there, by column; of a list of sources all are counted at the first; left out if there is none",
            map(count()),
        ),
        always("set_aside", "rows that were set aside, by reason", object(reasons)),
        maybe(
            "refused",
            "what of each column couldn't be read, in rows that were therefore set aside; left out if there is nothing",
            list(object([
                always("column", "the column, as the source calls it", text()),
                always("type", "the type that it should have", text()),
                always("rows", "how many rows were set aside for it", count()),
                always("example", "one of the values", text()),
                always(
                    "at",
                    "the first row that has it",
                    object([
                        always("part", "the part of the source: a file, a sheet, a page", text()),
                        always(
                            "row",
                            "its line of a text or row of a sheet, as an editor or a spreadsheet shows it; elsewhere its number, from 1",
                            count(),
                        ),
                    ]),
                ),
                maybe(
                    "cure",
                    "settings of the source by which all of the values can be read; left out if one can't tell",
                    map(text()),
                ),
            ])),
        ),
        always(
            "missing",
            "rows that stay although a value is missing that the contract reports, by column",
            map(count()),
        ),
        always(
            "unexpected",
            "values that the contract doesn't list with their rows, by column and value",
            map(map(count())),
        ),
        maybe(
            "identities",
            "what became of the entities' names; left out where no other names are known",
            identities(),
        ),
        maybe(
            "near",
            "names of nobody that differ from one on the list by case or blanks alone, most rows first; left out if there are none",
            near(),
        ),
        maybe(
            "remarks",
            "what the source told beside its rows; left out if it told nothing",
            list(object([
                always("part", "the file or page that it is about", text()),
                always(
                    "text",
                    "what it told, such as lines after the table that were passed over",
                    text(),
                ),
            ])),
        ),
        always(
            "covers",
            "the first and the last day that the source covers, as it is stated or else with a row that is used",
            covers.clone(),
        ),
        always(
            "reaches",
            "the first and the last day with a well-formed row of events",
            covers,
        ),
        always("delivered", "whether a source delivers it at all", truth()),
    ]
}

fn near() -> Value {
    list(object([
        always("name", "the name, as it was delivered", text()),
        always("rows", "how many rows have it", count()),
        always("entity", "the entity on the list whose name is nearly the same", text()),
        always(
            "differs_by",
            "what they differ by: `case`, `blanks` or both",
            list(text()),
        ),
        always(
            "names_ignore",
            "what a rule would have to say for them to be one",
            list(text()),
        ),
    ]))
}

fn identities() -> Value {
    let tally = || {
        object([
            always("name", "the name, as it was delivered", text()),
            always("rows", "how many rows have it", count()),
            always("first", "the day of the first of them", or_null(day())),
            always("last", "the day of the last of them", or_null(day())),
            maybe(
                "entities",
                "the entities that have the name; left out if there are none",
                list(text()),
            ),
        ])
    };
    object([
        always(
            "system",
            "the system whose names were looked up; null for all",
            or_null(text()),
        ),
        always("system_known", "whether any name is of that system", truth()),
        always(
            "joined",
            "rows that were joined to an entity by another name of it",
            count(),
        ),
        maybe(
            "ignored",
            "what makes no difference between names: `case`, `blanks`; left out if nothing does",
            list(text()),
        ),
        maybe(
            "alike",
            "rows whose name is an entity's in other letters, joined since a rule says so; left out if there are none",
            count(),
        ),
        always("unmatched", "names that nobody has, most rows first", list(tally())),
        always(
            "ambiguous",
            "names that several entities have, most rows first",
            list(tally()),
        ),
    ])
}
