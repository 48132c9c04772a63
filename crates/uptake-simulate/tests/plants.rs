//! Planted faults: each is somewhere, and the same every time.

#![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]

use uptake_simulate::{Organisation, PLANTS, Plant, Settings, planted, write_targets};

fn made(plant: Plant) -> Organisation {
    planted(&Settings::default(), plant)
}

/// The targets and barriers of an organisation.
fn targets(plant: Plant) -> (String, String) {
    let dir = std::env::temp_dir().join(format!("uptake-plants-{}-{plant:?}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    write_targets(&Settings::default(), &made(plant), plant, &dir).unwrap();
    let read = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap();
    let texts = (read("targets.csv"), read("barriers.csv"));
    std::fs::remove_dir_all(dir).unwrap();
    texts
}

#[test]
fn each_name_stands_for_one_fault() {
    for (name, plant, about, _) in PLANTS {
        assert_eq!(Plant::named(name), Some(*plant));
        assert!(!about.is_empty());
    }
    assert_eq!(Plant::named("nothing"), None);
}

#[test]
fn each_fault_is_in_the_data_but_for_those_of_the_project_file() {
    let healthy = made(Plant::None);
    assert_eq!(healthy, made(Plant::None));
    for (name, plant, _, _) in PLANTS.iter().filter(|(_, plant, _, _)| *plant != Plant::None) {
        let elsewhere = [
            Plant::StageFits,
            Plant::ResolutionBesideAdoption,
            Plant::TargetsBeforeBarriers,
            Plant::RolledOut,
        ];
        assert_eq!(made(*plant) == healthy, elsewhere.contains(plant), "{name}");
    }
    let (targets_then, barriers_then) = targets(Plant::None);
    let (targets_now, barriers_now) = targets(Plant::TargetsBeforeBarriers);
    assert_eq!(targets_then, targets_now);
    assert_ne!(barriers_then, barriers_now);
}

#[test]
fn a_planted_fault_leaves_the_people_and_their_number() {
    let healthy = made(Plant::None);
    // The rows after these repeat somebody: dirt.
    let many = Settings::default().people;
    let ids = |organisation: &Organisation| -> Vec<String> {
        let people = organisation.people.iter().take(many);
        people.map(|person| person.person_id.clone()).collect()
    };
    for (name, plant, _, _) in PLANTS {
        assert_eq!(ids(&made(*plant)), ids(&healthy), "{name}");
    }
}
