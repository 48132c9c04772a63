//! A short form of `cargo xtask fuzz`: some hundred changed files of text, read as any file is.

#[path = "../examples/fuzz_formats/change.rs"]
mod change;
#[path = "../examples/fuzz_formats/check.rs"]
mod check;

use change::{Random, changed};
use check::{Came, Door};
use std::path::Path;

#[test]
fn changed_files_give_rows_or_an_error_and_never_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    for format in ["csv", "ndjson", "json"] {
        let seeds = std::fs::read_dir(seeds.join(format)).unwrap();
        let seeds: Vec<Vec<u8>> = seeds
            .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
            .collect();
        let door = Door::new(format, folder.path());
        let mut random = Random::new(7);
        let mut read = 0;
        for _ in 0..400 {
            let bytes = changed(&seeds, &mut random);
            match door.read(&bytes) {
                Came::Rows(rows) => read += usize::from(rows > 0),
                Came::Refused => {}
                Came::Broke => panic!("{format}: a reader panicked on {}", String::from_utf8_lossy(&bytes)),
                Came::Wrong(why) => panic!("{format}: {why} on {}", String::from_utf8_lossy(&bytes)),
            }
        }
        assert!(read > 10, "{format}: only {read} were read");
    }
}
