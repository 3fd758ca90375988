//! The weekly summary for managers, and the report for paper.

use netwise::domain::person::Role;
use netwise::domain::time::{DAY, HOUR, Timestamp};
use netwise::store::assignments;

use crate::support::mail::Post;
use crate::support::{Browser, TestApp, on_both_engines};

async fn manager(app: &TestApp, name: &str, unit: &'static str) -> Browser {
    app.with_person(name).with_role(Role::Manager, Some(unit)).signed_in().await
}

/// Lets it become a moment of 6 April 2026, the Monday after the requirements of the company were due, in UTC.
fn monday(app: &TestApp, hour: i64) {
    // The tests begin on Monday, 2 March, at nine.
    let moment = Timestamp(crate::support::START.0 + 35 * DAY + (hour - 9) * HOUR);
    app.advance(moment.since(app.now()));
}

on_both_engines! {
    async fn managers_hear_on_mondays_who_is_late_and_who_has_finished(app: TestApp) {
        let manager = manager(&app, "Sipho Dlamini", "bakery").await;
        let other = self::manager(&app, "Yuki Tanaka", "delivery").await;
        app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        monday(&app, 6);
        let post = Post::default();
        app.round(&post).await;
        assert_eq!(post.to(manager.email()).len(), 0, "it is too early");
        let done = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        done.complete().await;
        monday(&app, 8);
        for _ in 0..2 {
            app.round(&post).await;
            app.advance(HOUR);
        }
        let [mail] = <[_; 1]>::try_from(post.to(manager.email())).unwrap();
        assert_eq!(mail.subject, "Your people this week");
        assert!(mail.text.contains("Late (1): Amara Okafor."), "{}", mail.text);
        assert!(mail.text.contains("Finished in the last week (1): Wei Zhang."), "{}", mail.text);
        assert!(!mail.text.contains("Due within a week"), "{}", mail.text);
        mail.link("/team");
        assert_eq!(post.to(other.email()).len(), 0, "there is nothing to tell");
        // Another week, another mail; and whoever started does not matter to the day after.
        app.advance(DAY);
        app.round(&post).await;
        assert_eq!(post.to(manager.email()).len(), 1);
        app.advance(6 * DAY);
        app.round(&post).await;
        assert_eq!(post.to(manager.email()).len(), 2);
    }

    async fn many_nodes_send_one_summary(app: TestApp) {
        let manager = manager(&app, "Sipho Dlamini", "bakery").await;
        app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        monday(&app, 8);
        let tasks = (0..4).map(|_| {
            let app = app.clone();
            async move { app.store().write(netwise::domain::person::By::System, &netwise::usecases::send_digests::SendDigests).await.unwrap() }
        });
        let sent: u64 = crate::support::at_once(tasks).await.into_iter().sum();
        assert_eq!(sent, 1);
        assert_eq!(app.outbox_of(manager.person()).await.len(), 1);
    }

    async fn who_does_not_want_it_switches_it_off(app: TestApp) {
        let manager = manager(&app, "Sipho Dlamini", "bakery").await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        assert!(!learner.get("/account").await.expect(200).has("#digest"));
        manager.post_form("/account", &[("do", "digest-off")]).await.expect(303);
        manager.post_form("/account", &[("do", "digest-off")]).await.expect(303);
        manager.get("/account").await.expect(200).shows("You have switched it off");
        assert_eq!(app.ledger_count("mail.switched").await, 1);
        monday(&app, 8);
        let post = Post::default();
        app.round(&post).await;
        assert_eq!(post.to(manager.email()).len(), 0);
        manager.sign_in().await.expect(303);
        manager.post_form("/account", &[("do", "digest-on")]).await.expect(303);
        app.advance(HOUR + 1);
        app.round(&post).await;
        assert_eq!(post.to(manager.email()).len(), 1);
    }

    async fn the_report_says_where_everybody_stands_and_when(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let auditor = app.with_person("Omar Haddad").with_role(Role::Auditor, None).signed_in().await;
        let due = assignments::of_person(app.db(), learner.person()).await.unwrap()[0].due_at;
        app.advance(due.plus(DAY).since(app.now()));
        auditor.sign_in().await.expect(303);
        let page = auditor.get("/admin/reports").await.expect(200);
        page.shows("Harbour Foundation, as of 2 April 2026").shows("Overdue (1)").shows("Amara Okafor").shows("By unit").shows("By requirement");
        assert!(!page.has("main form"), "auditors change nothing");
    }

    async fn people_are_found_by_their_role(app: TestApp) {
        manager(&app, "Sipho Dlamini", "bakery").await;
        app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let admin = app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await;
        let names = |reply: crate::support::Reply| reply.expect(200).all("tbody th.who > a");
        assert_eq!(names(admin.get("/admin/people?role=manager").await), ["Sipho Dlamini"]);
        assert_eq!(names(admin.get("/admin/people?role=learner").await), ["Amara Okafor"]);
        assert_eq!(names(admin.get("/admin/people?role=administrator&q=ines").await), ["Ines Duarte"]);
        admin.get("/admin/people?role=king").await.expect(200).shows("role in this address is not known");
    }
}
