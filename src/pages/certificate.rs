//! `/certificates/{number}`: one certificate, on the screen and on one sheet of paper. What it says comes from its frozen
//! record, never from today's names and courses.

use axum::extract::{Form, Path, State};
use axum::http::HeaderName;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;

use crate::components::icon::mark;
use crate::components::standing::{standing_chip, standing_words};
use crate::components::status::frozen_why;
use crate::components::{Calendar, Icon, art, breadcrumb, date, picture, raw};
use crate::domain::credential::{CourseRecord, Number, Paper, Record, Standing};
use crate::domain::program::Profile;
use crate::domain::time::Timestamp;
use crate::server::actor::Learner;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::server::sheet::{SIGNED_BY, more, objectives, verify_address};
use crate::server::state::App;
use crate::store::credentials::{self, Sealed};
use crate::usecases::share_credential::ShareCredential;

/// Shows the learner's own certificate.
///
/// # Errors
/// [`Failure::NotFound`], for somebody else's too; the database did not answer.
pub async fn show(page: Page, Learner(actor): Learner, Path(number): Path<String>) -> Result<Response, Failure> {
    let number = Number::parse(&number).ok_or(Failure::NotFound)?;
    let db = page.app().store().reader();
    let sealed = credentials::own_by_number(db, actor.person(), &number).await?;
    let shared = credentials::is_shared(db, sealed.id).await?;
    let record = &sealed.record;
    let calendar = Calendar { zone: record.time_zone.clone(), ..page.calendar() };
    let address = verify_address(&page.app().config().base_url, &record.number);
    Ok(page.show(Layout::Wide, &format!("Certificate {number}"), || view(&sealed, &address, shared, &calendar)))
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub struct Typed {
    public: Option<String>,
}

/// Switches the public page of the learner's own certificate on or off.
///
/// # Errors
/// [`Failure::NotFound`], for somebody else's too; the database did not answer.
pub async fn share_or_not(
    State(app): State<App>,
    Learner(actor): Learner,
    Path(number): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let number = Number::parse(&number).ok_or(Failure::NotFound)?;
    let db = app.store().reader();
    let sealed = credentials::own_by_number(db, actor.person(), &number).await?;
    let public = match typed.public.as_deref() {
        Some("yes") => true,
        Some("no") => false,
        _ => credentials::is_shared(db, sealed.id).await?,
    };
    app.store().write(actor.by(), &ShareCredential { holder: actor.person(), number: number.clone(), public }).await?;
    Ok(Redirect::to(&format!("/certificates/{number}")).into_response())
}

/// Shows a certificate whose holder shows it to everybody; any other looks like a missing one.
///
/// # Errors
/// [`Failure::NotFound`]; the database did not answer.
pub async fn public(page: Page, Path(number): Path<String>) -> Result<Response, Failure> {
    let db = page.app().store().reader();
    let number = Number::parse(&number).ok_or(Failure::NotFound)?;
    let sealed = credentials::sealed_by_number(db, &number).await?;
    if !credentials::is_shared(db, sealed.id).await? {
        return Err(Failure::NotFound);
    }
    let record = &sealed.record;
    let calendar = Calendar { zone: record.time_zone.clone(), ..page.calendar() };
    let address = verify_address(&page.app().config().base_url, &number);
    let title = format!("{}: {}", record.learner, record.achievement);
    let shown = page.show(Layout::Wide, &title, || {
        view! {
            <div class="certificate-page">
                <div class="section-head">
                    <h1 class="title-quiet">{title.clone()}</h1>
                    {standing_chip(&sealed.standing(calendar.now))}
                </div>
                <p class="actions">
                    <a class="button button-primary" href=format!("/verify/{number}")>{Icon::SHIELD_CHECK.view()}"Verify it"</a>
                </p>
                <div class="certificate-stage">{sheet(record, &address, &calendar)}</div>
            </div>
        }
    });
    Ok(([(HeaderName::from_static("x-robots-tag"), "noindex")], shown).into_response())
}

fn view(sealed: &Sealed, address: &str, shared: bool, calendar: &Calendar) -> impl IntoView + use<> {
    let record = &sealed.record;
    let standing = sealed.standing(calendar.now);
    let ended = (standing != Standing::Valid)
        .then(|| view! { <div class="notice notice-warn">{Icon::TRIANGLE_ALERT.view()}<div>{standing_words(record, &standing, calendar)}</div></div> });
    let above = [("/certificates".to_owned(), "Certificates".to_owned())];
    view! {
        <div class="certificate-page">
            {breadcrumb(&above, &record.achievement)}
            <div class="section-head">
                <h1 class="title-quiet">{record.achievement.clone()}</h1>
                <span class="row">
                    {standing_chip(&standing)}
                    <span class="chip chip-plain">{Icon::AWARD.view()}"Issued "{date(record.issued_at, calendar)}</span>
                </span>
            </div>
            {ended}
            {share(record, address, &standing)}
            {(standing == Standing::Valid || shared).then(|| to_profiles(record, address, shared))}
            {explained(record, calendar)}
            <div class="certificate-stage">{sheet(record, address, calendar)}</div>
        </div>
    }
}

/// What can be done with it.
fn share(record: &Record, address: &str, standing: &Standing) -> impl IntoView + use<> {
    // What does not stand any more is not to be handed on, but stays one's own.
    let class = if *standing == Standing::Valid { "button button-primary" } else { "button" };
    let instead = match standing {
        Standing::Replaced(_, by) => Some(view! {
            <a class="button button-primary" href=format!("/certificates/{by}")>{Icon::AWARD.view()}"Open the one that replaces it"</a>
        }.into_any()),
        Standing::Revoked(_) => Some(view! {
            <a class="button button-primary" href="/home">"See what is open"{Icon::ARROW_RIGHT.view()}</a>
        }.into_any()),
        Standing::Valid | Standing::Expired(_) => None,
    };
    view! {
        <div class="certificate-share">
            <p>
                "Anyone can check it, without an account, at "
                <code class="certificate-address">{in_two(address, &record.number)}</code>
            </p>
            <p class="muted small">
                "Copy this address for an application or a profile. The PDF never changes: whoever downloads it, and \
                 whenever, gets the same file."
            </p>
            <p class="actions">
                {instead}
                <a class=class href=format!("/certificates/{}/pdf", record.number)>
                    {Icon::DOWNLOAD.view()}"Download as PDF"
                </a>
                <a class="button" href=format!("/certificates/{}/svg", record.number)>"Download the badge"</a>
                <a class="button" href=format!("/verify/{}", record.number)>
                    {Icon::SHIELD_CHECK.view()}"See it as others do"
                </a>
            </p>
            {for_software(&record.number)}
        </div>
    }
}

/// Putting it into a profile, and a public page of it.
fn to_profiles(record: &Record, address: &str, shared: bool) -> impl IntoView + use<> {
    let fields = [
        ("Name", record.achievement.clone()),
        ("Issuing organisation", record.organisation.clone()),
        ("Issue date", record.issued_at.date_in(&record.time_zone)),
        ("Credential ID", record.number.to_string()),
        ("Credential URL", address.to_owned()),
    ];
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt><dd><code>{value}</code></dd></div> })
        .collect();
    let number = &record.number;
    let state = if shared {
        view! { <p>"Everybody who has its address can see it: "<a href=format!("/share/{number}")>{format!("/share/{number}")}</a></p> }
            .into_any()
    } else {
        view! { <p>"Nobody but you sees the whole certificate. Who has its number can only check it."</p> }.into_any()
    };
    let switch = if shared { "Stop showing it" } else { "Show it on a public page" };
    view! {
        <details class="certificate-more" open=shared>
            <summary>"Share it"</summary>
            <p><a class="button" href=linked_in(record, address) rel="noopener external">"Add to your LinkedIn profile"</a></p>
            <p>"Or copy these into any profile:"</p>
            <dl class="pairs">{fields}</dl>
            {state}
            <form method="post" action=format!("/certificates/{number}")>
                <input type="hidden" name="public" value=if shared { "no" } else { "yes" }/>
                <button class="button" type="submit">{switch}</button>
            </form>
        </details>
    }
}

/// The address at which LinkedIn takes a certification.
fn linked_in(record: &Record, address: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("startTask", "CERTIFICATION_NAME")
        .append_pair("name", &record.achievement)
        .append_pair("organizationName", &record.organisation);
    let mut date = |prefix: &str, at: Timestamp| {
        let day = at.iso_date_in(&record.time_zone);
        let mut parts = day.split('-');
        if let (Some(year), Some(month)) = (parts.next(), parts.next()) {
            query.append_pair(&format!("{prefix}Year"), year);
            query.append_pair(&format!("{prefix}Month"), month.trim_start_matches('0'));
        }
    };
    date("issue", record.issued_at);
    if let Some(until) = record.particulars.valid_until {
        date("expiration", until);
    }
    query.append_pair("certUrl", address).append_pair("certId", record.number.as_str());
    format!("https://www.linkedin.com/profile/add?{}", query.finish())
}

/// The requirement and what met it, as it was when the certificate was earned; nothing for those of before it was kept.
fn explained(record: &Record, calendar: &Calendar) -> Option<impl IntoView + use<>> {
    record.particulars.explanation.as_ref().map(|why| frozen_why(why, calendar))
}

/// What only software reads.
fn for_software(number: &Number) -> impl IntoView + use<> {
    view! {
        <details class="certificate-more">
            <summary>"For badge wallets and other software"</summary>
            <p>
                "The PDF and the badge have a signed credential (Open Badges 3.0) inside. Software that asks for it alone \
                 takes it as "
                <a href=format!("/certificates/{number}/json") download="">"JSON"</a>" or as a "
                <a href=format!("/certificates/{number}/jwt") download="">"JWT"</a>
                ". Each of these files proves by itself who issued the certificate, and that nobody changed it."
            </p>
        </details>
    }
}

/// The certificate itself: this, and nothing else of the page, is printed.
fn sheet(record: &Record, address: &str, calendar: &Calendar) -> impl IntoView + use<> {
    view! {
        <article class=sheet_class(record) aria-label="Certificate">
            {art::certificate_pattern(record.number.as_str())}
            <header class="certificate-head">
                {record.provider.logo.as_deref().map(|hash| picture::logo(hash, &record.organisation))}
                <span class="certificate-org">{record.organisation.clone()}</span>
                {record.provider.logo.is_none().then(mark)}
            </header>
            <div class="certificate-body">
                <p>"This certifies that"</p>
                <p class="certificate-name">{record.learner.clone()}</p>
                <p>{has_done(record.profile)}</p>
                <h2 class="certificate-program">{record.achievement.clone()}</h2>
                <p>{record.requirement.clone()}</p>
            </div>
            <div class="certificate-detail">
                <div class="certificate-courses">
                    {record.courses.iter().map(|course| course_view(course, calendar)).collect::<Vec<_>>()}
                </div>
                {terms(record)}
            </div>
            <footer class="certificate-foot">
                {facts(record, calendar)}
                <div class="certificate-check">
                    {qr_code(address)}
                    <p>"Check it at"<br/><a href=address.to_owned()>{in_two(address, &record.number)}</a></p>
                </div>
            </footer>
        </article>
    }
}

/// In the words of those who ask for it.
fn has_done(profile: Profile) -> &'static str {
    match profile {
        Profile::Graduation => "has met the graduation requirement",
        Profile::Employment | Profile::ContinuingEducation | Profile::EuMicrocredential => "has completed",
    }
}

/// The address, with a place to break the line before the number and none within it.
fn in_two(address: &str, number: &Number) -> impl IntoView + use<> {
    let site = address.strip_suffix(number.as_str()).unwrap_or(address).to_owned();
    view! { {site}<wbr/><span class="nowrap">{number.to_string()}</span> }
}

/// Smaller type for a long name, and for the whole where there is much to say, so that it still fits its sheet.
fn sheet_class(record: &Record) -> String {
    const LINE: usize = 80;
    let lines = |text: &String| text.len().div_ceil(LINE);
    let of_course = |course: &CourseRecord| 3 + course.objectives.iter().map(lines).sum::<usize>();
    let much = record.courses.iter().map(of_course).sum::<usize>() + more(record).len() > 15;
    let long = record.learner.chars().count() > 28;
    let letter = record.provider.paper == Paper::Letter;
    let classes = [(much, " certificate-full"), (long, " certificate-long-name"), (letter, " certificate-letter")];
    let classes = classes.into_iter().filter(|(applies, _)| *applies).map(|(_, class)| class);
    std::iter::once("certificate").chain(classes).collect()
}

fn course_view(course: &CourseRecord, calendar: &Calendar) -> impl IntoView + use<> {
    let result = format!(" with {}\u{a0}% (pass mark {}\u{a0}%)", course.percent, course.pass_percent);
    let objective = |(text, percent): (&str, Option<u8>)| {
        let percent = percent.map(|percent| format!(" ({percent}\u{a0}%\u{a0}right)"));
        view! { <li>{text.to_owned()}{percent}</li> }
    };
    let objectives: Vec<_> = objectives(course).into_iter().map(objective).collect();
    view! {
        <div>
            <h3>{course.title.clone()}</h3>
            <p>{format!("Version {}, passed ", course.version)}{date(course.passed_at, calendar)}{result}</p>
            <p>"After this course the holder can:"</p>
            <ul>{objectives}</ul>
        </div>
    }
}

fn signature(record: &Record) -> Option<impl IntoView + use<>> {
    let provider = &record.provider;
    let whose = provider.signatory.as_deref().or(provider.signatory_title.as_deref());
    Some(picture::signature(provider.signature.as_deref()?, whose?))
}

fn terms(record: &Record) -> impl IntoView + use<> {
    let more: Vec<_> = more(record)
        .into_iter()
        .map(|(name, value)| {
            let ink = (name == SIGNED_BY).then(|| signature(record));
            view! { <div><dt>{name}</dt><dd>{ink}{value}</dd></div> }
        })
        .collect();
    view! {
        <dl class="certificate-terms">
            <div><dt>"Credit"</dt><dd>{record.credit.amount.clone()}</dd></div>
            <div><dt>"Basis of the credit"</dt><dd>{record.credit.basis.clone()}</dd></div>
            <div><dt>"Delivery"</dt><dd>{record.delivery.clone()}</dd></div>
            <div><dt>"Supervision of the assessment"</dt><dd>{record.supervision.clone()}</dd></div>
            {more}
        </dl>
    }
}

fn facts(record: &Record, calendar: &Calendar) -> impl IntoView + use<> {
    view! {
        <dl class="certificate-facts">
            <div><dt>"Started"</dt><dd>{date(record.started_at, calendar)}</dd></div>
            <div><dt>"Completed"</dt><dd>{date(record.completed_at, calendar)}</dd></div>
            <div><dt>"Issued"</dt><dd>{date(record.issued_at, calendar)}</dd></div>
            <div><dt>"Version"</dt><dd>{record.program_version.clone()}</dd></div>
            <div><dt>"Number"</dt><dd class="nowrap">{record.number.to_string()}</dd></div>
        </dl>
    }
}

/// The verify address for a camera; nothing when it is too long for one, as it is printed beside anyway.
fn qr_code(address: &str) -> Option<impl IntoView + use<>> {
    let svg = QrCode::new(address).ok()?.render::<svg::Color>().build();
    // The drawing without the declaration of a file of its own.
    let svg = svg.split_once("?>")?.1.to_owned();
    Some(view! { <div class="certificate-qr" role="img" aria-label="QR code of the verify address">{raw(svg)}</div> })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::credential::{Particulars, Provider};
    use crate::domain::program::Credit;

    fn record(courses: usize) -> Record {
        let course = CourseRecord {
            key: "start-100".into(),
            title: "First steps".into(),
            version: "1.0.0".into(),
            hash: String::new(),
            objectives: vec!["tell a network from a list of contacts.".into(); 3],
            percent: 92,
            pass_percent: 80,
            passed_at: Timestamp(0),
            results: vec![],
        };
        Record {
            number: Number::from_random([7; 12]),
            learner: "Amara Okafor".into(),
            organisation: "Harbour".into(),
            program: "onboarding".into(),
            achievement: "Onboarding".into(),
            program_version: "1.0.0".into(),
            program_hash: String::new(),
            profile: Profile::Employment,
            requirement: "Meets the onboarding requirement.".into(),
            credit: Credit { contact_minutes: 60, amount: "1.0 contact hour".into(), basis: "60 minutes".into() },
            delivery: "Online".into(),
            supervision: "None".into(),
            courses: vec![course; courses],
            time_zone: "UTC".into(),
            started_at: Timestamp(0),
            completed_at: Timestamp(0),
            issued_at: Timestamp(0),
            provider: Provider::default(),
            particulars: Particulars::default(),
        }
    }

    #[test]
    fn much_to_say_and_long_names_are_set_in_smaller_type() {
        assert_eq!(sheet_class(&record(1)), "certificate");
        assert_eq!(sheet_class(&record(3)), "certificate certificate-full");
        let long = Record { learner: "Maria Francisca Anna de Albuquerque e Vasconcelos".into(), ..record(3) };
        assert_eq!(sheet_class(&long), "certificate certificate-full certificate-long-name");
        let letter = Record { provider: Provider { paper: Paper::Letter, ..Provider::default() }, ..record(1) };
        assert_eq!(sheet_class(&letter), "certificate certificate-letter");
    }

    #[test]
    fn whatever_a_record_says_is_shown() {
        let calendar = Calendar { zone: "UTC".into(), now: Timestamp(0) };
        let html = sheet(&Record::everything(), "https://learn.example.org/verify/x", &calendar).to_html();
        for words in Record::SAYS.into_iter().chain(["(83\u{a0}%\u{a0}right)", "pass mark 80", "has completed"]) {
            assert!(html.contains(words), "{words}: {html}");
        }
        let diploma = Record { profile: Profile::Graduation, ..Record::everything() };
        let html = sheet(&diploma, "https://learn.example.org/verify/x", &calendar).to_html();
        assert!(html.contains("has met the graduation requirement"), "{html}");
    }

    #[test]
    fn the_qr_code_is_a_bare_drawing_and_left_out_when_the_address_is_too_long() {
        let html = qr_code("https://learn.example.org/verify/NW-7777-7777-7777").unwrap().to_html();
        assert!(html.contains("><svg") && !html.contains("<?xml"), "{html}");
        assert!(qr_code(&"x".repeat(5000)).is_none());
    }
}
