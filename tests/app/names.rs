//! A name that no certificate can show is refused wherever it is typed, with the character that is in the way.

use netwise::domain::person::{By, Role};
use netwise::domain::refusal::Refusal;
use netwise::store::entities::person;
use netwise::store::{Error, settings};
use netwise::usecases::create_administrator::CreateAdministrator;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::on_both_engines;

/// A letter of a script for which certificates are not likely ever to have a font.
const STRANGE: &str = "Ada 𓀀";
const SAID: &str = "No certificate can show “𓀀” yet";

on_both_engines! {
    async fn it_is_refused_at_every_door(app: TestApp) {
        let admin = app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let (edit, replace) =
            (format!("/admin/people/{}/edit", learner.person()), format!("/admin/certificates/{number}/replace"));
        let before = person::Entity::find().count(app.db()).await.unwrap();
        // What a door is sent, the field that is named, and what was typed there.
        for (door, fields, field) in [
            ("/admin/people/new", vec![("name", STRANGE), ("email", "ada@example.org")], "#name"),
            (&edit, vec![("name", STRANGE), ("email", learner.email())], "#name"),
            ("/admin/people/paste", vec![("list", "Ada 𓀀 <ada@example.org>")], "#list"),
            ("/admin/settings/name", vec![("organisation", STRANGE)], "#organisation"),
            ("/admin/settings/address", vec![("address", "1 Quay\r\nAda 𓀀")], "#address"),
            ("/admin/settings/contact", vec![("contact", "𓀀@example.org")], "#contact"),
            ("/admin/settings/signatory", vec![("signatory", STRANGE), ("signatory-title", "Director")], "#signatory"),
            ("/admin/settings/signatory", vec![("signatory", "Ada"), ("signatory-title", STRANGE)], "#signatory-title"),
        ] {
            let reply = admin.post_form(door, &fields).await.expect(422);
            reply.shows(SAID);
            assert!(reply.has(&format!(".error-summary a[href='{field}']")), "{door}");
            assert!(reply.body().contains('𓀀'), "{door} forgets what was typed");
        }
        let file = admin.keep_file("email,name,unit\nbo@example.org,Bo,\nada@example.org,Ada 𓀀,\n").await;
        let preview = admin.get(&format!("/admin/people/import/{file}")).await.expect(200);
        let mistakes = preview.all("#mistakes tbody tr");
        assert_eq!(mistakes.len(), 1);
        assert!(mistakes[0].starts_with("Line 3name") && mistakes[0].contains(SAID), "{mistakes:?}");
        admin.post_form(&format!("/admin/people/import/{file}"), &[("do", "import")]).await.expect(422);
        let create = CreateAdministrator { email: "ada@example.org".into(), name: STRANGE.into() };
        match app.store().write(By::System, &create).await {
            Err(Error::Refused(Refusal::Field { field, message })) => {
                assert_eq!(field, "name");
                assert!(message.contains(SAID), "{message}");
            }
            other => panic!("{:?}", other.err()),
        }
        assert_eq!(person::Entity::find().count(app.db()).await.unwrap(), before);
        assert_eq!(settings::get(app.db(), settings::SIGNATORY).await.unwrap().as_deref(), Some("Maria Silva"));
        // A name from before this was asked for stands in no way, but on no new certificate either.
        app.sql(&format!("UPDATE person SET name = '{STRANGE}' WHERE name = 'Amara Okafor'")).await.unwrap();
        let reply = admin.post_form(&replace, &[("reason", "Change of name")]).await.expect(422);
        reply.shows("The name on the new one cannot be printed").shows(SAID);
        assert_eq!(app.credentials(learner.person()).await.len(), 1);
        admin.post_form(&edit, &[("name", STRANGE), ("email", "amara@new.example.org")]).await.expect(303);
    }
}
