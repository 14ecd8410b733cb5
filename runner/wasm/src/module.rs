//! Compiled modules, which every thread of a runtime may instantiate.

use std::sync::Arc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsData, JsResult, JsValue, js_string};
use boa_gc::{Finalize, Trace};
use wasmi::{Engine, ExternType, MemoryType, Module};

use super::rewrite::{Kind, START, rewrite};
use threadproof_clone::{CopyHooks, CopyParcel, Copying, HostClass};
use threadproof_modules::builtin;
use threadproof_node::native::platform;

/// A module, and what is ours in it.
#[derive(Debug)]
pub struct Compiled {
    /// As it was compiled.
    pub module: Module,
    /// Its imports in its own order, as places among those of the interpreter, which has them by
    /// kinds.
    pub imports: Vec<usize>,
    /// The memories that it defines: their places among the imports, and types.
    pub memories: Vec<(usize, MemoryType)>,
    /// Whether it has a start function.
    pub starts: bool,
    /// Its exports in its own order, with the index of a function.
    pub exports: Vec<(String, Option<u32>)>,
}

/// What the object of a module carries.
#[derive(Clone, Debug, Trace, Finalize, JsData)]
#[boa_gc(unsafe_empty_trace)]
pub struct Handle(pub Arc<Compiled>);

/// `WebAssembly.Module`: a copy is the same compiled module (JavaScript Interface, 4.1).
pub static MODULE: HostClass = HostClass {
    name: "Module",
    is: platform::is_shared,
    copying: |_| {
        Copying::By(CopyHooks {
            pack,
            unpack: |parcel, context| match parcel.downcast_ref::<Handle>() {
                Some(handle) => show(handle.clone(), context),
                None => Err(wrong_class()),
            },
        })
    },
    transfer: None,
};

impl Compiled {
    /// Compiles a binary.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(engine: &Engine, bytes: &[u8]) -> Result<Self, wasmi::Error> {
        let rewritten = rewrite(bytes);
        let module = Module::new(engine, &rewritten.bytes)?;
        let kinds: Vec<ExternType> = module.imports().map(|import| import.ty().clone()).collect();
        let places = |wanted: Kind| {
            let all = kinds.iter().enumerate();
            all.filter(move |(_, kind)| kind_of(kind) == wanted)
                .map(|(at, _)| at)
        };
        let mut functions = places(Kind::Function);
        let mut tables = places(Kind::Table);
        let mut globals = places(Kind::Global);
        let mut memories = places(Kind::Memory);
        let imports = rewritten.imports.iter().filter_map(|kind| match kind {
            Kind::Function => functions.next(),
            Kind::Table => tables.next(),
            Kind::Memory => memories.next(),
            Kind::Global => globals.next(),
        });
        let imports = imports.collect();
        // Those that are left are ours.
        let memories = memories
            .filter_map(|at| kinds[at].memory().map(|kind| (at, *kind)))
            .collect();
        let starts = module.get_export(START).is_some();
        Ok(Self {
            module,
            imports,
            memories,
            starts,
            exports: rewritten.exports,
        })
    }
}

fn kind_of(kind: &ExternType) -> Kind {
    match kind {
        ExternType::Func(_) => Kind::Function,
        ExternType::Table(_) => Kind::Table,
        ExternType::Memory(_) => Kind::Memory,
        ExternType::Global(_) => Kind::Global,
    }
}

fn pack(object: &JsObject, context: &mut Context) -> JsResult<CopyParcel> {
    let state = platform::state(object).ok_or_else(wrong_class)?;
    let handle = state.get(js_string!("handle"), context)?.as_object();
    let handle = handle.and_then(|handle| handle.downcast_ref::<Handle>().map(|data| data.clone()));
    Ok(Arc::new(handle.ok_or_else(wrong_class)?))
}

/// Makes the object of a module that has arrived.
fn show(handle: Handle, context: &mut Context) -> JsResult<JsObject> {
    let make = builtin::export("internal/wasm/module", "moduleOf", context)?;
    let make = make.as_callable().ok_or_else(wrong_class)?;
    let handle = JsObject::from_proto_and_data(None, handle);
    let made = make.call(&JsValue::undefined(), &[handle.into()], context)?;
    made.as_object().ok_or_else(wrong_class)
}

/// Not reached: a class packs and unpacks its own objects only.
fn wrong_class() -> boa_engine::JsError {
    boa_engine::JsNativeError::typ()
        .with_message("the parcel holds an object of another class")
        .into()
}
