//! Logo, signature and paper: set by administrators, frozen with each certificate, served to everybody who checks one.

use std::process::Command;

use axum::http::Method;
use image::ImageFormat;
use netwise::domain::credential::Record;
use netwise::domain::person::Role;
use netwise::server::backup::{backup, restore};
use netwise::server::config::Config;
use netwise::store::clock::SystemClock;
use netwise::store::connect::Store;
use netwise::store::entities::image as stored;
use netwise::store::settings;
use sea_orm::EntityTrait;

use crate::support::bodies::multipart;
use crate::support::browser::OWN;
use crate::support::database::TestDatabase;
use crate::support::pictures::picture;
use crate::support::{Browser, Reply, TestApp, on_both_engines};

fn png(colour: u8) -> Vec<u8> {
    picture(ImageFormat::Png, 90, 30, colour)
}

async fn send(browser: &Browser, place: &str, field: &str, file: &[u8]) -> Reply {
    let (kind, body) = multipart(field, "picture", file);
    let address = format!("/admin/settings/image/{place}");
    browser.send_bytes(Method::POST, &address, &[OWN, ("content-type", &kind)], body).await
}

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

async fn set(app: &TestApp, key: &str) -> Option<String> {
    settings::get(app.db(), key).await.unwrap().filter(|hash| !hash.is_empty())
}

async fn record(app: &TestApp, holder: &Browser) -> Record {
    serde_json::from_str(&app.credentials(holder.person()).await[0].record).unwrap()
}

on_both_engines! {
    async fn a_picture_is_set_shown_exchanged_and_taken_away(app: TestApp) {
        let admin = administrator(&app).await;
        for (place, key, format, media) in [
            ("logo", settings::LOGO, ImageFormat::Png, "image/png"),
            ("signature", settings::SIGNATURE, ImageFormat::Jpeg, "image/jpeg"),
        ] {
            let form = format!("/admin/settings/image/{place}");
            assert!(!admin.get(&form).await.expect(200).has("figure"));
            assert_eq!(send(&admin, place, "file", &picture(format, 60, 20, 1)).await.expect(303).location(), "/admin/settings");
            let first = set(&app, key).await.unwrap();
            let address = format!("/images/{first}");
            for page in [&form, "/admin/settings"] {
                let shown = admin.get(page).await.expect(200);
                let name = if place == "logo" { "Logo of Harbour Foundation" } else { "Signature of Maria Silva" };
                assert_eq!(shown.attribute(&format!("img[src='{address}']"), "alt"), name, "{page}");
            }
            let file = app.browser().get(&address).await.expect(200);
            assert_eq!((file.header("content-type"), file.header("x-content-type-options")), (media, "nosniff"));
            assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
            assert_eq!(image::guess_format(&file.bytes).unwrap(), format);
            // The same once more is no change; another takes its place, and the first is forgotten.
            let entries = app.ledger_count("setting.changed").await;
            send(&admin, place, "file", &picture(format, 60, 20, 1)).await.expect(303);
            assert_eq!(app.ledger_count("setting.changed").await, entries);
            send(&admin, place, "file", &picture(format, 60, 20, 200)).await.expect(303);
            assert_ne!(set(&app, key).await.unwrap(), first);
            app.browser().get(&address).await.expect(404);
            send(&admin, place, "remove", b"yes").await.expect(303);
            assert_eq!(set(&app, key).await, None);
            assert_eq!(app.ledger_count("setting.changed").await, entries + 2);
        }
        assert!(stored::Entity::find().all(app.db()).await.unwrap().is_empty());
        for missing in ["/images/none", "/images/..", &format!("/images/{}", "0".repeat(64))] {
            app.browser().get(missing).await.expect(404);
        }
        admin.get("/admin/settings/image/banner").await.expect(404);
        let reply = admin.send_bytes(Method::POST, "/admin/settings/image/logo?from=setup", &[OWN, ("content-type", &multipart("file", "a", &png(1)).0)], multipart("file", "a", &png(1)).1).await;
        assert_eq!(reply.expect(303).location(), "/admin/setup");
    }

    async fn what_is_no_picture_is_refused_and_the_one_there_is_stays(app: TestApp) {
        let admin = administrator(&app).await;
        send(&admin, "logo", "file", &png(1)).await.expect(303);
        let before = set(&app, settings::LOGO).await.unwrap();
        let half = png(9);
        for (file, words) in [
            (&b""[..], "Choose a picture"),
            (b"hello", "neither PNG nor JPEG"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG drawing"),
            (&half[..half.len() - 20], "damaged"),
            (&vec![0; 512 * 1024 + 1], "larger than 512 kB"),
            (&vec![0; 700 * 1024], "larger than 512 kB"),
            (&picture(ImageFormat::Png, 4001, 1, 1), "4000 pixels"),
        ] {
            let reply = send(&admin, "logo", "file", file).await.expect(422);
            reply.shows(words).shows("There is a problem");
            assert!(reply.has(&format!("img[src='/images/{before}']")));
        }
        admin.post_form("/admin/settings/image/logo", &[]).await.expect(422).shows("Choose a picture");
        assert_eq!(set(&app, settings::LOGO).await, Some(before));
        assert_eq!(app.ledger_count("setting.changed").await, 1);
    }

    async fn a_certificate_keeps_its_pictures_and_paper(app: TestApp) {
        let admin = administrator(&app).await;
        send(&admin, "logo", "file", &png(1)).await.expect(303);
        send(&admin, "signature", "file", &picture(ImageFormat::Jpeg, 80, 40, 2)).await.expect(303);
        admin.post_form("/admin/settings/paper", &[("paper", "letter")]).await.expect(303);
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        let frozen = record(&app, &learner).await.provider;
        let (logo, ink) = (frozen.logo.clone().unwrap(), frozen.signature.clone().unwrap());
        let pdf = learner.get(&format!("/certificates/{number}/pdf")).await.expect(200).bytes;
        let json = learner.get(&format!("/certificates/{number}/json")).await.expect(200).json();
        assert_eq!(json["issuer"]["image"]["id"], format!("http://127.0.0.1:3000/images/{logo}"));

        // Everything is changed afterwards.
        send(&admin, "logo", "file", &png(200)).await.expect(303);
        send(&admin, "signature", "remove", b"yes").await.expect(303);
        admin.post_form("/admin/settings/paper", &[("paper", "a4")]).await.expect(303);
        learner.post_form(&format!("/certificates/{number}"), &[("public", "yes")]).await.expect(303);
        for (who, page) in [
            (&learner, format!("/certificates/{number}")),
            (&app.browser(), format!("/share/{number}")),
            (&app.browser(), format!("/verify/{number}")),
        ] {
            let page = who.get(&page).await.expect(200);
            assert_eq!(page.attribute(&format!("img[src='/images/{logo}']"), "alt"), "Logo of Harbour Foundation");
            assert_eq!(page.attribute(&format!("img[src='/images/{ink}']"), "alt"), "Signature of Maria Silva");
        }
        assert!(learner.get(&format!("/certificates/{number}")).await.expect(200).has(".certificate-letter"));
        app.browser().get(&format!("/images/{logo}")).await.expect(200);
        let refused = app.sql(&format!("DELETE FROM image WHERE hash = '{logo}'")).await.unwrap_err();
        assert!(refused.contains("images never change"), "{refused}");
        let refused = app.sql("UPDATE image SET kind = 'x'").await.unwrap_err();
        assert!(refused.contains("images never change"), "{refused}");

        // The same file again, also if it had never been made before.
        assert_eq!(learner.get(&format!("/certificates/{number}/pdf")).await.expect(200).bytes, pdf);
        app.sql("DELETE FROM rendering WHERE kind = 'pdf'").await.unwrap();
        assert_eq!(learner.get(&format!("/certificates/{number}/pdf")).await.expect(200).bytes, pdf);
        let file = app.database().dir().join("certificate.pdf");
        std::fs::write(&file, &pdf).unwrap();
        let said = |program: &str, word: &str| {
            let output = Command::new(program).arg(word).arg(&file).output().unwrap();
            assert!(output.status.success(), "{program}: {output:?}");
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        assert_eq!(said("pdfimages", "-list").lines().skip(2).count(), 2);
        said("qpdf", "--check");
        assert!(said("pdfinfo", "-box").contains("792 x 612"), "letter, on its side");

        // Who comes later gets what is set later.
        let later = app.with_person("Wei Zhang").in_unit("bakery").signed_in().await;
        later.complete().await;
        let provider = record(&app, &later).await.provider;
        assert!(provider.logo.is_some_and(|hash| hash != logo) && provider.signature.is_none());
    }

    async fn pictures_are_in_the_backup(app: TestApp) {
        let admin = administrator(&app).await;
        send(&admin, "logo", "file", &png(1)).await.expect(303);
        let file = app.database().dir().join("site.tar.gz");
        backup(app.app().config(), &file, std::sync::Arc::new(SystemClock)).await.unwrap();
        let empty = TestDatabase::empty(app.store().engine()).await;
        let other = Config { database: empty.location.clone(), data_dir: empty.dir().join("data"), ..app.app().config().clone() };
        restore(&other, &file, std::sync::Arc::new(SystemClock)).await.unwrap();
        let store = Store::open(&other.database, std::sync::Arc::new(SystemClock)).await.unwrap();
        let all = |db| async move { stored::Entity::find().all(db).await.unwrap() };
        assert_eq!(all(store.reader()).await, all(app.db()).await);
        assert_eq!(all(store.reader()).await.len(), 1);
        store.close().await;
        empty.drop().await;
    }

    async fn a_record_from_before_there_were_pictures_is_still_genuine(app: TestApp) {
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        let number = learner.complete().await;
        // What a program that knew nothing of pictures has sealed: no trace of them.
        let row = &app.credentials(learner.person()).await[0];
        assert!(!row.record.contains("logo") && !row.record.contains("signature\"") && !row.record.contains("paper"), "{}", row.record);
        let json = learner.get(&format!("/certificates/{number}/json")).await.expect(200);
        assert!(json.json()["issuer"].get("image").is_none());
        app.browser().get(&format!("/verify/{number}")).await.expect(200).shows("Amara Okafor");
    }
}
