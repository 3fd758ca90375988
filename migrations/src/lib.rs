//! Schema steps, oldest first, the same on SQLite and PostgreSQL. Steps only ever expand; a column is
//! dropped no sooner than one release after the program stopped using it. The caller takes all missing steps in one
//! transaction.

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261124_000001_foundation;
mod m20261124_000002_mail;
mod m20261124_000003_people;
mod m20261124_000004_renderings;
mod m20261124_000005_assessments;
mod m20261124_000006_administration;
mod m20261124_000008_credentials;
mod m20261124_000009_images;
mod m20261124_000010_time_limits;
mod m20261124_000011_tallies;
mod m20261124_000012_erasure;
mod m20261124_000013_issued;
mod m20261124_000014_people;

/// All steps.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_foundation::Migration),
            Box::new(m20261124_000002_mail::Migration),
            Box::new(m20261124_000003_people::Migration),
            Box::new(m20261124_000004_renderings::Migration),
            Box::new(m20261124_000005_assessments::Migration),
            Box::new(m20261124_000006_administration::Migration),
            Box::new(m20261124_000008_credentials::Migration),
            Box::new(m20261124_000009_images::Migration),
            Box::new(m20261124_000010_time_limits::Migration),
            Box::new(m20261124_000011_tallies::Migration),
            Box::new(m20261124_000012_erasure::Migration),
            Box::new(m20261124_000013_issued::Migration),
            Box::new(m20261124_000014_people::Migration),
        ]
    }
}
