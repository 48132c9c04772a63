//! What was read, kept for the next run.
//!
//! A cube is known by content: what decides what is read ([`Question`]), the program, and the bytes of every part of every source.
//! Where all of that is the same, the data are, and nothing is read but what it takes to know that the parts are what they were
//! (`digests.rs`). Data that are kept are used as if they had been read: same outputs, byte by byte. Nothing about a cache stops a run:
//! what is damaged, older or from elsewhere is read anew, and told.

mod cube_file;
mod digests;
mod folder;
mod name;
mod note;
mod portions;
mod recording;

pub use note::{CacheNote, WhyNotKept, WhyRead};

use crate::World;
use crate::sources::{Digested, Looks, OpenedSources, Opening};
use cube_file::{CubeFile, Unusable};
use digests::Digests;
use folder::{Entry, Folder};
use jiff::civil::Date;
use name::{NAME, PROGRAM, content, digest, is_of_program, name};
use portions::{Parts, Portions};
use recording::Recording;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use uptake_adapter::{Fingerprint, PartState};
use uptake_engine::intake::SetAsideSink;
use uptake_engine::kept::{Kept, KeptData, Question, Sections, head_serves, keep, restore};
use uptake_engine::{Data, Error, read_for, read_tracing};
use uptake_rules::Policy;
use uptake_rules::project::{CACHE_SIZE, Project};

/// Whether what is read is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Caching {
    /// As the project says it.
    #[default]
    Project,
    /// In this folder, whatever the project says.
    Folder(PathBuf),
    /// Nowhere, and nothing that was kept is used.
    Off,
}

/// The cache of a project.
pub(crate) struct Cache {
    folder: Folder,
    most: u64,
    /// Whether the project hides names: then nothing may be kept.
    hides: bool,
}

/// What is to be read.
pub(crate) struct Reading<'a> {
    /// How its sources are opened.
    pub(crate) opening: Opening<'a>,
    /// The project.
    pub(crate) project: &'a Project,
    /// The rules.
    pub(crate) policy: &'a Policy,
    /// Other rules that are judged on the same data.
    pub(crate) others: &'a [&'a Policy],
    /// The name of the entity whose rows are noted.
    pub(crate) traced: Option<&'a str>,
    /// The day of the figures.
    pub(crate) as_of: Date,
}

/// What came of it.
pub(crate) struct Read {
    /// The data.
    pub(crate) data: Data,
    /// What the sources consist of, if that is known by now.
    pub(crate) digests: Option<Vec<Digested>>,
    /// What is to be told of the cache.
    pub(crate) note: Option<CacheNote>,
}

impl Reading<'_> {
    /// Reads the sources.
    pub(crate) fn read(&self, opened: &mut OpenedSources, sink: &mut dyn SetAsideSink) -> Result<Data, Error> {
        match self.traced {
            Some(_) => read_tracing(self.policy, opened, sink, self.as_of, self.traced),
            None => read_for(self.policy, self.others, opened, sink, self.as_of),
        }
    }
}

impl Cache {
    /// The cache of a project whose file lies in `beside`, if it has one.
    pub(crate) fn of(caching: &Caching, project: &Project, beside: &Path, world: &dyn World) -> Option<Self> {
        let (folder, most) = match (caching, &project.cache) {
            (Caching::Off, _) | (Caching::Project, None) => return None,
            (Caching::Folder(folder), stated) => {
                (folder.clone(), stated.as_ref().map_or(CACHE_SIZE, |stated| stated.size))
            }
            (Caching::Project, Some(stated)) => (beside.join(&stated.folder), stated.size),
        };
        Some(Self {
            folder: Folder::at(world.folder().join(folder)),
            most,
            hides: project.pseudonyms.is_some(),
        })
    }

    /// The data of a reading: what was kept, or what the sources say, which is kept then. Rows that are set aside go to `sink` in either
    /// case.
    ///
    /// # Errors
    /// As when the sources are read.
    pub(crate) fn read(
        &self,
        reading: &Reading<'_>,
        opened: &mut OpenedSources,
        sink: &mut dyn SetAsideSink,
    ) -> Result<Read, Error> {
        let plain = |opened: &mut OpenedSources, sink: &mut dyn SetAsideSink, why: WhyNotKept| {
            Ok(Read {
                data: reading.read(opened, sink)?,
                digests: None,
                note: Some(CacheNote::NotKept(why)),
            })
        };
        let folder = || self.folder.path().to_path_buf();
        if self.hides {
            // Of runs before it did.
            let (removed, left) = self.folder.clear();
            let left = left.then(folder);
            return plain(opened, sink, WhyNotKept::Pseudonyms { removed, left });
        }
        // Where that can't be told, nothing can be read there or written, which is told below.
        if let Ok(true) = self.folder.is_open_to_all() {
            return plain(opened, sink, WhyNotKept::OpenToAll { folder: folder() });
        }
        let now = reading.opening.world.now();
        // Where a part can't be looked at, reading tells why.
        let looks = match opened.states() {
            Ok(Ok(looks)) => looks,
            Ok(Err(source)) => return self.beside(reading, opened, sink, source),
            Err(_) => {
                let source = "a source".to_owned();
                return plain(opened, sink, WhyNotKept::Untold { source });
            }
        };
        let question = Question::new(reading.policy, reading.others, opened, reading.traced);
        let asked = digest(&[question.meaning(), &sources(reading)]);
        let cubes: Vec<Entry> = self.folder.cubes();
        let cubes = cubes.into_iter().filter(|cube| cube.name.starts_with(&asked)).collect();
        let mut digests = Digests::of(&self.folder);
        let why = match self.kept(reading, &question, (&asked, cubes), &looks, (opened, &mut digests)) {
            Ok((data, found)) => {
                let mut kept = data.set_aside.into_iter();
                kept.try_for_each(|row| sink.keep(row))?;
                // What was looked at is known the next time, or it is looked at again.
                let _ = digests.write(&self.folder);
                let parts = found.iter().flat_map(|digested| &digested.parts).map(Vec::len).sum();
                return Ok(Read {
                    data: data.data,
                    digests: Some(found),
                    note: Some(CacheNote::Used { parts }),
                });
            }
            Err(why) => why,
        };
        if !opened.witness() {
            let source = "a source".to_owned();
            return plain(opened, sink, WhyNotKept::Untold { source });
        }
        let known = looks.iter().map(|(source, looks)| {
            let found = looks.iter().map(|look| digests.find(look)).collect();
            (source.clone(), found)
        });
        let several = looks.iter().any(|(_, looks)| looks.len() > 1);
        let (portions, parts) = self.portions(&question, reading, known.collect());
        opened.keeping(Some(Box::new(portions)));
        let mut recording = Recording::over(sink);
        let data = reading.read(opened, &mut recording);
        opened.keeping(None);
        let data = data?;
        let parts = parts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let set_aside = recording.rows();
        // Parts that weren't read are what they were when it began, or the next run reads them.
        let found = opened.digested_after(&looks, &mut |look| digests.find(look))?;
        let note = match set_aside {
            Some(rows) => {
                for (look, part) in pairs(&looks, &found) {
                    digests.add(look, part, now.as_nanosecond());
                }
                let name = name(&asked, &found, reading.as_of, &question);
                let mut sections = keep(&question, &data, &rows);
                sections.push(Kept {
                    name: NAME.to_owned(),
                    bytes: name.clone().into_bytes(),
                });
                let bytes: u64 = sections.iter().map(|section| section.bytes.len() as u64).sum();
                let written = match bytes > self.most {
                    true => Err(WhyNotKept::TooLarge { bytes }),
                    false => self.written(&name, &digests, |to| cube_file::write(&sections, &mut { to })),
                };
                let room = || self.folder.make_room(self.most, SystemTime::from(now));
                match written {
                    Ok(()) => CacheNote::Kept {
                        why,
                        parts: parts.kept(),
                        whole: several && !parts.any(),
                        bytes,
                        removed: room(),
                    },
                    Err(why) => CacheNote::NotKept(why),
                }
            }
            None => CacheNote::NotKept(WhyNotKept::SetAside),
        };
        Ok(Read {
            data,
            digests: Some(found),
            note: Some(note),
        })
    }

    /// What is kept of single parts of sources.
    fn portions(
        &self,
        question: &Question<'_>,
        reading: &Reading<'_>,
        known: BTreeMap<String, Vec<Option<Fingerprint>>>,
    ) -> (Portions, Arc<Mutex<Parts>>) {
        let parts = Arc::new(Mutex::new(Parts::default()));
        let asked = digest(&[question.meaning(), &sources(reading)]);
        let own = digest(&[&asked, PROGRAM, &question.aggregates()]);
        let now = reading.opening.world.now().into();
        let portions = Portions::new(self.folder.clone(), own, known, (Arc::clone(&parts), now));
        (portions, parts)
    }

    /// Reads everything where a source can't tell whether it is what it was. What engines add up of others is kept all the same.
    fn beside(
        &self,
        reading: &Reading<'_>,
        opened: &mut OpenedSources,
        sink: &mut dyn SetAsideSink,
        source: String,
    ) -> Result<Read, Error> {
        let question = Question::new(reading.policy, reading.others, opened, reading.traced);
        let (portions, parts) = self.portions(&question, reading, BTreeMap::new());
        opened.keeping(Some(Box::new(portions)));
        let data = reading.read(opened, sink);
        opened.keeping(None);
        let (kept, pieces) = parts.lock().unwrap_or_else(PoisonError::into_inner).pieces();
        let note = match pieces {
            0 => CacheNote::NotKept(WhyNotKept::Untold { source }),
            _ => CacheNote::Asked {
                kept,
                pieces,
                removed: self
                    .folder
                    .make_room(self.most, SystemTime::from(reading.opening.world.now())),
            },
        };
        Ok(Read {
            data: data?,
            digests: None,
            note: Some(note),
        })
    }

    fn written(
        &self,
        name: &str,
        digests: &Digests,
        write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>,
    ) -> Result<(), WhyNotKept> {
        let written = self.folder.put(&self.folder.cube(name), write);
        let written = written.and_then(|()| digests.write(&self.folder));
        written.map_err(|error| WhyNotKept::Unwritable {
            folder: self.folder.path().to_path_buf(),
            why: error.to_string(),
        })
    }

    /// What is kept of a question, if the sources are what they were; else why it isn't used.
    fn kept(
        &self,
        reading: &Reading<'_>,
        question: &Question<'_>,
        (asked, cubes): (&str, Vec<Entry>),
        looks: &Looks,
        (opened, digests): (&mut OpenedSources, &mut Digests),
    ) -> Result<(KeptData, Vec<Digested>), WhyRead> {
        if cubes.is_empty() {
            return Err(WhyRead::Nothing);
        }
        let now = reading.opening.world.now();
        let Ok(found) = opened.digested_by(looks, &mut |look| digests.find(look)) else {
            // Reading tells why.
            return Err(WhyRead::OtherSources);
        };
        for (look, part) in pairs(looks, &found) {
            digests.add(look, part, now.as_nanosecond());
        }
        let content = content(asked, &found);
        let own: Vec<&Entry> = cubes.iter().filter(|cube| cube.name.starts_with(&content)).collect();
        if own.is_empty() {
            return Err(WhyRead::OtherSources);
        }
        let mut why = WhyRead::Lacking;
        for cube in own {
            if !is_of_program(&cube.name) {
                why = why.max(WhyRead::OtherForm);
                continue;
            }
            match served(cube, reading, question, opened) {
                Ok(Some(data)) => {
                    self.folder.used(cube, SystemTime::from(now));
                    return Ok((data, found));
                }
                Ok(None) | Err(Unusable::Gone) => {}
                Err(Unusable::OtherForm) => why = why.max(WhyRead::OtherForm),
                Err(Unusable::Damaged) => {
                    self.folder.remove(cube);
                    why = WhyRead::Damaged;
                }
            }
        }
        Err(why)
    }
}

/// What a cube has, if that serves.
fn served(
    cube: &Entry,
    reading: &Reading<'_>,
    question: &Question<'_>,
    opened: &OpenedSources,
) -> Result<Option<KeptData>, Unusable> {
    let mut file = CubeFile::open(&cube.path)?;
    let head = file.head()?;
    // A file of another name is of something else, whoever has put it there.
    if file.section(NAME)? != cube.name.as_bytes() {
        return Err(Unusable::Damaged);
    }
    match head_serves(&head, question, reading.as_of)? {
        true => Ok(Some(restore(question, opened, &mut file, reading.as_of)?)),
        false => Ok(None),
    }
}

/// The parts of all sources, each with its look.
fn pairs<'a>(looks: &'a Looks, found: &'a [Digested]) -> impl Iterator<Item = (&'a PartState, &'a Fingerprint)> {
    let of = |source: &str| found.iter().find(|digested| digested.source == source);
    let pairs = looks
        .iter()
        .filter_map(move |(source, looks)| Some((looks, of(source)?.parts.as_ref()?)));
    pairs
        .flat_map(|(looks, parts)| looks.iter().zip(parts))
        .filter(|(look, part)| look.part == part.part)
}

/// What the blocks say of the sources to their adapters.
fn sources(reading: &Reading<'_>) -> String {
    let specs = reading.project.sources.iter();
    specs.map(|spec| reading.opening.meaning(spec)).collect()
}
