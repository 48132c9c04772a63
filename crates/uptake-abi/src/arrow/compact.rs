//! Long values of views put one after the other, where their buffers hold much that no view points at.

use super::column::View;
use super::utf8::{INLINE, value};

/// Bytes that don't count: below, nothing is won.
const LITTLE: usize = 1 << 16;

/// The views with one buffer that holds their long values alone; nothing where the buffers hold hardly more than that, or where
/// one buffer can't hold them. The views are those of a checked column.
#[must_use]
pub fn compact(views: &[View], buffers: &[&[u8]]) -> Option<(Vec<View>, Vec<u8>)> {
    let held: usize = buffers.iter().map(|buffer| buffer.len()).sum();
    if held <= LITTLE {
        return None;
    }
    let length = |view: &View| match view.length() {
        0..=INLINE => 0,
        long => usize::try_from(long).unwrap_or(usize::MAX),
    };
    let needed = views.iter().map(length).fold(0, usize::saturating_add);
    if held <= needed.saturating_mul(2).saturating_add(LITTLE) {
        return None;
    }
    let mut bytes = Vec::with_capacity(needed);
    let mut moved = Vec::with_capacity(views.len());
    for view in views {
        if view.length() <= INLINE {
            moved.push(*view);
            continue;
        }
        moved.push(view.at(u32::try_from(bytes.len()).ok()?));
        bytes.extend_from_slice(value(view, buffers)?);
    }
    Some((moved, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(length: u32, prefix: [u8; 4], buffer: u32, offset: u32) -> View {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&length.to_ne_bytes());
        bytes[4..8].copy_from_slice(&prefix);
        bytes[8..12].copy_from_slice(&buffer.to_ne_bytes());
        bytes[12..].copy_from_slice(&offset.to_ne_bytes());
        View::of(bytes)
    }

    #[test]
    fn few_long_values_of_a_large_buffer_are_put_one_after_the_other() {
        let first = vec![b'a'; 1 << 17];
        let mut second = vec![b'b'; 100];
        second[50..70].copy_from_slice(b"twenty letters, look");
        let buffers = [first.as_slice(), second.as_slice()];
        let views = [long(20, *b"twen", 1, 50), View::EMPTY, long(13, *b"aaaa", 0, 9)];
        let (moved, bytes) = compact(&views, &buffers).unwrap();
        assert_eq!(bytes, b"twenty letters, lookaaaaaaaaaaaaa");
        let read: Vec<&[u8]> = moved.iter().map(|view| value(view, &[&bytes]).unwrap()).collect();
        assert_eq!(read, [b"twenty letters, look".as_slice(), b"", b"aaaaaaaaaaaaa"]);
        // All of it is needed, or there is hardly anything to win.
        assert!(compact(&[long(100_000, *b"aaaa", 0, 0)], &buffers).is_none());
        assert!(compact(&views, &[b"short"]).is_none());
    }
}
