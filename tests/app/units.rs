//! The tree of units: adding, renaming, moving without circles, keys.

use netwise::domain::ids::UnitId;
use netwise::domain::person::Role;
use netwise::store::units::{MAX_DEPTH, Tree};

use crate::support::{Browser, TestApp, at_once, on_both_engines};

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

async fn tree(app: &TestApp) -> Tree {
    Tree::load(app.db()).await.unwrap()
}

async fn add(admin: &Browser, name: &str, parent: &str, key: &str) -> u16 {
    let fields = [("name", name), ("kind", "class"), ("parent", parent), ("key", key)];
    admin.post_form("/admin/units/new", &fields).await.status.as_u16()
}

on_both_engines! {
    async fn units_are_added_below_others(app: TestApp) {
        let admin = administrator(&app).await;
        let school = app.unit("school").await.id.to_string();
        assert_eq!(add(&admin, "Class C", &school, " Class-C ").await, 303);
        assert_eq!(app.unit("class-c").await.parent_id.unwrap().to_string(), school);
        admin.get("/admin/units").await.expect(200).shows("Class C").shows("class-c");
        for (name, parent, key, words) in [
            ("", school.as_str(), "", "Enter a name"),
            ("X", "nowhere", "", "Choose one of the units"),
            ("X", school.as_str(), "a b", "short key"),
            ("X", school.as_str(), "class-a", "has this key"),
        ] {
            let fields = [("name", name), ("kind", "class"), ("parent", parent), ("key", key)];
            let reply = admin.post_form("/admin/units/new", &fields).await.expect(422);
            reply.shows(words);
            assert_eq!((reply.attribute("#name", "value"), reply.attribute("#key", "value")), (name.into(), key.into()));
        }
        let fields = [("name", "X"), ("kind", "empire"), ("parent", ""), ("key", "")];
        admin.post_form("/admin/units/new", &fields).await.expect(422).shows("Choose what it is");
        let missing = uuid::Uuid::now_v7().to_string();
        assert_eq!(add(&admin, "X", &missing, "").await, 422);
    }

    async fn units_are_renamed_and_moved_and_their_people_are_held_to_what_is_asked_there(app: TestApp) {
        let admin = administrator(&app).await;
        let root = app.unit("organisation").await.id.to_string();
        assert_eq!(add(&admin, "Yard", &root, "yard").await, 303);
        let learner = app.with_person("Amara Okafor").in_unit("yard").signed_in().await;
        let held = || async { netwise::store::assignments::of_person(app.db(), learner.person()).await.unwrap().len() };
        assert_eq!(held().await, 0);
        let company = app.unit("company").await.id.to_string();
        let edit = format!("/admin/units/{}/edit", app.unit("yard").await.id);
        assert_eq!(admin.get(&edit).await.expect(200).attribute("#parent option[selected]", "value"), root);
        admin.post_form(&edit, &[("name", "Boat yard"), ("key", "boats"), ("parent", &company)]).await.expect(303);
        let moved = app.unit("boats").await;
        assert_eq!((moved.name.as_str(), moved.parent_id.unwrap().to_string()), ("Boat yard", company.clone()));
        assert!(held().await > 0, "the company's programs apply now");
        admin.post_form(&edit, &[("name", "Boat yard"), ("key", "boats"), ("parent", &company)]).await.expect(303);
        assert_eq!(app.ledger_count("unit.changed").await, 1);
        let reply = admin.post_form(&edit, &[("name", "Boat yard"), ("key", "class-a"), ("parent", &company)]).await.expect(422);
        reply.shows("has this key already");
    }

    async fn no_two_units_beside_each_other_have_one_name(app: TestApp) {
        let admin = administrator(&app).await;
        let (school, company) = (app.unit("school").await.id.to_string(), app.unit("company").await.id.to_string());
        let fields = [("name", "  class  a "), ("kind", "class"), ("parent", school.as_str()), ("key", "")];
        let reply = admin.post_form("/admin/units/new", &fields).await.expect(422);
        reply.shows("There is a unit “Class A” in “Harbour School” already. Choose another name");
        assert_eq!(reply.attribute("#name", "value"), "  class  a ");
        let fields = [("name", "HARBOUR foundation"), ("kind", "school"), ("parent", ""), ("key", "")];
        admin.post_form("/admin/units/new", &fields).await.expect(422).shows("at the top");
        // Elsewhere it may be, and then it cannot be moved here.
        assert_eq!(add(&admin, "Class Ä", &company, "other-a").await, 303);
        assert_eq!(add(&admin, "class ä", &school, "own-a").await, 303);
        let edit = format!("/admin/units/{}/edit", app.unit("other-a").await.id);
        let moved = [("name", "Class Ä"), ("key", "other-a"), ("parent", school.as_str())];
        admin.post_form(&edit, &moved).await.expect(422).shows("There is a unit “class ä” in “Harbour School”");
        let edit = format!("/admin/units/{}/edit", app.unit("class-b").await.id);
        let renamed = [("name", "CLASS A"), ("key", "class-b"), ("parent", school.as_str())];
        admin.post_form(&edit, &renamed).await.expect(422).shows("already");
        // Its own name in other letters is a name like any.
        let recased = [("name", "CLASS B"), ("key", "class-b"), ("parent", school.as_str())];
        admin.post_form(&edit, &recased).await.expect(303);
        let twins = at_once((0..4).map(|_| {
            let (admin, school) = (admin.clone(), school.clone());
            async move { add(&admin, "Class Z", &school, "").await }
        }));
        let mut twins = twins.await;
        twins.sort_unstable();
        assert_eq!(twins, [303, 422, 422, 422]);
    }

    async fn a_unit_is_never_moved_into_itself(app: TestApp) {
        let admin = administrator(&app).await;
        let company = app.unit("company").await;
        let edit = format!("/admin/units/{}/edit", company.id);
        for below in ["company", "bakery", "delivery"] {
            let parent = app.unit(below).await.id.to_string();
            let fields = [("name", "Harbour Bakery"), ("key", "company"), ("parent", parent.as_str())];
            admin.post_form(&edit, &fields).await.expect(422).shows("into itself");
            // And it is not among the choices.
            assert!(!admin.get(&edit).await.expect(200).has(&format!("#parent option[value='{parent}']")), "{below}");
        }
        assert_eq!(app.unit("company").await, company);
    }

    async fn two_moves_at_once_make_no_circle(app: TestApp) {
        let admin = administrator(&app).await;
        for _ in 0..3 {
            let (company, school) = (app.unit("company").await, app.unit("school").await);
            let tasks = [(company.clone(), school.id), (school.clone(), company.id)].map(|(unit, parent)| {
                let admin = admin.clone();
                async move {
                    let (parent, key) = (parent.to_string(), unit.key.clone().unwrap());
                    let fields = [("name", unit.name.as_str()), ("key", key.as_str()), ("parent", parent.as_str())];
                    admin.post_form(&format!("/admin/units/{}/edit", unit.id), &fields).await.status.as_u16()
                }
            });
            let mut statuses = at_once(tasks).await;
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 422]);
            // Everything can still be reached from the top.
            assert_eq!(tree(&app).await.in_order().len(), crate::support::app::UNITS.len());
            let root = app.unit("organisation").await.id;
            for unit in [company, school] {
                let parent = root.to_string();
                let fields = [("name", unit.name.as_str()), ("key", unit.key.as_deref().unwrap()), ("parent", parent.as_str())];
                admin.post_form(&format!("/admin/units/{}/edit", unit.id), &fields).await.expect(303);
            }
        }
    }

    async fn the_tree_does_not_grow_without_end(app: TestApp) {
        let admin = administrator(&app).await;
        let mut parent: UnitId = app.unit("organisation").await.id;
        for depth in 1..MAX_DEPTH {
            let key = format!("level-{depth}");
            assert_eq!(add(&admin, &key, &parent.to_string(), &key).await, 303);
            parent = app.unit(&key).await.id;
        }
        assert_eq!(add(&admin, "Too deep", &parent.to_string(), "").await, 422);
        // Nor by moving something tall below something deep.
        let edit = format!("/admin/units/{}/edit", app.unit("company").await.id);
        let deep = app.unit(&format!("level-{}", MAX_DEPTH - 2)).await.id.to_string();
        let fields = [("name", "Harbour Bakery"), ("key", "company"), ("parent", deep.as_str())];
        admin.post_form(&edit, &fields).await.expect(422).shows("12 levels");
    }
}
