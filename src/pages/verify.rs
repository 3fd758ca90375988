//! `/verify`: asks for the number of a certificate. There is no search by name.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use serde::Deserialize;

use crate::components::form::{Problems, error_summary};
use crate::components::verify_form::{EXAMPLE, verify_form};
use crate::domain::credential::Number;
use crate::server::page::{Layout, Page};

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    number: Option<String>,
}

/// Shows the form, or goes to what the number stands for.
pub async fn show(page: Page, Query(typed): Query<Typed>) -> Response {
    let Some(typed) = typed.number else { return view(&page, StatusCode::OK, "", &Problems::default()) };
    match Number::parse(&typed) {
        Some(number) => Redirect::to(&format!("/verify/{number}")).into_response(),
        None => view(&page, StatusCode::UNPROCESSABLE_ENTITY, &typed, &problems(&typed)),
    }
}

fn problems(typed: &str) -> Problems {
    let mut problems = Problems::default();
    problems.add(
        "number",
        match typed.trim() {
            "" => "Enter the number that is printed on the certificate".to_owned(),
            _ => format!("This cannot be a certificate number; one looks like {EXAMPLE}"),
        },
    );
    problems
}

fn view(page: &Page, status: StatusCode, typed: &str, problems: &Problems) -> Response {
    page.show_as(status, Layout::Narrow, &problems.title("Verify a certificate"), || {
        view! {
            {error_summary(problems)}
            <div class="page-head">
                <h1>"Verify a certificate"</h1>
                <p class="lead">"Type its number. You need no account, and nobody is told that you asked."</p>
            </div>
            {verify_form(typed, problems, true)}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_and_something_wrong_are_told_apart() {
        let about = |typed| problems(typed).about("number").map(str::to_owned).unwrap_or_default();
        assert!(about(" \n").starts_with("Enter"));
        assert!(about("NW-12").contains("cannot be"));
    }
}
