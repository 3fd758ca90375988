//! Administration: the frame of its pages, with their own navigation. Must not import `app` or another page's insides.

pub mod certificate_replace;
pub mod certificates;
pub mod certificates_revoke;
pub mod import;
pub mod import_file;
pub mod mail;
pub mod overview;
pub mod people;
pub mod person;
pub mod person_access;
pub mod person_edit;
pub mod person_link;
pub mod person_new;
pub mod person_roles;
pub mod person_units;
pub mod setting;
pub mod settings;
pub mod setup;
mod subject;
pub mod unit;
pub mod unit_edit;
pub mod unit_new;
pub mod units;

use leptos::prelude::*;

use crate::components::Icon;

/// Pages of the administration: address, words, icon.
const LINKS: [(&str, &str, Icon); 7] = [
    ("/admin", "Overview", Icon::HOUSE),
    ("/admin/people", "People", Icon::USERS),
    ("/admin/people?status=overdue", "Overdue", Icon::CIRCLE_ALERT),
    ("/admin/units", "Units", Icon::MAP),
    ("/admin/certificates", "Certificates", Icon::AWARD),
    ("/admin/mail", "Mail", Icon::MAIL),
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
            <button class="button subnav-toggle" type="button" popovertarget="subnav">
                {Icon::MENU.view()}"Pages of the administration"
            </button>
            <nav class="subnav" id="subnav" popover="" aria-label="Administration">
                <button
                    class="button button-quiet menu-close" type="button" popovertarget="subnav"
                    popovertargetaction="hide"
                >
                    {Icon::X.view()}"Close"
                </button>
                <ul>{links}</ul>
            </nav>
            <div class="stack">{main}</div>
        </div>
    }
}
