//! `/admin/ledger/verify`: recomputing the chain. It changes nothing, so that auditors can do it too. Must not import `app` or
//! another page's insides.

use axum::response::Response;
use leptos::prelude::*;

use super::frame;
use crate::components::date::date_time;
use crate::components::{Calendar, Icon, breadcrumb};
use crate::server::actor::Overseer;
use crate::server::failure::Failure;
use crate::server::page::{Layout, Page};
use crate::store::ledger::Report;
use crate::store::ledger_list::head;

/// How many faults are shown.
const MOST: usize = 50;

/// Recomputes every link, and says what came of it.
///
/// # Errors
/// The database did not answer.
pub async fn show(page: Page, Overseer(_): Overseer) -> Result<Response, Failure> {
    let store = page.app().store();
    // Before the check, so that what it names was checked.
    let (seq, hash) = head(store.reader()).await?;
    let report = store.verify_ledger().await?;
    let calendar = page.calendar();
    Ok(page.show(Layout::Dense, "Verify the chain", || frame("/admin/ledger", view(&report, seq, &hash, &calendar))))
}

fn view(report: &Report, seq: i64, hash: &str, calendar: &Calendar) -> impl IntoView + use<> {
    let sound = report.faults.is_empty();
    let (class, icon, word, words) = if sound {
        (
            "verdict verdict-valid",
            Icon::SHIELD_CHECK,
            "Sound",
            "Every entry is as it was written, and each follows the one before.",
        )
    } else {
        (
            "verdict verdict-bad",
            Icon::SHIELD_X,
            "Not sound",
            "Entries were changed, moved or removed. Keep this page, stop nothing, and call whoever runs the site.",
        )
    };
    let faults: Vec<_> = report.faults.iter().take(MOST).map(|fault| view! { <li>{fault.to_string()}</li> }).collect();
    let faults = (!sound).then(|| {
        view! { <section class="stack stack-s"><h2>{format!("{} faults", report.faults.len())}</h2><ul class="prose">{faults}</ul></section> }
    });
    view! {
        {breadcrumb(&[("/admin/ledger".to_owned(), "Ledger".to_owned())], "Verify the chain")}
        <h1>"Verify the chain"</h1>
        <div class=class role="status"><p class="verdict-word">{icon.view()}{word}</p><p>{words}</p></div>
        <dl class="pairs">
            <div><dt>"Checked"</dt><dd>{date_time(calendar.now, calendar)}</dd></div>
            <div><dt>"Entries"</dt><dd>{report.entries.to_string()}</dd></div>
            <div><dt>"Of them with erased details"</dt><dd>{report.erased.to_string()}</dd></div>
            <div><dt>{format!("Hash of entry {seq}")}</dt><dd class="mono">{hash.to_owned()}</dd></div>
        </dl>
        {faults}
        <p class="measure muted">
            "Copy the number and the hash of the last entry to a place of your own. If this entry is ever missing or has another hash, the record was cut off or written anew: that is the one thing the chain cannot show by itself."
        </p>
        <div class="actions">
            <a class="button" href="/admin/ledger/verify">"Check again"</a>
            <a class="button button-quiet" href="/admin/ledger">"Back to the ledger"</a>
        </div>
    }
}
