//! What a host program lends to scripts, and what it keeps of theirs: functions, objects, copied
//! values. It must never know how a runtime is described or started.

pub mod bind;
pub mod errors;
pub mod host;
pub mod kept;
pub mod value;
