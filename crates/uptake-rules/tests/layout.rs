//! One style for rule files: comments stay, nothing says anything else, and a text in the style stays as it is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

use proptest::collection::vec;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use uptake_rules::layout::lay_out;
use uptake_rules::syntax::{Node, Value};
use uptake_rules::{Diagnostics, RuleFile, Sources};

fn laid_out(text: &str) -> Result<String, String> {
    let file = RuleFile::new("rules.yaml", text);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let read = file.read(&mut sources, &mut diagnostics);
    assert!(read.is_some(), "{text}");
    let id = read.unwrap().span.file;
    lay_out(&file, id).map_err(|error| error.message.clone())
}

#[track_caller]
fn becomes(before: &str, after: &str) {
    assert_eq!(laid_out(before).unwrap(), after);
    assert_eq!(laid_out(after).unwrap(), after, "laid out a second time");
}

#[test]
fn levels_are_two_blanks_deep_and_items_stand_deeper_than_their_key() {
    becomes(
        "uptake: 1\nladders:\n    l:\n        steps:\n        - label: a\n          when: x\n        -   label: b\n            when: y\n",
        "uptake: 1\nladders:\n  l:\n    steps:\n      - label: a\n        when: x\n      - label: b\n        when: y\n",
    );
    becomes(
        "a:\n   - - 1\n     - 2\n   -\n     b: 1\n",
        "a:\n  - - 1\n    - 2\n  -\n    b: 1\n",
    );
}

#[test]
fn marks_have_one_blank_and_texts_keep_theirs() {
    becomes(
        "a :   b\nc:  {x:  1,y: [ 1 ,2 ]  }\nd: {}\ne: [ ]\n",
        "a: b\nc: { x: 1, y: [1, 2] }\nd: {}\ne: []\n",
    );
    becomes(
        "a: \"x  y\"\nb: x  y\nc: [x  y, 'z  z']\n",
        "a: \"x  y\"\nb: x  y\nc: [x  y, 'z  z']\n",
    );
    becomes("a: {\"b\":1, c: 10:30}\n", "a: { \"b\": 1, c: 10:30 }\n");
}

#[test]
fn comments_stay_where_they_are_and_keep_two_blanks_before_them() {
    becomes(
        "# head\n\n\nuptake: 1 # one\n# over a\na:\n    # over b\n    b: 1      # aligned\n    cc: 2     # aligned\n    # at the end of a\n# at the end\n",
        "# head\n\nuptake: 1  # one\n# over a\na:\n  # over b\n  b: 1      # aligned\n  cc: 2     # aligned\n  # at the end of a\n# at the end\n",
    );
    becomes(
        "a: [ # in it\n    1,   # one\n    # two\n    2 ]\n",
        "a: [  # in it\n    1,   # one\n    # two\n    2]\n",
    );
    becomes("a:   # of a\n    - x\n  # odd\n", "a:   # of a\n  - x\n  # odd\n");
}

#[test]
fn a_comment_below_a_block_of_text_does_not_become_a_part_of_it() {
    becomes(
        "source: |\n   line1\n   line2\n  # a comment\nentities: seen\n",
        "source: |\n  line1\n  line2\n# a comment\nentities: seen\n",
    );
    becomes(
        "a:\n    b: |\n          text\n\n        # deep\n    c: 1\n",
        "a:\n  b: |\n    text\n\n  # deep\n  c: 1\n",
    );
}

#[test]
fn texts_over_several_lines_keep_their_lines() {
    becomes(
        "a:\n    b: >-\n        one\n          two\n\n        three # no comment\n    c: x\n      y\n\n      z  # comment\n    d: \"p\n        q\"\n",
        "a:\n  b: >-\n    one\n      two\n\n    three # no comment\n  c: x\n    y\n\n    z  # comment\n  d: \"p\n      q\"\n",
    );
    becomes("a:\n    b: |2\n        x\n      y\n", "a:\n  b: |2\n      x\n    y\n");
    becomes("a: |+\n    x\n\n\n", "a: |+\n  x\n\n\n");
    becomes("a: |\n    x\n\n\nb: 1\n\n\n", "a: |\n  x\n\nb: 1\n");
    assert_eq!(laid_out("a: |\n    x").unwrap(), "a: |\n  x");
}

#[test]
fn line_ends_are_plain_and_white_space_ends_no_line() {
    becomes("\u{feff}uptake: 1  \r\n\r\n\r\na: b\t\r\n", "uptake: 1\n\na: b\n");
    becomes("a: b", "a: b\n");
}

#[test]
fn what_rule_files_do_not_need_is_left_alone_and_said() {
    assert_eq!(
        laid_out("? a\n: b\n").unwrap_err(),
        "a key behind `?` can't be laid out"
    );
}

fn shipped(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            shipped(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            found.push(path);
        }
    }
}

#[test]
fn the_shipped_packs_are_in_the_style() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files = Vec::new();
    shipped(&root, &mut files);
    assert!(files.len() > 50);
    let mut odd = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        match laid_out(&text) {
            Ok(laid) if laid == text => {}
            Ok(_) => odd.push(path.display().to_string()),
            Err(error) => odd.push(format!("{}: {error}", path.display())),
        }
    }
    assert!(odd.is_empty(), "`uptake fmt rules` lays out\n{}", odd.join("\n"));
}

/// What a text says, without places.
fn said(node: &Node) -> String {
    match &node.value {
        Value::Null => "~".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => format!("[{}]", items.iter().map(said).collect::<Vec<_>>().join(",")),
        Value::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, node)| format!("{:?}:{}", key.text, said(node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    }
}

/// A random value, and how it is written.
#[derive(Clone, Debug)]
enum Made {
    Scalar(&'static str),
    Lines(&'static str, Vec<&'static str>),
    Flow(bool, Vec<Made>, bool),
    List(Vec<Made>, bool),
    Map(Vec<Made>),
}

const SCALARS: &[&str] = &[
    "a",
    "1",
    "1.50",
    "true",
    "~",
    "\"x # y\"",
    "'it''s: so'",
    "a == \"b\" && c",
    "10:30",
    "x#y",
    "\"\\\" # \\u00e9\"",
    "größer als",
    "-5",
    "",
    "*",
    "a  b",
    "\"  \"",
    "2026-01-05",
    "\"!a\"",
    "&n a",
];
const HEADERS: &[&str] = &["|", ">", "|-", ">-", "|+", ">+", "| # said", ">-  # said"];
const BODIES: &[&str] = &["x", "# no comment", "  deeper", "", "y: z", "- w", "last  "];

fn made() -> impl Strategy<Value = Made> {
    let leaf = prop_oneof![
        4 => proptest::sample::select(SCALARS.iter().copied().filter(|text| *text != "*").collect::<Vec<_>>()).prop_map(Made::Scalar),
        1 => (proptest::sample::select(HEADERS), vec(proptest::sample::select(BODIES), 1..5))
            .prop_map(|(header, body)| Made::Lines(header, body)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            (any::<bool>(), vec(inner.clone(), 0..4), any::<bool>())
                .prop_map(|(braces, items, lines)| Made::Flow(braces, items, lines)),
            (vec(inner.clone(), 1..4), any::<bool>()).prop_map(|(items, deep)| Made::List(items, deep)),
            vec(inner, 1..4).prop_map(Made::Map),
        ]
    })
}

/// Writes a value with the white space and the comments that chance has.
struct Writer<'a> {
    text: String,
    chance: &'a mut dyn FnMut(u32) -> u32,
    comments: usize,
}

impl Writer<'_> {
    fn blanks(&mut self, least: u32) -> String {
        let more = (self.chance)(3);
        " ".repeat((least + more) as usize)
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("#c{}#", self.comments)
    }

    fn end(&mut self) {
        if (self.chance)(4) == 0 {
            let gap = self.blanks(1);
            let comment = self.comment();
            self.text += &format!("{gap}{comment}");
        } else if (self.chance)(4) == 0 {
            self.text += "  ";
        }
        self.text += "\n";
    }

    fn between(&mut self, depth: usize) {
        match (self.chance)(8) {
            0 => self.text += "\n",
            1 => self.text += "\n\n\n",
            2 => {
                let comment = self.comment();
                let at = depth + (self.chance)(2) as usize;
                self.text += &format!("{}{comment}\n", " ".repeat(at));
            }
            _ => {}
        }
    }

    fn flow(&mut self, made: &Made, depth: usize) {
        match made {
            Made::Flow(braces, items, lines) => {
                self.text += if *braces { "{" } else { "[" };
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.text += ",";
                    }
                    if *lines && (self.chance)(2) == 0 {
                        self.end();
                        let gap = self.blanks(u32::try_from(depth).unwrap() + 1);
                        self.text += &gap;
                    } else {
                        let gap = self.blanks(0);
                        self.text += &gap;
                    }
                    if *braces {
                        let gap = self.blanks(1);
                        self.text += &format!("k{at}:{gap}");
                    }
                    self.flow(item, depth);
                }
                let gap = self.blanks(0);
                self.text += &gap;
                self.text += if *braces { "}" } else { "]" };
            }
            Made::Scalar("") => self.text += "~",
            Made::Scalar(text) => self.text += text,
            _ => self.text += "other",
        }
    }

    /// A value behind a key or a dash at a column.
    fn value(&mut self, made: &Made, column: usize) {
        match made {
            Made::Scalar("") => self.end(),
            Made::Scalar(text) => {
                let gap = self.blanks(1);
                self.text += &format!("{gap}{text}");
                self.end();
            }
            Made::Flow(..) => {
                let gap = self.blanks(1);
                self.text += &gap;
                self.flow(made, column);
                self.end();
            }
            Made::Lines(header, body) => {
                let gap = self.blanks(1);
                self.text += &format!("{gap}{header}\n");
                let margin = column + 1 + (self.chance)(4) as usize;
                // The first line says how deep the block is.
                let body = ["first"].into_iter().chain(body.iter().copied());
                for line in body {
                    if line.is_empty() {
                        self.text += "\n";
                    } else {
                        self.text += &format!("{}{line}\n", " ".repeat(margin));
                    }
                }
            }
            Made::List(items, deep) => {
                self.end();
                let inner = if *deep {
                    column + 1 + (self.chance)(3) as usize
                } else {
                    column
                };
                // A list in a list is always deeper.
                let inner = if self.text.trim_end().ends_with('-') {
                    inner.max(column + 1)
                } else {
                    inner
                };
                self.list(items, inner);
            }
            Made::Map(items) => {
                self.end();
                let inner = column + 1 + (self.chance)(4) as usize;
                self.map(items, inner);
            }
        }
    }

    fn list(&mut self, items: &[Made], column: usize) {
        for item in items {
            self.between(column);
            self.text += &format!("{}-", " ".repeat(column));
            match item {
                Made::Map(items) if (self.chance)(2) == 0 => {
                    let gap = self.blanks(1);
                    let inner = column + 1 + gap.len();
                    self.text += &gap;
                    let from = self.text.len();
                    self.map(items, inner);
                    // The first key stands behind the dash.
                    let first = self.text[from..].find("k0").unwrap();
                    let lead: String = self.text[from..from + first].to_owned();
                    if lead.trim().is_empty() && !lead.contains('\n') {
                        self.text.replace_range(from..from + first, "");
                    } else {
                        self.text.insert(from, '\n');
                    }
                }
                Made::List(items, _) => {
                    self.end();
                    self.list(items, column + 2);
                }
                item => self.value(item, column),
            }
        }
    }

    fn map(&mut self, items: &[Made], column: usize) {
        for (at, item) in items.iter().enumerate() {
            self.between(column);
            self.text += &format!("{}k{at}:", " ".repeat(column));
            self.value(item, column);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_file_says_the_same_with_all_its_comments_and_stays_as_it_is_the_second_time(
        items in vec(made(), 1..5),
        seed in any::<u64>(),
    ) {
        let mut state = seed | 1;
        let mut chance = |most: u32| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            u32::try_from(state % u64::from(most)).unwrap()
        };
        let mut writer = Writer { text: String::new(), chance: &mut chance, comments: 0 };
        writer.map(&items, 0);
        let (text, comments) = (writer.text, writer.comments);
        let tree = |text: &str| {
            let file = RuleFile::new("rules.yaml", text);
            let read = file.read(&mut Sources::default(), &mut Diagnostics::default());
            read.map(|node| said(&node))
        };
        // Chance also writes what is no YAML.
        let before = tree(&text);
        prop_assume!(before.is_some());
        let laid = laid_out(&text);
        prop_assert!(laid.is_ok(), "{:?}\n{}", laid, text);
        let laid = laid.unwrap();
        prop_assert_eq!(tree(&laid), before, "{}\nbecame\n{}", text, laid);
        prop_assert_eq!(laid_out(&laid).unwrap(), laid.clone(), "{}\nbecame\n{}", text, laid);
        for number in 1..=comments {
            let comment = format!("#c{number}#");
            prop_assert_eq!(laid.matches(&comment).count(), 1, "{} in\n{}", comment, laid);
        }
    }
}
