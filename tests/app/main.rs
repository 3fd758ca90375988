//! Application tests: the real router, driven over HTTP in this process, on SQLite and on PostgreSQL with the same bodies.
//!
//! Run them with `make test`, or alone with `scripts/with-postgres cargo test --test app`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod account;
mod attempts;
mod canary;
mod certificate_pdf;
mod commands;
mod content;
mod credentials;
mod cross_site;
mod databases;
mod dependencies;
mod escaping;
mod faults;
mod headers;
mod import;
mod journey;
mod layering;
mod ledger;
mod mail;
mod ownership;
mod password_reset;
mod people;
mod races;
mod role_matrix;
mod sessions;
mod settings;
mod support;
mod throttle;
mod units;
mod verify;
mod versions;
