//! Adding and changing people: who may, what is refused, and that administrators cannot lock everybody out.

use netwise::domain::ids::PersonId;
use netwise::domain::person::{By, Role};
use netwise::domain::refusal::Refusal;
use netwise::store::entities::person;
use netwise::store::{Error, people, units};
use netwise::usecases::end_access::EndAccess;
use netwise::usecases::erase_person::ErasePerson;
use netwise::usecases::take_role::TakeRole;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::support::{Browser, PASSWORD, TestApp, at_once, on_both_engines};

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

async fn by_email(app: &TestApp, email: &str) -> Option<person::Model> {
    person::Entity::find().filter(person::Column::Email.eq(email)).one(app.db()).await.unwrap()
}

async fn unit_names(app: &TestApp, person: PersonId) -> Vec<String> {
    let mut names: Vec<String> =
        units::of_person(app.db(), person).await.unwrap().into_iter().map(|unit| unit.name).collect();
    names.sort();
    names
}

async fn roles(app: &TestApp, person: PersonId) -> Vec<String> {
    people::role_grants(app.db(), person).await.unwrap().into_iter().map(|grant| grant.role).collect()
}

fn address(person: PersonId, page: &str) -> String {
    format!("/admin/people/{person}/{page}")
}

on_both_engines! {
    async fn an_administrator_adds_a_person_who_then_comes_in_by_a_link(app: TestApp) {
        let admin = administrator(&app).await;
        let bakery = app.unit("bakery").await.id.to_string();
        let fields = [("name", "  Ngũgĩ   wa Thiong'o "), ("email", " Ngugi@Example.ORG "), ("unit", bakery.as_str()), ("role", "manager")];
        let reply = admin.post_form("/admin/people/new", &fields).await.expect(303);
        let added = by_email(&app, "ngugi@example.org").await.unwrap();
        assert_eq!(added.name, "Ngũgĩ wa Thiong'o");
        assert_eq!(unit_names(&app, added.id).await, ["Ovens"]);
        assert_eq!(roles(&app, added.id).await, ["manager"]);
        assert_eq!(reply.location(), format!("/admin/people/{}/link?added=1", added.id));
        let next = admin.get(reply.location()).await.expect(200);
        next.shows("The person was added.").shows("Send invitation").shows("Make a one-time link");
        assert!(next.has(&format!("form[action='/admin/people/{}']", added.id)));
        let made = admin.post_form(&address(added.id, "link"), &[]).await.expect(200);
        let link = made.attribute("#link", "value");
        assert!(link.starts_with("http://127.0.0.1:3000/invite/"), "{link}");
        // It is shown only once.
        assert!(!admin.get(&address(added.id, "link")).await.expect(200).has("#link"));
        let path = link.trim_start_matches("http://127.0.0.1:3000").to_owned();
        let newcomer = app.browser();
        newcomer.post_form(&path, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(303);
        newcomer.get("/team").await.expect(200);
        for kind in ["person.created", "unit.joined", "role.granted", "program.assigned"] {
            let all = app.ledger().await;
            let entry = all.iter().find(|entry| entry.kind == kind && entry.subject_id == Some(added.id.0)).unwrap();
            assert_eq!(entry.actor_id, Some(admin.person().0), "{kind}");
        }
    }

    async fn a_link_that_went_to_a_wrong_address_is_worth_nothing_once_that_is_mended(app: TestApp) {
        let admin = administrator(&app).await;
        let fields = [("name", "Ada Lovelace"), ("email", "adda@example.org")];
        admin.post_form("/admin/people/new", &fields).await.expect(303);
        let added = by_email(&app, "adda@example.org").await.unwrap();
        let made = admin.post_form(&address(added.id, "link"), &[]).await.expect(200);
        let path = made.attribute("#link", "value").trim_start_matches("http://127.0.0.1:3000").to_owned();
        app.browser().get(&path).await.expect(200);
        let mended = [("name", "Ada Lovelace"), ("email", "ada@example.org")];
        admin.post_form(&address(added.id, "edit"), &mended).await.expect(303);
        app.browser().get(&path).await.expect(410);
        app.browser().post_form(&path, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(410);
    }

    async fn what_is_wrong_is_said_and_everything_typed_is_kept(app: TestApp) {
        let admin = administrator(&app).await;
        let taken = admin.email().to_owned();
        let bakery = app.unit("bakery").await.id.to_string();
        for (name, email, unit, role, words) in [
            ("", "a@example.org", "", "", "Enter a name"),
            ("A\u{7}", "a@example.org", "", "", "without control characters"),
            (&"a".repeat(201), "a@example.org", "", "", "at most 200"),
            ("Ada", "ada", "", "", "like name@example.org"),
            ("Ada", taken.as_str(), bakery.as_str(), "", "here already"),
            ("Ada", "a@example.org", "", "manager", "Choose the unit"),
            ("Ada", "a@example.org", "not-a-unit", "", "Choose one of the units"),
            ("Ada", "a@example.org", "", "emperor", "Choose one of the roles"),
            ("Ada", "a@example.org", bakery.as_str(), "learner", "learner already"),
        ] {
            let people = person::Entity::find().all(app.db()).await.unwrap().len();
            let fields = [("name", name), ("email", email), ("unit", unit), ("role", role)];
            let reply = admin.post_form("/admin/people/new", &fields).await.expect(422);
            reply.shows(words);
            assert!(reply.all("title")[0].starts_with("Error:"));
            assert!(reply.has(".error-summary a"), "{words}");
            assert_eq!(reply.attribute("#name", "value"), name);
            assert_eq!(reply.attribute("#email", "value"), email);
            if role == "manager" {
                assert_eq!(reply.attribute("#role option[selected]", "value"), role);
            }
            assert_eq!(person::Entity::find().all(app.db()).await.unwrap().len(), people, "{words}");
        }
        // A unit that is not there looks like one that cannot be.
        let nowhere = uuid::Uuid::now_v7().to_string();
        let fields = [("name", "Ada"), ("email", "ada@example.org"), ("unit", nowhere.as_str())];
        admin.post_form("/admin/people/new", &fields).await.expect(404);
        assert!(by_email(&app, "ada@example.org").await.is_none());
    }

    async fn name_and_address_are_changed_and_certificates_keep_theirs(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let edit = address(learner.person(), "edit");
        let form = admin.get(&edit).await.expect(200);
        assert_eq!(form.attribute("#name", "value"), "Amara Okafor");
        let reply = admin.post_form(&edit, &[("name", "Amara Eze"), ("email", "AMARA@new.example.org")]).await.expect(303);
        assert_eq!(reply.location(), format!("/admin/people/{}", learner.person()));
        admin.get(reply.location()).await.expect(200).shows("Amara Eze").shows("amara@new.example.org");
        app.browser().get(&format!("/verify/{number}")).await.expect(200).shows("Amara Okafor");
        learner.sign_in().await.expect(422);
        learner.sign_in_with("amara@new.example.org", PASSWORD).await.expect(303);
        // The same again is no change.
        admin.post_form(&edit, &[("name", "Amara Eze"), ("email", "amara@new.example.org")]).await.expect(303);
        assert_eq!(app.ledger_count("person.changed").await, 1);
        // Another's address is not taken over.
        let reply = admin.post_form(&edit, &[("name", "Amara Eze"), ("email", admin.email())]).await.expect(422);
        reply.shows("here already");
        assert_eq!(reply.attribute("#email", "value"), admin.email());
    }

    async fn people_join_move_and_leave_units(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").enrol().await;
        let page = address(learner.person(), "units");
        let (bakery, class) = (app.unit("bakery").await.id.to_string(), app.unit("class-a").await.id.to_string());
        let go = |what: &'static str, unit: String| {
            let (admin, page) = (admin.clone(), page.clone());
            async move { admin.post_form(&page, &[("do", what), ("unit", &unit)]).await.expect(303) }
        };
        go("join", bakery.clone()).await;
        go("join", class.clone()).await;
        assert_eq!(unit_names(&app, learner.person()).await, ["Class A", "Ovens"]);
        let held = netwise::store::assignments::of_person(app.db(), learner.person()).await.unwrap().len();
        assert!(held > 0);
        go("leave", class.clone()).await;
        go("leave", class.clone()).await;
        assert_eq!(unit_names(&app, learner.person()).await, ["Ovens"]);
        assert_eq!(app.ledger_count("unit.left").await, 1);
        go("move", class).await;
        assert_eq!(unit_names(&app, learner.person()).await, ["Class A"]);
        // What somebody is held to is not lifted by leaving.
        assert_eq!(netwise::store::assignments::of_person(app.db(), learner.person()).await.unwrap().len(), held);
        admin.post_form(&page, &[("do", "join"), ("unit", "")]).await.expect(422).shows("Choose a unit");
        admin.post_form(&page, &[("do", "fly"), ("unit", &bakery)]).await.expect(422).shows("Choose what to do");
        admin.get(&page).await.expect(200).shows("Harbour School / Class A");
    }

    async fn roles_are_given_and_taken_back_after_asking(app: TestApp) {
        let admin = administrator(&app).await;
        let person = app.with_person("Sipho Dlamini").signed_in().await;
        let page = address(person.person(), "roles");
        let bakery = app.unit("bakery").await.id.to_string();
        admin.post_form(&page, &[("do", "give"), ("role", "manager"), ("over", &bakery)]).await.expect(303);
        // With new powers one signs in anew.
        person.get("/home").await.expect(303);
        person.sign_in().await.expect(303);
        person.get("/team").await.expect(200);
        admin.post_form(&page, &[("do", "give"), ("role", "auditor"), ("over", &bakery)]).await.expect(422).shows("whole organisation");
        admin.post_form(&page, &[("do", "give"), ("role", "learner"), ("over", "")]).await.expect(422);
        admin.post_form(&page, &[("do", "give"), ("role", ""), ("over", "")]).await.expect(422).shows("Choose a role");
        assert_eq!(roles(&app, person.person()).await, ["manager"]);
        let shown = admin.get(&page).await.expect(200);
        let take = shown.attribute(".requirement-side a", "href");
        let question = admin.get(&take).await.expect(200);
        assert!(question.h1().starts_with("Take back: Manager of"), "{}", question.h1());
        assert_eq!(roles(&app, person.person()).await, ["manager"], "looking took the role");
        let grant = question.attribute("input[name=grant]", "value");
        admin.post_form(&page, &[("do", "take"), ("grant", &grant)]).await.expect(303);
        assert_eq!(roles(&app, person.person()).await, Vec::<String>::new());
        person.get("/home").await.expect(303);
        person.sign_in().await.expect(303);
        person.get("/team").await.expect(404);
        assert_eq!(app.ledger_count("role.taken").await, 1);
        // Another person's grant is not taken on this page, nor one that is gone.
        admin.post_form(&page, &[("do", "take"), ("grant", &grant)]).await.expect(404);
        let own = people::role_grants(app.db(), admin.person()).await.unwrap()[0].id.to_string();
        admin.post_form(&page, &[("do", "take"), ("grant", &own)]).await.expect(404);
        assert_eq!(roles(&app, admin.person()).await, ["administrator"]);
    }

    async fn administrators_cannot_lock_themselves_out(app: TestApp) {
        let admin = administrator(&app).await;
        let grant = people::role_grants(app.db(), admin.person()).await.unwrap()[0].id;
        let take = [("do", "take"), ("grant", &*grant.to_string())].map(|(name, value)| (name, value.to_owned()));
        let take: Vec<(&str, &str)> = take.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let end = [("do", "end"), ("sure", "yes")];
        let try_all = || async {
            admin.post_form(&address(admin.person(), "roles"), &take).await.expect(422).shows("yourself");
            admin.post_form(&address(admin.person(), "access"), &end).await.expect(422).shows("yourself");
        };
        try_all().await;
        // Nor does it help that there is another.
        administrator(&app).await;
        try_all().await;
        admin.get("/admin/units/new").await.expect(200);
    }

    async fn the_last_administrator_stays(app: TestApp) {
        let admin = administrator(&app).await;
        let grant = people::role_grants(app.db(), admin.person()).await.unwrap()[0].id;
        let take = || TakeRole { person: admin.person(), grant };
        let refused = app.store().write(By::System, &take()).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::LastAdministrator))), "{refused:?}");
        // One who cannot come in does not count.
        let left = administrator(&app).await;
        app.write(EndAccess { person: left.person() }).await;
        let refused = app.store().write(By::System, &EndAccess { person: admin.person() }).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::LastAdministrator))), "{refused:?}");
        // Nor does an auditor.
        app.with_person("Omar Haddad").with_role(Role::Auditor, None).enrol().await;
        assert!(app.store().write(By::System, &take()).await.is_err());
        administrator(&app).await;
        app.write(take()).await;
        admin.get("/admin/units/new").await.expect(303);
    }

    async fn of_two_who_remove_each_other_one_stays(app: TestApp) {
        for round in 0..4 {
            let pair = [administrator(&app).await, administrator(&app).await];
            if round == 0 {
                assert_eq!(roles(&app, pair[0].person()).await, ["administrator"]);
            }
            let tasks = [(&pair[0], &pair[1]), (&pair[1], &pair[0])].map(|(by, whom)| {
                let (store, by, person) = (app.store().clone(), By::Person(by.person()), whom.person());
                async move { store.write(by, &EndAccess { person }).await.is_ok() }
            });
            at_once(tasks).await;
            let db = app.db();
            let mut left = 0;
            for person in person::Entity::find().filter(person::Column::DisabledAt.is_null()).all(db).await.unwrap() {
                left += roles(&app, person.id).await.len();
            }
            assert!(left >= 1, "round {round}: nobody is left");
            // For the next round only these two matter.
            for browser in &pair {
                app.sql("DELETE FROM role_grant").await.unwrap();
                app.sql("UPDATE person SET disabled_at = NULL").await.unwrap();
                assert_eq!(roles(&app, browser.person()).await.len(), 0);
            }
        }
    }

    async fn access_is_ended_and_restored(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let page = address(learner.person(), "access");
        // Not without saying so.
        admin.post_form(&page, &[("do", "end")]).await.expect(422).shows("Tick the box");
        admin.post_form(&page, &[("sure", "yes")]).await.expect(422);
        learner.get("/home").await.expect(200);
        admin.post_form(&page, &[("do", "end"), ("sure", "yes")]).await.expect(303);
        learner.get("/home").await.expect(303);
        learner.sign_in().await.expect(422);
        admin.get(&format!("/admin/people/{}", learner.person())).await.expect(200).shows("Access ended");
        admin.post_form(&address(learner.person(), "link"), &[]).await.expect(422).shows("Restore it first");
        admin.get(&page).await.expect(200).shows("Restore access");
        admin.post_form(&page, &[("do", "restore")]).await.expect(303);
        admin.post_form(&page, &[("do", "restore")]).await.expect(303);
        learner.sign_in().await.expect(303);
        learner.get("/home").await.expect(200);
        assert_eq!(app.ledger_count("person.access-ended").await, 1);
        assert_eq!(app.ledger_count("person.access-restored").await, 1);
    }

    async fn who_was_erased_stays_so(app: TestApp) {
        let admin = administrator(&app).await;
        let person = app.with_person("Amara Okafor").enrol().await.person();
        app.write(ErasePerson { person }).await;
        admin.post_form(&address(person, "access"), &[("do", "restore")]).await.expect(422).shows("erased");
        let edit = [("name", "Amara Okafor"), ("email", "amara@example.org")];
        admin.post_form(&address(person, "edit"), &edit).await.expect(422).shows("erased");
    }

    async fn people_who_are_not_there_are_missing_on_every_page(app: TestApp) {
        let admin = administrator(&app).await;
        for id in [uuid::Uuid::now_v7().to_string(), "nobody".to_owned()] {
            for page in ["edit", "units", "roles", "link", "access"] {
                admin.get(&format!("/admin/people/{id}/{page}")).await.expect(404);
                admin.post_form(&format!("/admin/people/{id}/{page}"), &[("do", "restore")]).await.expect(404);
            }
        }
    }

    async fn auditors_see_no_way_to_change_anything(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let auditor = app.with_person("Omar Haddad").with_role(Role::Auditor, None).signed_in().await;
        let unit = format!("/admin/units/{}", app.unit("bakery").await.id);
        let person = format!("/admin/people/{}", learner.person());
        for address in ["/admin/people", &person, "/admin/units", &unit, "/admin/settings"] {
            let page = auditor.get(address).await.expect(200);
            for words in ["/edit", "/new", "/import", "/roles", "/access", "/setup"] {
                assert!(!page.has(&format!("main a[href*='{words}']")), "{address} leads to {words}");
            }
            assert!(!page.has("main form[method=post]"), "{address}");
        }
    }
}
