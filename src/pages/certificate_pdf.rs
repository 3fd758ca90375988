//! `/certificates/{number}/pdf`: one certificate as a file to keep. Every download of it has the same bytes.

use std::fmt::Write as _;

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::domain::credential::{Number, Record};
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::renderings;
use crate::server::state::App;

/// Sends the learner's own certificate.
///
/// # Errors
/// [`Failure::NotFound`], for somebody else's too; [`Failure::Refused`] for a name that cannot be printed.
pub async fn show(
    State(app): State<App>,
    Learner(actor): Learner,
    Path(number): Path<String>,
) -> Result<Response, Failure> {
    let number = Number::parse(&number).ok_or(Failure::NotFound)?;
    let (record, kept) = renderings::own_pdf(&app, actor.person(), &number).await?;
    let headers = [(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, disposition(&record))];
    Ok((headers, kept.bytes).into_response())
}

/// Two names for the file: a plain one that everything understands, and one with the learner's name in their own letters.
fn disposition(record: &Record) -> String {
    let number = &record.number;
    let mut own = String::new();
    for byte in file_name(&format!("{} {number}.pdf", record.learner)).bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            own.push(char::from(byte));
        } else {
            let _ = write!(own, "%{byte:02X}");
        }
    }
    format!("attachment; filename=\"certificate-{number}.pdf\"; filename*=UTF-8''{own}")
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
