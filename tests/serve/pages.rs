//! What pages show, and how one gets from one to the next.

use super::client::{Served, encoded};
use super::demo;
use crate::report::document::Document;
use crate::report::hostile;
use crate::support::Project;
use std::collections::BTreeSet;

/// Reads a page and checks what every page keeps; its links are answered.
pub(super) fn sound(page: &str) -> (Document, Vec<String>) {
    let document = Document::read(page);
    // The one script is the program's own, and stands in no page's text.
    for script in document.of("script") {
        assert_eq!(
            (script.attributes["src"].as_str(), script.text.as_str()),
            ("/assets/playground.js", "")
        );
    }
    for forbidden in ["iframe", "img", "style", "object", "embed"] {
        assert_eq!(document.of(forbidden).count(), 0, "{forbidden}");
    }
    let mut ids = BTreeSet::new();
    let mut links = Vec::new();
    for element in &document.elements {
        for (name, value) in &element.attributes {
            assert!(
                !name.starts_with("on") && name != "style" && (name != "src" || element.name == "script"),
                "{name}={value}"
            );
            match name.as_str() {
                "id" => assert!(ids.insert(value.clone()), "`{value}` twice"),
                "action" => assert!(value.starts_with('/') && !value.starts_with("//"), "{value}"),
                "href" if value.starts_with('#') => {}
                "href" => {
                    assert!(value.starts_with('/') && !value.starts_with("//"), "{value}");
                    links.push(value.clone());
                }
                _ => {}
            }
        }
    }
    let within = document.of("a").filter_map(|link| link.attributes.get("href"));
    for link in within.filter_map(|link| link.strip_prefix('#')) {
        assert!(ids.contains(link), "#{link} leads nowhere");
    }
    assert_eq!(document.of("h1").count(), 1);
    for field in document.of("select").chain(document.of("input")) {
        assert!(field.attributes.contains_key("name"), "{:?}", field.attributes);
    }
    (document, links)
}

/// Every address that links lead to, with its page where it is one.
pub(super) fn crawled(served: &Served) -> Vec<(String, String)> {
    let (mut seen, mut next) = (BTreeSet::new(), vec!["/".to_owned(), "/compare".to_owned()]);
    let mut pages = Vec::new();
    while let Some(address) = next.pop() {
        if !seen.insert(address.clone()) || seen.len() > 400 {
            continue;
        }
        let answer = served.get(&address);
        assert!(
            [200, 409].contains(&answer.status),
            "{address}: {} {}",
            answer.status,
            answer.text()
        );
        let kind = answer.header("Content-Type").unwrap_or_default();
        if kind.starts_with("text/html") && answer.header("Content-Disposition").is_none() {
            let (_, links) = sound(&answer.text());
            next.extend(links);
            pages.push((address, answer.text()));
        }
    }
    pages
}

#[test]
fn the_first_page_has_the_figures_of_the_run() {
    let project = demo(1);
    let served = Served::start(&project, &["demo/project"]);
    let (document, _) = sound(&served.page("/"));
    let values: BTreeSet<String> = document
        .of("data")
        .map(|data| data.attributes["value"].clone())
        .collect();
    let rows = crate::report::figures(&project, "demo/metrics.csv");
    let last = rows.last().unwrap()["period"].clone();
    let own = rows
        .iter()
        .filter(|row| row["metric"] == "csm_ai_adoption_rate" && row["period"] == last);
    let mut compared = 0;
    for row in own.filter(|row| !row["value"].is_empty()) {
        assert!(values.contains(&row["value"]), "{row:?}");
        compared += 1;
    }
    assert!(compared > 15, "{compared}");
    assert!(document.of("svg").count() >= 8);
}

#[test]
fn a_view_of_an_earlier_period_has_its_figures_and_no_later_ones() {
    let project = demo(1);
    let served = Served::start(&project, &["demo/project"]);
    let page = served.page("/?period=2026-W03");
    let (document, _) = sound(&page);
    let rows = crate::report::figures(&project, "demo/metrics.csv");
    let whole = |period: &str| {
        let row = rows
            .iter()
            .find(|row| row["metric"] == "csm_ai_adoption_rate" && row["cut"].is_empty() && row["period"] == period);
        row.unwrap()["value"].clone()
    };
    let values: Vec<String> = document
        .of("data")
        .map(|data| data.attributes["value"].clone())
        .collect();
    assert_eq!(values[0], whole("2026-01-12"));
    let heads: Vec<&str> = document.of("th").map(|head| head.text.as_str()).collect();
    assert!(heads.contains(&"2026-W03") && !heads.contains(&"2026-W04"), "{heads:?}");
    assert!(
        page.contains("Checks and moves are those of the last period, 2026-W07"),
        "{page}"
    );
    // Another figure in front, one column alone.
    let other = served.page("/?metric=csm_any_tool_rate&cut=team");
    let (document, _) = sound(&other);
    let sections: Vec<&String> = document
        .of("section")
        .filter_map(|section| section.attributes.get("id"))
        .collect();
    assert!(
        sections
            .iter()
            .all(|id| ["figure", "trend", "by-team", "groups"].contains(&id.as_str())),
        "{sections:?}"
    );
}

#[test]
fn what_there_is_none_of_is_told_with_what_there_is() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    for (address, status, words) in [
        ("/?metric=rates", 404, "did you mean `rate`"),
        ("/?period=2026-W09", 404, "name one from"),
        ("/?cut=teams", 404, "did you mean `team`"),
        ("/?perid=2026-W06", 400, "nothing reads the field `perid`"),
        ("/group?cut=team", 400, "a group needs"),
        ("/group?cut=team&value=Rad", 404, "did you mean `Red`"),
        ("/compare?across=maybe", 400, "`across` is `yes` or `no`"),
        ("/person", 400, "nobody is named"),
        ("/person?person=annna", 404, "annna"),
        ("/nothing", 404, "there is nothing under"),
    ] {
        let answer = served.get(address);
        assert_eq!(answer.status, status, "{address}: {}", answer.text());
        let (document, _) = sound(&answer.text());
        let text = &document.of("html").last().unwrap().text;
        // A page tells it as a sentence.
        let words = words.replace('`', "").to_lowercase();
        assert!(text.to_lowercase().contains(&words), "{address}: {text}");
    }
}

#[test]
fn one_gets_from_the_first_page_to_a_group_and_to_why_somebody_counts() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let pages = crawled(&served);
    let group = pages
        .iter()
        .find(|(address, _)| address.starts_with("/group?cut=team&value=Red"))
        .unwrap();
    assert!(group.1.contains("100.0 %"), "{}", group.1);
    let person = pages
        .iter()
        .find(|(address, _)| address.starts_with("/person?person=ana"))
        .unwrap();
    assert!(person.1.contains("uses_made"), "{}", person.1);
    let told = project.uptake(&["explain", "--person", "ana"]);
    for line in told.stdout.lines().skip(1) {
        let line = line
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\'', "&#39;");
        assert!(person.1.contains(&line), "{line} isn't in {}", person.1);
    }
}

#[test]
fn a_single_person_is_shown_only_where_a_run_shows_one() {
    let small = Project::small().edit("uptake.yaml", "as_of:", "privacy: { smallest_group: 2 }\nas_of:");
    let replaced = Project::small()
        .edit(
            "uptake.yaml",
            "as_of:",
            "privacy: { smallest_group: 1, pseudonyms: '${file:key.txt}' }\nas_of:",
        )
        .file("key.txt", "a long and random text, as it should be");
    for project in [small, replaced] {
        let served = Served::start(&project, &[]);
        for name in ["ana", "nobody"] {
            let answer = served.get(&format!("/api/v1/explain?person={name}"));
            assert_eq!((answer.status, answer.code().as_str()), (403, "person-withheld"));
            assert_eq!(served.get(&format!("/person?person={name}")).status, 403);
        }
        for (address, page) in crawled(&served) {
            assert!(!page.contains("/person"), "{address}");
            let words: Vec<&str> = page.split(|letter: char| !letter.is_alphanumeric()).collect();
            assert!(!words.contains(&"ana") && !words.contains(&"ben"), "{address}");
        }
        assert_eq!(served.get("/api/v1/state").json()["single_people"], false);
        let named = Served::start(&project, &["--names"]);
        assert_eq!(named.get("/person?person=ana").status, 200);
    }
}

#[test]
fn periods_under_other_rules_are_compared_only_when_that_is_meant() {
    let project = Project::small()
        .edit(
            "rules.yaml",
            "  active: { when: uses_made >= 3 }",
            "  active:\n    versions:\n      - { when: uses_made >= 3, effective: { until: 2026-02-02 } }\n      - { when: uses_made >= 2, effective: { from: 2026-02-02 } }",
        )
        .file(
            "uses.csv",
            "id,at\nana,2026-01-20T09:00:00Z\nana,2026-01-27T09:00:00Z\nana,2026-02-03T09:00:00Z\nana,2026-02-04T09:00:00Z\n",
        );
    let checked = project.uptake(&["check", "uptake.yaml"]);
    assert!(!checked.stderr.contains("error["), "{}", checked.stderr);
    let served = Served::start(&project, &[]);
    let same = served
        .get("/api/v1/compare?period=2026-W05&with_period=2026-W04")
        .json();
    assert_eq!(
        (&same["across_rules"], &same["rules"]),
        (&serde_json::json!(false), &serde_json::json!([]))
    );
    assert_eq!(same["one"]["digest"], same["other"]["digest"]);
    let refused = served.get("/api/v1/compare?period=2026-W06&with_period=2026-W05");
    assert_eq!((refused.status, refused.code().as_str()), (409, "across-rules"));
    let across = served
        .get("/api/v1/compare?period=2026-W06&with_period=2026-W05&across=yes")
        .json();
    assert_eq!(across["across_rules"], true);
    assert_ne!(across["one"]["digest"], across["other"]["digest"]);
    assert_eq!(across["rows"][0]["difference"], 50.0);
    let page = served.page("/compare?period=2026-W06&with_period=2026-W05");
    assert!(page.contains("Not compared") && !page.contains("Difference"), "{page}");
    let page = served.page("/compare?period=2026-W06&with_period=2026-W05&across=yes");
    assert!(
        page.contains("different rules made the two") && page.contains("+50.0 points"),
        "{page}"
    );
}

#[test]
fn two_definitions_are_compared_only_when_that_is_meant() {
    let project = Project::small()
        .edit(
            "rules.yaml",
            "definitions:\n",
            "definitions:\n  tried: { when: uses_made >= 1 }\n",
        )
        .edit(
            "rules.yaml",
            "metrics:\n",
            "metrics:\n  reach: { title: Reach, share: tried, by: [team] }\n",
        );
    let served = Served::start(&project, &[]);
    let address = "/api/v1/compare?metric=rate&with_metric=reach";
    assert_eq!(served.get(address).code(), "across-rules");
    let across = served.get(&format!("{address}&across=yes")).json();
    assert_eq!(across["rows"][0]["difference"], -50.0);
    assert_eq!(
        across["rules"],
        serde_json::json!(["`rate` and `reach` are two definitions"])
    );
}

#[test]
fn hostile_names_do_nothing_in_any_page() {
    let project = hostile();
    let served = Served::start(&project, &["uptake.yaml"]);
    let pages = crawled(&served);
    let groups = pages
        .iter()
        .filter(|(address, _)| address.starts_with("/group?cut=team"))
        .count();
    assert!(groups >= 8, "{groups}");
    for (address, page) in &pages {
        assert!(
            !page.contains('\u{202e}') && !page.contains('\u{2066}'),
            "{address}: nothing turns the direction"
        );
        // The playground has a script of the program's own.
        let page = page.replace("<script src=\"/assets/playground.js\"", "");
        for alive in ["<script", "<img", "onerror=alert(1)>"] {
            assert!(!page.contains(alive), "{address}: {alive}");
        }
    }
    // What comes in an address is shown, and does nothing either.
    for field in ["metric", "period", "cut"] {
        let answer = served.get(&format!(
            "/?{field}={}",
            encoded("</p><script>alert(1)</script>\r\nX: y\u{202e}")
        ));
        assert_eq!(answer.status, 404);
        sound(&answer.text());
        assert!(!answer.text().contains('\u{202e}') && answer.header("X").is_none());
    }
    let csv = served.get("/api/v1/metrics.csv").text();
    assert!(csv.contains("'=cmd|"), "{csv}");
    assert!(
        !csv.lines()
            .any(|line| line.split(',').any(|cell| cell.starts_with(['=', '@']))),
        "{csv}"
    );
}
