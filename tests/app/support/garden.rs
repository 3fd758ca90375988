//! The small course of the content guide, which has a question of every type, taught in place of everything else.

use std::collections::BTreeMap;

use netwise::catalog::{Catalog, Files, Published, load};
use netwise::domain::course::Course;
use netwise::domain::ids::AttemptId;
use netwise::domain::item::{Body, Item};
use netwise::server::state::Content;
use netwise::store::{attempts, content};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::{Browser, TestApp};

const GUIDE: &str = include_str!("../../../docs/content-guide.md");

/// The address of its assessment.
pub const GARDEN: &str = "/courses/garden-100/assessment";

/// The files that the guide shows.
fn files() -> Files {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut path = None;
    for event in Parser::new(GUIDE) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                path = info.split_once(" file=").map(|(_, path)| path.to_owned());
            }
            Event::Text(text) => {
                if let Some(path) = &path {
                    files.entry(path.clone()).or_default().extend(text.bytes());
                }
            }
            Event::End(TagEnd::CodeBlock) => path = None,
            _ => {}
        }
    }
    files.into_iter().collect()
}

impl TestApp {
    /// Teaches the garden course, and nothing else, to the people of the bakery. All six questions are drawn.
    pub async fn teach_garden(&self, change: impl FnOnce(&mut Course)) {
        self.teach_garden_with(|catalog| change(&mut catalog.courses[0])).await;
    }

    /// The same, with a change of anything in it.
    pub async fn teach_garden_with(&self, change: impl FnOnce(&mut Catalog)) {
        let files = files();
        let mut catalog = load(&files).unwrap();
        catalog.programs[0].audience = "bakery".to_owned();
        catalog.courses[0].assessment.draw = [("o1".to_owned(), 3), ("o2".to_owned(), 3)].into();
        change(&mut catalog);
        let published = Published::new(catalog).unwrap();
        self.app().replace_content(Content { published, files }).await.unwrap();
    }

    /// The items of an attempt in the order they are asked.
    pub async fn asked(&self, learner: &Browser, attempt: &str) -> Vec<Item> {
        let id: AttemptId = attempt.rsplit('/').next().unwrap().parse().unwrap();
        let row = attempts::own(self.db(), learner.person(), id).await.unwrap();
        let form = attempts::form(&row).unwrap();
        let items = content::items_of(self.db(), &form).await.unwrap();
        form.items.iter().map(|place| items[&place.item].clone()).collect()
    }
}

/// The number, from 1, of the question of a type.
#[track_caller]
pub fn number_of(items: &[Item], of_type: fn(&Body) -> bool) -> usize {
    1 + items.iter().position(|item| of_type(&item.body)).unwrap()
}

pub fn is_ordering(body: &Body) -> bool {
    matches!(body, Body::Ordering { .. })
}

pub fn is_matching(body: &Body) -> bool {
    matches!(body, Body::Matching { .. })
}

pub fn is_true_false(body: &Body) -> bool {
    matches!(body, Body::TrueFalse { .. })
}

pub fn is_branch(body: &Body) -> bool {
    matches!(body, Body::Branch(_))
}
