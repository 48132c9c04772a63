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

/// The top bit of each of the twelve bytes that a short value has: set in none of them, it is ASCII.
const NOT_ASCII: u128 = 0x8080_8080_8080_8080_8080_8080;

/// Checks the views of rows that aren't null. `Err` has the first that is wrong, and how; a text that lies in a buffer is
/// looked at last.
pub(super) fn views(
    views: &[View],
    is_null: impl Fn(usize) -> bool,
    buffers: &[&[u8]],
    utf8: bool,
) -> Result<(), (usize, ViewFault)> {
    let mut long: usize = 0;
    for (row, view) in views.iter().enumerate() {
        // Nearly every text there is, in a few instructions. What lies behind the value must be zero, as comparisons look at
        // all twelve bytes.
        let (length, bytes) = view.short();
        if length <= INLINE && bytes >> (8 * length) == 0 && bytes & NOT_ASCII == 0 {
            continue;
        }
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
