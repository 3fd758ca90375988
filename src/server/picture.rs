//! Uploaded pictures: looked at within limits and written anew, so that nothing is kept that somebody else put into a file.
//! Must not import anything but `domain`.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::FilterType as Scaling;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, guess_format};
use tokio::sync::Semaphore;

use crate::domain::image::{Image, ImageKind};

/// Largest file that is taken, in bytes.
pub const LARGEST: usize = 512 * 1024;
/// Largest side, in pixels.
const SIDE: u32 = 4000;
/// What unpacking may take, in bytes: the largest picture in its widest form.
const UNPACKED: u64 = 4000 * 4000 * 8;
/// What is kept is no larger than this; enough for print at the size it has on a certificate.
const KEPT: (u32, u32) = (1200, 400);
/// Of a hundred; above this a photograph only grows.
const QUALITY: u8 = 88;

/// Unpacking takes memory, so it is done one at a time.
static DARKROOM: Semaphore = Semaphore::const_new(1);

/// Why a file is not taken, in words for whoever sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// More than [`LARGEST`].
    #[error("This file is larger than 512 kB. Save the picture in a smaller size and send that")]
    TooLarge,
    /// A drawing.
    #[error(
        "This is an SVG drawing. It may hold scripts, and look different on other machines, so it is not taken. Save it as \
         PNG and send that"
    )]
    Svg,
    /// Neither PNG nor JPEG.
    #[error("This file is neither PNG nor JPEG. Save the picture as one of them and send that")]
    WrongType,
    /// More than [`SIDE`].
    #[error("This picture is more than 4000 pixels wide or high. Make it smaller and send that")]
    TooWide,
    /// It ends early, or makes no sense.
    #[error("This picture is damaged and cannot be read. Save it anew and send that")]
    Broken,
}

/// The picture in a file, written anew at the size that certificates need. What else was in the file (where it was taken, with
/// which camera) is gone.
///
/// # Errors
/// [`Unusable`].
pub async fn develop(file: Vec<u8>) -> Result<Image, Unusable> {
    let _turn = DARKROOM.acquire().await.map_err(|_| Unusable::Broken)?;
    tokio::task::spawn_blocking(move || written_anew(&file)).await.map_err(|_| Unusable::Broken)?
}

fn written_anew(file: &[u8]) -> Result<Image, Unusable> {
    if file.len() > LARGEST {
        return Err(Unusable::TooLarge);
    }
    let (format, kind) = match guess_format(file) {
        Ok(ImageFormat::Png) => (ImageFormat::Png, ImageKind::Png),
        Ok(ImageFormat::Jpeg) => (ImageFormat::Jpeg, ImageKind::Jpeg),
        _ if is_drawing(file) => return Err(Unusable::Svg),
        _ => return Err(Unusable::WrongType),
    };
    let picture = unpacked(file, format)?;
    let (width, height) = KEPT;
    let picture = match picture.width() > width || picture.height() > height {
        true => picture.resize(width, height, Scaling::Lanczos3),
        false => picture,
    };
    Ok(Image { kind, bytes: packed(&picture, kind).map_err(|_| Unusable::Broken)? })
}

fn is_drawing(file: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&file[..file.len().min(2048)]).to_ascii_lowercase();
    start.trim_start_matches('\u{feff}').trim_start().starts_with('<') && start.contains("<svg")
}

/// Within limits that are checked before anything is unpacked.
fn unpacked(file: &[u8], format: ImageFormat) -> Result<DynamicImage, Unusable> {
    let broken = |_| Unusable::Broken;
    let (width, height) = ImageReader::with_format(Cursor::new(file), format).into_dimensions().map_err(broken)?;
    if width > SIDE || height > SIDE {
        return Err(Unusable::TooWide);
    }
    let mut limits = Limits::no_limits();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE), Some(SIDE));
    limits.max_alloc = Some(UNPACKED);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let turned = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    // A camera notes how it was held; that note goes, so the picture itself is turned.
    picture.apply_orientation(turned);
    Ok(picture)
}

/// Eight bits a colour, nothing but the picture; always the same bytes for the same picture.
fn packed(picture: &DynamicImage, kind: ImageKind) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    match kind {
        ImageKind::Png => {
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
            let pixels = picture.to_rgba8();
            if pixels.pixels().any(|pixel| pixel.0[3] < u8::MAX) {
                pixels.write_with_encoder(encoder)?;
            } else {
                picture.to_rgb8().write_with_encoder(encoder)?;
            }
        }
        ImageKind::Jpeg => picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?,
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use image::{Rgba, RgbaImage};

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, y| Rgba([(x % 251) as u8, (y % 241) as u8, 90, 200]));
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    fn size(image: &Image) -> (u32, u32) {
        image::load_from_memory(&image.bytes).map(|picture| (picture.width(), picture.height())).unwrap()
    }

    #[test]
    fn what_is_kept_is_small_and_always_the_same() {
        let small = written_anew(&png(30, 20)).unwrap();
        assert_eq!((small.kind, size(&small)), (ImageKind::Png, (30, 20)));
        assert_eq!(written_anew(&png(30, 20)).unwrap(), small);
        // Once more makes it no other picture.
        assert_eq!(written_anew(&small.bytes).unwrap(), small);
        for (sent, kept) in [((2400, 400), (1200, 200)), ((400, 2000), (80, 400)), ((3900, 1), (1200, 1))] {
            assert_eq!(size(&written_anew(&png(sent.0, sent.1)).unwrap()), kept, "{sent:?}");
        }
    }

    #[test]
    fn what_a_camera_noted_is_gone_and_the_picture_upright() {
        let picture = image::RgbImage::from_fn(40, 20, |x, _| image::Rgb([if x < 20 { 250 } else { 5 }; 3]));
        let mut plain = Vec::new();
        picture.write_with_encoder(JpegEncoder::new_with_quality(&mut plain, 95)).unwrap();
        // EXIF: orientation 6, "turn it to the right", and a comment.
        let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0taken at 59.9N";
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let noted = [&plain[..2], &[0xff, 0xe1], &length, exif, &plain[2..]].concat();
        let kept = written_anew(&noted).unwrap();
        assert_eq!((kept.kind, size(&kept)), (ImageKind::Jpeg, (20, 40)));
        assert!(!kept.bytes.windows(8).any(|part| part == b"taken at"));
    }

    #[test]
    fn what_is_no_such_picture_is_refused_with_the_reason() {
        let whole = png(60, 60);
        let mut wide = whole.clone();
        // A claim of 60,000 by 60,000 in the head, with its checksum made right by nobody: it is not believed either way.
        wide[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        for (file, why) in [
            (&b""[..], Unusable::WrongType),
            (b"hello", Unusable::WrongType),
            (b"GIF89a\x01\0\x01\0", Unusable::WrongType),
            (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>", Unusable::Svg),
            (&whole[..whole.len() / 2], Unusable::Broken),
            (&whole[..20], Unusable::Broken),
            (&wide, Unusable::Broken),
            (&png(4001, 2), Unusable::TooWide),
            (&vec![b' '; LARGEST + 1], Unusable::TooLarge),
        ] {
            assert_eq!(written_anew(file), Err(why), "{:?}", file.get(..20));
        }
    }
}
