//! The accessible PDF: made by Typst as it comes from PyPI, which `cargo xtask peers typst` fetches, and read by pikepdf.

use super::{demo, hostile};
use crate::support::{Answer, Project};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

/// The command `typst compile` of Typst's library for Python.
const COMPILE: &str = "import sys, typst
words = sys.argv[1:]
assert words[0] == 'compile', words
named = {}
plain = []
rest = iter(words[1:])
for word in rest:
    if word.startswith('--'): named[word] = next(rest)
    else: plain.append(word)
try:
    typst.compile(plain[0], output=plain[1], root=named['--root'], pdf_standards=named['--pdf-standard'].split(','),
                  timestamp=int(named['--creation-timestamp']))
except typst.TypstError as error:
    print('error: ' + str(error.message if hasattr(error, 'message') else error), file=sys.stderr)
    sys.exit(1)
";

/// What a reader of screens is given: what the document is, its marks, and its files.
const READ: &str = "import json, sys, pikepdf
from collections import Counter
pdf = pikepdf.open(sys.argv[1])
tags, bare, scopes = Counter(), [], Counter()
def walk(node):
    if isinstance(node, pikepdf.Array):
        for one in node: walk(one)
    elif isinstance(node, pikepdf.Dictionary) and '/S' in node:
        kind = str(node.S)
        tags[kind] += 1
        if kind == '/Figure' and not str(node.get('/Alt', '')): bare.append(kind)
        if kind == '/TH':
            about = node.get('/A', [])
            for one in (about if isinstance(about, pikepdf.Array) else [about]):
                if '/Scope' in one: scopes[str(one.Scope)] += 1
        walk(node.get('/K', pikepdf.Array()))
walk(pdf.Root.StructTreeRoot.K)
about = pdf.open_metadata()
print(json.dumps({
    'lang': str(pdf.Root.Lang), 'marked': bool(pdf.Root.MarkInfo.Marked), 'title': about.get('dc:title'),
    'shows_title': bool(pdf.Root.ViewerPreferences.DisplayDocTitle),
    'ua': about.get('pdfuaid:part'), 'a': (about.get('pdfaid:part') or '') + (about.get('pdfaid:conformance') or ''),
    'tags': tags, 'bare': bare, 'scopes': scopes, 'pages': len(pdf.pages),
    'files': {name: bytes(file.get_file().read_bytes()).decode() for name, file in pdf.attachments.items()},
    'actions': '/OpenAction' in pdf.Root or '/Names' in pdf.Root and '/JavaScript' in pdf.Root.Names,
}))
";

/// Python with Typst and pikepdf, or a word that there is none.
fn python() -> Option<PathBuf> {
    let own = crate::support::peers("typst").map(|folder| folder.join("bin/python"));
    let python = own.filter(|path| path.is_file());
    if python.is_none() {
        println!("no Typst, which `cargo xtask peers typst` fetches: no accessible PDF is made");
    }
    python
}

/// A program `typst` in the project's folder.
fn program(project: &Project, python: &std::path::Path) -> String {
    let path = project.path("typst");
    std::fs::write(&path, format!("#!{}\n{COMPILE}", python.display())).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.display().to_string()
}

fn made(project: &Project, python: &std::path::Path, named: &str, out: &str) -> Answer {
    let typst = program(project, python);
    project.uptake(&["report", named, "--format", "pdf-ua", "--out", out, "--typst", &typst])
}

fn read(project: &Project, python: &std::path::Path, file: &str) -> Value {
    let output = Command::new(python)
        .args(["-c", READ])
        .arg(project.path(file))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

#[test]
fn the_accessible_pdf_is_tagged_and_has_the_figures_with_it() {
    let Some(python) = python() else { return };
    let (project, _) = demo();
    let answer = made(&project, &python, "demo/project", "report.pdf");
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "Written to report.pdf\n"),
        "{}",
        answer.stderr
    );
    let found = read(&project, &python, "report.pdf");
    assert_eq!((&found["lang"], &found["marked"]), (&"en".into(), &true.into()));
    assert_eq!((&found["ua"], &found["a"]), (&"1".into(), &"3A".into()));
    assert_eq!(
        (&found["shows_title"], &found["actions"]),
        (&true.into(), &false.into())
    );
    assert!(found["title"].as_str().unwrap().starts_with("demo · weeks"), "{found}");
    // Every figure has its words, every table its heads, and sections their headings.
    assert_eq!(found["bare"], serde_json::json!([]));
    let count = |tag: &str| found["tags"][tag].as_u64().unwrap_or(0);
    assert!(count("/Figure") >= 8 && count("/Table") >= 8, "{found}");
    assert!(count("/H1") >= 8 && count("/TH") > 50, "{found}");
    assert!(found["scopes"]["/Column"].as_u64().unwrap() > 20, "{found}");
    assert_eq!(found["files"]["metrics.csv"], project.read("demo/metrics.csv"));
    // The same bytes again, on whatever day.
    let before = std::fs::read(project.path("report.pdf")).unwrap();
    assert_eq!(made(&project, &python, "demo/project", "report.pdf").code, 0);
    assert!(std::fs::read(project.path("report.pdf")).unwrap() == before);
}

#[test]
fn what_is_hidden_is_not_attached_either_and_hostile_names_are_typeset_as_they_are() {
    let Some(python) = python() else { return };
    let project = hostile().edit("uptake.yaml", "smallest_group: 1", "smallest_group: 10");
    let answer = made(&project, &python, "uptake.yaml", "report.pdf");
    assert_eq!(answer.code, 0, "{}", answer.stderr);
    assert_eq!(project.uptake(&["run", "uptake.yaml", "--out", "out"]).code, 0);
    let found = read(&project, &python, "report.pdf");
    assert_eq!(found["files"]["metrics.csv"], project.read("out/metrics.csv"));
    assert!(project.read("out/metrics.csv").contains(",true\n"));
    assert_eq!((&found["ua"], &found["actions"]), (&"1".into(), &false.into()));
}

#[test]
fn without_typst_it_is_refused_with_what_helps() {
    let project = Project::small();
    let mut command = project.command(&["report", "--format", "pdf-ua", "--out", "report.pdf"]);
    let answer = Answer::of(command.env("PATH", project.path("")));
    assert_eq!(answer.code, 2);
    assert!(
        answer
            .stderr
            .starts_with("error[no-typst]: the program `typst`, which makes an accessible PDF, wasn't found\n  help: "),
        "{}",
        answer.stderr
    );
    let answer = project.uptake(&[
        "report",
        "--format",
        "pdf-ua",
        "--out",
        "report.pdf",
        "--typst",
        "/bin/false",
    ]);
    assert!(
        answer
            .stderr
            .starts_with("error[not-typeset]: `/bin/false` didn't make the report"),
        "{}",
        answer.stderr
    );
    assert!(!project.path("report.pdf").exists());
}
