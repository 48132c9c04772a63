//! The tags of XML, as far as it has to be looked at before its reader gets it.

/// A tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag<'a> {
    /// Name and attributes; whether it is its own end.
    Open(&'a [u8], &'a [u8], bool),
    Close(&'a [u8]),
}

/// The tags of a text. What isn't XML ends it.
pub(super) struct Tags<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let start = self.0.iter().position(|byte| *byte == b'<')?;
            let text = self.0.get(start..)?;
            if let Some(end) = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
                .into_iter()
                .find_map(|(from, to)| text.starts_with(from.as_bytes()).then_some(to))
            {
                self.0 = behind(text, end.as_bytes())?;
                continue;
            }
            let end = end(text)?;
            let (tag, rest) = text.split_at_checked(end)?;
            self.0 = rest.get(1..)?;
            let tag = tag.get(1..)?;
            match tag.first()? {
                b'!' => {}
                b'/' => return Some(Tag::Close(tag.get(1..)?.trim_ascii())),
                _ => {
                    let (tag, empty) = match tag.strip_suffix(b"/") {
                        Some(tag) => (tag, true),
                        None => (tag, false),
                    };
                    let name = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
                    let (name, attributes) = tag.split_at_checked(name)?;
                    return Some(Tag::Open(name, attributes, empty));
                }
            }
        }
    }
}

/// What comes behind a mark.
fn behind<'a>(text: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    let at = text.windows(mark.len()).position(|window| window == mark)?;
    text.get(at + mark.len()..)
}

/// Where the tag at the beginning ends: at the first `>` outside of quotes.
fn end(text: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(own), byte) if own == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The value of an attribute, as a number. What isn't one is for the reader to tell.
pub(super) fn number(attributes: &[u8], name: &str) -> Option<u64> {
    let rest = behind(attributes, name.as_bytes())?.trim_ascii_start();
    let rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.get(1..)?;
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let digits = std::str::from_utf8(rest.get(..digits)?).ok()?;
    match digits {
        "" => None,
        digits => Some(digits.parse().unwrap_or(u64::MAX)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_between_what_looks_like_them() {
        let text = b"<?xml a='<b>'?><!DOCTYPE a><!-- <no> --><a x=\"1 > 0\" n = '7'>t<![CDATA[<no/>]]><b/></a ><cut";
        let tags: Vec<Tag<'_>> = Tags(text).collect();
        let Tag::Open(_, attributes, _) = tags[0] else { panic!() };
        assert_eq!(number(attributes, "n"), Some(7));
        assert_eq!(number(attributes, "x"), Some(1));
        assert_eq!(tags[0], Tag::Open(b"a", b" x=\"1 > 0\" n = '7'", false));
        assert_eq!(tags[1..], [Tag::Open(b"b", b"", true), Tag::Close(b"a")]);
    }
}
