//! The database: entities, queries, the ledger, and the one door for writes. Must not import anything
//! but `domain`.

pub mod allowances;
pub mod assignments;
pub mod attempts;
pub mod clock;
pub mod connect;
pub mod content;
pub mod counting;
pub mod credentials;
pub mod entities;
pub mod error;
pub mod facts;
pub mod found;
pub mod images;
pub mod interventions;
pub mod keys;
pub mod ledger;
pub mod ledger_list;
pub mod newcomers;
pub mod outbox;
pub mod overview;
pub mod people;
pub mod renderings;
pub mod retakes;
pub mod rules;
pub mod settings;
pub mod snapshot;
pub mod tallies;
pub mod units;
pub mod write;

pub use clock::Clock;
pub use connect::{Engine, Store};
pub use error::{Error, Result};
pub use found::{Found, PAGE};
pub use write::{Command, Tx, for_update, insert, insert_new};
