//! One stage of several packs: what one of them tracks, another may require checks for.

use crate::decode::stage::StageDraft;

/// The stages, each name once where all but one of its statements only require checks. Their place and their words are those of
/// the one that says when the stage applies or what it tracks; without such a one those of the first.
pub(super) fn together(stages: Vec<StageDraft>) -> Vec<StageDraft> {
    let (mut kept, more): (Vec<StageDraft>, Vec<StageDraft>) = stages
        .into_iter()
        .partition(|stage| stage.when.is_some() || !stage.track.is_empty() || stage.requires.is_empty());
    for stage in more {
        match kept.iter_mut().find(|other| other.name.text == stage.name.text) {
            Some(other) => {
                other.about = other.about.take().or(stage.about);
                for name in stage.requires {
                    if other.requires.iter().all(|known| known.text != name.text) {
                        other.requires.push(name);
                    }
                }
            }
            None => kept.push(stage),
        }
    }
    kept
}
