//! Writes `assets.rs`, the list of embedded assets, from what `make assets` left in `target/site`.
//! For the server only; the browser's build has no assets.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::Value;

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed=build.rs");
    // The server embeds the content too, and the compiler alone would not notice a new file.
    println!("cargo:rerun-if-changed=content");
    println!("cargo:rerun-if-env-changed=NETWISE_SITE_DIR");
    if env::var_os("CARGO_FEATURE_SSR").is_none() {
        return ExitCode::SUCCESS;
    }
    match embed() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn embed() -> Result<(), Box<dyn Error>> {
    let site = site_dir()?;
    let manifest = site.join("manifest.json");
    println!("cargo:rerun-if-changed={}", manifest.display());

    let text = fs::read_to_string(&manifest).map_err(|error| {
        format!(
            "{}: {error}\nThe style, scripts and fonts that the server embeds are not built yet. Run `make assets` first.",
            manifest.display()
        )
    })?;
    let source = assets_source(&site, &serde_json::from_str(&text)?)
        .ok_or_else(|| format!("{} is not what scripts/assets.mjs writes. Run `make assets`.", manifest.display()))?;

    let out = PathBuf::from(env::var("OUT_DIR")?).join("assets.rs");
    fs::write(out, source)?;
    Ok(())
}

fn site_dir() -> Result<PathBuf, env::VarError> {
    let package = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let site = env::var_os("NETWISE_SITE_DIR").unwrap_or_else(|| "target/site".into());
    Ok(package.join(site))
}

/// The Rust source, or `None` when the manifest has another shape.
fn assets_source(site: &Path, manifest: &Value) -> Option<String> {
    let mut source =
        String::from("/// Made by build.rs from `target/site/manifest.json`.\npub static ASSETS: &[Asset] = &[\n");
    for asset in manifest.as_array()? {
        let text = |key: &str| asset.get(key)?.as_str();
        let bytes = |file: &str| format!("include_bytes!({:?})", site.join(file));
        let maybe = |key: &str| match asset.get(key)? {
            Value::Null => Some(String::from("None")),
            value => Some(format!("Some({})", bytes(value.as_str()?))),
        };
        writeln!(
            source,
            "    Asset {{ name: {:?}, path: {:?}, content_type: {:?}, raw: {}, br: {}, gz: {} }},",
            text("name")?,
            text("path")?,
            text("content_type")?,
            bytes(text("file")?),
            maybe("br")?,
            maybe("gz")?,
        )
        .ok()?;
    }
    source.push_str("];\n");
    Some(source)
}
