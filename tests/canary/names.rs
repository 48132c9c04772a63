//! Under pseudonyms no name of anybody leaves the program: every person has a name, an id, an address and other names of their own, free
//! texts say them, and all commands are asked for all that they know.

use super::{Said, base64, tidy_all};
use crate::support::Project;

/// Names that nobody else has: of several scripts, with letters that have two forms, and with signs that files escape.
const PEOPLE: [(&str, &str, &str, &str); 6] = [
    ("qzvana", "Qzvana Wxkolm", "qzvana.wxkolm@example.com", "QZVNICK1"),
    ("qzvböjk", "Qzvböjk Ñwxüra", "qzvb@example.com", "Qzv\u{308}nick2"),
    ("qzv o'\"brk", "Qzv O'\"Brk & <Wxy>", "qzv+o@example.com", "qzv/nick/3"),
    ("жщъиван", "Жщъиван Юхцы", "zhq@example.com", "жщъник"),
    ("qzv,dora", "Qzv, Dora; Wxk", "qzvdora@example.com", "=qzvnick5"),
    ("qzvernö", "QZVERNÖ WXK", "qzvern@example.com", "qzv|nick6"),
];

const RULES: &str = r#"
uptake: 1
entities: people
datasets:
  people:
    kind: entities
    entity: id
    key: [id]
    columns:
      id: text
      full_name: text
      team: text
      boss: { type: text, optional: true }
  names:
    kind: names
    entity: id
    name: known_as
    columns: { id: text, known_as: text }
  uses:
    kind: events
    entity: id
    key: [row]
    time: at
    columns:
      row: text
      id: text
      at: datetime
      tool: { type: text, optional: true, register: tools }
      kind: { type: text, optional: true, values: [chat] }
      minutes: { type: float, optional: true }
      said: { type: text, optional: true }
registers:
  tools:
    fields: { approved: bool }
    entries:
      helper: { approved: true }
measures:
  uses_made: { count: uses }
  minutes_spent: { sum: uses.minutes, absent: zero }
  tools_used: { distinct: uses.tool }
  approved_uses: { count: uses, where: tool.approved }
definitions:
  active:
    rhai: |
      for i in 0..1 { print(id); print(id.to_upper()); }
      if id.contains("dora") { throw "no " + id; }
      uses_made >= 1
metrics:
  rate: { title: Rate, share: active, by: [id, boss, team] }
  spent: { title: Spent, mean: minutes_spent, by: [id] }
checks:
  c:
    by: [id]
    values: { n: "count()", whom: 'id', loud: 'id.to_upper()' }
    fail: n > 0
    evidence: { where: uses_made >= 0, show: [uses_made, id, boss] }
"#;

const PROJECT: &str = "\
uptake: 1
project: small
packs: [rules.yaml]
as_of: 2026-02-15
privacy: { smallest_group: 1, pseudonyms: '${file:key.txt}' }
sources:
  names: { adapter: files, path: names.csv }
  people: { adapter: files, path: people.csv }
  uses: { adapter: files, path: uses.csv }
";

/// A field of CSV.
fn field(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn csv(head: &str, rows: Vec<Vec<String>>) -> String {
    let lines = rows
        .into_iter()
        .map(|row| row.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(","));
    std::iter::once(head.to_owned())
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Rows with everything that can be wrong with one, in which every text is somebody's name.
fn uses() -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut add = |cells: [&str; 7]| rows.push(cells.map(str::to_owned).to_vec());
    let at = "2026-02-02T09:00:00Z";
    for (index, (id, full, mail, nick)) in PEOPLE.iter().enumerate() {
        let key = |what: &str| format!("{id}/{what}");
        add([&key("1"), id, at, "helper", "chat", "1", full]);
        // A duplicate whose key is made of a name.
        add([&key("1"), id, at, "helper", "chat", "1", full]);
        add([&key("nick"), nick, at, "helper", "chat", "1", full]);
        add([&key("mail"), mail, at, "helper", "chat", "1", full]);
        add([&key("full"), full, at, "helper", "chat", "1", mail]);
        add([&key("case"), &id.to_uppercase(), at, "helper", "chat", "1", full]);
        add([&key("nfd"), &decomposed(id), at, "helper", "chat", "1", full]);
        // Cells that slipped by a column, and values that no list has.
        add([&key("at"), id, full, "helper", "chat", "1", full]);
        add([&key("tool"), id, at, id, "chat", "1", full]);
        add([&key("kind"), id, at, "helper", id, "1", full]);
        add([&key("minutes"), id, at, "helper", "chat", id, full]);
        add([&key("future"), id, "2027-02-02T09:00:00Z", "helper", "chat", "1", full]);
        add([&key("none"), "", at, "helper", "chat", "1", full]);
        add([
            &key("stranger"),
            &format!("qzvstranger{index}"),
            at,
            "helper",
            "chat",
            "1",
            full,
        ]);
    }
    rows
}

/// With marks of their own where letters have them.
fn decomposed(text: &str) -> String {
    text.replace('ö', "o\u{308}").replace('й', "и\u{306}")
}

fn project() -> Project {
    let people = PEOPLE.iter().enumerate().map(|(index, (id, full, _, _))| {
        let boss = PEOPLE[(index + 1) % PEOPLE.len()].0;
        let team = if index % 2 == 0 { "Red" } else { "Blue" };
        vec![(*id).to_owned(), (*full).to_owned(), team.to_owned(), boss.to_owned()]
    });
    let names = PEOPLE.iter().flat_map(|(id, _, mail, nick)| {
        [(*mail).to_owned(), (*nick).to_owned(), "qzvshared".to_owned()].map(|name| vec![(*id).to_owned(), name])
    });
    Project::empty()
        .file("uptake.yaml", PROJECT)
        .file("rules.yaml", RULES)
        .file("key.txt", "a-long-random-text-for-tests\n")
        .file("people.csv", csv("id,full_name,team,boss", people.collect()))
        .file("names.csv", csv("id,known_as", names.collect()))
        .file("uses.csv", csv("row,id,at,tool,kind,minutes,said", uses()))
}

/// Pieces of names that occur nowhere else, as a text without blanks in lower case may have them.
fn pieces() -> Vec<String> {
    let mut all: Vec<String> = ["qzv", "wxk", "ñwx", "n\u{303}wx", "жщъ", "юхц"]
        .map(str::to_owned)
        .to_vec();
    for (id, full, mail, nick) in PEOPLE {
        for text in [id, full, mail, nick] {
            all.push(base64(text.as_bytes()).trim_end_matches('=').to_owned());
            all.push(text.bytes().map(|byte| format!("{byte:02x}")).collect());
        }
    }
    // Escapes of the letters that are written otherwise.
    all.extend(["\\u0436\\u0449", "%d0%b6%d1%89", "&#1078;", "\\u{436}"].map(str::to_owned));
    all
}

/// No piece of a name is in what was said, whatever its case.
fn nobody(what: &str, said: &Said) {
    let pieces = pieces();
    for (place, text) in tidy_all(said) {
        // Three letters are in packed bytes by chance; their cells are looked at by themselves.
        let packed = place.starts_with('/') && (place.ends_with(".xlsx") || place.ends_with(".parquet"));
        let telling = |piece: &&String| !packed || piece.chars().count() > 6;
        let mut pieces = pieces.iter().filter(telling);
        let found = pieces.find(|piece| text.contains(&piece.to_lowercase()));
        assert_eq!(found, None, "{what}: {place}: {text}");
    }
}

const COMMANDS: &[&[&str]] = &[
    &["run", "--project", "uptake.yaml", "--out", "out", "--format", "xlsx"],
    &["run", "--project", "uptake.yaml", "--format", "json"],
    &["adapters", "check", "--project", "uptake.yaml"],
    &["adapters", "check", "--project", "uptake.yaml", "--format", "json"],
    &["parity", "--a", "a.yaml", "--b", "b.yaml"],
    &["parity", "--a", "a.yaml", "--b", "b.yaml", "--format", "json"],
    &["check", "uptake.yaml"],
    &["docs", "--project", "uptake.yaml"],
    &["resolve", "--project", "uptake.yaml", "--for", "team=Red"],
];

fn sources(uses: &str) -> String {
    format!(
        "uptake: 1\nsources:\n  names: {{ adapter: files, path: names.csv }}\n  people: {{ adapter: files, path: people.csv }}\n  uses: {{ adapter: files, path: {uses} }}\n"
    )
}

#[test]
fn no_piece_of_a_name_is_in_any_byte_of_any_output() {
    let project = project()
        .file("a.yaml", sources("uses.csv"))
        .file("b.yaml", sources("fewer.csv"))
        .file(
            "fewer.csv",
            csv(
                "row,id,at,tool,kind,minutes,said",
                uses().into_iter().step_by(2).collect(),
            ),
        );
    let said = Said::by(&project, COMMANDS);
    assert!(said.has("p-") && said.has("(withheld)"), "{}", said.everything());
    nobody("all commands", &said);
    // With names everything is there: the test would find it.
    let clear = Said::by(
        &project,
        &[&["run", "--project", "uptake.yaml", "--out", "out", "--names"]],
    );
    assert!(clear.has("qzvana") && clear.has("Жщъиван") && clear.has("qzvstranger0"));
}

#[test]
fn no_error_names_anybody_wherever_a_file_is_broken() {
    let (id, full, mail, nick) = PEOPLE[0];
    for (file, text) in [
        ("people.csv", format!("{id},{full},Red,\n{id},{full},Red,\n")),
        ("people.csv", format!("id,full_name,team,boss\n{id},{full}\n")),
        ("people.csv", format!("id,full_name,team,boss\n{id},\"{full},Red,\n")),
        (
            "people.csv",
            format!("id,full_name,team,boss\n{id},{full},Red,{id}\n{id},{full},Blue,{mail}\n"),
        ),
        ("names.csv", format!("id,{nick}\n{id},{mail}\n")),
        ("names.csv", format!("id,known_as\n{mail},{nick}\nqzvnobody,{mail}\n")),
        ("uses.csv", format!("{id};{full};{mail}\n")),
        ("uses.csv", format!("row,id,at,{full},{full}\n1,{id},2026-02-02,1,1\n")),
        ("uses.csv", format!("row,id,at\n1,{id},{full}\n2,{id},{mail}\n")),
        ("key.txt", "short".to_owned()),
    ] {
        let project = project().file(file, &text);
        let said = Said::by(&project, &COMMANDS[..4]);
        nobody(&text, &said);
    }
}

#[test]
fn what_programs_and_services_say_of_people_is_withheld() {
    let id = PEOPLE[0].0;
    for source in [
        format!("adapter: exec, format: ndjson, command: [sh, -c, 'echo no {id} >&2; exit 3']"),
        format!("adapter: exec, format: ndjson, command: [sh, -c, 'echo \"{{\\\"{id}\\\": [\"']"),
        format!("adapter: exec, format: csv, command: [sh, -c, 'echo {id},at; echo 1']"),
    ] {
        // The block itself names somebody: it is in the project file, and is shown there alone.
        let project = project().file("say.sh", source.split('\'').nth(1).unwrap()).edit(
            "uptake.yaml",
            "uses: { adapter: files, path: uses.csv }",
            &format!(
                "uses: {{ {} }}",
                source.replace(&format!("-c, '{}'", source.split('\'').nth(1).unwrap()), "say.sh")
            ),
        );
        let said = Said::by(&project, &COMMANDS[..4]);
        nobody(&source, &said);
    }
}
