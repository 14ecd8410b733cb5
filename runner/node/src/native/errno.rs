//! System errors: their numbers on Linux, their names, and libuv's words for them.
//!
//! It must never know which call failed.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::{Context, JsResult, JsString, JsValue};

use super::{Def, object_of};

/// Number (positive), name and words, in the order of `util.getSystemErrorMap()`.
const ERRORS: &[(i32, &str, &str)] = &[
    (7, "E2BIG", "argument list too long"),
    (13, "EACCES", "permission denied"),
    (98, "EADDRINUSE", "address already in use"),
    (99, "EADDRNOTAVAIL", "address not available"),
    (97, "EAFNOSUPPORT", "address family not supported"),
    (11, "EAGAIN", "resource temporarily unavailable"),
    (3000, "EAI_ADDRFAMILY", "address family not supported"),
    (3001, "EAI_AGAIN", "temporary failure"),
    (3002, "EAI_BADFLAGS", "bad ai_flags value"),
    (3013, "EAI_BADHINTS", "invalid value for hints"),
    (3003, "EAI_CANCELED", "request canceled"),
    (3004, "EAI_FAIL", "permanent failure"),
    (3005, "EAI_FAMILY", "ai_family not supported"),
    (3006, "EAI_MEMORY", "out of memory"),
    (3007, "EAI_NODATA", "no address"),
    (3008, "EAI_NONAME", "unknown node or service"),
    (3009, "EAI_OVERFLOW", "argument buffer overflow"),
    (3014, "EAI_PROTOCOL", "resolved protocol is unknown"),
    (3010, "EAI_SERVICE", "service not available for socket type"),
    (3011, "EAI_SOCKTYPE", "socket type not supported"),
    (114, "EALREADY", "connection already in progress"),
    (9, "EBADF", "bad file descriptor"),
    (16, "EBUSY", "resource busy or locked"),
    (125, "ECANCELED", "operation canceled"),
    (4080, "ECHARSET", "invalid Unicode character"),
    (103, "ECONNABORTED", "software caused connection abort"),
    (111, "ECONNREFUSED", "connection refused"),
    (104, "ECONNRESET", "connection reset by peer"),
    (89, "EDESTADDRREQ", "destination address required"),
    (17, "EEXIST", "file already exists"),
    (14, "EFAULT", "bad address in system call argument"),
    (27, "EFBIG", "file too large"),
    (113, "EHOSTUNREACH", "host is unreachable"),
    (4, "EINTR", "interrupted system call"),
    (22, "EINVAL", "invalid argument"),
    (5, "EIO", "i/o error"),
    (106, "EISCONN", "socket is already connected"),
    (21, "EISDIR", "illegal operation on a directory"),
    (40, "ELOOP", "too many symbolic links encountered"),
    (24, "EMFILE", "too many open files"),
    (90, "EMSGSIZE", "message too long"),
    (36, "ENAMETOOLONG", "name too long"),
    (100, "ENETDOWN", "network is down"),
    (101, "ENETUNREACH", "network is unreachable"),
    (23, "ENFILE", "file table overflow"),
    (105, "ENOBUFS", "no buffer space available"),
    (19, "ENODEV", "no such device"),
    (2, "ENOENT", "no such file or directory"),
    (12, "ENOMEM", "not enough memory"),
    (64, "ENONET", "machine is not on the network"),
    (92, "ENOPROTOOPT", "protocol not available"),
    (28, "ENOSPC", "no space left on device"),
    (38, "ENOSYS", "function not implemented"),
    (107, "ENOTCONN", "socket is not connected"),
    (20, "ENOTDIR", "not a directory"),
    (39, "ENOTEMPTY", "directory not empty"),
    (88, "ENOTSOCK", "socket operation on non-socket"),
    (95, "ENOTSUP", "operation not supported on socket"),
    (75, "EOVERFLOW", "value too large for defined data type"),
    (1, "EPERM", "operation not permitted"),
    (32, "EPIPE", "broken pipe"),
    (71, "EPROTO", "protocol error"),
    (93, "EPROTONOSUPPORT", "protocol not supported"),
    (91, "EPROTOTYPE", "protocol wrong type for socket"),
    (34, "ERANGE", "result too large"),
    (30, "EROFS", "read-only file system"),
    (
        108,
        "ESHUTDOWN",
        "cannot send after transport endpoint shutdown",
    ),
    (29, "ESPIPE", "invalid seek"),
    (3, "ESRCH", "no such process"),
    (110, "ETIMEDOUT", "connection timed out"),
    (26, "ETXTBSY", "text file is busy"),
    (18, "EXDEV", "cross-device link not permitted"),
    (4094, "UNKNOWN", "unknown error"),
    (4095, "EOF", "end of file"),
    (6, "ENXIO", "no such device or address"),
    (31, "EMLINK", "too many links"),
    (112, "EHOSTDOWN", "host is down"),
    (121, "EREMOTEIO", "remote I/O error"),
    (25, "ENOTTY", "inappropriate ioctl for device"),
    (4028, "EFTYPE", "inappropriate file type or format"),
    (84, "EILSEQ", "illegal byte sequence"),
    (94, "ESOCKTNOSUPPORT", "socket type not supported"),
    (61, "ENODATA", "no data available"),
    (49, "EUNATCH", "protocol driver not attached"),
    (8, "ENOEXEC", "exec format error"),
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
    (122, "EDQUOT"),
];

/// Errors of the system that have words and are no constants.
const NO_CONSTANTS: &[&str] = &[
    "ENONET",
    "ESHUTDOWN",
    "EHOSTDOWN",
    "EREMOTEIO",
    "ESOCKTNOSUPPORT",
    "EUNATCH",
];

/// From here on numbers are libuv's own, and none of the system's.
const FIRST_OF_LIBUV: i32 = 3000;

/// The name of an error by its positive number; `E` and the number where it has none.
pub fn name_of(errno: i32) -> String {
    let worded = find(errno).map(|known| known.1);
    let wordless = || WORDLESS.iter().find(|known| known.0 == errno);
    worded
        .or_else(|| wordless().map(|known| known.1))
        .map_or_else(|| format!("E{errno}"), str::to_owned)
}

/// The words for an error by its positive number.
#[must_use]
pub fn words_of(errno: i32) -> &'static str {
    find(errno).map_or("unknown error", |known| known.2)
}

/// The numbers and names of `os.constants.errno`, by name.
#[must_use]
pub fn constants() -> Vec<(&'static str, i32)> {
    let worded = ERRORS
        .iter()
        .filter(|known| known.0 < FIRST_OF_LIBUV && !NO_CONSTANTS.contains(&known.1))
        .map(|&(number, name, _)| (name, number));
    let wordless = WORDLESS.iter().map(|&(number, name)| (name, number));
    let mut all: Vec<_> = worded.chain(wordless).collect();
    all.sort_unstable();
    all
}

/// What `internal/util/system_errors` builds on: `errors()`, flat [number below 0, name, words, …].
///
/// # Errors
/// Never: the list is made when it is asked for.
pub fn bindings(context: &mut Context) -> JsResult<JsObject> {
    const FUNCTIONS: &[Def] = &[("errors", 0, |_, _, context| {
        let text = |text: &str| JsValue::from(JsString::from(text));
        let flat = ERRORS
            .iter()
            .flat_map(|&(number, name, words)| [(-number).into(), text(name), text(words)]);
        Ok(JsArray::from_iter(flat, context).into())
    })];
    Ok(object_of(FUNCTIONS, context))
}

fn find(errno: i32) -> Option<&'static (i32, &'static str, &'static str)> {
    ERRORS.iter().find(|known| known.0 == errno)
}
