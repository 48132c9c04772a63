//! The part of the page that says what differs, for whom and since when.

use super::page::{Page, capital, code, codes};
use uptake_project::reference::{Differing, OverrideReference, StatedValue};

impl Page {
    /// What differs; nothing where nothing does.
    pub(super) fn differing(&mut self, differing: &Differing) {
        let nothing = differing.overrides.is_empty()
            && differing.versions.is_empty()
            && differing.locks.is_empty()
            && differing.waivers.is_empty();
        if !nothing {
            self.heading(0, "What differs, and who may change what");
            self.overrides(differing);
            self.versions(differing);
            self.locks(differing);
        }
        self.privacy(differing);
    }

    fn overrides(&mut self, differing: &Differing) {
        if !differing.groups.is_empty() && !differing.overrides.is_empty() {
            self.paragraph(&format!(
                "Groups from the widest to the narrowest: {}. The narrower one wins.",
                codes(&differing.groups)
            ));
        }
        for over in &differing.overrides {
            self.heading(1, &capital(&format!("{}, {}", over.who, over.days)));
            self.maybe(over.about.as_ref());
            self.list(&facts(over));
            self.values(&over.values);
        }
    }

    fn versions(&mut self, differing: &Differing) {
        if differing.versions.is_empty() {
            return;
        }
        self.heading(1, "Rules that change over time");
        for version in &differing.versions {
            self.paragraph(&format!("{} ({}):", capital(&version.days), code(&version.place)));
            self.values(&version.values);
        }
    }

    fn locks(&mut self, differing: &Differing) {
        if !differing.locks.is_empty() {
            self.heading(1, "What groups may not change");
            let rows: Vec<Vec<String>> = differing
                .locks
                .iter()
                .map(|lock| vec![code(&lock.of), lock.what.clone(), code(&lock.place)])
                .collect();
            self.table(&["rule", "what holds", "where"], &rows);
        }
        if !differing.waivers.is_empty() {
            self.heading(1, "Exceptions that were granted");
            let rows: Vec<Vec<String>> = differing
                .waivers
                .iter()
                .map(|waiver| {
                    vec![
                        code(&waiver.of),
                        waiver.who.clone(),
                        waiver.until.to_string(),
                        waiver.owner.clone(),
                        waiver.reason.clone(),
                        code(&waiver.place),
                    ]
                })
                .collect();
            self.table(&["rule", "for", "until", "granted by", "why", "where"], &rows);
        }
    }

    fn privacy(&mut self, differing: &Differing) {
        let small = differing.smallest_group.map(|least| match least {
            0 | 1 => "All groups are shown, however small.".to_owned(),
            least => format!("Groups of fewer than {least} aren't shown, nor what would tell their figures."),
        });
        let names = differing
            .pseudonyms
            .then(|| "Names of people are replaced by pseudonyms.".to_owned());
        let said: Vec<String> = small.into_iter().chain(names).collect();
        if !said.is_empty() {
            self.heading(0, "Privacy");
            self.list(&said);
        }
    }

    fn values(&mut self, values: &[StatedValue]) {
        let rows: Vec<Vec<String>> = values
            .iter()
            .map(|stated| vec![code(&stated.of), code(&stated.value)])
            .collect();
        self.table(&["rule", "says"], &rows);
    }
}

/// What is to be known of an override.
fn facts(over: &OverrideReference) -> Vec<String> {
    let owner = over.owner.as_ref().map(|owner| format!("Owner: {owner}"));
    let changes = format!("Changes {}, in {}", code(&over.pack), code(&over.place));
    owner.into_iter().chain([changes]).collect()
}
