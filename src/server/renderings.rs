//! The files that are made of credentials: once, when somebody first asks, and kept from then on. Must not import anything
//! but `domain`, `catalog`, `store` and `usecases`.

use certificate_pdf::{SetError, Sheet, Template};
use tokio::sync::Semaphore;

use super::failure::Failure;
use super::sheet::sheet;
use super::state::App;
use crate::catalog::certificate_template;
use crate::domain::credential::{Number, Record};
use crate::domain::ids::PersonId;
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::store::entities::rendering;
use crate::store::{credentials, renderings};
use crate::usecases::keep_rendering::KeepRendering;

/// Setting a page is work for a processor, of which other pages want some too.
static PRESSES: Semaphore = Semaphore::const_new(2);

/// The person's own certificate as a PDF: the one that was kept, or else a new one, which is kept before it is given out.
///
/// # Errors
/// [`Failure::NotFound`], for somebody else's too; [`Failure::Refused`] for a name that cannot be printed.
pub async fn own_pdf(app: &App, holder: PersonId, number: &Number) -> Result<(Record, rendering::Model), Failure> {
    let db = app.store().reader();
    let (credential, record) = credentials::own_sealed(db, holder, number).await?;
    if let Some(kept) = renderings::find(db, credential, renderings::PDF).await? {
        return Ok((record, kept));
    }
    let bytes = set(app, &record).await?;
    let keep = KeepRendering { credential, holder, kind: renderings::PDF, bytes };
    let kept = app.store().write(By::System, &keep).await?;
    Ok((record, kept))
}

async fn set(app: &App, record: &Record) -> Result<Vec<u8>, Failure> {
    let template = certificate_template(&app.content().files).map_err(broken)?;
    let sheet = sheet(record, &app.config().base_url).ok_or_else(|| broken("the moment of issue is in no calendar"))?;
    let _press = PRESSES.acquire().await.map_err(broken)?;
    tokio::task::spawn_blocking(move || press(&template, &sheet)).await.map_err(broken)?
}

fn press(template: &Template, sheet: &Sheet) -> Result<Vec<u8>, Failure> {
    template.set(sheet).map_err(|error| match error {
        SetError::NoGlyph(_) => Failure::Refused(Refusal::field("name", format!(
            "This certificate cannot be made into a PDF: {error}. The certificate on the page is whole; print that one."
        ))),
        error => broken(error),
    })
}

fn broken(error: impl std::fmt::Display) -> Failure {
    tracing::error!(%error, "a certificate was not set");
    Failure::Broken
}
