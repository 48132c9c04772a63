//! What a new project begins with.

const PROJECT: &str = include_str!("uptake.yaml.txt");

/// The pack that a new project starts from.
pub(super) const PACK: &str = "csm-ai-adoption";

/// What a new project begins with.
pub(super) struct Begun {
    /// Its packs.
    pub(super) packs: Vec<String>,
    /// What stands below `sources:`.
    pub(super) sources: String,
    /// Whether its data are made up.
    pub(super) made_up: bool,
    /// What is to be said of the files.
    pub(super) told: String,
    /// Whether something is left for a person to decide.
    pub(super) open: bool,
}

impl Begun {
    /// With the data that are made up.
    pub(super) fn made_up() -> Self {
        let names = ["people", "leave", "interactions", "cases"];
        Self {
            packs: vec!["rules".to_owned()],
            sources: names
                .map(|name| format!("  {name}: {{ adapter: files, path: data/{name}.csv }}\n"))
                .concat(),
            made_up: true,
            told: String::new(),
            open: false,
        }
    }

    /// The project file.
    pub(super) fn project(&self) -> String {
        let made_up = if self.made_up {
            " The data here are made up."
        } else {
            ""
        };
        PROJECT
            .replace("{packs}", &self.packs.join(", "))
            .replace("{made_up}", made_up)
            .replace("{sources}", &self.sources)
    }
}
