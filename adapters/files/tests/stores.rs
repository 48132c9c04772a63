//! A real server that speaks S3: s3rver, which `cargo xtask peers` fetches. It knows who may ask, but doesn't check signatures
//! of the fourth version; a store that finds one wrong is in `web.rs`.

use crate::{column, read, roads, rows, settings, told};
use object_store::aws::AmazonS3Builder;
use object_store::{ObjectStore, ObjectStoreExt};
use polars::prelude::*;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use uptake_adapter::{ScanRequest, Settings};
use uptake_files::Files;

/// The credentials that s3rver knows.
const KEY: &str = "S3RVER";
/// A secret that is wrong, and that no message may show.
const WRONG: &str = "hunter2-hunter2";

/// A server with the bucket `usage`. It ends with the test.
struct Server {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where `cargo xtask peers` puts the server: beside the profile's folder.
fn program() -> Option<PathBuf> {
    let test = std::env::current_exe().unwrap();
    let target = test.ancestors().nth(3)?;
    let program = target.join("peers/stores/node_modules/.bin/s3rver");
    program.is_file().then_some(program)
}

impl Server {
    /// Starts one with these objects; none, and a word of it, where it isn't installed.
    fn start(objects: &[(&str, &[u8])]) -> Option<Self> {
        let Some(program) = program() else {
            println!("s3rver is absent: tests with a real S3 server are skipped; `cargo xtask peers` fetches it");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(program)
            .args([
                "--address",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--silent",
                "--configure-bucket",
                "usage",
                "--directory",
            ])
            .arg(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            child,
            port,
            _folder: folder,
        };
        let up = (0..600).any(|_| {
            std::thread::sleep(Duration::from_millis(50));
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        assert!(up, "s3rver doesn't start");
        for (key, content) in objects {
            server.put(key, content);
        }
        Some(server)
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn put(&self, key: &str, content: &[u8]) {
        let store = AmazonS3Builder::new()
            .with_bucket_name("usage")
            .with_region("us-east-1")
            .with_endpoint(self.address())
            .with_allow_http(true)
            .with_access_key_id(KEY)
            .with_secret_access_key(KEY)
            .build()
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let store: &dyn ObjectStore = &store;
        runtime
            .block_on(store.put(&key.into(), content.to_vec().into()))
            .unwrap();
    }

    /// The settings of a source at `path`; what comes later counts.
    fn at(&self, path: &str, values: &[(&str, &str)]) -> Settings {
        let address = self.address();
        let own = [
            ("path", path),
            ("endpoint", address.as_str()),
            ("access_key_id", KEY),
            ("secret_access_key", KEY),
        ];
        settings(Path::new(""), &[own.as_slice(), values].concat())
    }
}

fn parquet(ids: std::ops::Range<i64>) -> Vec<u8> {
    let mut frame = df!("id" => ids.collect::<Vec<i64>>()).unwrap();
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
    bytes
}

#[test]
fn objects_are_found_by_pattern_and_read_in_the_order_of_their_keys() {
    let Some(server) = Server::start(&[
        ("2026/02/b.parquet", &parquet(10..20)),
        ("2026/02/a.parquet", &parquet(0..10)),
        ("2026/02/deeper/c.parquet", &parquet(20..30)),
        ("2026/02/notes.txt", b"no rows"),
        ("2026/01/a.parquet", &parquet(30..40)),
    ]) else {
        return;
    };
    let parts = |path: &str| -> Vec<(String, u64, usize)> {
        let batches = read(&server.at(path, &[])).0.unwrap();
        batches
            .iter()
            .map(|batch| (batch.part.to_string(), batch.first_row, batch.frame.height()))
            .collect()
    };
    let own = |key: &str| (format!("s3://usage/{key}"), 1, 10);
    assert_eq!(
        parts("s3://usage/2026/02/*.parquet"),
        [own("2026/02/a.parquet"), own("2026/02/b.parquet")]
    );
    assert_eq!(
        parts("s3://usage/2026/0?/[ab].parquet"),
        [
            own("2026/01/a.parquet"),
            own("2026/02/a.parquet"),
            own("2026/02/b.parquet")
        ]
    );
    assert_eq!(parts("s3://usage/2026/**/c.parquet"), [own("2026/02/deeper/c.parquet")]);
    assert_eq!(parts("s3://usage/2026/01/a.parquet"), [own("2026/01/a.parquet")]);
    roads::keeps_the_contract(&*roads::adapter(Files), &server.at("s3://usage/2026/**/*.parquet", &[]));
}

#[test]
fn every_format_is_read_from_a_store_and_its_digest_is_that_of_the_object() {
    let csv = b"id,n\nana,1\nben,\n".as_slice();
    let Some(server) = Server::start(&[
        ("a b/rows.csv", csv),
        ("rows.ndjson", b"{\"id\":\"ana\"}\n{\"id\":\"ben\"}\n"),
        (
            "book.xlsx",
            &crate::workbook::xlsx(&[("Seats", crate::workbook::seats)]),
        ),
    ]) else {
        return;
    };
    let settings = server.at("s3://usage/a b/rows.csv", &[]);
    assert_eq!(column(&rows(&settings), "n"), ["1", "unknown"]);
    let parts = read(&settings).1;
    assert_eq!(
        (parts[0].part.as_str(), parts[0].bytes),
        ("s3://usage/a b/rows.csv", 16)
    );
    assert_eq!(parts[0].sha256, sha256(csv));
    assert_eq!(
        column(&rows(&server.at("s3://usage/rows.ndjson", &[])), "id"),
        ["ana", "ben"]
    );
    let book = server.at("s3://usage/*.xlsx", &[("sheet", "Seats")]);
    assert_eq!(column(&rows(&book), "person"), ["ana", "ben", "cleo"]);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn what_isnt_there_and_who_isnt_allowed_is_told_without_secrets() {
    let Some(server) = Server::start(&[("rows.csv", b"id\nana\n")]) else {
        return;
    };
    assert_eq!(
        told(&server.at("s3://usage/other.csv", &[])),
        "source-unreadable: the object `s3://usage/other.csv` doesn't exist (it says: NoSuchKey: The specified key does not exist.)"
    );
    assert_eq!(
        told(&server.at("s3://elsewhere/rows.csv", &[])),
        "source-unreadable: `s3://elsewhere/rows.csv` can't be read: the bucket doesn't exist (it says: NoSuchBucket: The specified bucket does not exist)"
    );
    assert_eq!(
        told(&server.at("s3://elsewhere/*.csv", &[])),
        "source-unreadable: `s3://elsewhere/*.csv` can't be listed: the bucket doesn't exist (it says: NoSuchBucket: The specified bucket does not exist)"
    );
    assert!(
        told(&server.at("s3://usage/*.parquet", &[]))
            .starts_with("source-unreadable: no object matches `s3://usage/*.parquet`")
    );
    for path in ["s3://usage/rows.csv", "s3://usage/*.csv"] {
        let told = told(&server.at(path, &[("access_key_id", "nobody"), ("secret_access_key", WRONG)]));
        assert!(told.starts_with("source-refused: `s3://usage/"), "{told}");
        assert!(
            told.contains("the store refuses the credentials (it says: InvalidAccessKeyId: "),
            "{told}"
        );
        assert!(!told.contains(WRONG), "{told}");
    }
}

#[test]
fn a_store_that_cant_be_reached_is_told() {
    // A port that was just free.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let endpoint = format!("http://127.0.0.1:{port}");
    for path in ["s3://usage/rows.csv", "s3://usage/*.csv"] {
        let told = told(&settings(
            Path::new(""),
            &[
                ("path", path),
                ("endpoint", &endpoint),
                ("access_key_id", KEY),
                ("secret_access_key", WRONG),
            ],
        ));
        assert!(told.starts_with("source-busy: `s3://usage/"), "{told}");
        assert!(told.contains("onnection refused"), "{told}");
        assert!(!told.contains(WRONG), "{told}");
    }
}

#[test]
fn an_object_that_is_written_between_opening_and_reading_is_a_fault() {
    let Some(server) = Server::start(&[("rows.csv", b"id\nana\n")]) else {
        return;
    };
    let mut source = roads::adapter(Files)
        .open(&server.at("s3://usage/rows.csv", &[]))
        .unwrap();
    server.put("rows.csv", b"id\nben\n");
    // Through the ABI it shows when the columns are asked for, built in with the first batch.
    let first = source
        .scan(&ScanRequest::default())
        .and_then(|mut batches| batches.next().unwrap());
    let fault = first.unwrap_err();
    assert_eq!(
        fault.message,
        "`s3://usage/rows.csv` was changed while it was being read"
    );
    assert_eq!(source.fingerprints().unwrap(), []);
}

#[test]
fn settings_of_stores_that_cant_be_meant_are_told_before_anything_is_asked() {
    let told = |values: &[(&str, &str)]| told(&settings(Path::new(""), values));
    for (values, said) in [
        (
            [("path", "s3://b/k.csv"), ("region", "eu-west-1")].as_slice(),
            "`s3://` has no credentials (set `access_key_id` and `secret_access_key`, or `identity: anonymous`, or `identity: machine`)",
        ),
        (
            &[("path", "s3://b/k.csv"), ("access_key_id", "x")],
            "the setting `secret_access_key` is missing (`access_key_id` has no effect without it)",
        ),
        (
            &[("path", "s3://b/k.csv"), ("account_key", "x")],
            "`s3://` has no setting `account_key` (of Azure)",
        ),
        (
            &[
                ("path", "s3://b/k.csv"),
                ("identity", "anonymous"),
                ("access_key_id", "x"),
            ],
            "`identity` and `access_key_id` can't be used together (remove one of them)",
        ),
        (
            &[("path", "s3://b/k.csv"), ("identity", "me")],
            "unknown identity `me` (valid values: `anonymous`, `machine`)",
        ),
        (
            &[
                ("path", "s3://b/k.csv"),
                ("identity", "anonymous"),
                ("endpoint", "http://s3.example.com"),
            ],
            "`endpoint` isn't encrypted, so all data could be read in transit (use `https://`, or set `allow_http: true`)",
        ),
        (
            &[("path", "az://c/k.csv"), ("account_key", "x")],
            "`az://c/` names no storage account (set `account`, or write `abfss://container@account.dfs.core.windows.net/…`)",
        ),
        (
            &[("path", "https://example.com/k.csv"), ("access_key_id", "x")],
            "`https://` has no setting `access_key_id` (of S3)",
        ),
        (
            &[("path", "rows.csv"), ("region", "x")],
            "a file of this machine has no setting `region` (a store's `path` begins with `s3://`, `gs://`, `az://`, `abfss://` or `https://`)",
        ),
        (
            &[("path", "ftp://b/k.csv")],
            "unknown kind of store `ftp://` (available: `s3://`, `gs://`, `az://`, `abfss://` and `https://`)",
        ),
    ] {
        assert_eq!(told(values), format!("source-settings: {said}"), "{values:?}");
    }
}
