//! Those who are late, the longest first. Must not import `app` or another page's insides.

use leptos::prelude::*;

use super::Sight;
use super::list::List;
use super::search::Search;
use crate::components::Icon;
use crate::domain::intervention::Deed;
use crate::domain::status::Status;
use crate::store::Result;
use crate::store::overview::{Standing, Totals};

/// How many of them are shown at once.
const MOST: u64 = 10;

/// The first of those who are late, and how many there are.
pub struct Late {
    list: List,
    total: i64,
}

impl Late {
    /// Reads them.
    ///
    /// # Errors
    /// The database did not answer, or a program cannot be read.
    pub async fn load(sight: &Sight, totals: &Totals) -> Result<Self> {
        Ok(Self { list: List::overdue(sight, &sight.scope, MOST).await?, total: totals.overdue })
    }

    /// The list under its heading, with the way to all of them.
    pub fn view(&self, sight: &Sight) -> impl IntoView + use<> {
        let body = if self.list.is_empty() {
            view! { <div class="notice notice-good">{Icon::CIRCLE_CHECK.view()}<p>"Nobody is late."</p></div> }
                .into_any()
        } else {
            self.list.table("Overdue", sight).into_any()
        };
        let all = (self.total > MOST.cast_signed()).then(|| {
            let address = Search::default().standing(Standing::In(Status::Overdue)).address(sight.area);
            view! {
                <p class="pages">
                    <span class="muted small">{format!("{MOST} of {}", self.total)}</span>
                    <a class="link-alone" href=address>{format!("See all {} overdue", self.total)}</a>
                </p>
            }
        });
        let late = Search::default().standing(Standing::In(Status::Overdue));
        let remind = (!self.list.is_empty() && sight.deeds.contains(&Deed::Remind)).then(|| {
            let words = if self.total == 1 { "Remind".to_owned() } else { format!("Remind all {}", self.total) };
            let address = late.address_of(&sight.area.decide(Deed::Remind), sight.area);
            view! { <a class="button button-small" href=address>{Icon::MAIL.view()}{words}</a> }
        });
        view! {
            <section class="stack stack-s">
                <div class="section-head"><h2>"Overdue"</h2>{remind}</div>
                {body}{all}
            </section>
        }
    }
}
