//! How urgent a mail is, whether it went no further than a file, and lists of people who are to be invited.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, integer};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What a mail waits behind, by its kind; all others are 3, as when the column is left out.
const URGENT: [(&str, i32); 4] = [("password-reset", 0), ("invitation", 1), ("certificate", 2), ("replacement", 2)];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let whole = manager.get_connection();
        for (table, mut column) in [
            ("outbox", integer("urgency").default(3).take()),
            ("outbox", boolean("filed").default(false).take()),
            ("people_file", boolean("invite").default(false).take()),
        ] {
            whole.execute(Table::alter().table(table).add_column(&mut column)).await?;
        }
        for (kind, urgency) in URGENT {
            let mut update = Query::update();
            update.table("outbox").value("urgency", urgency).and_where(Expr::col("kind").eq(kind));
            whole.execute(&update).await?;
        }
        // In the order in which mails are sent. It begins like the index that it takes the place of.
        let mut index = Index::create();
        index.name("outbox_by_urgency").table("outbox").col("state").col("urgency").col("next_at").col("id");
        whole.execute(&index).await?;
        whole.execute(Index::drop().name("outbox_by_turn").table("outbox")).await?;
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}
