//! Examples in Markdown: fenced blocks under their headings.

use std::path::{Path, PathBuf};

/// A fenced block.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The first word after the fence.
    pub(crate) language: String,
    /// What follows it.
    pub(crate) rest: String,
    /// The content, without the fences.
    pub(crate) text: String,
    /// The line of the opening fence, from 1.
    pub(crate) line: usize,
}

/// A heading with the blocks under it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    /// The heading.
    pub(crate) heading: String,
    /// How many `#` it has.
    pub(crate) level: usize,
    /// The prose under it.
    pub(crate) prose: String,
    /// Its blocks.
    pub(crate) blocks: Vec<Block>,
}

/// The sections of a document, in order; what stands before the first heading is one without a heading.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut open: Option<Block> = None;
    for (line, number) in text.lines().zip(1..) {
        let section = sections.last_mut().unwrap();
        if let Some(mut block) = open.take() {
            if line.trim_end() == "```" {
                section.blocks.push(block);
            } else {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
        } else if let Some(info) = line.strip_prefix("```") {
            let (language, rest) = info.split_once(' ').unwrap_or((info, ""));
            let (language, rest) = (language.to_owned(), rest.trim().to_owned());
            open = Some(Block {
                language,
                rest,
                text: String::new(),
                line: number,
            });
        } else if line.starts_with('#') {
            let heading = line.trim_start_matches('#');
            let level = line.len() - heading.len();
            sections.push(Section {
                heading: heading.trim().to_owned(),
                level,
                ..Section::default()
            });
        } else {
            section.prose.push_str(line);
            section.prose.push('\n');
        }
    }
    assert!(open.is_none(), "a fenced block isn't closed");
    sections
}

/// The Markdown files of a folder, by name, without its README.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    files.sort();
    files
}

/// `text` with the content of the block whose fence stands on `line` replaced.
pub(crate) fn with_block(text: &str, line: usize, content: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let end = lines
        .iter()
        .skip(line)
        .position(|text| text.trim_end() == "```")
        .unwrap()
        + line;
    lines.splice(line..end, content.lines());
    lines.join("\n") + "\n"
}
