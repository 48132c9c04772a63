//! Lines of which some may be left out, so that the rest fits on a screen.

/// A line is left out before all those that matter more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Matters {
    /// It stays.
    Always,
    /// What explains it.
    Much,
    /// What stands beside it.
    Some,
    /// What is good to know.
    Little,
    /// Room between parts.
    Room,
}

/// Lines in their order.
#[derive(Default)]
pub(super) struct Screen {
    lines: Vec<(Matters, String)>,
}

impl Screen {
    /// Adds a text of one or several lines.
    pub(super) fn add(&mut self, matters: Matters, text: &str) {
        self.lines.extend(text.lines().map(|line| (matters, line.to_owned())));
    }

    /// Adds an empty line, unless there is one.
    pub(super) fn room(&mut self) {
        if self.lines.last().is_some_and(|(_, line)| !line.is_empty()) {
            self.lines.push((Matters::Room, String::new()));
        }
    }

    /// What fits into so many lines: what matters least goes first, of equals the last ones. What always stays does, however
    /// many lines it takes.
    pub(super) fn fitting(mut self, most: Option<usize>) -> String {
        while most.is_some_and(|most| self.lines.len() > most) {
            let least = self.lines.iter().map(|(matters, _)| *matters).max();
            let Some(least) = least.filter(|least| *least != Matters::Always) else {
                break;
            };
            let Some(place) = self.lines.iter().rposition(|(matters, _)| *matters == least) else {
                break;
            };
            self.lines.remove(place);
        }
        self.lines.iter().map(|(_, line)| format!("{line}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_least_goes_first_and_what_must_stay_stays() {
        let screen = || {
            let mut screen = Screen::default();
            screen.add(Matters::Always, "the figure");
            screen.room();
            screen.add(Matters::Much, "why");
            screen.add(Matters::Little, "more\nand more");
            screen
        };
        assert_eq!(screen().fitting(None).lines().count(), 5);
        assert_eq!(screen().fitting(Some(4)), "the figure\nwhy\nmore\nand more\n");
        assert_eq!(screen().fitting(Some(3)), "the figure\nwhy\nmore\n");
        assert_eq!(screen().fitting(Some(0)), "the figure\n");
    }
}
