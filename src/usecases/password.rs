//! Passwords: what is accepted, how they are hashed and checked. Must not import anything but `domain` and `store`.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

use crate::domain::refusal::Refusal;
use crate::store::{Error, Result};

/// Fewest characters of a password that stands alone.
pub const MIN_LENGTH: usize = 15;
/// Most characters; more would only be work for the hash.
pub const MAX_LENGTH: usize = 256;

/// Each hash takes 19 MiB; a few at a time keep a wave of sign-ins from taking all memory.
static HASHING: Semaphore = Semaphore::const_new(4);

/// Checked in place of a hash that is not there, so that unknown people take as long as known ones.
static DUMMY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("a password nobody has").ok());

/// Refuses a password that is too short, too long or easy to guess, given words about its owner. No rules about
/// kinds of characters: they make passwords worse.
///
/// # Errors
/// [`Refusal::Field`] on `password`, saying what to do.
pub fn check(password: &str, about: &[&str]) -> std::result::Result<(), Refusal> {
    let length = password.chars().count();
    if length == 0 {
        return Err(Refusal::field("password", "Enter a password"));
    }
    if length < MIN_LENGTH {
        return Err(Refusal::field(
            "password",
            format!("Use at least {MIN_LENGTH} characters. Four or five unrelated words are easy to remember"),
        ));
    }
    if length > MAX_LENGTH {
        return Err(Refusal::field("password", format!("Use at most {MAX_LENGTH} characters")));
    }
    let mut words = vec!["netwise"];
    words.extend(about);
    if zxcvbn(password, &words).score() < Score::Three {
        return Err(Refusal::field(
            "password",
            "This password is easy to guess. Choose less common words, and not your name",
        ));
    }
    Ok(())
}

/// Hashes a password with Argon2id (19 MiB, two passes), away from the threads that answer requests.
///
/// # Errors
/// The hash could not be made.
pub async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    away(move || hash_now(&password)).await?
}

/// Whether the password is the one behind the hash. Without a hash it takes as long and says no.
///
/// # Errors
/// The stored hash cannot be read.
pub async fn verify(password: &str, hash: Option<&str>) -> Result<bool> {
    let (password, known) = (password.to_owned(), hash.map(str::to_owned));
    away(move || {
        let Some(hash) = known.as_ref().or(DUMMY.as_ref()) else { return Ok(false) };
        let parsed = PasswordHash::new(hash).map_err(|error| Error::unreadable("password", error))?;
        let matches = hasher()?.verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(matches && known.is_some())
    })
    .await?
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| Error::unreadable("password", error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &str) -> Result<String> {
    let hash = hasher()?.hash_password(password.as_bytes()).map_err(|error| Error::unreadable("password", error))?;
    Ok(hash.to_string())
}

async fn away<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let _permit = HASHING.acquire().await.map_err(|error| Error::unreadable("password", error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::unreadable("password", error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn passwords_are_judged_by_length_and_guessing_not_by_kinds_of_characters() {
        let about = ["Amara Okafor", "amara@example.org"];
        for (password, accepted) in [
            ("", false),
            ("short", false),
            ("Tr0ub4dor&3", false),
            ("passwordpassword", false),
            ("123456789012345", false),
            ("aaaaaaaaaaaaaaaaaaaa", false),
            ("amara@example.org", false),
            ("netwisenetwise1", false),
            ("copper lantern drifts west", true),
            ("тихая река несёт листья", true),
            ("plum-otter-gravel-nine", true),
        ] {
            assert_eq!(check(password, &about).is_ok(), accepted, "{password:?}");
        }
        assert!(check(&"copper lantern drifts west ".repeat(4)[..100], &about).is_ok(), "64 and more are allowed");
        assert!(check(&"x".repeat(MAX_LENGTH + 1), &about).is_err());
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_only() {
        let hash = hash("copper lantern drifts west").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("copper lantern drifts west", Some(&hash)).await.unwrap());
        assert!(!verify("copper lantern drifts East", Some(&hash)).await.unwrap());
        assert!(!verify("a password nobody has", None).await.unwrap());
    }
}
