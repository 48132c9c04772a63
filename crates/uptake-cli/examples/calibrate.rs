//! Judges made-up organisations from memory and prints a line for each: what `cargo xtask calibrate` counts.
//!
//! `calibrate list` prints a line for healthy organisations and one per fault: where it is planted (`none`, `structure` or `tools`), its
//! name, the checks that may fail with it, and a digest of the rules that judge it and of how organisations are made.
//! `calibrate FAULT:CSMS:SEED …` prints for each organisation its name, the milliseconds it took, the middle lead time of scores that
//! warned, and every check with its verdict, between tabs. `FAULT:CSMS:SEED:own` is the same organisation, of which only
//! the files are made that the fault's own check reads; it alone is judged, with the checks whose verdicts it asks for, and printed.

use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;
use uptake_engine::outcome::{Cell, CheckOutcome};
use uptake_project::{Counted, FixedWorld, ProjectFile, RunRequest, Session, built_in};
use uptake_rules::{Policy, RuleFile};
use uptake_simulate::{
    FAULTS, Fault, Field, Frames, PLANTS, Plant, Simulation, Sink, Table, write_structure, write_tools_in_use,
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// An organisation to be judged.
struct Job {
    simulation: Simulation,
    packs: &'static str,
    /// Whether the data about accounts are made, and those about tools.
    structure: bool,
    tools: bool,
    /// Where one check alone is asked for: its name, and the series that it reads.
    own: Option<(String, &'static [Table])>,
}

/// Keeps what is wanted.
struct Only<'a> {
    frames: &'a mut Frames,
    wanted: &'a [Table],
}

impl Sink for Only<'_> {
    fn row(&mut self, table: Table, fields: &[Field<'_>]) -> io::Result<()> {
        if self.wanted.contains(&table) {
            self.frames.row(table, fields)?;
        }
        Ok(())
    }

    fn wants(&self, table: Table) -> bool {
        self.wanted.contains(&table)
    }
}

impl Job {
    fn new(text: &str) -> Outcome<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let (fault, csms, seed, own) = match parts.as_slice() {
            [fault, csms, seed] => (*fault, csms, seed, false),
            [fault, csms, seed, "own"] => (*fault, csms, seed, true),
            _ => return Err(format!("`{text}` isn't FAULT:CSMS:SEED or FAULT:CSMS:SEED:own").into()),
        };
        let mut job = Self {
            simulation: Simulation::new(csms.parse()?, seed.parse()?),
            packs: "cs-amplification",
            structure: true,
            tools: true,
            own: None,
        };
        if own {
            let series = Fault::named(fault).map_or(&[][..], Fault::series);
            job.own = Some((fault.to_owned(), series));
        }
        match (Fault::named(fault), Plant::named(fault)) {
            (Some(Fault::Amplification), _) => job.simulation.faults.push(Fault::Amplification),
            (Some(fault), _) => {
                job.simulation.faults.push(fault);
                (job.packs, job.tools) = ("cs-readiness", false);
            }
            (None, Some(Plant::None)) => {}
            (None, Some(plant)) => {
                job.simulation.plants.push(plant);
                (job.packs, job.structure) = ("csm-ai-adoption", false);
                // A year is what the guards look at.
                let year = uptake_simulate::Settings::default();
                job.simulation.people.weeks = year.weeks;
                job.simulation.people.first_week = year.first_week;
            }
            (None, None) => return Err(format!("no fault is called `{fault}`").into()),
        }
        Ok(job)
    }

    /// The datasets that it delivers.
    fn tables(&self) -> impl Iterator<Item = Table> {
        let without_cases = self.simulation.plants.contains(&Plant::ResolutionBesideAdoption);
        let (structure, tools) = (self.structure, self.tools);
        let series = self.own.as_ref().map_or(&Table::SERIES[..], |(_, series)| *series);
        let wanted = move |table: &Table| match table.is_structural() {
            true => structure && (series.contains(table) || !Table::SERIES.contains(table)),
            false => tools,
        };
        Table::ALL
            .into_iter()
            .filter(wanted)
            .filter(move |table| *table != Table::Cases || !without_cases)
    }

    fn project(&self, packs: &str) -> String {
        let mut text = format!(
            "uptake: 1\nproject: calibration\npacks: ['{packs}']\nas_of: {}\n",
            self.simulation.as_of()
        );
        if self.tools {
            text += &format!("stage: {}\nprivacy: {{ smallest_group: 1 }}\n", self.simulation.stage());
        }
        text += "sources:\n";
        for table in self.tables() {
            text += &format!("  {}: {{ adapter: memory }}\n", table.name());
        }
        text
    }

    /// Writes the pack with one check and those that it asks for their verdicts, and without stages, which ask for many.
    fn write_pack(&self, policy: &Policy, own: &str, folder: &Path) -> Outcome<()> {
        let mut kept = BTreeSet::from([own]);
        let mut asked = vec![own];
        while let Some(name) = asked.pop() {
            let check = policy.checks.iter().find(|check| check.name.text == name);
            for needed in check.into_iter().flat_map(|check| check.verdicts()) {
                if kept.insert(needed) {
                    asked.push(needed);
                }
            }
        }
        let (_, files) = built_in::pack(self.packs).ok_or("the pack isn't built in")?;
        for file in files {
            let text = String::from_utf8(file.bytes().to_vec())?;
            let name = Path::new(file.path()).file_name().ok_or("a rule file without a name")?;
            std::fs::write(folder.join(name), with_checks(&text, &kept))?;
        }
        Ok(())
    }

    fn judge(&self) -> Outcome<Vec<CheckOutcome>> {
        let mut frames = Frames::default();
        let wanted: Vec<Table> = self.tables().collect();
        let mut sink = Only {
            frames: &mut frames,
            wanted: &wanted,
        };
        if self.tools {
            write_tools_in_use(&self.simulation, &mut sink, &mut |_, _| {})?;
        }
        if self.structure {
            write_structure(&self.simulation, &mut sink, &mut |_, _| {})?;
        }
        let mut session = Session::new(FixedWorld::on(self.simulation.as_of()));
        for (table, frame) in frames.finish()? {
            if wanted.contains(&table) {
                session = session.with_frame(table.name(), frame);
            }
        }
        let mut project = RuleFile::new("uptake.yaml", self.project(self.packs));
        let folder = tempfile::tempdir()?;
        if let (Some((own, _)), "cs-readiness") = (&self.own, self.packs) {
            let loaded = session.load(ProjectFile::InMemory(&project), None)?;
            self.write_pack(&loaded.policy, own, folder.path())?;
            project = RuleFile::new("uptake.yaml", self.project(&folder.path().to_string_lossy()));
        }
        let request = RunRequest::new(ProjectFile::InMemory(&project));
        let mut checks = session.run(&request, &mut Counted)?.outcome.checks;
        if let Some((own, _)) = &self.own {
            checks.retain(|check| check.name == *own);
        }
        Ok(checks)
    }
}

/// Rules without their stages, and without the checks that aren't kept: sections begin at the margin, checks two places from it.
fn with_checks(text: &str, kept: &BTreeSet<&str>) -> String {
    let (mut section, mut keep) = ("", true);
    let mut rest = String::new();
    for line in text.lines() {
        let deep = line.len() - line.trim_start().len();
        let key = line.trim_start().split(':').next().unwrap_or_default();
        if deep == 0 && !key.is_empty() && !key.starts_with('#') {
            (section, keep) = (key, key != "stages");
        } else if section == "checks" && deep == 2 && !key.starts_with('#') {
            keep = kept.contains(key);
        }
        if keep {
            rest += line;
            rest.push('\n');
        }
    }
    rest
}

/// The middle lead time that a check states, in days.
fn lead(checks: &[CheckOutcome]) -> Option<f64> {
    let check = checks.iter().find(|check| check.name == "score_in_time")?;
    let values = check.groups.iter().flat_map(|group| &group.values);
    let value = values.into_iter().find(|value| value.name == "middle_lead_of_warned")?;
    match &value.value {
        Cell::Int(days) => Some(*days as f64),
        Cell::Float(days) => Some(*days),
        Cell::Unknown | Cell::Bool(_) | Cell::Text(_) => None,
    }
}

/// Digests all rows that it is given.
struct Digested(Sha256);

impl Sink for Digested {
    fn row(&mut self, table: Table, fields: &[Field<'_>]) -> io::Result<()> {
        self.0.update(format!("{}{fields:?}\n", table.name()));
        Ok(())
    }
}

/// A small organisation with everything that can be planted, digested: how organisations are made.
fn made() -> Outcome<Digested> {
    let mut simulation = Simulation::new(12, 1);
    simulation.faults.extend(FAULTS.iter().map(|(_, fault, _, _)| *fault));
    simulation.plants.extend(PLANTS.iter().map(|(_, plant, _, _)| *plant));
    let mut sink = Digested(Sha256::new());
    write_tools_in_use(&simulation, &mut sink, &mut |_, _| {})?;
    write_structure(&simulation, &mut sink, &mut |_, _| {})?;
    Ok(sink)
}

/// A digest of how organisations are made, and of the rules of packs without their remarks.
fn digest(made: &Digested, packs: &[&str]) -> Outcome<String> {
    let mut digest = made.0.clone();
    for name in packs {
        let (_, files) = built_in::pack(name).ok_or("the pack isn't built in")?;
        for file in files {
            let text = String::from_utf8(file.bytes().to_vec())?;
            for line in text.lines().map(str::trim_end) {
                if !line.is_empty() && !line.trim_start().starts_with('#') {
                    digest.update(line);
                    digest.update("\n");
                }
            }
        }
    }
    let bytes = digest.finalize();
    Ok(bytes.iter().take(4).map(|byte| format!("{byte:02x}")).collect())
}

/// What can be judged, a line each.
fn list(out: &mut impl Write) -> Outcome<()> {
    let made = made()?;
    let tools = digest(&made, &["csm-ai-adoption"])?;
    let structure = digest(&made, &["cs-readiness"])?;
    let all = digest(&made, &["csm-ai-adoption", "cs-readiness", "cs-amplification"])?;
    writeln!(out, "none\tnone\t\t{all}")?;
    for (name, _, _, with) in PLANTS.iter().filter(|(_, plant, _, _)| *plant != Plant::None) {
        writeln!(out, "tools\t{name}\t{}\t{tools}", with.join(","))?;
    }
    for (name, fault, _, with) in FAULTS {
        let rules = match fault {
            Fault::Amplification => &all,
            _ => &structure,
        };
        writeln!(out, "structure\t{name}\t{}\t{rules}", with.join(","))?;
    }
    Ok(())
}

fn main() -> Outcome<()> {
    let mut out = std::io::stdout().lock();
    for argument in std::env::args().skip(1) {
        if argument == "list" {
            list(&mut out)?;
            continue;
        }
        let started = Instant::now();
        let checks = Job::new(&argument)?.judge()?;
        let lead = lead(&checks).map_or_else(String::new, |days| days.to_string());
        let verdicts: Vec<String> = checks
            .iter()
            .map(|check| format!("{}={}", check.name, check.verdict.as_str()))
            .collect();
        let took = started.elapsed().as_millis();
        let name = argument.strip_suffix(":own").unwrap_or(&argument);
        writeln!(out, "{name}\t{took}\t{lead}\t{}", verdicts.join("\t"))?;
        out.flush()?;
    }
    Ok(())
}
