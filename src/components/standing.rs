//! Where a certificate stands, as a chip and as a large word. Must not import anything but `domain`.

use leptos::prelude::*;

use super::{Calendar, Icon, date, picture};
use crate::domain::credential::{CourseRecord, Record, Standing};
use crate::domain::program::Standard;

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
    let terms = &more.terms;
    let standards = terms.standards.iter().map(Standard::printed).collect::<Vec<_>>();
    let signed = [&provider.signatory, &provider.signatory_title].into_iter().flatten().cloned().collect::<Vec<_>>();
    let joined = |parts: Vec<String>, between: &str| (!parts.is_empty()).then(|| parts.join(between));
    let optional = [
        (SIGNED_BY, joined(signed, ", ")),
        ("Address of the issuer", provider.address.clone()),
        ("Questions to", provider.contact.clone()),
        ("Field of study", terms.field.clone()),
        ("Level", terms.level.clone()),
        ("Assessment", terms.assessment.clone()),
        ("Instructor or evaluator", terms.instructor.clone()),
        ("Accreditation", terms.accreditation.clone()),
        ("Quality assurance", terms.quality.clone()),
        ("Standards", joined(standards, "; ")),
        ("Replaces", more.replaces.as_ref().map(ToString::to_string)),
    ];
    let optional: Vec<_> = optional
        .into_iter()
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
        for words in [
            "/images/0a0a",
            "/images/0b0b",
            "EQF level 4",
            "Digital literacy",
            "Multiple choice",
            "A yearly review",
            "Not accredited",
            "Instructor or evaluator",
            "Social media use (DigComp 2.2, 2.3); Copyright",
            "Maria Silva, Head of Learning",
            "learning@example.org",
            "1 Quay Street",
            "NW-7777-7777-7777",
            "1 January 1971",
            "Online, self-paced",
            "Not supervised",
            "60 minutes",
            "1.0 contact hour",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
    }
}
