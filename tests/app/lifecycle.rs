//! What becomes of things: long lists that are decided about, certificates that are taken back, people who are erased.

use netwise::catalog::canonical_json;
use netwise::domain::credential::Record;
use netwise::domain::ids::{AssignmentId, PersonId};
use netwise::domain::person::Role;
use netwise::domain::status::Status;
use netwise::domain::time::DAY;
use netwise::store::entities::{assignment, person};
use netwise::store::overview::status_of;
use netwise::store::{Command, Result, Tx, assignments};
use sea_orm::{EntityTrait, IntoActiveModel};

use crate::support::mail::Post;
use crate::support::{Browser, TestApp, on_both_engines};

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

async fn held(learner: &Browser) -> assignment::Model {
    assignments::of_person(learner.app().db(), learner.person()).await.unwrap().remove(0)
}

fn day(app: &TestApp, days: i64) -> String {
    app.now().plus(days * DAY).iso_date_in("UTC")
}

/// Many people at once, past the use cases: first in the alphabet those without a requirement.
struct Crowd {
    free: usize,
    held: usize,
    like: assignment::Model,
}

impl Command for Crowd {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let (mut people, mut given) = (Vec::new(), Vec::new());
        for number in 0..self.free + self.held {
            let name = if number < self.free { format!("Aa {number:05}") } else { format!("Bb {number:05}") };
            let (id, email) = (PersonId::new(), format!("crowd{number}@harbour.example"));
            people.push(person::Model { id, email, name, created_at: tx.now(), disabled_at: None });
            if number >= self.free {
                given.push(assignment::Model { id: AssignmentId::new(), person_id: id, ..self.like.clone() });
            }
        }
        for some in people.chunks(500) {
            let rows = some.iter().cloned().map(IntoActiveModel::into_active_model);
            person::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
        }
        insert(tx, given).await
    }
}

async fn insert(tx: &Tx, given: Vec<assignment::Model>) -> Result<()> {
    for some in given.chunks(500) {
        let rows = some.iter().cloned().map(IntoActiveModel::into_active_model);
        assignment::Entity::insert_many(rows).exec_without_returning(tx.db()).await?;
    }
    Ok(())
}

/// One person with very many cycles of one requirement.
struct Cycles(usize, assignment::Model);

impl Command for Cycles {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let one = |cycle: usize| assignment::Model { id: AssignmentId::new(), cycle: cycle as i32, ..self.1.clone() };
        insert(tx, (2..self.0 + 2).map(one).collect()).await
    }
}

/// Completes a requirement, and has its certificate revoked.
async fn revoked(admin: &Browser, learner: &Browser) -> String {
    let app = learner.app();
    let number = learner.complete().await;
    app.advance(1000);
    let until = day(app, 60);
    let fields = [("n", number.as_str()), ("reason", "Issued by mistake"), ("until", until.as_str())];
    let form = format!("/admin/certificates/revoke?n={number}");
    admin.get(&form).await.expect(200).shows("requirement is open again").shows("gets a mail");
    admin.post_form("/admin/certificates/revoke", &fields).await.expect(303);
    app.advance(1000);
    number
}

on_both_engines! {
    async fn a_decision_reaches_everybody_on_a_long_list_and_can_be_undone(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        app.write(Crowd { free: 1001, held: 1001, like: held(&learner).await }).await;
        for query in ["", "?status=not-started"] {
            let page = admin.get(&format!("/admin/decide/extend{query}")).await.expect(200);
            page.shows("This affects 1,002 people").shows("The first 100 of 1,002 are shown").shows("See the whole list");
            assert_eq!(page.all("tbody tr").len(), 100);
            assert_eq!(page.attribute("#sure", "value"), "1002");
        }
        let until = day(&app, 90);
        let fields = [("until", until.as_str()), ("reason", "The oven burned down"), ("sure", "1002")];
        let act = admin.post_form("/admin/decide/extend", &fields).await.expect(303).location().to_owned();
        assert_eq!(app.ledger_count("assignment.extended").await, 1002);
        admin.get(&act).await.expect(200).shows("More time: 1002 requirements").shows("The first 200 of 1002 are shown");
        // Everybody has that long now, and nothing is left to do.
        admin.post_form("/admin/decide/extend", &fields).await.expect(422).shows("at least that long");
        admin.post_form(act.split('?').next().unwrap(), &[]).await.expect(303);
        assert_eq!(app.ledger_count("extension.taken-back").await, 1002);
        admin.post_form("/admin/decide/remind", &[("sure", "1002")]).await.expect(303);
        assert_eq!(app.outbox().await.iter().filter(|mail| mail.kind == "reminder").count(), 1002);
        let fields = [("ground", "waiver"), ("reason", "The bakery closes"), ("sure", "1002")];
        let act = admin.post_form("/admin/decide/exempt", &fields).await.expect(303).location().to_owned();
        admin.get("/admin/people?status=exempt").await.expect(200).shows("of 1002");
        admin.post_form(act.split('?').next().unwrap(), &[]).await.expect(303);
        assert_eq!(app.ledger_count("exemption.taken-back").await, 1002);
    }

    async fn too_many_at_once_are_refused_with_what_to_do(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        app.write(Cycles(20_000, held(&learner).await)).await;
        let page = admin.get("/admin/decide/remind?status=not-started").await.expect(200);
        page.shows("Too many at once").shows("At most 20,000").shows("Nothing has been done");
        assert!(!page.has("main form[method=post]"), "a form for what cannot be done");
        admin.post_form("/admin/decide/remind", &[("sure", "20000")]).await.expect(422).shows("Too many at once");
        assert_eq!(app.ledger_count("reminder.asked").await, 0);
        app.sql("DELETE FROM assignment WHERE cycle > 1").await.unwrap();
    }

    async fn a_revoked_certificate_opens_its_requirement_until_it_is_earned_again(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let first = revoked(&admin, &learner).await;
        let now = held(&learner).await;
        assert_eq!((now.completed_at, status_of(&now, app.now())), (None, Status::InProgress));
        let home = learner.get("/home").await.expect(200);
        home.shows("Certificate revoked").shows("Issued by mistake").shows("so its results count no longer");
        home.shows("One more part makes it complete");
        let page = admin.get(&format!("/admin/people/{}", learner.person())).await.expect(200);
        page.shows("Certificate revoked").shows(&format!("Certificate revoked: {first}. “Issued by mistake” (by Ines Duarte)"));
        assert!(!page.has("ul.requirements .chip-done"), "something looks as if it stood");
        let listed = admin.get("/admin/people?status=complete").await.expect(200);
        assert!(!listed.main().contains("Amara Okafor"), "counted as complete");
        learner.get("/transcript").await.expect(200).shows("None yet");
        // The certificate itself is kept, but not handed on.
        let own = learner.get(&format!("/certificates/{first}")).await.expect(200);
        assert!(!own.has("a.button-primary[href$='/pdf']") && own.has("a[href$='/pdf']"));
        assert!(!own.main().contains("Share it"));
        own.shows("See what is open");
        let post = Post::default();
        app.round(&post).await;
        let mails = post.to(learner.email());
        let mail = mails.iter().find(|mail| mail.subject.starts_with("Your certificate was revoked")).unwrap();
        assert!(mail.text.contains(&first) && mail.text.contains("Issued by mistake"), "{}", mail.text);

        // The lessons count, the assessment is passed again, and there is a certificate once more.
        learner.pass().await;
        let all = app.credentials(learner.person()).await;
        let second = &all.iter().find(|one| one.number != first).unwrap().number;
        assert_eq!(all.len(), 2);
        assert_eq!(status_of(&held(&learner).await, app.now()), Status::Complete);
        for (number, word) in [(&first, "Revoked"), (second, "Valid")] {
            assert_eq!(app.browser().get(&format!("/verify/{number}")).await.expect(200).h1(), word);
        }
        let page = admin.get(&format!("/admin/people/{}", learner.person())).await.expect(200);
        page.shows("Valid").shows("Revoked on");
        // Once more, and for good measure with all that are found.
        app.advance(1000);
        let all = "/admin/certificates/revoke?all=1&q=okafor&state=";
        assert!(admin.get("/admin/certificates?q=okafor").await.expect(200).has(&format!("a[href='{all}']")));
        admin.get(all).await.expect(200).shows(second);
        let fields = [("all", "1"), ("q", "okafor"), ("state", ""), ("reason", "All of them"), ("sure", "")];
        admin.post_form("/admin/certificates/revoke", &fields).await.expect(422).shows("tick the box");
        let fields = [("all", "1"), ("q", "okafor"), ("state", ""), ("reason", "All of them"), ("sure", "1")];
        admin.post_form("/admin/certificates/revoke", &fields).await.expect(303);
        assert_eq!(app.ledger_count("credential.revoked").await, 2);
        assert_eq!(held(&learner).await.completed_at, None);
    }

    async fn a_replaced_certificate_is_told_to_its_holder(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let old = learner.complete().await;
        let form = format!("/admin/certificates/{old}/replace");
        admin.post_form(&form, &[("reason", "Change of name")]).await.expect(303);
        let all = app.credentials(learner.person()).await;
        let new = &all.iter().find(|one| one.number != old).unwrap().number;
        let post = Post::default();
        app.round(&post).await;
        let mails = post.to(learner.email());
        let mail = mails.iter().find(|mail| mail.subject.starts_with("Your certificate was replaced")).unwrap();
        assert!(mail.text.contains(&old) && mail.text.contains(new), "{}", mail.text);
        assert_eq!(status_of(&held(&learner).await, app.now()), Status::Complete);
        let page = admin.get(&format!("/admin/people/{}", learner.person())).await.expect(200);
        page.shows(&format!("Certificate replaced by a new one: {old}, now {new}. “Change of name” (by Ines Duarte)"));
        learner.get(&format!("/certificates/{old}")).await.expect(200).shows("Open the one that replaces it");
    }

    async fn the_timeline_tells_what_was_decided_about_a_person_and_by_whom(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let base = format!("/admin/people/{}", learner.person());
        let company = app.unit("company").await.id.to_string();
        admin.post_form(&format!("{base}/roles"), &[("do", "give"), ("role", "manager"), ("over", &company)]).await.expect(303);
        admin.post_form(&format!("{base}/access"), &[("do", "end"), ("sure", "yes")]).await.expect(303);
        app.advance(1000);
        admin.post_form(&format!("{base}/access"), &[("do", "restore")]).await.expect(303);
        let page = admin.get(&base).await.expect(200);
        let timeline = page.all(".timeline li").join("\n");
        for words in [
            "Given a role: manager of Harbour Bakery (by Ines Duarte)",
            "Access ended (by Ines Duarte)",
            "Access restored (by Ines Duarte)",
            "Joined a unit: Ovens",
            "Requirement assigned: “",
        ] {
            assert_eq!(timeline.matches(words).count(), 1, "{words:?} in {timeline}");
        }
        // A manager of one unit does not read of roles beyond it.
        let manager = app.with_person("Sipho Dlamini").with_role(Role::Manager, Some("bakery")).signed_in().await;
        let page = manager.get(&format!("/team/{}", learner.person())).await.expect(200);
        page.shows("Joined a unit: Ovens");
        assert!(!page.main().contains("Given a role"), "{}", page.main());
    }

    async fn a_person_who_asks_for_it_is_erased_by_an_administrator(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Zebedee Quillfeather").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let said = || async { app.browser().get(&format!("/verify/{number}")).await.expect(200).main() };
        let before = said().await;
        learner.post_form(&format!("/certificates/{number}"), &[("public", "yes")]).await.expect(303);
        // Asking, taking that back, asking again.
        for (action, words) in [("ask-erasure", "You asked for it on"), ("keep", "Ask for erasure"), ("ask-erasure", "You asked for it on")] {
            learner.post_form("/account", &[("do", action)]).await.expect(303);
            learner.get("/account").await.expect(200).shows(words);
        }
        assert_eq!(app.ledger_count("erasure.asked").await, 2);
        admin.get("/admin").await.expect(200).shows("Asked for the erasure").shows("Zebedee Quillfeather");
        let form = format!("/admin/people/{}/erase", learner.person());
        admin.get(&form).await.expect(200).shows("asked for it on").shows("1 certificate").shows("Kept, and why");
        let good = [("name", "Zebedee Quillfeather"), ("reason", "Asked for it")];
        for (fields, words) in [
            ([("name", "Zebedee"), good[1]], "exactly as it stands"),
            ([good[0], ("reason", "")], "Say why"),
            ([good[0], ("reason", "zebedee quillfeather left")], "leave the name out"),
        ] {
            admin.post_form(&form, &fields).await.expect(422).shows(words);
        }
        admin.get(&form.replace(&learner.person().to_string(), &admin.person().to_string())).await.expect(200).shows("cannot erase yourself");
        let itself = format!("/admin/people/{}/erase", admin.person());
        admin.post_form(&itself, &[("name", "Ines Duarte"), good[1]]).await.expect(422).shows("another administrator");

        admin.post_form(&form, &good).await.expect(303);
        let page = admin.get(&format!("/admin/people/{}", learner.person())).await.expect(200);
        assert_eq!(page.h1(), "Erased person");
        assert!(!page.main().contains("Quillfeather") || page.main().contains(&number), "{}", page.main());
        admin.get(&form).await.expect(200).shows("is erased");
        admin.post_form(&form, &good).await.expect(422);
        assert!(!admin.get("/admin").await.expect(200).main().contains("Asked for the erasure"));
        learner.get("/home").await.expect(303);
        // The certificate says what it said, on no public page; the chain is whole, and tells why.
        assert_eq!(said().await, before);
        app.browser().get(&format!("/share/{number}")).await.expect(404);
        assert_eq!(app.store().verify_ledger().await.unwrap().faults, []);
        admin.get("/admin/ledger?kind=erasure.decided").await.expect(200).shows("Erasure decided: “Asked for it”");
    }

    async fn a_certificate_keeps_why_its_requirement_was_met(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let row = app.credentials(learner.person()).await.remove(0);
        let record: Record = serde_json::from_str(&row.record).unwrap();
        let why = record.particulars.explanation.clone().unwrap();
        assert!(why.met && !why.parts.is_empty());
        let leaves: Vec<_> = why.parts.iter().flat_map(|course| &course.parts).collect();
        assert!(leaves.len() > 3 && leaves.iter().all(|leaf| leaf.met && leaf.at.is_some()), "{leaves:?}");
        assert_eq!(canonical_json(&record).unwrap(), row.record);
        let page = learner.get(&format!("/certificates/{number}")).await.expect(200);
        page.shows("Why?").shows("Pass the assessment with").shows("sealed with the certificate");
        // One that was sealed before has none, and is written as it was.
        let mut old: serde_json::Value = serde_json::from_str(&row.record).unwrap();
        old["particulars"].as_object_mut().unwrap().remove("explanation");
        let before = canonical_json(&old).unwrap();
        let read: Record = serde_json::from_str(&before).unwrap();
        assert_eq!((canonical_json(&read).unwrap(), read.particulars.explanation), (before, None));
    }

    async fn the_ledger_says_which_file_and_leaves_saved_answers_out(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        for kind in ["pdf", "json", "jwt", "svg"] {
            learner.get(&format!("/certificates/{number}/{kind}")).await.expect(200);
        }
        let page = admin.get("/admin/ledger").await.expect(200);
        for kind in ["PDF", "signed JSON", "JWT", "badge"] {
            page.shows(&format!("Certificate set as a file: {kind}"));
        }
        assert!(!page.all("tbody tr").join("").contains("An answer saved"));
        admin.get("/admin/ledger?answers=1").await.expect(200).shows("An answer saved");
        admin.get("/admin/ledger?kind=response.saved").await.expect(200).shows("An answer saved");
        // The whole address of a certificate is as good as its number.
        let typed = format!("/verify?number=https%3A%2F%2Flearn.example.org%2Fverify%2F{number}");
        let found = app.browser().get(&typed).await.expect(303);
        assert!(found.location().ends_with(&number), "{}", found.location());
    }
}
