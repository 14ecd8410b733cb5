//! Keeps examples from each other that would take the same ports: each in a network of its own
//! where the system grants one, else alone.
//!
//! A network of its own reaches no other machine, so that what an example does there is the same on
//! every machine. It must never know what an example does.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use camino::{Utf8Path, Utf8PathBuf};
use nix::sched::{CloneFlags, unshare};
use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketType, recv, sendto, socket};

/// The words before the program that is to run in a network of its own.
pub const WORDS: [&str; 3] = ["docs", "apart", "--"];

/// How examples are kept apart.
#[derive(Debug)]
pub struct Apart {
    /// The program that makes a network, if it can.
    program: Option<Utf8PathBuf>,
    /// Held for writing by an example that must be alone.
    alone: RwLock<()>,
}

/// Held while an example runs.
#[derive(Debug)]
pub enum Held<'a> {
    /// Others may run.
    Beside(RwLockReadGuard<'a, ()>),
    /// No other runs.
    Alone(RwLockWriteGuard<'a, ()>),
}

impl Apart {
    /// Asks the system whether `own`, which is this program, may make networks.
    #[must_use]
    pub fn new(own: &Utf8Path) -> Self {
        let tried = Command::new(own)
            .args(WORDS)
            .arg("true")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        Self {
            program: tried
                .is_ok_and(|status| status.success())
                .then(|| own.to_owned()),
            alone: RwLock::default(),
        }
    }

    /// The program that runs another one in a network of its own.
    #[must_use]
    pub fn program(&self) -> Option<&Utf8Path> {
        self.program.as_deref()
    }

    /// Waits until an example may run; one that takes what others may take runs alone, unless it
    /// has a network of its own.
    pub fn hold(&self, takes: bool) -> Held<'_> {
        if takes && self.program.is_none() {
            Held::Alone(self.alone.write().unwrap_or_else(PoisonError::into_inner))
        } else {
            Held::Beside(self.alone.read().unwrap_or_else(PoisonError::into_inner))
        }
    }
}

/// Becomes `words`, in a network of its own. It returns only with an error.
#[must_use]
pub fn become_apart(words: &[String]) -> io::Error {
    let Some((program, args)) = words.split_first() else {
        return io::Error::new(io::ErrorKind::InvalidInput, "name a program to run");
    };
    if let Err(error) = enter() {
        return error;
    }
    Command::new(program).args(args).exec()
}

/// A new network with its loopback up. Who may not make one may as the owner of a new user
/// namespace (`user_namespaces(7)`), in which every id stays what it is.
fn enter() -> io::Result<()> {
    if unshare(CloneFlags::CLONE_NEWNET).is_err() {
        let (user, group) = (rustix::process::getuid(), rustix::process::getgid());
        unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNET)?;
        let (user, group) = (user.as_raw(), group.as_raw());
        std::fs::write("/proc/self/setgroups", "deny")?;
        std::fs::write("/proc/self/uid_map", format!("{user} {user} 1"))?;
        std::fs::write("/proc/self/gid_map", format!("{group} {group} 1"))?;
    }
    loopback_up()
}

/// `RTM_NEWLINK` for the interface 1, which is the loopback, with the flag `IFF_UP`
/// (`rtnetlink(7)`, `netlink(7)`).
fn loopback_up() -> io::Result<()> {
    let mut message = Vec::with_capacity(32);
    message.extend(32_u32.to_ne_bytes());
    // The type, and the flags NLM_F_REQUEST and NLM_F_ACK.
    message.extend(16_u16.to_ne_bytes());
    message.extend(5_u16.to_ne_bytes());
    message.extend([0; 8]);
    // The interface: family, type, index, flags, and which of the flags change.
    message.extend([0; 4]);
    message.extend(1_i32.to_ne_bytes());
    message.extend(1_u32.to_ne_bytes());
    message.extend(1_u32.to_ne_bytes());
    let link = socket(AddressFamily::NETLINK, SocketType::RAW, None)?;
    sendto(
        &link,
        &message,
        SendFlags::empty(),
        &SocketAddrNetlink::new(0, 0),
    )?;
    let mut answer = [0; 128];
    let (count, _) = recv(&link, &mut answer[..], RecvFlags::empty())?;
    // NLMSG_ERROR carries the number of the error, zero for none.
    let code = answer.get(16..20).filter(|_| count >= 20);
    let code = code
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(-1, i32::from_ne_bytes);
    match code {
        0 => Ok(()),
        code => Err(io::Error::from_raw_os_error(-code)),
    }
}
