//! The slip behind a text that isn't valid YAML. The parser stops where nothing fits any more, which is often a line later, and
//! in words of its own grammar; what the hand did is in the lines around.

use super::lines::{Line, lines};
use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::letters::{named, odd};
use crate::source::{FileId, SourceFile, Span};

/// A slip: where it is, what it is, and what to do.
struct Slip {
    start: usize,
    end: usize,
    message: String,
    help: String,
}

impl Slip {
    fn new(start: usize, length: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            start,
            end: start + length,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// The most likely slip behind an error of the parser at byte `at`; `None` where nothing known is near.
pub(super) fn likely(source: &SourceFile, at: usize, file: FileId) -> Option<Diagnostic> {
    let lines = lines(&source.text);
    let error = source.line_column(at).line;
    let around = Around { lines: &lines, error };
    let slip = around
        .nearest(foreign)
        .or_else(|| around.nearest(tab))
        .or_else(|| around.nearest(odd_letter))
        .or_else(|| around.before(backslash))
        .or_else(|| around.before(open_quote))
        .or_else(|| around.before(after_quote))
        .or_else(|| around.before(after_list))
        .or_else(|| around.before(list_in_flow))
        .or_else(|| around.open_bracket())
        .or_else(|| around.before(first_letter))
        .or_else(|| around.before(no_blank_after_colon))
        .or_else(|| around.item_without_dash())
        .or_else(|| around.before(no_colon))
        .or_else(|| around.indent())
        .or_else(|| around.before(colon_in_text))?;
    Some(slip.told(source, file))
}

/// A line that begins with a letter that looks like a blank: the parser takes it for part of a name.
pub(super) fn odd_indent(source: &SourceFile, file: FileId) -> Option<Diagnostic> {
    let lines = lines(&source.text);
    let first = |line: &Line<'_>| line.text.chars().next().and_then(odd).is_some_and(|odd| odd.invisible);
    let slip = lines.iter().filter(|line| first(line)).find_map(odd_letter)?;
    Some(slip.told(source, file))
}

/// What to do about a text that stands where a mapping should: it may be a key without its colon.
pub(super) fn of_text(text: &str) -> Option<String> {
    let text = text.trim();
    let strange = text.chars().find_map(|letter| Some((letter, odd(letter)?)));
    if let Some((letter, found)) = strange.filter(|(letter, odd)| odd.invisible || *letter == '：') {
        return named(letter).map(|name| format!("it has {name}: {}", found.help(letter)));
    }
    let (key, rest) = text.split_once([' ', ':', '='])?;
    let plain = key.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && key
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let rest = rest.trim_start_matches([' ', ':']);
    let word = rest.starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '"' | '\'' | '['));
    (plain && word).then(|| format!("write `{key}: {}`", shortened(rest)))
}

impl Slip {
    fn told(self, source: &SourceFile, file: FileId) -> Diagnostic {
        let slip = self;
        let message = format!("not valid YAML: {}", slip.message);
        // A line without an indent is shown by its first letter.
        let letter = source.text.get(slip.start..).and_then(|rest| rest.chars().next());
        let end = slip.start + letter.map_or(0, char::len_utf8);
        let span = Span::new(file, slip.start, source.floor_boundary(slip.end).max(end));
        Diagnostic::error(Code::YamlSyntax, span, message).help(slip.help)
    }
}

/// The lines around the place where the parser stopped.
struct Around<'a> {
    lines: &'a [Line<'a>],
    /// The line of the parser's error, from 1.
    error: usize,
}

impl<'a> Around<'a> {
    /// The slip of the line nearest to the error, at most two lines away.
    fn nearest(&self, slip: impl Fn(&Line<'a>) -> Option<Slip>) -> Option<Slip> {
        let mut near: Vec<&Line<'a>> = self
            .lines
            .iter()
            .filter(|line| line.number.abs_diff(self.error) <= 2)
            .collect();
        near.sort_by_key(|line| (line.number.abs_diff(self.error), line.number));
        near.into_iter().find_map(slip)
    }

    /// The slip of the line of the error, or of the one before it that has something.
    fn before(&self, slip: impl Fn(&Line<'a>) -> Option<Slip>) -> Option<Slip> {
        let upto = self.lines.iter().filter(|line| line.number <= self.error);
        let mut last: Vec<&Line<'a>> = upto.collect();
        last.reverse();
        last.into_iter().take(2).find_map(slip)
    }

    /// The line of the error, and the one before it.
    fn pair(&self) -> Option<(&'a Line<'a>, &'a Line<'a>)> {
        let at = self.lines.iter().position(|line| line.number == self.error)?;
        Some((self.lines.get(at.checked_sub(1)?)?, self.lines.get(at)?))
    }

    /// A bracket that is still open where a later line starts a key no further in.
    fn open_bracket(&self) -> Option<Slip> {
        let upto = self.lines.iter().filter(|line| line.number <= self.error);
        let mut open: Vec<(usize, char, usize)> = Vec::new();
        for line in upto {
            if line.is_key() && open.last().is_some_and(|(_, _, indent)| line.indent <= *indent) {
                break;
            }
            for (place, letter) in line.outside_quotes() {
                let opening = match letter {
                    '[' | '{' if !open.is_empty() || line.opens_flow(place) => {
                        open.push((line.start + place, letter, line.indent));
                        continue;
                    }
                    ']' => '[',
                    '}' => '{',
                    _ => continue,
                };
                match open.pop() {
                    Some((_, own, _)) if own == opening => {}
                    Some((start, own, _)) => {
                        let message = format!("`{own}` is closed by `{letter}`");
                        return Some(Slip::new(start, 1, message, format!("close it by `{}`", closing(own))));
                    }
                    None => {}
                }
            }
        }
        let (start, letter, _) = open.pop()?;
        let message = format!("the bracket `{letter}` isn't closed");
        Some(Slip::new(
            start,
            1,
            message,
            format!("add `{}` where the list or mapping ends", closing(letter)),
        ))
    }

    /// A line among the items of a list that doesn't start with `-`.
    fn item_without_dash(&self) -> Option<Slip> {
        let item = |line: &&Line<'_>| line.text.starts_with("- ");
        let near = self.lines.iter().filter(|line| line.number.abs_diff(self.error) <= 2);
        let dashes = near.clone().filter(item).map(|line| line.indent).min()?;
        let missing = near
            .filter(|line| !item(line) && line.text.starts_with('{') && line.indent >= dashes)
            .min_by_key(|line| line.number.abs_diff(self.error))?;
        let help = format!("start it with `- `, {} deep like the others", blanks(dashes));
        Some(Slip::new(
            missing.start + missing.indent,
            1,
            "an item of a list starts with `-`",
            help,
        ))
    }

    /// A line whose indent fits none above it.
    fn indent(&self) -> Option<Slip> {
        let (before, line) = self.pair()?;
        if !line.is_key() && !line.text.starts_with("- ") {
            return None;
        }
        let mut open: Vec<usize> = Vec::new();
        for above in self.lines.iter().take_while(|above| above.number < line.number) {
            open.retain(|indent| *indent < above.indent);
            open.push(above.indent);
            // What follows `- ` is indented by that, too.
            if above.text.starts_with("- ") {
                open.push(above.indent + 2);
            }
        }
        let (start, length) = (line.start, line.indent.max(1));
        if line.indent > before.indent && before.has_value() {
            let message = format!(
                "line {} is indented more than line {}, which has a value already",
                line.number, before.number
            );
            let help = match before.text.starts_with("- ") {
                true => format!("indent it by {}", blanks(before.indent + 2)),
                false if before.indent == 0 => "don't indent it".to_owned(),
                false => format!("indent it by {}", blanks(before.indent)),
            };
            return Some(Slip::new(start, length, message, help));
        }
        if line.indent <= before.indent && !open.contains(&line.indent) {
            open.sort_by_key(|indent| (indent.abs_diff(line.indent), *indent));
            open.truncate(2);
            open.sort_unstable();
            let fitting: Vec<String> = open.iter().map(usize::to_string).collect();
            let message = format!(
                "line {} is indented by {}, like no line above it",
                line.number,
                blanks(line.indent)
            );
            let help = format!("indent it by {} blanks, like what it belongs to", fitting.join(" or "));
            return Some(Slip::new(start, length, message, help));
        }
        None
    }
}

fn closing(letter: char) -> char {
    if letter == '[' { ']' } else { '}' }
}

fn blanks(count: usize) -> String {
    match count {
        0 => "no blank".to_owned(),
        1 => "1 blank".to_owned(),
        count => format!("{count} blanks"),
    }
}

/// Marks of other programs: of a merge that wasn't finished, of Markdown.
fn foreign(line: &Line<'_>) -> Option<Slip> {
    let text = line.text;
    if line.indent == 0
        && ["<<<<<<<", "=======", ">>>>>>>"]
            .iter()
            .any(|mark| text.starts_with(mark))
    {
        let help = "choose one of the two versions, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`";
        return Some(Slip::new(line.start, 7, "a merge of two versions isn't finished", help));
    }
    if text.starts_with("```") {
        let message = "a mark of Markdown isn't part of a rule file";
        return Some(Slip::new(line.start + line.indent, 3, message, "remove the line"));
    }
    None
}

/// A tab in the indent.
fn tab(line: &Line<'_>) -> Option<Slip> {
    let at = line.whole.find('\t').filter(|at| *at < line.indent)?;
    let message = match at {
        0 => format!("line {} begins with a tab", line.number),
        _ => format!("line {} is indented with a tab", line.number),
    };
    Some(Slip::new(line.start + at, 1, message, "indent with blanks"))
}

/// A letter that looks like a blank, a quote, a colon or a dash, where one of those has a meaning.
fn odd_letter(line: &Line<'_>) -> Option<Slip> {
    let (at, letter) = line.structure().find(|(_, letter)| odd(*letter).is_some())?;
    let found = odd(letter)?;
    let message = format!("line {} has {}", line.number, named(letter)?);
    Some(Slip::new(
        line.start + at,
        letter.len_utf8(),
        message,
        found.help(letter),
    ))
}

/// A quote that begins a value and isn't closed on its line.
fn open_quote(line: &Line<'_>) -> Option<Slip> {
    let at = line.open_quote()?;
    let quote = line.whole.get(at..at + 1)?;
    let message = format!("the quote `{quote}` isn't closed");
    Some(Slip::new(
        line.start + at,
        1,
        message,
        format!("add `{quote}` where the text ends"),
    ))
}

/// A condition with a list within `{ }`, where brackets and commas belong to YAML.
fn list_in_flow(line: &Line<'_>) -> Option<Slip> {
    let (from, text) = line
        .value()
        .or_else(|| line.text.starts_with('{').then_some((line.indent, line.text)))?;
    if !text.starts_with('{') {
        return None;
    }
    let mut before = ' ';
    for (place, letter) in line.outside_quotes() {
        if letter == '[' && place > from && !matches!(before, ':' | ',' | '[' | '{') {
            let message = "within `{ }` a condition with a list goes in quotes";
            let help = "put the whole condition in single quotes, as in `{ when: 'x in [\"a\", \"b\"]' }`";
            return Some(Slip::new(line.start + place, 1, message, help));
        }
        if letter != ' ' {
            before = letter;
        }
    }
    None
}

/// Text after the quote that closes a value.
fn after_quote(line: &Line<'_>) -> Option<Slip> {
    let (from, text) = line.value()?;
    let quote = text.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    let end = text.get(1..)?.find(quote)? + 2;
    let rest = text.get(end..)?.trim();
    if rest.is_empty() || rest.starts_with(['#', ',', '}', ']', ':']) || text.get(..end)?.ends_with("\\\"") {
        return None;
    }
    let help = match text.contains('\'') {
        false => format!("put all of it in single quotes: `'{}'`", text.trim_end()),
        true => "put all of it in double quotes, with `\\\"` for each quote within".to_owned(),
    };
    let message = "the value goes on after its closing quote";
    Some(Slip::new(line.start + from, text.trim_end().len(), message, help))
}

/// Text after the bracket that closes a list.
fn after_list(line: &Line<'_>) -> Option<Slip> {
    let (from, text) = line.value()?;
    let inner = text.strip_prefix('[')?;
    let (list, rest) = inner.split_once(']')?;
    let rest = rest.trim();
    if rest.is_empty() || list.contains('[') || rest.starts_with(['#', ',', '}', ']', ':']) {
        return None;
    }
    let name = !list.is_empty()
        && list
            .chars()
            .all(|letter| letter.is_alphanumeric() || "_.".contains(letter));
    let help = match name {
        true => format!("a name is written without brackets: `{list} {}`", shortened(rest)),
        false => format!("put all of it in quotes: `'{}'`", text.trim_end().replace('\'', "''")),
    };
    let message = "what starts with `[` is a list, and this goes on after its `]`";
    Some(Slip::new(line.start + from, text.trim_end().len(), message, help))
}

/// A backslash within double quotes that begins no special character, as in a path of Windows.
fn backslash(line: &Line<'_>) -> Option<Slip> {
    let mut quoted = false;
    let mut letters = line.whole.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            '\\' if quoted => {
                let (_, next) = letters.next()?;
                let digits = match next {
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    next if "0abtnvfre \"/\\N_LP\t".contains(next) => continue,
                    _ => usize::MAX,
                };
                let number = letters.as_str().chars().take(digits);
                if digits < usize::MAX && number.filter(char::is_ascii_hexdigit).count() == digits {
                    continue;
                }
                let message = format!("within double quotes `\\{next}` is no character");
                let help =
                    "write `/` in paths, on Windows too; or put the text in single quotes, where a backslash is one";
                return Some(Slip::new(line.start + at, 2, message, help));
            }
            _ => {}
        }
    }
    None
}

/// A value that starts with a sign that means something else in YAML.
fn first_letter(line: &Line<'_>) -> Option<Slip> {
    let (from, text) = line.value()?;
    let first = text.chars().next()?;
    let meant = match first {
        '%' | '@' | '`' => true,
        // A block starts so; what follows its sign on the line is no text.
        '>' | '|' => text.get(1..).is_some_and(|rest| {
            rest.trim_start_matches(['-', '+'])
                .trim_start()
                .starts_with(|c: char| !c.is_whitespace() && c != '#')
        }),
        '*' | '&' | '!' => text.contains(' ') || text.contains('.'),
        _ => false,
    };
    let quoted = text.trim_end().replace('\'', "''");
    meant.then(|| {
        let message = format!("a value without quotes can't start with `{first}`");
        Slip::new(line.start + from, 1, message, format!("put it in quotes: `'{quoted}'`"))
    })
}

/// `key:value`, which is one word.
fn no_blank_after_colon(line: &Line<'_>) -> Option<Slip> {
    if line.is_key() {
        return None;
    }
    let text = line.text.trim_start_matches("- ");
    let key = text.split(':').next()?;
    let plain = !key.is_empty()
        && key
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    let rest = text.get(key.len() + 1..).filter(|rest| plain && !rest.is_empty())?;
    let start = line.start + line.indent + (line.text.len() - text.len());
    let message = format!("a blank is missing after `{key}:`");
    let help = format!("write `{key}: {}`", shortened(rest));
    Some(Slip::new(start + key.len(), 1, message, help))
}

/// A line that starts with a word, in a place where each line is `key: value`.
fn no_colon(line: &Line<'_>) -> Option<Slip> {
    if line.is_key()
        || line
            .text
            .starts_with(['[', '{', ']', '}', '"', '\'', '#', '-', '&', '*'])
    {
        return None;
    }
    let text = line.text.trim_end();
    let key: &str = text
        .split(|letter: char| letter.is_whitespace() || letter == '=')
        .next()?;
    let plain = !key.is_empty()
        && key
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    if !plain {
        return None;
    }
    let rest = text.get(key.len()..)?.trim_start_matches(['=', ' ']);
    let message = format!("a `:` is missing after `{key}`");
    let help = match rest {
        "" => format!("write `{key}:`"),
        rest => format!("write `{key}: {}`", shortened(rest)),
    };
    Some(Slip::new(line.start + line.indent, key.len(), message, help))
}

/// A text without quotes that has `: ` within.
fn colon_in_text(line: &Line<'_>) -> Option<Slip> {
    let (from, text) = line.value()?;
    if text.starts_with(['"', '\'', '{', '[', '|', '>']) {
        return None;
    }
    let at = text
        .find(": ")
        .or_else(|| text.trim_end().strip_suffix(':').map(str::len))?;
    let help = match text.contains('"') {
        false => format!("put it in quotes: `\"{}\"`", shortened(text.trim_end())),
        true => format!("put it in quotes: `'{}'`", shortened(text.trim_end())),
    };
    Some(Slip::new(
        line.start + from + at,
        1,
        "a text without quotes has `: ` in it",
        help,
    ))
}

/// The start of a text, for a help of one line.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let text = text.trim();
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(text).trim_end()),
    }
}
