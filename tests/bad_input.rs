//! Rule files with faults: each is told once, with code, place, message and cure.

use crate::support::{Project, RULES, SMALL};

/// What `uptake check rules.yaml` finds once a part of the rules is replaced.
fn faults(from: &str, to: &str) -> Vec<String> {
    Project::small().edit("rules.yaml", from, to).findings("rules.yaml")
}

#[test]
fn an_unknown_key_is_told_with_the_one_that_was_meant() {
    assert_eq!(
        faults("count: uses }", "count: uses, wher: tool == \"x\" }"),
        ["error[unknown-key] rules.yaml:20:29-33 unknown key `wher` in a measure (did you mean `where`?)"]
    );
}

#[test]
fn an_unknown_key_that_nothing_resembles_is_told_with_all_that_are_known() {
    assert_eq!(
        faults("when: uses_made >= 3", "when: uses_made >= 3, colour: red"),
        [
            "error[unknown-key] rules.yaml:22:35-41 unknown key `colour` in a definition (valid keys: `about`, `when`, `function`, `rhai`, `owner`, `source`, `reviewed_on`, `review_by`, `tested_by`, `deprecated`, `versions`, `effective`, `locked`, `may_not`, `tighten_only`)"
        ]
    );
}

#[test]
fn an_unknown_column_is_underlined_inside_its_expression() {
    assert_eq!(
        faults("count: uses }", "count: uses, where: 'at == at && tol == \"x\"' }"),
        ["error[unknown-column] rules.yaml:20:49-52 the dataset `uses` has no `tol` (did you mean `tool`?)"]
    );
}

#[test]
fn an_unknown_column_of_an_entity_is_told() {
    assert_eq!(
        faults("uses_made >= 3", "uses_mode >= 3"),
        [
            "error[unknown-column] rules.yaml:22:19-28 an entity in a period has no `uses_mode` (did you mean `uses_made`?)"
        ]
    );
}

#[test]
fn a_value_of_the_wrong_type_is_told() {
    assert_eq!(
        faults("key: [id]", "key: [id]\n    optional: perhaps"),
        ["error[wrong-type] rules.yaml:8:15-22 `optional`: expected `true` or `false`, found `perhaps` (-)"]
    );
}

#[test]
fn an_expression_that_mixes_types_is_told() {
    assert_eq!(
        faults("uses_made >= 3", "uses_made >= \"3\""),
        [
            "error[type-mismatch] rules.yaml:22:19-35 can't compare int with text by `>=` (`uses_made` is a number: leave the quotes out, `uses_made >= 3`)"
        ]
    );
}

#[test]
fn a_definition_that_is_no_truth_is_told() {
    assert_eq!(
        faults("uses_made >= 3", "uses_made + 3"),
        [
            "error[type-mismatch] rules.yaml:22:19-32 expected true or false, found int (compare it with something, as in `x >= 1`)"
        ]
    );
}

#[test]
fn a_name_that_stands_twice_in_a_file_is_told() {
    assert_eq!(
        faults("definitions:", "  uses_made: { count: uses }\ndefinitions:"),
        ["error[duplicate-key] rules.yaml:21:3-12 duplicate key `uses_made` (keep one of them)"]
    );
}

#[test]
fn a_name_that_stands_in_two_files_is_told() {
    let project = Project::empty()
        .file("rules/a.yaml", RULES)
        .file("rules/b.yaml", "uptake: 1\nmeasures:\n  uses_made: { count: uses }\n");
    assert_eq!(
        project.findings("rules"),
        [
            "error[duplicate-id] rules/b.yaml:3:3-12 duplicate name `uses_made` among rules (measures, definitions and ladders share their names; rename one of them, or remove it)"
        ]
    );
}

#[test]
fn measures_that_read_each_other_in_a_circle_are_told_with_the_whole_way() {
    assert_eq!(
        faults(
            "uses_made: { count: uses }",
            "uses_made: { value: twice / 2 }\n  twice: { value: more * 2 }\n  more: { value: uses_made + 1 }"
        ),
        [
            "error[cyclic-rule] rules.yaml:20:3-12 these rules depend on each other in a circle: `uses_made` → `twice` → `more` → `uses_made` (let one of them use something else)"
        ]
    );
}

#[test]
fn all_faults_of_all_files_are_told_in_one_pass() {
    let project = Project::empty()
        .file(
            "rules/a.yaml",
            RULES
                .replace("kind: events", "kind: event")
                .replace("uses_made >= 3", "uses_made >= many"),
        )
        .file("rules/b.yaml", "uptake: 3\nmetrics:\n  other: { share: actve }\n");
    assert_eq!(
        project.findings("rules"),
        [
            "error[wrong-value] rules/a.yaml:12:11-16 `kind`: invalid value `event` (did you mean `events`?)",
            "error[unknown-column] rules/a.yaml:22:32-36 an entity in a period has no `many` (available: `uses_made`, `active`, `id`, `team`, `period`, `period_end`)",
            "error[unknown-version] rules/b.yaml:1:9-10 unknown version of the rule language; this program reads versions 1 and 2 (write `uptake: 1`)",
            "error[unknown-name] rules/b.yaml:3:19-24 unknown definition `actve` (did you mean `active`?)",
        ]
    );
}

#[test]
fn an_empty_file_is_told() {
    for content in ["", "\n\n", "# only a remark\n", "\u{feff}"] {
        assert_eq!(
            Project::empty().file("rules.yaml", content).findings("rules.yaml"),
            [
                "error[empty-file] rules.yaml the file is empty (a rule file starts with `uptake: 1`; `uptake init DIR` writes an example)"
            ],
            "{content:?}"
        );
    }
}

#[test]
fn a_binary_file_is_told() {
    let binary: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00";
    assert_eq!(
        Project::empty().file("rules.yaml", binary).findings("rules.yaml"),
        ["error[not-text] rules.yaml the file isn't UTF-8 text: byte 1 is invalid (save the rule file as UTF-8 text)"]
    );
    assert_eq!(
        Project::empty()
            .file("rules.yaml", b"uptake: 1\n\0")
            .findings("rules.yaml"),
        ["error[not-text] rules.yaml the file isn't text: it has a zero byte (save the rule file as UTF-8 text)"]
    );
}

#[test]
fn a_bomb_of_aliases_is_refused_before_it_grows() {
    let mut bomb = "uptake: 1\nl0: &l0 [a, a, a, a, a, a, a, a, a, a]\n".to_owned();
    for level in 1..10 {
        let below = format!("*l{}", level - 1);
        bomb += &format!("l{level}: &l{level} [{}]\n", [below.as_str(); 10].join(", "));
    }
    let found = Project::empty().file("rules.yaml", bomb).findings("rules.yaml");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("error[yaml-limit] rules.yaml:"), "{found:?}");
    assert!(
        found[0].ends_with(
            " the file has more than 100000 values with aliases expanded (replace the aliases (`*name`) by their values, or split the file)"
        ),
        "{found:?}"
    );
}

#[test]
fn ten_thousand_levels_of_nesting_are_refused() {
    let flow = format!("uptake: 1\nmeasures: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let block: String = (0..10_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    let flow_in_expression = RULES.replace(
        "uses_made >= 3",
        &format!("\"{}uses_made{} >= 3\"", "(".repeat(5_000), ")".repeat(5_000)),
    );
    let found = Project::empty().file("rules.yaml", flow).findings("rules.yaml");
    assert_eq!(
        found,
        [
            "error[yaml-limit] rules.yaml:2:75-76 the file is nested more than 64 levels deep (check whether a bracket is missing; rule files need about eight levels)"
        ]
    );
    // 10,000 levels in block style take 50 MB of blanks: the size alone says no.
    assert_eq!(
        Project::empty().file("rules.yaml", &block).findings("rules.yaml"),
        [format!(
            "error[yaml-limit] rules.yaml the file has {} bytes; a rule file may have at most 4194304 (if this is a data file, list it under `sources:` in the project file)",
            block.len()
        )]
    );
    assert_eq!(
        Project::empty()
            .file("rules.yaml", flow_in_expression)
            .findings("rules.yaml"),
        [
            "error[expression-depth] rules.yaml:22:84-85 brackets are nested more than 64 levels deep here (give the inner parts names with `let`)"
        ]
    );
}

#[test]
fn text_that_is_no_yaml_is_told_at_its_place() {
    assert_eq!(
        Project::empty()
            .file("rules.yaml", "uptake: 1\nmeasures: [a, b\nmetrics: {}\n")
            .findings("rules.yaml"),
        [
            "error[yaml-syntax] rules.yaml:2:11-12 not valid YAML: the bracket `[` isn't closed (add `]` where the list or mapping ends)"
        ]
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_no_answer_and_no_place() {
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let plain = Project::small();
    let marked = Project::empty()
        .file("uptake.yaml", windows(SMALL))
        .file("rules.yaml", windows(RULES))
        .file("people.csv", windows(&plain.read("people.csv")))
        .file("uses.csv", windows(&plain.read("uses.csv")));
    assert_eq!(marked.findings("."), Vec::<String>::new());
    assert_eq!(
        marked.figures(&[]).bytes("metrics.csv"),
        plain.figures(&[]).bytes("metrics.csv")
    );
    let marked = marked.file(
        "rules.yaml",
        windows(&RULES.replace("uses_made >= 3", "uses_mode >= 3")),
    );
    assert_eq!(
        marked.findings("rules.yaml"),
        [
            "error[unknown-column] rules.yaml:22:19-28 an entity in a period has no `uses_mode` (did you mean `uses_made`?)"
        ]
    );
}

#[test]
fn a_run_on_faulty_rules_shows_them_underlined_and_writes_nothing() {
    let project = Project::small().edit("rules.yaml", "uses_made >= 3", "uses_mode >= 3");
    project.run(&["--out", "out"]).refuses(
        "\
error[unknown-column]: an entity in a period has no `uses_mode`
  --> rules.yaml:22:19
   |
22 |   active: { when: uses_mode >= 3 }
   |                   ^^^^^^^^^
   |
   = help: did you mean `uses_made`?

",
    );
    assert!(!project.path("out").exists());
}

#[test]
fn a_project_that_names_what_isnt_there_is_told_at_each_place() {
    let project = Project::small()
        .edit(
            "uptake.yaml",
            "[rules.yaml]",
            "[rules.yaml, csm-ai-adoptoin]\nstage: wlak",
        )
        .edit("uptake.yaml", "path: uses.csv", "path: uses.csv, mapping: github")
        .edit("uptake.yaml", "people: {", "poeple: {");
    assert_eq!(
        project.findings("uptake.yaml"),
        [
            "error[incomplete-policy] uptake.yaml:3:9-19 no source provides the dataset `people` (add `people:` under `sources`)",
            "error[unknown-name] uptake.yaml:3:21-36 unknown pack `csm-ai-adoptoin` (did you mean `csm-ai-adoption`?)",
            "error[unknown-name] uptake.yaml:4:8-12 unknown stage `wlak` (the packs declare no stage)",
            "error[unknown-name] uptake.yaml:7:3-9 unknown dataset `poeple` (did you mean `people`?)",
            "error[unknown-name] uptake.yaml:8:52-58 unknown mapping `github` (the packs declare no mapping)",
        ]
    );
}

#[test]
fn days_in_a_project_that_cant_be_are_told() {
    let project = Project::small()
        .edit("uptake.yaml", "as_of: 2026-02-15", "as_of: 2026-02-30")
        .edit(
            "uptake.yaml",
            "path: uses.csv",
            "path: uses.csv, covers: { from: 2026-02-01, through: 2026-01-01 }",
        );
    assert_eq!(
        project.findings("uptake.yaml"),
        [
            "error[wrong-type] uptake.yaml:4:8-18 `as_of`: expected a date such as `2026-02-15`, found `2026-02-30` (-)",
            "error[wrong-value] uptake.yaml:7:51-52 the days from 2026-02-01 through 2026-01-01 aren't a valid range (use an earlier `from` or a later `through`)",
        ]
    );
}

#[test]
fn an_unknown_time_zone_is_told() {
    assert_eq!(
        faults(
            "entities: people",
            "entities: people\ncalendar: { time_zone: Europe/Berlim }"
        ),
        ["error[wrong-value] rules.yaml:3:24-37 unknown time zone `Europe/Berlim` (did you mean `Europe/Berlin`?)"]
    );
}
