//! A project from the user's own files: for each its block of sources, and a mapping where its columns have other names.

use super::begun::{Begun, PACK};
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_project::{Failure, Session, SuggestRequest, Suggested};

/// Built-in packs that have mappings for what vendors deliver.
const MAPPINGS: &str = "mappings";
/// The built-in packs that files are held against while there is no project yet.
const PACKS: [&str; 2] = [PACK, MAPPINGS];

/// Looks at files, and writes the mappings that they need into the folder `made` of the project.
pub(super) fn look_at(files: &[PathBuf], made: &Path, session: &Session) -> Result<Begun, Failure> {
    let mut begun = Begun {
        packs: vec!["rules".to_owned()],
        sources: "  {}\n".to_owned(),
        made_up: false,
        told: String::new(),
        open: false,
    };
    // The list of people first: what it has is looked for in the other files.
    let mut order: Vec<(bool, Table<'_>)> = Vec::new();
    for table in tables(files, session)? {
        let suggested = suggest(session, &table, None, &PACKS)?;
        order.push((suggested.proposal.dataset.as_deref() != Some("people"), table));
    }
    order.sort_by_key(|(later, _)| *later);
    let project = made.join("uptake.yaml");
    let mut blocks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, table) in &order {
        std::fs::write(&project, begun.project()).map_err(|error| unwritable(&project, &error))?;
        let mut suggested = suggest(session, table, Some(&project), &[MAPPINGS])?;
        if suggested.packs.iter().any(|pack| pack == MAPPINGS) && !begun.packs.iter().any(|pack| pack == MAPPINGS) {
            begun.packs.push(MAPPINGS.to_owned());
        }
        let Some(dataset) = placed(&suggested) else {
            begun.open = true;
            // Writing into a text can't fail.
            let _ = writeln!(
                begun.told,
                "  {table}: it isn't plain which dataset this is, so it isn't read; `uptake adapters suggest {} --dataset NAME` proposes a block",
                table.arguments()
            );
            continue;
        };
        mapping(&mut suggested, made)?;
        tell(&mut begun, table, &dataset, &suggested);
        let block = suggested
            .proposal
            .source_yaml
            .split_once('\n')
            .map_or("", |(_, block)| block);
        blocks.entry(dataset).or_default().push(block.to_owned());
        begun.sources = sources(&blocks);
    }
    begun.sources = from_its_place(&begun.sources);
    Ok(begun)
}

/// A file, or one sheet of a workbook with several.
struct Table<'a> {
    file: &'a Path,
    sheet: Option<String>,
}

impl Table<'_> {
    /// As a command takes it.
    fn arguments(&self) -> String {
        match &self.sheet {
            Some(sheet) => format!("{} --sheet '{sheet}'", self.file.display()),
            None => self.file.display().to_string(),
        }
    }
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sheet {
            Some(sheet) => write!(f, "{}, sheet {sheet}", self.file.display()),
            None => write!(f, "{}", self.file.display()),
        }
    }
}

/// The tables of files: each sheet of a workbook that has one is a table of its own.
fn tables<'a>(files: &'a [PathBuf], session: &Session) -> Result<Vec<Table<'a>>, Failure> {
    let mut tables = Vec::new();
    for file in files {
        let whole = Table { file, sheet: None };
        let suggested = suggest(session, &whole, None, &PACKS)?;
        let doubts = suggested.proposal.undecided.into_iter();
        match doubts
            .filter(|doubt| doubt.about == "sheet")
            .map(|doubt| doubt.candidates)
            .next()
        {
            Some(sheets) => tables.extend(sheets.into_iter().map(|sheet| Table {
                file,
                sheet: Some(sheet),
            })),
            None => tables.push(whole),
        }
    }
    Ok(tables)
}

/// Paths from where the project will lie: one folder higher than where it is made.
fn from_its_place(sources: &str) -> String {
    let moved = |line: &str| match line.split_once("path: ") {
        Some((_, path)) if path.trim_start_matches(['\'', '"']).starts_with("../../") => {
            line.replacen("../../", "../", 1)
        }
        _ => line.to_owned(),
    };
    sources.split('\n').map(moved).collect::<Vec<_>>().join("\n")
}

fn suggest(session: &Session, table: &Table<'_>, project: Option<&Path>, packs: &[&str]) -> Result<Suggested, Failure> {
    session.suggest(&SuggestRequest {
        file: table.file,
        sheet: table.sheet.as_deref(),
        dataset: None,
        project,
        packs,
        names: false,
    })
}

/// Writes a new mapping into the rules, under a name that no other file has.
fn mapping(suggested: &mut Suggested, made: &Path) -> Result<(), Failure> {
    let proposal = &mut suggested.proposal;
    let (Some(mapping), Some(yaml)) = (&proposal.mapping, &proposal.mapping_yaml) else {
        return Ok(());
    };
    let path = |name: &str| made.join("rules").join(format!("{name}.yaml"));
    let numbered = (2_u32..).map(|number| format!("{}-{number}", mapping.name));
    let mut names = std::iter::once(mapping.name.clone()).chain(numbered);
    let name = names
        .find(|name| !path(name).exists())
        .unwrap_or_else(|| mapping.name.clone());
    let yaml = yaml.replacen(&format!("  {}:\n", mapping.name), &format!("  {name}:\n"), 1);
    let stated = format!("mapping: {}\n", mapping.name);
    proposal.source_yaml = proposal.source_yaml.replacen(&stated, &format!("mapping: {name}\n"), 1);
    let path = path(&name);
    std::fs::write(&path, yaml).map_err(|error| unwritable(&path, &error))
}

/// The dataset of a file, if that is sure.
fn placed(suggested: &Suggested) -> Option<String> {
    let proposal = &suggested.proposal;
    let open = proposal.undecided.iter().any(|doubt| doubt.about == "dataset");
    proposal.dataset.clone().filter(|_| !open)
}

/// What became of a file, and what is left to decide.
fn tell(begun: &mut Begun, table: &Table<'_>, dataset: &str, suggested: &Suggested) {
    let proposal = &suggested.proposal;
    begun.open |= !proposal.ready;
    let tried = proposal.tried.as_ref().map_or(String::new(), |tried| {
        format!("; of its first {} rows {} can be used", tried.rows, tried.used)
    });
    // Writing into a text can't fail.
    let _ = writeln!(begun.told, "  {table}: {dataset}{tried}");
    for doubt in &proposal.undecided {
        let _ = writeln!(begun.told, "    to decide: {}: {}", doubt.about, doubt.why);
    }
    for doubt in &proposal.notes {
        let _ = writeln!(begun.told, "    {}: {}", doubt.about, doubt.why);
    }
}

/// The blocks below `sources:`; those of one dataset are a list.
fn sources(blocks: &BTreeMap<String, Vec<String>>) -> String {
    let mut text = String::new();
    for (dataset, blocks) in blocks {
        let _ = writeln!(text, "  {dataset}:");
        match blocks.as_slice() {
            [only] => only.lines().for_each(|line| {
                let _ = writeln!(text, "  {line}");
            }),
            several => several.iter().for_each(|block| item(block, &mut text)),
        }
    }
    text
}

/// A block as an item of a list: the first key behind the dash, comments before it above.
fn item(block: &str, text: &mut String) {
    let mut begun = false;
    for line in block.lines() {
        let line = line.strip_prefix("  ").unwrap_or(line);
        let dash = !begun && !line.starts_with('#');
        let _ = writeln!(text, "    {}{line}", if dash { "- " } else { "  " });
        begun |= dash;
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` can't be written: {error}", path.display())).code(ProgramCode::Unwritable)
}
