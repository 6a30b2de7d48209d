//! Digits as they come off paper: a skeleton bent by a hand, inked by a pen, scanned small.
//!
//! The skeletons are in `styles`; here is what all of them share. Everything follows
//! from the dice, so an example is named by a seed and a number.

use super::dice::Dice;
use super::picture::{Canvas, Frame, PIXELS, Picture, SIDE, to_picture};
use super::stroke::{Point, Stroke, distance, trim_end};
use super::styles::skeleton;

/// Canvas pixels for the height of a digit, before it is scanned down to 20.
const FINE: f32 = 40.0;

/// Longest step between points of a stroke after refining, in heights.
const STEP: f32 = 0.03;

/// Draws one example of `digit`.
pub fn draw(digit: u8, dice: &mut Dice) -> Picture {
    let wobble = dice.between(0.006, 0.05);
    let mut strokes = skeleton(digit, wobble, dice);
    for stroke in &mut strokes {
        for _ in 0..2 {
            // Pens start late and end early, or run on.
            if dice.chance(0.35) {
                trim_end(stroke, dice.normal(0.04));
            }
            stroke.reverse();
        }
        *stroke = refine(stroke);
    }
    bend(&mut strokes, dice);
    slant(&mut strokes, digit, dice);
    // A single bar may be very thick and still be read.
    let heavy = if digit == 1 { dice.between(1.0, 1.7) } else { 1.0 };
    let canvas = ink(&strokes, heavy, dice);
    let Ok(frame) = Frame::of(&canvas, 0.0) else { return [0; PIXELS] };
    let mut pixels = frame.normalise(&canvas);
    scan(&mut pixels, dice);
    to_picture(&pixels)
}

/// Puts points on a stroke so close that bending it leaves no corners.
fn refine(stroke: &[Point]) -> Stroke {
    let mut fine = Vec::with_capacity(stroke.len() * 2);
    for pair in stroke.windows(2) {
        let steps = (distance(pair[0], pair[1]) / STEP).ceil().clamp(1.0, 100.0) as usize;
        for step in 0..steps {
            let t = step as f32 / steps as f32;
            fine.push([
                pair[0][0] + (pair[1][0] - pair[0][0]) * t,
                pair[0][1] + (pair[1][1] - pair[0][1]) * t,
            ]);
        }
    }
    fine.extend(stroke.last());
    fine
}

/// Elastic deformation: a few slow waves, a little tremor, halves of unequal size.
fn bend(strokes: &mut [Stroke], dice: &mut Dice) {
    struct Wave {
        along: Point,
        phase: f32,
        push: Point,
    }
    let amplitude = dice.between(0.0, 0.045);
    let tremor = if dice.chance(0.3) { dice.between(0.0, 0.012) } else { 0.0 };
    let mut waves = Vec::with_capacity(6);
    for index in 0..6 {
        let (reach, size) = if index < 4 { (1.3, amplitude) } else { (5.0, tremor) };
        waves.push(Wave {
            along: [dice.normal(reach) * 3.0, dice.normal(reach) * 3.0],
            phase: dice.between(0.0, std::f32::consts::TAU),
            push: [dice.normal(size), dice.normal(size)],
        });
    }
    let taper = dice.normal(0.18);
    let sink = dice.normal(0.14);
    for p in strokes.iter_mut().flatten() {
        let [mut x, mut y] = *p;
        for wave in &waves {
            let lift = (wave.along[0] * p[0] + wave.along[1] * p[1] + wave.phase).sin();
            x += wave.push[0] * lift;
            y += wave.push[1] * lift;
        }
        // Wider above or below; the middle higher or lower.
        x = 0.5 + (x - 0.5) * (1.0 + taper * (y - 0.5));
        let inside = y.clamp(0.0, 1.0);
        *p = [x, y + sink * inside * (1.0 - inside)];
    }
}

/// Proportions, slant and rotation, about the middle.
fn slant(strokes: &mut [Stroke], digit: u8, dice: &mut Dice) {
    let narrow = 0.92 * dice.normal(0.24).exp();
    let lean = if digit == 1 { dice.normal(0.34) + 0.16 } else { dice.normal(0.24) + 0.1 };
    let (sin, cos) = dice.normal(0.14).sin_cos();
    for p in strokes.iter_mut().flatten() {
        let (mut x, y) = ((p[0] - 0.5) * narrow, p[1] - 0.5);
        x -= lean * y;
        *p = [x * cos - y * sin, x * sin + y * cos];
    }
}

/// Draws the strokes with a pen of some width and pressure; anti-aliased.
fn ink(strokes: &[Stroke], heavy: f32, dice: &mut Dice) -> Canvas {
    let width = (0.13 * dice.normal(0.38).exp()).clamp(0.045, 0.3) * heavy;
    let pressure = dice.between(0.0, 0.28);
    let (rhythm, phase) = (dice.between(1.0, 9.0), dice.between(0.0, 6.3));
    // Ends that thin out, as from a brush or a fast pen.
    let fade = if dice.chance(0.25) { dice.between(0.0, 0.6) } else { 0.0 };
    // A broad nib draws thin in one direction.
    let nib = if dice.chance(0.2) { dice.between(0.0, 0.5) } else { 0.0 };
    let nib_angle = dice.between(0.0, std::f32::consts::PI);
    let dry = dice.chance(0.05).then(|| (dice.unit(), dice.between(0.02, 0.06)));

    let margin = width * 0.8 * FINE + 2.0;
    let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
    for p in strokes.iter().flatten() {
        for axis in 0..2 {
            low[axis] = low[axis].min(p[axis]);
            high[axis] = high[axis].max(p[axis]);
        }
    }
    let size = |axis: usize| ((high[axis] - low[axis]).clamp(0.0, 4.0) * FINE + 2.0 * margin) as usize + 1;
    let mut canvas = Canvas::blank(size(0), size(1));
    let place = |p: Point| [(p[0] - low[0]) * FINE + margin, (p[1] - low[1]) * FINE + margin];
    for stroke in strokes {
        let count = stroke.len().max(2) as f32 - 1.0;
        for (index, pair) in stroke.windows(2).enumerate() {
            let t = index as f32 / count;
            if dry.is_some_and(|(at, half)| (t - at).abs() < half) {
                continue;
            }
            let [dx, dy] = [pair[1][0] - pair[0][0], pair[1][1] - pair[0][1]];
            let across = (dy.atan2(dx) - nib_angle).sin().abs();
            let ends = (t.min(1.0 - t) * 4.0).min(1.0);
            let half = 0.5
                * width
                * (1.0 + pressure * (rhythm * t + phase).sin())
                * (1.0 - fade * (1.0 - ends))
                * (1.0 - nib * (1.0 - across));
            line(&mut canvas, place(pair[0]), place(pair[1]), half * FINE);
        }
    }
    canvas
}

/// A line with round ends and this half width.
fn line(canvas: &mut Canvas, a: Point, b: Point, half: f32) {
    let reach = half + 1.0;
    let (width, height) = (canvas.width(), canvas.height());
    let range = |p: f32, q: f32, size: usize| {
        let low = (p.min(q) - reach).floor().max(0.0) as usize;
        let high = (p.max(q) + reach).ceil().max(0.0) as usize;
        low.min(size)..high.saturating_add(1).min(size)
    };
    let [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    let square = (dx * dx + dy * dy).max(1e-9);
    for y in range(a[1], b[1], height) {
        let row = &mut canvas.ink_mut()[y * width..(y + 1) * width];
        for x in range(a[0], b[0], width) {
            let [px, py] = [x as f32 - a[0], y as f32 - a[1]];
            let t = ((px * dx + py * dy) / square).clamp(0.0, 1.0);
            let (ex, ey) = (px - t * dx, py - t * dy);
            let cover = (half + 0.5 - (ex * ex + ey * ey).sqrt()).clamp(0.0, 1.0);
            if cover > row[x] {
                row[x] = cover;
            }
        }
    }
}

/// What cameras, scanners and old ink do to the small picture.
fn scan(pixels: &mut Vec<f32>, dice: &mut Dice) {
    if dice.chance(0.16) {
        coarsen(pixels, 7 + dice.below(7));
    }
    if dice.chance(0.22) {
        let side = dice.between(0.05, 0.5);
        *pixels = blur(pixels, side);
    }
    if dice.chance(0.4) {
        let (gain, gamma) = (dice.between(0.8, 1.8), dice.normal(0.35).exp());
        pixels.iter_mut().for_each(|v| *v = (*v * gain).min(1.0).powf(gamma));
    }
    if dice.chance(0.05) {
        // A spot where the ink failed.
        let (x, y, r) = (dice.between(8.0, 20.0), dice.between(6.0, 22.0), dice.between(0.8, 2.0));
        for (i, v) in pixels.iter_mut().enumerate() {
            let away = ((i % SIDE) as f32 - x).hypot((i / SIDE) as f32 - y);
            *v *= (away - r + 0.5).clamp(0.0, 1.0);
        }
    }
    if dice.chance(0.04) {
        // A speck of dirt.
        let (x, y) = (4 + dice.below(20), 4 + dice.below(20));
        pixels[y * SIDE + x] = dice.between(0.3, 1.0);
    }
    if dice.chance(0.08) {
        let grain = dice.between(0.0, 0.12);
        pixels.iter_mut().for_each(|v| *v = (*v + dice.normal(grain)).clamp(0.0, 1.0));
    }
}

/// As if seen by a coarse sensor: averaged onto `cells` by `cells`, then drawn large again.
fn coarsen(pixels: &mut [f32], cells: usize) {
    let size = SIDE as f32 / cells as f32;
    let mut sums = vec![(0.0_f32, 0.0_f32); cells * cells];
    for (i, v) in pixels.iter().enumerate() {
        let cell = |k: usize| ((k as f32 + 0.5) / size) as usize;
        let (sum, count) = &mut sums[cell(i / SIDE).min(cells - 1) * cells + cell(i % SIDE).min(cells - 1)];
        *sum += v;
        *count += 1.0;
    }
    let grid = |x: isize, y: isize| {
        let (x, y) = (x.clamp(0, cells as isize - 1) as usize, y.clamp(0, cells as isize - 1) as usize);
        let (sum, count) = sums[y * cells + x];
        sum / count.max(1.0)
    };
    for (i, v) in pixels.iter_mut().enumerate() {
        let place = |k: usize| (k as f32 + 0.5) / size - 0.5;
        let (x, y) = (place(i % SIDE), place(i / SIDE));
        let (fx, fy) = (x - x.floor(), y - y.floor());
        let (left, top) = (x.floor() as isize, y.floor() as isize);
        let above = grid(left, top) * (1.0 - fx) + grid(left + 1, top) * fx;
        let below = grid(left, top + 1) * (1.0 - fx) + grid(left + 1, top + 1) * fx;
        *v = above * (1.0 - fy) + below * fy;
    }
}

/// Each pixel takes `share` of itself from its neighbours, rows then columns.
fn blur(pixels: &[f32], share: f32) -> Vec<f32> {
    let pass = |from: &[f32], stride: usize| -> Vec<f32> {
        (0..PIXELS)
            .map(|i| {
                let place = if stride == 1 { i % SIDE } else { i / SIDE };
                let before = if place == 0 { 0.0 } else { from[i - stride] };
                let after = if place == SIDE - 1 { 0.0 } else { from[i + stride] };
                from[i] * (1.0 - share) + (before + after) * share / 2.0
            })
            .collect()
    };
    pass(&pass(pixels, 1), SIDE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_has_ink_and_repeats() {
        for stream in 0..200 {
            let digit = (stream % 10) as u8;
            let picture = draw(digit, &mut Dice::new(3, stream));
            assert!(picture.iter().filter(|v| **v > 25).count() > 12, "{digit} in stream {stream}");
            assert_eq!(picture, draw(digit, &mut Dice::new(3, stream)));
        }
    }

    #[test]
    fn blur_and_coarse_sensor_keep_the_ink_about() {
        let mut pixels = vec![0.0; PIXELS];
        pixels[14 * SIDE + 14] = 1.0;
        let soft = blur(&pixels, 0.4);
        assert!((soft.iter().sum::<f32>() - 1.0).abs() < 1e-3);
        coarsen(&mut pixels, 7);
        assert!((pixels.iter().sum::<f32>() - 1.0).abs() < 0.2);
    }
}
