//! Messages between contexts on two threads.

use std::{slice, thread};

use super::{context, eval, text};
use crate::{Message, serialize};
use boa_engine::js_string;

/// Serializes an expression in one context and shows it in another, on another thread.
fn cross(expression: &str) -> String {
    let context = &mut context();
    let value = eval(expression, context).expect("the value is made");
    let message = serialize(&value, &[], context).expect("the value can be cloned");
    thread::spawn(move || show(message))
        .join()
        .expect("the receiving thread ends well")
}

fn show(message: Message) -> String {
    let context = &mut context();
    let received = message.deserialize(context).expect("the message is sound");
    let global = context.global_object();
    global
        .set(js_string!("received"), received.value, true, context)
        .expect("the name is free");
    text("show(received)", context)
}

#[test]
fn values_arrive_in_another_thread() {
    for expression in [
        "({id: 1, text: 'hello €', flag: true, list: [1, 2.5, 'x', {id: 2}], big: 10n ** 30n})",
        "[new Map([[1, {a: new Set([1])}]]), new Date(5), /a/g, new Error('m', {cause: 1})]",
        "(() => { const o = {a: [1, 2]}; o.o = o; return [o, o.a] })()",
        "new Float64Array([1, 2, 3]).subarray(1)",
    ] {
        let here = text(&format!("show({expression})"), &mut context());
        assert_eq!(cross(expression), here);
    }
}

#[test]
fn shared_memory_is_one_memory() {
    let context = &mut context();
    let memory = eval(
        "var memory = new Int32Array(new SharedArrayBuffer(4, {maxByteLength: 8})); memory",
        context,
    )
    .expect("shared memory is made");
    let message = serialize(&memory, &[], context).expect("shared memory can be cloned");
    thread::spawn(move || {
        let context = &mut super::context();
        let received = message.deserialize(context).expect("the message is sound");
        let global = context.global_object();
        global
            .set(js_string!("memory"), received.value, true, context)
            .expect("the name is free");
        eval(
            "memory.buffer.grow(8); Atomics.store(memory, 1, 42)",
            context,
        )
        .expect("the memory can be written");
    })
    .join()
    .expect("the receiving thread ends well");
    assert_eq!(text("show(memory)", context), text("show(memory)", context));
    assert_eq!(
        text("`${memory.length} ${Atomics.load(memory, 1)}`", context),
        "2 42"
    );
}

#[test]
fn transferred_memory_moves() {
    let context = &mut context();
    let buffer = eval(
        "var buffer = new Uint8Array([1, 2, 3]).buffer; buffer",
        context,
    )
    .expect("a buffer is made");
    let message =
        serialize(&buffer, slice::from_ref(&buffer), context).expect("a buffer can be transferred");
    assert!(message.share().is_none(), "it can be received once only");
    assert_eq!(text("`${buffer.byteLength}`", context), "0");
    let shown = thread::spawn(move || show(message)).join();
    assert_eq!(
        shown.expect("the receiving thread ends well"),
        "ArrayBuffer(1 2 3)"
    );
}

#[test]
fn a_message_without_transfers_has_many_receivers() {
    let context = &mut context();
    let value = eval(
        "({bytes: new Uint8Array([1, 2]), list: [{a: 1}, {a: 2}]})",
        context,
    )
    .expect("the value is made");
    let message = serialize(&value, &[], context).expect("the value can be cloned");
    let copies: Vec<_> = (0..3)
        .map(|_| message.share().expect("nothing was transferred"))
        .map(|copy| thread::spawn(move || show(copy)))
        .collect();
    for copy in copies {
        assert_eq!(
            copy.join().expect("the receiving thread ends well"),
            "{bytes: Uint8Array(ArrayBuffer(1 2), 0, 2), list: [{a: 1}, {a: 2}]}"
        );
    }
}
