//! Entities as numbers.

use super::intern::Interner;
use super::texts::Texts;
use polars::prelude::StringChunked;
use rustc_hash::FxHashMap;
use uptake_rules::policy::keep::NamesIgnore;

/// Knows the entities. With a list only those on it have a number; without one everybody who is seen gets one.
#[derive(Clone)]
pub struct EntityIndex {
    /// Numbers names: those of the entities, or their forms where a rule takes several for one.
    interner: Interner,
    listed: bool,
    forms: Option<Forms>,
}

/// The forms of names, where a rule takes several for one.
#[derive(Clone, Default)]
struct Forms {
    ignore: NamesIgnore,
    /// The entity of each form, by its number.
    entities: Vec<u32>,
    by_folded: FxHashMap<String, u32>,
    /// The form of each entity that comes first in the order of names, whatever came first in the rows.
    names: Vec<Box<str>>,
}

impl Forms {
    fn add(&mut self, form: &str) {
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let entity = *self.by_folded.entry(self.ignore.fold(form)).or_insert(number);
        match self.names.get_mut(entity as usize) {
            Some(name) if form < &**name => *name = form.into(),
            Some(_) => {}
            None => self.names.push(form.into()),
        }
        self.entities.push(entity);
    }
}

impl EntityIndex {
    /// The number of those who aren't known.
    pub const STRANGER: u32 = u32::MAX;

    /// The number in place of one for a name that several entities have.
    pub const SEVERAL: u32 = u32::MAX - 1;

    /// An index; `listed` if only a list adds to it.
    #[must_use]
    pub fn new(listed: bool) -> Self {
        Self {
            interner: Interner::default(),
            listed,
            forms: None,
        }
    }

    /// An index without a list, for which names are one that differ only by what `ignore` says.
    #[must_use]
    pub fn seen(ignore: NamesIgnore) -> Self {
        let forms = Forms {
            ignore,
            ..Forms::default()
        };
        Self {
            forms: ignore.any().then_some(forms),
            ..Self::new(false)
        }
    }

    /// The numbers of a column's entities. `listing` if these rows are the list.
    pub fn codes<'a>(&mut self, column: impl Into<Texts<'a>>, listing: bool, codes: &mut Vec<u32>) {
        let grow = listing || !self.listed;
        let (known, before) = (self.interner.len(), codes.len());
        self.interner.codes(column, grow, Self::STRANGER, codes);
        if let Some(forms) = &mut self.forms {
            for form in self.interner.texts().iter().skip(known) {
                forms.add(form);
            }
            for code in codes.iter_mut().skip(before) {
                *code = forms.entities.get(*code as usize).copied().unwrap_or(Self::STRANGER);
            }
        }
    }

    /// The number of one entity: a new one if there is no list, else that of a stranger if it isn't on it.
    pub fn code(&mut self, name: &str) -> u32 {
        let column: StringChunked = std::iter::once(Some(name)).collect();
        let mut codes = Vec::new();
        self.codes(&column, false, &mut codes);
        codes.first().copied().unwrap_or(Self::STRANGER)
    }

    /// The number of an entity, if it is known by now. Nobody is added.
    pub(crate) fn find(&self, name: &str) -> Option<u32> {
        match &self.forms {
            Some(forms) => forms.by_folded.get(&forms.ignore.fold(name)).copied(),
            None => {
                let place = self.interner.texts().iter().position(|text| **text == *name)?;
                u32::try_from(place).ok()
            }
        }
    }

    /// Whether there is a list.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        self.listed
    }

    /// The number of an entity if there is a list with it.
    #[must_use]
    pub fn listed(&mut self, name: &str) -> Option<u32> {
        let code = self.listed.then(|| self.code(name))?;
        (code != Self::STRANGER).then_some(code)
    }

    /// Which of a column's entities aren't on the list, as strangers; without a list nobody is one. Nobody is added.
    pub fn strangers(&mut self, column: Texts<'_>, codes: &mut Vec<u32>) {
        match self.listed {
            true => self.codes(column, false, codes),
            false => codes.resize(column.column.len(), 0),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names().len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their names, by number.
    #[must_use]
    pub(crate) fn names(&self) -> &[Box<str>] {
        match &self.forms {
            Some(forms) => &forms.names,
            None => self.interner.texts(),
        }
    }

    /// The name of an entity.
    pub(crate) fn name(&self, code: u32) -> &str {
        self.names().get(code as usize).map_or("", |name| &**name)
    }

    /// Their names alone, by number.
    pub(crate) fn into_names(self) -> Vec<Box<str>> {
        match self.forms {
            Some(forms) => forms.names,
            None => self.interner.into_texts(),
        }
    }

    /// Their numbers in the order of their names.
    #[must_use]
    pub fn sorted(&self) -> Vec<u32> {
        let names = self.names();
        let mut order: Vec<u32> = (0..u32::try_from(names.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by_key(|code| names.get(*code as usize));
        order
    }
}
