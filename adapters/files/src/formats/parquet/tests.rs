//! Files with a lie in them: what is told of each.

use super::PARQUET;
use super::edited::{Change, Step, changed, footer, number, text};
use super::thrift::{Fields, Writer, kind};
use crate::file::File;
use Step::{Element as E, Field as F};
use flate2::Crc;
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_adapter::{AdapterError, Batch, ScanRequest, Settings, Spare};

/// Two row groups of three rows: names, numbers and lists of numbers.
fn sample(compression: ParquetCompression) -> Vec<u8> {
    let lists: Vec<Series> = (0..6).map(|n| Series::new("".into(), [n, n + 1])).collect();
    let mut frame = df![
        "id" => ["ana", "ben", "cleo", "dan", "eva", "fay"],
        "n" => [Some(2000_i64), None, Some(7), Some(8), Some(9), Some(10)],
        "tags" => lists,
    ]
    .unwrap();
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_compression(compression);
    writer.with_row_group_size(Some(3)).finish(&mut frame).unwrap();
    bytes
}

fn read_with(bytes: &[u8], columns: Option<&[&str]>, set: &[(&str, &str)]) -> Result<Vec<Batch>, AdapterError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    std::fs::write(&path, bytes).unwrap();
    let file = File::new(path, "x.parquet".into(), uptake_formats::Remarks::default());
    let columns: Option<Vec<String>> = columns.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    let set: BTreeMap<String, String> = set
        .iter()
        .map(|(key, value)| ((*key).into(), (*value).into()))
        .collect();
    let reader = (PARQUET.reader)(&Settings::new("", set))?;
    reader.scan(&file, &ScanRequest { columns, spare: None })?.collect()
}

fn read(bytes: &[u8], columns: Option<&[&str]>) -> Result<Vec<Batch>, AdapterError> {
    read_with(bytes, columns, &[])
}

/// Code and message of an error, or how many rows there are.
fn told(read: Result<Vec<Batch>, AdapterError>) -> String {
    match read {
        Ok(batches) => format!(
            "{} rows",
            batches.iter().map(|batch| batch.frame.height()).sum::<usize>()
        ),
        Err(error) => format!("{}: {}", error.code.as_str(), error.message),
    }
}

/// The sample with one value of its footer changed.
fn lie(way: &[Step], change: Change<'_>) -> Vec<u8> {
    footer(&sample(ParquetCompression::Snappy), |old| changed(old, way, change))
}

/// What the footer says of a column in a row group.
fn about(group: usize, column: usize, field: i16) -> [Step; 6] {
    [F(4), E(group), F(1), E(column), F(3), F(field)]
}

fn damaged(said: &str) -> String {
    format!("source-unreadable: `x.parquet` is damaged: {said}")
}

#[test]
fn a_whole_file_is_read_in_every_packing() {
    for compression in [
        ParquetCompression::Uncompressed,
        ParquetCompression::Snappy,
        ParquetCompression::Gzip(None),
        ParquetCompression::Brotli(None),
        ParquetCompression::Zstd(None),
        ParquetCompression::Lz4Raw,
    ] {
        let batches = read(&sample(compression), None).unwrap();
        assert_eq!(batches.iter().map(|batch| batch.first_row).collect::<Vec<_>>(), [1, 4]);
        let frame = batches[0].frame.vstack(&batches[1].frame).unwrap();
        let n: Vec<Option<i64>> = frame.column("n").unwrap().i64().unwrap().iter().collect();
        assert_eq!(n, [Some(2000), None, Some(7), Some(8), Some(9), Some(10)]);
        assert_eq!(frame.column("tags").unwrap().len(), 6);
    }
}

#[test]
fn a_footer_that_lies_is_told() {
    let rows = |rows| number(kind::I64, rows);
    let count = |count| number(kind::I32, count);
    const PLACES: &str = "its pages don't stand where its footer says";
    const COUNTS: &str = "a column has another number of values than its footer says";
    const ROWS: &str = "its row groups have other rows than its footer says";
    const SCHEMA: &str = "its schema contradicts itself";
    const OTHER: &str = "a row group has other columns than its schema";
    const FEWER: &str = "a row group has fewer columns than its schema";
    const MORE: &str = "a row group has more columns than its schema";
    const TWICE: &str = "two of its columns are in the same place";
    const FOOTER: &str = "its footer can't be read";
    let none: Change<'_> = &|_| None;
    let cases: Vec<(Vec<u8>, &str)> = vec![
        // Rows: of the file, of a row group, of a column.
        (lie(&[F(3)], &rows(5)), ROWS),
        (lie(&[F(3)], &rows(-1)), FOOTER),
        (lie(&[F(3)], none), FOOTER),
        (lie(&[F(4), E(0), F(3)], &rows(2)), ROWS),
        (lie(&[F(4), E(0), F(3)], &rows(i64::MAX)), ROWS),
        (lie(&[F(4), E(1)], none), ROWS),
        (lie(&about(0, 1, 5), &rows(2)), COUNTS),
        (lie(&about(0, 1, 5), &rows(4_000_000_000)), COUNTS),
        (lie(&about(0, 1, 5), &rows(-3)), FOOTER),
        // Places.
        (lie(&about(0, 1, 9), &rows(1 << 40)), PLACES),
        (lie(&about(1, 0, 9), &rows(-4)), FOOTER),
        (lie(&about(0, 1, 7), &rows(i64::MAX)), PLACES),
        (lie(&about(0, 0, 7), &rows(3)), PLACES),
        (lie(&about(0, 0, 7), &rows(0)), COUNTS),
        // Columns.
        (lie(&[F(4), E(0), F(1), E(2)], none), FEWER),
        (lie(&[F(2), E(2)], none), SCHEMA),
        (lie(&[F(2), E(0), F(5)], &count(2)), SCHEMA),
        (lie(&[F(2), E(0), F(5)], &count(-1)), SCHEMA),
        (lie(&[F(2), E(0), F(5)], &count(i64::from(i32::MAX))), SCHEMA),
        (lie(&[F(2), E(3), F(5)], &count(7)), SCHEMA),
        (lie(&[F(2), E(1), F(4)], &text(b"\xff\xfe")), SCHEMA),
        (lie(&[F(2), E(1), F(4)], none), SCHEMA),
        (lie(&[F(2), E(1), F(4)], &text(b"other")), OTHER),
        (lie(&about(0, 1, 1), &count(1)), OTHER),
        (lie(&about(0, 1, 3), none), FOOTER),
        (lie(&about(0, 1, 4), none), FOOTER),
        (lie(&[F(2)], none), FOOTER),
        (lie(&[F(4)], none), FOOTER),
    ];
    for (number, (bytes, said)) in cases.into_iter().enumerate() {
        assert_eq!(told(read(&bytes, None)), damaged(said), "case {number}");
    }
    // Groups and columns that are named twice would count twice.
    let again = |old: &[u8], way: &[Step], from: usize| {
        let fields = Fields::read(old).unwrap().0;
        let group = fields.list(4).unwrap()[from].bytes.to_vec();
        changed(old, way, &|_| Some((kind::STRUCT, group.clone())))
    };
    let twice = footer(&sample(ParquetCompression::Snappy), |old| again(old, &[F(4), E(1)], 0));
    assert_eq!(told(read(&twice, None)), damaged(TWICE));
    let three = footer(&sample(ParquetCompression::Snappy), |old| {
        changed(&again(old, &[F(4), E(2)], 1), &[F(3)], &rows(9))
    });
    assert_eq!(told(read(&three, None)), damaged(TWICE));
    let more = footer(&sample(ParquetCompression::Snappy), |old| {
        let first = Fields::read(old).unwrap().0.list(4).unwrap()[0].structure().unwrap();
        let column = first.list(1).unwrap()[0].bytes.to_vec();
        changed(old, &[F(4), E(0), F(1), E(9)], &|_| {
            Some((kind::STRUCT, column.clone()))
        })
    });
    assert_eq!(told(read(&more, None)), damaged(MORE));
}

#[test]
fn the_length_of_a_footer_that_lies_is_told() {
    let whole = sample(ParquetCompression::Snappy);
    let with = |length: u32| {
        let mut bytes = whole.clone();
        let at = bytes.len() - 8;
        bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
        bytes
    };
    assert_eq!(told(read(&with(0), None)), damaged("its footer can't be read"));
    for length in [u32::MAX, i32::MAX as u32, u32::try_from(whole.len()).unwrap() - 9] {
        assert_eq!(
            told(read(&with(length), None)),
            damaged("its footer is longer than the file")
        );
    }
    for (bytes, said) in [
        (&b""[..], "`x.parquet` isn't a Parquet file"),
        (b"PAR1", "`x.parquet` is damaged: its footer can't be read"),
        (
            b"PAR1PAR1",
            "`x.parquet` is damaged: its footer is longer than the file",
        ),
        (b"PAR1\0\0\0\0PAR1", "`x.parquet` is damaged: its footer can't be read"),
        (b"id,n\nana,1\n", "`x.parquet` isn't a Parquet file"),
        (
            b"PAR1 and so on",
            "`x.parquet` is cut off: its Parquet footer is missing",
        ),
    ] {
        assert_eq!(told(read(bytes, None)), format!("source-unreadable: {said}"));
    }
}

/// The sample, plain, with the head of the first page of its second column changed and its content replaced.
fn page(change: impl Fn(&[u8], &[u8]) -> Vec<u8>, codec: i64) -> Vec<u8> {
    let whole = sample(ParquetCompression::Uncompressed);
    let start = {
        let end = whole.len() - 8;
        let length = u32::from_le_bytes(whole[end..end + 4].try_into().unwrap()) as usize;
        let fields = Fields::read(&whole[end - length..end]).unwrap().0;
        let group = fields.list(4).unwrap()[0].structure().unwrap();
        let about = group.list(1).unwrap()[1].structure().unwrap().structure(3).unwrap();
        let first = about.integer(11).filter(|at| *at > 0).unwrap_or(i64::MAX);
        usize::try_from(first.min(about.integer(9).unwrap())).unwrap()
    };
    let (head, length) = Fields::read(&whole[start..]).unwrap();
    let size = usize::try_from(head.integer(3).unwrap()).unwrap();
    let content = &whole[start + length..start + length + size];
    let new = change(&whole[start..start + length], content);
    let old_footer = whole.len() - 8 - {
        let end = whole.len() - 8;
        u32::from_le_bytes(whole[end..end + 4].try_into().unwrap()) as usize
    };
    // The new pages come behind all others, so that nothing else moves.
    let rest = &whole[old_footer..];
    let bytes = [&whole[..old_footer], &new, rest].concat();
    footer(&bytes, |old| {
        let size = i64::try_from(new.len()).unwrap();
        let mut footer = changed(
            old,
            &about(0, 1, 9),
            &number(kind::I64, i64::try_from(old_footer).unwrap()),
        );
        footer = changed(&footer, &about(0, 1, 11), &|_| None);
        footer = changed(&footer, &about(0, 1, 7), &number(kind::I64, size));
        changed(&footer, &about(0, 1, 4), &number(kind::I32, codec))
    })
}

/// What becomes of the head and the content of a page.
type OfPage<'a> = &'a dyn Fn(&[u8], &[u8]) -> Vec<u8>;
/// How content is packed.
type Pack<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

#[test]
fn a_page_that_lies_is_told() {
    let size = |head: &[u8], field: i16, size: i64| changed(head, &[F(field)], &number(kind::I32, size));
    const PLACES: &str = "its pages don't stand where its footer says";
    const SIZE: &str = "a page isn't as long as it says, unpacked";
    let mut kept = 0;
    let mut expect = |codec: i64, said: &str, change: OfPage<'_>| {
        let bytes = page(change, codec);
        assert_eq!(told(read(&bytes, Some(&["n"]))), damaged(said), "case {kept}");
        kept += 1;
    };
    expect(0, SIZE, &|head, content| [&size(head, 2, 5), content].concat());
    expect(0, SIZE, &|head, content| [&size(head, 2, 1 << 20), content].concat());
    expect(0, PLACES, &|head, content| [&size(head, 2, -1), content].concat());
    expect(0, PLACES, &|head, content| [&size(head, 3, -1), content].concat());
    expect(0, PLACES, &|head, content| [&size(head, 3, 1 << 30), content].concat());
    expect(0, PLACES, &|head, content| [&size(head, 1, 77), content].concat());
    expect(0, PLACES, &|_, _| vec![0xff; 40]);
    // Packed bytes that are shorter or longer than the page says.
    let gzip = |content: &[u8]| {
        use std::io::Write;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    };
    let zstd = |content: &[u8]| zstd::encode_all(content, 3).unwrap();
    let snappy = |content: &[u8]| snap::raw::Encoder::new().compress_vec(content).unwrap();
    let lz4 = |content: &[u8]| lz4::block::compress(content, None, false).unwrap();
    let brotli = |content: &[u8]| {
        let mut packed = Vec::new();
        brotli::BrotliCompress(
            &mut &*content,
            &mut packed,
            &brotli::enc::BrotliEncoderParams::default(),
        )
        .unwrap();
        packed
    };
    let packings: [(i64, Pack<'_>); 5] = [(1, &snappy), (2, &gzip), (4, &brotli), (6, &zstd), (7, &lz4)];
    for (codec, pack) in packings {
        let packed = |content: &[u8], stated: usize, head: &[u8]| {
            let packed = pack(content);
            let head = size(&size(head, 3, packed.len() as i64), 2, stated as i64);
            [head, packed].concat()
        };
        for lie in [-1_i64, 1, 1000] {
            expect(codec, SIZE, &|head, content| {
                packed(content, usize::try_from(content.len() as i64 + lie).unwrap(), head)
            });
        }
        // A small page of packed zeros that would become 64 MiB.
        let bytes = page(
            |head: &[u8], _: &[u8]| packed(&vec![0; 64 << 20], 64 << 20, head),
            codec,
        );
        let limited = read_with(&bytes, Some(&["n"]), &[("largest_row_group", "32MiB")]);
        let large = "source-unreadable: a row group in `x.parquet` is larger than 32 MiB, unpacked";
        assert_eq!(told(limited), large, "codec {codec}");
        expect(codec, SIZE, &|head, content| {
            let head = size(&size(head, 3, content.len() as i64), 2, 1 << 29);
            [&head, content].concat()
        });
    }
    let unknown = |codec: i64| {
        told(read(
            &page(|head, content| [head, content].concat(), codec),
            Some(&["n"]),
        ))
    };
    assert_eq!(
        unknown(3),
        "source-unsupported: `x.parquet` can't be read: it is packed with LZO"
    );
    assert_eq!(
        unknown(99),
        "source-unsupported: `x.parquet` can't be read: it is packed in a way that isn't known"
    );
}

#[test]
fn a_value_that_was_changed_is_told_where_its_page_has_a_checksum() {
    let with = |flip: u8| {
        page(
            |head, content| {
                let mut crc = Crc::new();
                crc.update(content);
                let head = changed(head, &[F(4)], &number(kind::I32, i64::from(crc.sum().cast_signed())));
                let mut content = content.to_vec();
                *content.last_mut().unwrap() ^= flip;
                [head, content].concat()
            },
            0,
        )
    };
    // Without the other pages of the column there are too few values; but the checksum was right.
    assert!(!told(read(&with(0), Some(&["n"]))).contains("checksum"));
    let said = "the checksum of a page isn't that of its content";
    assert_eq!(told(read(&with(4), Some(&["n"]))), damaged(said));
    // A column that nobody asks for is no matter.
    assert_eq!(told(read(&with(4), Some(&["id"]))), "6 rows");
}

#[test]
fn what_is_wrong_in_a_column_that_nobody_reads_is_no_matter() {
    for (way, change) in [
        (about(0, 1, 9).as_slice(), number(kind::I64, 1 << 40)),
        (&about(0, 1, 7), number(kind::I64, -1)),
        (&about(0, 1, 5), number(kind::I64, 77)),
        (&about(0, 1, 4), number(kind::I32, 99)),
        (&[F(2), E(2), F(1)], number(kind::I32, 99)),
        (&[F(2), E(2), F(6)], number(kind::I32, 99)),
    ] {
        assert_eq!(
            told(read(&lie(way, &change), Some(&["id", "tags"]))),
            "6 rows",
            "{way:?}"
        );
    }
}

#[test]
fn columns_of_one_name_are_told_to_who_asks_for_it() {
    let whole = sample(ParquetCompression::Snappy);
    let twice = footer(&whole, |old| {
        let mut new = changed(old, &[F(2), E(2), F(4)], &text(b"id"));
        for group in 0..2 {
            let way = [F(4), E(group), F(1), E(1), F(3), F(3), E(0)];
            new = changed(&new, &way, &text(b"id"));
        }
        new
    });
    let said = "source-unreadable: `x.parquet` has two columns `id`";
    assert_eq!(told(read(&twice, None)), said);
    assert_eq!(told(read(&twice, Some(&["id"]))), said);
    assert_eq!(told(read(&twice, Some(&["tags"]))), "6 rows");
    // Empty names and very long ones are names.
    for name in [Vec::new(), vec![b'x'; 1 << 20]] {
        let named = footer(&whole, |old| {
            let mut new = changed(old, &[F(2), E(2), F(4)], &text(&name));
            for group in 0..2 {
                new = changed(&new, &[F(4), E(group), F(1), E(1), F(3), F(3), E(0)], &text(&name));
            }
            // Its Arrow schema has another name.
            changed(&new, &[F(5)], &|_| None)
        });
        let name = String::from_utf8(name).unwrap();
        let batches = read(&named, Some(&[&name])).unwrap();
        assert_eq!(batches[0].frame.get_column_names(), [name.as_str()]);
    }
}

#[test]
fn what_is_encrypted_or_elsewhere_is_told() {
    let mut encrypted = sample(ParquetCompression::Snappy);
    for at in [0, encrypted.len() - 4] {
        encrypted[at..at + 4].copy_from_slice(b"PARE");
    }
    let said = |what: &str| format!("source-unsupported: `x.parquet` can't be read: {what}");
    assert_eq!(told(read(&encrypted, None)), said("it is encrypted"));
    let column = |field: i16, change: Change<'_>| lie(&[F(4), E(0), F(1), E(1), F(field)], change);
    let crypto = column(8, &|_| Some((kind::STRUCT, Writer::default().end())));
    assert_eq!(
        told(read(&crypto, Some(&["n"]))),
        said("a column that is read is encrypted")
    );
    assert_eq!(told(read(&crypto, Some(&["id"]))), "6 rows");
    let elsewhere = column(1, &text(b"part-2.parquet"));
    assert_eq!(
        told(read(&elsewhere, Some(&["n"]))),
        said("it has columns in other files")
    );
}

#[test]
fn statistics_and_sort_orders_that_lie_change_nothing() {
    let lying = footer(&sample(ParquetCompression::Snappy), |old| {
        let least = [3_i64.to_le_bytes(), 1_i64.to_le_bytes()];
        let statistics = Writer::default()
            .binary(5, &least[0])
            .binary(6, &least[1])
            .i64(3, 3)
            .end();
        let sorted = Writer::default().i32(1, 1).no(2).no(3).end();
        let mut new = old.to_vec();
        for group in 0..2 {
            new = changed(&new, &about(group, 1, 12), &|_| {
                Some((kind::STRUCT, statistics.clone()))
            });
            new = changed(&new, &[F(4), E(group), F(4)], &|_| {
                let list = Writer::default().structures(1, std::slice::from_ref(&sorted)).end();
                Some((kind::LIST, list[1..list.len() - 1].to_vec()))
            });
        }
        new
    });
    let batches = read(&lying, Some(&["n"])).unwrap();
    let n: Vec<Option<i64>> = batches[0].frame.column("n").unwrap().i64().unwrap().iter().collect();
    assert_eq!(n, [Some(2000), None, Some(7)]);
    let flags = batches[0].frame.column("n").unwrap().is_sorted_flag();
    assert_eq!(flags, polars::series::IsSorted::Not);
}

#[test]
fn a_file_without_rows_or_without_columns_is_read() {
    let mut none = df!["id" => Vec::<String>::new()].unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut none).unwrap();
    let batches = read(&bytes, None).unwrap();
    assert_eq!(batches.len(), 1);
    assert_eq!(batches[0].frame.get_column_names(), ["id"]);
    // No row groups at all.
    let no_groups = footer(&bytes, |old| {
        let empty = |_: Option<super::thrift::Raw<'_>>| Some((kind::LIST, vec![kind::STRUCT]));
        changed(old, &[F(4)], &empty)
    });
    assert_eq!(told(read(&no_groups, None)), "0 rows");
    // Nobody asks for a column that is there: rows are still rows.
    let batches = read(&sample(ParquetCompression::Snappy), Some(&["other"])).unwrap();
    let sizes: Vec<_> = batches
        .iter()
        .map(|batch| (batch.frame.height(), batch.frame.width()))
        .collect();
    assert_eq!(sizes, [(3, 0), (3, 0)]);
}

#[test]
fn a_row_group_without_rows_needs_no_place() {
    // As Arrow's writer states it: of each column a dictionary alone, and pages nowhere.
    let number = |value| number(kind::I64, value);
    let empty = |bytes: &[u8], columns: usize| {
        footer(bytes, |old| {
            let mut changes = vec![(vec![F(4), E(0), F(3)], 0)];
            for column in 0..columns {
                for (field, value) in [(5, 0), (7, 15), (9, 0), (11, 4)] {
                    changes.push((about(0, column, field).to_vec(), value));
                }
            }
            let change = |old: Vec<u8>, (way, value): (Vec<Step>, i64)| changed(&old, &way, &number(value));
            changes.into_iter().fold(old.to_vec(), change)
        })
    };
    let first_empty = empty(&sample(ParquetCompression::Snappy), 3);
    let without_rows = footer(&first_empty, |old| {
        let alone = changed(old, &[F(4), E(1)], &|_| None);
        changed(&alone, &[F(3)], &number(0))
    });
    let batches = read(&without_rows, None).unwrap();
    assert_eq!((batches.len(), batches[0].frame.height()), (1, 0));
    assert_eq!(batches[0].frame.get_column_names(), ["id", "n", "tags"]);
    // Before another one: the rows of that one are read, as the first ones.
    let without_first = footer(&first_empty, |old| changed(old, &[F(3)], &number(3)));
    let batches = read(&without_first, None).unwrap();
    let n: Vec<Option<i64>> = batches[0].frame.column("n").unwrap().i64().unwrap().iter().collect();
    assert_eq!((batches.len(), batches[0].first_row), (1, 1));
    assert_eq!(n, [Some(8), Some(9), Some(10)]);
    // Rows without values are still none.
    let lying = lie(&about(0, 1, 5), &number(0));
    let said = damaged("a column has another number of values than its footer says");
    assert_eq!(told(read(&lying, None)), said);
}

/// Groups in each other around a number, as the footer of a file without rows.
fn nested(levels: usize) -> Vec<u8> {
    let root = Writer::default().binary(4, b"schema").i32(5, 1).end();
    let mut elements = vec![root];
    elements.extend((0..levels).map(|_| Writer::default().i32(3, 1).binary(4, b"deep").i32(5, 1).end()));
    elements.push(Writer::default().i32(1, 2).i32(3, 1).binary(4, b"deep").end());
    let footer = Writer::default()
        .i32(1, 1)
        .structures(2, &elements)
        .i64(3, 0)
        .structures(4, &[])
        .end();
    let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
    [b"PAR1", footer.as_slice(), &length, b"PAR1"].concat()
}

#[test]
fn a_schema_that_nests_too_deep_is_told_to_who_reads_it() {
    assert_eq!(told(read(&nested(40), None)), "0 rows");
    let said = "source-unreadable: the column `deep` of `x.parquet` nests deeper than 64 levels";
    for levels in [200, 10_000, 1_000_000] {
        assert_eq!(told(read(&nested(levels), None)), said);
        assert_eq!(told(read(&nested(levels), Some(&["other"]))), "0 rows");
    }
    let few = read_with(&nested(20), None, &[("most_levels", "3")]);
    assert_eq!(told(few), said.replace("64", "3"));
}

#[test]
fn a_hundred_thousand_columns_are_read_quickly() {
    let root = Writer::default().binary(4, b"schema").i32(5, 100_000).end();
    let mut elements = vec![root];
    for number in 0..100_000 {
        let name = format!("column {number}");
        elements.push(Writer::default().i32(1, 2).i32(3, 1).binary(4, name.as_bytes()).end());
    }
    let footer = Writer::default()
        .i32(1, 1)
        .structures(2, &elements)
        .i64(3, 0)
        .structures(4, &[])
        .end();
    let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
    let bytes = [b"PAR1", footer.as_slice(), &length, b"PAR1"].concat();
    let start = std::time::Instant::now();
    assert_eq!(told(read(&bytes, Some(&["column 7"]))), "0 rows");
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

/// Five row groups of two rows, whose first is of the days 0, 10, 20, 30 and 40; the second is ten hours later. In one of them a time may be
/// missing.
fn by_days(zone: Option<TimeZone>, missing: Option<usize>) -> Vec<u8> {
    let times = (0..10_i64).zip(0..10_usize).map(|(row, place)| {
        let time = (row / 2 * 10 * 24 + row % 2 * 10) * 3_600_000_000;
        (missing != Some(place)).then_some(time)
    });
    let times = Series::new("at".into(), times.collect::<Vec<_>>());
    let times = times.cast(&DataType::Datetime(TimeUnit::Microseconds, zone)).unwrap();
    let ids: Vec<String> = (1..=10).map(|row| format!("row {row}")).collect();
    let mut frame = DataFrame::new(10, vec![Column::new("id".into(), ids), times.into_column()]).unwrap();
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_row_group_size(Some(2));
    writer.finish(&mut frame).unwrap();
    bytes
}

/// The numbers of the rows that are given, and how many aren't.
fn sparing(bytes: &[u8], column: &str, stretches: &[(i64, i64)]) -> (Vec<u64>, Vec<u64>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.parquet");
    std::fs::write(&path, bytes).unwrap();
    let file = File::new(path, "x.parquet".into(), uptake_formats::Remarks::default());
    let day = 86_400_000_000;
    let times = |(start, end): &(i64, i64)| start.saturating_mul(day)..end.saturating_mul(day);
    let request = ScanRequest {
        columns: Some(vec!["id".to_owned(), "at".to_owned()]),
        spare: Some(Spare {
            column: column.to_owned(),
            stretches: stretches.iter().map(times).collect(),
        }),
    };
    let reader = (PARQUET.reader)(&Settings::default()).unwrap();
    let batches: Vec<Batch> = reader.scan(&file, &request).unwrap().map(Result::unwrap).collect();
    let mut rows = Vec::new();
    for batch in &batches {
        let ids = batch.frame.column("id").unwrap().str().unwrap();
        for (row, id) in ids.iter().flatten().enumerate() {
            let number = batch.first_row + row as u64;
            assert_eq!(id, format!("row {number}"));
            rows.push(number);
        }
    }
    assert!(!batches.is_empty(), "a file always says which columns it has");
    (rows, file.spared.all())
}

#[test]
fn row_groups_that_needn_t_be_given_are_left_out_and_counted_and_the_others_keep_their_numbers() {
    let file = by_days(Some(TimeZone::UTC), None);
    let outside = [(i64::MIN, 15), (35, i64::MAX)];
    assert_eq!(sparing(&file, "at", &outside), (vec![5, 6, 7, 8], vec![4, 2]));
    assert_eq!(
        sparing(&file, "at", &[(i64::MIN, 25), (25, i64::MAX)]),
        (vec![], vec![6, 4])
    );
    // A group that lies near the end of a stretch may be meant in another zone.
    assert_eq!(sparing(&file, "at", &[(i64::MIN, 12)]).1, [2]);
    assert_eq!(sparing(&file, "at", &[(i64::MIN, 13)]).1, [4]);
    assert_eq!(sparing(&by_days(None, None), "at", &outside).1, [4, 2]);
    assert_eq!(sparing(&file, "at", &[]).0.len(), 10);
}

#[test]
fn a_row_group_of_which_it_isnt_said_when_it_was_is_given() {
    let outside = [(i64::MIN, 15)];
    let file = by_days(Some(TimeZone::UTC), Some(2));
    assert_eq!(sparing(&file, "at", &outside), (vec![3, 4, 5, 6, 7, 8, 9, 10], vec![2]));
    // Texts aren't times, and a column that isn't there tells nothing.
    let file = by_days(Some(TimeZone::UTC), None);
    for column in ["id", "absent"] {
        assert_eq!(sparing(&file, column, &outside).0.len(), 10, "{column}");
    }
    // The statistics of the first row group's second column aren't there, nor an index of its pages.
    let file = footer(&file, |old| changed(old, &[F(4), E(0), F(1), E(1), F(6)], &|_| None));
    assert_eq!(sparing(&file, "at", &outside).0.len(), 6);
    let without = footer(&file, |old| {
        changed(old, &[F(4), E(0), F(1), E(1), F(3), F(12)], &|_| None)
    });
    assert_eq!(sparing(&without, "at", &outside).0.len(), 8);
    // They say that the last comes before the first.
    let upside_down = footer(&file, |old| {
        changed(
            old,
            &[F(4), E(0), F(1), E(1), F(3), F(12), F(6)],
            &text(&[0, 0, 0, 0, 0, 0, 0, 1]),
        )
    });
    assert_eq!(sparing(&upside_down, "at", &outside).0.len(), 8);
}
