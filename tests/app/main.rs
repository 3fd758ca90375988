//! Application tests: the real router, driven over HTTP in this process, on SQLite and on PostgreSQL with the same bodies.
//!
//! Run them with `make test`, or alone with `scripts/with-postgres cargo test --test app`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod account;
mod attempts;
mod backup;
mod canary;
mod certificate_pdf;
mod commands;
mod content;
mod credentials;
mod cross_site;
mod curriculum;
mod databases;
mod decisions;
mod dependencies;
mod digest;
mod escaping;
mod exports;
mod faults;
mod headers;
mod import;
mod invitations;
mod journey;
mod layering;
mod ledger;
mod ledger_page;
mod mail;
mod names;
mod ownership;
mod password_reset;
mod people;
mod programs;
mod races;
mod role_matrix;
mod rules;
mod sessions;
mod settings;
mod support;
mod throttle;
mod types;
mod units;
mod verify;
mod versions;
