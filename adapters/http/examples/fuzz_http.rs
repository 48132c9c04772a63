//! Changed answers of a service: `fuzz_http TARGET SEEDS FOUND MINUTES`, which `cargo xtask fuzz` runs. The target is `http`.
//!
//! A server on this machine answers every request with the same changed bytes, status line and headers included. What must hold: no
//! panic, an end within ten seconds, and no letter of an answer that acts on a terminal in an error.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "it talks to a developer's terminal, and stops on a surprise"
)]

#[path = "../../files/examples/fuzz_formats/change.rs"]
mod change;

use change::Random;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use uptake_adapter::{Adapter, AdapterError, ScanRequest, Settings};
use uptake_http::Http;

/// No input may take longer.
const LONGEST: Duration = Duration::from_secs(10);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [target, seeds, found, minutes] = words.as_slice() else {
        panic!("usage: fuzz_http http SEEDS FOUND MINUTES");
    };
    std::panic::set_hook(Box::new(|_| {}));
    let pool: Vec<Vec<u8>> = std::fs::read_dir(seeds)
        .unwrap()
        .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect();
    std::fs::create_dir_all(found).unwrap();
    let answer: Arc<Mutex<Vec<u8>>> = Arc::default();
    let port = serve(Arc::clone(&answer));
    let length = Duration::from_secs_f64(minutes.parse::<f64>().unwrap() * 60.0);
    let mut random = Random::new(std::process::id().into());
    let (start, mut slowest) = (Instant::now(), Duration::ZERO);
    let (mut inputs, mut whole, mut findings) = (0_u64, 0_u64, 0_u64);
    while start.elapsed() < length {
        let bytes = change::changed(&pool, &mut random);
        std::fs::write(Path::new(found).join(format!("{target}-last")), &bytes).unwrap();
        answer.lock().unwrap().clone_from(&bytes);
        let before = Instant::now();
        let read = catch_unwind(AssertUnwindSafe(|| read(port, random.below(4))));
        let took = before.elapsed();
        slowest = slowest.max(took);
        inputs += 1;
        let fine = match &read {
            Ok(Ok(_)) => {
                whole += 1;
                true
            }
            Ok(Err(error)) => !error.message.contains('\u{1b}'),
            Err(_) => false,
        };
        if !fine || took > LONGEST {
            findings += 1;
            std::fs::write(Path::new(found).join(format!("{target}-{inputs}")), &bytes).unwrap();
        }
    }
    println!(
        "{target}: {inputs} inputs in {:.0} s; {whole} read, {} refused, {findings} findings; the slowest took {:.1} s",
        start.elapsed().as_secs_f64(),
        inputs - whole - findings,
        slowest.as_secs_f64()
    );
    std::process::exit(i32::from(findings > 0));
}

/// Answers every request with what is to be answered, and closes.
fn serve(answer: Arc<Mutex<Vec<u8>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut asked = [0; 4096];
            // Who goes away in the middle is none of the test's business.
            let _ = stream.read(&mut asked);
            let bytes = answer.lock().unwrap().clone();
            let _ = stream.write_all(&bytes);
        }
    });
    port
}

/// Asks once, with one of four ways to go on.
fn read(port: u16, way: usize) -> Result<usize, AdapterError> {
    let url = format!("http://127.0.0.1:{port}/x");
    let mut values = vec![
        ("url", url.as_str()),
        ("retry.attempts", "1"),
        ("timeout.read", "1s"),
        ("timeout.answer", "2s"),
    ];
    match way {
        0 => values.push(("pagination.kind", "link-header")),
        1 => values.extend([("pagination.kind", "page"), ("pagination.most", "3")]),
        2 => values.push(("links", "files")),
        _ => {}
    }
    let values: BTreeMap<String, String> = values
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    let mut source = Http.open(&Settings::new("", values))?;
    let mut rows = 0;
    for batch in source.scan(&ScanRequest::default())? {
        rows += batch?.frame.height();
    }
    Ok(rows)
}
