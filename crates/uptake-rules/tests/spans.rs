//! Where a fault is shown: the very characters, in every style in which YAML lets an expression stand.
//!
//! The examples mark with `«` and `»` what has to be underlined.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check;

const HEAD: &str = "uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, columns: { id: text, role: text, hours: float } }
definitions:
";

/// Checks `definitions` with the marks taken out: exactly the marked parts must be underlined, in order.
fn underlined(definitions: &str) {
    for line_end in ["\n", "\r\n"] {
        let marked = format!("{HEAD}{definitions}").replace('\n', line_end);
        let mut wanted = Vec::new();
        let mut text = String::new();
        for letter in marked.chars() {
            match letter {
                '«' => wanted.push((text.len(), text.len())),
                '»' => wanted.last_mut().unwrap().1 = text.len(),
                other => text.push(other),
            }
        }
        let checked = check(&[("rules.yaml", &text)]);
        let found: Vec<(usize, usize)> = checked
            .found
            .iter()
            .map(|d| d.span.map(|s| (s.start, s.end)).unwrap())
            .collect();
        let show = |spans: &[(usize, usize)]| {
            spans
                .iter()
                .map(|(a, b)| format!("{a}..{b} {:?}", &text[*a..*b]))
                .collect::<Vec<_>>()
        };
        assert_eq!(show(&found), show(&wanted), "{definitions}\n{}", checked.text());
    }
}

#[test]
fn in_a_plain_scalar() {
    underlined("  a: { when: hours > 1 && «rol» == 1 }\n");
    underlined("  a:\n    when: hours > 1 && «rol» == 1   # with a comment\n");
    underlined("  a:\n    when: hours > 1\n      && «rol» == 1\n");
    underlined("  a:\n    when: hours > 1   \n\n      && «rol» == 1\n");
    underlined("  a:\n    when:\n      «houers» > 1\n");
}

#[test]
fn in_single_quotes_where_a_quote_stands_twice() {
    underlined("  a: { when: 'hours > 1 && «rol» == \"x\"' }\n");
    underlined("  a: { when: 'role == ''x'' && «rol» == ''y''' }\n");
    underlined("  a:\n    when: 'role == ''x''\n\n      && «rol» == ''y'''\n");
    underlined("  a: { when: 'hours > «''xy''»' }\n");
}

#[test]
fn in_double_quotes_with_escapes() {
    underlined("  a: { when: \"role == \\\"x\\\" && «rol» == 1\" }\n");
    underlined("  a: { when: \"role == \\\"\\u00fc\\x41\\U0001F600\\\" && «rol» == 1\" }\n");
    underlined("  a: { when: \"hours > 1\\n && «rol» == 1\" }\n");
    underlined("  a:\n    when: \"role == \\\n      \\\"x\\\"  \n      && «rol» == 1\"\n");
}

#[test]
fn in_a_literal_block() {
    underlined("  a:\n    when: |\n      hours > 1\n        && «rol» == 1\n\n        && «hrs» > 2\n");
    underlined("  a:\n    when: |-  # as it stands\n      hours > 1\n      && «rol» == 1\n");
    underlined("  a:\n    when: |2\n        hours > 1\n      && «rol» == 1\n");
    underlined("  a:\n    when: |+\n\n\n      «rol» == 1\n\n");
}

#[test]
fn in_a_folded_block() {
    underlined("  a:\n    when: >\n      hours > 1\n      && «rol» == 1\n");
    underlined(
        "  a:\n    when: >-\n      hours > 1\n\n\n      && «rol» == 1\n        && «hrs» > 2\n      && «ho» > 3\n",
    );
    underlined("  a:\n    when: >\n      hours > 1   \n      && «rol» == 1");
}

#[test]
fn after_letters_of_several_bytes() {
    underlined("  a: { about: Größe 🎉, when: 'role == \"Süß 🎉\" && «rol» == \"🎉\"' }\n");
    underlined("  a:\n    when: |\n      // Größe 🎉\n      role == \"Süß\" && «rol» == 1\n");
}

#[test]
fn an_operator_with_wrong_operands_is_underlined_from_operand_to_operand() {
    underlined("  a: { when: hours > 1 && «role > 3» }\n");
    underlined("  a:\n    when: hours > 1 &&\n      «role\n      > 3»\n");
    underlined("  a: { when: -«role» > 3 }\n");
}

#[test]
fn a_call_is_underlined_by_its_name_and_its_arguments_one_by_one() {
    underlined("  a: { when: «shout»(role) }\n");
    underlined("  a: { when: 'abs(«role») > 1 && max(hours, «id») > 2' }\n");
    underlined("  a: { when: 'role.«shout»() && «rol».len() > 1' }\n");
}

#[test]
fn a_syntax_error_is_underlined_where_it_is_noticed() {
    underlined("  a: { when: hours > 1 «and» role == 1 }\n");
    underlined("  a: { when: hours «>» }\n");
    underlined("  a: { when: 'role == «\"x»' }\n");
    underlined("  a:\n    when: |\n      hours > 1 &&\n      «)»\n");
}

#[test]
fn in_functions_and_closures_of_a_script() {
    underlined("  a: { rhai: 'fn f(v) { v > «w» } f(hours)' }\n");
    underlined("  a: { when: \"fn f(v) { v == \\\"ü\\\" || v == «w» } f(role)\" }\n");
    underlined("  a: { when: 'fn f(v) { v == ''x'' || «w» } f(role)' }\n");
    underlined("  a:\n    when: fn f(v) { v >\n      «w» } f(hours)\n");
    underlined("  a:\n    rhai: |\n      /// Größe 🎉\n      fn f(v) {\n        v > «w»\n      }\n\n      f(hours)\n");
    underlined("  a:\n    rhai: >\n      fn f(v) {\n        v > «w»\n      }\n\n      f(hours)\n");
    underlined("  a:\n    rhai: |\n      fn f(row) { row.hours > 3 }\n      «f»(row, row)\n");
    underlined("  a: { when: 'last(4, hours).count_where(|v| v > «w») > 1' }\n");
    underlined("  a:\n    rhai: |\n      last(4, hours)\n        .count_where(|v| /* Größe 🎉 */ v > «w») > 1\n");
    underlined("  a:\n    rhai: >-\n      last(4, hours)\n      .count_where(|v| «v»)\n      > 1\n");
    underlined("  a: { rhai: \"last(4, role).«summary»() > \\\"x\\\"\" }\n");
}

#[test]
fn where_a_script_is_interpreted() {
    underlined("  a: { rhai: 'let n = 0; «for» i in 0..3 { n += 1; } n > 1' }\n");
    underlined("  a:\n    rhai: |\n      let n = 0; // Größe 🎉\n      n «+=» 1;\n      n > 0\n");
    underlined("  a:\n    rhai: >\n      «[»1, 2]\n      .all(|v| v > 1)\n");
    underlined("  a: { rhai: \"«`${role}\\u00fc`» == role\" }\n");
}

#[test]
fn an_expression_behind_an_anchor_or_a_tag_is_found_too() {
    underlined("  a: { when: &shared hours > 1 && «rol» == 1 }\n");
    underlined("  a: { when: !!str hours > 1 && «rol» == 1 }\n");
    underlined("  a: { when: &shared 'hours > 1 && «rol» == 1' }\n");
}

#[test]
fn an_alias_is_underlined_itself() {
    underlined("  a: { when: &shared hours > 1 && «rol» == 1 }\n  b: { when: «*shared» }\n");
}
