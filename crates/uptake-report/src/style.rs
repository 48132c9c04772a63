//! How what people read may be dressed.

/// The width of what isn't read on a terminal: the same bytes wherever it goes.
pub const PLAIN_WIDTH: usize = 100;

/// The width of every detail that isn't read on a terminal: each fact stays in one line, for whoever searches in it.
const UNBROKEN: usize = 100_000;

/// No narrower than this, however small the terminal is.
const LEAST_WIDTH: usize = 40;

/// How much is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// One line.
    Brief,
    /// What fits on a screen.
    #[default]
    Glance,
    /// All.
    Verbose,
}

/// How what people read may be dressed.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether it may have colours.
    pub colour: bool,
    /// How wide it may be, in columns.
    pub width: usize,
    /// How many lines a screen has, if it is one.
    pub height: Option<usize>,
    /// How much is told.
    pub detail: Detail,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            colour: false,
            width: PLAIN_WIDTH,
            height: None,
            detail: Detail::Glance,
        }
    }
}

impl Style {
    /// For what isn't read on a terminal.
    #[must_use]
    pub fn piped(detail: Detail) -> Self {
        let width = match detail {
            Detail::Verbose => UNBROKEN,
            Detail::Brief | Detail::Glance => PLAIN_WIDTH,
        };
        Self {
            width,
            detail,
            ..Self::default()
        }
    }

    /// For a terminal of so many columns and lines.
    #[must_use]
    pub fn on_terminal(colour: bool, (columns, lines): (usize, usize), detail: Detail) -> Self {
        Self {
            colour,
            width: columns.max(LEAST_WIDTH),
            height: Some(lines),
            detail,
        }
    }

    /// What must be seen.
    #[must_use]
    pub fn strong(self, text: &str) -> String {
        self.dressed(text, "1")
    }

    /// What is wrong.
    #[must_use]
    pub fn wrong(self, text: &str) -> String {
        self.dressed(text, "1;31")
    }

    /// What is worth a look.
    #[must_use]
    pub fn doubtful(self, text: &str) -> String {
        // Magenta can be read on black and on white (contrast 4.5 and 4.7 with the colours that xterm starts with), yellow on
        // white can't (1.7).
        self.dressed(text, "35")
    }

    /// What is as it should be.
    #[must_use]
    pub fn well(self, text: &str) -> String {
        self.dressed(text, "32")
    }

    /// Yes, no or unknown.
    pub(crate) fn truth(self, holds: Option<bool>) -> String {
        let word = word(holds);
        match holds {
            Some(true) => self.well(word),
            Some(false) => word.to_owned(),
            None => self.doubtful(word),
        }
    }

    fn dressed(self, text: &str, how: &str) -> String {
        match self.colour && !text.is_empty() {
            true => format!("\u{1b}[{how}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}

/// `yes`, `no` or `unknown`.
#[must_use]
pub fn word(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}
