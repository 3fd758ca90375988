//! The only table of addresses, and the router that is built from it. Must not be imported by anything but `main` and tests.

use std::any::Any;

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum::{Router, middleware};
use leptos::prelude::provide_context;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

use crate::pages;
use crate::server::failure::{Failure, explain};
use crate::server::picture::LARGEST as LARGEST_PICTURE;
use crate::server::{actor, assets, cross_site, headers, reload, request_log, state::App};
use crate::usecases::roster::file::MAX_BYTES;

/// Who may come through a door. The handler enforces it by the actor it takes; this says what must be so, and a test
/// compares the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Anyone,
    /// Anybody who is signed in; others are sent to sign in. What is shown is the person's own.
    SignedIn,
    /// Managers, for their own units.
    Manager,
    /// Administrators and auditors, to look; what is posted there is for administrators alone.
    Overseer,
    /// Administrators and auditors, also to post: that gives a file, and nothing changes but the record that it was given.
    Export,
    /// Administrators only: what changes the organisation.
    Administrator,
}

/// One address: what may be done there, and by whom.
pub struct Door {
    /// The address; a parameter is always a whole segment.
    pub path: &'static str,
    /// Methods besides HEAD, which goes with GET.
    pub methods: &'static [Method],
    /// Who may come in.
    pub access: Access,
    handler: fn() -> MethodRouter<App>,
}

const GET: &[Method] = &[Method::GET];
const POST: &[Method] = &[Method::POST];
const GET_POST: &[Method] = &[Method::GET, Method::POST];

const fn door(
    path: &'static str,
    methods: &'static [Method],
    access: Access,
    handler: fn() -> MethodRouter<App>,
) -> Door {
    Door { path, methods, access, handler }
}

/// Every address of the site.
pub const ROUTES: &[Door] = &[
    door("/", GET, Access::Anyone, || get(pages::landing::show)),
    door("/sign-in", GET_POST, Access::Anyone, || get(pages::sign_in::show).post(pages::sign_in::submit)),
    door("/forgot-password", GET_POST, Access::Anyone, || {
        get(pages::forgot_password::show).post(pages::forgot_password::submit)
    }),
    door("/sign-out", POST, Access::Anyone, || axum::routing::post(pages::sign_out::submit)),
    door("/invite/{token}", GET_POST, Access::Anyone, || get(pages::invite::show).post(pages::invite::submit)),
    door("/home", GET, Access::SignedIn, || get(pages::home::show)),
    door("/glossary", GET, Access::Anyone, || get(pages::glossary::show)),
    door("/guides", GET, Access::Anyone, || get(pages::guides::show)),
    door("/guides/{guide}", GET, Access::Anyone, || get(pages::guide::show)),
    door("/courses", GET, Access::Anyone, || get(pages::courses::show)),
    door("/courses/{course}", GET, Access::Anyone, || get(pages::course::show)),
    door("/courses/{course}/assessment", GET_POST, Access::SignedIn, || {
        get(pages::assessment::show).post(pages::assessment::start)
    }),
    door("/courses/{course}/{lesson}", GET_POST, Access::SignedIn, || {
        get(pages::lesson::show).post(pages::lesson::complete)
    }),
    door("/attempts/{attempt}", GET_POST, Access::SignedIn, || get(pages::attempt::show).post(pages::attempt::answer)),
    door("/attempts/{attempt}/review", GET_POST, Access::SignedIn, || {
        get(pages::attempt_review::show).post(pages::attempt_review::submit)
    }),
    door("/attempts/{attempt}/result", GET, Access::SignedIn, || get(pages::attempt_result::show)),
    door("/attempts/{attempt}/again", GET_POST, Access::SignedIn, || {
        get(pages::attempt_again::show).post(pages::attempt_again::answer)
    }),
    door("/certificates", GET, Access::SignedIn, || get(pages::certificates::show)),
    door("/certificates/{number}", GET_POST, Access::SignedIn, || {
        get(pages::certificate::show).post(pages::certificate::share_or_not)
    }),
    door("/share/{number}", GET, Access::Anyone, || get(pages::certificate::public)),
    door("/certificates/{number}/pdf", GET, Access::SignedIn, || get(pages::certificate_file::pdf)),
    door("/certificates/{number}/json", GET, Access::SignedIn, || get(pages::certificate_file::json)),
    door("/certificates/{number}/jwt", GET, Access::SignedIn, || get(pages::certificate_file::jwt)),
    door("/certificates/{number}/svg", GET, Access::SignedIn, || get(pages::certificate_file::svg)),
    door("/transcript", GET, Access::SignedIn, || get(pages::transcript::show)),
    door("/transcript/pdf", GET, Access::SignedIn, || get(pages::transcript::pdf)),
    door("/verify", GET_POST, Access::Anyone, || {
        get(pages::verify::show).post(pages::verify::submit).layer(DefaultBodyLimit::max(CERTIFICATE_LIMIT))
    }),
    door("/verify/guide", GET, Access::Anyone, || get(pages::verify_guide::show)),
    door("/verify/{number}", GET, Access::Anyone, || get(pages::verify_number::show)),
    door("/.well-known/did.json", GET, Access::Anyone, || get(pages::issuer_keys::did)),
    door("/status/{list}", GET, Access::Anyone, || get(pages::issuer_keys::status)),
    door("/status/{list}/jwt", GET, Access::Anyone, || get(pages::issuer_keys::status_jwt)),
    door("/team", GET, Access::Manager, || get(pages::team::show)),
    door("/team/{person}", GET, Access::Manager, || get(pages::team_person::show)),
    door("/team/{person}/assessments", GET_POST, Access::Manager, || {
        get(pages::team_assessments::show).post(pages::team_assessments::submit)
    }),
    door("/team/decide/{deed}", GET_POST, Access::Manager, || {
        get(pages::team_decide::show).post(pages::team_decide::submit)
    }),
    door("/team/export", GET_POST, Access::Manager, || get(pages::team_export::show).post(pages::team_export::submit)),
    door("/admin/export", GET_POST, Access::Export, || {
        get(pages::admin::export::show).post(pages::admin::export::submit)
    }),
    door("/team/acts/{act}", GET_POST, Access::Manager, || get(pages::team_act::show).post(pages::team_act::undo)),
    door("/admin/decide/{deed}", GET_POST, Access::Administrator, || {
        get(pages::admin::decide::show).post(pages::admin::decide::submit)
    }),
    door("/admin/acts/{act}", GET_POST, Access::Overseer, || {
        get(pages::admin::act::show).post(pages::admin::act::undo)
    }),
    door("/admin", GET, Access::Overseer, || get(pages::admin::overview::show)),
    door("/admin/people", GET, Access::Overseer, || get(pages::admin::people::show)),
    door("/admin/people/{person}", GET_POST, Access::Overseer, || {
        get(pages::admin::person::show).post(pages::admin::person::invite)
    }),
    door("/admin/units/{unit}", GET, Access::Overseer, || get(pages::admin::unit::show)),
    door("/admin/mail", GET_POST, Access::Overseer, || get(pages::admin::mail::show).post(pages::admin::mail::retry)),
    door("/admin/certificates", GET, Access::Overseer, || get(pages::admin::certificates::show)),
    door("/admin/certificates/revoke", GET_POST, Access::Administrator, || {
        get(pages::admin::certificates_revoke::show).post(pages::admin::certificates_revoke::submit)
    }),
    door("/admin/certificates/{number}/replace", GET_POST, Access::Administrator, || {
        get(pages::admin::certificate_replace::show).post(pages::admin::certificate_replace::submit)
    }),
    door("/admin/people/new", GET_POST, Access::Administrator, || {
        get(pages::admin::person_new::show).post(pages::admin::person_new::submit)
    }),
    door("/admin/people/import", GET_POST, Access::Administrator, || {
        get(pages::admin::import::show).post(pages::admin::import::submit).layer(DefaultBodyLimit::max(UPLOAD_LIMIT))
    }),
    door("/admin/people/paste", GET_POST, Access::Administrator, || {
        get(pages::admin::paste::show).post(pages::admin::paste::submit).layer(DefaultBodyLimit::max(UPLOAD_LIMIT))
    }),
    door("/admin/people/invite", GET_POST, Access::Administrator, || {
        get(pages::admin::invite_people::show).post(pages::admin::invite_people::submit)
    }),
    door("/admin/people/import/template", GET, Access::Administrator, || get(pages::admin::import::template)),
    door("/admin/people/import/{file}", GET_POST, Access::Administrator, || {
        get(pages::admin::import_file::show).post(pages::admin::import_file::submit)
    }),
    door("/admin/people/import/{file}/rejected", GET, Access::Administrator, || {
        get(pages::admin::import_file::rejected)
    }),
    door("/admin/people/{person}/edit", GET_POST, Access::Administrator, || {
        get(pages::admin::person_edit::show).post(pages::admin::person_edit::submit)
    }),
    door("/admin/people/{person}/units", GET_POST, Access::Administrator, || {
        get(pages::admin::person_units::show).post(pages::admin::person_units::submit)
    }),
    door("/admin/people/{person}/roles", GET_POST, Access::Administrator, || {
        get(pages::admin::person_roles::show).post(pages::admin::person_roles::submit)
    }),
    door("/admin/people/{person}/assessments", GET_POST, Access::Overseer, || {
        get(pages::admin::person_assessments::show).post(pages::admin::person_assessments::submit)
    }),
    door("/admin/people/{person}/link", GET_POST, Access::Administrator, || {
        get(pages::admin::person_link::show).post(pages::admin::person_link::submit)
    }),
    door("/admin/people/{person}/access", GET_POST, Access::Administrator, || {
        get(pages::admin::person_access::show).post(pages::admin::person_access::submit)
    }),
    door("/admin/people/{person}/erase", GET_POST, Access::Administrator, || {
        get(pages::admin::person_erase::show).post(pages::admin::person_erase::submit)
    }),
    door("/admin/programs", GET, Access::Overseer, || get(pages::admin::programs::show)),
    door("/admin/programs/{program}", GET, Access::Overseer, || get(pages::admin::program::show)),
    door("/admin/assign", GET_POST, Access::Administrator, || {
        get(pages::admin::assign::show).post(pages::admin::assign::submit)
    }),
    door("/admin/assigned/{given}", GET_POST, Access::Overseer, || {
        get(pages::admin::assigned::show).post(pages::admin::assigned::submit)
    }),
    door("/admin/reports", GET, Access::Overseer, || get(pages::admin::reports::show)),
    door("/admin/ledger", GET, Access::Overseer, || get(pages::admin::ledger::show)),
    door("/admin/ledger/verify", GET, Access::Overseer, || get(pages::admin::ledger_verify::show)),
    door("/admin/units", GET, Access::Overseer, || get(pages::admin::units::show)),
    door("/admin/units/new", GET_POST, Access::Administrator, || {
        get(pages::admin::unit_new::show).post(pages::admin::unit_new::submit)
    }),
    door("/admin/units/{unit}/edit", GET_POST, Access::Administrator, || {
        get(pages::admin::unit_edit::show).post(pages::admin::unit_edit::submit)
    }),
    door("/admin/settings", GET, Access::Overseer, || get(pages::admin::settings::show)),
    door("/admin/settings/{setting}", GET_POST, Access::Administrator, || {
        get(pages::admin::setting::show).post(pages::admin::setting::submit)
    }),
    door("/admin/settings/image/{image}", GET_POST, Access::Administrator, || {
        get(pages::admin::setting_image::show)
            .post(pages::admin::setting_image::submit)
            .layer(DefaultBodyLimit::max(IMAGE_LIMIT))
    }),
    door("/admin/setup", GET, Access::Administrator, || get(pages::admin::setup::show)),
    door("/account", GET_POST, Access::SignedIn, || get(pages::account::show).post(pages::account::submit)),
    door("/account/data", GET, Access::SignedIn, || get(pages::account::data)),
    door("/images/{hash}", GET, Access::Anyone, || get(pages::image::show)),
    door("/content/{*path}", GET, Access::Anyone, || get(pages::figure::show)),
    door("/assets/{file}", GET, Access::Anyone, || get(assets::serve)),
    door("/healthz", GET, Access::Anyone, || get(pages::health::alive)),
    door("/readyz", GET, Access::Anyone, || get(pages::health::ready)),
];

/// Where the server functions are.
pub const API: &str = "/api/{function}";

/// Every server function, by the address the islands call it at.
pub const SERVER_FUNCTIONS: &[(&str, Access)] =
    &[("/api/record_position", Access::SignedIn), ("/api/save_response", Access::SignedIn)];

/// Largest body of an upload, in bytes: the largest file, and some room for the form around it.
const UPLOAD_LIMIT: usize = MAX_BYTES + 64 * 1024;

/// Largest body with a picture in it, in bytes.
const IMAGE_LIMIT: usize = LARGEST_PICTURE + 64 * 1024;

/// Largest body with a certificate in it, in bytes.
const CERTIFICATE_LIMIT: usize = open_badge::LARGEST + 64 * 1024;

/// Largest body of a request, in bytes; no form of the site comes near it.
const BODY_LIMIT: usize = 64 * 1024;

/// The whole site.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for door in ROUTES {
        router = router.route(door.path, (door.handler)());
    }
    router
        .route(API, axum::routing::post(server_function))
        .merge(reload::routes())
        .fallback(|| async { Failure::NotFound })
        .method_not_allowed_fallback(method_not_allowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(app.clone(), cross_site::refuse_cross_site))
        .layer(from_fn_with_state(app.clone(), explain))
        .layer(from_fn_with_state(app.clone(), actor::recognise))
        // Once more for what goes wrong before it is known who is asking.
        .layer(from_fn_with_state(app.clone(), explain))
        .layer(from_fn_with_state(app.clone(), headers::secure))
        .layer(CompressionLayer::new().compress_when(worth_compressing()))
        .layer(middleware::from_fn(request_log::number_and_note))
        .with_state(app)
}

/// Runs a server function for an island, with what it needs to know who is asking.
async fn server_function(State(app): State<App>, request: Request) -> Response {
    leptos_axum::handle_server_fns_with_context(move || provide_context(app.clone()), request).await.into_response()
}

/// Pages are; pictures and fonts are compressed already.
fn worth_compressing() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::new("font/"))
}

async fn method_not_allowed() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

/// A defect in one page must not take the others down, and is answered like any other defect.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let message = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(message, "a handler panicked");
    Failure::Broken.into_response()
}
