//! Whether texts are UTF-8, in as few looks as possible.

use super::column::View;

/// The longest value that lies in its view, in bytes.
pub(super) const INLINE: u32 = 12;

/// What is wrong with a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ViewFault {
    /// It points at nothing, or its prefix isn't that of its value.
    Place,
    /// Its value isn't UTF-8.
    Text,
}

/// Whether values that lie one after the other, parted at `ends`, are UTF-8 each. `Err` has the first that isn't.
pub(super) fn parted(values: &[u8], ends: impl Iterator<Item = usize> + Clone) -> Result<(), usize> {
    // Most text is ASCII, where every place parts two letters.
    if values.is_ascii() {
        return Ok(());
    }
    if let Ok(text) = std::str::from_utf8(values)
        && ends.clone().all(|end| text.is_char_boundary(end))
    {
        return Ok(());
    }
    let mut start = None;
    for (row, end) in ends.enumerate() {
        let from = start.replace(end);
        let value = from.and_then(|from| values.get(from..end));
        if value.is_some_and(|value| std::str::from_utf8(value).is_err()) {
            return Err(row.saturating_sub(1));
        }
    }
    // What isn't UTF-8 lies between no two ends.
    Ok(())
}

/// For each length of a short value, what isn't set in the two halves of its view if it is ASCII: the top bit of each byte, and
/// all of those behind the value, which must be zero, as comparisons look at all twelve. The last is for longer values: all.
const UNSET: [(u64, u64); 14] = [
    unset(0),
    unset(1),
    unset(2),
    unset(3),
    unset(4),
    unset(5),
    unset(6),
    unset(7),
    unset(8),
    unset(9),
    unset(10),
    unset(11),
    unset(12),
    (u64::MAX, u64::MAX),
];

#[expect(clippy::cast_possible_truncation, reason = "the lower half, and the upper one")]
const fn unset(length: u32) -> (u64, u64) {
    let value = (1_u128 << (8 * length)) - 1;
    let bits = (!value | 0x8080_8080_8080_8080_8080_8080) << 32;
    (bits as u64, (bits >> 64) as u64)
}

/// Views that are looked at together.
const TOGETHER: usize = 32;

/// Whether all views are of short values that are ASCII, in a few instructions for each.
fn plain(views: &[View]) -> bool {
    let mut set = 0;
    for view in views {
        let (low, high) = view.halves();
        let length = usize::try_from(low & 0xffff_ffff).unwrap_or(usize::MAX).min(13);
        let (unset_low, unset_high) = UNSET.get(length).copied().unwrap_or((u64::MAX, u64::MAX));
        set |= low & unset_low | high & unset_high;
    }
    set == 0
}

/// Checks the views of rows that aren't null. `Err` has the first that is wrong, and how; a text that lies in a buffer is
/// looked at last.
pub(super) fn views(
    views: &[View],
    is_null: impl Fn(usize) -> bool,
    buffers: &[&[u8]],
    utf8: bool,
) -> Result<(), (usize, ViewFault)> {
    let mut long: usize = 0;
    let unlike = views.chunks(TOGETHER).zip((0..).step_by(TOGETHER));
    // Nearly every text there is, is passed over here.
    for (some, first) in unlike.filter(|(some, _)| !plain(some)) {
        for (row, view) in (first..).zip(some) {
            if is_null(row) {
                continue;
            }
            match value(view, buffers) {
                None => return Err((row, ViewFault::Place)),
                Some(bytes) if view.length() > INLINE => long += bytes.len(),
                Some(bytes) if utf8 && std::str::from_utf8(bytes).is_err() => return Err((row, ViewFault::Text)),
                Some(_) => {}
            }
        }
    }
    if !utf8 || long == 0 {
        return Ok(());
    }
    // Buffers may be far larger than the part that these rows see; only then each value is looked at by itself.
    let held: usize = buffers.iter().map(|buffer| buffer.len()).sum();
    if held <= long.saturating_mul(2).saturating_add(1 << 16) && buffers.iter().all(|buffer| buffer.is_ascii()) {
        return Ok(());
    }
    for (row, view) in views.iter().enumerate() {
        if view.length() <= INLINE || is_null(row) {
            continue;
        }
        if value(view, buffers).is_none_or(|bytes| std::str::from_utf8(bytes).is_err()) {
            return Err((row, ViewFault::Text));
        }
    }
    Ok(())
}

/// The value of a view, if the view is in order.
pub(super) fn value<'a>(view: &'a View, buffers: &[&'a [u8]]) -> Option<&'a [u8]> {
    let length = usize::try_from(view.length()).ok()?;
    if view.length() <= INLINE {
        let bytes = view.inline();
        // Comparisons look at all twelve bytes: what lies behind the value must be zero.
        let (value, rest) = bytes.split_at_checked(length)?;
        return rest.iter().all(|byte| *byte == 0).then_some(value);
    }
    let buffer = buffers.get(usize::try_from(view.buffer()).ok()?)?;
    let start = usize::try_from(view.offset()).ok()?;
    let value = buffer.get(start..start.checked_add(length)?)?;
    value.starts_with(view.prefix()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ascii_texts_are_plain_and_nothing_else_is() {
        for length in 0..=14_u32 {
            for at in 0..12_usize {
                for byte in [0_u8, b'a', 0x7f, 0x80, 0xff] {
                    let mut bytes = [0; 16];
                    bytes[..4].copy_from_slice(&length.to_le_bytes());
                    for place in 0..length.min(12) as usize {
                        bytes[4 + place] = b'x';
                    }
                    bytes[4 + at] = byte;
                    let outside = at >= length as usize && byte != 0;
                    let expected = length <= INLINE && byte < 0x80 && !outside;
                    let view = View::of(bytes);
                    assert_eq!(
                        plain(&[View::EMPTY, view, View::EMPTY]),
                        expected,
                        "{length} {at} {byte}"
                    );
                    let checked = views(&[View::EMPTY, view], |_| false, &[], true);
                    let sound = length <= INLINE && !outside && byte < 0x80;
                    assert_eq!(checked.is_ok(), sound, "{length} {at} {byte}: {checked:?}");
                    assert!(views(&[view], |_| true, &[], true).is_ok() || !sound);
                }
            }
        }
        assert!(!plain(&[View::of([0xff; 16])]));
    }

    #[test]
    fn a_fault_is_told_with_its_row_wherever_it_stands() {
        for row in [0, 31, 32, 33, 64, 99] {
            let mut all = vec![View::EMPTY; 100];
            let mut bytes = [0; 16];
            bytes[0] = 1;
            bytes[4] = 0xff;
            all[row] = View::of(bytes);
            assert_eq!(views(&all, |_| false, &[], true), Err((row, ViewFault::Text)));
            assert_eq!(views(&all, |_| false, &[], false), Ok(()));
            assert_eq!(views(&all, |at| at == row, &[], true), Ok(()));
        }
    }
}
