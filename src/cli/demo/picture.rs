//! What do the demo's photos show? Each is painted from a few plain shapes, so that no file has to be shipped.

use std::collections::HashMap;
use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use serde::Deserialize;

use crate::error::{Error, Result};

/// Pixels; larger than a thumbnail, so that each gets one.
const WIDTH: u16 = 800;
const HEIGHT: u16 = 600;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Picture {
    Tin,
    Headphones,
    Mug,
    Tent,
    Parcel,
}

/// Every picture as a PNG file.
pub(super) type Album = HashMap<Picture, Vec<u8>>;

/// Paints all of them.
pub(super) fn album() -> Result<Album> {
    Picture::ALL.into_iter().map(|picture| Ok((picture, picture.png()?))).collect()
}

type Colour = [u8; 3];

/// Coordinates in pixels, from the top left.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Box {
        left: f32,
        top: f32,
        right: f32,
        bottom: f32,
        colour: Colour,
    },
    Oval {
        x: f32,
        y: f32,
        wide: f32,
        high: f32,
        colour: Colour,
    },
    /// An oval line.
    Ring {
        x: f32,
        y: f32,
        wide: f32,
        high: f32,
        thick: f32,
        colour: Colour,
    },
    Triangle {
        corners: [(f32, f32); 3],
        colour: Colour,
    },
}

impl Picture {
    const ALL: [Self; 5] = [Self::Tin, Self::Headphones, Self::Mug, Self::Tent, Self::Parcel];

    pub(super) const fn file_name(self) -> &'static str {
        match self {
            Self::Tin => "龙井茶罐.png",
            Self::Headphones => "aurora-one.png",
            Self::Mug => "青釉马克杯.png",
            Self::Tent => "ridge-2.png",
            Self::Parcel => "IMG_2041.png",
        }
    }

    /// The picture as a PNG file.
    fn png(self) -> Result<Vec<u8>> {
        let (sky, ground, horizon, shapes) = self.scene();
        let mut pixels = RgbImage::new(WIDTH.into(), HEIGHT.into());
        for (y, row) in (0..HEIGHT).zip(pixels.rows_mut()) {
            let y = f32::from(y);
            for (x, pixel) in (0..WIDTH).zip(row) {
                let x = f32::from(x);
                let top = shapes.iter().rev().find(|shape| shape.covers(x, y));
                *pixel = Rgb(top.map_or(if y < horizon { sky } else { ground }, Shape::colour));
            }
        }
        let mut png = Cursor::new(Vec::new());
        pixels.write_to(&mut png, ImageFormat::Png).map_err(Error::internal)?;
        Ok(png.into_inner())
    }

    /// The wall, the table, where they meet, and what stands there, the nearest last.
    const fn scene(self) -> (Colour, Colour, f32, &'static [Shape]) {
        match self {
            Self::Tin => ([232, 236, 222], [203, 184, 150], 430.0, &TIN),
            Self::Headphones => ([214, 222, 232], [178, 190, 204], 460.0, &HEADPHONES),
            Self::Mug => ([240, 234, 226], [187, 157, 126], 440.0, &MUG),
            Self::Tent => ([168, 205, 232], [124, 158, 98], 400.0, &TENT),
            Self::Parcel => ([222, 218, 212], [150, 146, 142], 380.0, &PARCEL),
        }
    }
}

impl Shape {
    const fn colour(&self) -> Colour {
        match self {
            Self::Box { colour, .. }
            | Self::Oval { colour, .. }
            | Self::Ring { colour, .. }
            | Self::Triangle { colour, .. } => *colour,
        }
    }

    fn covers(&self, px: f32, py: f32) -> bool {
        match *self {
            Self::Box { left, top, right, bottom, .. } => (left..right).contains(&px) && (top..bottom).contains(&py),
            Self::Oval { x, y, wide, high, .. } => in_oval(px - x, py - y, wide, high),
            Self::Ring { x, y, wide, high, thick, .. } => {
                in_oval(px - x, py - y, wide, high) && !in_oval(px - x, py - y, wide - thick, high - thick)
            }
            Self::Triangle { corners: [a, b, c], .. } => {
                let sides = [side(a, b, (px, py)), side(b, c, (px, py)), side(c, a, (px, py))];
                sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0)
            }
        }
    }
}

/// `wide` and `high` are the half axes.
fn in_oval(dx: f32, dy: f32, wide: f32, high: f32) -> bool {
    (dx / wide).powi(2) + (dy / high).powi(2) <= 1.0
}

/// On which side of the line from `a` to `b`?
fn side(a: (f32, f32), b: (f32, f32), point: (f32, f32)) -> f32 {
    (b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0)
}

const fn slab(left: f32, top: f32, right: f32, bottom: f32, colour: Colour) -> Shape {
    Shape::Box { left, top, right, bottom, colour }
}

const fn oval(x: f32, y: f32, wide: f32, high: f32, colour: Colour) -> Shape {
    Shape::Oval { x, y, wide, high, colour }
}

const fn triangle(a: (f32, f32), b: (f32, f32), c: (f32, f32), colour: Colour) -> Shape {
    Shape::Triangle { corners: [a, b, c], colour }
}

const TIN: [Shape; 7] = [
    oval(400.0, 525.0, 190.0, 26.0, [176, 157, 124]),
    slab(270.0, 180.0, 530.0, 510.0, [58, 104, 74]),
    oval(400.0, 510.0, 130.0, 24.0, [58, 104, 74]),
    slab(270.0, 150.0, 530.0, 200.0, [43, 80, 56]),
    oval(400.0, 150.0, 130.0, 24.0, [74, 122, 90]),
    slab(320.0, 270.0, 480.0, 430.0, [238, 232, 208]),
    oval(400.0, 350.0, 34.0, 62.0, [96, 146, 84]),
];
const HEADPHONES: [Shape; 6] = [
    Shape::Ring { x: 400.0, y: 330.0, wide: 190.0, high: 220.0, thick: 26.0, colour: [52, 56, 64] },
    slab(190.0, 460.0, 610.0, 570.0, [178, 190, 204]),
    oval(400.0, 510.0, 240.0, 24.0, [158, 170, 184]),
    oval(222.0, 400.0, 62.0, 104.0, [38, 41, 48]),
    oval(578.0, 400.0, 62.0, 104.0, [38, 41, 48]),
    oval(206.0, 400.0, 34.0, 76.0, [92, 98, 110]),
];
const MUG: [Shape; 6] = [
    oval(410.0, 520.0, 200.0, 28.0, [160, 130, 101]),
    Shape::Ring { x: 545.0, y: 345.0, wide: 92.0, high: 100.0, thick: 30.0, colour: [124, 168, 158] },
    slab(260.0, 210.0, 540.0, 490.0, [142, 186, 174]),
    oval(400.0, 490.0, 140.0, 34.0, [142, 186, 174]),
    oval(400.0, 210.0, 140.0, 34.0, [110, 152, 142]),
    oval(400.0, 216.0, 124.0, 26.0, [78, 52, 36]),
];
const TENT: [Shape; 6] = [
    triangle((60.0, 400.0), (240.0, 190.0), (420.0, 400.0), [140, 158, 172]),
    triangle((380.0, 400.0), (600.0, 140.0), (820.0, 400.0), [120, 140, 156]),
    oval(400.0, 510.0, 300.0, 24.0, [104, 136, 80]),
    triangle((130.0, 505.0), (400.0, 230.0), (670.0, 505.0), [214, 112, 52]),
    triangle((400.0, 230.0), (670.0, 505.0), (520.0, 505.0), [184, 88, 40]),
    triangle((330.0, 505.0), (400.0, 300.0), (470.0, 505.0), [66, 52, 46]),
];
const PARCEL: [Shape; 7] = [
    oval(400.0, 520.0, 270.0, 30.0, [126, 122, 118]),
    slab(180.0, 210.0, 620.0, 510.0, [190, 148, 100]),
    triangle((470.0, 210.0), (620.0, 210.0), (620.0, 340.0), [222, 218, 212]),
    triangle((470.0, 210.0), (560.0, 300.0), (620.0, 340.0), [150, 112, 72]),
    slab(370.0, 210.0, 430.0, 510.0, [220, 196, 150]),
    slab(210.0, 400.0, 330.0, 480.0, [244, 242, 236]),
    triangle((440.0, 330.0), (520.0, 390.0), (450.0, 400.0), [110, 80, 50]),
];
