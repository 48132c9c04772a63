//! Whether keys come twice.

use crate::cube::number;
use crate::dialect::fill;
use crate::literal::type_of;
use crate::plan::Plan;
use crate::refusal::Refusal;
use crate::stated::Steps;
use uptake_rules::value::Type;

impl Plan<'_> {
    /// How many keys several rows may have as `a`, and how many have blanks at their ends as `o`; nothing where rows have no key. Keys
    /// that only look alike may be among the former.
    ///
    /// # Errors
    /// When a constant can't be said.
    pub fn keys(&self) -> Result<Option<String>, Refusal> {
        self.keys_where("")
    }

    /// The same of keys that rows of another plan have, which reads some of these rows. All are asked where the engine can't tell them.
    ///
    /// # Errors
    /// As [`Plan::keys`].
    pub fn keys_among(&self, some: &Plan<'_>) -> Result<Option<String>, Refusal> {
        let [by] = &self.key_parts()[..] else {
            return self.keys();
        };
        let mapped = some.steps.mapped(&some.question, false, &some.decisions)?;
        self.keys_where(&format!(" WHERE {by} IN (SELECT {by} FROM ({mapped}) AS t)"))
    }

    /// By what keys are told apart: a number, where the engine has such, so that what it has to remember is less.
    fn key_parts(&self) -> Vec<String> {
        let dialect = self.question.dialect;
        let key = self.steps.key(&self.question);
        match dialect.says().hash {
            Some(hash) => {
                let parts = key
                    .iter()
                    .map(|part| format!("CAST({part} AS {})", type_of(dialect, Type::Text)));
                let whole: Vec<String> = parts.collect();
                vec![fill(hash, &whole.join(" || '|' || "))]
            }
            None => key,
        }
    }

    fn keys_where(&self, some: &str) -> Result<Option<String>, Refusal> {
        if !self.question.has_key() {
            return Ok(None);
        }
        let dialect = self.question.dialect;
        let says = dialect.says();
        let key = self.steps.key(&self.question);
        let texts = self.question.dataset.key.iter().filter(|name| {
            let column = self.question.dataset.column(&name.text);
            column.is_some_and(|column| column.ty == Type::Text)
        });
        let odd: Vec<String> = texts
            .map(|name| Steps::read(&self.question, &name.text))
            .map(|column| {
                let [first, last] = crate::bare::ends(dialect, &column);
                let bare = crate::bare::bare(dialect, [&first, &last]);
                format!("({column} IS NOT NULL AND NOT {bare})")
            })
            .collect();
        let known: Vec<String> = key.iter().map(|part| format!("{part} IS NOT NULL")).collect();
        let known = known.join(" AND ");
        let by = self.key_parts().join(", ");
        let odd = match odd.is_empty() {
            true => "0".to_owned(),
            false => number(dialect, &odd.join(" OR ")),
        };
        let mapped = self.steps.mapped(&self.question, false, &self.decisions)?;
        // Rows without a key have one in common, which doesn't count.
        Ok(Some(format!(
            "SELECT {} AS a, CAST(COALESCE(sum(o), 0) AS {}) AS o FROM (SELECT count(CASE WHEN {known} THEN 1 END) AS q, {odd} AS o FROM ({mapped}) AS t{some} GROUP BY {by}) AS x",
            number(dialect, "q > 1"),
            says.whole
        )))
    }
}
