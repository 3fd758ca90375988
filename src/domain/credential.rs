//! The frozen record behind a certificate, and its number. Must not import anything outside `domain`.

use serde::{Deserialize, Serialize};

use super::program::{Credit, Profile, Terms};
use super::status::Reason;
use super::time::Timestamp;

/// The number by which anyone can look a certificate up: `NW-7K3M-9QXR-2TBV`. Twelve characters of
/// Crockford's base 32 (60 bits), so that it cannot be guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Number(String);

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 12;

impl Number {
    /// The number made of twelve random bytes.
    pub fn from_random(bytes: [u8; LENGTH]) -> Self {
        let digits: String = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        Self::grouped(&digits)
    }

    /// Reads what somebody typed: any case, with or without prefix, hyphens and spaces, and with the letters
    /// that Crockford's alphabet leaves out read as the digits they look like. Of a whole address the last part counts. `None` if
    /// it cannot be a number.
    pub fn parse(typed: &str) -> Option<Self> {
        let address = typed.split(['?', '#']).next().unwrap_or_default().trim().trim_end_matches('/');
        let mut text: String = address
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '.'))
            .flat_map(char::to_uppercase)
            .collect();
        if text.len() == LENGTH + 2 && text.starts_with("NW") {
            text.drain(..2);
        }
        let digits: String = text
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let valid = digits.len() == LENGTH && digits.bytes().all(|byte| ALPHABET.contains(&byte));
        valid.then(|| Self::grouped(&digits))
    }

    /// The number as printed and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn grouped(digits: &str) -> Self {
        Self(format!("NW-{}-{}-{}", &digits[..4], &digits[4..8], &digits[8..12]))
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One course as it was completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseRecord {
    /// Course key.
    pub key: String,
    /// Title at that time.
    pub title: String,
    /// Version as its author numbers it.
    pub version: String,
    /// Hash of the frozen course.
    pub hash: String,
    /// What the holder can do, as the course stated it.
    pub objectives: Vec<String>,
    /// Score of the passed attempt in percent, rounded down.
    pub percent: u8,
    /// Pass mark in percent.
    pub pass_percent: u8,
    /// When the passed attempt was submitted.
    pub passed_at: Timestamp,
    /// Results by objective.
    #[serde(default)]
    pub results: Vec<ObjectiveResult>,
}

/// How well one objective was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectiveResult {
    /// Key of the objective.
    pub key: String,
    /// What the holder can do.
    pub text: String,
    /// Score in its questions, in percent, rounded down.
    pub percent: u8,
}

/// The paper that a certificate is set for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 by 297 millimetres.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::A4, Self::Letter];

    /// The word that stands for it in settings and forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }

    /// The paper that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.word() == word)
    }

    /// Its name on pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::Letter => "US Letter",
        }
    }

    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// Who stands behind a certificate, besides the organisation's name; empty where nothing was set. What came later is left out
/// of the record where it is not set, so that older records read, and are written, as they were.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Provider {
    /// Postal address.
    pub address: Option<String>,
    /// E-mail address for questions.
    pub contact: Option<String>,
    /// Who signs.
    pub signatory: Option<String>,
    /// As what they sign.
    pub signatory_title: Option<String>,
    /// SHA-256 of the organisation's logo, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<String>,
    /// SHA-256 of the picture of the signature, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    /// The paper it is set for.
    #[serde(skip_serializing_if = "Paper::is_usual")]
    pub paper: Paper,
}

impl Provider {
    /// Who signs, and as what.
    pub fn signed_by(&self) -> Option<String> {
        let said: Vec<&str> =
            [&self.signatory, &self.signatory_title].into_iter().flatten().map(String::as_str).collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    /// Hashes of the pictures that stand on the certificate.
    pub fn images(&self) -> impl Iterator<Item = &str> {
        self.logo.as_deref().into_iter().chain(self.signature.as_deref())
    }
}

/// A salted SHA-256 of the holder's e-mail address: it proves whose the certificate is to those who know the address, and
/// says nothing to others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailDigest {
    /// What was put behind the address.
    pub salt: String,
    /// The hash, in hex.
    pub sha256: String,
}

/// What some certificates say and others do not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Particulars {
    /// The holder's e-mail address, as a hash.
    pub email: Option<EmailDigest>,
    /// Until when it is valid; for ever, if nothing is said.
    pub valid_until: Option<Timestamp>,
    /// The certificate that it replaces.
    pub replaces: Option<Number>,
    /// What the program's profile asks for.
    pub terms: Terms,
    /// The requirement with its rules and the facts that met each of them, as they stood when it was earned. Certificates of
    /// before it was kept have none, and are written as they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Reason>,
}

/// Everything a certificate says, frozen when it is earned. Later edits to names, courses or programs
/// never change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Certificate number.
    pub number: Number,
    /// The learner's name.
    pub learner: String,
    /// The organisation that stands behind it.
    pub organisation: String,
    /// Program key.
    pub program: String,
    /// Title of the program: what was achieved.
    pub achievement: String,
    /// Version of the program as its author numbers it.
    pub program_version: String,
    /// Hash of the frozen program.
    pub program_hash: String,
    /// Kind of requirement.
    pub profile: Profile,
    /// What the certificate meets.
    pub requirement: String,
    /// Credit and the basis of its calculation.
    pub credit: Credit,
    /// How it was delivered.
    pub delivery: String,
    /// Supervision and identity check of the assessment, honestly.
    pub supervision: String,
    /// Courses, as completed.
    pub courses: Vec<CourseRecord>,
    /// Zone in which the dates are printed.
    pub time_zone: String,
    /// First fact that counts towards it.
    pub started_at: Timestamp,
    /// Last fact that counts towards it.
    pub completed_at: Timestamp,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Who stands behind it.
    #[serde(default)]
    pub provider: Provider,
    /// What some certificates say and others do not.
    #[serde(default)]
    pub particulars: Particulars,
}

/// How a certificate ended before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// When.
    pub at: Timestamp,
    /// Why, in the words of whoever ended it.
    pub reason: String,
    /// The certificate that stands in its place; none when it was revoked.
    pub replaced_by: Option<Number>,
}

/// Where a certificate stands at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It stands.
    Valid,
    /// Its time is over.
    Expired(Timestamp),
    /// It was revoked.
    Revoked(End),
    /// Another stands in its place.
    Replaced(End, Number),
}

impl Standing {
    /// One word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Valid => "Valid",
            Self::Expired(_) => "Expired",
            Self::Revoked(_) => "Revoked",
            Self::Replaced(..) => "Replaced",
        }
    }
}

impl Record {
    /// Where the certificate stands now. An end before its time counts more than the end of its time.
    pub fn standing(&self, end: Option<End>, now: Timestamp) -> Standing {
        match (end, self.particulars.valid_until) {
            (Some(end), _) => match end.replaced_by.clone() {
                Some(number) => Standing::Replaced(end, number),
                None => Standing::Revoked(end),
            },
            (None, Some(until)) if now > until => Standing::Expired(until),
            (None, _) => Standing::Valid,
        }
    }
}

#[cfg(test)]
impl Record {
    /// What a page that shows [`Record::everything`] says, whoever looks.
    pub const SAYS: [&str; 18] = [
        "/images/0a0a",
        "/images/0b0b",
        "EQF level 4",
        "Digital literacy",
        "Multiple choice",
        "A yearly review",
        "Not accredited",
        "Instructor or evaluator",
        "Social media use (DigComp 2.2, 2.3); Copyright",
        "Maria Silva, Head of Learning",
        "learning@example.org",
        "1 Quay Street",
        "NW-7777-7777-7777",
        "1 January 1971",
        "Online, self-paced",
        "Not supervised",
        "60 minutes",
        "1.0 contact hour",
    ];

    /// A record in which nothing is left out, for tests.
    pub fn everything() -> Self {
        let standard = |name: &str, framework: Option<&str>, code: Option<&str>| super::program::Standard {
            name: name.into(),
            url: "https://example.org/standard".into(),
            framework: framework.map(Into::into),
            code: code.map(Into::into),
        };
        Self {
            number: Number::from_random([5; LENGTH]),
            learner: "Amara Okafor".into(),
            organisation: "Harbour".into(),
            program: "onboarding".into(),
            achievement: "Onboarding".into(),
            program_version: "1.0.0".into(),
            program_hash: String::new(),
            profile: Profile::EuMicrocredential,
            requirement: "Meets the onboarding requirement.".into(),
            credit: Credit { contact_minutes: 60, amount: "1.0 contact hour".into(), basis: "60 minutes".into() },
            delivery: "Online, self-paced".into(),
            supervision: "Not supervised".into(),
            courses: vec![CourseRecord {
                key: "start-100".into(),
                title: "First steps".into(),
                version: "1.0.0".into(),
                hash: String::new(),
                objectives: vec!["tell a network from a list of contacts.".into()],
                percent: 92,
                pass_percent: 80,
                passed_at: Timestamp(0),
                results: vec![ObjectiveResult {
                    key: "o1".into(),
                    text: "tell a network from a list of contacts.".into(),
                    percent: 83,
                }],
            }],
            time_zone: "UTC".into(),
            started_at: Timestamp(0),
            completed_at: Timestamp(0),
            issued_at: Timestamp(0),
            provider: Provider {
                address: Some("1 Quay Street\nPort".into()),
                contact: Some("learning@example.org".into()),
                signatory: Some("Maria Silva".into()),
                signatory_title: Some("Head of Learning".into()),
                logo: Some("0a".repeat(32)),
                signature: Some("0b".repeat(32)),
                paper: Paper::Letter,
            },
            particulars: Particulars {
                email: None,
                valid_until: Some(Timestamp(365 * super::time::DAY)),
                replaces: Some(Number::from_random([7; LENGTH])),
                terms: Terms {
                    field: Some("Digital literacy".into()),
                    level: Some("EQF level 4".into()),
                    assessment: Some("Multiple choice".into()),
                    quality: Some("A yearly review".into()),
                    accreditation: Some("Not accredited".into()),
                    instructor: Some("None".into()),
                    standards: vec![
                        standard("Social media use", Some("DigComp 2.2"), Some("2.3")),
                        standard("Copyright", None, None),
                    ],
                },
                explanation: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_number_reads_back_however_it_is_typed() {
        let number = Number::from_random([0, 1, 31, 17, 33, 250, 7, 8, 9, 10, 11, 12]);
        let printed = number.to_string();
        for typed in [
            printed.clone(),
            printed.to_lowercase(),
            printed.replace('-', " "),
            printed.replace("NW-", ""),
            printed.replace('0', "o").replace('1', "l"),
            format!("  {printed}\n"),
            format!("https://learn.example.org/verify/{printed}"),
            format!("learn.example.org/verify/{}/?from=mail#top", printed.to_lowercase()),
        ] {
            assert_eq!(Number::parse(&typed), Some(number.clone()), "{typed:?}");
        }
    }

    #[test]
    fn a_record_from_before_there_were_pictures_is_written_as_it_was() {
        let before = r#"{"address":"1 Quay","contact":null,"signatory":"Ada Quay","signatory_title":null}"#;
        let provider: Provider = serde_json::from_str(before).unwrap();
        assert_eq!((provider.images().count(), provider.paper), (0, Paper::A4));
        assert_eq!(serde_json::to_string(&provider).unwrap(), before);
        let now = Provider { logo: Some("ab".into()), paper: Paper::Letter, ..provider };
        let text = serde_json::to_string(&now).unwrap();
        assert!(text.contains(r#""logo":"ab""#) && text.contains(r#""paper":"letter""#), "{text}");
        assert_eq!(serde_json::from_str::<Provider>(&text).unwrap(), now);
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        for typed in ["", "NW", "NW-7K3M-9QXR", "NW-7K3M-9QXR-2TBU", "NW-7K3M-9QXR-2TBVX", "NW-7K3M-9QXR-2TB€"] {
            assert_eq!(Number::parse(typed), None, "{typed:?}");
        }
    }
}
