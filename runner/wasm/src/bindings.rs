//! The native functions of `internal/wasm`. Receivers and descriptors are checked there; what is
//! checked here needs the store.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::{JsArray, JsArrayBuffer};
use boa_engine::{Context, JsArgs, JsData, JsResult, JsString, JsValue};
use boa_gc::{Finalize, Trace};
use wasmi::{Extern, Global, MemoryType, Mutability, Nullable, Ref, RefType, Table, TableType};
use wasmi::{Val, ValType};

use super::call;
use super::errors::{Kind, error};
use super::instance;
use super::module::{Compiled, Handle};
use super::state::State;
use super::values::{function, kind_name, to_js, to_wasm};
use crate::extension::Interpreter;
use threadproof_agent::Agent;
use threadproof_engine::bytes::{Bytes, array_buffer};
use threadproof_engine::errors::fail;
use threadproof_engine::native::{object_of, text_arg};
use threadproof_ground::numbers::nearest;

macro_rules! handle {
    ($(#[$docs:meta])* $name:ident($thing:ty)) => {
        $(#[$docs])*
        #[derive(Debug, Trace, Finalize, JsData)]
        #[boa_gc(unsafe_empty_trace)]
        pub struct $name($thing);

        impl $name {
            /// What is behind a value, if it is such a handle.
            pub fn of(value: &JsValue) -> Option<$thing> {
                let object = value.as_object()?;
                object.downcast_ref::<Self>().map(|data| data.0)
            }
        }
    };
}

handle!(
    /// The number of a memory.
    MemoryHandle(usize)
);
handle!(
    /// A table.
    TableHandle(Table)
);
handle!(
    /// A global.
    GlobalHandle(Global)
);

/// For `internal/wasm`.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    Ok(object_of(
        &[
            ("compile", 1, compile),
            ("validate", 1, validate),
            ("imports", 1, imports),
            ("exports", 1, exports),
            ("sections", 2, sections),
            ("instantiate", 3, instantiate),
            ("newMemory", 2, new_memory),
            ("memoryBuffer", 1, memory_buffer),
            ("growMemory", 2, grow_memory),
            ("newTable", 4, new_table),
            ("tableLength", 1, table_length),
            ("tableGet", 2, table_get),
            ("tableSet", 3, table_set),
            ("tableGrow", 3, table_grow),
            ("tableKind", 1, table_kind),
            ("isReference", 2, is_reference),
            ("newGlobal", 3, new_global),
            ("globalGet", 1, global_get),
            ("globalSet", 2, global_set),
            ("isMutable", 1, is_mutable),
        ],
        context,
    ))
}

fn bytes(args: &[JsValue], context: &mut Context) -> Vec<u8> {
    Bytes::of(args.get_or_undefined(0), context).map_or_else(Vec::new, |bytes| bytes.to_vec())
}

fn object(data: impl boa_engine::object::NativeObject) -> JsValue {
    JsObject::from_proto_and_data(None, data).into()
}

fn lost() -> boa_engine::JsError {
    fail::type_error("a builtin lost one of its handles")
}

/// `(bytes)`: a module; a text says what is wrong
fn compile(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = bytes(args, context);
    let engine = Agent::of(context)
        .cluster
        .slot::<Interpreter>()
        .0
        .get_or_init(super::engine)
        .clone();
    Ok(match Compiled::new(&engine, &bytes) {
        Ok(compiled) => object(Handle(compiled.into())),
        Err(failure) => JsString::from(failure.to_string()).into(),
    })
}

/// `(bytes)`
fn validate(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let bytes = bytes(args, context);
    let agent = Agent::of(context);
    let engine = agent
        .cluster
        .slot::<Interpreter>()
        .0
        .get_or_init(super::engine);
    Ok(Compiled::new(engine, &bytes).is_ok().into())
}

fn module(value: &JsValue) -> JsResult<Handle> {
    let object = value.as_object();
    object
        .and_then(|object| object.downcast_ref::<Handle>().map(|data| data.clone()))
        .ok_or_else(lost)
}

fn list(items: Vec<JsValue>, context: &mut Context) -> JsValue {
    JsArray::from_iter(items, context).into()
}

/// `(module)`: `[module, name, kind]` of each import
fn imports(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Handle(compiled) = module(args.get_or_undefined(0))?;
    let mut found = Vec::new();
    let all: Vec<_> = compiled.module.imports().collect();
    for place in &compiled.imports {
        let import = &all[*place];
        let parts = [import.module(), import.name(), kind_name(import.ty())];
        let parts = parts.map(|part| JsString::from(part).into()).to_vec();
        found.push(list(parts, context));
    }
    Ok(list(found, context))
}

/// `(module)`: `[name, kind]` of each export
fn exports(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Handle(compiled) = module(args.get_or_undefined(0))?;
    let mut found = Vec::new();
    for (name, _) in &compiled.exports {
        let kind = compiled.module.get_export(name);
        let kind = kind.as_ref().map_or("", kind_name);
        let parts = [name.as_str(), kind];
        let parts = parts.map(|part| JsString::from(part).into()).to_vec();
        found.push(list(parts, context));
    }
    Ok(list(found, context))
}

/// `(module, name)`: the contents of each custom section of that name
fn sections(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Handle(compiled) = module(args.get_or_undefined(0))?;
    let name = text_arg(args, 1, context)?;
    let mut found = Vec::new();
    for section in compiled.module.custom_sections() {
        if section.name() == name {
            found.push(array_buffer(section.data(), context)?.into());
        }
    }
    Ok(list(found, context))
}

/// `(module, values of the imports, caller)`: `[name, kind, thing]` of each export, where a thing is
/// a function, a handle, or the object that a script has of it already
fn instantiate(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Handle(compiled) = module(args.get_or_undefined(0))?;
    let values = threadproof_engine::native::list_of(args.get_or_undefined(1), context)?;
    let caller = text_arg(args, 2, context)?;
    let state = State::of(context);
    let made = instance::instantiate(&compiled, &values, &caller, &state, context)?;
    let mut found = Vec::with_capacity(made.len());
    for (name, index, thing) in made {
        let (kind, value) = shown(&thing, index, &state, context)?;
        let parts = vec![
            JsString::from(name).into(),
            JsString::from(kind).into(),
            value,
        ];
        found.push(list(parts, context));
    }
    Ok(list(found, context))
}

fn shown(
    thing: &Extern,
    index: Option<u32>,
    state: &State,
    context: &mut Context,
) -> JsResult<(&'static str, JsValue)> {
    let known = |make: &dyn Fn() -> JsValue| {
        state.object(thing).map_or_else(
            || {
                let made = make();
                if let Some(object) = made.as_object() {
                    state.remember_object(thing, object);
                }
                made
            },
            JsValue::from,
        )
    };
    Ok(match thing {
        Extern::Func(func) => (
            "function",
            call::object(*func, index, state, context)?.into(),
        ),
        Extern::Table(table) => ("table", known(&|| object(TableHandle(*table)))),
        Extern::Global(global) => ("global", known(&|| object(GlobalHandle(*global)))),
        Extern::Memory(memory) => {
            let number = state.memory_number(memory).ok_or_else(lost)?;
            ("memory", known(&|| object(MemoryHandle(number))))
        }
    })
}

fn count(args: &[JsValue], at: usize) -> Option<u32> {
    let number = args.get_or_undefined(at).as_number()?;
    (number >= 0.0 && number <= f64::from(u32::MAX)).then(|| nearest(number))
}

/// `(initial, maximum)`: a memory; undefined if there is no room for it
fn new_memory(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let kind = MemoryType::new(count(args, 0).unwrap_or_default(), count(args, 1));
    let state = State::of(context);
    let Some(number) = state.new_memory(kind, context)? else {
        return Ok(JsValue::undefined());
    };
    let made = object(MemoryHandle(number));
    let thing = state.memories.borrow()[number].memory.into();
    if let Some(made) = made.as_object() {
        state.remember_object(&thing, made);
    }
    Ok(made)
}

/// `(memory)`
fn memory_buffer(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let number = MemoryHandle::of(args.get_or_undefined(0)).ok_or_else(lost)?;
    let state = State::of(context);
    state.refresh(context)?;
    let buffer: JsArrayBuffer =
        JsArrayBuffer::from_object(state.memories.borrow()[number].buffer())?;
    Ok(buffer.into())
}

/// `(memory, pages)`: how many it had; undefined if it can't grow so far
fn grow_memory(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let number = MemoryHandle::of(args.get_or_undefined(0)).ok_or_else(lost)?;
    let more = nearest(args.get_or_undefined(1).as_number().unwrap_or_default());
    let state = State::of(context);
    let memory = state.memories.borrow()[number].memory;
    let grown = memory.grow(&mut *state.store.borrow_mut(), more);
    let Ok(before) = grown else {
        return Ok(JsValue::undefined());
    };
    let length = memory.data_size(&*state.store.borrow());
    state.memories.borrow_mut()[number].refresh(length, true, context)?;
    Ok(JsValue::from(before as f64))
}

fn reference(value: &JsValue, kind: RefType, state: &State) -> Option<Ref> {
    Some(match kind {
        RefType::Func => Ref::Func(function(value, state)?),
        RefType::Extern if value.is_null() => Ref::Extern(Nullable::Null),
        RefType::Extern => Ref::Extern(Nullable::Val(state.extern_ref(value))),
    })
}

fn ref_type(value: &JsValue) -> RefType {
    let name = value.as_string().map(|name| name.to_std_string_lossy());
    if name.as_deref() == Some("externref") {
        RefType::Extern
    } else {
        RefType::Func
    }
}

/// `(kind, initial, maximum, value)`: a table; undefined if it would be too large
fn new_table(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let element = ref_type(args.get_or_undefined(0));
    let initial = reference(args.get_or_undefined(3), element, &state).ok_or_else(lost)?;
    let kind = TableType::new(element, count(args, 1).unwrap_or_default(), count(args, 2));
    let table = Table::new(&mut *state.store.borrow_mut(), kind, initial);
    let Ok(table) = table else {
        return Ok(JsValue::undefined());
    };
    let made = object(TableHandle(table));
    if let Some(made) = made.as_object() {
        state.remember_object(&table.into(), made);
    }
    Ok(made)
}

fn table(args: &[JsValue]) -> JsResult<Table> {
    TableHandle::of(args.get_or_undefined(0)).ok_or_else(lost)
}

/// `(table)`
fn table_length(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let size = table(args)?.size(&*state.store.borrow());
    Ok(JsValue::from(size as f64))
}

/// `(table)`: `'funcref'` or `'externref'`
fn table_kind(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let element = table(args)?.ty(&*state.store.borrow()).element();
    Ok(JsString::from(match element {
        RefType::Func => "funcref",
        RefType::Extern => "externref",
    })
    .into())
}

/// `(kind, value)`: whether a table of this kind may hold the value
fn is_reference(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let fits = match ref_type(args.get_or_undefined(0)) {
        RefType::Func => function(args.get_or_undefined(1), &state).is_some(),
        RefType::Extern => true,
    };
    Ok(fits.into())
}

/// `(table, index)`
fn table_get(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let at = u64::from(count(args, 1).unwrap_or_default());
    let found = table(args)?.get(&*state.store.borrow(), at);
    match found {
        Some(found) => to_js(&Val::from(found), &state, context),
        None => Ok(JsValue::undefined()),
    }
}

/// `(table, index, value)`: whether there is such a place
fn table_set(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let table = table(args)?;
    let element = table.ty(&*state.store.borrow()).element();
    let value = reference(args.get_or_undefined(2), element, &state).ok_or_else(lost)?;
    let at = u64::from(count(args, 1).unwrap_or_default());
    let set = table.set(&mut *state.store.borrow_mut(), at, value);
    Ok(set.is_ok().into())
}

/// `(table, more, value)`: how many there were; undefined if it can't grow so far
fn table_grow(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let table = table(args)?;
    let element = table.ty(&*state.store.borrow()).element();
    let value = reference(args.get_or_undefined(2), element, &state).ok_or_else(lost)?;
    let more = u64::from(count(args, 1).unwrap_or_default());
    let grown = table.grow(&mut *state.store.borrow_mut(), more, value);
    Ok(grown.map_or_else(
        |_| JsValue::undefined(),
        |before| JsValue::from(before as f64),
    ))
}

fn val_type(value: &JsValue) -> ValType {
    let name = value.as_string().map(|name| name.to_std_string_lossy());
    match name.as_deref() {
        Some("i64") => ValType::I64,
        Some("f32") => ValType::F32,
        Some("f64") => ValType::F64,
        Some("externref") => ValType::ExternRef,
        Some("anyfunc" | "funcref") => ValType::FuncRef,
        _ => ValType::I32,
    }
}

/// `(type, mutable, value)`
fn new_global(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let kind = val_type(args.get_or_undefined(0));
    let mutability = if args.get_or_undefined(1).to_boolean() {
        Mutability::Var
    } else {
        Mutability::Const
    };
    let value = to_wasm(args.get_or_undefined(2), kind, &state, context)?;
    let global = Global::new(&mut *state.store.borrow_mut(), value, mutability);
    let made = object(GlobalHandle(global));
    if let Some(made) = made.as_object() {
        state.remember_object(&global.into(), made);
    }
    Ok(made)
}

fn global(args: &[JsValue]) -> JsResult<Global> {
    GlobalHandle::of(args.get_or_undefined(0)).ok_or_else(lost)
}

/// `(global)`
fn global_get(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let value = global(args)?.get(&*state.store.borrow());
    to_js(&value, &state, context)
}

/// `(global, value)`
fn global_set(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let global = global(args)?;
    let kind = global.ty(&*state.store.borrow()).content();
    let value = to_wasm(args.get_or_undefined(1), kind, &state, context)?;
    let set = global.set(&mut *state.store.borrow_mut(), value);
    set.map_err(|failure| error(Kind::Type, &failure.to_string(), context))?;
    Ok(JsValue::undefined())
}

/// `(global)`
fn is_mutable(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = State::of(context);
    let kind = global(args)?.ty(&*state.store.borrow());
    Ok((kind.mutability() == Mutability::Var).into())
}
