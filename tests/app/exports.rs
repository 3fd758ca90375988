//! Lists as files: the same lines as the page, safe in a spreadsheet, and on record without names.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use netwise::domain::person::Role;
use netwise::store::entities::{ledger, ledger_payload};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::support::{Browser, Reply, TestApp, on_both_engines};

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

/// The lines of a file, read by another program than the one that wrote it.
fn lines(reply: &Reply) -> Vec<Vec<String>> {
    let body = reply.body();
    let text = body.strip_prefix('\u{feff}').expect("the mark is missing");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The cells of a workbook's only sheet, read by another program than the one that wrote it.
fn workbook(reply: &Reply) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(reply.bytes.to_vec())).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

async fn csv(browser: &Browser, address: &str) -> Reply {
    browser.post_form(address, &[("format", "csv")]).await.expect(200)
}

/// What the ledger says about files that were taken along.
async fn recorded(app: &TestApp) -> Vec<serde_json::Value> {
    let rows = ledger::Entity::find()
        .filter(ledger::Column::Kind.eq("list.exported"))
        .find_also_related(ledger_payload::Entity)
        .all(app.db())
        .await
        .unwrap();
    rows.into_iter().map(|(_, payload)| serde_json::from_str(&payload.unwrap().body).unwrap()).collect()
}

on_both_engines! {
    async fn the_file_holds_what_the_list_shows(app: TestApp) {
        let admin = administrator(&app).await;
        for number in 0..60 {
            app.with_person(&format!("Person {number:02}")).in_unit("bakery").enrol().await;
        }
        app.with_person("Lena Braun").in_unit("class-a").enrol().await;
        let unit = app.unit("company").await.id;
        let list = admin.get(&format!("/admin/people?unit={unit}&status=not-started")).await.expect(200);
        let export = list.attribute("nav.actions a[href*=export]", "href");
        admin.get(&export).await.expect(200).shows("60 lines").shows("Unit: Harbour Bakery").shows("Status: Not started");
        assert_eq!(recorded(&app).await.len(), 0, "looking is not taking along");
        let reply = csv(&admin, &export).await;
        assert_eq!(reply.header("content-disposition"), "attachment; filename=\"netwise-people-2026-03-02.csv\"");
        assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
        let rows = lines(&reply);
        assert_eq!(rows[0], ["Person", "E-mail", "Unit", "Requirement", "Due", "Status"]);
        assert_eq!(rows.len(), 61);
        let onboarding = "Onboarding: learning networks and social media";
        assert_eq!(rows[1][2..], ["Ovens", onboarding, "2026-04-01", "Not started"]);
        let names: Vec<&str> = rows[1..51].iter().map(|row| row[0].as_str()).collect();
        let shown: Vec<String> = list.all("tbody th.who a");
        assert_eq!(names, shown);
        let [entry] = <[_; 1]>::try_from(recorded(&app).await).unwrap();
        assert_eq!((entry["rows"].as_i64(), entry["list"].as_str()), (Some(60), Some("people")));
        assert_eq!(entry["filter"]["status"], "not-started");
        assert_eq!(entry["filter"]["unit"], unit.to_string());
    }

    async fn no_name_is_on_record_and_no_cell_is_a_formula(app: TestApp) {
        let admin = administrator(&app).await;
        app.with_person("=HYPERLINK(\"http://evil\")").in_unit("bakery").enrol().await;
        let rows = lines(&csv(&admin, "/admin/export?q=hyperlink").await);
        assert_eq!(rows[1][0], "'=HYPERLINK(\"http://evil\")");
        let entry = recorded(&app).await.remove(0);
        assert_eq!(entry["filter"]["by_words"], true);
        assert!(!entry.to_string().to_lowercase().contains("hyperlink"), "{entry}");
    }

    async fn a_workbook_and_the_figures_can_be_had_too(app: TestApp) {
        let admin = administrator(&app).await;
        app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        let reply = admin.post_form("/admin/export", &[("format", "xlsx")]).await.expect(200);
        let rows = workbook(&reply);
        assert_eq!(rows[0], ["Person", "E-mail", "Unit", "Requirement", "Due", "Status"]);
        let amara = rows.iter().find(|row| row[0] == "Amara Okafor").unwrap();
        assert_eq!(amara[2..], ["Ovens", "Onboarding: learning networks and social media", "2026-04-01", "Not started"]);
        assert_eq!(reply.header("content-disposition"), "attachment; filename=\"netwise-people-2026-03-02.xlsx\"");
        let rows = lines(&csv(&admin, "/admin/export?list=units").await);
        let ovens = rows.iter().find(|row| row[0].ends_with("Ovens")).unwrap();
        assert_eq!(ovens[1..], ["0", "1", "1", "0", "0", "0", "0"]);
        admin.post_form("/admin/export", &[("format", "pdf")]).await.expect(422).shows("Choose a kind of file");
        assert_eq!(recorded(&app).await.len(), 2);
    }

    async fn managers_take_along_their_own_people_and_auditors_everybody(app: TestApp) {
        app.with_person("Amara Okafor").in_unit("bakery").enrol().await;
        app.with_person("Lena Braun").in_unit("class-a").enrol().await;
        let manager = app.with_person("Sipho Dlamini").with_role(Role::Manager, Some("bakery")).signed_in().await;
        let rows = lines(&csv(&manager, "/team/export").await);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1][0], "Amara Okafor");
        // A unit that is not theirs narrows nothing and widens nothing.
        let school = app.unit("school").await.id;
        assert_eq!(lines(&csv(&manager, &format!("/team/export?unit={school}")).await).len(), 2);
        let auditor = app.with_person("Omar Haddad").with_role(Role::Auditor, None).signed_in().await;
        for page in ["/admin", "/admin/reports"] {
            assert!(auditor.get(page).await.expect(200).has("a[href='/admin/export?list=units']"), "{page}");
        }
        let export = auditor.get("/admin/people").await.expect(200).attribute("nav.actions a[href*=export]", "href");
        let before = app.ledger().await.len();
        auditor.get(&export).await.expect(200).shows("4 lines");
        assert_eq!(app.ledger().await.len(), before);
        assert_eq!(lines(&csv(&auditor, &export).await).len(), 5);
        let workbook = auditor.post_form(&export, &[("format", "xlsx")]).await.expect(200);
        assert!(workbook.bytes.starts_with(b"PK"));
        // All that it changed is the record that somebody took it along, and who.
        let entries = app.ledger().await.split_off(before);
        let kinds: Vec<_> = entries.iter().map(|entry| (entry.kind.as_str(), entry.actor_id)).collect();
        assert_eq!(kinds, [("list.exported", Some(auditor.person().0)); 2]);
    }
}
