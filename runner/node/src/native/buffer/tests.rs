//! `Buffer` in a plain context. Every expectation was printed by Node 26 for the same expression.

use super::super::testing::Bench;
use super::bindings;

#[test]
fn buffer_expressions_give_what_node_gives() {
    let mut bench = Bench::new("b", bindings);
    bench.run("globalThis.Buffer = b.Buffer");
    bench.check_all(include_str!("cases.txt"));
}

#[test]
fn small_buffers_share_one_pool_and_large_ones_do_not() {
    let mut bench = Bench::new("b", bindings);
    bench.run("globalThis.Buffer = b.Buffer");
    bench.check(
        "Buffer.from('a').buffer === Buffer.from('b').buffer",
        "true",
    );
    bench.check("Buffer.from('a').byteOffset % 8", "0");
    bench.check("Buffer.alloc(3).buffer.byteLength", "3");
    bench.check("Buffer.allocUnsafe(40000).buffer.byteLength", "40000");
}

#[test]
fn shared_memory_is_read_and_written_in_place() {
    let mut bench = Bench::new("b", bindings);
    bench.run("globalThis.Buffer = b.Buffer; var m = new SharedArrayBuffer(4)");
    bench.check("Buffer.from(m, 1).write('hi')", "2");
    bench.check("new Uint8Array(m).join()", "0,104,105,0");
    bench.check("Buffer.from(m).swap16().toString('hex')", "68000069");
    bench.check("Buffer.from(m).readUInt16LE(2)", "26880");
}
