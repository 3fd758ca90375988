//! Logos and signatures, by the hash of their bytes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, string};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(image()).await?;
        for statement in frozen(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}

/// `sealed_at` is when the picture first stood on a certificate; from then on it is never removed.
fn image() -> TableCreateStatement {
    Table::create()
        .table("image")
        .col(string("hash").primary_key())
        .col(string("kind"))
        .col(binary("bytes"))
        .col(big_integer("created_at"))
        .col(big_integer_null("sealed_at"))
        .take()
}

fn frozen(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "CREATE FUNCTION image_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'images never change'; END $$",
            "CREATE TRIGGER image_frozen BEFORE UPDATE OF hash, kind, bytes ON image FOR EACH ROW EXECUTE FUNCTION image_refuse()",
            "CREATE TRIGGER image_kept BEFORE DELETE ON image FOR EACH ROW WHEN (OLD.sealed_at IS NOT NULL) EXECUTE FUNCTION image_refuse()",
        ],
        _ => &[
            "CREATE TRIGGER image_frozen BEFORE UPDATE OF hash, kind, bytes ON image BEGIN SELECT RAISE(ABORT, 'images never change'); END",
            "CREATE TRIGGER image_kept BEFORE DELETE ON image WHEN OLD.sealed_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'images never change'); END",
        ],
    }
}
