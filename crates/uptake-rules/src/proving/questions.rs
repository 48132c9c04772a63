//! Questions about the rules of a policy, for whatever data there are: answered, shown by a case, or left open with the reason.

use super::asked::{Compared, NO_PROOF, compare};
use super::assumed::spread;
use super::case::Case;
use super::leaves::Leaves;
use super::meaning::Meanings;
use super::registers::nowhere;
use super::too_large::{TOO_LARGE, TooLarge};
use crate::expr::proof::{Occurs, Pair};
use crate::expr::{Expr, ExprKind};
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::ladder::Definition;
use crate::section::Section;
use crate::source::Span;
use crate::value::{Literal, Type};

/// A question about definitions. `ladder=label` stands for the definition that a ladder has that label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether it holds for nobody.
    Never(String),
    /// Whether it holds for everybody.
    Always(String),
    /// Whether it is never unknown.
    Known(String),
    /// Whether the second holds wherever the first does.
    Implies(String, String),
    /// Whether both always answer the same.
    Equal(String, String),
    /// Whether they never hold together.
    Disjoint(String, String),
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is so, for all data.
    Yes,
    /// It isn't: a case shows it.
    No,
    /// Neither a proof nor a case was found.
    Undecided,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What was asked, as a sentence that may be true: "`keen` implies `active`".
    pub question: String,
    /// Whether it is so.
    pub verdict: Verdict,
    /// What shows that it isn't; of a rung that is reached what reaches it.
    pub case: Option<Case>,
    /// Why it is undecided.
    pub why: Option<String>,
    /// What about the data was used, a sentence each.
    pub facts: Vec<String>,
    /// Where the rule is.
    pub span: Option<Span>,
    /// Whether a no is something to mend; else it is worth knowing.
    pub finding: bool,
}

/// That a question names a rule that isn't there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchRule {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl From<&Missing<'_>> for NoSuchRule {
    fn from(missing: &Missing<'_>) -> Self {
        Self {
            message: missing.message_text(),
            help: missing.help_text(),
        }
    }
}

/// A policy of which questions are asked.
pub struct Prover<'p> {
    pub(super) meanings: Meanings<'p>,
    pub(super) leaves: Leaves,
    /// Whether only proofs are asked for: no case is looked for, and what isn't proved is undecided.
    pub(super) proofs_alone: bool,
}

pub(super) const TRUE: Option<bool> = Some(true);
const FALSE: Option<bool> = Some(false);

impl<'p> Prover<'p> {
    /// Of a policy without errors.
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        Self {
            meanings: Meanings::new(policy),
            leaves: Leaves::default(),
            proofs_alone: false,
        }
    }

    /// Answers a question.
    ///
    /// # Errors
    /// When it names something that isn't there.
    pub fn ask(&mut self, question: &Question) -> Result<Answer, NoSuchRule> {
        let (names, asked, words): (Vec<&str>, Vec<Pair>, String) = match question {
            Question::Never(one) => (vec![one], vec![(TRUE, TRUE)], format!("`{one}` never holds")),
            Question::Always(one) => (
                vec![one],
                vec![(FALSE, TRUE), (None, TRUE)],
                format!("`{one}` always holds"),
            ),
            Question::Known(one) => (vec![one], vec![(None, TRUE)], format!("`{one}` is never unknown")),
            Question::Implies(one, other) => (
                vec![one, other],
                vec![(TRUE, FALSE), (TRUE, None)],
                format!("wherever `{one}` holds, `{other}` holds"),
            ),
            Question::Equal(one, other) => (
                vec![one, other],
                vec![
                    (TRUE, FALSE),
                    (FALSE, TRUE),
                    (TRUE, None),
                    (None, TRUE),
                    (FALSE, None),
                    (None, FALSE),
                ],
                format!("`{one}` and `{other}` always answer the same"),
            ),
            Question::Disjoint(one, other) => (
                vec![one, other],
                vec![(TRUE, TRUE)],
                format!("`{one}` and `{other}` never hold together"),
            ),
        };
        let mut conditions = Vec::new();
        let mut span = None;
        for name in &names {
            let (condition, at) = self.condition(name)?;
            span = span.or(at);
            conditions.push(condition);
        }
        let Ok(conditions) = conditions.into_iter().collect::<Result<Vec<Expr>, TooLarge>>() else {
            return Ok(too_large(words, span));
        };
        let yes = truth(ExprKind::Literal(Literal::Bool(true)));
        let first = conditions.first().unwrap_or(&yes);
        let second = conditions.get(1).unwrap_or(&yes);
        let compared = self.compare(first, second, &asked);
        Ok(self.answer(words, span, &names, &asked, compared))
    }

    /// Each definition: that it can hold, and can fail. What always answers the same decides nothing.
    #[must_use]
    pub fn definitions(&mut self) -> Vec<Answer> {
        let policy = self.meanings.policy;
        let mut found = Vec::new();
        for rule in &policy.definitions {
            let (name, span) = (&rule.name.text, rule.name.span);
            match self.meaning(rule) {
                Ok(condition) => found.extend(self.both_ways(name, span, &spread(&condition))),
                Err(TooLarge) => found.extend(["can hold", "can fail"].map(|words| {
                    let words = format!("`{name}` {words}");
                    too_large(words, Some(span))
                })),
            }
        }
        found
    }

    /// The closure of a definition.
    pub(super) fn meaning(&mut self, rule: &Definition) -> Result<Expr, TooLarge> {
        let (name, span) = (&rule.name.text, rule.name.span);
        self.meanings.of(name, Type::Bool, span, &mut self.leaves)
    }

    /// That a condition can hold, and that it can fail.
    pub(super) fn both_ways(&mut self, name: &str, span: Span, condition: &Expr) -> [Answer; 2] {
        [(TRUE, "can hold"), (FALSE, "can fail")].map(|(wanted, words)| {
            let words = format!("`{name}` {words}");
            self.occurs(words, span, name, condition, wanted)
        })
    }

    /// That a condition has an answer somewhere: a case is a yes.
    pub(super) fn occurs(
        &mut self,
        words: String,
        span: Span,
        name: &str,
        condition: &Expr,
        wanted: Option<bool>,
    ) -> Answer {
        let yes = truth(ExprKind::Literal(Literal::Bool(true)));
        let asked = [(wanted, TRUE)];
        let compared = self.compare(condition, &yes, &asked);
        let mut answer = self.answer(words, Some(span), &[name], &asked, compared);
        answer.verdict = match answer.verdict {
            Verdict::Yes => Verdict::No,
            Verdict::No => Verdict::Yes,
            Verdict::Undecided => Verdict::Undecided,
        };
        answer
    }

    pub(super) fn compare(&self, first: &Expr, second: &Expr, asked: &[Pair]) -> Compared {
        let calendar = &self.meanings.policy.calendar;
        match self.proofs_alone {
            true => Compared::proofs([first, second], asked, &self.leaves, calendar),
            false => compare(first, second, asked, &self.leaves, calendar),
        }
    }

    pub(super) fn answer(
        &self,
        question: String,
        span: Option<Span>,
        names: &[&str],
        asked: &[Pair],
        compared: Compared,
    ) -> Answer {
        let mut open = false;
        for (first, second) in asked {
            match compared.pairs.of(*first, *second) {
                Occurs::Never => {}
                Occurs::Undecided => open = true,
                Occurs::Seen(_) => {
                    let answers = names.iter().zip([*first, *second]);
                    let answers = answers.map(|(name, answer)| ((*name).to_owned(), answer)).collect();
                    let calendar = &self.meanings.policy.calendar;
                    return Answer {
                        question,
                        verdict: Verdict::No,
                        case: compared.case((*first, *second), answers, &self.leaves, calendar),
                        why: None,
                        facts: compared.facts,
                        span,
                        finding: true,
                    };
                }
            }
        }
        Answer {
            question,
            verdict: if open { Verdict::Undecided } else { Verdict::Yes },
            case: None,
            why: open.then(|| NO_PROOF.to_owned()),
            facts: compared.facts,
            span,
            finding: true,
        }
    }

    /// The closure of a definition, or of a ladder's label, and where the rule is.
    #[allow(
        clippy::type_complexity,
        reason = "what is wrong and what is too large are two things"
    )]
    pub(super) fn condition(&mut self, name: &str) -> Result<(Result<Expr, TooLarge>, Option<Span>), NoSuchRule> {
        let policy = self.meanings.policy;
        if let Some((ladder, label)) = name.split_once('=') {
            let Some(found) = policy.ladders.iter().find(|rule| rule.name.text == ladder) else {
                return Err(missing(Section::Ladders, ladder, policy));
            };
            if !found.labels.iter().any(|known| known == label) {
                let known = found.labels.iter().map(String::as_str);
                return Err(NoSuchRule::from(&Missing::new("label", label).among(known)));
            }
            let span = found.name.span;
            let of = self.meanings.of(ladder, Type::Text, span, &mut self.leaves);
            return Ok((of.map(|of| spread(&is_label(&of, label))), Some(span)));
        }
        let Some(rule) = policy.definitions.iter().find(|rule| rule.name.text == name) else {
            return Err(missing(Section::Definitions, name, policy));
        };
        let span = rule.name.span;
        let of = self.meanings.of(name, Type::Bool, span, &mut self.leaves);
        Ok((of.map(|of| spread(&of)), Some(span)))
    }
}

pub(super) fn missing(section: Section, name: &str, policy: &Policy) -> NoSuchRule {
    NoSuchRule::from(&Missing::new(section.one(), name).among(policy.declared.of(section)))
}

pub(super) fn too_large(question: String, span: Option<Span>) -> Answer {
    Answer {
        question,
        verdict: Verdict::Undecided,
        case: None,
        why: Some(TOO_LARGE.to_owned()),
        facts: Vec::new(),
        span,
        finding: true,
    }
}

pub(super) fn truth(kind: ExprKind) -> Expr {
    Expr {
        kind,
        ty: Type::Bool,
        span: nowhere(),
    }
}

/// That a ladder has a label.
pub(super) fn is_label(of: &Expr, label: &str) -> Expr {
    truth(ExprKind::In(
        Box::new(of.clone()),
        vec![Literal::Text(label.to_owned())],
    ))
}
