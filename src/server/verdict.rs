//! What is to be said about a certificate that somebody hands in: by what is on record here, or by the issuer's keys and
//! lists alone. Must not import anything but `domain`, `store` and its siblings.

use std::collections::BTreeSet;

use open_badge::{Difference, Kind, Presented, Unreadable, check_status_list, differences, read};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::domain::credential::{Number, Standing};
use crate::domain::time::Timestamp;
use crate::store::credentials::{self, Sealed};
use crate::store::renderings::{self, JSON, JWT, PDF, SVG};
use crate::store::{Error, Result};

/// The answer, in one word and more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is genuine, and stands so.
    Genuine(Standing),
    /// It is not what was issued; why that is known.
    Altered(String),
    /// Nothing like it was issued here; what may be the matter.
    NotFound(String),
}

impl Verdict {
    /// The first word of the answer.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Genuine(standing) => standing.word(),
            Self::Altered(_) => "Altered",
            Self::NotFound(_) => "Not found",
        }
    }
}

/// The answer, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The answer.
    pub verdict: Verdict,
    /// What is on record under the number of the file.
    pub sealed: Option<Sealed>,
    /// Every field in which the file says something else.
    pub differences: Vec<Difference>,
    /// What the file says.
    pub claimed: Value,
}

impl Judgement {
    fn not_found(claimed: Value, why: &str) -> Self {
        Self { verdict: Verdict::NotFound(why.to_owned()), sealed: None, differences: vec![], claimed }
    }
}

const NO_NUMBER: &str = "It has no certificate number, or one that cannot be ours.";
const NO_SUCH: &str = "No certificate here has the number that it names.";
const DIFFERS: &str = "It says something else than the certificate that was issued under its number.";
const NEVER_MADE: &str =
    "No file of this certificate had been made when it was checked, so this one was made by somebody else.";
const OTHER_SIGNATURE: &str = "Its signature is not the one that was given to this certificate.";
const OTHER_PAGE: &str = "The credential inside is genuine, but the file around it is not the one that was issued. A program \
    may only have saved it anew, or what it shows may have been changed: trust what is written here, not what it shows.";

/// Most differences that are told; nobody reads more.
const SHOWN: usize = 200;

/// Judges a file by what is on record. Everything it says is compared with what was sealed, so nothing that somebody made up
/// is ever worked through.
///
/// # Errors
/// [`Error::Unreadable`] for a damaged record, or the database did not answer. The inner error: no credential can be read
/// from the file.
pub async fn judge(
    db: &impl ConnectionTrait,
    file: &[u8],
    now: Timestamp,
) -> Result<std::result::Result<Judgement, Unreadable>> {
    let (presented, kind) = match read(file) {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    let claimed = presented.claims().clone();
    let Some(number) = presented.number().and_then(Number::parse) else {
        return Ok(Ok(Judgement::not_found(claimed, NO_NUMBER)));
    };
    let sealed = match credentials::sealed_by_number(db, &number).await {
        Ok(sealed) => sealed,
        Err(Error::NotFound) => return Ok(Ok(Judgement::not_found(claimed, NO_SUCH))),
        Err(error) => return Err(error),
    };
    let issued = match renderings::find(db, sealed.id, JSON).await? {
        Some(kept) => serde_json::from_slice(&kept.bytes).map_err(|error| Error::unreadable("credential", error))?,
        None => Value::Null,
    };
    let mut differences = if issued.is_null() { vec![] } else { differences(&issued, &claimed) };
    differences.truncate(SHOWN);
    let altered = if issued.is_null() {
        Some(NEVER_MADE)
    } else if !differences.is_empty() {
        Some(DIFFERS)
    } else if !is_signed_by_us(db, &sealed, &presented, &issued).await? {
        Some(OTHER_SIGNATURE)
    } else if !is_our_file(db, &sealed, kind, file).await? {
        Some(OTHER_PAGE)
    } else {
        None
    };
    let verdict = match altered {
        Some(why) => Verdict::Altered(why.to_owned()),
        None => Verdict::Genuine(sealed.standing(now)),
    };
    Ok(Ok(Judgement { verdict, sealed: Some(sealed), differences, claimed }))
}

/// There is one signed credential and one token of each certificate.
async fn is_signed_by_us(
    db: &impl ConnectionTrait,
    sealed: &Sealed,
    presented: &Presented,
    issued: &Value,
) -> Result<bool> {
    Ok(match presented {
        Presented::Json(json) => json == issued,
        Presented::Jwt(token, _) => {
            let kept = renderings::find(db, sealed.id, JWT).await?;
            kept.is_some_and(|kept| kept.bytes == token.trim().as_bytes())
        }
    })
}

/// What a PDF or a badge shows is not signed, so the whole file must be the one that was kept.
async fn is_our_file(db: &impl ConnectionTrait, sealed: &Sealed, kind: Kind, file: &[u8]) -> Result<bool> {
    let kept = match kind {
        Kind::Bare => return Ok(true),
        Kind::Pdf => PDF,
        Kind::Svg => SVG,
    };
    Ok(renderings::find(db, sealed.id, kept).await?.is_some_and(|kept| kept.bytes == file))
}

/// What is known of the issuer where no database is at hand.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// DID documents: keys.
    pub dids: Vec<Value>,
    /// Status lists.
    pub lists: Vec<Value>,
    /// SHA-256 of every file that was given out, in hex; none if that is not known.
    pub files: Option<BTreeSet<String>>,
}

/// What is said without a database.
#[derive(Debug, Clone, PartialEq)]
pub struct Offline {
    /// The word.
    pub word: &'static str,
    /// Whether it is valid.
    pub valid: bool,
    /// More, one sentence each.
    pub sentences: Vec<String>,
    /// What the file says.
    pub claimed: Value,
}

/// Judges a file by the issuer's keys and status lists alone.
///
/// # Errors
/// No credential can be read from the file.
pub fn judge_offline(file: &[u8], known: &Known, now: Timestamp) -> std::result::Result<Offline, Unreadable> {
    let (presented, kind) = read(file)?;
    let claimed = presented.claims().clone();
    let say = |word, valid, sentences: Vec<String>| Offline { word, valid, sentences, claimed: claimed.clone() };
    let issuer = &claimed["issuer"]["id"];
    let Some(did) = known.dids.iter().find(|did| did["id"] == *issuer) else {
        let who = issuer.as_str().unwrap_or("nobody").to_owned();
        return Ok(say("Not found", false, vec![format!("It says that {who} issued it, whose keys are not at hand.")]));
    };
    let checked = match presented.check(did) {
        Ok(checked) => checked,
        Err(distrust) => return Ok(say("Altered", false, vec![format!("Do not rely on it: {distrust}.")])),
    };
    let mut sentences = Vec::new();
    if kind != Kind::Bare {
        match &known.files {
            Some(files) if !files.contains(&hex::encode(Sha256::digest(file))) => {
                return Ok(say("Altered", false, vec![OTHER_PAGE.to_owned()]));
            }
            Some(_) => {}
            None => sentences.push(
                "The credential inside is genuine. What the page shows is not signed by itself: compare it with the words here."
                    .to_owned(),
            ),
        }
    }
    let on_list = known.lists.iter().find(|list| list["id"] == checked.credential.status_list());
    // Without a list that can be trusted, nothing can be said to stand.
    let unknown = match on_list.map(|list| (list, check_status_list(list, did, &checked.credential))) {
        Some((_, Ok(true))) => {
            let why = "The issuer took it back, or another stands in its place.".to_owned();
            return Ok(say("Revoked", false, vec![why]));
        }
        Some((list, Ok(false))) => {
            let at = list["validFrom"].as_str().unwrap_or("an unknown day");
            sentences.push(format!("It was not revoked as of {at}."));
            None
        }
        Some((_, Err(distrust))) => Some(format!("The list of revoked certificates cannot be trusted: {distrust}.")),
        None => {
            Some("The list of revoked certificates is not at hand, so it is not known whether it stands.".to_owned())
        }
    };
    if let Some(why) = unknown {
        return Ok(say("Unknown", false, vec![why]));
    }
    let ended = checked.credential.valid_until.as_deref().and_then(moment).is_some_and(|until| now > until);
    if ended {
        return Ok(say("Expired", false, vec!["It was genuine, and its time is over.".to_owned()]));
    }
    Ok(say("Valid", true, sentences))
}

/// A moment as credentials write it.
pub fn moment(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>().ok().map(|moment| Timestamp(moment.as_millisecond()))
}
