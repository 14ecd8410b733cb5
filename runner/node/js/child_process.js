// The module `child_process`: other programs. The channel to a child that was forked is
// `internal/ipc`'s.
//
// native:
//   spawn(options)              [pid, stdin, stdout, stderr] descriptors, or a negative error number
//   wait(callback, pid)         [code, signal number], -1 for what there is not
//   kill(pid, signal)           true, or a negative error number
//   spawnSync(options)          [pid, code, signal, error number, stdout, stderr], or a number

const { EventEmitter } = require('events');
const { nodeError, codedError, unsupported } = require('internal/errors');
const { validateString, validateObject, validateFunction } = require('internal/validators');
const { argsOf, checkFile, checkOptions, withoutNull } = require('internal/child_process/checks');

const promisifyCustom = Symbol.for('nodejs.util.promisify.custom');
const MAX_BUFFER = 1024 * 1024;
const constants = () => require('os').constants;

function signalNumber(signal) {
  if (signal === undefined || signal === null) return constants().signals.SIGTERM;
  if (typeof signal === 'number') return signal;
  const number = constants().signals[signal] ?? constants().signals[`${signal}`.toUpperCase()];
  if (number === undefined) throw nodeError('ERR_UNKNOWN_SIGNAL', signal);
  return number;
}

function signalName(number) {
  if (number < 0) return null;
  const { signals } = constants();
  return Object.keys(signals).find((name) => signals[name] === number) ?? null;
}

const errorName = (number) => {
  const { errno } = constants();
  return Object.keys(errno).find((name) => errno[name] === number) ?? `E${number}`;
};

// Node's error for a program that could not be started.
function spawnError(call, file, args, errno) {
  const code = errorName(-errno);
  const error = new Error(`${call} ${file} ${code}`);
  return Object.assign(error, { errno, code, syscall: `${call} ${file}`, path: file, spawnargs: args });
}

// `pipe`, `ignore` or a descriptor for each of the three.
function stdioOf(stdio, inherited) {
  const list = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
  if (list.length > 3 && list.slice(3).some((entry) => entry != null && entry !== 'ignore' && entry !== 'ipc')) {
    throw unsupported('child_process stdio beyond three descriptors');
  }
  return [0, 1, 2].map((at) => {
    const entry = list[at] ?? 'pipe';
    if (entry === 'ipc') return 'ignore';
    if (entry === 'inherit') return inherited[at];
    if (entry === 'pipe' || entry === 'overlapped') return 'pipe';
    if (entry === 'ignore') return 'ignore';
    if (Number.isInteger(entry) && entry >= 0) return entry;
    if (typeof entry?.fd === 'number') return entry.fd;
    throw nodeError('ERR_INVALID_ARG_VALUE', 'stdio', stdio);
  });
}

// What every way to start a program has in common.
function planOf(file, args, options) {
  checkFile(file);
  [args, options = {}] = argsOf(args, options);
  args = args.map(String);
  validateObject(options, 'options');
  checkOptions(options);
  const cwd = options.cwd instanceof URL ? require('url').fileURLToPath(options.cwd) : options.cwd?.toString();
  const plan = { file, args, cwd, detached: Boolean(options.detached), argv0: options.argv0, uid: options.uid, gid: options.gid };
  if (options.shell) {
    plan.file = typeof options.shell === 'string' ? options.shell : '/bin/sh';
    plan.args = ['-c', [file, ...args].join(' ')];
  }
  plan.env = Object.entries(options.env ?? process.env).filter(([, value]) => value !== undefined).flat().map(String);
  // Where a script starts this program, it means the runtime.
  plan.env.push('THREADPROOF_AS_RUNTIME', '1');
  return { plan, options };
}

class ChildProcess extends EventEmitter {
  constructor() {
    super();
    Object.assign(this, {
      pid: undefined, stdin: null, stdout: null, stderr: null, stdio: [null, null, null],
      exitCode: null, signalCode: null, killed: false, connected: false, spawnfile: null, spawnargs: [],
    });
  }

  kill(signal) {
    const number = signalNumber(signal);
    if (this.pid === undefined || this.exitCode !== null || this.signalCode !== null) return false;
    const sent = native.kill(this.pid, number);
    if (sent !== true) {
      if (sent === -3) return false;
      throw Object.assign(new Error(`kill ${errorName(-sent)}`), { errno: sent, code: errorName(-sent), syscall: 'kill' });
    }
    this.killed = true;
    return true;
  }

  ref() {}

  unref() {
    throw unsupported('ChildProcess.prototype.unref');
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    if (!this.killed) this.kill();
  }
}

exports.spawn = function spawn(file, args, options) {
  const { plan, options: given } = planOf(file, args, options);
  plan.stdio = stdioOf(given.stdio ?? 'pipe', [0, 1, 2]);
  const child = new ChildProcess();
  child.spawnfile = plan.file;
  child.spawnargs = [given.argv0 ?? plan.file, ...plan.args];
  const channel = channelFor(given.stdio);
  plan.channel = channel?.theirs;
  const started = native.spawn(plan);
  if (channel !== null) require('internal/ipc').giveUp(channel.theirs);
  if (typeof started === 'number') {
    if (channel !== null) require('internal/ipc').giveUp(channel.ours);
    process.nextTick(() => child.emit('error', spawnError('spawn', file, plan.args, started)));
    return child;
  }
  const [pid, ...ends] = started;
  child.pid = pid;
  connect(child, ends);
  if (channel !== null) require('internal/ipc').connect(child, channel.ours);
  watch(child, given);
  process.nextTick(() => child.emit('spawn'));
  return child;
};

// Both ends of a channel for a child whose `stdio` names `ipc`.
function channelFor(stdio) {
  if (!Array.isArray(stdio) || !stdio.includes('ipc')) return null;
  if (stdio.indexOf('ipc') !== stdio.lastIndexOf('ipc')) {
    throw codedError('Error', 'ERR_IPC_ONE_PIPE', 'Child process can have only one IPC pipe');
  }
  const ends = require('internal/ipc').pair();
  if (ends === undefined) throw codedError('Error', 'EMFILE', 'spawn EMFILE');
  return { ours: ends[0], theirs: ends[1] };
}

function connect(child, ends) {
  const { ReadStream, WriteStream } = require('fs');
  const [stdin, stdout, stderr] = ends;
  for (const fd of ends) if (fd >= 0) require('internal/fs/handle').adopt(fd);
  if (stdin >= 0) child.stdin = new WriteStream(undefined, { fd: stdin });
  if (stdout >= 0) child.stdout = new ReadStream(undefined, { fd: stdout });
  if (stderr >= 0) child.stderr = new ReadStream(undefined, { fd: stderr });
  child.stdio = [child.stdin, child.stdout, child.stderr];
}

// `exit` when the program has ended, `close` when its pipes have too.
function watch(child, options) {
  const open = [child.stdout, child.stderr].filter(Boolean);
  let waiting = open.length + 1;
  const closed = () => {
    waiting -= 1;
    if (waiting === 0) child.emit('close', child.exitCode, child.signalCode);
  };
  for (const stream of open) stream.once('close', closed);
  let timer;
  if (options.timeout > 0) timer = setTimeout(() => child.kill(options.killSignal), options.timeout);
  const { signal } = options;
  const abort = () => {
    child.kill(options.killSignal);
    child.emit('error', require('internal/errors').abortError(signal.reason));
  };
  if (signal?.aborted) process.nextTick(abort);
  else signal?.addEventListener('abort', abort, { once: true });
  native.wait((error, found) => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    const [code, number] = error ? [-1, -1] : found;
    child.exitCode = code < 0 ? null : code;
    child.signalCode = signalName(number);
    child.stdin?.destroy();
    // What nobody reads still has to end before the child counts as closed.
    for (const stream of open) if (stream.readableFlowing === null && stream.listenerCount('readable') === 0) stream.resume();
    child.emit('exit', child.exitCode, child.signalCode);
    closed();
  }, child.pid);
}

exports.execFile = function execFile(file, args, options, callback) {
  if (typeof args === 'function') [args, options, callback] = [[], {}, args];
  else if (!Array.isArray(args)) [args, options, callback] = [[], args, options];
  if (typeof options === 'function') [options, callback] = [{}, options];
  if (options !== undefined && options !== null) validateObject(options, 'options');
  if (callback !== undefined && callback !== null) validateFunction(callback, 'callback');
  const given = { encoding: 'utf8', maxBuffer: MAX_BUFFER, killSignal: 'SIGTERM', ...options };
  // What else `spawn` takes is not handed on.
  const { windowsHide, windowsVerbatimArguments } = given;
  const child = exports.spawn(file, args, {
    ...given, stdio: 'pipe', detached: undefined,
    windowsHide: Boolean(windowsHide), windowsVerbatimArguments: Boolean(windowsVerbatimArguments),
  });
  const { Buffer } = require('buffer');
  const parts = { stdout: [], stderr: [] };
  const sizes = { stdout: 0, stderr: 0 };
  let failure = null;
  for (const name of ['stdout', 'stderr']) {
    child[name]?.on('data', (chunk) => {
      sizes[name] += chunk.length;
      parts[name].push(chunk);
      if (sizes[name] > given.maxBuffer && failure === null) {
        failure = codedError('RangeError', 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER', `${name} maxBuffer length exceeded`);
        parts[name] = [Buffer.concat(parts[name]).subarray(0, given.maxBuffer)];
        child.kill(given.killSignal);
      }
    });
  }
  const command = [file, ...args].join(' ');
  let finished = false;
  const finish = (code, signal) => {
    if (finished) return;
    finished = true;
    const text = (name) => {
      const all = Buffer.concat(parts[name]);
      return Buffer.isEncoding(given.encoding) ? all.toString(given.encoding) : all;
    };
    const [stdout, stderr] = [text('stdout'), text('stderr')];
    let error = failure;
    if (error === null && (code !== 0 || signal !== null)) {
      error = Object.assign(new Error(`Command failed: ${command}\n${stderr}`), {
        code: code === null ? null : code, killed: child.killed, signal,
      });
    }
    if (error !== null) Object.assign(error, { cmd: command, stdout, stderr });
    callback?.(error, stdout, stderr);
  };
  child.on('close', finish);
  child.on('error', (error) => {
    failure = error;
    finish(null, null);
  });
  return child;
};

exports.exec = function exec(command, options, callback) {
  if (typeof options === 'function') [options, callback] = [{}, options];
  validateString(command, 'command');
  withoutNull(command, 'command');
  return exports.execFile(command, [], { ...options, shell: typeof options?.shell === 'string' ? options.shell : true }, callback);
};

for (const name of ['exec', 'execFile']) {
  exports[name][promisifyCustom] = (...args) => {
    let child;
    const promise = new Promise((resolve, reject) => {
      child = exports[name](...args, (error, stdout, stderr) => {
        if (error === null) resolve({ stdout, stderr });
        else reject(Object.assign(error, { stdout, stderr }));
      });
    });
    promise.child = child;
    return promise;
  };
}

exports.spawnSync = function spawnSync(file, args, options) {
  const { plan, options: given } = planOf(file, args, options);
  const { Buffer } = require('buffer');
  plan.stdio = stdioOf(given.stdio ?? 'pipe', [0, 1, 2]);
  if (typeof given.input === 'string') plan.input = Buffer.from(given.input, given.encoding);
  else if (ArrayBuffer.isView(given.input)) plan.input = given.input;
  if (plan.input !== undefined) plan.stdio[0] = 'pipe';
  plan.timeout = given.timeout ?? 0;
  plan.killSignal = signalNumber(given.killSignal);
  plan.maxBuffer = given.maxBuffer ?? MAX_BUFFER;
  const found = native.spawnSync(plan);
  if (typeof found === 'number') {
    return { error: spawnError('spawnSync', file, plan.args, found), status: null, signal: null, output: null, pid: 0, stdout: null, stderr: null };
  }
  const [pid, code, signal, errno, ...outputs] = found;
  const [stdout, stderr] = outputs.map((output) =>
    (output !== null && given.encoding !== undefined && given.encoding !== 'buffer' ? output.toString(given.encoding) : output));
  const result = { pid, output: [null, stdout, stderr], stdout, stderr, status: code < 0 ? null : code, signal: signalName(signal) };
  if (errno !== 0) {
    const name = errno === 105 ? 'ENOBUFS' : errorName(errno);
    result.error = Object.assign(new Error(`spawnSync ${file} ${name}`), {
      errno: -errno, code: name, syscall: `spawnSync ${file}`, path: file, spawnargs: plan.args,
    });
  }
  return result;
};

function checked(result, command) {
  if (result.error !== undefined) throw Object.assign(result.error, result);
  if (result.status !== 0) {
    const text = result.stderr?.length > 0 ? `\n${result.stderr}` : '';
    throw Object.assign(new Error(`Command failed: ${command}${text}`), result);
  }
  return result.stdout;
}

// What the child prints on standard error is shown, unless the script asks for it.
function run(file, args, options, command) {
  const shown = options?.stdio === undefined;
  const result = exports.spawnSync(file, args, { ...options, stdio: options?.stdio ?? 'pipe' });
  if (shown && result.stderr?.length > 0) process.stderr.write(result.stderr);
  return checked(result, command);
}

exports.execFileSync = function execFileSync(file, args, options) {
  if (args !== undefined && !Array.isArray(args)) [args, options] = [[], args];
  return run(file, args, options, [file, ...(args ?? [])].join(' '));
};

exports.execSync = function execSync(command, options) {
  validateString(command, 'command');
  withoutNull(command, 'command');
  return run(command, [], { ...options, shell: typeof options?.shell === 'string' ? options.shell : true }, command);
};

exports.fork = function fork(modulePath, args, options) {
  const file = modulePath instanceof URL ? require('url').fileURLToPath(modulePath) : modulePath;
  validateString(file, 'modulePath');
  if (args !== undefined && args !== null && !Array.isArray(args)) [args, options] = [[], args];
  options ??= {};
  validateObject(options, 'options');
  if (options.serialization !== undefined && options.serialization !== 'json') {
    throw unsupported(`child_process serialization '${options.serialization}'`, "use 'json'");
  }
  const stdio = forkStdio(options);
  const execPath = options.execPath ?? process.execPath;
  // this program runs scripts as one of its commands
  const runs = execPath === process.execPath ? ['boa'] : [];
  const all = [...runs, ...(options.execArgv ?? process.execArgv), file, ...(args ?? [])];
  return exports.spawn(execPath, all, { ...options, stdio, shell: false });
};

function forkStdio({ stdio, silent }) {
  if (typeof stdio === 'string') return [stdio, stdio, stdio, 'ipc'];
  if (stdio === undefined || stdio === null) return forkStdio({ stdio: silent ? 'pipe' : 'inherit' });
  if (!Array.isArray(stdio) || !stdio.includes('ipc')) {
    throw codedError('Error', 'ERR_CHILD_PROCESS_IPC_REQUIRED',
      "Forked processes must have an IPC channel, missing value 'ipc' in options.stdio");
  }
  return stdio;
}

exports.ChildProcess = ChildProcess;
