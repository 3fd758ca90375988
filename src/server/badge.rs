//! The drawing of a badge, before the credential is baked into it. Must not import anything but `domain`.

use crate::domain::credential::Record;
use crate::domain::network_art::certificate_pattern_svg;

/// Letters that fit on a line, and lines.
const LINE: usize = 26;
const LINES: usize = 3;

/// A square with the certificate's own pattern and, in words, what was achieved.
pub fn drawing(record: &Record) -> String {
    let art = certificate_pattern_svg(record.number.as_str());
    // The rosette alone: the second of the two pictures inside.
    let rosette = art.rsplit_once("<svg viewBox=\"180 16 760 760\">").map_or("", |(_, inside)| inside);
    // No style sheet: where a page shows the badge, its policy may forbid one.
    let rosette = rosette.trim_end_matches("</svg></svg>").replace(r#" class="art-strand""#, "");
    let lines = broken(&record.achievement);
    let first = 262 - 17 * i32::try_from(lines.len()).unwrap_or(1);
    let title: String = (0..)
        .zip(&lines)
        .map(|(n, line)| {
            format!(r#"<text x="256" y="{}" font-size="28" font-weight="600">{}</text>"#, first + 36 * n, escape(line))
        })
        .collect();
    let issued = record.issued_at.iso_date_in(&record.time_zone);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512" role="img" aria-label="{label}"><rect width="512" height="512" rx="48" fill="#fffdf6"/><rect x="10" y="10" width="492" height="492" rx="40" fill="none" stroke="#d8610f" stroke-width="3"/><svg x="16" y="16" width="480" height="480" viewBox="180 16 760 760" fill="none" stroke="#e4d9bd" stroke-width="0.9">{rosette}</svg><g font-family="Source Serif 4, Georgia, serif" fill="#14213d" text-anchor="middle"><text x="256" y="120" font-size="22">{organisation}</text>{title}<text x="256" y="400" font-size="18">{issued}</text><text x="256" y="430" font-size="18" letter-spacing="1">{number}</text></g></svg>"##,
        label = escape(&format!("Badge: {}, issued by {}", record.achievement, record.organisation)),
        organisation = escape(&record.organisation),
        number = record.number,
    )
}

/// In lines of about the same length; what does not fit is left off, as the credential has it in full.
fn broken(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last =
            lines.last_mut().filter(|line| line.is_empty() || line.chars().count() + word.chars().count() < LINE);
        match last {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(line) = lines.last_mut() {
            line.push('…');
        }
    }
    lines
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_titles_are_broken_and_end() {
        assert_eq!(broken("Onboarding: learning networks"), ["Onboarding: learning", "networks"]);
        let long = broken(&"word ".repeat(60));
        assert_eq!(long.len(), LINES);
        assert!(long[2].ends_with('…'));
        assert_eq!(escape("<a> & \"b\"\u{1}"), "&lt;a&gt; &amp; &quot;b&quot; ");
    }
}
