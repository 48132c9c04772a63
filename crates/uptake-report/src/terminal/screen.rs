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

/// Texts of one or several lines in their order. A text is there as a whole or not at all: a sentence without its end misleads.
#[derive(Default)]
pub(super) struct Screen {
    texts: Vec<(Matters, String)>,
}

impl Screen {
    /// Adds a text of one or several lines.
    pub(super) fn add(&mut self, matters: Matters, text: &str) {
        if !text.is_empty() {
            self.texts.push((matters, text.trim_end_matches('\n').to_owned()));
        }
    }

    /// Adds an empty line, unless there is one.
    pub(super) fn room(&mut self) {
        if self.texts.last().is_some_and(|(_, text)| !text.is_empty()) {
            self.texts.push((Matters::Room, String::new()));
        }
    }

    /// What fits into so many lines: what matters least goes first, of equals the last ones. What always stays does, however
    /// many lines it takes.
    pub(super) fn fitting(mut self, most: Option<usize>) -> String {
        let lines = |text: &str| text.split('\n').count();
        let mut all: usize = self.texts.iter().map(|(_, text)| lines(text)).sum();
        while most.is_some_and(|most| all > most) {
            let least = self.texts.iter().map(|(matters, _)| *matters).max();
            let Some(least) = least.filter(|least| *least != Matters::Always) else {
                break;
            };
            let Some(place) = self.texts.iter().rposition(|(matters, _)| *matters == least) else {
                break;
            };
            let (_, text) = self.texts.remove(place);
            all -= lines(&text);
        }
        self.texts.iter().map(|(_, text)| format!("{text}\n")).collect()
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
        // No sentence without its end.
        assert_eq!(screen().fitting(Some(3)), "the figure\nwhy\n");
        assert_eq!(screen().fitting(Some(0)), "the figure\n");
    }
}
