//! Errors of system calls in Node's shape: `ENOENT: no such file or directory, open 'x'`.

use std::fmt::Write as _;

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsError, JsString, JsValue, js_string};

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

/// Number, name and libuv's wording of the errors that file and process calls give on Linux.
const ERRORS: &[(i32, &str, &str)] = &[
    (1, "EPERM", "operation not permitted"),
    (2, "ENOENT", "no such file or directory"),
    (3, "ESRCH", "no such process"),
    (4, "EINTR", "interrupted system call"),
    (5, "EIO", "i/o error"),
    (6, "ENXIO", "no such device or address"),
    (7, "E2BIG", "argument list too long"),
    (8, "ENOEXEC", "exec format error"),
    (9, "EBADF", "bad file descriptor"),
    (11, "EAGAIN", "resource temporarily unavailable"),
    (12, "ENOMEM", "not enough memory"),
    (13, "EACCES", "permission denied"),
    (14, "EFAULT", "bad address in system call argument"),
    (16, "EBUSY", "resource busy or locked"),
    (17, "EEXIST", "file already exists"),
    (18, "EXDEV", "cross-device link not permitted"),
    (19, "ENODEV", "no such device"),
    (20, "ENOTDIR", "not a directory"),
    (21, "EISDIR", "illegal operation on a directory"),
    (22, "EINVAL", "invalid argument"),
    (23, "ENFILE", "file table overflow"),
    (24, "EMFILE", "too many open files"),
    (25, "ENOTTY", "inappropriate ioctl for device"),
    (26, "ETXTBSY", "text file is busy"),
    (27, "EFBIG", "file too large"),
    (28, "ENOSPC", "no space left on device"),
    (29, "ESPIPE", "invalid seek"),
    (30, "EROFS", "read-only file system"),
    (31, "EMLINK", "too many links"),
    (32, "EPIPE", "broken pipe"),
    (34, "ERANGE", "result too large"),
    (36, "ENAMETOOLONG", "name too long"),
    (38, "ENOSYS", "function not implemented"),
    (39, "ENOTEMPTY", "directory not empty"),
    (40, "ELOOP", "too many symbolic links encountered"),
    (61, "ENODATA", "no data available"),
    (71, "EPROTO", "protocol error"),
    (75, "EOVERFLOW", "value too large for defined data type"),
    (84, "EILSEQ", "illegal byte sequence"),
    (88, "ENOTSOCK", "socket operation on non-socket"),
    (89, "EDESTADDRREQ", "destination address required"),
    (90, "EMSGSIZE", "message too long"),
    (91, "EPROTOTYPE", "protocol wrong type for socket"),
    (92, "ENOPROTOOPT", "protocol not available"),
    (93, "EPROTONOSUPPORT", "protocol not supported"),
    (95, "ENOTSUP", "operation not supported on socket"),
    (97, "EAFNOSUPPORT", "address family not supported"),
    (98, "EADDRINUSE", "address already in use"),
    (99, "EADDRNOTAVAIL", "address not available"),
    (100, "ENETDOWN", "network is down"),
    (101, "ENETUNREACH", "network is unreachable"),
    (103, "ECONNABORTED", "software caused connection abort"),
    (104, "ECONNRESET", "connection reset by peer"),
    (105, "ENOBUFS", "no buffer space available"),
    (106, "EISCONN", "socket is already connected"),
    (107, "ENOTCONN", "socket is not connected"),
    (110, "ETIMEDOUT", "connection timed out"),
    (111, "ECONNREFUSED", "connection refused"),
    (113, "EHOSTUNREACH", "host is unreachable"),
    (114, "EALREADY", "connection already in progress"),
    (122, "EDQUOT", "disk quota exceeded"),
    (125, "ECANCELED", "operation canceled"),
];

/// Names that `os.constants.errno` has besides, for which libuv has no words.
const WORDLESS: &[(i32, &str)] = &[
    (10, "ECHILD"),
    (11, "EWOULDBLOCK"),
    (33, "EDOM"),
    (35, "EDEADLK"),
    (37, "ENOLCK"),
    (42, "ENOMSG"),
    (43, "EIDRM"),
    (60, "ENOSTR"),
    (62, "ETIME"),
    (63, "ENOSR"),
    (67, "ENOLINK"),
    (72, "EMULTIHOP"),
    (74, "EBADMSG"),
    (95, "EOPNOTSUPP"),
    (102, "ENETRESET"),
    (115, "EINPROGRESS"),
    (116, "ESTALE"),
];

/// The numbers and names of errors, for `os.constants.errno`.
pub fn error_numbers() -> impl Iterator<Item = (i32, &'static str)> {
    let worded = ERRORS.iter().map(|&(number, name, _)| (number, name));
    worded.chain(WORDLESS.iter().copied())
}

impl Failure {
    /// A failure of `call` that is about no file.
    #[must_use]
    pub fn new(call: &'static str, error: &std::io::Error) -> Self {
        // Errors that the standard library makes itself have no number; they are bad arguments.
        let errno = error.raw_os_error().unwrap_or(22);
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
        let Self {
            errno,
            call,
            path,
            dest,
        } = self;
        let known = ERRORS.iter().find(|known| known.0 == errno);
        let name = known.map_or_else(|| format!("E{errno}"), |known| known.1.to_owned());
        let text = known.map_or("unknown error", |known| known.2);
        let mut message = format!("{name}: {text}, {call}");
        if let Some(path) = &path {
            let _ = write!(message, " '{path}'");
        }
        if let Some(dest) = &dest {
            let _ = write!(message, " -> '{dest}'");
        }
        let error =
            threadproof_engine::errors::native_error(context, fail::Kind::Error, &name, &message);
        let object = error.as_opaque().and_then(JsValue::as_object);
        let object = object.unwrap_or_else(|| JsObject::with_object_proto(context.intrinsics()));
        // Node lists the number first, so the code that is already there goes in again after it.
        let code = js_string!("code");
        let _ = object.delete_property_or_throw(code.clone(), context);
        let set = |key: &str, value: JsValue| {
            define(&object, JsString::from(key), value, Attribute::all());
        };
        set("errno", (-errno).into());
        set("code", JsString::from(name).into());
        set("syscall", JsString::from(call).into());
        if let Some(path) = path {
            set("path", JsString::from(path).into());
        }
        if let Some(dest) = dest {
            set("dest", JsString::from(dest).into());
        }
        object
    }

    /// The same, to throw.
    pub fn into_error(self, context: &mut Context) -> JsError {
        JsError::from_opaque(self.into_object(context).into())
    }
}
