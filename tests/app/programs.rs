//! Requirements: who is held to them, assigning them to units and people, by when, and undoing it.

use netwise::domain::person::Role;
use netwise::domain::time::DAY;
use netwise::store::assignments;
use netwise::store::entities::assignment;

use crate::support::{Browser, TestApp, on_both_engines};

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

async fn held(learner: &Browser) -> Vec<assignment::Model> {
    assignments::of_person(learner.app().db(), learner.person()).await.unwrap()
}

/// The end of a day so many days from now, in London.
fn end_of_day(app: &TestApp, days: u16) -> netwise::domain::time::Timestamp {
    app.now().end_of_day_after(days, "Europe/London").unwrap()
}

on_both_engines! {
    async fn programs_show_who_is_held_to_them(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        app.with_person("Wei Zhang").in_unit("bakery").enrol().await;
        app.with_person("Lena Braun").in_unit("class-a").enrol().await;
        learner.complete().await;
        let page = admin.get("/admin/programs").await.expect(200);
        let rows = page.all("tbody tr");
        let onboarding = rows.iter().find(|row| row.starts_with("Onboarding")).unwrap();
        assert!(onboarding.ends_with("Employment2100"), "{onboarding}");
        let page = admin.get("/admin/programs/onboarding").await.expect(200);
        page.shows("30 days after joining").shows("1.0 contact hour").shows("Harbour Bakery").shows("2 people are held to");
        let link = page.attribute(".totals a[href*='status=complete']", "href");
        admin.get(&link).await.expect(200).shows("Amara Okafor");
        admin.get("/admin/programs/no-such").await.expect(404);
    }

    async fn nobody_new_is_held_to_what_is_not_ready(app: TestApp) {
        let admin = administrator(&app).await;
        let before = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        assert_eq!(held(&before).await.len(), 1);
        admin.post_form("/admin/settings/contact", &[("contact", "")]).await.expect(303);
        // It is said wherever requirements are dealt with, with the way to mend it.
        let class = app.unit("class-a").await.id;
        let assign = format!("/admin/assign?unit={class}&program=onboarding&days=10");
        for page in ["/admin", "/admin/programs", "/admin/programs/onboarding", "/admin/setup", &format!("/admin/assign?unit={class}")] {
            admin.get(page).await.expect(200).shows("an e-mail address for questions");
        }
        let page = admin.get("/admin/programs/onboarding").await.expect(200);
        page.shows("Not ready");
        assert!(page.has("main a[href='/admin/settings/contact']"));
        let auditor = app.with_person("Omar Haddad").with_role(Role::Auditor, None).signed_in().await;
        let page = auditor.get("/admin/programs/onboarding").await.expect(200);
        page.shows("Not ready");
        assert!(!page.has("main a[href='/admin/settings/contact']"));
        // Neither a unit nor a person, and the person is told why.
        let person = app.with_person("Lena Braun").in_unit("class-a").enrol().await;
        let words = "its certificates must name an e-mail address for questions, which is not set yet";
        admin.post_form(&assign, &[("sure", "1")]).await.expect(422).shows(words);
        let one = format!("/admin/assign?person={}&program=onboarding&until=2026-06-30", person.person());
        admin.post_form(&one, &[("sure", "1")]).await.expect(422).shows(words);
        // Who comes to the unit now waits, at a restart too; who was there goes on, and gets the certificate.
        let after = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        app.restarted().await.app().publish().await.unwrap();
        assert!(held(&after).await.is_empty());
        assert_eq!(app.ledger_count("rule.made").await, 0);
        before.complete().await;
        // As soon as it is filled in, nothing is left to do.
        app.advance(DAY);
        admin.sign_in().await.expect(303);
        admin.post_form("/admin/settings/contact", &[("contact", "help@harbour.example")]).await.expect(303);
        let now = held(&after).await;
        assert_eq!((now.len(), now[0].due_at), (1, end_of_day(&app, 30)), "the days count from now");
        assert!(!admin.get("/admin/programs").await.expect(200).has(".notice-warn"));
        admin.post_form(&assign, &[("sure", "1")]).await.expect(303);
    }

    async fn a_unit_is_held_to_a_program_step_by_step(app: TestApp) {
        let admin = administrator(&app).await;
        let [first, second] = [
            app.with_person("Lena Braun").in_unit("class-a").enrol().await,
            app.with_person("Elif Kaya").in_unit("class-b").enrol().await,
        ];
        assert_eq!(held(&first).await.len(), 1);
        let school = app.unit("school").await.id;
        // Who.
        admin.get("/admin/assign?program=onboarding").await.expect(200).shows("Who is to be held to it?");
        // What.
        let page = admin.get(&format!("/admin/assign?unit={school}")).await.expect(200);
        let step = page.attribute("a[href*='program=onboarding']", "href");
        // By when.
        let page = admin.get(&step).await.expect(200);
        assert_eq!(page.attribute("#days", "value"), "30");
        admin.get(&format!("{step}&days=none")).await.expect(422).shows("Enter a number of days");
        // Who is affected.
        let check = format!("{step}&days=10");
        let page = admin.get(&check).await.expect(200);
        page.shows("This affects 2 people").shows("Lena Braun").shows("Elif Kaya");
        assert_eq!(held(&first).await.len(), 1, "looking changes nothing");
        admin.post_form(&check, &[]).await.expect(422).shows("tick the box");
        admin.post_form(&check, &[("sure", "1")]).await.expect(422).shows("has changed");
        let given = admin.post_form(&check, &[("sure", "2")]).await.expect(303).location().to_owned();
        admin.get(&given).await.expect(200).shows("Assigned.").shows("Lena Braun");
        for learner in [&first, &second] {
            let held = held(learner).await;
            let onboarding = held.iter().find(|one| one.program_key == "onboarding").unwrap();
            assert_eq!(onboarding.due_at, end_of_day(&app, 10));
        }
        assert_eq!(app.ledger_count("rule.made").await, 1);
        // Who comes later is held to it too, from then on; nobody is held to it twice by a new start of the program.
        app.advance(DAY);
        let late = app.with_person("Wei Zhang").in_unit("class-a").enrol().await;
        let due = held(&late).await.iter().find(|one| one.program_key == "onboarding").unwrap().due_at;
        assert_eq!(due, end_of_day(&app, 10));
        app.app().publish().await.unwrap();
        assert_eq!(held(&late).await.len(), 2);
        admin.sign_in().await.expect(303);
        admin.get("/admin/programs/onboarding").await.expect(200).shows("Harbour School").shows("10 days");
        // Undone while nobody has started: those who came later keep what they were given by joining.
        let given = given.split('?').next().unwrap();
        admin.post_form(given, &[("do", "undo")]).await.expect(303);
        assert_eq!((held(&first).await.len(), held(&second).await.len(), held(&late).await.len()), (1, 1, 2));
        assert_eq!((app.ledger_count("assignment.taken-back").await, app.ledger_count("rule.ended").await), (2, 1));
        app.app().publish().await.unwrap();
        assert_eq!(held(&first).await.len(), 1);
        admin.post_form(given, &[("do", "undo")]).await.expect(409);
    }

    async fn what_somebody_has_started_is_not_undone(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Lena Braun").in_unit("class-a").signed_in().await;
        let school = app.unit("school").await.id;
        let check = format!("/admin/assign?unit={school}&program=onboarding&days=10");
        let given = admin.post_form(&check, &[("sure", "1")]).await.expect(303).location().to_owned();
        let given = given.split('?').next().unwrap();
        learner.post_form("/courses/start-100/footprint", &[]).await.expect(303);
        admin.get(given).await.expect(200).shows("can no longer be undone");
        admin.post_form(given, &[("do", "undo")]).await.expect(409).shows("has started already");
        assert_eq!(held(&learner).await.len(), 2);
        // The rule can end all the same.
        admin.post_form(given, &[("do", "end")]).await.expect(303);
        let late = app.with_person("Wei Zhang").in_unit("class-a").enrol().await;
        assert_eq!((held(&learner).await.len(), held(&late).await.len()), (2, 1));
    }

    async fn one_person_is_held_to_a_program_until_a_day(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").enrol().await;
        let page = admin.get("/admin/assign?program=onboarding&q=amara").await.expect(200);
        let step = page.attribute("a[href*='person=']", "href");
        let page = admin.get(&step).await.expect(200);
        assert_eq!(page.attribute("#until", "value"), "2026-04-01");
        let check = format!("{step}&until=2026-05-31");
        admin.get(&check).await.expect(200).shows("This affects 1 person").shows("31 May 2026");
        admin.post_form(&format!("{step}&until=2026-01-31"), &[("sure", "1")]).await.expect(422);
        let given = admin.post_form(&check, &[("sure", "1")]).await.expect(303).location().to_owned();
        assert_eq!(held(&learner).await.len(), 1);
        admin.post_form(&check, &[("sure", "1")]).await.expect(422).shows("held to it already");
        admin.post_form(given.split('?').next().unwrap(), &[("do", "undo")]).await.expect(303);
        assert_eq!(held(&learner).await.len(), 0);
    }

    async fn the_organisation_sets_its_own_days(app: TestApp) {
        let admin = administrator(&app).await;
        let before = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let page = admin.get("/admin/programs/onboarding").await.expect(200);
        let change = page.attribute("a[href*='step=when']", "href");
        admin.get(&change).await.expect(200).shows("By when is Harbour Bakery to be done?");
        let company = app.unit("company").await.id;
        let check = format!("/admin/assign?unit={company}&program=onboarding&days=5");
        admin.get(&check).await.expect(200).shows("This affects 0 people").shows("1 is held to it already");
        let due = held(&before).await[0].due_at;
        admin.post_form(&check, &[("sure", "0")]).await.expect(303);
        assert_eq!(held(&before).await[0].due_at, due);
        let after = app.with_person("Wei Zhang").in_unit("bakery").enrol().await;
        assert_eq!(held(&after).await[0].due_at, end_of_day(&app, 5));
        // A second change takes the place of the first.
        admin.post_form(&check.replace("days=5", "days=7"), &[("sure", "0")]).await.expect(303);
        let later = app.with_person("Lena Braun").in_unit("bakery").enrol().await;
        assert_eq!(held(&later).await[0].due_at, end_of_day(&app, 7));
        // And a file of people goes by it too.
        let file = admin.keep_file("email,name,unit\nnew@example.org,Newcomer,bakery\n").await;
        admin.post_form(&format!("/admin/people/import/{file}"), &[("do", "import")]).await.expect(303);
        let new = netwise::store::people::by_email(app.db(), "new@example.org").await.unwrap().unwrap();
        assert_eq!(assignments::of_person(app.db(), new.id).await.unwrap()[0].due_at, end_of_day(&app, 7));
    }
}
