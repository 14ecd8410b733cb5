//! Instances: linking what a script gives with what a module wants (JavaScript Interface, 4.2).

use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};
use wasmi::{Extern, ExternType, Global, Instance, Mutability, Val, ValType};

use super::bindings::{GlobalHandle, MemoryHandle, TableHandle};
use super::call;
use super::errors::{Kind, error, trap};
use super::module::Compiled;
use super::rewrite::START;
use super::state::State;
use super::values::{function, to_wasm};

/// An export: its name, the index of a function, and what it is.
pub type Export = (String, Option<u32>, Extern);

/// Instantiates a module with the value of each of its imports; the exports with their names.
///
/// # Errors
/// A `LinkError` for a value that doesn't fit, a trap, and what the start function throws.
pub fn instantiate(
    compiled: &Compiled,
    values: &[JsValue],
    caller: &str,
    state: &Rc<State>,
    context: &mut Context,
) -> JsResult<Vec<Export>> {
    let wanted: Vec<_> = compiled.module.imports().collect();
    let mut externs: Vec<Option<Extern>> = vec![None; wanted.len()];
    for (at, place) in compiled.imports.iter().enumerate() {
        let import = &wanted[*place];
        let value = values.get(at).cloned().unwrap_or_default();
        let made = link(&value, import.ty(), state, context).map_err(|wrong| match wrong {
            Wrong::Fit(why) => {
                let (module, name) = (import.module(), import.name());
                let message = format!("{caller}: Import #{at} \"{module}\" \"{name}\": {why}");
                error(Kind::Link, &message, context)
            }
            Wrong::Thrown(error) => error,
        });
        externs[*place] = Some(made?);
    }
    for (place, kind) in &compiled.memories {
        let Some(number) = state.new_memory(*kind, context)? else {
            let message =
                format!("{caller}: Out of memory: Cannot allocate Wasm memory for new instance");
            return Err(error(Kind::Range, &message, context));
        };
        externs[*place] = Some(state.memories.borrow()[number].memory.into());
    }
    let externs: Vec<Extern> = externs.into_iter().flatten().collect();
    let instance = {
        let store = &mut *state.store.borrow_mut();
        store.set_fuel(u64::MAX).ok();
        Instance::new(store, &compiled.module, &externs)
    };
    let instance = instance.map_err(|failure| trap(&failure, context))?;
    state.refresh(context)?;
    if compiled.starts {
        let start = instance.get_func(&*state.store.borrow(), START);
        if let Some(start) = start {
            call::run(start, state.host(&start), &[], state, context)?;
        }
    }
    let store = state.store.borrow();
    let exports = compiled.exports.iter();
    Ok(exports
        .filter_map(|(name, index)| {
            let made = instance.get_export(&*store, name)?;
            Some((name.clone(), *index, made))
        })
        .collect())
}

enum Wrong {
    Fit(String),
    Thrown(boa_engine::JsError),
}

fn link(
    value: &JsValue,
    kind: &ExternType,
    state: &State,
    context: &mut Context,
) -> Result<Extern, Wrong> {
    let fit = |why: &str| Wrong::Fit(why.to_owned());
    match kind {
        ExternType::Func(kind) => {
            let callable = value.as_callable();
            let callable = callable.ok_or_else(|| fit("function import requires a callable"))?;
            let Some(func) = state.exported(&callable) else {
                return Ok(call::import(JsObject::clone(&callable), kind.clone(), state).into());
            };
            if func.ty(&*state.store.borrow()) == *kind {
                return Ok(func.into());
            }
            Err(fit("imported function does not match the expected type"))
        }
        ExternType::Memory(kind) => {
            let number = MemoryHandle::of(value)
                .ok_or_else(|| fit("memory import must be a WebAssembly.Memory object"))?;
            let memory = state.memories.borrow()[number].memory;
            let store = state.store.borrow();
            let pages = memory.size(&*store);
            if pages < kind.minimum() {
                return Err(Wrong::Fit(format!(
                    "memory import has {pages} pages which is smaller than the declared initial of {}",
                    kind.minimum()
                )));
            }
            check_maximum(
                kind.maximum(),
                memory.ty(&*store).maximum(),
                "memory import",
            )?;
            Ok(memory.into())
        }
        ExternType::Table(kind) => {
            let table = TableHandle::of(value)
                .ok_or_else(|| fit("table import requires a WebAssembly.Table"))?;
            let store = state.store.borrow();
            let size = table.size(&*store);
            if size < kind.minimum() {
                return Err(Wrong::Fit(format!(
                    "table import has {size} elements, which is less than the declared initial of {}",
                    kind.minimum()
                )));
            }
            let known = table.ty(&*store);
            check_maximum(kind.maximum(), known.maximum(), "table import")?;
            if known.element() != kind.element() {
                return Err(fit("imported table does not match the expected type"));
            }
            Ok(table.into())
        }
        ExternType::Global(kind) => {
            if let Some(global) = GlobalHandle::of(value) {
                let known = global.ty(&*state.store.borrow());
                if known.mutability() != kind.mutability() {
                    return Err(fit(
                        "imported global does not match the expected mutability",
                    ));
                }
                if known.content() != kind.content() {
                    return Err(fit("imported global does not match the expected type"));
                }
                return Ok(global.into());
            }
            if kind.mutability() == Mutability::Var {
                return Err(fit(
                    "imported mutable global must be a WebAssembly.Global object",
                ));
            }
            let fits = match kind.content() {
                ValType::I32 | ValType::F32 | ValType::F64 => value.is_number(),
                ValType::I64 => value.is_bigint(),
                ValType::FuncRef => function(value, state).is_some(),
                ValType::ExternRef => true,
                ValType::V128 => false,
            };
            if !fits {
                return Err(fit(
                    "global import must be a number, valid Wasm reference, or WebAssembly.Global object",
                ));
            }
            let value: Val =
                to_wasm(value, kind.content(), state, context).map_err(Wrong::Thrown)?;
            let global = Global::new(&mut *state.store.borrow_mut(), value, Mutability::Const);
            Ok(global.into())
        }
    }
}

/// The limits of an import are within those that the module declares.
fn check_maximum(declared: Option<u64>, given: Option<u64>, what: &str) -> Result<(), Wrong> {
    let Some(declared) = declared else {
        return Ok(());
    };
    match given {
        None => Err(Wrong::Fit(format!(
            "{what} has no maximum limit, expected at most {declared}"
        ))),
        Some(given) if given > declared => Err(Wrong::Fit(format!(
            "{what} has a larger maximum size {given} than the module's declared maximum {declared}"
        ))),
        Some(_) => Ok(()),
    }
}
