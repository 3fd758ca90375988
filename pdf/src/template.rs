//! A template: read once, then set for one sheet after another.

use qrcode::QrCode;
use qrcode::render::svg;
use typst::World;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Datetime, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fonts::Fonts;
use crate::sheet::{Moment, Paper, Sheet, logo_file, signature_file};
use crate::transcript::Transcript;
use crate::world::{Desk, Folder, path_of};

/// How many settings ago a part of a page may have been used before it is forgotten. More takes memory and no less time.
const REMEMBERED: usize = 1;

/// Follows every template, so that none can forget it: the signed credential goes with the file.
const ATTACH: &str = "\n#pdf.attach(\"credential.json\", relationship: \"data\", mime-type: \"application/json\", \
    description: \"The signed credential (Open Badges 3.0) that this certificate shows\")\n";

/// A certificate's template, with the files beside it.
#[derive(Debug)]
pub struct Template {
    folder: Folder,
    main: FileId,
}

/// One thing that is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, by its path in the template's folder.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What might help.
    pub hint: Option<String>,
}

/// Why a sheet was not set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// Characters that no font has; a certificate with holes in it is none.
    #[error("no font has {}", named(.0))]
    NoGlyph(Vec<char>),
    /// The template does not work.
    #[error("the template does not work: {}", .0.first().map_or("", |fault| fault.what.as_str()))]
    Template(Vec<Fault>),
    /// The verify address is too long for a QR code, or there is no such date.
    #[error("{0} cannot be printed")]
    Unprintable(&'static str),
}

fn named(characters: &[char]) -> String {
    let named: Vec<String> = characters.iter().map(|c| format!("“{c}” (U+{:04X})", u32::from(*c))).collect();
    named.join(", ")
}

/// What one setting takes besides the template.
struct Job {
    files: Vec<(&'static str, Bytes)>,
    text: String,
    options: PdfOptions,
}

impl Template {
    /// Reads the template of a certificate. `files` are those of its folder, by their paths in it; one of them is `main`.
    ///
    /// # Errors
    /// What cannot be read. Whether it works, [`Template::check`] says.
    pub fn certificate(files: impl IntoIterator<Item = (String, Vec<u8>)>, main: &str) -> Result<Self, Fault> {
        Self::read(files, main, ATTACH)
    }

    /// Reads the template of a transcript, in the same way.
    ///
    /// # Errors
    /// What cannot be read. Whether it works, [`Template::check_transcript`] says.
    pub fn transcript(files: impl IntoIterator<Item = (String, Vec<u8>)>, main: &str) -> Result<Self, Fault> {
        Self::read(files, main, "")
    }

    fn read(files: impl IntoIterator<Item = (String, Vec<u8>)>, main: &str, tail: &str) -> Result<Self, Fault> {
        let mut folder = Folder::default();
        for (path, bytes) in files {
            if path.ends_with(".typ") {
                let mut text = String::from_utf8(bytes).map_err(|_| unreadable(&path, "it is not UTF-8"))?;
                if path == main {
                    text.push_str(tail);
                }
                let source = Source::new(id_of(&path)?, text);
                folder.sources.insert(path, source);
            } else {
                folder.others.insert(path, Bytes::new(bytes));
            }
        }
        if !folder.sources.contains_key(main) {
            return Err(unreadable(main, "there is no such file"));
        }
        Ok(Self { folder, main: id_of(main)? })
    }

    /// Tries the template with made-up certificates: short and long ones, on both kinds of paper.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn check(&self, fonts: &Fonts) -> Result<(), Vec<Fault>> {
        let letter = Sheet { paper: Paper::Letter, ..Sheet::sample(9) };
        for sheet in [Sheet::sample(1), letter, Sheet::full_sample("employment")] {
            self.worked(self.set(&sheet, fonts))?;
        }
        Ok(())
    }

    /// Tries the template with made-up transcripts.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn check_transcript(&self, fonts: &Fonts) -> Result<(), Vec<Fault>> {
        for rows in [0, 40] {
            self.worked(self.set_transcript(&Transcript::sample(rows), fonts))?;
        }
        Ok(())
    }

    fn worked(&self, result: Result<Vec<u8>, SetError>) -> Result<(), Vec<Fault>> {
        match result {
            Ok(_) => Ok(()),
            Err(SetError::Template(faults)) => Err(faults),
            Err(error) => Err(vec![unreadable(path_of(self.main), &error.to_string())]),
        }
    }

    /// Sets one certificate as a PDF: some milliseconds of work, more where fonts are read for it.
    ///
    /// # Errors
    /// [`SetError`].
    pub fn set(&self, sheet: &Sheet, fonts: &Fonts) -> Result<Vec<u8>, SetError> {
        let (text, ident) = (sheet.texts().collect(), format!("netwise certificate {}", sheet.number));
        self.press(Job { files: files(sheet)?, text, options: options(ident, sheet.issued_at)? }, fonts)
    }

    /// Sets one transcript as a PDF.
    ///
    /// # Errors
    /// [`SetError`].
    pub fn set_transcript(&self, transcript: &Transcript, fonts: &Fonts) -> Result<Vec<u8>, SetError> {
        let data = serde_json::to_vec(transcript).map_err(|_| SetError::Unprintable("the data"))?;
        let mut files = vec![("data.json", Bytes::new(data))];
        files.extend(transcript.logo.as_ref().map(|logo| (logo_file(logo), Bytes::new(logo.bytes.clone()))));
        let ident = format!("netwise transcript {} {:?}", transcript.learner, transcript.printed_at);
        let text = transcript.texts().collect();
        self.press(Job { files, text, options: options(ident, transcript.printed_at)? }, fonts)
    }

    fn press(&self, job: Job, fonts: &Fonts) -> Result<Vec<u8>, SetError> {
        let own: String = self.folder.sources.values().map(|source| fonts.beyond_built_in(source.text())).collect();
        let fonts = fonts.choose(&(job.text + &own)).map_err(SetError::NoGlyph)?;
        let desk = Desk { folder: &self.folder, main: self.main, fonts: &fonts, sheet: job.files };
        let set = typst::compile::<PagedDocument>(&desk)
            .output
            .and_then(|document| typst_pdf::pdf(&document, &job.options))
            .map_err(|errors| SetError::Template(errors.iter().map(|error| fault(&desk, error)).collect()));
        // What was made with fonts of the folder holds them, and some are large.
        typst::comemo::evict(if fonts.is_more_than_built_in() { 0 } else { REMEMBERED });
        set
    }
}

/// What differs from sheet to sheet, as files beside the template.
fn files(sheet: &Sheet) -> Result<Vec<(&'static str, Bytes)>, SetError> {
    let data = serde_json::to_vec(sheet).map_err(|_| SetError::Unprintable("the data"))?;
    let mut files = vec![
        ("data.json", Bytes::new(data)),
        ("qr.svg", Bytes::from_string(qr_code(&sheet.verify_address)?)),
        ("pattern.svg", Bytes::from_string(sheet.pattern.clone())),
        ("credential.json", Bytes::from_string(sheet.credential.clone())),
    ];
    let logo = sheet.logo.as_ref().map(|logo| (logo_file(logo), Bytes::new(logo.bytes.clone())));
    let signature = sheet.signature.as_ref().map(|ink| (signature_file(ink), Bytes::new(ink.bytes.clone())));
    files.extend(logo);
    files.extend(signature);
    Ok(files)
}

fn unreadable(file: &str, what: &str) -> Fault {
    Fault { file: file.to_owned(), line: 1, what: what.to_owned(), hint: None }
}

fn id_of(path: &str) -> Result<FileId, Fault> {
    let inside = VirtualPath::new(path).map_err(|_| unreadable(path, "its path leaves the folder"))?;
    Ok(RootedPath::new(VirtualRoot::Project, inside).intern())
}

/// Both standards at once; and nothing in the file that was not in the sheet.
fn options(ident: String, at: Moment) -> Result<PdfOptions, SetError> {
    let standards = PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
        .map_err(|_| SetError::Unprintable("this kind of PDF"))?;
    let Moment { year, month, day, hour, minute, second } = at;
    let at = Datetime::from_ymd_hms(year, month, day, hour, minute, second).ok_or(SetError::Unprintable("the date"))?;
    Ok(PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Netwise".to_owned())),
        timestamp: Some(Timestamp::new_utc(at)),
        standards,
        ..PdfOptions::default()
    })
}

/// Ink on the colour of the paper; the template says how large. The quiet margin around it belongs to it.
fn qr_code(address: &str) -> Result<String, SetError> {
    let code = QrCode::new(address).map_err(|_| SetError::Unprintable("the verify address"))?;
    let dark = svg::Color("#14213d");
    Ok(code.render::<svg::Color<'_>>().dark_color(dark).light_color(svg::Color("#fffdf6")).build())
}

/// What went wrong, where in the template, and what might help.
fn fault(desk: &Desk<'_>, error: &SourceDiagnostic) -> Fault {
    let (file, line) = place(desk, error).unwrap_or_else(|| (path_of(desk.main).to_owned(), 1));
    let hints: Vec<&str> = error.hints.iter().map(|hint| hint.v.as_str()).collect();
    Fault { file, line, what: error.message.to_string(), hint: (!hints.is_empty()).then(|| hints.join("; ")) }
}

fn place(desk: &Desk<'_>, error: &SourceDiagnostic) -> Option<(String, usize)> {
    let id = error.span.id()?;
    let start = desk.range(error.span)?.start;
    let before = desk.source(id).ok()?.lines().byte_to_line(start)?;
    Some((path_of(id).to_owned(), before + 1))
}
