//! Files and streams with a lie in them: what is told of each.

use super::message::written;
use super::{Footer as Stated, Limits, scan, scan_file};
use crate::Origin;
use polars::prelude::*;
use polars_arrow_format::ipc::planus::{Builder, ReadAsRoot};
use polars_arrow_format::ipc::{
    Buffer, FieldNode, Footer, FooterRef, Message, MessageHeader, MessageRef, MetadataVersion, RecordBatch,
};
use std::io::Cursor;
use uptake_adapter::{AdapterError, Batch};

fn frame() -> DataFrame {
    df![
        "id" => ["ana", "ben", "cleo"],
        "n" => [Some(1_i64), None, Some(3)],
        "tags" => [Series::new("".into(), [1_i32, 2]), Series::new("".into(), [3_i32]), Series::new("".into(), [4_i32])],
    ]
    .unwrap()
}

fn stream(compression: Option<IpcCompression>) -> Vec<u8> {
    let mut bytes = Vec::new();
    IpcStreamWriter::new(&mut bytes)
        .with_compression(compression)
        .finish(&mut frame())
        .unwrap();
    bytes
}

fn file() -> Vec<u8> {
    let mut bytes = Vec::new();
    IpcWriter::new(&mut bytes).finish(&mut frame()).unwrap();
    bytes
}

fn told(read: Result<Vec<Batch>, AdapterError>) -> String {
    match read {
        Ok(batches) => format!(
            "{} rows",
            batches.iter().map(|batch| batch.frame.height()).sum::<usize>()
        ),
        Err(error) => format!("{}: {}", error.code.as_str(), error.message),
    }
}

fn origin() -> Origin {
    Origin {
        shown: "x".into(),
        setting: "path",
    }
}

fn of_stream(bytes: Vec<u8>, columns: Option<&[&str]>, limits: Limits) -> String {
    let columns: Option<Vec<String>> = columns.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    told(scan(Cursor::new(bytes), &origin(), columns.as_deref(), limits).collect())
}

fn of_file(bytes: Vec<u8>) -> String {
    let end = bytes.len().saturating_sub(10);
    let length = bytes
        .get(end..end + 4)
        .map_or(0, |word| u32::from_le_bytes(word.try_into().unwrap()));
    let footer = end.checked_sub(length as usize).map(|start| Stated {
        start: start as u64,
        bytes: bytes[start..].to_vec(),
    });
    let batches = scan_file(Cursor::new(bytes), footer, &origin(), None, Limits::default());
    told(batches.and_then(Iterator::collect))
}

/// The stream with its batch of rows changed.
fn lie(compression: Option<IpcCompression>, change: impl Fn(&mut RecordBatch, &mut i64)) -> Vec<u8> {
    changed(&stream(compression), |message| {
        if let Some(MessageHeader::RecordBatch(batch)) = &mut message.header {
            change(batch, &mut message.body_length);
        }
    })
}

/// A stream with its messages changed.
fn changed(bytes: &[u8], change: impl Fn(&mut Message)) -> Vec<u8> {
    let (mut at, mut new) = (0, Vec::new());
    while at < bytes.len() {
        let length = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap()) as usize;
        if length == 0 {
            new.extend(&bytes[at..]);
            break;
        }
        let mut message =
            Message::try_from(MessageRef::read_as_root(&bytes[at + 8..at + 8 + length]).unwrap()).unwrap();
        let body = usize::try_from(message.body_length).unwrap();
        change(&mut message);
        new.extend(written(&message));
        new.extend(&bytes[at + 8 + length..at + 8 + length + body]);
        at += 8 + length + body;
    }
    new
}

#[test]
fn a_batch_that_lies_is_told() {
    let broken = |said: &str| format!("source-unreadable: `x` can't be read: it isn't a valid Arrow stream: {said}");
    type Change = fn(&mut RecordBatch, &mut i64);
    const CUT: &str = "source-unreadable: `x` is cut off: the end mark of the Arrow stream is missing";
    const OUTSIDE: &str = "a buffer is outside of its message";
    const ROWS: &str = "a column has another number of rows than its batch";
    const VALUES: &str = "a column has an impossible number of values";
    const FEWER: &str = "a batch has fewer parts than its schema";
    const MORE: &str = "a batch has more parts than its schema";
    fn buffers(batch: &mut RecordBatch) -> &mut Vec<Buffer> {
        batch.buffers.as_mut().unwrap()
    }
    fn nodes(batch: &mut RecordBatch) -> &mut Vec<FieldNode> {
        batch.nodes.as_mut().unwrap()
    }
    let cases: [(Change, &str); 19] = [
        (|batch, _| batch.length = 4, ROWS),
        (|batch, _| batch.length = -1, "a batch has an impossible number of rows"),
        (
            |batch, _| batch.length = i64::MAX,
            "a batch has an impossible number of rows",
        ),
        (|batch, _| nodes(batch)[0].length = 2, ROWS),
        (|batch, _| nodes(batch)[3].length = -7, VALUES),
        (|batch, _| nodes(batch)[1].null_count = 4, VALUES),
        (|batch, _| nodes(batch)[1].null_count = -1, VALUES),
        (
            |batch, _| {
                nodes(batch).pop();
            },
            FEWER,
        ),
        (|batch, _| nodes(batch).clear(), FEWER),
        (
            |batch, _| {
                buffers(batch).pop();
            },
            FEWER,
        ),
        (|batch, _| batch.buffers = None, FEWER),
        (|batch, _| buffers(batch).push(Buffer { offset: 0, length: 0 }), MORE),
        (
            |batch, _| {
                nodes(batch).push(FieldNode {
                    length: 3,
                    null_count: 0,
                })
            },
            MORE,
        ),
        (
            |batch, _| buffers(batch).iter_mut().for_each(|buffer| buffer.length = i64::MAX),
            OUTSIDE,
        ),
        (|batch, _| buffers(batch)[1].offset = 1 << 40, OUTSIDE),
        (
            |batch, _| buffers(batch)[1].offset = -8,
            "a buffer has a negative place",
        ),
        (
            |batch, _| buffers(batch)[1].length = -8,
            "a buffer has a negative place",
        ),
        (
            |batch, _| {
                let first = buffers(batch).iter().position(|buffer| buffer.length > 0).unwrap();
                let place = buffers(batch)[first];
                let last = buffers(batch).iter().rposition(|buffer| buffer.length > 0).unwrap();
                buffers(batch)[last] = place;
            },
            "two buffers are in the same place",
        ),
        (|_, body| *body = -1, "a message has a negative length"),
    ];
    for (number, (change, said)) in cases.into_iter().enumerate() {
        assert_eq!(
            of_stream(lie(None, change), None, Limits::default()),
            broken(said),
            "case {number}"
        );
    }
    assert_eq!(
        of_stream(lie(None, |_, body| *body = 1 << 50), None, Limits::default()),
        CUT
    );
    // Of a column that nobody reads only how many parts it has is needed.
    let elsewhere = lie(None, |batch, _| nodes(batch)[1].null_count = -1);
    assert_eq!(of_stream(elsewhere, Some(&["id", "tags"]), Limits::default()), "3 rows");
}

#[test]
fn a_buffer_that_would_become_gigabytes_is_told_before_memory_is_taken() {
    for compression in [IpcCompression::LZ4, IpcCompression::ZSTD(Default::default())] {
        let bytes = stream(Some(compression));
        assert_eq!(of_stream(bytes.clone(), None, Limits::default()), "3 rows");
        for size in [1_i64 << 62, 1 << 31, -2, i64::MIN] {
            let mut bytes = bytes.clone();
            // The sizes of packed buffers are in front of each.
            let places: Vec<usize> = (0..bytes.len() - 8)
                .filter(|at| [24, 16, 12, 9].contains(&i64::from_le_bytes(bytes[*at..*at + 8].try_into().unwrap())))
                .collect();
            let at = *places.last().unwrap();
            bytes[at..at + 8].copy_from_slice(&size.to_le_bytes());
            assert!(of_stream(bytes, None, Limits::default()).starts_with("source-unreadable"));
        }
    }
    let small = Limits {
        largest: 20,
        levels: 64,
    };
    let large = "source-unreadable: a batch of rows in `x` is longer than 0 MiB, unpacked";
    assert_eq!(of_stream(stream(None), None, small), large);
}

/// The file with its footer changed.
fn footer(change: impl Fn(&mut Footer)) -> Vec<u8> {
    let bytes = file();
    let end = bytes.len() - 10;
    let length = u32::from_le_bytes(bytes[end..end + 4].try_into().unwrap()) as usize;
    let mut footer = Footer::try_from(FooterRef::read_as_root(&bytes[end - length..end]).unwrap()).unwrap();
    change(&mut footer);
    let mut builder = Builder::new();
    let new = builder.finish(&footer, None);
    let length = u32::try_from(new.len()).unwrap().to_le_bytes();
    [&bytes[..end - (bytes_length(&bytes))], new, &length, b"ARROW1"].concat()
}

fn bytes_length(bytes: &[u8]) -> usize {
    let end = bytes.len() - 10;
    u32::from_le_bytes(bytes[end..end + 4].try_into().unwrap()) as usize
}

#[test]
fn a_footer_that_lies_is_told() {
    let broken = |said: &str| format!("source-unreadable: `x` can't be read: it isn't a valid Arrow IPC file: {said}");
    const OTHER: &str = "its footer names other batches than those that are there";
    const SCHEMA: &str = "its footer has another schema than its rows";
    assert_eq!(of_file(file()), "3 rows");
    assert_eq!(of_file(footer(|_| {})), "3 rows");
    type Change = fn(&mut Footer);
    let cases: [(Change, &str); 7] = [
        (|footer| footer.record_batches = None, OTHER),
        (
            |footer| {
                footer.record_batches.as_mut().unwrap().pop();
            },
            OTHER,
        ),
        (
            |footer| {
                let blocks = footer.record_batches.as_mut().unwrap();
                blocks.push(blocks[0]);
            },
            OTHER,
        ),
        (|footer| footer.record_batches.as_mut().unwrap()[0].offset = 8, OTHER),
        (|footer| footer.dictionaries = footer.record_batches.clone(), OTHER),
        (
            |footer| drop(footer.schema.as_mut().unwrap().fields.as_mut().unwrap().pop()),
            SCHEMA,
        ),
        (|footer| footer.schema = None, "its footer has no schema"),
    ];
    for (number, (change, said)) in cases.into_iter().enumerate() {
        assert_eq!(of_file(footer(change)), broken(said), "case {number}");
    }
    let renamed = footer(|footer| {
        footer.schema.as_mut().unwrap().fields.as_mut().unwrap()[0].name = Some("other".to_owned());
    });
    assert_eq!(of_file(renamed), broken(SCHEMA));
}

/// The file as Polars writes it from Python: behind its letters no message with the schema, but the schema by itself.
fn bare(change: impl Fn(&mut Footer)) -> Vec<u8> {
    let bytes = file();
    let end = bytes.len() - 10;
    let start = end - bytes_length(&bytes);
    let mut footer = Footer::try_from(FooterRef::read_as_root(&bytes[start..end]).unwrap()).unwrap();
    let mut builder = Builder::new();
    let mut schema = builder.finish(footer.schema.as_deref().unwrap(), None).to_vec();
    schema.resize(schema.len().next_multiple_of(8), 0);
    let first = 16 + u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    let moved = (8 + schema.len()) as i64 - first as i64;
    for block in footer.record_batches.iter_mut().flatten() {
        block.offset += moved;
    }
    change(&mut footer);
    let mut builder = Builder::new();
    let new = builder.finish(&footer, None);
    let length = u32::try_from(new.len()).unwrap().to_le_bytes();
    [&bytes[..8], &schema, &bytes[first..start], new, &length, b"ARROW1"].concat()
}

#[test]
fn a_file_whose_schema_stands_in_its_footer_alone_is_read() {
    let broken = |said: &str| format!("source-unreadable: `x` can't be read: it isn't a valid Arrow IPC file: {said}");
    assert_eq!(of_file(bare(|_| {})), "3 rows");
    let lying = bare(|footer| footer.record_batches.as_mut().unwrap()[0].offset = 0);
    assert_eq!(of_file(lying), broken("its footer names a batch before its first one"));
    let lying = bare(|footer| footer.record_batches.as_mut().unwrap()[0].offset = 1 << 40);
    assert_eq!(
        of_file(lying),
        broken("its footer names other batches than those that are there")
    );
    // Without its footer it can't be known which columns it has.
    let packed = scan_file(Cursor::new(bare(|_| {})), None, &origin(), None, Limits::default());
    assert_eq!(
        told(packed.and_then(Iterator::collect)),
        "source-unsupported: `x` can't be read: only its end says which columns it has, so that it can't be read packed or from a pipe"
    );
}

#[test]
fn a_dictionary_that_comes_in_parts_is_told_with_a_cure() {
    let kinds = Series::new("kind".into(), ["a", "b", "a"]);
    let kinds = kinds.cast(&DataType::from_categories(Categories::global())).unwrap();
    let mut frame = DataFrame::new(3, vec![kinds.into_column()]).unwrap();
    let mut bytes = Vec::new();
    IpcStreamWriter::new(&mut bytes).finish(&mut frame).unwrap();
    assert_eq!(of_stream(bytes.clone(), None, Limits::default()), "3 rows");
    let delta = changed(&bytes, |message| {
        if let Some(MessageHeader::DictionaryBatch(batch)) = &mut message.header {
            batch.is_delta = true;
        }
    });
    let read: Result<Vec<Batch>, AdapterError> = scan(Cursor::new(delta), &origin(), None, Limits::default()).collect();
    let error = read.unwrap_err();
    assert_eq!(
        error.message,
        "`x` can't be read: it adds to a dictionary that it wrote before"
    );
    assert_eq!(
        error.help.as_deref(),
        Some("write dictionaries whole, without deltas, or the values themselves")
    );
}

#[test]
fn a_footer_may_state_another_version_than_the_messages() {
    let other = footer(|footer| footer.version = MetadataVersion::V4);
    assert_eq!(of_file(other), "3 rows");
}

#[test]
fn what_isnt_arrow_is_told() {
    for bytes in [&b""[..], b"A", b"id,n\nana,1\n", b"PAR1PAR1PAR1"] {
        assert_eq!(
            of_file(bytes.to_vec()),
            "source-unreadable: `x` isn't an Arrow IPC file"
        );
    }
    assert!(of_file(b"ARROW1\0\0ARROW1".to_vec()).starts_with("source-unreadable"));
    // A stream in a file is read, too.
    assert_eq!(of_file(stream(None)), "3 rows");
}

#[test]
fn levels_and_names_have_limits() {
    let few = Limits {
        levels: 1,
        ..Limits::default()
    };
    let said = "source-unreadable: the column `tags` of `x` nests deeper than 1 levels";
    assert_eq!(of_stream(stream(None), None, few), said);
    assert_eq!(of_stream(stream(None), Some(&["id"]), few), "3 rows");
    assert_eq!(of_stream(stream(None), Some(&[]), few), "3 rows");
}
