//! A concrete address for every door of the route table. A door without one fails the tests that go through all doors, so
//! that nobody adds a door and forgets its lock.

use netwise::app::Door;
use netwise::catalog::Files;
use netwise::domain::ids::{PersonId, RuleId, UnitId};
use netwise::domain::person::{By, Role};
use netwise::server::assets::ASSETS;
use netwise::store::overview::{Chosen, Scope};
use netwise::store::settings;
use netwise::usecases::decide::Choice;
use netwise::usecases::extend_due::ExtendDue;
use netwise::usecases::make_rule::MakeRule;
use serde_json::{Value, json};

use super::pictures::logo;
use super::{Browser, COURSE, TestApp};

/// What the addresses point at.
#[derive(Debug, Clone)]
pub struct Records {
    /// Address of an attempt.
    pub attempt: String,
    /// Number of a certificate.
    pub number: String,
    /// Address of a one-time link.
    pub link: String,
    /// Somebody in the unit.
    pub person: PersonId,
    /// A unit.
    pub unit: UnitId,
    /// A file of people that the administrator sent.
    pub file: String,
    /// What the manager decided about the peer.
    pub act: String,
    /// What the administrator assigned.
    pub given: String,
    /// Hash of the organisation's logo.
    pub picture: String,
}

impl Records {
    /// Where the door is for these records; nothing for a door to things that are not there (figures, while there are none).
    pub fn address(&self, door: &Door) -> Option<String> {
        self.address_of(door.path)
    }

    pub fn address_of(&self, path: &str) -> Option<String> {
        let files = Files::embedded();
        let figure = files.paths().find(|path| files.figure(path).is_some());
        if path.contains("{*path}") && figure.is_none() {
            return None;
        }
        let address = [
            ("{course}", COURSE),
            ("{lesson}", "footprint"),
            ("/attempts/{attempt}", &self.attempt),
            ("{number}", &self.number),
            ("{list}", "1"),
            ("/invite/{token}", &self.link),
            ("{guide}", "facilitator"),
            ("{program}", "onboarding"),
            ("{person}", &self.person.to_string()),
            ("/admin/people/{id}", &format!("/admin/people/{}", self.person)),
            ("/team/{id}", &format!("/team/{}", self.person)),
            ("{unit}", &self.unit.to_string()),
            ("{setting}", "signatory"),
            ("{image}", "logo"),
            ("{hash}", &self.picture),
            ("/assets/{file}", ASSETS[0].path),
            ("{file}", &self.file),
            ("/admin/units/{id}", &format!("/admin/units/{}", self.unit)),
            ("/admin/programs/{key}", "/admin/programs/onboarding"),
            ("{deed}", "extend"),
            ("{act}", &self.act),
            ("{given}", &self.given),
            ("{*path}", figure.unwrap_or_default()),
        ]
        .iter()
        .fold(path.to_owned(), |path, (pattern, value)| path.replace(pattern, value));
        assert!(!address.contains('{'), "the door {path} is new: say in tests/app/support/doors.rs where it leads");
        Some(address)
    }

    /// What a server function is called with.
    pub fn arguments(&self, function: &str) -> Value {
        let attempt = self.attempt.rsplit('/').next().unwrap();
        match function {
            "/api/save_response" => json!({ "attempt": attempt, "item": "start-100-o1-001", "choices": [0] }),
            "/api/record_position" => json!({ "course": COURSE, "lesson": "footprint", "position": 10 }),
            new => panic!("the server function {new} is new: say in tests/app/support/doors.rs what it is called with"),
        }
    }
}

/// Everybody who may stand before a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Anonymous,
    /// Owns the finished attempt and the certificate; belongs to the unit of the records.
    Learner,
    /// Owns the open attempt.
    Peer,
    /// Manages the unit of the records.
    Manager,
    OtherManager,
    Reviewer,
    Administrator,
    Auditor,
    /// Was let in once; access has been ended but the session is still on file.
    Disabled,
}

/// One of each, with records of their own.
pub struct Everybody {
    pub browsers: Vec<(Who, Browser)>,
    /// The learner's: a submitted attempt, a certificate.
    pub finished: Records,
    /// The peer's: an open attempt.
    pub open: Records,
}

impl Everybody {
    pub async fn gather(app: &TestApp) -> Self {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let peer = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        let disabled = app.with_person("Kofi Mensah").in_unit("bakery").signed_in().await;
        let staff = |name, role, unit| app.with_person(name).with_role(role, unit).signed_in();
        let number = learner.complete().await;
        // Made once, by the job that runs beside a site or by whoever asks first; from then on looking changes nothing.
        for kind in ["json", "jwt", "svg", "pdf"] {
            learner.get(&format!("/certificates/{number}/{kind}")).await.expect(200);
        }
        learner.post_form(&format!("/certificates/{number}"), &[("public", "yes")]).await.expect(303);
        let attempt = format!("/attempts/{}", attempt_of(app, &learner).await);
        let invited = app.with_person("Lena Braun").enrol().await;
        let administrator = staff("Ines Duarte", Role::Administrator, None).await;
        let manager = staff("Sipho Dlamini", Role::Manager, Some("bakery")).await;
        let finished = Records {
            given: rule(app, &administrator).await,
            picture: picture(app, &administrator).await,
            act: more_time(app, &manager, &peer, "On leave").await,
            attempt,
            number,
            link: app.link(invited.person()).await,
            person: learner.person(),
            unit: app.unit("bakery").await.id,
            file: administrator.keep_file("email,name,unit\nnobody,Nobody,bakery\n").await,
        };
        let open = Records { attempt: peer.start().await, ..finished.clone() };
        let browsers = vec![
            (Who::Anonymous, app.browser()),
            (Who::Learner, learner),
            (Who::Peer, peer),
            (Who::Manager, manager),
            (Who::OtherManager, staff("Yuki Tanaka", Role::Manager, Some("school")).await),
            (Who::Reviewer, staff("Elif Kaya", Role::Reviewer, Some("company")).await),
            (Who::Administrator, administrator),
            (Who::Auditor, staff("Omar Haddad", Role::Auditor, None).await),
            (Who::Disabled, disabled),
        ];
        // Past the use case, which would end the session too: the session alone must not be enough.
        app.sql("UPDATE person SET disabled_at = 1 WHERE name = 'Kofi Mensah'").await.unwrap();
        Self { browsers, finished, open }
    }

    pub fn browser(&self, who: Who) -> &Browser {
        &self.browsers.iter().find(|(found, _)| *found == who).unwrap().1
    }
}

/// Lets the administrator set a logo.
async fn picture(app: &TestApp, by: &Browser) -> String {
    app.store().write(By::Person(by.person()), &logo()).await.unwrap();
    settings::get(app.db(), settings::LOGO).await.unwrap().unwrap()
}

/// Lets one person give another more time.
pub async fn more_time(app: &TestApp, by: &Browser, whom: &Browser, reason: &str) -> String {
    let held = netwise::store::assignments::of_person(app.db(), whom.person()).await.unwrap().remove(0);
    let choice = Choice { scope: Scope::Everyone, chosen: Chosen::One(held.id), expected: Some(1) };
    let (until, reason, act) = ("2026-06-30".to_owned(), reason.to_owned(), uuid::Uuid::now_v7());
    app.store().write(By::Person(by.person()), &ExtendDue { choice, until, reason, act }).await.unwrap();
    act.to_string()
}

/// Holds the people of a class, who are not there yet, to the onboarding.
pub async fn rule(app: &TestApp, by: &Browser) -> String {
    let (id, unit) = (RuleId::new(), app.unit("class-a").await.id);
    let command =
        MakeRule { id, program: "onboarding", unit, due_days: 9, expected: Some(0), published: super::published() };
    app.store().write(By::Person(by.person()), &command).await.unwrap();
    id.to_string()
}

async fn attempt_of(app: &TestApp, browser: &Browser) -> netwise::domain::ids::AttemptId {
    netwise::store::attempts::of_person(app.db(), browser.person()).await.unwrap()[0].id
}
