//! Settings of the organisation, and the first steps of a new one.

use netwise::domain::person::{By, Role};
use netwise::store::settings;
use netwise::usecases::create_administrator::CreateAdministrator;

use crate::support::{Browser, PASSWORD, TestApp, on_both_engines};

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

on_both_engines! {
    async fn each_setting_has_a_small_form(app: TestApp) {
        let admin = administrator(&app).await;
        for (word, fields, shown) in [
            ("name", vec![("organisation", "Quay & Sons")], "Quay & Sons"),
            ("time-zone", vec![("zone", "Asia/Tokyo")], "Asia/Tokyo"),
            ("address", vec![("address", "1 Quay\r\n\r\n Harbour ")], "1 QuayHarbour"),
            ("paper", vec![("paper", "letter")], "US Letter"),
            ("contact", vec![("contact", "Help@Quay.example")], "help@quay.example"),
            ("signatory", vec![("signatory", "Ada Quay"), ("signatory-title", "Director")], "Ada QuayDirector"),
        ] {
            let address = format!("/admin/settings/{word}");
            admin.get(&address).await.expect(200);
            assert_eq!(admin.post_form(&address, &fields).await.expect(303).location(), "/admin/settings");
            admin.get("/admin/settings").await.expect(200).shows(shown);
            // Once more is no change.
            let entries = app.ledger_count("setting.changed").await;
            admin.post_form(&address, &fields).await.expect(303);
            assert_eq!(app.ledger_count("setting.changed").await, entries);
        }
        assert_eq!(app.ledger_count("setting.changed").await, 7);
        let organisation = settings::organisation(app.db()).await.unwrap();
        assert_eq!((organisation.name.as_str(), organisation.zone.as_str()), ("Quay & Sons", "Asia/Tokyo"));
        admin.get("/admin/settings/none").await.expect(404);
        admin.post_form("/admin/settings/none", &[]).await.expect(404);
    }

    async fn what_cannot_be_set_is_said_and_kept(app: TestApp) {
        let admin = administrator(&app).await;
        for (word, field, typed, words) in [
            ("name", "organisation", "", "Enter the name"),
            ("contact", "contact", "nobody", "like name@example.org"),
            ("signatory", "signatory", &"a".repeat(201), "at most 200"),
        ] {
            let reply = admin.post_form(&format!("/admin/settings/{word}"), &[(field, typed)]).await.expect(422);
            reply.shows(words);
            assert_eq!(reply.attribute(&format!("#{field}"), "value"), typed);
        }
        let reply = admin.post_form("/admin/settings/time-zone", &[("zone", "Mars/Olympus")]).await.expect(422);
        assert_eq!(reply.attribute("#zone option[selected]", "value"), "Mars/Olympus");
        admin.post_form("/admin/settings/address", &[("address", "a\nb\nc\nd\ne\nf\ng")]).await.expect(422).shows("six lines");
        assert_eq!(app.ledger_count("setting.changed").await, 0);
        // Of two values that are sent together, none is taken when one is wrong.
        let title = "a".repeat(201);
        let fields = [("signatory", "Ada Quay"), ("signatory-title", title.as_str())];
        admin.post_form("/admin/settings/signatory", &fields).await.expect(422);
        assert_eq!(settings::get(app.db(), settings::SIGNATORY).await.unwrap().as_deref(), Some("Maria Silva"));
    }

    async fn the_first_administrator_is_led_through_the_setup(app: TestApp) {
        app.sql("DELETE FROM setting").await.unwrap();
        let command = CreateAdministrator { email: "first@example.org".into(), name: "First".into() };
        let token = app.store().write(By::System, &command).await.unwrap();
        let first = app.browser();
        let form = [("password", PASSWORD), ("again", PASSWORD)];
        let greeting = first.get(&format!("/invite/{}", token.as_str())).await.expect(200);
        greeting.shows("After this you set up your organisation").shows("Set password and go on");
        assert!(!greeting.main().contains("first lesson"));
        let reply = first.post_form(&format!("/invite/{}", token.as_str()), &form).await.expect(303);
        assert_eq!(reply.location(), "/admin/setup");
        let setup = first.get("/admin/setup").await.expect(200);
        assert_eq!(setup.all(".chip"), ["To do", "To do", "If you like", "If you like", "Done", "To do", "To do"]);
        setup.shows("Certificates must name an e-mail address for questions, the postal address");
        // Every step can wait.
        assert!(setup.has("main a[href='/home']"));
        let step = setup.attribute("main .button-primary", "href");
        assert_eq!(step, "/admin/settings/name?from=setup");
        let reply = first.post_form(&step, &[("organisation", "Quay & Sons")]).await.expect(303);
        assert_eq!(reply.location(), "/admin/setup");
        // What certificates say about the organisation is one form, and can be left and found again.
        let step = first.get("/admin/setup").await.expect(200).attribute("main .button-primary", "href");
        assert_eq!(step, "/admin/settings/certificates?from=setup");
        let form = first.get(&step).await.expect(200);
        assert!(form.has("a[href='/admin/setup']") && form.has("#paper"));
        let fields = [("contact", "help@quay.example"), ("signatory", "Ada Quay"), ("paper", "letter"), ("address", "1 Quay"), ("signatory-title", "")];
        assert_eq!(first.post_form(&step, &fields).await.expect(303).location(), "/admin/setup");
        first.get("/admin/setup").await.expect(200).shows("Certificates must name the title of who signs.");
        let fields = [&fields[..4], &[("signatory-title", "Director")]].concat();
        first.post_form(&step, &fields).await.expect(303);
        let setup = first.get("/admin/setup").await.expect(200);
        assert_eq!(setup.all(".chip"), ["Done", "Done", "If you like", "If you like", "Done", "To do", "To do"]);
        first.get("/admin/settings").await.expect(200).shows("Go through the setup again");
        // Others go where everybody goes, and so do administrators of an organisation that has a name.
        administrator(&app).await;
    }
}
