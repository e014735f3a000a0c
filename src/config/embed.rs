//! `[embed]`: whose frames, videos, sounds and pictures may stand in notes, and the policy of the pages that follows from it.

use url::Url;

use crate::diagnostic::Code;
use crate::parse::record::{Context, Text, record};

record! {
    /// What may be embedded from elsewhere.
    pub struct EmbedToml = "`[embed]`" {
        hosts: Vec<Text> => "The hosts whose frames, videos, sounds and pictures may stand in notes: `https://www.openstreetmap.org`.",
    }
}

/// The hosts as origins; each that is none is reported.
pub(super) fn hosts(written: EmbedToml, cx: &mut Context<'_>) -> Vec<Box<str>> {
    let origin = |host: &Text| {
        let url = Url::parse(&host.value).ok()?;
        let is_bare = url.scheme() == "https" && matches!(url.path(), "" | "/") && url.query().is_none() && url.username().is_empty();
        // A browser would take `*` for any name, and here it would stand for none.
        (is_bare && !host.value.contains('*')).then(|| url.origin().ascii_serialization().into())
    };
    let mut found: Vec<Box<str>> = Vec::new();
    for host in &written.hosts {
        match origin(host) {
            Some(origin) if found.contains(&origin) => {}
            Some(origin) => found.push(origin),
            None => {
                let help = "Write the host alone, with `https`: `https://www.openstreetmap.org`.";
                cx.report(Code::InvalidValue, host.span, format!("`{}` cannot be embedded", host.value), help);
            }
        }
    }
    found
}

/// The Content-Security-Policy of a page but for its styles: nothing from elsewhere but what is embedded, no inline script.
pub fn content_security_policy(hosts: &[Box<str>]) -> String {
    let list: String = hosts.iter().map(|host| format!(" {host}")).collect();
    let frames = if hosts.is_empty() { String::new() } else { format!(" frame-src{list};") };
    format!(
        "default-src 'none'; script-src 'self'; img-src 'self' data:{list}; media-src 'self'{list};{frames} font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"
    )
}
