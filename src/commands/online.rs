//! `check --online`: asks the addresses of sources whether they still answer. The only thing in the program that looks beyond this machine
//! without being told where to.

use std::time::Duration;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::file::Span;
use crate::model::Model;
use crate::terminal::{OutputArgs, progress};

/// How many addresses are asked at a time.
const AT_A_TIME: usize = 8;
/// A server that has not answered by then counts as away.
const WITHIN: Duration = Duration::from_secs(15);

/// An address of a source, and what is to be said where it does not answer.
struct Question<'m> {
    source: &'m str,
    address: &'m str,
    span: Span,
    archived: bool,
    copy: bool,
}

/// Asks every address of a source, and of its kept copies; gives a warning for each that does not answer.
pub fn check(model: &Model, output_args: OutputArgs) -> Vec<Diagnostic> {
    let questions = questions(model);
    let progress = progress("addresses", questions.len(), 1, output_args);
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(WITHIN))
        .user_agent(concat!("rapporteur/", env!("CARGO_PKG_VERSION"), " (link check)"))
        .build()
        .into();
    let one = |question: &Question<'_>| {
        let trouble = ask(&agent, question.address);
        progress.inc(1);
        Some(problem(question, &trouble?))
    };
    let ask_all = || questions.par_iter().with_max_len(1).filter_map(one).collect();
    let threads = rayon::ThreadPoolBuilder::new().num_threads(AT_A_TIME).build();
    let mut found: Vec<Diagnostic> = threads.map_or_else(|_| ask_all(), |threads| threads.install(ask_all));
    progress.finish_and_clear();
    found.sort_by_key(|problem| problem.place);
    found
}

fn questions(model: &Model) -> Vec<Question<'_>> {
    let mut all = Vec::new();
    for (id, source) in model.sources.iter() {
        let fields = &model.sources[id].fields;
        let name = &*model.notes[source.note].id;
        let copies = fields.archives.iter().filter_map(|archive| archive.value.url.given());
        let archived = !fields.archives.is_empty();
        for (address, copy) in fields.url.iter().map(|url| (url, false)).chain(copies.map(|url| (url, true))) {
            if address.value.starts_with("http://") || address.value.starts_with("https://") {
                all.push(Question { source: name, address: &address.value, span: address.span, archived, copy });
            }
        }
    }
    all
}

/// What is wrong with an address; nothing where it answers. Servers that refuse `HEAD` are asked with `GET`.
fn ask(agent: &ureq::Agent, address: &str) -> Option<String> {
    let answer = match agent.head(address).call() {
        Err(ureq::Error::StatusCode(403 | 404 | 405 | 406 | 501)) => agent.get(address).call(),
        other => other,
    };
    match answer {
        Ok(_) => None,
        // It is there, and speaks to people only.
        Err(ureq::Error::StatusCode(401 | 403 | 429 | 451)) => None,
        Err(ureq::Error::StatusCode(status)) => Some(format!("answers {status}")),
        Err(error) => Some(format!("does not answer ({error})")),
    }
}

fn problem(question: &Question<'_>, trouble: &str) -> Diagnostic {
    let what = if question.copy { "the kept copy" } else { "the address" };
    let mut problem = Diagnostic::new(Code::UnarchivedSource, question.span, format!("{what} of `{}` {trouble}", question.source));
    problem.severity = Severity::Warning;
    problem.help(if question.archived && !question.copy {
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

    /// A server that answers each path with the status that it names, and refuses `HEAD` below `/no-head/`.
    fn server() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for stream in listener.incoming().take(20) {
                let mut stream = stream.unwrap();
                let mut request = [0; 2048];
                let read = stream.read(&mut request).unwrap();
                let line = String::from_utf8_lossy(&request[..read]).lines().next().unwrap_or_default().to_owned();
                let status = match line.split(' ').nth(1) {
                    Some("/no-head/") if line.starts_with("HEAD") => "405",
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
        let asked = |path: &str| ask(&agent, &format!("http://127.0.0.1:{port}{path}"));
        assert_eq!(asked("/"), None);
        assert_eq!(asked("/no-head/"), None);
        assert_eq!(asked("/status/404").as_deref(), Some("answers 404"));
        assert_eq!(asked("/status/500").as_deref(), Some("answers 500"));
        assert_eq!(asked("/status/403"), None);
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(ask(&agent, &format!("http://127.0.0.1:{free}/")).unwrap().starts_with("does not answer"));
    }
}
