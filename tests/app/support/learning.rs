//! Walks through the pages as a learner takes them. The right answers come from the catalog, never from a page.

use std::sync::LazyLock;

use netwise::catalog::{Catalog, Files, Published, load};
use netwise::domain::assessment::Item;

use super::reply::{css, text_of, tidy};
use super::{Browser, Reply};

/// The course the tests take.
pub const COURSE: &str = "start-100";

static PUBLISHED: LazyLock<Published> =
    LazyLock::new(|| Published::new(load(&Files::embedded()).expect("the content loads")).expect("it can be frozen"));

pub fn published() -> &'static Published {
    &PUBLISHED
}

pub fn catalog() -> &'static Catalog {
    &PUBLISHED.catalog
}

/// Addresses of the course's lessons, in order.
pub fn lessons() -> Vec<String> {
    let course = catalog().course(COURSE).unwrap();
    course.lessons().map(|lesson| format!("/courses/{COURSE}/{}", lesson.key)).collect()
}

pub fn assessment() -> String {
    format!("/courses/{COURSE}/assessment")
}

/// How many questions a form has.
pub fn form_length() -> usize {
    catalog().course(COURSE).unwrap().assessment.form_length()
}

/// The item a question page asks.
#[track_caller]
pub fn item_on(page: &Reply) -> &'static Item {
    let html = page.html();
    let asked = html.select(&css(".question-text")).next().unwrap_or_else(|| panic!("no question: {}", page.body()));
    let asked = tidy(asked.text());
    let mut items = catalog().items.values().flatten();
    items.find(|item| text_of(&item.stem_html) == asked).unwrap_or_else(|| panic!("no item asks {asked:?}"))
}

/// The right answer to an item.
pub fn right(item: &Item) -> Vec<u8> {
    item.correct_keys()
}

/// One wrong option of an item.
pub fn wrong(item: &Item) -> Vec<u8> {
    (0u8..).zip(&item.options).filter(|(_, option)| !option.correct).map(|(key, _)| key).take(1).collect()
}

impl Browser {
    /// Reads every lesson and marks it as done; gives where the last one leads.
    pub async fn study(&self) -> String {
        let mut next = String::new();
        for lesson in lessons() {
            self.get(&lesson).await.expect(200);
            next = self.post_form(&lesson, &[]).await.expect(303).location().to_owned();
        }
        next
    }

    /// Starts an attempt; gives its address.
    pub async fn start(&self) -> String {
        let reply = self.post_form(&assessment(), &[]).await.expect(303);
        assert!(reply.location().starts_with("/attempts/"), "{}", reply.location());
        reply.location().to_owned()
    }

    /// The item that is asked as question `number` of an attempt, from 1.
    pub async fn question(&self, attempt: &str, number: usize) -> &'static Item {
        item_on(&self.get(&format!("{attempt}?item={number}")).await.expect(200))
    }

    /// All items of an attempt, in the order they are asked.
    pub async fn questions(&self, attempt: &str) -> Vec<&'static Item> {
        let mut items = Vec::new();
        for number in 1..=form_length() {
            items.push(self.question(attempt, number).await);
        }
        items
    }

    /// Sends options as the answer to question `number`.
    pub async fn answer(&self, attempt: &str, number: usize, choices: &[u8]) -> Reply {
        let choices: Vec<String> = choices.iter().map(u8::to_string).collect();
        let mut fields: Vec<(&str, &str)> = choices.iter().map(|choice| ("choice", choice.as_str())).collect();
        fields.push(("go", "next"));
        self.post_form(&format!("{attempt}?item={number}"), &fields).await
    }

    /// Answers every question, each by `choose`.
    pub async fn answer_all(&self, attempt: &str, choose: fn(&Item) -> Vec<u8>) {
        for number in 1..=form_length() {
            let item = self.question(attempt, number).await;
            let reply = self.answer(attempt, number, &choose(item)).await.expect(303);
            let next = match number {
                last if last == form_length() => format!("{attempt}/review"),
                number => format!("{attempt}?item={}", number + 1),
            };
            assert_eq!(reply.location(), next);
        }
    }

    /// Submits an attempt; gives the address of its result.
    pub async fn submit(&self, attempt: &str) -> String {
        let reply = self.post_form(&format!("{attempt}/review"), &[]).await.expect(303);
        assert_eq!(reply.location(), format!("{attempt}/result"));
        reply.location().to_owned()
    }

    /// Takes the assessment with all answers right; gives the attempt's address.
    pub async fn pass(&self) -> String {
        self.sit(right).await
    }

    /// Takes the assessment with all answers wrong; gives the attempt's address.
    pub async fn fail(&self) -> String {
        self.sit(wrong).await
    }

    async fn sit(&self, choose: fn(&Item) -> Vec<u8>) -> String {
        let attempt = self.start().await;
        self.answer_all(&attempt, choose).await;
        self.submit(&attempt).await;
        attempt
    }

    /// Studies and passes; gives the number of the first certificate this earned.
    pub async fn complete(&self) -> String {
        self.study().await;
        self.pass().await;
        let earned = self.app().credentials(self.person()).await;
        earned.first().expect("no certificate was earned").number.clone()
    }
}
