//! `docs/rules.md` says what is, and all of it: every example is read, every key, function and code has its entry.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::check;
use support::constructs::CONSTRUCTS;
use support::expression::{lowered, type_name};
use support::markdown::{Block, Section, sections};
use support::row::{self, Row};
use uptake_rules::expr::group::group_functions;
use uptake_rules::expr::interpreted::{CLOSURE_METHODS, FORBIDDEN, INTERPRETED};
use uptake_rules::expr::limits::READ_LIMITS;
use uptake_rules::expr::window::{LAST_METHODS, WINDOWS};
use uptake_rules::expr::{ExprKind, Function, Scope, scalar};
use uptake_rules::value::{Literal, Type};
use uptake_rules::{Code, Severity};
use uptake_script::{LIMITS, Limits};

fn reference() -> Vec<Section> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md");
    sections(&std::fs::read_to_string(path).unwrap())
}

fn blocks(language: &str) -> Vec<(String, Block)> {
    let all = reference().into_iter().flat_map(|section| {
        let heading = section.heading;
        section.blocks.into_iter().map(move |block| (heading.clone(), block))
    });
    all.filter(|(_, block)| block.language == language).collect()
}

/// The pack at the start of the page, whose names the other examples use.
fn pack() -> String {
    blocks("yaml").swap_remove(0).1.text
}

/// A fragment as a rule file.
fn whole(text: &str) -> String {
    if text.starts_with("uptake:") {
        text.to_owned()
    } else {
        format!("uptake: 1\n{text}")
    }
}

/// What is said about some files, notes apart: a script that is interpreted is no fault.
fn faults(files: &[(&str, &str)]) -> String {
    let mut checked = check(files);
    checked.found.retain(|d| d.severity != Severity::Note);
    checked.text()
}

#[test]
fn every_rule_file_on_the_page_is_sound() {
    /// The examples that others build on.
    const SHARED: [&str; 2] = ["records.yaml", "tables.yaml"];
    let pack = pack();
    let shared = SHARED.map(|name| {
        let found = blocks("yaml").into_iter().find(|(_, block)| block.rest == name);
        whole(&found.unwrap_or_else(|| panic!("no example {name}")).1.text)
    });
    assert_eq!(faults(&[("data.yaml", &pack)]), "", "the pack at the start");
    for section in reference() {
        // A script has a name; other blocks of Rhai hold expressions.
        let script = |block: &&Block| block.language == "rhai" && !block.rest.is_empty();
        let read = |block: &&Block| block.language == "yaml" || script(block);
        let rules: Vec<&Block> = section.blocks.iter().filter(read).collect();
        // A project file is read with the rules beside it, and so are scripts and overrides, every other example by itself.
        let beside = ["project.yaml", "override.yaml"];
        let together = rules
            .iter()
            .any(|block| beside.contains(&block.rest.as_str()) || script(block));
        let groups: Vec<Vec<&Block>> = if together {
            vec![rules]
        } else {
            rules.into_iter().map(|block| vec![block]).collect()
        };
        for group in groups
            .iter()
            .filter(|group| group.first().is_some_and(|block| block.rest != "data.yaml"))
        {
            let texts: Vec<(&str, String)> = group
                .iter()
                .map(|block| match block.rest.as_str() {
                    "" | "alone" => ("rules.yaml", whole(&block.text)),
                    name if script(block) => (name, block.text.clone()),
                    name => (name, whole(&block.text)),
                })
                .collect();
            let mut files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
            if group[0].rest != "alone" {
                files.push(("data.yaml", &pack));
            }
            // Tables are made of the records above, and checks look at the tables.
            let below: &[usize] = match section.heading.as_str() {
                "tables" => &[0],
                "Checks of tables" => &[0, 1],
                _ => &[],
            };
            files.extend(below.iter().map(|at| (SHARED[*at], shared[*at].as_str())));
            assert_eq!(
                faults(&files),
                "",
                "the example in line {} under {}",
                group[0].line,
                section.heading
            );
        }
    }
}

/// All names of the pack at the start of the page.
fn names() -> Scope {
    let policy = check(&[("data.yaml", &pack())]).policy;
    let mut scope = Scope::new("the pack");
    for column in policy.datasets.iter().flat_map(|dataset| &dataset.columns) {
        scope.add(&column.name.text, column.ty);
        if let Some(register) = column.register.as_ref().and_then(|name| policy.register(&name.text)) {
            scope.add(format!("{}.listed", column.name.text), Type::Bool);
            scope.add(format!("{}.id", column.name.text), Type::Text);
            for field in &register.fields {
                scope.add(format!("{}.{}", column.name.text, field.name.text), field.ty);
            }
        }
    }
    for measure in &policy.measures {
        scope.add(&measure.name.text, measure.ty);
    }
    for definition in &policy.definitions {
        scope.add(&definition.name.text, Type::Bool);
    }
    scope.add("period", Type::Date);
    scope.add("period_end", Type::Date);
    scope.over_periods()
}

/// An expression of the page with what is written beside it.
struct Example {
    text: String,
    /// The name of its type, if it is said.
    ty: Option<String>,
    /// Answers and the rows that they belong to.
    answers: Vec<(String, String)>,
}

/// The expressions of a block. Each ends with a line whose comment says its type, or an answer as `2 with uses = 5`; more
/// answers stand in the lines below.
fn expressions(block: &Block) -> Vec<Example> {
    let mut all: Vec<Example> = Vec::new();
    let mut open = String::new();
    for line in block.text.lines() {
        let Some((code, said)) = line.rsplit_once("  // ") else {
            open.push_str(line);
            open.push('\n');
            continue;
        };
        if !code.trim().is_empty() {
            all.push(Example {
                text: format!("{}{code}\n", std::mem::take(&mut open)),
                ty: None,
                answers: Vec::new(),
            });
        }
        let example = all.last_mut().unwrap();
        match said.split_once(" with ") {
            Some((answer, row)) => example.answers.push((answer.trim().to_owned(), row.to_owned())),
            None => example.ty = Some(said.trim().to_owned()),
        }
    }
    assert_eq!(
        open, "",
        "nothing is said of the last expression of line {}",
        block.line
    );
    all
}

/// All expressions of the page, with their headings.
fn examples() -> Vec<(String, Example)> {
    let blocks = blocks("rhai").into_iter().filter(|(_, block)| block.rest.is_empty());
    blocks
        .flat_map(|(heading, block)| {
            expressions(&block)
                .into_iter()
                .map(move |example| (heading.clone(), example))
        })
        .collect()
}

#[test]
fn every_expression_on_the_page_has_the_type_that_is_written_beside_it() {
    let names = names();
    let mut count = 0;
    for (heading, example) in examples() {
        let expr = lowered(&example.text, &names).unwrap_or_else(|said| panic!("{}: {said:?}", example.text));
        let interpreted = matches!(expr.kind, ExprKind::Script(..));
        match example.ty {
            Some(ty) => {
                count += 1;
                assert!(!interpreted, "{} under {heading} is interpreted", example.text);
                assert_eq!(type_name(expr.ty), ty, "{} under {heading}", example.text);
            }
            None => assert!(interpreted, "{} under {heading} has a type", example.text),
        }
    }
    assert!(count > 70, "only {count} expressions were found");
}

#[test]
fn every_answer_on_the_page_is_given_by_columns_and_by_the_interpreter() {
    let names = names();
    let mut count = 0;
    for (heading, example) in examples() {
        let text = &example.text;
        let expr = lowered(text, &names).unwrap();
        // The same by the other road: a variable that changes makes it one for the interpreter.
        let forced = lowered(&format!("let forced = 0; forced += 1; {text}"), &names).unwrap();
        for (answer, row) in &example.answers {
            count += 1;
            let row = Row::read(row);
            for name in row.names() {
                assert!(names.find(name).is_some(), "{name} in {text} under {heading}");
            }
            let wanted = match answer.as_str() {
                "unknown" => Literal::Unknown,
                constant => row::constant(constant),
            };
            let ty = if expr.ty == Type::Unknown { wanted.ty() } else { expr.ty };
            let wanted = (scalar::fit(wanted, ty), None);
            let place = format!("{text} with {row:?} under {heading}");
            assert_eq!(row::value_of(&expr, ty, &row), wanted, "{place}");
            assert_eq!(row::value_of(&forced, ty, &row), wanted, "interpreted: {place}");
        }
    }
    assert!(count > 50, "only {count} answers were found");
}

/// The section of a heading.
fn section(heading: &str) -> Section {
    let found = reference().into_iter().find(|section| section.heading == heading);
    found.unwrap_or_else(|| panic!("no heading {heading}"))
}

/// The code of all examples of a section.
fn code(section: &Section) -> String {
    let blocks = section.blocks.iter().filter(|block| block.language == "rhai");
    let lines = blocks.flat_map(|block| block.text.lines());
    lines
        .map(|line| line.split("  // ").next().unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The first cells of the tables of a section.
fn cells(section: &Section) -> Vec<String> {
    let rows = section.prose.lines().filter_map(|line| line.strip_prefix("| "));
    rows.map(|row| row.replace("\\|", "¦").split(" | ").next().unwrap().replace('¦', "|"))
        .collect()
}

#[test]
fn every_window_has_a_row_and_an_example() {
    let windows = section("Windows");
    let (code, cells) = (code(&windows), cells(&windows));
    for name in WINDOWS {
        assert!(
            cells.iter().any(|cell| cell.starts_with(&format!("`{name}("))),
            "no row for `{name}`"
        );
        assert!(code.contains(&format!("{name}(")), "no example for `{name}`");
    }
    for name in LAST_METHODS {
        let method = format!(".{name}(");
        assert!(cells.iter().any(|cell| cell.contains(&method)), "no row for `{name}`");
        assert!(code.contains(&method), "no example for `{name}`");
    }
    let rows = cells.iter().filter(|cell| cell.starts_with('`')).count();
    assert_eq!(
        rows,
        WINDOWS.len() - 1 + LAST_METHODS.len(),
        "a row for a window that doesn't exist"
    );
}

#[test]
fn every_function_of_the_interpreter_has_a_row_and_an_example() {
    let interpreter = section("The interpreter");
    let (code, cells) = (code(&interpreter), cells(&interpreter).join("\n"));
    for name in INTERPRETED.iter().chain(CLOSURE_METHODS) {
        let call = format!("{name}(");
        assert!(cells.contains(&call), "no row for `{name}`");
        assert!(code.contains(&call), "no example for `{name}`");
    }
    let rows = cells
        .lines()
        .flat_map(|cell| cell.split(", `"))
        .filter(|cell| cell.contains('('))
        .count();
    assert_eq!(rows, INTERPRETED.len() + CLOSURE_METHODS.len(), "{cells}");
}

#[test]
fn every_limit_is_on_the_page_with_its_number() {
    let limits = section("Limits");
    let number = |number: usize| {
        let digits = number.to_string();
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push(',');
            }
            written.push(digit);
        }
        written
    };
    let Limits {
        operations,
        calls,
        depth,
        text,
        list,
        map,
        variables,
    } = LIMITS;
    let wanted = [
        (usize::try_from(operations).unwrap(), "operations"),
        (calls, "calls of functions within each other"),
        (depth, "levels of an expression"),
        (text, "bytes of a text; those of a list or map together"),
        (list, "items of a list, those of lists within it included"),
        (map, "entries of a map, those of maps within it included"),
        (variables, "variables at once"),
    ];
    let read = READ_LIMITS.iter().map(|(count, what)| (*count, *what));
    let mut count = 0;
    for (limit, what) in wanted.into_iter().chain(read) {
        count += 1;
        let row = format!("| {} | {what}", number(limit));
        assert!(
            limits.prose.lines().any(|line| line.starts_with(&row)),
            "no row `{row}`"
        );
    }
    let rows = cells(&limits)
        .iter()
        .filter(|cell| cell.starts_with(char::is_numeric))
        .count();
    assert_eq!(rows, count, "a row for a limit that doesn't exist");
}

#[test]
fn every_word_that_is_kept_out_is_on_the_page_with_the_reason() {
    let kept_out = section("What is kept out");
    for (word, why) in FORBIDDEN {
        let row = |line: &str| line.contains(&format!("`{word}`")) && line.ends_with(&format!(" | {why} |"));
        assert!(kept_out.prose.lines().any(row), "no row for `{word}`");
    }
    let words: usize = cells(&kept_out).iter().map(|cell| cell.matches('`').count() / 2).sum();
    assert_eq!(words, FORBIDDEN.len(), "a row for a word that doesn't exist");
}

#[test]
fn every_construct_of_the_language_has_an_example() {
    for (heading, needs) in [
        ("Literals", &["true", "42", "0.5", "\"", "'", "`", "date(", "()"][..]),
        ("Numbers", &["/", "%", "+", "-uses", "=="]),
        ("Operators", &["+", "-", "*", "<=", ">=", "!=", "<", "!", "&&"]),
        ("in", &["in [", "!in [", "..", "..="]),
        ("let, if and return", &["let ", "if ", "else if ", "return ", ";"]),
        ("switch", &["switch ", "=>", "|", "..", "..=", " if ", "_ =>"]),
        ("Functions of your own", &["fn ", "row,", "return"]),
        (
            "The interpreter",
            &[
                "for ", "while ", "loop ", "break", "+=", "[", "#{", "${", "try ", "throw ", "catch ",
            ],
        ),
        ("Scripts", &["fn ", "import ", " as ", "::", "///", "row.", "return "]),
    ] {
        let code = code(&section(heading));
        for word in needs {
            assert!(code.contains(word), "no example for `{word}` under {heading}");
        }
    }
    let scripts: String = section("Scripts")
        .blocks
        .iter()
        .map(|block| block.text.clone())
        .collect();
    for form in [
        "{ rhai: steady.rhai }",
        "function: early",
        "rhai: |",
        "value: { rhai",
        "count: { rhai",
        "where: { rhai",
    ] {
        assert!(scripts.contains(form), "no example for {form}");
    }
}

#[test]
fn every_function_has_a_row_in_the_table_and_an_example() {
    let all = reference();
    let functions = all.iter().find(|section| section.heading == "Functions").unwrap();
    for function in Function::ALL {
        let row = functions
            .prose
            .lines()
            .find(|line| line.starts_with(&format!("| `{}(", function.name())));
        let row = row.unwrap_or_else(|| panic!("no row for `{}`", function.name()));
        let arguments = row.split('(').nth(1).unwrap().split(')').next().unwrap();
        assert_eq!(
            arguments.replace('[', "").split(", ").count(),
            function.arity(),
            "the arguments of {row}"
        );
        let example = row.rsplit(" | ").next().unwrap();
        let (call, _) = example.split_once("` is `").unwrap();
        assert!(call.contains(&format!("{}(", function.name())), "no example in {row}");
    }
    let rows = functions.prose.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, Function::ALL.len(), "a row for a function that doesn't exist");
}

#[test]
fn generated_tables_of_functions() {
    let (functions, groups) = (
        uptake_rules::expr::functions::reference::table(),
        uptake_rules::expr::group::reference::tables(),
    );
    uptake_golden::part("docs/rules.md", "functions", &functions);
    uptake_golden::part("docs/rules.md", "functions of groups", &groups);
}

#[test]
fn every_function_of_groups_has_a_row_with_its_arguments_and_stands_in_an_example() {
    let all = reference();
    let groups = all.iter().find(|section| section.heading == "Groups of rows").unwrap();
    let checks = all.iter().find(|section| section.heading == "checks").unwrap();
    let blocks = groups.blocks.iter().chain(&checks.blocks);
    let examples: String = blocks.map(|block| block.text.as_str()).collect();
    let rows: Vec<&str> = groups.prose.lines().filter(|line| line.starts_with("| `")).collect();
    for function in group_functions() {
        let row = format!("| `{}` | {} |", function.signature(), function.gives());
        assert!(rows.contains(&row.as_str()), "no row {row}");
        let call = format!("{}(", function.name);
        assert!(examples.contains(&call), "no example calls `{}`", function.name);
    }
    assert_eq!(
        rows.len(),
        group_functions().count(),
        "a row for a function that doesn't exist"
    );
}

#[test]
fn every_code_has_its_meaning_on_the_page() {
    let all = reference();
    let codes = all.iter().find(|section| section.heading == "Codes").unwrap();
    for code in Code::ALL {
        let row = format!("| `{code}` | {} |", code.about());
        assert!(codes.prose.contains(&row), "no row {row}");
    }
    let rows = codes.prose.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, Code::ALL.len(), "a row for a code that doesn't exist");
}

#[test]
fn every_operator_is_in_the_table() {
    let all = reference();
    let table = &all.iter().find(|section| section.heading == "Operators").unwrap().prose;
    for operator in [
        "\\|\\|", "&&", "==", "!=", "in", "!in", "<", "<=", ">", ">=", "??", "..", "..=", "+", "-", "*", "/", "%",
        "!x", "-x",
    ] {
        let written = table.lines().filter(|line| line.starts_with("| `")).any(|line| {
            let cell = line.split(" | ").next().unwrap();
            cell.contains(&format!(" {operator} "))
                || cell.contains(&format!("`{operator}`"))
                || cell.contains(&format!("a{operator}b"))
        });
        assert!(written, "no row for {operator}");
    }
}

/// The keys that a construct may have, as its own message lists them.
fn keys(text: &str) -> Vec<String> {
    let checked = check(&[("rules.yaml", text)]);
    let unknown: Vec<_> = checked
        .found
        .iter()
        .filter(|d| d.code == Code::UnknownKey && d.message.contains("`qqqq`"))
        .collect();
    assert_eq!(unknown.len(), 1, "{text}\n{}", checked.text());
    let help = unknown[0].help.as_deref().unwrap();
    let list = help.strip_prefix("valid keys: ").unwrap_or_else(|| panic!("{help}"));
    list.split(", ").map(|key| key.trim_matches('`').to_owned()).collect()
}

/// What stands under a heading, down to the next one that isn't below it.
fn under(all: &[Section], heading: &str) -> String {
    let at = all
        .iter()
        .position(|section| section.heading == heading)
        .unwrap_or_else(|| panic!("no heading {heading}"));
    let below = all[at + 1..].iter().take_while(|section| section.level > all[at].level);
    all[at..=at]
        .iter()
        .chain(below)
        .map(|section| section.prose.as_str())
        .collect()
}

/// Where keys are explained that every rule may have, whatever its section.
const SHARED: [&str; 4] = [
    "Owners, sources and reviews",
    "Versions",
    "Overrides",
    "Locks and waivers",
];

/// The rows of tables in which a key may be explained.
fn rows(all: &[Section], heading: &str) -> String {
    let shared = SHARED.iter().map(|heading| under(all, heading));
    std::iter::once(under(all, heading)).chain(shared).collect()
}

/// The part of a schema at a place: names of keys, `*` for any key, `[]` for any item of a list.
fn part<'a>(schema: &'a mut Value, place: &str) -> &'a mut Value {
    place
        .split('.')
        .filter(|step| !step.is_empty())
        .fold(schema, |schema, step| match step {
            "*" => &mut schema["additionalProperties"],
            "[]" => &mut schema["items"],
            key => &mut schema["properties"][key],
        })
}

/// The keys of rule files or of project files, each with what the page says of it. What isn't a key is found by
/// `uptake check`, which knows more than a schema can say: so no schema forbids a key.
fn schema(title: &str, project: bool) -> Value {
    let all = reference();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "required": ["uptake"],
    });
    for (heading, place, text) in CONSTRUCTS {
        let prose = rows(&all, heading);
        let (in_project, place) = match place.strip_prefix("project:") {
            Some(place) => (true, place),
            None => (false, *place),
        };
        if in_project != project {
            continue;
        }
        for key in keys(text) {
            let entry = &mut part(&mut schema, place)["properties"][&key];
            let row = format!("| `{key}` | ");
            if let Some(row) = prose.lines().find_map(|line| line.strip_prefix(&row)) {
                entry["description"] = row
                    .split(" |")
                    .next()
                    .unwrap()
                    .split(" [More](")
                    .next()
                    .unwrap()
                    .trim()
                    .into();
            } else if entry.is_null() {
                *entry = json!({});
            }
        }
    }
    schema["properties"]["uptake"]["enum"] = json!([1, 2]);
    schema
}

#[test]
fn generated_schemas_of_rule_files_and_project_files() {
    for (name, title, project) in [("rules", "A rule file", false), ("project", "A project file", true)] {
        let text = serde_json::to_string_pretty(&schema(title, project)).unwrap();
        uptake_golden::same(format!("schemas/{name}.json"), &format!("{text}\n"));
    }
}

#[test]
fn every_key_of_every_section_has_its_entry() {
    let all = reference();
    for (heading, _, text) in CONSTRUCTS {
        let mut prose = rows(&all, heading);
        // An override has the sections of a pack.
        if *heading == "Overrides" {
            prose += &under(&all, "A pack");
        }
        for key in keys(text) {
            // Dated values, covered days, and what is told in a sentence about the key above have no table of their own.
            let row = format!("| `{key}` | ");
            let in_words = [
                "registers",
                "Sources",
                "Overrides",
                "Which row of a key stays",
                "The number of a definition",
                "The project file",
                "Owners, sources and reviews",
                "Locks and waivers",
            ];
            let told = prose.lines().any(|line| line.starts_with(&row))
                || (in_words.contains(heading)
                    && [format!("`{key}"), format!(" {key}: ")]
                        .iter()
                        .any(|words| prose.contains(words)));
            assert!(told, "no row for `{key}` under {heading}");
        }
    }
    for (heading, extra) in [
        ("registers", ["title", "aliases", "listed"]),
        ("Sources", ["adapter", "mapping", "time_zone"]),
    ] {
        let section = all.iter().find(|section| section.heading == heading).unwrap();
        for key in extra {
            assert!(
                section.prose.contains(&format!("`{key}`")),
                "nothing about `{key}` under {heading}"
            );
        }
    }
}

/// Every key that a decoder asks a mapping for, as its source has it: `fields.text("about", cx)`.
fn asked_by_decoders() -> BTreeSet<String> {
    /// How a decoder asks.
    const ASKING: &[&str] = &[
        "take",
        "require",
        "text",
        "name",
        "require_name",
        "flag",
        "count",
        "date",
        "choice",
        "names",
        "list",
        "map",
        "condition",
    ];
    let mut found = BTreeSet::new();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    for folder in ["decode", "layers", "project"] {
        for entry in std::fs::read_dir(format!("{root}/{folder}")).unwrap() {
            let path = entry.unwrap().path();
            // The block of a source has keys of its adapter, too: what is there isn't said in a fault.
            if path.is_dir() || path.ends_with("project/source.rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for how in ASKING {
                let call = format!(".{how}(\"");
                let asked = text.split(call.as_str()).skip(1);
                let words = asked
                    .filter_map(|rest| rest.split_once('"'))
                    .map(|(word, _)| word.to_owned());
                found.extend(words);
            }
        }
    }
    found
}

#[test]
fn every_key_that_a_decoder_asks_for_is_a_valid_key_of_some_construct() {
    let valid: BTreeSet<String> = CONSTRUCTS.iter().flat_map(|(_, _, text)| keys(text)).collect();
    // Keys beside names that the author gives: those of a source's adapter, and fields of a register.
    let beside_names = [
        "aliases",
        "patterns",
        "time_zone",
        "identities",
        "names_ignore",
        "covers",
        "rows_outside",
        "arrival",
        "reduce",
        "decimal",
        "thousands",
        "dates",
        "most_set_aside",
        "fresh_within",
        "least_rows",
        "expect",
    ];
    let asked = asked_by_decoders();
    assert!(asked.len() > 100, "only {} keys were found", asked.len());
    let missing: Vec<&String> = asked
        .iter()
        .filter(|key| !valid.contains(*key) && !beside_names.contains(&key.as_str()))
        .collect();
    assert!(missing.is_empty(), "no construct tells of {missing:?}");
}

#[test]
fn every_section_of_a_rule_file_is_tested_here() {
    let tested: Vec<&str> = CONSTRUCTS.iter().map(|(heading, ..)| *heading).collect();
    for key in keys("uptake: 1\nqqqq: 1\n") {
        let scalar = [
            "uptake",
            "pack",
            "owner",
            "about",
            "source",
            "tested_by",
            "reviewed_on",
            "review_by",
            "needs",
            "entities",
            "constants",
            // Tested with the overrides that they are about, in `layers.rs`.
            "layers",
            "waivers",
        ]
        .contains(&key.as_str());
        assert!(
            scalar || tested.contains(&key.as_str()),
            "no construct for the section `{key}`"
        );
    }
}

#[test]
fn every_link_leads_to_a_heading() {
    let anchors: Vec<String> = reference()
        .iter()
        .map(|section| section.heading.to_lowercase().replace([',', '.'], "").replace(' ', "-"))
        .collect();
    for section in reference() {
        for link in section.prose.split("](#").skip(1) {
            let link = link.split(')').next().unwrap();
            assert!(anchors.iter().any(|anchor| anchor == link), "no heading for #{link}");
        }
    }
}
