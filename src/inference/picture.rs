//! Grey pictures and the one way they are laid before the network.
//!
//! A digit is found by its ink, set upright by its second moments, fitted into a box of 20 by 20
//! keeping its proportions, and centred by its mass in 28 by 28, as the well-known sets of
//! handwritten digits are. Training and reading share this code, so they cannot drift apart.

use thiserror::Error;

/// Pixels along each side of a picture.
pub const SIDE: usize = 28;

/// Pixels of a picture.
pub const PIXELS: usize = SIDE * SIDE;

/// A picture as it comes from outside: 28 rows of 28 pixels, 0 paper, 255 ink.
pub type Picture = [u8; PIXELS];

/// Side of the box that a normalised digit just fits.
const BOX: f32 = 20.0;

/// Share of the darkest ink below which a pixel counts as paper.
const PAPER: f32 = 0.15;

/// The darkest pixel of a picture with ink is at least this.
const FAINTEST: f32 = 0.06;

/// A picture that shows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the picture is empty: there is no ink on it")]
pub struct Empty;

/// Ink on paper, any size, `0.0..=1.0`.
#[derive(Debug, Clone)]
pub struct Canvas {
    width: usize,
    height: usize,
    ink: Vec<f32>,
}

impl Canvas {
    /// Blank paper.
    pub fn blank(width: usize, height: usize) -> Self {
        Self { width, height, ink: vec![0.0; width * height] }
    }

    /// The picture as a canvas.
    pub fn of(picture: &Picture) -> Self {
        Self { width: SIDE, height: SIDE, ink: picture.iter().map(|v| f32::from(*v) / 255.0).collect() }
    }

    /// Pixels along the top.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels along the side.
    pub fn height(&self) -> usize {
        self.height
    }

    /// All pixels, row by row.
    pub fn ink_mut(&mut self) -> &mut [f32] {
        &mut self.ink
    }

    /// Ink at a place between pixels; paper all around.
    fn at(&self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let (left, top) = (left as isize, top as isize);
        let pixel = |x: isize, y: isize| {
            if x < 0 || y < 0 || x >= self.width as isize || y >= self.height as isize {
                0.0
            } else {
                self.ink[y as usize * self.width + x as usize]
            }
        };
        let above = pixel(left, top) * (1.0 - fx) + pixel(left + 1, top) * fx;
        let below = pixel(left, top + 1) * (1.0 - fx) + pixel(left + 1, top + 1) * fx;
        above * (1.0 - fy) + below * fy
    }
}

/// Where the normalised picture lies on a canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Centre of mass on the canvas.
    centre: [f32; 2],
    /// Canvas pixels to the left for each one downward.
    shear: f32,
    /// Normalised pixels for each canvas pixel.
    scale: f32,
    /// The darkest ink, which becomes 1.
    darkest: f32,
}

impl Frame {
    /// Finds the digit; `upright` says how much of its slant is taken out, 0 (none) to 1 (all).
    pub fn of(canvas: &Canvas, upright: f32) -> Result<Self, Empty> {
        let darkest = canvas.ink.iter().copied().fold(0.0, f32::max);
        // Also false for a canvas of NaN, which no picture can hold.
        if darkest < FAINTEST {
            return Err(Empty);
        }
        let inked = || {
            canvas
                .ink
                .iter()
                .enumerate()
                .filter(|(_, v)| **v > PAPER * darkest)
                .map(|(i, v)| ((i % canvas.width) as f32, (i / canvas.width) as f32, *v))
        };
        let (mut mass, mut sx, mut sy) = (0.0, 0.0, 0.0);
        for (x, y, v) in inked() {
            mass += v;
            sx += v * x;
            sy += v * y;
        }
        let centre = [sx / mass, sy / mass];
        let (mut sxy, mut syy) = (0.0, 0.0);
        for (x, y, v) in inked() {
            sxy += v * (x - centre[0]) * (y - centre[1]);
            syy += v * (y - centre[1]) * (y - centre[1]);
        }
        // A dot or a level line has no slant to speak of.
        let shear = if syy > mass { (sxy / syy).clamp(-1.2, 1.2) * upright } else { 0.0 };
        let (mut x0, mut x1, mut y0, mut y1) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
        for (x, y, _) in inked() {
            let x = x - shear * (y - centre[1]);
            (x0, x1) = (x0.min(x), x1.max(x));
            (y0, y1) = (y0.min(y), y1.max(y));
        }
        let extent = (x1 - x0).max(y1 - y0) + 1.0;
        Ok(Self { centre, shear, scale: BOX / extent, darkest })
    }

    /// The same frame a little off: moved by `(x, y)` normalised pixels and `zoom` times as large.
    pub fn off_by(self, x: f32, y: f32, zoom: f32) -> Self {
        let centre = [self.centre[0] + x / self.scale, self.centre[1] + y / self.scale];
        Self { centre, scale: self.scale * zoom, ..self }
    }

    /// The digit as the network sees it, `0.0..=1.0`.
    pub fn normalise(&self, canvas: &Canvas) -> Vec<f32> {
        // Enough samples inside each pixel that no ink falls between them.
        let fine = if self.scale > 0.8 { 1 } else { (1.0 / self.scale).ceil().min(16.0) as usize };
        let mut out = Vec::with_capacity(PIXELS);
        for v in 0..SIDE {
            for u in 0..SIDE {
                let mut sum = 0.0;
                for j in 0..fine {
                    for i in 0..fine {
                        let inside = |k: usize| (k as f32 + 0.5) / fine as f32 - 0.5;
                        let [x, y] = self.locate(u as f32 + inside(i), v as f32 + inside(j));
                        sum += canvas.at(x, y);
                    }
                }
                out.push((sum / (fine * fine) as f32 / self.darkest).min(1.0));
            }
        }
        out
    }

    /// Values over normalised pixels carried back to the pixels of a canvas of 28 by 28.
    pub fn carry_back(&self, values: &[f32]) -> Vec<f32> {
        let values = Canvas { width: SIDE, height: SIDE, ink: values.to_vec() };
        let middle = (SIDE as f32 - 1.0) / 2.0;
        (0..PIXELS)
            .map(|i| {
                let (x, y) = ((i % SIDE) as f32, (i / SIDE) as f32);
                let down = y - self.centre[1];
                let across = x - self.centre[0] - self.shear * down;
                values.at(middle + across * self.scale, middle + down * self.scale)
            })
            .collect()
    }

    /// The place on the canvas that normalised pixel `(u, v)` shows.
    fn locate(&self, u: f32, v: f32) -> [f32; 2] {
        let middle = (SIDE as f32 - 1.0) / 2.0;
        let down = (v - middle) / self.scale;
        [self.centre[0] + (u - middle) / self.scale + self.shear * down, self.centre[1] + down]
    }
}

/// Ink values as bytes.
pub fn to_picture(ink: &[f32]) -> Picture {
    let mut picture = [0; PIXELS];
    for (byte, value) in picture.iter_mut().zip(ink) {
        *byte = (value.clamp(0.0, 1.0) * 255.0).round() as u8;
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A leaning bar with its centre at `(x, y)`.
    fn bar(x: f32, y: f32, lean: f32) -> Picture {
        let mut canvas = Canvas::blank(SIDE, SIDE);
        for row in 0..SIDE {
            let down = row as f32 - y;
            for column in 0..SIDE {
                let across = column as f32 - x - lean * down;
                let inside = down.abs() < 7.0 && across.abs() < 1.0;
                canvas.ink_mut()[row * SIDE + column] = f32::from(inside);
            }
        }
        to_picture(&canvas.ink)
    }

    fn normal(picture: &Picture, upright: f32) -> Vec<f32> {
        let canvas = Canvas::of(picture);
        Frame::of(&canvas, upright).unwrap().normalise(&canvas)
    }

    #[test]
    fn where_it_was_drawn_does_not_matter() {
        let (a, b) = (normal(&bar(9.0, 10.0, 0.0), 1.0), normal(&bar(18.0, 17.0, 0.0), 1.0));
        let apart: f32 = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-3, "{apart}");
    }

    #[test]
    fn a_leaning_bar_is_set_upright() {
        let columns =
            |ink: &[f32]| (0..SIDE).filter(|x| (0..SIDE).any(|y| ink[y * SIDE + x] > 0.3)).count();
        let leaning = bar(14.0, 14.0, 0.6);
        assert!(columns(&normal(&leaning, 1.0)) + 3 < columns(&normal(&leaning, 0.0)));
    }

    #[test]
    fn a_blank_picture_is_refused() {
        assert_eq!(Frame::of(&Canvas::of(&[0; PIXELS]), 1.0), Err(Empty));
        assert_eq!(Frame::of(&Canvas::of(&[3; PIXELS]), 1.0), Err(Empty));
    }

    proptest! {
        #[test]
        fn any_picture_is_normalised_or_refused(bytes in proptest::collection::vec(any::<u8>(), PIXELS)) {
            let picture: Picture = bytes.try_into().unwrap();
            let canvas = Canvas::of(&picture);
            if let Ok(frame) = Frame::of(&canvas, 1.0) {
                let ink = frame.normalise(&canvas);
                prop_assert_eq!(ink.len(), PIXELS);
                prop_assert!(ink.iter().all(|v| (0.0..=1.0).contains(v)));
                prop_assert!(frame.carry_back(&ink).iter().all(|v| v.is_finite()));
            }
        }
    }
}
