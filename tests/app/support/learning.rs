//! Walks through the pages as a learner takes them. The right answers come from the catalog, never from a page.

use std::sync::LazyLock;

use netwise::catalog::{Catalog, Files, Published, load};
use netwise::domain::answer::Answer;
use netwise::domain::item::{Body, Item};

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
pub fn right(item: &Item) -> Answer {
    item.best_answer()
}

/// An answer to an item that earns nothing.
pub fn wrong(item: &Item) -> Answer {
    match (&item.body, item.best_answer()) {
        (Body::Single { right, .. }, _) => Answer::Options([u8::from(*right == 0)].into()),
        (Body::Multiple { options, right }, _) => {
            Answer::Options((0..options.len() as u8).filter(|key| !right.contains(key)).take(1).collect())
        }
        (_, Answer::Verdict { claim, reason }) => Answer::Verdict { claim: !claim, reason },
        (_, Answer::Order(order)) => Answer::Order(order.into_iter().rev().collect()),
        (_, Answer::Pairs(mut pairs)) => {
            pairs.rotate_left(1);
            Answer::Pairs(pairs)
        }
        (Body::Branch(scenario), _) => Answer::Path(scenario.worst_path()),
        (body, answer) => panic!("{answer:?} is no answer to {body:?}"),
    }
}

/// The chosen options of an answer that has some.
pub fn keys(answer: &Answer) -> Vec<u8> {
    match answer {
        Answer::Options(chosen) => chosen.iter().copied().collect(),
        other => panic!("{other:?} has no options"),
    }
}

/// What an item says about its answers, and situations that choices lead to: nothing of it may be seen too early.
pub fn secrets(item: &Item) -> Vec<&str> {
    let texts: Vec<&String> = match &item.body {
        Body::Single { options, .. } | Body::Multiple { options, .. } => {
            options.iter().map(|option| &option.feedback_html).collect()
        }
        Body::TrueFalse { if_true_html, if_false_html, reasons, .. } => {
            let reasons = reasons.iter().map(|reason| &reason.feedback_html);
            reasons.chain([if_true_html, if_false_html]).collect()
        }
        Body::Ordering { steps, .. } => steps.iter().map(|step| &step.feedback_html).collect(),
        Body::Matching { .. } => item.body.partners().into_iter().map(|partner| &partner.part.feedback_html).collect(),
        Body::Branch(scenario) => {
            let moves = scenario.scenes.iter().flat_map(|scene| &scene.moves);
            moves.map(|choice| &choice.part.feedback_html).collect()
        }
    };
    texts.into_iter().map(String::as_str).collect()
}

/// What an item offers to choose from.
pub fn offers(item: &Item) -> Vec<&str> {
    let texts: Vec<&String> = match &item.body {
        Body::Single { options, .. } | Body::Multiple { options, .. } => {
            options.iter().map(|part| &part.html).collect()
        }
        Body::TrueFalse { why_html, reasons, .. } => reasons.iter().map(|part| &part.html).chain([why_html]).collect(),
        Body::Ordering { steps, .. } => steps.iter().map(|part| &part.html).collect(),
        Body::Matching { pairs, .. } => {
            let partners = item.body.partners().into_iter().map(|partner| &partner.part.html);
            pairs.iter().map(|pair| &pair.html).chain(partners).collect()
        }
        Body::Branch(scenario) => {
            let moves = scenario.scenes.iter().flat_map(|scene| &scene.moves).map(|choice| &choice.part.html);
            moves.chain(scenario.scenes.iter().map(|scene| &scene.html)).collect()
        }
    };
    texts.into_iter().map(String::as_str).collect()
}

/// The forms that give an answer: one, or one for each step of a scenario.
pub fn forms(answer: &Answer) -> Vec<Vec<(String, String)>> {
    let field = |name: &str, value: String| (name.to_owned(), value);
    match answer {
        Answer::Options(chosen) => vec![chosen.iter().map(|key| field("choice", key.to_string())).collect()],
        Answer::Verdict { claim, reason } => {
            let reason = reason.map(|reason| field("reason", reason.to_string()));
            vec![[field("claim", claim.to_string())].into_iter().chain(reason).collect()]
        }
        Answer::Order(order) => {
            vec![(1..).zip(order).map(|(place, step)| field(&format!("place-{step}"), place.to_string())).collect()]
        }
        Answer::Pairs(pairs) => {
            let chosen = pairs.iter().enumerate().filter_map(|(row, partner)| Some((row, (*partner)?)));
            vec![chosen.map(|(row, partner)| field(&format!("partner-{row}"), partner.to_string())).collect()]
        }
        Answer::Path(path) => {
            let steps = path.iter().enumerate();
            steps.map(|(step, key)| vec![field("step", step.to_string()), field("choice", key.to_string())]).collect()
        }
    }
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

    /// Gives an answer of any type to question `number`; the reply to the last form.
    pub async fn give(&self, attempt: &str, number: usize, answer: &Answer) -> Reply {
        let mut reply = None;
        for form in forms(answer) {
            let mut fields: Vec<(&str, &str)> =
                form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            fields.push(("go", "next"));
            reply = Some(self.post_form(&format!("{attempt}?item={number}"), &fields).await);
        }
        reply.expect("an answer without a form")
    }

    /// Answers every question, each by `choose`.
    pub async fn answer_all(&self, attempt: &str, choose: fn(&Item) -> Answer) {
        for number in 1..=form_length() {
            let item = self.question(attempt, number).await;
            let answer = choose(item);
            let reply = self.give(attempt, number, &answer).await.expect(303);
            let next = match number {
                // What follows from a choice is shown on the same page.
                _ if matches!(answer, Answer::Path(_)) => format!("{attempt}?item={number}"),
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

    async fn sit(&self, choose: fn(&Item) -> Answer) -> String {
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
