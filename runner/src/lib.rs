pub mod class;
pub mod errors;
pub mod event;
pub mod native;
