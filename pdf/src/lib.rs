//! Sets certificates and transcripts as PDFs that can be archived (PDF/A-3a) and read aloud (PDF/UA-1). Knows nothing of the
//! rest of Netwise and no clock, and of the disk only a folder of fonts: the same sheet under the same template with the same
//! fonts always gives the same bytes.

mod families;
mod fonts;
mod sheet;
mod template;
mod transcript;
mod world;

pub use families::Han;
pub use fonts::{FONTS_FOLDER, Fonts};
pub use sheet::{Course, Moment, Objective, Paper, Picture, PictureKind, Said, Sheet};
pub use template::{Fault, SetError, Template};
pub use transcript::{Table, Transcript};
