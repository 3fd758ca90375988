//! Who is in the demonstration, and how far they got. Must not import anything but `domain`.

use crate::domain::person::Role;

/// A unit of the demonstration: key, key of the unit above, name, kind.
pub type UnitPart = (&'static str, Option<&'static str>, &'static str, &'static str);

/// The organisation: a company with departments and a school with classes.
pub const UNITS: &[UnitPart] = &[
    ("organisation", None, "Harbour & Vale", "organisation"),
    ("company", Some("organisation"), "Harbour Works", "organisation"),
    ("workshop", Some("company"), "Workshop", "department"),
    ("office", Some("company"), "Office", "department"),
    ("logistics", Some("company"), "Logistics", "department"),
    ("school", Some("organisation"), "Vale School", "school"),
    ("class-10a", Some("school"), "Class 10A", "class"),
    ("class-10b", Some("school"), "Class 10B", "class"),
];

/// How far somebody got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Days ago they joined.
    pub joined: i64,
    /// Lessons done, at most.
    pub lessons: usize,
    /// Attempts at the assessment: whether each passed.
    pub attempts: &'static [bool],
    /// Whether one more attempt is open with some answers saved.
    pub open: bool,
}

/// One person of the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Name.
    pub name: &'static str,
    /// Key of the unit they belong to.
    pub unit: &'static str,
    /// Role beyond learner, and the key of the unit it reaches over; none for the whole organisation.
    pub role: Option<(Role, Option<&'static str>)>,
    /// What this account shows, for the list of accounts.
    pub account: Option<&'static str>,
    /// How far they got.
    pub progress: Progress,
}

const fn progress(joined: i64, lessons: usize, attempts: &'static [bool], open: bool) -> Progress {
    Progress { joined, lessons, attempts, open }
}

const fn learner(name: &'static str, unit: &'static str, progress: Progress) -> Part {
    Part { name, unit, role: None, account: None, progress }
}

const fn account(
    account: &'static str,
    name: &'static str,
    unit: &'static str,
    role: Option<(Role, Option<&'static str>)>,
    progress: Progress,
) -> Part {
    Part { name, unit, role, account: Some(account), progress }
}

/// Everybody who is always there.
pub const CAST: &[Part] = &[
    account("learner", "Amara Okafor", "workshop", None, progress(26, 2, &[], false)),
    account("learner with a certificate", "Kenji Watanabe", "logistics", None, progress(40, 3, &[false, true], false)),
    account("student", "Aoife Ní Bhriain", "class-10a", None, progress(20, 1, &[], false)),
    account(
        "manager",
        "Maria Silva",
        "workshop",
        Some((Role::Manager, Some("workshop"))),
        progress(90, 3, &[true], false),
    ),
    account(
        "teacher",
        "Tomasz Zieliński",
        "school",
        Some((Role::Manager, Some("class-10a"))),
        progress(70, 3, &[true], false),
    ),
    account("reviewer", "Leïla Haddad", "school", Some((Role::Reviewer, Some("school"))), progress(50, 1, &[], false)),
    account(
        "administrator",
        "Ingrid Solberg",
        "office",
        Some((Role::Administrator, None)),
        progress(120, 3, &[true], false),
    ),
    account("auditor", "Daniel Mensah", "office", Some((Role::Auditor, None)), progress(15, 0, &[], false)),
    learner("Nikos Papadakis", "workshop", progress(45, 1, &[], false)),
    learner("Fatuma Abdi", "workshop", progress(38, 3, &[false, false], false)),
    learner("Đặng Thị Mai", "logistics", progress(33, 0, &[], false)),
    learner("Søren Kjær", "office", progress(5, 1, &[], false)),
    learner("Priya Raman", "class-10a", progress(55, 3, &[true], false)),
    learner("Mateo Quispe", "class-10a", progress(66, 2, &[], false)),
    learner("Zoë van der Berg", "class-10b", progress(30, 3, &[], true)),
    learner("Олена Шевченко", "class-10b", progress(58, 3, &[false, true], false)),
];

/// First and last names for the people beyond the cast.
pub const FIRST: &[&str] = &[
    "Ada", "Bilal", "Chidi", "Dalia", "Emre", "Freya", "Gwen", "Hana", "Ivo", "Jun", "Kofi", "Lucía", "Milan", "Noor",
    "Oskar", "Pilar", "Quinn", "Rania", "Sana", "Tariq", "Uma", "Viktor", "Wanjiru", "Ximena", "Yusuf", "Zanele",
];
/// Last names.
pub const LAST: &[&str] = &[
    "Achterberg",
    "Bakker",
    "Castillo",
    "Demir",
    "Eriksen",
    "Farouk",
    "González",
    "Horváth",
    "Ibrahim",
    "Jansen",
    "Kaya",
    "Lindqvist",
    "Moreau",
    "Nakamura",
    "O’Connor",
    "Petrov",
    "Rossi",
    "Sato",
    "Tesfaye",
    "Ueda",
    "Varga",
    "Wójcik",
];

/// How the people beyond the cast got on; chosen among at random.
pub const USUAL: &[Progress] = &[
    progress(80, 3, &[true], false),
    progress(62, 3, &[false, true], false),
    progress(48, 3, &[true], false),
    progress(41, 1, &[], false),
    progress(29, 2, &[], false),
    progress(24, 3, &[false], false),
    progress(12, 1, &[], false),
    progress(3, 0, &[], false),
];

/// A made-up address for a name, at a domain that cannot receive mail.
pub fn email(name: &str) -> String {
    let local: String = name
        .to_lowercase()
        .chars()
        .map(|c| match c {
            ' ' => '.',
            other => plain(other),
        })
        .filter(|c| c.is_alphanumeric() || *c == '.')
        .collect();
    format!("{local}@harbour.example")
}

/// The nearest plain letter of the few that the cast needs.
fn plain(letter: char) -> char {
    match letter {
        'á' | 'ặ' | 'æ' => 'a',
        'đ' => 'd',
        'é' | 'ë' => 'e',
        'í' | 'ï' | 'ị' => 'i',
        'ń' => 'n',
        'ó' | 'ø' | 'ö' => 'o',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::person::clean_email;

    #[test]
    fn everybody_has_an_address_of_their_own() {
        let addresses: BTreeSet<String> = CAST.iter().map(|part| email(part.name)).collect();
        assert_eq!(addresses.len(), CAST.len());
        for address in addresses {
            assert_eq!(clean_email(&address), Ok(address.clone()));
        }
    }

    #[test]
    fn every_unit_that_is_named_is_there() {
        let keys: BTreeSet<&str> = UNITS.iter().map(|(key, ..)| *key).collect();
        for part in CAST {
            assert!(keys.contains(part.unit), "{}", part.name);
            assert!(part.role.and_then(|(_, unit)| unit).is_none_or(|unit| keys.contains(unit)), "{}", part.name);
        }
    }
}
