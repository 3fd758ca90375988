//! `mail/*.txt`: the templates of mails. Must not import any module of this crate but `domain`.

use std::collections::BTreeMap;

use super::files::Files;
use super::problem::Problems;
use crate::domain::mail::{COMMON, MailKind, Paragraph, Template, names_in};

/// Reads the template of every kind of mail. A folder need not have them: what it leaves out is as it was built in.
pub(super) fn read_all(files: &Files, problems: &mut Problems) -> BTreeMap<MailKind, Template> {
    let built_in = Files::embedded();
    let mut letters = BTreeMap::new();
    for kind in MailKind::ALL {
        let file = format!("mail/{}.txt", kind.word());
        let Some(bytes) = files.get(&file).or_else(|| built_in.get(&file)) else {
            problems.add(&file, 1, "this mail has no template", "add the file");
            continue;
        };
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                check_names(kind, &file, text, problems);
                letters.extend(parse(&file, text, problems).map(|template| (kind, template)));
            }
            Err(_) => problems.add(&file, 1, "this file is not UTF-8", "save it as UTF-8"),
        }
    }
    letters
}

fn check_names(kind: MailKind, file: &str, text: &str, problems: &mut Problems) {
    let known = || COMMON.iter().chain(kind.names());
    for (number, line) in text.lines().enumerate() {
        for name in names_in(line).into_iter().filter(|name| !known().any(|known| known == name)) {
            let all: Vec<_> = known().map(|name| format!("{{{name}}}")).collect();
            problems.add(
                file,
                number + 1,
                format!("this mail knows no {{{name}}}"),
                format!("use one of {}", all.join(", ")),
            );
        }
    }
}

fn parse(file: &str, text: &str, problems: &mut Problems) -> Option<Template> {
    let text = text.replace("\r\n", "\n");
    let (head, body) = text.split_once('\n').unwrap_or((&text, ""));
    let subject = head.strip_prefix("Subject:").map(str::trim).filter(|subject| !subject.is_empty());
    if subject.is_none() {
        problems.add(file, 1, "this mail has no subject", "begin the file with `Subject: ` and what the mail is about");
    }
    let paragraphs: Vec<_> = body.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).map(paragraph).collect();
    if paragraphs.is_empty() {
        problems.add(file, 2, "this mail says nothing", "write its text below the subject, after an empty line");
    }
    Some(Template { subject: subject?.to_owned(), paragraphs })
}

/// A paragraph that is `[words](address)` and nothing else is a link.
fn paragraph(text: &str) -> Paragraph {
    let link = text.strip_prefix('[').and_then(|text| text.strip_suffix(')')).and_then(|text| text.split_once("]("));
    match link {
        Some((words, address)) => Paragraph::Link { words: words.to_owned(), address: address.to_owned() },
        None => Paragraph::Text(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> (BTreeMap<MailKind, Template>, Vec<String>) {
        let files = [("mail/overdue.txt".to_owned(), text.as_bytes().to_vec())].into_iter().collect();
        let mut problems = Problems::default();
        let letters = read_all(&files, &mut problems);
        (letters, problems.sorted().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_folder_changes_the_mails_it_has_and_keeps_the_others() {
        let (letters, problems) = read("Subject: Late: {program}\n\nDear {name},\nplease.\n\n[Go on]({link})\n");
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(letters.len(), MailKind::ALL.len());
        let late = letters.get(&MailKind::Overdue).unwrap();
        assert_eq!(late.subject, "Late: {program}");
        assert_eq!(late.paragraphs.len(), 2);
        assert_eq!(late.paragraphs[1], Paragraph::Link { words: "Go on".into(), address: "{link}".into() });
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let (_, problems) = read("Late\n\nYou passed with {percent}.\n");
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("mail/overdue.txt:1: this mail has no subject"), "{problems:?}");
        assert!(problems[1].starts_with("mail/overdue.txt:3: this mail knows no {percent}"), "{problems:?}");
        let (_, problems) = read("Subject: Late\n");
        assert!(problems[0].starts_with("mail/overdue.txt:2: this mail says nothing"), "{problems:?}");
    }
}
