//! What the keys of rule files are for, as their schema says it.

use serde_json::Value;
use std::sync::LazyLock;
use uptake_rules::{RuleFile, heading};

static SCHEMAS: LazyLock<[Option<Value>; 2]> = LazyLock::new(|| {
    [
        include_str!("../../../schemas/rules.json"),
        include_str!("../../../schemas/project.json"),
    ]
    .map(|text| serde_json::from_str(text).ok())
});

/// What the last of some keys is for; `None` where nothing is said about it. Names of rules are keys, too, of which any will do.
pub(crate) fn about(path: &[String], project: bool) -> Option<&'static str> {
    let [rules, of_project] = &*SCHEMAS;
    let schema = if project { of_project } else { rules };
    let mut node = schema.as_ref()?;
    for key in path {
        node = below(node, key)?;
    }
    node.get("description")?.as_str()
}

/// Whether a file has the keys of a project, or of a file of sources.
pub(crate) fn is_project(file: &RuleFile) -> bool {
    let heading = heading::read(file);
    heading.project || heading.sources
}

fn below<'s>(node: &'s Value, key: &str) -> Option<&'s Value> {
    let own = node.get("properties").and_then(|keys| keys.get(key));
    own.or_else(|| node.get("additionalProperties"))
        .or_else(|| below(node.get("items")?, key))
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn keys_are_told_by_the_way_to_them() {
        let path = |path: &str| -> Vec<String> { path.split('.').map(str::to_owned).collect() };
        assert_eq!(
            about(&path("measures.uses.count"), false),
            Some("How many events. A dataset.")
        );
        assert!(about(&path("calendar.time_zone"), false).is_some());
        assert_eq!(about(&path("measures.uses.nothing"), false), None);
        assert!(about(&path("packs"), true).is_some());
    }
}
