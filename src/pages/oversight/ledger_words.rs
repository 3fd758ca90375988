//! Entries of the ledger in words. Must not import `app` or another page's insides.

use serde_json::Value;

use crate::catalog::Catalog;
use crate::domain::intervention::Ground;
use crate::domain::time::Timestamp;
use crate::store::units::Tree;
use crate::usecases::change_image::Place;

/// Every kind of entry: as it is recorded, and what it means.
pub const KINDS: &[(&str, &str)] = &[
    ("assignment.exempted", "Exempted from a requirement"),
    ("assignment.extended", "Given more time"),
    ("assignment.taken-back", "A requirement taken back"),
    ("attempt.allowed", "Allowed another attempt"),
    ("attempt.started", "Assessment begun"),
    ("attempt.submitted", "Assessment submitted"),
    ("content.published", "Content published"),
    ("credential.issued", "Certificate issued"),
    ("credential.rendered", "Certificate set as a file"),
    ("credential.replaced", "Certificate replaced by a new one"),
    ("credential.revoked", "Certificate revoked"),
    ("credential.shared", "Public page of a certificate switched on or off"),
    ("critical.answered", "A critical question answered again"),
    ("erasure.asked", "Erasure asked for"),
    ("erasure.decided", "Erasure decided"),
    ("erasure.withdrawn", "Erasure not wanted any more"),
    ("exemption.taken-back", "An exemption taken back"),
    ("extension.taken-back", "More time taken back"),
    ("figures.mended", "Figures counted anew"),
    ("invitation.accepted", "One-time link used"),
    ("issuer.fixed", "Address of the issuer fixed"),
    ("lesson.completed", "Lesson done"),
    ("list.exported", "A list exported"),
    ("mail.filed", "A mail kept as a file"),
    ("mail.given-up", "A mail given up"),
    ("mail.retried", "A mail tried again"),
    ("mail.sent", "A mail sent"),
    ("mail.switched", "A kind of mail switched on or off"),
    ("password.reset-asked", "A new password asked for"),
    ("password.set", "Password set"),
    ("people.imported", "People imported"),
    ("person.access-ended", "Access ended"),
    ("person.access-restored", "Access restored"),
    ("person.changed", "Name or address changed"),
    ("person.created", "Added to the organisation"),
    ("person.erased", "Erased"),
    ("person.invited", "Given a one-time link"),
    ("program.assigned", "Requirement assigned"),
    ("reminder.asked", "Reminded by hand"),
    ("response.saved", "An answer saved"),
    ("role.granted", "Given a role"),
    ("role.taken", "A role taken back"),
    ("rule.ended", "A rule of a requirement ended"),
    ("rule.made", "A rule of a requirement made"),
    ("session.ended", "Signed out"),
    ("session.opened", "Signed in"),
    ("setting.changed", "A setting changed"),
    ("signing_key.added", "A key to sign certificates with added"),
    ("time.granted", "Extra time set"),
    ("unit.changed", "A unit changed"),
    ("unit.created", "A unit added"),
    ("unit.joined", "Joined a unit"),
    ("unit.left", "Left a unit"),
];

/// What happened, in a sentence without its subject; a kind that has no words yet is said as it is recorded.
pub fn what(kind: &str, details: Option<&Value>, catalog: &Catalog, tree: &Tree, zone: &str) -> String {
    let base =
        KINDS.iter().find(|(known, _)| *known == kind).map_or_else(|| plain(kind), |(_, words)| (*words).to_owned());
    let Some(details) = details else { return base };
    match more(kind, &Details { details, catalog, tree, zone }) {
        Some(more) if !more.is_empty() => format!("{base}: {more}"),
        _ => base,
    }
}

fn plain(kind: &str) -> String {
    kind.replace(['.', '-'], " ")
}

struct Details<'a> {
    details: &'a Value,
    catalog: &'a Catalog,
    tree: &'a Tree,
    zone: &'a str,
}

impl Details<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.details.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    fn number(&self, name: &str) -> Option<String> {
        Some(self.details.get(name)?.as_i64()?.to_string())
    }

    fn is(&self, name: &str) -> bool {
        self.details.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    fn day(&self, name: &str) -> Option<String> {
        Some(Timestamp(self.details.get(name)?.as_i64()?).date_in(self.zone))
    }

    fn program(&self) -> Option<String> {
        let key = self.text("program")?;
        Some(format!("“{}”", self.catalog.program(key).map_or(key, |program| &program.title)))
    }

    fn course(&self) -> Option<String> {
        let key = self.text("course")?;
        Some(format!("“{}”", self.catalog.course(key).map_or(key, |course| &course.title)))
    }

    fn unit(&self) -> Option<String> {
        let id = self.text("unit")?.parse().ok()?;
        Some(self.tree.unit(id)?.name.clone())
    }

    fn reason(&self) -> String {
        self.text("reason").or(self.text("note")).map(|reason| format!(" “{reason}”")).unwrap_or_default()
    }
}

/// Whose value is the hash of a picture.
fn is_picture(key: &str) -> bool {
    Place::ALL.iter().any(|place| place.key() == key)
}

/// What the details add.
fn more(kind: &str, of: &Details) -> Option<String> {
    Some(match kind {
        "assignment.extended" => format!("{} until {}.{}", of.program()?, of.day("due_after")?, of.reason()),
        "assignment.exempted" => {
            let ground = of.text("ground").and_then(Ground::from_word).map_or("", Ground::label);
            format!("{}, {}.{}", of.program()?, ground.to_lowercase(), of.reason())
        }
        "reminder.asked" => format!("{}{}", of.program()?, of.reason()),
        "program.assigned" => format!("{}, due {}", of.program()?, of.day("due_at")?),
        "assignment.taken-back" | "extension.taken-back" | "exemption.taken-back" => of.program()?,
        "rule.made" => format!("{} for {}, {} days", of.program()?, of.unit()?, of.number("due_days")?),
        "rule.ended" => format!("{} for {}", of.program()?, of.unit()?),
        "lesson.completed" => {
            let course = of.catalog.course(of.text("course")?)?;
            format!("“{}” of “{}”", course.lesson(of.text("lesson")?)?.title, course.title)
        }
        "attempt.started" => format!("{}, attempt {}", of.course()?, of.number("ordinal")?),
        "attempt.submitted" if of.is("time_ran_out") => format!("{}, as the time ran out", of.course()?),
        "attempt.submitted" => of.course()?,
        "attempt.allowed" => format!("{}.{}", of.course()?, of.reason()),
        "time.granted" => format!("{}\u{a0}%.{}", of.number("percent")?, of.reason()),
        "content.published" => format!("{} {}", of.text("kind")?, of.text("key")?),
        "credential.issued" => of.text("number")?.to_owned(),
        "credential.revoked" => format!("{}.{}", of.text("number")?, of.reason()),
        "credential.replaced" => format!("{}, now {}.{}", of.text("number")?, of.text("by")?, of.reason()),
        "credential.rendered" => match of.text("kind")? {
            "pdf" => "PDF".to_owned(),
            "json" => "signed JSON".to_owned(),
            "jwt" => "JWT".to_owned(),
            "svg" => "badge".to_owned(),
            other => other.to_owned(),
        },
        "erasure.decided" => of.reason().trim().to_owned(),
        "issuer.fixed" => of.text("base")?.to_owned(),
        "person.created" | "person.changed" => format!("{}, {}", of.text("name")?, of.text("email")?),
        "unit.created" | "unit.changed" | "unit.joined" | "unit.left" => of.text("name")?.to_owned(),
        "role.granted" | "role.taken" => match of.unit() {
            Some(unit) => format!("{} of {unit}", of.text("role")?),
            None => format!("{}, the whole organisation", of.text("role")?),
        },
        "people.imported" => format!("{} added, {} changed", of.number("added")?, of.number("changed")?),
        "setting.changed" if is_picture(of.text("key")?) => {
            let done = if of.text("value").is_some() { "another picture" } else { "taken away" };
            format!("{}: {done}", of.text("key")?)
        }
        "setting.changed" => format!("{} is now {}", of.text("key")?, of.text("value").unwrap_or("empty")),
        "mail.sent" | "mail.given-up" | "mail.retried" | "mail.switched" => plain(of.text("kind")?),
        "list.exported" => format!("{}, {} lines", of.text("list")?, of.number("rows")?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::catalog::{Files, load};

    fn said(kind: &str, details: &Value) -> String {
        let catalog = load(&Files::embedded()).unwrap();
        what(kind, Some(details), &catalog, &Tree::default(), "UTC")
    }

    #[test]
    fn what_happened_is_said_in_words() {
        let details = serde_json::json!({ "program": "gone", "due_after": 0, "reason": "Ill" });
        assert_eq!(said("assignment.extended", &details), "Given more time: “gone” until 1 January 1970. “Ill”");
        // What is not known, or not there, is left out.
        assert_eq!(said("assignment.extended", &serde_json::json!({})), "Given more time");
        assert_eq!(said("moon.landed-on", &details), "moon landed on");
    }

    #[test]
    fn kinds_stand_in_order_and_once() {
        assert!(KINDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
