//! Sets a certificate as a PDF that can be archived (PDF/A-3a) and read aloud (PDF/UA-1). Knows nothing of the rest of
//! Netwise, no clock and no disk, so the same sheet under the same template always gives the same bytes.

mod fonts;
mod sheet;
mod template;
mod world;

pub use fonts::unsettable_characters;
pub use sheet::{Course, Moment, Paper, Picture, PictureKind, Said, Sheet};
pub use template::{Fault, SetError, Template};
