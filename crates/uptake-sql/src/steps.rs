//! The steps from a source's columns to plain rows, each a query over the one before. Names of columns appear in the first step
//! alone: from there on columns are called by a letter and a number.

use crate::check::Check;
use crate::decisions::Decisions;
use crate::literal::quoted;
use crate::question::Question;
use crate::refusal::Refusal;
use crate::say::holds;
use crate::stated::Steps;
use crate::times::Times;

impl Steps {
    /// The rows with the input's columns, whether they are plain, and the parts that are decided by them.
    pub(crate) fn entered(&self, question: &Question<'_>, raw: bool, decisions: &Decisions) -> Result<String, Refusal> {
        let dialect = question.dialect;
        let inputs = self.inputs.iter().zip(0..);
        let mut columns: Vec<String> = inputs.map(|(said, at)| format!("{said} AS i{at}")).collect();
        if raw {
            for (name, at) in question.raw().into_iter().zip(0..) {
                columns.push(format!("s.{} AS r{at}", quoted(dialect, name)?));
            }
        }
        if columns.is_empty() {
            columns.push("1 AS i0".to_owned());
        }
        let source = format!("SELECT {} FROM ({}\n) AS s", columns.join(", "), question.relation);
        let input = |name: &str| {
            let at = question.inputs.iter().position(|column| column.name.text == name);
            at.map(|at| format!("i{at}"))
        };
        let (mut needs, mut plain) = looked_at(&self.plain_inputs, decisions);
        plain.extend(decisions.plain(true));
        needs.extend(decisions.codes(dialect, true, &input)?);
        let coded = with("e0", &source, &needs);
        let mut added = vec![format!("{} AS o", holds(&joined(&plain)))];
        added.extend(decisions.parts(dialect, &self.parts, true, None)?);
        Ok(with("b0", &coded, &added))
    }

    /// The rows with the dataset's columns.
    pub(crate) fn mapped(&self, question: &Question<'_>, raw: bool, decisions: &Decisions) -> Result<String, Refusal> {
        let entered = self.entered(question, raw, decisions)?;
        let columns = self.columns.iter().zip(0..);
        let mut columns: Vec<String> = columns.map(|(said, at)| format!("{said} AS c{at}")).collect();
        columns.extend(self.keep.iter().map(|keep| format!("{keep} AS k")));
        Ok(with("b2", &entered, &columns))
    }

    /// The rows with what they are: 1 if plain, 2 if plain and left out by the mapping, 0 if they are to be read.
    pub(crate) fn sorted(
        &self,
        question: &Question<'_>,
        raw: bool,
        decisions: &Decisions,
        repeated: bool,
    ) -> Result<String, Refusal> {
        let dialect = question.dialect;
        let column = |name: &str| Self::column(question, name);
        let mapped = self.mapped(question, raw, decisions)?;
        let (mut added, mut plain) = looked_at(&self.plain_columns, decisions);
        plain.extend(decisions.plain(false));
        added.extend(decisions.codes(dialect, false, &column)?);
        added.push(format!("{} AS d", self.day));
        let fence = dialect.says().fence;
        let dated = format!("{}{fence}", with("b3", &format!("{mapped}{fence}"), &added));
        let (period, place) = question.times.period(dialect, "d");
        let mut added = vec![
            format!("{period} AS g"),
            format!("{} AS b", Times::bit(dialect, &place)),
        ];
        added.extend(decisions.parts(dialect, &self.parts, false, Some("d"))?);
        let mut states = Vec::new();
        let mut beside = String::new();
        if repeated {
            // Joined, since not every engine looks into a query within a case.
            let key = self.key(question).into_iter().zip(0..);
            let same: Vec<String> = key.map(|(part, at)| format!("b4.{part} = w.q{at}")).collect();
            let again = self.repeated(question, decisions)?;
            beside = format!(" LEFT JOIN ({again}) AS w ON {}", same.join(" AND "));
            // Of a key of its own there is nothing beside it, which is zero to some engines.
            states.push("WHEN w.q > 1 THEN 0".to_owned());
        }
        if self.keep.is_some() {
            states.push("WHEN o = 1 AND d IS NOT NULL AND (k IS NULL OR NOT k) THEN 2".to_owned());
        }
        plain.insert(0, "o = 1 AND d IS NOT NULL".to_owned());
        states.push(format!("WHEN {} THEN 1", joined(&plain)));
        added.push(format!("CASE {} ELSE 0 END AS z", states.join(" ")));
        let placed = format!("{}{beside}{fence}", with("b4", &dated, &added));
        let filters = self.filters.iter().zip(0..);
        let filters: Vec<String> = filters.map(|(said, at)| format!("{said} AS f{at}")).collect();
        Ok(match filters.is_empty() {
            true => placed,
            false => format!("{}{fence}", with("b5", &placed, &filters)),
        })
    }

    /// The columns of the key.
    pub(crate) fn key(&self, question: &Question<'_>) -> Vec<String> {
        let key = question.dataset.key.iter();
        key.filter_map(|name| Self::column(question, &name.text)).collect()
    }

    /// The keys that several rows have.
    fn repeated(&self, question: &Question<'_>, decisions: &Decisions) -> Result<String, Refusal> {
        let key = self.key(question);
        let list = key.join(", ");
        let known: Vec<String> = key.iter().map(|part| format!("{part} IS NOT NULL")).collect();
        let mapped = self.mapped(question, false, decisions)?;
        let named = key.iter().zip(0..).map(|(part, at)| format!("{part} AS q{at}"));
        Ok(format!(
            "SELECT {}, count(*) AS q FROM ({mapped}) AS bk WHERE {} GROUP BY {list} HAVING count(*) > 1",
            named.collect::<Vec<_>>().join(", "),
            known.join(" AND ")
        ))
    }
}

/// The columns that checks need and their conditions, of those that rows have to be looked at for.
fn looked_at(checks: &[Check], decisions: &Decisions) -> (Vec<String>, Vec<String>) {
    let looks = checks.iter().filter(|check| check.looks(decisions));
    let needs = looks.clone().flat_map(|check| check.needs.clone()).collect();
    (needs, looks.map(|check| check.said.clone()).collect())
}

/// A query with more columns.
fn with(name: &str, query: &str, more: &[String]) -> String {
    match more.is_empty() {
        true => query.to_owned(),
        false => format!("SELECT {name}.*, {} FROM ({query}) AS {name}", more.join(", ")),
    }
}

/// Conditions of which all hold.
fn joined(conditions: &[String]) -> String {
    match conditions.is_empty() {
        true => "1 = 1".to_owned(),
        false => conditions.join(" AND "),
    }
}
