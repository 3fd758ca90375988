//! Certificates as they come from the press, looked at with other people's programs where these are installed.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use certificate_pdf::{Course, Paper, Picture, PictureKind, SetError, Sheet, Template, unsettable_characters};

/// The template that Netwise comes with.
fn built_in() -> Template {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../content/certificates");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
    });
    Template::new(files, "certificate.typ").unwrap()
}

fn template(text: &str) -> Template {
    Template::new([("certificate.typ".to_owned(), text.as_bytes().to_vec())], "certificate.typ").unwrap()
}

fn named(learner: &str) -> Sheet {
    Sheet { learner: learner.into(), ..Sheet::sample(1) }
}

/// What another program says about a PDF. These programs come with `scripts/provision test`.
fn asked(program: &str, arguments: &[&str], pdf: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("certificate.pdf");
    std::fs::write(&file, pdf).unwrap();
    let mut command = Command::new(program);
    for argument in arguments {
        command.arg(if *argument == "FILE" { file.to_str().unwrap() } else { argument });
    }
    let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}; run scripts/provision test"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn text_of(pdf: &[u8]) -> String {
    let text = String::from_utf8(asked("pdftotext", &["-raw", "FILE", "-"], pdf)).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pages_of(pdf: &[u8]) -> usize {
    let shown = String::from_utf8(asked("qpdf", &["--show-npages", "FILE"], pdf)).unwrap();
    shown.trim().parse().unwrap()
}

#[test]
fn one_sheet_gives_the_same_bytes_every_time_and_another_sheet_others() {
    let template = built_in();
    let first = template.set(&Sheet::sample(1)).unwrap();
    assert_eq!(first, template.set(&Sheet::sample(1)).unwrap());
    // A press that has just been set up, and one that was busy with something else.
    assert_eq!(first, built_in().set(&Sheet::sample(1)).unwrap());
    let other = template.set(&named("Kofi Mensah")).unwrap();
    assert_ne!(first, other);
    assert_eq!(first, template.set(&Sheet::sample(1)).unwrap());
    assert_ne!(first, template.set(&Sheet { number: "NW-0000-0000-0001".into(), ..Sheet::sample(1) }).unwrap());
}

#[test]
fn another_process_gives_the_same_bytes() {
    let own = built_in().set(&Sheet::sample(2)).unwrap();
    if let Some(file) = std::env::var_os("CERTIFICATE_PDF_TO") {
        std::fs::write(file, own).unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.pdf");
    let this_test = ["--exact", "another_process_gives_the_same_bytes"];
    let status = Command::new(std::env::current_exe().unwrap())
        .args(this_test)
        .env("CERTIFICATE_PDF_TO", &file)
        .output()
        .unwrap()
        .status;
    assert!(status.success());
    assert!(own == std::fs::read(file).unwrap(), "the two differ");
}

#[test]
fn many_at_once_give_what_one_gives() {
    let template = built_in();
    let alone: Vec<Vec<u8>> = (0..4).map(|courses| template.set(&Sheet::sample(courses)).unwrap()).collect();
    std::thread::scope(|threads| {
        for _ in 0..2 {
            for (courses, expected) in alone.iter().enumerate() {
                let template = &template;
                threads.spawn(move || assert!(&template.set(&Sheet::sample(courses)).unwrap() == expected));
            }
        }
    });
}

#[test]
fn the_structure_is_sound_and_claims_both_standards() {
    for courses in [1, 3, 9] {
        let pdf = built_in().set(&Sheet::sample(courses)).unwrap();
        asked("qpdf", &["--check", "FILE"], &pdf);
        let data = String::from_utf8_lossy(&pdf).into_owned();
        for claim in ["<pdfaid:part>3", "<pdfaid:conformance>A", "<pdfuaid:part>1", "2026-11-24T09:30:00"] {
            assert!(data.contains(claim), "{claim} with {courses} courses");
        }
        let information = String::from_utf8(asked("pdfinfo", &["FILE"], &pdf)).unwrap();
        let line = |name: &str| {
            let line = information.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.split_once(':').map_or("", |(_, value)| value).trim().to_owned()
        };
        assert_eq!(line("Tagged"), "yes");
        assert!(line("Page size").starts_with("841.89 x 595.27"), "{information}");
        assert!(line("Title").contains("NW-0000-0000-0000"), "{information}");
        assert_eq!(pages_of(&pdf), if courses > 6 { 2 } else { 1 });
    }
}

#[test]
fn everything_is_there_in_the_order_of_reading() {
    let mut sheet = named("Αικατερίνη Παπαδοπούλου");
    sheet.courses.push(Course { title: "Second course".into(), percent: 87, ..sheet.courses[0].clone() });
    let text = text_of(&built_in().set(&sheet).unwrap());
    let mut rest = text.as_str();
    for expected in [
        "Example & Sons",
        "This certifies that",
        "Αικατερίνη Παπαδοπούλου",
        "has completed",
        "Onboarding: learning networks and social media",
        "Meets the onboarding requirement",
        "First steps",
        "92 %",
        "After this course the holder can:",
        "Second course",
        "87 %",
        "Credit",
        "1.0 contact hour",
        "Basis of the credit",
        "60 minutes",
        "Delivery",
        "Supervision of the assessment",
        "Not supervised",
        "Started",
        "24 November 2026",
        "NW-0000-0000-0000",
        "Anyone can check it at",
    ] {
        let at = rest.find(expected).unwrap_or_else(|| panic!("{expected:?} is not where it belongs in: {text}"));
        rest = &rest[at + expected.len()..];
    }
}

#[test]
fn the_code_leads_to_the_verify_address() {
    let pdf = built_in().set(&Sheet::sample(1)).unwrap();
    let picture =
        asked("pdftoppm", &["-gray", "-r", "300", "-x", "2700", "-y", "1800", "-W", "700", "-H", "600", "FILE"], &pdf);
    // A PGM: the header's four words, then a byte a pixel.
    let mut words = picture.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut number = || String::from_utf8(words.next().unwrap().to_vec()).unwrap();
    assert_eq!(number(), "P5");
    let (width, height): (usize, usize) = (number().parse().unwrap(), number().parse().unwrap());
    let pixels = &picture[picture.len() - width * height..];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1);
    let (_, content) = codes[0].decode().unwrap();
    assert_eq!(content, "https://learn.example.org/verify/NW-0000-0000-0000");
}

#[test]
fn names_of_many_kinds_fit_one_page() {
    for name in [
        "Li",
        "Ngũgĩ wa Thiong'o",
        "Nguyễn Thị Hồng Nhung",
        "Þórdís Ævarsdóttir Örvar",
        "Владислава Щербакова-Їжакевич",
        "Παναγιώτα Χατζηκωνσταντίνου",
        "Maria Francisca Anna de Albuquerque e Vasconcelos da Silva y Echeverría-Gasteiz von Hohenlohe-Langenburg",
        &"Wolfeschlegelsteinhausenbergerdorff ".repeat(5),
        &"Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(2),
    ] {
        assert_eq!(unsettable_characters(name), Vec::<char>::new(), "{name}");
        let pdf = built_in().set(&named(name)).unwrap();
        assert_eq!(pages_of(&pdf), 1, "{name}");
        let text = text_of(&pdf).replace(' ', "");
        assert!(text.contains(&name.replace(' ', "")), "{name}: {text}");
    }
}

#[test]
fn a_character_without_a_glyph_is_named_not_left_out() {
    assert_eq!(unsettable_characters("李 Lei 李雷\u{a0}"), ['李', '雷']);
    let error = built_in().set(&named("李 Lei")).unwrap_err();
    assert_eq!(error, SetError::NoGlyph(vec!['李']));
    assert_eq!(error.to_string(), "no font has “李” (U+674E)");
    let mut sheet = Sheet::sample(1);
    sheet.courses[0].objectives.push("smile 😀".into());
    assert_eq!(built_in().set(&sheet).unwrap_err(), SetError::NoGlyph(vec!['😀']));
}

#[test]
fn a_fault_has_its_line() {
    for (text, line, what) in [
        ("= Certificate\n\n#let it = json(\"data.json\")\n#it.nobody", 4, "nobody"),
        ("= Certificate\n#image(\"logo.png\")", 2, "logo.png"),
        ("= Certificate\n#let x = (", 2, "unclosed"),
        ("= Certificate\n\n#datetime.today()", 3, "date"),
    ] {
        let faults = template(text).check().unwrap_err();
        assert_eq!((faults[0].file.as_str(), faults[0].line), ("certificate.typ", line), "{faults:?}");
        assert!(faults[0].what.contains(what), "{faults:?}");
    }
    // A standard is not kept: a picture that cannot be read aloud, and no title.
    assert!(template("#image(\"qr.svg\")").check().is_err());
    assert!(template("").check().is_err());
    assert!(Template::new([], "certificate.typ").is_err());
}

#[test]
fn the_built_in_template_passes_its_check() {
    assert_eq!(built_in().check(), Ok(()));
}

#[test]
fn the_credential_goes_with_the_file() {
    let sheet = Sheet { credential: r#"{"name":"Ngũgĩ"}"#.into(), ..Sheet::sample(1) };
    let pdf = template("#set document(title: \"x\")\n= It // no line after this").set(&sheet).unwrap();
    let listed = String::from_utf8(asked("pdfdetach", &["-list", "FILE"], &pdf)).unwrap();
    assert!(listed.contains("credential.json"), "{listed}");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.json");
    asked("pdfdetach", &["-save", "1", "-o", out.to_str().unwrap(), "FILE"], &pdf);
    assert_eq!(std::fs::read_to_string(out).unwrap(), sheet.credential);
}

/// A picture of one colour, for a test.
fn png(width: u32, height: u32) -> Picture {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[40, 90, 140].repeat((width * height) as usize)).unwrap();
    writer.finish().unwrap();
    Picture { bytes, kind: PictureKind::Png }
}

#[test]
fn pictures_of_any_shape_stand_on_one_page_of_either_paper() {
    for (paper, size) in [(Paper::A4, "841.89 x 595.27"), (Paper::Letter, "792 x 612")] {
        for (width, height) in [(400, 400), (2000, 50), (50, 2000), (1, 1)] {
            let (logo, signature) = (Some(png(width, height)), Some(png(height, width)));
            let pdf = built_in().set(&Sheet { paper, logo, signature, ..Sheet::sample(1) }).unwrap();
            assert_eq!(pages_of(&pdf), 1, "{width} x {height}");
            let information = String::from_utf8(asked("pdfinfo", &["FILE"], &pdf)).unwrap();
            assert!(information.contains(&format!(" {size}")), "{information}");
            let pictures = String::from_utf8(asked("pdfimages", &["-list", "FILE"], &pdf)).unwrap();
            assert_eq!(pictures.lines().count(), 2 + 2, "{pictures}");
        }
    }
}
