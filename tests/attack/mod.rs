//! An attacker on small groups: made-up organisations are measured, every figure that leaves the run is read, and a program of its
//! own tries to work out what isn't shown.
//!
//! The attacker knows who is in which group, as people in an organisation do, and none of the figures: how many of them counted and
//! what was counted. It knows nothing of how the engine decides.
//! `UPTAKE_CASES=500 cargo test --release --workspace --test e2e attack` runs more of them.

mod attacker;
pub(crate) mod organisation;
mod simplex;

use attacker::Attacker;
use organisation::Organisation;

#[test]
fn nothing_that_is_hidden_can_be_worked_out_from_all_that_is_shown() {
    let cases: u64 = std::env::var("UPTAKE_CASES").map_or(40, |cases| cases.parse().unwrap());
    let (mut hidden, mut shown, mut told) = (0, 0, Vec::new());
    for seed in 0..cases {
        let organisation = Organisation::of(seed);
        let attacker = Attacker::on(&organisation);
        hidden += attacker.hidden;
        shown += attacker.shown;
        told.extend(
            attacker
                .found()
                .into_iter()
                .map(|found| format!("organisation {seed}: {found}")),
        );
    }
    println!(
        "{cases} organisations, {shown} figures of groups shown, {hidden} hidden, {} worked out",
        told.len()
    );
    assert_eq!(told, Vec::<String>::new());
    assert!(hidden > cases && shown > cases, "{hidden} hidden, {shown} shown");
}
