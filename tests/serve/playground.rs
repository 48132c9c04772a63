//! Rules to try: what is said of them, and that nothing of it is written, run or told to whom it isn't for.

use super::client::{Answer, Served};
use super::pages::sound;
use crate::support::{Project, RULES};
use serde_json::{Value, json};

fn tried(served: &Served, texts: &Value) -> Answer {
    let bearer = format!("Bearer {}", served.token);
    let host = served.host();
    let headers = [("Host", host.as_str()), ("Authorization", bearer.as_str())];
    served.send(
        "POST",
        "/api/v1/draft",
        &headers,
        &json!({ "texts": texts }).to_string(),
    )
}

#[test]
fn a_draft_tells_what_is_wrong_and_what_becomes_of_the_figures_and_writes_nothing() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let files = served.get("/api/v1/rules").json();
    assert_eq!(files, json!([{ "path": "rules.yaml", "text": RULES }]));
    // A slip, with its place.
    let slip = tried(
        &served,
        &json!({ "rules.yaml": RULES.replace("uses_made >= 3", "uses_maid >= 3") }),
    )
    .json();
    let found = &slip["findings"][0];
    assert_eq!(
        (&found["severity"], &found["path"]),
        (&json!("error"), &json!("rules.yaml"))
    );
    assert!(found["line"].as_u64().unwrap() > 20, "{found}");
    assert_eq!(
        (&slip["impact"], &slip["no_impact"]),
        (&Value::Null, &json!("the rules have errors"))
    );
    // A rule that means something else.
    let edit = RULES.replace("uses_made >= 3", "uses_made >= 1");
    let answer = tried(&served, &json!({ "rules.yaml": edit })).json();
    let told = answer["impact"].as_str().unwrap();
    assert!(
        told.contains("50.0 %") && told.contains("100.0 %") && told.contains("ben"),
        "{told}"
    );
    assert_eq!(
        answer["hints"],
        json!(["`active` is looser: whoever met it before meets it"])
    );
    let patch = answer["patch"].as_str().unwrap();
    assert!(
        patch.contains("-  active: { when: uses_made >= 3 }\n+  active: { when: uses_made >= 1 }"),
        "{patch}"
    );
    // As it is saved.
    let same = tried(&served, &json!({ "rules.yaml": RULES })).json();
    assert_eq!((&same["patch"], &same["hints"]), (&json!(""), &json!([])));
    assert_eq!(project.read("rules.yaml"), RULES);
    assert_eq!(served.get("/api/v1/metrics").json()[0]["value"], 50.0);
}

#[test]
fn only_rule_files_of_packs_can_be_tried() {
    let project = Project::small().file("secret.yaml", "hush: hush\n");
    let served = Served::start(&project, &[]);
    let command = "uptake: 1\nproject: small\npacks: [rules.yaml]\nsources:\n  people: { adapter: exec, command: [touch, ran] }\n";
    for path in ["uptake.yaml", "secret.yaml", "../x.yaml", "/etc/passwd", "new.yaml", ""] {
        let answer = tried(&served, &json!({ path: command }));
        assert_eq!((answer.status, answer.code().as_str()), (400, "bad-request"), "{path}");
        assert!(!answer.text().contains("hush"), "{}", answer.text());
    }
    assert!(!project.path("ran").exists());
    for body in [
        "",
        "[]",
        "{}",
        r#"{"texts": {"rules.yaml": 1}}"#,
        r#"{"texts": {}, "more": 1}"#,
    ] {
        let bearer = format!("Bearer {}", served.token);
        let answer = served.send(
            "POST",
            "/api/v1/draft",
            &[("Host", &served.host()), ("Authorization", &bearer)],
            body,
        );
        assert_eq!(answer.status, 400, "{body}");
    }
}

#[test]
fn a_draft_has_no_figures_where_single_people_are_not_shown() {
    let project = Project::small().edit("uptake.yaml", "as_of:", "privacy: { smallest_group: 2 }\nas_of:");
    let served = Served::start(&project, &[]);
    let asks = RULES.replace("uses_made >= 3", "uses_made >= 3 && id == \"ana\"");
    let answer = tried(&served, &json!({ "rules.yaml": asks })).json();
    assert_eq!(answer["impact"], Value::Null);
    assert!(
        answer["no_impact"]
            .as_str()
            .unwrap()
            .contains("could tell of single people"),
        "{answer}"
    );
    let replaced = Project::small()
        .edit(
            "uptake.yaml",
            "as_of:",
            "privacy: { smallest_group: 1, pseudonyms: '${file:key.txt}' }\nas_of:",
        )
        .file("key.txt", "a long and random text, as it should be");
    let served = Served::start(&replaced, &[]);
    assert_eq!(served.get("/api/v1/rules").code(), "person-withheld");
    assert_eq!(tried(&served, &json!({})).code(), "person-withheld");
    assert_eq!(served.get("/playground").status, 403);
    assert!(!served.page("/").contains("/playground"));
}

#[test]
fn the_page_tries_a_draft_by_its_button_too() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    let page = served.page("/playground");
    let (document, _) = sound(&page);
    assert_eq!(document.of("textarea").next().unwrap().text, format!("\n{RULES}"));
    let form = page
        .split("name=\"form\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let cookie = format!("uptake_{}={}", served.port, served.token);
    let (host, origin) = (served.host(), format!("http://{}", served.host()));
    let headers = [
        ("Host", host.as_str()),
        ("Cookie", cookie.as_str()),
        ("Origin", origin.as_str()),
    ];
    let edit = RULES.replace("uses_made >= 3", "uses_made >= 1").replace('\n', "\r\n");
    let body = format!("form={form}&file=rules.yaml&text={}", super::client::encoded(&edit));
    let answer = served.send("POST", "/playground", &headers, &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text();
    assert!(
        text.contains("looser") && text.contains("+  active: { when: uses_made &gt;= 1 }"),
        "{text}"
    );
    let forged = body.replace(form, "another");
    assert_eq!(served.send("POST", "/playground", &headers, &forged).status, 403);
}

/// What is answered to a question about a place: where `|` stands in the text of a file.
fn asked(served: &Served, address: &str, path: &str, marked: &str) -> Answer {
    let before = marked.find('|').unwrap();
    let text = format!("{}{}", &marked[..before], &marked[before + 1..]);
    let at = marked[..before].encode_utf16().count();
    let bearer = format!("Bearer {}", served.token);
    let host = served.host();
    let headers = [("Host", host.as_str()), ("Authorization", bearer.as_str())];
    let body = json!({ "texts": { path: text }, "path": path, "at": at });
    served.send("POST", address, &headers, &body.to_string())
}

fn texts(answer: &Value) -> Vec<&str> {
    let items = answer["items"].as_array().unwrap();
    items.iter().map(|item| item["text"].as_str().unwrap()).collect()
}

#[test]
fn what_fits_and_what_stands_at_a_place_is_told_in_rules_and_in_scripts() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    // A letter of two units before the place.
    let half = RULES.replace("{ when: uses_made >= 3 }", "{ about: 😀, when: uses_m| }");
    let answer = asked(&served, "/api/v1/complete", "rules.yaml", &half).json();
    let own = answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["text"] == "uses_made");
    let own = own.unwrap_or_else(|| panic!("{answer}"));
    assert_eq!((&own["kind"], &own["detail"]), (&json!("name"), &json!("measure: int")));
    let before = half[..half.find("uses_m|").unwrap()].encode_utf16().count();
    assert_eq!((&own["from"], &own["to"]), (&json!(before), &json!(before + 6)));
    // A key, and what it may be.
    let key = RULES.replace("by: [team]", "b|");
    assert!(
        texts(&asked(&served, "/api/v1/complete", "rules.yaml", &key).json()).contains(&"by"),
        "{key}"
    );
    // What stands there.
    let there = RULES.replace("when: uses_made", "when: uses_|made");
    let card = asked(&served, "/api/v1/hover", "rules.yaml", &there).json();
    assert!(card["about"].as_str().unwrap().contains("count: uses"), "{card}");
    let call = RULES.replace("uses_made >= 3", "max(uses_made, |3) >= 3");
    let card = asked(&served, "/api/v1/hover", "rules.yaml", &call).json();
    assert!(card["signatures"][0].as_str().unwrap().starts_with("max("), "{card}");
    let nothing = asked(&served, "/api/v1/hover", "rules.yaml", &format!("{RULES}|")).json();
    assert_eq!(nothing, json!({ "about": null, "signatures": [] }));
    // A script.
    let script = "fn active(row) {\n    row.uses_made >= 3\n}\n";
    let project = Project::small()
        .file(
            "rules.yaml",
            RULES.replace("{ when: uses_made >= 3 }", "{ rhai: active.rhai }"),
        )
        .file("active.rhai", script);
    let served = Served::start(&project, &[]);
    let half = script.replace("row.uses_made", "row.us|");
    let answer = asked(&served, "/api/v1/complete", "active.rhai", &half).json();
    assert!(
        texts(&answer).iter().any(|text| text.ends_with("uses_made")),
        "{answer}"
    );
    let slip = tried(
        &served,
        &json!({ "active.rhai": script.replace("uses_made", "uses_maid") }),
    )
    .json();
    assert_eq!(
        (&slip["findings"][0]["path"], &slip["findings"][0]["line"]),
        (&json!("active.rhai"), &json!(2))
    );
    let edit = tried(&served, &json!({ "active.rhai": script.replace(">= 3", ">= 1") })).json();
    assert!(edit["impact"].as_str().unwrap().contains("100.0 %"), "{edit}");
    assert!(
        edit["patch"].as_str().unwrap().contains("+    row.uses_made >= 1"),
        "{edit}"
    );
}

#[test]
fn nothing_is_told_of_other_files_or_where_names_are_replaced() {
    let project = Project::small().file("secret.yaml", "hush: hush\n");
    let served = Served::start(&project, &[]);
    for address in ["/api/v1/complete", "/api/v1/hover"] {
        for path in ["uptake.yaml", "secret.yaml", "/etc/passwd", "new.yaml", ""] {
            let answer = asked(&served, address, path, "pass|");
            assert_eq!((answer.status, answer.code().as_str()), (400, "bad-request"), "{path}");
            assert!(!answer.text().contains("hush"), "{}", answer.text());
        }
    }
    let replaced = Project::small()
        .edit(
            "uptake.yaml",
            "as_of:",
            "privacy: { smallest_group: 1, pseudonyms: '${file:key.txt}' }\nas_of:",
        )
        .file("key.txt", "a long and random text, as it should be");
    let served = Served::start(&replaced, &[]);
    for address in ["/api/v1/complete", "/api/v1/hover"] {
        assert_eq!(
            asked(&served, address, "rules.yaml", &format!("{RULES}|")).code(),
            "person-withheld"
        );
    }
}

#[test]
fn before_something_is_tried_the_page_says_so() {
    let project = Project::small();
    let served = Served::start(&project, &[]);
    assert!(served.page("/playground").contains("Nothing has been tried yet."));
}

#[test]
fn what_was_tried_before_changes_no_answer() {
    let project = super::demo(1);
    let path = "rules/cs-readiness/health.yaml";
    let served = Served::start(&project, &["demo/project"]);
    let rules = served.get("/api/v1/rules").json();
    let saved = rules
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["path"] == path)
        .unwrap();
    let saved = saved["text"].as_str().unwrap();
    // A derived table, another one, a check over one of them, and words alone.
    let one = saved.replace("else { red_for }\"", "else { red_for + 1000 }\"");
    let other = saved.replace(
        "days_between(green_since, now) >= green_days",
        "days_between(green_since, now) >= green_days + 9999",
    );
    let check = saved.replace("fail: share_green > green_losers\n", "fail: share_green > 101\n");
    let words = saved.replace("about: Each lost account", "about:   Each account that was lost");
    assert!([&one, &other, &check, &words].into_iter().all(|text| text != saved));
    let told = |served: &Served, text: &str| {
        let answer = tried(served, &json!({ path: text })).json();
        assert_eq!(answer["no_impact"], Value::Null, "{answer}");
        answer
    };
    let first = told(&served, &one);
    let second = told(&served, &other);
    let third = told(&served, &check);
    for (text, answer) in [(&one, &first), (&other, &second), (&check, &third), (&one, &first)] {
        assert_eq!(told(&served, text), *answer);
    }
    assert!(
        first["impact"]
            .as_str()
            .unwrap()
            .contains("Lead time of red: fail → pass"),
        "{first}"
    );
    assert!(
        second["impact"]
            .as_str()
            .unwrap()
            .contains("Green, then lost: fail → pass"),
        "{second}"
    );
    assert!(
        third["impact"]
            .as_str()
            .unwrap()
            .contains("Green, then lost: fail → warn"),
        "{third}"
    );
    // Another server, which has tried nothing, says the same.
    let fresh = Served::start(&project, &["demo/project"]);
    for (text, answer) in [(&check, &third), (&other, &second), (&one, &first)] {
        assert_eq!(told(&fresh, text), *answer);
    }
    let same = told(&fresh, &words);
    assert!(!same["impact"].as_str().unwrap().contains("→"), "{same}");
}
