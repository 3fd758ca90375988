//! What a credential says, field by field in plain words, and where two differ.

use std::collections::BTreeMap;

use serde_json::Value;

/// A field that is not the same in two credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field, in plain words.
    pub field: String,
    /// What was sealed; `None` where nothing was.
    pub sealed: Option<String>,
    /// What is claimed; `None` where nothing is.
    pub claimed: Option<String>,
}

/// Every field in which what is claimed is not what was sealed, in the order of the sealed one. The signatures themselves
/// are not compared.
pub fn differences(sealed: &Value, claimed: &Value) -> Vec<Difference> {
    let (sealed_fields, claimed_fields) = (flat(sealed), flat(claimed));
    let here = sealed_fields.iter().filter_map(|(path, value)| {
        let other = claimed_fields.get(path);
        (other != Some(value)).then(|| Difference {
            field: words(path, sealed),
            sealed: Some(value.clone()),
            claimed: other.cloned(),
        })
    });
    let added = claimed_fields
        .iter()
        .filter(|(path, _)| !sealed_fields.contains_key(*path))
        .map(|(path, value)| Difference { field: words(path, claimed), sealed: None, claimed: Some(value.clone()) });
    here.chain(added).collect()
}

/// What a credential says that a reader wants to know, in plain words and in order.
pub fn sayings(claims: &Value) -> Vec<(String, String)> {
    const ASKED: [&str; 12] = [
        "/credentialSubject/identifier/0/identityHash",
        "/name",
        "/description",
        "/issuer/name",
        "/issuer/official",
        "/credentialSubject/activityStartDate",
        "/credentialSubject/activityEndDate",
        "/validFrom",
        "/validUntil",
        "/credentialSubject/licenseNumber",
        "/credentialSubject/achievement/version",
        "/credentialSubject/achievement/fieldOfStudy",
    ];
    let mut said: Vec<(String, String)> = ASKED
        .iter()
        .filter_map(|path| Some((words(path, claims), claims.pointer(path)?.as_str()?.to_owned())))
        .collect();
    for (i, result) in claims["credentialSubject"]["result"].as_array().into_iter().flatten().enumerate() {
        if let Some(value) = result["value"].as_str() {
            said.push((words(&format!("/credentialSubject/result/{i}/value"), claims), value.to_owned()));
        }
    }
    said
}

/// Signatures, and what a JWT adds to say the same again.
const APART: [&str; 5] = ["proof", "iss", "jti", "nbf", "exp"];

fn flat(claims: &Value) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    match claims {
        Value::Object(top) => {
            for (name, value) in top.iter().filter(|(name, _)| !APART.contains(&name.as_str())) {
                flatten(value, &format!("/{}", escape(name)), &mut fields);
            }
        }
        other => flatten(other, "", &mut fields),
    }
    fields
}

fn flatten(value: &Value, path: &str, fields: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(object) if !object.is_empty() => {
            for (name, value) in object {
                flatten(value, &format!("{path}/{}", escape(name)), fields);
            }
        }
        Value::Array(array) if !array.is_empty() => {
            for (i, value) in array.iter().enumerate() {
                flatten(value, &format!("{path}/{i}"), fields);
            }
        }
        Value::String(text) => {
            fields.insert(path.to_owned(), text.clone());
        }
        other => {
            fields.insert(path.to_owned(), other.to_string());
        }
    }
}

/// Names are part of a JSON pointer.
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The field in plain words. `claims` has the names of results and identities.
fn words(path: &str, claims: &Value) -> String {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["credentialSubject", "identifier", i, field] => identity(claims, i, field),
        ["credentialSubject", "result", i, field] => result(claims, i, field),
        ["credentialSubject", "achievement", "resultDescription", i, field] => {
            let name = &claims["credentialSubject"]["achievement"]["resultDescription"][number(i)]["name"];
            format!("Description of the result {} ({})", quoted(name, i), plain(field))
        }
        ["credentialSubject", "achievement", "alignment", i, ..] => {
            let name = &claims["credentialSubject"]["achievement"]["alignment"][number(i)]["targetName"];
            format!("Standard {}", quoted(name, i))
        }
        ["evidence", i, field] => {
            format!("Evidence {} ({})", quoted(&claims["evidence"][number(i)]["name"], i), plain(field))
        }
        _ => known(path).map_or_else(|| unknown(&parts), str::to_owned),
    }
}

fn known(path: &str) -> Option<&'static str> {
    Some(match path {
        "/id" => "Address at which it can be checked",
        "/name" => "Title of the certificate",
        "/description" => "Requirement that is met",
        "/validFrom" => "Date of issue",
        "/validUntil" => "Valid until",
        "/awardedDate" => "Date of the award",
        "/issuer/id" => "Identity of the issuer",
        "/issuer/name" => "Name of the issuer",
        "/issuer/url" => "Web address of the issuer",
        "/issuer/email" => "E-mail address of the issuer",
        "/issuer/official" => "Who signed for the issuer",
        "/issuer/description" => "Accreditation of the issuer",
        "/issuer/image/id" => "Logo of the issuer",
        "/issuer/address/streetAddress" => "Postal address of the issuer",
        "/credentialSubject/activityStartDate" => "Date of the start",
        "/credentialSubject/activityEndDate" => "Date of completion",
        "/credentialSubject/creditsEarned" => "Hours of credit",
        "/credentialSubject/licenseNumber" => "Certificate number",
        "/credentialSubject/achievement/id" => "Identity of the program",
        "/credentialSubject/achievement/achievementType" => "Kind of certificate",
        "/credentialSubject/achievement/name" => "Title of the program",
        "/credentialSubject/achievement/description" => "Description of the program",
        "/credentialSubject/achievement/version" => "Version of the program",
        "/credentialSubject/achievement/humanCode" => "Code of the program",
        "/credentialSubject/achievement/inLanguage" => "Language of the program",
        "/credentialSubject/achievement/fieldOfStudy" => "Field of study",
        "/credentialSubject/achievement/criteria/narrative" => "What had to be done",
        "/credentialStatus/id" | "/credentialStatus/statusListIndex" => "Place on the list of revoked certificates",
        "/credentialStatus/statusListCredential" => "List of revoked certificates",
        _ => return None,
    })
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or(usize::MAX)
}

fn quoted(name: &Value, position: &str) -> String {
    name.as_str().map_or_else(|| format!("number {}", number(position).saturating_add(1)), |name| format!("“{name}”"))
}

fn identity(claims: &Value, i: &str, field: &str) -> String {
    let kind = claims["credentialSubject"]["identifier"][number(i)]["identityType"].as_str().unwrap_or_default();
    match (kind, field) {
        ("name", "identityHash") => "Name of the holder".to_owned(),
        ("emailAddress", "identityHash" | "salt") => "E-mail address of the holder (kept as a hash)".to_owned(),
        (_, "identityHash") if i == "0" => "Name of the holder".to_owned(),
        _ => format!("Holder: {}", plain(field)),
    }
}

fn result(claims: &Value, i: &str, field: &str) -> String {
    let subject = &claims["credentialSubject"];
    let id = &subject["result"][number(i)]["resultDescription"];
    let described =
        subject["achievement"]["resultDescription"].as_array().into_iter().flatten().find(|one| one["id"] == *id);
    let name = described.map_or_else(|| quoted(&Value::Null, i), |one| quoted(&one["name"], i));
    if field == "value" { format!("Result: {name}") } else { format!("Result {name} ({})", plain(field)) }
}

/// A name of the standard, taken apart: `targetUrl` is "target url".
fn plain(field: &str) -> String {
    let mut words = String::new();
    for character in field.chars() {
        if character.is_uppercase() {
            words.push(' ');
        }
        words.extend(character.to_lowercase());
    }
    words
}

fn unknown(parts: &[&str]) -> String {
    let words: Vec<String> = parts.iter().map(|part| plain(part)).collect();
    format!("Field “{}”", words.join(" › "))
}
