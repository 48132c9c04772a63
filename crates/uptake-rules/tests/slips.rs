//! A slip of the hand in a rule file is one error, at its own place; what only follows from it is hidden, and what doesn't is
//! shown. Each cure is applied, and then nothing is found.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use uptake_rules::{Diagnostics, RuleFile, Sources, load};

/// Rules of another file that build on those of the file with the slip.
const REST: &str = "uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, role: { type: text, values: [CSM, TAM] }, hired_on: date } }
  calls: { kind: events, entity: id, time: at, columns: { id: text, at: datetime, tool: { type: text, register: tools } } }
metrics:
  rate: { title: Rate, share: active, of: eligible, by: [role, habit] }
  calls_each: { title: Calls, mean: made, of: eligible }
checks:
  enough: { title: Enough, of: eligible, values: { all: sum(made) }, fail: all < 1 }
";

/// The file in which something slips.
const RULES: &str = "uptake: 1
pack: mine
registers:
  tools:
    fields: { approved: bool }
    entries:
      notes: { approved: true }
measures:
  made:
    about: Calls with a tool that may be used.
    count: calls
    where: tool.approved
  all_made: { count: calls }
definitions:
  eligible:
    about: Who counts.
    when: role == \"CSM\"
  active:
    when: made >= 3
ladders:
  habit:
    about: How often.
    steps:
      - { label: often, when: made >= 10 }
      - { label: never, when: made == 0 }
";

struct Found {
    /// Line of the slip's file, and message.
    shown: Vec<(usize, String)>,
    help: String,
    hidden: usize,
}

fn check(rules: &str) -> Found {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let files = [RuleFile::new("mine.yaml", rules), RuleFile::new("a.yaml", REST)];
    let _ = load(&files, &mut sources, &mut diagnostics);
    let (shown, hidden) = diagnostics.parted(&sources);
    let line = |d: &uptake_rules::Diagnostic| {
        d.span
            .map_or(0, |span| sources.get(span.file).unwrap().line_column(span.start).line)
    };
    Found {
        help: shown.first().and_then(|d| d.help.clone()).unwrap_or_default(),
        shown: shown.iter().map(|d| (line(d), d.message.clone())).collect(),
        hidden: hidden.len(),
    }
}

/// `right` is a part of the rules; with `wrong` in its place there is one error, with this line, message and help. The help names
/// the cure, which is to put `right` back.
fn slip(right: &str, wrong: &str, line: usize, message: &str, help: &str) {
    assert_eq!(RULES.matches(right).count(), 1, "{right}");
    let broken = RULES.replace(right, wrong);
    let found = check(&broken);
    let said = format!("{:?}\nhelp: {}\nin {wrong}", found.shown, found.help);
    assert_eq!(found.shown.len(), 1, "{said}");
    assert_eq!(found.shown[0].0, line, "{said}");
    assert!(found.shown[0].1.contains(message), "{said}");
    assert!(found.help.contains(help), "{said}");
    let at = RULES.find(right).unwrap();
    assert!(broken[at..].starts_with(wrong));
    let cured = [&broken[..at], right, &broken[at + wrong.len()..]].concat();
    assert_eq!(check(&cured).shown, [], "{said}");
}

#[test]
fn the_rules_have_no_error() {
    let found = check(RULES);
    assert_eq!((found.shown, found.hidden), (Vec::new(), 0));
}

#[test]
fn a_tab_is_told_at_its_own_line() {
    let when = "    when: made >= 3";
    slip(
        when,
        "\twhen: made >= 3",
        19,
        "line 19 begins with a tab",
        "indent with blanks",
    );
    slip(
        when,
        "  \twhen: made >= 3",
        19,
        "line 19 is indented with a tab",
        "indent with blanks",
    );
    slip(
        "  active:\n",
        "\tactive:\n",
        18,
        "line 18 begins with a tab",
        "indent with blanks",
    );
    slip(
        "      - { label: never",
        "\t- { label: never",
        25,
        "line 25 begins with a tab",
        "indent with blanks",
    );
}

#[test]
fn an_invisible_character_is_told_by_name() {
    let (when, blank) = ("    when: made >= 3", "type a blank");
    slip(
        when,
        "\u{a0}\u{a0}\u{a0}\u{a0}when: made >= 3",
        19,
        "line 19 has a no-break space (U+00A0)",
        blank,
    );
    slip(
        when,
        "    when:\u{a0}made >= 3",
        19,
        "expected a mapping, found text",
        "it has a no-break space (U+00A0): type a blank",
    );
    let (right, wrong) = ("    when: role", |blank: &str| format!("    when:{blank}role"));
    slip(
        right,
        &wrong("\u{a0}"),
        17,
        "line 17 has a no-break space (U+00A0)",
        blank,
    );
    slip(right, &wrong("\u{202f}"), 17, "a narrow no-break space (U+202F)", blank);
    slip(
        when,
        "\u{3000}\u{3000}when: made >= 3",
        19,
        "an ideographic space (U+3000)",
        blank,
    );
    slip(
        when,
        "    when\u{200b}: made >= 3",
        19,
        "the key `when` has a zero-width space (U+200B)",
        "remove it",
    );
    slip(
        when,
        "    \u{feff}when: made >= 3",
        19,
        "a byte-order mark within the text (U+FEFF)",
        "remove it",
    );
    slip(
        when,
        "    wh\u{ad}en: made >= 3",
        19,
        "a soft hyphen (U+00AD)",
        "remove it",
    );
    slip(
        "definitions:",
        "defini\u{200d}tions:",
        14,
        "a zero-width joiner (U+200D)",
        "remove it",
    );
    slip(
        "  active:\n",
        "\u{a0} active:\n",
        18,
        "a no-break space (U+00A0)",
        blank,
    );
}

#[test]
fn a_letter_that_looks_like_another_is_told_by_name() {
    slip(
        "    when: made >= 3",
        "    when： made >= 3",
        19,
        "expected a mapping, found text",
        "write `:`",
    );
    slip(
        "    when: role",
        "    when： role",
        17,
        "a full-width colon (U+FF1A)",
        "write `:`",
    );
    slip(
        "      - { label: never",
        "      – { label: never",
        25,
        "a dash that isn't the minus (U+2013)",
        "write `-`",
    );
    slip(
        "      - { label: never",
        "      • { label: never",
        25,
        "a bullet (U+2022)",
        "write `-`",
    );
    slip(
        "definitions:",
        "dеfinitions:",
        14,
        "a Cyrillic letter that looks like another (U+0435)",
        "write `e`",
    );
}

#[test]
fn a_wrong_indent_says_what_fits() {
    let (when, eligible) = ("    when: role", "  eligible:\n");
    slip(
        when,
        "   when: role",
        17,
        "line 17 is indented by 3 blanks, like no line above it",
        "indent it by 2 or 4 blanks",
    );
    slip(
        when,
        "      when: role",
        17,
        "line 17 is indented more than line 16, which has a value already",
        "indent it by 4 blanks",
    );
    slip(
        when,
        "  when: role",
        17,
        "a definition: expected a mapping, found text",
        "",
    );
    slip(
        eligible,
        " eligible:\n",
        18,
        "line 18 is indented by 2 blanks, like no line above it",
        "indent it by",
    );
    slip(
        "      - { label: never",
        "     - { label: never",
        25,
        "line 25 is indented by 5 blanks",
        "indent it by 4 or 6 blanks",
    );
}

#[test]
fn a_missing_sign_is_named() {
    slip(
        "  active:\n",
        "  active\n",
        18,
        "a `:` is missing after `active`",
        "write `active:`",
    );
    slip(
        "    when: made >= 3",
        "    when made >= 3",
        19,
        "a definition: expected a mapping, found text",
        "write `when: made >= 3`",
    );
    slip(
        "    when: made >= 3",
        "    when:made >= 3",
        19,
        "a definition: expected a mapping, found text",
        "write `when: made >= 3`",
    );
    slip(
        "      - { label: never",
        "        { label: never",
        25,
        "an item of a list starts with `-`",
        "start it with `- `",
    );
    slip(
        "    when: role",
        "    when role",
        17,
        "a `:` is missing after `when`",
        "write `when: role ==",
    );
    slip(
        "    when: role",
        "    when:role",
        17,
        "a blank is missing after `when:`",
        "write `when: role ==",
    );
    slip(
        "definitions:",
        "definitions",
        14,
        "a `:` is missing after `definitions`",
        "write `definitions:`",
    );
}

#[test]
fn what_is_open_is_told_where_it_opens() {
    slip(
        "{ label: often, when: made >= 10 }",
        "{ label: often, when: made >= 10",
        24,
        "the bracket `{` isn't closed",
        "add `}`",
    );
    slip(
        "fields: { approved: bool }",
        "fields: { approved: bool ]",
        5,
        "`{` is closed by `]`",
        "close it by `}`",
    );
    slip(
        "about: How often.",
        "about: \"How often.",
        22,
        "the quote `\"` isn't closed",
        "add `\"`",
    );
    slip(
        "about: How often.",
        "about: 'How often.",
        22,
        "the quote `'` isn't closed",
        "add `'`",
    );
}

#[test]
fn a_value_that_needs_quotes_says_so() {
    slip(
        "about: How often.",
        "about: How: often.",
        22,
        "a text without quotes has `: ` in it",
        "`\"How: often.\"`",
    );
    slip("when: made >= 3", "when: >= 3", 19, "can't start with `>`", "'>= 3'");
    slip(
        "when: made >= 3",
        "when: %made >= 3",
        19,
        "can't start with `%`",
        "in quotes",
    );
    slip(
        "when: made >= 3",
        "when: @made >= 3",
        19,
        "can't start with `@`",
        "in quotes",
    );
    slip(
        "when: role == \"CSM\"",
        "when: \"CSM\" == role",
        17,
        "goes on after its closing quote",
        "'\"CSM\" == role'",
    );
}

#[test]
fn a_condition_that_a_comma_within_braces_cuts_says_so() {
    let (when, quotes) = ("when: made >= 10 }", "put the whole condition in single quotes");
    slip(
        when,
        "when: made in [10, 11] }",
        24,
        "a condition with a list goes in quotes",
        quotes,
    );
    slip(
        when,
        "when: role in \"CSM, TAM\" }",
        24,
        "this `,` ends the value",
        quotes,
    );
    slip(
        when,
        "when: max(made, 3) >= 10 }",
        24,
        "this `,` ends the value",
        quotes,
    );
}

#[test]
fn a_value_that_starts_with_a_tag_isnt_read_without_it() {
    // The parser would drop the mark, and count the tools that may be used.
    slip(
        "where: tool.approved",
        "where: !tool.approved",
        12,
        "can't start with `!`",
        "'!tool.approved'",
    );
    slip(
        "where: tool.approved",
        "where: !tool.approved && tool.listed",
        12,
        "can't start with `!`",
        "'!tool.approved && tool.listed'",
    );
    slip(
        "where: tool.approved",
        "where: && tool.approved",
        12,
        "can't start with `&`",
        "in quotes",
    );
}

#[test]
fn marks_of_other_programs_are_told() {
    slip(
        "  active:\n",
        "<<<<<<< mine\n  active:\n",
        18,
        "a merge of two versions isn't finished",
        "choose one",
    );
    slip(
        "uptake: 1\n",
        "```yaml\nuptake: 1\n",
        1,
        "a mark of Markdown",
        "remove the line",
    );
}

#[test]
fn a_key_that_takes_others_with_it_is_one_error() {
    slip(
        "definitions:",
        "definitons:",
        14,
        "unknown key `definitons`",
        "did you mean `definitions`?",
    );
    slip("ladders:", "measures:", 20, "duplicate key `measures`", "keep one");
    slip(
        "  active:\n",
        "    active:\n",
        18,
        "`active` is indented like the keys of the rule before it",
        "indent `active` like that rule's own name",
    );
    slip(
        "  tools:\n",
        "  toools:\n",
        5,
        "unknown register `tools`",
        "did you mean `toools`?",
    );
}

#[test]
fn an_error_that_doesnt_follow_is_shown_beside_a_file_that_cant_be_read() {
    let broken = RULES.replace("    when: made >= 3", "\twhen: made >= 3");
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let rest = REST
        .replace("share: active", "share: actve")
        .replace("mean: made", "maen: made")
        .replace("sum(made)", "sum(made) / sum(roll)");
    let files = [RuleFile::new("mine.yaml", broken), RuleFile::new("a.yaml", rest)];
    let _ = load(&files, &mut sources, &mut diagnostics);
    let (shown, hidden) = diagnostics.parted(&sources);
    let shown: Vec<&str> = shown.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(
        shown,
        [
            "not valid YAML: line 19 begins with a tab",
            "unknown definition `actve`",
            "unknown key `maen` in a metric",
            "an entity in a period has no `roll`",
        ]
    );
    assert!(!hidden.is_empty());
}

#[test]
fn a_file_in_another_encoding_hides_what_it_may_have_said() {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let utf_16: Vec<u8> = RULES.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files = [
        RuleFile::new("mine.yaml", [b"\xff\xfe".to_vec(), utf_16].concat()),
        RuleFile::new("a.yaml", REST),
    ];
    let _ = load(&files, &mut sources, &mut diagnostics);
    let (shown, hidden) = diagnostics.parted(&sources);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].message, "the file is UTF-16 text, not UTF-8");
    assert!(hidden.len() >= 5, "{hidden:?}");
}

#[test]
fn a_name_in_brackets_is_told_to_be_a_list() {
    slip(
        "when: made >= 3",
        "when: [made] >= 3",
        19,
        "what starts with `[` is a list, and this goes on after its `]`",
        "a name is written without brackets: `made >= 3`",
    );
}

#[test]
fn a_backslash_within_double_quotes_is_told() {
    slip(
        "about: Who counts.",
        "about: \"C:\\team\\calls.csv\"",
        16,
        "within double quotes `\\c` is no character",
        "write `/` in paths, on Windows too; or put the text in single quotes",
    );
    slip(
        "about: Who counts.",
        "about: \"C:\\Users\\me\"",
        16,
        "within double quotes `\\U` is no character",
        "in single quotes",
    );
}
