//! What is decided about requirements: interventions, rules of the organisation, mail that somebody does not want; and the
//! indexes that lists and totals stand on.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, string_null, text, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [big_integer_null("exempt_at"), uuid_null("act_id")] {
            // One at a time: SQLite adds no more.
            manager.alter_table(Table::alter().table("assignment").add_column(column).take()).await?;
        }
        for table in [intervention(), assignment_rule(), mail_off()] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in INDEXES {
            let mut index = Index::create();
            index.name(*name).table(*table);
            for column in *columns {
                index.col(*column);
            }
            manager.create_index(index.take()).await?;
        }
        for statement in PARTIAL {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}

/// kind: `remind`, `extend`, `exempt`. What was done together has one `act_id`. `day` is set for reminders only.
fn intervention() -> TableCreateStatement {
    Table::create()
        .table("intervention")
        .col(uuid("id").primary_key().take())
        .col(uuid("act_id"))
        .col(uuid("assignment_id"))
        .col(string("kind"))
        .col(text("reason"))
        .col(string_null("ground"))
        .col(string_null("day"))
        .col(big_integer_null("due_before"))
        .col(big_integer_null("due_after"))
        .col(uuid("by_id"))
        .col(big_integer("at"))
        .col(big_integer_null("taken_back_at"))
        .col(uuid_null("taken_back_by"))
        .foreign_key(&mut references("intervention", "assignment_id", "assignment"))
        .foreign_key(&mut references("intervention", "by_id", "person"))
        .take()
}

/// The people of a unit, and of those below it, are held to a program; due so many days after they are.
fn assignment_rule() -> TableCreateStatement {
    Table::create()
        .table("assignment_rule")
        .col(uuid("id").primary_key().take())
        .col(string("program_key"))
        .col(uuid("unit_id"))
        .col(integer("due_days"))
        .col(uuid("by_id"))
        .col(big_integer("at"))
        .col(big_integer_null("ended_at"))
        .foreign_key(&mut references("assignment_rule", "unit_id", "unit"))
        .foreign_key(&mut references("assignment_rule", "by_id", "person"))
        .take()
}

/// Kinds of mail that a person has switched off.
fn mail_off() -> TableCreateStatement {
    Table::create()
        .table("mail_off")
        .col(uuid("person_id"))
        .col(string("kind"))
        .col(big_integer("at"))
        .primary_key(Index::create().col("person_id").col("kind").primary())
        .foreign_key(&mut references("mail_off", "person_id", "person"))
        .take()
}

fn references(from: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(from, column).to(to, "id").on_delete(ForeignKeyAction::Restrict).take()
}

const INDEXES: &[(&str, &str, &[&str])] = &[
    ("intervention_by_assignment", "intervention", &["assignment_id"]),
    ("intervention_by_act", "intervention", &["act_id"]),
    ("assignment_by_program", "assignment", &["program_key"]),
    // Totals are counted from this index alone.
    ("assignment_by_person_state", "assignment", &["person_id", "completed_at", "exempt_at", "due_at"]),
    ("person_by_name", "person", &["name", "id"]),
    ("ledger_by_kind", "ledger", &["kind", "seq"]),
    ("ledger_by_actor", "ledger", &["actor_id", "seq"]),
    ("ledger_by_time", "ledger", &["at"]),
];

/// What may be there once: a reminder a day, an exemption, a rule for a unit; and what is rare. Both engines know partial
/// indexes; the builder does not.
const PARTIAL: [&str; 5] = [
    "CREATE UNIQUE INDEX intervention_reminded_once ON intervention (assignment_id, day) WHERE day IS NOT NULL",
    "CREATE UNIQUE INDEX intervention_exempt_once ON intervention (assignment_id) WHERE kind = 'exempt' AND taken_back_at IS NULL",
    "CREATE UNIQUE INDEX assignment_rule_once ON assignment_rule (program_key, unit_id) WHERE ended_at IS NULL",
    "CREATE INDEX person_gone ON person (id) WHERE disabled_at IS NOT NULL",
    "CREATE INDEX assignment_by_act ON assignment (act_id) WHERE act_id IS NOT NULL",
];
