//! The content that is built in.

use netwise::catalog::Files;

use crate::support::{COURSE, catalog, on_both_engines};

#[test]
fn the_embedded_content_loads() {
    assert!(catalog().course(COURSE).is_some());
    assert!(catalog().programs.len() >= 2);
    for course in &catalog().courses {
        let bank = catalog().bank(&course.key);
        for (objective, count) in &course.assessment.draw {
            let items = bank.iter().filter(|item| item.objective == *objective).count();
            assert!(
                items >= 2 * usize::from(*count),
                "a second attempt at {} cannot differ in {objective}",
                course.key
            );
        }
    }
}

on_both_engines! {
    /// The folder of the content holds the answers too.
    async fn nothing_but_figures_is_served_from_the_content(app: TestApp) {
        let learner = app.with_person("Amara Okafor").signed_in().await;
        let files = Files::embedded();
        for path in files.paths() {
            let figure = files.figure(path).is_some();
            let status = learner.get(&format!("/content/{path}")).await.status.as_u16();
            assert_eq!(status, if figure { 200 } else { 404 }, "{path}");
        }
        for path in ["../Cargo.toml", "%2e%2e/Cargo.toml", "courses/../sources.toml", "/etc/passwd", "courses"] {
            learner.get(&format!("/content/{path}")).await.expect(404);
        }
    }

    async fn content_that_was_frozen_is_not_frozen_again(app: TestApp) {
        let versions = app.ledger_count("content.published").await;
        assert!(versions > 20, "{versions}");
        app.app().publish().await.unwrap();
        assert_eq!(app.ledger_count("content.published").await, versions);
    }
}
