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
        _ => Error::invalid("file", "The picture is damaged or cut off: it cannot be read."),
    }
}

fn too_large() -> Error {
    let megapixels = MAX_PIXELS / 1_000_000;
    let sentence = format!("The picture is too large: at most {MAX_SIDE} pixels a side and {megapixels} megapixels.");
    Error::invalid("file", sentence)
}
