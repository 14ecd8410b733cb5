//! File functions in a plain context, on a folder of their own.

use std::path::PathBuf;

use super::super::testing::Bench;
use super::bindings;

/// A fresh folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("threadproof-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        Self(path)
    }

    fn bench(&self) -> Bench {
        let mut bench = Bench::new("fs", bindings);
        bench.run(&format!(
            "globalThis.at = name => {:?} + '/' + name; globalThis.u = undefined",
            self.0
        ));
        bench
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn missing_file_gives_the_error_node_gives() {
    let folder = Folder::new("missing");
    let mut bench = folder.bench();
    let shape = "(f => { try { f() } catch (e) { return JSON.stringify(e) + e.message.split('/').length } })";
    bench.run(&format!(
        "globalThis.shape = {shape}; globalThis.at = name => name"
    ));
    bench.check(
        "shape(() => fs.open(u, 'no-such-file'))",
        "{\"errno\":-2,\"code\":\"ENOENT\",\"syscall\":\"open\",\"path\":\"no-such-file\"}1",
    );
    bench.check(
        "fs.rename(u, 'no-such-file', 'x')",
        "Error ENOENT ENOENT: no such file or directory, rename 'no-such-file' -> 'x'",
    );
    bench.check(
        "fs.close(u, 9999)",
        "Error EBADF EBADF: bad file descriptor, close",
    );
}

#[test]
fn content_written_is_content_read() {
    let folder = Folder::new("content");
    let mut bench = folder.bench();
    bench.check(
        "fs.writeFile(u, at('f'), new Uint8Array([104, 105]), 'w')",
        "undefined",
    );
    bench.check("fs.readFile(u, at('f'), 'utf8')", "hi");
    bench.check("fs.readFile(u, at('f'), null)", "<Buffer 68 69>");
    bench.check(
        "fs.writeFile(u, at('f'), new Uint8Array([33]), 'a')",
        "undefined",
    );
    bench.run("var fd = fs.open(u, at('f'), 'r+'); var into = new Uint8Array(4)");
    bench.check(
        "fs.read(u, fd, into, 1, 2, 1) + ':' + into.join()",
        "2:0,105,33,0",
    );
    bench.check("fs.writeText(u, fd, 'H', 0, 'utf8')", "1");
    bench.check("fs.fstat(u, fd)[8]", "3");
    bench.check("fs.ftruncate(u, fd, 1)", "undefined");
    bench.check("fs.close(u, fd)", "undefined");
    bench.check("fs.readFile(u, at('f'), 'utf8')", "H");
}

#[test]
fn trees_are_made_listed_and_removed() {
    let folder = Folder::new("trees");
    let mut bench = folder.bench();
    bench.check("fs.mkdir(u, at('a/b/c'), u, true) === at('a')", "true");
    bench.check("fs.mkdir(u, at('a/b/c'), u, true)", "undefined");
    bench.run("fs.writeFile(u, at('a/f'), new Uint8Array([1]), 'w')");
    bench.check("fs.readdir(u, at('a'), true).join()", ",b,2,,f,1,b,c,2");
    bench.check("fs.rm(u, at('a/b'), false, false)", "21");
    bench.check("fs.rm(u, at('a/b'), false, true)", "undefined");
    bench.check("fs.symlink(u, at('a/f'), at('l'))", "undefined");
    bench.check("fs.readlink(u, at('l')) === at('a/f')", "true");
    bench.check("fs.copyFile(u, at('a/f'), at('a/f'), 0)", "undefined");
    bench.check("fs.stat(u, at('a/f'))[8]", "1");
    bench.check("fs.mkdtemp(u, at('t-')).length - at('t-').length", "6");
}
