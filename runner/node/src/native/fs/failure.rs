//! Errors of system calls in Node's shape: `ENOENT: no such file or directory, open 'x'`.

use std::fmt::Write as _;

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsError, JsString, JsValue, js_string};

use super::super::errno::{name_of, words_of};
use super::super::{define, fail};

/// A system call that failed; it may go to any thread.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The system's error number, positive.
    pub errno: i32,
    /// The call, in Node's naming.
    pub call: &'static str,
    /// The file it was about.
    pub path: Option<String>,
    /// The second file, where the call takes two.
    pub dest: Option<String>,
}

impl Failure {
    /// A failure of `call` that is about no file.
    #[must_use]
    pub fn new(call: &'static str, error: &std::io::Error) -> Self {
        // Errors that the standard library makes itself have no number; they are bad arguments.
        Self::numbered(call, error.raw_os_error().unwrap_or(22))
    }

    /// A failure of `call` by the system's number.
    #[must_use]
    pub fn numbered(call: &'static str, errno: i32) -> Self {
        Self {
            errno,
            call,
            path: None,
            dest: None,
        }
    }

    /// The same failure, about a file.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same failure, about a file and its destination.
    #[must_use]
    pub fn between(self, path: impl Into<String>, dest: impl Into<String>) -> Self {
        let mut failure = self.at(path);
        failure.dest = Some(dest.into());
        failure
    }

    /// The error that scripts see.
    pub fn into_object(self, context: &mut Context) -> JsObject {
        let (name, words) = (name_of(self.errno), words_of(self.errno));
        let mut message = format!("{name}: {words}, {}", self.call);
        if let Some(path) = &self.path {
            let _ = write!(message, " '{path}'");
        }
        if let Some(dest) = &self.dest {
            let _ = write!(message, " -> '{dest}'");
        }
        self.with_message(&message, context)
    }

    /// The error to throw for calls that are about no file: `kill ESRCH`.
    pub fn into_wordless_error(self, context: &mut Context) -> JsError {
        let message = format!("{} {}", self.call, name_of(self.errno));
        JsError::from_opaque(self.with_message(&message, context).into())
    }

    fn with_message(self, message: &str, context: &mut Context) -> JsObject {
        let name = name_of(self.errno);
        let error =
            threadproof_engine::errors::native_error(context, fail::Kind::Error, &name, message);
        let object = error.as_opaque().and_then(JsValue::as_object);
        let object = object.unwrap_or_else(|| JsObject::with_object_proto(context.intrinsics()));
        // Node lists the number first, so the code that is already there goes in again after it.
        let code = js_string!("code");
        let _ = object.delete_property_or_throw(code.clone(), context);
        let set = |key: &str, value: JsValue| {
            define(&object, JsString::from(key), value, Attribute::all());
        };
        set("errno", (-self.errno).into());
        set("code", JsString::from(name).into());
        set("syscall", JsString::from(self.call).into());
        if let Some(path) = self.path {
            set("path", JsString::from(path).into());
        }
        if let Some(dest) = self.dest {
            set("dest", JsString::from(dest).into());
        }
        object
    }

    /// The same, to throw.
    pub fn into_error(self, context: &mut Context) -> JsError {
        JsError::from_opaque(self.into_object(context).into())
    }
}
