//! Pages in a real browser, if there is one: the console has nothing to say, nothing is wider than the screen, axe finds nothing
//! serious, and keys are enough.
//!
//! `UPTAKE_SCREENSHOTS=FOLDER` keeps the pictures.

use super::client::{Served, encoded};
use super::demo;
use super::driver::Browser;
use crate::support::Project;

/// A key that moves the focus on, one that presses, one that goes down.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const DOWN: &str = "\u{e015}";

fn entered(browser: &Browser, served: &Served) {
    browser.go(&format!("http://{}/enter?token={}", served.host(), served.token));
    let at_home = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        browser.address() == format!("http://{}/", served.host())
    });
    assert!(at_home, "{}", browser.address());
}

/// A wide screen and a narrow one.
const SCREENS: [(&str, u32); 2] = [("wide", 1200), ("phone", 390)];

/// Looks at a page as it is shown now.
fn looked_at(browser: &Browser, name: &str) {
    assert_eq!(browser.console(), Vec::<String>::new(), "{name}");
    assert_eq!(
        browser.beyond(),
        Vec::<String>::new(),
        "{name} is wider than the screen"
    );
    if let Some(barriers) = browser.barriers() {
        assert_eq!(barriers, Vec::<String>::new(), "{name}");
    }
    assert_eq!(browser.console(), Vec::<String>::new(), "{name}");
    browser.picture(name);
}

#[test]
fn a_browser_has_nothing_to_say_of_any_view_in_light_and_dark_wide_and_narrow() {
    let Some(browser) = Browser::open() else { return };
    let project = demo(1);
    let served = Served::start(&project, &["demo/project"]);
    entered(&browser, &served);
    let team = served.get("/api/v1/metrics?cut=team&period=2026-W07").json()[0]["cut_value"]
        .as_str()
        .unwrap()
        .to_owned();
    let person = crate::report::figures(&project, "demo/project/data/people.csv")[0]["person_id"].clone();
    let views = [
        ("overview", "/".to_owned()),
        ("earlier", "/?period=2026-W03&cut=team".to_owned()),
        ("group", format!("/group?cut=team&value={}", encoded(&team))),
        ("person", format!("/person?person={}", encoded(&person))),
        ("compare", "/compare".to_owned()),
        ("across", "/compare?with_metric=csm_any_tool_rate&across=yes".to_owned()),
        ("refused", "/compare?with_metric=csm_any_tool_rate".to_owned()),
        ("downloads", "/downloads".to_owned()),
        ("playground", "/playground".to_owned()),
    ];
    for (name, address) in &views {
        for (screen, width) in SCREENS {
            browser.size(width, 900);
            for (light, dark) in [("light", false), ("dark", true)] {
                browser.dark(dark);
                browser.go(&format!("http://{}{address}", served.host()));
                looked_at(&browser, &format!("{name}-{screen}-{light}"));
            }
        }
    }
}

#[test]
fn a_browser_has_nothing_to_say_of_hostile_names() {
    let Some(browser) = Browser::open() else { return };
    let project = crate::report::hostile();
    let served = Served::start(&project, &["uptake.yaml"]);
    entered(&browser, &served);
    let rows = served.get("/api/v1/metrics?cut=team").json();
    let teams: std::collections::BTreeSet<&str> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["cut_value"].as_str())
        .collect();
    let groups = teams
        .iter()
        .map(|team| format!("/group?cut=team&value={}", encoded(team)));
    for (number, address) in ["/", "/compare", "/downloads", "/person?person=p70"]
        .map(str::to_owned)
        .into_iter()
        .chain(groups)
        .enumerate()
    {
        for (screen, width) in SCREENS {
            browser.size(width, 900);
            browser.go(&format!("http://{}{address}", served.host()));
            looked_at(&browser, &format!("hostile-{number}-{screen}"));
            assert_eq!(
                browser.run("return document.querySelectorAll('script, img').length;"),
                0
            );
        }
    }
    // What is wrong with an address is told with the address.
    for address in [
        format!("/?metric={}", "W".repeat(300)),
        format!("/person?person={}", "W".repeat(300)),
    ] {
        for (screen, width) in SCREENS {
            browser.size(width, 900);
            browser.go(&format!("http://{}{address}", served.host()));
            assert_eq!(browser.beyond(), Vec::<String>::new(), "{screen}: {address}");
            // The browser says by itself that the answer is one of those.
            browser.console();
        }
    }
}

#[test]
fn a_report_has_no_barrier_that_axe_finds() {
    let Some(browser) = Browser::open() else { return };
    let project = demo(1);
    assert_eq!(
        project.uptake(&["report", "demo/project", "--out", "page.html"]).code,
        0
    );
    for (screen, width) in SCREENS {
        browser.size(width, 900);
        for (light, dark) in [("light", false), ("dark", true)] {
            browser.dark(dark);
            browser.go(&format!("file://{}", project.path("page.html").display()));
            looked_at(&browser, &format!("report-{screen}-{light}"));
        }
    }
}

#[test]
fn the_playground_answers_while_one_types() {
    let Some(browser) = Browser::open() else { return };
    let project = Project::small();
    let served = Served::start(&project, &[]);
    entered(&browser, &served);
    browser.go(&format!("http://{}/playground", served.host()));
    let typed = |from: &str, to: &str| {
        let script = format!(
            "const text = document.getElementById('text'); text.value = text.value.replace('{from}', '{to}'); text.dispatchEvent(new Event('input'));"
        );
        browser.run(&script);
    };
    let told = |id: &str, wanted: &str| {
        let since = std::time::Instant::now();
        loop {
            let text = browser.run(&format!("return document.getElementById('{id}').textContent;"));
            if text.as_str().unwrap().contains(wanted) {
                return;
            }
            assert!(since.elapsed() < std::time::Duration::from_secs(60), "{id}: {text}");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    typed("uses_made >= 3", "uses_maid >= 3");
    told("findings", "uses_made");
    typed("uses_maid >= 3", "uses_made >= 1");
    told("impact", "100.0 %");
    told("hints", "looser");
    told("patch", "+  active: { when: uses_made >= 1 }");
    told("status", "If these rules were saved");
    told("figures", "50.0 % (1 of 2) → 100.0 % (2 of 2): +50.0 pp");
    for (screen, width) in SCREENS {
        browser.size(width, 900);
        looked_at(&browser, &format!("playground-typed-{screen}"));
    }
    assert_eq!(project.read("rules.yaml"), crate::support::RULES);
}

#[test]
fn the_playground_offers_what_fits_and_says_what_stands_there_and_keys_take_it() {
    let Some(browser) = Browser::open() else { return };
    let project = Project::small();
    let served = Served::start(&project, &[]);
    entered(&browser, &served);
    browser.size(390, 900);
    browser.go(&format!("http://{}/playground", served.host()));
    let becomes = |script: &str, wanted: &dyn Fn(&serde_json::Value) -> bool| {
        let since = std::time::Instant::now();
        loop {
            let found = browser.run(script);
            if wanted(&found) {
                return;
            }
            assert!(
                since.elapsed() < std::time::Duration::from_secs(60),
                "{script}: {found}"
            );
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    };
    browser.run(
        "const text = document.getElementById('text'); text.focus(); \
         const at = text.value.indexOf('uses_made >= 3'); text.setSelectionRange(at, at + 9);",
    );
    becomes("return document.getElementById('card').textContent;", &|told| {
        told.as_str().is_some_and(|told| told.contains("count: uses"))
    });
    browser.press("uses");
    becomes(
        "return document.querySelectorAll('#offers:not([hidden]) [role=option]').length;",
        &|count| count.as_u64().is_some_and(|count| count > 0),
    );
    looked_at(&browser, "playground-offers");
    // The first that fits, by keys alone; then the list is gone.
    browser.press(DOWN);
    becomes(
        "return document.querySelector('[aria-selected=true]')?.textContent ?? '';",
        &|told| told.as_str().is_some_and(|told| told.starts_with("uses_made")),
    );
    browser.press(ENTER);
    becomes(
        "return document.getElementById('text').value.includes('when: uses_made >= 3') && document.getElementById('offers').hidden;",
        &|taken| *taken == true,
    );
    browser.press("\u{e00c}");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn keys_are_enough() {
    let Some(browser) = Browser::open() else { return };
    let project = Project::small().file(
        "uses.csv",
        "id,at\nana,2026-01-27T09:00:00Z\nana,2026-02-03T09:00:00Z\nana,2026-02-04T09:00:00Z\nana,2026-02-05T09:00:00Z\n",
    );
    let served = Served::start(&project, &[]);
    entered(&browser, &served);
    let focus = || browser.run("const a = document.activeElement; return a.name || a.textContent || a.tagName;");
    let until = |wanted: &str| {
        let found = (0..40).any(|_| {
            browser.press(TAB);
            focus() == wanted
        });
        assert!(found, "no key leads to {wanted}: {}", focus());
        let seen = browser.run("return getComputedStyle(document.activeElement).outlineStyle;");
        assert_ne!(seen, "none", "{wanted}: one doesn't see where one is");
    };
    let arrives = |wanted: &str| {
        let there = (0..200).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            browser.address().contains(wanted) && browser.run("return document.readyState;") == "complete"
        });
        assert!(there, "{wanted} isn't reached: {}", browser.address());
    };
    // The first key leads past what is on every page.
    browser.press(TAB);
    assert_eq!(focus(), "To the figures");
    browser.press(ENTER);
    arrives("#content");
    browser.go(&format!("http://{}/", served.host()));
    until("period");
    browser.press(DOWN);
    until("Show");
    browser.press(ENTER);
    arrives("period=2026-W05");
    until("Red");
    browser.press(ENTER);
    arrives("/group?");
    until("Compare");
    browser.press(ENTER);
    arrives("/compare");
    until("with_period");
    browser.press(&DOWN.repeat(2));
    until("across");
    browser.press(" ");
    until("Compare");
    browser.press(ENTER);
    arrives("across=yes");
    assert_eq!(browser.console(), Vec::<String>::new());
}
