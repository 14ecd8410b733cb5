pub mod class;
pub mod clone;
pub mod errors;
pub mod event;
