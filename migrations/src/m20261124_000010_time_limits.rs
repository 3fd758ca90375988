//! When an attempt ends by itself, so that what has run out of time can be found and handed in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let deadline = Table::alter().table("attempt").add_column(big_integer_null("deadline_at")).take();
        manager.alter_table(deadline).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared(known_limits(manager.get_database_backend())).await?;
        connection.execute_unprepared(OVER).await?;
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}

/// The limit of an attempt that was begun before is in its form.
fn known_limits(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => {
            "UPDATE attempt SET deadline_at = started_at + 60000 * (form::json ->> 'limit_minutes')::bigint"
        }
        _ => "UPDATE attempt SET deadline_at = started_at + 60000 * json_extract(form, '$.limit_minutes')",
    }
}

/// Few attempts are open, and fewer have a limit; the job looks every two seconds.
const OVER: &str =
    "CREATE INDEX attempt_over ON attempt (deadline_at) WHERE state = 'open' AND deadline_at IS NOT NULL";
