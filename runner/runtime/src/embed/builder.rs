//! Describing a runtime, and starting it.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::deadline;
use super::errors::StartError;
use super::output::{Captured, OutputStream, ToCallback};
use super::remote::Handle;
use super::running::{Cause, Outcome, Running};
use crate::lent::bind::Lent;
use crate::lent::errors::HostError;
use crate::lent::host::{Call, HostModule, Item, SharedObject};
use crate::lent::value::Value;
use crate::runtime::{MainScript, Prepared, RECURSION_LIMIT};
use threadproof_ground::access::{Access, Clock, Permissions, Random, VirtualFiles};
use threadproof_ground::director::Director;
use threadproof_ground::embedder::{Embedder, Input};
use threadproof_ground::env::EnvStore;
use threadproof_ground::heap;
use threadproof_ground::limits::Limits;
use threadproof_ground::observe::Observer;
use threadproof_ground::options::{NODE_VERSION, Options, Output, ProcessOutput, Profile};
use threadproof_ground::paths::normal;
use threadproof_modules::entry::Entry;
use threadproof_modules::source::Kind;
use threadproof_workers::worker_threads::worker_start::STACK_BYTES;

/// What kind of source code is given as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A script with `require`.
    CommonJs,
    /// An ES module.
    Module,
    /// The syntax decides.
    Detect,
}

impl From<SourceKind> for Kind {
    fn from(kind: SourceKind) -> Self {
        match kind {
            SourceKind::CommonJs => Self::CommonJs,
            SourceKind::Module => Self::EsModule,
            SourceKind::Detect => Self::Ambiguous,
        }
    }
}

/// Describes a runtime. Nothing of it happens before [`spawn`](Builder::spawn) or
/// [`run`](Builder::run).
///
/// Unless told otherwise a runtime has an empty environment, no standard input and the process's
/// own output and working folder; its scripts may do what the process may, without limits.
#[derive(Default)]
#[must_use]
pub struct Builder {
    script: Option<MainScript>,
    args: Vec<String>,
    environment: Vec<(String, String)>,
    exec_path: Option<PathBuf>,
    output: Option<Arc<dyn Output>>,
    captured: Option<Arc<Captured>>,
    profile: Profile,
    permissions: Permissions,
    files: VirtualFiles,
    bad_path: Option<PathBuf>,
    cwd: Option<PathBuf>,
    clock: Option<Arc<dyn Clock>>,
    random: Option<Arc<dyn Random>>,
    keep_alive: bool,
    embedder: Embedder,
    lent: Lent,
}

impl Builder {
    /// Runs a file, on the disk or virtual. It may be read whatever the permissions say.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.script = Some(main_script(Entry::File(path.into())));
        self
    }

    /// Runs code.
    pub fn source(mut self, code: impl Into<String>, kind: SourceKind) -> Self {
        self.script = Some(main_script(Entry::Code {
            text: code.into(),
            name: "[eval]",
            kind: kind.into(),
            print: false,
        }));
        self
    }

    /// Adds a file that exists for this runtime only, by absolute path: `require`, `import`,
    /// `new Worker` and the reading functions of `fs` find it.
    pub fn virtual_file(mut self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Self {
        let path = path.as_ref();
        if !path.is_absolute() {
            self.bad_path = Some(path.to_path_buf());
        }
        self.files.insert(path, content.as_ref());
        self
    }

    /// Adds arguments: `process.argv` from index 2, or from 1 for code.
    pub fn args<T: Into<String>>(mut self, args: impl IntoIterator<Item = T>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable of the runtime.
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Copies the process's environment, as it is now. What is not UTF-8 shows as U+FFFD, as with
    /// Node.
    pub fn inherit_env(mut self) -> Self {
        let text = |text: OsString| text.to_string_lossy().into_owned();
        let all = std::env::vars_os();
        self.environment
            .extend(all.map(|(name, value)| (text(name), text(value))));
        // A word between processes of this program, which scripts don't see.
        self.environment
            .retain(|(name, _)| name != crate::runtime::AS_RUNTIME);
        self
    }

    /// Gives the runtime a working folder of its own: `process.cwd()` and relative paths start
    /// there, and `process.chdir` changes nobody else's.
    pub fn cwd(mut self, folder: impl Into<PathBuf>) -> Self {
        self.cwd = Some(folder.into());
        self
    }

    /// `process.execPath`; this program's own path unless set.
    pub fn exec_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.exec_path = Some(path.into());
        self
    }

    /// Which surroundings scripts find.
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Gives the scripts these bytes as standard input.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.embedder.input = Input::Bytes(Mutex::new(bytes.into()));
        self
    }

    /// Keeps what is written, for [`Outcome::stdout`] and [`Outcome::stderr`].
    pub fn capture_output(mut self) -> Self {
        let captured = Arc::<Captured>::default();
        self.output = Some(Arc::clone(&captured) as Arc<dyn Output>);
        self.captured = Some(captured);
        self
    }

    /// Hands what is written to a callback, on the thread that writes.
    pub fn on_output(self, callback: impl Fn(OutputStream, &[u8]) + Send + Sync + 'static) -> Self {
        self.output(Arc::new(ToCallback(callback)))
    }

    /// Says where output goes.
    pub fn output(mut self, output: Arc<dyn Output>) -> Self {
        self.output = Some(output);
        self.captured = None;
        self
    }

    /// Puts a function onto every thread's global object; see [`HostModule::function`].
    pub fn host_function(
        self,
        name: impl Into<String>,
        function: impl Fn(&[Value]) -> Result<Value, HostError> + Send + Sync + 'static,
    ) -> Self {
        self.global(name, Item::Function(Arc::new(function), Call::Inline))
    }

    /// Puts a function that gives a promise onto every thread's global object; see
    /// [`HostModule::task`].
    pub fn host_task(
        self,
        name: impl Into<String>,
        function: impl Fn(&[Value]) -> Result<Value, HostError> + Send + Sync + 'static,
    ) -> Self {
        self.global(name, Item::Function(Arc::new(function), Call::Task))
    }

    /// Puts an object that all threads use at once onto every thread's global object.
    pub fn host_object(self, name: impl Into<String>, object: SharedObject) -> Self {
        self.global(name, Item::Object(object))
    }

    /// Adds a module that scripts import as `host:NAME`.
    pub fn host_module(mut self, name: impl Into<String>, module: HostModule) -> Self {
        self.lent.modules.push((name.into(), module));
        self
    }

    /// Says what scripts may do.
    pub fn permissions(mut self, permissions: Permissions) -> Self {
        self.permissions = permissions;
        self
    }

    /// Says how much scripts may use.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.embedder.limits = limits;
        self
    }

    /// Replaces the clock that scripts read.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Replaces the source of `Math.random` and of everything random in `crypto`.
    pub fn random(mut self, random: Arc<dyn Random>) -> Self {
        self.random = Some(random);
        self
    }

    /// Has `director` decide the order in which the runtime's threads run, one at a time.
    pub fn director(mut self, director: Arc<dyn Director>) -> Self {
        self.embedder.director = Some(director);
        self
    }

    /// Has somebody told what happens.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.embedder.observer = Some(observer);
        self
    }

    /// Keeps the runtime going when its scripts have nothing left to do, for work that comes through
    /// a [`Handle`], until [`Handle::finish`].
    pub fn keep_alive(mut self) -> Self {
        self.keep_alive = true;
        self
    }

    /// Starts the runtime on a thread of its own.
    ///
    /// # Errors
    /// [`StartError`], and nothing has run.
    pub fn spawn(self) -> Result<Running, StartError> {
        let mut script = self.script.ok_or(StartError::NoScript)?;
        if let Some(path) = self.bad_path {
            return Err(StartError::NotAbsolute(path));
        }
        let mut embedder = self.embedder;
        if !self.lent.globals.items.is_empty() || !self.lent.modules.is_empty() {
            embedder.lent.insert(self.lent);
        }
        let limits = embedder.limits.clone();
        if limits.thread_memory.is_some() && !heap::is_counting() {
            return Err(StartError::NotCounting);
        }
        let mut cwd = self.cwd.map(checked_folder).transpose()?;
        // `process.chdir()` of a script must never move the host.
        if cwd.is_none() && !embedder.owns_process {
            cwd = Some(std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")));
        }
        if let Entry::File(path) = &mut script.entry
            && !embedder.owns_process
        {
            *path = main_file(path, cwd.as_deref(), &self.files);
            script.argv.push(path.to_string_lossy().into_owned());
        }
        script.argv.extend(self.args);
        let mut access = Access::default().with_cwd(cwd);
        access.permissions = self.permissions;
        access.files = self.files;
        access.clock = self.clock;
        access.random = self.random;
        if let Entry::File(path) = &script.entry {
            access.script = Some(path.clone());
        }
        embedder.access = access.changes_anything().then(|| Arc::new(access));
        let exec_path = self.exec_path.or_else(|| std::env::current_exe().ok());
        let depth = limits.call_depth.unwrap_or(RECURSION_LIMIT);
        let options = Options {
            exec_path: exec_path.unwrap_or_default(),
            output: self.output.unwrap_or_else(|| Arc::new(ProcessOutput)),
            node_version: NODE_VERSION,
            recursion_limit: depth.min(RECURSION_LIMIT),
            profile: self.profile,
            embedder: Arc::new(embedder),
        };
        let prepared = Prepared::new(options, EnvStore::from_pairs(self.environment));
        let cause = Arc::<Cause>::default();
        let main = Arc::clone(&prepared.control);
        let cluster = Arc::clone(&prepared.cluster);
        let handle = Handle::new(
            cluster,
            Arc::clone(&main),
            Arc::clone(&cause),
            self.keep_alive,
        );
        let deadline = limits
            .time
            .map(|limit| deadline::start(limit, main, cause))
            .transpose()?;
        let keep_alive = self.keep_alive;
        let thread = std::thread::Builder::new()
            .name("main".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || {
                let end = prepared.run(script, keep_alive);
                drop(deadline);
                end
            })?;
        Ok(Running::new(handle, thread, self.captured))
    }

    /// Starts the runtime and waits for its end.
    ///
    /// # Errors
    /// [`StartError`], and nothing has run. What goes wrong later is in the [`Outcome`].
    pub fn run(self) -> Result<Outcome, StartError> {
        self.spawn().map(Running::wait)
    }

    /// Runs what a command line asks for.
    pub(crate) fn script(mut self, script: MainScript) -> Self {
        self.script = Some(script);
        self
    }

    /// What the command line runs: the process is the runtime's.
    pub(crate) fn command_line(mut self, script: MainScript) -> Self {
        self.script = Some(script);
        self.embedder.owns_process = true;
        self.embedder.input = Input::Process;
        self.inherit_env()
    }

    fn global(mut self, name: impl Into<String>, item: Item) -> Self {
        self.lent.globals = std::mem::take(&mut self.lent.globals).with(name, item);
        self
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("script", &self.script)
            .field("permissions", &self.permissions)
            .field("embedder", &self.embedder)
            .field("lent", &self.lent)
            .finish_non_exhaustive()
    }
}

fn main_script(entry: Entry) -> MainScript {
    MainScript {
        entry,
        argv: Vec::new(),
        exec_argv: Vec::new(),
        node_options: Vec::new(),
        preload: Vec::new(),
        check_only: false,
    }
}

/// The main file by absolute path, its links followed as Node does.
fn main_file(path: &Path, cwd: Option<&Path>, files: &VirtualFiles) -> PathBuf {
    let folder = match cwd {
        Some(cwd) => cwd.to_path_buf(),
        None => std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/")),
    };
    let path = normal(&folder.join(path));
    if files.get(&path).is_some() {
        return path;
    }
    std::fs::canonicalize(&path).unwrap_or(path)
}

fn checked_folder(path: PathBuf) -> Result<PathBuf, StartError> {
    if !path.is_absolute() {
        return Err(StartError::NotAbsolute(path));
    }
    match std::fs::metadata(&path) {
        Ok(found) if found.is_dir() => Ok(path),
        Ok(_) => Err(StartError::WorkingFolder {
            path,
            source: std::io::ErrorKind::NotADirectory.into(),
        }),
        Err(source) => Err(StartError::WorkingFolder { path, source }),
    }
}
