//! Lines: which belongs to which, and how far each is indented.

use super::cursor::{BLANKS, Cursor, indent, is_blank, plain_length, quoted_length};
use super::odd::Odd;

/// How much deeper a level is.
pub(super) const STEP: usize = 2;
/// The least number of blanks before a comment behind something.
const GAP: usize = 2;

/// A mapping or a list that lines belong to.
#[derive(Clone, Copy)]
pub(super) struct Level {
    /// Where its keys, or the dashes of its items, start in the text.
    pub(super) column: usize,
    /// Where they start in the result.
    pub(super) new: usize,
    /// Whether it is a list.
    list: bool,
}

/// A line that waits for the one after it.
enum Waiting<'a> {
    Blank,
    Comment(usize, &'a str),
}

/// What is laid out, and what came of it.
pub(super) struct Layout<'a> {
    pub(super) cursor: Cursor<'a>,
    levels: Vec<Level>,
    waiting: Vec<Waiting<'a>>,
    out: String,
    /// The line that is being written.
    pub(super) line: String,
    /// Whether a block of text has ended the last line, and the cursor is at the start of the next.
    pub(super) ended: bool,
    /// Whether the whole text ends in a block of text.
    pub(super) ends_in_a_block: bool,
    /// Where a comment right below a block of text starts at most: deeper it would be a part of the text.
    pub(super) below_a_block: Option<usize>,
}

/// A text with plain line ends in the one style.
pub(super) fn laid_out(text: &str) -> Result<String, Odd> {
    let mut layout = Layout {
        cursor: Cursor::new(text),
        levels: Vec::new(),
        waiting: Vec::new(),
        out: String::with_capacity(text.len()),
        line: String::new(),
        ended: false,
        ends_in_a_block: false,
        below_a_block: None,
    };
    if let Some(at) = text.find('\r') {
        return Err(Odd {
            at,
            what: "a line end of its own kind",
            help: "end lines by `\\n` or `\\r\\n`",
        });
    }
    layout.lines()?;
    layout.release(None);
    if layout.ends_in_a_block && !text.ends_with('\n') {
        // A line end would be one more of the text.
        layout.out.pop();
    }
    Ok(layout.out)
}

impl<'a> Layout<'a> {
    fn lines(&mut self) -> Result<(), Odd> {
        while let Some(line) = self.cursor.line(self.cursor.row) {
            let column = indent(line);
            let text = line.get(column..).unwrap_or("");
            if is_blank(line) {
                self.waiting.push(Waiting::Blank);
            } else if text.starts_with('#') {
                self.waiting
                    .push(Waiting::Comment(column, text.trim_end_matches(BLANKS)));
            } else if column == 0 && (is_marker(text) || text.starts_with('%')) {
                self.release(None);
                self.levels.clear();
                self.line.push_str(text.trim_end_matches(BLANKS));
                self.end_line();
            } else {
                self.cursor.at = column;
                self.content(column, None)?;
                if std::mem::take(&mut self.ended) {
                    continue;
                }
                self.end_of_line()?;
            }
            self.cursor.next_line();
        }
        Ok(())
    }

    /// A key, an item or a value that starts at a column; `inside` is where it starts in the result if something stands before it.
    fn content(&mut self, column: usize, inside: Option<usize>) -> Result<(), Odd> {
        let rest = self.cursor.rest();
        let dash = is_mark(rest, '-');
        if is_mark(rest, '?') {
            return Err(self.odd("a key behind `?`", "write the key without it"));
        }
        let key = key_length(rest);
        let was = self.levels.clone();
        if inside.is_none() {
            self.leave(column, dash);
        }
        let parent = self.levels.last().copied();
        let deeper = parent.map_or(0, |level| level.new + STEP);
        let new = match parent {
            Some(level) if inside.is_none() && level.column == column && level.list == dash => level.new,
            _ => inside.unwrap_or(deeper),
        };
        if inside.is_none() {
            self.release(Some((column, new, &was)));
            self.line.extend(std::iter::repeat_n(' ', new));
        }
        let level = |list| Level { column, new, list };
        let known = |level: &Level, list| inside.is_none() && level.column == column && level.list == list;
        if dash {
            if !parent.is_some_and(|parent| known(&parent, true)) {
                self.levels.push(level(true));
            }
            self.line.push('-');
            self.cursor.at += 1;
            self.cursor.skip_blanks();
            if self.at_end() {
                return Ok(());
            }
            self.line.push(' ');
            return self.content(self.cursor.column(), Some(new + STEP));
        }
        if let Some(length) = key {
            if !parent.is_some_and(|parent| known(&parent, false)) {
                self.levels.push(level(false));
            }
            let text = self.cursor.take(length);
            self.line.push_str(text);
            self.cursor.skip_blanks();
            self.line.push_str(self.cursor.take(1));
            self.cursor.skip_blanks();
            if self.at_end() {
                return Ok(());
            }
            self.line.push(' ');
        }
        self.value()
    }

    /// Leaves the levels that a line at a column doesn't belong to.
    fn leave(&mut self, column: usize, dash: bool) {
        while let Some(level) = self.levels.last() {
            // A list may start at the column of the key that it belongs to.
            let over = level.column > column || (level.column == column && level.list && !dash);
            if !over {
                break;
            }
            self.levels.pop();
        }
    }

    /// The level that a value belongs to.
    pub(super) fn owner(&self) -> Level {
        self.levels.last().copied().unwrap_or(Level {
            column: 0,
            new: 0,
            list: false,
        })
    }

    /// Where a line that belongs to the value of the innermost level starts in the result.
    pub(super) fn moved(&self, column: usize) -> usize {
        let owner = self.owner();
        (column + owner.new).saturating_sub(owner.column)
    }

    /// Whether nothing but a comment is left of the line.
    pub(super) fn at_end(&self) -> bool {
        let rest = self.cursor.rest();
        is_blank(rest) || (rest.starts_with('#') && self.after_blank())
    }

    /// Whether white space, or nothing, is before the place.
    fn after_blank(&self) -> bool {
        let line = self.cursor.line(self.cursor.row).unwrap_or("");
        let before = line.get(..self.cursor.at).unwrap_or("");
        before.is_empty() || before.ends_with(BLANKS)
    }

    /// What is left of a line: nothing, or a comment.
    pub(super) fn end_of_line(&mut self) -> Result<(), Odd> {
        self.cursor.skip_blanks();
        if !self.at_end() {
            return Err(self.odd("what stands here", "write it in a line of its own"));
        }
        let rest = self.cursor.rest();
        if rest.starts_with('#') {
            let moved = self.moved(self.cursor.column());
            let least = match self.line.trim_end_matches(BLANKS).is_empty() {
                true => 0,
                false => self.line.trim_end_matches(BLANKS).chars().count() + GAP,
            };
            let width = self.line.trim_end_matches(BLANKS).len();
            self.line.truncate(width);
            let width = self.line.chars().count();
            let blanks = moved.max(least).saturating_sub(width);
            self.line.extend(std::iter::repeat_n(' ', blanks));
            self.line.push_str(rest.trim_end_matches(BLANKS));
            self.cursor.at += rest.len();
        }
        self.end_line();
        Ok(())
    }

    /// Ends the line that is being written. White space at its end is left out.
    pub(super) fn end_line(&mut self) {
        self.out.push_str(self.line.trim_end_matches(BLANKS));
        self.out.push('\n');
        self.line.clear();
    }

    /// Ends the line that is being written, as it is: white space at its end is part of a text.
    pub(super) fn end_text_line(&mut self) {
        self.out.push_str(&self.line);
        self.out.push('\n');
        self.line.clear();
    }

    /// Writes the lines that waited. A comment goes along with the next line, if it starts where that does, and else with the level
    /// that it stands in.
    fn release(&mut self, next: Option<(usize, usize, &[Level])>) {
        let mut blank = false;
        let most = self.below_a_block.take().unwrap_or(usize::MAX);
        for waiting in std::mem::take(&mut self.waiting) {
            match waiting {
                Waiting::Blank => blank = !self.out.is_empty(),
                Waiting::Comment(column, text) => {
                    let levels = next.map_or(self.levels.as_slice(), |(_, _, levels)| levels);
                    let within = levels.iter().rev().find(|level| level.column <= column);
                    let new = match next {
                        Some((at, new, _)) if at == column => new,
                        _ => within.map_or(column, |level| level.new + column - level.column),
                    };
                    let new = new.min(most);
                    if std::mem::take(&mut blank) {
                        self.blank_line();
                    }
                    self.line.extend(std::iter::repeat_n(' ', new));
                    self.line.push_str(text);
                    self.end_line();
                }
            }
        }
        if blank && next.is_some() {
            self.blank_line();
        }
    }

    fn blank_line(&mut self) {
        self.out.push('\n');
    }

    pub(super) fn odd(&self, what: &'static str, help: &'static str) -> Odd {
        Odd {
            at: self.cursor.place(),
            what,
            help,
        }
    }
}

/// Whether a line is the start or the end of a document.
fn is_marker(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or(line).trim_end_matches(BLANKS);
    line == "---" || line == "..."
}

/// Whether a text begins with a sign that stands for itself.
fn is_mark(text: &str, sign: char) -> bool {
    text.strip_prefix(sign)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(BLANKS))
}

/// How long the key is that a text begins with, without the blanks before its colon; `None` if it begins with none.
fn key_length(text: &str) -> Option<usize> {
    let length = match text.chars().next()? {
        '"' | '\'' => quoted_length(text)?,
        '[' | '{' | '#' | '|' | '>' => return None,
        _ => plain_length(text, false),
    };
    let after = text.get(length..)?.trim_start_matches(BLANKS);
    is_mark(after, ':').then_some(length)
}
