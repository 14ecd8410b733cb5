//! Whole trees: `rm`.

use boa_engine::{Context, JsArgs, JsResult, JsValue};

use super::super::Def;
use super::{Failure, Outcome, Reply, args, settle};
use threadproof_ground::access::Permission;

pub(super) const FUNCTIONS: &[Def] = &[("rm", 4, rm)];

/// `(callback, path, force, recursive)`; a folder without `recursive` gives the number 21, which
/// the JavaScript half turns into Node's own error
fn rm(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = args::entry(
        args.get_or_undefined(1),
        "path",
        Permission::FileSystemWrite,
        context,
    )?;
    let force = args.get_or_undefined(2).to_boolean();
    let recursive = args.get_or_undefined(3).to_boolean();
    let work = move || -> Outcome {
        let found = match std::fs::symlink_metadata(&path) {
            Ok(found) => found,
            Err(error) if force && error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Reply::Nothing);
            }
            Err(error) => return Err(Failure::new("lstat", &error).at(&path)),
        };
        if found.is_dir() && !recursive {
            return Ok(Reply::Number(21.0));
        }
        let removed = if found.is_dir() {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        match removed {
            Err(error) if !(force && error.kind() == std::io::ErrorKind::NotFound) => {
                Err(Failure::new(if found.is_dir() { "rm" } else { "unlink" }, &error).at(&path))
            }
            _ => Ok(Reply::Nothing),
        }
    };
    settle(args.get_or_undefined(0), work, context)
}
