//! Pictures as people send them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use netwise::domain::image::{Image, ImageKind};
use netwise::usecases::change_image::{ChangeImage, Place};

/// A picture of one colour, as a file.
pub fn picture(format: ImageFormat, width: u32, height: u32, colour: u8) -> Vec<u8> {
    let picture = DynamicImage::ImageRgba8(RgbaImage::from_pixel(width, height, Rgba([colour, 60, 120, 255])));
    let picture = if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(picture.to_rgb8()) } else { picture };
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Gives the organisation a logo.
pub fn logo() -> ChangeImage {
    let bytes = picture(ImageFormat::Png, 90, 30, 1);
    ChangeImage { place: Place::Logo, image: Some(Image { kind: ImageKind::Png, bytes }) }
}
