//! Loading whole folders: the example of the guide, and every way to spoil it. Must not import
//! anything of this crate outside `catalog`.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::{Catalog, Files, Problem, load};
use crate::domain::assessment::{Difficulty, ItemKind};
use crate::domain::program::Profile;

const GUIDE: &str = include_str!("../../docs/content-guide.md");

const COURSE: &str = "courses/garden-100/course.toml";
const BANK: &str = "courses/garden-100/assessment.md";
const SOIL: &str = "courses/garden-100/basics/01-soil.md";
const PLANTS: &str = "courses/garden-100/basics/02-plants.md";
const PROGRAM: &str = "programs/gardeners.toml";
const SOURCES: &str = "sources.toml";

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
    const TEMPLATE: &str = "certificates/certificate.typ";
    let own = "#let it = json(\"data.json\")\n#set document(title: it.number)\n= #it.achievement\n#it.learner\n";
    assert!(Changed::new().add(TEMPLATE, own).load().is_ok());
    let wrong = || Changed::new().add(TEMPLATE, own.replace("it.learner", "it.lerner"));
    wrong().only(TEMPLATE, "it.lerner", "lerner", "content guide");
    Changed::new().add(TEMPLATE, [0xff]).only_in_line(TEMPLATE, 1, "UTF-8", "");
    // Without one there is the one that is built in.
    assert!(super::certificate_template(&Files::default()).is_ok());
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

    let [ball, plants] = catalog.bank("garden-100") else { panic!() };
    assert_eq!(ball.id, "garden-100-o1-001");
    assert_eq!(ball.course, "garden-100");
    assert_eq!((ball.kind, ball.difficulty), (ItemKind::Single, Difficulty::Easy));
    assert_eq!((ball.critical, ball.shuffle), (false, true));
    assert_eq!(
        ball.stem_html,
        "<p>Ali rolls a long sausage out of the soil of his yard.</p>\n<p>What kind of soil is it?</p>"
    );
    assert_eq!(ball.options[2].html, "Clay, because it rolls");
    assert_eq!(ball.options[2].feedback_html, "<p>Yes. Only clay makes a sausage.</p>");
    assert_eq!(ball.correct_keys(), [2]);
    assert_eq!((plants.critical, plants.shuffle), (true, false));
    assert_eq!(plants.correct_keys(), [0, 2]);
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
    replace(SOIL, "\"soil\"", "\"Soil_1\"").replace(BANK, "\"soil\"", "\"Soil_1\"").only(
        SOIL,
        "key",
        "cannot be the key of a lesson",
        "lower-case",
    );
    replace(PLANTS, "key = \"plants\"", "key = \"assessment\"")
        .replace(BANK, "lesson = \"plants\"", "lesson = \"assessment\"")
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
    replace(PLANTS, "key = \"plants\"", "key = \"soil\"").replace(BANK, "\"plants\"", "\"soil\"").only(
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
    assert_eq!(problems.iter().filter(|p| p.what.contains("question `garden-100-o")).count(), 2, "{problems:?}");
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

#[test]
fn comments_and_lines_between_questions_are_ignored() {
    let changed = replace(BANK, "## Plants", "---\n\n<!-- for authors -->\n\n## Plants");
    assert_eq!(changed.load().unwrap().bank("garden-100").len(), 2);
}

#[test]
fn objectives_are_taught_drawn_and_covered() {
    replace(COURSE, "o2 = 1\n", "").only_in_line(COURSE, 13, "draws no question for the objective `o2`", "o2 = 1");
    replace(COURSE, "o2 = 1", "o2 = 2").only(
        COURSE,
        "o2 = 2",
        "2 questions are drawn for `o2`, and the bank has 1",
        "o2 = 1",
    );
    replace(PLANTS, "[\"o2\"]", "[\"o1\"]").only_in_line(
        COURSE,
        13,
        "no lesson teaches the objective `o2`",
        "objectives",
    );
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
    for file in [COURSE, BANK, SOIL, PROGRAM, SOURCES] {
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
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 6)
    ) {
        let paths = [COURSE, BANK, SOIL, PLANTS, PROGRAM, SOURCES];
        let files: Files = paths.iter().map(|path| (*path).to_owned()).zip(contents).collect();
        prop_assert!(load(&files).is_err());
    }

    /// A stretch of a good file is cut out or put in twice.
    #[test]
    fn any_damage_is_a_catalog_or_problems(
        which in 0..6_usize, from in 0..2000_usize, length in 0..200_usize, twice: bool
    ) {
        let file = [COURSE, BANK, SOIL, PLANTS, PROGRAM, SOURCES][which];
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
