//! The four CSV files, as an export would deliver them: a header line, `\n` on every machine, quotes only where needed.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use jiff::civil::Date;

use crate::cases::{Case, Involvement};
use crate::interactions::Interaction;
use crate::leave::Leave;
use crate::organisation::Organisation;
use crate::roster::Person;

/// Writes `people.csv`, `leave.csv`, `interactions.csv` and `cases.csv` into `dir`, which is made if need be.
/// Files of these names are replaced.
///
/// # Errors
/// When the directory can't be made or a file can't be written.
pub fn write_csv(organisation: &Organisation, dir: &Path) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    std::fs::write(dir.join("people.csv"), people(&organisation.people))?;
    std::fs::write(dir.join("leave.csv"), leave(&organisation.leave))?;
    std::fs::write(dir.join("interactions.csv"), interactions(&organisation.interactions))?;
    std::fs::write(dir.join("cases.csv"), cases(&organisation.cases))
}

fn people(rows: &[Person]) -> String {
    let mut table = line(&["person_id", "role", "segment", "team", "region", "hired_on", "left_on"]);
    for row in rows {
        table += &line(&[
            &row.person_id,
            row.role.as_str(),
            row.segment.map_or("", |segment| segment.as_str()),
            row.team,
            row.region.as_str(),
            &row.hired_on.to_string(),
            &row.left_on.as_ref().map(Date::to_string).unwrap_or_default(),
        ]);
    }
    table
}

fn leave(rows: &[Leave]) -> String {
    let mut table = line(&["person_id", "starts_on", "ends_on", "reason"]);
    for row in rows {
        table += &line(&[
            &row.person_id,
            &row.starts_on.to_string(),
            &row.ends_on.to_string(),
            row.reason.as_str(),
        ]);
    }
    table
}

fn interactions(rows: &[Interaction]) -> String {
    let mut table = line(&[
        "interaction_id",
        "person_id",
        "at",
        "tool",
        "kind",
        "documented",
        "evidence_id",
    ]);
    for row in rows {
        table += &line(&[
            &row.interaction_id,
            &row.person_id,
            &row.at.to_string(),
            row.tool,
            row.kind.as_str(),
            if row.is_documented() { "true" } else { "false" },
            row.evidence_id.as_deref().unwrap_or_default(),
        ]);
    }
    table
}

fn cases(rows: &[Case]) -> String {
    let mut table = line(&[
        "case_id",
        "person_id",
        "closed_at",
        "account_id",
        "ai_involvement",
        "ai_documented",
        "tool",
        "kept_share",
    ]);
    for row in rows {
        let part = row.assistance.as_ref();
        let documented = part.map_or("", |part| if part.is_documented { "true" } else { "false" });
        let kept = part.and_then(|part| part.kept_percent);
        table += &line(&[
            &row.case_id,
            &row.person_id,
            &format!("{}Z", row.closed_at),
            &row.account_id,
            part.map(|part| part.involvement).map_or("", Involvement::as_str),
            documented,
            part.and_then(|part| part.tool).unwrap_or_default(),
            &kept
                .map(|percent| format!("{}.{:02}", percent / 100, percent % 100))
                .unwrap_or_default(),
        ]);
    }
    table
}

fn line(fields: &[&str]) -> String {
    let quoted: Vec<Cow<'_, str>> = fields.iter().map(|field| quote(field)).collect();
    quoted.join(",") + "\n"
}

/// The field by RFC 4180, section 2: in quotes, and its own quotes doubled, where it must be.
fn quote(field: &str) -> Cow<'_, str> {
    if field.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", field.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_with_a_comma_or_a_quote_is_quoted() {
        assert_eq!(line(&["a", "b, c", "say \"d\""]), "a,\"b, c\",\"say \"\"d\"\"\"\n");
    }
}
