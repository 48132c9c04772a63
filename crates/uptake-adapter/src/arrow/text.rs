//! Whether texts are UTF-8, in as few looks as possible.

use super::View;

/// The longest value that lies in its view, in bytes.
const INLINE: u32 = 12;

/// What is wrong with a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ViewFault {
    /// It points at nothing, or its prefix isn't that of its value.
    Place,
    /// Its value is no UTF-8.
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

/// Checks the views of rows that aren't null. `Err` has the first that is wrong, and how.
pub(super) fn views(
    views: &[View],
    is_null: impl Fn(usize) -> bool,
    buffers: &[&[u8]],
    utf8: bool,
) -> Result<(), (usize, ViewFault)> {
    let mut long: usize = 0;
    let mut ascii = true;
    for (row, view) in views.iter().enumerate() {
        if is_null(row) {
            continue;
        }
        match value(view, buffers) {
            Some(bytes) if view.length() <= INLINE => ascii &= bytes.is_ascii(),
            Some(bytes) => long += bytes.len(),
            None => return Err((row, ViewFault::Place)),
        }
    }
    if !utf8 {
        return Ok(());
    }
    // Buffers may be far larger than the part that these rows see; only then each value is looked at by itself.
    let held: usize = buffers.iter().map(|buffer| buffer.len()).sum();
    if ascii && held <= long.saturating_mul(2).saturating_add(1 << 16) && buffers.iter().all(|buffer| buffer.is_ascii())
    {
        return Ok(());
    }
    for (row, view) in views.iter().enumerate() {
        let text = value(view, buffers).is_some_and(|bytes| std::str::from_utf8(bytes).is_ok());
        if !text && !is_null(row) {
            return Err((row, ViewFault::Text));
        }
    }
    Ok(())
}

/// The value of a view, if the view is in order.
fn value<'a>(view: &'a View, buffers: &[&'a [u8]]) -> Option<&'a [u8]> {
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
