use super::*;

#[test]
fn no_name_and_no_column_stands_twice_and_everything_is_explained() {
    for (at, output) in OUTPUTS.iter().enumerate() {
        assert!(
            OUTPUTS.iter().skip(at + 1).all(|other| other.name != output.name),
            "{}",
            output.name
        );
        assert!(
            !output.about.is_empty() && !output.about.ends_with('.'),
            "{}",
            output.name
        );
        for (at, column) in output.columns.iter().enumerate() {
            let others = output.columns.iter().skip(at + 1);
            assert!(
                others.map(|other| other.name).all(|name| name != column.name),
                "{}",
                column.name
            );
            assert!(!column.about.is_empty(), "{} of {}", column.name, output.name);
        }
    }
}

#[test]
fn one_output_is_written_while_reading_and_one_is_the_last() {
    let reading = OUTPUTS
        .iter()
        .filter(|output| matches!(output.write, Write::WhileReading));
    assert_eq!(reading.map(|output| output.name).collect::<Vec<_>>(), ["set_aside.csv"]);
    let last = OUTPUTS.iter().filter(|output| matches!(output.write, Write::Last));
    assert_eq!(last.map(|output| output.name).collect::<Vec<_>>(), ["manifest.json"]);
}

#[test]
fn the_words_name_every_output() {
    let words = in_words();
    for output in OUTPUTS {
        assert!(words.contains(output.name), "{words}");
    }
}

#[test]
fn what_says_how_the_figures_came_can_not_be_left_out() {
    let always: Vec<&str> = OUTPUTS
        .iter()
        .map(|output| output.name)
        .filter(|name| !chooseable().any(|known| known == *name))
        .collect();
    assert_eq!(
        always,
        ["set_aside.csv", "figures.xlsx", "outcome.json", "manifest.json"]
    );
    assert_eq!(chosen(false, ["outcome.json"]), Err("outcome.json"));
    assert_eq!(chosen(true, []), Ok(Wanted::all(true)));
    let wanted = chosen(false, ["metrics.csv"]).unwrap();
    assert!(wanted.has("metrics.csv") && !wanted.has(PEOPLE));
    assert_eq!(wanted.names(), Some(vec!["metrics.csv".to_owned()]));
}
