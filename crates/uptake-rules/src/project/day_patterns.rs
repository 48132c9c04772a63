//! Patterns of days as spreadsheets write them: `DD.MM.YYYY`, `TT.MM.JJJJ`, `jj/mm/aaaa`.

/// The pattern in the letters that are read here, such as `%d.%m.%Y`; `None` where it isn't plain what was meant.
pub(super) fn translated(pattern: &str) -> Option<String> {
    let lower = pattern.to_lowercase();
    // Of a German pattern `J` is the year, of a French one the day.
    let german = lower.contains('t');
    let mut made = String::new();
    let mut hours = false;
    let mut letters = lower.chars().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_alphabetic() {
            made.push(letter);
            continue;
        }
        let mut length = 1;
        while letters.next_if_eq(&letter).is_some() {
            length += 1;
        }
        made.push_str(match (letter, length) {
            ('d' | 't', 1 | 2) => "%d",
            ('j', 1 | 2) if !german => "%d",
            ('m', 1 | 2) if hours => "%M",
            ('m', 1 | 2) => "%m",
            ('m', 3) => "%b",
            ('y' | 'a', 4) => "%Y",
            ('j', 4) => "%Y",
            ('y' | 'j', 2) => "%y",
            ('h', 1 | 2) => "%H",
            ('s', 1 | 2) => "%S",
            _ => return None,
        });
        hours |= letter == 'h';
    }
    made.contains("%d").then_some(made)
}

#[cfg(test)]
mod tests {
    use super::translated;

    #[test]
    fn patterns_of_spreadsheets_are_told_in_the_letters_of_here() {
        for (pattern, made) in [
            ("DD.MM.YYYY", Some("%d.%m.%Y")),
            ("TT.MM.JJJJ hh:mm", Some("%d.%m.%Y %H:%M")),
            ("jj/mm/aaaa", Some("%d/%m/%Y")),
            ("M/D/YY", Some("%m/%d/%y")),
            ("T.M.JJ", Some("%d.%m.%y")),
            ("yyyy-mm-dd hh:mm:ss", Some("%Y-%m-%d %H:%M:%S")),
            ("D MMM YYYY", Some("%d %b %Y")),
            ("european", None),
            ("???", None),
        ] {
            assert_eq!(translated(pattern).as_deref(), made, "{pattern}");
        }
    }
}
