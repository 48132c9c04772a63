//! Texts that come as numbers are the texts that were written, whatever they are and however the file is cut.

use super::super::PARQUET;
use super::super::random::Random;
use crate::file::File;
use polars::prelude::*;
use uptake_adapter::{Batch, ScanRequest, Settings};

/// Short, long and empty texts, missing ones, and other ones in each tenth of the rows.
fn column(random: &mut Random, name: &str, rows: usize) -> Column {
    let distinct = [1, 2, 40, 5_000][random.below(4)];
    let missing = [0, 2, 90, 101][random.below(4)];
    let text = |random: &mut Random, row: usize| match random.below(distinct) + row * 10 / rows.max(1) * distinct / 3 {
        0 => String::new(),
        n if n % 3 == 0 => format!("ein längerer Name, der nicht in eine Ansicht passt {n}"),
        n => format!("p-{n:05}"),
    };
    let texts = (0..rows).map(|row| (random.below(100) >= missing).then(|| text(random, row)));
    let texts: StringChunked = texts.collect();
    texts.with_name(name.into()).into_column()
}

fn read(path: &std::path::Path) -> Vec<Batch> {
    let file = File::new(path.to_owned(), "x.parquet".into(), uptake_formats::Remarks::default());
    let reader = (PARQUET.reader)(&Settings::new("", std::collections::BTreeMap::new())).unwrap();
    reader
        .scan(&file, &ScanRequest::default())
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn texts_and_their_numbers_say_the_same_as_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    let mut coded_rows = 0;
    for seed in 0..24 {
        let random = &mut Random(seed);
        let rows = [0, 1, 9, 1_000, 70_000][random.below(5)];
        let columns = vec![column(random, "a", rows), column(random, "b", rows)];
        let mut frame = DataFrame::new(rows, columns).unwrap();
        let group = [1, 7, 900, 100_000][random.below(4)].max(rows / 50);
        ParquetWriter::new(std::fs::File::create(&path).unwrap())
            .with_row_group_size(Some(group))
            .with_data_page_size(Some([64, 5_000, 1 << 20][random.below(3)]))
            .finish(&mut frame)
            .unwrap();
        let batches = read(&path);
        let mut at = 0;
        for batch in &batches {
            let written = frame.slice(at, batch.frame.height());
            assert!(batch.frame.equals_missing(&written), "seed {seed}, from row {at}");
            for name in ["a", "b"] {
                let Some(coded) = batch.codes.get(name) else { continue };
                let texts = batch.frame.column(name).unwrap().str().unwrap();
                assert_eq!(coded.numbers.len(), texts.len());
                for (number, text) in coded.numbers.iter().zip(texts.iter()) {
                    let meant = number.and_then(|number| coded.dictionary.texts().get(number as usize));
                    assert_eq!(meant, text, "seed {seed}, `{name}`");
                }
                coded_rows += coded.numbers.len();
            }
            at += i64::try_from(batch.frame.height()).unwrap();
        }
        assert_eq!(at, i64::try_from(rows).unwrap(), "seed {seed}");
    }
    assert!(coded_rows > 100_000, "{coded_rows} rows came as numbers");
}
