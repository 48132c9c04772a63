//! Numbers stay what they are: whole numbers to the last digit, sums in any order, and nothing infinite in a report.

use crate::support::{Figures, Project, RULES, WEEK, parquet_bytes};
use polars::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

/// One more than the largest whole number up to which floats have them all.
const ODD: &str = "9007199254740993";

/// [`RULES`] with a column of a type, and measures and metrics of it.
fn rules(ty: &str, more: &str) -> String {
    RULES
        .replace(
            "tool: { type: text, optional: true }\n",
            &format!("n: {{ type: {ty}, optional: true }}\n"),
        )
        .replace(
            "uses_made: { count: uses }\n",
            &format!(
                "uses_made: {{ count: uses }}\n  total: {{ sum: uses.n }}\n  most: {{ max: uses.n }}\n  \
                 least: {{ min: uses.n }}\n  mean: {{ mean: uses.n }}\n{more}"
            ),
        )
        .replace(
            "rate: { title: Rate, share: active, by: [team] }\n",
            "rate: { title: Rate, share: active, by: [team] }\n  all: { sum: total }\n  usual: { mean: total }\n  \
             part: { ratio: total, to: uses_made }\n",
        )
}

/// The figures of events in [`WEEK`], each a person and a number.
fn figures(ty: &str, more: &str, events: &[(&str, &str)]) -> Figures {
    let rows: String = events
        .iter()
        .map(|(who, n)| format!("{who},{WEEK}T09:00:00Z,{n}\n"))
        .collect();
    Project::small()
        .file("rules.yaml", rules(ty, more))
        .file("uses.csv", format!("id,at,n\n{rows}"))
        .figures(&[])
}

/// A value of the row of a metric, as `metrics.csv` has it.
fn cell(figures: &Figures, metric: &str, column: &str) -> String {
    let of = |row: &&std::collections::BTreeMap<String, String>| row["metric"] == metric && row["cut"].is_empty();
    figures.rows().iter().find(of).unwrap()[column].clone()
}

/// The last row of a metric in `outcome.json`.
fn told<'a>(figures: &'a Figures, metric: &str) -> &'a serde_json::Value {
    let metrics = figures.outcome["metrics"].as_array().unwrap();
    let metric = metrics.iter().find(|one| one["name"] == metric).unwrap();
    let rows = metric["rows"].as_array().unwrap();
    rows.iter().rev().find(|row| row["cut"].is_null()).unwrap()
}

#[test]
fn whole_numbers_keep_all_their_digits_through_measures_and_metrics() {
    for (events, total, most, least) in [
        (&[ODD][..], ODD, ODD, ODD),
        (
            &["-9007199254740993"],
            "-9007199254740993",
            "-9007199254740993",
            "-9007199254740993",
        ),
        (
            &["9223372036854775807"],
            "9223372036854775807",
            "9223372036854775807",
            "9223372036854775807",
        ),
        (
            &["-9223372036854775808"],
            "-9223372036854775808",
            "-9223372036854775808",
            "-9223372036854775808",
        ),
        (&["9007199254740992", "1"], ODD, "9007199254740992", "1"),
        (
            &[
                "9223372036854775807",
                "9223372036854775807",
                "-9223372036854775807",
                "-9223372036854775800",
            ],
            "7",
            "9223372036854775807",
            "-9223372036854775807",
        ),
        (&["0", "-0"], "0", "0", "0"),
    ] {
        let events: Vec<(&str, &str)> = events.iter().map(|n| ("ana", *n)).collect();
        let figures = figures("int", "", &events);
        let of = |column: &str| figures.of("ana", WEEK, column);
        assert_eq!(
            (of("total").as_str(), of("most").as_str(), of("least").as_str()),
            (total, most, least)
        );
        assert_eq!(
            (cell(&figures, "all", "value"), cell(&figures, "all", "numerator")),
            (total.into(), total.into())
        );
        assert_eq!(cell(&figures, "part", "numerator"), total);
        let number: serde_json::Number = told(&figures, "all")["value"].as_number().unwrap().clone();
        assert_eq!(number.to_string().trim_end_matches(".0"), total);
    }
}

#[test]
fn a_sum_that_does_not_fit_is_unknown_and_no_zero() {
    let more = "  from_zero: { sum: uses.n, absent: zero }\n";
    let figures = figures("int", more, &[("ana", "9223372036854775807"), ("ana", "1")]);
    assert_eq!(figures.of("ana", WEEK, "total"), "unknown");
    assert_eq!(figures.of("ana", WEEK, "from_zero"), "unknown");
    assert_eq!(figures.of("ben", WEEK, "from_zero"), "0");
    assert_eq!(figures.of("ana", WEEK, "most"), "9223372036854775807");
    // The mean of both is one that there is.
    assert_eq!(figures.of("ana", WEEK, "mean"), "4.611686018427388e18");
}

#[test]
fn a_metric_whose_sum_does_not_fit_has_a_reason_instead() {
    let figures = figures("int", "", &[("ana", "9223372036854775807"), ("ben", "1")]);
    let row = told(&figures, "all");
    assert_eq!(
        (&row["value"], &row["numerator"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    assert_eq!(row["no_figure"], "a sum doesn't fit into a whole number of 64 bits");
    assert_eq!(cell(&figures, "all", "value"), "");
    assert_eq!(cell(&figures, "usual", "value"), "4611686018427388000");
    let events = format!("id,at,n\nana,{WEEK}T09:00:00Z,9223372036854775807\nben,{WEEK}T09:00:00Z,1\n");
    let said = Project::small()
        .file("rules.yaml", rules("int", ""))
        .file("uses.csv", events)
        .run(&[])
        .stdout;
    assert!(
        said.contains("no figure: a sum doesn't fit into a whole number of 64 bits"),
        "{said}"
    );
}

#[test]
fn whole_numbers_are_compared_with_floats_exactly_and_by_both_roads() {
    let more = "  plain: { value: most + 0 }\n";
    let definitions = [
        ("same", "most == 9007199254740993", true),
        ("other", "most == 9007199254740992", false),
        ("as_float", "most == 9007199254740992.0", false),
        ("above", "most > 9007199254740992.0", true),
        ("not_above", "9007199254740992.0 >= most", false),
        ("next", "most < 9007199254740994.0", true),
        ("among", "most in [9007199254740992.0, 1]", false),
        ("among_wholes", "most in [9007199254740993, 1]", true),
        ("unlike", "most != 9007199254740992.0", true),
        ("small", "uses_made == 1.0", true),
        ("nearly", "uses_made == 1.0000000000000002", true),
        ("half", "uses_made < 1.5", true),
        ("huge", "most < 1e300", true),
        ("tiny", "most > -1e300", true),
    ];
    let mut rules = rules("int", more);
    let mut wanted = Vec::new();
    for (name, condition, holds) in definitions {
        // The second form has a loop, so it runs in the interpreter.
        let looped = format!("let n = 0; for i in 0..1 {{ n += i; }} n == 0 && ({condition})");
        rules = rules.replace(
            "definitions:\n",
            &format!("definitions:\n  {name}: {{ when: '{condition}' }}\n  {name}_by_steps: {{ rhai: '{looped}' }}\n"),
        );
        wanted.push((name, holds));
    }
    let figures = Project::small()
        .file("rules.yaml", rules)
        .file("uses.csv", format!("id,at,n\nana,{WEEK}T09:00:00Z,{ODD}\n"))
        .figures(&[]);
    for (name, holds) in wanted {
        assert_eq!(figures.of("ana", WEEK, name), holds.to_string(), "{name}");
        let by_steps = format!("{name}_by_steps");
        assert_eq!(figures.of("ana", WEEK, &by_steps), holds.to_string(), "{by_steps}");
    }
    // A measure with `value` is a float, and no float is this number.
    assert_eq!(figures.of("ana", WEEK, "plain"), "unknown");
}

#[test]
fn over_periods_whole_numbers_are_exact_or_unknown() {
    let more = "  three: { sum: total, over: { last: 3, by: calendar, absent: zero, minimum: 1 } }\n  \
                best: { max: total, over: { last: 3, by: calendar, absent: zero, minimum: 1 } }\n  \
                window: { value: \"if last(2, total).at_least(1).sum() == 9007199254740994 { 1 } else { 0 }\" }\n  \
                everybody: { sum: total, across: {} }\n  highest: { max: total, across: {} }\n";
    let figures = figures("int", more, &[("ana", ODD), ("ben", "1")]);
    // 2^53 + 1 isn't a float; with ben's one it is.
    assert_eq!(figures.of("ana", WEEK, "three"), "unknown");
    assert_eq!(figures.of("ana", WEEK, "best"), "unknown");
    assert_eq!(figures.of("ben", WEEK, "best"), "1.0");
    assert_eq!(figures.of("ana", WEEK, "everybody"), "9007199254740994.0");
    assert_eq!(figures.of("ana", WEEK, "highest"), "unknown");
    assert_eq!(figures.of("ana", WEEK, "window"), "0.0");
}

#[test]
fn floats_have_the_same_sums_in_any_order_and_a_sum_agrees_with_a_ratio() {
    let numbers = [
        "0.1", "1e16", "-1e16", "0.2", "1e-3", "0.3", "1e308", "1e308", "-1e308", "-1e308",
    ];
    let mut answers = Vec::new();
    for turn in 0..numbers.len() {
        let mut events: Vec<(&str, &str)> = numbers.iter().map(|n| ("ana", *n)).collect();
        events.rotate_left(turn);
        let figures = figures("float", "", &events);
        answers.push([
            figures.of("ana", WEEK, "total"),
            cell(&figures, "all", "value"),
            cell(&figures, "part", "numerator"),
        ]);
    }
    // 0.1 + 0.2 + 0.3 + 0.001 of the floats, rounded once, recounted with fractions.
    assert_eq!(answers[0][0], "0.601");
    assert!(
        answers.iter().all(|answer| answer.iter().all(|one| *one == "0.601")),
        "{answers:?}"
    );
}

#[test]
fn a_float_too_large_for_a_number_is_unknown_and_its_mean_may_be_known() {
    let figures = figures("float", "", &[("ana", "1e308"), ("ana", "1e308"), ("ben", "1.5e308")]);
    assert_eq!(figures.of("ana", WEEK, "total"), "unknown");
    assert_eq!(figures.of("ana", WEEK, "mean"), "1e308");
    assert_eq!(told(&figures, "all")["unknown"], 1);
    let text = String::from_utf8(figures.bytes("outcome.json").to_vec()).unwrap();
    assert!(
        !text.contains("Infinity") && !text.contains("NaN") && !text.contains("inf,"),
        "{text}"
    );
}

#[test]
fn the_sum_of_people_may_be_too_large_where_their_mean_is_not() {
    let figures = figures("float", "", &[("ana", "1e308"), ("ben", "1e308")]);
    assert_eq!(cell(&figures, "all", "value"), "");
    assert_eq!(
        told(&figures, "all")["no_figure"],
        "a number is beyond the largest float of 64 bits"
    );
    assert_eq!(cell(&figures, "usual", "value").parse::<f64>().unwrap(), 1e308);
    assert_eq!(cell(&figures, "part", "value").parse::<f64>().unwrap(), 1e308);
}

/// The figures of a Parquet file with a column of numbers, all of ana in [`WEEK`].
fn of_column(ty: &str, numbers: Column) -> Figures {
    let days = Series::new("at".into(), vec![WEEK; numbers.len()])
        .cast(&DataType::Date)
        .unwrap();
    let columns = vec![
        Column::new("id".into(), vec!["ana"; numbers.len()]),
        days.into_column(),
        numbers.with_name("n".into()),
    ];
    let frame = DataFrame::new(columns[0].len(), columns).unwrap();
    Project::small()
        .file("rules.yaml", rules(ty, "").replace("at: datetime", "at: date"))
        .edit("uptake.yaml", "path: uses.csv", "path: uses.parquet")
        .file("uses.parquet", parquet_bytes(&frame))
        .figures(&[])
}

#[test]
fn objects_without_keys_are_rows_that_are_set_aside() {
    for (name, content) in [
        ("uses.ndjson", "{}\n{\"id\": \"ana\", \"at\": \"2026-02-02\"}\n{}\n"),
        ("uses.json", "[{}, {\"id\": \"ana\", \"at\": \"2026-02-02\"}, {}]"),
    ] {
        let figures = Project::small()
            .edit("uptake.yaml", "path: uses.csv", &format!("path: {name}"))
            .file(name, content)
            .figures(&[]);
        let report = figures.intake("uses");
        assert_eq!((&report["rows"], &report["used"]), (&3.into(), &1.into()), "{name}");
        assert_eq!(figures.csv("set_aside.csv").len(), 2);
    }
}

#[test]
fn what_is_infinite_is_set_aside_and_nan_is_a_gap_in_every_type() {
    let numbers = [1.5, f64::INFINITY, f64::NAN, f64::NEG_INFINITY, -0.0];
    let figures = of_column("float", Column::new("n".into(), numbers));
    assert_eq!(figures.of("ana", WEEK, "total"), "1.5");
    assert_eq!(figures.of("ana", WEEK, "least"), "0.0");
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "3");
    let reasons = |figures: &Figures| -> Vec<String> {
        let rows = figures.csv("set_aside.csv");
        rows.iter()
            .map(|row| format!("{} {} {}", row["row"], row["reason"], row["column"]))
            .collect()
    };
    assert_eq!(reasons(&figures), ["2 wrong-type n", "4 wrong-type n"]);
    let numbers = [7.0f32, f32::INFINITY, f32::NAN];
    let figures = of_column("float", Column::new("n".into(), numbers));
    assert_eq!(
        (figures.of("ana", WEEK, "total"), reasons(&figures).len()),
        ("7.0".into(), 1)
    );
    let figures = of_column(
        "int",
        Column::new("n".into(), [7.0, f64::INFINITY, f64::NAN, 2.5, -0.0]),
    );
    assert_eq!(figures.of("ana", WEEK, "total"), "7");
    assert_eq!(reasons(&figures), ["2 wrong-type n", "4 wrong-type n"]);
    // The same words in a text file.
    let figures = self::figures(
        "float",
        "",
        &[("ana", "inf"), ("ana", "1e400"), ("ana", "NaN"), ("ana", "2")],
    );
    assert_eq!(
        (figures.of("ana", WEEK, "total"), reasons(&figures).len()),
        ("2.0".into(), 3)
    );
}

#[test]
fn numbers_of_other_widths_come_as_they_are_or_not_at_all() {
    let figures = of_column("int", Column::new("n".into(), [9_007_199_254_740_993_u64, u64::MAX]));
    assert_eq!(figures.of("ana", WEEK, "total"), ODD);
    assert_eq!(figures.csv("set_aside.csv").len(), 1);
    let decimals = Column::new("n".into(), ["9007199254740993.00", "0.50"])
        .cast(&DataType::Decimal(38, 2))
        .unwrap();
    let figures = of_column("int", decimals.clone());
    assert_eq!(figures.of("ana", WEEK, "total"), ODD);
    assert_eq!(figures.csv("set_aside.csv").len(), 1);
    // Half of it, rounded once: 9007199254740993.5 lies between two floats.
    let figures = of_column("float", decimals);
    assert_eq!(figures.of("ana", WEEK, "total"), "9007199254740992.0");
}

#[test]
fn a_float_that_stands_for_several_whole_numbers_is_none_of_them() {
    let numbers = [
        9_007_199_254_740_991.0,
        9_007_199_254_740_992.0,
        -9_007_199_254_740_992.0,
        1e300,
    ];
    let figures = of_column("int", Column::new("n".into(), numbers));
    assert_eq!(figures.of("ana", WEEK, "total"), "9007199254740991");
    assert_eq!(figures.csv("set_aside.csv").len(), 3);
}

#[test]
fn checks_take_sums_in_any_order_and_no_whole_number_that_a_float_would_round() {
    let check =
        "checks:\n  sums:\n    values:\n      all: sum(total)\n      top: max(most)\n    fail: sum(total) != 1.0\n";
    let of = |ty: &str, events: &[(&str, &str)]| {
        let rows: String = events
            .iter()
            .map(|(who, n)| format!("{who},{WEEK}T09:00:00Z,{n}\n"))
            .collect();
        let people = "id,team\nana,Red\nben,Blue\ncem,Blue\ndee,Red\n";
        let project = Project::small()
            .file("rules.yaml", rules(ty, "") + check)
            .file("people.csv", people)
            .file("uses.csv", format!("id,at,n\n{rows}"));
        let figures = project.figures(&[]);
        let check = figures.outcome["checks"][0].clone();
        let group = &check["groups"][0];
        (
            check["verdict"].as_str().unwrap().to_owned(),
            group["values"].to_string(),
            group["missing"].to_string(),
        )
    };
    let floats = [("ana", "1e308"), ("ben", "1e308"), ("cem", "1"), ("dee", "-1e308")];
    assert_eq!(of("float", &floats).0, "fail");
    let cancel = [("ana", "1e300"), ("ben", "1"), ("cem", "-1e300")];
    assert_eq!(of("float", &cancel).0, "pass");
    let (verdict, values, missing) = of("int", &[("ana", ODD), ("ben", "1")]);
    assert_eq!(verdict, "insufficient data");
    assert!(values.contains("null"), "{values}");
    assert!(
        missing.contains("is beyond those that floats of 64 bits hold"),
        "{missing}"
    );
    let (verdict, _, missing) = of("float", &[("ana", "1.5e308"), ("ben", "1.5e308")]);
    assert_eq!(verdict, "insufficient data");
    assert!(
        missing.contains("is beyond those that floats of 64 bits hold"),
        "{missing}"
    );
}

#[test]
fn zero_has_no_sign_in_a_report() {
    let more = "  turned: { value: 0.0 - least }\n";
    let figures = figures("float", more, &[("ana", "-0.0"), ("ben", "0.0")]);
    assert_eq!(figures.of("ana", WEEK, "least"), "0.0");
    assert_eq!(figures.of("ana", WEEK, "turned"), "0.0");
    assert_eq!(cell(&figures, "all", "value"), "0");
    assert_eq!(told(&figures, "all")["value"].to_string(), "0.0");
}

#[test]
fn a_ratio_to_nothing_says_so() {
    let figures = figures(
        "int",
        "  none: { value: uses_made * 0.0 }\n",
        &[("ana", "1"), ("ben", "1")],
    );
    assert_eq!(told(&figures, "all")["value"], 2.0);
    let project = Project::small().file(
        "rules.yaml",
        rules("int", "  none: { value: uses_made * 0.0 }\n").replace("to: uses_made", "to: none"),
    );
    let project = project.file(
        "uses.csv",
        format!("id,at,n\nana,{WEEK}T09:00:00Z,1\nben,{WEEK}T09:00:00Z,1\n"),
    );
    let row = told(&project.figures(&[]), "part").clone();
    assert_eq!(
        (&row["value"], &row["no_figure"]),
        (&serde_json::Value::Null, &"the denominator is 0".into())
    );
}

#[test]
fn a_value_of_a_check_that_is_null_says_why() {
    let check = "checks:\n  sums:\n    values:\n      per_nobody: count() * 1.0 / (count() - 2)\n      \
                 whole: count() / (count() - 2)\n      twice: per_nobody * 2.0\n      \
                 fine: count()\n    fail: fine > 5\n";
    let figures = Project::small()
        .file("rules.yaml", RULES.to_owned() + check)
        .figures(&[]);
    let group = &figures.outcome["checks"][0]["groups"][0];
    assert_eq!(group["verdict"], "pass");
    let named = |name: &str| {
        let values = group["values"].as_array().unwrap().iter();
        values.clone().find(|value| value["name"] == name).unwrap()["value"].clone()
    };
    assert_eq!(
        (named("per_nobody"), named("fine")),
        (serde_json::Value::Null, 2.into())
    );
    let why = |name: &str| group["no_figure"][name].as_str().unwrap_or_default().to_owned();
    for name in ["per_nobody", "whole"] {
        let wanted = format!("`{name}` has no value: a division by 0, or a result that doesn't fit into 64 bits");
        assert_eq!(why(name), wanted);
    }
    assert!(
        why("twice").contains("unknown") || why("twice").contains("no value"),
        "{}",
        why("twice")
    );
    assert_eq!(why("fine"), "");
}

/// Events of one person with values as JSON writes them, in each format that knows numbers from texts.
fn in_each_format(values: &[&str]) -> [(&'static str, Vec<u8>); 3] {
    let line = |value: &&str| format!("{{\"id\":\"ana\",\"at\":\"{WEEK}T09:00:00Z\",\"n\":{value}}}");
    let lines: Vec<String> = values.iter().map(line).collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0..).zip(["id", "at", "n"]) {
        sheet.write(0, column, name).unwrap();
    }
    for (row, value) in (1..).zip(values) {
        sheet.write(row, 0, "ana").unwrap();
        sheet.write(row, 1, format!("{WEEK}T09:00:00Z")).unwrap();
        match serde_json::from_str(value).unwrap() {
            Value::String(text) => sheet.write(row, 2, text).unwrap(),
            number => sheet.write(row, 2, number.as_f64().unwrap()).unwrap(),
        };
    }
    [
        ("uses.ndjson", lines.join("\n").into_bytes()),
        ("uses.json", format!("[{}]", lines.join(",")).into_bytes()),
        ("uses.xlsx", book.save_to_buffer().unwrap()),
    ]
}

#[test]
fn a_number_is_that_number_whatever_marks_are_stated_for_texts_in_other_rows() {
    const GERMAN: &str = ", decimal: ','";
    for (ty, marks, values, total) in [
        (
            "float",
            GERMAN,
            &["1.234", "\"2,5\"", "1500.125", "0.5", "7"][..],
            "1511.359",
        ),
        (
            "float",
            ", decimal: ',', thousands: '.'",
            &["\"1.234,5\"", "1.234", "1.5e3"],
            "2735.734",
        ),
        (
            "float",
            ", decimal: ',', thousands: ' '",
            &["1.5e3", "\"2 000,5\""],
            "3500.5",
        ),
        ("float", GERMAN, &["1.234", "1.5"], "2.734"),
        (
            "float",
            GERMAN,
            &["1.5", "9007199254740994", "\"-9007199254740994,0\""],
            "1.5",
        ),
        ("int", "", &["4.000", "\"5\"", "1e3"], "1009"),
        ("int", GERMAN, &["4.000", "\"4.000\""], "4004"),
    ] {
        for (path, content) in in_each_format(values) {
            // A sheet has no whole numbers beside texts from 2^53 on.
            if path == "uses.xlsx" && values.contains(&"9007199254740994") {
                continue;
            }
            let figures = Project::small()
                .file("rules.yaml", rules(ty, ""))
                .edit("uptake.yaml", "path: uses.csv", &format!("path: {path}{marks}"))
                .file(path, content)
                .figures(&[]);
            assert_eq!(figures.of("ana", WEEK, "total"), total, "{path}{marks} {values:?}");
            assert_eq!(figures.intake("uses")["set_aside"].to_string(), "{}", "{path}{marks}");
        }
    }
}

#[test]
fn a_number_beside_texts_is_shown_as_it_came_where_its_row_is_set_aside() {
    for (path, content) in in_each_format(&["\"much\"", "1.250"]) {
        let figures = Project::small()
            .file("rules.yaml", rules("int", ""))
            .edit("uptake.yaml", "path: uses.csv", &format!("path: {path}"))
            .file(path, content)
            .figures(&[]);
        let rows = format!("{:?}", figures.set_aside());
        assert_eq!(figures.set_aside().len(), 2, "{rows}");
        assert!(rows.contains("1.25") && !rows.contains("typed"), "{path}: {rows}");
    }
}

#[test]
fn a_day_of_a_workbook_is_that_day_whatever_patterns_are_stated_for_texts_in_other_rows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (column, name) in (0..).zip(["id", "at"]) {
        sheet.write(0, column, name).unwrap();
    }
    // The third of February, as a day and as a text.
    sheet.write(1, 0, "ana").unwrap();
    sheet.write_with_format(1, 1, 46_056, &day).unwrap();
    sheet.write(2, 0, "ana").unwrap();
    sheet.write(2, 1, "2026-03-02").unwrap();
    let figures = Project::small()
        .edit("uptake.yaml", "path: uses.csv", "path: uses.xlsx, dates: '%Y-%d-%m'")
        .file("uses.xlsx", book.save_to_buffer().unwrap())
        .figures(&[]);
    assert_eq!(figures.of("ana", WEEK, "uses_made"), "2");
}
