//! Renderings of credentials: made once, kept as bytes, never changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, string, uuid};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(rendering()).await?;
        for statement in frozen(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}

/// The key decides the race: of two that render the same credential at once, the first is kept.
fn rendering() -> TableCreateStatement {
    Table::create()
        .table("rendering")
        .col(uuid("credential_id"))
        .col(string("kind"))
        .col(binary("bytes"))
        .col(string("sha256"))
        .col(big_integer("created_at"))
        .primary_key(Index::create().col("credential_id").col("kind").primary())
        .foreign_key(
            ForeignKey::create()
                .from("rendering", "credential_id")
                .to("credential", "id")
                .on_delete(ForeignKeyAction::Restrict),
        )
        .take()
}

/// Somebody holds a copy of these bytes, so they may go, but never change.
fn frozen(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "CREATE FUNCTION rendering_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'renderings never change'; END $$",
            "CREATE TRIGGER rendering_frozen BEFORE UPDATE ON rendering FOR EACH ROW EXECUTE FUNCTION rendering_refuse()",
        ],
        _ => &[
            "CREATE TRIGGER rendering_frozen BEFORE UPDATE ON rendering BEGIN SELECT RAISE(ABORT, 'renderings never change'); END",
        ],
    }
}
