//! Signing keys, places on the status list, what becomes of a certificate, and certificates that replace others.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, boolean, integer, string, text, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in replacements(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        for table in [signing_key(), credential_place(), credential_end(), credential_share()] {
            manager.create_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}

/// The public halves only. A retired key stays, or what it signed could no longer be checked.
fn signing_key() -> TableCreateStatement {
    Table::create()
        .table("signing_key")
        .col(string("id").primary_key())
        .col(binary("ed25519"))
        .col(binary("p256"))
        .col(big_integer("created_at"))
        .col(big_integer_null("retired_at"))
        .take()
}

fn of_credential(table: &'static str) -> ForeignKeyCreateStatement {
    let mut foreign = ForeignKey::create();
    foreign.from(table, "credential_id").to("credential", "id").on_delete(ForeignKeyAction::Restrict);
    foreign
}

/// Where on which status list a certificate is. The place is in what was signed, so it never changes.
fn credential_place() -> TableCreateStatement {
    Table::create()
        .table("credential_place")
        .col(uuid("credential_id").primary_key())
        .col(integer("list"))
        .col(integer("place"))
        .index(Index::create().col("list").col("place").unique())
        .foreign_key(&mut of_credential("credential_place"))
        .take()
}

/// The end of a certificate before its time: revoked, or replaced by another. It ends once; the first end counts.
fn credential_end() -> TableCreateStatement {
    Table::create()
        .table("credential_end")
        .col(uuid("credential_id").primary_key())
        .col(string("kind"))
        .col(text("reason"))
        .col(uuid_null("replaced_by"))
        .col(uuid_null("by_person"))
        .col(big_integer("at"))
        .foreign_key(&mut of_credential("credential_end"))
        .take()
}

/// Whether the holder shows a certificate to everybody who has its address.
fn credential_share() -> TableCreateStatement {
    Table::create()
        .table("credential_share")
        .col(uuid("credential_id").primary_key())
        .col(boolean("public"))
        .col(big_integer("changed_at"))
        .foreign_key(&mut of_credential("credential_share"))
        .take()
}

/// One certificate for an assignment becomes one that replaces no other. SQLite can only make the table anew, and the one
/// that points to it with it.
fn replacements(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "ALTER TABLE credential DROP CONSTRAINT credential_assignment_id_key",
            "ALTER TABLE credential ADD COLUMN replaces uuid UNIQUE",
            "ALTER TABLE credential ADD COLUMN valid_until bigint",
            "CREATE UNIQUE INDEX credential_original_once ON credential (assignment_id) WHERE replaces IS NULL",
        ],
        _ => &[
            "CREATE TABLE credential_anew (
                id uuid_text NOT NULL PRIMARY KEY, number varchar NOT NULL UNIQUE, assignment_id uuid_text NOT NULL,
                person_id uuid_text NOT NULL, program_key varchar NOT NULL, record text NOT NULL, record_hash varchar NOT NULL,
                issued_at integer NOT NULL, replaces uuid_text UNIQUE, valid_until integer,
                FOREIGN KEY (assignment_id) REFERENCES assignment (id) ON DELETE RESTRICT,
                FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT)",
            "INSERT INTO credential_anew SELECT id, number, assignment_id, person_id, program_key, record, record_hash,
                issued_at, NULL, NULL FROM credential",
            "CREATE TABLE rendering_aside AS SELECT * FROM rendering",
            "DROP TABLE rendering",
            "DROP TABLE credential",
            "ALTER TABLE credential_anew RENAME TO credential",
            "CREATE INDEX credential_by_person ON credential (person_id)",
            "CREATE UNIQUE INDEX credential_original_once ON credential (assignment_id) WHERE replaces IS NULL",
            "CREATE TABLE rendering (
                credential_id uuid_text NOT NULL, kind varchar NOT NULL, bytes blob NOT NULL, sha256 varchar NOT NULL,
                created_at integer NOT NULL, PRIMARY KEY (credential_id, kind),
                FOREIGN KEY (credential_id) REFERENCES credential (id) ON DELETE RESTRICT)",
            "INSERT INTO rendering SELECT * FROM rendering_aside",
            "DROP TABLE rendering_aside",
            "CREATE TRIGGER rendering_frozen BEFORE UPDATE ON rendering BEGIN SELECT RAISE(ABORT, 'renderings never change'); END",
        ],
    }
}
