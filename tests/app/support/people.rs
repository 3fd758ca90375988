//! People, made by the use cases, who come in by their one-time link.

use netwise::domain::ids::{PersonId, UnitId};
use netwise::domain::person::Role;
use netwise::store::entities::unit;
use netwise::store::units::Tree;
use netwise::usecases::create_person::CreatePerson;
use netwise::usecases::grant_role::GrantRole;
use netwise::usecases::invite_person::InvitePerson;
use netwise::usecases::join_unit::JoinUnit;

use super::{Browser, TestApp};

/// The password of every person of the tests.
pub const PASSWORD: &str = "copper lantern drifts west";

/// A person to be made.
pub struct Newcomer {
    app: TestApp,
    name: String,
    units: Vec<&'static str>,
    roles: Vec<(Role, Option<&'static str>)>,
}

impl TestApp {
    /// Begins to describe a person.
    pub fn with_person(&self, name: &str) -> Newcomer {
        Newcomer { app: self.clone(), name: name.to_owned(), units: vec![], roles: vec![] }
    }

    /// The unit with this key.
    pub async fn unit(&self, key: &str) -> unit::Model {
        Tree::load(self.db()).await.unwrap().by_key(key).unwrap_or_else(|| panic!("no unit {key}")).clone()
    }

    pub async fn join(&self, person: PersonId, unit: &str) {
        let unit = self.unit(unit).await.id;
        let content = self.app().content();
        self.write(JoinUnit { person, unit, published: &content.published }).await;
    }

    /// Gives a role over a unit, or over everything.
    pub async fn grant(&self, person: PersonId, role: Role, unit: Option<&str>) {
        let unit: Option<UnitId> = match unit {
            Some(key) => Some(self.unit(key).await.id),
            None => None,
        };
        self.write(GrantRole { person, role, unit }).await;
    }

    /// Address of a new one-time link.
    pub async fn link(&self, person: PersonId) -> String {
        format!("/invite/{}", self.write(InvitePerson { person }).await.as_str())
    }
}

impl Newcomer {
    /// Belongs to the unit with this key.
    pub fn in_unit(mut self, unit: &'static str) -> Self {
        self.units.push(unit);
        self
    }

    /// Has a role over the unit with this key, or over everything.
    pub fn with_role(mut self, role: Role, unit: Option<&'static str>) -> Self {
        self.roles.push((role, unit));
        self
    }

    /// Makes the person, who has no password yet.
    pub async fn enrol(self) -> Browser {
        let email = format!("person-{}@example.org", self.app.next_number());
        let person = self.app.write(CreatePerson { email: email.clone(), name: self.name }).await;
        for unit in self.units {
            self.app.join(person, unit).await;
        }
        for (role, unit) in self.roles {
            self.app.grant(person, role, unit).await;
        }
        self.app.browser().of(person, &email)
    }

    /// Makes the person and lets them in.
    pub async fn signed_in(self) -> Browser {
        let browser = self.enrol().await;
        browser.come_in().await;
        browser
    }
}

impl Browser {
    /// Follows a fresh one-time link and sets the password.
    pub async fn come_in(&self) {
        let link = self.app().link(self.person()).await;
        let reply = self.post_form(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(303);
        assert_eq!(reply.location(), "/home");
        self.get("/home").await.expect(200);
    }
}
