//! What is fuzzed, apart from the fuzzer, so that `tests/fuzzed.rs` can try the cases that were found on stable Rust.

pub mod targets;
#[path = "../../tests/safe_html/mod.rs"]
pub mod safe_html;
