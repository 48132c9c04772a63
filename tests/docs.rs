//! `uptake docs`: the reference of a pack, from its rules.

use crate::schema;
use crate::support::{Answer, Project, RULES, repository, uptake};

/// A pack with every section.
const PACK: &str = "\
uptake: 1
pack: small
about: Who works with the tool.
owner: ops@example.com
source: The handbook, page 12
calendar: { period: month, time_zone: Europe/Berlin }
entities: people
datasets:
  people:
    about: One row per person.
    kind: entities
    entity: id
    key: [id]
    columns:
      id: text
      team: { type: text, optional: true, missing: report, values: [Red, Blue] }
  uses:
    kind: events
    entity: id
    time: at
    optional: true
    columns:
      id: text
      at: { type: datetime, about: \"When it happened | began.\", column: \"Time (UTC)\" }
      tool: { type: text, register: tools, default: helper }
registers:
  tools:
    about: The tools.
    fields: { approved: bool }
    entries:
      helper: { title: The Helper, aliases: [Help], approved: { from: 2026-01-01, until: 2026-07-01 } }
      other: {}
constants:
  enough: 3
  teams: [Red, Blue]
measures:
  uses_made: { count: uses, where: 'tool.approved || tool == \"other\"' }
  usual: { mean: uses_made, over: { last: 4, by: rows, minimum: 1 } }
  doubled:
    about: Twice as many.
    value: |
      let twice = uses_made * 2;
      twice
definitions:
  active: { about: Enough uses., rhai: active.rhai }
  often: { when: uses_made >= 9 }
ladders:
  habit:
    steps:
      - { label: strong, when: uses_made >= 10 && active }
      - otherwise: none
  size: { of: uses_made, edge: lower, bands: [{ label: small }, { label: large, from: 5 }] }
metrics:
  rate: { title: Rate, share: active, by: [team], benchmark: reach, better: lower }
  mean_uses: { mean: uses_made, of: often }
benchmarks:
  reach: { edge: higher, bands: [Good], table: { all: [50] } }
stages:
  start: { when: active < 5, track: { rate: { cadence: week, priority: high } } }
mappings:
  report:
    dataset: uses
    input: { user: text, day: date, note: text }
    where: is_known(user) || note == \"`x`\"
    columns: { id: user, at: day, tool: '\"helper\"' }
";

const ACTIVE: &str = "\
import \"habit\" as habit;

/// Whether somebody made a habit of it.
fn active(row) { habit::often_enough(row, enough) }
";

const HABIT: &str = "\
/// Whether there are enough uses.
/// Unknown stays unknown.
fn often_enough(row, least) { row.uses_made >= least }
";

/// What is said about it.
const REFERENCE: &str = r#"# small

Who works with the tool.

- Owner: ops@example.com
- Source: The handbook, page 12
- Periods: months in Europe/Berlin, working days Monday, Tuesday, Wednesday, Thursday, Friday
- Measures: everybody in `people`
- Files: `pack/rules.yaml`, `pack/active.rhai`, `pack/lib/habit.rhai`

## Datasets

### `people`

One row per person.

A row per entity, named by `id`. No two rows share `id`.

| column | type | meaning |
|---|---|---|
| `id` | text |  |
| `team` | text | A source may lack it; gaps are reported; expected are `Red`, `Blue`. |

### `uses`

A row per event of the entity in `id`, at `at`. It is optional in a project.

| column | type | meaning |
|---|---|---|
| `id` | text |  |
| `at` | datetime | When it happened \| began. `Time (UTC)` in the source. |
| `tool` | text | A gap is "helper"; in the register `tools`. |

## Registers

### `tools`

The tools.

| entry | names | approved |
|---|---|---|
| `helper` | The Helper, Help | from 2026-01-01 to the day before 2026-07-01 |
| `other` |  | unknown |

## Constants

| name | value |
|---|---|
| `enough` | `3` |
| `teams` | `"Red", "Blue"` |

## Measures

### `uses_made`

How many events of `uses` where `tool.approved || tool == "other"` (int).

### `usual`

Over the last 4 periods with rows the mean of `uses_made` (float). A period without a value is skipped. A history of 1 is enough.

### `doubled`

Twice as many.

The value of:

```rhai
let twice = uses_made * 2;
twice
```

The answer is float.

## Definitions

### `active`

Enough uses.

Function `active` of `active.rhai`:

```rhai
fn active(row) { habit::often_enough(row, enough) }
```

### `often`

```rhai
uses_made >= 9
```

## Ladders

### `habit`

The first condition that holds gives the label; an unknown one leaves it unknown.

- **strong** if `uses_made >= 10 && active`
- **none** otherwise

### `size`

Bands of `uses_made`. A value on an edge belongs to the band below it.

- **small**
- **large** from 5

## Metrics

### Rate (`rate`)

- The share of all who are `active`, in percent
- Cut by `team`
- Benchmark: `reach`
- Lower is better

### mean uses (`mean_uses`)

- The mean of `uses_made` over those who are `often`

## Benchmarks

### `reach`

Below the first band: below. A value on an edge belongs to the band above it.

| for | Good from |
|---|---|
| all | 50 |

## Stages

### `start`

Found by `active < 5`.

| metric | tracked | priority |
|---|---|---|
| `rate` | every week | high |

## Mappings

### `report`

- Fills the dataset `uses`
- Rows where `` is_known(user) || note == "`x`" ``

| delivered | type | meaning |
|---|---|---|
| `user` | text |  |
| `day` | date |  |
| `note` | text |  |

| column | from |
|---|---|
| `id` | `user` |
| `at` | `day` |
| `tool` | `"helper"` |

## Scripts

### `pack/active.rhai`

`active(row)`

Whether somebody made a habit of it.

### `pack/lib/habit.rhai`

`often_enough(row, least)`

Whether there are enough uses.
Unknown stays unknown.
"#;

fn pack() -> Project {
    Project::empty()
        .file("pack/rules.yaml", PACK)
        .file("pack/active.rhai", ACTIVE)
        .file("pack/lib/habit.rhai", HABIT)
}

#[test]
fn a_folder_is_told_section_by_section_with_its_conditions_as_written() {
    let answer = pack().uptake(&["docs", "pack"]);
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    assert_eq!(answer.stdout, REFERENCE);
    assert!(!answer.stdout.contains('\u{1b}'), "a pipe has no colours");
}

#[test]
fn machines_get_the_same_as_json() {
    let answer = pack().uptake(&["docs", "pack", "--format", "json"]);
    let reference: serde_json::Value = serde_json::from_str(&answer.stdout).unwrap();
    schema::holds("commands/docs.json", &reference);
    assert_eq!((answer.code, &reference["version"]), (0, &1.into()));
    let pack = &reference["packs"][0];
    assert_eq!(
        pack["constants"][1],
        serde_json::json!({ "name": "teams", "value": "\"Red\", \"Blue\"", "about": null })
    );
    assert_eq!(
        pack["definitions"][0]["when"],
        serde_json::json!({
            "text": "fn active(row) { habit::often_enough(row, enough) }", "script": "active.rhai", "function": "active"
        })
    );
    assert_eq!(
        pack["scripts"][1]["functions"][0],
        serde_json::json!({
            "name": "often_enough", "parameters": ["row", "least"],
            "docs": ["Whether there are enough uses.", "Unknown stays unknown."]
        })
    );
}

#[test]
fn each_built_in_pack_has_a_reference_of_its_own_rules() {
    let docs = |name: &str| {
        let answer = Answer::of(uptake().args(["docs", name]));
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""), "{name}");
        answer.stdout
    };
    for name in ["csm-ai-adoption", "mappings", "usage-ladders", "tenure-ramp-up"] {
        assert!(docs(name).starts_with("# "), "{name}");
        let json = Answer::of(uptake().args(["docs", name, "--format", "json"])).stdout;
        schema::holds("commands/docs.json", &serde_json::from_str(&json).unwrap());
    }
    let script = docs("tenure-ramp-up-rhai");
    assert!(script.contains("- Builds on: `csm-ai-adoption`\n"), "{script}");
    assert!(
        script.contains("`habitual(row, interactions, days)`\n\nWhether there are enough documented interactions"),
        "{script}"
    );
    assert!(
        !script.contains("`approved_interactions`"),
        "a measure of the pack that it builds on"
    );
    // The folder says the same as the name.
    let folder = Answer::of(
        uptake()
            .current_dir(repository())
            .args(["docs", "rules/definitions/tenure-ramp-up-rhai"]),
    );
    assert_eq!(folder.stdout, script);
}

/// What decides a figure is under these keys, as it is written.
const DECIDING: &[&str] = &[
    "where",
    "when",
    "of",
    "enough",
    "fail",
    "warn",
    "now",
    "on",
    "since",
    "through",
    "before",
    "holds",
    "value",
    "finding",
    "why",
    "fix",
    "called",
    "held_by",
    "references",
    "column",
    "excluded_by",
    "share",
    "mean",
    "ratio",
    "to",
];

/// Lists in which every item decides.
const DECIDING_LISTS: &[&str] = &[
    "patterns", "aliases", "requires", "show", "updates", "per", "shown_by", "key", "explode",
];

/// Whether a value of a rule decides a figure, or what is said of one, and so has to be in the reference.
fn decides(path: &[&str]) -> bool {
    let (Some(last), before) = (path.last(), path.iter().rev().nth(1)) else {
        return false;
    };
    DECIDING.contains(last)
        || before.is_some_and(|list| DECIDING_LISTS.contains(list))
        || before.is_some_and(|list| ["values", "columns"].contains(list)) && path.first() != Some(&"datasets")
}

#[test]
fn the_reference_has_every_word_that_decides_a_figure() {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for pack in [
        "cs-readiness",
        "csm-ai-adoption",
        "tenure-ramp-up",
        "csm-denominators",
        "usage-data",
        "mappings",
    ] {
        let page = words(&Answer::of(uptake().args(["docs", pack])).stdout.replace("\\|", "|"));
        let resolved = Answer::of(uptake().args(["resolve", pack, "--format", "json"])).stdout;
        let resolved: serde_json::Value = serde_json::from_str(&resolved).unwrap();
        let own = Answer::of(uptake().args(["docs", pack, "--format", "json"])).stdout;
        let own: serde_json::Value = serde_json::from_str(&own).unwrap();
        let files = own["packs"][0]["files"].as_array().unwrap();
        let mut looked_for = 0;
        for value in resolved["values"].as_array().unwrap() {
            let path: Vec<&str> = value["path"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(|part| part.as_str())
                .collect();
            let place = value["place"].as_str().unwrap_or("");
            let here = files.iter().any(|file| place.starts_with(file.as_str().unwrap()));
            let text = value["value"].as_str().map(words).unwrap_or_default();
            // A condition of a script file is named, and a sentence that quotes a constant has its value.
            let quotes = matches!(path.last(), Some(&"finding" | &"fix")) && text.contains('{');
            if here && decides(&path) && !text.is_empty() && !text.ends_with(".rhai") && !quotes {
                looked_for += 1;
                assert!(page.contains(&text), "{pack} {}: {text}", path.join("."));
            }
        }
        assert!(looked_for > 0, "{pack}");
    }
}

#[test]
fn a_derived_table_is_told_with_what_it_looks_up_and_by_when() {
    let page = Answer::of(uptake().args(["docs", "cs-readiness"])).stdout;
    for said in [
        "### `decisions`\n\nEach decided renewal at four horizons before its decision, with what was known then.\n\n\
         - A row for each row of `renewals`, once for each `horizon` of 30, 60, 90, 180\n\
         - Counts rows where `is_known(outcome) && decided_on > add_days(as_of, -decided_days)`\n\
         - Knows nothing after `add_days(decided_on, -horizon)`\n\
         - Known by `renewal_id`, `horizon`\n",
        "| `score_read` | float | The last `health_scores.score` by time, of the same `account_id`, within the last 45 days |",
        "| `peak` | int | The greatest `rows.together` |",
        "| `lost_after` | int | How many rows of `not_kept`, of the same `account_id`, where `!doubtful`, from \
         `add_days(now, 1)`, through `add_days(now, alarm_days)`, by their `decided_on`, also what became known later |",
        "- Checked over the rows of the table `books`",
        "Before it begins, these checks must pass: `books_within_capacity`",
        "Records, from `starts_on` through `ends_on`.",
        "Who usually has it: CS operations, from the CRM's history of account owners.",
        "known since `recorded_on`",
        "unknown before the day in `decided_on`",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    let page = Answer::of(uptake().args(["docs", "csm-ai-adoption"])).stdout;
    for said in [
        "A row per stretch of days of all entities whose `region` is that in `region`, from",
        "for its days it sets `role`, `segment`, `team`, `region` of the entity",
        "ChatGPT Free, `chatgpt.com*`, `*.openai.com`",
        "- Why somebody doesn't count: `why_not_counted`",
        "(int). All names of an entry of `tools` count as one.",
        "| `least_working_days` | `3` | Working days in the week from which on somebody counts. |",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
}

#[test]
fn a_project_has_the_reference_of_all_its_packs() {
    let project = Project::small()
        .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [more, rules.yaml]")
        .file(
            "more/rules.yaml",
            "uptake: 1\npack: more\nneeds: [../rules.yaml]\ndefinitions: { eager: { when: uses_made >= 9 } }\n",
        );
    let headings = |arguments: &[&str]| -> Vec<String> {
        let answer = project.uptake(&[&["docs"], arguments].concat());
        assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
        let headings = answer.stdout.lines().filter(|line| line.starts_with('#'));
        headings.map(str::to_owned).collect()
    };
    let all = [
        "# Project small",
        "## Sources",
        "## rules.yaml",
        "### Datasets",
        "#### `people`",
        "#### `uses`",
        "### Measures",
        "#### `uses_made`",
        "### Definitions",
        "#### `active`",
        "### Metrics",
        "#### Rate (`rate`)",
        "## more",
        "### Definitions",
        "#### `eager`",
    ];
    assert_eq!(headings(&["uptake.yaml"]), all);
    // Without a name it is the project of the folder.
    assert_eq!(headings(&[]).len(), all.len());
    assert_eq!(headings(&["more"]), ["# more", "## Definitions", "### `eager`"]);
    assert_eq!(headings(&["rules.yaml"])[0], "# rules.yaml");
}

#[test]
fn what_nobody_knows_gets_a_suggestion_and_code_2() {
    let project = Project::empty().file("empty/readme.txt", "");
    project.uptake(&["docs", "csm-ai-adopton"]).refuses(
        "error[unknown-name]: unknown pack, file or folder `csm-ai-adopton`\n  help: did you mean `csm-ai-adoption`?\n",
    );
    let packs = crate::support::built_in_packs(&[]);
    let list = format!("help: name a folder, a file, or a built-in pack: {packs}\n");
    project.uptake(&["docs", "weather"]).refuses(&format!(
        "error[unknown-name]: unknown pack, file or folder `weather`\n  {list}"
    ));
    project.uptake(&["docs", "empty"]).refuses(&format!(
        "error[unreadable]: the folder `empty` has no rule files\n  {list}"
    ));
}

#[test]
fn a_pack_with_faults_shows_them_and_no_reference() {
    let project = Project::empty().file("rules.yaml", RULES.replace("count: uses", "cuont: uses"));
    let answer = project.uptake(&["docs", "rules.yaml"]);
    assert_eq!((answer.code, answer.stdout.as_str()), (1, ""));
    assert!(
        answer
            .stderr
            .starts_with("error[unknown-key]: unknown key `cuont` in a measure\n  --> rules.yaml:20:16\n"),
        "{}",
        answer.stderr
    );
}

/// A project with everything that can differ.
fn differing() -> Project {
    Project::small()
        .file(
            "uptake.yaml",
            "uptake: 1\nproject: small\npacks: [rules.yaml, blue.yaml]\nprivacy: { smallest_group: 4, pseudonyms: '${env:KEY}' }\n\
             sources:\n  people: { adapter: files, path: people.csv }\n  uses: { adapter: files, path: uses.csv }\n",
        )
        .file(
            "rules.yaml",
            "uptake: 1\npack: small\nowner: rules@example.com\nlayers: [team]\nentities: people\nprivacy: { smallest_group: 3 }\n\
             datasets:\n  people: { kind: entities, entity: id, columns: { id: text, team: text } }\n  \
             uses: { kind: events, entity: id, time: at, columns: { id: text, at: datetime } }\n\
             constants:\n  least: { value: 3, tighten_only: higher }\n\
             measures:\n  uses_made: { count: uses, about: How often a tool was used. }\n\
             definitions:\n  counted: { when: uses_made >= 0, locked: true }\n  eager: { when: uses_made >= 9, about: Whoever uses it much. }\n  active:\n    about: Whoever uses enough.\n    versions:\n      \
             - { when: uses_made >= 1, effective: { until: 2026-03-02 } }\n      \
             - { when: uses_made >= least, effective: { from: 2026-03-02 } }\n\
             metrics:\n  rate: { title: Rate, share: active, of: counted, about: The share of the active. }\n\
             waivers:\n  pilot: { of: definitions.counted, for: { team: Blue }, owner: ops@example.com, reason: The pilot is small., until: 2026-09-01 }\n",
        )
        .file(
            "blue.yaml",
            "uptake: 1\nextends: small\nowner: blue@example.com\nabout: Blue is a pilot.\nfor: { team: Blue }\n\
             effective: { from: 2026-04-06, until: 2026-09-01 }\nconstants:\n  least: 5\n\
             definitions:\n  counted: { when: uses_made >= 1 }\n",
        )
}

#[test]
fn the_reference_says_what_differs_for_whom_and_since_when_and_who_may_change_what() {
    let project = differing();
    let page = project.uptake(&["docs"]);
    assert_eq!(page.code, 0, "{}{}", page.stdout, page.stderr);
    for said in [
        "## What differs, and who may change what",
        "### Team: Blue, from 2026-04-06 until 2026-09-01",
        "Blue is a pilot.",
        "- Owner: blue@example.com\n- Changes `small`, in `blue.yaml:5:1`",
        "| `constants.least` | `5` |",
        "| `definitions.counted.when` | `uses_made >= 1` |",
        "### Rules that change over time",
        "From 2026-03-02 (`rules.yaml:",
        "| `definitions.active.when` | `uses_made >= least` |",
        "### What groups may not change",
        "| `constants.least` | may only be made higher |",
        "| `definitions.counted` | may not be changed |",
        "### Exceptions that were granted",
        "| `definitions.counted` | team: Blue | 2026-09-01 | ops@example.com | The pilot is small. |",
        "- Groups of fewer than 4 aren't shown",
        "- Names of people are replaced by pseudonyms.",
        "It changes over time; the versions are above.",
        "Some groups have another one; they are above.",
    ] {
        assert!(page.stdout.contains(said), "{said}\n{}", page.stdout);
    }
    assert!(!page.stdout.contains("```rhai\n\n```"), "an empty block");
}

#[test]
fn the_reference_of_a_project_says_what_it_states_of_its_sources_and_no_address() {
    let project = Project::small().edit(
        "uptake.yaml",
        "uses: { adapter: files, path: uses.csv }",
        "uses: { adapter: files, path: uses.csv, time_zone: Europe/Berlin, set: { tool: helper }, dates: \"%d/%m/%Y\", \
         covers: { from: 2026-01-05, without_rows: zero } }",
    );
    let page = project.uptake(&["docs"]).stdout;
    for said in [
        "## Sources\n\n- `people` by the adapter `files`\n",
        "- `uses` by the adapter `files`: `tool` is `helper` in every row; times without a zone are in `Europe/Berlin`; \
         days and times are written as `%d/%m/%Y`; covers from 2026-01-05; a stretch without rows is zero\n",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    assert!(!page.contains("uses.csv"), "{page}");
}

#[test]
fn one_page_is_enough_for_whoever_writes_no_rules() {
    let project = differing();
    let page = project.uptake(&["docs", "--short"]);
    assert_eq!(page.code, 0, "{}", page.stderr);
    for said in [
        "# What small measures",
        "**Rate**: The share of the active.",
        "- `active`: Whoever uses enough.",
        "- `uses_made`: How often a tool was used.",
        "- `eager`: Whoever uses it much. (`uses_made >= 9`)",
        "### Team: Blue, from 2026-04-06 until 2026-09-01",
    ] {
        assert!(page.stdout.contains(said), "{said}\n{}", page.stdout);
    }
    assert!(!page.stdout.contains("```"), "{}", page.stdout);
}

#[test]
fn the_dossier_has_rules_with_owners_values_with_places_tests_proofs_and_changes() {
    let project = crate::support::Project::small()
        .edit(
            "rules.yaml",
            "uptake: 1\n",
            "uptake: 1\npack: team\nowner: ops@example.com\nsource: { title: The handbook, address: \"https://example.com/h\", date: 2026-01-05 }\n",
        )
        .edit(
            "rules.yaml",
            "active: { when: uses_made >= 3 }",
            "active: { when: uses_made >= least, owner: ana@example.com, review_by: 2026-02-01 }\nconstants:\n  least: 3",
        );
    let page = project.uptake(&["docs", "uptake.yaml", "--dossier", "--as-of", "2026-02-15"]);
    assert_eq!(page.code, 0, "{}", page.stderr);
    for part in [
        "# The rules of small",
        "the definition `active` was to be reviewed by 2026-02-01",
        "Owner: ops\\@example.com. Source: The handbook (https\\://example.com/h, 2026-01-05).",
        "Owner: ana\\@example.com.",
        "constants.least",
        "rules.yaml:",
        "No suite lies beside the rules.",
        "## Proofs",
        "No project states who approves these rules.",
        "## History",
    ] {
        assert!(page.stdout.contains(part), "{part}\n{}", page.stdout);
    }
    let page = project.uptake(&["docs", "rules.yaml", "--format", "html", "--out", "dossier.html"]);
    assert_eq!((page.code, page.stdout.as_str()), (0, ""));
    assert!(project.read("dossier.html").contains("<!DOCTYPE html>"));
    let json = project.uptake(&["docs", "rules.yaml", "--dossier", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["title"], "team");
}

#[test]
fn the_dossier_has_every_number_truth_and_day_that_somebody_decided_and_no_words_about_them() {
    let project = crate::support::Project::small()
        .edit(
            "rules.yaml",
            "active: { when: uses_made >= 3 }",
            "active: { when: uses_made >= least && best == \"x\" }",
        )
        .edit(
            "rules.yaml",
            "uptake: 1\n",
            "uptake: 1
constants:
  least: { value: 3, about: How many are enough. }
  best: { value: x, about: Which letter is best. }
  since: { versions: [{ value: 2026-01-05 }] }
",
        );
    let page = project.uptake(&["docs", "rules.yaml", "--dossier", "--format", "json"]);
    assert_eq!(page.code, 0, "{}", page.stderr);
    let text = page.stdout.as_str();
    let values = text.find("Where each value comes from").map_or("", |at| &text[at..]);
    for part in ["constants.least", "constants.best", "constants.since", "2026-01-05"] {
        assert!(values.contains(part), "{part}\n{text}");
    }
    assert!(!values.contains("constants.least.about"), "{text}");
    // Nobody answers for this pack: its rules aren't accounted for by it.
    assert!(text.contains("not stated") && !text.contains("as its pack"), "{text}");
}

/// A dossier as JSON, in one text.
fn dossier(project: &Project, more: &[&str]) -> String {
    let page = project.uptake(&[&["docs", "uptake.yaml", "--dossier", "--format", "json"], more].concat());
    assert_eq!(page.code, 0, "{}", page.stderr);
    page.stdout
}

#[test]
fn the_dossier_has_every_kind_of_rule_with_who_answers_for_it() {
    let rules = PACK
        .replace(
            "  enough: 3\n",
            "  enough: { value: 3, about: How many suffice., owner: kim, source: Memo 7 }\n",
        )
        .replace("active: { about", "active: { owner: pat, about");
    let project = Project::small()
        .file("rules.yaml", rules)
        .file("active.rhai", ACTIVE)
        .file("lib/habit.rhai", HABIT);
    let text = dossier(&project, &["--as-of", "2026-02-15"]);
    for part in [
        "people (dataset)",
        "One row per person.",
        "team: text",
        "tools (register)",
        "helper: The Helper, Help, approved from 2026-01-01 to the day before 2026-07-01",
        "enough (constant)",
        "How many suffice.",
        "Owner: kim. Source: Memo 7.",
        "uses_made (measure)",
        "active (definition)",
        "Owner: pat.",
        "habit (ladder)",
        "Rate: The share of all who are `active`",
        "reach (benchmark)",
        "start (stage)",
        "If active < 5; Tracks `rate` every week",
        "report (mapping)",
        "Fills `uses`",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn the_dossier_shows_no_version_as_the_rule_and_tells_reviews_as_check_does() {
    let project = Project::small()
        .edit("uptake.yaml", "packs: [rules.yaml]", "packs: [rules.yaml, over]")
        .edit("rules.yaml", "uptake: 1\n", "uptake: 1\npack: team\nowner: ops\nreview_by: 2026-01-05\n")
        .edit(
            "rules.yaml",
            "active: { when: uses_made >= 3 }",
            "active:\n    versions:\n      - { effective: { until: 2026-02-02 }, when: uses_made >= 3 }\n      - { effective: { from: 2026-02-02 }, when: uses_made >= 4 }",
        )
        .file("over/grant.yaml", "uptake: 1\nextends: team\nowner: ops\nwaivers:\n  pilot: { of: definitions.active, for: { team: Red }, owner: ops, reason: A pilot., until: 2026-09-01 }\n");
    let page = project.uptake(&["docs", "uptake.yaml", "--dossier", "--as-of", "2026-02-15"]);
    assert_eq!(page.code, 0, "{}", page.stderr);
    let text = page.stdout;
    let row = text
        .lines()
        .find(|line| line.starts_with("| active (definition)"))
        .unwrap();
    assert!(
        row.contains("changes over time: its versions stand under What differs"),
        "{row}"
    );
    assert!(
        text.contains("the pack `team` was to be reviewed by 2026-01-05. `ops` answers for it; look at it"),
        "{text}"
    );
    // A file that grants a waiver overrides nothing, and a pack without rules has no table of them.
    assert!(!text.contains("| everybody | always |"), "{text}");
    assert!(text.contains("No rule of its own"), "{text}");
}

#[test]
fn the_history_of_a_dossier_follows_files_that_moved_and_tells_what_is_not_committed() {
    let project = Project::small();
    project.git(&["init", "--quiet"]);
    project.git(&["add", "--all"]);
    project.git(&["commit", "--quiet", "--message", "First"]);
    std::fs::create_dir(project.path("moved")).unwrap();
    project.git(&["mv", "rules.yaml", "moved/rules.yaml"]);
    let project = project.edit("uptake.yaml", "packs: [rules.yaml]", "packs: [moved]");
    project.git(&["commit", "--quiet", "--all", "--message", "Move"]);
    let text = dossier(&project, &[]);
    assert!(text.contains("First") && text.contains("Move"), "{text}");
    assert!(!text.contains("Not as the last change"), "{text}");
    let project = project.edit("moved/rules.yaml", ">= 3", ">= 2");
    let text = dossier(&project, &[]);
    assert!(
        text.contains("Not as the last change left them: moved/rules.yaml."),
        "{text}"
    );
    // An index that `git` can't read leaves the changes known, and not what is changed since.
    let project = project.file(".git/index", "broken");
    let text = dossier(&project, &[]);
    assert!(text.contains("First"), "{text}");
    assert!(
        text.contains("Whether the files are as the last change left them isn't known"),
        "{text}"
    );
}

#[test]
fn a_dossier_is_read_before_the_first_run_is_recorded() {
    let project = Project::small().edit("uptake.yaml", "packs:", "ledger: ledger\npacks:");
    assert!(dossier(&project, &[]).contains("active (definition)"));
}
