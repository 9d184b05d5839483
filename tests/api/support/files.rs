//! Files to upload.

use std::io::Cursor;

/// A PNG of one colour.
pub fn picture(width: u32, height: u32) -> Vec<u8> {
    encoded(width, height, image::ImageFormat::Png)
}

/// A picture of one colour in this format.
pub fn encoded(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([200, 120, 40])).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}
