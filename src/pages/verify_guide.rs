//! `/verify/guide`: how to check a certificate, on one page to print. For anybody.

use axum::response::Response;
use leptos::prelude::*;

use crate::server::issuer::base_of;
use crate::server::page::{Layout, Page};

/// Shows the guide.
pub async fn show(page: Page) -> Response {
    let site = base_of(&page.app().config().base_url);
    page.show(Layout::Narrow, "How to check a certificate", || {
        view! {
            <div class="page-head">
                <h1>"How to check a certificate"</h1>
                <p class="lead">"For employers, schools and auditors. It takes a minute, and needs no account."</p>
            </div>
            <div class="prose">
                <h2>"With the number"</h2>
                <ol>
                    <li>
                        "Open "<strong>{format!("{site}/verify")}</strong>
                        ". If you scan the code on the certificate instead, compare where it leads with this address."
                    </li>
                    <li>"Type the number that is printed at the bottom of the certificate."</li>
                    <li>"Read the large word, and compare what the page says with what you were given."</li>
                </ol>
                <h2>"With the file"</h2>
                <p>
                    "On the same page, hand in the PDF or the badge. Every difference from what was issued is shown, side by \
                     side. The file is not kept."
                </p>
                <h2>"What the words mean"</h2>
                {meanings()}
                <h2>"What becomes of a certificate later"</h2>
                <p>
                    "It stands until its own date, if it has one. It also stands when the course is no longer taught, when its \
                     holder has left, and when its holder has asked for their data to be erased: what was issued can be checked \
                     for as long as this site is kept. Only the organisation can end it earlier, with a reason that is shown here."
                </p>
                <h2>"With other software, or without this site"</h2>
                <p>
                    "Each file holds a signed Open Badges 3.0 credential, which is a W3C Verifiable Credential. Software for \
                     those can check it. The keys are at "<code>"/.well-known/did.json"</code>
                    ", the first list of revoked certificates at "<code>"/status/1"</code>
                    ". Should this site ever close, its operator can give out a bundle with both, so that certificates can \
                     still be checked."
                </p>
                <p>"Questions? Ask the organisation that issued the certificate."</p>
            </div>
        }
    })
}

fn meanings() -> impl IntoView {
    const WORDS: [(&str, &str); 6] = [
        ("Valid", "It was issued here, says what it said then, and stands."),
        ("Expired", "It was genuine, and its time is over. Ask for a newer one."),
        ("Revoked", "It was taken back. Do not rely on it."),
        (
            "Replaced",
            "Another certificate stands in its place, for example after a change of name. Follow the number on the page.",
        ),
        ("Altered", "The file is not what was issued. Do not rely on it; what was issued is on the page."),
        ("Not found", "No such certificate was issued here. Check the number for typing mistakes."),
    ];
    let rows: Vec<_> =
        WORDS.into_iter().map(|(word, meaning)| view! { <div><dt>{word}</dt><dd>{meaning}</dd></div> }).collect();
    view! { <dl class="pairs">{rows}</dl> }
}
