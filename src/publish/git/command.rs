//! Running git: in an environment that is this run's alone, with no secret in what it says.

use std::io::Write;
use std::path::Path;
use std::process::{ChildStdin, Command, Output, Stdio};

use super::secret::redact_output;
use crate::diagnostic::Failure;

/// How the names of variables begin that say how to reach a server, who commits, and what to trace. All others of git's are about a
/// repository that is not this one: a hook or another tool has set them.
const KEPT: &str = "GIT_ASKPASS GIT_AUTHOR_ GIT_COMMITTER_ GIT_CONFIG_COUNT GIT_CONFIG_GLOBAL GIT_CONFIG_KEY_ GIT_CONFIG_NOSYSTEM \
    GIT_CONFIG_SYSTEM GIT_CONFIG_VALUE_ GIT_EXEC_PATH GIT_HTTP_ GIT_PROXY_ GIT_SSH GIT_SSL_ GIT_TERMINAL_PROMPT GIT_TRACE";

pub(super) struct Git<'a> {
    pub(super) folder: &'a Path,
    /// Who commits and how servers are reached, as variables of the environment.
    pub(super) variables: Vec<(String, String)>,
    /// The address that is published to, which may hold a password.
    pub(super) address: String,
}

impl Git<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        for (name, value) in std::env::vars_os() {
            let name = name.to_string_lossy();
            let identity = name.starts_with("GIT_AUTHOR_") || name.starts_with("GIT_COMMITTER_");
            if name.starts_with("GIT_") && (!KEPT.split(' ').any(|kept| name.starts_with(kept)) || (identity && value.is_empty())) {
                command.env_remove(&*name);
            }
        }
        command.args(["-c", "core.autocrlf=false", "-c", "core.quotePath=false", "-c", "gc.auto=0", "-c", "commit.gpgSign=false"]);
        command.arg("-C").arg(self.folder).args(arguments).env("LC_ALL", "C").envs(self.variables.iter().cloned());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it; gives what it writes.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
        let output = self.command(arguments).stdin(Stdio::inherit()).output().map_err(|error| cannot_run(&error))?;
        self.checked_output(arguments, output)
    }

    /// As [`Self::run`], as text without white space around it.
    pub(super) fn text(&self, arguments: &[&str]) -> Result<String, Failure> {
        Ok(String::from_utf8_lossy(&self.run(arguments)?).trim().to_owned())
    }

    /// Runs a command that reads what `write` writes.
    pub(super) fn feed(&self, arguments: &[&str], write: impl FnOnce(&mut ChildStdin) -> Result<(), FeedError>) -> Result<(), Failure> {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().map_err(|error| cannot_run(&error))?;
        let written = child.stdin.take().map_or(Ok(()), |mut stdin| write(&mut stdin));
        let output = child.wait_with_output().map_err(|error| cannot_run(&error))?;
        match written {
            Err(FeedError::Refused(failure)) => Err(failure),
            // Git has ended before it had read all: it says why.
            Err(FeedError::Closed(error)) => self.checked_output(arguments, output).and_then(|_| Err(cannot_run(&error))),
            Ok(()) => self.checked_output(arguments, output).map(drop),
        }
    }

    fn checked_output(&self, arguments: &[&str], output: Output) -> Result<Vec<u8>, Failure> {
        if output.status.success() {
            return Ok(output.stdout);
        }
        let words = redact_output(&String::from_utf8_lossy(&output.stderr), &self.address);
        let verb = arguments.first().copied().unwrap_or_default();
        Err(Failure::new(format!("`git {verb}` failed: {}", words.trim())))
    }
}

/// Why not all could be written to git.
pub(super) enum FeedError {
    /// What was to be written could not be read.
    Refused(Failure),
    /// Git reads no more.
    Closed(std::io::Error),
}

impl From<std::io::Error> for FeedError {
    fn from(error: std::io::Error) -> Self {
        Self::Closed(error)
    }
}

/// Writes a file as git's fast-import wants it.
pub(super) fn write_blob(out: &mut impl Write, mark: usize, bytes: &[u8]) -> std::io::Result<()> {
    write!(out, "blob\nmark :{mark}\ndata {}\n", bytes.len())?;
    out.write_all(bytes)?;
    out.write_all(b"\n")
}

fn cannot_run(error: &std::io::Error) -> Failure {
    Failure::new(format!("git cannot be run: {error}")).help("Install git, or publish to a folder.")
}
