//! Calls of exported functions, in slices, and the calls into JavaScript that they make.

use boa_engine::object::builtins::JsArray;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::{Context, JsArgs, JsError, JsResult, JsString, JsValue, NativeFunction};
use std::rc::Rc;
use wasmi::{Func, FuncType, ResumableCall, Val};

use super::errors::{Kind, error, trap};
use super::state::State;
use super::values::{to_js, to_wasm};
use threadproof_engine::interrupt;

/// How much runs before the thread asks whether it has been stopped: some milliseconds.
const SLICE: u64 = 2_000_000;

/// How deep calls may nest that go out to JavaScript and come back: each takes native stack.
const MAX_NESTED: usize = 300;

/// A call into JavaScript, on its way out of the interpreter.
#[derive(Debug)]
struct Outgoing {
    number: usize,
    params: Vec<Val>,
}

impl std::fmt::Display for Outgoing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "a call of import {}", self.number)
    }
}

impl wasmi::errors::HostError for Outgoing {}

/// Makes a function of JavaScript one of the store.
pub fn import(function: JsObject, kind: FuncType, state: &State) -> Func {
    let mut imports = state.imports.borrow_mut();
    let number = imports.len();
    imports.push(function);
    let func = Func::new(&mut *state.store.borrow_mut(), kind, move |_, params, _| {
        let params = params.to_vec();
        Err(wasmi::Error::host(Outgoing { number, params }))
    });
    state.remember_host(&func, number);
    func
}

/// The function object of an exported function: always the same (JavaScript Interface, 4.6).
/// `index` is its place in its instance, which is its name.
///
/// # Errors
/// Only when the engine is out of resources.
pub fn object(
    func: Func,
    index: Option<u32>,
    state: &State,
    context: &mut Context,
) -> JsResult<JsObject> {
    if let Some(known) = state.function(&func) {
        return Ok(known);
    }
    let params = func.ty(&*state.store.borrow()).params().len();
    let host = state.host(&func);
    let code = NativeFunction::from_copy_closure(move |_, args, context| {
        let state = State::of(context);
        run(func, host, args, &state, context)
    });
    let name = index.unwrap_or_default().to_string();
    let function: JsObject = FunctionObjectBuilder::new(context.realm(), code)
        .name(JsString::from(name))
        .length(params)
        .build()
        .into();
    state.remember_function(func, &function);
    Ok(function)
}

/// Calls an exported function (JavaScript Interface, 4.6 "call an Exported Function"). `host` says
/// which function of JavaScript it is, if it is one.
///
/// # Errors
/// A trap, what an import throws, and what converting the arguments throws.
pub fn run(
    func: Func,
    host: Option<usize>,
    args: &[JsValue],
    state: &Rc<State>,
    context: &mut Context,
) -> JsResult<JsValue> {
    let kind = func.ty(&*state.store.borrow());
    let mut inputs = Vec::with_capacity(kind.params().len());
    for (at, param) in kind.params().iter().enumerate() {
        inputs.push(to_wasm(args.get_or_undefined(at), *param, state, context)?);
    }
    if state.depth.get() >= MAX_NESTED {
        return Err(error(
            Kind::Range,
            "Maximum call stack size exceeded",
            context,
        ));
    }
    state.depth.set(state.depth.get() + 1);
    let results = match host {
        Some(number) => outgoing(number, &inputs, &kind, state, context),
        None => interpret(func, &inputs, &kind, state, context),
    };
    state.depth.set(state.depth.get() - 1);
    let results = results?;
    match &results[..] {
        [] => Ok(JsValue::undefined()),
        [one] => to_js(one, state, context),
        many => {
            let mut values = Vec::with_capacity(many.len());
            for value in many {
                values.push(to_js(value, state, context)?);
            }
            Ok(JsArray::from_iter(values, context).into())
        }
    }
}

fn interpret(
    func: Func,
    inputs: &[Val],
    kind: &FuncType,
    state: &Rc<State>,
    context: &mut Context,
) -> JsResult<Vec<Val>> {
    let results = kind.results().iter();
    let mut outputs: Vec<Val> = results.map(|kind| Val::default_for_ty(*kind)).collect();
    interrupt::look(context)?;
    let mut outcome = {
        let store = &mut *state.store.borrow_mut();
        fuel(store, 0, context)?;
        func.call_resumable(store, inputs, &mut outputs)
    };
    loop {
        let call = outcome.map_err(|failure| {
            // A trap may come after a memory has grown.
            match state.refresh(context) {
                Ok(()) => trap(&failure, context),
                Err(error) => error,
            }
        })?;
        outcome = match call {
            ResumableCall::Finished => {
                state.refresh(context)?;
                return Ok(outputs);
            }
            ResumableCall::OutOfFuel(call) => {
                interrupt::look(context)?;
                let store = &mut *state.store.borrow_mut();
                fuel(store, call.required_fuel(), context)?;
                call.resume(store, &mut outputs)
            }
            ResumableCall::HostTrap(call) => {
                let Some(Outgoing { number, params }) = call.host_error().downcast_ref() else {
                    return Err(trap(call.host_error(), context));
                };
                let kind = call.host_func().ty(&*state.store.borrow());
                let (number, params) = (*number, params.clone());
                state.refresh(context)?;
                let answer = outgoing(number, &params, &kind, state, context)?;
                call.resume(&mut *state.store.borrow_mut(), &answer, &mut outputs)
            }
        };
    }
}

/// Calls a function of JavaScript (JavaScript Interface, 4.6 "run a host function").
fn outgoing(
    number: usize,
    params: &[Val],
    kind: &FuncType,
    state: &State,
    context: &mut Context,
) -> JsResult<Vec<Val>> {
    let function = state.imports.borrow()[number].clone();
    let mut args = Vec::with_capacity(params.len());
    for param in params {
        args.push(to_js(param, state, context)?);
    }
    let answer = function.call(&JsValue::undefined(), &args, context)?;
    match kind.results() {
        [] => Ok(Vec::new()),
        [one] => Ok(vec![to_wasm(&answer, *one, state, context)?]),
        many => {
            let values = threadproof_engine::native::list_of(&answer, context)?;
            if values.len() != many.len() {
                return Err(error(Kind::Type, "multi-return length mismatch", context));
            }
            let pairs = values.iter().zip(many);
            pairs
                .map(|(value, kind)| to_wasm(value, *kind, state, context))
                .collect()
        }
    }
}

/// Fills the store up for the next slice.
fn fuel(
    store: &mut wasmi::Store<super::state::Host>,
    required: u64,
    context: &mut Context,
) -> Result<(), JsError> {
    store
        .set_fuel(SLICE.max(required.saturating_add(1)))
        .map_err(|failure| trap(&failure, context))
}
