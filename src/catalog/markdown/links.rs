//! What a link may lead to: http, https, mail, and addresses of this site. Must not import anything
//! of this crate.

/// Schemes that links may have.
pub(super) const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// What is wrong with a link's target and how to mend it. This is for authors; safety is the matter
/// of the sanitiser.
pub(super) fn flaw_in(target: &str) -> Option<(String, &'static str)> {
    let bare = without_blanks(target);
    if bare.is_empty() {
        return Some(("this link leads nowhere".to_owned(), "write its address in the brackets"));
    }
    if let Some(scheme) = scheme_of(&bare) {
        let allowed = SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
        let what = format!("links with `{scheme}:` are not allowed");
        return (!allowed).then_some((what, "link with https:, http: or mailto:"));
    }
    if leaves_the_site(&bare) {
        let what = format!("the link `{target}` leaves out its scheme");
        return Some((what, "begin it with https://"));
    }
    let path = bare.split(['#', '?']).next().unwrap_or_default();
    if path.ends_with(".md") {
        let what = format!("the link `{target}` leads to a file, which readers do not have");
        return Some((what, "link to the lesson's address, /courses/<course>/<lesson key>"));
    }
    None
}

/// Whether an address without a scheme still names another host: browsers read `\` as `/` and skip
/// tabs and line breaks.
pub(super) fn leaves_the_site(target: &str) -> bool {
    let mut start = target.chars().filter(|letter| !is_blank(*letter));
    let is_slash = |letter| matches!(letter, Some('/' | '\\'));
    is_slash(start.next()) && is_slash(start.next())
}

fn without_blanks(target: &str) -> String {
    target.chars().filter(|letter| !is_blank(*letter)).collect()
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control()
}

fn scheme_of(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let good = |letter: char| letter.is_ascii_alphanumeric() || "+.-".contains(letter);
    (scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.chars().all(good)).then_some(scheme)
}
