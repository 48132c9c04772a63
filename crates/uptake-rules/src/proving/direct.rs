//! Overrides of a definition itself, once more with all that both read put in: a comparison of what is written takes each name for a
//! value of its own, so it may tell nothing, or tell of a case that can't be.

use super::asked::{Compared, IMPLIED, NEITHER, compare};
use super::assumed::{among, only, spread};
use super::leaves::Leaves;
use super::meaning::Meanings;
use super::shown;
use crate::codes::Code;
use crate::context::Context;
use crate::expr::proof::Occurs;
use crate::layers::{Mark, MarkKind, Touch};
use crate::policy::Policy;
use crate::policy::overriding::Override;
use crate::policy::who::Who;
use crate::resolve::tighten;
use crate::section::Section;
use crate::source::Span;
use crate::value::Type;

/// The packs alone beside the packs with their overrides.
pub(super) struct Comparing<'p> {
    pub(super) before: Meanings<'p>,
    pub(super) after: Meanings<'p>,
    pub(super) leaves: Leaves,
    /// What is compared with, in words.
    pub(super) than: &'static str,
}

impl Comparing<'_> {
    /// A definition for those of an override, after and before; `None` where it reads too much, or means the same.
    pub(super) fn compared(&mut self, mark: &Mark, over: &Override) -> Option<Compared> {
        let who = Who {
            selector: over.selector.clone(),
            days: over.days,
            span: over.span,
        };
        let (name, leaves) = (&mark.name, &mut self.leaves);
        let before = self.before.of(name, Type::Bool, mark.span, leaves).ok()?;
        let after = self.after.of(name, Type::Bool, mark.span, leaves).ok()?;
        let (before, after) = (spread(&among(&before, &who)), spread(&among(&after, &who)));
        let calendar = &self.before.policy.calendar;
        Some(compare(&only(after, &who), &before, &IMPLIED, &self.leaves, calendar))
    }
}

/// Asks once more about overrides that are undecided, or looser by what is written alone, and takes back what was said of those that
/// turn out.
pub(super) fn settle(
    comparing: &mut Comparing<'_>,
    marks: &[Mark],
    touches: &[Touch],
    policy: &Policy,
    cx: &mut Context<'_>,
) {
    let tightened = |mark: &&Mark| mark.kind == MarkKind::TightenOnly && mark.section == Section::Definitions;
    for mark in marks.iter().filter(tightened) {
        let of_rule = |touch: &&Touch| touch.section == mark.section && touch.name == mark.name;
        let its: Vec<&Touch> = touches.iter().filter(of_rule).collect();
        for touch in its.iter().filter(|touch| !touch.same && !touch.freed) {
            let Some((at, code)) = said(touch.at, cx) else { continue };
            let Some(over) = policy.overrides.get(touch.over) else {
                continue;
            };
            let Some(compared) = comparing.compared(mark, over) else {
                continue;
            };
            match compared.pairs.implied() {
                Occurs::Never => take_back(at, cx),
                // Of what is written a case was found, which no rows may make.
                Occurs::Undecided if code == Code::LooserOverride => {
                    take_back(at, cx);
                    tighten::report_undecided(NEITHER, at, mark.span, cx);
                }
                Occurs::Undecided => {}
                Occurs::Seen(case) => {
                    let unknown = compared.pairs.of(Some(true), None) == &Occurs::Seen(case.clone());
                    let was = if unknown { "is unknown" } else { "doesn't" };
                    let message = format!(
                        "{}{} it holds, and the rule {was}",
                        shown::case(case),
                        compared.unknown_in(case)
                    );
                    take_back(at, cx);
                    tighten::report_looser(&message, at, mark.span, cx);
                }
            }
        }
    }
}

/// The place within an override at which it was said that it is looser, or that nothing can be told.
pub(super) fn said(place: Span, cx: &Context<'_>) -> Option<(Span, Code)> {
    let within = |span: &Span| span.file == place.file && place.start <= span.start && span.end <= place.end;
    let mut said = cx.diagnostics.iter().filter(|found| is_compared(found.code));
    said.find_map(|found| Some((found.span.filter(within)?, found.code)))
}

fn is_compared(code: Code) -> bool {
    matches!(code, Code::UndecidedOverride | Code::LooserOverride)
}

fn take_back(at: Span, cx: &mut Context<'_>) {
    cx.diagnostics
        .retain(|found| !is_compared(found.code) || found.span != Some(at));
}
