//! A case of real rows: those of one person, with made-up names in place of real ones.

use super::case_csv::{csv, moment};
use super::case_people::{BEYOND, OTHER, WHO, numbered};
use super::written_out::WrittenOut;
use super::yaml::{nowhere, suite_text};
use super::{LeftOut, WrittenSuite, compare, named};
use crate::project_files::{Loaded, ProjectFile};
use crate::session::suite::found::Came;
use crate::session::suite::tried_case::Trial;
use crate::session::{ExplainQuestion, ExplainRequest, RunRequest, Session};
use crate::{Failure, built_in};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use uptake_engine::calendar::{date, day};
use uptake_engine::explain::About;
use uptake_engine::names::{Disclosure, EntityId, Private, Writer};
use uptake_engine::{Data, Range};
use uptake_rules::Sources;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};
use uptake_rules::suite::{Case, Covers, Expected, Subject, Suite, Table};
use uptake_rules::text::Name;

/// More rows than this are no case that anybody reads.
const MOST_ROWS: usize = 2_000;

/// So many periods before the first row are covered at most.
const MOST_PERIODS: i32 = 400;

/// Under what names are hashed to find out whether they are any. Nothing of it is written.
const KEY: &str = "no name is written under this key";

/// Whose rows become a case.
#[derive(Clone, Copy, Debug)]
pub struct RealRequest<'a> {
    /// The project file.
    pub project: &'a Path,
    /// Who, as the list has it.
    pub person: &'a str,
    /// The period by its name; the last one with data that is over if `None`.
    pub period: Option<&'a str>,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
    /// Whether one person may be looked at though the project replaces names.
    pub names: bool,
    /// The definition or ladder; all of them if `None`.
    pub only: Option<&'a str>,
    /// The folder that the suite will be in.
    pub folder: &'a Path,
}

impl Session {
    /// Writes a case of a person's rows, with what came out of them. What comes out otherwise without the rows of all others, such as
    /// a number over everybody, is left out and named.
    ///
    /// # Errors
    /// When the project can't be run, when there is no such person or rule, or when one person isn't shown.
    pub fn write_real_case(&self, request: &RealRequest<'_>) -> Result<WrittenSuite, Failure> {
        let project = ProjectFile::At(request.project);
        let explaining = self.explaining(&ExplainRequest {
            project,
            sources: None,
            period: request.period,
            as_of: request.as_of,
            names: request.names,
            question: ExplainQuestion::Person {
                name: request.person,
                about: request.only.map_or(About::Metric(None), About::Rule),
                rows: false,
            },
        })?;
        let range = request
            .period
            .map_or(Range::All, |period| Range::Period(period.to_owned()));
        let ran = self.run(
            &RunRequest {
                range,
                as_of: request.as_of,
                names: true,
                ..RunRequest::new(project)
            },
            &mut crate::session::Counted,
        )?;
        let real = Came::of(ran, &[])?;
        let row = compare::row(&real, request.person, None)
            .map_err(|_| Failure::new(format!("`{}` isn't in the data", request.person)))?;
        let (project, loaded) = explaining.rules();
        let names = Names::of(&real, numbered(&loaded.policy));
        let made = Made::of(explaining.data(), &loaded.policy, request.person, &names, &real)?;
        let suite = Suite {
            name: format!("a case of {}", project.name),
            packs: project
                .packs
                .iter()
                .map(|pack| self.seen_from_suite(pack, loaded, request.folder))
                .collect(),
            cases: Vec::new(),
            span: nowhere(),
        };
        let mut case = Case {
            name: format!("somebody in {}", real.last),
            as_of: Some(explaining.data().as_of),
            stage: project.stage.as_ref().map(|stage| stage.text.clone()),
            covers: made.covers,
            data: made.tables,
            expected: Vec::new(),
            span: nowhere(),
        };
        let texts = Sources::default();
        let trial = Trial {
            session: self,
            policy: &loaded.policy,
            suite: &suite,
            case: &case,
            texts: &texts,
            path: &request.folder.join("real.yaml"),
        };
        let came = trial.came()?;
        let again = compare::row(&came, &names.who, Some(&real.last)).map_err(Failure::new)?;
        let (mut values, mut left_out) = (Vec::new(), Vec::new());
        for name in told(&loaded.policy, request.only) {
            let (real, now) = (compare::value(&real, row, name), compare::value(&came, again, name));
            match (real == now, now.as_str()) {
                (true, "nothing") => {}
                (true, _) => values.push((named(name), now)),
                (false, _) => left_out.push(LeftOut {
                    edge: name.to_owned(),
                    why: format!("{real} in the data, {now} of these rows alone"),
                }),
            }
        }
        case.expected.push(Expected {
            of: Subject::Person {
                who: names.who.clone(),
                period: Some(real.last.clone()),
            },
            values,
            span: nowhere(),
        });
        let suite = Suite {
            cases: vec![case],
            ..suite
        };
        let about = "Rows of somebody real under a made-up name, and what came out of them. Read it before you keep it: names \
                     that are written out in other columns are made up, too; else these, such as a team, are what they were.";
        Ok(WrittenSuite {
            text: suite_text(&suite, about),
            cases: 1,
            left_out,
        })
    }

    /// A pack of a project, as a suite in another folder names it.
    fn seen_from_suite(&self, pack: &Name, loaded: &Loaded, folder: &Path) -> Name {
        let path = loaded.folder.join(&pack.text);
        let is_there = !matches!(self.disk.lies(&path), Ok(crate::rule_files::Lies::Nothing) | Err(_));
        match is_there || !built_in::names().contains(&pack.text) {
            true => named(&self.way(folder, &path)),
            false => named(&pack.text),
        }
    }
}

/// What is told of a person: the measures, definitions and ladders that aren't hidden, or one of them.
fn told<'p>(policy: &'p Policy, only: Option<&str>) -> Vec<&'p str> {
    let measures = policy.measures.iter().map(|rule| rule.name.text.as_str());
    let definitions = policy.definitions.iter().map(|rule| rule.name.text.as_str());
    let ladders = policy.ladders.iter().map(|rule| rule.name.text.as_str());
    let names = measures.chain(definitions).chain(ladders);
    let shown = names.filter(|name| !policy.is_hidden(name));
    shown.filter(|name| only.is_none_or(|only| *name == only)).collect()
}

/// The made-up names of a case: nobody in the data is called so.
struct Names {
    /// Of whom the case is.
    who: String,
    /// Of somebody else.
    other: String,
}

impl Names {
    /// Where the rules call entities by numbers, these are numbers, too.
    fn of(real: &Came, numbers: bool) -> Self {
        let column = real.rows.column(&real.entity).ok().and_then(|column| column.str().ok());
        let taken = |name: &str| {
            let mut all = column.into_iter().flat_map(|column| column.iter());
            all.any(|known| known.is_some_and(|known| known.eq_ignore_ascii_case(name)))
        };
        let free = |first: &str, word: &str| {
            let mut names = std::iter::once(first.to_owned()).chain((1..).map(|number| format!("{word} {number}")));
            names.find(|name| !taken(name)).unwrap_or_else(|| first.to_owned())
        };
        if numbers {
            let mut all = (BEYOND..).map(|number| number.to_string()).filter(|name| !taken(name));
            let mut next = || all.next().unwrap_or_else(|| BEYOND.to_string());
            return Self {
                who: next(),
                other: next(),
            };
        }
        Self {
            who: free(WHO, "somebody"),
            other: free(OTHER, "somebody else"),
        }
    }
}

/// The tables of a person's rows.
struct Made {
    covers: Covers,
    tables: Vec<Table>,
}

impl Made {
    fn of(data: &Data, policy: &Policy, person: &str, made_up: &Names, real: &Came) -> Result<Self, Failure> {
        let failed = |_| Failure::new("names can't be told apart from other values");
        let (clear, hiding) = (Disclosure::clear(), Disclosure::pseudonyms(KEY).map_err(failed)?);
        let writer = clear.over(&[&data.names]);
        let listed = data
            .order
            .iter()
            .map(|number| writer.write(&Private::entity(EntityId(*number), &data.names)));
        let written = WrittenOut::of(std::iter::once(person.to_owned()).chain(listed), person);
        let mut names = MadeUp {
            written,
            writer,
            hiding: hiding.over(&[&data.names]),
            known: BTreeMap::from([(person.to_owned(), made_up.who.clone())]),
            who: made_up.who.clone(),
        };
        let period = real
            .periods
            .parse(&real.last)
            .map_err(|_| Failure::new("internal error: the period has no days"))?;
        let (first, last) = real.periods.span(period);
        let last = last.min(day(data.as_of));
        let (mut earliest, mut tables, mut count) = (first, Vec::new(), 0);
        let traced = data.traced(policy);
        for dataset in &policy.datasets {
            let rows = match traced.get(&dataset.name.text) {
                Some(rows) => rows.as_slice(),
                // Rules that need it have it without a row: all rows have come under one name.
                None if !dataset.optional && dataset.kind == DatasetKind::Names => &[],
                None => continue,
            };
            let mut rows: Vec<BTreeMap<String, String>> = rows
                .iter()
                .enumerate()
                .map(|(number, row)| names.row(dataset, number, row))
                .collect();
            if dataset.kind == DatasetKind::Events {
                let on = |row: &BTreeMap<String, String>| {
                    let text = row.get(&dataset.time.as_ref()?.text)?;
                    text.get(..10)?.parse::<Date>().ok().map(day)
                };
                // What came later makes no difference. Of a moment the day of its place may be the one before.
                rows.retain(|row| on(row).is_none_or(|on| on <= last.saturating_add(1)));
                earliest = rows.iter().filter_map(on).chain([earliest]).min().unwrap_or(earliest);
            }
            count += rows.len();
            if matches!(dataset.kind, DatasetKind::Events | DatasetKind::Entities) {
                let other = &made_up.other;
                rows.push(somebody_else(other, dataset, policy, date(last), rows.first()));
            }
            tables.push(Table {
                dataset: named(&dataset.name.text),
                rows: csv(dataset, &rows, date(first)),
                span: nowhere(),
                mapping: None,
                covers: None,
            });
        }
        if count > MOST_ROWS {
            return Err(
                Failure::new(format!("there are {count} rows, and a case has at most {MOST_ROWS}"))
                    .help("name somebody with fewer rows, or cut the data"),
            );
        }
        // A window needs the periods before it, whether or not there is a row in them.
        let known = |period: i32| {
            let delivered = data.events.iter().filter(|events| events.delivered);
            let mut gaps = delivered.map(|events| events.coverage.gap(real.periods.span(period), day(data.as_of)));
            gaps.all(|gap| gap.is_none())
        };
        let earliest = real.periods.of(earliest);
        let before = (1..=MOST_PERIODS).map_while(|back| earliest.checked_sub(back).filter(|period| known(*period)));
        let start = real.periods.first_day(before.last().unwrap_or(earliest));
        Ok(Self {
            covers: Covers {
                from: Some(date(start)),
                through: Some(date(last)),
                without_rows: Some("zero".to_owned()),
            },
            tables,
        })
    }
}

/// A row of somebody else on the last day, so that each source has one: of a list like the first row.
fn somebody_else(
    other: &str,
    dataset: &Dataset,
    policy: &Policy,
    last: Date,
    like: Option<&BTreeMap<String, String>>,
) -> BTreeMap<String, String> {
    let mut row = match dataset.kind {
        DatasetKind::Entities => like.cloned().unwrap_or_default(),
        DatasetKind::Events | DatasetKind::Spells | DatasetKind::Names | DatasetKind::Records => BTreeMap::new(),
    };
    row.insert(dataset.entity.text.clone(), other.to_owned());
    if let Some(time) = &dataset.time
        && let Ok(text) = moment(policy, dataset.column(&time.text), last, 0)
    {
        row.insert(time.text.clone(), text);
    }
    row
}

/// Made-up names in place of real ones: the same one for the same name.
struct MadeUp<'a> {
    /// Names in the midst of texts.
    written: WrittenOut,
    writer: Writer<'a>,
    /// One that hides names, to know which texts are any.
    hiding: Writer<'a>,
    known: BTreeMap<String, String>,
    /// The name of whom all rows are, by whichever of several names they came.
    who: String,
}

impl MadeUp<'_> {
    fn row(&mut self, dataset: &Dataset, number: usize, row: &[(String, Option<Private>)]) -> BTreeMap<String, String> {
        let values = row.iter().map(|(column, value)| {
            let text = value.as_ref();
            let text = text.map_or(String::new(), |value| self.text(dataset, column, number, value));
            (column.clone(), text)
        });
        values.collect()
    }

    fn text(&mut self, dataset: &Dataset, column: &str, number: usize, value: &Private) -> String {
        if column == dataset.entity.text {
            return self.who.clone();
        }
        let text = self.writer.write(value);
        let is_text = dataset
            .column(column)
            .is_some_and(|rule| rule.ty == uptake_rules::value::Type::Text);
        if dataset.key.iter().any(|key| key.text == column) && column != dataset.entity.text && is_text {
            return format!("r{}", number + 1);
        }
        let private = dataset.column(column).is_some_and(|rule| rule.private);
        let is_name = private || self.hiding.hides(value) || self.known.contains_key(&text);
        if text.is_empty() {
            return text;
        }
        let known = &mut self.known;
        let mut instead = |name: &str| {
            let number = known.len() + 1;
            let next = match is_text {
                true => format!("person {number}"),
                // A column of numbers has no place for words.
                false => (2 * BEYOND + i64::try_from(number).unwrap_or(0)).to_string(),
            };
            known.entry(name.to_owned()).or_insert(next).clone()
        };
        match is_name {
            true => instead(&text),
            false if is_text => self.written.replaced(&text, &mut instead).unwrap_or(text),
            false => text,
        }
    }
}
