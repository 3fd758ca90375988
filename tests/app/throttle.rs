//! Guessing passwords is slow, and locks nobody out.

use netwise::domain::time::{HOUR, MINUTE};
use netwise::store::entities::sign_in_throttle;
use sea_orm::EntityTrait;

use crate::support::{PASSWORD, at_once, on_both_engines};

/// How many wrong passwords for one account from one place are looked at before it gets slow.
const FREE: usize = 5;

on_both_engines! {
    async fn guessing_gets_slow_and_the_owner_gets_in_from_elsewhere(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        let guesser = app.browser().at("198.51.100.7");
        for _ in 0..FREE {
            guesser.sign_in_with(owner.email(), "not the right password").await.expect(422);
        }
        guesser.sign_in_with(owner.email(), "not the right password").await.expect(429).shows("Wait 5 seconds");
        // Not even the right password is looked at from there, so nothing is learnt.
        guesser.sign_in_with(owner.email(), PASSWORD).await.expect(429);
        assert_eq!(guesser.cookie(), None);
        // The owner is elsewhere.
        app.browser().at("203.0.113.9").sign_in_with(owner.email(), PASSWORD).await.expect(303);
    }

    async fn each_further_guess_doubles_the_wait_to_a_quarter_of_an_hour(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        let guesser = app.browser().at("198.51.100.7");
        for _ in 0..FREE {
            guesser.sign_in_with(owner.email(), "not the right password").await.expect(422);
        }
        for wait in [5_000, 10_000, 20_000] {
            app.advance(wait - 1);
            guesser.sign_in_with(owner.email(), "not the right password").await.expect(429);
            app.advance(1);
            guesser.sign_in_with(owner.email(), "not the right password").await.expect(422);
        }
        app.advance(15 * MINUTE);
        guesser.sign_in_with(owner.email(), PASSWORD).await.expect(303);
        // Having come in, one may err again.
        guesser.sign_in_with(owner.email(), "not the right password").await.expect(422);
    }

    async fn parallel_guesses_are_all_counted(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        let guesser = app.browser().at("198.51.100.7");
        let guesses = (0..20).map(|_| {
            let (guesser, email) = (guesser.clone(), owner.email().to_owned());
            async move { guesser.sign_in_with(&email, "not the right password").await.status.as_u16() }
        });
        let answers = at_once(guesses).await;
        let looked_at = answers.iter().filter(|status| **status == 422).count();
        let refused = answers.iter().filter(|status| **status == 429).count();
        assert_eq!((looked_at, refused), (FREE, 20 - FREE), "{answers:?}");
    }

    async fn unknown_addresses_are_throttled_alike(app: TestApp) {
        let guesser = app.browser();
        for _ in 0..FREE {
            guesser.sign_in_with("nobody@example.org", "not the right password").await.expect(422);
        }
        guesser.sign_in_with("nobody@example.org", "not the right password").await.expect(429);
        // A colleague behind the same address is not in their way.
        let owner = app.with_person("Amara Okafor").signed_in().await;
        owner.sign_in().await.expect(303);
    }

    async fn thousands_of_guesses_from_everywhere_block_an_account_for_seconds_only(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        app.browser().at("198.51.100.7").sign_in_with(owner.email(), "not the right password").await.expect(422);
        app.sql("UPDATE sign_in_throttle SET failures = 100000 WHERE bucket LIKE 'account:%'").await.unwrap();
        app.browser().at("198.51.100.8").sign_in_with(owner.email(), "not the right password").await.expect(422);
        let home = app.browser().at("203.0.113.9");
        home.sign_in_with(owner.email(), PASSWORD).await.expect(429);
        app.advance(10_000);
        home.sign_in_with(owner.email(), PASSWORD).await.expect(303);
    }

    /// A whole school signs in from one address in the morning: that is no guessing.
    async fn right_passwords_do_not_count_against_the_place_they_come_from(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        owner.sign_in().await.expect(303);
        app.sql("UPDATE sign_in_throttle SET failures = 48 WHERE bucket LIKE 'place:%'").await.unwrap();
        for _ in 0..4 {
            owner.sign_in().await.expect(303);
        }
        // What is wrong still counts.
        owner.sign_in_with("nobody@example.org", "not the right password").await.expect(422);
        owner.sign_in_with("no-one@example.org", "not the right password").await.expect(422);
        owner.sign_in_with("none@example.org", "not the right password").await.expect(429);
    }

    async fn failures_are_forgotten_after_a_day(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        for _ in 0..FREE {
            owner.sign_in_with(owner.email(), "not the right password").await.expect(422);
        }
        app.advance(24 * HOUR);
        for _ in 0..FREE {
            owner.sign_in_with(owner.email(), "not the right password").await.expect(422);
        }
        owner.sign_in_with(owner.email(), "not the right password").await.expect(429);
    }

    async fn the_counts_name_nobody(app: TestApp) {
        let owner = app.with_person("Amara Okafor").signed_in().await;
        owner.sign_in_with(owner.email(), "not the right password").await.expect(422);
        let buckets = sign_in_throttle::Entity::find().all(app.db()).await.unwrap();
        assert_eq!(buckets.len(), 3);
        for bucket in buckets {
            assert!(!bucket.bucket.contains(owner.email()) && !bucket.bucket.contains("192.0.2"), "{}", bucket.bucket);
        }
    }
}
