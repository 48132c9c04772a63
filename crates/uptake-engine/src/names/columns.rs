//! What the texts in a column are: of a dataset, of the cube.

use super::private::{Kind, Private};
use std::collections::BTreeSet;
use uptake_rules::expr::Expr;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::measure::MeasureKind;

/// What a cut calls entities of which it isn't known where they belong.
pub const UNKNOWN_CUT: &str = "(unknown)";

/// What the texts of a dataset's column are.
pub(crate) fn value_kind(dataset: &Dataset, column: &str) -> Kind {
    let names = [Some(&dataset.entity), dataset.known_as.as_ref()];
    match names.into_iter().flatten().any(|name| name.text == column) {
        true => Kind::Name,
        false => Kind::Value,
    }
}

/// Which columns hold names, and which are computed from them.
pub(crate) struct Columns<'a> {
    policy: &'a Policy,
    derived: BTreeSet<&'a str>,
}

impl<'a> Columns<'a> {
    /// Of these rules. A measure is computed from names if it reads the entity's column, or another that is.
    pub(crate) fn of(policy: &'a Policy) -> Self {
        let mut columns = Self {
            policy,
            derived: BTreeSet::new(),
        };
        loop {
            let known = columns.derived.len();
            let found: Vec<&str> = policy
                .measures
                .iter()
                .filter(|measure| match &measure.kind {
                    MeasureKind::Value(of) => columns.reads_names(of),
                    // These make numbers.
                    MeasureKind::Rows(_) | MeasureKind::Window(_) | MeasureKind::Days(_) | MeasureKind::Across(_) => {
                        false
                    }
                })
                .map(|measure| measure.name.text.as_str())
                .collect();
            columns.derived.extend(found);
            if columns.derived.len() == known {
                return columns;
            }
        }
    }

    /// What the texts of a column are.
    pub(crate) fn kind(&self, column: &str) -> Kind {
        if column == self.policy.entity_column() {
            Kind::Name
        } else if self.policy.ladders.iter().any(|ladder| ladder.name.text == column) {
            // The labels stand in the rules.
            Kind::Open
        } else if self.derived.contains(column) {
            Kind::Derived
        } else {
            Kind::Value
        }
    }

    /// Whether a rule shows the values of a column, or groups by them. Another column of the list may hold anything that is known of
    /// somebody: his name in full, his address.
    pub(crate) fn is_shown(&self, column: &str) -> bool {
        let cuts = self.policy.metrics.iter().flat_map(|metric| &metric.by);
        let groups = self.policy.checks.iter().flat_map(|check| &check.by);
        let evidence = self.policy.checks.iter().filter_map(|check| check.evidence.as_ref());
        let shown = evidence.flat_map(|evidence| &evidence.show);
        cuts.chain(groups).chain(shown).any(|name| name.text == column)
    }

    /// What a text is that an expression gives.
    pub(crate) fn kind_of(&self, expr: &Expr) -> Kind {
        match self.reads_names(expr) {
            true => Kind::Derived,
            false => Kind::Value,
        }
    }

    /// A text of a column. The name for what is unknown is a word of ours.
    pub(crate) fn text(&self, column: &str, text: &str) -> Private {
        match text == UNKNOWN_CUT {
            true => Private::new(Kind::Open, text),
            false => Private::new(self.kind(column), text),
        }
    }

    fn reads_names(&self, expr: &Expr) -> bool {
        let reads = |column: &&str| matches!(self.kind(column), Kind::Name | Kind::Derived);
        expr.columns().iter().any(reads)
    }
}
