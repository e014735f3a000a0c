//! `check --online`: asks the addresses of sources whether they still answer. The only thing in the program that looks beyond this machine
//! without being told where to.

use std::time::Duration;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::{Model, Source};
use crate::parse::record::Text;
use crate::terminal::{OutputArgs, progress};

/// How many addresses are asked at the same time.
const CONCURRENT_REQUESTS: usize = 8;
/// A server that has not answered by then counts as away.
const TIMEOUT: Duration = Duration::from_secs(15);

/// An address that is to be asked: its source, and whether it is that of a kept copy.
type AddressCheck<'m> = (&'m Source, &'m Text, bool);

/// Asks every address of a source, and of its kept copies; gives a warning for each that does not answer.
pub fn check(model: &Model, output_args: OutputArgs) -> Vec<Diagnostic> {
    let address_checks = address_checks(model);
    let progress = progress("addresses", address_checks.len(), 1, output_args);
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .user_agent(concat!("rapporteur/", env!("CARGO_PKG_VERSION"), " (link check)"))
        .build()
        .into();
    let one = |check: &AddressCheck<'_>| {
        let failure = failure_of(&agent, &check.1.value);
        progress.inc(1);
        Some(problem(model, *check, &failure?))
    };
    let check_all = || address_checks.par_iter().with_max_len(1).filter_map(one).collect();
    let threads = rayon::ThreadPoolBuilder::new().num_threads(CONCURRENT_REQUESTS).build();
    let mut found: Vec<Diagnostic> = threads.map_or_else(|_| check_all(), |threads| threads.install(check_all));
    progress.finish_and_clear();
    found.sort_by_key(|problem| problem.place);
    found
}

fn address_checks(model: &Model) -> Vec<AddressCheck<'_>> {
    let mut all = Vec::new();
    for (_, source) in model.sources.iter() {
        let copies = source.fields.archives.iter().filter_map(|archive| archive.value.url.given());
        let addresses = source.fields.url.iter().map(|url| (source, url, false)).chain(copies.map(|url| (source, url, true)));
        all.extend(addresses.filter(|(_, url, _)| url.value.starts_with("http://") || url.value.starts_with("https://")));
    }
    all
}

/// What is wrong with an address; nothing where it answers. Many servers refuse `HEAD`, fail of it or hang up: they are asked with `GET`.
fn failure_of(agent: &ureq::Agent, address: &str) -> Option<String> {
    match agent.head(address).call().or_else(|_| agent.get(address).call()) {
        Ok(_) => None,
        // It is there, and speaks to people only.
        Err(ureq::Error::StatusCode(401 | 403 | 429 | 451)) => None,
        Err(ureq::Error::StatusCode(status)) => Some(format!("answers {status}")),
        Err(error) => Some(format!("does not answer ({error})")),
    }
}

fn problem(model: &Model, (source, address, is_copy): AddressCheck<'_>, failure: &str) -> Diagnostic {
    let what = if is_copy { "the kept copy" } else { "the address" };
    let message = format!("{what} of `{}` {failure}", model.notes[source.note].id);
    let mut problem = Diagnostic::new(Code::UnarchivedSource, address.span, message);
    problem.severity = Severity::Warning;
    problem.help(if !source.fields.archives.is_empty() && !is_copy {
        "Readers still have the kept copy. Correct the address where the work has moved."
    } else {
        "Correct it where the work has moved, or name a kept copy: `archives = [{ url = \"…\", date = \"…\" }]`."
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// A server that answers each path with the status that it names, and refuses `HEAD` below `/no-head/`, fails of it below `/bad-head/`
    /// and hangs up below `/cut-head/`.
    fn server() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming().take(20) {
                let mut stream = stream.unwrap();
                let mut request = [0; 2048];
                let read = stream.read(&mut request).unwrap();
                let line = String::from_utf8_lossy(&request[..read]).lines().next().unwrap_or_default().to_owned();
                if line.starts_with("HEAD /cut-head/") {
                    continue;
                }
                let status = match line.split(' ').nth(1) {
                    Some("/no-head/") if line.starts_with("HEAD") => "405",
                    Some("/bad-head/") if line.starts_with("HEAD") => "500",
                    Some(path) if path.starts_with("/status/") => path.trim_start_matches("/status/"),
                    _ => "200",
                }
                .to_owned();
                write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            }
        });
        port
    }

    #[test]
    fn answers_are_told_apart() {
        let port = server();
        let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(5))).build().into();
        let failure = |path: &str| failure_of(&agent, &format!("http://127.0.0.1:{port}{path}"));
        assert_eq!(failure("/"), None);
        assert_eq!(failure("/no-head/"), None);
        assert_eq!(failure("/bad-head/"), None);
        assert_eq!(failure("/cut-head/"), None);
        assert_eq!(failure("/status/404").as_deref(), Some("answers 404"));
        assert_eq!(failure("/status/500").as_deref(), Some("answers 500"));
        assert_eq!(failure("/status/403"), None);
        let unused_port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(failure_of(&agent, &format!("http://127.0.0.1:{unused_port}/")).unwrap().starts_with("does not answer"));
    }
}
