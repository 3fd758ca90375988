//! A roster: a CSV file with a person a row, read, compared with who is here, and written. Must not import anything but
//! `domain`, `catalog` and `store`.

pub mod apply;
pub mod file;
pub mod paste;
pub mod places;
pub mod plan;

pub use file::{Roster, Unreadable};
pub use plan::{Change, Mistake, Plan};
