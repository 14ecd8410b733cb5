//! The table: what the engine says, and V8's words for it.

/// What is done with a message.
pub(super) enum Rule {
    /// It becomes this.
    Say(String),
    /// The source text decides; what is said otherwise.
    Look(Option<String>),
}

/// Messages that stand for one another as they are.
const SAME: &[(&str, &str)] = &[
    (
        "can't convert symbol to string",
        "Cannot convert a Symbol value to a string",
    ),
    (
        "argument must not be a symbol",
        "Cannot convert a Symbol value to a number",
    ),
    (
        "argument must not be a bigint",
        "Cannot convert a BigInt value to a number",
    ),
    (
        "cannot mix BigInt and other types, use explicit conversions",
        "Cannot mix BigInt and other types, use explicit conversions",
    ),
    ("BigInt division by zero", "Division by zero"),
    ("BigInt negative exponent", "Exponent must be positive"),
    (
        "cannot convert null to a BigInt",
        "Cannot convert null to a BigInt",
    ),
    (
        "cannot convert undefined to a BigInt",
        "Cannot convert undefined to a BigInt",
    ),
    (
        "radix must be an integer at least 2 and no greater than 36",
        "toString() radix argument must be between 2 and 36",
    ),
    (
        "precision must be an integer at least 1 and no greater than 100",
        "toPrecision() argument must be between 1 and 100",
    ),
    (
        "cannot convert object to primitive value",
        "Cannot convert object to primitive value",
    ),
    (
        "method `[Symbol.toPrimitive]` cannot return an object",
        "Cannot convert object to primitive value",
    ),
    (
        "right-hand side of 'instanceof' is not callable",
        "Right-hand side of 'instanceof' is not callable",
    ),
    (
        "function has non-object prototype in instanceof check",
        "Function has non-object prototype 'undefined' in instanceof check",
    ),
    (
        "Array.prototype.reduce: called on an empty array and with no initial value",
        "Reduce of empty array with no initial value",
    ),
    (
        "Array.prototype.reduceRight: called on an empty array and with no initial value",
        "Reduce of empty array with no initial value",
    ),
    (
        "Typed array length is 0 and initial value is not present",
        "Reduce of empty array with no initial value",
    ),
    ("invalid array length", "Invalid array length"),
    ("bad length for array", "Invalid array length"),
    (
        "cannot reinitialize `this` binding",
        "Super constructor may only be called once",
    ),
    (
        "derived constructor can only return an Object or undefined",
        "Derived constructors may only return object or undefined",
    ),
    (
        "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
        "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
    ),
    (
        "returned iterator is not an object",
        "Result of the Symbol.iterator method is not an object",
    ),
    (
        "value with type `undefined` is not callable",
        "undefined is not a function",
    ),
    ("invalid escape character found", "URI malformed"),
    ("trying to encode an invalid string", "URI malformed"),
    ("'this' is not a Date", "this is not a Date object."),
    (
        "cannot bind `this` without a `[[Call]]` internal method",
        "Bind must be called on a function",
    ),
    (
        "not a function",
        "Function.prototype.toString requires that 'this' be a Function",
    ),
    (
        "Promise.resolve() called on a non-object",
        "PromiseResolve called on non-object",
    ),
    (
        "Promise.race() called on a non-object",
        "Promise.race called on non-object",
    ),
    (
        "Promise.all() called on a non-object",
        "Promise.all called on non-object",
    ),
    (
        "WeakRef: expected target argument of type `object`",
        "WeakRef: invalid target",
    ),
    (
        "`this` is not a typed array object",
        "this is not a typed array.",
    ),
    (
        "buffer must be an ArrayBuffer",
        "First argument to DataView constructor must be an ArrayBuffer",
    ),
    (
        "Source object and target offset longer than target typed array",
        "offset is out of bounds",
    ),
    (
        "TypedArray.set called with negative offset",
        "offset is out of bounds",
    ),
    (
        "Proxy constructor called with non-object target",
        "Cannot create proxy with a non-object as target or handler",
    ),
    (
        "Proxy constructor called with non-object handler",
        "Cannot create proxy with a non-object as target or handler",
    ),
    (
        "Proxy constructor called on undefined new target",
        "Constructor Proxy requires 'new'",
    ),
    (
        "cannot call `Map` constructor without new",
        "Constructor Map requires 'new'",
    ),
    (
        "calling a builtin Set constructor without new is forbidden",
        "Constructor Set requires 'new'",
    ),
    (
        "Promise NewTarget cannot be undefined",
        "Promise constructor cannot be invoked without 'new'",
    ),
    (
        "WeakMap: cannot call constructor without `new`",
        "Constructor WeakMap requires 'new'",
    ),
    (
        "WeakSet: cannot call constructor without `new`",
        "Constructor WeakSet requires 'new'",
    ),
    (
        "ArrayBuffer.constructor called with undefined new target",
        "Constructor ArrayBuffer requires 'new'",
    ),
    (
        "cannot call `DataView` constructor without `new`",
        "Constructor DataView requires 'new'",
    ),
    (
        "__proto__ called on null or undefined",
        "Cyclic __proto__ value",
    ),
    (
        "can't set prototype of this object",
        "#<Object> is not extensible",
    ),
    (
        "Object.defineProperty: expected 'this' to be an Object",
        "Object.defineProperty called on non-object",
    ),
    (
        "Start offset is outside the bounds of the buffer",
        "Start offset is outside the bounds of the buffer",
    ),
    (
        "GetIteratorFlattenable: value is not an object",
        "Iterator.from called on non-object",
    ),
];

/// Heads of messages, with what the whole then becomes.
const HEADS: &[(&str, &str)] = &[
    (
        "right-hand side of 'instanceof' should be an object",
        "Right-hand side of 'instanceof' is not an object",
    ),
    (
        "cannot mutate an immutable binding",
        "Assignment to constant variable.",
    ),
    (
        "WeakSet.add: expected target",
        "Invalid value used in weak set",
    ),
    (
        "WeakMap.set: expected target",
        "Invalid value used as weak map key",
    ),
    ("WeakRef: expected target", "WeakRef: invalid target"),
    (
        "Invalid property descriptor.Cannot both specify",
        "Invalid property descriptor. Cannot both specify accessors and a value or writable attribute",
    ),
];

/// Messages that the source text makes V8's, with what is said where it can't.
const LOOKED_UP: &[(&str, Option<&str>)] = &[
    (
        "not a callable function",
        Some("(intermediate value) is not a function"),
    ),
    (
        "not a constructor",
        Some("(intermediate value) is not a constructor"),
    ),
    (
        "class constructor cannot be invoked without 'new'",
        Some("Class constructors cannot be invoked without 'new'"),
    ),
    (
        "superclass must be a constructor",
        Some("Class extends value undefined is not a constructor or null"),
    ),
    (
        "cannot convert 'null' or 'undefined' to object",
        Some("Cannot convert undefined or null to object"),
    ),
    (
        "cannot convert null or undefined to Object",
        Some("Cannot convert undefined or null to object"),
    ),
    ("access of uninitialized binding", None),
    (
        "Private element does not exist on object",
        Some("Cannot read private member from an object whose class did not declare it"),
    ),
    ("private method is not writable", None),
    ("private property was defined without a getter", None),
    ("private property was defined without a setter", None),
    ("private field already exists on prototype", None),
    ("Cannot delete property", None),
    ("target must be a constructor", None),
    ("newTarget must be a constructor", None),
    ("target must be an object", None),
    (
        "Promise executor is not callable",
        Some("Promise resolver undefined is not a function"),
    ),
    (
        "cannot get key and value from primitive item of `iterable`",
        None,
    ),
    (
        "Cannot construct a property descriptor from a non-object",
        None,
    ),
    ("cannot convert Symbol to a BigInt", None),
    ("Symbol.keyFor: sym is not a symbol", None),
    ("`number` is not callable", Some("number is not a function")),
    ("Promise.prototype.then: this is not a promise", None),
    ("RegExp.prototype.exec called with invalid value", None),
    (
        "RegExp.prototype.test method called on incompatible value",
        None,
    ),
];

/// Endings of messages about callbacks, which the source text names.
const CALLBACKS: &[&str] = &[
    "allbackfn is not callable",
    "invalid callback function",
    "`callback` must be callable",
    "predicate is not callable",
    "callback is not callable",
    "callback function is not callable",
    "mapper function is not callable",
    "non-callable callback function",
    "non-callable predicate function",
];

/// What is done with a message of the engine's; `None` for one that is not in the table.
pub(super) fn rule(said: &str) -> Option<Rule> {
    if let Some((_, words)) = SAME.iter().find(|(engine, _)| *engine == said) {
        return Some(Rule::Say((*words).to_owned()));
    }
    if let Some((_, words)) = HEADS.iter().find(|(head, _)| said.starts_with(head)) {
        return Some(Rule::Say((*words).to_owned()));
    }
    if let Some((_, otherwise)) = LOOKED_UP.iter().find(|(engine, _)| *engine == said) {
        return Some(Rule::Look(otherwise.map(str::to_owned)));
    }
    if CALLBACKS.iter().any(|ending| said.ends_with(ending)) {
        return Some(Rule::Look(Some("undefined is not a function".to_owned())));
    }
    with_a_part(said)
}

/// Messages that name something.
fn with_a_part(said: &str) -> Option<Rule> {
    let say = |words: String| Some(Rule::Say(words));
    if let Some(value) = between(said, "Cannot destructure '", "' value") {
        let words = format!("Cannot destructure '{value}' as it is {value}.");
        return Some(Rule::Look(Some(words)));
    }
    if let Some(kind) = between(said, "value with type `", "` is not iterable") {
        return Some(Rule::Look(Some(format!(
            "{kind} is not iterable (cannot read property Symbol(Symbol.iterator))"
        ))));
    }
    if let Some(key) = said.strip_prefix("cannot set non-writable property: ") {
        return Some(Rule::Look(Some(format!(
            "Cannot assign to read only property '{key}' of object"
        ))));
    }
    if said.starts_with("right-hand side of 'in' should be an object") {
        return Some(Rule::Look(None));
    }
    if said.ends_with(" is not defined")
        || said.contains("expected 'proto' to be an Object or null")
    {
        return Some(Rule::Look(None));
    }
    if said.ends_with(" called on incompatible receiver")
        || said.contains(": expected 'this' to be a Weak")
    {
        return Some(Rule::Look(None));
    }
    if let Some(key) = said.strip_prefix("cannot redefine property: ") {
        return say(format!("Cannot redefine property: {key}"));
    }
    if let Some(key) = said.strip_prefix("cannot delete non-configurable property: ") {
        return say(format!("Cannot delete property '{key}' of [object Array]"));
    }
    if let Some(name) = between(
        said,
        "cannot assign to uninitialized global property `",
        "`",
    ) {
        return say(format!("{name} is not defined"));
    }
    if let Some(text) = between(said, "cannot convert string '", "' to bigint primitive") {
        return say(format!("Cannot convert {text} to a BigInt"));
    }
    if let Some(number) = between(said, "cannot convert ", " to a BigInt") {
        return say(format!(
            "The number {number} cannot be converted to a BigInt because it is not an integer"
        ));
    }
    if let Some(rest) = said.strip_prefix("codepoint `") {
        let number = rest.split('`').next().unwrap_or_default();
        return say(format!("Invalid code point {number}"));
    }
    if let Some(kind) = said.strip_prefix("new target was undefined when constructing an ") {
        return say(format!("Constructor {kind}Array requires 'new'"));
    }
    proxies(said)
}

/// The invariants of proxies, as far as the trap alone says it.
fn proxies(said: &str) -> Option<Rule> {
    let words = match said {
        "Proxy object has empty handler and target" => {
            "Cannot perform 'get' on a proxy that has been revoked"
        }
        "Proxy trap result is neither object nor null" => {
            "'getPrototypeOf' on proxy: trap returned neither object nor null"
        }
        "Proxy trap returned unexpected prototype" => {
            "'getPrototypeOf' on proxy: proxy target is non-extensible but the trap did not return its actual prototype"
        }
        "Proxy trap failed to set prototype" => {
            "'setPrototypeOf' on proxy: trap returned falsish for property 'undefined'"
        }
        "Proxy trap returned unexpected extensible value" => {
            "'isExtensible' on proxy: trap result does not reflect extensibility of proxy target (which is 'true')"
        }
        _ => return None,
    };
    Some(Rule::Say(words.to_owned()))
}

fn between<'t>(text: &'t str, head: &str, tail: &str) -> Option<&'t str> {
    text.strip_prefix(head)?.strip_suffix(tail)
}
