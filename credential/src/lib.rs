//! Seals a record as an Open Badges 3.0 credential, with two proofs, and checks one without a network. Knows nothing of the
//! rest of Netwise: no database, no clock, no disk, nothing fetched. The same claims and keys always give the same bytes.

mod badge;
mod canonical;
mod check;
mod claims;
mod compare;
mod contexts;
mod did;
mod jwt;
mod keys;
mod model;
mod pdf;
mod present;
mod proof;
mod status;
mod strict;

pub use badge::{bake, unbake};
pub use canonical::canonical;
pub use check::{Checked, Distrust, check_json, check_jwt, check_status_list};
pub use claims::{Alignment, Claims, Course, EmailDigest, Goal, Issuer};
pub use compare::{Difference, differences, sayings};
pub use did::{did_document, did_web};
pub use jwt::{jwt_payload, sign_jwt, status_jwt};
pub use keys::{KeyPair, PublicKeys, Unusable};
pub use model::Credential;
pub use pdf::attached_credential;
pub use present::{Kind, Presented, Unreadable, read};
pub use proof::{sign, sign_status_list};
pub use status::{CAPACITY, StatusList, bit};

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// Largest credential, and largest badge, that is read, in bytes.
pub const LARGEST_TEXT: usize = 256 * 1024;
