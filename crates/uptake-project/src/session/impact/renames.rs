//! Rules that have another name, with all that name them: that isn't a change of what rules say.

use super::compared::Compared;
use std::collections::BTreeMap;
use uptake_language::{Place, Reading, Renamed, Rules};
use uptake_rules::edits::{Edits, PerhapsRenamed, RuleSet};
use uptake_rules::{Diagnostics, RuleFile, Sources};

/// A rule that the rules after have under another name.
#[derive(Clone, Debug)]
pub(super) struct Renaming {
    /// What the rules before call it: `definitions.active`.
    pub(super) was: String,
    /// What the rules after call it.
    pub(super) is: String,
    /// Where the rules before state it.
    pub(super) before: String,
    /// Where the rules after state it.
    pub(super) after: String,
}

/// The rules before under the names of the rules after.
#[derive(Default)]
pub(super) struct Renames {
    /// What has another name, in the order in which it was found.
    pub(super) all: Vec<Renaming>,
    /// Where the rules before have what is edited, by the edit's name: where it is in the files, in which the old names stand.
    pub(super) places: BTreeMap<String, String>,
}

/// A renaming that was tried on the rules before.
struct Tried {
    renaming: Renaming,
    files: Vec<RuleFile>,
    set: RuleSet,
    texts: Sources,
    /// How many edits are left.
    left: usize,
}

/// For each of so many pairs of names the rules are read again: rules that differ in more are told as they are.
const MOST_TRIED: usize = 40;

impl Compared {
    /// Gives the rules before the names that the rules after have for what is the same. Afterwards both differ in what they say alone.
    pub(super) fn follow_renames(&mut self) -> Renames {
        let mut found = Renames::default();
        let mut files = self.base.files.clone();
        let mut left = MOST_TRIED;
        while let Some(tried) = self.renaming(&files, &mut left) {
            let mut diagnostics = Diagnostics::default();
            let mut policy = tried.set.policy(&tried.texts, &mut diagnostics);
            if diagnostics.has_errors() {
                break;
            }
            if found.all.is_empty() {
                found.places = self.places_before();
            }
            let mut renaming = tried.renaming;
            if let Some(place) = found.places.get(&renaming.was) {
                renaming.before.clone_from(place);
            }
            found.all.push(renaming);
            policy.smallest_group = self.smallest_group;
            self.before = (tried.set, policy.into());
            self.texts = tried.texts;
            files = tried.files;
        }
        found
    }

    /// Where the rules before have what is edited.
    fn places_before(&self) -> BTreeMap<String, String> {
        let edits = Edits::between(&self.before.0, &self.after.0, &self.texts);
        let places = edits
            .all
            .iter()
            .filter_map(|edit| Some((edit.name.clone(), self.texts.place(edit.before?))));
        places.collect()
    }

    /// The first rule that has another name: under it, nothing is left of its own edits. Where several names may be meant, it is the one
    /// that leaves the fewest edits.
    fn renaming(&self, files: &[RuleFile], left: &mut usize) -> Option<Tried> {
        let edits = Edits::between(&self.before.0, &self.after.0, &self.texts);
        let perhaps = edits.perhaps_renamed();
        if perhaps.is_empty() || *left == 0 {
            return None;
        }
        let reading = Reading::new(Rules::new(files.to_vec()));
        for one in &perhaps {
            let tried = one.is.iter().enumerate().filter_map(|(number, _)| {
                *left = left.checked_sub(1)?;
                self.tried(one, number, &reading, files)
            });
            let best = tried.min_by_key(|tried| tried.left);
            if let Some(best) = best.filter(|best| best.left < edits.all.len()) {
                return Some(best);
            }
        }
        None
    }

    /// The rules before with one name in place of another.
    fn tried(&self, one: &PerhapsRenamed, number: usize, reading: &Reading, files: &[RuleFile]) -> Option<Tried> {
        let (name, after) = one.is.get(number)?;
        let place = Place::of(one.was.1, &self.texts)?;
        let renamed = reading.rename(&place.path, place.start, name).ok()?;
        let files = under_names(files, &renamed)?;
        let (mut texts, mut diagnostics) = (self.texts.clone(), Diagnostics::default());
        let set = RuleSet::read(&files, self.base.root.clone(), &mut texts, &mut diagnostics);
        if diagnostics.has_errors() {
            return None;
        }
        let is = format!("{}.{name}", one.section);
        let edits = Edits::between(&set, &self.after.0, &texts).all;
        if edits.iter().any(|edit| edit.name == is) {
            return None;
        }
        Some(Tried {
            renaming: Renaming {
                was: format!("{}.{}", one.section, one.was.0),
                is,
                before: self.texts.place(one.was.1),
                after: self.texts.place(*after),
            },
            files,
            set,
            texts,
            left: edits.len(),
        })
    }
}

/// Rule files with a new name at its places; `None` where one of these is in none of the files.
fn under_names(files: &[RuleFile], renamed: &Renamed) -> Option<Vec<RuleFile>> {
    let mut all = Vec::with_capacity(files.len());
    for file in files {
        let places: Vec<&Place> = renamed
            .places
            .iter()
            .filter(|place| place.path == file.path())
            .collect();
        if places.is_empty() {
            all.push(file.clone());
            continue;
        }
        let text = std::str::from_utf8(file.bytes()).ok()?;
        let mut text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        for place in places.iter().rev() {
            text.get(place.start..place.end)?;
            text.replace_range(place.start..place.end, &renamed.name);
        }
        all.push(RuleFile::new(file.path(), text));
    }
    Some(all)
}
