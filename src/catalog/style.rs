//! How long and how hard to read the lessons are. Must not import any module of this crate but `domain`.
//!
//! The grade is that of Flesch and Kincaid: 0.39 × words per sentence + 11.8 × syllables per word − 15.59. Syllables are
//! groups of vowels, without a silent e at the end, which is right often enough for an average. What is counted is the
//! prose: no headings, tables, questions or options, and nothing below a heading that begins with "Try it".

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};

use super::document::Document;
use super::files::Files;
use super::markdown::{Piece, blocks, is_task_list, parse_bank, plain_text};
use super::problem::Problems;
use crate::domain::course::Course;

/// Measures of one lesson's prose.
#[derive(Debug, Clone, PartialEq)]
pub struct Style {
    /// The file.
    pub file: String,
    /// Minutes the lesson is meant to take.
    pub minutes: u16,
    /// Words of prose.
    pub words: usize,
    /// Words in a sentence, on average.
    pub sentence: f64,
    /// Years of school that reading it takes, by Flesch and Kincaid.
    pub grade: f64,
}

/// The grades asked for: below, the text is thin; above, it leaves people out.
pub const GRADES: std::ops::RangeInclusive<f64> = 7.0..=9.5;

impl Style {
    /// The fewest and the most words that suit the minutes: half of the time is reading, at about 130 words a minute.
    pub fn budget(&self) -> (usize, usize) {
        let minutes = usize::from(self.minutes);
        (minutes * 55, minutes * 80)
    }

    /// What is not as asked, in a few words.
    pub fn complaint(&self) -> Option<String> {
        let (least, most) = self.budget();
        if !GRADES.contains(&self.grade) {
            return Some(format!("grade {:.1}; aim at {} to {}", self.grade, GRADES.start(), GRADES.end()));
        }
        let fits = (least..=most).contains(&self.words);
        (!fits).then(|| format!("{} words for {} minutes; aim at {least} to {most}", self.words, self.minutes))
    }
}

/// Measures all lessons. What cannot be read is left out; the content check says why.
pub fn styles(files: &Files, courses: &[Course]) -> Vec<Style> {
    files.paths().filter_map(|path| measure(files, path, courses)).collect()
}

fn measure(files: &Files, path: &str, courses: &[Course]) -> Option<Style> {
    let course = courses.iter().find(|course| path.starts_with(&format!("courses/{}/", course.key)))?;
    let document = Document::open(files, path, &mut Problems::default())?;
    let front = document.front_matter().ok()?;
    let fields: toml::Table = document.text[front.toml.clone()].parse().ok()?;
    let key = fields.get("key")?.as_str()?;
    let lesson = course.lessons().find(|lesson| lesson.key == key)?;
    let prose = prose(&parse_bank(&document.text[front.body..]));
    let (words, syllables) =
        prose.iter().flat_map(|text| text.split_whitespace()).fold((0, 0), |(words, sum), word| {
            let heard = syllables(word);
            (words + usize::from(heard > 0), sum + heard)
        });
    let sentences: usize = prose.iter().map(|text| sentences(text)).sum();
    if words == 0 || sentences == 0 {
        return None;
    }
    let sentence = words as f64 / sentences as f64;
    let grade = 0.39 * sentence + 11.8 * (syllables as f64 / words as f64) - 15.59;
    Some(Style { file: path.to_owned(), minutes: lesson.minutes, words, sentence, grade })
}

/// The paragraphs that are read one after the other.
fn prose(pieces: &[Piece<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    let mut trying = false;
    for block in blocks(pieces) {
        match block.first() {
            Some((Event::Start(Tag::Heading { level, .. }), _)) => {
                if *level == HeadingLevel::H2 {
                    trying = plain_text(block).starts_with("Try it");
                }
            }
            Some((Event::Start(Tag::Table(_) | Tag::CodeBlock(_) | Tag::HtmlBlock), _)) | None => {}
            _ if trying || is_task_list(block) => {}
            _ => found.extend(paragraphs(block)),
        }
    }
    found
}

/// The lines of text in a block, without the words that stand for a picture.
fn paragraphs(block: &[Piece<'_>]) -> Vec<String> {
    let (mut found, mut text, mut pictures) = (Vec::new(), String::new(), 0_usize);
    for (event, _) in block {
        match event {
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(words) | Event::Code(words) if pictures == 0 => text.push_str(words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                found.push(std::mem::take(&mut text));
            }
            _ => {}
        }
    }
    found.push(text);
    found.retain(|text| !text.trim().is_empty());
    found
}

/// How many sentences a paragraph has; what ends without a mark is one too.
fn sentences(text: &str) -> usize {
    let ends = |word: &&str| word.trim_end_matches(['"', '”', '’', ')', '*']).ends_with(['.', '!', '?', '…']);
    let mut words = text.split_whitespace();
    let last_is_open = words.clone().next_back().is_some_and(|word| !ends(&word));
    words.by_ref().filter(ends).count() + usize::from(last_is_open)
}

/// Groups of vowels in a word; a number or a sign alone has none.
fn syllables(word: &str) -> usize {
    let letters: String = word.chars().filter(|letter| letter.is_alphabetic()).flat_map(char::to_lowercase).collect();
    if letters.is_empty() {
        return usize::from(word.chars().any(char::is_numeric));
    }
    let vowel = |letter: char| "aeiouyáéíóúäöüàèâêîôûãõåæøĩũ".contains(letter);
    let mut groups = 0;
    let mut before = false;
    for letter in letters.chars() {
        groups += usize::from(vowel(letter) && !before);
        before = vowel(letter);
    }
    let silent = letters.ends_with('e') && !letters.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_heard_mostly() {
        for (word, heard) in
            [("cat", 1), ("people,", 2), ("network", 2), ("time", 1), ("the", 1), ("2026", 1), ("—", 0)]
        {
            assert_eq!(syllables(word), heard, "{word}");
        }
    }

    #[test]
    fn sentences_end_with_a_mark_or_with_the_paragraph() {
        assert_eq!(sentences("One. Two? “Three!” Four"), 4);
        assert_eq!(sentences("All of it in one."), 1);
    }

    #[test]
    fn only_prose_is_counted() {
        let text = "## Why\n\nOne two.\n\n![three four](a.svg)\n\n| a | b |\n|---|---|\n| c | d |\n\n> [!NOTE]\n> Five six.\n\n\
                    ## Try it\n\nSeven?\n\n- [ ] Eight\n  > Nine\n\n## After\n\n- ten\n- eleven\n";
        assert_eq!(prose(&parse_bank(text)), ["One two.", "Five six.", "ten", "eleven"]);
    }
}
