//! One file a table. Must not import anything but `domain`.
// The derives generate public items that cannot carry documentation.
#![allow(missing_docs)]

pub mod assignment;
pub mod assignment_rule;
pub mod attempt;
pub mod attempt_allowance;
pub mod content_version;
pub mod credential;
pub mod credential_end;
pub mod credential_place;
pub mod credential_share;
pub mod critical_retake;
pub mod extra_time;
pub mod identity;
pub mod image;
pub mod intervention;
pub mod invitation;
pub mod job_lease;
pub mod ledger;
pub mod ledger_head;
pub mod ledger_payload;
pub mod lesson_completion;
pub mod mail_off;
pub mod membership;
pub mod outbox;
pub mod people_file;
pub mod person;
pub mod reading_position;
pub mod rendering;
pub mod response;
pub mod role_grant;
pub mod session;
pub mod setting;
pub mod sign_in_throttle;
pub mod signing_key;
pub mod tally;
pub mod tally_share;
pub mod unit;

/// Keys that the program makes itself: the database never counts them up.
macro_rules! not_counted {
    ($($key:ident),*) => {$(
        impl sea_orm::TryFromU64 for crate::domain::ids::$key {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($key)))
            }
        }
    )*};
}

not_counted!(
    PersonId,
    UnitId,
    SessionId,
    InvitationId,
    AssignmentId,
    AttemptId,
    CredentialId,
    RoleGrantId,
    MailId,
    PeopleFileId,
    RetakeId,
    AllowanceId,
    ExtraTimeId,
    InterventionId,
    RuleId
);
