//! Approvals of packs: the real `ssh-keygen` makes and verifies them, and whatever is changed is found and named as what it is.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test may stop on a surprise, and says that it was skipped"
)]

use jiff::civil::{Date, date};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use uptake_engine::outcome::{PackApprovals, WhyVoid};
use uptake_project::{ApproveRequest, Failure, FixedWorld, NewApproval, ProjectFile, Session, SignedBy};

const RULES: &str = "\
uptake: 1
pack: team
owner: ana@example.com
entities: seen
datasets:
  uses: { kind: events, entity: id, time: at, columns: { id: text, at: datetime } }
measures:
  uses_made: { count: uses }
";
const MORE: &str = "\
uptake: 1
definitions:
  active: { rhai: active.rhai }
metrics:
  rate: { share: active }
";
const SCRIPT: &str = "fn active(row) { row.uses_made >= 3 }\n";
const PROJECT: &str = "\
uptake: 1
project: small
packs: [rules]
approvals: { signers: allowed_signers, required: 2 }
sources:
  uses: { adapter: files, path: uses.csv }
";
const DAY: Date = date(2026, 2, 15);

/// A project with a pack, and the keys of three people.
struct Signed {
    folder: TempDir,
}

/// Runs `ssh-keygen` with a text as its input; what it prints, if it says yes.
fn keygen(folder: &Path, arguments: &[&str], input: &str) -> Option<String> {
    let path = folder.join("input");
    fs::write(&path, input).unwrap();
    let output = Command::new("ssh-keygen")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::from(fs::File::open(path).unwrap()))
        .output()
        .unwrap();
    output
        .status
        .success()
        .then(|| String::from_utf8(output.stdout).unwrap())
}

impl Signed {
    /// `None` where the program is missing.
    fn new() -> Option<Self> {
        if Command::new("ssh-keygen").arg("-?").output().is_err() {
            println!("skipped: `ssh-keygen` isn't installed");
            return None;
        }
        let signed = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(signed.path("rules")).unwrap();
        for (file, text) in [
            ("uptake.yaml", PROJECT),
            ("rules/rules.yaml", RULES),
            ("rules/more.yaml", MORE),
            ("rules/active.rhai", SCRIPT),
            ("uses.csv", "id,at\nana,2026-02-03T09:00:00Z\n"),
        ] {
            fs::write(signed.path(file), text).unwrap();
        }
        let mut signers = String::new();
        for (who, namespaces) in [("ana", "uptake:*"), ("ben", "uptake:team"), ("cid", "uptake:other")] {
            keygen(
                signed.folder.path(),
                &["-q", "-t", "ed25519", "-N", "", "-C", who, "-f", who],
                "",
            )
            .unwrap();
            let key = fs::read_to_string(signed.path(&format!("{who}.pub"))).unwrap();
            signers += &format!("{who}@example.com namespaces=\"{namespaces}\" {key}");
        }
        fs::write(signed.path("allowed_signers"), signers).unwrap();
        Some(signed)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    fn session(&self) -> Session {
        Session::new(FixedWorld::on(DAY).in_folder(self.folder.path()))
    }

    /// Somebody approves the pack with a key.
    fn approve(&self, who: &str, key: &str) {
        let new = self.asked(&format!("{who}@example.com"), SignedBy::Key(Path::new(key)));
        let new = new.unwrap();
        for (path, text) in [new.statement, new.signature] {
            let path = self.folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    fn asked(&self, principal: &str, by: SignedBy<'_>) -> Result<NewApproval, Failure> {
        self.session().approve(&ApproveRequest {
            project: Some(Path::new("uptake.yaml")),
            pack: "rules",
            principal,
            by,
        })
    }

    /// The same by hand, whoever may: statement and signature are put where approvals lie.
    fn put(&self, who: &str, key: &str) {
        let text = self.session().statement("rules", None).unwrap().text();
        fs::create_dir_all(self.path("approvals/team")).unwrap();
        let file = format!("approvals/team/{who}@example.com.txt");
        fs::write(self.path(&file), text).unwrap();
        let _ = fs::remove_file(self.path(&format!("{file}.sig")));
        keygen(
            self.folder.path(),
            &["-Y", "sign", "-q", "-n", "uptake:team", "-f", key, &file],
            "",
        )
        .unwrap();
    }

    /// Puts other lines in place of those of allowed signers; `KEY(NAME)` stands for somebody's public key.
    fn allow(&self, lines: &[&str]) {
        let mut text = lines.join("\n") + "\n";
        for who in ["ana", "ben", "cid"] {
            let key = fs::read_to_string(self.path(&format!("{who}.pub"))).unwrap();
            text = text.replace(&format!("KEY({who})"), key.trim());
        }
        fs::write(self.path("allowed_signers"), text).unwrap();
    }

    fn on(&self, day: Date) -> PackApprovals {
        let session = self.session();
        let loaded = session.load(ProjectFile::At(Path::new("uptake.yaml")), None).unwrap();
        let end = day.at(23, 59, 59, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap();
        session.approvals(&loaded, end.timestamp()).unwrap().unwrap().remove(0)
    }

    fn approvals(&self) -> PackApprovals {
        self.on(DAY)
    }

    /// Who approves, and which approvals are void.
    fn state(&self) -> (Vec<String>, Vec<(String, WhyVoid)>) {
        let approvals = self.approvals();
        let held = approvals.approvals.into_iter().map(|held| held.principal).collect();
        (
            held,
            approvals.void.into_iter().map(|void| (void.name, void.why)).collect(),
        )
    }
}

fn people(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("{name}@example.com")).collect()
}

#[test]
fn the_real_program_verifies_what_was_approved_here_and_the_other_way() {
    let Some(signed) = Signed::new() else { return };
    signed.approve("ana", "ana");
    let text = fs::read_to_string(signed.path("approvals/team/ana@example.com.txt")).unwrap();
    let verified = keygen(
        signed.folder.path(),
        &[
            "-Y",
            "verify",
            "-f",
            "allowed_signers",
            "-I",
            "ana@example.com",
            "-n",
            "uptake:team",
            "-s",
            "approvals/team/ana@example.com.txt.sig",
        ],
        &text,
    );
    assert!(
        verified
            .unwrap()
            .starts_with("Good \"uptake:team\" signature for ana@example.com")
    );

    let statement = signed.session().statement("rules", None).unwrap().text();
    assert_eq!(statement, text);
    fs::write(signed.path("statement"), &statement).unwrap();
    keygen(
        signed.folder.path(),
        &["-Y", "sign", "-q", "-n", "uptake:team", "-f", "ben", "statement"],
        "",
    )
    .unwrap();
    let new = signed.session().approve(&ApproveRequest {
        project: Some(Path::new("uptake.yaml")),
        pack: "rules",
        principal: "ben@example.com",
        by: SignedBy::Signature(Path::new("statement.sig")),
    });
    for (path, text) in {
        let new = new.unwrap();
        [new.statement, new.signature]
    } {
        fs::write(signed.folder.path().join(path), text).unwrap();
    }
    assert_eq!(signed.state(), (people(&["ana", "ben"]), vec![]));
    assert!(signed.approvals().approved);
}

#[test]
fn so_many_have_to_approve_and_not_the_author_alone() {
    let Some(signed) = Signed::new() else { return };
    let approved = |required: u32| {
        let text = PROJECT.replace("required: 2", &format!("required: {required}"));
        fs::write(signed.path("uptake.yaml"), text).unwrap();
        let approvals = signed.approvals();
        (approvals.approved, approvals.author_alone)
    };
    assert_eq!([approved(0), approved(1)], [(false, false), (false, false)]);
    signed.approve("ana", "ana");
    assert_eq!(
        [approved(0), approved(1), approved(2)],
        [(false, true), (false, true), (false, true)]
    );
    signed.approve("ben", "ben");
    assert_eq!(
        [approved(1), approved(2), approved(3)],
        [(true, false), (true, false), (false, false)]
    );
    // A second approval of the same person, or with the same key, is none.
    signed.put("ana2", "ana");
    assert_eq!(approved(3), (false, false));
}

#[test]
fn who_may_approve_which_pack_and_when_is_in_the_file_of_allowed_signers() {
    let Some(signed) = Signed::new() else { return };
    signed.put("cid", "cid");
    let not_allowed = WhyVoid::NotAllowed {
        principal: "cid@example.com".to_owned(),
    };
    assert_eq!(
        signed.state(),
        (vec![], vec![("cid@example.com".to_owned(), not_allowed)])
    );
    keygen(
        signed.folder.path(),
        &["-q", "-t", "ed25519", "-N", "", "-f", "dee"],
        "",
    )
    .unwrap();
    signed.put("dee", "dee");
    assert!(
        signed
            .state()
            .1
            .iter()
            .any(|(name, why)| name == "dee@example.com" && matches!(why, WhyVoid::UnknownKey { .. }))
    );

    signed.approve("ben", "ben");
    let signers = fs::read_to_string(signed.path("allowed_signers")).unwrap();
    let until = signers.replace(
        "namespaces=\"uptake:team\"",
        "namespaces=\"uptake:team\",valid-before=\"20260301\"",
    );
    fs::write(signed.path("allowed_signers"), until).unwrap();
    let held = |day: Date| signed.on(day).approvals.len();
    assert_eq!([held(date(2026, 2, 28)), held(date(2026, 3, 1))], [1, 0]);
    // Why the line of the key doesn't hold is told in the words of the program.
    let after = signed.on(date(2026, 3, 1));
    let why = after.void.iter().find(|void| void.name == "ben@example.com").unwrap();
    let told = why.why.message();
    assert!(
        told.contains("`ssh-keygen` says: ") && told.contains("key has expired"),
        "{told}"
    );
}

#[test]
fn a_line_of_allowed_signers_that_cant_be_read_is_told_in_the_words_of_the_program() {
    let Some(signed) = Signed::new() else { return };
    signed.approve("ana", "ana");
    let path = signed.path("allowed_signers");
    fs::write(&path, "ana@example.com ssh-ed25519 AAAAgarbage\n").unwrap();
    let void = signed.state().1;
    let told = void[0].1.message();
    assert!(
        told.contains("`ssh-keygen` says: ") && told.contains("invalid key"),
        "{told}"
    );
}

#[test]
fn an_approval_of_another_pack_is_none() {
    let Some(signed) = Signed::new() else { return };
    signed.approve("ana", "ana");
    fs::write(
        signed.path("rules/rules.yaml"),
        RULES.replace("pack: team", "pack: crew"),
    )
    .unwrap();
    fs::rename(signed.path("approvals/team"), signed.path("approvals/crew")).unwrap();
    let other = WhyVoid::OtherPack {
        pack: "team".to_owned(),
    };
    assert_eq!(signed.state(), (vec![], vec![("ana@example.com".to_owned(), other)]));
}

/// Numbers from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }

    /// Other bytes than these: some changed, added or removed.
    fn edited(&mut self, bytes: &[u8]) -> Vec<u8> {
        loop {
            let mut edited = bytes.to_vec();
            let at = self.below(edited.len());
            let letter = b"abcXYZ0189+/= \n:#"[self.below(17)];
            match self.below(4) {
                0 => edited[at] = letter,
                1 => edited.insert(at, letter),
                2 => drop(edited.remove(at)),
                _ => edited.push(letter),
            }
            if edited != bytes {
                return edited;
            }
        }
    }
}

#[test]
fn a_thousand_random_edits_are_each_found_and_named_as_what_they_are() {
    let Some(signed) = Signed::new() else { return };
    signed.approve("ana", "ana");
    signed.approve("ben", "ben");
    assert_eq!(signed.state(), (people(&["ana", "ben"]), vec![]));
    let rules = ["rules.yaml", "more.yaml", "active.rhai"];
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for round in 0..1_000 {
        let who = ["ana", "ben"][chance.below(2)];
        let other = if who == "ana" { "ben" } else { "ana" };
        let (file, rule) = match chance.below(10) {
            0..4 => (format!("approvals/team/{who}@example.com.txt.sig"), None),
            4..6 => (format!("approvals/team/{who}@example.com.txt"), None),
            _ => {
                let rule = rules[chance.below(3)];
                (format!("rules/{rule}"), Some(rule))
            }
        };
        let before = fs::read(signed.path(&file)).unwrap();
        let after = chance.edited(&before);
        fs::write(signed.path(&file), &after).unwrap();
        let (held, void) = signed.state();
        let place = || format!("round {round}: {file}\n{}", String::from_utf8_lossy(&after));
        match rule {
            None => {
                assert_eq!(held, people(&[other]), "{}", place());
                assert_eq!(void, [(format!("{who}@example.com"), WhyVoid::Changed)], "{}", place());
            }
            // An edit of the pack's name makes it another pack, which nobody approves.
            Some(rule) if !void.is_empty() => {
                assert_eq!(held, Vec::<String>::new(), "{}", place());
                for (_, why) in void {
                    assert_eq!(
                        why,
                        WhyVoid::RulesChanged {
                            files: vec![rule.to_owned()]
                        },
                        "{}",
                        place()
                    );
                }
            }
            Some(_) => {
                assert_eq!(held, Vec::<String>::new(), "{}", place());
                assert_ne!(signed.approvals().pack, "team", "{}", place());
            }
        }
        fs::write(signed.path(&file), &before).unwrap();
    }
    assert_eq!(signed.state(), (people(&["ana", "ben"]), vec![]));
}

#[test]
fn a_name_that_no_allowed_signer_can_have_is_refused_before_anything_is_signed() {
    let Some(signed) = Signed::new() else { return };
    for principal in ["", "ana ben", "ana,ben", "ana\n"] {
        let refused = signed.session().approve(&ApproveRequest {
            project: None,
            pack: "rules",
            principal,
            by: SignedBy::Key(&signed.path("ana")),
        });
        let refused = refused.unwrap_err();
        assert!(
            refused.message.starts_with("no allowed signer can be called"),
            "{}",
            refused.message
        );
    }
}

#[test]
fn an_approval_is_that_of_its_name_and_the_author_is_known_by_name_and_key() {
    let Some(signed) = Signed::new() else { return };
    fs::write(
        signed.path("uptake.yaml"),
        PROJECT.replace("required: 2", "required: 1"),
    )
    .unwrap();
    signed.put("ana", "ana");
    // However ana's key is listed, her own approval is the author's.
    for lines in [
        &["ben@example.com,ana@example.com namespaces=\"uptake:*\" KEY(ana)"][..],
        &["*@example.com namespaces=\"uptake:*\" KEY(ana)"],
        &[
            "zoe@example.com namespaces=\"uptake:*\" KEY(ana)",
            "ana@example.com namespaces=\"uptake:*\" KEY(ana)",
        ],
    ] {
        signed.allow(lines);
        let found = signed.approvals();
        let by: Vec<&str> = found.approvals.iter().map(|held| held.principal.as_str()).collect();
        assert_eq!(
            (by, found.approved, found.author_alone),
            (vec!["ana@example.com"], false, true),
            "{lines:?}"
        );
    }
    // What `ssh-keygen` doesn't verify for her doesn't hold.
    signed.allow(&["*@example.com,!ana@example.com namespaces=\"uptake:*\" KEY(ana)"]);
    assert_eq!(signed.approvals().approvals, []);
    // Another name for the author's key is the author.
    fs::remove_dir_all(signed.path("approvals")).unwrap();
    signed.put("zoe", "ana");
    signed.allow(&["zoe@example.com,ana@example.com namespaces=\"uptake:*\" KEY(ana)"]);
    let found = signed.approvals();
    assert_eq!(
        (found.approvals.len(), found.approved, found.author_alone),
        (1, false, true)
    );
    // And so is the same name in other letters.
    fs::remove_dir_all(signed.path("approvals")).unwrap();
    signed.put("Ana", "ana");
    signed.allow(&["Ana@example.com namespaces=\"uptake:*\" KEY(ana)"]);
    let found = signed.approvals();
    assert_eq!(
        (found.approvals.len(), found.approved, found.author_alone),
        (1, false, true)
    );
}

#[test]
fn the_key_of_somebody_else_is_named_as_theirs() {
    let Some(signed) = Signed::new() else { return };
    signed.put("ben", "ana");
    let (held, void) = signed.state();
    assert_eq!(held, Vec::<String>::new());
    assert_eq!(
        void,
        [(
            "ben@example.com".to_owned(),
            WhyVoid::OthersKey {
                principals: people(&["ana"])
            }
        )]
    );
}

#[test]
fn what_would_not_hold_is_refused_and_the_approval_that_is_there_stays() {
    let Some(signed) = Signed::new() else { return };
    signed.approve("ben", "ben");
    fs::write(signed.path("hi.sig"), "hi").unwrap();
    // A signature of another text, and one of the statement in another namespace.
    let statement = signed.session().statement("rules", None).unwrap().text();
    for (file, text, namespace) in [
        ("other", "other text", "uptake:team"),
        ("file", statement.as_str(), "file"),
    ] {
        fs::write(signed.path(file), text).unwrap();
        let sign = ["-Y", "sign", "-q", "-n", namespace, "-f", "ben", file];
        keygen(signed.folder.path(), &sign, "").unwrap();
    }
    for (who, by, part) in [
        (
            "ben",
            SignedBy::Key(Path::new("ana")),
            "signed with the key of `ana@example.com`",
        ),
        (
            "zoe",
            SignedBy::Key(Path::new("ana")),
            "signed with the key of `ana@example.com`",
        ),
        (
            "cid",
            SignedBy::Key(Path::new("cid")),
            "`cid@example.com` may not approve this pack",
        ),
        (
            "ben",
            SignedBy::Signature(Path::new("hi.sig")),
            "this is no signature of the pack `team`",
        ),
        (
            "ben",
            SignedBy::Signature(Path::new("other.sig")),
            "this is no signature of the pack `team`",
        ),
        (
            "ben",
            SignedBy::Signature(Path::new("file.sig")),
            "this is no signature of the pack `team`",
        ),
    ] {
        let refused = signed.asked(&format!("{who}@example.com"), by).unwrap_err();
        assert!(refused.message.contains(part), "{}", refused.message);
    }
    assert_eq!(signed.state(), (people(&["ben"]), vec![]));
}

#[test]
fn a_key_with_a_passphrase_and_no_terminal_is_told_at_once_and_so_is_one_that_others_may_read() {
    let Some(signed) = Signed::new() else { return };
    keygen(
        signed.folder.path(),
        &["-q", "-t", "ed25519", "-N", "secret", "-f", "locked"],
        "",
    )
    .unwrap();
    if fs::File::open("/dev/tty").is_err() {
        let refused = signed
            .asked("ben@example.com", SignedBy::Key(Path::new("locked")))
            .unwrap_err();
        assert!(refused.message.contains("passphrase"), "{}", refused.message);
    } else {
        println!("skipped: there is a terminal, where somebody would be asked");
    }
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(signed.path("ben"), fs::Permissions::from_mode(0o644)).unwrap();
    let refused = signed
        .asked("ben@example.com", SignedBy::Key(Path::new("ben")))
        .unwrap_err();
    assert!(
        refused.message.contains("UNPROTECTED PRIVATE KEY FILE"),
        "{}",
        refused.message
    );
    assert!(!refused.message.contains("@@@"), "{}", refused.message);
}

#[test]
fn folders_that_are_called_the_same_are_approved_apart() {
    let Some(signed) = Signed::new() else { return };
    let overrides = |extra: &str| format!("uptake: 1\nextends: team\n{extra}");
    for (folder, text) in [
        ("emea/od", overrides("metrics:\n  rate: { title: A }\n")),
        ("apac/od", overrides("measures:\n  uses_made: { where: id != \"x\" }\n")),
    ] {
        fs::create_dir_all(signed.path(folder)).unwrap();
        fs::write(signed.path(folder).join("o.yaml"), text).unwrap();
    }
    let project = PROJECT.replace("[rules]", "[rules, emea/od, apac/od]");
    fs::write(signed.path("uptake.yaml"), &project).unwrap();
    let approve = |pack: &str| {
        signed.session().approve(&ApproveRequest {
            project: Some(Path::new("uptake.yaml")),
            pack,
            principal: "ana@example.com",
            by: SignedBy::Key(Path::new("ana")),
        })
    };
    for pack in ["emea/od", "apac/od"] {
        let new = approve(pack).unwrap();
        assert_eq!(new.pack, pack);
        let folder = Path::new("approvals").join(pack.replace('/', "_"));
        assert_eq!(new.statement.0.parent(), Some(folder.as_path()));
    }
    // Where names would lie in one folder all the same, nothing is written over.
    fs::create_dir_all(signed.path("emea_od")).unwrap();
    fs::write(
        signed.path("emea_od/o.yaml"),
        overrides("definitions:\n  active: { about: A }\n"),
    )
    .unwrap();
    fs::write(
        signed.path("uptake.yaml"),
        project.replace("apac/od", "apac/od, emea_od"),
    )
    .unwrap();
    let refused = approve("emea_od").unwrap_err();
    assert_eq!(
        refused.message,
        "approvals of the packs `emea_od` and `emea/od` would lie in one folder, `emea_od`"
    );
    let checked = signed.session().check(Path::new("uptake.yaml"), None).unwrap();
    assert!(!checked.clean());
}

#[test]
fn whoever_answers_for_an_override_or_a_rule_does_not_approve_it_alone() {
    let Some(signed) = Signed::new() else { return };
    fs::write(
        signed.path("uptake.yaml"),
        PROJECT.replace("required: 2", "required: 1"),
    )
    .unwrap();
    signed.allow(&[
        "ana@example.com KEY(ana)",
        "ben@example.com KEY(ben)",
        "cid@example.com KEY(cid)",
    ]);
    let alone = |files: &[(&str, String)], approve: &[&str]| {
        let _ = fs::remove_dir_all(signed.path("approvals"));
        for (file, text) in files {
            fs::write(signed.path(file), text).unwrap();
        }
        for who in approve {
            signed.put(who, who);
        }
        let found = signed.approvals();
        (found.approved, found.author_alone)
    };
    // A file without an owner has that of its pack; one with its own has this besides.
    let override_of = |owner: &str| {
        format!("uptake: 1\nextends: team\nowner: {owner}@example.com\nmeasures:\n  uses_made: {{ where: true }}\n")
    };
    let more = ("rules/more.yaml", MORE.to_owned());
    let with = |owner: &str| [("rules/over.yaml", override_of(owner)), more.clone()];
    assert_eq!(alone(&with("ben"), &["ben"]), (false, true));
    assert_eq!(alone(&with("ben"), &["ana"]), (false, true));
    assert_eq!(alone(&with("ben"), &["ana", "ben"]), (true, false));
    assert_eq!(alone(&with("ben"), &["cid"]), (true, false));
    // However the owner is written.
    for owner in [" ben@example.com ", "Ben <ben@example.com>"] {
        let text = override_of("ben").replace("owner: ben@example.com", &format!("owner: {owner:?}"));
        assert_eq!(
            alone(&[("rules/over.yaml", text), more.clone()], &["ben"]),
            (false, true),
            "{owner}"
        );
    }
    fs::remove_file(signed.path("rules/over.yaml")).unwrap();
    let rule = MORE.replace("active.rhai }", "active.rhai, owner: Cid@example.com }");
    assert_eq!(alone(&[("rules/more.yaml", rule)], &["cid"]), (false, true));
}

#[test]
fn a_run_takes_the_keys_that_are_valid_now_whatever_day_its_figures_are_of() {
    let Some(signed) = Signed::new() else { return };
    fs::write(
        signed.path("uptake.yaml"),
        PROJECT.replace("required: 2", "required: 1"),
    )
    .unwrap();
    signed.put("ben", "ben");
    let run = |limit: &str, as_of: Date, approved_at: Option<jiff::Timestamp>| {
        signed.allow(&[&format!("ben@example.com {limit} KEY(ben)")]);
        let session = signed.session();
        let request = uptake_project::RunRequest {
            as_of: Some(as_of),
            approved_at,
            ..uptake_project::RunRequest::new(ProjectFile::At(Path::new("uptake.yaml")))
        };
        session
            .prepare(&request)
            .map(|_| ())
            .map_err(|failure| failure.help.unwrap_or_default())
    };
    let earlier = date(2026, 1, 31);
    assert_eq!(run("valid-after=\"20260215\"", earlier, None), Ok(()));
    let refused = run("valid-before=\"20260201\"", earlier, None).unwrap_err();
    assert!(
        refused.contains("key has expired") && !refused.contains("verify time"),
        "{refused}"
    );
    // What was made before is made again by the keys of then.
    let then = Some("2026-01-31T12:00:00Z".parse().unwrap());
    assert_eq!(run("valid-before=\"20260201\"", earlier, then), Ok(()));
}

#[test]
fn what_is_no_file_among_approvals_is_none_and_is_not_waited_for() {
    let Some(signed) = Signed::new() else { return };
    signed.put("ben", "ben");
    let pipe = |path: &Path| {
        Command::new("mkfifo")
            .arg(path)
            .status()
            .is_ok_and(|status| status.success())
    };
    fs::write(signed.path("approvals/team/ana@example.com.txt"), "ana").unwrap();
    fs::create_dir(signed.path("approvals/team/ana@example.com.txt.sig")).unwrap();
    fs::write(signed.path("approvals/team/cid@example.com.txt"), "cid").unwrap();
    assert!(pipe(&signed.path("approvals/team/cid@example.com.txt.sig")));
    let (held, void) = signed.state();
    assert_eq!(held, people(&["ben"]));
    let names: Vec<&str> = void.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ana@example.com", "cid@example.com"]);
    assert!(
        void.iter().all(|(_, why)| *why == WhyVoid::SignatureMissing),
        "{void:?}"
    );
    fs::remove_file(signed.path("allowed_signers")).unwrap();
    assert!(pipe(&signed.path("allowed_signers")));
    let session = signed.session();
    let loaded = session.load(ProjectFile::At(Path::new("uptake.yaml")), None).unwrap();
    let refused = session.approvals(&loaded, session.now()).unwrap_err();
    assert!(refused.message.contains("it isn't a file"), "{}", refused.message);
}

#[test]
fn two_folders_with_one_last_name_are_approved_each_by_itself() {
    let Some(signed) = Signed::new() else { return };
    signed.allow(&["ben@example.com KEY(ben)"]);
    let project = PROJECT
        .replace("[rules]", "[rules, a/over, b/over]")
        .replace("required: 2", "required: 1");
    fs::write(signed.path("uptake.yaml"), project).unwrap();
    for (folder, team) in [
        ("a", "uses_made: { where: true }"),
        ("b", "uses_made: { about: Uses. }"),
    ] {
        let path = signed.path(&format!("{folder}/over"));
        fs::create_dir_all(&path).unwrap();
        fs::write(
            path.join("over.yaml"),
            format!("uptake: 1\nextends: team\nowner: x\nmeasures:\n  {team}\n"),
        )
        .unwrap();
    }
    let session = signed.session();
    for pack in ["rules", "a/over", "b/over"] {
        let new = session.approve(&ApproveRequest {
            project: Some(Path::new("uptake.yaml")),
            pack,
            principal: "ben@example.com",
            by: SignedBy::Key(Path::new("ben")),
        });
        let new = new.unwrap();
        for (path, text) in [new.statement, new.signature] {
            let path = signed.folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let loaded = session.load(ProjectFile::At(Path::new("uptake.yaml")), None).unwrap();
    let found = session.approvals(&loaded, session.now()).unwrap().unwrap();
    let found: Vec<(&str, bool)> = found.iter().map(|pack| (pack.pack.as_str(), pack.approved)).collect();
    assert_eq!(found, [("team", true), ("a/over", true), ("b/over", true)]);
}
