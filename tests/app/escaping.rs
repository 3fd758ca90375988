//! Whatever people type is shown as text.

use axum::http::Method;
use netwise::app::ROUTES;
use netwise::domain::person::Role;
use netwise::usecases::create_unit::CreateUnit;

use crate::support::bodies::percent;
use crate::support::doors::{Records, more_time, rule};
use crate::support::reply::css;
use crate::support::{PASSWORD, Reply, on_both_engines};

/// Each would make an element or an attribute named `x-evil`, or a handler, in some place of a page.
const CORPUS: [&str; 12] = [
    "<x-evil>",
    "\"><x-evil y=\"",
    "'><x-evil y='",
    "\" x-evil=\"1",
    "' x-evil='1",
    "a onpointerenter=alert(1) x-evil=1",
    "</title><x-evil>",
    "</script><x-evil>",
    "</textarea></style><x-evil>",
    "<!--<x-evil>-->",
    "<svg/onload=alert(1)><x-evil>",
    "&lt;x-evil&gt;",
];

/// Fails if anything of the corpus became more than text.
#[track_caller]
fn check(place: &str, reply: &Reply) {
    assert!(!reply.status.is_server_error(), "{place}: {}", reply.status);
    // Files to be saved are no pages; browsers are told not to take them for one.
    if !reply.header("content-type").starts_with("text/html") && reply.header("x-content-type-options") == "nosniff" {
        return;
    }
    let (body, html) = (reply.body(), reply.html());
    assert!(!body.contains("<x-evil"), "{place}: {body}");
    for element in html.select(&css("*")) {
        let name = element.value().name();
        assert_ne!(name, "x-evil", "{place}");
        for (attribute, value) in element.value().attrs() {
            assert!(attribute != "x-evil" && !attribute.starts_with("on"), "{place}: {attribute} on {name}");
            let link = matches!(attribute, "href" | "src" | "action" | "formaction");
            let scheme = value.trim().to_lowercase();
            assert!(!link || !scheme.starts_with("javascript:"), "{place}: {attribute}={value}");
        }
    }
}

/// People with evil names, units and addresses, in columns with evil names.
fn evil_file(evil: &str) -> String {
    let quoted = format!("\"{}\"", evil.replace('"', "\"\""));
    format!("email,name,unit,joined,role,{quoted}\n{quoted},{quoted},{quoted},{quoted},{quoted},{quoted}\n")
}

on_both_engines! {
    async fn names_of_people_and_units_are_text_on_every_page(app: TestApp) {
        let company = app.unit("company").await;
        for (index, evil) in CORPUS.iter().enumerate() {
            let key = format!("unit-{index}");
            let unit = CreateUnit {
                parent: Some(company.id),
                key: Some(key),
                name: format!("Unit {evil}"),
                kind: "department".to_owned(),
            };
            let unit = app.write(unit).await;
            let person = app.with_person(&format!("Evil {evil}")).enrol().await;
            app.write(netwise::usecases::join_unit::JoinUnit {
                person: person.person(),
                unit,
                published: crate::support::published(),
            })
            .await;
            let link = app.link(person.person()).await;
            let greeting = app.browser().get(&link).await.expect(200);
            check(&link, &greeting);
            assert_eq!(greeting.h1(), format!("Welcome, Evil {evil}. Choose a password"));
            person.come_in().await;
            let administrator = app.with_person(evil).with_role(Role::Administrator, None).signed_in().await;
            let records = Records {
                picture: String::new(),
                given: rule(&app, &administrator).await,
                act: more_time(&app, &administrator, &person, evil).await,
                attempt: person.start().await,
                number: person.complete().await,
                link,
                person: person.person(),
                unit,
                file: administrator.keep_file(&evil_file(evil)).await,
            };
            let manager = app.with_person(evil).with_role(Role::Manager, Some("company")).signed_in().await;
            for browser in [&app.browser(), &person, &administrator, &manager] {
                for door in ROUTES.iter().filter(|door| door.methods.contains(&Method::GET)) {
                    if let Some(address) = records.address(door) {
                        check(&address, &browser.get(&address).await);
                    }
                }
            }
            // It did get there, so the look was worth something.
            let shown = |reply: Reply| {
                assert!(reply.main().contains(&format!("Evil {evil}")), "{evil:?} is not shown: {}", reply.main());
            };
            shown(person.get(&format!("/certificates/{}", records.number)).await.expect(200));
            shown(app.browser().get(&format!("/verify/{}", records.number)).await.expect(200));
            shown(administrator.get(&format!("/admin/people?search={}", percent(&format!("Evil {evil}")))).await);
            shown(manager.get("/team").await.expect(200));
        }
    }

    async fn what_is_typed_into_fields_is_given_back_as_text(app: TestApp) {
        let administrator = app.with_person("Ines Duarte").with_role(Role::Administrator, None).signed_in().await;
        let manager = app.with_person("Sipho Dlamini").with_role(Role::Manager, Some("company")).signed_in().await;
        for (index, evil) in CORPUS.iter().chain(&["javascript:alert(1)"]).enumerate() {
            let browser = app.browser().at(&format!("198.51.100.{index}"));
            let fields = [("email", *evil), ("password", PASSWORD), ("next", evil)];
            let reply = browser.post_form("/sign-in", &fields).await.expect(422);
            check("/sign-in", &reply);
            assert_eq!(reply.attribute("#email", "value"), *evil);
            let typed = percent(evil);
            for (browser, address) in [
                (&browser, format!("/sign-in?next={typed}")),
                (&browser, format!("/verify?number={typed}")),
                (&browser, format!("/verify/{typed}")),
                (&browser, format!("/courses/{typed}")),
                (&browser, format!("/{typed}")),
                (&administrator, format!("/admin/people?search={typed}")),
                (&administrator, format!("/admin/people?status={typed}&program={typed}&page={typed}")),
                (&administrator, format!("/admin/people/{typed}")),
                (&administrator, format!("/admin/programs/{typed}")),
                (&manager, format!("/team?search={typed}&status={typed}")),
            ] {
                check(&address, &browser.get(&address).await);
            }
        }
    }
}
