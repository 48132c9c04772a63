//! What a source block says to its adapter: nested mappings and lists become dotted keys, each with its place.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops on a surprise")]

use uptake_rules::project::{Project, read};
use uptake_rules::{Diagnostics, RuleFile, Sources};

fn project(settings: &str) -> (Option<Project>, Vec<String>, Sources) {
    let text = format!("uptake: 1\npacks: [rules]\nsources:\n  uses:\n    adapter: any\n{settings}");
    let file = RuleFile::new("uptake.yaml", text);
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let project = read(&file, &mut sources, &mut diagnostics);
    let said = diagnostics
        .sorted(&sources)
        .iter()
        .map(|fault| format!("{}: {}", fault.code, fault.message))
        .collect();
    (project, said, sources)
}

#[test]
fn nested_settings_become_dotted_keys_with_their_places() {
    let (project, said, sources) = project(
        "    url: https://example.com\n    auth: { kind: bearer, token: '${env:TOKEN}' }\n    command: [run, --fast, 1.10]\n    deep:\n      a: { b: [true, {c: '5'}] }\n",
    );
    assert!(said.is_empty(), "{said:?}");
    let source = &project.unwrap().sources[0];
    let shown: Vec<String> = source
        .settings
        .iter()
        .map(|setting| {
            let sign = if setting.plain { ":=" } else { "=" };
            let place = sources.place(setting.span);
            format!(
                "{}{sign}{} {}",
                setting.key.text,
                setting.value,
                place.trim_start_matches("uptake.yaml:")
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "url=https://example.com 6:10",
            "auth.kind=bearer 7:19",
            "auth.token=${env:TOKEN} 7:34",
            "command.0=run 8:15",
            "command.1=--fast 8:20",
            "command.2:=1.10 8:28",
            "deep.a.b.0:=true 10:16",
            "deep.a.b.1.c=5 10:26",
        ]
    );
    assert_eq!(source.setting("command").unwrap().key.text, "command.0");
    assert_eq!(source.setting("auth.kind").unwrap().value, "bearer");
    assert_eq!(source.setting("aut"), None);
}

#[test]
fn a_setting_that_stands_twice_is_a_fault_however_it_is_written() {
    let (_, said, _) = project("    auth.kind: basic\n    auth: { kind: bearer, kind: bearer }\n");
    assert_eq!(
        said,
        [
            "duplicate-key: duplicate setting `auth.kind`",
            "duplicate-key: duplicate key `kind`",
        ]
    );
}

#[test]
fn a_setting_without_a_value_is_a_fault() {
    let (_, said, _) = project("    auth: { kind: }\n");
    assert_eq!(said, ["wrong-type: `auth.kind`: expected text, found nothing"]);
}
