//! Arguments of file functions: paths, descriptors, flags and modes, with Node's errors.

use std::fs::File;
use std::sync::Arc;

use boa_engine::{Context, JsResult, JsValue};
use rustix::io::Errno;

use super::super::bytes::Bytes;
use super::super::fail;
use super::super::url::{path_of, url_of};
use super::descriptors;
use threadproof_engine::access;
use threadproof_engine::bytes;
use threadproof_ground::access::Permission;
use threadproof_ground::numbers::nearest;

/// A path that an operation goes to: relative ones start in the runtime's own folder, if it has one.
///
/// Throws `ERR_ACCESS_DENIED` when the runtime may not do this to the file.
pub(super) fn path(
    value: &JsValue,
    name: &str,
    wanted: Permission,
    context: &mut Context,
) -> JsResult<String> {
    checked(value, name, context, |path, context| {
        access::check_operand(wanted, path, context)
    })
}

/// As [`path`], for what is done to a name in a folder: a link there is not followed.
pub(super) fn entry(
    value: &JsValue,
    name: &str,
    wanted: Permission,
    context: &mut Context,
) -> JsResult<String> {
    checked(value, name, context, |path, context| {
        access::check_entry(wanted, path, context)
    })
}

/// A path from the runtime's own folder, looked at by `check` where anything is restricted.
fn checked(
    value: &JsValue,
    name: &str,
    context: &mut Context,
    check: impl FnOnce(&str, &mut Context) -> JsResult<()>,
) -> JsResult<String> {
    let path = raw_path(value, name, context)?;
    let Some(access) = access::of(context) else {
        return Ok(path);
    };
    let path = access.absolute(&path);
    check(&path, context)?;
    Ok(path)
}

/// A path as it stands: a string, a `Buffer` (taken as UTF-8) or a `file:` URL.
pub(super) fn raw_path(value: &JsValue, name: &str, context: &mut Context) -> JsResult<String> {
    let text = if let Some(text) = value.as_string() {
        text.to_std_string_lossy()
    } else if let Some(bytes) = Bytes::octets(value, context) {
        bytes.with(|data| String::from_utf8_lossy(data).into_owned())
    } else if let Some(url) = value.as_object().and_then(|object| url_of(&object)) {
        path_of(&url, context)?
    } else {
        let expected = "of type string or an instance of Buffer or URL";
        return Err(fail::arg_type(context, name, expected, value));
    };
    if text.contains('\0') {
        let text = "must be a string, Uint8Array, or URL without null bytes";
        return Err(bytes::arg_value(context, name, text, value));
    }
    Ok(text)
}

/// The number of a file descriptor.
pub(super) fn fd(value: &JsValue, context: &mut Context) -> JsResult<i32> {
    let Some(number) = value.as_number() else {
        return Err(fail::arg_type(context, "fd", "of type number", value));
    };
    if number.fract() != 0.0 || !number.is_finite() {
        return Err(fail::out_of_range(context, "fd", "an integer", value));
    }
    if !(0.0..=f64::from(i32::MAX)).contains(&number) {
        return Err(fail::out_of_range(
            context,
            "fd",
            ">= 0 && <= 2147483647",
            value,
        ));
    }
    let fd = nearest(number);
    access::check_fd(fd, context)?;
    Ok(fd)
}

/// A descriptor that a script named by its number. It stays open as long as this is there.
#[derive(Debug)]
pub(super) struct Named {
    /// The number.
    pub(super) number: i32,
    lent: Result<Arc<File>, Errno>,
}

impl Named {
    /// What it stands for.
    ///
    /// # Errors
    /// `EBADF` when the script has none of that number.
    pub(super) fn file(&self) -> Result<&File, Errno> {
        self.lent.as_deref().map_err(|errno| *errno)
    }
}

/// A descriptor to work with; that there is none of that number is told by the work.
pub(super) fn named(value: &JsValue, context: &mut Context) -> JsResult<Named> {
    let number = fd(value, context)?;
    let lent = descriptors::of(context).lend(number);
    Ok(Named { number, lent })
}

/// Open flags: a number or one of Node's texts; `default` where the script gives none.
pub(super) fn flags(value: &JsValue, default: i32, context: &mut Context) -> JsResult<i32> {
    const WRONLY: i32 = 1;
    const RDWR: i32 = 2;
    const CREATE: i32 = 0o100;
    const EXCLUSIVE: i32 = 0o200;
    const TRUNCATE: i32 = 0o1000;
    const APPEND: i32 = 0o2000;
    const SYNC: i32 = 0o4_010_000;
    if value.is_null_or_undefined() {
        return Ok(default);
    }
    if let Some(number) = value.as_number() {
        if number.fract() != 0.0 || !number.is_finite() {
            return Err(fail::out_of_range(context, "flags", "an integer", value));
        }
        if !(f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number) {
            let range = ">= -2147483648 && <= 2147483647";
            return Err(fail::out_of_range(context, "flags", range, value));
        }
        return Ok(nearest(number));
    }
    let text = value
        .as_string()
        .map(|text| text.to_std_string_lossy())
        .unwrap_or_default();
    Ok(match text.as_str() {
        "r" => 0,
        "rs" | "sr" => SYNC,
        "r+" => RDWR,
        "rs+" | "sr+" => RDWR | SYNC,
        "w" => TRUNCATE | CREATE | WRONLY,
        "wx" | "xw" => TRUNCATE | CREATE | WRONLY | EXCLUSIVE,
        "w+" => TRUNCATE | CREATE | RDWR,
        "wx+" | "xw+" => TRUNCATE | CREATE | RDWR | EXCLUSIVE,
        "a" => APPEND | CREATE | WRONLY,
        "ax" | "xa" => APPEND | CREATE | WRONLY | EXCLUSIVE,
        "as" | "sa" => APPEND | CREATE | WRONLY | SYNC,
        "a+" => APPEND | CREATE | RDWR,
        "ax+" | "xa+" => APPEND | CREATE | RDWR | EXCLUSIVE,
        "as+" | "sa+" => APPEND | CREATE | RDWR | SYNC,
        _ => return Err(bytes::arg_value(context, "flags", "is invalid", value)),
    })
}

/// Permission bits: a number or an octal text; `default` where the script gives none.
pub(super) fn mode(value: &JsValue, default: u32, context: &mut Context) -> JsResult<u32> {
    named_mode(value, "mode", default, context)
}

/// The same, for an option of another name.
pub(super) fn named_mode(
    value: &JsValue,
    name: &str,
    default: u32,
    context: &mut Context,
) -> JsResult<u32> {
    if value.is_null_or_undefined() {
        return Ok(default);
    }
    if let Some(number) = value.as_number() {
        if number.fract() != 0.0 || !number.is_finite() {
            return Err(fail::out_of_range(context, name, "an integer", value));
        }
        if !(0.0..=f64::from(u32::MAX)).contains(&number) {
            return Err(fail::out_of_range(
                context,
                name,
                ">= 0 && <= 4294967295",
                value,
            ));
        }
        return Ok(nearest(number));
    }
    if let Some(text) = value.as_string() {
        let parsed = u32::from_str_radix(&text.to_std_string_lossy(), 8);
        return parsed.map_err(|_| {
            let text = "must be a 32-bit unsigned integer or an octal string";
            bytes::arg_value(context, name, text, value)
        });
    }
    Err(fail::arg_type(context, name, "of type number", value))
}

/// What is asked of a file or of a copy: a number from 0 to 7.
pub(super) fn small_mode(value: &JsValue, context: &mut Context) -> JsResult<u32> {
    if value.is_null_or_undefined() {
        return Ok(0);
    }
    let (kind, code, text) = match value.as_number() {
        None => (
            fail::Kind::Type,
            "ERR_INVALID_ARG_TYPE",
            "mode must be int32 or null/undefined",
        ),
        Some(number) if !number.is_finite() => (
            fail::Kind::Range,
            "ERR_OUT_OF_RANGE",
            "mode is out of range",
        ),
        Some(number) if (0.0..8.0).contains(&number) => return Ok(nearest(number)),
        Some(_) => (
            fail::Kind::Range,
            "ERR_OUT_OF_RANGE",
            "mode is out of range: >= 0 && <= 7",
        ),
    };
    Err(fail::coded(context, kind, code, text))
}

/// A position in a file; anything but a number or big integer means "where the file stands".
pub(super) fn position(value: &JsValue) -> Option<u64> {
    if let Some(number) = value.as_bigint() {
        return number.to_string().parse().ok();
    }
    value
        .as_number()
        .filter(|number| *number >= 0.0)
        .map(nearest)
}

/// A number, zero where there is none.
pub(super) fn number(value: &JsValue) -> f64 {
    value.as_number().unwrap_or(0.0)
}
