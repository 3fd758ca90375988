//! A mail that is to be sent, or was. Must not import anything but `domain`.

use sea_orm::entity::prelude::*;

use crate::domain::ids::{MailId, PersonId};
use crate::domain::time::Timestamp;

/// A mail that is to be sent, or was. It holds neither text nor addresses: those are made when its turn comes.
#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Identity; also the Message-ID, which therefore stays the same however often the mail is sent.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MailId,
    /// Kind, as its word.
    pub kind: String,
    /// To whom.
    pub person_id: PersonId,
    /// What it is about: a credential or an assignment, by its kind.
    pub about: Option<Uuid>,
    /// One mail for one occasion.
    pub dedup_key: String,
    /// What it waits behind: of those whose turn has come, the lowest goes first.
    pub urgency: i32,
    /// State, as its word.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When its turn comes; while it is being sent, when somebody else may take it over.
    pub next_at: Timestamp,
    /// Why the last try failed, or why it was given up.
    pub last_error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was handed over.
    pub sent_at: Option<Timestamp>,
    /// Whether that was no mail server but a file on this machine.
    pub filed: bool,
    /// The person it refers to.
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
