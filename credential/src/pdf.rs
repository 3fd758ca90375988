//! The credential that is attached to a PDF.
//!
//! What anybody may hand in is not taken apart as a PDF: that invites nesting without end and contents that unpack to
//! gigabytes. An attachment is a stream that says so in the dictionary right before it, in every PDF that is not encrypted,
//! so it is enough to look for those, and to unpack no more of each than a credential has.

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::LARGEST_TEXT;
use crate::present::Unreadable;

/// How many attachments are looked at.
const ATTACHMENTS: usize = 16;
/// How far a stream begins behind the words that say what it is, at most.
const DICTIONARY: usize = 4096;

/// The bytes of the first attachment that looks like a credential.
///
/// # Errors
/// [`Unreadable`].
pub fn attached_credential(pdf: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let attachments = places(pdf, b"/EmbeddedFile").filter(|at| !starts_at(pdf, at + 13, b"s")).take(ATTACHMENTS);
    let mut found = attachments.filter_map(|at| content(pdf, at));
    found.find(|bytes| bytes.trim_ascii_start().starts_with(b"{")).ok_or(Unreadable::Empty("PDF"))
}

/// Where some bytes stand.
fn places<'b>(bytes: &'b [u8], wanted: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    bytes.windows(wanted.len()).enumerate().filter(move |(_, window)| *window == wanted).map(|(at, _)| at)
}

fn starts_at(bytes: &[u8], at: usize, wanted: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(wanted))
}

/// What is in the stream whose dictionary has something at this place.
fn content(pdf: &[u8], at: usize) -> Option<Vec<u8>> {
    let near = pdf.get(at..pdf.len().min(at + DICTIONARY))?;
    let begins = places(near, b"stream").find(|at| !starts_at(near, at.saturating_sub(3), b"end"))?;
    let after = pdf.get(at + begins + 6..)?;
    let after = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n"))?;
    // The dictionary is what stands before the stream, back to where its object begins.
    let start = at.saturating_sub(DICTIONARY);
    let before = pdf.get(start..at + begins)?;
    let object = places(before, b" obj").last().unwrap_or_default();
    let packed = places(before.get(object..)?, b"/FlateDecode").next().is_some();
    let mut bytes = Vec::new();
    if packed {
        ZlibDecoder::new(after).take(LARGEST_TEXT as u64).read_to_end(&mut bytes).ok()?;
    } else {
        let end = places(after.get(..after.len().min(LARGEST_TEXT))?, b"endstream").next()?;
        bytes.extend_from_slice(after.get(..end)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn pdf(dictionary: &str, stream: &[u8]) -> Vec<u8> {
        let mut pdf =
            format!("%PDF-1.7\n1 0 obj <</EmbeddedFiles 2 0 R>> endobj\n2 0 obj {dictionary}\nstream\n").into_bytes();
        pdf.extend_from_slice(stream);
        pdf.extend_from_slice(b"\nendstream endobj");
        pdf
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        let _ = encoder.write_all(bytes);
        encoder.finish().unwrap_or_default()
    }

    #[test]
    fn attachments_are_found_packed_or_not() {
        let plain = pdf("<</Type/EmbeddedFile/Length 9>>", b"{\"a\":\"b\"}");
        assert_eq!(
            attached_credential(&plain).map(|bytes| bytes.trim_ascii_end().to_vec()),
            Ok(b"{\"a\":\"b\"}".to_vec())
        );
        let small = pdf("<</Filter/FlateDecode/Type/EmbeddedFile>>", &packed(b"{\"a\":1}"));
        assert_eq!(attached_credential(&small), Ok(b"{\"a\":1}".to_vec()));
        assert_eq!(attached_credential(b"%PDF-1.7 /EmbeddedFile"), Err(Unreadable::Empty("PDF")));
    }

    #[test]
    fn what_unpacks_to_more_than_any_credential_is_cut() {
        let mut bomb = b"{".to_vec();
        bomb.resize(64 * 1024 * 1024, b' ');
        let bomb = pdf("<</Type/EmbeddedFile/Filter/FlateDecode>>", &packed(&bomb));
        assert!(bomb.len() < 200_000);
        assert_eq!(attached_credential(&bomb).map(|bytes| bytes.len()), Ok(LARGEST_TEXT));
        // Nesting is nothing to somebody who does not follow it.
        let deep = [b"%PDF-1.4\n1 0 obj ".as_slice(), &vec![b'['; 1_000_000]].concat();
        assert_eq!(attached_credential(&deep), Err(Unreadable::Empty("PDF")));
    }
}
