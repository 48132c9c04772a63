//! What to fix first, in the order of what rests on it.

use super::screen::{Matters, Screen};
use crate::Written;
use crate::gate::rests;
use crate::layout::headed;
use crate::style::Style;

/// How many are told before the others are only counted.
const MOST: usize = 3;

/// The lines.
pub(super) fn lines(screen: &mut Screen, outcome: &Written, style: Style) {
    for (place, blocker) in outcome.fix_first.iter().take(MOST).enumerate() {
        let Some(check) = outcome.checks.iter().find(|check| check.name == blocker.check) else {
            continue;
        };
        let what = check.fix.as_deref().unwrap_or(&check.title);
        let head = format!("{} {}   ", style.strong("fix"), place + 1);
        let text = format!("{what} ({})", rests(&blocker.stages, &blocker.checks));
        let matters = if place == 0 { Matters::Always } else { Matters::Much };
        screen.add(matters, &headed(&head, &text, style.width));
    }
    if outcome.fix_first.len() > MOST {
        let more = format!("and {} more to fix: see `uptake gate`", outcome.fix_first.len() - MOST);
        screen.add(Matters::Some, &headed("        ", &more, style.width));
    }
}
