//! Pages in a real browser, if there is one: nothing is reported on its console, and what is shown is drawn.
//!
//! `UPTAKE_SCREENSHOTS=FOLDER` keeps the pictures.

use super::{demo, hostile};
use crate::support::Project;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A browser without a window, or a word that there is none.
fn browser() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join("chromium"))
        .find(|path| path.is_file());
    if found.is_none() {
        println!("no chromium: pages aren't looked at");
    }
    found
}

/// Takes a picture of a page, and gives what the browser's console said.
fn console(browser: &Path, project: &Project, picture: &str, arguments: &[&str]) -> Vec<String> {
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--enable-logging=stderr",
        ])
        .args(arguments)
        .arg(format!("--user-data-dir={}", project.path("profile").display()))
        .arg(format!("--screenshot={}", project.path(picture).display()))
        .arg(project.path("page.html"))
        .output()
        .unwrap();
    if let Some(folder) = std::env::var_os("UPTAKE_SCREENSHOTS") {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(project.path(picture), Path::new(&folder).join(picture)).unwrap();
    }
    let bytes = std::fs::metadata(project.path(picture)).unwrap().len();
    assert!(bytes > 20_000, "{picture} has {bytes} bytes");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    said.lines()
        .filter(|line| line.contains("CONSOLE"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_browser_has_nothing_to_say_of_a_page_in_light_and_dark_wide_and_narrow() {
    let Some(browser) = browser() else { return };
    let (project, _) = demo();
    let dark = "--blink-settings=preferredColorScheme=0";
    let wide = "--window-size=1200,2400";
    let narrow = "--window-size=500,2400";
    for (picture, arguments) in [
        ("light.png", &[wide][..]),
        ("dark.png", &[wide, dark]),
        ("phone-light.png", &[narrow]),
        ("phone-dark.png", &[narrow, dark]),
    ] {
        assert_eq!(
            console(&browser, &project, picture, arguments),
            Vec::<String>::new(),
            "{picture}"
        );
    }
    let hostile = hostile();
    assert_eq!(hostile.uptake(&["report", "uptake.yaml", "--out", "page.html"]).code, 0);
    assert_eq!(
        console(&browser, &hostile, "hostile.png", &[wide]),
        Vec::<String>::new()
    );
}

#[test]
fn a_browser_prints_the_page() {
    let Some(browser) = browser() else { return };
    let project = Project::small();
    let named = browser.display().to_string();
    let answer = project.uptake(&["report", "--out", "page.pdf", "--browser", &named]);
    assert_eq!(
        (answer.code, answer.stdout.as_str()),
        (0, "Written to page.pdf\n"),
        "{}",
        answer.stderr
    );
    assert!(std::fs::read(project.path("page.pdf")).unwrap().starts_with(b"%PDF-"));
}
