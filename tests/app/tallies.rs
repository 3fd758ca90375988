//! The figures of overviews are kept, not counted when somebody looks: they must follow whatever changes, and every test ends
//! with a comparison. Here: what is easily forgotten, and what happens when they are wrong after all.

use std::collections::BTreeSet;

use netwise::domain::ids::{PersonId, UnitId};
use netwise::domain::person::Role;
use netwise::domain::time::DAY;
use netwise::store::entities::{assignment, unit};
use netwise::store::overview::{self, Chosen, Scope, Totals};
use netwise::store::units::Tree;
use netwise::usecases::decide::Choice;
use netwise::usecases::edit_unit::EditUnit;
use netwise::usecases::end_access::EndAccess;
use netwise::usecases::erase_person::ErasePerson;
use netwise::usecases::exempt_people::ExemptPeople;
use netwise::usecases::extend_due::ExtendDue;
use netwise::usecases::join_unit::JoinUnit;
use netwise::usecases::leave_unit::LeaveUnit;
use netwise::usecases::restore_access::RestoreAccess;
use netwise::usecases::take_back::TakeBack;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::support::app::UNITS;
use crate::support::mail::Post;
use crate::support::{TestApp, at_once, on_both_engines};

async fn of(app: &TestApp, unit: &str) -> Totals {
    let units: BTreeSet<UnitId> = [app.unit(unit).await.id].into();
    let mut found = overview::by_unit(app.db(), &Scope::Everyone, &units, app.now()).await.unwrap();
    found.pop_first().map(|(_, totals)| totals).unwrap_or_default()
}

async fn everybody(app: &TestApp) -> Totals {
    overview::totals(app.db(), &Scope::Everyone, app.now()).await.unwrap()
}

async fn move_unit(app: &TestApp, unit: &unit::Model, parent: UnitId) {
    let key = unit.key.clone().unwrap_or_default();
    let content = app.app().content();
    let command =
        EditUnit { unit: unit.id, name: unit.name.clone(), key, parent: Some(parent), published: &content.published };
    app.write(command).await;
}

fn people_and_open(totals: Totals) -> (i64, i64) {
    (totals.people, totals.assignments - totals.met())
}

on_both_engines! {
    async fn somebody_in_several_units_counts_once_in_each(app: TestApp) {
        let amara = app.with_person("Amara Okafor").in_unit("bakery").in_unit("delivery").enrol().await;
        app.with_person("Wei Zhang").in_unit("bakery").enrol().await;
        for (unit, people) in [("bakery", 2), ("delivery", 1), ("company", 2), ("organisation", 2), ("school", 0)] {
            assert_eq!(of(&app, unit).await.people, people, "{unit}");
        }
        assert_eq!(everybody(&app).await.people, 2);
        app.write(LeaveUnit { person: amara.person(), unit: app.unit("bakery").await.id }).await;
        for (unit, people) in [("bakery", 1), ("delivery", 1), ("company", 2)] {
            assert_eq!(of(&app, unit).await.people, people, "{unit}");
        }
    }

    async fn a_unit_takes_its_people_along(app: TestApp) {
        app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let both = app.with_person("Wei Zhang").in_unit("bakery").in_unit("class-a").enrol().await;
        let (bakery, school, company) = (app.unit("bakery").await, app.unit("school").await, app.unit("company").await);
        assert_eq!((of(&app, "company").await.people, of(&app, "school").await.people), (2, 1));
        move_unit(&app, &bakery, school.id).await;
        assert_eq!((of(&app, "company").await.people, of(&app, "school").await.people), (0, 2));
        app.check_tallies().await;
        // A whole branch, and back again.
        move_unit(&app, &school, company.id).await;
        assert_eq!(of(&app, "company").await.people, 2);
        app.check_tallies().await;
        app.write(EndAccess { person: both.person() }).await;
        assert_eq!(of(&app, "class-a").await, Totals::default());
        assert_eq!(everybody(&app).await.people, 1);
    }

    async fn time_alone_makes_late(app: TestApp) {
        let amara = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let due = netwise::store::assignments::of_person(app.db(), amara.person()).await.unwrap()[0].due_at;
        let entries = app.ledger().await.len();
        for (at, soon, late) in [(due.plus(-8 * DAY), 0, 0), (due.plus(-7 * DAY), 1, 0), (due, 1, 0), (due.plus(1), 0, 1)] {
            app.advance(at.since(app.now()));
            for totals in [everybody(&app).await, of(&app, "company").await] {
                assert_eq!((totals.due_soon, totals.overdue, totals.assignments), (soon, late, 1), "{at:?}");
            }
        }
        assert_eq!(app.ledger().await.len(), entries, "nothing was written for it");
        amara.sign_in().await.expect(303);
        amara.complete().await;
        assert_eq!((everybody(&app).await.overdue, everybody(&app).await.complete), (0, 1));
    }

    /// Whatever is done, in whatever order: a hundred things by chance, the same ones in every run.
    async fn figures_follow_whatever_is_done(app: TestApp) {
        let mut rng = StdRng::seed_from_u64(2026);
        let mut people: Vec<PersonId> = Vec::new();
        for number in 0..8 {
            let (one, other) = (UNITS.choose(&mut rng).unwrap().0, UNITS.choose(&mut rng).unwrap().0);
            people.push(app.with_person(&format!("Person {number}")).in_unit(one).in_unit(other).enrol().await.person());
        }
        let mut acts: Vec<Uuid> = Vec::new();
        for step in 0..100 {
            let person = *people.choose(&mut rng).unwrap();
            let unit = app.unit(UNITS.choose(&mut rng).unwrap().0).await;
            let published = &app.app().content();
            let published = &published.published;
            let all = assignment::Entity::find().all(app.db()).await.unwrap();
            let held = all.choose(&mut rng).unwrap().id;
            let choice = Choice { scope: Scope::Everyone, chosen: Chosen::One(held), expected: None };
            let (act, reason) = (Uuid::now_v7(), "By chance".to_owned());
            // What is refused, because it makes no sense at this point, changes nothing either.
            let by = netwise::domain::person::By::Person(people[0]);
            let _ = match rng.random_range(0..9) {
                0 => app.store().write(by, &JoinUnit { person, unit: unit.id, published }).await.map(drop),
                1 => app.store().write(by, &LeaveUnit { person, unit: unit.id }).await.map(drop),
                2 => app.store().write(by, &EndAccess { person }).await.map(drop),
                3 => app.store().write(by, &RestoreAccess { person, published }).await.map(drop),
                4 => {
                    acts.push(act);
                    let ground = "waiver".to_owned();
                    app.store().write(by, &ExemptPeople { choice, ground, reason, act }).await.map(drop)
                }
                5 => {
                    acts.push(act);
                    let until = format!("2026-{:02}-{:02}", rng.random_range(4..12), rng.random_range(1..28));
                    app.store().write(by, &ExtendDue { choice, until, reason, act }).await.map(drop)
                }
                6 => match acts.pop() {
                    Some(act) => {
                        let undo = TakeBack { act, only: None, scope: Scope::Everyone, decided_by: None };
                        app.store().write(by, &undo).await.map(drop)
                    }
                    None => Ok(()),
                },
                7 => {
                    let parent = app.unit(UNITS.choose(&mut rng).unwrap().0).await.id;
                    let (name, key) = (unit.name.clone(), unit.key.clone().unwrap_or_default());
                    let edit = EditUnit { unit: unit.id, name, key, parent: Some(parent), published };
                    app.store().write(by, &edit).await.map(drop)
                }
                _ => {
                    app.advance(DAY);
                    Ok(())
                }
            };
            if step % 5 == 0 {
                app.check_tallies().await;
            }
        }
        app.write(ErasePerson { person: people[1] }).await;
    }

    async fn many_changes_at_once_are_all_counted(app: TestApp) {
        let mut tasks = Vec::new();
        for number in 0..12 {
            let person = app.with_person(&format!("Person {number}")).enrol().await.person();
            for unit in ["bakery", "delivery", "class-a"] {
                let unit = app.unit(unit).await.id;
                let app = app.clone();
                tasks.push(async move {
                    let content = app.app().content();
                    app.write(JoinUnit { person, unit, published: &content.published }).await;
                });
            }
        }
        at_once(tasks).await;
        assert_eq!(everybody(&app).await.people, 12);
        assert_eq!(of(&app, "company").await.people, 12);
        app.check_tallies().await;
    }

    async fn who_manages_two_branches_counts_nobody_twice(app: TestApp) {
        app.with_person("Amara Okafor").in_unit("bakery").in_unit("class-a").enrol().await;
        app.with_person("Wei Zhang").in_unit("class-b").enrol().await;
        let manager = app
            .with_person("Sipho Dlamini")
            .with_role(Role::Manager, Some("company"))
            .with_role(Role::Manager, Some("school"))
            .signed_in()
            .await;
        let open = people_and_open(everybody(&app).await);
        let page = manager.get("/team").await.expect(200);
        page.shows("2 people are held to").shows(&format!("{} requirements in all", open.1));
    }

    async fn wrong_figures_are_found_put_right_and_owned_up_to(app: TestApp) {
        let post = Post::default();
        app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        app.with_person("Wei Zhang").in_unit("bakery").enrol().await;
        let admin = app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await;
        let right = (everybody(&app).await, of(&app, "company").await);
        app.round(&post).await;
        assert_eq!(app.ledger_count("figures.mended").await, 0);
        for spoil in [
            "UPDATE tally SET number = number + 5 WHERE kind = 'unit'",
            "DELETE FROM tally WHERE kind = 'all'",
            "DELETE FROM tally_share",
            "INSERT INTO tally (kind, whose, due_at, what, number) VALUES ('program', 'none', 0, 'held', 3)",
        ] {
            app.sql(spoil).await.unwrap();
            let before = app.ledger_count("figures.mended").await;
            app.round(&post).await;
            assert_eq!(app.ledger_count("figures.mended").await, before, "once a day");
            app.advance(DAY);
            app.round(&post).await;
            assert!(app.ledger_count("figures.mended").await > before, "{spoil}");
            assert_eq!((everybody(&app).await, of(&app, "company").await), right, "{spoil}");
            app.check_tallies().await;
        }
        app.with_person("Ines Duarte").enrol().await;
        admin.sign_in().await;
        let said = "some figures here did not match the records behind them";
        admin.get("/admin").await.expect(200).shows(said);
        app.advance(8 * DAY);
        admin.sign_in().await;
        assert!(!admin.get("/admin").await.expect(200).main().contains(said));
    }

    async fn no_person_is_counted_twice_by_a_tree_that_is_deep(app: TestApp) {
        let tree = Tree::load(app.db()).await.unwrap();
        let person = app.with_person("Amara Okafor").enrol().await.person();
        for (unit, ..) in UNITS {
            app.join(person, unit).await;
        }
        let units: BTreeSet<UnitId> = tree.in_order().into_iter().map(|(_, unit)| unit.id).collect();
        let found = overview::by_unit(app.db(), &Scope::Everyone, &units, app.now()).await.unwrap();
        assert_eq!(found.len(), UNITS.len());
        assert!(found.values().all(|totals| totals.people == 1), "{found:?}");
    }
}
