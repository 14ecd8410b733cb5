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
use threadproof_modules::builtin;

const FUNCTIONS: &[Def] = &[
    ("openSync", 3, |_, args, ctx| at_once(io::open, args, ctx)),
    ("closeSync", 1, |_, args, ctx| at_once(io::close, args, ctx)),
    ("unlinkSync", 1, |_, args, ctx| {
        at_once(nodes::unlink, args, ctx)
    }),
    ("renameSync", 2, |_, args, ctx| {
        at_once(nodes::rename, args, ctx)
    }),
    ("accessSync", 2, |_, args, ctx| {
        at_once(nodes::access, args, ctx)
    }),
    ("existsSync", 1, exists_sync),
    ("readFileSync", 2, read_file_sync),
    ("writeFileSync", 3, |_, args, ctx| {
        write_whole(args, "w", ctx)
    }),
    ("appendFileSync", 3, |_, args, ctx| {
        write_whole(args, "a", ctx)
    }),
    ("mkdirSync", 2, mkdir_sync),
    ("readSync", 5, read_sync),
    ("writeSync", 5, write_sync),
];

/// The exports of `fs`.
///
/// # Errors
/// Never: the rest is loaded later.
pub fn exports(ctx: &mut Context) -> JsResult<JsValue> {
    let fs = JsObject::with_object_proto(ctx.intrinsics());
    define_all(&fs, FUNCTIONS, Attribute::all(), ctx);
    macro_rules! loaded {
        ($($name:literal)*) => {$(
            define_lazy_visible(ctx, &fs, js_string!($name), |ctx| {
                builtin::export("internal/fs/main", $name, ctx)
            });
        )*};
    }
    loaded!(
        "appendFile" "access" "chown" "chownSync" "chmod" "chmodSync" "close" "copyFile"
        "copyFileSync" "cp" "cpSync" "createReadStream" "createWriteStream" "exists" "fchown"
        "fchownSync" "fchmod" "fchmodSync" "fdatasync" "fdatasyncSync" "fstat" "fstatSync" "fsync"
        "fsyncSync" "ftruncate" "ftruncateSync" "futimes" "futimesSync" "glob" "globSync" "lchown"
        "lchownSync" "lchmod" "lchmodSync" "link" "linkSync" "lstat" "lstatSync" "lutimes"
        "lutimesSync" "mkdir" "mkdtemp" "mkdtempSync" "mkdtempDisposableSync" "open" "openAsBlob"
        "readdir" "readdirSync" "read" "readv" "readvSync" "readFile" "readlink" "readlinkSync"
        "realpath" "realpathSync" "rename" "rm" "rmSync" "rmdir" "rmdirSync" "stat" "statfs"
        "statSync" "statfsSync" "symlink" "symlinkSync" "truncate" "truncateSync" "unwatchFile"
        "unlink" "utimes" "utimesSync" "watch" "watchFile" "writeFile" "write" "writev"
        "writevSync" "Dirent" "Stats" "ReadStream" "WriteStream" "FileReadStream"
        "FileWriteStream" "_toUnixTimestamp" "Dir" "opendir" "opendirSync" "constants" "promises"
    );
    Ok(fs.into())
}

/// Calls a native operation without a callback: it works at once.
fn at_once(
    operation: fn(&JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>,
    args: &[JsValue],
    ctx: &mut Context,
) -> JsResult<JsValue> {
    let mut all = Vec::with_capacity(args.len() + 1);
    all.push(JsValue::undefined());
    all.extend_from_slice(args);
    operation(&JsValue::undefined(), &all, ctx)
}

/// Options that may be an encoding: the object, and the encoding.
struct Options {
    object: Option<JsObject>,
    encoding: JsValue,
}

impl Options {
    fn of(value: &JsValue, ctx: &mut Context) -> JsResult<Self> {
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
            let expected = "of type string or an instance of Object";
            return Err(fail::arg_type(ctx, "options", expected, value));
        };
        let encoding = object.get(js_string!("encoding"), ctx)?;
        Ok(Self {
            object: Some(object.clone()),
            encoding,
        })
    }

    /// Another option, or `default` where there is none.
    fn get(&self, name: &str, default: JsValue, ctx: &mut Context) -> JsResult<JsValue> {
        let Some(object) = &self.object else {
            return Ok(default);
        };
        let value = object.get(JsString::from(name), ctx)?;
        Ok(if value.is_undefined() { default } else { value })
    }
}

/// A path or descriptor, the latter also inside a `FileHandle`.
fn file(value: &JsValue, ctx: &mut Context) -> JsResult<JsValue> {
    match value.as_object().filter(super::handle::is_handle) {
        Some(handle) => handle.get(js_string!("fd"), ctx),
        None => Ok(value.clone()),
    }
}

fn exists_sync(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let path = args.get_or_undefined(0).clone();
    Ok(at_once(nodes::access, &[path, 0.into()], ctx)
        .is_ok()
        .into())
}

fn read_file_sync(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let options = Options::of(args.get_or_undefined(1), ctx)?;
    let flags = options.get("flag", js_string!("r").into(), ctx)?;
    let file = file(args.get_or_undefined(0), ctx)?;
    at_once(io::read_file, &[file, options.encoding, flags], ctx)
}

/// `(file, data, options)`
fn write_whole(args: &[JsValue], flag: &str, ctx: &mut Context) -> JsResult<JsValue> {
    let options = Options::of(args.get_or_undefined(2), ctx)?;
    let flags = options.get("flag", JsString::from(flag).into(), ctx)?;
    let mode = options.get("mode", 0o666.into(), ctx)?;
    let flush = options.get("flush", false.into(), ctx)?;
    if !flush.is_boolean() && !flush.is_null() {
        return Err(fail::arg_type(
            ctx,
            "options.flush",
            "of type boolean",
            &flush,
        ));
    }
    let data = args.get_or_undefined(1);
    let bytes = if let Some(text) = data.as_string() {
        let encoding = io::encoding(&options.encoding, ctx)?.unwrap_or(Encoding::Utf8);
        encoding.encode(text.as_str())
    } else if let Some(bytes) = Bytes::view(data, ctx) {
        bytes.to_vec()
    } else {
        let expected = "of type string or an instance of Buffer, TypedArray, or DataView";
        return Err(fail::arg_type(ctx, "data", expected, data));
    };
    let file = file(args.get_or_undefined(0), ctx)?;
    io::write_bytes(&JsValue::undefined(), &file, bytes, &flags, &mode, ctx)
}

fn mkdir_sync(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let options = args.get_or_undefined(1);
    let (mut mode, mut recursive) = (options.clone(), JsValue::undefined());
    if let Some(options) = options.as_object() {
        mode = options.get(js_string!("mode"), ctx)?;
        recursive = options.get(js_string!("recursive"), ctx)?;
        if !recursive.is_undefined() && !recursive.is_boolean() {
            return Err(fail::arg_type(
                ctx,
                "options.recursive",
                "of type boolean",
                &recursive,
            ));
        }
    }
    at_once(
        dirs::mkdir,
        &[args.get_or_undefined(0).clone(), mode, recursive],
        ctx,
    )
}

/// Offset, length and position of a read or write, checked against its buffer.
struct Span {
    offset: f64,
    length: f64,
    position: JsValue,
}

impl Span {
    /// From `(…, buffer, offset, length, position)` or `(…, buffer, options)`.
    fn of(args: &[JsValue], room: usize, ctx: &mut Context) -> JsResult<Self> {
        let mut parts = [2, 3, 4].map(|at| args.get_or_undefined(at).clone());
        let options = parts[0].as_object();
        if let Some(options) = options {
            for (part, name) in parts.iter_mut().zip(["offset", "length", "position"]) {
                *part = options.get(JsString::from(name), ctx)?;
            }
        }
        let [offset, length, position] = parts;
        let offset = whole(&offset, "offset", 0.0, ctx)?;
        let room = room as f64;
        if offset > room {
            return Err(fail::out_of_range(
                ctx,
                "offset",
                &format!("<= {room}"),
                &offset.into(),
            ));
        }
        let length = whole(&length, "length", room - offset, ctx)?;
        if length > room - offset {
            let range = format!("<= {}", room - offset);
            return Err(fail::out_of_range(ctx, "length", &range, &length.into()));
        }
        if !(position.is_null_or_undefined() || position.is_number() || position.is_bigint()) {
            let expected = "one of type integer or bigint";
            return Err(fail::arg_type(ctx, "position", expected, &position));
        }
        Ok(Self {
            offset,
            length,
            position,
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

fn whole(value: &JsValue, name: &str, default: f64, ctx: &mut Context) -> JsResult<f64> {
    if value.is_null_or_undefined() {
        return Ok(default);
    }
    let Some(number) = value.as_number() else {
        return Err(fail::arg_type(ctx, name, "of type number", value));
    };
    if number.fract() != 0.0 || !number.is_finite() {
        return Err(fail::out_of_range(ctx, name, "an integer", value));
    }
    if number < 0.0 {
        let range = if name == "length" {
            ">= 0"
        } else {
            ">= 0 && <= 9007199254740991"
        };
        return Err(fail::out_of_range(ctx, name, range, value));
    }
    Ok(number)
}

fn read_sync(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let (fd, buffer) = (args.get_or_undefined(0), args.get_or_undefined(1));
    args::fd(fd, ctx)?;
    let Some(bytes) = Bytes::view(buffer, ctx) else {
        let expected = "an instance of Buffer, TypedArray, or DataView";
        return Err(fail::arg_type(ctx, "buffer", expected, buffer));
    };
    let span = Span::of(args, bytes.len(), ctx)?;
    if span.length == 0.0 && args.len() > 2 {
        return Ok(0.into());
    }
    if bytes.is_empty() {
        return Err(bytes::arg_value(
            ctx,
            "buffer",
            "is empty and cannot be written",
            buffer,
        ));
    }
    at_once(io::read, &span.args(fd, buffer), ctx)
}

/// `(fd, buffer, …)` or `(fd, text, position, encoding)`
fn write_sync(_: &JsValue, args: &[JsValue], ctx: &mut Context) -> JsResult<JsValue> {
    let (fd, buffer) = (args.get_or_undefined(0), args.get_or_undefined(1));
    args::fd(fd, ctx)?;
    if buffer.is_string() {
        let [position, encoding] = [2, 3].map(|at| args.get_or_undefined(at).clone());
        return at_once(
            io::write_text,
            &[fd.clone(), buffer.clone(), position, encoding],
            ctx,
        );
    }
    let Some(bytes) = Bytes::view(buffer, ctx) else {
        let expected = "of type string or an instance of Buffer, TypedArray, or DataView";
        return Err(fail::arg_type(ctx, "buffer", expected, buffer));
    };
    let span = Span::of(args, bytes.len(), ctx)?;
    at_once(io::write, &span.args(fd, buffer), ctx)
}
