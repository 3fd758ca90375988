//! Who asked for the erasure of their data.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, uuid};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut person = ForeignKey::create();
        person.from("erasure_request", "person_id").to("person", "id");
        let table = Table::create()
            .table("erasure_request")
            .col(uuid("person_id").primary_key())
            .col(big_integer("at"))
            .foreign_key(&mut person)
            .to_owned();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("erasure_request").to_owned()).await
    }
}
