//! JUnit's XML: a suite for each file, a case for each case.

use super::words;
use std::fmt::Write;
use uptake_project::{Outcomes, TriedSuite};

/// What came of suites as JUnit's XML.
#[must_use]
pub fn junit(found: &Outcomes) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for suite in &found.suites {
        // Writing into a text can't fail.
        let _ = self::suite(&mut out, suite);
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(out: &mut String, suite: &TriedSuite) -> std::fmt::Result {
    let failed = suite.cases.iter().filter(|case| !case.unmet.is_empty()).count();
    let error = match (&suite.findings, suite.cases.is_empty()) {
        (Some(findings), _) => Some(findings.text(false)),
        (None, true) => Some("the suite has no cases".to_owned()),
        (None, false) => None,
    };
    writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"{}\">",
        escaped(&suite.name),
        suite.cases.len() + usize::from(error.is_some()),
        usize::from(error.is_some())
    )?;
    if let Some(error) = error {
        writeln!(
            out,
            "    <testcase classname=\"{}\" name=\"the suite can be read\"><error>{}</error></testcase>",
            escaped(&suite.path),
            escaped(&error)
        )?;
    }
    for case in &suite.cases {
        let (class, name) = (escaped(&suite.path), escaped(&case.name));
        if case.unmet.is_empty() {
            writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\"/>")?;
            continue;
        }
        writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\">")?;
        for unmet in &case.unmet {
            let message = words::unmet(unmet);
            writeln!(
                out,
                "      <failure message=\"{}\">{}</failure>",
                escaped(&message),
                escaped(&unmet.place)
            )?;
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

/// A text as it may be in XML: what XML can't hold is a question mark.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            letter if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => out.push('?'),
            letter => out.push(letter),
        }
    }
    out
}
