//! What anybody is told about a certificate: by its number, by its file, by the command; and what becomes of it.

use std::process::{Command, Output};

use axum::http::Method;
use netwise::domain::credential::Number;
use netwise::domain::person::Role;
use netwise::domain::time::DAY;
use netwise::server::bundle;
use netwise::usecases::replace_credential::ReplaceCredential;
use serde_json::{Value, json};

use crate::support::bodies::multipart;
use crate::support::browser::OWN;
use crate::support::pictures::logo;
use crate::support::{Browser, Engine, Reply, TestApp, on_both_engines};

const KINDS: [&str; 4] = ["json", "jwt", "svg", "pdf"];

async fn file(holder: &Browser, number: &str, kind: &str) -> Vec<u8> {
    holder.get(&format!("/certificates/{number}/{kind}")).await.expect(200).bytes
}

/// Hands a file in, as somebody who is not signed in.
async fn hand_in(app: &TestApp, bytes: &[u8]) -> Reply {
    let (kind, body) = multipart("file", "certificate", bytes);
    // Somebody else each time, as one who hands in very many is slowed down.
    let place = format!("198.51.100.{}", app.next_number() % 250);
    app.browser().at(&place).send_bytes(Method::POST, "/verify", &[OWN, ("content-type", &kind)], body).await
}

/// Runs the command beside the site; only where its database is a file.
fn command(app: &TestApp, words: &[&str]) -> Option<Output> {
    (app.store().engine() == Engine::Sqlite).then(|| {
        Command::new(env!("CARGO_BIN_EXE_netwise"))
            .args(words)
            .current_dir(env!("CARGO_TARGET_TMPDIR"))
            .env_clear()
            .env("NETWISE_DATA_DIR", app.database().dir())
            .output()
            .unwrap()
    })
}

fn verify(app: &TestApp, bytes: &[u8], more: &[&str]) -> Option<(Option<i32>, String)> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("certificate");
    std::fs::write(&path, bytes).unwrap();
    let output = command(app, &[&["verify", path.to_str().unwrap()], more].concat())?;
    Some((output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()))
}

on_both_engines! {
    async fn a_genuine_file_of_any_kind_is_valid(app: TestApp) {
        let learner = app.with_person("Ngũgĩ wa Thiong'o").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        for kind in KINDS {
            let bytes = file(&learner, &number, kind).await;
            let reply = hand_in(&app, &bytes).await.expect(200);
            assert_eq!(reply.h1(), "Valid", "{kind}");
            reply.shows("Ngũgĩ wa Thiong'o").shows(&number);
            assert!(!reply.has("mark"));
            if let Some((code, said)) = verify(&app, &bytes, &[]) {
                assert_eq!((code, said.lines().next()), (Some(0), Some("Valid")), "{kind}: {said}");
            }
        }
    }

    async fn every_field_that_was_altered_is_named(app: TestApp) {
        app.write(logo()).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        file(&learner, &number, "jwt").await;
        let good: Value = serde_json::from_slice(&file(&learner, &number, "json").await).unwrap();
        for (path, field) in [
            ("/credentialSubject/identifier/0/identityHash", "Name of the holder"),
            ("/name", "Title of the certificate"),
            ("/validFrom", "Date of issue"),
            ("/credentialSubject/activityEndDate", "Date of completion"),
            ("/credentialSubject/creditsEarned", "Hours of credit"),
            ("/credentialSubject/result/0/value", "Result: “Credit”"),
            ("/credentialSubject/result/4/value", "Result: “Final assessment of"),
            ("/issuer/name", "Name of the issuer"),
            ("/issuer/email", "E-mail address of the issuer"),
            ("/issuer/official", "Who signed for the issuer"),
            ("/issuer/address/streetAddress", "Postal address of the issuer"),
            ("/issuer/image/id", "Logo of the issuer"),
        ] {
            let mut bad = good.clone();
            *bad.pointer_mut(path).unwrap() = json!("2099-01-01T00:00:00Z");
            let bytes = serde_json::to_vec(&bad).unwrap();
            let reply = hand_in(&app, &bytes).await.expect(200);
            assert_eq!(reply.h1(), "Altered", "{path}");
            reply.shows(field).shows("1 difference").shows("Amara Okafor");
            if let Some((code, said)) = verify(&app, &bytes, &[]) {
                assert_eq!((code, said.lines().next()), (Some(1), Some("Altered")), "{said}");
                assert!(said.contains(field), "{field} is not in {said}");
            }
        }
        // Two at once, one of them added, and one taken away.
        let mut bad = good.clone();
        bad["credentialSubject"]["rank"] = json!("Captain");
        bad["credentialSubject"].as_object_mut().unwrap().remove("activityStartDate");
        let reply = hand_in(&app, bad.to_string().as_bytes()).await.expect(200);
        reply.shows("2 differences").shows("rank").shows("Captain").shows("Date of the start");
        // The words are right and the signature is not, or is missing.
        let mut bad = good.clone();
        bad["proof"][0]["proofValue"] = json!("z3FXQjecWufY46yg5abdVZsXqLhxhueuSoZgNSARiKBk9czhSePTFehP");
        assert_eq!(hand_in(&app, bad.to_string().as_bytes()).await.expect(200).h1(), "Altered");
        bad.as_object_mut().unwrap().remove("proof");
        assert_eq!(hand_in(&app, bad.to_string().as_bytes()).await.expect(200).h1(), "Altered");
        let token = String::from_utf8(file(&learner, &number, "jwt").await).unwrap();
        let (signed, _) = token.rsplit_once('.').unwrap();
        assert_eq!(hand_in(&app, format!("{signed}.AAAA").as_bytes()).await.expect(200).h1(), "Altered");
    }

    async fn a_file_around_the_credential_that_was_changed_is_altered(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let pdf = file(&learner, &number, "pdf").await;
        let svg = String::from_utf8(file(&learner, &number, "svg").await).unwrap();
        for bytes in [[&pdf[..], b"\n% saved anew\n"].concat(), svg.replace("Badge: ", "Award: ").into_bytes()] {
            let reply = hand_in(&app, &bytes).await.expect(200);
            assert_eq!(reply.h1(), "Altered");
            reply.shows("trust what is written here").shows("Amara Okafor");
        }
        // However much stands before the drawing.
        let padded = format!("{}{}", " ".repeat(1025), svg.replace("Badge: ", "Award: "));
        assert_eq!(hand_in(&app, padded.as_bytes()).await.expect(200).h1(), "Altered");
        let known = bundle::read(&bundle::make(app.app()).await.unwrap()).unwrap();
        assert_eq!(netwise::server::verdict::judge_offline(padded.as_bytes(), &known, app.now()).unwrap().word, "Altered");
    }

    async fn what_is_made_to_exhaust_the_reader_is_refused(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let many = format!("{{\"credentialSubject\":{{\"licenseNumber\":\"{number}\"}},\"x\":[{}0]}}", "0,".repeat(60_000));
        let twice = format!("{{\"a\":1,\"a\":2,\"credentialSubject\":{{\"licenseNumber\":\"{number}\"}}}}");
        let attributes: String = (0..20_000).map(|n| format!(" a{n}=\"\"")).collect();
        let deep = [b"%PDF-1.4\n1 0 obj ".as_slice(), &vec![b'['; 1_000_000]].concat();
        for file in [many.into_bytes(), twice.into_bytes(), format!("<svg{attributes}/>").into_bytes(), deep] {
            hand_in(&app, &file).await.expect(422);
        }
    }

    async fn what_is_no_certificate_of_ours_is_said_so(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let good = String::from_utf8(file(&learner, &number, "json").await).unwrap();
        let unknown = good.replace(&number, "NW-0000-0000-0000");
        let reply = hand_in(&app, unknown.as_bytes()).await.expect(200);
        assert_eq!(reply.h1(), "Not found");
        assert_eq!(hand_in(&app, b"{}").await.expect(200).h1(), "Not found");
        for (bytes, words) in [
            (&b""[..], "Choose a file"),
            (b"hello", "neither a PDF nor a badge"),
            (b"%PDF-1.7 broken", "no credential inside"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "no credential inside"),
            (&vec![b' '; 4 * 1024 * 1024 + 1], "larger than any certificate"),
        ] {
            hand_in(&app, bytes).await.expect(422).shows(words).shows("There is a problem");
        }
        if let Some((code, said)) = verify(&app, b"hello", &[]) {
            assert_eq!(code, Some(1));
            assert!(said.contains("neither a PDF"), "{said}");
        }
    }

    async fn who_asks_very_often_waits(app: TestApp) {
        let (kind, body) = multipart("file", "x", b"{}");
        let stranger = app.browser().at("203.0.113.7");
        let headers = [OWN, ("content-type", kind.as_str())];
        let ask = || stranger.send_bytes(Method::POST, "/verify", &headers, body.clone());
        for _ in 0..20 {
            ask().await.expect(200);
        }
        let reply = ask().await.expect(429);
        assert_eq!(reply.header("retry-after"), "30");
        assert_eq!(hand_in(&app, b"{}").await.expect(200).h1(), "Not found");
        app.advance(60_000);
        ask().await.expect(200);
    }

    async fn a_revoked_certificate_is_revoked_everywhere(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let pdf = file(&learner, &number, "pdf").await;
        let admin = app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await;
        let auditor = app.with_person("Omar Haddad").with_role(Role::Auditor, None).signed_in().await;
        let list = auditor.get("/admin/certificates?q=okafor&state=valid").await.expect(200);
        list.shows("Amara Okafor").shows(&number);
        assert!(!list.has("input[type=checkbox]"), "auditors only look");
        assert!(admin.get("/admin/certificates").await.expect(200).has("input[type=checkbox]"));

        let address = format!("/admin/certificates/revoke?n={number}");
        admin.get(&address).await.expect(200).shows("Amara Okafor").shows("cannot be undone");
        let before = app.app().issuer().await.unwrap();
        drop(before);
        admin.post_form("/admin/certificates/revoke", &[("n", &number), ("reason", " ")]).await.expect(422).shows("Enter a reason");
        admin.post_form("/admin/certificates/revoke", &[("reason", "x")]).await.expect(422);
        app.advance(1000);
        let sent = [("n", number.as_str()), ("reason", "Issued by mistake")];
        admin.post_form("/admin/certificates/revoke", &sent).await.expect(303);
        admin.post_form("/admin/certificates/revoke", &sent).await.expect(422);
        assert_eq!(app.ledger_count("credential.revoked").await, 1);

        let reply = app.browser().get(&format!("/verify/{number}")).await.expect(200);
        assert_eq!(reply.h1(), "Revoked");
        reply.shows("Issued by mistake");
        assert_eq!(hand_in(&app, &pdf).await.expect(200).h1(), "Revoked");
        for page in ["/certificates".to_owned(), format!("/certificates/{number}"), "/transcript".to_owned()] {
            learner.get(&page).await.expect(200).shows("Revoked");
        }
        admin.get("/admin/certificates?state=revoked").await.expect(200).shows(&number);
        admin.get("/admin/certificates?state=valid").await.expect(200).shows("No certificate fits");
        assert_eq!(file(&learner, &number, "pdf").await, pdf, "the file stays what it was");

        // By the published list alone.
        let bundle = bundle::make(app.app()).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bundle.zip");
        std::fs::write(&path, bundle).unwrap();
        if let Some((code, said)) = verify(&app, &pdf, &["--bundle", path.to_str().unwrap()]) {
            assert_eq!((code, said.lines().next()), (Some(1), Some("Revoked")), "{said}");
        }
        app.check_invariants().await;
    }

    async fn a_bundle_checks_without_a_database(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let mut files = Vec::new();
        for kind in KINDS {
            files.push(file(&learner, &number, kind).await);
        }
        let known = bundle::read(&bundle::make(app.app()).await.unwrap()).unwrap();
        assert_eq!((known.dids.len(), known.lists.len(), known.files.as_ref().unwrap().len()), (1, 1, 4));
        let judge = |bytes: &[u8]| netwise::server::verdict::judge_offline(bytes, &known, app.now()).unwrap();
        for bytes in &files {
            let judged = judge(bytes);
            assert!(judged.valid && judged.word == "Valid", "{judged:?}");
            assert!(judged.sentences.len() == 1 && judged.sentences[0].contains("not revoked as of"), "{judged:?}");
        }
        let without = netwise::server::verdict::Known { lists: vec![], ..known.clone() };
        let judged = netwise::server::verdict::judge_offline(&files[0], &without, app.now()).unwrap();
        assert_eq!((judged.word, judged.valid), ("Unknown", false), "it may have been revoked");
        let changed = [&files[3][..], b"\n% saved anew\n"].concat();
        assert_eq!(judge(&changed).word, "Altered");
        let forged = String::from_utf8_lossy(&files[0]).replace("Amara", "Anna");
        assert_eq!(judge(forged.as_bytes()).word, "Altered");
        assert!(bundle::read(b"PK").is_err());
    }

    async fn a_change_of_name_makes_a_new_certificate_and_the_old_points_to_it(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let old = learner.complete().await;
        let pdf = file(&learner, &old, "pdf").await;
        let admin = app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await;
        app.sql("UPDATE person SET name = 'Amara Diallo' WHERE name = 'Amara Okafor'").await.unwrap();
        let address = format!("/admin/certificates/{old}/replace");
        admin.post_form("/admin/settings/signatory", &[("signatory", "Ada Quay"), ("signatory-title", "Head of Learning")]).await.expect(303);
        app.write(logo()).await;
        let page = admin.get(&address).await.expect(200);
        page.shows("Amara Okafor").shows("Results cannot be changed here");
        assert_eq!(page.all("mark"), ["Amara Diallo", "Another picture", "Ada Quay"]);
        assert!(page.has("td img[src^='/images/']"));
        admin.post_form(&address, &[]).await.expect(422).shows("Enter a reason");
        app.advance(1000);
        admin.post_form(&address, &[("reason", "Change of name")]).await.expect(303);
        admin.post_form(&address, &[("reason", "Again")]).await.expect(422);
        let all = app.credentials(learner.person()).await;
        assert_eq!(all.len(), 2);
        let new = &all.iter().find(|row| row.replaces.is_some()).unwrap().number;
        let reply = app.browser().get(&format!("/verify/{old}")).await.expect(200);
        assert_eq!(reply.h1(), "Replaced");
        reply.shows(new).shows("Change of name").shows("Amara Okafor");
        let reply = app.browser().get(&format!("/verify/{new}")).await.expect(200);
        assert_eq!(reply.h1(), "Valid");
        reply.shows("Amara Diallo").shows(&old).shows("Ada Quay");
        assert!(reply.has("img[src^='/images/']"));
        // The holder is told so, and not congratulated once more.
        let kinds: Vec<String> = app.outbox_of(learner.person()).await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds.iter().filter(|kind| *kind == "certificate").count(), 1, "{kinds:?}");
        assert_eq!(kinds.iter().filter(|kind| *kind == "replacement").count(), 1, "{kinds:?}");
        assert_eq!(hand_in(&app, &pdf).await.expect(200).h1(), "Replaced");
        assert_eq!(hand_in(&app, &file(&learner, new, "pdf").await).await.expect(200).h1(), "Valid");
        assert_eq!(app.ledger_count("credential.replaced").await, 1);
        app.check_invariants().await;
        // Two at once replace it once.
        let number = Number::parse(new).unwrap();
        let replace = |reason: &str| ReplaceCredential { number: number.clone(), reason: reason.to_owned() };
        let (one, two) = (replace("one"), replace("two"));
        let by = netwise::domain::person::By::System;
        let (one, two) = tokio::join!(app.store().write(by, &one), app.store().write(by, &two));
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
    }

    async fn a_certificate_whose_time_is_over_has_expired(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        // As a program with an end would have sealed it.
        let row = &app.credentials(learner.person()).await[0];
        let mut record: Value = serde_json::from_str(&row.record).unwrap();
        let until = app.now().plus(30 * DAY);
        record["particulars"]["valid_until"] = json!(until);
        let body = record.to_string().replace('\'', "''");
        let hash = netwise::store::renderings::fingerprint(record.to_string().as_bytes());
        app.sql(&format!("UPDATE credential SET record = '{body}', record_hash = '{hash}', valid_until = {}", until.0)).await.unwrap();
        let page = app.browser().get(&format!("/verify/{number}")).await.expect(200);
        assert_eq!(page.h1(), "Valid");
        page.shows("valid until 1 April 2026");
        let json = file(&learner, &number, "json").await;
        app.advance(31 * DAY);
        learner.sign_in().await.expect(303);
        assert_eq!(app.browser().get(&format!("/verify/{number}")).await.expect(200).h1(), "Expired");
        assert_eq!(hand_in(&app, &json).await.expect(200).h1(), "Expired");
        learner.get("/transcript").await.expect(200).shows("Expired");
        let known = bundle::read(&bundle::make(app.app()).await.unwrap()).unwrap();
        let judged = netwise::server::verdict::judge_offline(&json, &known, app.now()).unwrap();
        assert_eq!((judged.word, judged.valid), ("Expired", false));
    }

    async fn a_public_page_is_there_only_while_its_holder_wants_it(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let (own, public) = (format!("/certificates/{number}"), format!("/share/{number}"));
        app.browser().get(&public).await.expect(404);
        let page = learner.get(&own).await.expect(200);
        assert!(page.attribute("a[href^='https://www.linkedin.com/']", "href").contains(&format!("certId={number}")));
        let curious = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        curious.post_form(&own, &[("public", "yes")]).await.expect(404);
        learner.post_form(&own, &[("public", "yes")]).await.expect(303);
        learner.post_form(&own, &[("public", "yes")]).await.expect(303);
        app.browser().get(&public).await.expect(200).shows("Amara Okafor");
        assert_eq!(app.ledger_count("credential.shared").await, 1);
        learner.post_form(&own, &[("public", "no")]).await.expect(303);
        app.browser().get(&public).await.expect(404);
    }
}
