//! What scripts see of events, each row checked on Node 26 first.

mod abort;
mod emitter;
mod exception;
mod port;
mod target;

use boa_engine::{Context, JsError, JsObject, JsResult, JsValue, Source, js_string};

use super::data::TargetHooks;
use super::hooks::{EventHooks, install};
use super::node_target::NodeEventTarget;
use super::{attribute, emitter as emitter_class, kinds};
use crate::target_class;
use threadproof_engine::class::{
    ClassObjects, Members, NativeClass, class_of, constructor_of, define_lazy, this_data,
};

/// A stand-in for `MessagePort`: its hooks write to the script's `log`.
struct Port;

const PORT_HOOKS: TargetHooks = TargetHooks {
    added: |_, kind, count, context| {
        log(context, &format!("+{}{count}", kind.to_std_string_lossy()));
    },
    removed: |_, kind, count, context| {
        log(context, &format!("-{}{count}", kind.to_std_string_lossy()));
    },
    emitter: true,
    make_event: |kind, value, context| {
        if *kind == js_string!("message") {
            kinds::MessageEvent::create(kind.clone(), value.clone(), Vec::new(), context)
        } else {
            kinds::CustomEvent::create(kind.clone(), value.clone(), context)
        }
    },
    own_names: &["newListener", "removeListener"],
};

impl NativeClass for Port {
    type Data = ();
    const NAME: &'static str = "Port";
    target_class!(&PORT_HOOKS);

    fn parent(context: &mut Context) -> JsResult<Option<ClassObjects>> {
        class_of::<NodeEventTarget>(context).map(Some)
    }

    fn members(members: &mut Members<'_>) {
        members.accessor(
            js_string!("onmessage"),
            |this, _, context| {
                let port = this_data::<Self>(this, context)?;
                Ok(attribute::get_attribute(
                    port.object(),
                    &js_string!("message"),
                ))
            },
            Some(|this, args, context| {
                let port = this_data::<Self>(this, context)?.into_object();
                let value = args.first().cloned().unwrap_or_default();
                attribute::set_attribute(context, &port, &js_string!("message"), &value)?;
                Ok(JsValue::undefined())
            }),
        );
    }

    fn construct(_: &[JsValue], _: &JsObject, _: &mut Context) -> JsResult<()> {
        Ok(())
    }
}

/// A context with every class of this module, `log(…)` and the array `L` that it fills.
fn context() -> Context {
    let mut context = Context::default();
    let hooks = EventHooks {
        uncaught: |context, error| {
            let text = shown(context, error);
            log(context, &format!("uncaught {text}"));
        },
        warning: |context, warning| {
            let message = warning
                .get(js_string!("message"), context)
                .unwrap_or_default();
            let message = message
                .to_string(context)
                .unwrap_or_default()
                .to_std_string_lossy();
            log(context, &format!("warning {message}"));
        },
        timeout: |context, delay, signal| {
            let global = context.global_object();
            global
                .set(js_string!("timedSignal"), signal, true, context)
                .expect("a global");
            log(context, &format!("timeout {delay}"));
        },
        is_port: Port::is_instance,
        ..EventHooks::default()
    };
    install(&mut context, hooks);
    let global = context.global_object();
    super::define_globals(&mut context, &global);
    define_lazy(
        &mut context,
        &global,
        js_string!("EventEmitter"),
        |context| Ok(emitter_class::class(context)?.constructor.clone().into()),
    );
    define_lazy(&mut context, &global, js_string!("Port"), |context| {
        Ok(constructor_of::<Port>(context)?.into())
    });
    let prelude = "var L = []; var log = (...a) => { L.push(a.map(String).join(' ')); }; \
        var take = () => L.splice(0).join('|'); \
        var caught = (f) => { try { return f(); } catch (e) { \
            return `${e.name}|${e.code}|${e.message}`; } };";
    context
        .eval(Source::from_bytes(prelude))
        .expect("the prelude runs");
    context
}

fn log(context: &mut Context, text: &str) {
    let global = context.global_object();
    let function = global
        .get(js_string!("log"), context)
        .expect("the prelude defines it");
    let function = function.as_callable().expect("a function");
    function
        .call(&JsValue::undefined(), &[js_string!(text).into()], context)
        .expect("it logs");
}

fn shown(context: &mut Context, error: JsError) -> String {
    let value = error.into_opaque(context).expect("a catchable error");
    value
        .to_string(context)
        .expect("a printable error")
        .to_std_string_lossy()
}

fn eval(context: &mut Context, source: &str) -> String {
    let value = match context.eval(Source::from_bytes(source)) {
        Ok(value) => value,
        Err(error) => return format!("threw {}", shown(context, error)),
    };
    context.run_jobs().expect("the jobs run");
    value
        .to_string(context)
        .expect("a printable value")
        .to_std_string_lossy()
}

/// Runs each script and compares its value; the scripts of one table share a context.
fn check(rows: &[(&str, &str)]) {
    let context = &mut context();
    for (source, expected) in rows {
        let source = format!("{{ {source} }}");
        assert_eq!(eval(context, &source), *expected, "{source}");
    }
}

/// Like [`check`], for what was logged once the script and its jobs have run.
fn check_log(rows: &[(&str, &str)]) {
    let context = &mut context();
    for (source, expected) in rows {
        let source = format!("{{ {source} }}");
        let value = eval(context, &source);
        assert!(!value.starts_with("threw"), "{source}: {value}");
        assert_eq!(eval(context, "take()"), *expected, "{source}");
    }
}
