//! Every constant and every check stands on the page, as the rule files have them.

use crate::support::repository;

#[test]
fn the_page_has_every_check_of_the_pack_and_its_thresholds() {
    let page = std::fs::read_to_string(repository().join("docs/readiness.md")).unwrap();
    let mut checks = 0;
    for entry in std::fs::read_dir(repository().join("rules/cs-readiness")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut section = "";
        for line in text.lines() {
            if let Some(name) = line.strip_suffix(':').filter(|name| !name.starts_with([' ', '#'])) {
                section = name;
            }
            let own = line.strip_prefix("  ").filter(|own| !own.starts_with([' ', '#', '-']));
            match (section, own.and_then(|own| own.split_once(':'))) {
                ("checks", Some((name, ""))) => {
                    checks += 1;
                    assert!(page.contains(&format!("| `{name}` | ")), "no row of `{name}`");
                }
                ("constants", Some((name, value))) if page.contains(&format!("`{name}`: ")) => {
                    let value = value.split('#').next().unwrap().trim();
                    assert!(
                        page.contains(&format!("`{name}`: {value}")),
                        "`{name}` isn't {value} on the page"
                    );
                }
                _ => {}
            }
        }
    }
    assert_eq!(checks, 25);
}
