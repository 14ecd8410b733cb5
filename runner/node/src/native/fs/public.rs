//! The module `fs` as scripts see it: what nearly every program calls is native, so that asking
//! for the module compiles no JavaScript; everything else is loaded from `internal/fs/main` when
//! it is looked at.
//!
//! It must hold no file operation of its own: those are in the other files of this room.

use boa_engine::object::JsObject;
use boa_engine::property::Attribute;
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, js_string};

use super::super::buffer::encoding::Encoding;
use super::super::bytes::Bytes;
use super::super::{Def, define_all, fail};
use super::{args, dirs, io, nodes};
use threadproof_engine::bytes;
use threadproof_engine::class::define_lazy_visible;
use threadproof_ground::numbers::nearest;
use threadproof_modules::builtin;

const FUNCTIONS: &[Def] = &[
    ("openSync", 3, |_, args, context| {
        at_once(io::open, args, context)
    }),
    ("closeSync", 1, |_, args, context| {
        at_once(io::close, args, context)
    }),
    ("unlinkSync", 1, |_, args, context| {
        at_once(nodes::unlink, args, context)
    }),
    ("renameSync", 2, |_, args, context| {
        at_once(nodes::rename, args, context)
    }),
    ("accessSync", 2, |_, args, context| {
        at_once(nodes::access, args, context)
    }),
    ("existsSync", 1, exists_sync),
    ("readFileSync", 2, read_file_sync),
    ("writeFileSync", 3, |_, args, context| {
        write_whole(args, "w", context)
    }),
    ("appendFileSync", 3, |_, args, context| {
        write_whole(args, "a", context)
    }),
    ("mkdirSync", 2, mkdir_sync),
    ("readSync", 5, read_sync),
    ("writeSync", 5, write_sync),
];

/// The exports of `fs`.
///
/// # Errors
/// Never: the rest is loaded later.
pub fn exports(context: &mut Context) -> JsResult<JsValue> {
    let fs = JsObject::with_object_proto(context.intrinsics());
    define_all(&fs, FUNCTIONS, Attribute::all(), context);
    macro_rules! loaded {
        ($($name:literal)*) => {$(
            define_lazy_visible(context, &fs, js_string!($name), |context| {
                builtin::export("internal/fs/main", $name, context)
            });
        )*};
    }
    loaded!(
        "appendFile" "access" "chown" "chownSync" "chmod" "chmodSync" "close" "copyFile"
        "copyFileSync" "cp" "cpSync" "createReadStream" "createWriteStream" "exists" "fchown"
        "fchownSync" "fchmod" "fchmodSync" "fdatasync" "fdatasyncSync" "fstat" "fstatSync" "fsync"
        "fsyncSync" "ftruncate" "ftruncateSync" "futimes" "futimesSync" "glob" "globSync" "lchown"
        "lchownSync" "lchmod" "lchmodSync" "link" "linkSync" "lstat" "lstatSync" "lutimes"
        "lutimesSync" "mkdir" "mkdtemp" "mkdtempSync" "mkdtempDisposableSync" "open" "openAsBlob" "openAsBlobSync"
        "readdir" "readdirSync" "read" "readv" "readvSync" "readFile" "readlink" "readlinkSync"
        "realpath" "realpathSync" "rename" "rm" "rmSync" "rmdir" "rmdirSync" "stat" "statfs"
        "statSync" "statfsSync" "symlink" "symlinkSync" "truncate" "truncateSync" "unwatchFile"
        "unlink" "utimes" "utimesSync" "watch" "watchFile" "writeFile" "write" "writev"
        "writevSync" "Dirent" "Stats" "ReadStream" "Utf8Stream" "WriteStream" "FileReadStream"
        "FileWriteStream" "_toUnixTimestamp" "Dir" "opendir" "opendirSync" "constants" "promises"
    );
    Ok(fs.into())
}

/// Calls a native operation without a callback: it works at once.
fn at_once(
    operation: fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>,
    args: &[JsValue],
    context: &mut Context,
) -> JsResult<JsValue> {
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(JsValue::undefined());
    all.extend_from_slice(args);
    operation(&JsValue::undefined(), &all, context)
}

/// Options that may be an encoding: the object, and the encoding.
struct Options {
    object: Option<JsObject>,
    encoding: JsValue,
}

impl Options {
    fn of(value: &JsValue, context: &mut Context) -> JsResult<Self> {
        if value.is_null_or_undefined() || value.is_callable() {
            return Ok(Self {
                object: None,
                encoding: JsValue::undefined(),
            });
        }
        if value.is_string() {
            return Ok(Self {
                object: None,
                encoding: value.clone(),
            });
        }
        let Some(object) = value.as_object() else {
            let expected = "one of type string or object";
            return Err(fail::arg_type(context, "options", expected, value));
        };
        let encoding = object.get(js_string!("encoding"), context)?;
        io::encoding(&encoding, context)?;
        let signal = object.get(js_string!("signal"), context)?;
        if !signal.is_undefined() {
            // Whether it is one is told where the class is known.
            builtin::export("internal/validators", "validateAbortSignal", context)?
                .as_callable()
                .map(|check| {
                    let args = [signal, js_string!("options.signal").into()];
                    check.call(&JsValue::undefined(), &args, context)
                })
                .transpose()?;
        }
        Ok(Self {
            object: Some(object.clone()),
            encoding,
        })
    }

    /// Another option, or `default` where there is none.
    fn get(&self, name: &str, default: JsValue, context: &mut Context) -> JsResult<JsValue> {
        let Some(object) = &self.object else {
            return Ok(default);
        };
        let value = object.get(JsString::from(name), context)?;
        Ok(if value.is_undefined() { default } else { value })
    }
}

fn exists_sync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = args.get_or_undefined(0).clone();
    Ok(at_once(nodes::access, &[path, 0.into()], context)
        .is_ok()
        .into())
}

fn read_file_sync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = Options::of(args.get_or_undefined(1), context)?;
    let flags = options.get("flag", js_string!("r").into(), context)?;
    let file = args.get_or_undefined(0).clone();
    at_once(io::read_file, &[file, options.encoding, flags], context)
}

/// `(file, data, options)`
fn write_whole(args: &[JsValue], flag: &str, context: &mut Context) -> JsResult<JsValue> {
    let options = Options::of(args.get_or_undefined(2), context)?;
    let flags = options.get("flag", JsString::from(flag).into(), context)?;
    let mode = options.get("mode", 0o666.into(), context)?;
    let flush = options.get("flush", false.into(), context)?;
    if !flush.is_boolean() && !flush.is_null() {
        return Err(fail::arg_type(
            context,
            "options.flush",
            "of type boolean",
            &flush,
        ));
    }
    let data = args.get_or_undefined(1);
    let bytes = if let Some(text) = data.as_string() {
        let encoding = io::encoding(&options.encoding, context)?.unwrap_or(Encoding::Utf8);
        encoding.encode(text.as_str())
    } else if let Some(bytes) = Bytes::view(data, context) {
        bytes.to_vec()
    } else {
        let expected = "of type string or an instance of Buffer, TypedArray, or DataView";
        return Err(fail::arg_type(context, "data", expected, data));
    };
    let file = args.get_or_undefined(0);
    let flush = flush.to_boolean();
    let none = JsValue::undefined();
    io::write_bytes(&none, file, (bytes, flush), &flags, &mode, context)
}

fn mkdir_sync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let options = args.get_or_undefined(1);
    args::raw_path(args.get_or_undefined(0), "path", context)?;
    let (mut mode, mut recursive) = (JsValue::undefined(), JsValue::undefined());
    if options.is_number() || options.is_string() {
        mode = options.clone();
    }
    if let Some(options) = options.as_object() {
        mode = options.get(js_string!("mode"), context)?;
        if mode.is_null() {
            let none = JsValue::undefined();
            return Err(fail::arg_type(
                context,
                "options.mode",
                "of type number",
                &none,
            ));
        }
        mode = args::named_mode(&mode, "options.mode", 0o777, context)?.into();
        recursive = options.get(js_string!("recursive"), context)?;
        if !recursive.is_undefined() && !recursive.is_boolean() {
            return Err(fail::arg_type(
                context,
                "options.recursive",
                "of type boolean",
                &recursive,
            ));
        }
    }
    at_once(
        dirs::mkdir,
        &[args.get_or_undefined(0).clone(), mode, recursive],
        context,
    )
}

/// Offset, length and position of a read or write, checked against its buffer.
struct Span {
    offset: f64,
    length: f64,
    position: JsValue,
}

impl Span {
    /// What stands behind the buffer: three values, or an object of them.
    fn parts(args: &[JsValue], context: &mut Context) -> JsResult<[JsValue; 3]> {
        let mut parts = [2, 3, 4].map(|at| args.get_or_undefined(at).clone());
        if let Some(options) = parts[0]
            .as_object()
            .filter(|options| !options.is_callable())
        {
            for (part, name) in parts.iter_mut().zip(["offset", "length", "position"]) {
                *part = options.get(JsString::from(name), context)?;
            }
        }
        Ok(parts)
    }

    /// Of a read: `(…, buffer, offset, length, position)` or `(…, buffer, options)`. What does not
    /// fit is told of its length.
    fn of_read(args: &[JsValue], room: usize, context: &mut Context) -> JsResult<Self> {
        let options = args.get_or_undefined(2);
        let is_list = options.as_object().is_some_and(|object| object.is_array());
        if is_list
            || (args.len() == 3
                && !options.is_undefined()
                && !options.is_object()
                && !options.is_null())
        {
            return Err(fail::arg_type(
                context,
                "options",
                "of type object",
                options,
            ));
        }
        let by_options = args.len() <= 3 || (options.is_object() && !options.is_callable());
        let [offset, length, position] = Self::parts(args, context)?;
        let offset = whole(&offset, "offset", 0.0, context)?;
        let room = room as f64;
        let length = if by_options && length.is_undefined() {
            room - offset
        } else {
            f64::from(length.to_i32(context)?)
        };
        if length < 0.0 {
            return Err(fail::out_of_range(
                context,
                "length",
                ">= 0",
                &length.into(),
            ));
        }
        if length > 0.0 && room > 0.0 {
            if offset + length > room {
                let range = format!("<= {}", room - offset);
                return Err(fail::out_of_range(
                    context,
                    "length",
                    &range,
                    &length.into(),
                ));
            }
            check_position(&position, length, context)?;
        }
        Ok(Self {
            offset,
            length,
            position,
        })
    }

    /// Of a write: the same, but nothing that is no number counts.
    fn of_write(args: &[JsValue], room: usize, context: &mut Context) -> JsResult<Self> {
        let [offset, length, position] = Self::parts(args, context)?;
        let offset = whole(&offset, "offset", 0.0, context)?;
        let room = room as f64;
        let length = length.as_number().unwrap_or(room - offset);
        let mut refuse = |name: &str, range: &str, value: f64| {
            Err(fail::out_of_range(context, name, range, &value.into()))
        };
        if offset > room {
            return refuse("offset", &format!("<= {room}"), offset);
        }
        if length > room - offset {
            return refuse("length", &format!("<= {}", room - offset), length);
        }
        if length < 0.0 {
            return refuse("length", ">= 0", length);
        }
        if length.fract() != 0.0 || length.is_nan() {
            return refuse("length", "an integer", length);
        }
        let position = position.as_number().filter(|at| (0.0..=MOST).contains(at));
        Ok(Self {
            offset,
            length,
            position: position.map_or_else(JsValue::null, JsValue::from),
        })
    }

    fn args(self, fd: &JsValue, buffer: &JsValue) -> [JsValue; 5] {
        [
            fd.clone(),
            buffer.clone(),
            self.offset.into(),
            self.length.into(),
            self.position,
        ]
    }
}

/// The largest position that a number can name.
const MOST: f64 = 9_007_199_254_740_991.0;

fn check_position(position: &JsValue, length: f64, context: &mut Context) -> JsResult<()> {
    if position.is_null_or_undefined() {
        return Ok(());
    }
    if let Some(number) = position.as_bigint() {
        let last = i64::MAX - nearest::<i64>(length);
        let number = number.to_string().parse::<i128>().unwrap_or(i128::MAX);
        if (-1..=i128::from(last)).contains(&number) {
            return Ok(());
        }
        let range = format!(">= -1 && <= {last}");
        return Err(fail::out_of_range(context, "position", &range, position));
    }
    let Some(number) = position.as_number() else {
        let expected = "of type bigint or integer";
        return Err(fail::arg_type(context, "position", expected, position));
    };
    if number.fract() != 0.0 || !number.is_finite() {
        return Err(fail::out_of_range(
            context,
            "position",
            "an integer",
            position,
        ));
    }
    if !(-1.0..=MOST).contains(&number) {
        let range = ">= -1 && <= 9007199254740991";
        return Err(fail::out_of_range(context, "position", range, position));
    }
    Ok(())
}

fn whole(value: &JsValue, name: &str, default: f64, context: &mut Context) -> JsResult<f64> {
    if value.is_null_or_undefined() {
        return Ok(default);
    }
    let Some(number) = value.as_number() else {
        return Err(fail::arg_type(context, name, "of type number", value));
    };
    if number.fract() != 0.0 || !number.is_finite() {
        return Err(fail::out_of_range(context, name, "an integer", value));
    }
    if !(0.0..=MOST).contains(&number) {
        let range = ">= 0 && <= 9007199254740991";
        return Err(fail::out_of_range(context, name, range, value));
    }
    Ok(number)
}

fn read_sync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (fd, buffer) = (args.get_or_undefined(0), args.get_or_undefined(1));
    let Some(bytes) = Bytes::view(buffer, context) else {
        let expected = "an instance of Buffer, TypedArray, or DataView";
        return Err(fail::arg_type(context, "buffer", expected, buffer));
    };
    let span = Span::of_read(args, bytes.len(), context)?;
    if span.length == 0.0 {
        return Ok(0.into());
    }
    if bytes.is_empty() {
        return Err(bytes::arg_value(
            context,
            "buffer",
            "is empty and cannot be written",
            buffer,
        ));
    }
    at_once(io::read, &span.args(fd, buffer), context)
}

/// `(fd, buffer, …)` or `(fd, text, position, encoding)`
fn write_sync(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let (fd, buffer) = (args.get_or_undefined(0), args.get_or_undefined(1));
    if let Some(text) = buffer.as_string() {
        let [position, encoding] = [2, 3].map(|at| args.get_or_undefined(at).clone());
        let named = encoding.as_string().map(|name| name.to_std_string_lossy());
        let known = named.as_deref().and_then(Encoding::parse);
        if known == Some(Encoding::Hex) && text.len() % 2 != 0 {
            let reason = format!("is invalid for data of length {}", text.len());
            return Err(bytes::arg_value(context, "encoding", &reason, &encoding));
        }
        let encoding = if known.is_some() {
            encoding
        } else {
            JsValue::undefined()
        };
        return at_once(
            io::write_text,
            &[fd.clone(), buffer.clone(), position, encoding],
            context,
        );
    }
    let Some(bytes) = Bytes::view(buffer, context) else {
        let expected = "of type string or an instance of Buffer, TypedArray, or DataView";
        return Err(fail::arg_type(context, "buffer", expected, buffer));
    };
    let span = Span::of_write(args, bytes.len(), context)?;
    at_once(io::write, &span.args(fd, buffer), context)
}
