//! A text as lines, and a place in it.

/// White space within a line.
pub(super) const BLANKS: [char; 2] = [' ', '\t'];

/// A place in the lines of a text.
pub(super) struct Cursor<'a> {
    lines: Vec<&'a str>,
    /// The byte of the text that each line starts at.
    starts: Vec<usize>,
    /// The line.
    pub(super) row: usize,
    /// The byte of the line.
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    /// At the start of a text with plain line ends.
    pub(super) fn new(text: &'a str) -> Self {
        let lines: Vec<&str> = text.split('\n').collect();
        let starts = lines.iter().scan(0, |next, line| {
            let here = *next;
            *next += line.len() + 1;
            Some(here)
        });
        Self {
            starts: starts.collect(),
            lines,
            row: 0,
            at: 0,
        }
    }

    /// The byte of the text.
    pub(super) fn place(&self) -> usize {
        self.starts.get(self.row).copied().unwrap_or(0) + self.at
    }

    /// A line, if there is one.
    pub(super) fn line(&self, row: usize) -> Option<&'a str> {
        self.lines.get(row).copied()
    }

    /// The rest of the line.
    pub(super) fn rest(&self) -> &'a str {
        self.line(self.row).and_then(|line| line.get(self.at..)).unwrap_or("")
    }

    /// How many letters of the line are behind.
    pub(super) fn column(&self) -> usize {
        let before = self.line(self.row).and_then(|line| line.get(..self.at)).unwrap_or("");
        before.chars().count()
    }

    /// Skips white space within the line.
    pub(super) fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(BLANKS).len();
    }

    /// Takes so many bytes of the line.
    pub(super) fn take(&mut self, bytes: usize) -> &'a str {
        let taken = self.rest().get(..bytes).unwrap_or("");
        self.at += taken.len();
        taken
    }

    /// Goes to the start of the next line; whether there is one.
    pub(super) fn next_line(&mut self) -> bool {
        self.row += 1;
        self.at = 0;
        self.row < self.lines.len()
    }
}

/// How many letters of white space a line starts with.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(BLANKS).len()
}

/// Whether a line has nothing but white space.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim_matches(BLANKS).is_empty()
}

/// How long a text without quotes is, which starts at the start of `rest`: up to a comment, or in brackets up to what ends it there.
pub(super) fn plain_length(rest: &str, flow: bool) -> usize {
    let mut before = ' ';
    for (at, letter) in rest.char_indices() {
        let follows = || rest.get(at + letter.len_utf8()..).and_then(|rest| rest.chars().next());
        let ends = match letter {
            '#' => BLANKS.contains(&before),
            ':' => follows().is_none_or(|next| BLANKS.contains(&next) || (flow && ",[]{}".contains(next))),
            ',' | '[' | ']' | '{' | '}' => flow,
            _ => false,
        };
        if ends {
            return rest.get(..at).map_or(0, |text| text.trim_end_matches(BLANKS).len());
        }
        before = letter;
    }
    rest.trim_end_matches(BLANKS).len()
}

/// How long a text in quotes is that starts at the start of `rest`, with both quotes; `None` if it doesn't end on this line.
pub(super) fn quoted_length(rest: &str) -> Option<usize> {
    let quote = rest.chars().next()?;
    rest.get(1..).and_then(|inner| closing(inner, quote)).map(|at| at + 2)
}

/// Where the closing quote of a text is that was opened before `text`.
pub(super) fn closing(text: &str, quote: char) -> Option<usize> {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' && quote == '"' {
            let _ = letters.next();
        } else if letter == quote {
            match letters.peek() {
                Some((_, next)) if quote == '\'' && *next == '\'' => {
                    let _ = letters.next();
                }
                _ => return Some(at),
            }
        }
    }
    None
}
