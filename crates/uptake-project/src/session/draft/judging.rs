//! What the texts of a draft do to figures, on data that are read once.

use super::kept::{Inputs, Kept};
use super::{Drafting, State};
use crate::Failure;
use crate::project_files::{Loaded, same_files};
use crate::session::impact::{Asked, BothRates, Known, Side};
use crate::session::{Impacts, Session};
use jiff::civil::Date;
use uptake_rules::RuleFile;
use uptake_rules::project::SourceSpec;

/// The adapter that reads files.
const FILES: &str = "files";

/// So many readings of the data are kept: rules that read them in another way, and back.
const MOST_KEPT: usize = 3;

/// What is asked of a draft.
#[derive(Clone, Copy, Debug, Default)]
pub struct DraftQuestion<'a> {
    /// The period by its name; the last one with data that is over if `None`.
    pub period: Option<&'a str>,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
    /// Whether names are shown though the project replaces them.
    pub names: bool,
}

/// What a draft does to figures.
#[derive(Debug)]
pub struct DraftImpact {
    /// The figures by the saved rules and by the draft: metrics with their bands, checks, who flips, and what can change for whatever data.
    pub impacts: Impacts,
    /// Whether data were read for it; those that were read before served otherwise.
    pub read: bool,
}

impl Drafting {
    /// Judges the project's data by the texts and lays that beside the saved rules. The first time data are read; after that only for rules
    /// that read them in another way, or where the project file or its sources are others.
    ///
    /// # Errors
    /// When the saved rules or the texts have errors, for a pack, which has no data, and when a source can't be read. What was read before
    /// stays for the next time.
    pub fn judge(&mut self, question: &DraftQuestion<'_>) -> Result<DraftImpact, Failure> {
        let (was, saved) = self.loaded(State::Saved)?.sound()?;
        let (project, loaded) = self.loaded(State::Drafted)?.sound()?;
        let base = Side::of_project("the saved rules", &was, &saved);
        let head = Side::of_project("the draft", &project, &loaded);
        let as_of = self.saved.as_of(question.as_of, Some(&project), &loaded.policy);
        let (inputs, mut known) = self.take_kept(&loaded, as_of);
        let before = known.data.len();
        let asked = Asked {
            project: &project,
            loaded: &loaded,
            period: question.period,
            as_of: Some(as_of),
            names: question.names,
            without_each: false,
        };
        let session: &Session = &self.drafted;
        let found = session.impact_of(&asked, base, head, &mut known);
        let read = known.data.len() > before;
        self.keep(inputs, known);
        Ok(DraftImpact { impacts: found?, read })
    }
}

impl Drafting {
    /// What the rules come to in the last period that is over: by what is saved, and by the texts where they can be judged and where that
    /// can't tell of single people. Data are read and kept as [`Drafting::judge`] has it.
    ///
    /// # Errors
    /// When the saved rules have errors, for a pack, which has no data, and when a source can't be read.
    pub fn rates(&mut self) -> Result<BothRates, Failure> {
        let (project, saved) = self.loaded(State::Saved)?.sound()?;
        let base = Side::of_project("the saved rules", &project, &saved);
        let drafted = self.loaded(State::Drafted)?.sound();
        let head = match &drafted {
            Ok((project, loaded)) if !same_files(&loaded.files, &saved.files) => {
                Some(Side::of_project("the draft", project, loaded))
            }
            // What has errors comes to nothing yet, and what is the same to the same.
            Ok(_) | Err(_) => None,
        };
        // The data are those of the saved project: what is half written there would be read, or run.
        let as_of = self.saved.as_of(None, Some(&project), &saved.policy);
        let (inputs, mut known) = self.take_kept(&saved, as_of);
        let asked = Asked {
            project: &project,
            loaded: &saved,
            period: None,
            as_of: Some(as_of),
            names: false,
            without_each: false,
        };
        let found = self.saved.rates_of(&asked, base, head, &mut known);
        self.keep(inputs, known);
        found
    }

    /// Whether all data are files of this machine, which can be read without running a program or asking a service.
    ///
    /// # Errors
    /// When the saved project has errors, and for a pack, which has no data.
    pub fn data_are_files(&self) -> Result<bool, Failure> {
        let (project, _) = self.loaded(State::Saved)?.sound()?;
        let is_file = |source: &SourceSpec| {
            let mut settings = source.settings.iter();
            source.adapter.text == FILES && settings.all(|setting| !setting.value.contains("://"))
        };
        Ok(project.sources.iter().all(is_file))
    }

    /// What was read for the same project file and day.
    fn take_kept(&mut self, loaded: &Loaded, as_of: Date) -> (Inputs, Known) {
        let inputs = (own_files(loaded), as_of);
        let kept = self.kept.take();
        let kept = kept.filter(|kept| kept.inputs.1 == inputs.1 && same_files(&kept.inputs.0, &inputs.0));
        (inputs, kept.map_or_else(Known::default, |kept| kept.known))
    }

    fn keep(&mut self, inputs: Inputs, mut known: Known) {
        let surplus = known.data.len().saturating_sub(MOST_KEPT);
        known.data.drain(..surplus);
        self.kept = Some(Kept { inputs, known });
    }
}

/// The project file, and its file of sources if it has one.
fn own_files(loaded: &Loaded) -> Vec<RuleFile> {
    let own = 1 + usize::from(loaded.sources_file.is_some());
    loaded.files.iter().take(own).cloned().collect()
}
