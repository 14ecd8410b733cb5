//! Tests of this room.

mod canaries;
