//! What surrounds a script that attacks: files with a secret in them, and what can be looked at
//! afterwards. Who attacks is not known here.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

/// What no script may get to know.
pub const SECRET: &str = "THREADPROOF_SANDBOX_TOKEN";

/// The variable that holds it.
pub const VARIABLE: &str = "THREADPROOF_SANDBOX_SECRET";

/// A folder with `open`, `shut` and `write`; it goes when this does.
#[derive(Debug)]
pub struct World(PathBuf);

impl World {
    /// Makes it; without secrets, `shut` is empty.
    pub fn new(has_secrets: bool) -> Self {
        let root = std::env::temp_dir().join(format!("threadproof-sandbox-{}", std::process::id()));
        let world = Self(root);
        let secret = format!("{SECRET} = '{SECRET}'\n");
        world.write("open/file", "open\n");
        world.write(
            "open/leads-out/package.json",
            r#"{ "main": "../../shut/file" }"#,
        );
        world.write(
            "open/node_modules/leads-out/package.json",
            r#"{ "name": "leads-out", "exports": "./code.js" }"#,
        );
        world.write("open2/file", &secret);
        world.write("write/file", "write\n");
        fs::create_dir_all(world.path("shut")).expect("a folder");
        symlink(world.path("shut"), world.path("open/way")).expect("a link");
        let inside = world.path("open/node_modules/leads-out/code.js");
        symlink(world.path("shut/file"), inside).expect("a link");
        if !has_secrets {
            return world;
        }
        world.write("shut/file", &secret);
        world.write("shut/data.json", &format!("{{ \"secret\": \"{SECRET}\" }}"));
        for ending in ["ts", "mts", "cts"] {
            world.write(&format!("shut/code.{ending}"), &secret);
        }
        world.write("shut/addon.node", &secret);
        world.write("shut/code.wasm", "\0asm\x01\0\0\0");
        world.write("shut/app.asar", &secret);
        world.write("shut/app.asar.unpacked/file", &secret);
        let package = "shut/node_modules/secret-package";
        world.write(
            &format!("{package}/package.json"),
            r##"{ "name": "secret-package", "exports": { ".": "./index.js", "./package.json": "./package.json" }, "imports": { "#inside": "./index.js" } }"##,
        );
        world.write(&format!("{package}/index.js"), &secret);
        world.write(&format!("{package}/hidden.js"), &secret);
        world
    }

    /// The path of a file of it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The file that the attacks are after.
    pub fn target(&self) -> String {
        self.path("shut/file").to_string_lossy().into_owned()
    }

    /// The folder with everything.
    pub fn folder(&self) -> String {
        self.0.to_string_lossy().into_owned()
    }

    /// Everything that a script could have changed.
    pub fn look(&self) -> Vec<String> {
        let mut seen = Vec::new();
        self.look_into(&self.0, &mut seen);
        let folder = std::env::current_dir().expect("a working folder");
        seen.push(format!("working folder {}", folder.display()));
        for name in ["/proc/self/status", "/proc/self/stat"] {
            let text = fs::read_to_string(name).expect("the system tells of the process");
            let lines = text.lines().filter(|line| {
                ["Umask", "Uid", "Gid", "Groups"]
                    .iter()
                    .any(|it| line.starts_with(it))
            });
            seen.extend(lines.map(str::to_owned));
            if name.ends_with("stat") {
                let nice = text.rsplit(')').next().and_then(|it| it.split(' ').nth(17));
                seen.push(format!("priority {nice:?}"));
            }
        }
        for (name, value) in std::env::vars_os() {
            let (name, value) = (name.display(), value.display());
            seen.push(format!("variable {name} {value}"));
        }
        let here = fs::read_dir(".").expect("a working folder");
        for entry in here {
            seen.push(format!(
                "here {}",
                entry.expect("an entry").file_name().display()
            ));
        }
        for fd in 0..3 {
            let leads = fs::read_link(format!("/proc/self/fd/{fd}"));
            seen.push(format!("descriptor {fd} {leads:?}"));
        }
        let open = fs::read_dir("/proc/self/fd").expect("the system tells of descriptors");
        let open = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
        let mut open: Vec<_> = open.filter(|path| path.starts_with(&self.0)).collect();
        open.sort();
        seen.push(format!("open {open:?}"));
        seen
    }

    fn look_into(&self, path: &Path, seen: &mut Vec<String>) {
        let found = fs::symlink_metadata(path).expect("what was there is there");
        let name = path.strip_prefix(&self.0).expect("inside").display();
        let mode = found.permissions().mode();
        if found.is_dir() {
            seen.push(format!("folder {name} {mode:o}"));
            for entry in fs::read_dir(path).expect("a folder") {
                self.look_into(&entry.expect("an entry").path(), seen);
            }
        } else if found.is_symlink() {
            let target = fs::read_link(path).expect("a link");
            seen.push(format!("link {name} {}", target.display()));
        } else {
            let content = fs::read(path).expect("a file");
            let (time, owner, links) = (found.mtime(), found.uid(), found.nlink());
            seen.push(format!(
                "file {name} {mode:o} {time} {owner} {links} {content:?}"
            ));
        }
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // What is left would be taken for the next one's.
        fs::remove_dir_all(&self.0).expect("the world goes");
    }
}
