//! The rules, pure: no IO, no clock, no queries. Compiles for the server and for the browser.
//! Must not import any other module of this crate.

pub mod answer;
pub mod assessment;
pub mod cell;
pub mod course;
pub mod credential;
pub mod form;
pub mod grading;
pub mod ids;
pub mod image;
pub mod intervention;
pub mod item;
pub mod mail;
pub mod network_art;
pub mod person;
pub mod program;
pub mod refusal;
pub mod status;
pub mod time;
pub mod unit;
