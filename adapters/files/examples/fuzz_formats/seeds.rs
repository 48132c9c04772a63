//! Small files of the binary formats, to start from.

use crate::workbook;
use polars::prelude::*;
use std::path::Path;

/// Writes them, a folder for each format.
pub(crate) fn write(folder: &Path) {
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    for (name, mut frame) in [("flat", flat()), ("nested", nested())] {
        let compressions = [
            ("plain", ParquetCompression::Uncompressed),
            ("zstd", ParquetCompression::Zstd(None)),
        ];
        for (how, compression) in compressions {
            let mut bytes = Vec::new();
            ParquetWriter::new(&mut bytes)
                .with_compression(compression)
                .finish(&mut frame)
                .unwrap();
            put(&format!("parquet/{name}-{how}.parquet"), &bytes);
        }
        for (how, compression) in [("plain", None), ("lz4", Some(IpcCompression::LZ4))] {
            let mut bytes = Vec::new();
            IpcWriter::new(&mut bytes)
                .with_compression(compression)
                .finish(&mut frame)
                .unwrap();
            put(&format!("ipc/{name}-{how}.arrow"), &bytes);
        }
    }
    put("xlsx/seats.xlsx", &workbook::xlsx(&[("Seats", workbook::seats)]));
    put(
        "ods/seats.ods",
        &workbook::ods(
            "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>id</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>7</text:p></table:table-cell></table:table-row>",
        ),
    );
}

fn flat() -> DataFrame {
    df!(
        "id" => ["ana", "ben", "cleo"],
        "n" => [Some(1_i64), None, Some(i64::MAX)],
        "share" => [0.5, -0.0, 1e300],
        "lead" => [Some(true), Some(false), None],
    )
    .unwrap()
}

fn nested() -> DataFrame {
    let tags = Series::new(
        "tags".into(),
        [Series::new("".into(), [1_i32, 2]), Series::new("".into(), [3_i32])],
    );
    let inner = df!("a" => ["x", "y"], "b" => [Some(1_i64), None])
        .unwrap()
        .into_struct("who".into());
    DataFrame::new(2, vec![tags.into_column(), inner.into_series().into_column()]).unwrap()
}
