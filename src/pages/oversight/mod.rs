//! What `/admin` and `/team` share: lists of people, figures and a person's page, for those who look after others. Must not
//! import `app` or another page's insides.

pub mod act;
pub mod assessments;
pub mod decide;
pub mod export;
pub mod figures;
pub mod late;
pub mod ledger_words;
pub mod list;
pub mod person;
pub mod search;
pub mod timeline;

use std::sync::Arc;

use leptos::prelude::AnyView;
use sea_orm::DatabaseConnection;
use uuid::Uuid;

use crate::components::Calendar;
use crate::domain::ids::{PersonId, UnitId};
use crate::domain::intervention::Deed;
use crate::domain::person::Role;
use crate::pages::undelivered;
use crate::server::failure::Failure;
use crate::server::page::Page;
use crate::server::state::{App, Content};
use crate::store::Store;
use crate::store::entities::unit;
use crate::store::overview::Scope;
use crate::store::units::Tree;

/// From which part of the site people are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// `/admin`, by those who may read everything.
    Organisation,
    /// `/team`, by managers, for their own units.
    Team,
}

impl Area {
    /// What the list of people is called in the way back to it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Organisation => "People",
            Self::Team => "Team",
        }
    }

    /// Address of the list of people.
    pub fn people(self) -> &'static str {
        match self {
            Self::Organisation => "/admin/people",
            Self::Team => "/team",
        }
    }

    /// Address of a person's page.
    pub fn person(self, person: PersonId) -> String {
        format!("{}/{person}", self.people())
    }

    /// Address of the page that decides something.
    pub fn decide(self, deed: Deed) -> String {
        let area = if self == Self::Team { "team" } else { "admin" };
        format!("/{area}/decide/{}", deed.word())
    }

    /// Address of the page of what was decided.
    pub fn act(self, act: Uuid) -> String {
        let area = if self == Self::Team { "team" } else { "admin" };
        format!("/{area}/acts/{act}")
    }

    /// Address of the overview.
    pub fn overview(self) -> &'static str {
        match self {
            Self::Organisation => "/admin",
            Self::Team => "/team",
        }
    }

    /// Address of the page that gives a list as a file.
    pub fn export(self) -> &'static str {
        match self {
            Self::Organisation => "/admin/export",
            Self::Team => "/team/export",
        }
    }

    /// Address of a unit's page; managers have their list of people narrowed to it.
    pub fn unit(self, unit: UnitId) -> String {
        match self {
            Self::Organisation => format!("/admin/units/{unit}"),
            Self::Team => format!("/team?unit={unit}"),
        }
    }
}

/// Who may be seen from here, and what is needed to say where they stand.
pub struct Sight {
    app: App,
    /// From where.
    pub area: Area,
    /// Whose records.
    pub scope: Scope,
    /// All units.
    pub tree: Tree,
    /// What is taught.
    pub content: Arc<Content>,
    /// Zone and present moment.
    pub calendar: Calendar,
    /// Who looks.
    viewer: Option<PersonId>,
    /// What the one who looks may decide about those who are seen.
    pub deeds: &'static [Deed],
}

impl Sight {
    /// Looks.
    ///
    /// # Errors
    /// The database did not answer.
    pub async fn load(page: &Page, area: Area, scope: Scope) -> Result<Self, Failure> {
        let app = page.app().clone();
        let tree = Tree::load(app.store().reader()).await?;
        let deeds: &[Deed] = match area {
            Area::Team => &[Deed::Remind, Deed::Extend],
            Area::Organisation if page.actor().is_some_and(|actor| actor.is(Role::Administrator)) => &Deed::ALL,
            Area::Organisation => &[],
        };
        let viewer = page.actor().map(|actor| actor.person());
        Ok(Self { area, scope, tree, content: app.content(), calendar: page.calendar(), viewer, deeds, app })
    }

    /// Whether the page of what this person decided can be seen from here: managers see their own.
    pub fn sees_acts_of(&self, person: PersonId) -> bool {
        self.area == Area::Organisation || self.viewer == Some(person)
    }

    /// Whether the one who looks may change nothing.
    pub fn only_looks(&self) -> bool {
        self.deeds.is_empty()
    }

    /// For writing, by commands.
    pub fn store(&self) -> &Store {
        self.app.store()
    }

    /// Says that mails reach nobody, where that is so.
    pub fn undelivered(&self) -> Option<AnyView> {
        let config = self.app.config();
        match self.area {
            Area::Organisation => undelivered::for_administrators(config),
            Area::Team => config.smtp_url.is_none().then(undelivered::for_managers),
        }
    }

    /// For reading.
    pub fn db(&self) -> &DatabaseConnection {
        self.app.store().reader()
    }

    /// The scope narrowed to a unit and the units below it.
    pub fn scope_of(&self, unit: UnitId) -> Scope {
        self.scope.within(&self.tree.with_below(unit))
    }

    /// The units that may be seen, in the order of the tree, each with its depth below the topmost one that may be seen.
    pub fn units(&self) -> Vec<(usize, &unit::Model)> {
        let seen = |unit: UnitId| self.scope.includes(unit);
        let mut top = 0;
        let mut units = self.tree.in_order();
        units.retain(|(_, unit)| seen(unit.id));
        for (depth, unit) in &mut units {
            if !unit.parent_id.is_some_and(seen) {
                top = *depth;
            }
            *depth = depth.saturating_sub(top);
        }
        units
    }
}
