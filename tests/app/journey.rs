//! From the invitation to a certificate that a stranger checks.

use netwise::domain::person::Role;

use crate::support::learning::{form_length, lessons, right};
use crate::support::{PASSWORD, on_both_engines};

on_both_engines! {
    async fn from_the_invitation_to_a_certificate_a_stranger_checks(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").enrol().await;

        // In.
        let link = app.link(learner.person()).await;
        assert_eq!(learner.get(&link).await.expect(200).h1(), "Welcome, Amara Okafor. Choose a password");
        let reply = learner.post_form(&link, &[("password", PASSWORD), ("again", PASSWORD)]).await.expect(303);
        assert_eq!(reply.location(), "/home");

        // 30 days after 2 March, in the program's zone.
        let home = learner.get("/home").await.expect(200);
        assert_eq!(home.h1(), "Your learning");
        home.shows("Onboarding: learning networks and social media").shows("Due 1 April 2026").shows("0 of 4 parts done");
        assert_eq!(home.attribute("a.button-primary", "href"), lessons()[0]);

        // Three lessons, each leading to the next, the last to the assessment.
        for (index, lesson) in lessons().iter().enumerate() {
            let page = learner.get(lesson).await.expect(200);
            page.shows(&format!("Lesson {} of 3", index + 1));
            let next = learner.post_form(lesson, &[]).await.expect(303);
            let expected = lessons().get(index + 1).cloned().unwrap_or("/courses/start-100/assessment".to_owned());
            assert_eq!(next.location(), expected);
        }
        learner.get("/home").await.shows("3 of 4 parts done").shows("Take the assessment");

        // The assessment.
        learner.get("/courses/start-100/assessment").await.expect(200).shows("Begin attempt 1");
        let attempt = learner.start().await;
        learner.answer_all(&attempt, right).await;
        let review = learner.get(&format!("{attempt}/review")).await.expect(200);
        review.shows(&format!("{0} of {0} answered", form_length()));
        let result = learner.submit(&attempt).await;
        let result = learner.get(&result).await.expect(200);
        result.shows("Passed").shows("100 %").shows("Your certificate is ready");

        // The certificate.
        let address = result.attribute("a[href^='/certificates/']", "href");
        let number = address.rsplit('/').next().unwrap().to_owned();
        learner.get(&address).await.expect(200).shows("Amara Okafor").shows(&number);
        learner.get("/certificates").await.expect(200).shows("Onboarding: learning networks and social media");
        learner.get("/transcript").await.expect(200).shows("Onboarding: learning networks and social media");
        learner.get("/home").await.expect(200).shows("4 of 4 parts done");

        // Anybody checks it, signed in nowhere.
        let stranger = app.browser();
        stranger.get(&format!("/verify/{number}")).await.expect(200).shows("Valid").shows("Amara Okafor");
        let typed = number.to_lowercase().replace('-', " ");
        let reply = stranger.get(&format!("/verify?number={}", typed.replace(' ', "+"))).await;
        assert!(reply.location().ends_with(&number) || reply.main().contains("Valid"), "{}", reply.body());

        // And the administrator sees one who is done.
        let administrator = app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await;
        let overview = administrator.get("/admin").await.expect(200);
        overview.shows("100 %");
        administrator.get("/admin/people").await.expect(200).shows("Amara Okafor").shows("Complete");
    }

    async fn one_completion_serves_every_program_it_counts_for(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").in_unit("class-a").signed_in().await;
        learner.complete().await;
        let mut programs: Vec<_> = app.credentials(learner.person()).await.into_iter().map(|c| c.program_key).collect();
        programs.sort();
        assert_eq!(programs, ["graduation", "onboarding"]);
        assert_eq!(app.ledger_count("credential.issued").await, 2);
    }

    async fn what_was_done_before_joining_counts_afterwards(app: TestApp) {
        let learner = app.with_person("Wei Zhang").signed_in().await;
        learner.get("/home").await.expect(200).shows("Nothing is required of you");
        learner.study().await;
        learner.pass().await;
        assert_eq!(app.credentials(learner.person()).await.len(), 0);
        app.join(learner.person(), "class-a").await;
        assert_eq!(app.credentials(learner.person()).await.len(), 1);
        learner.get("/home").await.expect(200).shows("4 of 4 parts done");
    }

    async fn joining_twice_or_by_two_units_assigns_once(app: TestApp) {
        let learner = app.with_person("Wei Zhang").in_unit("bakery").in_unit("delivery").enrol().await;
        app.join(learner.person(), "bakery").await;
        assert_eq!(app.ledger_count("program.assigned").await, 1);
        assert_eq!(app.ledger_count("unit.joined").await, 2);
    }

    async fn lessons_marked_twice_count_once(app: TestApp) {
        let learner = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        learner.study().await;
        learner.study().await;
        assert_eq!(app.ledger_count("lesson.completed").await, 3);
        learner.get("/home").await.shows("3 of 4 parts done");
    }

    async fn a_due_date_that_passes_turns_overdue_and_explains_itself(app: TestApp) {
        let learner = app.with_person("Wei Zhang").in_unit("bakery").enrol().await;
        let day = netwise::domain::time::DAY;
        app.advance(23 * day);
        learner.come_in().await;
        learner.get("/home").await.shows("Due in 7 days");
        app.advance(8 * day);
        learner.come_in().await;
        let home = learner.get("/home").await;
        home.shows("Overdue by 1 day").shows("Was due 1 April 2026").shows("This date has passed").shows("Not taken yet");
    }
}
