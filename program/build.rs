//! Links the program `threadproof` to a fixed address.
//!
//! A program that may lie anywhere has its 30,000 addresses written anew at each start, which is
//! two fifths of the instructions of a short script and dirties a megabyte. The suite starts it
//! once for each case. What it gives up, an address that an attacker cannot guess, protects little
//! here: the program runs the scripts that it is given, with all its user's rights.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The program carries them; a file that is new among them shows only here.
    for folder in ["fixtures", "expectations", "bench"] {
        println!("cargo::rerun-if-changed=../{folder}");
    }
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bin=threadproof=-no-pie");
    }
}
