//! The page about what was judged.

use super::count::{Counted, Group, Verdicts};
use super::worker::Fault;

/// How many accounts a CSM has on average.
const ACCOUNTS: usize = 37;

/// The lead time that the simulator plants, and that of scores that lag, in days.
const PLANTED: [(&str, f64); 2] = [("none", 130.0), ("score_in_time", 25.0)];

/// `docs/calibration.md`.
pub(super) fn page(counted: &Counted, faults: &[Fault]) -> String {
    let mut text = "\
# Calibration

<!-- Written by `cargo xtask calibrate`: don't edit it. -->

Made-up organisations of a seed each (`uptake simulate`), healthy ones and ones with a fault, judged by the packs `cs-readiness`,
`cs-amplification` and `csm-ai-adoption`. A *detection* is a warning or a failure of the check that the fault is named after; the
failures among them stand behind it. A *false alarm* is a failure of a check in a healthy organisation; warnings stand behind it. *Too
little* is how many got no verdict. The intervals are Wilson's, 95 %. Of most organisations with a fault in their structure only the
check of that fault is judged, from the files that it reads: its verdict is the same.

The organisations are made by the same hands as the checks. So the page says how the checks deal with chance and size, not how they
deal with an organisation that nobody thought of.

A CSM has 37 accounts on average. What concerns the use of tools is a year long where a fault is planted in it, and two years in healthy
organisations, so that quarters can be compared. Where small organisations would fail without a fault, the rule says from how many
people or accounts on it answers (`guard_mix_people`, `guard_shadow_people_least`, `guard_tenure_people`, `least_books`, `least_losses`,
`least_base` and the like).

Counts are kept in `docs/calibration.tsv`, by a digest of the rules (without their remarks) and of how organisations are made. Where the
rules of now have judged fewer than 20 of a kind, the tables show what earlier ones judged, marked †.

## What was run

"
    .to_owned();
    text += &what_was_run(counted);
    for size in counted.sizes() {
        text += &format!("\n## {size} CSMs\n\n");
        text += &detection(counted, faults, size);
        text += &false_alarms(counted, faults, size);
        text += &aims(counted, faults, size);
        text += &others(counted, faults, size);
    }
    text += &lead_times(counted);
    text
}

fn what_was_run(counted: &Counted) -> String {
    let mut text =
        "| CSMs | healthy | with a fault | least of one fault | by the rules of now: healthy, least of one fault | minutes that they took, added up, on machines with other work |\n|---|---|---|---|---|---|\n"
            .to_owned();
    for size in counted.sizes() {
        let of_size: Vec<(&str, &Group)> = counted
            .groups
            .iter()
            .filter(|((_, of), _)| *of == size)
            .map(|((fault, _), group)| (fault.as_str(), group))
            .collect();
        let healthy: usize = of_size
            .iter()
            .filter(|(fault, _)| *fault == "none")
            .map(|(_, group)| group.organisations)
            .sum();
        let planted = || {
            of_size
                .iter()
                .filter(|(fault, _)| *fault != "none")
                .map(|(_, group)| group.organisations)
        };
        let (least_of_now, of_now) = counted.now.get(&size).copied().unwrap_or_default();
        let milliseconds: usize = of_size.iter().map(|(_, group)| group.milliseconds).sum();
        text += &format!(
            "| {size} | {healthy} | {} | {} | {of_now}, {least_of_now} | {:.1} |\n",
            planted().sum::<usize>(),
            planted().min().unwrap_or_default(),
            milliseconds as f64 / 60_000.0
        );
    }
    text
}

fn detection(counted: &Counted, faults: &[Fault], size: usize) -> String {
    let mut rows = String::new();
    for fault in faults {
        if counted.group(&fault.name, size).is_none() {
            continue;
        }
        let Some(found) = counted.verdicts(&fault.name, size, &fault.name) else {
            rows += &format!("| {} | no check of this name is judged | | |\n", fault.name);
            continue;
        };
        let mark = if counted.is_older(&fault.name, size) {
            " †"
        } else {
            ""
        };
        rows += &format!(
            "| {}{mark} | {} | {} | {} |\n",
            fault.name,
            share(found.warn + found.fail, found),
            share(found.fail, found),
            share(found.unknown, found)
        );
    }
    if rows.is_empty() {
        return String::new();
    }
    format!("| fault | detection | failures | too little |\n|---|---|---|---|\n{rows}\n")
}

fn false_alarms(counted: &Counted, faults: &[Fault], size: usize) -> String {
    let Some(healthy) = counted.group("none", size) else {
        return String::new();
    };
    let older = if counted.is_older("none", size) { " †" } else { "" };
    let mut text = format!(
        "| check of healthy organisations{older} | false alarms | warnings | too little |\n|---|---|---|---|\n"
    );
    for (check, found) in &healthy.checks {
        let of_tools = faults.iter().any(|fault| fault.of_tools && fault.name == *check);
        let mark = if of_tools { " (guard)" } else { "" };
        text += &format!(
            "| {check}{mark} | {} | {} | {} |\n",
            share(found.fail, *found),
            share(found.warn, *found),
            share(found.unknown, *found)
        );
    }
    text + "\n"
}

/// What is aimed at: how often a fault is found, and how often one where there is none.
const LEAST_DETECTION: f64 = 0.95;
const MOST_FALSE_ALARMS: f64 = 0.05;

/// Which checks reach the aim at a size, which miss it, and which answer that they know too little.
fn aims(counted: &Counted, faults: &[Fault], size: usize) -> String {
    let share = |part: usize, of: Verdicts| part as f64 / of.all().max(1) as f64;
    let (mut reached, mut missed, mut silent) = (0, Vec::new(), Vec::new());
    for fault in faults {
        let Some(found) = counted.verdicts(&fault.name, size, &fault.name) else {
            continue;
        };
        let detection = share(found.warn + found.fail, found);
        let alarms = counted
            .verdicts("none", size, &fault.name)
            .map(|healthy| share(healthy.fail, healthy));
        if share(found.unknown, found) > 0.5 {
            silent.push(fault.name.clone());
        } else if detection < LEAST_DETECTION {
            missed.push(format!("{} (detection {detection:.3})", fault.name));
        } else if let Some(alarms) = alarms.filter(|alarms| *alarms > MOST_FALSE_ALARMS) {
            missed.push(format!("{} (false alarms {alarms:.3})", fault.name));
        } else {
            reached += 1;
        }
    }
    let list = |names: &[String]| match names {
        [] => "none".to_owned(),
        names => names.join(", "),
    };
    format!(
        "Aimed at: a detection of at least {LEAST_DETECTION}, false alarms of at most {MOST_FALSE_ALARMS}. {reached} checks reach \
         both. Missed by: {}. Insufficient data in most organisations: {}.\n\n",
        list(&missed),
        list(&silent)
    )
}

/// Failures of other checks than the fault's own and those that follow from it.
fn others(counted: &Counted, faults: &[Fault], size: usize) -> String {
    let mut rows = String::new();
    for fault in faults {
        let Some(group) = counted.group(&fault.name, size) else {
            continue;
        };
        let others = group
            .checks
            .iter()
            .filter(|(check, found)| found.fail * 20 > found.all() && **check != fault.name);
        let words: Vec<String> = others
            .map(|(check, found)| {
                let stated = if fault.with.contains(check) { " (stated)" } else { "" };
                format!("{check}{stated} {}", share(found.fail, *found))
            })
            .collect();
        if !words.is_empty() {
            rows += &format!("| {} | {} |\n", fault.name, words.join(", "));
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "Other checks that fail in more than one of twenty organisations with a fault; *stated* are those that follow from it:\n\n\
         | fault | checks |\n|---|---|\n{rows}\n"
    )
}

/// The share with its interval, and of how many.
fn share(part: usize, of: Verdicts) -> String {
    let all = of.all();
    let (low, high) = wilson(part as f64, all as f64);
    format!(
        "{:.3} ({low:.3}–{high:.3}, {part} of {all})",
        part as f64 / all.max(1) as f64
    )
}

/// The interval of E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927.
fn wilson(part: f64, all: f64) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let share = part / all;
    let middle = (share + Z * Z / (2.0 * all)) / (1.0 + Z * Z / all);
    let half = Z / (1.0 + Z * Z / all) * (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// How near the estimated lead time has to be, in days.
const NEAR: f64 = 7.0;

fn lead_times(counted: &Counted) -> String {
    let mut text = format!(
        "\
## Lead time

The middle lead time of scores that warned, as `score_in_time` states it, against the planted one: the day on which the score turns
red, uniform from 100 to 160 days before the decision, or from 10 to 40 where scores lag. Aimed at: within {NEAR} days from 1,200
accounts on.

| CSMs | accounts | planted, days | estimated on average | within {NEAR} days | farthest off |
|---|---|---|---|---|---|
"
    );
    for (fault, planted) in PLANTED {
        for size in counted.sizes() {
            let Some(group) = counted.group(fault, size).filter(|group| !group.leads.is_empty()) else {
                continue;
            };
            let all = group.leads.len();
            let mean = group.leads.iter().sum::<f64>() / all as f64;
            let off: Vec<f64> = group.leads.iter().map(|lead| (lead - planted).abs()).collect();
            let near = off.iter().filter(|off| **off <= NEAR).count();
            let far = off.iter().copied().fold(0.0, f64::max);
            text += &format!(
                "| {size} | {} | {planted} | {mean:.1} | {near} of {all} | {far:.1} |\n",
                size * ACCOUNTS
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_wilson_s() {
        // 81 of 263, as in R. G. Newcombe, Statistics in Medicine 17, 1998, table I.
        let (low, high) = wilson(81.0, 263.0);
        assert!(
            (low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5,
            "{low} {high}"
        );
    }
}
