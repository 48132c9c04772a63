use super::*;

// A secret has no text form: these lines don't compile otherwise.
static_assertions::assert_not_impl_any!(Secret: fmt::Display, serde::Serialize, AsRef<str>, std::ops::Deref, Into<String>);
static_assertions::assert_not_impl_any!(Secrets: fmt::Display, serde::Serialize);
static_assertions::assert_not_impl_any!(crate::Settings: fmt::Display, serde::Serialize);

const SECRET: &str = "Canary+7/äx \"q\"";

fn hidden(secret: &str, text: &str) -> String {
    Secrets::from_iter([Secret::from(secret)]).hidden(text).into_owned()
}

#[test]
fn no_form_of_a_secret_stays() {
    let percent: String = SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let hex: String = SECRET.bytes().map(|byte| format!("{byte:02X}")).collect();
    for form in [
        SECRET.to_owned(),
        SECRET.to_uppercase(),
        SECRET.to_lowercase(),
        percent.clone(),
        percent.to_lowercase(),
        percent.replace('%', "%25"),
        "Canary%2B7%2F%C3%A4x+%22q%22".to_owned(),
        "Canary+7/\\u00e4x \\\"q\\\"".to_owned(),
        "Canary\\u{2b}7/äx &quot;q&#34;".to_owned(),
        format!("{SECRET:?}"),
        format!("{:?}", format!("{SECRET:?}")),
        hex,
        format!("{:?}", SECRET.as_bytes()),
        "Cana\n  ry+7/ä\r\nx \"q\"".to_owned(),
        "Ca\u{200b}nary+7/äx \"q\"".to_owned(),
    ] {
        let text = hidden(SECRET, &format!("<{form}>"));
        assert!(
            !text.contains(['q', 'Q', '7', '3']) && text.len() < 12,
            "{form}: {text}"
        );
    }
}

#[test]
fn base64_is_found_at_every_place_and_in_both_alphabets() {
    // Made with another program: of `CANARY-12345678`, after `u:`, and after `us:`.
    for coded in [
        "Q0FOQVJZLTEyMzQ1Njc4",
        "dTpDQU5BUlktMTIzNDU2Nzg=",
        "dXM6Q0FOQVJZLTEyMzQ1Njc4",
    ] {
        let text = hidden("CANARY-12345678", &format!("Basic {coded}"));
        assert!(text.contains('…') && text.len() < "Basic ".len() + 10, "{text}");
    }
}

#[test]
fn what_was_cut_off_and_what_is_a_part_of_a_longer_one_is_hidden() {
    assert_eq!(hidden("CANARY-12345678", "`xx CANARY-123…`"), "`xx ……`");
    assert_eq!(hidden("CANARY-12345678", "…345678 end"), "…… end");
    assert_eq!(hidden("CANARY-12345678", "http://canary-1234/x"), "http://…/x");
    assert_eq!(hidden("Bearer abcdef123456", "no abcdef123456"), "no …");
    assert_eq!(
        hidden(
            "https://h.example/x?page=1&sig=Qw3r",
            "https://h.example/x?page=2&sig=Qw3r"
        ),
        // The first half of it is hidden as well.
        "…2&sig=…"
    );
    assert_eq!(hidden("first line\nsecondline77", "it says secondline77"), "it says …");
}

#[test]
fn the_longest_of_several_is_blotted_once_and_all_else_stays() {
    let secrets = Secrets::from_iter(["hunter22", "hunter22-long"].map(Secret::from));
    assert_eq!(secrets.hidden("hunter22-long hunter22"), "… …");
    for text in [
        "",
        "ordinary words…",
        "Zürich – 🦀",
        "100 %",
        "a\\b&c;",
        "\\u{zz}",
        "%",
        "&#x110000;",
    ] {
        assert_eq!(secrets.hidden(text), text);
    }
    assert_eq!(format!("{secrets:?} {:?}", Secret::from("hunter22")), "2 secrets …");
}

#[test]
fn a_short_secret_withholds_the_whole_text() {
    assert_eq!(hidden("abc", "it is ABC"), WITHHELD);
    assert_eq!(hidden("abc", "abcissa"), "abcissa");
    assert_eq!(hidden("q7", "/dataq7.csv"), WITHHELD);
    assert_eq!(hidden("7", "line 17"), "line 17");
    assert_eq!(hidden("", "any text"), "any text");
}

#[test]
fn a_value_in_data_is_hidden_where_it_is_no_coincidence() {
    let secrets = Secrets::from_iter(["EMEA", "CANARY-12345678"].map(Secret::from));
    assert_eq!(secrets.hidden_value("EMEA"), "EMEA");
    assert_eq!(secrets.hidden_value("Team EMEA and others"), "Team EMEA and others");
    assert_eq!(secrets.hidden_value("canary-12345678"), "…");
}
