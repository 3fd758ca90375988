//! `/admin/settings/image/{image}`: the logo and the signature that certificates bear. Must not import `app` or another page's
//! insides.

use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use super::setting::From;
use super::subject::{Sheet, problems_of};
use crate::components::form::{FileField, Problems};
use crate::components::picture;
use crate::server::actor::Administrator;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::server::picture::{Unusable, develop};
use crate::store::settings;
use crate::usecases::change_image::{ChangeImage, Place};

const MISSING: &str = "Choose a picture";

/// The address of its form.
pub(super) fn address(place: Place) -> String {
    format!("/admin/settings/image/{}", word(place))
}

fn word(place: Place) -> &'static str {
    match place {
        Place::Logo => "logo",
        Place::Signature => "signature",
    }
}

/// Its name on pages.
pub(super) fn title(place: Place) -> &'static str {
    match place {
        Place::Logo => "Logo",
        Place::Signature => "Signature",
    }
}

/// The picture as it looks on paper.
pub(super) fn on_paper(place: Place, hash: &str, whose: &str) -> impl IntoView + use<> {
    let picture = match place {
        Place::Logo => picture::logo(hash, whose).into_any(),
        Place::Signature => picture::signature(hash, whose).into_any(),
    };
    view! { <span class="picture-paper">{picture}</span> }
}

fn place(word_sent: &str) -> Result<Place, Failure> {
    Place::ALL.into_iter().find(|place| word(*place) == word_sent).ok_or(Failure::NotFound)
}

/// Shows the form.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn show(
    page: Page,
    Administrator(_): Administrator,
    Path(word): Path<String>,
    Query(from): Query<From>,
) -> Result<Response, Failure> {
    view(&page, place(&word)?, &from, &Problems::default()).await
}

/// Takes the picture that was sent, or takes away the one that is there.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn submit(
    page: Page,
    Administrator(actor): Administrator,
    Path(word): Path<String>,
    Query(from): Query<From>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let place = place(&word)?;
    let sent = match multipart {
        Ok(multipart) => read(multipart).await,
        Err(_) => Err(MISSING.to_owned()),
    };
    let image = match sent {
        Ok(Sent::Nothing) => Ok(None),
        Ok(Sent::File(file)) => develop(file).await.map(Some).map_err(|unusable| unusable.to_string()),
        Err(message) => Err(message),
    };
    let problems = match image {
        Ok(image) => match page.app().store().write(actor.by(), &ChangeImage { place, image }).await {
            Ok(()) => return Ok(Redirect::to(from.back()).into_response()),
            Err(error) => problems_of(error, "file")?,
        },
        Err(message) => {
            let mut problems = Problems::default();
            problems.add("file", message);
            problems
        }
    };
    view(&page, place, &from, &problems).await
}

/// What the form sends.
enum Sent {
    File(Vec<u8>),
    /// The picture is to be taken away.
    Nothing,
}

async fn read(mut multipart: Multipart) -> Result<Sent, String> {
    let said = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Unusable::TooLarge.to_string(),
        _ => "The file did not arrive whole. Send it again".to_owned(),
    };
    let mut file = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(said)? {
        match field.name() {
            Some("remove") => return Ok(Sent::Nothing),
            Some("file") => file = field.bytes().await.map_err(said)?.to_vec(),
            _ => {}
        }
    }
    if file.is_empty() { Err(MISSING.to_owned()) } else { Ok(Sent::File(file)) }
}

async fn view(page: &Page, place: Place, from: &From, problems: &Problems) -> Result<Response, Failure> {
    let db = page.app().store().reader();
    let set = settings::get(db, place.key()).await?.filter(|hash| !hash.is_empty());
    let whose = match place {
        Place::Logo => settings::get(db, settings::ORGANISATION).await?,
        Place::Signature => settings::get(db, settings::SIGNATORY).await?,
    };
    let above = vec![("/admin/settings".to_owned(), "Settings".to_owned())];
    let sheet = Sheet { here: "/admin/settings", above, title: title(place), problems, done: None };
    Ok(sheet.show(page, || {
        let lead = match place {
            Place::Logo => "It stands at the top of certificates, beside the name of the organisation.",
            Place::Signature => {
                "It stands on certificates, above the name of who signs. A dark signature on white or on nothing prints best."
            }
        };
        let now = set.as_ref().map(|hash| {
            view! {
                <figure class="stack stack-s">
                    {on_paper(place, hash, whose.as_deref().unwrap_or_default())}
                    <figcaption class="muted">"As it is now. Certificates already issued keep the one they were issued with."</figcaption>
                </figure>
            }
        });
        let file = FileField {
            name: "file",
            label: if set.is_some() { "Another picture" } else { "Picture" },
            hint: Some("PNG or JPEG, at most 512 kB and 4000 pixels a side. Whatever else the file says, such as where a photograph was taken, is not kept."),
            accept: ".png,.jpg,.jpeg,image/png,image/jpeg",
        };
        let remove = set.is_some().then(|| view! { <button class="button" type="submit" name="remove" value="yes">"Take it away"</button> });
        view! {
            <p class="lead">{lead}</p>
            {now}
            <form class="form" method="post" enctype="multipart/form-data" novalidate>
                {file.view(problems)}
                <div class="actions">
                    <button class="button button-primary" type="submit">{if set.is_some() { "Replace it" } else { "Use this picture" }}</button>
                    {remove}
                    <a class="button button-quiet" href=from.back()>"Leave as it is"</a>
                </div>
            </form>
        }
    }))
}
