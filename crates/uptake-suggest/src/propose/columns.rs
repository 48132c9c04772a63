//! Which column feeds which, and which of the contract's are left.

use crate::content::profile::Profile;
use crate::fit::matching::{Because, Fit, Looked, Pair, is_role};
use crate::proposal::{Doubt, Proposal, ProposedColumn, UNDECIDED};
use crate::request::Request;
use uptake_rules::policy::dataset::Column;
use uptake_rules::value::Type;

/// As many values are shown of a column.
const EXAMPLES: usize = 3;

/// States the columns that feed the dataset, and what isn't sure about them.
pub(super) fn propose(proposal: &mut Proposal, request: &Request<'_>, fit: &Fit<'_>, looked: &Looked) {
    for pair in &fit.pairs {
        let (Some(rule), Some((column, profile))) = (fit.dataset.columns.get(pair.column), looked.get(pair.at)) else {
            continue;
        };
        let (ty, expression) = reading(rule, profile, column.ty);
        proposal.columns.push(ProposedColumn {
            column: rule.name.text.clone(),
            heading: column.heading.clone(),
            fit: (pair.score * 100.0).round() / 100.0,
            because: pair.because,
            examples: match request.examples {
                true => profile.distinct.iter().take(EXAMPLES).cloned().collect(),
                false => Vec::new(),
            },
            ty,
            expression,
            optional: false,
        });
        doubts(proposal, pair, rule, &column.heading);
    }
    rivals(proposal, fit, looked);
    missing(proposal, fit, looked);
    let used = |at: usize| fit.pairs.iter().any(|pair| pair.at == at);
    let unused = looked.table.columns.iter().enumerate().filter(|(at, _)| !used(*at));
    proposal.unused = unused.map(|(_, column)| column.heading.clone()).collect();
}

/// How the mapping's input reads a column, and what it computes of it.
fn reading(rule: &Column, profile: &Profile, own: Option<Type>) -> (&'static str, String) {
    let name = &rule.name.text;
    if rule.ty == Type::Bool
        && own.is_none()
        && let Some(truths) = profile.truths.as_ref().filter(|truths| !truths.plain)
    {
        let list = |words: &[String]| {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            format!("[{}]", words.join(", "))
        };
        // Any other word stays as it is, so that its row is set aside and not taken for unknown.
        let expression = format!(
            "if {name}.to_lower() in {} {{ \"true\" }} else if {name}.to_lower() in {} {{ \"false\" }} else {{ {name} }}",
            list(&truths.yes),
            list(&truths.no)
        );
        return ("text", format!("'{expression}'"));
    }
    (rule.ty.name(), name.clone())
}

/// What isn't sure about a pair.
fn doubts(proposal: &mut Proposal, pair: &Pair, rule: &Column, heading: &str) {
    match pair.because {
        Because::Name | Because::Heading => {}
        Because::NearHeading => {
            let why = format!("`{heading}` is taken for it, since the heading is alike");
            proposal.notes.push(Doubt::new(rule.name.text.clone(), why));
        }
        Because::Values => {
            let why = format!("`{heading}` is taken for it by its values, not by its heading");
            proposal.notes.push(Doubt::new(rule.name.text.clone(), why));
        }
    }
}

/// Columns of the file that might as well feed one of the dataset. Whom, when and how many is never guessed.
fn rivals(proposal: &mut Proposal, fit: &Fit<'_>, looked: &Looked) {
    for (place, rule) in fit.dataset.columns.iter().enumerate() {
        let rivals = fit.rivals.iter().filter(|(column, _)| *column == place);
        let rivals: Vec<String> = rivals
            .filter_map(|(_, at)| Some(looked.get(*at)?.0.heading.clone()))
            .collect();
        let name = &rule.name.text;
        let Some(chosen) = proposal.columns.iter_mut().find(|chosen| chosen.column == *name) else {
            continue;
        };
        if rivals.is_empty() {
            continue;
        }
        let heading = chosen.heading.clone();
        // A name that fits nobody is set aside, so that a wrong choice shows.
        if is_role(fit.dataset, name) && fit.dataset.entity.text != *name {
            chosen.expression = format!("'{UNDECIDED}'");
            let doubt = Doubt::new(name.clone(), "several columns of the file may be meant");
            proposal
                .undecided
                .push(doubt.among(std::iter::once(heading).chain(rivals)));
        } else {
            let why = format!("`{heading}` is taken; others may be meant as well");
            proposal.notes.push(Doubt::new(name.clone(), why).among(rivals));
        }
    }
}

/// Columns of the dataset that nothing feeds: those that are required, and those that change what a row means if the file
/// has them under another name.
fn missing(proposal: &mut Proposal, fit: &Fit<'_>, looked: &Looked) {
    for (at, rule) in fit.dataset.columns.iter().enumerate() {
        let fed = fit.pairs.iter().any(|pair| pair.column == at);
        let name = &rule.name.text;
        if fed {
            continue;
        }
        let free = |place: &usize| fit.pairs.iter().all(|pair| pair.at != *place);
        let might = (0..looked.table.columns.len())
            .filter(free)
            .filter_map(|place| looked.get(place));
        let might = might.filter(|(_, profile)| may_be(rule, profile));
        let candidates: Vec<String> = might.map(|(column, _)| column.heading.clone()).collect();
        if !rule.optional {
            let why = match rule.register.is_some() || rule.ty == Type::Bool {
                true => "required, and no column of the file fits; write its column, or a constant in quotes",
                false => "required, and no column of the file fits; write its column, or `()` if it is unknown",
            };
            proposal.undecided.push(Doubt::new(name.clone(), why).among(candidates));
        } else if is_role(fit.dataset, name) && !candidates.is_empty() {
            let why = "no heading says which column it is, but one of these might be it; remove the line if none is";
            proposal.undecided.push(Doubt::new(name.clone(), why).among(candidates));
        }
    }
}

/// Whether a column without a telling heading might be what a column of the dataset is.
fn may_be(rule: &Column, profile: &Profile) -> bool {
    let few = profile.distinct.len() > 1 || !profile.gaps;
    profile.filled
        && match rule.ty {
            Type::Int => profile.whole && few,
            Type::Float => profile.numbers && few,
            Type::Date | Type::Datetime => profile.days.is_some(),
            Type::Bool => profile.truths.is_some(),
            Type::Text | Type::Unknown => profile.days.is_none() && !profile.numbers,
        }
}

/// Whether the file's columns differ from the contract's, so that a mapping is needed.
pub(super) fn needs_mapping(proposal: &Proposal, fit: &Fit<'_>) -> bool {
    let renamed = proposal.columns.iter().any(|column| {
        let rule = fit.dataset.column(&column.column);
        rule.is_none_or(|rule| rule.source_name() != column.heading) || column.expression != column.column
    });
    let open = |doubt: &Doubt| fit.dataset.column(&doubt.about).is_some();
    renamed || proposal.undecided.iter().any(open)
}
