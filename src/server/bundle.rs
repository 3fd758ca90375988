//! What is needed to check certificates when this site is gone: keys, status lists, and how to. Written for the operator, read
//! by `netwise verify`. Must not import anything but `domain`, `store` and its siblings.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::failure::Failure;
use super::state::App;
use super::status_list;
use super::verdict::Known;
use crate::store::renderings;

const INSTRUCTIONS: &str = "How to check a certificate with this bundle

keys/did.json          the public keys of the issuer (a DID document); others in this folder are for earlier addresses
status/N.json, N.jwt   the lists of revoked certificates, sealed, as of the day this bundle was made
files.txt              the SHA-256 of every file that was given out

With Netwise:          netwise verify CERTIFICATE --bundle THIS_FILE
With other software:   certificates are Open Badges 3.0 credentials (W3C Verifiable Credentials 2.0). The credential is
                       attached to the PDF as credential.json, and stands in the badge (SVG) in the element
                       openbadges:credential. Its proof is eddsa-rdfc-2022; a JWT is signed with ES256. Give your
                       software keys/did.json for the issuer and status/N.json for the status list.
";

/// Largest file of a bundle that is read.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The bundle, as a zip file.
///
/// # Errors
/// The database did not answer, or the issuer is not ready.
pub async fn make(app: &App) -> Result<Vec<u8>, Failure> {
    let mut files: Vec<(String, Vec<u8>)> = vec![("README.txt".to_owned(), INSTRUCTIONS.as_bytes().to_vec())];
    let issuer = app.issuer().await?;
    for (n, did) in issuer.did_documents().into_iter().enumerate() {
        let name = if n == 0 { "keys/did.json".to_owned() } else { format!("keys/did-earlier-{n}.json") };
        files.push((name, pretty(&did)));
    }
    for list in 1.. {
        match status_list::sealed(app, list).await {
            Ok(sealed) => {
                files.push((format!("status/{list}.json"), pretty(&sealed.json)));
                files.push((format!("status/{list}.jwt"), sealed.jwt.into_bytes()));
            }
            Err(Failure::NotFound) => break,
            Err(failure) => return Err(failure),
        }
    }
    let known = renderings::fingerprints(app.store().reader()).await?;
    files.push(("files.txt".to_owned(), (known.join("\n") + "\n").into_bytes()));
    pack(&files).map_err(|error| {
        tracing::error!(%error, "the bundle was not made");
        Failure::Broken
    })
}

fn pretty(value: &Value) -> Vec<u8> {
    serde_json::to_vec_pretty(value).unwrap_or_default()
}

fn pack(files: &[(String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// What a bundle knows of the issuer.
///
/// # Errors
/// It is no bundle.
pub fn read(bytes: &[u8]) -> Result<Known, Box<dyn std::error::Error>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))?;
    let mut known = Known::default();
    let mut left = LARGEST;
    for n in 0..zip.len() {
        let file = zip.by_index(n)?;
        let name = file.name().to_owned();
        let mut text = String::new();
        let is_json = name.ends_with(".json");
        if !is_json && name != "files.txt" {
            continue;
        }
        left -= file.take(left).read_to_string(&mut text)? as u64;
        if left == 0 {
            return Err("it is larger than any bundle".into());
        }
        match name.split('/').next() {
            Some("keys") => known.dids.push(serde_json::from_str(&text)?),
            Some("status") => known.lists.push(serde_json::from_str(&text)?),
            Some("files.txt") => known.files = Some(text.lines().map(str::to_owned).collect::<BTreeSet<_>>()),
            _ => {}
        }
    }
    if known.dids.is_empty() { Err("it holds no keys".into()) } else { Ok(known) }
}
