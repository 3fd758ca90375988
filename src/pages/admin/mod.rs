//! Administration: the frame of its pages, with their own navigation. Must not import `app` or another page's insides.

pub mod act;
pub mod assign;
pub mod assigned;
pub mod certificate_replace;
pub mod certificates;
pub mod certificates_revoke;
pub mod decide;
pub mod export;
pub mod import;
pub mod import_file;
pub mod invite_people;
pub mod ledger;
pub mod ledger_verify;
pub mod mail;
pub mod overview;
pub mod paste;
pub mod people;
pub mod person;
pub mod person_access;
pub mod person_assessments;
pub mod person_edit;
pub mod person_erase;
pub mod person_link;
pub mod person_new;
pub mod person_roles;
pub mod person_units;
pub mod program;
pub mod programs;
mod ready;
pub mod reports;
pub mod setting;
pub mod setting_image;
pub mod settings;
pub mod setup;
mod subject;
pub mod unit;
pub mod unit_edit;
pub mod unit_new;
pub mod units;

use leptos::prelude::*;

use crate::components::Icon;
use crate::components::menu::{menu_close, menu_open};

/// Pages of the administration: address, words, icon.
const LINKS: [(&str, &str, Icon); 10] = [
    ("/admin", "Overview", Icon::HOUSE),
    ("/admin/people", "People", Icon::USERS),
    ("/admin/people?status=overdue", "Overdue", Icon::CIRCLE_ALERT),
    ("/admin/programs", "Requirements", Icon::BOOK_OPEN),
    ("/admin/units", "Units", Icon::MAP),
    ("/admin/certificates", "Certificates", Icon::AWARD),
    ("/admin/reports", "Report", Icon::PRINTER),
    ("/admin/mail", "Mail", Icon::MAIL),
    ("/admin/ledger", "Ledger", Icon::LIST_CHECKS),
    ("/admin/settings", "Settings", Icon::SETTINGS),
];

/// A page of the administration beside its navigation, in which the address `here` is marked.
fn frame(here: &'static str, main: impl IntoView) -> impl IntoView {
    let links: Vec<_> = LINKS
        .iter()
        .map(|(address, words, icon)| {
            let current = (*address == here).then_some("page");
            view! { <li><a href=*address aria-current=current>{icon.view()}{*words}</a></li> }
        })
        .collect();
    view! {
        <div class="admin">
            {menu_open("subnav", "button subnav-toggle", "Pages of the administration")}
            <nav class="subnav" id="subnav" popover="" aria-label="Administration">
                {menu_close("subnav", "Close")}
                <ul>{links}</ul>
            </nav>
            <div class="stack">{main}</div>
        </div>
    }
}
