//! A list of people that somebody pasted, one a line, made into a roster. Must not import anything but `domain` and `store`.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::file::Roster;
use super::{Mistake, Plan, Unreadable};
use crate::domain::ids::UnitId;
use crate::domain::person::clean_email;
use crate::domain::time::Timestamp;
use crate::store::Result;
use crate::store::entities::person;

/// How many addresses are asked for at once.
const TOGETHER: usize = 500;

/// What became of a pasted list.
pub enum Pasted {
    /// A file of people, fit to be kept, in which nothing is wrong.
    Good(Vec<u8>),
    /// What is wrong, by line of the list.
    Wrong(Vec<Mistake>),
    /// It cannot be read at all.
    Unreadable(Unreadable),
}

/// Looks at a list as at a file of people, all of whom are to belong to one unit, if any.
///
/// # Errors
/// The database did not answer.
pub async fn look(db: &impl ConnectionTrait, list: &str, unit: Option<UnitId>, now: Timestamp) -> Result<Pasted> {
    let lines: Vec<Line> = list.lines().map(read).collect();
    let names = names_of(db, &lines).await?;
    let file = file(&lines, &names, unit);
    let roster = match Roster::read(&file) {
        Ok(roster) => roster.without_header(),
        Err(unreadable) => return Ok(Pasted::Unreadable(unreadable)),
    };
    let plan = Plan::make(db, &roster, now).await?;
    Ok(if plan.mistakes.is_empty() { Pasted::Good(file) } else { Pasted::Wrong(plan.mistakes) })
}

/// What a line says; both empty for an empty line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Line {
    email: String,
    name: String,
}

/// Reads `Name <mail>`, `mail, name` or `name; mail`, cells between tabs, or an address alone.
fn read(line: &str) -> Line {
    let line = line.trim();
    let bracketed = line.strip_suffix('>').and_then(|line| line.rsplit_once('<'));
    if let Some((name, email)) = bracketed {
        // Some programs write the address as its own name.
        let name = Some(bare(name)).filter(|name| name != email.trim()).unwrap_or_default();
        return if name.contains('@') { whole(line) } else { Line { email: email.trim().to_owned(), name } };
    }
    let cells: Vec<&str> = match ['\t', ';', ','].into_iter().find(|separator| line.contains(*separator)) {
        Some(separator) => line.split(separator).collect(),
        None => line.split_whitespace().collect(),
    };
    let mut addresses = (0..cells.len()).filter(|place| cells[*place].contains('@'));
    let (Some(place), None) = (addresses.next(), addresses.next()) else { return whole(line) };
    let others = cells.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, cell)| bare(cell));
    let name = others.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
    Line { email: bare(cells[place]), name }
}

/// A line with no address in it, or with several: as an address it is wrong, and that is all that is said about it.
fn whole(line: &str) -> Line {
    Line { email: line.to_owned(), name: line.to_owned() }
}

/// Without the spaces and quotation marks around it.
fn bare(cell: &str) -> String {
    cell.trim().trim_matches('"').trim().to_owned()
}

/// Names of those who are here already and stand in the list by their address alone.
async fn names_of(db: &impl ConnectionTrait, lines: &[Line]) -> Result<HashMap<String, String>> {
    let nameless = lines.iter().filter(|line| line.name.is_empty());
    let emails: Vec<String> = nameless.filter_map(|line| clean_email(&line.email).ok()).collect();
    let mut names = HashMap::new();
    for some in emails.chunks(TOGETHER) {
        let known = person::Entity::find()
            .select_only()
            .columns([person::Column::Email, person::Column::Name])
            .filter(person::Column::Email.is_in(some))
            .into_tuple::<(String, String)>();
        names.extend(known.all(db).await?);
    }
    Ok(names)
}

/// One line of the file for each line of the list, and one for the names of the columns.
fn file(lines: &[Line], names: &HashMap<String, String>, unit: Option<UnitId>) -> Vec<u8> {
    let unit = unit.map(|unit| unit.to_string()).unwrap_or_default();
    let mut file = String::from("email,name,unit\n");
    for Line { email, name } in lines {
        if !email.is_empty() || !name.is_empty() {
            let known = clean_email(email).ok().and_then(|email| names.get(&email).cloned());
            let name = if name.is_empty() { known.unwrap_or_else(|| made_of(email)) } else { name.clone() };
            let cells = [email.as_str(), &name, &unit].map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
            file += &cells.join(",");
        }
        file.push('\n');
    }
    file.into_bytes()
}

/// A name made of an address: `ada.lovelace@example.org` is most likely Ada Lovelace.
fn made_of(email: &str) -> String {
    let user = email.split(['@', '+']).next().unwrap_or_default();
    let words = user.split(['.', '_', '-']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_lists_in_many_ways() {
        for (written, email, name) in [
            ("Ada Lovelace <ada@example.org>", "ada@example.org", "Ada Lovelace"),
            ("\"Lovelace, Ada\" <ada@example.org>", "ada@example.org", "Lovelace, Ada"),
            ("<ada@example.org>", "ada@example.org", ""),
            ("ada@example.org, Ada Lovelace", "ada@example.org", "Ada Lovelace"),
            ("Ada Lovelace; ada@example.org", "ada@example.org", "Ada Lovelace"),
            ("Ada\tLovelace\tada@example.org\t", "ada@example.org", "Ada Lovelace"),
            ("ada@example.org Ada Lovelace", "ada@example.org", "Ada Lovelace"),
            ("  ada@example.org  ", "ada@example.org", ""),
            ("Ada Lovelace", "Ada Lovelace", "Ada Lovelace"),
            ("ada@example.org <ada@example.org>", "ada@example.org", ""),
            ("a@x.org; b@x.org", "a@x.org; b@x.org", "a@x.org; b@x.org"),
            ("A <a@x.org>, B <b@x.org>", "A <a@x.org>, B <b@x.org>", "A <a@x.org>, B <b@x.org>"),
            ("   ", "", ""),
        ] {
            assert_eq!(read(written), Line { email: email.into(), name: name.into() }, "{written:?}");
        }
    }

    #[test]
    fn an_address_alone_suggests_a_name() {
        for (email, name) in
            [("ada.lovelace@x.org", "Ada Lovelace"), ("éa_b-c+news@x.org", "Éa B C"), ("info@x.org", "Info")]
        {
            assert_eq!(made_of(email), name);
        }
    }
}
