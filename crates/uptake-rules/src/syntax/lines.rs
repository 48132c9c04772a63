//! The lines of a text that isn't valid YAML, as far as they can be read one by one.

/// A line that has something: neither blank nor a comment nor part of a block of text.
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: usize,
    /// The byte where it starts.
    pub(super) start: usize,
    /// All of it, without its end.
    pub(super) whole: &'a str,
    /// How many bytes of white space it starts with.
    pub(super) indent: usize,
    /// What follows.
    pub(super) text: &'a str,
}

/// The lines of a text that have something.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found: Vec<Line<'_>> = Vec::new();
    let mut start = 0;
    // The indent of the key whose value is a block of text.
    let mut block: Option<usize> = None;
    for (whole, number) in text.split_inclusive('\n').zip(1..) {
        let line = whole.trim_end_matches(['\n', '\r']);
        let rest = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - rest.len();
        let here = start;
        start += whole.len();
        if rest.trim().is_empty() {
            continue;
        }
        if block.is_some_and(|key| indent > key) {
            continue;
        }
        block = None;
        if rest.starts_with('#') {
            continue;
        }
        let end = rest.trim_end();
        let opens = |mark: &str| end.ends_with(&format!(": {mark}")) || end.ends_with(&format!("- {mark}"));
        if ["|", ">", "|-", ">-", "|+", ">+"].iter().any(|mark| opens(mark)) {
            block = Some(indent);
        }
        found.push(Line {
            number,
            start: here,
            whole: line,
            indent,
            text: rest,
        });
    }
    found
}

impl<'a> Line<'a> {
    /// Where the value of its first key starts, from the start of the line; `None` if it has no key.
    fn after_key(&self) -> Option<usize> {
        let key = self.key_end()?;
        Some(key + 1)
    }

    /// Where the colon of its first key is, from the start of the line.
    fn key_end(&self) -> Option<usize> {
        let own = self.text.trim_start_matches("- ");
        let from = self.indent + self.text.len() - own.len();
        if own.starts_with(['{', '[']) {
            return None;
        }
        let quote = own.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let key = match quote {
            Some(quote) => own.get(1..)?.find(quote)? + 2,
            None => 0,
        };
        let rest = own.get(key..)?;
        let colon = match quote {
            Some(_) => rest.starts_with(':').then_some(0)?,
            None => rest
                .find(": ")
                .or_else(|| rest.trim_end().strip_suffix(':').map(str::len))?,
        };
        // A blank before the colon is no part of a plain key; a condition has many.
        let key_text = rest.get(..colon)?;
        let words = key_text.split_whitespace().count();
        (words <= 3 && !key_text.contains(['{', '[', '"'])).then_some(from + key + colon)
    }

    /// Whether it starts with a key.
    pub(super) fn is_key(&self) -> bool {
        self.key_end().is_some()
    }

    /// Whether its first key has a value on the same line.
    pub(super) fn has_value(&self) -> bool {
        self.value().is_some()
    }

    /// The value of its first key, or the item of a list, with its place from the start of the line.
    pub(super) fn value(&self) -> Option<(usize, &'a str)> {
        let from = match self.after_key() {
            Some(from) => from,
            None => self.text.starts_with("- ").then_some(self.indent + 2)?,
        };
        let rest = self.whole.get(from..)?;
        let text = rest.trim_start_matches(' ');
        (!text.trim().is_empty() && !text.starts_with('#')).then_some((from + rest.len() - text.len(), text))
    }

    /// The letters that may have a meaning in YAML: all up to the first letter of the value.
    pub(super) fn structure(&self) -> impl Iterator<Item = (usize, char)> + '_ {
        let end = match self.after_key() {
            None => self.whole.len(),
            Some(from) => {
                let rest = self.whole.get(from..).unwrap_or("");
                let blank = rest.len() - rest.trim_start().len();
                let first = rest.trim_start().chars().next().map_or(0, char::len_utf8);
                from + blank + first
            }
        };
        self.whole.char_indices().take_while(move |(at, _)| *at < end)
    }

    /// Its letters outside of quotes and comments, with their places from the start of the line.
    pub(super) fn outside_quotes(&self) -> impl Iterator<Item = (usize, char)> + '_ {
        let mut quote = None;
        let mut before = ' ';
        let mut comment = false;
        self.whole.char_indices().filter(move |(_, letter)| {
            let last = std::mem::replace(&mut before, *letter);
            comment |= quote.is_none() && *letter == '#' && last.is_whitespace();
            match quote {
                _ if comment => false,
                Some(open) => {
                    if *letter == open && last != '\\' {
                        quote = None;
                    }
                    false
                }
                None if matches!(letter, '"' | '\'') && !last.is_alphanumeric() => {
                    quote = Some(*letter);
                    false
                }
                None => true,
            }
        })
    }

    /// Whether a bracket at a place begins a list or a mapping: it begins a value, an item or the line.
    pub(super) fn opens_flow(&self, place: usize) -> bool {
        place == self.indent || self.value().is_some_and(|(from, _)| from == place)
    }

    /// Where a quote begins that isn't closed on this line, from its start: one that begins a value, or stands within brackets
    /// that do.
    pub(super) fn open_quote(&self) -> Option<usize> {
        let (from, text) = match self.value() {
            Some(value) => value,
            None => (self.indent, self.text.starts_with(['{', '[']).then_some(self.text)?),
        };
        if !text.starts_with(['"', '\'', '{', '[']) {
            return None;
        }
        let mut open: Option<(usize, char)> = None;
        let mut last = ' ';
        for (at, letter) in text.char_indices() {
            match open {
                Some((_, quote)) if letter == quote && last != '\\' => open = None,
                Some(_) => {}
                None if letter == '#' && last == ' ' => break,
                None if matches!(letter, '"' | '\'') && matches!(last, ' ' | '[' | '{' | ',' | '(' | '=') => {
                    open = Some((from + at, letter));
                }
                None => {}
            }
            last = letter;
        }
        open.map(|(at, _)| at)
    }
}
