//! Importing people from a file: what is hostile is answered, what is wrong is named by line, and nothing is done by halves.

use axum::http::Method;
use netwise::domain::ids::PersonId;
use netwise::domain::person::{By, Role};
use netwise::domain::time::DAY;
use netwise::store::entities::{membership, people_file, person};
use netwise::store::{people, units};
use netwise::usecases::end_access::EndAccess;
use netwise::usecases::import_people::ImportRoster;
use netwise::usecases::roster::Roster;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::support::browser::{FORM, OWN};
use crate::support::{Browser, PASSWORD, Reply, TestApp, at_once, on_both_engines, published};

async fn administrator(app: &TestApp) -> Browser {
    app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await
}

async fn by_email(app: &TestApp, email: &str) -> Option<person::Model> {
    person::Entity::find().filter(person::Column::Email.eq(email)).one(app.db()).await.unwrap()
}

async fn headcount(app: &TestApp) -> u64 {
    person::Entity::find().count(app.db()).await.unwrap()
}

async fn unit_names(app: &TestApp, person: PersonId) -> Vec<String> {
    units::of_person(app.db(), person).await.unwrap().into_iter().map(|unit| unit.name).collect()
}

/// Sends a file that can be read; gives the page that says what it would do.
async fn preview(admin: &Browser, text: &str) -> (String, Reply) {
    let address = format!("/admin/people/import/{}", admin.keep_file(text).await);
    let page = admin.get(&address).await.expect(200);
    (address, page)
}

/// Sends a file and imports it.
async fn import(admin: &Browser, text: &str) -> Reply {
    let (address, page) = preview(admin, text).await;
    assert!(page.has("button[value=import]"), "{}", page.main());
    let reply = admin.post_form(&address, &[("do", "import")]).await.expect(303);
    assert_eq!(reply.location(), address);
    admin.get(&address).await.expect(200)
}

/// The mistakes a page lists: line, column, words.
fn mistakes(page: &Reply) -> Vec<String> {
    page.all("#mistakes tbody tr")
}

const FILE: &str = "email,name,unit,joined,role\n\
    Ada@Example.org,  Ada   Lovelace ,bakery,2026-01-31,learner\n\
    grace@example.org,\"Hopper, Grace\",Harbour School / Class A,,Manager\n\
    wei@example.org,Łukasz Żądło,,,\n";

on_both_engines! {
    async fn a_file_is_looked_at_and_then_imported(app: TestApp) {
        let admin = administrator(&app).await;
        let before = headcount(&app).await;
        let (address, page) = preview(&admin, FILE).await;
        page.shows("3 people new, 0 changed, 0 as they are.").shows("Hopper, Grace").shows("Harbour Bakery / Ovens");
        assert_eq!(headcount(&app).await, before, "looking changed something");
        let reply = admin.post_form(&address, &[("do", "import")]).await.expect(303);
        admin.get(reply.location()).await.expect(200).shows("3 people added, 0 changed, 0 left as they are.");
        assert_eq!(headcount(&app).await, before + 3);
        let ada = by_email(&app, "ada@example.org").await.unwrap();
        assert_eq!(ada.name, "Ada Lovelace");
        assert_eq!(unit_names(&app, ada.id).await, ["Ovens"]);
        let joined = membership::Entity::find().filter(membership::Column::PersonId.eq(ada.id)).one(app.db()).await.unwrap().unwrap();
        assert_eq!(joined.joined_at.iso_date_in("UTC"), "2026-01-31");
        // Held to what the unit asks, from now on and not from a day in the past.
        let held = netwise::store::assignments::of_person(app.db(), ada.id).await.unwrap();
        assert!(!held.is_empty());
        assert!(held.iter().all(|one| one.assigned_at == app.now() && one.due_at > app.now()), "{held:?}");
        let grace = by_email(&app, "grace@example.org").await.unwrap();
        let class = app.unit("class-a").await.id;
        assert_eq!(people::grants(app.db(), grace.id).await.unwrap(), [people::Grant { role: Role::Manager, unit: Some(class) }]);
        assert_eq!(by_email(&app, "wei@example.org").await.unwrap().name, "Łukasz Żądło");
        for (kind, count) in [("people.imported", 1), ("person.created", before as usize + 3)] {
            assert_eq!(app.ledger_count(kind).await, count, "{kind}");
        }
        // The file itself is not kept.
        assert!(people_file::Entity::find().all(app.db()).await.unwrap().iter().all(|file| file.body.is_none()));
        // They come in like everybody.
        let browser = app.browser().of(grace.id, "grace@example.org");
        browser.come_in().await;
        browser.get("/team").await.expect(200);
    }

    async fn the_same_file_again_changes_nothing(app: TestApp) {
        let admin = administrator(&app).await;
        import(&admin, FILE).await;
        let (people, ledger) = (headcount(&app).await, app.ledger().await.len());
        let (address, page) = preview(&admin, FILE).await;
        page.shows("0 people new, 0 changed, 3 as they are.").shows("There is nothing to import");
        assert!(!page.has("button[value=import]"));
        // Even if somebody insists.
        admin.post_form(&address, &[("do", "import")]).await.expect(303);
        assert_eq!(headcount(&app).await, people);
        assert_eq!(app.ledger().await.len(), ledger + 1, "one entry that an import was asked for");
        assert_eq!(app.ledger_count("unit.joined").await, 2);
    }

    async fn who_is_here_already_is_updated_and_never_doubled(app: TestApp) {
        let admin = administrator(&app).await;
        let learner = app.with_person("Amara Okafor").in_unit("bakery").signed_in().await;
        app.grant(learner.person(), Role::Reviewer, Some("bakery")).await;
        learner.sign_in().await.expect(303);
        let before = headcount(&app).await;
        let email = learner.email().to_uppercase();
        let text = format!("unit;name;email\nCLASS-B;Amara Eze; {email} \n");
        let (_, page) = preview(&admin, &text).await;
        page.shows("0 people new, 1 changed").shows("New name: Amara Eze").shows("Harbour School / Class B");
        import(&admin, &text).await.shows("0 people added, 1 changed");
        assert_eq!(headcount(&app).await, before);
        let person = people::person(app.db(), learner.person()).await.unwrap();
        assert_eq!((person.name.as_str(), person.email.as_str()), ("Amara Eze", learner.email()));
        assert_eq!(unit_names(&app, person.id).await, ["Class B"]);
        // Roles stay, and so does the session: no power changed.
        assert_eq!(people::grants(app.db(), person.id).await.unwrap().len(), 1);
        learner.get("/home").await.expect(200);
        // Without a unit, units stay.
        import(&admin, &format!("email,name,unit\n{email},Amara Okafor,\n")).await;
        assert_eq!(unit_names(&app, person.id).await, ["Class B"]);
        // A role they have over more than this unit is not given again.
        app.grant(person.id, Role::Manager, None).await;
        let text = format!("email,name,unit,role\n{email},Amara Okafor,class-b,manager\n");
        preview(&admin, &text).await.1.shows("0 changed, 1 as they are");
    }

    async fn every_mistake_is_named_by_line_and_column(app: TestApp) {
        let admin = administrator(&app).await;
        let left = app.with_person("Kofi Mensah").enrol().await;
        app.write(EndAccess { person: left.person() }).await;
        // A second class of the same name elsewhere.
        let company = app.unit("company").await.id.to_string();
        let twin = [("name", "Class A"), ("kind", "class"), ("parent", company.as_str()), ("key", "")];
        admin.post_form("/admin/units/new", &twin).await.expect(303);
        let long = "x".repeat(100_000);
        let rows: Vec<(String, Vec<&str>)> = vec![
            ("good@example.org,Good,bakery,,".into(), vec![]),
            ("nobody,A,bakery,,".into(), vec!["email Enter an e-mail address like name@example.org"]),
            (",,bakery,,".into(), vec!["email Enter an e-mail address", "name Enter a name"]),
            ("good@example.org,Twice,bakery,,".into(), vec!["email This address is in line 2 already"]),
            (" GOOD@example.org ,Thrice,bakery,,".into(), vec!["email This address is in line 2 already"]),
            ("a@example.org,A,Atlantis,,".into(), vec!["unit There is no unit “Atlantis”"]),
            ("b@example.org,B,class a,,".into(), vec!["unit Several units are called “class a”"]),
            ("c@example.org,C,bakery,31/01/2026,".into(), vec!["joined Write the date as year-month-day"]),
            ("d@example.org,D,bakery,2026-02-30,".into(), vec!["joined Write the date as year-month-day"]),
            ("e@example.org,E,bakery,2999-01-01,".into(), vec!["joined This day has not come yet"]),
            ("f@example.org,F,bakery,,king".into(), vec!["role Write learner, manager or reviewer"]),
            ("g@example.org,G,bakery,,Administrator".into(), vec!["role An import cannot give this role"]),
            ("h@example.org,H,bakery,,auditor".into(), vec!["role An import cannot give this role"]),
            ("i@example.org,I,,,manager".into(), vec!["role This role needs a unit"]),
            (format!("{},Kofi,bakery,,", left.email()), vec!["email This person's access was ended"]),
            ("j@example.org,J\u{0},bakery,,".into(), vec!["name Enter a name without control characters"]),
            (format!("k@example.org,{long},bakery,,"), vec!["name Enter a name of at most 200 characters"]),
            (format!("l@example.org,L,{long},,"), vec!["unit There is no unit “xxxx"]),
            ("m@example.org,M,bakery,,,surplus".into(), vec!["all This row has more cells"]),
        ];
        let text: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
        let (address, page) = preview(&admin, &format!("email,name,unit,joined,role\n{text}")).await;
        let found = mistakes(&page);
        let expected: Vec<String> = (2..).zip(&rows).flat_map(|(line, (_, words))| words.iter().map(move |words| format!("Line {line}{}", words.replacen(' ', "", 1)))).collect();
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(&expected) {
            assert!(found.starts_with(expected), "{found:?} is not {expected:?}");
            assert!(found.len() < 300, "a long cell is repeated whole");
        }
        page.shows("18 of 19 rows cannot be imported. Nothing has been changed.");
        assert!(!page.has("button[value=import]"));
        let before = headcount(&app).await;
        let reply = admin.post_form(&address, &[("do", "import")]).await.expect(422);
        reply.shows("Nothing was imported");
        assert!(reply.has(".error-summary a[href='#mistakes']") && reply.has("#mistakes"));
        assert_eq!(headcount(&app).await, before);
        assert!(by_email(&app, "good@example.org").await.is_none(), "imported by halves");
        // Those rows, and only those, to be mended and sent again.
        let rejected = admin.get(&format!("{address}/rejected")).await.expect(200);
        assert_eq!(rejected.header("content-type"), "text/csv; charset=utf-8");
        assert!(rejected.header("content-disposition").contains("rejected.csv"));
        let again = Roster::read(&rejected.bytes).unwrap();
        assert_eq!(again.rows.len(), 18);
        assert!(!rejected.body().contains("Good,"), "a row without a mistake is among them");
        assert!(rejected.body().contains("An import cannot give this role"));
    }

    async fn broken_quotes_and_rows_of_any_length_are_answered(app: TestApp) {
        let admin = administrator(&app).await;
        let before = headcount(&app).await;
        let wide = "x,".repeat(50_000);
        for (text, words) in [
            ("email,name,unit\na@example.org,\"Ada,bakery\nb@example.org,Bo,bakery\n".to_owned(), "several lines"),
            ("email,name,unit\n\"a@example.org,Ada,bakery\n".to_owned(), "several lines"),
            ("email,name,unit\na@example.org\n".to_owned(), "Enter a name"),
            (format!("email,name,unit\na@example.org,Ada,bakery,{wide}\n"), "more cells"),
        ] {
            let (_, page) = preview(&admin, &text).await;
            page.shows(words);
            assert!(!mistakes(&page).is_empty());
        }
        assert_eq!(headcount(&app).await, before);
        // Many columns that mean nothing are no mistake.
        let header: String = (0..2000).map(|place| format!(",c{place}")).collect();
        import(&admin, &format!("email,name,unit{header}\na@example.org,Ada,bakery\n")).await;
        assert!(by_email(&app, "a@example.org").await.is_some());
    }

    async fn files_that_cannot_be_read_say_why(app: TestApp) {
        let admin = administrator(&app).await;
        let many = format!("email,name,unit\n{}", "a@b.org,A,\n".repeat(20_001));
        for (file, words) in [
            (&b""[..], "This file is empty"),
            (b"\xEF\xBB\xBF", "This file is empty"),
            (b"email,name,unit\n", "no people in it"),
            (b"ada@example.org,Ada,bakery\n", "these are missing: email, name, unit"),
            (b"email,unit\nada@example.org,bakery\n", "these are missing: name"),
            (b"email,name,unit,name\na,b,c,d\n", "is there twice"),
            (b"email,name,unit\na@example.org,Ren\xE9e,bakery\n", "Line 2 of this file is not UTF-8"),
            (b"\xFF\xFEe\0m\0a\0i\0l\0", "not UTF-8 text but UTF-16"),
            (b"PK\x03\x04rest", "a spreadsheet file"),
            (many.as_bytes(), "more than 20,000 people"),
            (&vec![b'a'; 5 * 1024 * 1024 + 1], "larger than 5 MB"),
            (&vec![b'a'; 6 * 1024 * 1024], "larger than 5 MB"),
        ] {
            let reply = admin.upload(file).await.expect(422);
            reply.shows(words);
            assert!(reply.has(".error-summary a[href='#file']") && reply.has("input#file[type=file]"));
        }
        // No file, no form, half a form.
        for (kind, body) in [
            ("application/x-www-form-urlencoded", "file=x"),
            ("multipart/form-data; boundary=b", "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--b--\r\n"),
            ("multipart/form-data; boundary=b", "--b\r\ncontent-disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--\r\n"),
            ("multipart/form-data; boundary=b", "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nemail"),
        ] {
            let reply = admin.send(Method::POST, "/admin/people/import", &[OWN, ("content-type", kind)], body).await;
            reply.expect(422);
        }
        assert_eq!(people_file::Entity::find().count(app.db()).await.unwrap(), 0);
    }

    async fn cells_that_look_like_formulas_are_text(app: TestApp) {
        let admin = administrator(&app).await;
        let text = "email,name,unit\na@example.org,\"=HYPERLINK(\"\"https://evil.example\"\",\"\"x\"\")\",bakery\n+b@example.org,@SUM(1),=1+1\n";
        let (address, _) = preview(&admin, text).await;
        let rejected = admin.get(&format!("{address}/rejected")).await.expect(200).body();
        for line in rejected.trim_start_matches('\u{feff}').lines().skip(1) {
            assert_eq!(line.split(',').take(3).collect::<Vec<_>>(), ["'+b@example.org", "'@SUM(1)", "'=1+1"], "{line}");
        }
        // Sent again they are what they were.
        let (_, again) = preview(&admin, &rejected).await;
        again.shows("There is no unit “=1+1”");
        let one = text.lines().take(2).collect::<Vec<_>>().join("\n");
        import(&admin, &one).await;
        assert_eq!(by_email(&app, "a@example.org").await.unwrap().name, "=HYPERLINK(\"https://evil.example\",\"x\")");
    }

    async fn a_byte_order_mark_semicolons_and_unknown_columns_do_no_harm(app: TestApp) {
        let admin = administrator(&app).await;
        let text = "\u{feff}Unit;Payroll;NAME;EMAIL\r\nharbour bakery > ovens;1234;Ada;ada@example.org\r\n;;;\r\n";
        let (_, page) = preview(&admin, text).await;
        page.shows("These columns are not used: “payroll”.").shows("1 person new");
        import(&admin, text).await;
        let ada = by_email(&app, "ada@example.org").await.unwrap();
        assert_eq!(unit_names(&app, ada.id).await, ["Ovens"]);
        let template = admin.get("/admin/people/import/template").await.expect(200);
        assert!(template.bytes.starts_with(b"\xEF\xBB\xBFemail,name,unit,joined,role\r\n"));
        assert!(Roster::read(&template.bytes).is_ok());
    }

    async fn a_file_is_the_business_of_who_sent_it_and_does_not_stay(app: TestApp) {
        let (admin, other) = (administrator(&app).await, administrator(&app).await);
        let (address, _) = preview(&admin, FILE).await;
        other.get(&address).await.expect(404);
        other.get(&format!("{address}/rejected")).await.expect(404);
        other.post_form(&address, &[("do", "import")]).await.expect(404);
        other.post_form(&address, &[("do", "discard")]).await.expect(404);
        // Taken back.
        admin.post_form(&address, &[("do", "discard")]).await.expect(303);
        admin.get(&address).await.expect(410);
        admin.post_form(&address, &[("do", "import")]).await.expect(410);
        assert!(by_email(&app, "ada@example.org").await.is_none());
        // Kept too long.
        let (address, _) = preview(&admin, FILE).await;
        app.advance(DAY + 1);
        admin.sign_in_with(admin.email(), PASSWORD).await.expect(303);
        admin.keep_file(FILE).await;
        admin.get(&address).await.expect(410);
        admin.get("/admin/people/import/none").await.expect(404);
    }

    async fn what_happened_since_the_preview_counts(app: TestApp) {
        let admin = administrator(&app).await;
        let (address, _) = preview(&admin, FILE).await;
        // A unit that the file names is renamed meanwhile.
        let class = app.unit("class-a").await;
        let parent = class.parent_id.unwrap().to_string();
        let fields = [("name", "Class One"), ("key", "class-a"), ("parent", parent.as_str())];
        admin.post_form(&format!("/admin/units/{}/edit", class.id), &fields).await.expect(303);
        let reply = admin.post_form(&address, &[("do", "import")]).await.expect(422);
        reply.shows("There is no unit “Harbour School / Class A”");
        assert!(by_email(&app, "ada@example.org").await.is_none());
    }

    async fn two_clicks_import_once(app: TestApp) {
        let admin = administrator(&app).await;
        let (address, _) = preview(&admin, FILE).await;
        let clicks = (0..6).map(|_| {
            let (admin, address) = (admin.clone(), address.clone());
            async move { admin.send(Method::POST, &address, &[OWN, FORM], "do=import").await.status.as_u16() }
        });
        assert_eq!(at_once(clicks).await, [303; 6]);
        assert_eq!(app.ledger_count("people.imported").await, 1);
        admin.get(&address).await.expect(200).shows("3 people added");
    }

    /// The shape of a large import; how long ten thousand take is written in docs/operations.md.
    async fn a_thousand_people_at_once(app: TestApp) {
        let units = ["bakery", "delivery", "class-a", "class-b"];
        let rows: String = (0..1200).map(|n| format!("p{n}@example.org,Person {n},{}\n", units[n % 4])).collect();
        let roster = Roster::read(format!("email,name,unit\n{rows}").as_bytes()).unwrap();
        let command = ImportRoster { roster: &roster, published: published() };
        let plan = app.store().write(By::System, &command).await.unwrap();
        assert_eq!((plan.added(), plan.edited(), plan.unchanged), (1200, 0, 0));
        let again = app.store().write(By::System, &command).await.unwrap();
        assert_eq!((again.added(), again.edited(), again.unchanged), (0, 0, 1200));
        assert_eq!(headcount(&app).await, 1200);
    }
}
