//! What stands in brackets: one blank behind commas and colons, and within braces; lines stay lines.

use super::block::Layout;
use super::cursor::{BLANKS, indent, is_blank, plain_length};
use super::odd::Odd;

/// What was written last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// The line has nothing yet.
    Nothing,
    OpenBrace,
    OpenBracket,
    Comma,
    Colon,
    /// An anchor or a type, which belongs to what follows.
    Mark,
    Value,
}

impl Layout<'_> {
    /// A list or a mapping in brackets, which starts here.
    pub(super) fn flow(&mut self) -> Result<(), Odd> {
        let mut depth = 0_usize;
        // The value that begins here stands where it stands: no blank before it.
        let mut last = Last::Nothing;
        loop {
            self.cursor.skip_blanks();
            if self.at_end() {
                self.next_flow_line()?;
                last = Last::Nothing;
                continue;
            }
            let rest = self.cursor.rest();
            let Some(letter) = rest.chars().next() else { continue };
            match letter {
                '{' | '[' => {
                    self.gap(last);
                    self.line.push_str(self.cursor.take(1));
                    depth += 1;
                    last = if letter == '{' {
                        Last::OpenBrace
                    } else {
                        Last::OpenBracket
                    };
                }
                '}' | ']' => {
                    if letter == '}' && !matches!(last, Last::OpenBrace | Last::Nothing) {
                        self.line.push(' ');
                    }
                    self.line.push_str(self.cursor.take(1));
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Ok(());
                    }
                    last = Last::Value;
                }
                ',' => {
                    self.line.push_str(self.cursor.take(1));
                    last = Last::Comma;
                }
                ':' if ends_key(rest, last) => {
                    self.line.push_str(self.cursor.take(1));
                    last = Last::Colon;
                }
                '?' if rest.len() == 1 || rest.get(1..).is_some_and(|rest| rest.starts_with(BLANKS)) => {
                    return Err(self.odd("a key behind `?`", "write the key without it"));
                }
                '"' | '\'' => {
                    self.gap(last);
                    self.quoted()?;
                    last = Last::Value;
                }
                '&' | '!' | '*' => {
                    self.gap(last);
                    let length = rest
                        .find(|letter| BLANKS.contains(&letter) || ",[]{}".contains(letter))
                        .unwrap_or(rest.len());
                    self.line.push_str(self.cursor.take(length));
                    last = if letter == '*' { Last::Value } else { Last::Mark };
                }
                _ => {
                    self.gap(last);
                    let length = plain_length(rest, true).max(letter.len_utf8());
                    self.line.push_str(self.cursor.take(length));
                    last = Last::Value;
                }
            }
        }
    }

    /// The blank before something, where one belongs.
    fn gap(&mut self, last: Last) {
        match last {
            Last::Nothing | Last::OpenBracket => {}
            Last::OpenBrace | Last::Comma | Last::Colon | Last::Mark | Last::Value => self.line.push(' '),
        }
    }

    /// Ends the line within brackets, and begins the next that has something.
    fn next_flow_line(&mut self) -> Result<(), Odd> {
        self.end_of_line()?;
        loop {
            if !self.cursor.next_line() {
                return Err(self.odd("a bracket that isn't closed", "close it"));
            }
            let line = self.cursor.rest();
            let column = indent(line);
            let moved = self.moved(column);
            self.cursor.at = column;
            if !is_blank(line) && !self.cursor.rest().starts_with('#') {
                self.line.extend(std::iter::repeat_n(' ', moved));
                return Ok(());
            }
            // A blank line is part of a text that goes on over it.
            self.end_of_line()?;
        }
    }
}

/// Whether a colon ends a key: a blank or the end of a part follows, or a text in quotes is before it.
fn ends_key(rest: &str, last: Last) -> bool {
    let next = rest.get(1..).and_then(|rest| rest.chars().next());
    last == Last::Value || next.is_none_or(|next| BLANKS.contains(&next) || ",[]{}".contains(next))
}
