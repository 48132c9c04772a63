//! The conformance kit: what every adapter has to keep, tried on one, built in or loaded.
//!
//! Each expectation is a [`Finding`] with a name that doesn't change. The kit reads what the settings point at, a sample of
//! it where there is much, and needs no more of the adapter than its trait.

use crate::{Adapter, AdapterError, Batch, Batches, ErrorCode, ScanRequest, Settings, Source};
use polars::frame::DataFrame;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows of a scan are looked at.
const SAMPLE: usize = 50_000;
/// A setting that no adapter has.
const NO_SETTING: &str = "no_such_setting";
/// A column that no source has.
const NO_COLUMN: &str = "no such column";

/// How an expectation came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is kept.
    Kept,
    /// It is broken, and how.
    Broken(String),
    /// It couldn't be tried, and why.
    NotTried(String),
}

/// An expectation and how it came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name, such as `same-rows-again`.
    pub name: &'static str,
    /// The expectation in a sentence.
    pub about: &'static str,
    /// How it came out.
    pub verdict: Verdict,
}

/// Why an expectation isn't kept; or couldn't be tried.
enum Not {
    Kept(String),
    Tried(String),
}

type Outcome = Result<(), Not>;

/// What the expectations are tried on.
struct Kit<'a> {
    adapter: &'a dyn Adapter,
    settings: &'a Settings,
}

/// An expectation: its name, what it says, how it is tried.
type Expectation = (&'static str, &'static str, fn(&Kit<'_>) -> Outcome);

const EXPECTATIONS: [Expectation; 11] = [
    (
        "describes-itself",
        "has a name, a version, a sentence about itself, and one about each setting",
        |kit| kit.describes_itself(),
    ),
    (
        "refuses-unknown-settings",
        "refuses a setting that it doesn't read, with the code `source-settings`, naming it",
        |kit| kit.refuses_unknown_settings(),
    ),
    (
        "names-missing-settings",
        "refuses to open without a required setting, with the code `source-settings`, naming it",
        |kit| kit.names_missing_settings(),
    ),
    ("opens", "opens with the given settings", |kit| kit.opens()),
    ("delivers-rows", "a scan comes to its end without a fault", |kit| {
        kit.delivers_rows()
    }),
    (
        "tells-places",
        "each batch says its part and its first row, counted from 1, without going back",
        |kit| kit.tells_places(),
    ),
    (
        "same-rows-again",
        "a second scan, and a source opened anew, give the same rows in the same order",
        |kit| kit.same_rows_again(),
    ),
    (
        "only-asked-columns",
        "a request for one column gives that column alone with the same values; unknown columns are left out",
        |kit| kit.only_asked_columns(),
    ),
    (
        "can-be-left",
        "a scan that is dropped in the middle harms neither the next one nor rows already read",
        |kit| kit.can_be_left(),
    ),
    (
        "scan-outlives-source",
        "a scan goes on when its source is dropped, and on another thread",
        |kit| kit.scan_outlives_source(),
    ),
    (
        "fingerprints-hold",
        "fingerprints are SHA-256 digests, the same each time, of parts with different names",
        |kit| kit.fingerprints_hold(),
    ),
];

/// Tries every expectation on an adapter with settings that open a source.
#[must_use]
pub fn check(adapter: &dyn Adapter, settings: &Settings) -> Vec<Finding> {
    let kit = Kit { adapter, settings };
    EXPECTATIONS
        .iter()
        .map(|(name, about, tried)| Finding {
            name,
            about,
            verdict: match tried(&kit) {
                Ok(()) => Verdict::Kept,
                Err(Not::Kept(how)) => Verdict::Broken(how),
                Err(Not::Tried(why)) => Verdict::NotTried(why),
            },
        })
        .collect()
}

fn broken<T>(how: impl Into<String>) -> Result<T, Not> {
    Err(Not::Kept(how.into()))
}

/// A fault where there should be none.
fn fault(error: &AdapterError) -> Not {
    Not::Kept(format!("{} [{}]", error.message, error.code.as_str()))
}

/// Rows of a scan, batches of one type under each other.
struct Rows(Vec<(String, DataFrame)>);

impl Kit<'_> {
    /// The source; where it doesn't open, that is told once, by `opens`.
    fn open(&self) -> Result<Box<dyn Source>, Not> {
        self.adapter
            .open(self.settings)
            .map_err(|error| Not::Tried(format!("the source doesn't open: {}", error.message)))
    }

    /// The source with other settings.
    fn open_with(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Result<Box<dyn Source>, AdapterError> {
        let mut values: BTreeMap<String, String> = self
            .settings
            .iter()
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        change(&mut values);
        let plain = self.settings.plain().map(str::to_owned);
        self.adapter
            .open(&Settings::new(self.settings.folder(), values).with_plain(plain))
    }

    fn describes_itself(&self) -> Outcome {
        let about = self.adapter.describe();
        let named = !about.name.is_empty()
            && about
                .name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !named {
            return broken(format!("`{}` is no name of letters, digits and `-`", about.name));
        }
        if about.version.trim().is_empty() || about.about.trim().is_empty() {
            return broken("it has no version or says nothing about itself");
        }
        let mut keys = BTreeSet::new();
        for setting in about.settings {
            if setting.about.trim().is_empty() {
                return broken(format!("it says nothing about the setting `{}`", setting.key));
            }
            if setting.key.is_empty() || !keys.insert(setting.key) {
                return broken(format!("the setting `{}` stands twice, or has no name", setting.key));
            }
        }
        match self.adapter.secrets().iter().find(|secret| !keys.contains(*secret)) {
            Some(secret) => broken(format!("the secret `{secret}` is no setting")),
            None => Ok(()),
        }
    }

    fn refuses_unknown_settings(&self) -> Outcome {
        let opened = self.open_with(|values| {
            values.insert(NO_SETTING.to_owned(), "1".to_owned());
        });
        refusal(opened.err(), NO_SETTING)
    }

    fn names_missing_settings(&self) -> Outcome {
        for setting in self
            .adapter
            .describe()
            .settings
            .iter()
            .filter(|setting| setting.required)
        {
            let opened = self.open_with(|values| values.retain(|key, _| !setting.covers(key)));
            refusal(opened.err(), setting.name())?;
        }
        Ok(())
    }

    fn opens(&self) -> Outcome {
        match self.adapter.open(self.settings) {
            Ok(_) => Ok(()),
            Err(error) => Err(fault(&error)),
        }
    }

    /// The first scan of a source; where it fails, that is told once, by `delivers-rows`.
    fn whole(source: &mut dyn Source) -> Result<Rows, Not> {
        scan(source, None).and_then(read).map_err(|not| match not {
            Not::Kept(how) | Not::Tried(how) => Not::Tried(format!("the scan fails: {how}")),
        })
    }

    fn delivers_rows(&self) -> Outcome {
        let batches = scan(&mut *self.open()?, None)?;
        read(batches).map(drop)
    }

    fn tells_places(&self) -> Outcome {
        let mut reached: BTreeMap<String, u64> = BTreeMap::new();
        let mut rows = 0;
        let mut source = self.open()?;
        Self::whole(&mut *source)?;
        for batch in scan(&mut *source, None)? {
            let batch = batch.map_err(|error| fault(&error))?;
            if batch.part.is_empty() {
                return broken("a batch has a part without a name");
            }
            let height = batch.frame.height();
            let next = reached.entry(batch.part.to_string()).or_insert(1);
            if batch.first_row < *next {
                return broken(format!(
                    "a batch of `{}` starts at row {}, after row {} was given",
                    batch.part,
                    batch.first_row,
                    *next - 1
                ));
            }
            *next = batch.first_row + height as u64;
            rows += height;
            if rows > SAMPLE {
                break;
            }
        }
        Ok(())
    }

    fn same_rows_again(&self) -> Outcome {
        let mut source = self.open()?;
        let first = Self::whole(&mut *source)?;
        let again = read(scan(&mut *source, None)?)?;
        let anew = read(scan(&mut *self.open()?, None)?)?;
        match (same(&first, &again), same(&first, &anew)) {
            (true, true) => Ok(()),
            (false, _) => broken("a second scan of the same source gives other rows"),
            (true, false) => broken("a source opened anew gives other rows"),
        }
    }

    fn only_asked_columns(&self) -> Outcome {
        let mut source = self.open()?;
        let whole = Self::whole(&mut *source)?;
        let Some(name) = whole.0.iter().find_map(|(_, frame)| {
            let names = frame.get_column_names();
            names.last().map(ToString::to_string)
        }) else {
            return Err(Not::Tried("the source has no columns".to_owned()));
        };
        let asked = read(scan(&mut *source, Some(&[NO_COLUMN, &name]))?)?;
        for (_, frame) in &asked.0 {
            let names = frame.get_column_names_owned();
            if names.iter().any(|given| given.as_str() != name) {
                return broken(format!("asked for `{name}`, it gives {names:?}"));
            }
        }
        let column = |rows: &Rows| {
            let frames = rows
                .0
                .iter()
                .filter_map(|(_, frame)| frame.select([name.as_str()]).ok());
            Rows(frames.map(|frame| (String::new(), frame)).collect())
        };
        match same(&coalesced(column(&whole)), &coalesced(column(&asked))) {
            true => Ok(()),
            false => broken(format!("asked for `{name}` alone, it gives other values")),
        }
    }

    fn can_be_left(&self) -> Outcome {
        let mut source = self.open()?;
        let whole = Self::whole(&mut *source)?;
        let mut left = scan(&mut *source, None)?;
        let kept = left.next();
        drop(left);
        let again = read(scan(&mut *source, None)?)?;
        drop(source);
        let start = match kept {
            Some(Ok(Batch { frame, part, .. })) => Some((part, frame)),
            Some(Err(error)) => return Err(fault(&error)),
            None => None,
        };
        if !same(&whole, &again) {
            return broken("after a scan that was left, the next one gives other rows");
        }
        // What was read before it was left is still what it was.
        let start = start.filter(|(_, frame)| frame.height() > 0);
        let kept = start.is_none_or(|(_, frame)| {
            let first = whole.0.first().map(|(_, whole)| whole.slice(0, frame.height()));
            first.is_some_and(|first| first.equals_missing(&frame) || frame.height() > SAMPLE)
        });
        match kept {
            true => Ok(()),
            false => broken("rows that were read before a scan was left are others now"),
        }
    }

    fn scan_outlives_source(&self) -> Outcome {
        let mut source = self.open()?;
        let whole = Self::whole(&mut *source)?;
        let batches = scan(&mut *source, None)?;
        drop(source);
        let elsewhere = std::thread::spawn(move || read(batches)).join();
        match elsewhere {
            Ok(Ok(rows)) if same(&whole, &rows) => Ok(()),
            Ok(Ok(_)) => broken("read on another thread, the rows are others"),
            Ok(Err(not)) => Err(not),
            Err(_) => broken("read on another thread, it panics"),
        }
    }

    fn fingerprints_hold(&self) -> Outcome {
        let mut source = self.open()?;
        Self::whole(&mut *source)?;
        // Where the content can't be read twice, fingerprints are of the last scan, read to its end.
        for batch in scan(&mut *source, None)? {
            batch.map_err(|error| fault(&error))?;
        }
        let parts = match source.fingerprints() {
            Ok(parts) => parts,
            Err(error) if error.code == ErrorCode::Unsupported => {
                return Err(Not::Tried(format!("it has no fingerprints: {}", error.message)));
            }
            Err(error) => return Err(fault(&error)),
        };
        let mut names = BTreeSet::new();
        for part in &parts {
            let digest = part.sha256.len() == 64
                && part
                    .sha256
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            if !digest {
                return broken(format!("`{}` of `{}` is no SHA-256", part.sha256, part.part));
            }
            if part.part.is_empty() || !names.insert(&part.part) {
                return broken(format!("the part `{}` stands twice, or has no name", part.part));
            }
        }
        match source.fingerprints() {
            Ok(again) if again == parts => Ok(()),
            Ok(_) => broken("asked again, the fingerprints are others"),
            Err(error) => Err(fault(&error)),
        }
    }
}

/// Whether a refusal names its setting with the right code.
fn refusal(error: Option<AdapterError>, setting: &str) -> Outcome {
    let Some(error) = error else {
        return broken(format!("it opens all the same (`{setting}`)"));
    };
    if error.code != ErrorCode::Config {
        return broken(format!(
            "the code is `{}` instead of `{}`",
            error.code.as_str(),
            ErrorCode::Config.as_str()
        ));
    }
    match error.message.contains(&format!("`{setting}`")) {
        true => Ok(()),
        false => broken(format!("the message doesn't name `{setting}`: {}", error.message)),
    }
}

fn scan(source: &mut dyn Source, columns: Option<&[&str]>) -> Result<Batches, Not> {
    let request = ScanRequest {
        columns: columns.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
    };
    source.scan(&request).map_err(|error| fault(&error))
}

/// The first rows of a scan.
fn read(batches: Batches) -> Result<Rows, Not> {
    let mut rows = Vec::new();
    let mut count = 0;
    for batch in batches {
        let batch = batch.map_err(|error| fault(&error))?;
        let frame = batch.frame.slice(0, SAMPLE - count);
        count += frame.height();
        rows.push((batch.part.to_string(), frame));
        if count == SAMPLE {
            break;
        }
    }
    Ok(coalesced(Rows(rows)))
}

/// Frames of the same columns under each other: where batches end doesn't count.
fn coalesced(rows: Rows) -> Rows {
    let mut whole: Vec<(String, DataFrame)> = Vec::new();
    for (part, frame) in rows.0 {
        match whole.last_mut() {
            Some((last, above)) if *last == part && above.schema() == frame.schema() => {
                // Of one type: nothing can go wrong, and if it did, the rows would differ.
                let _ = above.vstack_mut(&frame);
            }
            _ => whole.push((part, frame)),
        }
    }
    Rows(whole)
}

/// Whether two scans gave the same rows, null for null.
fn same(left: &Rows, right: &Rows) -> bool {
    left.0.len() == right.0.len()
        && left
            .0
            .iter()
            .zip(&right.0)
            .all(|((left_part, left), (right_part, right))| left_part == right_part && left.equals_missing(right))
}
