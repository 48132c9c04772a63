//! Exports as people have them: the same figures from whatever form the same values come in, or a word that says what to set.

use crate::support::{Figures, Project, WEEK, parquet_bytes};
use polars::prelude::*;

/// Uses are bundles: `id`, `at` (a day) and `uses`, whose sum makes somebody active from three on.
const BUNDLES: &str = "\
uptake: 1
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text, team: { type: text, optional: true } } }
  uses:
    kind: events
    entity: id
    time: at
    weight: uses
    columns: { id: text, at: date, uses: int }
measures:
  uses_made: { count: uses }
definitions:
  active: { when: uses_made >= 3 }
metrics:
  rate: { title: Rate, share: active, by: [team] }
";

/// A project with its uses in a file, and what its source block says besides the path.
fn bundles(file: &str, content: impl AsRef<[u8]>, block: &str) -> Project {
    Project::small().file("rules.yaml", BUNDLES).file(file, content).edit(
        "uptake.yaml",
        "path: uses.csv",
        &format!("path: {file}, {block}"),
    )
}

/// Sums of ana and ben.
fn sums(figures: &Figures) -> [String; 2] {
    ["ana", "ben"].map(|id| figures.of(id, WEEK, "uses_made"))
}

const TABLE: &str = "id,at,uses\nana,2026-02-03,4\nben,2026-02-04,1\n";

#[test]
fn a_table_between_titles_and_legal_lines_is_read_and_what_was_passed_over_is_told() {
    let text = format!("Uses by person\nas of today\n{TABLE}\nTotal,5\n(c) nobody\n");
    let project = bundles("uses.csv", text, "header_row: 3");
    let figures = project.figures(&[]);
    assert_eq!(sums(&figures), ["4", "1"]);
    let told = &figures.intake("uses")["remarks"][0];
    assert_eq!(
        (told["part"].as_str(), told["text"].as_str()),
        (Some("uses.csv"), Some("3 lines after the table passed over"))
    );
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains("  uses.csv: 3 lines after the table passed over\n"),
        "{said}"
    );
}

#[test]
fn encodings_and_separators_make_no_difference() {
    let german = "sep=;\r\nid;at;uses;größe\r\nana;03.02.2026;4,0;ä\r\nben;04.02.2026;1;ö\r\n";
    let western = western(german);
    let utf16: Vec<u8> = format!("\u{feff}{german}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (content, block) in [
        (TABLE.as_bytes().to_vec(), "separator: ','"),
        (western, "encoding: windows-1252, decimal: ',', dates: '%d.%m.%Y'"),
        (utf16, "decimal: ',', dates: ['%Y-%m-%d', '%d.%m.%Y']"),
    ] {
        assert_eq!(
            sums(&bundles("uses.csv", content, block).figures(&[])),
            ["4", "1"],
            "{block}"
        );
    }
}

/// A text in the letters of Western Europe.
fn western(text: &str) -> Vec<u8> {
    text.chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap())
        .collect()
}

#[test]
fn a_number_that_could_be_two_is_refused_until_the_source_says_which() {
    let text = "id,at,uses\nana,2026-02-03,1.000\nana,2026-02-03,2\nben,2026-02-03,1.500\n";
    let figures = bundles("uses.csv", text, "separator: ','").figures(&[]);
    // Nothing of ben can be used: that is unknown, not zero.
    assert_eq!(sums(&figures), ["2", "unknown"]);
    assert_eq!(figures.intake("uses")["set_aside"]["wrong-type"], 2);
    assert_eq!(
        figures.intake("uses")["refused"],
        serde_json::json!([{ "column": "uses", "type": "int", "rows": 2, "example": "1.000", "at": { "part": "uses.csv", "row": 2 }, "cure": { "decimal": ",", "thousands": "." } }])
    );
    let cured = bundles("uses.csv", text, "decimal: ','").figures(&[]);
    assert_eq!(sums(&cured), ["1002", "1500"]);
    let others = bundles("uses.csv", text.replace("1.500", "1"), "decimal: '.'").figures(&[]);
    assert_eq!(sums(&others), ["3", "1"]);
}

#[test]
fn what_was_refused_is_told_in_a_row_with_its_cure() {
    let text = "id,at,uses\nana,25/02/2026,4\nben,03/02/2026,1\n";
    let project =
        bundles("uses.csv", text, "separator: ','").edit("uptake.yaml", "as_of: 2026-02-15", "as_of: 2026-02-28");
    let said = project.run(&["--verbose"]).stdout;
    assert!(
        said.contains(
            "  `at` isn't a date in 2 rows, such as `03/02/2026` (row 3 of uses.csv); set `dates: \"%d/%m/%Y\"`\n"
        ),
        "{said}"
    );
    let cured = project.edit("uptake.yaml", "separator: ','", "dates: '%d/%m/%Y'");
    assert_eq!(sums(&cured.figures(&[])), ["0", "1"]);
}

#[test]
fn blanks_at_the_ends_of_texts_count_in_no_format() {
    let ids = [" ana\u{a0}", "ben\u{200b}", " \u{a0} "];
    let csv = format!(
        "id,at,uses\n{},2026-02-03,4\n\"{}\",2026-02-04,1\n{},2026-02-04,7\n",
        ids[0], ids[1], ids[2]
    );
    let json =
        |(id, uses): (&str, i64)| format!("{{\"id\": \"{id}\", \"at\": \"2026-02-04 \", \"uses\": \" {uses}\"}}\n");
    let lines: String = ids.into_iter().zip([4, 1, 7]).map(json).collect();
    let list = format!("[{}]", lines.trim_end().replace('\n', ","));
    let mut frame =
        df!["id" => ids, "at" => ["2026-02-03", "2026-02-04", "2026-02-04"], "uses" => [4_i64, 1, 7]].unwrap();
    let mut ipc = Vec::new();
    IpcWriter::new(&mut ipc).finish(&mut frame).unwrap();
    for (file, content) in [
        ("uses.csv", csv.into_bytes()),
        ("uses.ndjson", lines.into_bytes()),
        ("uses.json", list.into_bytes()),
        ("uses.parquet", parquet_bytes(&frame)),
        ("uses.arrow", ipc),
    ] {
        let block = "time_zone: UTC";
        let figures = bundles(file, content, block).figures(&[]);
        assert_eq!(sums(&figures), ["4", "1"], "{file}");
        assert_eq!(
            figures.intake("uses")["set_aside"],
            serde_json::json!({ "missing-key": 1 }),
            "{file}"
        );
    }
}

#[test]
fn days_and_times_that_no_calendar_has_are_refused_and_stop_nothing() {
    let rules = BUNDLES.replace("at: date,", "at: datetime,");
    for unit in [TimeUnit::Milliseconds, TimeUnit::Microseconds, TimeUnit::Nanoseconds] {
        let of_a_second = match unit {
            TimeUnit::Milliseconds => 1_000,
            TimeUnit::Microseconds => 1_000_000,
            TimeUnit::Nanoseconds => 1_000_000_000,
        };
        // 2026-02-03 in UTC, and the largest number.
        let at = Series::new("at".into(), [1_770_076_800 * of_a_second, i64::MAX]);
        let at = at
            .cast(&DataType::Datetime(unit, Some(polars::prelude::TimeZone::UTC)))
            .unwrap();
        let frame = df!["id" => ["ana", "ben"], "at" => at, "uses" => [4_i64, 1]].unwrap();
        let project = bundles("uses.parquet", parquet_bytes(&frame), "time_zone: UTC").file("rules.yaml", &rules);
        let figures = project.figures(&[]);
        let reason = match unit {
            TimeUnit::Nanoseconds => "from-the-future",
            _ => "wrong-type",
        };
        assert_eq!(
            figures.intake("uses")["set_aside"],
            serde_json::json!({ reason: 1 }),
            "{unit:?}"
        );
        let ben = if reason == "wrong-type" { "unknown" } else { "0" };
        assert_eq!(sums(&figures), ["4", ben], "{unit:?}");
    }
    let days = Series::new("at".into(), [20_487, i32::MAX])
        .cast(&DataType::Date)
        .unwrap();
    let frame = df!["id" => ["ana", "ben"], "at" => days, "uses" => [4_i64, 1]].unwrap();
    let figures = bundles("uses.parquet", parquet_bytes(&frame), "time_zone: UTC").figures(&[]);
    assert_eq!(
        figures.intake("uses")["set_aside"],
        serde_json::json!({ "wrong-type": 1 })
    );
}

#[test]
fn a_day_is_a_day_whether_a_cell_or_a_text_says_it() {
    let rules = BUNDLES.replace("at: date,", "at: datetime,");
    let days = Series::new("at".into(), [1_770_076_800_000_i64, 1_770_163_200_000])
        .cast(&DataType::Datetime(TimeUnit::Milliseconds, None))
        .unwrap();
    let frame = df!["id" => ["ana", "ben"], "at" => days, "uses" => [4_i64, 1]].unwrap();
    let midnight = TABLE.replace("-03,", "-03 00:00:00,").replace("-04,", "-04T00:00,");
    for (file, content) in [
        ("uses.csv", TABLE.as_bytes().to_vec()),
        ("uses.csv", midnight.into_bytes()),
        ("uses.parquet", parquet_bytes(&frame)),
    ] {
        for block in ["decimal: '.'", "time_zone: Pacific/Auckland"] {
            let project = bundles(file, &content, block).file("rules.yaml", &rules);
            assert_eq!(sums(&project.figures(&[])), ["4", "1"], "{file} {block}");
        }
    }
}

#[test]
fn columns_that_nobody_asks_for_stop_nothing() {
    let text = TABLE
        .replace("uses\n", "uses,Labels,Labels,,\n")
        .replace(",4\n", ",4,a,b,,\n")
        .replace(",1\n", ",1,,,,\n");
    assert_eq!(
        sums(&bundles("uses.csv", text, "separator: ','").figures(&[])),
        ["4", "1"]
    );
}
