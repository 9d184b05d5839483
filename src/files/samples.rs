//! What do the smallest real files of each kind look like? (For tests.)
#![expect(
    clippy::cast_possible_truncation,
    clippy::trivially_copy_pass_by_ref,
    reason = "samples are tiny, and bytes are slices"
)]

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgba, RgbaImage};

use super::kind::Kind;

/// A small file of each kind, and a name that fits it.
pub fn all() -> Vec<(Kind, &'static str, Vec<u8>)> {
    vec![
        (Kind::Jpeg, "a.jpg", picture(ImageFormat::Jpeg, 8, 6)),
        (Kind::Png, "a.png", picture(ImageFormat::Png, 8, 6)),
        (Kind::Gif, "a.gif", picture(ImageFormat::Gif, 8, 6)),
        (Kind::Webp, "a.webp", picture(ImageFormat::WebP, 8, 6)),
        (Kind::Mp3, "a.mp3", mp3(2)),
        (Kind::Mp3, "tagged.mp3", [id3(6000), mp3(2)].concat()),
        (Kind::M4a, "a.m4a", iso_media(b"M4A ", &[b"mp42", b"isom"])),
        (Kind::Ogg, "a.ogg", ogg(b"OpusHead")),
        (Kind::Wav, "a.wav", riff(b"WAVE")),
        (Kind::Mp4, "a.mp4", iso_media(b"isom", &[b"avc1"])),
        (Kind::Mp4, "phone.mp4", iso_media(b"3gp5", &[b"isom", b"3gp4"])),
        (Kind::Webm, "a.webm", matroska(b"webm")),
        (Kind::Pdf, "a.pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n%%EOF".to_vec()),
        (Kind::Txt, "a.txt", "你好\n".as_bytes().to_vec()),
        (Kind::Csv, "a.csv", "货号,价格\n1,2\n".as_bytes().to_vec()),
        (Kind::Docx, "a.docx", office("word/document.xml")),
        (Kind::Xlsx, "a.xlsx", office("xl/workbook.xml")),
        (Kind::Pptx, "a.pptx", office("ppt/presentation.xml")),
        (Kind::Zip, "a.zip", zip(&["readme.txt", "word/notes.txt"])),
        (Kind::Zip, "empty.zip", zip(&[])),
    ]
}

/// A picture whose left half is red and whose right half is blue.
pub fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let pixels = RgbaImage::from_fn(width, height, |x, _| half(x < width / 2));
    encode(&DynamicImage::ImageRgba8(pixels), format)
}

/// A picture whose left half is transparent.
pub fn see_through(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let pixels = RgbaImage::from_fn(width, height, |x, _| if x < width / 2 { Rgba([0; 4]) } else { half(false) });
    encode(&DynamicImage::ImageRgba8(pixels), format)
}

fn half(is_left: bool) -> Rgba<u8> {
    Rgba(if is_left { [255, 0, 0, 255] } else { [0, 0, 255, 255] })
}

fn encode(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let has_alpha = format != ImageFormat::Jpeg;
    let picture = if has_alpha { picture.clone() } else { DynamicImage::ImageRgb8(picture.to_rgb8()) };
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG that says in its EXIF data how it is to be turned.
pub fn turned_jpeg(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let jpeg = picture(ImageFormat::Jpeg, width, height);
    let mut exif = b"\xFF\xE1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    [&jpeg[..2], &exif, &jpeg[2..]].concat()
}

/// A GIF of `frames` frames, the first of them red and blue, the others black.
pub fn animation(width: u32, height: u32, frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    let first = RgbaImage::from_fn(width, height, |x, _| half(x < width / 2));
    let black = RgbaImage::from_pixel(width, height, Rgba([0, 0, 0, 255]));
    for index in 0..frames {
        encoder.encode_frame(Frame::new(if index == 0 { first.clone() } else { black.clone() })).unwrap();
    }
    drop(encoder);
    bytes
}

/// A PNG of a few bytes that claims any size. `depth`: bits of each of the four channels.
pub fn png_claiming(width: u32, height: u32, depth: u8) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([depth, 6, 0, 0, 0]);
    let chunk = |name: &[u8], data: &[u8]| {
        let named = [name, data].concat();
        [&(data.len() as u32).to_be_bytes()[..], &named, &crc32(&named).to_be_bytes()].concat()
    };
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", &[0x78, 1]), chunk(b"IEND", &[])].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

/// Frames of MPEG-1 layer III, 128 kbit/s at 44.1 kHz.
pub fn mp3(frames: usize) -> Vec<u8> {
    let mut frame = vec![0; 417];
    frame[..4].copy_from_slice(&[0xFF, 0xFB, 0x90, 0x00]);
    frame.repeat(frames)
}

/// An `ID3v2.4` tag of `size` bytes of padding.
pub fn id3(size: usize) -> Vec<u8> {
    let mut tag = b"ID3\x04\0\0\0\0".to_vec();
    tag.extend([(size >> 7) as u8 & 0x7F, size as u8 & 0x7F]);
    tag.resize(10 + size, 0);
    tag
}

pub fn iso_media(major: &[u8; 4], compatible: &[&[u8; 4]]) -> Vec<u8> {
    let size = 16 + 4 * compatible.len() as u32;
    let mut bytes = [&size.to_be_bytes()[..], b"ftyp", major, &[0, 0, 2, 0]].concat();
    for brand in compatible {
        bytes.extend(*brand);
    }
    bytes.extend(b"\0\0\0\x08mdat");
    bytes
}

pub fn ogg(codec: &[u8]) -> Vec<u8> {
    let mut page = b"OggS\0\x02".to_vec();
    page.resize(26, 0);
    page.extend([1, codec.len() as u8]);
    page.extend(codec);
    page
}

pub fn riff(form: &[u8; 4]) -> Vec<u8> {
    [b"RIFF\x1c\0\0\0", &form[..], b"fmt \x10\0\0\0", &[0; 16]].concat()
}

pub fn matroska(doc_type: &[u8]) -> Vec<u8> {
    let mut header = vec![0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x80 | doc_type.len() as u8];
    header.extend(doc_type);
    [&[0x1A, 0x45, 0xDF, 0xA3, 0x80 | header.len() as u8], &header[..], &[0x18, 0x53, 0x80, 0x67, 0x80]].concat()
}

fn office(part: &str) -> Vec<u8> {
    zip(&["[Content_Types].xml", "_rels/.rels", part])
}

/// A zip of files that hold their own names.
pub fn zip(names: &[&str]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let (len, offset) = (name.len() as u32, bytes.len() as u32);
        let mut shared = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        shared.extend(crc32(name.as_bytes()).to_le_bytes());
        shared.extend([len.to_le_bytes(), len.to_le_bytes()].concat());
        shared.extend((len as u16).to_le_bytes());
        shared.extend([0, 0]);
        bytes.extend([b"PK\x03\x04", &shared[..], name.as_bytes(), name.as_bytes()].concat());
        directory.extend([b"PK\x01\x02\x14\0", &shared[..], &[0; 10], &offset.to_le_bytes(), name.as_bytes()].concat());
    }
    let (count, at, size) = (names.len() as u16, bytes.len() as u32, directory.len() as u32);
    bytes.extend(directory);
    bytes.extend([b"PK\x05\x06\0\0\0\0", &count.to_le_bytes()[..], &count.to_le_bytes()].concat());
    bytes.extend([size.to_le_bytes(), at.to_le_bytes()].concat());
    bytes.extend([0, 0]);
    bytes
}
