//! Descriptors by number where the process is the runtime's: what came with it is the script's, what it
//! opened for itself is not.

#[expect(dead_code, reason = "other tests ask for more places")]
mod places;

use std::fs;
use std::process::{Command, Output};

use places::program;

/// Runs `script` by a shell that has opened what `redirection` says.
fn run(script: &str, redirection: &str) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("main.js"), script).expect("it can be written");
    fs::write(folder.path().join("given"), "what came").expect("it can be written");
    Command::new("sh")
        .args(["-c", &format!("exec \"$0\" boa main.js {redirection}")])
        .arg(program())
        .current_dir(folder.path())
        .output()
        .expect("a shell")
}

#[track_caller]
fn prints(output: &Output, expected: &str) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        expected,
        "{errors}"
    );
    assert!(output.status.success(), "{errors}");
}

#[test]
fn what_came_with_the_process_can_be_read_and_closed_once() {
    let script = "const fs = require('fs');
        console.log(fs.readFileSync(7, 'utf8'), fs.fstatSync(7).size);
        fs.closeSync(7);
        try { fs.closeSync(7) } catch (error) { console.log(error.code, error.syscall) }
        fs.writeSync(1, 'by number\\n')";
    prints(
        &run(script, "7<given"),
        "what came 9\nEBADF close\nby number\n",
    );
}

#[test]
fn standard_output_can_be_closed() {
    let script = "const fs = require('fs');
        fs.closeSync(1);
        try { fs.writeSync(1, 'never') } catch (error) { fs.writeSync(2, error.code) }";
    let output = run(script, "");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "EBADF");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_script_cannot_close_what_the_runtime_opened() {
    // The child has a channel, and has caught a signal. What a parent of the tests has left open for
    // everybody does not close in other programs; what the child opened does.
    let script = "const fs = require('fs');
        const { fork } = require('child_process');
        if (process.send === undefined) {
            const child = fork(__filename);
            child.on('message', (message) => {
                console.log(message);
                if (message.closed !== undefined) child.kill('SIGUSR2');
                else child.disconnect();
            });
            child.on('exit', (code) => console.log(code));
        } else {
            process.on('SIGUSR2', () => process.send({ heard: 'SIGUSR2' }));
            process.on('message', () => {});
            let [closed, refused] = [0, 0];
            for (let fd = 3; fd < 256; fd++) {
                let flags;
                try { flags = fs.readFileSync('/proc/self/fdinfo/' + fd, 'utf8') } catch { continue }
                flags = parseInt(flags.match(/flags:\\s+(\\d+)/)[1], 8);
                if ((flags & 0o2000000) === 0) continue;
                try { fs.closeSync(fd); closed++ } catch { refused++ }
            }
            process.send({ closed, refused: refused > 1 });
        }";
    prints(
        &run(script, ""),
        "{ closed: 0, refused: true }\n{ heard: 'SIGUSR2' }\n0\n",
    );
}
