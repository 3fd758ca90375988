//! The files that are made of credentials: once, by a job or when somebody first asks, and kept from then on. The signed
//! credential comes first, as the badge and the PDF have it inside. Must not import anything but `domain`, `catalog`,
//! `store` and `usecases`.

use certificate_pdf::{Fonts, SetError, Transcript};
use open_badge::{Credential, bake, sign, sign_jwt};
use tokio::sync::Semaphore;

use super::badge;
use super::claims::{Place, claims};
use super::failure::Failure;
use super::sheet::{Pictures, paper, picture, sheet};
use super::state::App;
use crate::catalog::{certificate_template, transcript_template};
use crate::domain::credential::Provider;
use crate::domain::person::By;
use crate::domain::refusal::Refusal;
use crate::store::credentials::Sealed;
use crate::store::entities::rendering;
use crate::store::renderings::{self, JSON, JWT, PDF, SVG};
use crate::store::{images, settings};
use crate::usecases::allot_place::AllotPlace;
use crate::usecases::keep_rendering::KeepRendering;
use crate::usecases::printable::fonts_wanted;

/// Signing and setting is work for a processor, of which other pages want some too.
static PRESSES: Semaphore = Semaphore::const_new(2);

/// Every kind of file, in the order in which they are made.
pub const KINDS: [&str; 4] = [JSON, JWT, SVG, PDF];

/// A credential as a file: the one that was kept, or else a new one, which is kept before it is given out.
///
/// # Errors
/// [`Failure::Refused`] for a name that cannot be printed; the database did not answer.
pub async fn file(app: &App, sealed: &Sealed, kind: &'static str) -> Result<rendering::Model, Failure> {
    if let Some(kept) = renderings::find(app.store().reader(), sealed.id, kind).await? {
        return Ok(kept);
    }
    let credential = if kind == JSON { None } else { Some(text(Box::pin(file(app, sealed, JSON)).await?.bytes)?) };
    let bytes = match (kind, credential) {
        (PDF, Some(credential)) => set(app, sealed, credential).await?,
        (SVG, Some(credential)) => bake(&badge::drawing(&sealed.record), &credential)
            .ok_or_else(|| broken("the badge is no drawing"))?
            .into_bytes(),
        (JWT, Some(_)) => seal(app, sealed, true).await?,
        _ => seal(app, sealed, false).await?,
    };
    let keep = KeepRendering { credential: sealed.id, holder: sealed.holder, kind, bytes };
    Ok(app.store().write(By::System, &keep).await?)
}

fn text(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(broken)
}

/// The signed credential.
async fn seal(app: &App, sealed: &Sealed, as_jwt: bool) -> Result<Vec<u8>, Failure> {
    let place = app.store().write(By::System, &AllotPlace { credential: sealed.id }).await?;
    let place = Place { list: place.list.try_into().map_err(broken)?, index: place.place.try_into().map_err(broken)? };
    let issuer = app.issuer().await?;
    let record = sealed.record.clone();
    let _press = PRESSES.acquire().await.map_err(broken)?;
    tokio::task::spawn_blocking(move || {
        let credential = Credential::new(&claims(&record, issuer.base(), place));
        if as_jwt {
            let until = record.particulars.valid_until.map(|until| until.0 / 1000);
            return Ok(
                sign_jwt(&credential, issuer.base(), record.issued_at.0 / 1000, until, issuer.keys()).into_bytes()
            );
        }
        let signed = sign(&credential, issuer.base(), issuer.keys()).map_err(broken)?;
        serde_json::to_vec_pretty(&signed).map_err(broken)
    })
    .await
    .map_err(broken)?
}

async fn set(app: &App, sealed: &Sealed, credential: String) -> Result<Vec<u8>, Failure> {
    let template = certificate_template(&app.content().files, sealed.record.profile).map_err(broken)?;
    let pictures = pictures(app, &sealed.record.provider).await?;
    let sheet = sheet(&sealed.record, pictures, &app.config().base_url, credential)
        .ok_or_else(|| broken("the moment of issue is in no calendar"))?;
    let _press = PRESSES.acquire().await.map_err(broken)?;
    let set = tokio::task::spawn_blocking(move || template.set(&sheet, Fonts::shared()));
    set.await.map_err(broken)?.map_err(|error| unset("certificate", error))
}

/// The pictures as they were when the certificate was sealed.
async fn pictures(app: &App, provider: &Provider) -> Result<Pictures, Failure> {
    let find = async |hash: &Option<String>| match hash {
        Some(hash) => images::find(app.store().reader(), hash).await.map(|image| Some(picture(image))),
        None => Ok(None),
    };
    Ok(Pictures { logo: find(&provider.logo).await?, signature: find(&provider.signature).await? })
}

/// A transcript as a PDF, with the logo and on the paper that are set now.
///
/// # Errors
/// [`Failure::Refused`] for a name that cannot be printed.
pub async fn set_transcript(app: &App, mut sheet: Transcript) -> Result<Vec<u8>, Failure> {
    let provider = settings::provider(app.store().reader()).await?;
    (sheet.paper, sheet.logo) = (paper(provider.paper), pictures(app, &provider).await?.logo);
    let template = transcript_template(&app.content().files).map_err(broken)?;
    let _press = PRESSES.acquire().await.map_err(broken)?;
    let set = tokio::task::spawn_blocking(move || template.set_transcript(&sheet, Fonts::shared()));
    set.await.map_err(broken)?.map_err(|error| unset("transcript", error))
}

/// Why there is no PDF, for the person who wanted it.
fn unset(what: &str, error: SetError) -> Failure {
    let SetError::NoGlyph(strange) = &error else { return broken(error) };
    let help = fonts_wanted(strange).map_or_else(String::new, |help| format!(" {help}."));
    Failure::Refused(Refusal::field(
        "name",
        format!(
            "This {what} cannot be made into a PDF: {error}.{help} The {what} on the page is whole; print that one."
        ),
    ))
}

fn broken(error: impl std::fmt::Display) -> Failure {
    tracing::error!(%error, "a certificate was not made into a file");
    Failure::Broken
}
