//! `Atomics` under a director: each operation is a point at which other threads may go first.
//!
//! The functions are the engine's; what stands before them is put there only for a runtime that has
//! a director. Plain reads and writes of shared memory are the engine's own and no points.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use boa_engine::object::FunctionObjectBuilder;
use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsTypedArray;
use boa_engine::property::Attribute;
use boa_engine::{
    Context, Finalize, JsArgs, JsResult, JsString, JsValue, NativeFunction, Trace, js_string,
};
use rustc_hash::FxHashMap;

use super::memory::Place;
use threadproof_agent::Agent;
use threadproof_engine::{interrupt, native};
use threadproof_ground::director::{Object, Wait};
use threadproof_ground::numbers::nearest;

/// Which numbers the memories of a runtime have: addresses differ from run to run.
#[derive(Debug, Default)]
pub struct Memories(Mutex<FxHashMap<Place, u64>>);

/// Puts a point before every operation of `Atomics` that the engine does.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn install(context: &mut Context) -> JsResult<()> {
    let operations = [
        (js_string!("load"), "loads", 2),
        (js_string!("store"), "stores into", 3),
        (js_string!("add"), "adds to", 3),
        (js_string!("sub"), "subtracts from", 3),
        (js_string!("and"), "changes bits of", 3),
        (js_string!("or"), "changes bits of", 3),
        (js_string!("xor"), "changes bits of", 3),
        (js_string!("exchange"), "exchanges", 3),
        (js_string!("compareExchange"), "compares and exchanges", 4),
    ];
    let atomics = context.intrinsics().objects().atomics();
    for (name, words, length) in operations {
        let original = atomics.get(name.clone(), context)?;
        let Some(original) = original.as_object() else {
            continue;
        };
        let function = operation(original.clone(), words, name.clone(), length, context);
        let hidden = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        native::define(&atomics, name, function.into(), hidden);
    }
    Ok(())
}

/// What stands before one operation.
#[derive(Trace, Finalize)]
struct Before {
    original: JsObject,
    #[unsafe_ignore_trace]
    words: &'static str,
}

fn operation(
    original: JsObject,
    words: &'static str,
    name: JsString,
    length: usize,
    context: &mut Context,
) -> JsObject {
    let function = NativeFunction::from_copy_closure_with_captures(
        |_, args, before: &Before, context| {
            if let Some(place) = place(args, context)? {
                let changes = before.words != "loads";
                super::directed::before(&Agent::of(context), before.words, &place, changes);
                interrupt::look(context)?;
            }
            before.original.call(&JsValue::undefined(), args, context)
        },
        Before { original, words },
    );
    FunctionObjectBuilder::new(context.realm(), function)
        .name(name)
        .length(length)
        .build()
        .into()
}

/// The place that the arguments name, if it is in shared memory and there is one.
fn place(args: &[JsValue], context: &mut Context) -> JsResult<Option<Place>> {
    let array = args.get_or_undefined(0).as_object();
    let Some(view) = array.and_then(|array| JsTypedArray::from_object(array).ok()) else {
        return Ok(None);
    };
    let buffer = view.buffer(context)?;
    let Some(memory) = super::shared(&buffer) else {
        return Ok(None);
    };
    // An index that is no number is converted by the operation itself, once.
    let Some(index) = args.get_or_undefined(1).as_number() else {
        return Ok(None);
    };
    let length = view.length(context)?;
    if !(0.0..length as f64).contains(&index) {
        return Ok(None);
    }
    let size = view.byte_length(context)? / length;
    let offset = view.byte_offset(context)? + nearest::<usize>(index) * size;
    Ok(Some(Place::new(memory, offset)))
}

/// The thread is about to do something at a place: under a director others may go first. Gives the
/// place as the director knows it.
pub fn before(agent: &Agent, words: &'static str, place: &Place, changes: bool) -> Option<Object> {
    let director = agent.cluster.director.as_ref()?;
    // What is first to use a memory names it, so that is an act of its own.
    director.point(threadproof_ground::director::Act {
        name: words,
        object: known(agent, place).unwrap_or(Object::Memories),
    });
    let cell = known(agent, place).unwrap_or_else(|| {
        director.touch(Object::Memories, true);
        let mut memories = memories(agent);
        let number = memories.len() as u64;
        memories.insert(place.at(0), number);
        Object::Location(number, place.offset())
    });
    director.touch(cell, changes);
    Some(cell)
}

/// Waits as the director has it, until the thread is set free, stopped, or late. `None` when the
/// director has let go.
pub fn wait(agent: &Agent, cell: Object, deadline: Option<Instant>) -> Option<bool> {
    let director = agent.cluster.director.as_ref()?;
    let control = &agent.control;
    while !control.parker.is_free() && !control.interrupt.requested() {
        if deadline.is_some_and(|deadline| deadline <= director.now()) {
            break;
        }
        if !director.wait(Wait::Notify(cell), deadline) {
            return None;
        }
    }
    director.touch(cell, true);
    Some(control.parker.is_free())
}

fn known(agent: &Agent, place: &Place) -> Option<Object> {
    let number = memories(agent).get(&place.at(0)).copied()?;
    Some(Object::Location(number, place.offset()))
}

fn memories(agent: &Agent) -> std::sync::MutexGuard<'_, FxHashMap<Place, u64>> {
    let memories = agent.cluster.slot::<Memories>();
    memories.0.lock().unwrap_or_else(PoisonError::into_inner)
}
