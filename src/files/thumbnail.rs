//! How big is a picture, and what does it look like small?

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::kind::Kind;
use crate::error::{Error, Result};

/// The longer side of a thumbnail, in pixels, and the size up to which a picture needs none.
pub const THUMBNAIL_SIDE: u32 = 320;
/// The longest side of a picture that is taken, in pixels.
pub const MAX_SIDE: u32 = 10_000;
/// The most pixels of a picture that is taken: 40 megapixels.
pub const MAX_PIXELS: u64 = 40_000_000;
/// The most memory that decoding one picture may take, in bytes.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;
const JPEG_QUALITY: u8 = 80;

/// What decoding a picture told.
#[derive(Debug)]
pub(super) struct Picture {
    /// In pixels, as it is shown: turned as its EXIF orientation says.
    pub width: u32,
    pub height: u32,
    /// `None` for a picture that is small already.
    pub thumbnail: Option<Thumbnail>,
}

#[derive(Debug)]
pub(super) struct Thumbnail {
    pub bytes: Vec<u8>,
    pub kind: Kind,
}

/// Reads a picture and makes its thumbnail: blocking, and much work. Its size is judged by the header, before any
/// pixel is decoded; every picture is decoded once, so that a broken one is refused. Of a GIF only the first frame.
///
/// Errors: `invalid` on `file` for one that is too large or cannot be read.
pub(super) fn inspect(path: &Path, kind: Kind) -> Result<Picture> {
    let file = BufReader::new(File::open(path).map_err(Error::internal)?);
    let mut reader = ImageReader::with_format(file, format(kind)?);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|error| unreadable(&error))?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(damaged());
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_ALLOC {
        return Err(too_large());
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| unreadable(&error))?;
    let is_large = width.max(height) > THUMBNAIL_SIDE;
    let thumbnail = if is_large { Some(shrink(&picture, orientation)?) } else { None };
    let (width, height) = if is_turned(orientation) { (height, width) } else { (width, height) };
    Ok(Picture { width, height, thumbnail })
}

/// At most [`THUMBNAIL_SIDE`] on the longer side: WebP where something is transparent, JPEG else.
fn shrink(picture: &DynamicImage, orientation: Orientation) -> Result<Thumbnail> {
    let mut small = picture.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE);
    small.apply_orientation(orientation);
    let mut bytes = Cursor::new(Vec::new());
    let pixels = small.to_rgba8();
    let (written, kind) = if pixels.pixels().any(|pixel| pixel.0[3] < u8::MAX) {
        let encoder = WebPEncoder::new_lossless(&mut bytes);
        (DynamicImage::ImageRgba8(pixels).write_with_encoder(encoder), Kind::Webp)
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        (DynamicImage::ImageRgb8(small.to_rgb8()).write_with_encoder(encoder), Kind::Jpeg)
    };
    written.map_err(Error::internal)?;
    Ok(Thumbnail { bytes: bytes.into_inner(), kind })
}

fn format(kind: Kind) -> Result<ImageFormat> {
    match kind {
        Kind::Jpeg => Ok(ImageFormat::Jpeg),
        Kind::Png => Ok(ImageFormat::Png),
        Kind::Gif => Ok(ImageFormat::Gif),
        Kind::Webp => Ok(ImageFormat::WebP),
        other => Err(Error::internal(format!("{} is no picture", other.mime()))),
    }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}

const fn is_turned(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

fn unreadable(error: &ImageError) -> Error {
    match error {
        ImageError::Limits(_) => too_large(),
        _ => damaged(),
    }
}

fn damaged() -> Error {
    Error::invalid("file", "The picture is damaged or cut off: it cannot be read.")
}

fn too_large() -> Error {
    let megapixels = MAX_PIXELS / 1_000_000;
    let sentence = format!("The picture is too large: at most {MAX_SIDE} pixels a side and {megapixels} megapixels.");
    Error::invalid("file", sentence)
}

#[cfg(test)]
mod tests {
    use image::GenericImageView;

    use super::super::samples;
    use super::*;

    fn inspected(bytes: &[u8], kind: Kind) -> Result<Picture> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("picture");
        std::fs::write(&path, bytes).unwrap();
        inspect(&path, kind)
    }

    fn thumbnail(picture: &Picture) -> (Kind, DynamicImage) {
        let thumbnail = picture.thumbnail.as_ref().unwrap();
        let format = format(thumbnail.kind).unwrap();
        (thumbnail.kind, image::load_from_memory_with_format(&thumbnail.bytes, format).unwrap())
    }

    #[test]
    fn large_pictures_of_every_kind_get_a_small_one() {
        for kind in [Kind::Jpeg, Kind::Png, Kind::Gif, Kind::Webp] {
            let picture = inspected(&samples::picture(format(kind).unwrap(), 640, 321), kind).unwrap();
            assert_eq!((picture.width, picture.height), (640, 321));
            let (kind, small) = thumbnail(&picture);
            assert_eq!((kind, small.dimensions()), (Kind::Jpeg, (320, 161)));
        }
    }

    #[test]
    fn small_pictures_need_none() {
        let picture = inspected(&samples::picture(ImageFormat::Png, 320, 320), Kind::Png).unwrap();
        assert!(picture.thumbnail.is_none());
        let narrow = inspected(&samples::picture(ImageFormat::Png, 1, 321), Kind::Png).unwrap();
        assert_eq!(thumbnail(&narrow).1.dimensions(), (1, 320));
    }

    #[test]
    fn what_is_transparent_stays_transparent() {
        let (kind, small) =
            thumbnail(&inspected(&samples::see_through(ImageFormat::Png, 400, 400), Kind::Png).unwrap());
        assert_eq!(kind, Kind::Webp);
        assert_eq!((small.get_pixel(10, 10).0[3], small.get_pixel(310, 10).0[3]), (0, 255));
    }

    #[test]
    fn photographs_stand_upright() {
        let picture = inspected(&samples::turned_jpeg(400, 200, 6), Kind::Jpeg).unwrap();
        assert_eq!((picture.width, picture.height), (200, 400));
        let (_, small) = thumbnail(&picture);
        assert_eq!(small.dimensions(), (160, 320));
        let (top, bottom) = (small.get_pixel(80, 20).0, small.get_pixel(80, 300).0);
        assert!(top[0] > 200 && bottom[2] > 200, "the left half was red and is on top now: {top:?} {bottom:?}");
    }

    #[test]
    fn an_animation_is_shown_by_its_first_frame() {
        let (_, small) = thumbnail(&inspected(&samples::animation(400, 40, 300), Kind::Gif).unwrap());
        assert!(small.get_pixel(10, 10).0[0] > 200);
    }

    /// Catches limits that are asked for only after the pixels were decoded: these would take 2 to 20 GB.
    #[test]
    fn bombs_are_refused_by_their_header() {
        for (width, height, depth) in [(50_000, 50_000, 8), (10_001, 1, 8), (9_000, 9_000, 8), (6_300, 6_300, 16)] {
            let error = inspected(&samples::png_claiming(width, height, depth), Kind::Png).unwrap_err();
            assert_eq!(error.status(), 422);
            assert!(error.detail().starts_with("file: The picture is too large"), "{width}x{height}: {error}");
        }
    }

    #[test]
    fn broken_pictures_are_refused() {
        let jpeg = samples::picture(ImageFormat::Jpeg, 64, 64);
        let png = samples::picture(ImageFormat::Png, 64, 64);
        let broken =
            [(Kind::Jpeg, &jpeg[..20]), (Kind::Png, &png[..60]), (Kind::Gif, b"GIF89a"), (Kind::Webp, b"RIFF")];
        for (kind, bytes) in broken {
            let error = inspected(bytes, kind).unwrap_err();
            assert!(error.detail().starts_with("file: The picture is damaged"), "{kind:?}: {error}");
        }
        assert_eq!(inspected(&samples::png_claiming(8, 8, 8), Kind::Png).unwrap_err().status(), 422);
    }
}
