//! A file whose rows are made a piece at a time on all threads, written in their order, and digested on a thread of its own: neither
//! waits for the other.

use super::digesting::FileDigest;
use crate::export::ExportError;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::ScopedJoinHandle;

/// How many rows are made at a time.
const PIECE: usize = 8_192;

/// Pieces of a thread that may wait, and those that may wait for the digest.
const WAITING: usize = 2;

/// A thread that makes pieces.
struct Maker<'s> {
    /// Those that it has made.
    made: Receiver<Vec<u8>>,
    /// Takes memory of pieces that were written: taking it anew for each costs as much as filling it.
    free: Sender<Vec<u8>>,
    thread: ScopedJoinHandle<'s, Result<(), ExportError>>,
}

/// Writes a file of a head and rows, of which `piece` makes some.
///
/// # Errors
/// When a row can't be made, or the file can't be written.
pub(super) fn write(
    head: Vec<u8>,
    rows: usize,
    piece: &(impl Fn(Range<usize>, &mut Vec<u8>) -> Result<(), ExportError> + Sync),
    mut file: impl Write,
) -> Result<FileDigest, ExportError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let pieces = rows.div_ceil(PIECE);
    let threads = threads.min(pieces);
    std::thread::scope(|scope| {
        let maker = |number: usize| {
            let (made, waiting) = sync_channel(WAITING);
            let (free, used) = channel();
            let own = (number..pieces).step_by(threads.max(1));
            let own = own.map(move |at| at * PIECE..rows.min((at + 1) * PIECE));
            Maker {
                made: waiting,
                free,
                thread: scope.spawn(move || make(own, piece, &made, &used)),
            }
        };
        let makers: Vec<Maker<'_>> = (0..threads).map(maker).collect();
        let (digest, undigested) = sync_channel::<Arc<Vec<u8>>>(WAITING);
        let free: Vec<Sender<Vec<u8>>> = makers.iter().map(|maker| maker.free.clone()).collect();
        let digester = scope.spawn(move || digested(&undigested, &free));
        let mut bytes = 0;
        let mut written = put(head, &mut file, &digest, None);
        for at in 0..pieces {
            let Some(maker) = makers.get(at % threads.max(1)) else {
                break;
            };
            // Whoever makes pieces says below why there are no more.
            let (Ok(length), Ok(made)) = (&written, maker.made.recv()) else {
                break;
            };
            bytes += length;
            written = put(made, &mut file, &digest, Some(&maker.free));
        }
        drop(digest);
        let made = makers.into_iter().map(|maker| {
            // One that is still at work stops, since nobody listens any more.
            drop(maker.made);
            let joined = maker.thread.join();
            joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        let made: Vec<Result<(), ExportError>> = made.collect();
        let sha256 = digester.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        bytes += written?;
        made.into_iter().collect::<Result<(), ExportError>>()?;
        file.flush()?;
        Ok(FileDigest { bytes, sha256 })
    })
}

/// Makes pieces, as long as somebody takes them.
fn make(
    pieces: impl Iterator<Item = Range<usize>>,
    piece: &impl Fn(Range<usize>, &mut Vec<u8>) -> Result<(), ExportError>,
    made: &SyncSender<Vec<u8>>,
    used: &Receiver<Vec<u8>>,
) -> Result<(), ExportError> {
    for rows in pieces {
        let mut bytes = used.try_recv().unwrap_or_default();
        piece(rows, &mut bytes)?;
        if made.send(bytes).is_err() {
            break;
        }
    }
    Ok(())
}

/// Writes bytes while they are digested, and says how many there were. Whoever is done with them last gives them back to whom
/// they are from.
fn put(
    bytes: Vec<u8>,
    file: &mut impl Write,
    digest: &SyncSender<Arc<Vec<u8>>>,
    from: Option<&Sender<Vec<u8>>>,
) -> std::io::Result<u64> {
    let bytes = Arc::new(bytes);
    // The digester only stops once there is nothing more to digest.
    let _ = digest.send(Arc::clone(&bytes));
    file.write_all(&bytes)?;
    let length = bytes.len() as u64;
    if let Some(from) = from {
        give_back(bytes, from);
    }
    Ok(length)
}

/// Gives memory back that nobody else reads any more. Nobody may need it.
fn give_back(bytes: Arc<Vec<u8>>, to: &Sender<Vec<u8>>) {
    if let Some(mut bytes) = Arc::into_inner(bytes) {
        bytes.clear();
        let _ = to.send(bytes);
    }
}

/// The digest of all that comes, as hexadecimal digits.
fn digested(bytes: &Receiver<Arc<Vec<u8>>>, free: &[Sender<Vec<u8>>]) -> String {
    let mut hasher = Sha256::new();
    // First comes the head, then pieces from one maker after the other.
    let mut makers = free.iter().cycle();
    for (number, bytes) in bytes.iter().enumerate() {
        hasher.update(&*bytes);
        if let Some(maker) = (number > 0).then(|| makers.next()).flatten() {
            give_back(bytes, maker);
        }
    }
    hex::encode(hasher.finalize())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::full_disk::FullDisk;
    use uptake_ledger::sha256;

    #[test]
    fn pieces_come_in_the_order_of_their_rows_and_the_digest_is_of_all_of_them() {
        for rows in [0, 1, PIECE, PIECE + 1, 20 * PIECE + 3] {
            let mut file = Vec::new();
            let piece = |rows: Range<usize>, bytes: &mut Vec<u8>| {
                rows.for_each(|row| bytes.extend(format!("{row}\n").bytes()));
                Ok(())
            };
            let digest = write(b"head\n".to_vec(), rows, &piece, &mut file).unwrap();
            let wanted: String = std::iter::once("head\n".to_owned())
                .chain((0..rows).map(|row| format!("{row}\n")))
                .collect();
            assert!(file == wanted.as_bytes(), "{rows}");
            assert_eq!(digest.bytes, wanted.len() as u64);
            assert_eq!(digest.sha256, sha256(wanted.as_bytes()));
        }
    }

    #[test]
    fn a_row_that_cannot_be_made_and_a_full_disk_end_the_file_with_their_error() {
        let piece = |rows: Range<usize>, bytes: &mut Vec<u8>| {
            bytes.extend(rows.clone().map(|_| b'x'));
            match rows.contains(&(9 * PIECE)) {
                true => Err("no such row".into()),
                false => Ok(()),
            }
        };
        let error = write(Vec::new(), 30 * PIECE, &piece, Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "no such row");
        let error = write(Vec::new(), 30 * PIECE, &piece, FullDisk(3 * PIECE + 5)).unwrap_err();
        let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        assert_eq!(kind, Some(std::io::ErrorKind::StorageFull));
    }
}
