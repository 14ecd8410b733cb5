//! Descriptors by number: a script has its own, and the host program keeps what is the host's.

mod support;

use std::fs::{self, File};
use std::io::Read as _;
use std::os::fd::AsRawFd as _;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use threadproof_runner::{Ended, Limits};

use support::{prints, run, script};

/// How many descriptors of this process lead to `path`.
fn open_on(path: &std::path::Path) -> usize {
    let own = fs::read_dir("/proc/self/fd").expect("it is there");
    let targets = own.flatten().flat_map(|entry| fs::read_link(entry.path()));
    targets.filter(|target| target == path).count()
}

#[test]
fn what_the_host_opened_is_out_of_reach() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("host");
    fs::write(&path, "the host's").expect("it can be written");
    let mut host = File::options()
        .read(true)
        .write(true)
        .open(&path)
        .expect("it is there");
    let number = host.as_raw_fd();
    let code = format!(
        "const fs = require('fs');
        const tries = {{
            close: (fd) => fs.closeSync(fd),
            fstat: (fd) => fs.fstatSync(fd),
            read: (fd) => fs.readSync(fd, Buffer.alloc(1)),
            write: (fd) => fs.writeSync(fd, 'x'),
            readFile: (fd) => fs.readFileSync(fd),
            writeFile: (fd) => fs.writeFileSync(fd, 'x'),
            ftruncate: (fd) => fs.ftruncateSync(fd),
            fchmod: (fd) => fs.fchmodSync(fd, 0o600),
            futimes: (fd) => fs.futimesSync(fd, 1, 1),
            fsync: (fd) => fs.fsyncSync(fd),
        }};
        for (const [name, attempt] of Object.entries(tries))
            try {{ attempt({number}); console.log(name, 'done'); }}
            catch (error) {{ if (error.code !== 'EBADF') console.log(name, error); }}
        for (const fd of [0, 1, 2])
            try {{ fs.closeSync(fd); console.log(fd, 'closed'); }}
            catch (error) {{ if (error.code !== 'EBADF') console.log(fd, error); }}
        fs.close({number}, (error) => console.log(error.code, error.syscall));"
    );
    prints(script(&code), "EBADF close\n");
    let mut text = String::new();
    host.read_to_string(&mut text).expect("it is open");
    assert_eq!(text, "the host's");
    for stream in 0..3 {
        assert!(fs::symlink_metadata(format!("/proc/self/fd/{stream}")).is_ok());
    }
}

#[test]
fn what_a_script_leaves_open_goes_with_its_runtime() {
    let own = tempfile::tempdir().expect("a folder");
    let folder = own.path().canonicalize().expect("it is there");
    let path = folder.join("left");
    let code = format!(
        "const fs = require('fs');
        const fd = fs.openSync({path:?}, 'w');
        fs.writeSync(fd, 'left');
        console.log(fs.fstatSync(fd).size)"
    );
    prints(script(&code), "4\n");
    assert_eq!(open_on(&path), 0);
}

#[test]
fn a_handle_whose_descriptor_was_closed_can_be_sent() {
    let code = "const fs = require('fs');
        const { MessageChannel, receiveMessageOnPort } = require('worker_threads');
        (async () => {
            const handle = await fs.promises.open('/dev/null');
            const { fd } = handle;
            fs.closeSync(fd);
            const { port1, port2 } = new MessageChannel();
            port1.postMessage(handle, [handle]);
            const { message } = receiveMessageOnPort(port2);
            console.log(message.fd === fd, handle.fd);
            await message.stat().catch((error) => console.log(error.code, error.syscall));
            await message.close().catch((error) => console.log(error.code, error.syscall));
            // One that nobody receives, while its number has come to mean another file.
            const lost = await fs.promises.open('/dev/null');
            const number = lost.fd;
            fs.closeSync(number);
            port1.postMessage(lost, [lost]);
            const other = fs.openSync('/dev/null');
            port1.close();
            port2.close();
            for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
            console.log(other === number, fs.fstatSync(other).isCharacterDevice());
        })()";
    prints(
        script(code),
        "true -1\nEBADF fstat\nEBADF close\ntrue true\n",
    );
}

#[test]
fn reads_that_wait_for_ever_hold_up_no_other_work() {
    let folder = tempfile::tempdir().expect("a folder");
    for number in 0..12 {
        let path = folder.path().join(number.to_string());
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe");
    }
    // More pipes that nobody writes to than there are threads; a child that waits for its input; then
    // what takes a thread for itself. Only that lets the others end.
    let code = format!(
        "const fs = require('fs');
        const {{ spawn }} = require('child_process');
        const pipes = Array.from({{ length: 12 }}, (_, number) => {:?} + '/' + number);
        let open = pipes.length;
        const ended = () => {{ if (--open === 0) console.log('all read'); }};
        for (const path of pipes) fs.readFile(path, 'utf8', (error, text) => {{
            if (error || text !== 'x') console.log(error, text);
            ended();
        }});
        const children = Array.from({{ length: 6 }}, () => spawn('cat'));
        for (const child of children) child.on('exit', (code) => {{ if (code !== 0) console.log(code); }});
        fs.stat('/dev/null', () => require('crypto').scrypt('a', 'b', 8, {{ N: 2 }}, () => {{
            console.log('other work');
            for (const child of children) child.stdin.end();
            for (const path of pipes) fs.writeFile(path, 'x', (error) => {{ if (error) console.log(error); }});
        }}));",
        folder.path()
    );
    let limits = Limits {
        // Only a run that is stuck gets there.
        time: Some(Duration::from_mins(1)),
        ..Limits::default()
    };
    let outcome = run(script(&code).limits(limits));
    let printed = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert_eq!(printed, "other work\nall read\n");
    assert_eq!(outcome.ended, Ended::Finished);
}
