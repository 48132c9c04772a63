//! From a file's content to what is proposed for it.

mod block;
mod columns;
mod values;

use crate::fit::choosing::{fits, is_sure};
use crate::fit::headings::Headings;
use crate::fit::mappings::{Columns, Fitting, fitting};
use crate::fit::matching::{Because, Fit, Known, Looked, fit};
use crate::proposal::{Doubt, Other, Proposal, ProposedMapping};
use crate::request::Request;
use crate::yaml;

/// What is proposed for a file.
///
/// # Errors
/// When it can't be looked into, in the words of its reader.
pub fn propose(request: &Request<'_>) -> Result<Proposal, String> {
    let headings = Headings::of(request.policy);
    let known = Known {
        policy: request.policy,
        headings: &headings,
        entities: request.entities,
    };
    let mut proposal = Proposal {
        file: request.path.to_owned(),
        ..Proposal::default()
    };
    let shaped = block::shape(request, &headings, &mut proposal)?;
    let looked = Looked::at(shaped.table);
    // A sheet's name tells as much as a file's.
    let stem = match request.sheet {
        Some(sheet) => format!("{} {sheet}", stem(request.path)),
        None => stem(request.path),
    };
    let mut all = match request.dataset {
        None => fits(&looked, known, &stem),
        Some(name) => {
            let datasets = request
                .policy
                .datasets
                .iter()
                .filter(|dataset| dataset.name.text == name);
            datasets.map(|dataset| fit(dataset, &looked, known)).collect()
        }
    };
    let columns = Columns {
        top: &shaped.top,
        paths: &shaped.paths,
        file: &crate::fit::headings::words(&stem),
    };
    let mappings = match shaped.top.is_empty() {
        true => Vec::new(),
        false => fitting(request.policy, columns),
    };
    let wanted = |fitting: &&Fitting<'_>| request.dataset.is_none_or(|name| name == fitting.mapping.dataset.text);
    let mappings: Vec<&Fitting<'_>> = mappings.iter().filter(wanted).collect();
    let ready_made = all.first().is_some_and(is_as_stated);
    match mappings.first() {
        Some(first) if !ready_made => by_mapping(&mut proposal, first, &mappings, &looked),
        _ => by_columns(
            &mut proposal,
            request,
            &mut all,
            &looked,
            (&stem, shaped.rows.as_deref()),
        ),
    }
    proposal.ready = proposal.undecided.is_empty();
    proposal.mapping_yaml = yaml::mapping(&proposal);
    proposal.source_yaml = yaml::source(&proposal);
    Ok(proposal)
}

/// Whether a file has every required column under its own name.
fn is_as_stated(fit: &Fit<'_>) -> bool {
    let named = |at: usize| {
        fit.pairs
            .iter()
            .any(|pair| pair.column == at && pair.because == Because::Name && pair.score > 0.999)
    };
    let mut columns = fit.dataset.columns.iter().enumerate();
    columns.all(|(at, column)| column.optional || named(at))
}

/// A mapping that the rules have reads the file as it is.
fn by_mapping(proposal: &mut Proposal, first: &Fitting<'_>, all: &[&Fitting<'_>], looked: &Looked) {
    let mapping = first.mapping;
    proposal.dataset = Some(mapping.dataset.text.clone());
    proposal.fit = 1.0;
    proposal
        .source
        .insert("mapping".to_owned(), mapping.name.text.as_str().into());
    proposal.mapping = Some(ProposedMapping {
        name: mapping.name.text.clone(),
        known: true,
        about: mapping.about.clone(),
        ..ProposedMapping::default()
    });
    let equal = all.iter().filter(|other| other.found == first.found);
    let names: Vec<String> = equal.map(|other| other.mapping.name.text.clone()).collect();
    if names.len() > 1 {
        proposal
            .source
            .insert("mapping".to_owned(), crate::proposal::UNDECIDED.into());
        let why = "several mappings read the same columns";
        proposal.undecided.push(Doubt::new("mapping", why).among(names));
    } else {
        let why = format!("it is chosen by its columns, of which the file has {}", first.found);
        proposal.notes.push(Doubt::new("mapping", why));
    }
    values::of_mapping(proposal, mapping, looked);
}

/// The file's columns feed those of a dataset.
fn by_columns(
    proposal: &mut Proposal,
    request: &Request<'_>,
    all: &mut Vec<Fit<'_>>,
    looked: &Looked,
    (stem, rows): (&str, Option<&str>),
) {
    let sure = request.dataset.is_some() || is_sure(all);
    if all.is_empty() {
        proposal
            .undecided
            .push(Doubt::new("dataset", "the rules have no dataset"));
        return;
    }
    let best = all.remove(0);
    proposal.dataset = Some(best.dataset.name.text.clone());
    proposal.fit = rounded(best.score);
    proposal.others = all
        .iter()
        .filter(|other| other.score > 0.2)
        .map(|other| Other {
            dataset: other.dataset.name.text.clone(),
            fit: rounded(other.score),
        })
        .collect();
    if !sure {
        let others = proposal.others.iter().take(3).map(|other| other.dataset.clone());
        let names: Vec<String> = std::iter::once(best.dataset.name.text.clone()).chain(others).collect();
        let why = "the columns don't tell which dataset this is; state it with `--dataset`";
        proposal.undecided.push(Doubt::new("dataset", why).among(names));
    }
    columns::propose(proposal, request, &best, looked);
    values::of_columns(proposal, request.policy, &best, looked);
    let mapped = rows.is_some() || columns::needs_mapping(proposal, &best);
    if mapped {
        let name = format!("{}-{}", slug(stem), best.dataset.name.text);
        proposal.source.insert("mapping".to_owned(), name.as_str().into());
        proposal.mapping = Some(ProposedMapping {
            file: Some(format!("{name}.yaml")),
            name,
            rows: rows.map(str::to_owned),
            ..ProposedMapping::default()
        });
    }
}

fn rounded(score: f64) -> f64 {
    (score.min(1.0) * 100.0).round() / 100.0
}

/// A file's name without folders and endings.
fn stem(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.split('.').find(|part| !part.is_empty()).unwrap_or(name).to_owned()
}

/// A file's name as a name of rules.
fn slug(stem: &str) -> String {
    let words = crate::fit::headings::words(stem);
    let plain = |word: &String| word.chars().all(|letter| letter.is_ascii_alphanumeric());
    let words: Vec<String> = words.into_iter().filter(plain).collect();
    match words.first() {
        Some(first) if first.starts_with(|letter: char| letter.is_ascii_alphabetic()) => words.join("-"),
        _ => format!("file-{}", words.join("-")).trim_end_matches('-').to_owned(),
    }
}
