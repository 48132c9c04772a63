//! Text → rows of fields, each with the lines that it stands on.

/// A row of a delimited text. A blank line is a row without fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// The line that it begins on, from 1, as an editor shows it.
    pub first_line: u64,
    /// The line that it ends on.
    pub last_line: u64,
    /// Its fields, as written: nothing is trimmed.
    pub fields: Vec<String>,
    /// Whether letters follow a closing quote, or a quote is never closed.
    pub broken: bool,
}

impl TextRow {
    /// Whether no field has a letter.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }
}

/// How fields are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Between two fields.
    pub separator: char,
    /// Around a field that holds separators or line breaks; doubled within it.
    pub quote: Option<char>,
}

/// Cuts a text into rows, at most `most`. Lines end with `\n`, `\r\n` or `\r`.
#[must_use]
pub fn rows(text: &str, marks: Marks, most: usize) -> Vec<TextRow> {
    let mut cutter = Cutter {
        rows: Vec::new(),
        fields: Vec::new(),
        field: String::new(),
        first_line: 1,
        line: 1,
        broken: false,
    };
    let mut letters = text.chars().peekable();
    let mut quoted = false;
    let mut fresh = true;
    let mut closed = false;
    while let Some(letter) = letters.next() {
        if quoted {
            match () {
                () if Some(letter) == marks.quote && letters.peek() == Some(&letter) => {
                    letters.next();
                    cutter.field.push(letter);
                }
                () if Some(letter) == marks.quote => {
                    quoted = false;
                    closed = true;
                }
                () => {
                    let ends = letter == '\n' || (letter == '\r' && letters.peek() != Some(&'\n'));
                    cutter.line += u64::from(ends);
                    cutter.field.push(letter);
                }
            }
            continue;
        }
        match letter {
            '\r' | '\n' => {
                if letter == '\r' {
                    letters.next_if_eq(&'\n');
                }
                cutter.end_row();
                if cutter.rows.len() >= most {
                    return cutter.rows;
                }
                fresh = true;
                closed = false;
            }
            _ if letter == marks.separator => {
                cutter.end_field();
                fresh = true;
                closed = false;
            }
            _ if fresh && Some(letter) == marks.quote => {
                quoted = true;
                fresh = false;
            }
            _ => {
                cutter.field.push(letter);
                cutter.broken |= closed && !letter.is_whitespace();
                fresh = false;
            }
        }
    }
    cutter.broken |= quoted;
    if !cutter.field.is_empty() || !cutter.fields.is_empty() {
        cutter.end_row();
    }
    cutter.rows
}

struct Cutter {
    rows: Vec<TextRow>,
    fields: Vec<String>,
    field: String,
    first_line: u64,
    line: u64,
    broken: bool,
}

impl Cutter {
    fn end_field(&mut self) {
        self.fields.push(std::mem::take(&mut self.field));
    }

    fn end_row(&mut self) {
        if !self.field.is_empty() || !self.fields.is_empty() {
            self.end_field();
        }
        self.rows.push(TextRow {
            first_line: self.first_line,
            last_line: self.line,
            fields: std::mem::take(&mut self.fields),
            broken: std::mem::take(&mut self.broken),
        });
        self.line += 1;
        self.first_line = self.line;
    }
}

/// How many lines a text has, as an editor shows them; a line break at the very end begins no further one.
#[must_use]
pub fn lines(text: &str) -> u64 {
    let breaks = text.replace("\r\n", "\n").replace('\r', "\n");
    let open = !breaks.is_empty() && !breaks.ends_with('\n');
    let count = breaks.matches('\n').count() + usize::from(open);
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEMICOLONS: Marks = Marks {
        separator: ';',
        quote: Some('"'),
    };

    fn cut(text: &str) -> Vec<(u64, u64, Vec<String>)> {
        let rows = rows(text, SEMICOLONS, usize::MAX);
        rows.into_iter()
            .map(|row| (row.first_line, row.last_line, row.fields))
            .collect()
    }

    fn fields(of: &[&str]) -> Vec<String> {
        of.iter().map(|field| (*field).to_owned()).collect()
    }

    #[test]
    fn rows_know_their_lines_also_behind_breaks_in_quotes_and_blank_lines() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a;b", "\"x", "y\";2", "", "3;\"say \"\"hi\"\"\""].join(end);
            assert_eq!(
                cut(&text),
                [
                    (1, 1, fields(&["a", "b"])),
                    (2, 3, fields(&[&format!("x{end}y"), "2"])),
                    (4, 4, Vec::new()),
                    (5, 5, fields(&["3", "say \"hi\""])),
                ]
            );
            assert_eq!(lines(&text), 5);
        }
    }

    #[test]
    fn a_quote_within_a_field_is_a_letter() {
        assert_eq!(cut("5\" screen;b"), [(1, 1, fields(&["5\" screen", "b"]))]);
    }

    #[test]
    fn a_break_at_the_end_begins_no_row() {
        assert_eq!(cut("a;b\n").len(), 1);
        assert_eq!(lines("a;b\n"), 1);
        assert_eq!(cut(";\n"), [(1, 1, fields(&["", ""]))]);
    }
}
