//! Mail: put into the outbox with the fact it tells, sent once, tried again, and shown to administrators.

use netwise::domain::credential::Number;
use netwise::domain::ids::{AttemptId, PersonId};
use netwise::domain::mail::MAX_TRIES;
use netwise::domain::person::{By, Role};
use netwise::domain::refusal::Refusal;
use netwise::domain::time::{DAY, HOUR, MINUTE, Timestamp};
use netwise::store::{Command, Error, Result, Tx, assignments};
use netwise::usecases::claim_mail::{Claim, ClaimMail, Claimed, HOLD};
use netwise::usecases::end_access::EndAccess;
use netwise::usecases::erase_person::ErasePerson;
use netwise::usecases::replace_credential::ReplaceCredential;
use netwise::usecases::send_invitation::SendInvitation;
use netwise::usecases::submit_attempt::SubmitAttempt;

use crate::support::learning::right;
use crate::support::mail::{Arrived, Post};
use crate::support::{Browser, PASSWORD, START, TestApp, at_once, catalog, on_both_engines, published};

fn pair(kind: &str, state: &str) -> (String, String) {
    (kind.to_owned(), state.to_owned())
}

/// Earns a certificate, and then something goes wrong.
struct EarnAndFail {
    person: PersonId,
    attempt: AttemptId,
}

impl Command for EarnAndFail {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let submit = SubmitAttempt { person: self.person, attempt: self.attempt, published: published() };
        assert_eq!(submit.run(tx).await?.len(), 1, "no certificate was earned");
        Err(Error::Refused(Refusal::AttemptClosed))
    }
}

async fn due(app: &TestApp, person: PersonId) -> Timestamp {
    assignments::of_person(app.db(), person).await.unwrap()[0].due_at
}

/// Lets the time come.
fn wait_until(app: &TestApp, moment: Timestamp) {
    app.advance(moment.since(app.now()));
}

/// Takes a mail as a node does that is killed before it can say what came of it.
async fn claim(app: &TestApp) -> Box<Claim> {
    let base = app.app().config().base_url.clone();
    match app.write(ClaimMail { catalog: catalog(), base: &base }).await {
        Claimed::Mail(claim) => claim,
        other => panic!("{other:?}"),
    }
}

fn as_sent(app: &TestApp, claim: &Claim) -> Arrived {
    let message = netwise::server::mail::message(claim, None, &app.app().config().mail_from, app.now()).unwrap();
    Arrived::parse(&message.formatted())
}

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

async fn invited(app: &TestApp, name: &str) -> Browser {
    let newcomer = app.with_person(name).enrol().await;
    app.write(SendInvitation { person: newcomer.person() }).await;
    newcomer
}

on_both_engines! {
    async fn a_certificate_is_told_once(app: TestApp) {
        let learner = app.with_person("Ngũgĩ wa Thiong'o").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        assert_eq!(app.outbox_of(learner.person()).await, [pair("certificate", "queued")]);
        app.files_round().await;
        app.files_round().await;
        let arrived = app.files_round().await;
        assert_eq!(arrived.len(), 1);
        let mail = &arrived[0];
        assert_eq!((mail.to.as_str(), mail.to_name.as_str()), (learner.email(), "Ngũgĩ wa Thiong'o"));
        assert_eq!(mail.from, "netwise@harbour.example");
        assert_eq!(mail.subject, "Your certificate: Onboarding: learning networks and social media");
        assert_eq!(mail.link("/certificates"), format!("/certificates/{number}"));
        assert_eq!(mail.link("/verify"), format!("/verify/{number}"));
        for body in [&mail.text, &mail.html] {
            assert!(body.contains("Hello Ngũgĩ wa Thiong'o,") && body.contains(&number), "{body}");
        }
        assert!(mail.html.contains(&format!("<a href=\"http://127.0.0.1:3000/verify/{number}\">")), "{}", mail.html);
        let file = learner.get(&format!("/certificates/{number}/pdf")).await.expect(200);
        assert_eq!(mail.files, [(format!("certificate-{number}.pdf"), file.bytes)]);
        assert_eq!(app.outbox_of(learner.person()).await, [pair("certificate", "sent")]);
        assert_eq!(app.ledger_count("mail.filed").await, 1);
    }

    async fn a_certificate_that_was_issued_anew_is_told_with_the_reason(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let old = learner.complete().await;
        app.files_round().await;
        let command = ReplaceCredential { number: Number::parse(&old).unwrap(), reason: "Change of name".into() };
        let new = app.write(command).await;
        let arrived = app.files_round().await;
        let mail = arrived.iter().find(|mail| mail.subject.contains("replaced")).unwrap();
        assert_eq!(mail.subject, "Your certificate was replaced: Onboarding: learning networks and social media");
        assert!(mail.text.contains("The reason: Change of name") && mail.text.contains(&old), "{}", mail.text);
        assert!(!mail.text.contains("Well done"), "{}", mail.text);
        assert_eq!(mail.link("/certificates"), format!("/certificates/{new}"));
        assert_eq!(mail.files[0].0, format!("certificate-{new}.pdf"));
    }

    async fn a_certificate_that_cannot_be_printed_is_told_without_its_file(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        app.sql("UPDATE person SET name = 'Lei 😀' WHERE name = 'Amara Okafor'").await.unwrap();
        let number = learner.complete().await;
        let arrived = app.files_round().await;
        assert_eq!(arrived[0].link("/certificates"), format!("/certificates/{number}"));
        assert_eq!(arrived[0].files, []);
    }

    async fn what_is_taken_back_sends_no_mail(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        learner.study().await;
        let address = learner.start().await;
        learner.answer_all(&address, right).await;
        let attempt = address.rsplit('/').next().unwrap().parse().unwrap();
        let command = EarnAndFail { person: learner.person(), attempt };
        app.store().write(By::Person(learner.person()), &command).await.unwrap_err();
        assert_eq!(app.credentials(learner.person()).await.len(), 0);
        assert!(app.outbox().await.is_empty());
        learner.submit(&address).await;
        assert_eq!(app.outbox().await.len(), 1);
    }

    async fn many_nodes_at_once_send_each_mail_once(app: TestApp) {
        let post = Post::default();
        let mut people = Vec::new();
        for number in 0..12 {
            people.push(invited(&app, &format!("Person {number}")).await);
        }
        // Nodes that find the job taken look again later.
        for _ in 0..4 {
            let nodes = (0..4).map(|_| {
                let jobs = app.jobs(post.clone());
                async move { jobs.round().await.unwrap() }
            });
            at_once(nodes).await;
        }
        assert_eq!(post.arrived().len(), people.len());
        for person in people {
            assert_eq!(post.to(person.email()).len(), 1);
        }
        assert_eq!(app.ledger_count("mail.sent").await, 12);
    }

    async fn each_step_reminds_once(app: TestApp) {
        let late = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let done = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        let left = app.with_person("Kofi Mensah").in_unit("bakery").enrol().await;
        done.complete().await;
        app.write(EndAccess { person: left.person() }).await;
        let (post, due) = (Post::default(), due(&app, late.person()).await);
        let rounds = async || {
            for _ in 0..3 {
                at_once((0..3).map(|_| {
                    let jobs = app.jobs(post.clone());
                    async move { jobs.round().await.unwrap() }
                }))
                .await;
                app.advance(HOUR);
            }
        };
        wait_until(&app, due.plus(-7 * DAY - DAY));
        rounds().await;
        assert_eq!(post.to(late.email()), []);
        wait_until(&app, due.plus(-7 * DAY));
        rounds().await;
        let mails = post.to(late.email());
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].subject, "Due 1 April 2026: Onboarding: learning networks and social media");
        assert!(mails[0].text.contains("0 of 4 parts are done"), "{}", mails[0].text);
        assert_eq!(mails[0].link("/home"), "/home");
        wait_until(&app, due);
        rounds().await;
        wait_until(&app, due.plus(40 * DAY));
        rounds().await;
        let mails = post.to(late.email());
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[1].subject, "Overdue: Onboarding: learning networks and social media");
        assert_eq!(post.to(done.email()).len(), 1, "the certificate alone");
        assert_eq!(post.to(left.email()), []);
    }

    async fn nobody_is_reminded_of_what_is_done_by_then(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let post = Post::default();
        wait_until(&app, due(&app, learner.person()).await.plus(-DAY));
        post.set_broken(true);
        app.round(&post).await;
        assert_eq!(app.outbox_of(learner.person()).await, [pair("due-soon", "queued")]);
        learner.sign_in().await;
        learner.complete().await;
        post.set_broken(false);
        app.advance(HOUR);
        app.round(&post).await;
        assert_eq!(app.outbox_of(learner.person()).await, [pair("due-soon", "dropped"), pair("certificate", "sent")]);
        assert_eq!(post.to(learner.email()).len(), 1);
    }

    async fn a_failing_server_is_tried_less_and_less_and_then_given_up(app: TestApp) {
        let newcomer = invited(&app, "Lena Braun").await;
        let post = Post::default();
        post.set_broken(true);
        for wait in [MINUTE, 2 * MINUTE, 4 * MINUTE] {
            app.round(&post).await;
            let tried = app.outbox().await[0].attempts;
            app.advance(wait - 1);
            app.round(&post).await;
            assert_eq!(app.outbox().await[0].attempts, tried, "too soon");
            app.advance(1);
        }
        for _ in 0..20 {
            app.round(&post).await;
            app.advance(6 * HOUR);
        }
        let mail = app.outbox().await.remove(0);
        assert_eq!((mail.state.as_str(), mail.attempts), ("failed", MAX_TRIES));
        assert_eq!(mail.last_error.as_deref(), Some("451 come back later"));
        assert_eq!(app.ledger_count("mail.given-up").await, 1);
        // An administrator sees it, and tries again.
        let administrator = administrator(&app).await;
        let page = administrator.get("/admin/mail?state=failed").await.expect(200);
        page.shows("1 mail has failed.").shows("Lena Braun").shows("451 come back later");
        let id = page.attribute("input[name=mail]", "value");
        let auditor = app.with_person("Omar Haddad").with_role(Role::Auditor, None).signed_in().await;
        let seen = auditor.get("/admin/mail?state=failed").await.expect(200);
        assert!(!seen.shows("Lena Braun").has("input[name=mail]"));
        auditor.post_form("/admin/mail", &[("mail", &id)]).await.expect(404);
        assert_eq!(app.outbox().await[0].state, "failed");
        let reply = administrator.post_form("/admin/mail?state=failed", &[("mail", &id)]).await.expect(303);
        assert_eq!(reply.location(), "/admin/mail?state=failed&retried=yes");
        // A second click changes nothing.
        administrator.post_form("/admin/mail", &[("mail", &id)]).await.expect(303);
        assert_eq!(app.ledger_count("mail.retried").await, 1);
        post.set_broken(false);
        app.round(&post).await;
        assert_eq!(post.to(newcomer.email()).len(), 1);
        administrator.get("/admin/mail").await.expect(200).shows("No mail has failed. Nothing is waiting to be sent.").shows("Sent");
        administrator.post_form("/admin/mail", &[]).await.expect(422).shows("Choose the mail to try again");
    }

    async fn killed_between_sending_and_noting_it_leads_to_one_more_of_the_same(app: TestApp) {
        let newcomer = invited(&app, "Lena Braun").await;
        let first = as_sent(&app, &*claim(&app).await);
        let post = Post::default();
        app.advance(HOLD - 1);
        app.round(&post).await;
        assert_eq!(post.arrived(), [], "it is still in the hands of the one who took it");
        app.advance(1);
        app.round(&post).await;
        app.advance(HOLD);
        app.round(&post).await;
        let again = post.arrived();
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].id, first.id);
        // Whichever of the two is read, its link works, and then the other's does not.
        let form = [("password", PASSWORD), ("again", PASSWORD)];
        newcomer.post_form(&first.link("/invite"), &form).await.expect(303);
        newcomer.get(&again[0].link("/invite")).await.expect(410);
    }

    async fn names_and_titles_stay_what_they_are(app: TestApp) {
        let newcomer = invited(&app, "Eve").await;
        let name = "Eve <b>\r\nBcc: evil@example.org\r\n\r\n</b> {link}";
        app.sql(&format!("UPDATE person SET name = '{name}' WHERE name = 'Eve'")).await.unwrap();
        app.sql("UPDATE setting SET value = 'Fjörður\r\nBcc: evil@example.org' WHERE key = 'organisation.name'").await.unwrap();
        let post = Post::default();
        app.round(&post).await;
        let arrived = post.to(newcomer.email());
        assert_eq!(arrived.len(), 1);
        let mail = &arrived[0];
        assert!(!mail.raw.lines().any(|line| line.starts_with("Bcc")), "{}", mail.raw);
        assert_eq!(mail.to_name, "Eve <b> Bcc: evil@example.org </b> {link}");
        assert!(mail.subject.starts_with("Fjörður Bcc: evil@example.org invites you"), "{}", mail.subject);
        assert!(mail.html.contains("Hello Eve &lt;b&gt; Bcc: evil@example.org &lt;/b&gt; {link},"), "{}", mail.html);
        assert!(mail.text.starts_with("Hello Eve <b> Bcc: evil@example.org </b> {link},\r\n"), "{}", mail.text);
        app.sql("UPDATE setting SET value = 'Harbour Foundation' WHERE key = 'organisation.name'").await.unwrap();
    }

    async fn a_mail_that_cannot_be_written_or_addressed_stands_in_nobodys_way(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        learner.complete().await;
        app.sql("UPDATE outbox SET about = NULL").await.unwrap();
        let strange = invited(&app, "Kofi Mensah").await;
        app.sql("UPDATE person SET email = 'no address' WHERE name = 'Kofi Mensah'").await.unwrap();
        let newcomer = invited(&app, "Lena Braun").await;
        let post = Post::default();
        app.round(&post).await;
        assert_eq!(post.arrived().len(), 1);
        assert_eq!(post.to(newcomer.email()).len(), 1);
        let mails = app.outbox().await;
        let error = |person| mails.iter().find(|mail| mail.person_id == person).unwrap().last_error.clone().unwrap();
        assert!(error(learner.person()).starts_with("the text cannot be used"));
        assert!(error(strange.person()).starts_with("the recipient's address cannot be used"));
    }

    async fn an_administrator_invites_by_mail(app: TestApp) {
        let administrator = administrator(&app).await;
        let newcomer = app.with_person("Lena Braun").enrol().await;
        let address = format!("/admin/people/{}", newcomer.person());
        let page = administrator.get(&address).await.expect(200);
        page.shows("Has not set a password yet").shows("Send invitation");
        for _ in 0..2 {
            let reply = administrator.post_form(&address, &[]).await.expect(303);
            administrator.get(reply.location()).await.expect(200).shows("No mail server is set").shows("make a one-time link");
        }
        let sending = self::administrator(&app.with_mail_server().await).await;
        let reply = sending.post_form(&address, &[]).await.expect(303);
        sending.get(reply.location()).await.expect(200).shows("The invitation is on its way.");
        let post = Post::default();
        app.round(&post).await;
        let arrived = post.to(newcomer.email());
        assert_eq!(arrived.len(), 1, "one for all the clicks");
        assert_eq!(arrived[0].subject, "Harbour Foundation invites you to start learning");
        let link = arrived[0].link("/invite");
        newcomer.post_form(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(303);
        newcomer.get("/home").await.expect(200);
        let page = administrator.get(&address).await.expect(200);
        page.shows("Has a password").shows("The last invitation was sent on 2 March 2026");
        assert_eq!(app.ledger_count("person.invited").await, 3, "the administrators' own, and this one");
        let auditor = app.with_person("Omar Haddad").with_role(Role::Auditor, None).signed_in().await;
        assert!(!auditor.get(&address).await.expect(200).main().contains("Send invitation"));
    }

    async fn who_has_left_gets_no_mail(app: TestApp) {
        let administrator = administrator(&app).await;
        let left = invited(&app, "Kofi Mensah").await;
        let erased = invited(&app, "Lena Braun").await;
        app.sql("UPDATE outbox SET last_error = '550 no such person'").await.unwrap();
        app.write(EndAccess { person: left.person() }).await;
        app.write(ErasePerson { person: erased.person() }).await;
        let post = Post::default();
        app.round(&post).await;
        assert_eq!(post.arrived(), []);
        for person in [&left, &erased] {
            assert_eq!(app.outbox_of(person.person()).await, [pair("invitation", "dropped")]);
        }
        let mails = app.outbox().await;
        let erased_mail = mails.iter().find(|mail| mail.person_id == erased.person()).unwrap();
        assert_eq!(erased_mail.last_error, None);
        let address = format!("/admin/people/{}", left.person());
        assert!(!administrator.get(&address).await.expect(200).main().contains("Send invitation"));
        administrator.post_form(&address, &[]).await.expect(409).shows("access was ended");
    }

    async fn the_list_is_filtered_by_its_address(app: TestApp) {
        let administrator = administrator(&app).await;
        administrator.get("/admin/mail").await.expect(200).shows("No mail yet");
        invited(&app, "Lena Braun").await;
        let post = Post::default();
        app.round(&post).await;
        invited(&app, "Kofi Mensah").await;
        for (query, lena, kofi) in [
            ("", true, true),
            ("?state=sent", true, false),
            ("?state=queued&kind=invitation", false, true),
            ("?kind=certificate", false, false),
            ("?state=nonsense&kind=nonsense&page=99", true, true),
        ] {
            let page = administrator.get(&format!("/admin/mail{query}")).await.expect(200);
            assert_eq!((page.main().contains("Lena Braun"), page.main().contains("Kofi Mensah")), (lena, kofi), "{query}");
        }
    }

    async fn the_outbox_holds_no_secret_and_nothing_personal(app: TestApp) {
        let newcomer = invited(&app, "Lena Braun").await;
        let post = Post::default();
        app.round(&post).await;
        let link = post.to(newcomer.email())[0].link("/invite");
        let token = link.rsplit('/').next().unwrap();
        for mail in app.outbox().await {
            let stored = format!("{mail:?}");
            assert!(!stored.contains(token) && !stored.contains("Lena") && !stored.contains(newcomer.email()), "{stored}");
        }
        assert_eq!(app.now(), START);
    }
}
