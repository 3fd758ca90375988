//! Tallies, from which the overviews read how many are done and how many are late; what each person adds to them; and marks
//! of those who have to be counted again, which triggers make, so that nothing that counts can change unnoticed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (tables, triggers) = match manager.get_database_backend() {
            DbBackend::Postgres => (POSTGRES_TABLES, POSTGRES_TRIGGERS),
            _ => (SQLITE_TABLES, SQLITE_TRIGGERS),
        };
        for statement in tables.iter().chain(triggers).chain(BOTH) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("records are never taken back; restore a backup instead".into()))
    }
}

// Nothing refers to a person by a foreign key here: persons are never deleted, and on PostgreSQL checking the key would wait
// for whoever holds the person's row.

/// A tally is found by what it counts and, within that, up to a moment: without a row identity of its own, the table is one
/// index that is read from front to back.
const SQLITE_TABLES: &[&str] = &[
    "CREATE TABLE tally (
        kind varchar NOT NULL, whose varchar NOT NULL, due_at integer NOT NULL, what varchar NOT NULL, number integer NOT NULL,
        PRIMARY KEY (kind, whose, due_at, what)) WITHOUT ROWID",
    "CREATE TABLE tally_share (person_id uuid_text NOT NULL PRIMARY KEY, share text NOT NULL)",
    "CREATE TABLE tally_due (person_id uuid_text, unit_id uuid_text)",
];

const POSTGRES_TABLES: &[&str] = &[
    "CREATE TABLE tally (
        kind varchar NOT NULL, whose varchar NOT NULL, due_at bigint NOT NULL, what varchar NOT NULL, number bigint NOT NULL,
        PRIMARY KEY (kind, whose, due_at, what))",
    "CREATE TABLE tally_share (person_id uuid NOT NULL PRIMARY KEY, share text NOT NULL)",
    "CREATE TABLE tally_due (person_id uuid, unit_id uuid)",
];

const BOTH: &[&str] = &[
    "CREATE INDEX tally_nothing ON tally (kind, whose) WHERE number = 0",
    // The list of those who are late begins with the longest overdue.
    "CREATE INDEX assignment_open ON assignment (due_at, person_id) WHERE completed_at IS NULL AND exempt_at IS NULL",
    // Whoever was held to something before is counted by the first thing that is written.
    "INSERT INTO tally_due (person_id) SELECT DISTINCT person_id FROM assignment",
];

const SQLITE_TRIGGERS: &[&str] = &[
    "CREATE TRIGGER assignment_new_tally AFTER INSERT ON assignment
        BEGIN INSERT INTO tally_due (person_id) VALUES (NEW.person_id); END",
    "CREATE TRIGGER assignment_changed_tally AFTER UPDATE OF person_id, program_key, due_at, completed_at, exempt_at
        ON assignment BEGIN INSERT INTO tally_due (person_id) VALUES (OLD.person_id), (NEW.person_id); END",
    "CREATE TRIGGER assignment_gone_tally AFTER DELETE ON assignment
        BEGIN INSERT INTO tally_due (person_id) VALUES (OLD.person_id); END",
    "CREATE TRIGGER membership_new_tally AFTER INSERT ON membership
        BEGIN INSERT INTO tally_due (person_id) VALUES (NEW.person_id); END",
    "CREATE TRIGGER membership_changed_tally AFTER UPDATE OF person_id, unit_id ON membership
        BEGIN INSERT INTO tally_due (person_id) VALUES (OLD.person_id), (NEW.person_id); END",
    "CREATE TRIGGER membership_gone_tally AFTER DELETE ON membership
        BEGIN INSERT INTO tally_due (person_id) VALUES (OLD.person_id); END",
    "CREATE TRIGGER person_access_tally AFTER UPDATE OF disabled_at ON person
        BEGIN INSERT INTO tally_due (person_id) VALUES (NEW.id); END",
    "CREATE TRIGGER unit_moved_tally AFTER UPDATE OF parent_id ON unit WHEN OLD.parent_id IS NOT NEW.parent_id
        BEGIN INSERT INTO tally_due (unit_id) VALUES (NEW.id); END",
];

const POSTGRES_TRIGGERS: &[&str] = &[
    "CREATE FUNCTION tally_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' THEN INSERT INTO tally_due (person_id) VALUES (OLD.person_id); END IF;
        IF TG_OP <> 'DELETE' THEN INSERT INTO tally_due (person_id) VALUES (NEW.person_id); END IF;
        RETURN NULL; END $$",
    "CREATE FUNCTION tally_access() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO tally_due (person_id) VALUES (NEW.id); RETURN NULL; END $$",
    "CREATE FUNCTION tally_unit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO tally_due (unit_id) VALUES (NEW.id); RETURN NULL; END $$",
    "CREATE TRIGGER assignment_tally AFTER INSERT OR DELETE OR UPDATE OF person_id, program_key, due_at, completed_at, exempt_at
        ON assignment FOR EACH ROW EXECUTE FUNCTION tally_one()",
    "CREATE TRIGGER membership_tally AFTER INSERT OR DELETE OR UPDATE OF person_id, unit_id
        ON membership FOR EACH ROW EXECUTE FUNCTION tally_one()",
    "CREATE TRIGGER person_access_tally AFTER UPDATE OF disabled_at ON person
        FOR EACH ROW EXECUTE FUNCTION tally_access()",
    "CREATE TRIGGER unit_moved_tally AFTER UPDATE OF parent_id ON unit
        FOR EACH ROW WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION tally_unit()",
];
