//! The tables of settings in `docs/adapters.md` are those of the code. `UPTAKE_RENEW` has them written anew.

#![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]

use std::fmt::Write;
use uptake_adapter::{Adapter, SettingAbout};
use uptake_adbc::Adbc;
use uptake_exec::Exec;
use uptake_files::Files;
use uptake_http::Http;

/// The first setting that only stores have.
const STORES: &str = "identity";

/// A table of settings in Markdown.
fn table(settings: &[SettingAbout]) -> String {
    let mut table = String::from("| setting | holds | meaning | if not given |\n|---|---|---|---|\n");
    for setting in settings {
        let default = match (setting.required, setting.default) {
            (true, _) => "an error",
            (false, default) => default.unwrap_or(""),
        };
        let mut letters = setting.about.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        writeln!(
            table,
            "| `{}` | {} | {first}{}. | {default} |",
            setting.name(),
            setting.kind.words(),
            letters.as_str()
        )
        .unwrap();
    }
    table
}

#[test]
fn generated_tables_of_settings_are_those_of_the_code() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/adapters.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let files = Files.describe().settings;
    let at = files.iter().position(|setting| setting.key == STORES).unwrap();
    let (own, stores) = files.split_at(at);
    let mut now = page.clone();
    for (name, settings) in [
        ("files", own),
        ("stores", stores),
        ("adbc", Adbc.describe().settings),
        ("exec", Exec.describe().settings),
        ("http", Http.describe().settings),
    ] {
        let begin = format!("<!-- generated: settings of {name} -->\n");
        let (before, rest) = now.split_once(&begin).unwrap();
        let (_, after) = rest.split_once("<!-- end -->").unwrap();
        now = format!("{before}{begin}{}<!-- end -->{after}", table(settings));
    }
    if std::env::var_os("UPTAKE_RENEW").is_some() {
        std::fs::write(&path, now).unwrap();
        return;
    }
    assert!(
        now == page,
        "tables of docs/adapters.md are stale: `cargo xtask generate` writes them"
    );
}
