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
