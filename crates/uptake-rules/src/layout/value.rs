//! What stands behind a key or a dash: texts over several lines, and blocks of text.

use super::block::{Layout, STEP};
use super::cursor::{BLANKS, closing, indent, is_blank, plain_length, quoted_length};
use super::odd::Odd;

impl Layout<'_> {
    /// Lays out a value, which starts here. Its last line stays open.
    pub(super) fn value(&mut self) -> Result<(), Odd> {
        // Anchors and types stand before a value.
        while self.cursor.rest().starts_with(['&', '!']) {
            let rest = self.cursor.rest();
            let length = rest.find(BLANKS).unwrap_or(rest.len());
            let mark = self.cursor.take(length);
            self.line.push_str(mark);
            self.cursor.skip_blanks();
            if self.at_end() {
                return Ok(());
            }
            self.line.push(' ');
        }
        match self.cursor.rest().chars().next() {
            Some('[' | '{') => self.flow(),
            Some('"' | '\'') => self.quoted(),
            Some('|' | '>') => self.block_of_text(),
            Some(_) => {
                self.plain();
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// A text in quotes. Where it goes on in further lines, these start as much deeper as they did; all else in them stays.
    pub(super) fn quoted(&mut self) -> Result<(), Odd> {
        let rest = self.cursor.rest();
        if let Some(length) = quoted_length(rest) {
            let text = self.cursor.take(length);
            self.line.push_str(text);
            return Ok(());
        }
        let Some(quote) = rest.chars().next() else {
            return Ok(());
        };
        let text = self.cursor.take(rest.len());
        self.line.push_str(text);
        loop {
            self.end_text_line();
            if !self.cursor.next_line() {
                return Err(self.odd("a text without its closing quote", "close it"));
            }
            let line = self.cursor.rest();
            if is_blank(line) {
                self.cursor.take(line.len());
                continue;
            }
            let column = indent(line);
            let moved = self.moved(column);
            self.line.extend(std::iter::repeat_n(' ', moved));
            self.cursor.at = column;
            let rest = self.cursor.rest();
            match closing(rest, quote) {
                Some(at) => {
                    let text = self.cursor.take(at + 1);
                    self.line.push_str(text);
                    return Ok(());
                }
                None => {
                    let text = self.cursor.take(rest.len());
                    self.line.push_str(text);
                }
            }
        }
    }

    /// A text without quotes, with the deeper lines that follow it.
    fn plain(&mut self) {
        let length = plain_length_to_comment(self.cursor.rest());
        let text = self.cursor.take(length);
        self.line.push_str(text);
        let owner = self.owner();
        // It ends at a comment, and at a line that is no deeper than what it belongs to.
        while is_blank(self.cursor.rest()) {
            let mut next = self.cursor.row + 1;
            while self.cursor.line(next).is_some_and(is_blank) {
                next += 1;
            }
            let Some(line) = self.cursor.line(next) else { return };
            let column = indent(line);
            let text = line.get(column..).unwrap_or("");
            if column <= owner.column || text.starts_with('#') {
                return;
            }
            while self.cursor.row < next {
                self.end_line();
                self.cursor.next_line();
            }
            let moved = self.moved(column);
            self.line.extend(std::iter::repeat_n(' ', moved));
            self.cursor.at = column;
            let length = plain_length_to_comment(self.cursor.rest());
            let text = self.cursor.take(length);
            self.line.push_str(text);
        }
    }

    /// A block of text behind `|` or `>`: its lines stay what they are, one step deeper than what it belongs to.
    fn block_of_text(&mut self) -> Result<(), Odd> {
        let rest = self.cursor.rest();
        let length = rest.find(BLANKS).unwrap_or(rest.len());
        let header = self.cursor.take(length);
        let digit = header.chars().find_map(|letter| letter.to_digit(10));
        let keeps = header.contains('+');
        self.line.push_str(header);
        self.end_of_line()?;
        let owner = self.owner();
        let first = self.cursor.row + 1;
        let lines = || (first..).map_while(|row| self.cursor.line(row));
        let margin = match digit {
            Some(digit) => owner.column + digit as usize,
            None => {
                let visible = lines().find(|line| !is_blank(line)).unwrap_or("");
                indent_of_text(visible)
            }
        };
        if margin <= owner.column {
            self.go_on(first);
            return Ok(());
        }
        let belongs = |line: &&str| is_blank(line) || indent_of_text(line) >= margin;
        let says = |line: &str| !is_blank(line) || line.len() > margin;
        let body: Vec<&str> = lines().take_while(belongs).collect();
        // The last piece of a text that ends with a line end is no line.
        let ends = self.cursor.line(first + body.len()).is_none();
        let whole = match (ends, body.last()) {
            (true, Some(&"")) => body.len() - 1,
            _ => body.len(),
        };
        let said = body.iter().rposition(|line| says(line)).map_or(0, |at| at + 1);
        let count = if keeps { whole } else { said };
        let new = match digit {
            Some(digit) => owner.new + digit as usize,
            None => owner.new + STEP,
        };
        for line in body.iter().take(count) {
            if says(line) {
                self.line.extend(std::iter::repeat_n(' ', new));
                self.line.push_str(line.get(margin..).unwrap_or(""));
            }
            self.end_text_line();
        }
        self.ends_in_a_block = ends;
        self.below_a_block = Some(owner.new);
        self.go_on(first + count);
        Ok(())
    }

    /// Goes on at the start of a line: the one before is written.
    fn go_on(&mut self, row: usize) {
        self.cursor.row = row;
        self.cursor.at = 0;
        self.ended = true;
    }
}

/// A plain text in a block runs to the end of its line: what would end a key there belongs to it.
fn plain_length_to_comment(rest: &str) -> usize {
    let mut from = 0;
    loop {
        let tail = rest.get(from..).unwrap_or("");
        from += plain_length(tail, false);
        let after = rest.get(from..).unwrap_or("");
        let next = after.trim_start_matches(BLANKS);
        match next.starts_with(':') {
            true => from += after.len() - next.len() + 1,
            false => return from,
        }
    }
}

/// How many blanks a line of a block of text starts with. A tab is part of the text.
fn indent_of_text(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}
