//! Rows are left out page by page, none too many, and what isn't needed isn't read.

use super::super::PARQUET;
use super::super::edited::{Change, Step, changed, footer, number};
use super::super::random::Random;
use super::super::thrift::{Fields, kind};
use crate::file::File;
use Step::{Element as E, Field as F};
use polars::prelude::*;
use std::path::Path;
use uptake_adapter::{AdapterError, Batch, ScanRequest, Settings, Spare};

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// Rows with these times: which one it is, as a number and as a text, one of few texts, and the time.
fn frame(times: &[Option<i64>]) -> DataFrame {
    let rows = times.len();
    let few = (0..rows).map(|row| (row % 11 != 3).then(|| format!("team {}", row % 5)));
    let times = Series::new("at".into(), times);
    let utc = DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC));
    let numbers: Vec<i64> = (1..=rows as i64).collect();
    df![
        "n" => numbers,
        "id" => (1..=rows).map(|row| format!("the row with the number {row}")).collect::<Vec<_>>(),
        "team" => few.collect::<Vec<_>>(),
        "at" => times.cast(&utc).unwrap(),
    ]
    .unwrap()
}

fn written(frame: &DataFrame, group: usize, page: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_row_group_size(Some(group));
    let writer = writer.with_data_page_size(Some(page));
    writer.finish(&mut frame.clone()).unwrap();
    bytes
}

/// A thousand hours one after the other, in small pages of one row group.
fn hours() -> (DataFrame, Vec<u8>) {
    let times: Vec<Option<i64>> = (0..1000).map(|hour| Some(hour * HOUR)).collect();
    let frame = frame(&times);
    let bytes = written(&frame, 1000, 256);
    (frame, bytes)
}

fn request(columns: &[&str], stretches: &[(i64, i64)]) -> ScanRequest {
    ScanRequest {
        columns: Some(columns.iter().map(|name| (*name).to_owned()).collect()),
        spare: Some(Spare {
            column: "at".to_owned(),
            stretches: stretches.iter().map(|(start, end)| *start..*end).collect(),
        }),
    }
}

const ALL: [&str; 4] = ["n", "id", "team", "at"];

fn file(folder: &Path, bytes: &[u8]) -> File {
    let path = folder.join("x.parquet");
    std::fs::write(&path, bytes).unwrap();
    File::new(path, "x.parquet".into(), uptake_formats::Remarks::default())
}

/// The batches that are given, and how many rows aren't, by stretch.
fn scanned(bytes: &[u8], request: &ScanRequest) -> Result<(Vec<Batch>, Vec<u64>), AdapterError> {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), bytes);
    let reader = (PARQUET.reader)(&Settings::default()).unwrap();
    let batches = reader.scan(&file, request)?.collect::<Result<Vec<Batch>, _>>()?;
    Ok((batches, file.spared.all()))
}

/// Looks whether batches have the rows that they say, and whether rows by number are these texts. Which rows these are.
fn rows(batches: &[Batch], frame: &DataFrame) -> Vec<u64> {
    let mut rows = Vec::new();
    for batch in batches {
        let height = batch.frame.height();
        let own = frame.slice(i64::try_from(batch.first_row).unwrap() - 1, height);
        let names: Vec<PlSmallStr> = batch.frame.get_column_names_owned();
        assert!(
            batch.frame.equals_missing(&own.select(names).unwrap()),
            "from row {}",
            batch.first_row
        );
        for name in ["id", "team"] {
            let Some(coded) = batch.codes.get(name) else { continue };
            let texts = batch.frame.column(name).unwrap().str().unwrap();
            for (number, text) in coded.numbers.iter().zip(texts.iter()) {
                let meant = number.and_then(|number| coded.dictionary.texts().get(number as usize));
                assert_eq!(meant, text);
            }
        }
        rows.extend((batch.first_row..).take(height));
    }
    rows
}

#[test]
fn pages_that_neednt_be_given_arent_read_and_the_others_keep_their_numbers() {
    let (frame, bytes) = hours();
    let stretches = [(i64::MIN, 10 * DAY), (30 * DAY, i64::MAX)];
    let request = request(&ALL, &stretches);
    let (batches, spared) = scanned(&bytes, &request).unwrap();
    let given = rows(&batches, &frame);
    // Hour 192 is the first that isn't two days within the first stretch, hour 768 the first that is within the second.
    assert!(
        given.first() > Some(&150) && given.first() <= Some(&193),
        "{:?}",
        given.first()
    );
    assert!(
        given.last() >= Some(&768) && given.last() < Some(&800),
        "{:?}",
        given.last()
    );
    assert_eq!(given.len() as u64, given.last().unwrap() - given.first().unwrap() + 1);
    assert_eq!(spared, [given.first().unwrap() - 1, 1000 - given.last().unwrap()]);

    // Whatever lies where nothing is read: the same comes out.
    let folder = tempfile::tempdir().unwrap();
    let reader = (PARQUET.reader)(&Settings::default()).unwrap();
    let mut holes = vec![0x55; bytes.len()];
    let mut bring = |ranges: Vec<std::ops::Range<u64>>| {
        for range in ranges {
            let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
            holes[range.clone()].copy_from_slice(&bytes[range]);
        }
        holes.clone()
    };
    let end = bytes.len() as u64;
    let length = reader.ending(bytes[bytes.len() - 8..].try_into().unwrap()).unwrap();
    let ended = bring(std::iter::once(end - length..end).collect());
    let indexes = reader.indexes(&file(folder.path(), &ended), &request).unwrap();
    assert_eq!(indexes.len(), 5, "one of values, four of places");
    let indexed = bring(indexes);
    let needed = reader.needed(&file(folder.path(), &indexed), &request).unwrap();
    let read = bring(needed);
    assert!(read.iter().zip(&bytes).filter(|(a, b)| a != b).count() > bytes.len() / 10);
    let (again, same) = scanned(&read, &request).unwrap();
    assert_eq!((rows(&again, &frame), same), (given, spared));
}

#[test]
fn a_row_group_that_has_only_pages_of_two_stretches_isnt_read_at_all() {
    // Few times, or such as come again, would be numbered by Polars, in a single page.
    let times = |row: i64| Some(if row < 500 { row * HOUR } else { 90 * DAY + row });
    let frame = frame(&(0..1000).map(times).collect::<Vec<_>>());
    // Fifty rows a page.
    let bytes = written(&frame, 1000, 450);
    let stretches = [(i64::MIN, 24 * DAY), (60 * DAY, i64::MAX)];
    let (batches, spared) = scanned(&bytes, &request(&ALL, &stretches)).unwrap();
    assert_eq!((rows(&batches, &frame), spared), (vec![], vec![500, 500]));
    assert_eq!(batches[0].frame.width(), 4);
}

#[test]
fn whatever_is_left_out_was_in_a_stretch_and_all_else_is_given() {
    let (mut left_out, mut in_pieces) = (0, 0);
    for seed in 0..60 {
        let random = &mut Random(seed);
        let count = [1_usize, 10, 700, 5_000][random.below(4)];
        let (shuffled, missing) = (random.below(3) * 40, [0, 0, 0, 2, 30][random.below(5)]);
        let times: Vec<Option<i64>> = (0..count)
            .map(|row| {
                let day = row as i64 * 100 / count as i64 + random.below(shuffled + 1) as i64;
                let at = day * DAY + row as i64;
                (random.below(1000) >= missing).then_some(at)
            })
            .collect();
        let frame = frame(&times);
        let bytes = written(
            &frame,
            count.div_ceil([1, 3][random.below(2)]),
            [64, 500, 4_000][random.below(3)],
        );
        let first = random.below(60) as i64 * DAY;
        let stretches = [(i64::MIN, first), (first + random.below(60) as i64 * DAY, i64::MAX)];
        let columns = [&ALL[..], &ALL[3..], &ALL[..3], &["at", "team"]][random.below(4)];
        let (batches, spared) = scanned(&bytes, &request(columns, &stretches)).unwrap();
        let given = rows(&batches, &frame);
        let mut by_stretch = [0, 0];
        for (row, time) in (1..).zip(&times) {
            if given.binary_search(&row).is_err() {
                let time = time.expect("a row without a time is given");
                let within = |(start, end): &(i64, i64)| (*start..*end).contains(&time);
                by_stretch[stretches.iter().position(within).expect("it lies in a stretch")] += 1;
            }
        }
        let told: Vec<u64> = spared.iter().copied().chain([0, 0]).take(2).collect();
        assert_eq!(told, by_stretch, "seed {seed}");
        left_out += by_stretch[0] + by_stretch[1];
        in_pieces += usize::from(given.windows(2).any(|pair| pair[0] + 1 != pair[1]));
    }
    assert!(
        left_out > 10_000 && in_pieces > 2,
        "{left_out} rows, {in_pieces} times in pieces"
    );
}

/// How long the end of a file is: its footer, the length of that and four letters.
fn ending(bytes: &[u8]) -> usize {
    let length = bytes[bytes.len() - 8..][..4].try_into().unwrap();
    u32::from_le_bytes(length) as usize + 8
}

/// Where an index of a column begins: that of values (6) or that of places (4).
fn place(bytes: &[u8], column: usize, id: i16) -> usize {
    let fields = Fields::read(&bytes[bytes.len() - ending(bytes)..]).unwrap().0;
    let group = fields.list(4).unwrap()[0].structure().unwrap();
    let chunk = group.list(1).unwrap()[column].structure().unwrap();
    usize::try_from(chunk.integer(id).unwrap()).unwrap()
}

/// The file with another index of a column: that of values (6) or that of places (4).
fn reindexed(bytes: &[u8], column: usize, id: i16, way: &[Step], change: Change<'_>) -> Vec<u8> {
    let new = changed(&bytes[place(bytes, column, id)..], way, change);
    let (pages, end) = bytes.split_at(bytes.len() - ending(bytes));
    let start = i64::try_from(pages.len()).unwrap();
    let with = [pages, &new, end].concat();
    footer(&with, |old| {
        let at = |id| [F(4), E(0), F(1), E(column), F(id)];
        let placed = changed(old, &at(id), &number(kind::I64, start));
        changed(
            &placed,
            &at(id + 1),
            &number(kind::I32, i64::try_from(new.len()).unwrap()),
        )
    })
}

#[test]
fn an_index_that_contradicts_the_footer_is_passed_over_and_all_rows_are_given() {
    let (frame, bytes) = hours();
    let request = request(&ALL, &[(i64::MIN, 10 * DAY)]);
    let all = |bytes: &[u8], what: &str| {
        let (batches, spared) = scanned(bytes, &request).unwrap();
        assert_eq!((rows(&batches, &frame).len(), spared), (1000, vec![]), "{what}");
    };
    assert!(
        !scanned(
            &reindexed(&bytes, 3, 6, &[F(4)], &|raw| raw
                .map(|raw| (raw.kind, raw.bytes.to_vec()))),
            &request
        )
        .unwrap()
        .1
        .is_empty()
    );
    let gone: Change<'_> = &|_| None;
    let time = |hour: i64| {
        let bytes = (hour * HOUR).to_le_bytes();
        move |_: Option<super::super::thrift::Raw<'_>>| Some((kind::BINARY, [&[8], bytes.as_slice()].concat()))
    };
    // Of values: that of a page fewer, without numbers of missing ones, a least one before that of the chunk, a greatest one that isn't reached.
    all(&reindexed(&bytes, 3, 6, &[F(1), E(0)], gone), "null pages");
    all(&reindexed(&bytes, 3, 6, &[F(2), E(0)], gone), "least values");
    all(&reindexed(&bytes, 3, 6, &[F(5)], gone), "null counts");
    all(&reindexed(&bytes, 3, 6, &[F(2), E(0)], &time(-5)), "before the first");
    all(&reindexed(&bytes, 3, 6, &[F(2), E(0)], &time(1)), "after the first");
    // Of places: rows that don't begin at 0, pages before or within others, one that is longer than the chunk, none.
    for column in 0..4 {
        let places = |way: &[Step], change: Change<'_>, what: &str| {
            all(
                &reindexed(&bytes, column, 4, way, change),
                &format!("column {column}: {what}"),
            );
        };
        places(&[F(1), E(0), F(3)], &number(kind::I64, 1), "first row");
        places(&[F(1), E(1), F(3)], &number(kind::I64, 0), "no rows");
        places(&[F(1), E(1), F(1)], &number(kind::I64, 5), "before the first");
        places(&[F(1), E(0), F(2)], &number(kind::I32, 1 << 20), "too long");
        places(&[F(1), E(0), F(2)], &number(kind::I32, -4), "of less than no length");
        places(&[F(1)], gone, "no places");
    }
    for (id, what) in [
        (4, "places"),
        (5, "length of places"),
        (6, "values"),
        (7, "length of values"),
    ] {
        let without = footer(&bytes, |old| changed(old, &[F(4), E(0), F(1), E(3), F(id)], gone));
        all(&without, what);
        let far = footer(&bytes, |old| {
            changed(
                old,
                &[F(4), E(0), F(1), E(3), F(id)],
                &number(kind::I64, i64::from(i32::MAX)),
            )
        });
        all(&far, what);
    }
}

#[test]
fn a_page_with_other_rows_than_its_index_says_is_an_error() {
    let (_, bytes) = hours();
    let request = request(&ALL, &[(i64::MIN, 10 * DAY)]);
    // The texts that come again are numbers in a single page.
    for column in [0, 1, 3] {
        // A page in the middle begins a row later than it does: the one before it would have one more.
        let places = Fields::read(&bytes[place(&bytes, column, 4)..])
            .unwrap()
            .0
            .list(1)
            .unwrap();
        let middle = places.len() / 2;
        let first_row = places[middle].structure().unwrap().integer(3).unwrap();
        let later = number(kind::I64, first_row + 1);
        let shifted = reindexed(&bytes, column, 4, &[F(1), E(middle), F(3)], &later);
        let error = scanned(&shifted, &request).unwrap_err();
        assert!(
            error.message.contains("another number of values"),
            "column {column}: {}",
            error.message
        );
    }
}

#[test]
fn lists_beside_the_times_leave_pages_as_they_are() {
    let (mut frame, _) = hours();
    let lists: Vec<Series> = (0..1000_i64).map(|n| Series::new("".into(), [n, n + 1])).collect();
    frame
        .with_column(Series::new("lists".into(), lists).into_column())
        .unwrap();
    let bytes = written(&frame, 1000, 256);
    let asked = |columns: &[&str]| {
        let (batches, spared) = scanned(&bytes, &request(columns, &[(i64::MIN, 10 * DAY)])).unwrap();
        (rows(&batches, &frame).len(), spared.is_empty())
    };
    assert_eq!(asked(&["at", "lists"]), (1000, true));
    assert!(!asked(&["at"]).1);
}

#[test]
fn pages_that_another_library_wrote_are_left_out_too_also_those_of_numbered_texts() {
    for version in ["v1", "v2"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pages/{version}.parquet"));
        let bytes = std::fs::read(path).unwrap();
        let whole = scanned(&bytes, &ScanRequest::default()).unwrap().0;
        let whole = whole
            .iter()
            .skip(1)
            .fold(whole[0].frame.clone(), |all, next| all.vstack(&next.frame).unwrap());
        assert_eq!(whole.height(), 3000);
        let first = 20_089 * DAY;
        // In the middle of both row groups something is left out: page by page, those without a time are given.
        let stretches = [
            (first + 15 * DAY, first + 40 * DAY),
            (first + 80 * DAY, first + 95 * DAY),
        ];
        for columns in [
            &["n", "at", "team", "all", "share", "said"][..],
            &["at", "all"],
            &["team", "at"],
        ] {
            let (batches, spared) = scanned(&bytes, &request(columns, &stretches)).unwrap();
            let mut given = Vec::new();
            for batch in &batches {
                let own = whole.slice(i64::try_from(batch.first_row).unwrap() - 1, batch.frame.height());
                let names: Vec<PlSmallStr> = batch.frame.get_column_names_owned();
                assert!(
                    batch.frame.equals_missing(&own.select(names).unwrap()),
                    "{version}, {columns:?}"
                );
                for name in columns.iter().filter(|name| ["team", "all"].contains(name)) {
                    let coded = batch.codes.get(name).expect("its texts are numbers");
                    let texts = batch.frame.column(name).unwrap().str().unwrap();
                    for (number, text) in coded.numbers.iter().zip(texts.iter()) {
                        assert_eq!(
                            number.and_then(|number| coded.dictionary.texts().get(number as usize)),
                            text
                        );
                    }
                }
                given.extend((batch.first_row..).take(batch.frame.height()));
            }
            // Hours 408 to 911 lie two days within the first stretch: pages of 100 rows, but for that with missing times; 1968 to 2231 within the
            // second.
            let left_out = |row: &u64| !given.contains(row);
            let rows: Vec<u64> = (1..=3000).filter(left_out).collect();
            let expected: Vec<u64> = (601..=900).chain(2001..=2200).collect();
            assert_eq!(rows, expected, "{version}");
            assert_eq!(spared, [300, 200]);
        }
    }
}
