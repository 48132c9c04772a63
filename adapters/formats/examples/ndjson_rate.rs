//! How fast lines are read: `ndjson_rate FILE [COLUMN…]`; on one core with `taskset -c 0`.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "it prints what it measures")]

use std::fs::File;
use std::io::Read;
use std::time::Instant;
use uptake_formats::json::{Frames, Limits};
use uptake_formats::ndjson::{Again, scan};
use uptake_formats::{Origin, ahead};

fn main() {
    let mut words = std::env::args().skip(1);
    let path = words.next().unwrap_or_default();
    let columns: Vec<String> = words.collect();
    let columns = (!columns.is_empty()).then_some(columns);
    let origin = Origin {
        shown: path.as_str().into(),
        setting: "path",
    };
    let bytes = std::fs::metadata(&path).unwrap().len();
    for looks_through in [false, true] {
        let start = Instant::now();
        let again = looks_through.then(|| {
            let path = path.clone();
            let open = move || Ok(Box::new(File::open(path).unwrap()) as Box<dyn Read + Send>);
            Box::new(open) as Again
        });
        let frames = Frames::new(columns.as_deref(), Limits::default());
        let batches = ahead(scan(File::open(&path).unwrap(), &origin, frames, again), &origin);
        let rows: usize = batches.map(|batch| batch.unwrap().frame.height()).sum();
        let seconds = start.elapsed().as_secs_f64();
        #[allow(clippy::cast_precision_loss, reason = "a rate")]
        let rate = bytes as f64 / seconds / 1e6;
        println!("looked through first: {looks_through}; {rows} rows in {seconds:.2} s, {rate:.0} MB/s");
    }
}
