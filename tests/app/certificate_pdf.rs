//! The certificate as a file: whose it is, and that it is always the same.

use std::process::Command;

use netwise::domain::credential::Number;
use netwise::domain::person::By;
use netwise::domain::refusal::Refusal;
use netwise::store::entities::rendering;
use netwise::store::{Error, credentials};
use netwise::usecases::create_person::CreatePerson;
use netwise::usecases::edit_person::EditPerson;
use netwise::usecases::keep_rendering::KeepRendering;
use sea_orm::{EntityTrait, QueryOrder};
use sha2::{Digest, Sha256};

use crate::support::{Engine, at_once, on_both_engines};

/// What a reader finds in a PDF, without the signs that only turn its direction.
fn text_of(pdf: &[u8]) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let output = Command::new("pdftotext").arg(file.path()).arg("-").output().expect("run scripts/provision test");
    let text = String::from_utf8(output.stdout).unwrap();
    let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    let text: String = text.chars().filter(|c| !turns(*c)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

on_both_engines! {
    async fn every_download_is_the_file_that_was_kept(app: TestApp) {
        let learner = app.with_person("Ngũgĩ wa Thiong'o").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let address = format!("/certificates/{number}/pdf");
        let page = learner.get(&format!("/certificates/{number}")).await.expect(200);
        assert!(page.has(&format!("a[href='{address}']")));

        let first = learner.get(&address).await.expect(200);
        assert!(first.bytes.starts_with(b"%PDF-1.7"));
        assert_eq!(first.header("content-type"), "application/pdf");
        assert_eq!(
            first.header("content-disposition"),
            format!(
                "attachment; filename=\"certificate-{number}.pdf\"; \
                 filename*=UTF-8''Ng%C5%A9g%C4%A9%20wa%20Thiong%27o%20{number}.pdf"
            )
        );
        // The signed credential is inside, so it was made first.
        let kept = rendering::Entity::find().order_by_asc(rendering::Column::Kind).all(app.db()).await.unwrap();
        assert_eq!(kept.iter().map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["json", "pdf"]);
        assert_eq!((kept[1].created_at, kept[1].bytes == first.bytes), (app.now(), true));
        assert_eq!(kept[1].sha256, hex::encode(Sha256::digest(&first.bytes)));
        assert_eq!(open_badge::attached_credential(&first.bytes).unwrap(), kept[0].bytes);

        // Later, under another name of another organisation.
        app.advance(60_000);
        app.sql("UPDATE person SET name = 'Somebody Else'").await.unwrap();
        app.sql("UPDATE setting SET value = 'Another House' WHERE key = 'organisation.name'").await.unwrap();
        assert_eq!(learner.get(&address).await.expect(200).bytes, first.bytes);
        assert_eq!(app.ledger_count("credential.rendered").await, 2);
    }

    async fn names_of_all_scripts_stand_on_certificates_and_transcripts(app: TestApp) {
        for name in ["نورة العتيبي", "अमिता शर्मा", "สมชาย ใจดี", "王小明"] {
            let learner = app.with_person(name).in_unit("bakery").signed_in().await;
            let number = learner.complete().await;
            for address in [format!("/certificates/{number}/pdf"), "/transcript/pdf".to_owned()] {
                let text = text_of(&learner.get(&address).await.expect(200).bytes);
                assert!(text.contains(name) && text.contains(&number), "{name} at {address}: {text}");
            }
        }
    }

    async fn a_transcript_says_what_is_recorded_now_and_only_of_oneself(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let early = text_of(&learner.get("/transcript/pdf").await.expect(200).bytes);
        assert!(early.contains("Onboarding") && early.contains("Not yet") && !early.contains("NW-"), "{early}");
        let number = learner.complete().await;
        learner.get("/transcript").await.expect(200).shows("Download as PDF");
        let reply = learner.get("/transcript/pdf").await.expect(200);
        assert_eq!(reply.header("content-type"), "application/pdf");
        assert!(reply.header("content-disposition").starts_with("attachment; filename=\"transcript-20"));
        let text = text_of(&reply.bytes);
        for words in ["Amara Okafor", &number, "1.0 contact hour", "Completed", "Valid", "as it stood on", "60 minutes", "/verify"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        // The same moment gives the same file, and looking changes nothing.
        assert!(learner.get("/transcript/pdf").await.expect(200).bytes == reply.bytes);
        assert_eq!(app.ledger_count("credential.rendered").await, 0);

        let curious = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        let other = text_of(&curious.get("/transcript/pdf").await.expect(200).bytes);
        assert!(other.contains("Wei Zhang") && !other.contains("Amara") && !other.contains(&number), "{other}");
        assert!(app.browser().get("/transcript/pdf").await.expect(303).location().starts_with("/sign-in?next="));
        app.sql("UPDATE person SET name = 'Lei 😀' WHERE name = 'Wei Zhang'").await.unwrap();
        let reply = curious.get("/transcript/pdf").await.expect(409);
        reply.shows("“😀” (U+1F600)").shows("The transcript on the page is whole");
    }

    async fn of_many_at_once_one_is_kept(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let address = format!("/certificates/{}/pdf", learner.complete().await);
        let tabs: Vec<_> = (0..6).map(|_| (learner.clone(), address.clone())).collect();
        let files = at_once(tabs.into_iter().map(|(tab, address)| async move {
            tab.get(&address).await.expect(200).bytes
        }))
        .await;
        assert!(files.iter().all(|file| *file == files[0]));
        assert_eq!(app.ledger_count("credential.rendered").await, 2);
    }

    async fn the_first_file_stays_whatever_comes_later(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let parsed = Number::parse(&number).unwrap();
        let (credential, _) = credentials::own_sealed(app.db(), learner.person(), &parsed).await.unwrap();
        let keep = |bytes: &[u8]| KeepRendering { credential, holder: learner.person(), kind: "pdf", bytes: bytes.to_vec() };
        assert_eq!(app.write(keep(b"first")).await.bytes, b"first");
        assert_eq!(app.write(keep(b"second")).await.bytes, b"first");
        let address = format!("/certificates/{number}/pdf");
        assert_eq!(learner.get(&address).await.expect(200).bytes, b"first");
        // Nobody can exchange it, and one that was damaged is not given out.
        let refused = app.sql("UPDATE rendering SET sha256 = 'x'").await.unwrap_err();
        assert!(refused.contains("renderings never change"), "{refused}");
        app.sql("DELETE FROM rendering").await.unwrap();
        let damaged = "INSERT INTO rendering SELECT id, 'pdf', record_hash, record_hash, 0 FROM credential";
        let damaged = if app.store().engine() == Engine::Postgres {
            damaged.replace("'pdf', record_hash", "'pdf', decode(record_hash, 'hex')")
        } else {
            damaged.replace("'pdf', record_hash", "'pdf', CAST(record_hash AS BLOB)")
        };
        app.sql(&damaged).await.unwrap();
        learner.get(&address).await.expect(500);
    }

    async fn the_files_of_others_are_not_there(app: TestApp) {
        let owner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = owner.complete().await;
        let address = format!("/certificates/{number}/pdf");
        let curious = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        let theirs = curious.get(&address).await.expect(404);
        let missing = curious.get("/certificates/NW-0000-0000-0000/pdf").await.expect(404);
        assert_eq!(theirs.body_without_nonce(), missing.body_without_nonce());
        curious.get("/certificates/none/pdf").await.expect(404);
        let reply = app.browser().get(&address).await.expect(303);
        assert!(reply.location().starts_with("/sign-in?next="), "{}", reply.location());
        assert_eq!(app.ledger_count("credential.rendered").await, 0);
    }

    async fn a_name_that_no_certificate_can_show_is_refused_with_the_character(app: TestApp) {
        let person = |name: &str| CreatePerson { email: "someone@example.org".into(), name: name.into() };
        let named = |reply: Result<(), Error>| match reply {
            Err(Error::Refused(Refusal::Field { field, message })) => {
                assert_eq!(field, "name");
                assert!(message.contains("“😀”, “🎓”"), "{message}");
            }
            other => panic!("{other:?}"),
        };
        named(app.store().write(By::System, &person("Lei 😀🎓")).await.map(|_| ()));
        let id = app.store().write(By::System, &person("Лі Лей")).await.unwrap();
        let edit = |name: &str| EditPerson { person: id, email: "someone@example.org".into(), name: name.into() };
        named(app.store().write(By::System, &edit("Lei 😀🎓")).await);
        app.store().write(By::System, &edit("李雷")).await.unwrap();
    }

    async fn an_old_name_that_cannot_be_set_is_said_so(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        app.sql("UPDATE person SET name = 'Lei 😀' WHERE name = 'Amara Okafor'").await.unwrap();
        let number = learner.complete().await;
        let reply = learner.get(&format!("/certificates/{number}/pdf")).await.expect(409);
        reply.shows("“😀” (U+1F600)").shows("print that one");
        // The signed credential, which needs no font, is there.
        learner.get(&format!("/certificates/{number}/json")).await.expect(200);
        assert_eq!(app.ledger_count("credential.rendered").await, 1);
    }
}
