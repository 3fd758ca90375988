//! People, requirements, learning facts, credentials and the ledger.
//!
//! Moments are milliseconds since 1970 in UTC, so that both engines compare them alike. The database
//! decides races: each "only once" of the product is a unique index here.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, binary, boolean, boolean_null, integer, string, string_null, text, uuid, uuid_null};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in tables() {
            manager.create_table(statement).await?;
        }
        for statement in indexes() {
            manager.create_index(statement).await?;
        }
        let connection = manager.get_connection();
        manager.execute(first_head()).await?;
        for statement in partial_indexes().iter().chain(append_only(manager.get_database_backend())) {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}

fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut statement = Table::create();
    statement.table(name);
    for column in columns {
        statement.col(column);
    }
    statement
}

fn key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    for column in columns {
        index.col(*column);
    }
    index.primary();
    index
}

fn references(from: &'static str, column: &'static str, to: &'static str, target: &'static str) -> ForeignKeyCreateStatement {
    let mut foreign = ForeignKey::create();
    foreign.from(from, column).to(to, target).on_delete(ForeignKeyAction::Restrict);
    foreign
}

fn tables() -> Vec<TableCreateStatement> {
    [people(), requirements(), learning(), records()].concat()
}

fn people() -> Vec<TableCreateStatement> {
    vec![
        table("person", vec![
            uuid("id").primary_key().take(),
            string("email").unique_key().take(),
            string("name"),
            big_integer("created_at"),
            big_integer_null("disabled_at"),
        ]),
        // kind: `password`; other kinds of identity come beside it.
        table("identity", vec![uuid("person_id"), string("kind"), text("secret"), big_integer("created_at")])
            .primary_key(&mut key(&["person_id", "kind"]))
            .foreign_key(&mut references("identity", "person_id", "person", "id"))
            .take(),
        table("session", vec![
            uuid("id").primary_key().take(),
            binary("token_hash").unique_key().take(),
            uuid("person_id"),
            big_integer("created_at"),
            big_integer("seen_at"),
            big_integer("idle_until"),
            big_integer("expires_at"),
        ])
        .foreign_key(&mut references("session", "person_id", "person", "id"))
        .take(),
        table("invitation", vec![
            uuid("id").primary_key().take(),
            binary("token_hash").unique_key().take(),
            uuid("person_id"),
            big_integer("created_at"),
            big_integer("expires_at"),
            big_integer_null("used_at"),
        ])
        .foreign_key(&mut references("invitation", "person_id", "person", "id"))
        .take(),
        table("sign_in_throttle", vec![
            string("bucket").primary_key().take(),
            integer("failures"),
            big_integer("last_failure_at"),
            big_integer("blocked_until"),
        ]),
        table("unit", vec![
            uuid("id").primary_key().take(),
            uuid_null("parent_id"),
            string_null("key").unique_key().take(),
            string("name"),
            string("kind"),
            big_integer("created_at"),
        ])
        .foreign_key(&mut references("unit", "parent_id", "unit", "id"))
        .take(),
        table("membership", vec![uuid("person_id"), uuid("unit_id"), big_integer("joined_at")])
            .primary_key(&mut key(&["person_id", "unit_id"]))
            .foreign_key(&mut references("membership", "person_id", "person", "id"))
            .foreign_key(&mut references("membership", "unit_id", "unit", "id"))
            .take(),
        table("role_grant", vec![
            uuid("id").primary_key().take(),
            uuid("person_id"),
            string("role"),
            uuid_null("unit_id"),
            big_integer("granted_at"),
        ])
        .foreign_key(&mut references("role_grant", "person_id", "person", "id"))
        .foreign_key(&mut references("role_grant", "unit_id", "unit", "id"))
        .take(),
    ]
}

fn requirements() -> Vec<TableCreateStatement> {
    vec![
        table("content_version", vec![
            string("hash").primary_key().take(),
            string("kind"),
            string("key"),
            text("body"),
            big_integer("created_at"),
        ]),
        table("assignment", vec![
            uuid("id").primary_key().take(),
            uuid("person_id"),
            string("program_key"),
            string("program_hash"),
            integer("cycle"),
            big_integer("assigned_at"),
            big_integer("due_at"),
            // Roll-ups of the facts, kept in the same transaction as they are.
            big_integer_null("started_at"),
            big_integer_null("completed_at"),
        ])
        .foreign_key(&mut references("assignment", "person_id", "person", "id"))
        .foreign_key(&mut references("assignment", "program_hash", "content_version", "hash"))
        .take(),
    ]
}

fn learning() -> Vec<TableCreateStatement> {
    vec![
        // Where a reader stopped: a convenience, not a fact. `position` is in thousandths of the page.
        table("reading_position", vec![
            uuid("person_id"),
            string("course_key"),
            string("lesson_key"),
            integer("position"),
            big_integer("updated_at"),
        ])
        .primary_key(&mut key(&["person_id", "course_key", "lesson_key"]))
        .foreign_key(&mut references("reading_position", "person_id", "person", "id"))
        .take(),
        table("lesson_completion", vec![
            uuid("person_id"),
            string("course_key"),
            string("lesson_key"),
            string("lesson_hash"),
            big_integer("at"),
        ])
        .primary_key(&mut key(&["person_id", "course_key", "lesson_key"]))
        .foreign_key(&mut references("lesson_completion", "person_id", "person", "id"))
        .foreign_key(&mut references("lesson_completion", "lesson_hash", "content_version", "hash"))
        .take(),
        // `form` is the frozen form as JSON; points are in sixtieths.
        table("attempt", vec![
            uuid("id").primary_key().take(),
            uuid("person_id"),
            string("course_key"),
            integer("ordinal"),
            string("state"),
            text("form"),
            big_integer("started_at"),
            big_integer_null("submitted_at"),
            big_integer_null("points"),
            big_integer_null("max_points"),
            boolean_null("passed"),
        ])
        .foreign_key(&mut references("attempt", "person_id", "person", "id"))
        .take(),
        // `choices` is a JSON array of option positions in the item's source order.
        table("response", vec![
            uuid("attempt_id"),
            string("item_id"),
            text("choices"),
            boolean("flagged"),
            big_integer("saved_at"),
        ])
        .primary_key(&mut key(&["attempt_id", "item_id"]))
        .foreign_key(&mut references("response", "attempt_id", "attempt", "id"))
        .take(),
    ]
}

fn records() -> Vec<TableCreateStatement> {
    vec![
        // No cascade reaches a credential: its record is sealed when it is earned.
        table("credential", vec![
            uuid("id").primary_key().take(),
            string("number").unique_key().take(),
            uuid("assignment_id").unique_key().take(),
            uuid("person_id"),
            string("program_key"),
            text("record"),
            string("record_hash"),
            big_integer("issued_at"),
        ])
        .foreign_key(&mut references("credential", "assignment_id", "assignment", "id"))
        .foreign_key(&mut references("credential", "person_id", "person", "id"))
        .take(),
        table("ledger", vec![
            big_integer("seq").primary_key().take(),
            big_integer("at"),
            string("kind"),
            uuid_null("actor_id"),
            uuid_null("subject_id"),
            binary("payload_digest"),
            binary("prev_hash").unique_key().take(),
            binary("hash").unique_key().take(),
        ]),
        // Apart from the chain, so that erasing a person leaves the chain whole.
        table("ledger_payload", vec![big_integer("seq").primary_key().take(), binary("salt"), text("body")])
            .foreign_key(&mut references("ledger_payload", "seq", "ledger", "seq"))
            .take(),
        table("ledger_head", vec![integer("id").primary_key().take(), big_integer("seq"), binary("hash")]),
        table("setting", vec![string("key").primary_key().take(), text("value")]),
    ]
}

fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("session_by_person", "session", &["person_id"]),
        index("invitation_by_person", "invitation", &["person_id"]),
        index("membership_by_unit", "membership", &["unit_id"]),
        index("role_grant_once", "role_grant", &["person_id", "role", "unit_id"]).unique().take(),
        index("assignment_once", "assignment", &["person_id", "program_key", "cycle"]).unique().take(),
        index("assignment_by_state", "assignment", &["completed_at", "due_at"]),
        index("attempt_once", "attempt", &["person_id", "course_key", "ordinal"]).unique().take(),
        index("credential_by_person", "credential", &["person_id"]),
        index("ledger_by_subject", "ledger", &["subject_id"]),
    ]
}

/// The row that is locked while the chain grows must be there from the start.
fn first_head() -> InsertStatement {
    Query::insert()
        .into_table("ledger_head")
        .columns(["id", "seq", "hash"])
        .values_panic([1.into(), 0i64.into(), vec![0u8; 32].into()])
        .take()
}

/// Both engines know partial indexes; the builder does not.
fn partial_indexes() -> [&'static str; 2] {
    [
        "CREATE UNIQUE INDEX attempt_one_open ON attempt (person_id, course_key) WHERE state = 'open'",
        // A NULL is never equal to another, so roles over the whole organisation need an index of their own.
        "CREATE UNIQUE INDEX role_grant_whole_once ON role_grant (person_id, role) WHERE unit_id IS NULL",
    ]
}

/// The ledger can only grow. Payloads may be deleted (erasure), never changed.
fn append_only(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
            "CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
            "CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
            "CREATE TRIGGER ledger_payload_frozen BEFORE UPDATE ON ledger_payload FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
        ],
        _ => &[
            "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
            "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
            "CREATE TRIGGER ledger_payload_frozen BEFORE UPDATE ON ledger_payload BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
            // To replace a row is neither to update nor to delete it, as far as triggers of those kinds can tell.
            "CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger WHEN EXISTS (SELECT 1 FROM ledger WHERE seq = NEW.seq OR prev_hash = NEW.prev_hash OR hash = NEW.hash) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
            "CREATE TRIGGER ledger_payload_no_replace BEFORE INSERT ON ledger_payload WHEN EXISTS (SELECT 1 FROM ledger_payload WHERE seq = NEW.seq) BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        ],
    }
}
