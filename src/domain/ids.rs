//! Opaque identities. Must not import anything outside `domain`. The database derive is glue only:
//! nothing here runs a query.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares a 128-bit identity that cannot be mistaken for another kind of identity.
macro_rules! identity {
    ($(#[$doc:meta] $name:ident),* $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sea_orm::DeriveValueType))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        #[cfg(feature = "ssr")]
        impl $name {
            /// A new identity, sorted by the time it was made so that indexes stay compact.
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        #[cfg(feature = "ssr")]
        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

identity! {
    /// A person: learner, manager, administrator or all of these.
    PersonId,
    /// A node of the organisation tree.
    UnitId,
    /// One signed-in browser.
    SessionId,
    /// A one-time link.
    InvitationId,
    /// One person held to one program for one cycle.
    AssignmentId,
    /// One sitting of an assessment.
    AttemptId,
    /// One award to one person.
    CredentialId,
    /// One role given to one person.
    RoleGrantId,
    /// One mail to one person.
    MailId,
    /// One uploaded file of people.
    PeopleFileId,
    /// One time that a missed critical item is asked again.
    RetakeId,
    /// One attempt more than the usual ones.
    AllowanceId,
    /// One change of a person's extra time.
    ExtraTimeId,
    /// One decision about one assignment.
    InterventionId,
    /// One rule that holds a unit to a program.
    RuleId,
}
