//! Critical questions that are answered again, attempts beyond the usual ones, and more time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean_null, integer, string, text, text_null, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [critical_retake(), attempt_allowance(), extra_time()] {
            manager.create_table(table).await?;
        }
        for (name, table, columns) in [
            ("critical_retake_once", "critical_retake", ["attempt_id", "item_id", "ordinal"].as_slice()),
            ("attempt_allowance_once", "attempt_allowance", &["person_id", "course_key", "ordinal"]),
        ] {
            manager.create_index(unique(name, table, columns)).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}

fn unique(name: &str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table).unique();
    for column in columns {
        index.col(*column);
    }
    index.take()
}

fn to(table: &'static str, column: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(target, "id").on_delete(ForeignKeyAction::Restrict).take()
}

/// One row for each time a missed critical item is asked again. `place` is the frozen place of the item that is asked.
fn critical_retake() -> TableCreateStatement {
    Table::create()
        .table("critical_retake")
        .col(uuid("id").primary_key())
        .col(uuid("attempt_id"))
        .col(string("item_id"))
        .col(integer("ordinal"))
        .col(text("place"))
        .col(text_null("answer"))
        .col(boolean_null("right"))
        .col(big_integer("asked_at"))
        .col(big_integer_null("answered_at"))
        .foreign_key(&mut to("critical_retake", "attempt_id", "attempt"))
        .take()
}

/// One more attempt than the course allows, for one person.
fn attempt_allowance() -> TableCreateStatement {
    Table::create()
        .table("attempt_allowance")
        .col(uuid("id").primary_key())
        .col(uuid("person_id"))
        .col(string("course_key"))
        .col(integer("ordinal"))
        .col(text("reason"))
        .col(uuid("given_by"))
        .col(big_integer("at"))
        .foreign_key(&mut to("attempt_allowance", "person_id", "person"))
        .foreign_key(&mut to("attempt_allowance", "given_by", "person"))
        .take()
}

/// Extra time where assessments have a limit, in percent of it; the newest row counts.
fn extra_time() -> TableCreateStatement {
    Table::create()
        .table("extra_time")
        .col(uuid("id").primary_key())
        .col(uuid("person_id"))
        .col(integer("percent"))
        .col(text("reason"))
        .col(uuid("given_by"))
        .col(big_integer("at"))
        .foreign_key(&mut to("extra_time", "person_id", "person"))
        .foreign_key(&mut to("extra_time", "given_by", "person"))
        .take()
}
