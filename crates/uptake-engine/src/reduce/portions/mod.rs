//! Events of a source that is kept part by part: what was added up of each part, put together.
//!
//! A source whose parts are files grows by files. What was added up of a file is kept, and what was added up of all files so far. So a
//! new file costs its own rows, and one that was changed costs its own and the adding up of what is kept of the others. It is done only
//! where the answer is the one that reading everything gives, to the bit: where rows have keys, or entities other names, a row may
//! depend on rows of another file, and everything is read.

mod portion;
mod together;

use super::accumulate::Accumulator;
use super::adding::{Adding, add};
use super::entities::EntityIndex;
use super::intern::Numberer;
use super::plan::DatasetPlan;
use super::reader::Reader;
use super::reduced::Reduced;
use super::standing::Standing;
use super::telling::Local;
use crate::calendar::Periods;
use crate::error::Error;
use crate::input::SourceId;
use crate::intake::{Admitted, Forgotten, IntakeReport, Keys, SetAsideRow, SetAsideSink, TwinLog};
pub(super) use portion::codes;
use portion::{Portion, Twins, list_of};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use together::Together;
use uptake_rules::policy::dataset::Dataset;

/// By part, its rows without a key that were compared.
type Logs = Vec<(Arc<str>, TwinLog)>;

/// Rows that are set aside, noted for the part that they are of.
struct Noted<'a> {
    sink: &'a mut dyn SetAsideSink,
    rows: Vec<SetAsideRow>,
}

impl SetAsideSink for Noted<'_> {
    fn keep(&mut self, row: SetAsideRow) -> Result<(), Error> {
        self.rows.push(row.clone());
        self.sink.keep(row)
    }

    fn mark(&mut self) -> Result<u64, Error> {
        self.sink.mark()
    }

    fn rewind(&mut self, mark: u64) -> Result<(), Error> {
        self.sink.rewind(mark)
    }
}

impl<'a> Reader<'a, '_> {
    /// The events of a plan, part by part; nothing where its source isn't kept so, or its parts can't be added up.
    ///
    /// # Errors
    /// As when they are read as a whole.
    pub(super) fn portions(
        &mut self,
        dataset: &'a Dataset,
        plan: &DatasetPlan,
        periods: &Periods,
        standing: &mut Standing,
    ) -> Result<Option<(Reduced, Vec<IntakeReport>)>, Error> {
        let id = SourceId {
            dataset: dataset.name.text.as_str(),
            number: 0,
        };
        let needed = plan.needed();
        let first_reading = standing.keys.iter().all(Keys::without_any);
        let alone = self.inputs.sources(id.dataset).len() == 1;
        let pushed = !self.rest.is_empty();
        if pushed || self.trace.is_some() || self.onlooker.is_some() || !alone || !first_reading || self.ignored.any() {
            return Ok(None);
        }
        let count = self.inputs.parts(id);
        let joins = self.doors(dataset, &needed)?.iter().any(|door| door.joins());
        if count < 2 || joins {
            return Ok(None);
        }
        let mark = self.sink.mark()?;
        let before = (!self.entities.is_listed()).then(|| self.entities.clone());
        match self.together(dataset, plan, periods, standing, count) {
            Ok(Ok(whole)) => self.told(dataset, plan, periods, standing, whole).map(Some),
            // It broke off, and is read once more.
            Ok(Err(Broken::Undecided(reduced, reports))) => Ok(Some((*reduced, reports))),
            Ok(Err(Broken::TooMany)) => {
                self.sink.rewind(mark)?;
                if let Some(before) = before {
                    self.entities = before;
                }
                if let Some(keys) = standing.keys.first_mut() {
                    *keys = Keys::default();
                }
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// All parts, put together.
    fn together(
        &mut self,
        dataset: &'a Dataset,
        plan: &DatasetPlan,
        periods: &Periods,
        standing: &mut Standing,
        count: usize,
    ) -> Result<Result<Portion, Broken>, Error> {
        let id = SourceId {
            dataset: dataset.name.text.as_str(),
            number: 0,
        };
        let list = list_of(&self.entities);
        let mut together: Option<Together> = None;
        let mut logs: Logs = Vec::new();
        let mut next = 0;
        // The most parts that are kept together, from the first one on.
        for end in (2..=count).rev() {
            let Some(kept) = self.kept(id, 0..end, plan, periods, list) else {
                continue;
            };
            let keys = match &kept.twins {
                Twins::Closed(counts) => Some(Keys::closed(*counts)),
                Twins::Open(kept) => {
                    let mut keys = Keys::default();
                    let all = kept.iter().all(|(part, log)| keys.again(part, log));
                    logs.clone_from(kept);
                    all.then_some(keys)
                }
            };
            let (Some(keys), Some(place)) = (keys, standing.keys.first_mut()) else {
                continue;
            };
            *place = keys;
            self.enter(&kept)?;
            together = Some(Together::of(kept));
            next = end;
            break;
        }
        let read_from = next;
        let mut keyless = true;
        while next < count {
            let part = match self.kept_part(id, next, plan, periods, (list, standing)) {
                Some((kept, log)) => {
                    logs.extend(log);
                    self.enter(&kept)?;
                    kept
                }
                None => {
                    let (part, log) = match self.part(dataset, plan, periods, standing, (next, list))? {
                        Ok(read) => read,
                        Err(undecided) => return Ok(Err(undecided)),
                    };
                    keyless &= standing.keys.iter().all(Keys::without_any);
                    if keyless {
                        self.inputs.keep_portion(id, next..next + 1, part.put(plan.slots.len()));
                    }
                    logs.push(log);
                    part
                }
            };
            match &mut together {
                None => together = Some(Together::of(part)),
                Some(together) => {
                    if together.absorb(part).is_err() {
                        return Ok(Err(Broken::TooMany));
                    }
                }
            }
            next += 1;
        }
        let Some(Together { mut whole, .. }) = together else {
            return Ok(Err(Broken::TooMany));
        };
        if let Some(keys) = standing.keys.first() {
            whole.twins = match keys.has_room() {
                true => Twins::Open(logs),
                false => Twins::Closed(keys.twins()),
            };
        }
        whole.as_of = self.as_of;
        whole.list = list;
        if keyless && read_from < count {
            self.inputs.keep_portion(id, 0..count, whole.put(plan.slots.len()));
        }
        Ok(Ok(whole))
    }

    /// What is kept of some parts, if it is what their rows give now.
    fn kept(
        &mut self,
        id: SourceId<'_>,
        parts: Range<usize>,
        plan: &DatasetPlan,
        periods: &Periods,
        list: u128,
    ) -> Option<Portion> {
        let bytes = self.inputs.portion(id, parts)?;
        let kept = Portion::get(plan, periods, &bytes).ok()?;
        kept.fits(&mut self.entities, list, self.as_of).then_some(kept)
    }

    /// What is kept of one part, with its rows without a key, which are compared with those before.
    fn kept_part(
        &mut self,
        id: SourceId<'_>,
        part: usize,
        plan: &DatasetPlan,
        periods: &Periods,
        (list, standing): (u128, &mut Standing),
    ) -> Option<(Portion, Logs)> {
        let kept = self.kept(id, part..part + 1, plan, periods, list)?;
        let keys = standing.keys.first_mut()?;
        let Twins::Open(logs) = &kept.twins else {
            return None;
        };
        // Nothing is compared by halves.
        if keys.has_room() && logs.iter().any(|(_, log)| log.is_cut()) {
            return None;
        }
        let logs = logs.clone();
        logs.iter()
            .all(|(part, log)| keys.again(part, log))
            .then_some((kept, logs))
    }

    /// Takes what is kept for read: its rows that were set aside are, and who is seen in it is known.
    fn enter(&mut self, kept: &Portion) -> Result<(), Error> {
        if !self.entities.is_listed() {
            codes(&mut kept.names.iter().map(|name| &**name), &mut self.entities);
        }
        kept.set_aside.iter().try_for_each(|row| self.sink.keep(row.clone()))
    }

    /// Reads a part by itself.
    #[allow(
        clippy::type_complexity,
        reason = "a part with its rows without a key, or why it broke off"
    )]
    fn part(
        &mut self,
        dataset: &'a Dataset,
        plan: &DatasetPlan,
        periods: &Periods,
        standing: &mut Standing,
        (part, list): (usize, u128),
    ) -> Result<Result<(Portion, (Arc<str>, TwinLog)), Broken>, Error> {
        let needed = plan.needed();
        let mut adding = Adding::new(self.policy, dataset, plan.clone(), periods, self.clock.name());
        let mut numberer = Numberer::new(adding.telling.text_columns());
        adding.telling.texts = numberer.reader();
        adding.telling.local = Some(Local::default());
        let mut doors = self.doors(dataset, &needed)?;
        if let Some(keys) = standing.keys.first_mut() {
            keys.write_down();
        }
        let mut set_aside = Vec::new();
        let mut name: Arc<str> = Arc::from("");
        {
            let prepare = |admitted: &Admitted| Ok(numberer.number(&admitted.frame, &admitted.codes)?);
            let Adding { telling, accumulator } = &mut adding;
            let tell = |admitted: Admitted, numbered, at| {
                if name.is_empty() {
                    name = admitted.places.part();
                }
                telling.tell(admitted, numbered, at)
            };
            let add = |told| add(accumulator, &told, &dataset.entity.text);
            let mut noted = Noted {
                sink: &mut *self.sink,
                rows: Vec::new(),
            };
            let mut reader = Reader {
                policy: self.policy,
                inputs: &mut *self.inputs,
                sink: &mut noted,
                clock: self.clock.clone(),
                as_of: self.as_of,
                entities: std::mem::replace(&mut self.entities, EntityIndex::new(false)),
                list: None,
                identities: None,
                trace: None,
                onlooker: None,
                surveys: false,
                part: Some(part),
                nobody: Forgotten,
                rest: BTreeMap::new(),
                ignored: self.ignored,
            };
            let piped = reader.piped(dataset, &mut doors, standing, prepare, tell, add);
            self.entities = std::mem::replace(&mut reader.entities, EntityIndex::new(false));
            set_aside.append(&mut noted.rows);
            piped?;
        }
        if standing.undecided().is_some() {
            let reports = doors.into_iter().map(|door| door.report(&self.entities));
            let mut reports: Vec<IntakeReport> = reports.collect();
            let coverage = self.coverage(&dataset.name.text, Vec::new());
            return Ok(Err(Broken::Undecided(
                Box::new(adding.done(&mut reports, coverage)),
                reports,
            )));
        }
        let log = standing.keys.first_mut().map(Keys::written_down).unwrap_or_default();
        let Some(door) = doors.pop() else {
            return Ok(Err(Broken::TooMany));
        };
        let names = adding.telling.local_names(&self.entities);
        let portion = Portion {
            as_of: self.as_of,
            list,
            names,
            counted: adding.telling.counted(),
            unlisted: adding.telling.unlisted_counts(),
            undecided: adding.telling.undecided(),
            met: adding.telling.met(),
            gathered: door.gathered(),
            set_aside,
            twins: Twins::Open(vec![(Arc::clone(&name), log.clone())]),
            accumulator: adding.accumulator,
        };
        Ok(Ok((portion, (name, log))))
    }

    /// What was put together, as if it had been read in one go.
    fn told(
        &mut self,
        dataset: &'a Dataset,
        plan: &DatasetPlan,
        periods: &Periods,
        standing: &mut Standing,
        whole: Portion,
    ) -> Result<(Reduced, Vec<IntakeReport>), Error> {
        let adding = Adding::new(self.policy, dataset, plan.clone(), periods, self.clock.name());
        let unlisted = adding.telling.of_counts(&whole.unlisted);
        let numbers = codes(&mut whole.names.iter().map(|name| &**name), &mut self.entities);
        let mut accumulator = Accumulator::new(plan, periods.clone());
        let same = |texts: &Vec<String>| (0..u32::try_from(texts.len()).unwrap_or(u32::MAX)).collect();
        let counted: Vec<Vec<u32>> = whole.counted.iter().map(same).collect();
        let joined = accumulator.join(&whole.accumulator, (&numbers, self.entities.len()), &counted);
        if joined.is_err() {
            let message = "internal error: what was put together can't be told";
            return Err(Error::new(uptake_codes::RunCode::Engine, message));
        }
        let mut doors = self.doors(dataset, &plan.needed())?;
        let Some(mut door) = doors.pop().map(|door| door.having(whole.gathered)) else {
            return Err(Error::new(
                uptake_codes::RunCode::Engine,
                "internal error: a source is gone",
            ));
        };
        // How many rows repeat others is known of all parts together.
        standing.lend(0, &mut door);
        standing.take_back(0, &mut door, true)?;
        let coverage = self.coverage(&dataset.name.text, vec![door.evidence()]);
        let mut reports = vec![door.report(&self.entities)];
        let mut reduced = adding.done(&mut reports, coverage);
        if let Some(report) = reports.first_mut() {
            report.unlisted = unlisted;
        }
        reduced.undecided = plan.by_slot(&whole.undecided);
        reduced.met = whole.met;
        reduced.accumulator = accumulator;
        Ok((reduced, reports))
    }
}

/// Why parts can't be put together.
enum Broken {
    /// A key came again with other values: what there is until then doesn't count, and everything is read once more.
    Undecided(Box<Reduced>, Vec<IntakeReport>),
    /// A count is too large, or the days span too long: reading all rows tells which one is at fault.
    TooMany,
}
