//! The credential, field by field. What is read must have these fields and no others: a proof says nothing about a field
//! that its contexts do not know, so an unknown one is never let through.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::claims::{Alignment, Claims, Course, EmailDigest, Issuer};
use crate::contexts::{CREDENTIALS, EXTENSIONS, OPEN_BADGES};
use crate::did::did_web;
use crate::status::StatusList;

/// The published schema that credentials keep to.
const SCHEMA: &str = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";

/// An Open Badges 3.0 credential, without its proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Credential {
    #[serde(rename = "@context")]
    context: Vec<String>,
    /// The address at which anybody can check it.
    pub id: String,
    #[serde(rename = "type")]
    types: Vec<String>,
    name: String,
    description: String,
    issuer: Profile,
    /// When it was issued.
    pub valid_from: String,
    /// Until when it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    awarded_date: String,
    credential_subject: Subject,
    evidence: Vec<Evidence>,
    credential_schema: Vec<Reference>,
    credential_status: Status,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Profile {
    id: String,
    #[serde(rename = "type")]
    types: Vec<String>,
    name: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    official: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Image>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Image {
    id: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Address {
    #[serde(rename = "type")]
    types: Vec<String>,
    street_address: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Subject {
    #[serde(rename = "type")]
    types: Vec<String>,
    identifier: Vec<Identity>,
    activity_start_date: String,
    activity_end_date: String,
    credits_earned: Number,
    license_number: String,
    achievement: Achievement,
    result: Vec<Outcome>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Identity {
    #[serde(rename = "type")]
    kind: String,
    hashed: bool,
    identity_hash: String,
    identity_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Achievement {
    id: String,
    #[serde(rename = "type")]
    types: Vec<String>,
    achievement_type: String,
    name: String,
    description: String,
    version: String,
    human_code: String,
    in_language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field_of_study: Option<String>,
    criteria: Criteria,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    alignment: Vec<Aligned>,
    result_description: Vec<OutcomeDescription>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Criteria {
    narrative: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Aligned {
    #[serde(rename = "type")]
    types: Vec<String>,
    target_name: String,
    target_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_framework: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_code: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct OutcomeDescription {
    id: String,
    #[serde(rename = "type")]
    types: Vec<String>,
    name: String,
    result_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    required_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_min: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_max: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Outcome {
    #[serde(rename = "type")]
    types: Vec<String>,
    result_description: String,
    value: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Evidence {
    #[serde(rename = "type")]
    types: Vec<String>,
    name: String,
    narrative: String,
    genre: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Reference {
    id: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Status {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    status_purpose: String,
    status_list_index: String,
    status_list_credential: String,
}

impl Credential {
    /// The credential that makes these claims.
    pub fn new(claims: &Claims) -> Self {
        Self {
            context: [CREDENTIALS, OPEN_BADGES, EXTENSIONS].map(str::to_owned).to_vec(),
            id: format!("{}/verify/{}", claims.base, claims.number),
            types: one_of(&["VerifiableCredential", "OpenBadgeCredential"]),
            name: claims.achievement.clone(),
            description: claims.requirement.clone(),
            issuer: issuer(&claims.issuer, &claims.base),
            valid_from: claims.issued.clone(),
            valid_until: claims.valid_until.clone(),
            awarded_date: claims.completed.clone(),
            credential_subject: subject(claims),
            evidence: evidence(claims),
            credential_schema: vec![Reference { id: SCHEMA.into(), kind: "1EdTechJsonSchemaValidator2019".into() }],
            credential_status: status(claims),
        }
    }

    /// The credential in this JSON, if it has exactly the fields that ours have. A proof, and what a JWT adds, are not part
    /// of it.
    ///
    /// # Errors
    /// What is missing, unknown or of another kind.
    pub fn from_json(json: &Value) -> Result<Self, String> {
        let mut json = json.clone();
        if let Some(fields) = json.as_object_mut() {
            fields.remove("proof");
            for name in crate::jwt::REGISTERED {
                fields.remove(name);
            }
        }
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    /// The credential as JSON.
    pub fn to_json(&self) -> Value {
        // Texts and numbers always can.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Certificate number.
    pub fn number(&self) -> &str {
        &self.credential_subject.license_number
    }

    /// Whose certificate it says it is.
    pub fn learner(&self) -> &str {
        self.credential_subject.identifier.first().map_or("", |identity| &identity.identity_hash)
    }

    /// What was achieved.
    pub fn achievement(&self) -> &str {
        &self.name
    }

    /// The name of the issuer.
    pub fn issuer_name(&self) -> &str {
        &self.issuer.name
    }

    /// The DID of the issuer.
    pub fn issuer_did(&self) -> &str {
        &self.issuer.id
    }

    /// The status list it is on.
    pub fn status_list(&self) -> &str {
        &self.credential_status.status_list_credential
    }

    /// Its place there.
    pub fn status_index(&self) -> Option<u32> {
        self.credential_status.status_list_index.parse().ok()
    }
}

fn one_of(types: &[&str]) -> Vec<String> {
    types.iter().map(|kind| (*kind).to_owned()).collect()
}

fn issuer(issuer: &Issuer, base: &str) -> Profile {
    Profile {
        id: did_web(base),
        types: one_of(&["Profile"]),
        name: issuer.name.clone(),
        url: base.to_owned(),
        email: issuer.email.clone(),
        official: issuer.official.clone(),
        description: issuer.accreditation.clone(),
        address: issuer.address.clone().map(|street_address| Address { types: one_of(&["Address"]), street_address }),
        image: issuer.logo.clone().map(|id| Image { id, kind: "Image".into() }),
    }
}

fn subject(claims: &Claims) -> Subject {
    let name = Identity {
        kind: "IdentityObject".into(),
        hashed: false,
        identity_hash: claims.learner.clone(),
        identity_type: "name".into(),
        salt: None,
    };
    let email = claims.email.as_ref().map(|EmailDigest { salt, sha256 }| Identity {
        kind: "IdentityObject".into(),
        hashed: true,
        identity_hash: format!("sha256${sha256}"),
        identity_type: "emailAddress".into(),
        salt: Some(salt.clone()),
    });
    let (descriptions, results) = outcomes(claims).into_iter().unzip();
    Subject {
        types: one_of(&["AchievementSubject"]),
        identifier: [Some(name), email].into_iter().flatten().collect(),
        activity_start_date: claims.started.clone(),
        activity_end_date: claims.completed.clone(),
        credits_earned: hundredths(claims.credit_hundredths),
        license_number: claims.number.clone(),
        achievement: achievement(claims, descriptions),
        result: results,
    }
}

fn achievement(claims: &Claims, result_description: Vec<OutcomeDescription>) -> Achievement {
    let titles: Vec<String> =
        claims.courses.iter().map(|course| format!("“{}” (version {})", course.title, course.version)).collect();
    Achievement {
        id: achievement_id(claims),
        types: one_of(&["Achievement"]),
        achievement_type: claims.kind.clone(),
        name: claims.achievement.clone(),
        description: claims.requirement.clone(),
        version: claims.version.clone(),
        human_code: claims.program.clone(),
        in_language: "en".into(),
        field_of_study: claims.field.clone(),
        criteria: Criteria {
            narrative: format!("Complete all lessons and pass the final assessment of {}.", titles.join(", ")),
        },
        alignment: claims.alignments.iter().map(aligned).collect(),
        result_description,
    }
}

/// The very version of the program, by its hash (RFC 6920), so that it has the same name wherever it is served.
fn achievement_id(claims: &Claims) -> String {
    let bytes: Vec<u8> = (0..claims.program_hash.len() / 2)
        .filter_map(|i| u8::from_str_radix(claims.program_hash.get(2 * i..2 * i + 2)?, 16).ok())
        .collect();
    format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(bytes))
}

fn aligned(alignment: &Alignment) -> Aligned {
    Aligned {
        types: one_of(&["Alignment"]),
        target_name: alignment.name.clone(),
        target_url: alignment.url.clone(),
        target_framework: alignment.framework.clone(),
        target_code: alignment.code.clone(),
    }
}

/// Results, each with the description of what it is a result of.
fn outcomes(claims: &Claims) -> Vec<(OutcomeDescription, Outcome)> {
    let id = achievement_id(claims);
    let said = |key: &str, name: &str, value: &str| {
        let description = OutcomeDescription {
            id: format!("{id}#{key}"),
            types: one_of(&["ResultDescription"]),
            name: name.to_owned(),
            result_type: "Result".into(),
            required_value: None,
            value_min: None,
            value_max: None,
        };
        (description, outcome(&id, key, value.to_owned()))
    };
    let mut outcomes = vec![
        said("credit", "Credit", &claims.credit),
        said("credit-basis", "Basis of the credit", &claims.credit_basis),
        said("delivery", "Delivery", &claims.delivery),
        said("supervision", "Supervision of the assessment", &claims.supervision),
    ];
    for course in &claims.courses {
        let name = format!("Final assessment of “{}”", course.title);
        outcomes.push(percent(&id, &course.key, name, course.percent, Some(course.pass_percent)));
        for goal in &course.goals {
            let key = format!("{}/{}", course.key, goal.key);
            match goal.percent {
                Some(score) => outcomes.push(percent(&id, &key, goal.text.clone(), score, None)),
                None => outcomes.push(said(&key, &goal.text, "Learnt")),
            }
        }
    }
    outcomes
}

fn percent(id: &str, key: &str, name: String, score: u8, pass: Option<u8>) -> (OutcomeDescription, Outcome) {
    let description = OutcomeDescription {
        id: format!("{id}#{key}"),
        types: one_of(&["ResultDescription"]),
        name,
        result_type: "Percent".into(),
        required_value: pass.map(|percent| percent.to_string()),
        value_min: Some("0".into()),
        value_max: Some("100".into()),
    };
    (description, outcome(id, key, score.to_string()))
}

fn outcome(id: &str, key: &str, value: String) -> Outcome {
    Outcome { types: one_of(&["Result"]), result_description: format!("{id}#{key}"), value }
}

fn evidence(claims: &Claims) -> Vec<Evidence> {
    let of_course = |course: &Course| Evidence {
        types: one_of(&["Evidence"]),
        name: format!("Final assessment of “{}”", course.title),
        narrative: format!(
            "Version {} of the course. Passed on {} with {} %, where {} % passes.",
            course.version, course.passed, course.percent, course.pass_percent
        ),
        genre: "Assessment".into(),
    };
    let replaced = claims.replaces.as_ref().map(|number| Evidence {
        types: one_of(&["Evidence"]),
        name: "Replaces".into(),
        narrative: format!("This certificate replaces certificate {number}, which is no longer valid."),
        genre: "Replacement".into(),
    });
    claims.courses.iter().map(of_course).chain(replaced).collect()
}

fn status(claims: &Claims) -> Status {
    let list = StatusList::address(&claims.base, claims.status_list);
    Status {
        id: format!("{list}#{}", claims.status_index),
        kind: "BitstringStatusListEntry".into(),
        status_purpose: "revocation".into(),
        status_list_index: claims.status_index.to_string(),
        status_list_credential: list,
    }
}

/// A whole number where it is one, as every reader writes those in the same way.
fn hundredths(hundredths: u32) -> Number {
    match hundredths % 100 {
        0 => Number::from(hundredths / 100),
        _ => Number::from_f64(f64::from(hundredths) / 100.0).unwrap_or_else(|| Number::from(0)),
    }
}
