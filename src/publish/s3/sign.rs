//! AWS Signature Version 4 in the `Authorization` header, as S3 and services like it ask for.
//!
//! Written here because the crates that sign bring a second date library or an HTTP client along; checked with the examples that AWS publishes.

use chrono::{DateTime, Utc};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::{digest, hmac};

/// All but the characters that RFC 3986 calls unreserved is encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The key with which requests are signed.
#[derive(Clone)]
pub(super) struct Credentials {
    pub(super) key_id: String,
    pub(super) secret: String,
    pub(super) token: Option<String>,
}

/// What of a request is signed.
pub(super) struct Unsigned<'a> {
    pub(super) method: &'a str,
    /// The path as it is sent, encoded.
    pub(super) path: &'a str,
    /// The query as it is sent: encoded, in the order of its names.
    pub(super) query: &'a str,
    /// All headers that are to be signed, names in small letters.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: &'a [u8],
}

/// A segment of a path, or a name or value of a query.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The headers to send: those that were given and `x-amz-…`, signed, and `authorization`.
pub(super) fn sign(request: Unsigned<'_>, credentials: &Credentials, region: &str, now: DateTime<Utc>) -> Vec<(&'static str, String)> {
    let Unsigned { method, path, query, mut headers, body } = request;
    let (timestamp, day) = (now.format("%Y%m%dT%H%M%SZ").to_string(), now.format("%Y%m%d").to_string());
    let body_hash = sha256(body);
    headers.push(("x-amz-content-sha256", body_hash.clone()));
    headers.push(("x-amz-date", timestamp.clone()));
    if let Some(token) = &credentials.token {
        headers.push(("x-amz-security-token", token.clone()));
    }
    headers.sort_unstable_by_key(|(name, _)| *name);
    let names = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{}\n", value.trim())).collect();
    let canonical = format!("{method}\n{path}\n{query}\n{lines}\n{names}\n{body_hash}");
    let scope = format!("{day}/{region}/s3/aws4_request");
    let to_sign = format!("AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{}", sha256(canonical.as_bytes()));
    let mut key = format!("AWS4{}", credentials.secret).into_bytes();
    for part in [day.as_str(), region, "s3", "aws4_request"] {
        key = hmac_sha256(&key, part.as_bytes());
    }
    let signature = hex(&hmac_sha256(&key, to_sign.as_bytes()));
    let id = &credentials.key_id;
    headers.push(("authorization", format!("AWS4-HMAC-SHA256 Credential={id}/{scope},SignedHeaders={names},Signature={signature}")));
    headers
}

fn hmac_sha256(key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of "Signature Calculations for the Authorization Header" in the documentation of Amazon S3.
    #[test]
    fn the_published_examples_are_signed_alike() {
        let credentials = Credentials {
            key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            token: None,
        };
        let now = "2013-05-24T00:00:00Z".parse().unwrap();
        let signature = |method, path, query, more: &[(&'static str, &str)], body: &[u8]| {
            let mut headers = vec![("host", "examplebucket.s3.amazonaws.com".to_owned())];
            headers.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
            let signed = sign(Unsigned { method, path, query, headers, body }, &credentials, "us-east-1", now);
            signed.last().unwrap().1.rsplit_once('=').unwrap().1.to_owned()
        };
        let range = [("range", "bytes=0-9")];
        assert_eq!(signature("GET", "/test.txt", "", &range, b""), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        assert_eq!(encode("test$file.text"), "test%24file.text");
        let put = [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")];
        assert_eq!(
            signature("PUT", "/test%24file.text", "", &put, b"Welcome to Amazon S3."),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
        assert_eq!(
            signature("GET", "/", "max-keys=2&prefix=J", &[], b""),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
    }
}
