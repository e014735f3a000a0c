//! Rebuilds the program when an embedded template, style or starter file changes; the embedding macro does not tell Cargo of them.

fn main() {
    for folder in ["templates", "static", "src/commands/init/starter"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    println!("cargo:rerun-if-changed=src/build.rs");
}
