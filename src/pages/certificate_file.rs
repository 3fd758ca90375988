//! `/certificates/{number}/pdf`, `/json`, `/jwt`, `/svg`: one certificate as a file to keep. Every download of it has the same
//! bytes.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::domain::credential::{Number, Record};
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::renderings::file;
use crate::server::state::App;
use crate::store::credentials;
use crate::store::renderings::{JSON, JWT, PDF, SVG};

/// Sends the learner's own certificate as a PDF.
///
/// # Errors
/// [`Failure::NotFound`], for somebody else's too; [`Failure::Refused`] for a name that cannot be printed.
pub async fn pdf(app: State<App>, learner: Learner, number: Path<String>) -> Result<Response, Failure> {
    send(app, learner, number, PDF).await
}

/// Sends the signed credential.
///
/// # Errors
/// [`Failure::NotFound`], for somebody else's too.
pub async fn json(app: State<App>, learner: Learner, number: Path<String>) -> Result<Response, Failure> {
    send(app, learner, number, JSON).await
}

/// Sends the credential as a JWT.
///
/// # Errors
/// [`Failure::NotFound`], for somebody else's too.
pub async fn jwt(app: State<App>, learner: Learner, number: Path<String>) -> Result<Response, Failure> {
    send(app, learner, number, JWT).await
}

/// Sends the badge.
///
/// # Errors
/// [`Failure::NotFound`], for somebody else's too.
pub async fn svg(app: State<App>, learner: Learner, number: Path<String>) -> Result<Response, Failure> {
    send(app, learner, number, SVG).await
}

async fn send(
    State(app): State<App>,
    Learner(actor): Learner,
    Path(number): Path<String>,
    kind: &'static str,
) -> Result<Response, Failure> {
    let number = Number::parse(&number).ok_or(Failure::NotFound)?;
    let sealed = credentials::own_by_number(app.store().reader(), actor.person(), &number).await?;
    let kept = file(&app, &sealed, kind).await?;
    let headers =
        [(CONTENT_TYPE, media_type(kind).to_owned()), (CONTENT_DISPOSITION, disposition(&sealed.record, kind))];
    Ok((headers, kept.bytes).into_response())
}

fn media_type(kind: &str) -> &'static str {
    match kind {
        PDF => "application/pdf",
        SVG => "image/svg+xml",
        JWT => "application/vc+jwt",
        _ => "application/vc",
    }
}

/// Two names for the file: a plain one that everything understands, and one with the learner's name in their own letters.
fn disposition(record: &Record, kind: &str) -> String {
    let number = &record.number;
    let mut own = String::new();
    for byte in file_name(&format!("{} {number}.{kind}", record.learner)).bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            own.push(char::from(byte));
        } else {
            let _ = write!(own, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"certificate-{number}.{kind}\"; filename*=UTF-8''{own}")
}

/// Without what means something to a file system.
fn file_name(text: &str) -> String {
    let forbidden = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    text.chars().map(|c| if forbidden(c) { '-' } else { c }).collect::<String>().trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_lead_anywhere() {
        assert_eq!(file_name("../../etc/Amara: \"x\" <y>"), "-..-etc-Amara- -x- -y-");
        assert_eq!(file_name("Ngũgĩ wa Thiong'o"), "Ngũgĩ wa Thiong'o");
    }
}
