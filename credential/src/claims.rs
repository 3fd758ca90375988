//! What a credential will claim, in words and numbers that are ready to be sealed.

/// Everything a certificate says. Moments are written as `2026-11-24T09:30:00Z`.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// The issuer's site, without a slash at its end: `https://learn.example.org`.
    pub base: String,
    /// Certificate number.
    pub number: String,
    /// The holder's name.
    pub learner: String,
    /// The holder's e-mail address, as a hash only.
    pub email: Option<EmailDigest>,
    /// Who issues it.
    pub issuer: Issuer,
    /// Key of the program.
    pub program: String,
    /// What was achieved.
    pub achievement: String,
    /// Version of what was achieved.
    pub version: String,
    /// SHA-256, in hex, of the frozen program: the name of this very version.
    pub program_hash: String,
    /// Kind of achievement, of those that Open Badges has.
    pub kind: String,
    /// The requirement that it meets.
    pub requirement: String,
    /// Field of study.
    pub field: Option<String>,
    /// Amount and kind of credit, as printed.
    pub credit: String,
    /// How the credit was calculated.
    pub credit_basis: String,
    /// Credit in hundredths of an hour.
    pub credit_hundredths: u32,
    /// How it was delivered, and where.
    pub delivery: String,
    /// Supervision and identity check of the assessment.
    pub supervision: String,
    /// Standards, regulations and levels that it is aligned to.
    pub alignments: Vec<Alignment>,
    /// Courses, as they were passed.
    pub courses: Vec<Course>,
    /// First fact that counts.
    pub started: String,
    /// Last fact that counts.
    pub completed: String,
    /// When it was issued.
    pub issued: String,
    /// Until when it is valid, if it ends.
    pub valid_until: Option<String>,
    /// Number of the certificate that this one replaces.
    pub replaces: Option<String>,
    /// Number of its status list.
    pub status_list: u32,
    /// Its place on that list.
    pub status_index: u32,
}

/// A salted SHA-256 of an e-mail address, in hex: whoever knows the address can see that it is the holder's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailDigest {
    /// What was put behind the address before hashing.
    pub salt: String,
    /// The hash, in hex.
    pub sha256: String,
}

/// The organisation behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issuer {
    /// Name.
    pub name: String,
    /// Postal address.
    pub address: Option<String>,
    /// E-mail address for questions.
    pub email: Option<String>,
    /// Who signs for it, with title.
    pub official: Option<String>,
    /// Accreditation or sponsor number, in words.
    pub accreditation: Option<String>,
    /// Where its logo is.
    pub logo: Option<String>,
}

/// Something published that the achievement is aligned to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alignment {
    /// Name.
    pub name: String,
    /// Where it is published.
    pub url: String,
    /// The framework it is part of.
    pub framework: Option<String>,
    /// Its code there.
    pub code: Option<String>,
}

/// One course, as it was passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Key.
    pub key: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// Score in percent.
    pub percent: u8,
    /// Pass mark in percent.
    pub pass_percent: u8,
    /// When it was passed.
    pub passed: String,
    /// What was learnt.
    pub goals: Vec<Goal>,
}

/// One learning objective, with the result in it where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Key within the course.
    pub key: String,
    /// What the holder can do.
    pub text: String,
    /// Score in percent.
    pub percent: Option<u8>,
}
