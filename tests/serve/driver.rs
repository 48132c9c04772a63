//! A real browser, driven over the protocol of the web's standards; nothing where there is none.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A window of a browser.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: tempfile::TempDir,
}

fn program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&folders).map(|folder| folder.join(name));
    let found = found.into_iter().find(|path| path.is_file());
    if found.is_none() {
        println!("no {name}: pages aren't looked at");
    }
    found
}

impl Browser {
    /// A browser without a window on a screen, if `chromium` and `chromedriver` are there.
    pub(crate) fn open() -> Option<Self> {
        let (browser, driver) = (program("chromium")?, program("chromedriver")?);
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let driver = Command::new(driver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let profile = tempfile::tempdir().unwrap();
        let mut own = Self {
            driver,
            port,
            session: String::new(),
            _profile: profile,
        };
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(since.elapsed() < Duration::from_secs(60), "the driver doesn't start");
            std::thread::sleep(Duration::from_millis(50));
        }
        let made = own.call(
            "POST",
            "/session",
            &json!({ "capabilities": { "alwaysMatch": {
                "browserName": "chrome",
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": {
                    "binary": browser,
                    "args": [
                        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        format!("--user-data-dir={}", own._profile.path().display()),
                    ],
                },
            } } }),
        );
        own.session = made["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("{made}"))
            .to_owned();
        Some(own)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let body = if method == "POST" {
            body.to_string()
        } else {
            String::new()
        };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut bytes = vec![0; length];
        reader.read_exact(&mut bytes).unwrap();
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        assert!(
            answer["value"]["error"].is_null(),
            "{method} {path}: {}",
            answer["value"]
        );
        answer["value"].clone()
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        self.call(method, &format!("/session/{}{path}", self.session), body)
    }

    /// Goes to an address.
    pub(crate) fn go(&self, address: &str) {
        self.ask("POST", "/url", &json!({ "url": address }));
    }

    /// Where it is.
    pub(crate) fn address(&self) -> String {
        self.ask("GET", "/url", &Value::Null).as_str().unwrap().to_owned()
    }

    /// The size of the window.
    pub(crate) fn size(&self, width: u32, height: u32) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 }),
        );
    }

    /// Light or dark.
    pub(crate) fn dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.ask(
            "POST",
            "/goog/cdp/execute",
            &json!({ "cmd": command, "params": parameters }),
        )
    }

    /// What a script answers.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What is wider than the screen: the page, or what stands beyond its edge and in nothing that scrolls by itself. A narrow screen grows
    /// with its page, so that its own width is what was asked for, not what it says of its window.
    pub(crate) fn beyond(&self) -> Vec<String> {
        let script = "const page = document.documentElement, wide = page.clientWidth, found = [];
            if (page.scrollWidth > wide) found.push(`the page: ${page.scrollWidth} of ${wide}`);
            for (const one of document.body.querySelectorAll('*')) {
              const box = one.getBoundingClientRect();
              if (!box.width || (box.right <= wide + 1 && box.left >= -1) || one.closest('.skip, .hidden, .copy')) continue;
              let around = one.parentElement;
              while (around && !['auto', 'scroll', 'hidden'].includes(getComputedStyle(around).overflowX)) around = around.parentElement;
              if (!around) found.push(`${one.tagName} ${one.getAttribute('class') ?? ''}: ${Math.round(box.left)} to ${Math.round(box.right)}`);
            }
            return found.slice(0, 9);";
        let found = self.run(script);
        let lines = found.as_array().unwrap().iter();
        lines.map(|line| line.as_str().unwrap().to_owned()).collect()
    }

    /// Presses keys, one after the other.
    pub(crate) fn press(&self, keys: &str) {
        let keys = keys.chars().flat_map(|key| {
            [
                json!({ "type": "keyDown", "value": key }),
                json!({ "type": "keyUp", "value": key }),
            ]
        });
        let actions = json!({ "actions": [{ "type": "key", "id": "keys", "actions": keys.collect::<Vec<_>>() }] });
        self.ask("POST", "/actions", &actions);
    }

    /// What the console has said since it was last asked.
    pub(crate) fn console(&self) -> Vec<String> {
        let said = self.ask("POST", "/se/log", &json!({ "type": "browser" }));
        said.as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["message"].to_string())
            .collect()
    }

    /// Keeps a picture of the whole page in the folder that `UPTAKE_SCREENSHOTS` names.
    pub(crate) fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("UPTAKE_SCREENSHOTS") else {
            return;
        };
        let taken = self.devtools(
            "Page.captureScreenshot",
            &json!({ "format": "png", "captureBeyondViewport": true }),
        );
        std::fs::create_dir_all(&folder).unwrap();
        let bytes = decoded(taken["data"].as_str().unwrap());
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes).unwrap();
    }

    /// What axe finds that is serious, if it is there.
    pub(crate) fn barriers(&self) -> Option<Vec<String>> {
        let axe = crate::support::peers("serve").map(|folder| folder.join("node_modules/axe-core/axe.min.js"));
        let Some(source) = axe.and_then(|path| std::fs::read_to_string(path).ok()) else {
            println!("no axe-core, which `cargo xtask peers serve` fetches: barriers aren't looked for");
            return None;
        };
        self.run(&source);
        let script = "const done = arguments[arguments.length - 1]; axe.run(document, { resultTypes: ['violations'] }).then(\
             found => done(found.violations.map(v => [v.impact, v.id, v.help, v.nodes.map(n => n.html).slice(0, 3).join(' | ')])),\
             error => done([['critical', 'axe', String(error), '']]));";
        let found = self.ask("POST", "/execute/async", &json!({ "script": script, "args": [] }));
        let serious = found
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| ["serious", "critical"].contains(&one[0].as_str().unwrap_or("")));
        Some(serious.map(Value::to_string).collect())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            self.ask("DELETE", "", &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Bytes that are written in Base64.
fn decoded(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let letters: Vec<u8> = text.bytes().filter(|letter| *letter != b'=').map(value).collect();
    let mut bytes = Vec::with_capacity(letters.len() * 3 / 4);
    for four in letters.chunks(4) {
        let bits = four.iter().fold(0_u32, |bits, letter| bits << 6 | u32::from(*letter)) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}
