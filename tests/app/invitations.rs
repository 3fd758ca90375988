//! Inviting many: a pasted list, everybody who cannot sign in yet, and reminders that let somebody in.

use netwise::domain::ids::PersonId;
use netwise::domain::mail::MailKind;
use netwise::domain::person::{By, Role};
use netwise::domain::time::{DAY, HOUR};
use netwise::store::entities::{outbox, person};
use netwise::store::{Command, Result, Tx, newcomers, units};
use netwise::usecases::end_access::EndAccess;
use netwise::usecases::import_people::ImportRoster;
use netwise::usecases::roster::Roster;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::support::mail::Post;
use crate::support::{Browser, PASSWORD, TestApp, at_once, on_both_engines, published};

const PASTE: &str = "/admin/people/paste";
const INVITE: &str = "/admin/people/invite";

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

async fn by_email(app: &TestApp, email: &str) -> Option<person::Model> {
    person::Entity::find().filter(person::Column::Email.eq(email)).one(app.db()).await.unwrap()
}

async fn invitations(app: &TestApp) -> u64 {
    let mails = outbox::Entity::find().filter(outbox::Column::Kind.eq("invitation"));
    mails.count(app.db()).await.unwrap()
}

fn queued(kind: &str) -> (String, String) {
    (kind.to_owned(), "queued".to_owned())
}

/// Puts reminders into the outbox, as the hourly job does.
struct Reminders(PersonId, usize);

impl Command for Reminders {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        for _ in 0..self.1 {
            netwise::store::outbox::enqueue(tx, MailKind::Digest, self.0, None).await?;
        }
        Ok(())
    }
}

on_both_engines! {
    async fn a_pasted_list_is_looked_at_then_added_and_invited(app: TestApp) {
        let admin = administrator(&app).await;
        let known = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let unit = app.unit("class-a").await.id.to_string();
        let list = format!(
            "Ada Lovelace <Ada@Example.org>\r\n\r\ngrace@example.org, Grace Hopper\r\nNgũgĩ wa Thiong'o\tngugi@example.org\r\nmary.jackson@example.org\r\n{}",
            known.email()
        );
        let before = person::Entity::find().count(app.db()).await.unwrap();
        let reply = admin.post_form(PASTE, &[("list", &list), ("unit", &unit)]).await.expect(303);
        let address = reply.location().to_owned();
        let preview = admin.get(&address).await.expect(200);
        preview.shows("4 people new, 1 changed, 0 as they are.").shows("Mary Jackson").shows("Harbour School / Class A");
        preview.shows("are invited by mail at once");
        assert_eq!(person::Entity::find().count(app.db()).await.unwrap(), before, "looking changed something");
        assert_eq!(invitations(&app).await, 0);
        for _ in 0..2 {
            admin.post_form(&address, &[("do", "import")]).await.expect(303);
        }
        admin.get(&address).await.expect(200).shows("4 people added, 1 changed").shows("See how far the mails are");
        for (email, name) in [
            ("ada@example.org", "Ada Lovelace"),
            ("grace@example.org", "Grace Hopper"),
            ("ngugi@example.org", "Ngũgĩ wa Thiong'o"),
            ("mary.jackson@example.org", "Mary Jackson"),
        ] {
            let added = by_email(&app, email).await.unwrap();
            assert_eq!(added.name, name);
            assert_eq!(app.outbox_of(added.id).await, [queued("invitation")], "{name}");
            assert_eq!(units::of_person(app.db(), added.id).await.unwrap()[0].name, "Class A");
        }
        // Who stands there by the address alone keeps the name, and who can sign in is not invited.
        assert_eq!(by_email(&app, known.email()).await.unwrap().name, "Amara Okafor");
        assert_eq!(app.outbox_of(known.person()).await, []);
        let post = Post::default();
        app.round(&post).await;
        let link = post.to("ada@example.org")[0].link("/invite");
        app.browser().post_form(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(303);
    }

    async fn a_list_with_a_mistake_is_taken_in_no_part_and_kept_as_typed(app: TestApp) {
        let admin = administrator(&app).await;
        let before = person::Entity::find().count(app.db()).await.unwrap();
        let list = "ada@example.org, Ada\n\nGrace Hopper\nADA@example.org\nbo@example.org; eve@example.org";
        let reply = admin.post_form(PASTE, &[("list", list)]).await.expect(422);
        reply.shows("Nobody was added: 3 lines are not right");
        let mistakes = reply.all("#mistakes tbody tr");
        assert_eq!(mistakes.len(), 3, "{mistakes:?}");
        assert!(mistakes[0].starts_with("Line 3emailEnter an e-mail address like"), "{mistakes:?}");
        assert!(mistakes[1].starts_with("Line 4emailThis address is in line 1 already"), "{mistakes:?}");
        assert!(mistakes[2].starts_with("Line 5"), "{mistakes:?}");
        assert!(reply.body().contains("Grace Hopper\n"), "what was typed is gone");
        assert_eq!(person::Entity::find().count(app.db()).await.unwrap(), before);
        for (list, unit, words) in [
            ("", "", "Paste at least one e-mail address"),
            (" \r\n ", "", "Paste at least one e-mail address"),
            ("ada@example.org", "nowhere", "Choose one of the units"),
            ("ada@example.org", &uuid::Uuid::now_v7().to_string(), "Choose one of the units"),
            (&"a@example.org\n".repeat(20_001), "", "more than 20,000 people"),
        ] {
            admin.post_form(PASTE, &[("list", list), ("unit", unit)]).await.expect(422).shows(words);
        }
        assert_eq!(invitations(&app).await, 0);
    }

    async fn everybody_who_cannot_sign_in_is_invited_once(app: TestApp) {
        let site = app.with_mail_server().await;
        let admin = administrator(&site).await;
        let oven = app.with_person("Lena Braun").in_unit("bakery").enrol().await;
        let pupil = app.with_person("Kofi Mensah").in_unit("class-a").enrol().await;
        let left = app.with_person("Omar Haddad").in_unit("bakery").enrol().await;
        app.write(EndAccess { person: left.person() }).await;
        let list = admin.get("/admin/people?status=cannot-sign-in").await.expect(200);
        list.shows("Lena Braun").shows("Kofi Mensah");
        assert!(!list.main().contains("Ines Duarte") && !list.main().contains("Omar Haddad"));
        assert!(list.has("main a[href='/admin/people/invite?status=cannot-sign-in']"));
        // A list may be narrower.
        let unit = app.unit("bakery").await.id.to_string();
        let page = admin.get(&format!("{INVITE}?unit={unit}")).await.expect(200);
        page.shows("This invites 1 person").shows("Lena Braun");
        let action = page.attribute("main form[method=post]", "action");
        admin.post_form(&action, &[]).await.expect(422).shows("tick the box");
        admin.post_form(&action, &[("sure", "2")]).await.expect(422).shows("The list has changed");
        assert_eq!(invitations(&app).await, 0);
        let reply = admin.post_form(&action, &[("sure", "1")]).await.expect(303);
        admin.get(reply.location()).await.expect(200).shows("The invitations are on their way");
        assert_eq!(app.outbox_of(oven.person()).await, [queued("invitation")]);
        // Then everybody: who was invited a moment ago is left out, and it is said.
        admin.get(INVITE).await.expect(200).shows("This invites 1 person").shows("1 person was invited in the last 3 days");
        for _ in 0..2 {
            admin.post_form(INVITE, &[("sure", "1")]).await.expect(303);
        }
        assert_eq!(app.outbox_of(pupil.person()).await, [queued("invitation")]);
        assert_eq!(invitations(&app).await, 2);
        app.round(&Post::default()).await;
        admin.get(INVITE).await.expect(200).shows("Nobody to invite").shows("2 people were invited in the last 3 days");
        // Days later they may be invited once more.
        app.advance(3 * DAY + HOUR);
        admin.sign_in().await.expect(303);
        admin.get(INVITE).await.expect(200).shows("This invites 2 people");
        assert_eq!(app.outbox_of(left.person()).await, []);
        // An auditor sees who they are, and no way to invite them.
        let auditor = app.with_person("Elif Kaya").with_role(Role::Auditor, None).signed_in().await;
        assert!(!auditor.get("/admin/people?status=cannot-sign-in").await.expect(200).has("main a[href*='/invite']"));
    }

    async fn thousands_are_invited_by_many_clicks_at_once_and_still_once(app: TestApp) {
        let admin = administrator(&app).await;
        let rows: String = (0..1200).map(|n| format!("p{n}@example.org,Person {n},bakery\n")).collect();
        let roster = Roster::read(format!("email,name,unit\n{rows}").as_bytes()).unwrap();
        app.store().write(By::System, &ImportRoster { roster: &roster, published: published() }).await.unwrap();
        assert_eq!(newcomers::count(app.db()).await.unwrap(), 1200);
        admin.get(INVITE).await.expect(200).shows("This invites 1,200 people").shows("200 of 1,200 are shown");
        let clicks = (0..3).map(|_| {
            let admin = admin.clone();
            async move { admin.post_form(INVITE, &[("sure", "1200")]).await.status.as_u16() }
        });
        let answers = at_once(clicks).await;
        assert!(answers.iter().all(|answer| [303, 422].contains(answer)), "{answers:?}");
        assert_eq!(invitations(&app).await, 1200);
        assert_eq!(app.ledger_count("person.invited").await, 1201, "and the administrator");
    }

    async fn an_import_leads_to_inviting_and_not_to_links_by_hand(app: TestApp) {
        let admin = administrator(&app).await;
        let address = format!("/admin/people/import/{}", admin.keep_file("email,name,unit\na@example.org,Ada,\nb@example.org,Bo,\n").await);
        admin.post_form(&address, &[("do", "import")]).await.expect(303);
        let done = admin.get(&address).await.expect(200);
        done.shows("Invite all 2 who cannot sign in yet");
        assert!(done.has("main a[href='/admin/people/invite']"));
        assert!(!done.main().contains("one-time link"), "{}", done.main());
    }

    async fn a_reminder_lets_in_who_has_never_been_able_to_sign_in(app: TestApp) {
        let admin = administrator(&app).await;
        let newcomer = app.with_person("Lena Braun").in_unit("bakery").enrol().await;
        let regular = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let unit = app.unit("bakery").await.id.to_string();
        let form = format!("/admin/decide/remind?unit={unit}");
        admin.get(&form).await.expect(200).shows("No mail server is set");
        let reply = admin.post_form(&form, &[("reason", "We start on Monday."), ("sure", "2")]).await.expect(303);
        let act = admin.get(reply.location()).await.expect(200);
        act.shows("No mail server is set");
        assert!(!act.main().contains("on their way"));
        let post = Post::default();
        app.round(&post).await;
        let mail = &post.to(newcomer.email())[0];
        assert!(mail.text.contains("We start on Monday.") && mail.text.contains("You have not signed in yet."), "{}", mail.text);
        let link = mail.link("/invite");
        newcomer.post_form(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(303);
        newcomer.get("/home").await.expect(200);
        let mail = &post.to(regular.email())[0];
        assert_eq!(mail.link("/home"), "/home");
        assert!(!mail.text.contains("You have not signed in yet"), "{}", mail.text);
        // So do the reminders that come by themselves.
        let late = app.with_person("Kofi Mensah").in_unit("bakery").enrol().await;
        app.advance(24 * DAY);
        app.round(&post).await;
        assert!(post.to(late.email())[0].subject.starts_with("Due "));
        post.to(late.email())[0].link("/invite");
        post.to(newcomer.email())[1].link("/home");
    }

    async fn who_has_a_password_gets_a_link_for_a_new_one(app: TestApp) {
        let site = app.with_mail_server().await;
        let admin = administrator(&site).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let address = format!("/admin/people/{}", learner.person());
        let page = admin.get(&address).await.expect(200);
        page.shows("Send a link for a new password");
        assert!(!page.main().contains("Send invitation"));
        let reply = admin.post_form(&address, &[]).await.expect(303);
        admin.get(reply.location()).await.expect(200).shows("A link for a new password is on its way.");
        admin.post_form(&address, &[]).await.expect(303);
        assert_eq!(app.outbox_of(learner.person()).await, [queued("password-reset")]);
    }

    async fn without_a_mail_server_nothing_is_said_to_be_sent(app: TestApp) {
        let admin = administrator(&app).await;
        let newcomer = app.with_person("Lena Braun").enrol().await;
        let address = format!("/admin/people/{}", newcomer.person());
        admin.post_form(&address, &[]).await.expect(303);
        app.files_round().await;
        let mails = admin.get("/admin/mail").await.expect(200);
        mails.shows("Kept as a file").shows("NETWISE_SMTP_URL").shows(".eml");
        assert!(!mails.has(".chip-done"), "{}", mails.main());
        assert!(!mails.has("input[name=mail]"), "it would become a file once more");
        admin.get(&address).await.expect(200).shows("was kept as a file on 2 March 2026");
        assert_eq!((app.ledger_count("mail.filed").await, app.ledger_count("mail.sent").await), (1, 0));
        // It reached nobody, so it is no invitation that was sent lately.
        admin.get(INVITE).await.expect(200).shows("This invites 1 person");
        // Once there is a mail server, the same mail can be sent.
        let site = app.with_mail_server().await;
        let other = administrator(&site).await;
        let id = other.get("/admin/mail").await.expect(200).attribute("input[name=mail]", "value");
        other.post_form("/admin/mail", &[("mail", &id)]).await.expect(303);
        let post = Post::default();
        app.round(&post).await;
        assert_eq!(post.to(newcomer.email()).len(), 1);
        let mails = other.get("/admin/mail").await.expect(200);
        assert!(mails.has(".chip-done") && !mails.main().contains("Kept as a file"));
    }

    async fn a_link_that_somebody_waits_for_overtakes_thousands_of_reminders(app: TestApp) {
        let reminded = app.with_person("Amara Okafor").enrol().await;
        let forgetful = app.with_person("Wei Zhang").signed_in().await;
        let newcomer = app.with_person("Lena Braun").enrol().await;
        app.write(Reminders(reminded.person(), 2000)).await;
        app.advance(1);
        app.write(netwise::usecases::send_invitation::SendInvitation { person: newcomer.person() }).await;
        app.advance(1);
        app.browser().post_form("/forgot-password", &[("email", forgetful.email())]).await.expect(303);
        let mut order = Vec::new();
        for _ in 0..3 {
            let mail = netwise::store::outbox::next_due(app.db(), app.now()).await.unwrap().unwrap();
            app.sql(&format!("UPDATE outbox SET state = 'sent' WHERE dedup_key = '{}'", mail.dedup_key)).await.unwrap();
            order.push(mail.kind);
        }
        assert_eq!(order, ["password-reset", "invitation", "digest"]);
        // What was left behind while it was being sent keeps its place too.
        app.sql("UPDATE outbox SET state = 'sending' WHERE kind = 'invitation'").await.unwrap();
        let mail = netwise::store::outbox::next_due(app.db(), app.now()).await.unwrap().unwrap();
        assert_eq!(mail.kind, "invitation");
    }

    async fn the_way_back_from_a_person_keeps_the_list(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        for number in 0..60 {
            app.with_person(&format!("Person {number:02}")).enrol().await;
        }
        let list = "/admin/people?q=per&status=nothing-required&page=2";
        let page = admin.get(list).await.expect(200);
        // The address of the first one fits too.
        page.shows("61 lines, one for each person and requirement.");
        let person = page.attribute("tbody th a", "href");
        let shown = admin.get(&person).await.expect(200);
        assert!(shown.has(&format!(".breadcrumb a[href='{list}'], nav a[href='{list}']")), "{}", shown.body());
        // Also after something was done there.
        let action = shown.attribute("main form[method=post]", "action");
        let reply = admin.post_form(&action, &[]).await.expect(303);
        assert!(admin.get(reply.location()).await.expect(200).has(&format!("a[href='{list}']")));
        // It leads nowhere else.
        for back in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "javascript%3Aalert(1)", "q%3D%22%3E"] {
            let page = admin.get(&format!("/admin/people/{}?back={back}", learner.person())).await.expect(200);
            assert!(!page.has("a[href*='evil']") && !page.has("a[href^='javascript']"), "{back}");
            assert!(page.has("main a[href^='/admin/people']"));
        }
        let manager = app.with_person("Maria Silva").with_role(Role::Manager, Some("bakery")).signed_in().await;
        let team = manager.get("/team?q=amara").await.expect(200).attribute("tbody th a[href*='back']", "href");
        assert!(manager.get(&team).await.expect(200).has("a[href='/team?q=amara']"));
    }
}
