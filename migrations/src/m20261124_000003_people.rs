//! Files of people that were uploaded and wait to be imported.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary_null, integer, string, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // `body` holds bytes, not text, because it is whatever somebody uploaded. It goes when it is imported.
        let mut table = Table::create();
        table
            .table("people_file")
            .col(uuid("id").primary_key().take())
            .col(uuid("person_id"))
            .col(string("name"))
            .col(binary_null("body"))
            .col(big_integer("created_at"))
            .col(big_integer_null("imported_at"))
            .col(integer("added"))
            .col(integer("changed"))
            .col(integer("unchanged"))
            .foreign_key(
                ForeignKey::create()
                    .from("people_file", "person_id")
                    .to("person", "id")
                    .on_delete(ForeignKeyAction::Restrict),
            );
        manager.create_table(table).await
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}
