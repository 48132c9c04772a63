//! What sources told on an earlier day.

use super::digested::Digested;
use crate::Failure;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use uptake_adapter::Batches;
use uptake_codes::ProgramCode;
use uptake_engine::input::KnownThrough;
use uptake_rules::Sources as Texts;
use uptake_rules::project::{Arrival, Covers, Project, SourceSpec};

/// Parts of sources by their names, with their digests; by what each source is called.
pub type RecordedParts = BTreeMap<String, BTreeMap<String, String>>;

/// Up to when what sources tell was known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAt {
    /// The day on which it was known, in the zone of the calendar.
    pub day: Date,
    /// Before when it had to be known: the end of that day, or a time of it.
    pub before: Timestamp,
    /// Sources that are read as they are now all the same, by what they are called.
    pub as_now: BTreeSet<String>,
    /// What runs up to that day read, if runs are recorded.
    pub recorded: Option<RecordedParts>,
    /// Of these the parts that the sources which are asked read then, all of which have to be there; nothing if no run asked the same ones.
    pub own: Option<RecordedParts>,
    /// What is said now of sources that didn't say then since when their rows are known, by what they are called.
    pub arrivals: BTreeMap<String, Arrival>,
}

impl KnownAt {
    /// All that was known at the end of a day of a zone, where no runs are recorded.
    ///
    /// # Errors
    /// When the zone doesn't exist, or no instant is the end of the day.
    pub fn end_of(day: Date, time_zone: &str) -> Result<Self, Failure> {
        let end = day.tomorrow().and_then(|next| next.in_tz(time_zone));
        let end = end.map_err(|error| Failure::new(format!("{day} has no end in the zone `{time_zone}`: {error}")))?;
        Ok(Self {
            day,
            before: end.timestamp(),
            as_now: BTreeSet::new(),
            recorded: None,
            own: None,
            arrivals: BTreeMap::new(),
        })
    }

    /// Takes what is said now of sources that didn't say then since when their rows are known. A source of which nothing is said is
    /// known by its files, if the record has their digests: what has the same digest is the same.
    pub(crate) fn complete(&self, project: &mut Project) {
        for spec in &mut project.sources {
            let label = spec.label();
            let recorded = self.recorded.as_ref().and_then(|recorded| recorded.get(&label));
            let by_digests = recorded.is_some_and(|parts| !parts.is_empty());
            let stated = self.arrivals.get(&label).cloned();
            let known = stated.or_else(|| by_digests.then_some(Arrival::Files));
            if let (None, Some(known)) = (&spec.arrival, known) {
                spec.arrival = Some((known, spec.span));
            }
        }
    }

    /// That figures of a day are asked for that came later than what was known.
    pub(crate) fn possible(&self, as_of: Date) -> Option<Failure> {
        (as_of > self.day).then(|| {
            Failure::new(format!(
                "the figures are of {as_of}, and what was known on {} tells nothing of later days",
                self.day
            ))
            .code(ProgramCode::NotKnownThen)
            .help("name that day or an earlier one with `--as-of`, or a later one with `--known-at`")
        })
    }

    /// That sources don't say since when their rows are known.
    pub(crate) fn untold(&self, project: &Project, texts: &Texts) -> Option<Failure> {
        let then = project
            .sources
            .iter()
            .filter(|spec| !self.as_now.contains(&spec.label()));
        let untold: Vec<&SourceSpec> = then.clone().filter(|spec| spec.arrival.is_none()).collect();
        if let Some(first) = untold.first() {
            let names: Vec<String> = untold.iter().map(|spec| format!("`{}`", spec.label())).collect();
            let what = match names.as_slice() {
                [name] => format!("the source {name} doesn't say since when its rows are known"),
                names => format!(
                    "the sources {} don't say since when their rows are known",
                    names.join(", ")
                ),
            };
            return Some(
                Failure::new(what)
                    .code(ProgramCode::NotKnownThen)
                    .place(texts.place(first.span))
                    .help(
                        "state `arrival: { column: COLUMN }` with the column that says when a row came, `arrival: files` if files \
                         come and never change, or `arrival: always` if it told the same then",
                    ),
            );
        }
        let mut by_files = then.filter(|spec| matches!(spec.arrival, Some((Arrival::Files, _))));
        let file = by_files.next().filter(|_| self.recorded.is_none())?;
        Some(
            Failure::new(format!(
                "the files of `{}` aren't known as they were on {}: no run is recorded up to then",
                file.label(),
                self.day
            ))
            .code(ProgramCode::NotKnownThen)
            .place(texts.place(file.span))
            .help("state `ledger:` in the project, so that runs record what they read; or a later day"),
        )
    }

    /// Of which column and up to when a source's rows are read, if it isn't read as it is now.
    pub(super) fn through(&self, spec: &SourceSpec) -> Option<KnownThrough> {
        match &spec.arrival {
            Some((Arrival::Column { column, delay }, _)) if !self.as_now.contains(&spec.label()) => {
                Some(KnownThrough {
                    column: column.clone(),
                    delay: *delay,
                    before: self.before,
                })
            }
            Some(_) | None => None,
        }
    }

    /// The days that a source covered by then: none that it tells of only later.
    pub(super) fn covers(&self, spec: &SourceSpec) -> Option<Covers> {
        let covers = spec.covers?;
        let delay = match &spec.arrival {
            _ if self.as_now.contains(&spec.label()) => return Some(covers),
            Some((Arrival::Column { delay, .. }, _)) => *delay,
            Some((Arrival::Files, _)) => 0,
            Some((Arrival::Always, _)) | None => return Some(covers),
        };
        let span = jiff::Span::new().try_days(i64::from(delay));
        let last = span.and_then(|span| self.day.checked_sub(span)).unwrap_or(Date::MIN);
        Some(Covers {
            through: Some(covers.through.map_or(last, |through| through.min(last))),
            ..covers
        })
    }

    /// The batches of a source that are of parts which were there by then.
    pub(super) fn there(&self, spec: &SourceSpec, batches: Batches) -> Batches {
        let Some(parts) = self.parts(spec) else { return batches };
        Box::new(batches.filter(move |batch| batch.as_ref().map_or(true, |batch| parts.contains(batch.part.as_ref()))))
    }

    /// The parts of a source that were there by then, where it is known by its files.
    fn parts(&self, spec: &SourceSpec) -> Option<BTreeSet<String>> {
        let label = spec.label();
        if !matches!(spec.arrival, Some((Arrival::Files, _))) || self.as_now.contains(&label) {
            return None;
        }
        let parts = self.recorded.as_ref().and_then(|recorded| recorded.get(&label));
        Some(parts.map(|parts| parts.keys().cloned().collect()).unwrap_or_default())
    }

    /// That a part which was there isn't what it was: what was known then can't be read any more. A part that only other sources read isn't
    /// missed; where nobody knows that, a file that `there` finds isn't.
    pub(crate) fn changed(
        &self,
        project: &Project,
        digests: &[Digested],
        there: &dyn Fn(&str) -> bool,
        texts: &Texts,
    ) -> Option<Failure> {
        for spec in &project.sources {
            let label = spec.label();
            if self.parts(spec).is_none() {
                continue;
            }
            let was = self.recorded.as_ref().and_then(|recorded| recorded.get(&label));
            let is = digests.iter().find(|digested| digested.source == label);
            let is: BTreeMap<&str, &str> = is
                .and_then(|digested| digested.parts.as_ref())
                .into_iter()
                .flatten()
                .map(|part| (part.part.as_str(), part.sha256.as_str()))
                .collect();
            let missed = |part: &str| match &self.own {
                Some(own) => own.get(&label).is_some_and(|parts| parts.contains_key(part)),
                None => !there(part),
            };
            let other = was
                .into_iter()
                .flatten()
                .find(|(part, digest)| match is.get(part.as_str()) {
                    Some(is) => is != digest,
                    None => missed(part),
                });
            if let Some((part, _)) = other {
                return Some(
                    Failure::new(format!(
                        "`{part}` of `{label}` isn't what it was on {}: what was known then isn't there any more",
                        self.day
                    ))
                    .code(ProgramCode::NotKnownThen)
                    .place(texts.place(spec.span))
                    .help(
                        "put the file of then back; or keep a file that was published, deliver corrections in files of their own, and \
                         say with `arrival: { column: COLUMN }` when a row came",
                    ),
                );
            }
        }
        None
    }
}
