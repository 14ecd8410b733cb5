//! `GraalVM`'s share-nothing rules, where Rust's types keep them: what would break one does not
//! compile.
//!
//! A context is used by one thread at a time, and so is every JavaScript object; host objects may be
//! used by all at once, if they can take it. Each program in `compile_fail/` breaks one rule; the
//! file beside it is what the compiler says. After a change of the compiler's words,
//! `TRYBUILD=overwrite cargo test -p threadproof-runner --test share_nothing` writes them anew.

#[test]
fn what_would_break_a_rule_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
