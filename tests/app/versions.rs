//! What was frozen stays: attempts are graded as they were drawn, and certificates say what they said, whatever changes.

use netwise::catalog::{Catalog, Files, Published};
use netwise::domain::credential::Number;
use netwise::domain::item::Body;
use netwise::domain::person::By;
use netwise::server::state::Content;
use netwise::server::verdict::judge;
use netwise::usecases::end_access::EndAccess;
use netwise::usecases::erase_person::ErasePerson;
use netwise::usecases::replace_credential::ReplaceCredential;

use crate::support::learning::{catalog, right};
use crate::support::{COURSE, TestApp, on_both_engines};

/// Teaches a changed catalog from now on.
async fn teach(app: &TestApp, change: impl FnOnce(&mut Catalog)) {
    let mut changed = catalog().clone();
    change(&mut changed);
    let published = Published::new(changed).unwrap();
    app.app().replace_content(Content { published, files: Files::embedded() }).await.unwrap();
}

/// Makes every right option wrong and every wrong one right, and says so.
fn turn_the_keys(catalog: &mut Catalog) {
    for item in catalog.items.get_mut(COURSE).unwrap() {
        let options = match &mut item.body {
            Body::Single { options, right } => {
                *right = u8::from(*right == 0);
                options
            }
            Body::Multiple { options, right } => {
                *right = (0..options.len() as u8).filter(|key| !right.contains(key)).collect();
                options
            }
            _ => continue,
        };
        for option in options {
            option.feedback_html = "<p>The key was turned.</p>".to_owned();
        }
    }
}

on_both_engines! {
    async fn an_attempt_is_graded_by_the_items_it_was_drawn_from(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let attempt = learner.start().await;
        learner.answer_all(&attempt, right).await;
        teach(&app, turn_the_keys).await;
        let result = learner.submit(&attempt).await;
        let page = learner.get(&result).await.expect(200);
        page.shows("100 %").shows("Passed");
        assert!(!page.body().contains("The key was turned."));
        // Who begins now is asked the new items.
        let next = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        let attempt = next.pass().await;
        next.get(&format!("{attempt}/result")).await.expect(200).shows("Not passed yet").shows("The key was turned.");
    }

    async fn a_certificate_never_changes(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let record = app.credentials(learner.person()).await;
        let verified = || async { app.browser().get(&format!("/verify/{number}")).await.expect(200).main() };
        let before = verified().await;
        assert!(before.contains("Amara Okafor"), "{before}");
        teach(&app, |catalog| {
            catalog.courses[0].title = "Another course".to_owned();
            catalog.programs.iter_mut().for_each(|program| program.title = "Another program".to_owned());
        })
        .await;
        app.sql("UPDATE person SET name = 'Another Name'").await.unwrap();
        app.sql("UPDATE setting SET value = 'Another Foundation' WHERE key = 'organisation.name'").await.unwrap();
        assert_eq!(verified().await, before);
        let own = learner.get(&format!("/certificates/{number}")).await.expect(200);
        own.shows("Amara Okafor").shows("Onboarding: learning networks and social media");
        assert_eq!(app.credentials(learner.person()).await, record);
    }

    async fn a_certificate_outlives_its_program_its_course_and_the_holders_leaving(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let pdf = learner.get(&format!("/certificates/{number}/pdf")).await.expect(200).bytes;
        learner.post_form(&format!("/certificates/{number}"), &[("public", "yes")]).await.expect(303);
        let stands = || async {
            let page = app.browser().get(&format!("/verify/{number}")).await.expect(200);
            assert_eq!(page.h1(), "Valid");
            page.shows("Amara Okafor").shows("Onboarding: learning networks and social media");
            let judged = judge(app.db(), &pdf, app.now()).await.unwrap().unwrap();
            assert_eq!(judged.verdict.word(), "Valid");
            assert_eq!(app.store().verify_ledger().await.unwrap().faults, []);
        };
        // Neither is taught any more.
        teach(&app, |catalog| {
            catalog.programs.clear();
            catalog.courses.clear();
            catalog.items.clear();
        })
        .await;
        stands().await;
        for page in ["/home".to_owned(), "/transcript".to_owned(), format!("/certificates/{number}")] {
            learner.get(&page).await.expect(200).shows("Onboarding: learning networks and social media");
        }
        // The holder leaves.
        app.write(EndAccess { person: learner.person() }).await;
        stands().await;
        app.browser().get(&format!("/share/{number}")).await.expect(200).shows("Amara Okafor");
        // And asks to be erased: who was given the certificate can go on checking it, and nobody else is shown it.
        app.write(ErasePerson { person: learner.person() }).await;
        stands().await;
        app.browser().get(&format!("/share/{number}")).await.expect(404);
        let refused = app.store().write(By::System, &ReplaceCredential { number: Number::parse(&number).unwrap(), reason: "Name".into() }).await;
        assert!(refused.is_err(), "{refused:?}");
    }

    async fn a_due_date_stays_when_the_program_changes(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        teach(&app, |catalog| catalog.programs.iter_mut().for_each(|program| program.due_days = 5)).await;
        learner.get("/home").await.expect(200).shows("Due 1 April 2026");
        let next = app.with_person("Wei Zhang").enrol().await;
        app.join(next.person(), "bakery").await;
        assert_eq!(app.ledger_count("program.assigned").await, 2);
    }

    async fn checking_a_certificate_shows_what_it_must_and_no_more(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let page = app.browser().get(&format!("/verify/{number}")).await.expect(200);
        for private in [learner.email(), &learner.person().to_string(), "Ovens"] {
            assert!(!page.body().contains(private), "{private} is on the page for anybody");
        }
        assert!(page.header("x-robots-tag").contains("noindex"));
        // Numbers that are wrong and numbers that were never issued.
        for unknown in ["NW-0000-0000-0000", "nonsense", "NW-7K3M-9QXR"] {
            let page = app.browser().get(&format!("/verify/{unknown}")).await;
            assert!(!page.main().contains("Amara"), "{}", page.main());
            assert!(!page.has("h1") || !page.h1().contains("Valid"), "{}", page.main());
        }
    }
}
