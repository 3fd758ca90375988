//! Reminding, giving more time, exempting: by whom, about whom, what it changes, and taking it back.

use netwise::domain::person::Role;
use netwise::domain::status::Status;
use netwise::domain::time::{DAY, Timestamp};
use netwise::store::assignments;
use netwise::store::entities::assignment;
use netwise::store::overview::status_of;

use crate::support::mail::Post;
use crate::support::{Browser, Reply, TestApp, at_once, on_both_engines};

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

async fn manager(app: &TestApp, unit: &'static str) -> Browser {
    app.with_person("Sipho Dlamini").with_role(Role::Manager, Some(unit)).signed_in().await
}

async fn held(learner: &Browser) -> assignment::Model {
    assignments::of_person(learner.app().db(), learner.person()).await.unwrap().remove(0)
}

async fn status(learner: &Browser) -> Status {
    status_of(&held(learner).await, learner.app().now())
}

async fn about(learner: &Browser) -> String {
    format!("assignment={}", held(learner).await.id)
}

/// Lets the learner be late.
async fn be_late(learner: &Browser) {
    let due = held(learner).await.due_at;
    learner.app().advance(due.plus(DAY).since(learner.app().now()));
}

fn day(app: &TestApp, days: i64) -> String {
    app.now().plus(days * DAY).iso_date_in("UTC")
}

/// Follows the redirect of a form that worked; gives the address of what was done.
async fn done(browser: &Browser, reply: Reply) -> String {
    let address = reply.expect(303).location().to_owned();
    browser.get(&address).await.expect(200);
    address.split('?').next().unwrap().to_owned()
}

on_both_engines! {
    async fn more_time_moves_the_due_date_and_says_why(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let manager = manager(&app, "bakery").await;
        be_late(&learner).await;
        // Signed in a month ago; sessions have ended since.
        manager.sign_in().await.expect(303);
        assert_eq!(status(&learner).await, Status::Overdue);
        let before = held(&learner).await.due_at;
        let form = format!("/team/decide/extend?{}", about(&learner).await);
        manager.get(&form).await.expect(200).shows("This affects 1 person").shows("Amara Okafor");
        let until = day(&app, 20);
        for (fields, words) in [
            ([("until", until.as_str()), ("reason", " "), ("sure", "1")], "Say why"),
            ([("until", "soon"), ("reason", "On leave"), ("sure", "1")], "Enter a day"),
            ([("until", "2026-03-20"), ("reason", "On leave"), ("sure", "1")], "from today on"),
            ([("until", until.as_str()), ("reason", "On leave"), ("sure", "")], "tick the box"),
            ([("until", until.as_str()), ("reason", "On leave"), ("sure", "2")], "has changed"),
        ] {
            let reply = manager.post_form(&form, &fields).await.expect(422);
            reply.shows(words);
            assert_eq!(reply.attribute("#until", "value"), fields[0].1);
        }
        assert_eq!(held(&learner).await.due_at, before);
        let fields = [("until", until.as_str()), ("reason", "On leave until then"), ("sure", "1")];
        let act = done(&manager, manager.post_form(&form, &fields).await).await;
        // The requirement is read in London, which has summer time by then.
        let end = Timestamp::start_of_day(&until, "Europe/London").unwrap().end_of_day_after(0, "Europe/London").unwrap();
        assert_eq!((held(&learner).await.due_at, status(&learner).await), (end, Status::NotStarted));
        assert_eq!(app.ledger_count("assignment.extended").await, 1);
        learner.sign_in().await.expect(303);
        learner.get("/home").await.expect(200).shows("More time given “On leave until then”").shows("First due");
        let page = manager.get(&format!("/team/{}", learner.person())).await.expect(200);
        page.shows("by Sipho Dlamini: “On leave until then”");
        // Taking it back is a fact of its own.
        manager.post_form(&act, &[]).await.expect(303);
        assert_eq!((held(&learner).await.due_at, status(&learner).await), (before, Status::Overdue));
        assert_eq!(app.ledger_count("extension.taken-back").await, 1);
        manager.get(&act).await.expect(200).shows("Taken back");
        manager.post_form(&act, &[]).await.expect(409);
        manager.get(&format!("/team/{}", learner.person())).await.expect(200).shows("was taken back by Sipho Dlamini");
    }

    async fn of_several_extensions_the_last_that_stands_counts(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let admin = administrator(&app).await;
        let first = held(&learner).await.due_at;
        let form = format!("/admin/decide/extend?{}", about(&learner).await);
        let mut acts = Vec::new();
        let mut dues = vec![first];
        for days in [40, 60] {
            let fields = [("until", day(&app, days)), ("reason", "Ill".to_owned()), ("sure", "1".to_owned())];
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            acts.push(done(&admin, admin.post_form(&form, &fields).await).await);
            dues.push(held(&learner).await.due_at);
        }
        assert!(dues[0] < dues[1] && dues[1] < dues[2]);
        admin.post_form(&acts[0], &[]).await.expect(303);
        assert_eq!(held(&learner).await.due_at, dues[2]);
        admin.post_form(&acts[1], &[]).await.expect(303);
        assert_eq!(held(&learner).await.due_at, first);
    }

    async fn an_exemption_counts_as_met_without_a_certificate(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let admin = administrator(&app).await;
        let form = format!("/admin/decide/exempt?{}", about(&learner).await);
        let fields = [("reason", "A diploma of 2025"), ("sure", "1")];
        admin.post_form(&form, &fields).await.expect(422).shows("Choose what kind");
        let fields = [("ground", "prior-learning"), ("reason", "A diploma of 2025"), ("sure", "1")];
        let act = done(&admin, admin.post_form(&form, &fields).await).await;
        assert_eq!(status(&learner).await, Status::Exempt);
        assert!(app.credentials(learner.person()).await.is_empty());
        learner.get("/home").await.expect(200).shows("Exempt: recognition of prior learning “A diploma of 2025”");
        admin.get("/admin").await.expect(200).shows("1 exempt").shows("(100 %)");
        admin.get("/admin/people?status=exempt").await.expect(200).shows("Amara Okafor");
        // It is open no longer, so nothing can be decided about it, and nobody is reminded of it.
        admin.get(&form).await.expect(404);
        app.advance(90 * DAY);
        let post = Post::default();
        app.round(&post).await;
        assert_eq!(post.to(learner.email()).len(), 0);
        admin.sign_in().await.expect(303);
        admin.post_form(&act, &[]).await.expect(303);
        assert_eq!(status(&learner).await, Status::Overdue);
        assert_eq!(app.ledger_count("exemption.taken-back").await, 1);
    }

    async fn who_is_exempt_and_does_it_all_the_same_earns_the_certificate(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let admin = administrator(&app).await;
        let form = format!("/admin/decide/exempt?{}", about(&learner).await);
        let fields = [("ground", "waiver"), ("reason", "Not needed here"), ("sure", "1")];
        let act = done(&admin, admin.post_form(&form, &fields).await).await;
        learner.complete().await;
        assert_eq!(status(&learner).await, Status::Complete);
        // What somebody wrote about a person is not sealed into what the person achieved.
        let sealed = app.credentials(learner.person()).await.remove(0).record;
        assert!(sealed.contains("explanation") && !sealed.contains("Not needed here"), "{sealed}");
        admin.post_form(&act, &[]).await.expect(303);
        assert_eq!((status(&learner).await, app.credentials(learner.person()).await.len()), (Status::Complete, 1));
    }

    async fn a_whole_list_is_decided_about_at_once_and_taken_back_one_by_one(app: TestApp) {
        let admin = administrator(&app).await;
        let mut learners = Vec::new();
        for name in ["Amara Okafor", "Wei Zhang", "Lena Braun"] {
            learners.push(app.with_person(name).in_unit("bakery").enrol().await);
        }
        let elsewhere = app.with_person("Kofi Mensah").in_unit("class-a").enrol().await;
        let unit = app.unit("company").await.id;
        let list = admin.get(&format!("/admin/people?unit={unit}&program=onboarding")).await.expect(200);
        let form = list.attribute("nav.actions a[href*=extend]", "href");
        let page = admin.get(&form).await.expect(200);
        page.shows("This affects 3 people").shows("Unit: Harbour Bakery");
        for name in ["Amara Okafor", "Wei Zhang", "Lena Braun"] {
            page.shows(name);
        }
        // Somebody joins in between: nobody is added behind one's back.
        app.with_person("Elif Kaya").in_unit("bakery").enrol().await;
        let (until, before) = (day(&app, 90), held(&elsewhere).await.due_at);
        let fields = |sure| [("until", until.as_str()), ("reason", "The oven burned down"), ("sure", sure)];
        admin.post_form(&form, &fields("3")).await.expect(422).shows("has changed").shows("This affects 4 people");
        let act = done(&admin, admin.post_form(&form, &fields("4")).await).await;
        let dues = |learners: Vec<Browser>| async move {
            let mut dues = Vec::new();
            for learner in &learners { dues.push(held(learner).await.due_at); }
            dues
        };
        let moved = dues(learners.clone()).await;
        assert!(moved.iter().all(|due| *due == moved[0] && *due > before), "{moved:?}");
        assert_eq!(held(&elsewhere).await.due_at, before);
        assert_eq!(app.ledger_count("assignment.extended").await, 4);
        let page = admin.get(&act).await.expect(200);
        let one = page.attribute("tbody tr:first-child input[name=only]", "value");
        admin.post_form(&act, &[("only", &one)]).await.expect(303);
        assert_eq!(app.ledger_count("extension.taken-back").await, 1);
        admin.post_form(&act, &[]).await.expect(303);
        assert_eq!(app.ledger_count("extension.taken-back").await, 4);
        let back = dues(learners.clone()).await;
        assert!(back.iter().all(|due| *due < moved[0]), "{back:?}");
    }

    async fn managers_decide_about_their_own_people_and_exempt_nobody(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let admin = administrator(&app).await;
        let own = app.with_person("Sipho Dlamini").with_role(Role::Manager, Some("bakery")).in_unit("bakery").signed_in().await;
        let other = app.with_person("Yuki Tanaka").with_role(Role::Manager, Some("school")).signed_in().await;
        let about = about(&learner).await;
        let until = day(&app, 60);
        let fields = [("until", until.as_str()), ("reason", "On leave"), ("ground", "waiver"), ("sure", "1")];
        for deed in ["remind", "extend", "exempt"] {
            other.get(&format!("/team/decide/{deed}?{about}")).await.expect(404);
            other.post_form(&format!("/team/decide/{deed}?{about}"), &fields).await.expect(404);
        }
        own.get(&format!("/team/decide/exempt?{about}")).await.expect(404);
        own.post_form(&format!("/team/decide/exempt?{about}"), &fields).await.expect(404);
        // On a whole list there are only one's own people, and never oneself.
        other.get("/team/decide/extend").await.expect(200).shows("Nothing to do here");
        let page = own.get("/team/decide/extend").await.expect(200);
        page.shows("This affects 1 person").shows("nobody decides about themselves");
        own.post_form(&format!("/team/decide/extend?{}", crate::decisions::about(&own).await), &fields).await.expect(422);
        // What an administrator decided is not the manager's to take back.
        let act = done(&admin, admin.post_form(&format!("/admin/decide/extend?{about}"), &fields).await).await;
        let team = act.replace("/admin/", "/team/");
        let page = own.get(&format!("/team/{}", learner.person())).await.expect(200);
        page.shows("by Ines Duarte: “On leave”");
        assert!(!page.has("a[href*='/acts/']"), "it leads where a manager may not go");
        own.get(&team).await.expect(404);
        own.post_form(&team, &[]).await.expect(404);
        assert_eq!(app.ledger_count("extension.taken-back").await, 0);
    }

    async fn a_reminder_goes_out_once_a_day_with_a_word_from_who_sent_it(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let manager = manager(&app, "bakery").await;
        let form = format!("/team/decide/remind?{}", about(&learner).await);
        let fields = [("reason", "Ask me if you are stuck."), ("sure", "1")];
        done(&manager, manager.post_form(&form, &fields).await).await;
        manager.post_form(&form, &fields).await.expect(422);
        manager.get(&form).await.expect(200).shows("1 was reminded today already");
        let post = Post::default();
        app.round(&post).await;
        let [mail] = <[_; 1]>::try_from(post.to(learner.email())).unwrap();
        assert!(mail.subject.starts_with("Reminder: Onboarding"), "{}", mail.subject);
        assert!(mail.text.contains("Sipho Dlamini asks you") && mail.text.contains("Ask me if you are stuck."), "{}", mail.text);
        app.advance(DAY);
        manager.sign_in().await.expect(303);
        done(&manager, manager.post_form(&form, &[("sure", "1")]).await).await;
        app.round(&post).await;
        assert_eq!(post.to(learner.email()).len(), 2);
        assert_eq!(app.ledger_count("reminder.asked").await, 2);
    }

    async fn two_who_remind_at_once_send_one_mail(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let (manager, admin) = (manager(&app, "bakery").await, administrator(&app).await);
        let about = about(&learner).await;
        let tasks = [(manager, "team"), (admin, "admin")].map(|(browser, area)| {
            let form = format!("/{area}/decide/remind?{about}");
            async move { browser.post_form(&form, &[("sure", "1")]).await.status.as_u16() }
        });
        let statuses = at_once(tasks).await;
        assert!(statuses.contains(&303), "{statuses:?}");
        assert_eq!(app.outbox_of(learner.person()).await.len(), 1);
    }
}
