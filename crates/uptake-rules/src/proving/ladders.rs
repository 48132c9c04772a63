//! Questions about ladders: rungs that are reached, gaps, and rungs that overlap.

use super::assumed::{among, spread};
use super::questions::{Answer, NoSuchRule, Prover, TRUE, Verdict, is_label, missing, too_large, truth};
use super::too_large::TooLarge;
use crate::expr::{Expr, ExprKind};
use crate::policy::ladder::{Ladder, LadderStep, LadderText};
use crate::policy::who::Who;
use crate::section::Section;
use crate::value::{Literal, Type};

impl Prover<'_> {
    /// The rungs of a ladder: that each is reached, and that everybody has one. What is unknown has none, and isn't a gap.
    ///
    /// # Errors
    /// When there is no such ladder.
    pub fn ladder(&mut self, name: &str) -> Result<Vec<Answer>, NoSuchRule> {
        let policy = self.meanings.policy;
        let Some(ladder) = policy.ladders.iter().find(|ladder| ladder.name.text == name) else {
            return Err(missing(Section::Ladders, name, policy));
        };
        Ok(self.rungs(ladder))
    }

    /// The rungs of all ladders.
    #[must_use]
    pub fn ladders(&mut self) -> Vec<Answer> {
        let policy = self.meanings.policy;
        let shown = policy
            .ladders
            .iter()
            .filter(|ladder| !policy.is_hidden(&ladder.name.text));
        shown.flat_map(|ladder| self.rungs(ladder)).collect()
    }

    fn rungs(&mut self, ladder: &Ladder) -> Vec<Answer> {
        let (name, span) = (&ladder.name.text, ladder.name.span);
        let Ok(label) = self.meanings.of(name, Type::Text, span, &mut self.leaves) else {
            return vec![too_large(format!("each rung of `{name}` is reached"), Some(span))];
        };
        let mut found: Vec<Answer> = self.reached(ladder, &label).map(|(_, answer)| answer).collect();
        found.extend(self.repeated(ladder));
        found.push(self.gap(ladder, &label));
        // Bands of one number never overlap.
        if matches!(ladder.text, LadderText::Steps(_)) {
            found.extend(self.overlaps(ladder));
        }
        found
    }

    /// The steps whose label another step has, too: that each of them is reached.
    fn repeated(&mut self, ladder: &Ladder) -> Vec<Answer> {
        let (name, span) = (&ladder.name.text, ladder.name.span);
        let mut found = Vec::new();
        for (at, step) in ladder.steps.iter().enumerate() {
            let same = |other: &&LadderStep| other.label.text == step.label.text;
            if ladder.steps.iter().filter(same).count() < 2 {
                continue;
            }
            let number = ladder.steps.iter().take(at + 1).filter(same).count();
            let words = format!("step {number} of the rung `{}` of `{name}` is reached", step.label.text);
            let asked = match self.arrives(ladder, at) {
                Ok(asked) => asked,
                Err(TooLarge) => {
                    found.push(too_large(words, Some(span)));
                    continue;
                }
            };
            let label = format!("{name}={}", step.label.text);
            found.push(self.occurs(words, span, &label, &spread(&asked), TRUE));
        }
        found
    }

    /// That a step is the one that decides: an unknown condition above it ends the search.
    fn arrives(&mut self, ladder: &Ladder, at: usize) -> Result<Expr, TooLarge> {
        let mut asked = truth(ExprKind::Literal(Literal::Bool(true)));
        for (number, step) in ladder.steps.iter().enumerate().take(at + 1).rev() {
            let Some(when) = &step.when else { continue };
            let when = self.meanings.closure(&when.expr, &mut self.leaves)?;
            asked = match number == at {
                true => when,
                false => {
                    let no = truth(ExprKind::Literal(Literal::Bool(false)));
                    truth(ExprKind::If(Box::new(when), Box::new(no), Box::new(asked)))
                }
            };
        }
        Ok(asked)
    }

    /// The labels that a ladder can't give, each with the proof. Of one that reads too much none is known. A label that those `outside`
    /// of all groups have isn't asked about for everybody, which takes longer.
    pub(super) fn unreached<'l>(&mut self, ladder: &'l Ladder, outside: Option<&Who>) -> Vec<(&'l str, Answer)> {
        let (name, span) = (&ladder.name.text, ladder.name.span);
        let Ok(label) = self.meanings.of(name, Type::Text, span, &mut self.leaves) else {
            return Vec::new();
        };
        let theirs = outside.map(|outside| among(&label, outside));
        let rungs = ladder.labels.iter().map(String::as_str);
        let rungs = rungs.filter(|rung| {
            let short = theirs.as_ref().map(|theirs| self.rung(ladder, theirs, rung));
            short.is_none_or(|answer| answer.verdict == Verdict::No)
        });
        let rungs: Vec<&str> = rungs.collect();
        let answers = rungs.into_iter().map(|rung| (rung, self.rung(ladder, &label, rung)));
        answers.filter(|(_, answer)| answer.verdict == Verdict::No).collect()
    }

    /// Whether each label of a ladder occurs.
    fn reached<'l>(&mut self, ladder: &'l Ladder, label: &Expr) -> impl Iterator<Item = (&'l str, Answer)> {
        let rungs = ladder.labels.iter().map(String::as_str);
        let several = |rung: &str| ladder.steps.iter().filter(|step| step.label.text == rung).count() > 1;
        let rungs = rungs.filter(move |rung| !several(rung));
        rungs.map(move |rung| (rung, self.rung(ladder, label, rung)))
    }

    /// Whether a label occurs.
    fn rung(&mut self, ladder: &Ladder, label: &Expr, rung: &str) -> Answer {
        let (name, span) = (&ladder.name.text, ladder.name.span);
        let condition = spread(&is_label(label, rung));
        let words = format!("the rung `{rung}` of `{name}` is reached");
        self.occurs(words, span, &format!("{name}={rung}"), &condition, TRUE)
    }

    /// Whether somebody whose numbers are all known has no label.
    fn gap(&mut self, ladder: &Ladder, label: &Expr) -> Answer {
        let (name, span) = (&ladder.name.text, ladder.name.span);
        let mut inputs: Vec<Expr> = Vec::new();
        label.visit(&mut |part| {
            if matches!(part.kind, ExprKind::Column(_)) && !inputs.iter().any(|known| known.kind == part.kind) {
                inputs.push(part.clone());
            }
        });
        let known = |part: Expr| truth(ExprKind::Call(crate::expr::Function::IsKnown, vec![part]));
        let mut parts: Vec<Expr> = inputs.into_iter().map(known).collect();
        parts.push(truth(ExprKind::Not(Box::new(labelled(label)))));
        let nobody = truth(ExprKind::And(parts));
        let yes = truth(ExprKind::Literal(Literal::Bool(true)));
        let asked = [(TRUE, TRUE)];
        let compared = self.compare(&spread(&nobody), &yes, &asked);
        let words = format!("whoever has all numbers known has a rung of `{name}`");
        let mut answer = self.answer(words, Some(span), &[], &asked, compared);
        if let Some(case) = &mut answer.case {
            case.answers.clear();
        }
        answer
    }

    /// The rungs that hold together with one above them, which takes them: it is told, and is no fault.
    fn overlaps(&mut self, ladder: &Ladder) -> Vec<Answer> {
        let mut found = Vec::new();
        let steps: Vec<(String, Expr)> = ladder
            .steps
            .iter()
            .filter_map(|step| {
                let when = step.when.as_ref()?;
                let closure = self.meanings.closure(&when.expr, &mut self.leaves).ok()?;
                Some((step.label.text.clone(), spread(&closure)))
            })
            .collect();
        for pair in steps.windows(2) {
            let [(one, first), (other, second)] = pair else {
                continue;
            };
            let asked = [(TRUE, TRUE)];
            let compared = self.compare(first, second, &asked);
            let words = format!(
                "the rungs `{one}` and `{other}` of `{}` don't overlap",
                ladder.name.text
            );
            let mut answer = self.answer(words, Some(ladder.name.span), &[one, other], &asked, compared);
            answer.finding = false;
            if answer.verdict == Verdict::No {
                answer.why = Some(format!("the one above, `{one}`, is taken"));
            }
            found.push(answer);
        }
        found
    }
}

/// Whether a ladder ends in a label: where it ends without one, a choice ends in the unknown value.
fn labelled(of: &Expr) -> Expr {
    match &of.kind {
        ExprKind::If(condition, then, otherwise) => truth(ExprKind::If(
            condition.clone(),
            Box::new(labelled(then)),
            Box::new(labelled(otherwise)),
        )),
        ExprKind::Literal(Literal::Unknown) => truth(ExprKind::Literal(Literal::Bool(false))),
        _ => truth(ExprKind::Literal(Literal::Bool(true))),
    }
}
