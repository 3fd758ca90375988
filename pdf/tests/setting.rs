//! Certificates as they come from the press, looked at with other people's programs where these are installed.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use certificate_pdf::{
    Course, FONTS_FOLDER, Fonts, Han, Objective, Paper, Picture, PictureKind, SetError, Sheet, Template, Transcript,
};

/// The templates that Netwise comes with.
fn files() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../content/certificates");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())
    });
    files.collect()
}

fn built_in() -> Template {
    Template::certificate(files(), "employment.typ").unwrap()
}

fn school() -> Template {
    Template::certificate(files(), "school.typ").unwrap()
}

fn transcript() -> Template {
    Template::transcript(files(), "transcript.typ").unwrap()
}

fn template(text: &str) -> Template {
    Template::certificate([("certificate.typ".to_owned(), text.as_bytes().to_vec())], "certificate.typ").unwrap()
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
    let first = template.set(&Sheet::sample(1), Fonts::shared()).unwrap();
    assert_eq!(first, template.set(&Sheet::sample(1), Fonts::shared()).unwrap());
    // A press that has just been set up, and one that was busy with something else.
    assert_eq!(first, built_in().set(&Sheet::sample(1), Fonts::shared()).unwrap());
    let other = template.set(&named("Kofi Mensah"), Fonts::shared()).unwrap();
    assert_ne!(first, other);
    assert_eq!(first, template.set(&Sheet::sample(1), Fonts::shared()).unwrap());
    assert_ne!(
        first,
        template.set(&Sheet { number: "NW-0000-0000-0001".into(), ..Sheet::sample(1) }, Fonts::shared()).unwrap()
    );
}

#[test]
fn another_process_gives_the_same_bytes() {
    let press =
        |name: &str| built_in().set(&Sheet { learner: name.into(), ..Sheet::sample(2) }, Fonts::shared()).unwrap();
    let own = ["Amara Okafor", "王小明", "نورة العتيبي", "อมิตา", "अमिता शर्मा"].map(press).concat();
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
    let alone: Vec<Vec<u8>> =
        (0..4).map(|courses| template.set(&Sheet::sample(courses), Fonts::shared()).unwrap()).collect();
    std::thread::scope(|threads| {
        for _ in 0..2 {
            for (courses, expected) in alone.iter().enumerate() {
                let template = &template;
                threads.spawn(move || {
                    assert!(&template.set(&Sheet::sample(courses), Fonts::shared()).unwrap() == expected)
                });
            }
        }
    });
}

#[test]
fn the_structure_is_sound_and_claims_both_standards() {
    for courses in [1, 3, 9] {
        let pdf = built_in().set(&Sheet::sample(courses), Fonts::shared()).unwrap();
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
    let text = text_of(&built_in().set(&sheet, Fonts::shared()).unwrap());
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
    let sheet = Sheet::sample(1);
    assert_eq!(code_of(&built_in().set(&sheet, Fonts::shared()).unwrap()), sheet.verify_address);
    assert_eq!(code_of(&school().set(&sheet, Fonts::shared()).unwrap()), sheet.verify_address);
    let letter = Sheet { paper: Paper::Letter, ..sheet };
    assert_eq!(code_of(&built_in().set(&letter, Fonts::shared()).unwrap()), letter.verify_address);
}

/// What a camera reads from the first page.
fn code_of(pdf: &[u8]) -> String {
    let picture = asked("pdftoppm", &["-gray", "-r", "200", "-l", "1", "FILE"], pdf);
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
    content
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
        assert_eq!(Fonts::shared().unsettable(name), Vec::<char>::new(), "{name}");
        let pdf = built_in().set(&named(name), Fonts::shared()).unwrap();
        assert_eq!(pages_of(&pdf), 1, "{name}");
        let text = text_of(&pdf).replace(' ', "");
        assert!(text.contains(&name.replace(' ', "")), "{name}: {text}");
    }
}

#[test]
fn a_character_without_a_glyph_is_named_not_left_out() {
    let bare = Fonts::new("/nowhere", Han::default());
    assert_eq!(bare.unsettable("李 Lei 李雷\u{a0}"), ['李', '雷']);
    assert_eq!(bare.wanted(&['李', '雷']), [("Chinese, Japanese and Korean", "fonts-noto-cjk")]);
    let error = built_in().set(&named("李 Lei"), &bare).unwrap_err();
    assert_eq!(error, SetError::NoGlyph(vec!['李']));
    assert_eq!(error.to_string(), "no font has “李” (U+674E)");
    let mut sheet = Sheet::sample(1);
    sheet.courses[0].objectives.push(Objective { text: "smile 😀".into(), percent: None });
    assert_eq!(built_in().set(&sheet, Fonts::shared()).unwrap_err(), SetError::NoGlyph(vec!['😀']));
    assert_eq!(Fonts::shared().wanted(&['😀']), []);
}

#[test]
fn a_fault_has_its_line() {
    for (text, line, what) in [
        ("= Certificate\n\n#let it = json(\"data.json\")\n#it.nobody", 4, "nobody"),
        ("= Certificate\n#image(\"logo.png\")", 2, "logo.png"),
        ("= Certificate\n#let x = (", 2, "unclosed"),
        ("= Certificate\n\n#datetime.today()", 3, "date"),
    ] {
        let faults = template(text).check(Fonts::shared()).unwrap_err();
        assert_eq!((faults[0].file.as_str(), faults[0].line), ("certificate.typ", line), "{faults:?}");
        assert!(faults[0].what.contains(what), "{faults:?}");
    }
    // A standard is not kept: a picture that cannot be read aloud, and no title.
    assert!(template("#image(\"qr.svg\")").check(Fonts::shared()).is_err());
    assert!(template("").check(Fonts::shared()).is_err());
    assert!(Template::certificate([], "certificate.typ").is_err());
}

#[test]
fn the_built_in_templates_pass_their_check() {
    for fonts in [Fonts::shared(), &Fonts::new("/nowhere", Han::default())] {
        assert_eq!(built_in().check(fonts), Ok(()));
        assert_eq!(school().check(fonts), Ok(()));
        assert_eq!(transcript().check_transcript(fonts), Ok(()));
    }
}

#[test]
fn the_credential_goes_with_the_file() {
    let sheet = Sheet { credential: r#"{"name":"Ngũgĩ"}"#.into(), ..Sheet::sample(1) };
    let pdf = template("#set document(title: \"x\")\n= It // no line after this").set(&sheet, Fonts::shared()).unwrap();
    let listed = String::from_utf8(asked("pdfdetach", &["-list", "FILE"], &pdf)).unwrap();
    assert!(listed.contains("credential.json"), "{listed}");
    assert_eq!(attached(&pdf), sheet.credential);
}

fn attached(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.json");
    asked("pdfdetach", &["-save", "1", "-o", out.to_str().unwrap(), "FILE"], pdf);
    std::fs::read_to_string(out).unwrap()
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
            let pdf = built_in().set(&Sheet { paper, logo, signature, ..Sheet::sample(1) }, Fonts::shared()).unwrap();
            assert_eq!(pages_of(&pdf), 1, "{width} x {height}");
            let information = String::from_utf8(asked("pdfinfo", &["FILE"], &pdf)).unwrap();
            assert!(information.contains(&format!(" {size}")), "{information}");
            let pictures = String::from_utf8(asked("pdfimages", &["-list", "FILE"], &pdf)).unwrap();
            assert_eq!(pictures.lines().count(), 2 + 2, "{pictures}");
        }
    }
}

/// A text as it is compared: without the signs that only turn its direction.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

#[test]
fn names_in_all_scripts_are_shown_and_can_be_read_back() {
    for (number, name) in [
        "Jürgen Müller",
        "Ωνάσης Αριστοτέλης",
        "Антон Чехов",
        "نورة العتيبي",
        "דוד כהן",
        "अमिता शर्मा",
        "สมชาย ใจดี",
        "王小明",
        "佐藤 花子",
        "김민준",
        "தமிழ்ச்செல்வி",
        "ნინო ბერიძე",
        "Արամ Խաչատրյան",
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(Fonts::shared().unsettable(name), Vec::<char>::new(), "{name}");
        let template = if number % 2 == 0 { built_in() } else { school() };
        let sheet = Sheet { credential: format!("{{\"name\":\"{name}\"}}"), ..named(name) };
        let pdf = template.set(&sheet, Fonts::shared()).unwrap();
        assert_eq!(pages_of(&pdf), 1, "{name}");
        // Not in the order of drawing: a reader puts what runs from right to left into the order of reading.
        let text = plain(&String::from_utf8(asked("pdftotext", &["FILE", "-"], &pdf)).unwrap());
        // It takes the room after some Tamil letters for spaces.
        let read = |line: &str| if name.starts_with('த') { line.replace(' ', "") } else { line.to_owned() };
        assert!(text.lines().any(|line| read(line) == name), "{name}: {text}");
        asked("qpdf", &["--check", "FILE"], &pdf);
        assert_eq!(attached(&pdf), sheet.credential);
        assert_eq!(code_of(&pdf), sheet.verify_address);
        assert!(pdf == template.set(&sheet, Fonts::shared()).unwrap(), "{name}");
    }
}

#[test]
fn names_without_spaces_break_where_their_script_allows_it() {
    for name in ["王小明佐藤花".repeat(33), "สมชายใจดี".repeat(20), "نورة العتيبي ".repeat(15), "김민준".repeat(60)]
    {
        for template in [built_in(), school()] {
            for paper in [Paper::A4, Paper::Letter] {
                let pdf = template.set(&Sheet { paper, ..named(name.trim()) }, Fonts::shared()).unwrap();
                assert_eq!(pages_of(&pdf), 1, "{name}");
            }
        }
    }
}

#[test]
fn every_script_of_the_list_has_its_fonts() {
    for letter in "عשअঅਅઅதతಅഅසกລကაአកԱ王はㄅ가𠮷".chars() {
        assert_eq!(Fonts::shared().unsettable(&letter.to_string()), Vec::<char>::new());
    }
    // What only joins letters or parts them is in no need of a font.
    assert_eq!(Fonts::shared().unsettable("علی\u{200c}رضا"), Vec::<char>::new());
}

#[test]
fn what_an_operator_puts_into_the_folder_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let thai = std::path::Path::new(FONTS_FOLDER).join("truetype/noto/NotoSansThai-Regular.ttf");
    std::fs::copy(thai, folder.path().join("house.ttf")).unwrap();
    std::fs::write(folder.path().join("broken.otf"), "no font").unwrap();
    let fonts = Fonts::new(folder.path(), Han::default());
    assert_eq!(fonts.unsettable("สมชาย 王"), ['王']);
    let pdf = built_in().set(&named("สมชาย"), &fonts).unwrap();
    assert!(fonts_in(&pdf).contains("NotoSansThai"));
}

fn fonts_in(pdf: &[u8]) -> String {
    String::from_utf8(asked("pdffonts", &["FILE"], pdf)).unwrap()
}

#[test]
fn chinese_characters_have_the_shapes_of_the_text_or_of_the_setting() {
    for (han, name, organisation, shapes) in [
        (Han::Simplified, "王小明", "Example", "CJKsc"),
        (Han::Japanese, "佐藤 花子", "Example", "CJKjp"),
        (Han::Simplified, "佐藤 花子", "さくら学園", "CJKjp"),
        (Han::Japanese, "김민준 金", "Example", "CJKkr"),
        (Han::Traditional, "王小明", "Example", "CJKtc"),
    ] {
        let sheet = Sheet { organisation: organisation.into(), ..named(name) };
        let found = fonts_in(&built_in().set(&sheet, &Fonts::new(FONTS_FOLDER, han)).unwrap());
        assert!(found.contains(shapes), "{name} at {organisation}: {found}");
        assert_eq!(found.matches("CJK").count(), found.matches(shapes).count(), "{found}");
    }
}

#[test]
fn the_two_certificates_say_what_their_readers_look_for() {
    let until = || Sheet { valid_until: Some("24 November 2028".into()), ..Sheet::sample(1) };
    let work = text_of(&built_in().set(&until(), Fonts::shared()).unwrap());
    let diploma = text_of(&school().set(&until(), Fonts::shared()).unwrap());
    for (text, words) in [
        (&work, ["CERTIFICATE OF COMPLETION", "has completed", "Valid until 24 November 2028"]),
        (&diploma, ["This certifies that", "has met the graduation requirement", "Valid until 24 November 2028"]),
    ] {
        for words in words {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
    assert!(!diploma.contains("has completed"));
    for (profile, words) in
        [("continuing-education", "CERTIFICATE OF CONTINUING EDUCATION"), ("eu-microcredential", "MICRO-CREDENTIAL")]
    {
        let pdf = built_in().set(&Sheet { profile: profile.into(), ..Sheet::sample(1) }, Fonts::shared()).unwrap();
        assert!(text_of(&pdf).contains(words), "{profile}");
    }
}

#[test]
fn whatever_a_certificate_has_to_say_is_printed() {
    for (template, profile) in [(built_in(), "eu-microcredential"), (school(), "graduation")] {
        for paper in [Paper::A4, Paper::Letter] {
            let sheet = Sheet { paper, ..Sheet::full_sample(profile) };
            let pdf = template.set(&sheet, Fonts::shared()).unwrap();
            asked("qpdf", &["--check", "FILE"], &pdf);
            assert_eq!(pages_of(&pdf), 2);
            let text = text_of(&pdf);
            let plainly = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let signed = [sheet.signatory.clone().unwrap(), sheet.signatory_title.clone().unwrap()];
            let more = sheet.more.iter().flat_map(|said| [&said.name, &said.value]);
            let course = &sheet.courses[0];
            let goals = course.objectives.iter().map(|objective| &objective.text);
            let own = [
                &sheet.learner,
                &sheet.number,
                &sheet.credit,
                &sheet.credit_basis,
                &sheet.delivery,
                &sheet.supervision,
            ];
            for expected in own.into_iter().chain(more).chain(goals).chain(&signed) {
                assert!(text.contains(&plainly(expected)), "{expected}: {text}");
            }
            for expected in ["92 % (pass mark 80 %)", "(83 % right)", "Particulars of certificate NW-0000-0000-0000"] {
                assert!(text.contains(expected), "{expected}: {text}");
            }
        }
    }
}

#[test]
fn a_transcript_has_its_rows_its_moment_and_its_pages() {
    for (rows, paper, size, pages) in [
        (0, Paper::A4, "595.276 x 841.89", 1),
        (1, Paper::Letter, "612 x 792", 1),
        (40, Paper::A4, "595.276 x 841.89", 4),
        (40, Paper::Letter, "612 x 792", 4),
    ] {
        let sheet = Transcript { paper, logo: Some(png(40, 10)), ..Transcript::sample(rows) };
        let pdf = transcript().set_transcript(&sheet, Fonts::shared()).unwrap();
        assert!(pdf == transcript().set_transcript(&sheet, Fonts::shared()).unwrap());
        asked("qpdf", &["--check", "FILE"], &pdf);
        let information = String::from_utf8(asked("pdfinfo", &["FILE"], &pdf)).unwrap();
        assert!(information.contains(&format!(" {size}")), "{information}");
        assert_eq!(pages_of(&pdf), pages);
        let text = text_of(&pdf);
        assert!(text.contains(&format!("Page {pages} of {pages}")), "{text}");
        assert!(text.contains("as it stood on 24 November 2026, 09:30"), "{text}");
        assert_eq!(text.contains("Nothing is recorded yet"), rows == 0);
        assert_eq!(text.contains("https://learn.example.org/verify"), rows > 0);
        assert_eq!(text.matches("NW-0000-0000-0000").count(), rows);
        let data = String::from_utf8_lossy(&pdf).into_owned();
        assert!(data.contains("<pdfaid:part>3") && data.contains("<pdfuaid:part>1"));
    }
    let other = Transcript { learner: "佐藤 花子".into(), ..Transcript::sample(1) };
    let pdf = transcript().set_transcript(&other, Fonts::shared()).unwrap();
    assert!(text_of(&pdf).contains("佐藤 花子"));
    let strange = Transcript { learner: "😀".into(), ..other };
    assert_eq!(transcript().set_transcript(&strange, Fonts::shared()), Err(SetError::NoGlyph(vec!['😀'])));
}
