//! The constants that expressions name. Where one stands in an expression as a value, its place has the name; where it says how many
//! periods a function looks at, or is read by a script that is interpreted, only the text tells.

use crate::expr::{Expr, ExprKind, Library};
use crate::policy::Policy;
use crate::policy::formula::{Formula, Written};
use crate::policy::ladder::LadderText;
use crate::section::Section;
use crate::source::Sources;
use std::collections::BTreeSet;

/// Each constant that a rule names, as what it reads.
type Named = Vec<((Section, String), Option<String>)>;

/// The constants that a condition or a value names.
pub(super) fn in_formula(formula: &Formula, policy: &Policy, sources: &Sources) -> Named {
    let mut names = Names::of(policy);
    names.expression(&formula.expr, sources);
    names.extend(formula.written.as_ref());
    names.finish()
}

/// The same of an expression that nobody wrote as a whole.
pub(super) fn in_expression(expr: &Expr, policy: &Policy, sources: &Sources) -> Named {
    let mut names = Names::of(policy);
    names.expression(expr, sources);
    names.finish()
}

/// The same of what the author of a ladder wrote.
pub(super) fn in_ladder(text: &LadderText, policy: &Policy) -> Named {
    let mut names = Names::of(policy);
    match text {
        LadderText::Steps(steps) => names.extend(steps.iter().filter_map(|(_, when)| when.as_ref())),
        LadderText::Bands { of, bands, .. } => {
            names.extend(of);
            for start in bands.iter().filter_map(|(_, start)| start.as_ref()) {
                names.text(start);
            }
        }
    }
    names.finish()
}

struct Names<'p> {
    policy: &'p Policy,
    found: BTreeSet<String>,
}

impl<'p> Names<'p> {
    fn of(policy: &'p Policy) -> Self {
        Self {
            policy,
            found: BTreeSet::new(),
        }
    }

    fn finish(self) -> Named {
        let constant = |name: String| ((Section::Constants, name), None);
        self.found.into_iter().map(constant).collect()
    }

    fn expression(&mut self, expr: &Expr, sources: &Sources) {
        let mut unseen = false;
        expr.visit(&mut |part| match &part.kind {
            ExprKind::Literal(_) | ExprKind::In(..) => self.text(sources.text(part.span)),
            ExprKind::Window(..) | ExprKind::Script(..) => {
                unseen = true;
                self.text(sources.text(part.span));
            }
            _ => {}
        });
        if unseen {
            self.text(sources.text(expr.span));
            let policy = self.policy;
            self.scripts(&policy.library);
        }
    }

    fn extend<'w>(&mut self, written: impl IntoIterator<Item = &'w Written>) {
        for written in written {
            self.text(&written.text);
        }
    }

    /// A function of a script may call others, which no place of the expression tells: each of them counts.
    fn scripts(&mut self, library: &Library) {
        for unit in library.scripts.values().flatten() {
            self.text(&unit.condition.text);
        }
    }

    /// The names in a text, but for those in quotes, where it is plain what is in quotes.
    fn text(&mut self, text: &str) {
        let plain = !["//", "/*", "\\", "'", "`"].iter().any(|mark| text.contains(mark));
        let every = if plain { 2 } else { 1 };
        for part in text.split('"').step_by(every) {
            self.words(part);
        }
    }

    fn words(&mut self, text: &str) {
        let words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        let constants = words.filter(|word| self.policy.declared.has(Section::Constants, word));
        self.found.extend(constants.map(str::to_owned));
    }
}
