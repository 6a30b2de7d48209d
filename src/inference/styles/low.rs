//! The skeletons of 0 to 4.

use super::Hand;
use crate::inference::stroke::{Stroke, arc, curve, join, lines};

impl Hand<'_> {
    pub(super) fn zero(&self) -> Vec<Stroke> {
        let rx = self.u(0.2, 0.46);
        let start = -90.0 + self.u(-70.0, 60.0);
        let sweep = self.u(325.0, 400.0) * if self.chance(0.8) { -1.0 } else { 1.0 };
        let drift = self.normal(0.1);
        let mut ring = arc([0.5, 0.5], [rx, 0.5], start, start + sweep, drift);
        // Square or pointed, fat above or below: never quite an ellipse.
        let (square, pear, lean) = (self.u(-0.12, 0.2), self.normal(0.12), self.normal(0.08));
        for p in &mut ring {
            let (x, y) = ((p[0] - 0.5) / rx, (p[1] - 0.5) * 2.0);
            let bulge = 1.0 + square * 2.0 * x * x * y * y;
            p[0] = 0.5 + rx * x * bulge * (1.0 + pear * y) + lean * (1.0 - x * x) * y * 0.5;
            p[1] = 0.5 + 0.5 * y * bulge;
        }
        match self.choose(&[0.8, 0.12, 0.08]) {
            0 => vec![ring],
            1 => {
                // The pen runs on into the ring.
                let [x, y] = ring[ring.len() - 1];
                let inside = [x + (0.5 - x) * self.u(0.2, 0.8), y + self.u(0.03, 0.2)];
                vec![join(ring, &[inside])]
            }
            _ => {
                // A flick before the ring begins.
                let [x, y] = ring[0];
                let before = [x + self.u(0.02, 0.25), y + self.u(-0.1, 0.06)];
                vec![join(vec![before], &ring)]
            }
        }
    }

    pub(super) fn one(&self) -> Vec<Stroke> {
        let bend = self.normal(0.035);
        let top = self.p(0.5, 0.0);
        let bar = [top, self.p(0.5 + bend, 0.35), self.p(0.5 + bend, 0.68), self.p(0.5, 1.0)];
        let style = self.choose(&[0.5, 0.27, 0.15, 0.04, 0.04]);
        let reach = self.u(0.1, 0.62);
        // A long flag is steep, or it would make a seven.
        let angle = self.u(22.0, 74.0 - 40.0 * reach).to_radians();
        let flag = [top[0] - reach * angle.sin(), top[1] + reach * angle.cos()];
        let bar = match style {
            0 => curve(&bar),
            1 | 2 if self.chance(0.8) => join(vec![flag], &curve(&bar)),
            1 | 2 => curve(&[flag, bar[0], bar[1], bar[2], bar[3]]),
            // A small hook, at the top or at the foot.
            3 => {
                let hook = [top[0] - self.u(0.04, 0.12), top[1] + self.u(-0.02, 0.06)];
                join(vec![hook], &curve(&bar))
            }
            _ => {
                let foot = [bar[3][0] + self.u(0.05, 0.18), bar[3][1] - self.u(0.0, 0.06)];
                curve(&[bar[0], bar[1], bar[2], bar[3], foot])
            }
        };
        let mut strokes = vec![bar];
        if style == 2 || self.chance(0.015) {
            let (left, right) = (self.u(0.12, 0.36), self.u(0.12, 0.36));
            strokes.push(lines(&[self.p(0.5 - left, 1.0), self.p(0.5 + right, 1.0)]));
        }
        strokes
    }

    pub(super) fn two(&self) -> Vec<Stroke> {
        let (xs, ys) = (self.u(0.02, 0.3), self.u(0.06, 0.38));
        let (xr, yr) = (self.u(0.62, 0.92), self.u(0.2, 0.36));
        let apex = self.u(0.36, 0.58);
        let xm = self.u(0.42, 0.66);
        let start = self.p(xs, ys);
        let head = [
            start,
            self.p(apex - 0.18, 0.04 + ys * 0.12),
            self.p(apex + 0.08, 0.0),
            self.p(xr, yr),
            self.p(xm, 0.6),
        ];
        let (xe, ye) = (self.u(0.72, 1.1), self.u(0.86, 1.04));
        match self.choose(&[0.42, 0.32, 0.16, 0.1]) {
            // Corner and straight base.
            0 => {
                let (xc, yc) = (self.u(-0.02, 0.22), self.u(0.88, 1.0));
                let corner = self.p(xc, yc);
                let mut down = head.to_vec();
                down.push(corner);
                let base = [corner, self.p((xc + xe) / 2.0, f32::midpoint(yc, ye)), self.p(xe, ye)];
                vec![join(curve(&down), &curve(&base))]
            }
            // A loop at the foot.
            1 => {
                let (lx, ly, r) = (self.u(0.1, 0.28), self.u(0.84, 0.95), self.u(0.03, 0.13));
                let wide = self.u(0.8, 1.8);
                let mut path = head.to_vec();
                path.extend([
                    self.p(lx + r * 0.5, ly + r * 0.9),
                    self.p(lx - r * wide, ly + r * 0.2),
                    self.p(lx, ly - r),
                    self.p(lx + 2.2 * r + 0.06, ly + 0.02),
                    self.p(xe * 0.72, self.u(0.93, 1.06)),
                    self.p(xe, ye),
                ]);
                vec![curve(&path)]
            }
            // A waved or rounded base without a loop.
            2 => {
                let (xc, yc) = (self.u(0.0, 0.25), self.u(0.84, 0.98));
                let mut path = head.to_vec();
                path.push(self.p(xc + 0.06, yc - 0.06));
                path.push(self.p(xc, yc));
                let low = self.u(0.95, 1.08);
                path.push(self.p(0.4, f32::midpoint(yc, low)));
                path.push(self.p(xe * 0.75, low));
                path.push(self.p(xe, ye));
                vec![curve(&path)]
            }
            // Like a Z with a soft shoulder.
            _ => {
                let top = [start, self.p(0.45, 0.03), self.p(xr, 0.08)];
                let corner = self.p(0.08, 0.96);
                let down = [top[2], self.p(xm, 0.5), corner];
                let path = if self.chance(0.5) {
                    join(curve(&top), &curve(&down))
                } else {
                    curve(&[top[0], top[1], top[2], down[1], corner])
                };
                vec![join(path, &[self.p(xe, ye)])]
            }
        }
    }

    pub(super) fn three(&self) -> Vec<Stroke> {
        let (xs, ys) = (self.u(0.0, 0.3), self.u(0.04, 0.26));
        let (xr, yr) = (self.u(0.64, 0.9), self.u(0.18, 0.3));
        let (xm, ym) = (self.u(0.16, 0.58), self.u(0.38, 0.56));
        let (xb, yb) = (self.u(0.68, 1.0), self.u(0.68, 0.8));
        let (xe, ye) = (self.u(-0.1, 0.46), self.u(0.76, 1.04));
        let middle = self.p(xm, ym);
        let upper = [self.p(xs, ys), self.p(0.42, 0.0), self.p(xr, yr), middle];
        let mut lower =
            vec![middle, self.p(xb * 0.88, ym + 0.1), self.p(xb, yb), self.p(0.48, 1.0), self.p(xe, ye)];
        if self.chance(0.25) {
            // The tail curls up.
            lower.push([xe - self.u(0.0, 0.06), ye - self.u(0.04, 0.16)]);
        }
        match self.choose(&[0.46, 0.24, 0.12, 0.18]) {
            0 => vec![join(curve(&upper), &curve(&lower))],
            1 => {
                let mut path = upper.to_vec();
                path.extend_from_slice(&lower[1..]);
                vec![curve(&path)]
            }
            // A small loop at the waist.
            2 => {
                let r = self.u(0.03, 0.09);
                let mut path = upper[..3].to_vec();
                path.extend([
                    self.p(xm + 0.08, ym - 0.02),
                    self.p(xm - r, ym + r * 0.6),
                    self.p(xm - r, ym - r * 0.6),
                    self.p(xm + 0.1, ym + 0.02),
                ]);
                path.extend_from_slice(&lower[1..]);
                vec![curve(&path)]
            }
            // Flat top.
            _ => {
                let right = self.p(xr, 0.02);
                let top = [self.p(xs, 0.05), right];
                let neck = lines(&[right, middle]);
                vec![join(join(lines(&top), &neck), &curve(&lower))]
            }
        }
    }

    pub(super) fn four(&self) -> Vec<Stroke> {
        let yb = self.u(0.42, 0.7) + if self.chance(0.15) { self.u(0.0, 0.14) } else { 0.0 };
        let (xl, xr) = (self.u(0.0, 0.2), self.u(0.7, 1.12));
        let xv = self.u(0.55, 0.8);
        let tilt = self.normal(0.05) - 0.02;
        let foot = [xv + self.normal(0.05), 1.0];
        match self.choose(&[0.5, 0.22, 0.16, 0.12]) {
            // Open: an angle or a bowl, then a stem.
            0 => {
                let start = self.p(xl + self.u(0.0, 0.26), self.u(0.0, 0.22));
                let corner = self.p(xl, yb);
                let end = self.p(xr.max(xv - 0.05), yb + tilt);
                let angle = if self.chance(0.55) {
                    let half = self.p((start[0] + corner[0]) / 2.0 - 0.02, (start[1] + corner[1]) / 2.0);
                    join(curve(&[start, half, corner]), &[end])
                } else {
                    let low = self.u(0.0, 0.1);
                    let belly = self.p(xl + 0.1, yb + low * 0.7);
                    let under = self.p(0.4, yb + low);
                    curve(&[start, self.p(xl, yb * 0.7), belly, under, end])
                };
                let top = self.u(-0.1, 0.3).min(yb - 0.12);
                let bend = self.normal(0.03);
                let stem = curve(&[
                    self.p(xv + self.u(-0.02, 0.14), top),
                    self.p(xv + bend, f32::midpoint(top, 1.0)),
                    foot,
                ]);
                vec![angle, stem]
            }
            // Closed triangle with its stem.
            1 => {
                let top = self.p(xv, 0.0);
                let corner = self.p(xl, yb);
                let end = self.p(xr, yb + tilt);
                let bend = self.normal(0.04);
                let flank = self.p((top[0] + corner[0]) / 2.0 + bend, (top[1] + corner[1]) / 2.0);
                let angle = join(curve(&[top, flank, corner]), &[end]);
                let from = [top[0] + self.normal(0.04), top[1] + self.u(-0.04, 0.12)];
                vec![angle, lines(&[from, foot])]
            }
            // In one go: down, across, up over a small loop and down.
            2 => {
                let start = self.p(xl + 0.2, self.u(0.0, 0.15));
                let corner = self.p(xl, yb);
                let across = self.p(xv - 0.08, yb + tilt - 0.04);
                let up = self.p(xv + self.u(0.0, 0.12), yb * self.u(0.2, 0.7));
                let round = if self.chance(0.5) {
                    join(lines(&[start, corner]), &[across])
                } else {
                    curve(&[start, self.p(xl + 0.02, yb - 0.08), self.p(xl + 0.15, yb + 0.02), across])
                };
                let down = curve(&[across, up, self.p(xv, yb + 0.15), foot]);
                vec![if self.chance(0.5) { join(round, &[up, foot]) } else { join(round, &down) }]
            }
            // The bar ends at the stem, as in a squared U with a leg.
            _ => {
                let start = self.p(xl + self.u(0.0, 0.15), self.u(-0.02, 0.12));
                let corner = self.p(xl + 0.04, yb);
                let end = self.p(xv, yb + tilt);
                let top = self.p(xv + self.u(0.0, 0.08), self.u(-0.05, 0.12));
                vec![lines(&[start, corner, end]), lines(&[top, foot])]
            }
        }
    }
}
