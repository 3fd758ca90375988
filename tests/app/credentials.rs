//! Signed credentials: everybody's software finds what it needs to check them, and each is made once.

use netwise::server::issuer;
use netwise::store::entities::rendering;
use open_badge::{Presented, check_status_list, read};
use sea_orm::EntityTrait;
use serde_json::Value;

use crate::support::{Browser, TestApp, on_both_engines};

async fn json(browser: &Browser, address: &str) -> Value {
    serde_json::from_slice(&browser.get(address).await.expect(200).bytes).unwrap()
}

/// What the site publishes, fetched by somebody who is not signed in.
async fn published(app: &TestApp) -> (Value, Value) {
    let anybody = app.browser();
    (json(&anybody, "/.well-known/did.json").await, json(&anybody, "/status/1").await)
}

on_both_engines! {
    async fn every_file_holds_the_credential_and_checks_with_what_is_published(app: TestApp) {
        let learner = app.with_person("Ngũgĩ wa Thiong'o").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let page = learner.get(&format!("/certificates/{number}")).await.expect(200);
        let mut files = Vec::new();
        for (kind, media) in [("json", "application/vc"), ("jwt", "application/vc+jwt"), ("svg", "image/svg+xml"), ("pdf", "application/pdf")] {
            let address = format!("/certificates/{number}/{kind}");
            assert!(page.has(&format!("a[href='{address}']")), "{kind}");
            let file = learner.get(&address).await.expect(200);
            assert_eq!(file.header("content-type"), media);
            assert!(file.header("content-disposition").contains(&format!("certificate-{number}.{kind}")));
            files.push(file.bytes.clone());
        }
        let (did, list) = published(&app).await;
        assert_eq!(did["id"], "did:web:127.0.0.1%3A3000");
        for file in &files {
            let (presented, _) = read(file).unwrap();
            assert_eq!(presented.number(), Some(number.as_str()));
            let checked = presented.check(&did).unwrap();
            assert_eq!(checked.credential.learner(), "Ngũgĩ wa Thiong'o");
            assert_eq!(checked.credential.issuer_name(), "Harbour Foundation");
            assert_eq!(check_status_list(&list, &did, &checked.credential), Ok(false));
        }
        let (Presented::Json(claims), _) = read(&files[0]).unwrap() else { panic!("no JSON") };
        let subject = &claims["credentialSubject"];
        assert!(subject.get("id").is_none());
        assert!(!claims.to_string().contains("@harbour.example"), "the e-mail address is only there as a hash");
        let results = subject["result"].as_array().unwrap();
        assert!(results.len() > 5, "credit, basis, delivery, supervision, score, and each objective");
        let token = app.browser().get("/status/1/jwt").await.expect(200);
        assert_eq!(token.header("content-type"), "application/vc+jwt");
        assert_eq!(token.body().split('.').count(), 3);
        for missing in ["/status/2", "/status/01", "/status/x", "/status/2/jwt"] {
            app.browser().get(missing).await.expect(404);
        }

        // Again, and by somebody else, they are the same; nobody else gets them.
        let again = learner.get(&format!("/certificates/{number}/jwt")).await.expect(200);
        assert_eq!(again.bytes, files[1]);
        assert_eq!(rendering::Entity::find().all(app.db()).await.unwrap().len(), 4);
        let curious = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        for kind in ["json", "jwt", "svg"] {
            curious.get(&format!("/certificates/{number}/{kind}")).await.expect(404);
        }
    }

    async fn old_keys_stay_listed_and_what_they_signed_stays_valid(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let old = learner.get(&format!("/certificates/{number}/json")).await.expect(200).bytes;
        assert_eq!(issuer::rotate(app.app().config(), app.store()).await.unwrap(), "key-2");
        let after = app.restarted().await;
        let (did, list) = published(&after).await;
        assert_eq!(did["verificationMethod"].as_array().unwrap().len(), 4);
        let checked = read(&old).unwrap().0.check(&did).unwrap();
        assert_eq!(check_status_list(&list, &did, &checked.credential), Ok(false));
        assert!(list["proof"][0]["verificationMethod"].as_str().unwrap().ends_with("#key-2-ed25519"));
        assert_eq!(app.ledger_count("signing_key.added").await, 2);
    }

    async fn lost_and_foreign_keys_are_said_with_what_to_do(app: TestApp) {
        app.app().issuer().await.unwrap();
        let file = netwise::server::key_file::place(&app.app().config().data_dir);
        let kept = std::fs::read(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        let said = app.restarted().await.app().issuer().await.unwrap_err().to_string();
        assert!(said.contains("signing-keys.json") && said.contains("netwise keys rotate"), "{said}");

        let other = netwise::server::key_file::Secrets::generate("key-1".into()).unwrap();
        netwise::server::key_file::write(&file, &[&other]).unwrap();
        let said = app.restarted().await.app().issuer().await.unwrap_err().to_string();
        assert!(said.contains("not those of this database"), "{said}");

        std::fs::remove_file(&file).unwrap();
        issuer::rotate(app.app().config(), app.store()).await.unwrap();
        app.restarted().await.app().issuer().await.unwrap();
        std::fs::write(&file, kept).unwrap();
        assert!(app.restarted().await.app().issuer().await.is_err(), "a retired key signs nothing new");
    }

    async fn the_address_is_fixed_with_the_first_certificate(app: TestApp) {
        let at = async |base| app.restarted_at(base).await;
        // Nothing was issued yet.
        at("https://one.example").await.app().issuer().await.unwrap();
        let site = at("https://two.example").await;
        site.app().issuer().await.unwrap();
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        at("https://two.example").await.app().issuer().await.unwrap();
        let said = at("https://three.example").await.app().issuer().await.unwrap_err().to_string();
        for words in ["https://two.example", "https://three.example", "NETWISE_BASE_URL", "netwise keys move"] {
            assert!(said.contains(words), "{said}");
        }
        let moved = at("https://three.example").await;
        issuer::move_here(moved.app().config(), moved.store()).await.unwrap();
        let issuer = moved.app().issuer().await.unwrap();
        assert_eq!(issuer.base(), "https://three.example");
        assert!(issuer.did_document_as("did:web:two.example").is_some());
        assert!(issuer.did_document_as("did:web:four.example").is_none());
        drop(number);
    }
}
