//! Texts that act where they are shown, pushed through every place where data, rules, file names, services and programs are quoted.

use super::Said;
use crate::server::{Reply, Server};
use crate::support::{Answer, Figures, Project, csv_rows};

/// What does harm to a terminal, a spreadsheet, a page, YAML or JSON.
const HOSTILE: [&str; 49] = [
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]52;c;cm0gLXJmIC8=\u{7}",
    "\u{1b}]8;;http://e.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{9b}2Jx",
    "\u{90}q\u{9c}",
    "bell\u{7}",
    "back\u{8}\u{8}\u{8}\u{8}gone",
    "\u{7f}del",
    "over\rwritten",
    "Red\n\nrate\n  99.9 %   999 of 1000",
    "error[engine]: fake\n  help: run this",
    "line\u{2028}sep\u{2029}par",
    "next\u{85}line",
    "user\u{202e}txt.exe",
    "iso\u{2066}late\u{2069}",
    "mark\u{200f}\u{200e}\u{61c}",
    "zero\u{200b}width\u{feff}\u{2060}",
    "Re\u{200d}d",
    "tag\u{e0041}\u{e0042}",
    "soft\u{ad}hyphen",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=cmd|'/C calc'!A0",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "\t=1",
    " =1+1",
    "x;=1+1",
    "x|=1+1",
    "x\n=1+1",
    "'=1",
    "<script>alert(1)</script>",
    "![x](http://e.example/p.png)",
    "[x](javascript:alert(1))",
    "a | b `c` ``d``",
    "yes",
    "YES",
    "1",
    "- a: &b *c",
    "?!%@&*#",
    "§$%&/",
    "\"quoted\\\"",
    "{{ x }} ${env:HOME}",
    "../../etc/passwd",
];

const RULES: &str = r#"
uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: { type: text, optional: true } } }
  names: { kind: names, entity: id, name: known_as, columns: { id: text, known_as: text } }
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
      minutes: { type: float, optional: true }
registers:
  tools: { fields: { approved: bool }, entries: { helper: { approved: true } } }
measures:
  uses_made: { count: uses }
  approved_uses: { count: uses, where: tool.approved }
  minutes_spent: { sum: uses.minutes, absent: zero }
definitions:
  active:
    rhai: |
      for i in 0..1 { print(id); }
      uses_made >= 1
metrics:
  rate: { title: Rate, share: active, by: [team, id] }
  approved: { title: Approved, mean: approved_uses }
  spent: { title: Spent, mean: minutes_spent }
checks:
  c:
    by: [team]
    values: { n: "count()", whom: 'team' }
    fail: n > 0
    evidence: { where: uses_made >= 0, show: [uses_made, id, team] }
"#;

const PROJECT: &str = "\
uptake: 1
project: small
packs: [rules.yaml]
as_of: 2026-02-15
privacy: { smallest_group: 1 }
sources:
  people: { adapter: files, path: people.csv }
  names: { adapter: files, path: names.csv }
  uses: { adapter: files, path: uses.csv }
";

fn field(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// A project in whose data every text is hostile: names, teams, other names, tools, and cells that can't be used.
fn project() -> Project {
    let (mut people, mut names, mut uses) = (
        "id,team\n".to_owned(),
        "id,known_as\n".to_owned(),
        "row,id,at,tool,minutes\n".to_owned(),
    );
    for (index, text) in HOSTILE.iter().enumerate() {
        let at = "2026-02-02T09:00:00Z";
        people.push_str(&format!("{},{}\n", field(&format!("{text}{index}")), field(text)));
        // Another name that two have.
        names.push_str(&format!(
            "{},{}\n",
            field(&format!("{text}{index}")),
            field(&format!("{text}both"))
        ));
        names.push_str(&format!(
            "{},{}\n",
            field(&format!("{}{}", HOSTILE[0], 0)),
            field(&format!("{text}both"))
        ));
        let mut add = |row: &str, id: &str, at: &str, tool: &str, minutes: &str| {
            let cells = [row, id, at, tool, minutes].map(field);
            uses.push_str(&format!("{}\n", cells.join(",")));
        };
        add(&format!("{index}a"), &format!("{text}{index}"), at, text, "1");
        add(&format!("{index}b"), text, at, "helper", "1");
        add(&format!("{index}c"), &format!("{text}both"), at, "helper", "1");
        add(&format!("{index}d"), &format!("{text}{index}"), text, "helper", "1");
        add(&format!("{index}e"), &format!("{text}{index}"), at, "helper", text);
        add(text, &format!("{text}{index}"), at, "helper", "1");
        add(text, &format!("{text}{index}"), at, "helper", "1");
    }
    Project::empty()
        .file("uptake.yaml", PROJECT)
        .file("rules.yaml", RULES)
        .file("people.csv", people)
        .file("names.csv", names)
        .file("uses.csv", uses)
}

/// Nothing in a text acts on a terminal: no control but line breaks, no mark that isn't seen.
fn quiet(what: &str, text: &str) {
    let acts = |letter: char| {
        (letter.is_control() && !matches!(letter, '\n' | '\t'))
            || matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    let found = text.chars().find(|letter| acts(*letter));
    assert_eq!(found, None, "{what}: {text:?}");
    if what == "docs" {
        // A page isn't a message.
        return;
    }
    // No line of data passes for one of ours.
    for line in ["error[engine]: fake", "  99.9 %   999 of 1000"] {
        assert!(!text.lines().any(|own| own == line), "{what}: {text}");
    }
}

#[test]
fn nothing_from_data_acts_on_a_terminal() {
    let project = project();
    for arguments in [
        &["run", "--project", "uptake.yaml", "--out", "out"][..],
        &["adapters", "check", "--project", "uptake.yaml"],
        &["parity", "--a", "a.yaml", "--b", "b.yaml"],
        &["adapters", "suggest", "people.csv", "--project", "uptake.yaml"],
        &["resolve", "--project", "uptake.yaml", "--for", "team=\u{1b}[2J"],
        &["run", "--project", "\u{1b}[2J\u{202e}.yaml"],
        &["run", "--\u{1b}[2J"],
        &["\u{1b}[2J\u{9b}"],
        &["run", "--period", "\u{1b}[2J"],
    ] {
        let answer = project.uptake(arguments);
        assert!((0..=2).contains(&answer.code));
        quiet(&format!("{arguments:?}"), &answer.stdout);
        quiet(&format!("{arguments:?}"), &answer.stderr);
    }
}

fn bare(text: &str) -> &str {
    text.trim_matches(|letter: char| {
        letter.is_whitespace() || "\u{200b}\u{feff}\u{2060}\u{2066}\u{2069}\u{200e}\u{200f}\u{61c}".contains(letter)
    })
}

/// A text as YAML has it between quotes.
fn quoted(text: &str) -> String {
    let letter = |letter: char| match letter {
        '"' | '\\' => format!("\\{letter}"),
        ' '..='~' => letter.to_string(),
        other => format!("\\U{:08x}", u32::from(other)),
    };
    format!("\"{}\"", text.chars().map(letter).collect::<String>())
}

#[test]
fn no_cell_of_a_csv_file_is_a_formula_whatever_parts_the_fields_and_every_text_comes_back() {
    let project = project();
    let figures = project.figures(&[]);
    for name in [
        "metrics.csv",
        "checks.csv",
        "set_aside.csv",
        "identities.csv",
        "excluded.csv",
    ] {
        let text = String::from_utf8(figures.bytes(name).to_vec()).unwrap();
        for separator in [',', ';', '\t', '|'] {
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader
                .delimiter(separator as u8)
                .flexible(true)
                .from_reader(text.as_bytes());
            for record in reader.into_byte_records() {
                for cell in record.unwrap().iter() {
                    let cell = String::from_utf8_lossy(cell).into_owned();
                    let number = cell.split(',').next().unwrap().parse::<f64>().is_ok();
                    let formula = cell
                        .trim_start_matches([' ', '\u{a0}'])
                        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r']);
                    assert!(number || !formula, "{name} with {separator:?}: {cell:?}");
                }
            }
        }
    }
    // The stated rule gives every text back.
    let read = |cell: &str| {
        let mut out = String::new();
        let mut rest = cell.strip_prefix('\'').unwrap_or(cell);
        while let Some(border) = rest.find([';', '\t', '|', '\n', '\r']) {
            let (before, after) = rest.split_at(border + 1);
            out.push_str(before);
            let sign = after.trim_start_matches('\'').trim_start_matches(' ');
            let guarded = after.starts_with('\'') && sign.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
            rest = if guarded { &after[1..] } else { after };
        }
        out + rest
    };
    let teams: Vec<String> = csv_rows(figures.bytes("metrics.csv"))
        .iter()
        .filter(|row| row["cut"] == "team" && row["metric"] == "rate")
        .map(|row| read(&row["cut_value"]))
        .collect();
    for text in HOSTILE {
        // The door takes blanks and what isn't seen off the ends of texts.
        assert!(
            teams.iter().any(|team| bare(team) == bare(text)),
            "{text:?} in {teams:?}"
        );
    }
}

#[test]
fn a_workbook_has_texts_and_no_formula() {
    let project = project();
    let answer = project.run(&["--out", "out", "--format", "xlsx"]);
    assert!(answer.code <= 1, "{}", answer.stderr);
    let mut said = Said::default();
    said.folder(&project.path("out"));
    assert!(
        said.of(".xlsx of ")
            .iter()
            .any(|sheet| sheet.contains("=cmd|'/C calc'!A0"))
    );
    let formulas = said.of("formulas of ");
    assert!(
        !formulas.is_empty() && formulas.iter().all(String::is_empty),
        "{formulas:?}"
    );
}

#[test]
fn every_unlisted_name_is_listed_once_its_file_is_pasted() {
    let project = project();
    let figures = project.figures(&[]);
    let unlisted = String::from_utf8(figures.bytes("unlisted.yaml").to_vec()).unwrap();
    quiet("unlisted.yaml", &unlisted);
    // As its first lines say: beside the rules as it is.
    let rules = project.read("rules.yaml");
    let merged = project
        .file("pack/rules.yaml", rules)
        .file("pack/unlisted.yaml", unlisted)
        .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [pack]");
    let again = merged.run(&["--out", "out"]);
    assert!(!again.stderr.contains("error["), "{}", again.stderr);
    let figures = Figures::read(&merged.path("out"));
    let left = &figures.intake("uses")["unlisted"];
    assert_eq!(left.as_array().map_or(0, Vec::len), 0, "{left}");
}

#[test]
fn nothing_in_rules_acts_in_a_page_or_on_a_terminal() {
    let mut rules = "uptake: 1\npack: small\nabout: \"PACK\"\nowner: \"PACK\"\nmetrics:\n".to_owned();
    for (index, text) in HOSTILE.iter().filter(|text| **text != "YES").enumerate() {
        let quoted = quoted(text);
        rules.push_str(&format!(
            "  m{index}: {{ title: {quoted}, mean: uses_made, about: {quoted}, source: {quoted}, aliases: [{quoted}] }}\n"
        ));
    }
    let all = HOSTILE[36..40].join(" ");
    let rules = rules.replace("\"PACK\"", &quoted(&all));
    let project = Project::small().file("more.yaml", rules).edit(
        "uptake.yaml",
        "packs: [rules.yaml]",
        "packs: [rules.yaml, more.yaml]",
    );
    let page = project.uptake(&["docs", "--project", "uptake.yaml"]);
    assert!(page.stdout.contains("## "), "{}", page.stderr);
    quiet("docs", &page.stdout);
    for alive in ["<script", " ![x]", "x](javascript:"] {
        assert!(!page.stdout.contains(alive), "{alive} in {}", page.stdout);
    }
    for arguments in [&["check", "uptake.yaml"][..], &["run", "--project", "uptake.yaml"]] {
        let answer = project.uptake(arguments);
        quiet("check", &answer.stdout);
        quiet("check", &answer.stderr);
    }
}

#[test]
fn nothing_from_a_broken_rule_file_acts_on_a_terminal() {
    for text in HOSTILE {
        let quoted = quoted(text);
        for rules in [
            format!("uptake: 1\nmetrics: {{ {quoted}: {{ mean: x }} }}\n"),
            format!("uptake: 1\n{quoted}: 1\n"),
            format!("uptake: 1\nmeasures: {{ m: {{ count: {quoted} }} }}\n"),
            format!("uptake: 1\nneeds: [{quoted}]\n"),
            format!("uptake: 1\npack: {text}: [\n"),
            format!("{text}\n"),
        ] {
            let project = Project::small().file("rules.yaml", rules);
            for arguments in [&["check", "rules.yaml"][..], &["run", "--project", "uptake.yaml"]] {
                let answer = project.uptake(arguments);
                quiet(text, &answer.stdout);
                quiet(text, &answer.stderr);
            }
        }
    }
}

#[test]
fn nothing_in_names_of_files_of_sources_and_of_columns_acts() {
    for text in HOSTILE.iter().filter(|text| !text.contains('/') && !text.contains('$')) {
        let quoted = quoted(&format!("{text}.csv"));
        let rows = "id,at\nana,2026-02-02T09:00:00Z\nnobody,2026-02-02T09:00:00Z\n";
        let project = Project::small().file(&format!("{text}.csv"), rows).edit(
            "uptake.yaml",
            "path: uses.csv",
            &format!("path: {quoted}"),
        );
        let said = Said::by(
            &project,
            &[
                &["run", "--project", "uptake.yaml", "--out", "out"],
                &["adapters", "check", "--project", "uptake.yaml"],
            ],
        );
        quiet(text, &said.everything());
        let head = format!("id,{}\nana,2026-02-02\n", field(text));
        let project = Project::small().file("uses.csv", head);
        for arguments in [
            &["run", "--project", "uptake.yaml"][..],
            &["adapters", "check", "--project", "uptake.yaml"],
            &["adapters", "suggest", "uses.csv"],
        ] {
            let answer = project.uptake(arguments);
            quiet(text, &answer.stdout);
            quiet(text, &answer.stderr);
        }
    }
}

#[test]
fn nothing_that_services_and_programs_say_acts() {
    for text in HOSTILE {
        let said = text.to_owned();
        let server = Server::start(move |seen| match seen.target.as_str() {
            "/text" => Reply::status(400, said.clone()),
            "/json" => Reply::status(400, serde_json::json!({ "message": said }).to_string()),
            _ => Reply::json(serde_json::json!([{ said.clone(): 1 }]).to_string()),
        });
        for path in ["/text", "/json", "/rows"] {
            let source = format!("adapter: http, url: '{}', retry: {{ attempts: 1 }}", server.url(path));
            let project = Project::small().edit("uptake.yaml", "adapter: files, path: uses.csv", &source);
            let answer = project.run(&[]);
            assert_eq!(answer.code, 2, "{}", answer.stdout);
            quiet(text, &answer.stderr);
        }
        let source = "adapter: exec, command: [sh, -c, 'cat said.txt >&2; exit 3'], format: csv";
        let project =
            Project::small()
                .file("said.txt", text)
                .edit("uptake.yaml", "adapter: files, path: uses.csv", source);
        let answer: Answer = project.run(&[]);
        assert_eq!(answer.code, 2);
        quiet(text, &answer.stderr);
    }
}
