//! From settings to a program that can be started: found, without a shell, in a clean environment.

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use uptake_adapter::{AdapterError, ErrorCode, ProgramFile, Settings};

/// The only variable that a program inherits: without it, it finds no other program.
const INHERITED: &str = "PATH";

/// A message shows at most so many letters of a command.
const SHOWN: usize = 80;

/// What helps against a command that is written as for a shell.
const NO_SHELL: &str = "no shell splits it: write a list, as in `command: [python3, export.py]`";

/// How to start the program.
#[derive(Clone)]
pub(crate) struct Launch {
    program: PathBuf,
    /// The program as the settings name it.
    named: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    folder: PathBuf,
    /// The JSON object for its standard input.
    pub(crate) config: String,
    /// The command as messages show it, without secrets.
    pub(crate) shown: Arc<str>,
    /// For the log of the program, which may say a secret.
    pub(crate) settings: Settings,
}

impl Launch {
    /// Reads the settings and looks for the program.
    pub(crate) fn new(settings: &Settings) -> Result<Self, AdapterError> {
        let words = settings.list("command");
        let Some((program, arguments)) = words.split_first().filter(|(program, _)| !program.is_empty()) else {
            let message = "`command` names no program";
            return Err(AdapterError::new(ErrorCode::Config, message)
                .help("as in `command: [python3, export.py]`")
                .setting("command"));
        };
        Ok(Self {
            program: find(program, settings.folder())?,
            named: (*program).to_owned(),
            arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
            environment: environment(settings)?,
            folder: settings.folder().to_owned(),
            config: settings.tree("config").to_string(),
            shown: shown(&settings.redacted(&words.join(" "))).into(),
            settings: settings.clone(),
        })
    }

    /// The program's file, and that of the script that it is given: the first argument that is a file.
    pub(crate) fn programs(&self) -> Vec<ProgramFile> {
        let mut files = vec![ProgramFile {
            name: self.named.clone(),
            path: self.program.clone(),
        }];
        let script = self
            .arguments
            .iter()
            .map(|argument| (argument, self.folder.join(argument)));
        let script = script
            .filter(|(argument, _)| !argument.is_empty())
            .find(|(_, path)| is_there(path));
        files.extend(script.map(|(argument, path)| ProgramFile {
            name: argument.clone(),
            path,
        }));
        files
    }

    /// Whether a secret of the settings is an argument, or a part of one.
    pub(crate) fn shows_a_secret(&self) -> bool {
        let secrets: Vec<&str> = self.settings.secrets().collect();
        let has = |argument: &String| secrets.iter().any(|secret| argument.contains(secret));
        self.arguments.iter().any(has)
    }

    /// The command, its three streams piped. It leads a process group of its own, so that what it started ends with it.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).env_clear();
        if let Some(path) = std::env::var_os(INHERITED) {
            command.env(INHERITED, path);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if !self.folder.as_os_str().is_empty() {
            command.current_dir(&self.folder);
        }
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.process_group(0);
        command
    }
}

/// Whether there is a file, or something that can't be looked at: whoever reads it is told why.
fn is_there(path: &Path) -> bool {
    use std::io::ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    match path.metadata() {
        Ok(there) => there.is_file(),
        Err(error) => !matches!(error.kind(), NotFound | NotADirectory | InvalidFilename | InvalidInput),
    }
}

fn environment(settings: &Settings) -> Result<Vec<(String, String)>, AdapterError> {
    let mut environment = Vec::new();
    for (name, value) in settings.below("env") {
        if name.contains(['=', '\0']) || value.contains('\0') {
            let message = format!("the environment can't hold a variable `{name}` with this value");
            return Err(AdapterError::new(ErrorCode::Config, message).setting(format!("env.{name}")));
        }
        environment.push((name.to_owned(), value.to_owned()));
    }
    Ok(environment)
}

/// A program with a `/` in its name lies there, told from the project's folder; any other is looked for in `PATH`.
fn find(program: &str, folder: &Path) -> Result<PathBuf, AdapterError> {
    let fault = |message: String| AdapterError::new(ErrorCode::Config, message).setting("command");
    if program.contains('/') {
        let path = folder.join(program);
        // The program is started in the project's folder, so a path from here must not depend on where that is.
        return match path.canonicalize() {
            Ok(whole) if whole.is_file() => Ok(std::path::absolute(&path).unwrap_or(whole)),
            Ok(_) => Err(fault(format!("`{program}` isn't a program"))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let fault = fault(format!("the program `{program}` wasn't found"));
                Err(match program.contains(' ') {
                    true => fault.help(NO_SHELL),
                    false => fault.help("the path is relative to the file that names it"),
                })
            }
            Err(error) => Err(fault(format!("`{program}` can't be run: {error}"))),
        };
    }
    let folders = std::env::var_os(INHERITED).unwrap_or_else(|| OsString::from("/usr/local/bin:/usr/bin:/bin"));
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file());
    found.ok_or_else(|| {
        let fault = fault(format!("the program `{program}` isn't in `PATH`"));
        if folder.join(program).is_file() {
            fault.help(format!("did you mean `./{program}`?"))
        } else if program.contains(' ') {
            fault.help(NO_SHELL)
        } else {
            fault.help("write a path with `/` for a program beside the project file")
        }
    })
}

fn shown(command: &str) -> String {
    let mut letters = command.chars();
    let start: String = letters.by_ref().take(SHOWN).collect();
    match letters.next() {
        None => start,
        Some(_) => format!("{start}…"),
    }
}
