//! All that makes rules differ, listed.

use super::Layers;
use super::versions::versions;
use crate::Diagnostics;
use crate::context::Context;
use crate::policy::governing::{Changed, Governing};
use crate::policy::who::{Days, Selector, Who};
use crate::section::Section;
use crate::source::Sources;
use crate::syntax::Node;
use crate::text::Name;

impl Layers {
    /// The overrides from the least to the most specific, then the versions of rules in the order of the files.
    pub(super) fn governing(&self, packs: &[&Node], sources: &Sources) -> Vec<Governing> {
        let mut found: Vec<Governing> = self
            .overrides
            .iter()
            .map(|file| Governing {
                who: Who {
                    selector: file.head.selector.clone(),
                    days: file.head.days,
                    span: file.head.span,
                },
                version: false,
                changes: file
                    .rules
                    .iter()
                    .map(|change| Changed {
                        section: change.section,
                        name: Name {
                            text: change.key.text.clone(),
                            span: change.key.span,
                        },
                    })
                    .collect(),
            })
            .collect();
        // What is wrong with versions was reported when they were laid.
        let mut reported = Diagnostics::default();
        let mut cx = Context {
            sources,
            diagnostics: &mut reported,
        };
        for node in packs {
            for section in Section::ALL.iter().filter(|section| section.may_vary()) {
                for (key, rule) in node.get(section.key()).map_or(&[][..], Node::entries) {
                    let dated = versions(key, rule, &mut cx)
                        .into_iter()
                        .filter(|version| version.days != Days::ALL);
                    found.extend(dated.map(|version| Governing {
                        who: Who {
                            selector: Selector::default(),
                            days: version.days,
                            span: version.span,
                        },
                        version: true,
                        changes: vec![Changed {
                            section: *section,
                            name: Name {
                                text: key.text.clone(),
                                span: version.span,
                            },
                        }],
                    }));
                }
            }
        }
        found
    }
}
