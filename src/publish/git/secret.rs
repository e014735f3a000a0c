//! Addresses and what git says of them, without the passwords that may stand in them.

use percent_encoding::percent_decode_str;

/// What is shown in place of a secret.
const HIDDEN: &str = "…";
/// A part of a secret is hidden by itself from this many bytes on.
const SHORTEST_PART: usize = 3;

/// An address without the name and password that may stand in it.
pub(in crate::publish) fn redact_address(address: &str) -> String {
    match userinfo(address) {
        Some((scheme, _, rest)) => format!("{scheme}{rest}"),
        None => address.to_owned(),
    }
}

/// A text of another program without the password of an address, in whatever form the program repeats it: the whole address, a part
/// that it took for the host, decoded.
pub(super) fn redact_output(text: &str, address: &str) -> String {
    let Some((_, userinfo, _)) = userinfo(address) else { return text.to_owned() };
    let mut text = text.replace(address, &redact_address(address));
    let mut secrets = vec![userinfo.to_owned()];
    // Without a password, the user name itself is the token.
    secrets.push(userinfo.split_once(':').map_or(userinfo, |(_, password)| password).to_owned());
    let parts = secrets.iter().skip(1).flat_map(|secret| secret.split(['@', ':', '/', '#', '?']));
    // Shorter ones would blank letters all over the text, and so tell which they are.
    let parts: Vec<String> = parts.filter(|part| part.len() >= SHORTEST_PART).map(str::to_owned).collect();
    secrets.extend(parts);
    let decoded: Vec<String> = secrets.iter().map(|secret| percent_decode_str(secret).decode_utf8_lossy().into_owned()).collect();
    secrets.extend(decoded);
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        text = text.replace(secret, HIDDEN);
    }
    text
}

/// `https://` or nothing, name and password, the rest. The password may hold what should have been encoded: `@`, `/`, `#`.
fn userinfo(address: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = match address.find("://") {
        Some(at) => address.split_at(at + 3),
        None => ("", address),
    };
    let authority = rest.split('/').next().unwrap_or_default();
    // `host:8080/a@b.git` has a port and no password; `me:a/b@host` has a password.
    let has_password = authority.split_once(':').is_some_and(|(_, port)| !port.bytes().all(|byte| byte.is_ascii_digit()));
    let within = if authority.contains('@') { authority } else { rest };
    // `git@host:a.git` is how SSH is told a name, and not a secret; many write the same name before an address of the web.
    let is_secret = authority.strip_prefix("git@").is_none_or(|host| host.contains('@'))
        && if scheme.is_empty() || scheme == "ssh://" { authority.split('@').next()?.contains(':') } else { true };
    if !is_secret || (within.len() > authority.len() && (scheme.is_empty() || !has_password)) {
        return None;
    }
    let at = if has_password { rest.rfind('@')? } else { within.rfind('@')? };
    Some((scheme, rest.get(..at)?, rest.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (address, wanted) in [
            ("https://me:token@example.org/a.git", "https://example.org/a.git"),
            ("https://token@example.org/a.git", "https://example.org/a.git"),
            ("https://me:p@ss-w0rd@example.org/a.git", "https://example.org/a.git"),
            ("https://me:p/ss@example.org/a.git", "https://example.org/a.git"),
            ("https://me:p#ss@example.org/a.git", "https://example.org/a.git"),
            ("ssh://me:token@example.org/a.git", "ssh://example.org/a.git"),
            ("me:token@example.org:a.git", "example.org:a.git"),
            // Nothing secret stands in these.
            ("git@example.org:a.git", "git@example.org:a.git"),
            ("ssh://git@example.org/a.git", "ssh://git@example.org/a.git"),
            ("https://git@example.org/a.git", "https://git@example.org/a.git"),
            ("https://git@corp.example:token@example.org/a.git", "https://example.org/a.git"),
            ("https://example.org/a@b.git", "https://example.org/a@b.git"),
            ("https://example.org:8080/a@b.git", "https://example.org:8080/a@b.git"),
            ("/srv/a@b.git", "/srv/a@b.git"),
            ("https://example.org/a.git", "https://example.org/a.git"),
        ] {
            assert_eq!(redact_address(address), wanted, "{address}");
        }
    }

    #[test]
    fn nor_what_git_makes_of_it() {
        let address = "https://me:TOP%2FS@CRET@127.0.0.1:9/x.git";
        for message in [
            "fatal: unable to access 'https://me:TOP%2FS@CRET@127.0.0.1:9/x.git/': no",
            "fatal: Could not resolve host: CRET@127.0.0.1",
            "Authentication failed for 'https://CRET@127.0.0.1:9/x.git'",
            "no such password: TOP/S@CRET",
        ] {
            let shown = redact_output(message, address);
            assert!(!shown.contains("TOP") && !shown.contains("CRET"), "{shown}");
        }
        let shown = redact_output("fatal: repository 'https://p@ss@host/x' not found", "https://p@ss@host/x");
        assert_eq!(shown, "fatal: repository 'https://host/x' not found");
    }
}
