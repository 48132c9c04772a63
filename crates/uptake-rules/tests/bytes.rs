//! Files that are no tidy text: empty, binary, huge, nested, with a byte-order mark, with Windows line ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check_bytes;

/// What is said about one file of these bytes.
fn said(bytes: &[u8]) -> String {
    check_bytes(&[("rules.yaml", bytes)]).text()
}

const EMPTY: &str = "\
error[empty-file]: the file is empty
--> rules.yaml
 = help: a rule file starts with `uptake: 1`; `uptake init DIR` writes an example";

#[test]
fn an_empty_file_is_said_to_be_empty() {
    assert_eq!(said(b""), EMPTY);
    assert_eq!(said(b" \n\n\t\n"), EMPTY);
    assert_eq!(said(b"# nothing but\r\n  # comments\r\n"), EMPTY);
    assert_eq!(said(b"\xef\xbb\xbf"), EMPTY);
    assert_eq!(said(b"--- \n...\n"), EMPTY);
    assert_eq!(said(b"null\n"), EMPTY);
}

#[test]
fn a_binary_file_is_said_to_be_no_text() {
    let parquet = b"PAR1\x15\x04\x15\x00\xff\xfe\x00\x01PAR1";
    assert_eq!(
        said(parquet),
        "\
error[not-text]: the file isn't UTF-8 text: byte 9 is invalid
--> rules.yaml
 = help: save the rule file as UTF-8 text"
    );
    assert_eq!(
        said(b"uptake: 1\npack: a\0b\n"),
        "\
error[not-text]: the file isn't text: it has a zero byte
--> rules.yaml
 = help: save the rule file as UTF-8 text"
    );
}

#[test]
fn text_in_another_encoding_is_said_to_be_no_utf_8() {
    let utf_16: Vec<u8> = "\u{feff}uptake: 1\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin_1 = b"uptake: 1\nowner: J\xf6rg\n";
    assert!(said(&utf_16).starts_with("error[not-text]: the file is UTF-16 text, not UTF-8"));
    assert!(said(latin_1).starts_with("error[not-text]: the file isn't UTF-8 text: byte 19 is invalid"));
}

#[test]
fn a_file_of_more_than_four_mebibytes_is_taken_for_data() {
    let large = vec![b'#'; (4 << 20) + 1];
    assert_eq!(
        said(&large),
        "\
error[yaml-limit]: the file has 4194305 bytes; a rule file may have at most 4194304
--> rules.yaml
 = help: if this is a data file, list it under `sources:` in the project file"
    );
}

#[test]
fn brackets_nested_ten_thousand_deep_are_refused_and_break_nothing() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("[{a: ", "}]")] {
        let text = format!("uptake: 1\npack: {}x{}\n", open.repeat(10_000), close.repeat(10_000));
        let said = said(text.as_bytes());
        assert!(
            said.starts_with("error[yaml-limit]: the file is nested more than 64 levels deep\n"),
            "{open}: {said}"
        );
        assert!(
            said.ends_with("help: check whether a bracket is missing; rule files need about eight levels"),
            "{open}: {said}"
        );
    }
}

#[test]
fn blocks_nested_as_deep_as_a_file_allows_are_refused_and_break_nothing() {
    // Ten thousand levels of indented blocks take 50 MB, which is refused for its size; 2,500 fit.
    let text: String = (0..2_500).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert!(said(text.as_bytes()).starts_with("error[yaml-limit]: the file is nested more than 64 levels deep\n"));
    let list = format!("uptake: 1\na: {}\n", "- ".repeat(10_000));
    assert!(
        said(list.as_bytes()).starts_with("error[yaml-"),
        "{}",
        said(list.as_bytes())
    );
}

#[test]
fn an_expression_nested_ten_thousand_deep_is_refused_and_breaks_nothing() {
    let with = |expression: &str| {
        let head = "uptake: 1\nentities: people\ndatasets:\n  people:\n    { kind: entities, entity: id, columns: { id: text, hours: float, b: bool } }\n";
        said(format!("{head}definitions:\n  a:\n    when: |\n      {expression}\n").as_bytes())
    };
    let deep = |open: &str, inner: &str, close: &str, levels: usize| {
        format!("{}{inner}{}", open.repeat(levels), close.repeat(levels))
    };
    for levels in [2_000, 10_000] {
        for (open, inner, close) in [
            ("(", "b", ")"),
            ("abs(", "hours", ")"),
            ("{", "b", "}"),
            ("hours in [", "", "]"),
            ("!", "b", ""),
            ("b&&", "b", ""),
            ("", "b", "==b"),
            ("b??", "b", ""),
            ("1+", "hours", ""),
            ("", "hours", ".abs()"),
            ("", "hours", ".x"),
        ] {
            let said = with(&deep(open, inner, close, levels));
            assert!(
                said.starts_with("error[expression-depth]: ") || said.starts_with("error[expression-size]: "),
                "{levels} of {open}{close}: {said}"
            );
        }
    }
    let said = with(&deep("(", "b", ")", 2_000));
    assert!(
        said.starts_with("error[expression-depth]: brackets are nested more than 64 levels deep here\n"),
        "{said}"
    );
    let said = with(&deep("b&&", "b", "", 2_000));
    let message = "not a valid expression: the expression is nested too deeply, or chains too many operators";
    assert!(
        said.starts_with(&format!("error[expression-depth]: {message}\n")),
        "{said}"
    );
    let said = with(&format!("hours == \"{}\"", "x".repeat(70_000)));
    assert!(
        said.starts_with("error[expression-size]: this has 70012 bytes; at most 65536 are allowed\n"),
        "{said}"
    );
}

#[test]
fn a_bomb_of_aliases_goes_off_harmlessly() {
    let mut text = "uptake: 1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..40 {
        let before = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    let said = said(text.as_bytes());
    assert!(
        said.starts_with("error[yaml-limit]: the file has more than 100000 values with aliases expanded\n"),
        "{said}"
    );
}

#[test]
fn a_bomb_of_names_in_an_expression_goes_off_harmlessly() {
    let lets: String = (1..60)
        .map(|n| format!("let a{n} = a{} + a{};\n", n - 1, n - 1))
        .collect();
    let script = format!("let a0 = uses;\n{lets}a59 > 1\n").replace('\n', "\n      ");
    let text = format!(
        "uptake: 1\ndatasets:\n  calls: {{ kind: events, entity: id, time: at, columns: {{ id: text, at: date }} }}\nmeasures:\n  uses: {{ count: calls }}\ndefinitions:\n  a:\n    when: |\n      {script}\n"
    );
    let said = said(text.as_bytes());
    assert!(
        said.starts_with("error[expression-size]: the expression expands to more than 10000 parts here\n"),
        "{said}"
    );
    assert_eq!(said.matches("error[").count(), 1, "{said}");
}

#[test]
fn a_chain_of_ten_thousand_measures_fits_on_the_stack() {
    let chain: String = (0..10_000)
        .map(|n| format!("  m{n}: {{ value: m{} }}\n", n + 1))
        .collect();
    let text = format!(
        "uptake: 1\ndatasets:\n  calls: {{ kind: events, entity: id, time: at, columns: {{ id: text, at: date }} }}\nmeasures:\n{chain}  m10000: {{ count: calls }}\n"
    );
    let checked = check_bytes(&[("rules.yaml", text.as_bytes())]);
    assert_eq!(checked.text(), "");
    assert_eq!(checked.policy.order.len(), 10_001);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_key_and_moves_no_place() {
    let text = "uptake: 1\nmeasurs: {}\n";
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    assert_eq!(said(&marked), said(text.as_bytes()));
    assert!(said(&marked).contains("rules.yaml:2:1"), "{}", said(&marked));
}

#[test]
fn windows_line_ends_move_no_place() {
    let text = "uptake: 1\ndefinitions:\n  a:\n    about: Größe\n    when: |\n      1 > 2\n      && uses\n  b: { when: nope }\n";
    let windows = text.replace('\n', "\r\n");
    assert_eq!(said(windows.as_bytes()), said(text.as_bytes()));
    assert_eq!(
        check_bytes(&[("rules.yaml", windows.as_bytes())]).lines(),
        [
            "uses: an entity in a period has no `uses`",
            "nope: an entity in a period has no `nope`"
        ]
    );
}

#[test]
fn a_lone_carriage_return_ends_a_line_too_or_is_refused() {
    // Old Mac line ends: YAML counts them, editors hardly know them. The point is that nothing breaks.
    let _ = said(b"uptake: 1\rmeasurs: {}\r");
}
