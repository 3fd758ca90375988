//! The credential that is attached to a PDF.

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Stream, String as PdfString};

use crate::present::Unreadable;
use crate::{ATTACHMENT, LARGEST};

/// How deep the tree of names may be.
const DEPTH: usize = 8;

/// The bytes of the attachment that bears our name.
///
/// # Errors
/// [`Unreadable`].
pub fn attached_credential(pdf: &[u8]) -> Result<Vec<u8>, Unreadable> {
    // Whatever a damaged file may do to its reader stays in here.
    let pdf = pdf.to_vec();
    std::panic::catch_unwind(move || find(pdf)).unwrap_or(Err(Unreadable::Damaged("PDF")))
}

fn find(bytes: Vec<u8>) -> Result<Vec<u8>, Unreadable> {
    let pdf = Pdf::new(bytes).map_err(|_| Unreadable::Damaged("PDF"))?;
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).ok_or(Unreadable::Damaged("PDF"))?;
    let names = root.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"));
    let stream = names.and_then(|tree| in_tree(&tree, DEPTH)).ok_or(Unreadable::Empty("PDF"))?;
    let decoded = stream.decoded().map_err(|_| Unreadable::Damaged("PDF"))?;
    if decoded.len() > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    Ok(decoded.into_owned())
}

/// Looks through a tree of names; at its ends are pairs of a name and a file.
fn in_tree<'p>(tree: &Dict<'p>, depth: usize) -> Option<Stream<'p>> {
    if let Some(pairs) = tree.get::<Array<'p>>("Names") {
        let files = pairs.iter::<hayro_syntax::object::Object<'p>>().filter_map(|object| object.into_dict());
        for file in files {
            let name = file.get::<PdfString<'p>>("UF").or_else(|| file.get::<PdfString<'p>>("F"));
            if name.is_some_and(|name| is_ours(name.as_bytes())) {
                return file.get::<Dict<'p>>("EF")?.get::<Stream<'p>>("F");
            }
        }
    }
    let branches = tree.get::<Array<'p>>("Kids")?;
    branches.iter::<Dict<'p>>().find_map(|branch| if depth == 0 { None } else { in_tree(&branch, depth - 1) })
}

/// Names are written in one byte a character, or in two after a mark.
fn is_ours(name: &[u8]) -> bool {
    let wide = || ATTACHMENT.bytes().flat_map(|byte| [0, byte]);
    name == ATTACHMENT.as_bytes()
        || name.strip_prefix(&[0xfe, 0xff]).is_some_and(|name| wide().eq(name.iter().copied()))
}
