//! What an editor is told of rules while they are written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop on a surprise"
)]

#[path = "../../uptake-rules/tests/support/constructs.rs"]
mod constructs;

use constructs::CONSTRUCTS;
use std::collections::BTreeSet;
use uptake_language::{AdapterSetting, Completion, CompletionKind, Place, Reading, Rules, Symbol};
use uptake_rules::{RuleFile, Severity};

const RULES: &str = r#"uptake: 1
pack: small
entities: people
datasets:
  people:
    kind: entities
    entity: id
    columns: { id: text, team: { type: text, values: [Red, Blue], about: Where somebody works. } }
  uses:
    kind: events
    entity: id
    time: at
    columns: { id: text, at: datetime, tool: { type: text, register: tools }, minutes: int }
registers:
  tools:
    fields: { approved: bool }
    entries: { genie: { approved: true } }
constants:
  least: 3
measures:
  uses_made: { count: uses, where: tool.approved, about: Uses of approved tools. }
  time: { sum: uses.minutes }
definitions:
  active: { when: uses_made >= least && team == "Red" }
  scripted: { rhai: active.rhai }
metrics:
  rate: { title: Rate, share: active, by: [team] }
"#;

const SCRIPT: &str = "import \"dates\" as dates;\n/// Whether somebody is active.\nfn scripted(row) { dates::enough(row.uses_made) && row.team != \"Blue\" }\n";
const MODULE: &str = "/// Whether a number is enough.\nfn enough(number) { number >= least }\n";
const OVER: &str = "uptake: 1\nextends: small\nfor: { team: Red }\ndefinitions:\n  active: { when: uses_made >= 2 }\n";

fn files(rules: &str) -> Vec<RuleFile> {
    vec![
        RuleFile::new("p/rules.yaml", rules),
        RuleFile::new("p/red.yaml", OVER),
        RuleFile::new("p/active.rhai", SCRIPT),
        RuleFile::new("p/lib/dates.rhai", MODULE),
    ]
}

fn reading() -> Reading {
    let reading = Reading::new(Rules::new(files(RULES)));
    let errors: Vec<String> = reading
        .diagnostics()
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| found.message.clone())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    reading
}

/// The byte in the middle of a word, which is marked by what stands around it.
fn at(text: &str, around: &str, word: &str) -> usize {
    text.find(around).expect(around) + around.find(word).unwrap() + 1
}

/// What is offered where `|` stands in the rules with a line in place of another.
fn offered(line: &str, with: &str) -> Vec<Completion> {
    assert!(RULES.contains(line), "{line}");
    let text = RULES.replace(line, with);
    let byte = text.find('|').unwrap();
    let text = text.replacen('|', "", 1);
    Reading::new(Rules::new(files(&text))).complete("p/rules.yaml", byte)
}

fn texts(found: &[Completion]) -> Vec<&str> {
    found.iter().map(|one| one.text.as_str()).collect()
}

#[test]
fn keys_of_a_section_are_offered_wherever_one_is_begun() {
    let keys = offered("constants:\n", "metr|\nconstants:\n");
    assert!(texts(&keys).contains(&"stages"), "{keys:?}");
    assert!(
        !texts(&keys).contains(&"measures"),
        "a key that is there isn't offered again"
    );
    let keys = offered("  time: { sum: uses.minutes }", "  time: { sum: uses.minutes, ab| }");
    assert!(texts(&keys).contains(&"about"), "{keys:?}");
    let keys = offered(
        "  time: { sum: uses.minutes }",
        "  time:\n    sum: uses.minutes\n    wh|",
    );
    assert!(texts(&keys).contains(&"where"), "{keys:?}");
    let keys = offered("  time: { sum: uses.minutes }", "  time:\n    co|");
    assert!(texts(&keys).contains(&"count"), "{keys:?}");
    let keys = offered("title: Rate,", "title: Rate, |");
    assert!(texts(&keys).contains(&"benchmark"), "{keys:?}");
}

#[test]
fn scripts_beside_the_rules_are_offered_where_one_is_named() {
    for begun in ["|", "act|", "active.rh|", "\"|\""] {
        let found = offered(
            "scripted: { rhai: active.rhai }",
            &format!("scripted: {{ rhai: {begun} }}"),
        );
        assert_eq!(texts(&found), ["active.rhai"], "{begun}");
        assert_eq!(found[0].kind, CompletionKind::Value);
    }
    // What is more than a word is the script itself.
    let found = offered(
        "scripted: { rhai: active.rhai }",
        "scripted: { rhai: 'uses_made >= 3 && us|' }",
    );
    assert!(texts(&found).contains(&"uses_made"), "{found:?}");
}

/// The keys that are offered where `|` stands in a file by itself.
fn keys_offered(marked: &str) -> Vec<Completion> {
    let byte = marked.find('|').unwrap();
    let rules = Rules::new(vec![RuleFile::new("rules.yaml", marked.replacen('|', "", 1))]);
    let setting = |name: &str| AdapterSetting {
        adapter: "files".to_owned(),
        name: name.to_owned(),
        about: format!("about {name}"),
    };
    let settings = ["path[]", "auth.kind", "headers.*"].map(setting);
    let found = Reading::new(rules.with_settings(settings.into())).complete("rules.yaml", byte);
    let keys = found.into_iter().filter(|one| one.kind == CompletionKind::Key);
    keys.collect()
}

#[test]
fn every_key_that_a_fault_calls_valid_is_offered_unless_the_mapping_has_it() {
    for (heading, place, text) in CONSTRUCTS {
        let reading = Reading::new(Rules::new(vec![RuleFile::new("rules.yaml", *text)]));
        let mut faults = reading.diagnostics().iter();
        let fault = faults.find(|found| found.message.contains("`qqqq`")).unwrap();
        let valid = fault.help.as_deref().unwrap().strip_prefix("valid keys: ").unwrap();
        let at = text.find("qqqq").unwrap();
        let marked = format!("{}|{}", &text[..at], &text[at + "qqqq: 1".len()..]);
        let offered = keys_offered(&marked);
        let offered: BTreeSet<&str> = texts(&offered).into_iter().collect();
        let mut expected: BTreeSet<&str> = valid.split(", ").map(|key| key.trim_matches('`')).collect();
        // Those that stand beside it aren't offered again.
        let there: Vec<&str> = expected.difference(&offered).copied().collect();
        expected.retain(|key| !there.contains(key));
        assert!(
            there.iter().all(|key| text.contains(&format!("{key}:"))),
            "{heading} {place}: {there:?} aren't offered"
        );
        assert_eq!(offered, expected, "{heading} {place}");
    }
}

#[test]
fn what_any_rule_may_state_of_itself_is_offered_with_what_it_is_for() {
    let keys = offered("title: Rate,", "title: Rate, ow|,");
    let owner = keys.iter().find(|one| one.text == "owner").expect("owner");
    assert_eq!(owner.about, "Who answers for it.");
    for (line, with, has) in [
        (
            "  time: { sum: uses.minutes }",
            "  time: { sum: uses.minutes, | }",
            true,
        ),
        ("register: tools }", "register: tools, | }", false),
    ] {
        let keys = offered(line, with);
        for key in [
            "owner",
            "source",
            "reviewed_on",
            "review_by",
            "tested_by",
            "versions",
            "may_not",
        ] {
            assert_eq!(texts(&keys).contains(&key), has, "{with}: {key}");
        }
    }
    let card = Reading::new(Rules::new(files(
        &RULES.replace("title: Rate,", "title: Rate, owner: ana,"),
    )));
    let text = RULES.replace("title: Rate,", "title: Rate, owner: ana,");
    let card = card.hover("p/rules.yaml", at(&text, "owner: ana", "owner")).unwrap();
    assert_eq!(card.markdown, "Who answers for it.");
}

#[test]
fn an_override_is_offered_what_it_may_write_in_a_rule_of_the_pack() {
    let text = OVER.replace("{ when: uses_made >= 2 }", "{ | }");
    let mut files = files(RULES);
    files[1] = RuleFile::new("p/red.yaml", text.replacen('|', "", 1));
    let found = Reading::new(Rules::new(files)).complete("p/red.yaml", text.find('|').unwrap());
    let keys = texts(&found);
    assert!(keys.contains(&"when") && keys.contains(&"remove"), "{keys:?}");
    assert!(!keys.contains(&"locked") && !keys.contains(&"may_not"), "{keys:?}");
}

#[test]
fn keys_are_called_as_the_version_of_the_file_calls_them() {
    let keys = |version: u32| {
        let marked = format!("uptake: {version}\nchecks:\n  c: {{ fail: count() > 1, | }}\n");
        keys_offered(&marked)
    };
    let (first, second) = (keys(1), keys(2));
    assert!(texts(&first).contains(&"of") && !texts(&first).contains(&"where"));
    assert!(texts(&second).contains(&"where") && !texts(&second).contains(&"of"));
    let told = second.iter().find(|one| one.text == "where").unwrap();
    assert!(told.about.starts_with("Which rows count"), "{}", told.about);
}

#[test]
fn a_source_is_offered_its_own_keys_and_the_settings_of_its_adapter() {
    let project = "uptake: 1\npacks: [x]\nsources:\n  uses: { adapter: files, | }\n";
    let keys = keys_offered(project);
    for key in ["mapping", "arrival", "covers", "path", "auth", "most_set_aside"] {
        assert!(texts(&keys).contains(&key), "{key}: {:?}", texts(&keys));
    }
    assert!(!texts(&keys).contains(&"adapter") && !texts(&keys).contains(&"headers.*"));
    let path = keys.iter().find(|one| one.text == "path").unwrap();
    assert_eq!(path.about, "about path[]");
    let within = keys_offered("uptake: 1\npacks: [x]\nsources:\n  uses: { adapter: files, auth: { | } }\n");
    assert_eq!(texts(&within), ["kind"]);
}

#[test]
fn datasets_columns_and_rules_are_offered_where_one_is_named() {
    assert_eq!(texts(&offered("count: uses,", "count: u|,")), ["people", "uses"]);
    assert_eq!(texts(&offered("count: uses,", "count: |,")), ["people", "uses"]);
    let columns = offered("sum: uses.minutes", "sum: uses.m|");
    assert!(texts(&columns).contains(&"uses.minutes"), "{columns:?}");
    let definitions = offered("share: active", "share: |");
    assert_eq!(texts(&definitions), ["active", "scripted"]);
    let cuts = offered("by: [team]", "by: [t|]");
    assert!(texts(&cuts).contains(&"team"), "{cuts:?}");
    assert_eq!(texts(&offered("register: tools }", "register: t| }")), ["tools"]);
}

#[test]
fn an_expression_offers_the_names_of_its_scope_with_their_types_and_functions() {
    let names = offered("when: uses_made >= least &&", "when: uses_made >= le| &&");
    let least = names.iter().find(|one| one.text == "least").unwrap();
    assert_eq!(least.detail, "constant: 3");
    let measure = names.iter().find(|one| one.text == "uses_made").unwrap();
    assert_eq!(measure.detail, "measure: int");
    assert!(measure.about.contains("Uses of approved tools."), "{}", measure.about);
    assert!(texts(&names).contains(&"team") && texts(&names).contains(&"round"));
    let rows = offered("where: tool.approved", "where: tool.approved && m|");
    assert!(texts(&rows).contains(&"minutes"), "{rows:?}");
    assert!(!texts(&rows).contains(&"uses_made"), "rows know no measures");
    let fields = offered("where: tool.approved", "where: tool.|");
    assert!(texts(&fields).contains(&"tool.approved"), "{fields:?}");
}

#[test]
fn an_expression_that_is_cut_off_offers_names_too() {
    for cut in [
        "when: uses_made >= least && |",
        "when: round(|",
        "when: (uses_made + |",
        "when: |",
    ] {
        let found = offered("when: uses_made >= least && team == \"Red\" }", &format!("{cut} }}"));
        assert!(texts(&found).contains(&"uses_made"), "{cut}: {found:?}");
    }
}

#[test]
fn values_that_a_column_states_are_offered_within_quotes() {
    let values = offered("team == \"Red\"", "team == \"R|\"");
    assert_eq!(
        texts(&values),
        ["Red", "Blue"].iter().rev().copied().collect::<Vec<_>>()
    );
    let units = offered("kind: events", "kind: |");
    assert!(
        texts(&units).contains(&"events") && texts(&units).contains(&"spells"),
        "{units:?}"
    );
    let types = offered("minutes: int", "minutes: i|");
    assert!(texts(&types).contains(&"int"), "{types:?}");
}

#[test]
fn a_script_offers_what_the_row_has() {
    let mut files = files(RULES);
    let text = SCRIPT.replace("row.uses_made", "row.us");
    files[2] = RuleFile::new("p/active.rhai", text.clone());
    let found = Reading::new(Rules::new(files)).complete("p/active.rhai", text.find("row.us").unwrap() + 6);
    assert!(found.iter().any(|one| one.text.ends_with("uses_made")), "{found:?}");
}

#[test]
fn hovering_tells_kind_type_words_and_what_is_in_force() {
    let reading = reading();
    let card = |around: &str, word: &str| reading.hover("p/rules.yaml", at(RULES, around, word)).unwrap().markdown;
    let measure = card("when: uses_made", "uses_made");
    assert!(measure.starts_with("**measure** `uses_made`: int"), "{measure}");
    assert!(
        measure.contains("Uses of approved tools.") && measure.contains("count: uses"),
        "{measure}"
    );
    let definition = card("share: active", "active");
    assert!(definition.contains("Overrides:"), "{definition}");
    assert!(
        definition.contains("for: { team: Red }: `{ when: uses_made >= 2 }` (p/red.yaml)"),
        "{definition}"
    );
    let column = card("team == ", "team");
    assert!(
        column.contains("**column** `people.team`: text") && column.contains("Values: `Red`, `Blue`"),
        "{column}"
    );
    assert!(card("sum: uses", "sum").contains("sum of the known values"));
    assert!(card("tool.approved", "approved").contains("field"));
    assert!(card(">= least", "least").contains("**constant** `least`: 3"));
}

#[test]
fn definitions_and_references_are_found_across_files_and_languages() {
    let reading = reading();
    let stated = reading.definition("p/active.rhai", at(SCRIPT, "row.uses_made", "uses_made"));
    let start = RULES.find("uses_made: {").unwrap();
    let place = |path: &str, start: usize, end: usize| Place {
        path: path.to_owned(),
        start,
        end,
    };
    assert_eq!(stated, [place("p/rules.yaml", start, start + 9)]);
    let uses = reading.references("p/rules.yaml", start + 1, true);
    let files: Vec<&str> = uses.iter().map(|place| place.path.as_str()).collect();
    assert_eq!(files, ["p/active.rhai", "p/red.yaml", "p/rules.yaml", "p/rules.yaml"]);
    let module = reading.definition("p/active.rhai", at(SCRIPT, "dates::enough", "enough"));
    assert_eq!(module[0].path, "p/lib/dates.rhai");
    let constant = reading.references("p/rules.yaml", at(RULES, "least: 3", "least"), false);
    assert_eq!(constant.len(), 2, "{constant:?}");
    let script = reading.definition("p/rules.yaml", at(RULES, "rhai: active.rhai", "active.rhai"));
    assert_eq!(script, [place("p/active.rhai", 0, 0)]);
    let over = reading.definition("p/red.yaml", at(OVER, "active: {", "active"));
    assert_eq!(over[0].path, "p/rules.yaml");
    let column = reading.references("p/rules.yaml", at(RULES, "minutes: int", "minutes"), false);
    assert_eq!(column.len(), 1);
}

#[test]
fn the_outline_has_sections_rules_and_columns() {
    let reading = reading();
    let outline = reading.symbols("p/rules.yaml");
    let names: Vec<&str> = outline.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names[3..6], ["datasets", "registers", "constants"]);
    let people = &outline[3].parts[0];
    assert_eq!((people.name.as_str(), people.kind), ("people", "dataset"));
    assert_eq!(people.parts[1].name, "team");
    let functions = reading.symbols("p/active.rhai");
    assert_eq!(
        (functions[0].name.as_str(), functions[0].kind),
        ("scripted", "function")
    );
}

#[test]
fn nothing_is_renamed_where_suites_cant_be_read() {
    let rules = Rules::new(files(RULES)).with_unread_suites("the disk says no".to_owned());
    let byte = at(RULES, "uses_made: {", "uses_made");
    let refused = Reading::new(rules).rename("p/rules.yaml", byte, "made").unwrap_err();
    assert!(refused.message.contains("the disk says no"), "{}", refused.message);
}

#[test]
fn another_name_is_given_everywhere_or_not_at_all() {
    let reading = reading();
    let byte = at(RULES, "uses_made: {", "uses_made");
    let renamed = reading.rename("p/rules.yaml", byte, "made").unwrap();
    assert_eq!(renamed.places.len(), 4);
    for (name, why) in [
        ("active", "active"),
        ("if", "can't be a name"),
        ("two words", "can't be a name"),
    ] {
        let refused = reading.rename("p/rules.yaml", byte, name).unwrap_err();
        assert!(refused.message.contains(why), "{name}: {}", refused.message);
    }
    assert!(
        reading
            .rename("p/rules.yaml", at(RULES, "team == ", "team"), "group")
            .is_err()
    );
    let function = reading
        .rename("p/active.rhai", at(SCRIPT, "dates::enough", "enough"), "plenty")
        .unwrap();
    assert_eq!(function.places.len(), 2);
}

#[test]
fn a_call_shows_its_arguments() {
    let text = RULES.replace("when: uses_made >= least &&", "when: max(time, 1) >= least &&");
    let reading = Reading::new(Rules::new(files(&text)));
    let found = reading.signatures("p/rules.yaml", text.find("max(time, ").unwrap() + 10);
    assert!(found[0].text.starts_with("max("), "{found:?}");
    assert_eq!(found[0].active, 1);
    assert!(reading.signatures("p/rules.yaml", 3).is_empty());
}

#[test]
fn a_text_that_is_no_yaml_has_an_answer_to_every_question() {
    for text in [
        "",
        "uptake: [",
        "\u{feff}uptake: 1\n",
        "measures:\n  - x\n\t",
        "a: &a [*a]",
    ] {
        let reading = Reading::new(Rules::new(files(text)));
        for byte in 0..=text.len() + 1 {
            let _ = reading.complete("p/rules.yaml", byte);
            let _ = reading.hover("p/rules.yaml", byte);
            let _ = reading.definition("p/rules.yaml", byte);
            let _ = reading.signatures("p/rules.yaml", byte);
        }
        let _ = reading.symbols("p/rules.yaml");
    }
    let reading = reading();
    assert!(reading.complete("nowhere.yaml", 0).is_empty());
    assert!(reading.complete_in("nowhere.yaml", RULES, 0).is_empty());
    assert!(matches!(
        reading.symbol("p/rules.yaml", at(RULES, "share: active", "active")),
        Some((_, Symbol::Rule("definitions", _)))
    ));
}

#[test]
fn a_text_that_changed_since_the_rules_were_read_is_completed_as_it_is_now() {
    let reading = reading();
    for edited in [
        RULES.replace("share: active", "share: a|"),
        RULES.replace("share: active", "share: |"),
        RULES.replace("share: active", "share: active, of: \"active && (|\""),
    ] {
        let byte = edited.find('|').unwrap();
        let now = edited.replacen('|', "", 1);
        let found = reading.complete_in("p/rules.yaml", &now, byte);
        let fresh = Reading::new(Rules::new(files(&now))).complete("p/rules.yaml", byte);
        assert_eq!((&found, found.is_empty()), (&fresh, false), "{edited}");
    }
}

#[test]
fn in_comments_nothing_is_offered_but_behind_a_number_sign_in_a_word_or_quotes_it_is() {
    let comment = RULES.replace("share: active,", "share: active, # a\n   ");
    let byte = comment.find("# a").unwrap() + 3;
    assert!(reading().complete_in("p/rules.yaml", &comment, byte).is_empty());
    let quoted = RULES.replace("share: active", "share: active, of: \"'#' == '#' && a\"");
    let byte = quoted.find("&& a").unwrap() + 4;
    assert!(!reading().complete_in("p/rules.yaml", &quoted, byte).is_empty());
    let escaped = RULES.replace("share: active", "share: active, of: \"\\\" #\\\" == 'x' && a\"");
    let byte = escaped.find("&& a").unwrap() + 4;
    assert!(!reading().complete_in("p/rules.yaml", &escaped, byte).is_empty());
}

const SUITE: &str = r#"uptake: 1
suite: small
packs: [..]
cases:
  - name: uses_made in words
    table:
      - { made: 3, expected: true }
    data:
      uses: |
        id,at
    expect:
      people:
        - { who: ana, uses_made: "{made}", "active": "{expected}" }
        - { who: uses_made, active: false }
      figures:
        - { metric: rate, value: 1 }
"#;

#[test]
fn a_renaming_reaches_the_suites_and_nothing_else_in_them() {
    let reading = Reading::new(
        Rules::new(vec![
            RuleFile::new("p/rules.yaml", RULES),
            RuleFile::new("p/active.rhai", SCRIPT),
            RuleFile::new("p/lib/dates.rhai", MODULE),
        ])
        .with_suites(vec![RuleFile::new("p/tests/small.test.yaml", SUITE)]),
    );
    let renamed = |from: &str, name: &str, to: &str| {
        let renamed = reading.rename("p/rules.yaml", at(RULES, from, name), to).unwrap();
        let places = renamed
            .places
            .into_iter()
            .filter(|place| place.path.ends_with(".test.yaml"));
        places
            .map(|place| SUITE[place.start - 2..place.end].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(renamed("  uses_made: {", "uses_made", "made"), [", uses_made"]);
    assert_eq!(renamed("  active: {", "active", "works"), [" \"active", ", active"]);
    assert_eq!(renamed("  rate: {", "rate", "share_of_active"), [": rate"]);
    let refused = reading.rename("p/rules.yaml", at(RULES, "  active: {", "active"), "who");
    assert!(refused.is_err(), "{refused:?}");
}

#[test]
fn a_rule_and_the_function_of_its_script_are_renamed_together_from_either_side() {
    let reading = reading();
    let rules = at(RULES, "scripted: { rhai", "scripted");
    let script = at(SCRIPT, "fn scripted", "scripted");
    for (path, byte) in [("p/rules.yaml", rules), ("p/active.rhai", script)] {
        let renamed = reading
            .rename(path, byte, "enough_uses")
            .map_err(|why| why.message)
            .unwrap();
        let mut files: Vec<&str> = renamed.places.iter().map(|place| place.path.as_str()).collect();
        files.dedup();
        assert_eq!(files, ["p/active.rhai", "p/rules.yaml"], "{path}");
    }
    let refused = reading.rename("p/rules.yaml", rules, "in").unwrap_err();
    assert!(
        refused.message.contains("a word of the language"),
        "{}",
        refused.message
    );
}

#[test]
fn a_variable_of_a_script_is_not_the_rule_of_its_name() {
    let script = "fn scripted(row) { let uses_made = 3; row.uses_made >= uses_made }\n";
    let mut files = files(RULES);
    files[2] = RuleFile::new("p/active.rhai", script);
    let reading = Reading::new(Rules::new(files));
    assert_eq!(
        reading.symbol("p/active.rhai", at(script, "let uses_made", "uses_made")),
        None
    );
    assert!(
        reading
            .symbol("p/active.rhai", at(script, "row.uses_made", "uses_made"))
            .is_some()
    );
}

/// The texts of the places where the measure `uses_made` of the rules is named in a script, each with what stands before it.
fn named_in(script: &str) -> Vec<String> {
    let mut files = files(RULES);
    files[2] = RuleFile::new("p/active.rhai", script);
    let reading = Reading::new(Rules::new(files));
    let places = reading.references("p/rules.yaml", at(RULES, "uses_made: { count", "uses_made"), false);
    let here = places.iter().filter(|place| place.path == "p/active.rhai");
    here.map(|place| {
        let from = script[..place.start].rfind([' ', '(', '{', '!']).map_or(0, |at| at + 1);
        script[from..place.end].to_owned()
    })
    .collect()
}

#[test]
fn what_follows_a_variable_is_what_rules_state_only_where_it_is_the_row() {
    for (script, named) in [
        ("fn scripted(row) { row.uses_made >= 2 }\n", &["row.uses_made"][..]),
        ("fn scripted(r) { let s = r; s.uses_made >= 2 }\n", &["s.uses_made"]),
        (
            "fn scripted(r) { enough(r) }\nfn enough(of) { of.uses_made >= 2 }\n",
            &["of.uses_made"],
        ),
        (
            "fn scripted(r) { r.enough() }\nfn enough(of) { of.uses_made >= 2 }\n",
            &["of.uses_made"],
        ),
        // A map of the script's own, by whatever way it comes.
        ("fn scripted(row) { let m = #{uses_made: 1}; m.uses_made == 1 }\n", &[]),
        (
            "fn scripted(row) { enough(#{uses_made: 1}) }\nfn enough(of) { of.uses_made >= 2 }\n",
            &[],
        ),
        (
            "fn scripted(row) { enough(row) && enough(#{uses_made: 1}) }\nfn enough(of) { of.uses_made >= 2 }\n",
            &[],
        ),
        (
            "fn scripted(row) { let all = 0; for m in [#{uses_made: 1}] { all += m.uses_made; } all == 1 }\n",
            &[],
        ),
        (
            "fn scripted(row) { [#{uses_made: 1}].all(|m| m.uses_made == 1) }\n",
            &[],
        ),
        // Code in texts is code.
        (
            "fn scripted(row) { `${row.uses_made} uses` == \"2 uses\" }\n",
            &["row.uses_made"],
        ),
    ] {
        assert_eq!(named_in(script), named, "{script}");
    }
}

#[test]
fn a_constant_that_differs_between_groups_is_named_in_scripts_too() {
    let mut files = files(RULES);
    let other = "uptake: 1\nextends: small\nfor: { team: Red }\nconstants:\n  least: 1\n";
    files.push(RuleFile::new("q/o.yaml", other));
    let reading = Reading::new(Rules::new(files));
    let renamed = reading
        .rename("p/rules.yaml", at(RULES, "least: 3", "least"), "fewest")
        .map_err(|why| why.message)
        .unwrap();
    let mut places: Vec<&str> = renamed.places.iter().map(|place| place.path.as_str()).collect();
    places.dedup();
    assert_eq!(places, ["p/lib/dates.rhai", "p/rules.yaml", "q/o.yaml"]);
}

#[test]
fn a_file_that_only_a_suite_reads_keeps_what_it_names_from_being_renamed() {
    let other = "uptake: 1\nextends: small\nconstants:\n  least: 2\n";
    let rules = Rules::new(files(RULES)).with_others(vec![RuleFile::new("t/other.yaml", other)]);
    let reading = Reading::new(rules);
    let least = at(RULES, "least: 3", "least");
    let refused = reading.rename("p/rules.yaml", least, "fewest").unwrap_err();
    assert_eq!(
        refused.message,
        "`least` can't become `fewest`: `t/other.yaml`, which a suite reads, names it, too"
    );
    let time = at(RULES, "time: { sum", "time");
    assert!(reading.rename("p/rules.yaml", time, "minutes_used").is_ok());
}

#[test]
fn an_alias_of_yaml_is_no_place_of_what_is_named_at_its_anchor() {
    let rules = RULES.replace(
        "active: { when: uses_made >= least && team == \"Red\" }",
        "active: &rule { when: uses_made >= least && team == \"Red\" }\n  other: *rule",
    );
    let reading = Reading::new(Rules::new(files(&rules)));
    let byte = at(&rules, "uses_made: { count", "uses_made");
    let renamed = reading
        .rename("p/rules.yaml", byte, "uses_counted")
        .map_err(|why| why.message);
    let texts: Vec<String> = renamed
        .unwrap()
        .places
        .iter()
        .filter(|place| place.path == "p/rules.yaml")
        .map(|place| rules[place.start..place.end].to_owned())
        .collect();
    assert_eq!(texts, ["uses_made", "uses_made"]);
}
