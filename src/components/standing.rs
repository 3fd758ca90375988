//! Where a certificate stands, as a chip and as a large word. Must not import anything but `domain`.

use leptos::prelude::*;

use super::{Calendar, Icon, date, picture};
use crate::domain::credential::{CourseRecord, Record, Standing};

/// Where it stands as a word with its icon; never by colour alone.
pub fn standing_chip(standing: &Standing) -> impl IntoView + use<> {
    let (class, icon) = match standing {
        Standing::Valid => ("chip chip-done", Icon::CIRCLE_CHECK),
        Standing::Expired(_) => ("chip chip-soon", Icon::CLOCK),
        Standing::Revoked(_) => ("chip chip-overdue", Icon::CIRCLE_ALERT),
        Standing::Replaced(..) => ("chip chip-plain", Icon::ARROW_RIGHT),
    };
    view! { <span class=class>{icon.view()}{standing.word()}</span> }
}

/// That a requirement's certificate does not stand any more, as a chip; nothing while it does, or another is in its place.
pub fn ended_chip(standing: &Standing) -> Option<impl IntoView + use<>> {
    let (class, icon, words) = match standing {
        Standing::Revoked(_) => ("chip chip-overdue", Icon::CIRCLE_ALERT, "Certificate revoked"),
        Standing::Expired(_) => ("chip chip-soon", Icon::CLOCK, "Certificate expired"),
        Standing::Valid | Standing::Replaced(..) => return None,
    };
    Some(view! { <span class=class>{icon.view()}{words}</span> })
}

/// The large word that a check begins with, and what is said about it.
pub fn verdict(word: &'static str, said: impl IntoView) -> impl IntoView {
    let (class, icon) = match word {
        "Valid" => ("verdict verdict-valid", Icon::SHIELD_CHECK),
        "Expired" | "Replaced" => ("verdict verdict-warn", Icon::CLOCK),
        "Revoked" | "Altered" => ("verdict verdict-bad", Icon::CIRCLE_ALERT),
        _ => ("verdict verdict-unknown", Icon::SEARCH),
    };
    view! {
        <section class=class aria-labelledby="word">
            <h1 class="verdict-word" id="word">{icon.view()}{word}</h1>
            {said}
        </section>
    }
}

/// What a standing means, for somebody who has never seen such a certificate.
pub fn standing_words(record: &Record, standing: &Standing, calendar: &Calendar) -> impl IntoView + use<> {
    let organisation = record.organisation.clone();
    match standing {
        Standing::Valid => {
            let until = record
                .particulars
                .valid_until
                .map(|until| view! { <p>"It is valid until "{date(until, calendar)}"."</p> });
            view! { <p>{format!("{organisation} issued this certificate, and it stands.")}</p>{until} }.into_any()
        }
        Standing::Expired(since) => view! {
            <p>
                {format!("{organisation} issued this certificate. It was genuine, and its time ended on ")}
                {date(*since, calendar)}"."
            </p>
            <p>"Ask its holder for a newer one."</p>
        }
        .into_any(),
        Standing::Revoked(end) => view! {
            <p>
                {format!("{organisation} issued this certificate and took it back on ")}{date(end.at, calendar)}
                ". Do not rely on it."
            </p>
            <p>"Reason: "{end.reason.clone()}</p>
        }
        .into_any(),
        Standing::Replaced(end, by) => view! {
            <p>
                {format!("{organisation} issued this certificate, and on ")}{date(end.at, calendar)}" another in its place: "
                <a class="mono nowrap" href=format!("/verify/{by}")>{by.to_string()}</a>
            </p>
            <p>"Reason: "{end.reason.clone()}</p>
        }
        .into_any(),
    }
}

/// The name of what a signature stands with.
const SIGNED_BY: &str = "Signed by";

/// On a ground like paper.
fn paper(picture: AnyView) -> impl IntoView {
    view! { <span class="picture-paper">{picture}</span> }
}

/// What a certificate said when it was issued, with no more about its holder than a check needs.
pub fn as_issued(record: &Record, calendar: &Calendar) -> impl IntoView + use<> {
    let scores: Vec<_> = record.courses.iter().map(score).collect();
    let (provider, more) = (&record.provider, &record.particulars);
    let issuer = [
        (SIGNED_BY, provider.signed_by()),
        ("Address of the issuer", provider.address.clone()),
        ("Questions to", provider.contact.clone()),
    ];
    let replaces = ("Replaces", more.replaces.as_ref().map(ToString::to_string));
    let optional: Vec<_> = issuer
        .into_iter()
        .chain(more.terms.said())
        .chain([replaces])
        .filter_map(|(name, value)| {
            let value = value?;
            let ink = provider.signature.as_deref().filter(|_| name == SIGNED_BY);
            let whose = provider.signatory.as_deref().unwrap_or(&value);
            let ink = ink.map(|hash| paper(picture::signature(hash, whose).into_any()));
            Some(view! { <div><dt>{name}</dt><dd>{ink}{value}</dd></div> })
        })
        .collect();
    let logo = provider.logo.as_deref().map(|hash| paper(picture::logo(hash, &record.organisation).into_any()));
    let until =
        more.valid_until.map(|until| view! { <div><dt>"Valid until"</dt><dd>{date(until, calendar)}</dd></div> });
    view! {
        <dl class="pairs">
            <div><dt>"Awarded to"</dt><dd>{record.learner.clone()}</dd></div>
            <div><dt>"For"</dt><dd>{record.achievement.clone()}</dd></div>
            <div><dt>"Requirement"</dt><dd>{record.requirement.clone()}</dd></div>
            <div><dt>"Issued by"</dt><dd>{logo}{record.organisation.clone()}</dd></div>
            <div><dt>"Credit"</dt><dd>{record.credit.amount.clone()}</dd></div>
            <div><dt>"Basis of the credit"</dt><dd>{record.credit.basis.clone()}</dd></div>
            <div><dt>"Result"</dt><dd>{scores}</dd></div>
            <div><dt>"Delivery"</dt><dd>{record.delivery.clone()}</dd></div>
            <div><dt>"Supervision of the assessment"</dt><dd>{record.supervision.clone()}</dd></div>
            <div><dt>"Started"</dt><dd>{date(record.started_at, calendar)}</dd></div>
            <div><dt>"Completed"</dt><dd>{date(record.completed_at, calendar)}</dd></div>
            <div><dt>"Issued"</dt><dd>{date(record.issued_at, calendar)}</dd></div>
            {until}
            <div><dt>"Version"</dt><dd>{record.program_version.clone()}</dd></div>
            {optional}
            <div><dt>"Number"</dt><dd class="mono">{record.number.to_string()}</dd></div>
        </dl>
    }
}

fn score(course: &CourseRecord) -> impl IntoView + use<> {
    let CourseRecord { title, version, percent, pass_percent, .. } = course;
    view! { <p>{format!("{percent}\u{a0}% in “{title}” (version {version}), where {pass_percent}\u{a0}% passes")}</p> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    #[test]
    fn whoever_checks_a_certificate_sees_what_it_says() {
        let calendar = Calendar { zone: "UTC".into(), now: Timestamp(0) };
        let html = as_issued(&Record::everything(), &calendar).to_html();
        for words in Record::SAYS {
            assert!(html.contains(words), "{words}: {html}");
        }
    }
}
