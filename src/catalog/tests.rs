//! Loading whole folders: the example of the guide, and every way to spoil it. Must not import
//! anything of this crate outside `catalog`.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::{Catalog, Files, Problem, load};
use crate::domain::answer::Answer;
use crate::domain::assessment::Difficulty;
use crate::domain::item::{Body, Item};
use crate::domain::program::Profile;

const GUIDE: &str = include_str!("../../docs/content-guide.md");

const COURSE: &str = "courses/garden-100/course.toml";
const BANK: &str = "courses/garden-100/assessment.md";
const SOIL: &str = "courses/garden-100/basics/01-soil.md";
const PLANTS: &str = "courses/garden-100/basics/02-plants.md";
const PROGRAM: &str = "programs/gardeners.toml";
const SOURCES: &str = "sources.toml";
const GLOSSARY: &str = "glossary.md";

/// The files that the guide shows.
fn example() -> BTreeMap<String, Vec<u8>> {
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
    files
}

/// The example with changes, to be loaded.
struct Changed(BTreeMap<String, Vec<u8>>);

impl Changed {
    fn new() -> Changed {
        Changed(example())
    }

    /// Replaces the first place where a text stands.
    fn replace(mut self, file: &str, from: &str, to: &str) -> Changed {
        let text = String::from_utf8(self.0[file].clone()).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        self.0.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
        self
    }

    fn replace_all(mut self, file: &str, from: &str, to: &str) -> Changed {
        let text = String::from_utf8(self.0[file].clone()).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        self.0.insert(file.to_owned(), text.replace(from, to).into_bytes());
        self
    }

    fn add(mut self, file: &str, content: impl Into<Vec<u8>>) -> Changed {
        self.0.insert(file.to_owned(), content.into());
        self
    }

    fn copy(self, from: &str, to: &str) -> Changed {
        let content = self.0[from].clone();
        self.add(to, content)
    }

    fn without(mut self, file: &str) -> Changed {
        assert!(self.0.remove(file).is_some(), "{file}");
        self
    }

    fn load(self) -> Result<Catalog, Vec<Problem>> {
        load(&self.0.into_iter().collect())
    }

    fn problems(self) -> Vec<Problem> {
        self.load().map(|_| ()).unwrap_err()
    }

    /// The line of the file where a text first stands.
    fn line_of(&self, file: &str, text: &str) -> usize {
        let content = String::from_utf8_lossy(&self.0[file]).into_owned();
        1 + content.lines().position(|line| line.contains(text)).unwrap()
    }

    /// Loads, and expects one problem and no other: in the line where a text stands.
    #[track_caller]
    fn only(self, file: &str, at: &str, what: &str, mend: &str) {
        let line = self.line_of(file, at);
        self.only_in_line(file, line, what, mend);
    }

    #[track_caller]
    fn only_in_line(self, file: &str, line: usize, what: &str, mend: &str) {
        let problems = self.problems();
        let [problem] = problems.as_slice() else { panic!("expected one: {problems:#?}") };
        assert_eq!((problem.file.as_str(), problem.line), (file, line), "{problem}");
        assert!(problem.what.contains(what), "{problem}");
        assert!(problem.mend.contains(mend), "{problem}");
    }
}

fn places(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| format!("{}:{}", problem.file, problem.line)).collect()
}

fn replace(file: &str, from: &str, to: &str) -> Changed {
    Changed::new().replace(file, from, to)
}

#[test]
fn a_template_of_ones_own_is_tried() {
    const TEMPLATE: &str = "certificates/employment.typ";
    let own = "#let it = json(\"data.json\")\n#set document(title: it.number)\n= #it.achievement\n#it.learner\n";
    assert!(Changed::new().add(TEMPLATE, own).load().is_ok());
    let wrong = || Changed::new().add(TEMPLATE, own.replace("it.learner", "it.lerner"));
    wrong().only(TEMPLATE, "it.lerner", "lerner", "content guide");
    Changed::new().add(TEMPLATE, [0xff]).only_in_line(TEMPLATE, 1, "UTF-8", "");
    // What is common may be replaced alone, and is tried with all that use it.
    let common = "certificates/sheet.typ";
    let broken = Changed::new().add(common, "#let certified = 1").load().unwrap_err();
    assert!(broken.iter().any(|problem| problem.file == TEMPLATE), "{broken:?}");
    assert!(broken.iter().any(|problem| problem.file == "certificates/school.typ"), "{broken:?}");
}

#[test]
fn the_built_in_templates_work_and_stand_in_for_those_that_are_left_out() {
    assert_eq!(super::template_problems(&Files::embedded()), []);
    assert!(super::certificate_template(&Files::default(), Profile::Graduation).is_ok());
    assert!(super::transcript_template(&Files::default()).is_ok());
}

#[test]
fn the_example_of_the_guide_loads() {
    let catalog = Changed::new().load().unwrap();
    let course = catalog.course("garden-100").unwrap();
    assert_eq!(course.minutes(), 20);
    assert_eq!(course.hue, 120);
    assert_eq!(course.modules.len(), 1);
    assert_eq!(course.lessons().map(|lesson| lesson.key.as_str()).collect::<Vec<_>>(), ["soil", "plants"]);
    assert_eq!(course.assessment.draw, BTreeMap::from([("o1".to_owned(), 1), ("o2".to_owned(), 1)]));

    let soil = course.lesson("soil").unwrap();
    assert_eq!(soil.review_by.as_deref(), Some("2030-05-01"));
    assert_eq!(soil.sources, ["S01"]);
    assert_eq!(soil.headings[1], ("test-it-by-hand".to_owned(), "Test it by hand".to_owned()));
    for part in [
        "<aside class=\"callout callout-important\">",
        "<th scope=\"row\">Sand</th>",
        "src=\"/content/courses/garden-100/basics/hands.svg\"",
        "<div class=\"check\">",
        "<li class=\"task\">",
        "<section class=\"footnotes\"",
    ] {
        assert!(soil.html.contains(part), "{part} in {}", soil.html);
    }

    let [ball, plants, ..] = catalog.bank("garden-100") else { panic!() };
    assert_eq!(ball.id, "garden-100-o1-001");
    assert_eq!(ball.course, "garden-100");
    assert_eq!(ball.difficulty, Difficulty::Easy);
    assert_eq!((ball.critical, ball.shuffle), (false, true));
    assert_eq!(
        ball.stem_html,
        "<p>Ali rolls a long sausage out of the soil of his yard.</p>\n<p>What kind of soil is it?</p>"
    );
    let Body::Single { options, right: 2 } = &ball.body else { panic!("{:?}", ball.body) };
    assert_eq!(options[2].html, "Clay, because it rolls");
    assert_eq!(options[2].feedback_html, "<p>Yes. Only clay makes a sausage.</p>");
    assert_eq!((plants.critical, plants.shuffle), (true, false));
    assert_eq!(plants.best_answer(), Answer::Options([0, 2].into()));
    assert_eq!(plants.review_by, None);

    let program = catalog.program("gardeners").unwrap();
    assert_eq!((program.profile, program.due_days), (Profile::Employment, 30));
    assert_eq!(program.credit.contact_minutes, 20);
    assert_eq!(catalog.sources["S01"].year, "2024");
    assert_eq!(catalog.bank("none").len(), 0);
    assert!(catalog.course("none").is_none() && catalog.program("none").is_none());
}

#[test]
fn the_content_of_the_binary_loads() {
    let catalog = load(&Files::embedded()).unwrap();
    assert!(!catalog.courses.is_empty());
}

#[test]
fn windows_line_ends_change_nothing() {
    let plain = Changed::new().load().unwrap();
    let files = example()
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap().replace('\n', "\r\n").into_bytes()));
    let windows = load(&files.collect()).unwrap();
    assert_eq!(plain.courses[0].modules[0].lessons[0].headings, windows.courses[0].modules[0].lessons[0].headings);
    assert_eq!(plain.items, windows.items);
}

#[test]
fn a_problem_is_one_line() {
    let problems = replace(SOIL, "minutes = 10", "minutes = 45").problems();
    assert_eq!(
        problems[0].to_string(),
        "courses/garden-100/basics/01-soil.md:4: `minutes` is 45; write a whole number from 3 to 20"
    );
}

#[test]
fn all_problems_are_found_and_sorted() {
    let problems = replace(SOIL, "minutes = 10", "minutes = 45")
        .replace(SOIL, "## Why", "# Why")
        .replace(BANK, "bloom = \"apply\"", "bloom = \"Apply\"")
        .replace(PROGRAM, "due_days = 30", "due_days = \"30\"")
        .replace(COURSE, "hue = 120", "hue = 360")
        .problems();
    let places: Vec<_> = problems.iter().map(|p| (p.file.as_str(), p.line)).collect();
    assert_eq!(places, [(BANK, 10), (SOIL, 4), (SOIL, 11), (COURSE, 6), (PROGRAM, 9)]);
}

#[test]
fn fields() {
    let places = places(&replace(SOIL, "minutes", "minuts").problems());
    assert_eq!(places, [format!("{SOIL}:2"), format!("{SOIL}:4")]);
    replace(SOIL, "version = 1", "version = 1\nauthr = \"x\"").only(SOIL, "authr", "no field `authr`", "nearest field");
    replace(COURSE, "attempts = 3", "attempts = 3\nminuts = 3").only(
        COURSE,
        "minuts",
        "no field `minuts`",
        "nearest field is `minutes`",
    );
    replace(COURSE, "text = \"tell", "txt = 1\ntext = \"tell").only(
        COURSE,
        "txt",
        "no field `txt`",
        "nearest field is `text`",
    );
    replace(BANK, "difficulty = \"easy\"", "difficulty = \"easy\"\ncritcal = true").only(
        BANK,
        "critcal",
        "no field",
        "nearest field is `critical`",
    );
    replace(PROGRAM, "amount =", "amout = \"x\"\namount =").only(
        PROGRAM,
        "amout",
        "no field",
        "nearest field is `amount`",
    );
    replace(SOURCES, "url =", "ur = \"x\"\nurl =").only(SOURCES, "ur = ", "no field", "nearest field is `url`");
    replace(SOIL, "title = \"What is in your soil\"\n", "").only_in_line(SOIL, 2, "`title` is missing", "title = ");
    replace(COURSE, "hue = 120\n", "").only_in_line(COURSE, 1, "`hue` is missing", "hue = 0");
    replace(COURSE, "attempts = 3\n", "").only(COURSE, "[assessment]", "`attempts` is missing", "attempts = 1");
    replace(SOIL, "\"What is in your soil\"", "\" \"").only(SOIL, "title", "`title` is empty", "between the quotes");
    replace(SOIL, "minutes = 10", "minutes = \"10\"").only(
        SOIL,
        "minutes",
        "of the kind string",
        "whole number without quotes",
    );
    replace(SOIL, "\"2030-05-01\"", "2030-05-01").only(SOIL, "review_by", "of the kind datetime", "in double quotes");
    replace(SOIL, "[\"S01\"]", "\"S01\"").only(SOIL, "sources", "of the kind string", "[\"…\"");
    replace(BANK, "critical = true", "critical = \"yes\"").only(
        BANK,
        "critical",
        "of the kind string",
        "true or false",
    );
    replace(SOIL, "version = 1", "version = 1\nversion = 2").only(
        SOIL,
        "version = 2",
        "duplicate key",
        "field = value",
    );
    replace(SOIL, "version = 1", "version = ").only(SOIL, "version", "not TOML", "field = value");
}

#[test]
fn numbers_have_ranges() {
    for minutes in ["2", "21", "-5", "99999999999999999999999"] {
        let written = format!("minutes = {minutes}");
        replace(PLANTS, "minutes = 5", &written).only(PLANTS, "minutes", &format!("`minutes` is {minutes}"), "3 to 20");
    }
    replace(COURSE, "hue = 120", "hue = 360").only(COURSE, "hue", "`hue` is 360", "0 to 359");
    replace(COURSE, "pass_percent = 80", "pass_percent = 0").only(
        COURSE,
        "pass_percent",
        "`pass_percent` is 0",
        "1 to 100",
    );
    replace(COURSE, "pass_percent = 80", "pass_percent = 101").only(
        COURSE,
        "pass_percent",
        "`pass_percent` is 101",
        "1 to 100",
    );
    replace(COURSE, "attempts = 3", "attempts = 0").only(COURSE, "attempts", "`attempts` is 0", "from 1");
    replace(COURSE, "o1 = 1", "o1 = 0").only(COURSE, "o1 = 0", "`o1` is 0", "from 1");
    replace(SOIL, "version = 1", "version = 0").only(SOIL, "version", "`version` is 0", "from 1");
}

#[test]
fn keys() {
    replace(SOIL, "\"soil\"", "\"Soil_1\"").replace_all(BANK, "\"soil\"", "\"Soil_1\"").only(
        SOIL,
        "key",
        "cannot be the key of a lesson",
        "lower-case",
    );
    replace(PLANTS, "key = \"plants\"", "key = \"assessment\"")
        .replace_all(BANK, "lesson = \"plants\"", "lesson = \"assessment\"")
        .only(PLANTS, "key", "`assessment` cannot be", "choose another");
    replace(COURSE, "\"garden-100\"", "\"garden-101\"").replace(PROGRAM, "garden-100", "garden-101").only(
        COURSE,
        "key",
        "folder `garden-100`",
        "name of the key",
    );
    replace(PROGRAM, "\"gardeners\"", "\"gardener\"").only(
        PROGRAM,
        "key",
        "has another name",
        "programs/gardener.toml",
    );
}

#[test]
fn duplicates() {
    replace(PLANTS, "key = \"plants\"", "key = \"soil\"").replace_all(BANK, "\"plants\"", "\"soil\"").only(
        PLANTS,
        "key",
        "`soil` is already used at courses/garden-100/basics/01-soil.md:2",
        "another name",
    );
    replace(BANK, "garden-100-o2-001", "garden-100-o1-001").only_in_line(
        BANK,
        31,
        "already used at courses/garden-100/assessment.md:6",
        "another name",
    );
    let problems =
        replace(COURSE, "[[modules]]", "[[modules]]\nkey = \"basics\"\ntitle = \"x\"\n\n[[modules]]").problems();
    assert_eq!(places(&problems), [format!("{COURSE}:21"), format!("{COURSE}:21")]);
    assert!(problems[1].what.contains("module `basics` is already used"), "{problems:?}");
    replace(COURSE, "[[modules]]", "[[objectives]]\nkey = \"o1\"\ntext = \"x\"\n\n[[modules]]").only_in_line(
        COURSE,
        17,
        "objective `o1` is already used",
        "another name",
    );
    replace(SOIL, "[\"o1\"]", "[\"o1\",\n\"o1\"]").only_in_line(SOIL, 6, "stands twice", "take one");
    let problems = Changed::new().copy(PROGRAM, "programs/z.toml").problems();
    assert!(problems[0].what.contains("has another name"), "{problems:?}");
    assert!(problems[1].what.contains("already used at programs/gardeners.toml:1"), "{problems:?}");
    let other = "courses/other/course.toml";
    let problems = Changed::new()
        .copy(COURSE, other)
        .copy(SOIL, "courses/other/basics/01-soil.md")
        .copy("courses/garden-100/basics/hands.svg", "courses/other/basics/hands.svg")
        .copy(PLANTS, "courses/other/basics/02-plants.md")
        .copy(BANK, "courses/other/assessment.md")
        .problems();
    assert_eq!(problems.iter().filter(|p| p.what.contains("question `garden-100-o")).count(), 7, "{problems:?}");
    assert!(
        problems.iter().any(|p| p.file == other && p.what.contains("course `garden-100` is already used")),
        "{problems:?}"
    );
}

#[test]
fn references() {
    replace(SOIL, "[\"o1\"]", "[\"o1\", \"o7\"]").only(SOIL, "objectives", "no objective `o7`", "write `o1`");
    replace(SOIL, "[\"S01\"]", "[\"S02\"]").only(SOIL, "sources", "no source `S02`", "write `S01`");
    replace(BANK, "sources = [\"S01\"]", "sources = [\"S02\"]").only(BANK, "sources", "no source `S02`", "write `S01`");
    replace(BANK, "lesson = \"soil\"", "lesson = \"soils\"").only(BANK, "lesson", "no lesson `soils`", "write `soil`");
    replace(COURSE, "o1 = 1", "o1 = 1\no9 = 1").only(COURSE, "o9", "no objective `o9`", "write `o");
    let problems = replace(BANK, "objective = \"o1\"", "objective = \"o3\"").problems();
    assert_eq!((problems[0].file.as_str(), problems[0].line), (BANK, 7));
    assert!(problems[0].what.contains("no objective `o3`"), "{problems:?}");
    replace(PROGRAM, "[\"garden-100\"]", "[\"garden-10\"]").only(
        PROGRAM,
        "courses",
        "no course `garden-10`",
        "write `garden-100`",
    );
    replace(PROGRAM, "[\"garden-100\"]", "[]").only(PROGRAM, "courses", "`courses` is empty", "courses = [");
    let problems = replace(SOIL, "objectives = [\"o1\"]\n", "").problems();
    assert_eq!(places(&problems), [format!("{SOIL}:2"), format!("{COURSE}:9")]);
    assert!(problems[0].what.contains("`objectives` is empty or missing"), "{problems:?}");
}

#[test]
fn without_a_register_every_citation_is_unknown() {
    let problems = Changed::new().without(SOURCES).problems();
    assert_eq!(problems.len(), 2);
    assert!(problems[0].mend.contains("add `S01` to sources.toml"), "{problems:?}");
}

#[test]
fn a_broken_register_is_reported_alone() {
    replace(SOURCES, "author =", "author").only(SOURCES, "author", "not TOML", "");
    replace(SOURCES, "https://", "ftp://").only(SOURCES, "url", "`url` is", "https://");
}

#[test]
fn days() {
    replace(SOIL, "review_by = \"2030-05-01\"\n", "").only(SOIL, "sources", "no `review_by`", "YYYY-MM-DD");
    for day in ["2030-13-01", "2030-02-30", "20300501", "2030-5-1", "soon", "2030-05-01T00:00"] {
        replace(SOIL, "2030-05-01", day).only(SOIL, "review_by", "is not a day", "YYYY-MM-DD");
        replace(BANK, "2030-05-01", day).only(BANK, "review_by", "is not a day", "YYYY-MM-DD");
    }
}

#[test]
fn front_matter() {
    replace(SOIL, "+++\n", "").only_in_line(SOIL, 1, "does not begin", "two lines +++");
    Changed::new().add(SOIL, "+++\nkey = \"soil\"\n").only_in_line(SOIL, 1, "no closing line", "+++");
    Changed::new().add(SOIL, "").only_in_line(SOIL, 1, "does not begin", "two lines +++");
    let text = "+++\nkey = \"plants\"\ntitle = \"t\"\nminutes = 5\nobjectives = [\"o2\"]\nversion = 1\n+++\n";
    Changed::new().add(PLANTS, text).only_in_line(PLANTS, 7, "no text", "below the front matter");
}

#[test]
fn markdown_flaws_have_the_line_of_the_file() {
    replace(SOIL, "## Test", "# Test").only(SOIL, "# Test", "first level", "title comes from");
    replace(SOIL, "![Three hands with three soils: loose grains, a ball, and a long roll]", "![]").only(
        SOIL,
        "![]",
        "no description",
        "square brackets",
    );
    replace(SOIL, "  > Clay would roll. Look at the second column of the table.\n", "").only(
        SOIL,
        "- [ ] Clay",
        "no feedback",
        "indented by two",
    );
    Changed::new().without("courses/garden-100/basics/hands.svg").only(SOIL, "hands.svg", "no image", "add the file");
}

#[test]
fn the_form_of_questions() {
    replace(BANK, "```toml\nid = \"garden-100-o1-001\"", "```\nid = \"garden-100-o1-001\"").only(
        BANK,
        "## Ball",
        "no fields",
        "```toml",
    );
    replace(BANK, "id = \"garden-100-o1-001\"", "id = garden").only(BANK, "id = garden", "not TOML", "field = value");
    replace(BANK, "id = \"garden-100-o1-001\"\n", "").only_in_line(BANK, 6, "`id` is missing", "id = ");
    replace(BANK, "type = \"single\"", "type = \"one\"").only(
        BANK,
        "type",
        "cannot be \"one\"",
        "`single`, `multiple`",
    );
    replace(BANK, "- [ ] Sand, because it is loose", "- [x] Sand, because it is loose").only(
        BANK,
        "- [x] Sand",
        "2 options are ticked",
        "exactly one",
    );
    replace(BANK, "- [x] Clay", "- [ ] Clay").only(BANK, "- [ ] Sand", "0 options are ticked", "exactly one");
    replace(BANK, "- [x] Carrots", "- [ ] Carrots").replace(BANK, "- [x] Cabbages", "- [ ] Cabbages").only(
        BANK,
        "- [ ] Carrots and sand",
        "no option is ticked",
        "tick the right ones",
    );
    replace(BANK, "- [ ] Carrots", "- [x] Carrots").only(
        BANK,
        "- [x] Carrots and sand",
        "all options are ticked",
        "untick one",
    );
    replace(BANK, "- [ ] Carrots and clay\n  > They fork in heavy soil. Reread which plant likes clay.\n", "")
        .replace(BANK, "- [x] Cabbages", "- [ ] Cabbages")
        .only(BANK, "- [x] Carrots", "has 2 options", "3 to 6");
    let more = "- [ ] x\n  > y\n".repeat(4);
    replace(BANK, "- [x] Clay", &format!("{more}- [x] Clay")).only(BANK, "- [ ] Sand", "has 7 options", "3 to 6");
    replace(BANK, "  > Yes. Only clay makes a sausage.\n", "").only(
        BANK,
        "- [x] Clay",
        "no feedback",
        "indented by two",
    );
    replace(BANK, "> Yes. Only clay makes a sausage.", ">").only(BANK, "- [x] Clay", "no feedback", "indented by two");
    replace(BANK, "- [x] Clay, because it rolls", "- [x] [Clay](https://example.org)").only(
        BANK,
        "- [x] [Clay]",
        "a link inside an option",
        "into the feedback",
    );
    replace(BANK, "- [ ] Loam", "- Loam").only(BANK, "- Loam", "no box", "- [x]");
    replace(BANK, "Ali rolls a long sausage out of the soil of his yard.\n\nWhat kind of soil is it?\n", "").only(
        BANK,
        "## Ball",
        "no text",
        "between the fields",
    );
    replace(BANK, "## Plants for", "Bye.\n\n## Plants for").only(BANK, "Bye.", "below the options", "move it above");
    let problems = replace(BANK, "- [ ] Loam", "* [ ] Loam").problems();
    assert!(problems.iter().any(|p| p.line == 21 && p.what.contains("not the only one")), "{problems:?}");
    replace(BANK, "What kind", "### What kind").only(BANK, "### What", "no headings inside", "paragraph");
    let options = "- [ ] Sand, because it is loose\n  > Loose soil does not hold together. Reread the table of the lesson.\n- [ ] Loam, because it holds a ball\n  > It does more than that. Look at the second column of the table.\n- [x] Clay, because it rolls\n  > Yes. Only clay makes a sausage.\n";
    replace(BANK, options, "").only(BANK, "## Ball", "no options", "- [ ]");
}

fn item<'c>(catalog: &'c Catalog, id: &str) -> &'c Item {
    catalog.bank("garden-100").iter().find(|item| item.id == id).unwrap()
}

#[test]
fn every_type_of_the_guide_is_read() {
    let catalog = Changed::new().load().unwrap();
    assert_eq!(catalog.bank("garden-100").len(), 6, "practice is no part of the bank");

    let Body::TrueFalse { claim, if_true_html, if_false_html, why_html, reasons, right } =
        &item(&catalog, "garden-100-o2-002").body
    else {
        panic!()
    };
    assert_eq!((*claim, *right, reasons.len()), (false, 1, 3));
    assert_eq!(if_true_html, "<p>They fork in it. Reread what carrots like.</p>");
    assert_eq!(if_false_html, "<p>Right. They like sand.</p>");
    assert_eq!(why_html, "<p>What is the best reason?</p>");

    let Body::Ordering { steps, also_right } = &item(&catalog, "garden-100-o1-002").body else { panic!() };
    assert_eq!(steps[2].html, "Roll it between your palms");
    assert_eq!(steps[0].feedback_html, "<p>Little is enough.</p>");
    assert_eq!(also_right, &[vec![1, 0, 2]]);

    let Body::Matching { pairs, others } = &item(&catalog, "garden-100-o1-003").body else { panic!() };
    assert_eq!((pairs.len(), others.len()), (3, 1));
    assert_eq!((pairs[0].html.as_str(), pairs[0].partner.words.as_str()), ("Sand", "It falls apart"));
    assert_eq!(pairs[0].partner.part.feedback_html, "<p>Nothing holds its grains together.</p>");
    assert_eq!(others[0].words, "It melts");

    let Body::Branch(scenario) = &item(&catalog, "garden-100-o2-003").body else { panic!() };
    assert_eq!(scenario.scenes.len(), 3);
    assert_eq!(scenario.scenes[1].html, "<p>It rolls to a long sausage.</p>");
    let first = &scenario.scenes[0].moves[0];
    assert_eq!((first.point, first.next), (true, Some(1)));
    assert_eq!(first.part.feedback_html, "<p>Yes: first look, then plant.</p>", "without its link");
    assert_eq!(scenario.scenes[0].moves[1].next, Some(2));
    assert_eq!((scenario.best_path(), scenario.worst_path()), (vec![0, 1], vec![1, 1]));

    let soil = catalog.course("garden-100").unwrap().lesson("soil").unwrap();
    let [practice] = soil.practice.as_slice() else { panic!() };
    assert_eq!(practice.guide, ["Says what to do with the hand", "Says what to look for"]);
    assert!(practice.model_html.starts_with("<p>Roll some"), "{}", practice.model_html);
}

#[test]
fn true_or_false() {
    replace(BANK, "- [ ] True\n  > They", "- [ ] Yes\n  > They").only(
        BANK,
        "- [ ] Yes",
        "verdicts are \"Yes\"",
        "`True`",
    );
    replace(BANK, "- [ ] True\n  > They", "- [x] True\n  > They").only(BANK, "- [x] True", "2 options are", "not both");
    replace(BANK, "- [x] Their roots", "- [ ] Their roots").only(
        BANK,
        "- [ ] Carrots need",
        "0 options are ticked",
        "the best reason",
    );
    replace(BANK, "What is the best reason?\n\n- [ ] Carrots need", "- [ ] Carrots need").only_in_line(
        BANK,
        section("Clay for carrots"),
        "two lists of options, and here are 1",
        "a paragraph that asks",
    );
    replace(BANK, "What is the best reason?", "What?\n\nReally?").only(
        BANK,
        "What?",
        "2 blocks stand between",
        "one paragraph",
    );
    replace(BANK, "  > That is so in any soil.\n", "").only(BANK, "- [ ] They are sown", "no feedback", "two spaces");
    replace(BANK, "- [ ] They are sown early\n  > That is so in any soil.\n", "").only(
        BANK,
        "- [ ] Carrots need",
        "has 2 reasons",
        "offer 3 to 4",
    );
    replace(BANK, "  > That is so in any soil.\n", "  > That is so in any soil.\n\nBye.\n").only(
        BANK,
        "Bye.",
        "below the reasons",
        "move it",
    );
}

/// The line of a question's heading.
fn section(title: &str) -> usize {
    Changed::new().line_of(BANK, &format!("## {title}"))
}

#[test]
fn orders() {
    replace(BANK, "[[2, 1, 3]]", "[[2, 1]]").only(BANK, "also_right", "does not name each step once", "1 to 3");
    replace(BANK, "[[2, 1, 3]]", "[[1, 2, 3]]").only(BANK, "also_right", "order of the list", "another order");
    replace(BANK, "[[2, 1, 3]]", "[[2, 1, 9]]").only(BANK, "also_right", "`also_right` is 9", "1 to 6");
    replace(BANK, "[[2, 1, 3]]", "[2, 1, 3]").only(BANK, "also_right", "of the kind integer", "lists of numbers");
    replace(BANK, "[[2, 1, 3]]", "[[2, 1, 3], [3, 2, 1], [1, 3, 2]]").only(
        BANK,
        "also_right",
        "3 other orders",
        "two at most",
    );
    replace(BANK, "also_right = [[2, 1, 3]]", "shuffle = false").only_in_line(
        BANK,
        section("The test by hand") + 9,
        "shows its answer",
        "take `shuffle = false` away",
    );
}

#[test]
fn steps() {
    replace(BANK, "   > Little is enough.\n", "").only(BANK, "1. Take", "step has no feedback", "three spaces");
    replace(BANK, "1. Take a", "1. [ ] Take a").only(BANK, "1. [ ] Take", "step has a box", "take the box away");
    replace(BANK, "3. Roll it between your palms\n   > Last, because it needs the moist spoonful.\n", "")
        .replace(BANK, "also_right = [[2, 1, 3]]\n", "")
        .only(BANK, "1. Take", "has 2 steps", "3 to 6");
    replace(BANK, "type = \"single\"", "type = \"single\"\nalso_right = [[2, 1, 3]]").only(
        BANK,
        "also_right",
        "no field `also_right`",
        "the fields here are",
    );
}

#[test]
fn matches() {
    replace(BANK, "| Sand | It falls apart | Nothing holds its grains together. |", "| Sand | It falls apart |  |")
        .only(BANK, "| Sand | It falls", "no feedback", "third column");
    replace(BANK, "| It falls apart |", "|  |").only(BANK, "| Sand |  |", "no partner", "second column");
    replace(BANK, "It falls apart", "It rolls to a sausage").only(
        BANK,
        "| Clay | It rolls",
        "stands in line",
        "fits no other",
    );
    replace(BANK, "| Loam | It makes", "|  | It makes").only(BANK, "| Soil | Sign", "has 2 rows", "3 to 6");
    replace(BANK, "|  | It melts | No soil melts in a hand. |", "|  | a | b |\n|  | c | d |\n|  | e | f |").only(
        BANK,
        "| Soil | Sign",
        "3 partners fit nothing",
        "two of them",
    );
    let table = "| Soil | Sign | Feedback |\n|---|---|---|\n";
    replace(BANK, table, "| Soil | Sign |\n|---|---|\n").only(
        BANK,
        "| Soil | Sign",
        "three columns, and this has 2",
        "feedback",
    );
    replace(BANK, table, "").only_in_line(BANK, section("Soils and signs"), "no table", "|---|");
    replace(BANK, "| Sand | It falls", "| Sand | [It](https://example.org) falls").only(
        BANK,
        "| Sand | [It]",
        "a link inside a partner",
        "feedback",
    );
    replace(BANK, "No soil melts in a hand. |", "No soil melts in a hand. |\n\nBye.").only(
        BANK,
        "Bye.",
        "below the table",
        "above",
    );
}

#[test]
fn scenarios() {
    let link = "  >\n  > [The soil is clay](#the-soil-is-clay)\n";
    replace(BANK, link, "").only(
        BANK,
        "### The soil is clay",
        "no choice leads to the section",
        "](#the-soil-is-clay)`",
    );
    let problems = replace(BANK, "(#the-soil-is-clay)", "(#the-soil-is-sand)").problems();
    assert!(problems[0].what.contains("no section `#the-soil-is-sand`"), "{problems:?}");
    assert!(problems[0].mend.contains("`#the-soil-is-clay`"), "{problems:?}");
    let back = "  > Better late than never.\n  >\n  > [Back](#the-soil-is-clay)\n";
    replace(BANK, "  > Better late than never.\n", back).only(BANK, "[Back]", "leads back", "further below");
    let again = "  > Better late than never.\n  >\n  > [Again](#nothing-straight)\n";
    replace(BANK, "  > Better late than never.\n", again).only(BANK, "[Again]", "leads back", "further below");
    let middle = "  > Yes: [first](#nothing-straight) look, then plant.";
    replace(BANK, "  > Yes: first look, then plant.", middle).only(
        BANK,
        "[first]",
        "from the middle",
        "paragraph of its own",
    );
    replace(BANK, "  > Yes: first look, then plant.\n  >\n", "").only(
        BANK,
        "- [x] Test the soil first",
        "no feedback but its link",
        "above the link",
    );
    let problems = replace(BANK, "### Nothing straight", "### The soil is clay").problems();
    assert!(problems.iter().any(|p| p.what.contains("stands twice in this question")), "{problems:?}");
    replace(BANK, "It rolls to a long sausage.\n\n", "").only(
        BANK,
        "### The soil is clay",
        "no text",
        "write the question",
    );
    replace(BANK, "- [x] Suggest", "- [ ] Suggest")
        .replace(BANK, "- [x] Test the soil now", "- [ ] Test the soil now")
        .only_in_line(
            BANK,
            section("The neighbor's bed"),
            "earns 1 of the two or three points",
            "tick the good choice",
        );
    let only = "- [ ] Give up the bed\n  > Something grows in any soil.\n";
    replace(BANK, only, "").only(BANK, "- [x] Test the soil now", "has 1 choice", "offer 2 to 4");
    let all = "### The soil is clay\n\nIt rolls to a long sausage.\n\n- [ ] Sow the carrots all the same\n  > They will fork in clay.\n- [x] Suggest cabbages instead\n  > Yes. They like what holds water.\n";
    let problems = replace(BANK, all, "").problems();
    assert!(problems.iter().any(|p| p.what.contains("no section `#the-soil-is-clay`")), "{problems:?}");
}

#[test]
fn practice() {
    replace(BANK, "### Guide", "### Guidance").only_in_line(
        BANK,
        section("In your own words"),
        "`Guidance`, `Model answer`",
        "### Guide",
    );
    replace(BANK, "### Guide\n\n- Says what to do with the hand\n- Says what to look for\n\n### Model", "Model")
        .only_in_line(BANK, section("In your own words"), "no guide and no model answer", "### Model answer");
    replace(BANK, "- Says what to look for\n", "").only(BANK, "- Says what to do", "has 1 guideline", "2 to 4");
    replace(BANK, "- Says what to do with the hand", "- [ ] Says what to do with the hand").only(
        BANK,
        "- [ ] Says",
        "has no options",
        "text of their own",
    );
    replace(BANK, "- Says what to do with the hand\n- Says what to look for\n", "Says what.\n").only(
        BANK,
        "### Guide",
        "not one list",
        "one list",
    );
    replace(BANK, "type = \"short\"", "type = \"short\"\ncritical = true").only_in_line(
        BANK,
        section("In your own words") + 7,
        "cannot be critical",
        "take `critical` away",
    );
    // An id that practice shares with a question is taken as well.
    let problems = replace(BANK, "garden-100-o1-004", "garden-100-o1-003").problems();
    assert!(problems[0].what.contains("already used"), "{problems:?}");
}

#[test]
fn terms() {
    let catalog = Changed::new().load().unwrap();
    assert_eq!(catalog.glossary.keys().collect::<Vec<_>>(), ["loam", "potential-of-hydrogen"]);
    assert_eq!(catalog.glossary["potential-of-hydrogen"].name, "Potential of Hydrogen (pH)");
    let plants = catalog.course("garden-100").unwrap().lesson("plants").unwrap();
    let term = "<button class=\"term\" popovertarget=\"term-loam\" type=\"button\">loam</button>\
                <span class=\"term-note\" id=\"term-loam\" popover=\"auto\">Soil of sand, silt and clay, none of which has the \
                upper hand. <a href=\"/glossary#loam\" rel=\"noopener noreferrer\">All terms</a></span>";
    assert!(plants.html.contains(term), "{}", plants.html);

    replace(PLANTS, "glossary:loam", "glossary:lome").only(
        PLANTS,
        "glossary:lome",
        "no term `lome`",
        "write `glossary:loam`",
    );
    replace(PLANTS, "[pH](glossary:potential-of-hydrogen)", "[it](glossary:loam)").only(
        PLANTS,
        "[it]",
        "a second time",
        "first used",
    );
    replace(BANK, "What kind of soil", "What kind of [soil](glossary:loam)").only(
        BANK,
        "glossary:loam",
        "belong in lessons",
        "where it stands",
    );
    replace(GLOSSARY, "## Loam", "## Loam\n\nx\n\n## Loam").only_in_line(
        GLOSSARY,
        5,
        "a second time",
        "one of the two",
    );
    replace(GLOSSARY, "A number that", "One.\n\nA number that").only(
        GLOSSARY,
        "## Potential",
        "2 blocks",
        "one paragraph",
    );
    let problems = Changed::new().without(GLOSSARY).problems();
    assert!(problems[0].mend.contains("add the term to glossary.md"), "{problems:?}");
}

#[test]
fn rules_of_a_course() {
    let catalog = Changed::new().load().unwrap();
    let course = catalog.course("garden-100").unwrap();
    let rules = &course.assessment;
    assert_eq!((rules.objective_percent, rules.wait_hours, rules.test_out_percent), (50, 24, Some(90)));
    assert_eq!(rules.limit_minutes, None);
    assert_eq!(course.standards[0].code, "2.3");
    assert_eq!(course.prerequisites, [""; 0]);

    let plain = replace(COURSE, "objective_percent = 50\n", "")
        .replace(COURSE, "wait_hours = 24\ntest_out_percent = 90\n", "limit_minutes = 10\n")
        .load()
        .unwrap();
    let rules = &plain.course("garden-100").unwrap().assessment;
    assert_eq!((rules.objective_percent, rules.wait_hours, rules.test_out_percent), (0, 0, None));
    assert_eq!(rules.limit_minutes, Some(10));

    replace(COURSE, "objective_percent = 50", "objective_percent = 81").only(
        COURSE,
        "objective_percent",
        "is 81",
        "0 to 80",
    );
    replace(COURSE, "test_out_percent = 90", "test_out_percent = 79").only(
        COURSE,
        "test_out_percent",
        "is 79",
        "80 to 100",
    );
    replace(COURSE, "wait_hours = 24", "limit_minutes = 4").only(COURSE, "limit_minutes", "is 4", "5 to 600");
    replace(COURSE, "attempts = 3", "attempts = 1").only(
        COURSE,
        "wait_hours",
        "nothing to wait for",
        "more `attempts`",
    );
    replace(COURSE, "code = \"2.3\"\n", "").only(COURSE, "[[standards]]", "`code` is missing", "code = ");
}

#[test]
fn prerequisites() {
    let with = |course: &str, asks: &str| {
        let written = format!("hue = 120\nprerequisites = [\"{asks}\"]");
        let other = "courses/other/course.toml";
        Changed::new()
            .copy(COURSE, other)
            .replace(other, "garden-100", "other")
            .replace(if course == "other" { other } else { COURSE }, "hue = 120", &written)
            .copy(SOIL, "courses/other/basics/01-soil.md")
            .copy("courses/garden-100/basics/hands.svg", "courses/other/basics/hands.svg")
            .copy(PLANTS, "courses/other/basics/02-plants.md")
            .copy(BANK, "courses/other/assessment.md")
            .replace_all("courses/other/assessment.md", "id = \"garden-100-", "id = \"other-")
    };
    let catalog = with("other", "garden-100").load().unwrap();
    assert_eq!(catalog.course("other").unwrap().prerequisites, ["garden-100"]);
    with("other", "garden").only(
        "courses/other/course.toml",
        "prerequisites",
        "no course `garden`",
        "write `garden-100`",
    );
    with("other", "other").only("courses/other/course.toml", "prerequisites", "before itself", "take one");
    let circle = with("other", "garden-100").replace(COURSE, "hue = 120", "hue = 120\nprerequisites = [\"other\"]");
    let problems = circle.problems();
    assert_eq!(places(&problems), [format!("{COURSE}:7"), "courses/other/course.toml:7".to_owned()]);
}

#[test]
fn comments_and_lines_between_questions_are_ignored() {
    let changed = replace(BANK, "## Plants", "---\n\n<!-- for authors -->\n\n## Plants");
    assert_eq!(changed.load().unwrap().bank("garden-100").len(), 6);
}

#[test]
fn objectives_are_taught_drawn_and_covered() {
    replace(COURSE, "o2 = 1\n", "").only_in_line(COURSE, 13, "draws no question for the objective `o2`", "o2 = 1");
    replace(COURSE, "o2 = 1", "o2 = 4").only(
        COURSE,
        "o2 = 4",
        "4 questions are drawn for `o2`, and the bank has 3",
        "o2 = 3",
    );
    replace(PLANTS, "[\"o2\"]", "[\"o1\"]").only_in_line(
        COURSE,
        13,
        "no lesson teaches the objective `o2`",
        "objectives",
    );
}

#[test]
fn critical_questions_can_be_drawn() {
    let with = |count: u8| {
        replace(COURSE, "test_out_percent = 90", &format!("test_out_percent = 90\ncritical_items = {count}"))
    };
    let critical = with(1).load().unwrap();
    assert_eq!(critical.course("garden-100").unwrap().assessment.critical_items, 1);
    with(2).only(
        COURSE,
        "critical_items = 2",
        "2 critical questions, and at most 1 can be drawn",
        "critical_items = 1",
    );
    with(0).only(COURSE, "critical_items = 0", "critical_items", "1");
}

#[test]
fn programs() {
    replace(PROGRAM, "contact_minutes = 20", "contact_minutes = 21").only(
        PROGRAM,
        "contact_minutes",
        "take 20 minutes",
        "20 or less",
    );
    for zone in ["Europe/Berln", "europe/berlin", "CEST+2", "../../etc/passwd", "Etc/Unknown"] {
        replace(PROGRAM, "Europe/Berlin", zone).only(PROGRAM, "time_zone", "no time zone", "IANA");
    }
    replace(PROGRAM, "\"employment\"", "\"job\"").only(PROGRAM, "profile", "cannot be \"job\"", "`graduation`");
    let problems = replace(PROGRAM, "[credit]", "[credits]").problems();
    assert_eq!(places(&problems), [format!("{PROGRAM}:1"), format!("{PROGRAM}:12")]);
    assert!(problems[0].what.contains("`[credit]` is missing"), "{problems:?}");
}

#[test]
fn files_and_folders() {
    replace(COURSE, "[[modules]]", "[[modules]]\nkey = \"more\"\ntitle = \"More\"\n\n[[modules]]").only(
        COURSE,
        "\"more\"",
        "module `more` has no lessons",
        "take it away",
    );
    Changed::new()
        .copy(PLANTS, "courses/garden-100/extra/01-x.md")
        .replace("courses/garden-100/extra/01-x.md", "key = \"plants\"", "key = \"x\"")
        .only(COURSE, "\"basics\"", "folder `extra` is not a module", "[[modules]]");
    Changed::new().add("courses/garden-100/basics/notes.md", "x").only_in_line(
        "courses/garden-100/basics/notes.md",
        1,
        "neither a lesson",
        "NN-<name>.md",
    );
    Changed::new().add("courses/garden-100/basics/deep/01-x.md", "x").only_in_line(
        "courses/garden-100/basics/deep/01-x.md",
        1,
        "neither a lesson",
        "NN-<name>.md",
    );
    Changed::new().add("courses/readme.md", "x").only_in_line(
        "courses/readme.md",
        1,
        "belongs to no course",
        "move it",
    );
    Changed::new().without(BANK).only_in_line(BANK, 1, "no file assessment.md", "add it");
    Changed::new().without(COURSE).only_in_line(COURSE, 1, "no file course.toml", "add it");
    replace(COURSE, "hue = 120", "hue =").only(COURSE, "hue", "not TOML", "field = value");
    let problems = load(&Files::default()).unwrap_err();
    assert_eq!(problems[0].to_string(), "courses:1: there is no course; add a folder with a file course.toml");
}

#[test]
fn bytes_that_are_not_text() {
    for file in [COURSE, BANK, SOIL, PROGRAM, SOURCES, GLOSSARY] {
        let mut bytes = example()[file].clone();
        let at = bytes.windows(2).position(|pair| pair == b"\n\n" || pair == b"\"\n").unwrap();
        bytes[at] = 0xff;
        let line = 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
        let problems = Changed::new().add(file, bytes).problems();
        let found = problems.iter().find(|problem| problem.file == file).unwrap();
        assert_eq!(found.line, line, "{found}");
        assert!(found.what.contains("not UTF-8") && found.mend.contains("UTF-8"), "{found}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_are_a_catalog_or_problems(
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 7)
    ) {
        let paths = [COURSE, BANK, SOIL, PLANTS, PROGRAM, SOURCES, GLOSSARY];
        let files: Files = paths.iter().map(|path| (*path).to_owned()).zip(contents).collect();
        prop_assert!(load(&files).is_err());
    }

    /// A stretch of a good file is cut out or put in twice.
    #[test]
    fn any_damage_is_a_catalog_or_problems(
        which in 0..7_usize, from in 0..9000_usize, length in 0..200_usize, twice: bool
    ) {
        let file = [COURSE, BANK, SOIL, PLANTS, PROGRAM, SOURCES, GLOSSARY][which];
        let good = example()[file].clone();
        let from = from % good.len();
        let until = (from + length).min(good.len());
        let mut bad = good[..if twice { until } else { from }].to_vec();
        bad.extend_from_slice(&good[if twice { from } else { until }..]);
        let last = 1 + bad.iter().filter(|byte| **byte == b'\n').count();
        if let Err(problems) = Changed::new().add(file, bad).load() {
            for problem in problems.iter().filter(|problem| problem.file == file) {
                prop_assert!(problem.line >= 1 && problem.line <= last, "{problem}");
            }
        }
    }
}

#[test]
fn a_profile_names_what_its_certificates_lack_and_where_to_write_it() {
    for (profile, missing) in [
        ("continuing-education", &["field", "assessment", "accreditation", "instructor"][..]),
        ("eu-microcredential", &["field", "level", "assessment", "quality"]),
    ] {
        let wanted = format!("profile = \"{profile}\"");
        let problems = replace(PROGRAM, "profile = \"employment\"", &wanted).problems();
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(lines.len(), missing.len(), "{lines:?}");
        for key in missing {
            let said = |line: &&String| line.contains(&format!("must say `{key}`"));
            let line = lines.iter().find(said).unwrap_or_else(|| panic!("{key} is not in {lines:?}"));
            assert!(line.contains(profile) && line.contains("[terms]"), "{line}");
        }
    }
}

#[test]
fn terms_and_an_end_are_read() {
    let more = "profile = \"continuing-education\"\nvalid_months = 24";
    let terms = "[terms]\nfield = \"Soil\"\nassessment = \"Test\"\naccreditation = \"None\"\ninstructor = \"None\"\n\
        standards = [{ name = \"ISTE 1.1\", url = \"https://iste.org\", code = \"1.1\" }]\n\n[credit]";
    let catalog =
        replace(PROGRAM, "profile = \"employment\"", more).replace(PROGRAM, "[credit]", terms).load().unwrap();
    let program = catalog.program("gardeners").unwrap();
    assert_eq!((program.profile, program.valid_months), (Profile::ContinuingEducation, Some(24)));
    assert_eq!(program.terms.field.as_deref(), Some("Soil"));
    assert_eq!(program.terms.standards[0].code.as_deref(), Some("1.1"));
    let problems = replace(PROGRAM, "[credit]", &terms.replace("https", "ftp")).problems();
    assert!(problems[0].what.contains("ftp://iste.org"), "{problems:?}");
    let problems = replace(PROGRAM, "due_days", "valid_months = 0\ndue_days").problems();
    assert!(problems[0].what.contains("valid_months"), "{problems:?}");
}
