//! Names in the texts of expressions and scripts: what is left once texts, numbers and comments are out of the way.

/// A name in a text, with what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    /// The name.
    pub(crate) text: &'t str,
    /// Its first byte.
    pub(crate) start: usize,
    /// Whether a `.` stands before it.
    pub(crate) after_dot: bool,
    /// The module before it, as in `dates::first`.
    pub(crate) module: Option<&'t str>,
    /// Whether a `(` follows.
    pub(crate) called: bool,
    /// Whether it is a key of a map that is written here, as `a` in `#{a: 1}`.
    pub(crate) key: bool,
}

impl Token<'_> {
    /// The byte after it.
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// What a stretch of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// Code.
    Code,
    /// A text in quotes, with them.
    Quoted,
    /// A comment.
    Comment,
}

/// A text in stretches, one after the other.
pub(crate) fn stretches(text: &str) -> Vec<(Stretch, std::ops::Range<usize>)> {
    let bytes = text.as_bytes();
    let (mut all, mut at, mut from) = (Vec::new(), 0, 0);
    // What stands in `${…}` is code, too: how many braces are open in each that is.
    let mut inner: Vec<usize> = Vec::new();
    let mut push = |kind: Stretch, range: std::ops::Range<usize>| {
        if !range.is_empty() {
            all.push((kind, range));
        }
    };
    while let Some(byte) = bytes.get(at) {
        let (kind, end) = match (byte, bytes.get(at + 1)) {
            (b'`', _) => (Stretch::Quoted, interpolated(bytes, at + 1, &mut inner)),
            (b'}', _) if inner.last() == Some(&0) => {
                inner.pop();
                (Stretch::Quoted, interpolated(bytes, at + 1, &mut inner))
            }
            (b'{' | b'}', _) if !inner.is_empty() => {
                if let Some(open) = inner.last_mut() {
                    *open = if *byte == b'{' {
                        *open + 1
                    } else {
                        open.saturating_sub(1)
                    };
                }
                at += 1;
                continue;
            }
            (b'"' | b'\'', _) => (Stretch::Quoted, quoted(bytes, at)),
            (b'/', Some(b'/')) => (
                Stretch::Comment,
                text.get(at..)
                    .and_then(|rest| rest.find('\n'))
                    .map_or(text.len(), |end| at + end),
            ),
            (b'/', Some(b'*')) => (
                Stretch::Comment,
                text.get(at..)
                    .and_then(|rest| rest.find("*/"))
                    .map_or(text.len(), |end| at + end + 2),
            ),
            _ => {
                at += 1;
                continue;
            }
        };
        push(Stretch::Code, from..at);
        push(kind, at..end);
        at = end;
        from = end;
    }
    push(Stretch::Code, from..text.len());
    all
}

/// The byte after a text between `` ` ``, or after the `${` where it goes over into code; the end where it isn't closed.
fn interpolated(bytes: &[u8], mut at: usize, inner: &mut Vec<usize>) -> usize {
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'`', _) => return at + 1,
            (b'$', Some(b'{')) => {
                inner.push(0);
                return at + 2;
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The byte after the text in quotes that starts at `at`; the end where it isn't closed.
fn quoted(bytes: &[u8], at: usize) -> usize {
    let quote = bytes.get(at).copied();
    let mut end = at + 1;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 1,
            byte if Some(*byte) == quote => return end + 1,
            _ => {}
        }
        end += 1;
    }
    bytes.len()
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The names of a text, in order.
pub(crate) fn names(text: &str) -> Vec<Token<'_>> {
    let mut all: Vec<Token<'_>> = Vec::new();
    let code = stretches(text).into_iter().filter(|(kind, _)| *kind == Stretch::Code);
    for (_, range) in code {
        let (bytes, mut at) = (text.as_bytes(), range.start);
        while at < range.end {
            let Some(byte) = bytes.get(at).copied() else { break };
            if !is_letter(byte) {
                at += 1;
                continue;
            }
            let mut end = at;
            while end < range.end && bytes.get(end).copied().is_some_and(is_letter) {
                end += 1;
            }
            let (start, word) = (at, text.get(at..end).unwrap_or(""));
            at = end;
            // A number, such as `10` or `0x1f`.
            if byte.is_ascii_digit() {
                continue;
            }
            let before = text.get(..start).unwrap_or("");
            let module = before.strip_suffix("::").and_then(|_| {
                let last = all.last()?;
                (last.end() + 2 == start).then_some(last.text)
            });
            if module.is_some() {
                all.pop();
            }
            let before = before.trim_end();
            all.push(Token {
                text: word,
                start,
                after_dot: before.ends_with('.') && !before.ends_with(".."),
                module,
                called: text
                    .get(end..)
                    .unwrap_or("")
                    .trim_start_matches([' ', '\t'])
                    .starts_with('('),
                key: text
                    .get(end..)
                    .map(str::trim_start)
                    .is_some_and(|rest| rest.starts_with(':') && !rest.starts_with("::")),
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_in_texts_and_comments_are_none() {
        let text = "a > 3 && tool.approved && role == \"b\" // c\n|| d::e(f) in 1..g /* h */";
        let found: Vec<(&str, bool, Option<&str>, bool)> = names(text)
            .iter()
            .map(|token| (token.text, token.after_dot, token.module, token.called))
            .collect();
        assert_eq!(
            found,
            [
                ("a", false, None, false),
                ("tool", false, None, false),
                ("approved", true, None, false),
                ("role", false, None, false),
                ("e", false, Some("d"), true),
                ("f", false, None, false),
                ("in", false, None, false),
                ("g", false, None, false),
            ]
        );
    }

    #[test]
    fn what_stands_in_an_interpolated_text_is_code_and_keys_of_maps_are_told() {
        let text = "`a ${b + `c ${d}` + #{e: f}[g]} h` + i; `j` + \"${k}\"";
        let found: Vec<(&str, bool)> = names(text).iter().map(|token| (token.text, token.key)).collect();
        let names = ["b", "d", "e", "f", "g", "i"];
        assert_eq!(found, names.map(|name| (name, name == "e")));
    }
}
