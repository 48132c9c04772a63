//! A page as Markdown: the same sections, charts as their words and their numbers.

use super::model::{Block, Card, Figure, Page, Table, Tile};

/// A page as Markdown.
#[must_use]
pub fn markdown(page: &Page) -> String {
    let mut out = Lines::default();
    out.line(&format!("# {}", text(&page.title)));
    out.line(&page.facts.iter().map(|fact| text(fact)).collect::<Vec<_>>().join(" · "));
    for notice in &page.notices {
        let help = notice
            .help
            .as_ref()
            .map_or(String::new(), |help| format!(" {}", prose(help)));
        out.line(&format!("> **{}:** {}{help}", notice.word, prose(&notice.text)));
    }
    for section in &page.sections {
        out.line(&format!("## {}", text(&section.title)));
        section.lead.iter().for_each(|lead| out.line(&prose(lead)));
        section.blocks.iter().for_each(|part| block(&mut out, part));
    }
    out.line("---");
    page.foot.iter().for_each(|line| out.line(&text(line)));
    out.text
}

/// Paragraphs with an empty line between them.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
        self.text.push('\n');
    }
}

fn block(out: &mut Lines, part: &Block) {
    match part {
        Block::Figure(of) => figure(out, of),
        Block::Tiles(tiles) => out.line(&list(tiles.iter().map(tile), "-")),
        Block::Text(words) => out.line(&prose(words)),
        Block::List(lines) => out.line(&list(lines.iter().map(|line| prose(line)), "-")),
        Block::Steps(lines) => out.line(&list(lines.iter().map(|line| prose(line)), "1.")),
        Block::Chart(chart) => of_chart(out, chart),
        Block::Multiples(charts) => charts.iter().for_each(|chart| of_chart(out, chart)),
        Block::Table(rows) => out.line(&table(rows)),
        Block::Cards(cards) => out.line(&list(cards.iter().map(card), "-")),
        Block::Folded { summary, blocks } => {
            out.line(&format!("**{}**", prose(summary)));
            blocks.iter().for_each(|part| block(out, part));
        }
    }
}

fn of_chart(out: &mut Lines, chart: &super::model::Chart) {
    out.line(&format!("### {}", text(&chart.title)));
    out.line(&prose(&chart.alternative));
    out.line(&list(chart.notes.iter().map(|note| prose(note)), "-"));
    out.line(&table(&chart.table));
}

fn figure(out: &mut Lines, figure: &Figure) {
    let mut parts = vec![format!("**{}**", text(&figure.value.text))];
    parts.extend(figure.counts.iter().map(|counts| text(counts)));
    parts.extend(
        figure
            .interval
            .map(|(low, high)| format!("95 % interval {low:.1}–{high:.1} %")),
    );
    parts.extend(figure.band.iter().map(|band| text(band)));
    parts.extend(figure.changes.iter().map(|change| text(change)));
    out.line(&parts.join(" · "));
    figure.about.iter().for_each(|about| out.line(&prose(about)));
}

fn tile(tile: &Tile) -> String {
    let mut parts = vec![format!("**{}** {}", text(&tile.title), text(&tile.value.text))];
    parts.extend(tile.notes.iter().map(|note| prose(note)));
    parts.join(" · ")
}

fn card(card: &Card) -> String {
    let mut parts = vec![format!("**{}** {}", text(&card.verdict), text(&card.title))];
    parts.extend(card.found.iter().map(|found| prose(found)));
    parts.extend(card.why.iter().map(|why| format!("Why it matters: {}", prose(why))));
    parts.extend(card.fix.iter().map(|fix| format!("What to do: {}", prose(fix))));
    parts.extend(card.notes.iter().map(|note| prose(note)));
    parts.join("  \n  ")
}

fn list(lines: impl Iterator<Item = String>, sign: &str) -> String {
    lines
        .map(|line| format!("{sign} {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn table(table: &Table) -> String {
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![
        row(table.columns.iter().map(|column| text(&column.title)).collect()),
        row(table
            .columns
            .iter()
            .map(|column| if column.numeric { "--:" } else { "---" }.to_owned())
            .collect()),
    ];
    lines.extend(
        table
            .rows
            .iter()
            .map(|cells| row(cells.iter().map(|cell| prose(&cell.text)).collect())),
    );
    lines.join("\n")
}

/// A text in which nothing acts: signs of Markdown and of HTML are escaped, and it stays in one line.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '!' | '$' | '@' => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    // Some readers make links of these by themselves.
    out.replace("://", "\\://").replace("www.", "www\\.")
}

/// The same, with what stands between two `` ` `` as code.
fn prose(sentence: &str) -> String {
    let mut parts = sentence.split('`');
    let mut out = text(parts.next().unwrap_or(""));
    while let Some(code) = parts.next() {
        match parts.next() {
            // Within code a `|` would still end a cell of a table.
            Some(after) => out.push_str(&format!(
                "`{}`{}",
                code.replace('|', "\\|").replace('\n', " "),
                text(after)
            )),
            None => out.push_str(&format!("\\`{}", text(code))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{prose, text};

    #[test]
    fn nothing_acts_in_a_text() {
        assert_eq!(text("<b>[x](y)|\n*z*"), "\\<b\\>\\[x\\](y)\\| \\*z\\*");
        assert_eq!(text("http://a www.b"), "http\\://a www\\.b");
        assert_eq!(prose("the rows of `a|b` end, `c"), "the rows of `a\\|b` end, \\`c");
    }
}
