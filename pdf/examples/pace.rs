//! How long certificates take: `cargo run --release -p certificate-pdf --example pace` prints the median and the 95th
//! percentile of 200, each for somebody else, and leaves the last one in the file named as argument.

use std::time::Instant;

use certificate_pdf::{Fonts, Sheet, Template};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../content/certificates");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push((name, std::fs::read(path)?));
    }
    let template = Template::certificate(files, "employment.typ").map_err(|fault| fault.what)?;
    let mut times = Vec::new();
    let mut last = Vec::new();
    for number in 0..200 {
        let sheet = Sheet {
            number: format!("NW-0000-0000-{number:04}"),
            learner: format!("Amara Okafor the {number}th"),
            ..Sheet::sample(1 + number % 3)
        };
        let begun = Instant::now();
        last = template.set(&sheet, Fonts::shared())?;
        times.push(begun.elapsed());
    }
    println!("first {:?}", times[0]);
    times.sort();
    println!("p50 {:?}, p95 {:?}, {} bytes", times[100], times[190], last.len());
    if let Some(file) = std::env::args().nth(1) {
        std::fs::write(file, last)?;
    }
    Ok(())
}
