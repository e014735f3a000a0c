//! Standard input and output as a connection that survives any message: what cannot be read is passed over, and the next one is read.

use std::io::{self, BufRead, Read, Write};
use std::thread;

use lsp_server::{Connection, Message, Notification};

/// The greatest length of a message, in bytes; a note may have 16 MB.
const MAX_MESSAGE: usize = 64 * 1024 * 1024;

/// The greatest length of a header line, in bytes.
const MAX_HEADER: u64 = 8 * 1024;

/// The connection, and the thread that writes. The thread that reads ends with standard input, or with the process.
pub(super) fn connect() -> (Connection, thread::JoinHandle<io::Result<()>>) {
    let (server, client) = Connection::memory();
    let (incoming, outgoing) = (client.sender, client.receiver);
    // It ends with standard input; nobody waits for it.
    let _reader = thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        while let Ok(Some(message)) = next_message(&mut stdin) {
            if incoming.send(message).is_err() {
                break;
            }
        }
    });
    let writer = thread::spawn(move || {
        let mut stdout = io::stdout().lock();
        outgoing.into_iter().try_for_each(|message| message.write(&mut stdout))?;
        stdout.flush()
    });
    (server, writer)
}

fn log_unreadable(why: &str) -> Notification {
    Notification::new(
        "window/logMessage".to_owned(),
        serde_json::json!({ "type": 1, "message": format!("A message cannot be read: {why}") }),
    )
}

/// The next message, or a notice of why it cannot be read; nothing at the end of the input.
fn next_message(input: &mut impl BufRead) -> io::Result<Option<Message>> {
    let Some(length) = next_length(input)? else { return Ok(None) };
    let message = if length > MAX_MESSAGE {
        Err(format!("its length, {length} bytes, is more than {MAX_MESSAGE}"))
    } else {
        let mut bytes = Vec::new();
        input.take(length as u64).read_to_end(&mut bytes)?;
        str::from_utf8(&bytes).map_err(|_| "it is not UTF-8".to_owned()).and_then(parse)
    };
    // Whom to answer is not known; the server passes this on to the editor's log.
    Ok(Some(message.unwrap_or_else(|why| Message::Notification(log_unreadable(&why)))))
}

/// Reads the header of the next message; gives the length of what follows it, and nothing at the end of the input.
fn next_length(input: &mut impl BufRead) -> io::Result<Option<usize>> {
    let mut length: Option<usize> = None;
    loop {
        let mut line = Vec::new();
        if input.take(MAX_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        // What is not a header, such as the rest of a message with a wrong length, is passed over until the next header comes.
        match line.split_once(':') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("Content-Length") => length = value.trim().parse().ok(),
            None if line.is_empty() && length.is_some() => return Ok(length),
            _ => {}
        }
    }
}

fn parse(text: &str) -> Result<Message, String> {
    // Editors that count in UTF-16 can send half of a character; the rest of the message is right.
    let mended = || serde_json::from_str(&without_lone_surrogates(text)).ok();
    serde_json::from_str(text).or_else(|error| mended().ok_or_else(|| error.to_string()))
}

/// JSON in which every `\ud83d` that has no other half is a replacement character.
fn without_lone_surrogates(json: &str) -> String {
    let half = |text: &str| -> Option<u16> { u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok() };
    let mut done = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        done.push_str(before);
        let (length, is_lone) = match (half(escape), escape.get(6..).and_then(half)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, false),
            (Some(unit), _) => (6, matches!(unit, 0xd800..=0xdfff)),
            (None, _) => (escape.chars().take(2).map(char::len_utf8).sum(), false),
        };
        let (escape, after) = escape.split_at(length);
        done.push_str(if is_lone { "\\ufffd" } else { escape });
        rest = after;
    }
    done.push_str(rest);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_becomes_a_replacement() {
        for (json, mended) in [
            (r#"a\ud83d b"#, r#"a\ufffd b"#),
            (r#"\udc00\ud83d"#, r#"\ufffd\ufffd"#),
            (r#"\ud83d\ude00"#, r#"\ud83d\ude00"#),
            (r#"\\ud83d"#, r#"\\ud83d"#),
            (r#"\n\u00e4"#, r#"\n\u00e4"#),
            (r#"\"#, r#"\"#),
        ] {
            assert_eq!(without_lone_surrogates(json), mended);
        }
    }
}
