//! JSON as people and services write it: every valid form is read, whole numbers stay what they are, and what is wrong is named
//! by its line.

use crate::support::{Figures, Project, WEEK};

const FILE: &str = "{ adapter: files, path: uses.csv }";

/// The small project with its uses in a file of JSON.
fn reading(name: &str, content: impl AsRef<[u8]>) -> Project {
    let source = format!("{{ adapter: files, path: {name} }}");
    Project::small().edit("uptake.yaml", FILE, &source).file(name, content)
}

/// The same uses as a program writes them.
fn writing(content: impl AsRef<[u8]>) -> Project {
    let source = "{ adapter: exec, command: [cat, uses.ndjson], format: ndjson }";
    Project::small()
        .edit("uptake.yaml", FILE, source)
        .file("uses.ndjson", content)
}

fn line(person: &str, more: &str) -> String {
    format!("{{\"id\":\"{person}\",\"at\":\"2026-02-02T09:00:00Z\"{more}}}")
}

fn uses(figures: &Figures) -> (String, String) {
    (
        figures.of("ana", WEEK, "uses_made"),
        figures.of("ben", WEEK, "uses_made"),
    )
}

#[test]
fn valid_lines_are_read_whatever_their_ends_blanks_and_lengths() {
    let (ana, ben) = (line("ana", ""), line("ben", ""));
    // Longer than a quarter of the file, and the last of more than five hundred.
    let long = line("ben", &format!(",\"notes\":\"{}\"", "x".repeat(30_000)));
    for (content, expected) in [
        (format!("{}{long}\n", format!("{ana}\n").repeat(513)), ("513", "1")),
        (format!("{ana}\n   \n{ben}\n"), ("1", "1")),
        (format!("{ana}\n{ben}\r\n{ana}\n"), ("2", "1")),
        (format!("\u{feff}{ana}\r\n\r\n\r\n{ben}"), ("1", "1")),
        (
            format!(" \t{ana} \n\n\n{{ \"id\" : \"ben\" ,\t\"at\":\"2026-02-02T09:00:00Z\" }}\n"),
            ("1", "1"),
        ),
        (
            format!("{ana}\n{}\n", line("b\\u0065n", ",\"x\":{\"deep\":[[[{}]]]}")),
            ("1", "1"),
        ),
    ] {
        for project in [reading("uses.ndjson", &content), writing(&content)] {
            let figures = project.figures(&[]);
            assert_eq!(
                uses(&figures),
                (expected.0.to_owned(), expected.1.to_owned()),
                "{content:.200}"
            );
        }
    }
}

#[test]
fn a_row_without_a_value_is_delivered_and_set_aside() {
    for (name, content) in [
        ("uses.ndjson", format!("{}\n{{}}\n{{}}\n", line("ana", ""))),
        ("uses.json", format!("[{}, {{}}, {{}}]", line("ana", ""))),
    ] {
        let figures = reading(name, content).figures(&[]);
        assert_eq!(figures.intake("uses")["rows"].to_string(), "3");
        assert_eq!(figures.intake("uses")["used"].to_string(), "1");
        assert_eq!(figures.intake("uses")["set_aside"].to_string(), "{\"missing-key\":2}");
    }
}

#[test]
fn whole_numbers_as_names_are_told_apart_to_the_last_digit() {
    let number = |id: &str| format!("{{\"id\":{id},\"at\":\"2026-02-02T09:00:00Z\"}}\n");
    let big = "123456789012345678901234567890";
    for beside in ["0.5", "\"x\"", big] {
        let lines = [
            number("9007199254740993").repeat(2),
            number("9007199254740992"),
            number(beside),
        ]
        .concat();
        let figures = reading("uses.ndjson", lines)
            .file(
                "people.csv",
                format!("id,team\n9007199254740992,Red\n9007199254740993,Red\n{big},Red\n"),
            )
            .figures(&[]);
        assert_eq!(figures.of("9007199254740992", WEEK, "uses_made"), "1", "{beside}");
        assert_eq!(figures.of("9007199254740993", WEEK, "uses_made"), "2", "{beside}");
        assert_eq!(
            figures.of(big, WEEK, "uses_made"),
            if beside == big { "1" } else { "0" }
        );
    }
}

#[test]
fn what_is_wrong_is_named_by_its_line_and_there_are_no_figures() {
    let good = line("ana", "");
    for (wrong, said) in [
        (
            "null",
            "line 3 of `uses.ndjson` isn't a JSON object: it isn't an object",
        ),
        ("[1]", "line 3 of `uses.ndjson` isn't a JSON object: it isn't an object"),
        (
            &line("ben", ",\"minutes\":1,\"minutes\":100"),
            "line 3 of `uses.ndjson` can't be read: duplicate key `minutes`",
        ),
        (
            &line("ben", ",\"minutes\":1e400"),
            "line 3 of `uses.ndjson` can't be read: the number `1e400` is too large",
        ),
        (
            &line("ben", ",\"unread\":{\"a\":1,\"a\":2}"),
            "line 3 of `uses.ndjson` can't be read: duplicate key `a`",
        ),
        (
            &line("\\udc00", ""),
            "line 3 of `uses.ndjson` isn't a JSON object: lone leading surrogate in hex escape at column 13",
        ),
    ] {
        let answer = reading("uses.ndjson", format!("{good}\n\n{wrong}\n{good}\n")).run(&[]);
        assert_eq!(answer.code, 2, "{wrong}");
        let first = answer.stderr.lines().next().unwrap();
        assert_eq!(first, format!("error[source-unreadable]: {said}"));
    }
}

#[test]
fn deep_nesting_and_many_keys_are_errors_at_once() {
    for levels in [65, 300, 20_000] {
        let nested = line("ana", &format!(",\"x\":{}{}", "[".repeat(levels), "]".repeat(levels)));
        for project in [
            reading("uses.ndjson", &nested),
            reading("uses.json", &nested),
            writing(&nested),
        ] {
            let answer = project.run(&[]);
            assert_eq!(answer.code, 2);
            assert!(
                answer.stderr.contains("it has more than 64 nested levels"),
                "{}",
                answer.stderr
            );
        }
    }
    let keys: String = (0..20_000).map(|key| format!(",\"k{key}\":1")).collect();
    let answer = reading("uses.ndjson", line("ana", &keys)).run(&[]);
    assert_eq!(answer.code, 2);
    assert!(
        answer.stderr.contains("it has more than 4096 different keys"),
        "{}",
        answer.stderr
    );
    let more = reading("uses.ndjson", line("ana", &keys)).edit(
        "uptake.yaml",
        "uses.ndjson }",
        "uses.ndjson, most_columns: 30000 }",
    );
    assert_eq!(uses(&more.figures(&[])).0, "1");
}
