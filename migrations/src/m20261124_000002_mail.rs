//! The outbox, and the leases by which one node of several does a job.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, string, text_null, uuid, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(outbox()).await?;
        manager.create_table(job_lease()).await?;
        for (name, columns) in [
            ("outbox_by_turn", ["state", "next_at"]),
            ("outbox_by_matter", ["kind", "about"]),
            ("outbox_by_person", ["person_id", "created_at"]),
        ] {
            let mut index = Index::create();
            index.name(name).table("outbox");
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}

/// Holds neither text nor addresses: a mail is written when its turn comes. `about` is what it is about: a credential or an
/// assignment, by its kind. `dedup_key` decides that there is one mail for one occasion.
fn outbox() -> TableCreateStatement {
    let mut person = ForeignKey::create();
    person.from("outbox", "person_id").to("person", "id").on_delete(ForeignKeyAction::Restrict);
    Table::create()
        .table("outbox")
        .col(uuid("id").primary_key())
        .col(string("kind"))
        .col(uuid("person_id"))
        .col(uuid_null("about"))
        .col(string("dedup_key").unique_key())
        .col(string("state"))
        .col(integer("attempts"))
        .col(big_integer("next_at"))
        .col(text_null("last_error"))
        .col(big_integer("created_at"))
        .col(big_integer_null("sent_at"))
        .foreign_key(&mut person)
        .take()
}

fn job_lease() -> TableCreateStatement {
    Table::create()
        .table("job_lease")
        .col(string("name").primary_key())
        .col(uuid("holder"))
        .col(big_integer("until"))
        .take()
}
