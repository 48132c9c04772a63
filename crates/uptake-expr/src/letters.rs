//! Letters that look like others, or like nothing: they come along when text is copied from a chat, a page or a document.

/// A letter that isn't what it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odd {
    /// What it is, with its article, such as "a no-break space".
    pub name: &'static str,
    /// What to write instead; empty where it should go.
    pub instead: &'static str,
    /// Whether nobody can tell it from a blank, or from nothing.
    pub invisible: bool,
}

/// What is said of a letter that isn't what it looks like; `None` for all others.
#[must_use]
pub fn odd(letter: char) -> Option<Odd> {
    let (name, instead, invisible) = match letter {
        '\u{a0}' => ("a no-break space", " ", true),
        '\u{2007}' => ("a figure space", " ", true),
        '\u{202f}' => ("a narrow no-break space", " ", true),
        '\u{3000}' => ("an ideographic space", " ", true),
        '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200a}' | '\u{205f}' => {
            ("a space of another width", " ", true)
        }
        '\u{85}' | '\u{2028}' | '\u{2029}' => ("a line separator", " ", true),
        '\u{b}' | '\u{c}' => ("a page or line feed", " ", true),
        '\u{ad}' => ("a soft hyphen", "", true),
        '\u{200b}' => ("a zero-width space", "", true),
        '\u{200c}' => ("a zero-width non-joiner", "", true),
        '\u{200d}' => ("a zero-width joiner", "", true),
        '\u{2060}' => ("a word joiner", "", true),
        '\u{feff}' => ("a byte-order mark within the text", "", true),
        '\u{180e}' | '\u{034f}' | '\u{2061}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' => ("an invisible mark", "", true),
        '\u{61c}' | '\u{200e}' | '\u{200f}' => ("an invisible direction mark", "", true),
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => ("an invisible bidirectional control character", "", true),
        '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => ("a typographic quote", "\"", false),
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '＇' | '´' => ("a typographic quote", "\"", false),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '－' => {
            ("a dash that isn't the minus", "-", false)
        }
        '＞' => ("a full-width sign", ">", false),
        '≥' | '⩾' => ("a sign of mathematics", ">=", false),
        '≤' | '⩽' => ("a sign of mathematics", "<=", false),
        '≠' => ("a sign of mathematics", "!=", false),
        '×' | '∗' | '·' | '⋅' | '＊' => ("a sign of mathematics", "*", false),
        '÷' | '∕' | '⁄' | '／' => ("a sign of mathematics", "/", false),
        '∧' => ("a sign of logic", "&&", false),
        '∨' => ("a sign of logic", "||", false),
        '¬' => ("a sign of logic", "!", false),
        '∈' => ("a sign of mathematics", "in", false),
        '：' => ("a full-width colon", ":", false),
        '，' | '、' => ("a full-width comma", ",", false),
        '；' => ("a full-width semicolon", ";", false),
        '（' => ("a full-width bracket", "(", false),
        '）' => ("a full-width bracket", ")", false),
        '［' | '【' => ("a full-width bracket", "[", false),
        '］' | '】' => ("a full-width bracket", "]", false),
        '｛' => ("a full-width bracket", "{", false),
        '｝' => ("a full-width bracket", "}", false),
        '＝' => ("a full-width sign", "=", false),
        '＜' => ("a full-width sign", "<", false),
        '！' => ("a full-width sign", "!", false),
        '＆' => ("a full-width sign", "&", false),
        '｜' => ("a full-width sign", "|", false),
        '％' => ("a full-width sign", "%", false),
        '＋' => ("a full-width sign", "+", false),
        '．' | '。' => ("a full-width point", ".", false),
        '＃' => ("a full-width sign", "#", false),
        '…' => ("an ellipsis in one character", "...", false),
        '•' | '‣' | '▪' | '●' | '◦' => ("a bullet", "-", false),
        _ => {
            return twin(letter).map(|instead| Odd {
                name: alphabet(letter),
                instead,
                invisible: false,
            });
        }
    };
    Some(Odd {
        name,
        instead,
        invisible,
    })
}

/// The alphabet of a letter that has a twin.
fn alphabet(letter: char) -> &'static str {
    match letter {
        '\u{370}'..='\u{3ff}' => "a Greek letter that looks like another",
        '\u{400}'..='\u{52f}' => "a Cyrillic letter that looks like another",
        _ => "a full-width letter",
    }
}

/// The ASCII letter or digit that a letter of another alphabet looks like.
fn twin(letter: char) -> Option<&'static str> {
    const ASCII: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
    const TWINS: &[(char, &str)] = &[
        ('а', "a"),
        ('е', "e"),
        ('о', "o"),
        ('р', "p"),
        ('с', "c"),
        ('у', "y"),
        ('х', "x"),
        ('і', "i"),
        ('ј', "j"),
        ('ѕ', "s"),
        ('һ', "h"),
        ('ԁ', "d"),
        ('А', "A"),
        ('В', "B"),
        ('Е', "E"),
        ('К', "K"),
        ('М', "M"),
        ('Н', "H"),
        ('О', "O"),
        ('Р', "P"),
        ('С', "C"),
        ('Т', "T"),
        ('У', "Y"),
        ('Х', "X"),
        ('І', "I"),
        ('Ј', "J"),
        ('Ѕ', "S"),
        ('Α', "A"),
        ('Β', "B"),
        ('Ε', "E"),
        ('Ζ', "Z"),
        ('Η', "H"),
        ('Ι', "I"),
        ('Κ', "K"),
        ('Μ', "M"),
        ('Ν', "N"),
        ('Ο', "O"),
        ('Ρ', "P"),
        ('Τ', "T"),
        ('Υ', "Y"),
        ('Χ', "X"),
        ('ο', "o"),
        ('ν', "v"),
        ('α', "a"),
        ('ι', "i"),
    ];
    if let Some((_, twin)) = TWINS.iter().find(|(own, _)| *own == letter) {
        return Some(twin);
    }
    // Full-width letters and digits stand in the order of ASCII.
    let plain = match letter {
        '０'..='９' | 'Ａ'..='Ｚ' | '＿' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(letter).checked_sub(0xfee0)?)?
        }
        _ => return None,
    };
    let at = ASCII.find(plain)?;
    ASCII.get(at..=at)
}

impl Odd {
    /// What to do about it, as a clause that follows `help:`.
    #[must_use]
    pub fn help(self, letter: char) -> String {
        let origin = "as copied from a chat, a page or a document";
        match self.instead {
            "" => format!("remove it; {origin}, it is there and can't be seen"),
            " " => format!("type a blank instead; {origin}, it only looks like one"),
            instead => format!("write `{instead}` instead of `{letter}`"),
        }
    }
}

/// What a letter is, with its number: "a no-break space (U+00A0)".
#[must_use]
pub fn named(letter: char) -> Option<String> {
    odd(letter).map(|odd| format!("{} (U+{:04X})", odd.name, u32::from(letter)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]

    use super::{named, odd};

    #[test]
    fn what_looks_like_something_else_is_named_with_its_number() {
        assert_eq!(named('\u{a0}').unwrap(), "a no-break space (U+00A0)");
        assert_eq!(named('\u{200b}').unwrap(), "a zero-width space (U+200B)");
        assert_eq!(odd('≥').unwrap().instead, ">=");
        assert_eq!(odd('＞').unwrap().instead, ">");
        assert_eq!(odd('ａ').unwrap().instead, "a");
        assert_eq!(odd('а').unwrap().instead, "a");
        for plain in ['a', 'Z', '_', '-', '"', ' ', 'ü', 'ж', '日'] {
            assert_eq!(odd(plain), None, "{plain}");
        }
    }
}
