//! A badge: a drawing (SVG) with the credential baked into it.

use crate::present::Unreadable;

/// Most attributes in a badge; ours has a few hundred.
const ATTRIBUTES: usize = 5_000;

const NAMESPACE: &str = "https://purl.imsglobal.org/ob/v3p0";

/// Puts a credential into a drawing, as the first thing in it. `None` if the drawing is not one.
pub fn bake(svg: &str, credential: &str) -> Option<String> {
    let open = svg.find("<svg")?;
    let end = open + svg.get(open..)?.find('>')?;
    let (head, rest) = svg.split_at_checked(end + 1)?;
    if head.ends_with("/>") {
        return None;
    }
    // The end of a CDATA section cannot stand within one; JSON can write the bracket in another way.
    let credential = credential.replace("]]>", "]]\\u003e");
    Some(format!(
        "{head}<openbadges:credential xmlns:openbadges=\"{NAMESPACE}\"><![CDATA[{credential}]]></openbadges:credential>{rest}"
    ))
}

/// The credential in a badge, JSON or JWT.
///
/// # Errors
/// [`Unreadable`].
pub fn unbake(svg: &str) -> Result<String, Unreadable> {
    // The reader compares each attribute with all before it.
    if svg.bytes().filter(|byte| *byte == b'=').count() > ATTRIBUTES {
        return Err(Unreadable::TooLarge);
    }
    let options = roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: 100_000, ..Default::default() };
    let document =
        roxmltree::Document::parse_with_options(svg, options).map_err(|_| Unreadable::Damaged("drawing (SVG)"))?;
    let baked = document
        .descendants()
        .find(|node| node.tag_name().name() == "credential" && node.tag_name().namespace() == Some(NAMESPACE))
        .ok_or(Unreadable::Empty("drawing"))?;
    let text = match baked.attribute("verify") {
        Some(token) => token.to_owned(),
        None => baked.children().filter_map(|child| child.text()).collect(),
    };
    if text.trim().is_empty() { Err(Unreadable::Empty("drawing")) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_baked_comes_out_again() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>";
        for credential in ["{\"a\":\"<b> & ünï\"}", "aaa.bbb.ccc", "{\"a\":\"]]\\u003e\"}"] {
            assert_eq!(unbake(&bake(svg, credential).unwrap()).unwrap(), credential);
        }
        assert_eq!(unbake(&bake(svg, "\"]]>\"").unwrap()).unwrap(), "\"]]\\u003e\"");
        assert_eq!(unbake(svg), Err(Unreadable::Empty("drawing")));
        assert!(unbake("<svg").is_err());
        assert_eq!(bake("<p>", "x"), None);
        assert_eq!(bake("<svg/>", "x"), None);
    }
}
