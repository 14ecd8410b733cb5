//! `URL` in a plain context. Every expectation was printed by Node 26 for the same expression.

use super::super::testing::Bench;
use super::bindings;

#[test]
fn url_expressions_give_what_node_gives() {
    let mut bench = Bench::new("b", bindings);
    bench.run("globalThis.URL = b.URL; globalThis.URLSearchParams = b.URLSearchParams");
    bench.check_all(include_str!("cases.txt"));
}
